/* SPDX-License-Identifier: MIT */
#include "report/html_text.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdbool.h>

#include "base/utf8.h"
#include "report/hidden.h"

/* The reference of a character that is markup; NULL if it is none. */
static const char *reference(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void put(FILE *out, struct pq_view text, bool lines)
{
	uint32_t code = 0;
	size_t len;

	for (size_t i = 0; i < text.len; i += len) {
		len = pq_utf8_decode(text, i, &code);
		if (len == 0) {
			len = 1;
			fprintf(out, "\\x%02x", text.data[i]);
		} else if (lines && (code == '\n' || code == '\t')) {
			fputc((int)code, out);
		} else if (reference(code)) {
			fputs(reference(code), out);
		} else if (pq_report_hidden(code)) {
			fprintf(out, code < 0x80 ? "\\x%02x" : "\\u{%x}", (unsigned int)code);
		} else {
			fwrite(text.data + i, 1, len, out);
		}
	}
}

void pq_html_line(FILE *out, struct pq_view text)
{
	put(out, text, false);
}

void pq_html_lines(FILE *out, struct pq_view text)
{
	put(out, text, true);
}

void pq_html_put(FILE *out, const char *text)
{
	put(out, pq_view_str(text ? text : "?"), false);
}

void pq_html_transcript(FILE *out, struct pq_view text)
{
	for (size_t at = 0; at < text.len;) {
		size_t end = pq_view_find(text, '\n', at);
		size_t blank = pq_view_find(text, ' ', at);

		blank = blank < end ? blank : end;
		fputs("<b>", out);
		put(out, pq_view_slice(text, at, blank), false);
		fputs("</b>", out);
		put(out, pq_view_slice(text, blank, end), true);
		fputc('\n', out);
		at = end + 1;
	}
}

void pq_html_number(FILE *out, size_t number)
{
	if (number >= 1000) {
		pq_html_number(out, number / 1000);
		fprintf(out, ",%03zu", number % 1000);
	} else {
		fprintf(out, "%zu", number);
	}
}

void pq_html_hash(struct pq_view bytes, char out[static 52])
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx context;

	memcpy(out, "sha256-", 7);
	sha256_init(&context);
	sha256_update(&context, bytes.len, bytes.data);
	sha256_digest(&context, sizeof(digest), digest);
	base64_encode_raw(out + 7, sizeof(digest), digest);
	out[7 + BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE)] = '\0';
}
