/* SPDX-License-Identifier: MIT */
#include "campaign/canonical.h"

#include <stdio.h>

#include "campaign/store.h"
#include "common/road.h"

#define TEXT_MAX (64u << 10)

/* With the targets' own limits, so that what they skip is skipped here. */
static void read_scenario(struct pq_scenario *scenario, struct pq_view text, enum pq_reading reading, enum pq_err *err)
{
	static struct pq_line lines[PQ_ROAD_LINES];
	static struct pq_arg args[PQ_ROAD_ARGS];
	static unsigned char bytes[PQ_ROAD_BYTES];
	struct pq_diag diag = { 0, 0, "" };

	pq_scenario_init(scenario, lines, PQ_ROAD_LINES, args, PQ_ROAD_ARGS, bytes, sizeof(bytes));
	*err = pq_scenario_parse(scenario, text, reading, &diag);
}

bool pq_canonical_text(struct pq_view text, struct pq_buf *out)
{
	size_t mark = out->len;
	struct pq_scenario scenario;
	enum pq_err err;

	read_scenario(&scenario, text, PQ_READING_LENIENT, &err);
	if (err)
		return false;
	pq_scenario_print(&scenario, out);
	if (!pq_buf_ok(out))
		return false;
	read_scenario(&scenario, pq_buf_since(out, mark), PQ_READING_STRICT, &err);
	return err == PQ_ERR_OK;
}

bool pq_canonical_strict(struct pq_view text)
{
	struct pq_scenario scenario;
	enum pq_err err;

	read_scenario(&scenario, text, PQ_READING_STRICT, &err);
	return err == PQ_ERR_OK;
}

bool pq_canonical_write(const char *from, const char *to)
{
	static unsigned char found[TEXT_MAX], canonical[8 * TEXT_MAX];
	struct pq_buf text, out;

	pq_buf_init(&text, found, sizeof(found));
	pq_buf_init(&out, canonical, sizeof(canonical));
	if (!pq_store_read_tail(from, &text) || pq_buf_room(&text) == 0)
		return false;
	return pq_canonical_text(pq_buf_view(&text), &out) && pq_store_write(to, pq_buf_view(&out)) == 0;
}
