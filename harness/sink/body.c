/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "sink/head.h"

#define LONGEST_LINE 8192

void pq_body_reader_init(struct pq_body_reader *reader, const struct pq_head *head)
{
	*reader = (struct pq_body_reader){ 0 };
	if (head->chunked) {
		reader->state = PQ_BODY_SIZE;
	} else if (head->length > 0) {
		reader->state = PQ_BODY_LENGTH;
		reader->left = head->length;
	}
}

static enum pq_err end_size_line(struct pq_body_reader *reader)
{
	if (!reader->sized)
		return PQ_ERR_SYNTAX;
	reader->state = reader->left ? PQ_BODY_CHUNK : PQ_BODY_TRAILER;
	reader->sized = false;
	reader->line = 0;
	return PQ_ERR_OK;
}

/* One byte of "SIZE[;extension] CR LF"; `line` counts bytes, and is set behind the longest once the digits ended. */
static enum pq_err take_size(struct pq_body_reader *reader, unsigned char c)
{
	if (c == '\n')
		return end_size_line(reader);
	if (++reader->line > LONGEST_LINE)
		return PQ_ERR_SYNTAX;
	if (pq_ascii_is(c, PQ_ASCII_HEX) && reader->line <= 15) {
		reader->left = reader->left << 4 | pq_ascii_hex_value(c);
		reader->sized = true;
		return PQ_ERR_OK;
	}
	if (reader->line <= 15)
		reader->line = 16;
	return reader->sized && (c == '\r' || c == ';' || c == ' ' || c == '\t' || reader->line > 16) ? PQ_ERR_OK
												      : PQ_ERR_SYNTAX;
}

/* One byte of the trailer, which an empty line ends. */
static enum pq_err take_trailer(struct pq_body_reader *reader, unsigned char c)
{
	if (c == '\n') {
		if (reader->line == 0)
			reader->state = PQ_BODY_DONE;
		reader->line = 0;
	} else if (c != '\r' && ++reader->line > LONGEST_LINE) {
		return PQ_ERR_SYNTAX;
	}
	return PQ_ERR_OK;
}

static enum pq_err take_byte(struct pq_body_reader *reader, unsigned char c)
{
	if (reader->state == PQ_BODY_SIZE)
		return take_size(reader, c);
	if (reader->state == PQ_BODY_TRAILER)
		return take_trailer(reader, c);
	if (c == '\n') {
		reader->state = PQ_BODY_SIZE;
		reader->left = 0;
		reader->line = 0;
		return PQ_ERR_OK;
	}
	return c == '\r' ? PQ_ERR_OK : PQ_ERR_SYNTAX;
}

enum pq_err pq_body_take(struct pq_body_reader *reader, struct pq_view bytes, size_t *taken, struct pq_view *data)
{
	size_t at = 0;

	*data = pq_view(NULL, 0);
	while (at < bytes.len && reader->state != PQ_BODY_DONE) {
		enum pq_err err;

		if (reader->state == PQ_BODY_LENGTH || reader->state == PQ_BODY_CHUNK) {
			size_t len = bytes.len - at < reader->left ? bytes.len - at : (size_t)reader->left;

			*data = pq_view_slice(bytes, at, at + len);
			at += len;
			reader->left -= len;
			if (reader->left == 0)
				reader->state = reader->state == PQ_BODY_LENGTH ? PQ_BODY_DONE : PQ_BODY_GAP;
			break;
		}
		err = take_byte(reader, bytes.data[at++]);
		if (err)
			return err;
	}
	*taken = at;
	return PQ_ERR_OK;
}
