/* SPDX-License-Identifier: MIT */
#include "sink/frame.h"

#define CONTROL_MAX 125

/* Bytes of the head, by its first two; 0 if even these are not there. */
static size_t head_len(struct pq_view bytes)
{
	size_t len = 2;

	if (bytes.len < 2)
		return 0;
	if ((bytes.data[1] & 0x7f) == 126)
		len += 2;
	else if ((bytes.data[1] & 0x7f) == 127)
		len += 8;
	return len + (bytes.data[1] & 0x80 ? 4 : 0);
}

enum pq_err pq_frame_read(struct pq_view bytes, struct pq_frame *out)
{
	struct pq_frame frame = { 0 };
	size_t head = head_len(bytes);
	size_t wide;

	if (head == 0 || bytes.len < head)
		return PQ_ERR_INCOMPLETE;
	frame.opcode = bytes.data[0] & 15;
	frame.left = bytes.data[1] & 0x7f;
	wide = frame.left == 126 ? 2 : frame.left == 127 ? 8 : 0;
	if (wide > 0)
		frame.left = 0;
	for (size_t i = 0; i < wide; i++)
		frame.left = frame.left << 8 | bytes.data[2 + i];
	if (bytes.data[1] & 0x80)
		memcpy(frame.mask, bytes.data + head - 4, 4);
	frame.len = head;
	if (frame.opcode & 8) {
		if (frame.left > CONTROL_MAX)
			return PQ_ERR_SYNTAX;
		if (bytes.len - head < frame.left)
			return PQ_ERR_INCOMPLETE;
		frame.payload = pq_view_slice(bytes, head, head + (size_t)frame.left);
		frame.len += (size_t)frame.left;
		frame.left = 0;
	}
	*out = frame;
	return PQ_ERR_OK;
}

void pq_frame_reply(const struct pq_frame *frame, unsigned int opcode, struct pq_buf *out)
{
	pq_buf_add_byte(out, (unsigned char)(0x80 | opcode));
	pq_buf_add_byte(out, (unsigned char)frame->payload.len);
	for (size_t i = 0; i < frame->payload.len; i++)
		pq_buf_add_byte(out, frame->payload.data[i] ^ frame->mask[i % 4]);
}
