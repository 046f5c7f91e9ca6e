/* SPDX-License-Identifier: MIT */
#include "monitor/naive_multipart.h"

#include "monitor/bytes.h"

static const struct pq_view crlf = PQ_VIEW("\r\n");

static bool starts(struct pq_view v, struct pq_view prefix)
{
	return v.len >= prefix.len && pq_bytes_same(pq_view_slice(v, 0, prefix.len), prefix);
}

struct pq_view pq_naive_boundary_of_type(struct pq_view type)
{
	static const struct pq_view prefix = PQ_VIEW("multipart/form-data");
	static const struct pq_view parameter = PQ_VIEW("boundary=");
	struct pq_view piece;

	if (!pq_bytes_starts_nocase(type, prefix))
		return pq_view(NULL, 0);
	while (pq_bytes_split(&type, ';', &piece)) {
		piece = pq_bytes_trim(piece);
		if (!pq_bytes_starts_nocase(piece, parameter))
			continue;
		piece = pq_view_from(piece, parameter.len);
		if (piece.len >= 2 && piece.data[0] == '"' && piece.data[piece.len - 1] == '"')
			piece = pq_view_slice(piece, 1, piece.len - 1);
		return piece;
	}
	return pq_view(NULL, 0);
}

struct pq_view pq_naive_boundary_of_body(struct pq_view body)
{
	size_t end = pq_bytes_search(body, crlf, 0);
	struct pq_view line = pq_view_slice(body, 0, end);

	if (line.len < 3 || line.data[0] != '-' || line.data[1] != '-')
		return pq_view(NULL, 0);
	line = pq_view_from(line, 2);
	/* A body without parts begins with its closing delimiter. */
	if (end + crlf.len == body.len && line.len > 2 && line.data[line.len - 1] == '-' &&
	    line.data[line.len - 2] == '-')
		line.len -= 2;
	return line;
}

/* Whether a delimiter stands at v[at]. */
static bool is_delimiter(const struct pq_naive_multipart *reader, size_t at)
{
	struct pq_view v = pq_view_from(reader->rest, at);

	return v.len >= 2 + reader->boundary.len && v.data[0] == '-' && v.data[1] == '-' &&
	       starts(pq_view_from(v, 2), reader->boundary);
}

bool pq_naive_multipart_begin(struct pq_naive_multipart *reader, struct pq_view body, struct pq_view boundary)
{
	reader->rest = body;
	reader->boundary = boundary;
	return boundary.len > 0 && is_delimiter(reader, 0);
}

/* Takes ; name="value" off *line; false if it does not begin so. The value ends at the first quote. */
static bool take_parameter(struct pq_view *line, struct pq_view prefix, struct pq_view *value)
{
	size_t quote;

	if (!pq_bytes_starts_nocase(*line, prefix))
		return false;
	quote = pq_bytes_find(*line, '"', prefix.len);
	if (quote == line->len)
		return false;
	*value = pq_view_slice(*line, prefix.len, quote);
	*line = pq_view_from(*line, quote + 1);
	return true;
}

static bool read_disposition(struct pq_view line, struct pq_naive_part *part)
{
	static const struct pq_view name = PQ_VIEW("Content-Disposition: form-data; name=\"");
	static const struct pq_view filename = PQ_VIEW("; filename=\"");

	if (!take_parameter(&line, name, &part->name))
		return false;
	part->has_filename = take_parameter(&line, filename, &part->filename);
	return line.len == 0;
}

/* The lines up to the empty one; only the two that a form writes are right. */
static bool read_part_head(struct pq_naive_multipart *reader, struct pq_naive_part *part)
{
	static const struct pq_view type = PQ_VIEW("Content-Type:");
	bool named = false;

	for (;;) {
		size_t end = pq_bytes_search(reader->rest, crlf, 0);
		struct pq_view line = pq_view_slice(reader->rest, 0, end);

		if (end == SIZE_MAX)
			return false;
		reader->rest = pq_view_from(reader->rest, end + crlf.len);
		if (!line.len)
			return named;
		if (!named && read_disposition(line, part)) {
			named = true;
		} else if (!part->has_type && pq_bytes_starts_nocase(line, type)) {
			part->has_type = true;
			part->type = pq_bytes_trim(pq_view_from(line, type.len));
		} else {
			return false;
		}
	}
}

/* Index of the CRLF before the next delimiter line; SIZE_MAX if there is none. */
static size_t find_delimiter(const struct pq_naive_multipart *reader)
{
	struct pq_view rest = reader->rest;

	for (size_t at = 0; at + 1 < rest.len; at++)
		if (rest.data[at] == '\r' && rest.data[at + 1] == '\n' && is_delimiter(reader, at + 2))
			return at;
	return SIZE_MAX;
}

enum pq_naive_part_result pq_naive_multipart_next(struct pq_naive_multipart *reader, struct pq_naive_part *part)
{
	static const struct pq_view dashes = PQ_VIEW("--");
	size_t end;

	*part = (struct pq_naive_part){ .has_filename = false };
	reader->rest = pq_view_from(reader->rest, 2 + reader->boundary.len);
	if (starts(reader->rest, dashes)) {
		reader->rest = pq_view_from(reader->rest, dashes.len);
		return !reader->rest.len || pq_bytes_same(reader->rest, crlf) ? PQ_NAIVE_PART_NONE : PQ_NAIVE_PART_BAD;
	}
	if (!starts(reader->rest, crlf))
		return PQ_NAIVE_PART_BAD;
	reader->rest = pq_view_from(reader->rest, crlf.len);
	if (!read_part_head(reader, part))
		return PQ_NAIVE_PART_BAD;
	end = find_delimiter(reader);
	if (end == SIZE_MAX)
		return PQ_NAIVE_PART_BAD;
	part->value = pq_view_slice(reader->rest, 0, end);
	reader->rest = pq_view_from(reader->rest, end + crlf.len);
	return PQ_NAIVE_PART_READ;
}

/* Takes the expected text off *written; false if it does not begin so. */
static bool take(struct pq_view *written, const char *expected)
{
	size_t i = 0;

	for (; expected[i]; i++)
		if (i >= written->len || written->data[i] != (unsigned char)expected[i])
			return false;
	*written = pq_view_from(*written, i);
	return true;
}

bool pq_naive_is_written_as(struct pq_view written, struct pq_view asked, bool normalise, bool escape)
{
	for (size_t i = 0; i < asked.len; i++) {
		unsigned char c = asked.data[i];
		bool newline = c == '\r' || c == '\n';

		if (newline && normalise) {
			if (!take(&written, escape ? "%0D%0A" : "\r\n"))
				return false;
			if (c == '\r' && i + 1 < asked.len && asked.data[i + 1] == '\n')
				i++;
		} else if (escape && (newline || c == '"')) {
			if (!take(&written, c == '"' ? "%22" : c == '\r' ? "%0D" : "%0A"))
				return false;
		} else {
			if (!written.len || written.data[0] != c)
				return false;
			written = pq_view_from(written, 1);
		}
	}
	return written.len == 0;
}
