/* SPDX-License-Identifier: MIT */
#include "wire/ftp_reply.h"

#include "base/ascii.h"
#include "base/check.h"

void pq_ftp_reply_init(struct pq_ftp_reply *reply)
{
	*reply = (struct pq_ftp_reply){ .failure = PQ_ERR_OK };
}

/* Takes the next line; *line is without its CRLF, and has no NUL, CR or LF. */
static enum pq_err next_line(struct pq_ftp_reply *reply, struct pq_view bytes, struct pq_view *line)
{
	size_t lf = pq_view_find(bytes, '\n', reply->scanned);
	size_t end = lf < bytes.len ? lf + 1 : lf;
	struct pq_view with_cr = pq_view_slice(bytes, reply->consumed, lf);

	reply->scanned = end;
	if (end - reply->consumed > PQ_MAX_FTP_LINE || end > PQ_MAX_FTP_REPLY)
		return PQ_ERR_LIMIT;
	if (lf == bytes.len)
		return PQ_ERR_INCOMPLETE;
	if (with_cr.len == 0 || pq_view_find(with_cr, '\r', 0) != with_cr.len - 1)
		return PQ_ERR_SYNTAX;
	if (pq_view_find(with_cr, '\0', 0) < with_cr.len)
		return PQ_ERR_SYNTAX;
	*line = pq_view_slice(with_cr, 0, with_cr.len - 1);
	reply->consumed = end;
	return PQ_ERR_OK;
}

/* Three digits in front of a line; the number they make goes to *code. */
static bool starts_with_code(struct pq_view line, uint16_t *code)
{
	uint64_t n;

	if (line.len < 3 || !pq_ascii_decimal(pq_view_slice(line, 0, 3), 999, &n))
		return false;
	*code = (uint16_t)n;
	return true;
}

/* "3DIGIT SP text" is a whole reply, "3DIGIT - text" the first line of several (RFC 959 4.2). */
static enum pq_err first_line(struct pq_ftp_reply *reply, struct pq_view line)
{
	if (!starts_with_code(line, &reply->code) || reply->code < 100 || reply->code > 599)
		return PQ_ERR_SYNTAX;
	if (line.len == 3 || (line.data[3] != ' ' && line.data[3] != '-'))
		return PQ_ERR_SYNTAX;
	reply->complete = line.data[3] == ' ';
	return PQ_ERR_OK;
}

/*
 * A line behind the first one: the same code and a space end the reply, the same code and a hyphen do not. Any other
 * line that a lenient reader could take for a reply should have been padded by the server (RFC 959 4.2). A fourth
 * digit or a letter makes it text.
 */
static enum pq_err further_line(struct pq_ftp_reply *reply, struct pq_view line)
{
	uint16_t code;
	unsigned char after;

	if (!starts_with_code(line, &code))
		return PQ_ERR_OK;
	after = line.len > 3 ? line.data[3] : '\0';
	if (code == reply->code && (after == ' ' || after == '-')) {
		reply->complete = after == ' ';
		return PQ_ERR_OK;
	}
	return after == ' ' || after == '-' || after == '\t' || after == '\0' ? PQ_ERR_SYNTAX : PQ_ERR_OK;
}

static enum pq_err read_line(struct pq_ftp_reply *reply, struct pq_view bytes)
{
	struct pq_view line;
	enum pq_err err = next_line(reply, bytes, &line);

	if (err == PQ_ERR_OK)
		err = (reply->line_count == 0 ? first_line : further_line)(reply, line);
	if (err)
		return err;
	reply->line_count++;
	if (reply->complete)
		reply->text = pq_view_from(line, 4);
	return PQ_ERR_OK;
}

enum pq_err pq_ftp_reply_feed(struct pq_ftp_reply *reply, struct pq_view bytes)
{
	enum pq_err err = reply->failure;

	pq_check(bytes.len >= reply->consumed && bytes.len >= reply->scanned);
	while (err == PQ_ERR_OK && !reply->complete)
		err = read_line(reply, bytes);
	if (err != PQ_ERR_INCOMPLETE)
		reply->failure = err;
	return err;
}

static size_t skip_digits(struct pq_view text, size_t at)
{
	while (at < text.len && pq_ascii_is(text.data[at], PQ_ASCII_DIGIT))
		at++;
	return at;
}

/* Takes the digits at *at; a number too long for any type is over `max` all the same. */
static enum pq_err take_number(struct pq_view text, size_t *at, uint64_t max, uint64_t *out)
{
	struct pq_view digits = pq_view_slice(text, *at, skip_digits(text, *at));

	if (digits.len == 0 || (digits.len > 1 && digits.data[0] == '0'))
		return PQ_ERR_SYNTAX;
	*at += digits.len;
	return pq_ascii_decimal(digits, max, out) ? PQ_ERR_OK : PQ_ERR_RANGE;
}

static size_t first_digit(struct pq_view text)
{
	size_t at = 0;

	while (at < text.len && !pq_ascii_is(text.data[at], PQ_ASCII_DIGIT))
		at++;
	return at;
}

enum pq_err pq_ftp_passive(struct pq_view text, struct pq_address *address, uint16_t *port)
{
	struct pq_address claimed = { .family = 4 };
	uint64_t numbers[6];
	size_t at = first_digit(text);

	for (size_t i = 0; i < 6; i++) {
		enum pq_err err = take_number(text, &at, 255, &numbers[i]);
		bool comma = at < text.len && text.data[at] == ',';

		if (err)
			return err;
		if (comma != (i < 5))
			return PQ_ERR_SYNTAX;
		at += comma;
	}
	if (numbers[4] == 0 && numbers[5] == 0)
		return PQ_ERR_RANGE;
	for (size_t i = 0; i < 4; i++)
		claimed.bytes[i] = (uint8_t)numbers[i];
	*address = claimed;
	*port = (uint16_t)(numbers[4] * 256 + numbers[5]);
	return PQ_ERR_OK;
}

/* The delimiter of the group at `open`, which is an opening parenthesis: three times the same, and no digit. */
static bool delimiter_at(struct pq_view text, size_t open, unsigned char *out)
{
	struct pq_view three = pq_view_slice(text, open + 1, open + 4);

	if (three.len < 3 || three.data[0] != three.data[1] || three.data[0] != three.data[2])
		return false;
	*out = three.data[0];
	return *out > ' ' && pq_ascii_is(*out, PQ_ASCII_PRINT) && !pq_ascii_is(*out, PQ_ASCII_DIGIT);
}

enum pq_err pq_ftp_extended_passive(struct pq_view text, uint16_t *port)
{
	size_t open = pq_view_find(text, '(', 0);
	size_t at = open + 4;
	unsigned char delimiter;
	uint64_t number;
	enum pq_err err;

	if (!delimiter_at(text, open, &delimiter))
		return PQ_ERR_SYNTAX;
	err = take_number(text, &at, UINT16_MAX, &number);
	if (err == PQ_ERR_SYNTAX)
		return err;
	if (at + 1 >= text.len || text.data[at] != delimiter || text.data[at + 1] != ')')
		return PQ_ERR_SYNTAX;
	if (pq_view_find(text, '(', at + 2) < text.len)
		return PQ_ERR_SYNTAX;
	if (err || number == 0)
		return PQ_ERR_RANGE;
	*port = (uint16_t)number;
	return PQ_ERR_OK;
}
