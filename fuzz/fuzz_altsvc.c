/* SPDX-License-Identifier: MIT */
/*
 * Surface:  Alt-Svc values from hostile servers.
 * Property: what was read, written canonically, reads the same; each place stands in the value as a quoted host,
 *           a colon and that number, so no port was narrowed and no byte made up.
 * Targets:  pq_altsvc_parse.
 * Input:    the field value.
 */
#include <stdlib.h>

#include "common/altsvc.h"
#include "common/exact.h"
#include "common/target.h"

PQ_FUZZ_PROPERTY(pq_altsvc_prints_itself, "an alternative reads differently once it is written canonically")
PQ_FUZZ_PROPERTY(pq_altsvc_place_made_up, "the value has no such authority")
PQ_FUZZ_PROPERTY(pq_altsvc_wants_room, "the value's own length was not enough room for what it decodes to")
PQ_FUZZ_PROPERTY(pq_altsvc_clear_and_more, "alternatives are left beside clear")

static bool same(const struct pq_alternative *a, const struct pq_alternative *b)
{
	return pq_view_eq(a->protocol, b->protocol) && pq_view_eq(a->host, b->host) && a->port == b->port &&
	       a->max_age_s == b->max_age_s && a->persist == b->persist;
}

static void check_printed(const struct pq_altsvc *altsvc)
{
	static unsigned char printed[16384], storage[16384];
	struct pq_buf text = { printed, 0, sizeof(printed), false };
	struct pq_buf bytes = { storage, 0, sizeof(storage), false };
	struct pq_altsvc again;

	pq_fuzz_altsvc_print(altsvc, &text);
	if (text.len == 0)
		return;
	if (pq_altsvc_parse(&again, pq_buf_view(&text), &bytes) != PQ_ERR_OK || again.count != altsvc->count ||
	    again.clear != altsvc->clear)
		pq_altsvc_prints_itself();
	for (size_t i = 0; i < again.count; i++)
		if (!same(&again.alternatives[i], &altsvc->alternatives[i]))
			pq_altsvc_prints_itself();
}

static void one(struct pq_view input)
{
	struct pq_view value = pq_view_slice(input, 0, 2048);
	unsigned char *block = pq_fuzz_exact(value);
	unsigned char *room = pq_fuzz_exact(value);
	struct pq_buf bytes = { room, 0, value.len, false };
	struct pq_altsvc altsvc;
	enum pq_err err = pq_altsvc_parse(&altsvc, pq_view(block, value.len), &bytes);

	if (err == PQ_ERR_NO_SPACE)
		pq_altsvc_wants_room();
	if (!err && altsvc.clear && altsvc.count > 0)
		pq_altsvc_clear_and_more();
	for (size_t i = 0; !err && i < altsvc.count; i++)
		if (!pq_fuzz_altsvc_names(value, altsvc.alternatives[i].host, altsvc.alternatives[i].port))
			pq_altsvc_place_made_up();
	if (!err)
		check_printed(&altsvc);
	free(block);
	free(room);
}

const struct pq_fuzz_target pq_fuzz_target = { "altsvc", pq_fuzz_open_nothing, one };
