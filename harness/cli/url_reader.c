/* SPDX-License-Identifier: MIT */
#include "cli/url_reader.h"

#include <stdlib.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "report/message.h"

int pq_url_reader_init(struct pq_url_reader *reader)
{
	reader->idna = pq_idna_open();
	reader->memory = NULL;
	pq_buf_init(&reader->storage, NULL, 0);
	if (reader->idna)
		return PQ_EXIT_OK;
	pq_complain("ICU's data is missing, so that no host name can be read (pratique doctor tells more)");
	return PQ_EXIT_SETUP;
}

void pq_url_reader_fini(struct pq_url_reader *reader)
{
	pq_idna_close(reader->idna);
	free(reader->memory);
}

static void make_room(struct pq_url_reader *reader, size_t cap)
{
	if (cap > reader->storage.cap) {
		free(reader->memory);
		reader->memory = pq_memory(cap, 1);
		pq_buf_init(&reader->storage, reader->memory, cap);
	}
	pq_buf_reset(&reader->storage);
}

bool pq_url_reader_parse(struct pq_url_reader *reader, struct pq_view input, const struct pq_view *base,
			 struct pq_url *url)
{
	size_t len = input.len + (base ? base->len : 0);
	struct pq_url base_url;

	/* A byte that is not UTF-8 becomes "%EF%BF%BD"; IDNA's mappings grow a code point 18 times at most. */
	make_room(reader, 4096 + 24 * len);
	if (base && pq_url_parse(&base_url, *base, NULL, reader->idna, &reader->storage))
		return false;
	return pq_url_parse(url, input, base ? &base_url : NULL, reader->idna, &reader->storage) == PQ_ERR_OK;
}
