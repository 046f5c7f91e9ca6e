/* SPDX-License-Identifier: MIT */
/*
 * Surface:  STUN responses from hostile servers.
 * Property: a response that is complete is so at its last byte and not before, and what is refused stays refused;
 *           a datagram is read as a stream is; what was challenged can be answered within the documented room.
 * Targets:  pq_stun_response_read, pq_stun_response_authentic, pq_stun_request_write.
 * Input:    a byte (bit 0: Allocate, else Binding; bit 1: transaction ids differ), then the response.
 */
#include <stdlib.h>

#include "common/exact.h"
#include "common/target.h"
#include "wire/stun_request.h"
#include "wire/stun_response.h"

PQ_FUZZ_PROPERTY(pq_stun_depends_on_pieces, "a STUN response means something else when it arrives in other pieces")
PQ_FUZZ_PROPERTY(pq_stun_answer_too_long, "a challenge that was accepted cannot be answered")

/* Answers the challenge into storage that holds the longest request. */
static void answer(const struct pq_stun_response *response, enum pq_stun_method method)
{
	static unsigned char room[PQ_MAX_STUN_REQUEST];
	struct pq_stun_request request = {
		method, { 0 }, true, PQ_VIEW("user"), response->realm, response->nonce, PQ_VIEW("password")
	};
	struct pq_buf out;

	pq_buf_init(&out, room, sizeof(room));
	pq_stun_request_write(&request, &out);
	if (!pq_buf_ok(&out))
		pq_stun_answer_too_long();
}

/* How the bytes read as a stream of which `piece` more arrive at a time. */
static enum pq_err feed(struct pq_stun_response *response, const unsigned char *block, size_t size, size_t piece,
			enum pq_stun_method method, const unsigned char *id)
{
	enum pq_err err = PQ_ERR_INCOMPLETE;

	for (size_t shown = 0; shown < size && err == PQ_ERR_INCOMPLETE;) {
		shown = size - shown > piece ? shown + piece : size;
		pq_fuzz_show(block, shown, size);
		err = pq_stun_response_read(response, pq_view(block, shown), method, id, PQ_STUN_STREAM);
		if (err == PQ_ERR_OK && piece == 1 && response->consumed != shown)
			pq_stun_depends_on_pieces();
	}
	pq_fuzz_show(block, size, size);
	return err;
}

static void one(struct pq_view input)
{
	static const unsigned char zeros[PQ_STUN_ID];
	unsigned char flags = pq_fuzz_byte(&input);
	enum pq_stun_method method = flags & 1 ? PQ_STUN_ALLOCATE : PQ_STUN_BINDING;
	const unsigned char *id = flags & 2 || input.len < PQ_STUN_HEADER ? zeros : input.data + 8;
	struct pq_stun_response whole, bytewise, datagram;
	unsigned char *block = pq_fuzz_exact(input);
	enum pq_err err = feed(&whole, block, input.len, input.len, method, id);

	if (feed(&bytewise, block, input.len, 1, method, id) != err)
		pq_stun_depends_on_pieces();
	if (err == PQ_ERR_OK) {
		if (pq_stun_response_read(&datagram, pq_view(block, whole.consumed), method, id, PQ_STUN_DATAGRAM) ||
		    whole.error != bytewise.error || whole.consumed != bytewise.consumed ||
		    whole.error != datagram.error || whole.integrity != datagram.integrity)
			pq_stun_depends_on_pieces();
		pq_stun_response_authentic(&whole, pq_view(block, whole.consumed), pq_view("k", 1));
		answer(&whole, method);
	}
	free(block);
}

const struct pq_fuzz_target pq_fuzz_target = { "stun", pq_fuzz_open_nothing, one };
