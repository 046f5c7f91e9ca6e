/* SPDX-License-Identifier: MIT */
#include "wire/http1_framing.h"

#include "base/ascii.h"

/*
 * A recipient may take a list of equal lengths for one (RFC 9110 8.6); equal
 * means the same text, as in Fetch "extract a length". *length is empty before
 * the first one.
 */
static enum pq_err read_lengths(struct pq_view value, struct pq_view *length)
{
	size_t from = 0;

	do {
		size_t comma = pq_view_find(value, ',', from);
		struct pq_view member = pq_header_value_normalise(pq_view_slice(value, from, comma));

		if (!pq_ascii_all(member, PQ_ASCII_DIGIT))
			return PQ_ERR_SYNTAX;
		if (length->len > 0 && !pq_view_eq(*length, member))
			return PQ_ERR_SYNTAX;
		*length = member;
		from = comma + 1;
	} while (from <= value.len);
	return PQ_ERR_OK;
}

/* No other coding was asked for (no TE header), and a second "chunked" is forbidden (RFC 9112 7). */
static enum pq_err read_coding(struct pq_view value, unsigned int minor, bool *chunked)
{
	static const struct pq_view coding = PQ_VIEW("chunked");

	if (minor == 0 || *chunked || !pq_ascii_eq_nocase(value, coding))
		return PQ_ERR_SYNTAX;
	*chunked = true;
	return PQ_ERR_OK;
}

enum pq_err pq_http1_framing(const struct pq_header *headers, size_t count, unsigned int minor,
			     enum pq_framing *framing, uint64_t *length)
{
	static const struct pq_view content_length = PQ_VIEW("Content-Length");
	static const struct pq_view transfer_encoding = PQ_VIEW("Transfer-Encoding");
	struct pq_view digits = { NULL, 0 };
	bool chunked = false;

	for (size_t i = 0; i < count; i++) {
		enum pq_err err = PQ_ERR_OK;

		if (pq_ascii_eq_nocase(headers[i].name, content_length))
			err = read_lengths(headers[i].value, &digits);
		else if (pq_ascii_eq_nocase(headers[i].name, transfer_encoding))
			err = read_coding(headers[i].value, minor, &chunked);
		if (err)
			return err;
	}
	if (chunked && digits.len > 0)
		return PQ_ERR_SYNTAX;
	if (digits.len > 0 && !pq_ascii_decimal(digits, PQ_MAX_BODY_LENGTH, length))
		return PQ_ERR_LIMIT;
	*framing = chunked ? PQ_FRAMING_CHUNKED : digits.len > 0 ? PQ_FRAMING_LENGTH : PQ_FRAMING_CLOSE;
	return PQ_ERR_OK;
}

enum pq_err pq_http1_chunk_size(struct pq_view line, uint64_t *size)
{
	uint64_t n = 0;
	size_t i = 0;

	for (; i < line.len && pq_ascii_is(line.data[i], PQ_ASCII_HEX); i++) {
		if (n > PQ_MAX_BODY_LENGTH >> 4)
			return PQ_ERR_LIMIT;
		n = n << 4 | pq_ascii_hex_value(line.data[i]);
	}
	if (i == 0 || (i < line.len && line.data[i] != ';'))
		return PQ_ERR_SYNTAX;
	*size = n;
	return PQ_ERR_OK;
}
