/* SPDX-License-Identifier: MIT */
/*
 * Surface:  HTTP/1.1 responses from hostile servers.
 * Property: a response means the same whether it comes whole, byte by byte or
 *           cut anywhere; no byte is read that has not arrived.
 * Targets:  pq_http1_response_feed.
 * Input:    a byte whose two lowest bits say what was asked (enum pq_http1_to),
 *           three bytes with the lengths of the first pieces, then the response.
 */
#include <stdlib.h>

#include "common/exact.h"
#include "common/target.h"
#include "wire/http1_response.h"

PQ_FUZZ_PROPERTY(pq_response_depends_on_pieces, "a response means something else when it arrives in other pieces")

/* Feeds bytes up to each end in turn, then all and the end of the connection. */
static enum pq_err feed(struct pq_http1_response *response, const unsigned char *block, size_t size, const size_t *ends,
			size_t end_count)
{
	enum pq_err err = PQ_ERR_INCOMPLETE;

	for (size_t i = 0; i < end_count && err == PQ_ERR_INCOMPLETE; i++) {
		pq_fuzz_show(block, ends[i], size);
		err = pq_http1_response_feed(response, pq_view(block, ends[i]), false);
	}
	pq_fuzz_show(block, size, size);
	if (err == PQ_ERR_INCOMPLETE)
		err = pq_http1_response_feed(response, pq_view(block, size), true);
	return err;
}

static bool same(const struct pq_http1_response *a, const struct pq_http1_response *b)
{
	if (a->status != b->status || a->header_count != b->header_count || a->body_len != b->body_len ||
	    a->consumed != b->consumed)
		return false;
	for (size_t i = 0; i < a->header_count; i++)
		if (!pq_view_eq(a->headers[i].name, b->headers[i].name) ||
		    !pq_view_eq(a->headers[i].value, b->headers[i].value))
			return false;
	return true;
}

static void one(struct pq_view input)
{
	static size_t every[4096];
	static struct pq_http1_response whole, cut, bytewise;
	enum pq_http1_to to = pq_fuzz_byte(&input) & 3;
	size_t ends[3];
	unsigned char *block;
	enum pq_err err;

	for (size_t i = 0, end = 0; i < 3; i++)
		ends[i] = end += pq_fuzz_byte(&input);
	input = pq_view_slice(input, 0, sizeof(every) / sizeof(every[0]));
	for (size_t i = 0; i < 3; i++)
		ends[i] = ends[i] < input.len ? ends[i] : input.len;
	for (size_t i = 0; i < input.len; i++)
		every[i] = i;
	block = pq_fuzz_exact(input);
	pq_http1_response_init(&whole, to);
	pq_http1_response_init(&cut, to);
	pq_http1_response_init(&bytewise, to);
	err = feed(&whole, block, input.len, NULL, 0);
	if (feed(&cut, block, input.len, ends, 3) != err || feed(&bytewise, block, input.len, every, input.len) != err)
		pq_response_depends_on_pieces();
	if (err == PQ_ERR_OK && (!same(&whole, &cut) || !same(&whole, &bytewise)))
		pq_response_depends_on_pieces();
	free(block);
}

const struct pq_fuzz_target pq_fuzz_target = { "response", pq_fuzz_open_nothing, one };
