/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. `consumed` is where the next frame begins. Its head is
 * read again with each call until it is whole; what is wrong with its first two
 * bytes or its length is therefore said before its payload is there. Of a text's
 * payload, the part that has arrived is checked at once and never again:
 * `checked` runs ahead of `consumed` while the frame is incomplete.
 */
#include "wire/websocket_frame.h"

#include "base/check.h"

#define FIN 0x80
#define RESERVED 0x70
#define OPCODE 0x0f
#define MASKED 0x80
#define LENGTH 0x7f
#define LENGTH_16 126 /* the length follows in two bytes */
#define LENGTH_64 127 /* the length follows in eight bytes */

/* size: bytes of the head, without a mask; length: bytes of the payload */
struct head {
	enum pq_websocket_opcode opcode;
	bool fin;
	size_t size;
	uint64_t length;
};

static void add_big_endian(struct pq_buf *out, uint64_t n, size_t bytes)
{
	while (bytes-- > 0)
		pq_buf_add_byte(out, (unsigned char)(n >> (8 * bytes)));
}

static void write_length(size_t length, struct pq_buf *out)
{
	if (length < LENGTH_16) {
		pq_buf_add_byte(out, (unsigned char)(MASKED | length));
	} else if (length <= UINT16_MAX) {
		pq_buf_add_byte(out, MASKED | LENGTH_16);
		add_big_endian(out, length, 2);
	} else {
		pq_buf_add_byte(out, MASKED | LENGTH_64);
		add_big_endian(out, length, 8);
	}
}

void pq_websocket_write(const struct pq_websocket_frame *frame, const unsigned char mask[static PQ_WEBSOCKET_MASK],
			struct pq_buf *out)
{
	unsigned char *payload;

	pq_buf_add_byte(out, (unsigned char)((frame->fin ? FIN : 0) | frame->opcode));
	write_length(frame->payload.len, out);
	pq_buf_add(out, pq_view(mask, PQ_WEBSOCKET_MASK));
	payload = pq_buf_extend(out, frame->payload.len);
	for (size_t i = 0; payload && i < frame->payload.len; i++)
		payload[i] = frame->payload.data[i] ^ mask[i % PQ_WEBSOCKET_MASK];
}

struct pq_websocket_frame pq_websocket_fragment(const struct pq_websocket_frame *message, size_t index, size_t count)
{
	struct pq_view all = message->payload;
	size_t each = all.len / count;
	size_t longer = all.len % count;
	size_t from = index * each + (index < longer ? index : longer);
	struct pq_websocket_frame frame;

	pq_check(index < count);
	frame.opcode = index == 0 ? message->opcode : PQ_WEBSOCKET_CONTINUATION;
	frame.fin = index == count - 1;
	frame.payload = pq_view_slice(all, from, from + each + (index < longer));
	return frame;
}

/* RFC 6455 7.4.1 and 7.4.2: 1004 to 1006 and 1015 are never sent, 1016 to 2999 have no meaning yet. */
static bool code_valid(unsigned int code)
{
	return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

bool pq_websocket_close_valid(struct pq_view payload)
{
	if (payload.len == 0)
		return true;
	if (payload.len == 1 || payload.len > PQ_MAX_WEBSOCKET_CONTROL)
		return false;
	return code_valid(payload.data[0] * 256u + payload.data[1]) && pq_utf8_valid(pq_view_from(payload, 2));
}

void pq_websocket_reader_init(struct pq_websocket_reader *reader)
{
	memset(reader, 0, sizeof(*reader));
}

/* What the first byte says (RFC 6455 5.2), and whether it may stand here (5.4). */
static enum pq_err read_first(const struct pq_websocket_reader *reader, unsigned char byte, struct head *head)
{
	unsigned int opcode = byte & OPCODE;
	bool under_way = reader->message != PQ_WEBSOCKET_CONTINUATION;

	if ((byte & RESERVED) || (opcode > PQ_WEBSOCKET_BINARY && opcode < PQ_WEBSOCKET_CLOSE) ||
	    opcode > PQ_WEBSOCKET_PONG)
		return PQ_ERR_SYNTAX;
	head->opcode = (enum pq_websocket_opcode)opcode;
	head->fin = (byte & FIN) != 0;
	if (pq_websocket_is_control(head->opcode))
		return head->fin ? PQ_ERR_OK : PQ_ERR_SYNTAX;
	return under_way == (head->opcode == PQ_WEBSOCKET_CONTINUATION) ? PQ_ERR_OK : PQ_ERR_SYNTAX;
}

/* The length that stands in `field`, which is 2 or 8 bytes long and must need them (RFC 6455 5.2). */
static enum pq_err read_long_length(struct pq_view field, uint64_t *length)
{
	uint64_t n = 0;

	for (size_t i = 0; i < field.len; i++)
		n = n << 8 | field.data[i];
	if (n <= (field.len == 2 ? LENGTH_16 - 1 : UINT16_MAX) || n > INT64_MAX)
		return PQ_ERR_SYNTAX;
	*length = n;
	return PQ_ERR_OK;
}

/* What the second byte says and what its length needs; head->opcode is set. */
static enum pq_err read_length(struct pq_view rest, struct head *head)
{
	unsigned int first = rest.data[1] & LENGTH;
	size_t more = first == LENGTH_16 ? 2 : first == LENGTH_64 ? 8 : 0;

	if (rest.data[1] & MASKED)
		return PQ_ERR_SYNTAX;
	if (pq_websocket_is_control(head->opcode) && more > 0)
		return PQ_ERR_SYNTAX;
	head->size = 2 + more;
	head->length = first;
	if (rest.len < head->size)
		return PQ_ERR_INCOMPLETE;
	return more > 0 ? read_long_length(pq_view_slice(rest, 2, head->size), &head->length) : PQ_ERR_OK;
}

static enum pq_err read_head(const struct pq_websocket_reader *reader, struct pq_view rest, struct head *head)
{
	enum pq_err err;

	if (rest.len == 0)
		return PQ_ERR_INCOMPLETE;
	err = read_first(reader, rest.data[0], head);
	if (err)
		return err;
	if (rest.len == 1)
		return PQ_ERR_INCOMPLETE;
	err = read_length(rest, head);
	if (err)
		return err;
	if (pq_websocket_is_control(head->opcode))
		return PQ_ERR_OK;
	if (head->length > PQ_MAX_WEBSOCKET_FRAME || reader->length + head->length > PQ_MAX_WEBSOCKET_MESSAGE)
		return PQ_ERR_LIMIT;
	return PQ_ERR_OK;
}

/* Checks what has arrived of a text (RFC 6455 8.1); a character may be cut by a frame's end, not by the message's. */
static enum pq_err check_text(struct pq_websocket_reader *reader, struct pq_view bytes, const struct head *head)
{
	enum pq_websocket_opcode message = head->opcode ? head->opcode : reader->message;
	size_t from = reader->consumed + head->size;
	size_t to = from + (size_t)head->length;

	if (message != PQ_WEBSOCKET_TEXT)
		return PQ_ERR_OK;
	if (reader->checked > from)
		from = reader->checked;
	if (!pq_utf8_feed(&reader->utf8, pq_view_slice(bytes, from, to)))
		return PQ_ERR_SYNTAX;
	reader->checked = to < bytes.len ? to : bytes.len;
	if (reader->checked == to && head->fin && !pq_utf8_may_end(&reader->utf8))
		return PQ_ERR_SYNTAX;
	return PQ_ERR_OK;
}

/* The frame is there as a whole: moves behind it. */
static void take(struct pq_websocket_reader *reader, const struct head *head)
{
	reader->consumed += head->size + (size_t)head->length;
	if (head->opcode == PQ_WEBSOCKET_CLOSE)
		reader->closed = true;
	if (pq_websocket_is_control(head->opcode))
		return;
	if (head->opcode != PQ_WEBSOCKET_CONTINUATION)
		reader->message = head->opcode;
	reader->length += head->length;
	if (head->fin) {
		reader->message = PQ_WEBSOCKET_CONTINUATION;
		reader->length = 0;
	}
}

static enum pq_err read_frame(struct pq_websocket_reader *reader, struct pq_view bytes,
			      struct pq_websocket_frame *frame)
{
	struct pq_view rest = pq_view_from(bytes, reader->consumed);
	struct head head;
	struct pq_view payload;
	enum pq_err err = read_head(reader, rest, &head);

	if (err)
		return err;
	if (!pq_websocket_is_control(head.opcode))
		err = check_text(reader, bytes, &head);
	if (err)
		return err;
	if (rest.len - head.size < head.length)
		return PQ_ERR_INCOMPLETE;
	payload = pq_view_slice(rest, head.size, head.size + (size_t)head.length);
	if (head.opcode == PQ_WEBSOCKET_CLOSE && !pq_websocket_close_valid(payload))
		return PQ_ERR_SYNTAX;
	take(reader, &head);
	*frame = (struct pq_websocket_frame){ head.opcode, head.fin, payload };
	return PQ_ERR_OK;
}

enum pq_err pq_websocket_read(struct pq_websocket_reader *reader, struct pq_view bytes,
			      struct pq_websocket_frame *frame)
{
	enum pq_err err = reader->failure;

	pq_check(bytes.len >= reader->consumed && bytes.len >= reader->checked);
	if (err == PQ_ERR_OK)
		err = reader->closed ? PQ_ERR_INCOMPLETE : read_frame(reader, bytes, frame);
	if (err != PQ_ERR_INCOMPLETE)
		reader->failure = err;
	return err;
}
