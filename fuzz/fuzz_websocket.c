/* SPDX-License-Identifier: MIT */
/*
 * Surface:  WebSocket frames from hostile servers, and a client's frames out.
 * Property: a stream means the same however it is cut; the judge reads what was to be written; both readers of UTF-8
 *           take the same bytes for text.
 * Targets:  pq_websocket_read, pq_websocket_write, pq_websocket_fragment, pq_utf8_valid, pq_utf8_decode.
 * Input:    a byte (pieces' length and fragments, less one, in half a byte each), a mask, the bytes to read or write.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "common/exact.h"
#include "common/target.h"
#include "monitor/naive_websocket.h"
#include "wire/utf8.h"
#include "wire/websocket_frame.h"

PQ_FUZZ_PROPERTY(pq_websocket_depends_on_pieces, "a stream means something else when it arrives in other pieces")
PQ_FUZZ_PROPERTY(pq_websocket_written_otherwise, "a frame does not say what was to be written")
PQ_FUZZ_PROPERTY(pq_websocket_texts_differ, "what is UTF-8 in pieces is none as a whole, or the other way round")

/* Reads the stream in pieces of that size; the result says where each frame lies and what ended it. */
static struct pq_view read_all(const unsigned char *block, size_t size, size_t piece, unsigned char *storage)
{
	struct pq_buf story = { storage, 0, 65536, false };
	struct pq_websocket_reader reader;
	struct pq_websocket_frame frame;
	enum pq_err err = PQ_ERR_INCOMPLETE;

	pq_websocket_reader_init(&reader);
	for (size_t end = 0; err == PQ_ERR_INCOMPLETE && end < size;) {
		end = piece < size - end ? end + piece : size;
		pq_fuzz_show(block, end, size);
		while ((err = pq_websocket_read(&reader, pq_view(block, end), &frame)) == PQ_ERR_OK) {
			pq_buf_add_u64(&story, (uint64_t)(frame.opcode << 1 | frame.fin));
			pq_buf_add_u64(&story, (uint64_t)(frame.payload.data - block));
		}
	}
	pq_buf_add_str(&story, pq_err_name(err));
	return pq_buf_view(&story);
}

static void write_and_read(struct pq_view text, size_t count, const unsigned char mask[static 4])
{
	static unsigned char storage[4096 + PQ_MAX_WEBSOCKET_HEAD];
	struct pq_websocket_frame message = { PQ_WEBSOCKET_BINARY, true, text };

	for (size_t i = 0; i < count; i++) {
		struct pq_websocket_frame frame = pq_websocket_fragment(&message, i, count);
		struct pq_naive_frame naive;
		struct pq_buf out = { storage, 0, sizeof(storage), false };

		pq_websocket_write(&frame, mask, &out);
		if (!pq_naive_frame_take(&(struct pq_view){ out.data, out.len }, &naive) || naive.faulty ||
		    !naive.masked || naive.opcode != frame.opcode || naive.payload.len != frame.payload.len)
			pq_websocket_written_otherwise();
		for (size_t at = 0; at < frame.payload.len; at++)
			if (pq_naive_frame_byte(&naive, at) != frame.payload.data[at])
				pq_websocket_written_otherwise();
	}
}

static bool is_text(struct pq_view bytes)
{
	uint32_t code;

	for (size_t at = 0, len; at < bytes.len; at += len) {
		len = pq_utf8_decode(bytes, at, &code);
		if (len == 0)
			return false;
	}
	return true;
}

static void one(struct pq_view input)
{
	static unsigned char storage[2][65536];
	unsigned char shape = pq_fuzz_byte(&input), *block;
	struct pq_view mask = pq_view_slice(input, 0, 4), rest = pq_view_slice(input, 4, 4100);

	block = pq_fuzz_exact(rest);
	if (!pq_view_eq(read_all(block, rest.len, rest.len, storage[0]),
			read_all(block, rest.len, 1u + (shape & 15), storage[1])))
		pq_websocket_depends_on_pieces();
	if (is_text(rest) != pq_utf8_valid(rest))
		pq_websocket_texts_differ();
	if (mask.len == 4)
		write_and_read(rest, 1u + (shape >> 4), mask.data);
	free(block);
}

const struct pq_fuzz_target pq_fuzz_target = { "websocket", pq_fuzz_open_nothing, one };
