/* SPDX-License-Identifier: MIT */
#include "sink/head.h"

#include "base/ascii.h"
#include "sink/sink.h"

static struct pq_view trim(struct pq_view v)
{
	while (v.len > 0 && (v.data[0] == ' ' || v.data[0] == '\t'))
		v = pq_view_from(v, 1);
	while (v.len > 0 && (v.data[v.len - 1] == ' ' || v.data[v.len - 1] == '\t' || v.data[v.len - 1] == '\r'))
		v.len--;
	return v;
}

/* Takes the next line off *text, without its end. False if none is complete. */
static bool take_line(struct pq_view *text, struct pq_view *line)
{
	size_t end = pq_view_find(*text, '\n', 0);

	if (end == text->len)
		return false;
	*line = pq_view_slice(*text, 0, end);
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	*text = pq_view_from(*text, end + 1);
	return true;
}

static size_t blank_lines(struct pq_view bytes)
{
	size_t at = 0;

	while (at < bytes.len &&
	       (bytes.data[at] == '\n' || (bytes.data[at] == '\r' && at + 1 < bytes.len && bytes.data[at + 1] == '\n')))
		at += bytes.data[at] == '\n' ? 1 : 2;
	return at;
}

/* "METHOD target HTTP/1.x"; the target may be anything without blanks. */
static bool read_request_line(struct pq_view line, struct pq_head *out, bool *old)
{
	size_t first = pq_view_find(line, ' ', 0);
	size_t second = pq_view_find(line, ' ', first + 1);
	struct pq_view version = pq_view_from(line, second + 1);

	if (second >= line.len || second == first + 1)
		return false;
	out->method = pq_view_slice(line, 0, first);
	out->target = pq_view_slice(line, first + 1, second);
	*old = pq_view_is(version, "HTTP/1.0");
	return pq_ascii_all(out->method, PQ_ASCII_TOKEN) && (*old || pq_view_is(version, "HTTP/1.1"));
}

/* True as long as what stands there may still become a request line. */
static bool may_be_request(struct pq_view bytes)
{
	size_t end = pq_view_find(bytes, ' ', 0);
	struct pq_view method = pq_view_slice(bytes, 0, end);

	if (bytes.len == 0 || (bytes.len == 1 && bytes.data[0] == '\r'))
		return true;
	return method.len <= 64 && pq_ascii_all(method, PQ_ASCII_TOKEN);
}

/* Index behind the empty line; 0 if it is not there yet. */
static size_t find_end(struct pq_view bytes, size_t *scanned)
{
	size_t at = *scanned;

	while ((at = pq_view_find(bytes, '\n', at)) < bytes.len) {
		if (at + 1 < bytes.len && bytes.data[at + 1] == '\n')
			return at + 2;
		if (at + 2 < bytes.len && bytes.data[at + 1] == '\r' && bytes.data[at + 2] == '\n')
			return at + 3;
		if (at + 2 >= bytes.len)
			break;
		at++;
	}
	*scanned = at;
	return 0;
}

struct pq_view pq_head_field(struct pq_view head, struct pq_view name)
{
	struct pq_view line;

	take_line(&head, &line);
	while (take_line(&head, &line)) {
		size_t colon = pq_view_find(line, ':', 0);

		if (colon < line.len && pq_ascii_eq_nocase(pq_view_slice(line, 0, colon), name)) {
			struct pq_view value = trim(pq_view_from(line, colon + 1));

			return value.data ? value : pq_view("", 0);
		}
	}
	return pq_view(NULL, 0);
}

bool pq_head_has_token(struct pq_view value, struct pq_view token)
{
	size_t at = 0;

	while (at < value.len) {
		size_t end = pq_view_find(value, ',', at);

		if (pq_ascii_eq_nocase(trim(pq_view_slice(value, at, end)), token))
			return true;
		at = end + 1;
	}
	return false;
}

static bool field_has(struct pq_view head, const char *name, const char *token)
{
	return pq_head_has_token(pq_head_field(head, pq_view_str(name)), pq_view_str(token));
}

/* Every Content-Length must say the same. */
static bool read_length(struct pq_view head, uint64_t *out)
{
	static const struct pq_view name = PQ_VIEW("content-length");
	struct pq_view line;
	bool found = false;

	*out = 0;
	take_line(&head, &line);
	while (take_line(&head, &line)) {
		size_t colon = pq_view_find(line, ':', 0);
		uint64_t length;

		if (colon == line.len || !pq_ascii_eq_nocase(pq_view_slice(line, 0, colon), name))
			continue;
		if (!pq_ascii_decimal(trim(pq_view_from(line, colon + 1)), UINT64_MAX / 4, &length))
			return false;
		if (found && length != *out)
			return false;
		*out = length;
		found = true;
	}
	return true;
}

static bool read_framing(struct pq_view head, struct pq_head *out)
{
	struct pq_view coding = pq_head_field(head, pq_view_str("transfer-encoding"));

	out->chunked = pq_head_has_token(coding, pq_view_str("chunked"));
	if (coding.data && !out->chunked)
		return false;
	return read_length(head, &out->length);
}

static void read_wishes(struct pq_view head, bool old, struct pq_head *out)
{
	bool stay = field_has(head, "connection", "keep-alive") || field_has(head, "proxy-connection", "keep-alive");

	out->close = old ? !stay : field_has(head, "connection", "close");
	out->expects = !old && field_has(head, "expect", "100-continue");
	out->websocket = field_has(head, "upgrade", "websocket") && pq_view_is(out->method, "GET") &&
			 pq_head_field(head, pq_view_str("sec-websocket-key")).data;
}

enum pq_err pq_head_read(struct pq_view bytes, size_t *scanned, struct pq_head *out)
{
	size_t skipped = blank_lines(bytes);
	struct pq_view text = pq_view_from(bytes, skipped);
	struct pq_head head = { .skipped = skipped };
	struct pq_view line;
	bool old;

	if (!may_be_request(text))
		return PQ_ERR_SYNTAX;
	if (*scanned < skipped)
		*scanned = skipped;
	head.len = find_end(bytes, scanned);
	if (head.len == 0)
		return bytes.len > PQ_SINK_MAX_HEAD ? PQ_ERR_LIMIT : PQ_ERR_INCOMPLETE;
	head.len -= skipped;
	if (head.len > PQ_SINK_MAX_HEAD)
		return PQ_ERR_LIMIT;
	text = pq_view_slice(text, 0, head.len);
	line = pq_view(NULL, 0);
	take_line(&(struct pq_view){ text.data, text.len }, &line);
	if (!read_request_line(line, &head, &old))
		return PQ_ERR_SYNTAX;
	if (!read_framing(text, &head)) {
		out->skipped = head.skipped;
		out->len = head.len;
		return PQ_ERR_RANGE;
	}
	read_wishes(text, old, &head);
	*out = head;
	return PQ_ERR_OK;
}
