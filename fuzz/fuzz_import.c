/* SPDX-License-Identifier: MIT */
/*
 * Surface:  source code, standards, preferences and lists from anybody, in every format.
 * Property: each port that is reported stands as a number on the line that is named; the policy text that is printed
 *           reads, and as the same ports; nothing is read beyond the text.
 * Targets:  pq_import_read, pq_import_print.
 * Input:    a byte with the format ('a' finds out, 'b' is the first one), then the text.
 */
#include <stdlib.h>

#include "common/exact.h"
#include "common/listed.h"
#include "common/target.h"
#include "import/print.h"

PQ_FUZZ_PROPERTY(pq_import_port_not_there, "a port that was read does not stand on its line")
PQ_FUZZ_PROPERTY(pq_import_unprintable, "the policy text made of an import does not read")
PQ_FUZZ_PROPERTY(pq_import_prints_other, "the policy text made of an import holds other ports")

static void check_places(const struct pq_import *import, struct pq_view text)
{
	for (size_t i = 0; i < import->list_count; i++)
		for (size_t k = 0; import->lists[i].kind == PQ_IMPORT_PORTS && k < import->lists[i].item_count; k++)
			if (!pq_fuzz_port_stands(text, &import->lists[i].items[k]))
				pq_import_port_not_there();
}

static void check_printed(const struct pq_import *import)
{
	static unsigned char bytes[PQ_IMPORT_PRINT_SIZE];
	struct pq_import_source source = { pq_view_str("file"), import };
	struct pq_import again;
	struct pq_buf out;

	pq_buf_init(&out, bytes, sizeof(bytes));
	if (pq_import_print(&source, 1, &out, NULL) != PQ_ERR_OK || !pq_fuzz_lists_anything(import))
		return;
	if (pq_import_read(&again, pq_buf_view(&out), pq_import_format_find(pq_view_str("policy")), pq_view_str(""),
			   NULL) != PQ_ERR_OK)
		pq_import_unprintable();
	if (!pq_fuzz_same_ports(import, &again))
		pq_import_prints_other();
	pq_import_free(&again);
}

static void one(struct pq_view input)
{
	size_t format = (pq_fuzz_byte(&input) + 256u - 'a') % (pq_import_format_count() + 1);
	unsigned char *block = pq_fuzz_exact(input);
	struct pq_import import;

	if (pq_import_read(&import, pq_view(block, input.len), format ? format - 1 : PQ_IMPORT_AUTO, pq_view_str(""),
			   NULL) == PQ_ERR_OK) {
		check_places(&import, pq_view(block, input.len));
		check_printed(&import);
		pq_import_free(&import);
	}
	free(block);
}

const struct pq_fuzz_target pq_fuzz_target = { "import", pq_fuzz_open_nothing, one };
