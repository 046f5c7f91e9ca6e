/* SPDX-License-Identifier: MIT */
/*
 * Surface:  what clients write to the sink of an audit.
 * Property: bytes mean the same however they are cut; what is read lies inside of what came; every question can be answered
 *           within the documented room.
 * Targets:  pq_head_read, pq_body_take, pq_frame_read, pq_target_*, pq_dns_read, pq_datagram_read.
 * Input:    a byte (low three bits: which reader; the rest: bytes of a piece, less one), then what the client wrote.
 */
#include <stdlib.h>

#include "common/exact.h"
#include "common/target.h"
#include "sink/datagram.h"
#include "sink/dns.h"
#include "sink/frame.h"
#include "sink/head.h"
#include "sink/target.h"

PQ_FUZZ_PROPERTY(pq_sink_depends_on_pieces, "what a client wrote means something else when it arrives in other pieces")
PQ_FUZZ_PROPERTY(pq_sink_reads_beyond, "something was read that does not lie in what came")
PQ_FUZZ_PROPERTY(pq_sink_no_room, "a question cannot be answered in the documented room")

static void inside(struct pq_view part, const unsigned char *block, size_t size)
{
	if (part.len > 0 && (part.data < block || part.data + part.len > block + size))
		pq_sink_reads_beyond();
}

/* Length of the body that follows a head, and a sum of its bytes, when `piece` bytes are looked at together. */
static uint64_t read_body(const struct pq_head *head, struct pq_view bytes, size_t piece)
{
	struct pq_body_reader reader;
	uint64_t story = 0;
	size_t at = 0;

	pq_body_reader_init(&reader, head);
	while (at < bytes.len && reader.state != PQ_BODY_DONE) {
		struct pq_view data;
		size_t taken;

		if (pq_body_take(&reader, pq_view_slice(bytes, at, at + piece), &taken, &data))
			return story << 1 | 1;
		if (taken == 0)
			pq_sink_depends_on_pieces();
		inside(data, bytes.data, bytes.len);
		for (size_t i = 0; i < data.len; i++)
			story = story * 31 + data.data[i];
		at += taken;
	}
	return story * 4 + (reader.state == PQ_BODY_DONE) * 2;
}

static void request(const unsigned char *block, size_t size, size_t piece)
{
	struct pq_head whole = { 0 }, cut = { 0 };
	enum pq_err err = PQ_ERR_INCOMPLETE, all;
	size_t scanned = 0, shown = 0;

	all = pq_head_read(pq_view(block, size), &(size_t){ 0 }, &whole);
	while (err == PQ_ERR_INCOMPLETE && shown < size) {
		shown = size - shown > piece ? shown + piece : size;
		pq_fuzz_show(block, shown, size);
		err = pq_head_read(pq_view(block, shown), &scanned, &cut);
	}
	pq_fuzz_show(block, size, size);
	if (size > 0 &&
	    (err != all || whole.len != cut.len || whole.skipped != cut.skipped || whole.length != cut.length))
		pq_sink_depends_on_pieces();
	if (all)
		return;
	inside(whole.method, block, size);
	inside(whole.target, block, size);
	if (whole.skipped + whole.len > size)
		pq_sink_reads_beyond();
	if (read_body(&whole, pq_view(block + whole.skipped + whole.len, size - whole.skipped - whole.len), piece) !=
	    read_body(&whole, pq_view(block + whole.skipped + whole.len, size - whole.skipped - whole.len), size))
		pq_sink_depends_on_pieces();
}

static void frame(const unsigned char *block, size_t size)
{
	struct pq_frame out;
	unsigned char storage[128];
	struct pq_buf reply;

	if (pq_frame_read(pq_view(block, size), &out))
		return;
	inside(out.payload, block, size);
	if (out.len > size)
		pq_sink_reads_beyond();
	pq_buf_init(&reply, storage, sizeof(storage));
	pq_frame_reply(&out, 10, &reply);
	if (!pq_buf_ok(&reply))
		pq_sink_no_room();
}

static void proxy(const unsigned char *block, size_t size)
{
	struct pq_view text = pq_view(block, size);
	struct pq_target target = { 0 };
	size_t len = 0;
	bool open;

	if (pq_target_authority(text, -1, &target) || pq_target_absolute(text, &target) ||
	    pq_target_socks(text, &len, &target) == PQ_ERR_OK)
		inside(target.host, block, size);
	if (pq_target_greeting(text, &len, &open) == PQ_ERR_OK && len > size)
		pq_sink_reads_beyond();
}

static void question(const unsigned char *block, size_t size)
{
	struct pq_address addresses[PQ_DNS_MAX_ADDRESSES] = { { 6, { 0 } }, { 6, { 1 } }, { 6, { 2 } }, { 6, { 3 } },
							      { 6, { 4 } }, { 6, { 5 } }, { 6, { 6 } }, { 6, { 7 } } };
	unsigned char storage[PQ_DNS_MAX_ANSWER];
	struct pq_dns_question out;
	struct pq_buf answer;

	if (pq_dns_read(pq_view(block, size), &out))
		return;
	inside(out.raw, block, size);
	pq_buf_init(&answer, storage, sizeof(storage));
	pq_dns_answer(&out, true, addresses, PQ_DNS_MAX_ADDRESSES, &answer);
	if (!pq_buf_ok(&answer))
		pq_sink_no_room();
	if (pq_dns_read(pq_buf_view(&answer), &out) == PQ_ERR_OK) /* an answer is no question */
		pq_sink_reads_beyond();
}

static void datagram(const unsigned char *block, size_t size)
{
	unsigned char storage[64];
	struct pq_datagram out;
	struct pq_buf answer;

	if (!pq_datagram_read(pq_view(block, size), &out))
		return;
	inside(out.payload, block, size);
	pq_buf_init(&answer, storage, sizeof(storage));
	pq_datagram_stun(&out, &answer);
	if (!pq_buf_ok(&answer))
		pq_sink_no_room();
}

static void one(struct pq_view input)
{
	unsigned char flags = pq_fuzz_byte(&input);
	unsigned char *block = pq_fuzz_exact(input);

	switch (flags & 7) {
	case 0:
		request(block, input.len, (size_t)(flags >> 3) + 1);
		break;
	case 1:
		frame(block, input.len);
		break;
	case 2:
		proxy(block, input.len);
		break;
	case 3:
		question(block, input.len);
		break;
	case 4:
		datagram(block, input.len);
		break;
	default:
		break;
	}
	free(block);
}

const struct pq_fuzz_target pq_fuzz_target = { "sink", pq_fuzz_open_nothing, one };
