/* SPDX-License-Identifier: MIT */
#include "audit/witness_result.h"

#include <string.h>

#define MAX_EVIDENCE 8192

static const char *transport_name(const struct pq_witness_dial *dial)
{
	return dial->transport == PQ_TRANSPORT_UDP ? "udp" : "tcp";
}

static char *address_text(struct pq_result *result, const struct pq_address *address)
{
	unsigned char storage[64];
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	pq_address_print(address, &text);
	return pq_result_text(result, pq_buf_view(&text));
}

/* The row of an earlier dial to the same place; NULL if this is the first one. */
static struct pq_result_dial *row_of(struct pq_result *result, const struct pq_witness_dial *dial, const char *address)
{
	for (size_t i = 0; i < result->dial_count; i++) {
		struct pq_result_dial *row = &result->dials[i];

		if (row->port == dial->port && row->address && strcmp(row->transport, transport_name(dial)) == 0 &&
		    strcmp(row->name ? row->name : "", dial->name) == 0 && strcmp(row->address, address) == 0)
			return row;
	}
	return NULL;
}

/* The connection's lines, cut; only of what is to be explained. */
static char *evidence(struct pq_result *result, const struct pq_log *log, uint32_t conn)
{
	unsigned char storage[MAX_EVIDENCE];
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	pq_log_text(log, conn, &text);
	return pq_result_text(result, pq_buf_view(&text));
}

static enum pq_err add_dial(const struct pq_witness_share *share, uint32_t conn, const struct pq_log *log,
			    struct pq_result *result)
{
	const struct pq_witness_dial *dial = &share->witness->dials[conn - 1];
	const struct pq_log_conn *logged = log ? pq_log_conn(log, conn) : NULL;
	enum pq_seen seen = (enum pq_seen)atomic_load(&dial->came);
	char *address = address_text(result, &dial->address);
	struct pq_result_dial *row = address ? row_of(result, dial, address) : NULL;

	if (!row) {
		row = address ? pq_result_add_dial(result) : NULL;
		if (!row)
			return PQ_ERR_NO_SPACE;
		row->name = dial->name[0] ? pq_result_text(result, pq_view_str(dial->name)) : NULL;
		row->address = address;
		row->transport = pq_result_print(result, "%s", transport_name(dial));
		row->port = dial->port;
		row->after_ms = dial->after_ms;
		row->finding = PQ_FINDING_ALLOWED;
	}
	if (seen >= row->seen && dial->first_len > 0 && !row->first)
		row->first = pq_result_text(result, pq_view(dial->first, dial->first_len));
	row->seen = seen > row->seen ? seen : row->seen;
	row->bytes += pq_witness_sent(dial, logged ? logged->sent : 0);
	if (pq_witness_blocked(dial, share->judge))
		row->finding = PQ_FINDING_UNSAFE_PORT;
	if (log && !row->evidence)
		row->evidence = evidence(result, log, conn);
	return PQ_ERR_OK;
}

/* Whether one of the share's dials went to that name. */
static bool dialled(const struct pq_result *result, const char *name)
{
	for (size_t i = 0; i < result->dial_count; i++)
		if (result->dials[i].name && strcmp(result->dials[i].name, name) == 0)
			return true;
	return false;
}

static enum pq_err add_name(const struct pq_witness_name *name, struct pq_result *result)
{
	struct pq_result_dial *row = pq_result_add_dial(result);

	if (!row)
		return PQ_ERR_NO_SPACE;
	row->name = pq_result_text(result, pq_view_str(name->name));
	row->transport = pq_result_print(result, "udp");
	row->port = 53;
	row->seen = PQ_SEEN_NOTHING;
	row->after_ms = name->after_ms;
	row->finding = PQ_FINDING_ALLOWED;
	return PQ_ERR_OK;
}

enum pq_err pq_witness_result(const struct pq_witness_share *share, const struct pq_log *log, struct pq_result *result)
{
	enum pq_err err = PQ_ERR_OK;

	for (uint32_t conn = 1; conn <= share->dials && err == PQ_ERR_OK; conn++)
		if (atomic_load(&share->witness->dials[conn - 1].came) != PQ_CAME_NOTHING)
			err = add_dial(share, conn, log, result);
	for (uint32_t i = 0; i < share->names && err == PQ_ERR_OK; i++)
		if (!dialled(result, share->witness->names[i].name))
			err = add_name(&share->witness->names[i], result);
	return err;
}
