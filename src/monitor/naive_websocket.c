/* SPDX-License-Identifier: MIT */
#include "monitor/naive_websocket.h"

#include <stdint.h>

/* The length in its 7, 16 or 64 bits, and how many bytes it takes behind the first two; the bytes must be there. */
static uint64_t payload_length(struct pq_view bytes, size_t width)
{
	uint64_t n = 0;

	if (width == 0)
		return bytes.data[1] % 128;
	for (size_t i = 2; i < 2 + width; i++)
		n = n * 256 + bytes.data[i];
	return n;
}

/* Whether a server gives up at this frame, whatever its mask is. */
static bool is_faulty(const struct pq_naive_frame *frame, unsigned int reserved, size_t width, uint64_t length)
{
	static const uint64_t least[] = { [0] = 0, [2] = 126, [8] = 65536 };
	bool control = frame->opcode >= 8;

	if (reserved || (frame->opcode >= 3 && frame->opcode <= 7) || frame->opcode >= 11)
		return true;
	if (length < least[width] || length >= UINT64_C(1) << 63)
		return true;
	return control && (length > 125 || !frame->fin);
}

bool pq_naive_frame_take(struct pq_view *bytes, struct pq_naive_frame *frame)
{
	unsigned int seven = bytes->len < 2 ? 0 : bytes->data[1] % 128;
	size_t width = seven == 126 ? 2 : seven == 127 ? 8 : 0;
	uint64_t length;
	size_t head;

	frame->opcode = bytes->len ? bytes->data[0] % 16 : 0;
	frame->fin = bytes->len && bytes->data[0] >= 128;
	frame->masked = bytes->len >= 2 && bytes->data[1] >= 128;
	frame->mask = pq_view(NULL, 0);
	frame->payload = pq_view(NULL, 0);
	frame->faulty = false;
	frame->compressed = false;
	head = 2 + width + (frame->masked ? 4 : 0);
	if (bytes->len < head)
		return false;
	if (frame->masked)
		frame->mask = pq_view_slice(*bytes, head - 4, head);
	length = payload_length(*bytes, width);
	frame->faulty = is_faulty(frame, bytes->data[0] / 16 % 8, width, length);
	frame->compressed = bytes->data[0] / 16 % 8 == 4 && (frame->opcode == 1 || frame->opcode == 2) &&
			    !is_faulty(frame, 0, width, length);
	if (length > bytes->len - head)
		return false;
	frame->payload = pq_view_slice(*bytes, head, head + (size_t)length);
	*bytes = pq_view_from(*bytes, head + (size_t)length);
	return true;
}
