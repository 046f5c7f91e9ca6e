/* SPDX-License-Identifier: MIT */
#include "monitor/body.h"

#include "monitor/asked.h"
#include "monitor/bytes.h"

/* Bytes in the order in which they are expected; beyond the end of what was written they are only counted. */
static void expect(struct pq_body_check *check, struct pq_view body, unsigned char c)
{
	check->differs = check->differs || (check->len < body.len && body.data[check->len] != c);
	check->len++;
}

static void expect_bytes(struct pq_body_check *check, struct pq_view body, struct pq_view bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		expect(check, body, bytes.data[i]);
}

/* URL 1.3, application/x-www-form-urlencoded percent-encode set. */
static void expect_encoded(struct pq_body_check *check, struct pq_view body, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";
	bool plain = pq_bytes_is_alpha(c) || pq_bytes_is_digit(c) || c == '*' || c == '-' || c == '.' || c == '_';

	if (plain || c == ' ') {
		expect(check, body, plain ? c : '+');
		return;
	}
	expect(check, body, '%');
	expect(check, body, (unsigned char)digits[c >> 4]);
	expect(check, body, (unsigned char)digits[c & 15]);
}

/* encode: percent-encoded; lines: each CR LF, CR or LF is one CR LF (HTML 4.10.21.4). */
static void expect_text(struct pq_body_check *check, struct pq_view body, struct pq_view text, bool encode, bool lines)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = text.data[i];

		if (lines && (c == '\r' || c == '\n')) {
			expect_bytes(check, body, encode ? pq_view("%0D%0A", 6) : pq_view("\r\n", 2));
			i += c == '\r' && i + 1 < text.len && text.data[i + 1] == '\n';
		} else if (encode) {
			expect_encoded(check, body, c);
		} else {
			expect(check, body, c);
		}
		/* What is no ASCII may have been no UTF-8, and an encoder may mend it. */
		check->known = check->known && c < 0x80;
	}
}

/* Entries as URLSearchParams or as a form writes them (URL 5.2; HTML 4.10.21.6 and 4.10.21.8). */
static void expect_entries(struct pq_body_check *check, struct pq_view body, const struct pq_judge_state *run,
			   const struct pq_asked *asked)
{
	bool params = asked->word != PQ_WORD_FORM;
	bool plain = !params && asked->enctype == PQ_ENCTYPE_TEXT;
	bool first = true;

	for (size_t i = asked->line + 1; i < asked->children_end; i++) {
		const struct pq_line *line = &run->scenario->lines[i];
		bool counts = params ? line->word == PQ_WORD_PARAM
				     : line->word == PQ_WORD_FIELD || line->word == PQ_WORD_FILE;

		if (line->parent != asked->line || !counts)
			continue;
		if (!plain && !first)
			expect(check, body, '&');
		first = false;
		expect_text(check, body, pq_line_bytes(line, 0), !plain, !params);
		expect(check, body, '=');
		expect_text(check, body, pq_line_bytes(line, 1), !plain, !params);
		if (plain)
			expect_bytes(check, body, pq_view("\r\n", 2));
	}
}

/* Whether nothing may follow the head at all. */
static bool is_bodiless(const struct pq_asked *asked, bool became_get)
{
	bool form = asked->word == PQ_WORD_FORM;

	if (became_get || (!form && !asked->body) || asked->word == PQ_WORD_NAVIGATE)
		return true;
	/* A renderer of the attacker's own may give any request a body; a page cannot give one to GET or HEAD. */
	return asked->through_page && (form ? !pq_bytes_is(asked->method, "post")
					    : pq_bytes_is(asked->method, "get") || pq_bytes_is(asked->method, "head"));
}

struct pq_body_check pq_body_compare(const struct pq_judge_state *run, const struct pq_asked *asked, bool became_get,
				     struct pq_view body)
{
	struct pq_body_check check = { .known = true };

	if (is_bodiless(asked, became_get)) {
		check.differs = body.len > 0;
		return check;
	}
	if (asked->word == PQ_WORD_FORM)
		check.known = asked->enctype != PQ_ENCTYPE_MULTIPART;
	if (!check.known)
		return check;
	if (asked->word == PQ_WORD_FORM || asked->body->word == PQ_WORD_PARAM)
		expect_entries(&check, body, run, asked);
	else if (asked->body->word == PQ_WORD_TEXT)
		expect_text(&check, body, pq_line_bytes(asked->body, 0), false, false);
	else if (asked->body->word == PQ_WORD_BINARY || asked->body->word == PQ_WORD_BLOB)
		expect_bytes(&check, body, pq_line_bytes(asked->body, asked->body->word == PQ_WORD_BLOB));
	else
		check.known = false;
	check.differs = check.differs || body.len > check.len;
	return check;
}
