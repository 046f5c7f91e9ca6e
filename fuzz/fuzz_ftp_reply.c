/* SPDX-License-Identifier: MIT */
/*
 * Surface:  FTP replies from hostile servers.
 * Property: a reply means the same whole, byte by byte or in pieces, and no byte is read that has not arrived; a naive
 *           reader takes the same port from it.
 * Targets:  pq_ftp_reply_feed, pq_ftp_passive, pq_ftp_extended_passive.
 * Input:    a byte with the length of the pieces, then the reply.
 */
#include <stdlib.h>

#include "common/exact.h"
#include "common/ftp_port.h"
#include "common/target.h"
#include "wire/ftp_reply.h"

PQ_FUZZ_PROPERTY(pq_reply_depends_on_pieces, "a reply means something else when it arrives in other pieces")
PQ_FUZZ_PROPERTY(pq_reply_port_differs, "the reader and a naive one take different ports from this reply")

static enum pq_err feed(struct pq_ftp_reply *reply, const unsigned char *block, size_t size, size_t piece)
{
	enum pq_err err = PQ_ERR_INCOMPLETE;

	pq_ftp_reply_init(reply);
	for (size_t end = piece; err == PQ_ERR_INCOMPLETE && end < size; end += piece) {
		pq_fuzz_show(block, end, size);
		err = pq_ftp_reply_feed(reply, pq_view(block, end));
	}
	pq_fuzz_show(block, size, size);
	return err == PQ_ERR_INCOMPLETE ? pq_ftp_reply_feed(reply, pq_view(block, size)) : err;
}

static bool same(const struct pq_ftp_reply *a, const struct pq_ftp_reply *b)
{
	return a->code == b->code && a->line_count == b->line_count && a->consumed == b->consumed &&
	       pq_view_eq(a->text, b->text);
}

static void check_ports(struct pq_view text)
{
	struct pq_address address;
	uint16_t passive = 0, extended = 0;

	if (pq_ftp_passive(text, &address, &passive) != PQ_ERR_OK)
		passive = 0;
	if (pq_ftp_extended_passive(text, &extended) != PQ_ERR_OK)
		extended = 0;
	if (passive != pq_fuzz_passive_port(text) || extended != pq_fuzz_extended_port(text))
		pq_reply_port_differs();
}

static void one(struct pq_view input)
{
	struct pq_ftp_reply whole, pieces, bytewise;
	size_t piece = pq_fuzz_byte(&input) + 2u;
	unsigned char *block = pq_fuzz_exact(input);
	enum pq_err err = feed(&whole, block, input.len, input.len);

	if (feed(&pieces, block, input.len, piece) != err || feed(&bytewise, block, input.len, 1) != err)
		pq_reply_depends_on_pieces();
	if (err == PQ_ERR_OK && (!same(&whole, &pieces) || !same(&whole, &bytewise)))
		pq_reply_depends_on_pieces();
	if (err == PQ_ERR_OK)
		check_ports(whole.text);
	free(block);
}

const struct pq_fuzz_target pq_fuzz_target = { "ftp_reply", pq_fuzz_open_nothing, one };
