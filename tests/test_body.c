/* SPDX-License-Identifier: MIT */
/* urlencoded and text/plain bodies (URL 5.2, HTML 4.10.21.6 and .8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "request/body.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef void encoder(const struct pq_form_entry *entries, size_t count, struct pq_buf *out);

/* A copy in a buffer of its exact size, so that the sanitizer sees an over-read. */
static unsigned char *exact(struct pq_view v)
{
	unsigned char *copy = malloc(v.len);

	if (v.len > 0)
		memcpy(copy, v.data, v.len);
	return copy;
}

/* What one entry becomes, in storage of `cap` bytes; storage is the caller's. */
static struct pq_buf encode(encoder *encode_entries, struct pq_form_entry entry, unsigned char *storage, size_t cap)
{
	unsigned char *name = exact(entry.name);
	unsigned char *value = exact(entry.value);
	unsigned char *filename = exact(entry.filename);
	struct pq_buf out;

	entry.name = pq_view(name, entry.name.len);
	entry.value = pq_view(value, entry.value.len);
	entry.filename = pq_view(filename, entry.filename.len);
	pq_buf_init(&out, storage, cap);
	encode_entries(&entry, 1, &out);
	free(name);
	free(value);
	free(filename);
	return out;
}

/* Also proves that storage of exactly that size is enough, and that a byte less overflows. */
static void assert_encoded(encoder *encode_entries, struct pq_form_entry entry, struct pq_view expected)
{
	unsigned char *storage = malloc(expected.len);
	struct pq_buf out = encode(encode_entries, entry, storage, expected.len);

	assert_true(pq_buf_ok(&out));
	assert_true(pq_view_eq(pq_buf_view(&out), expected));
	out = encode(encode_entries, entry, storage, expected.len - 1);
	assert_false(pq_buf_ok(&out));
	free(storage);
}

static struct pq_form_entry field(struct pq_view name, struct pq_view value)
{
	struct pq_form_entry entry = { .name = name, .value = value };

	return entry;
}

/* HTML 4.10.21.4 "convert to a list of name-value pairs"; URL 5.2; HTML 4.10.21.8. */
static void entries_become_these_bytes(void **state)
{
	static const struct {
		struct pq_view name;
		struct pq_view value;
		struct pq_view urlencoded;
		struct pq_view params;
		struct pq_view text;
	} rows[] = {
		{ PQ_VIEW(""), PQ_VIEW(""), PQ_VIEW("="), PQ_VIEW("="), PQ_VIEW("=\r\n") },
		{ PQ_VIEW("a"), PQ_VIEW("b c"), PQ_VIEW("a=b+c"), PQ_VIEW("a=b+c"), PQ_VIEW("a=b c\r\n") },
		{ PQ_VIEW("\r"), PQ_VIEW("\n"), PQ_VIEW("%0D%0A=%0D%0A"), PQ_VIEW("%0D=%0A"),
		  PQ_VIEW("\r\n=\r\n\r\n") },
		{ PQ_VIEW("a\r\nb"), PQ_VIEW("\r\n"), PQ_VIEW("a%0D%0Ab=%0D%0A"), PQ_VIEW("a%0D%0Ab=%0D%0A"),
		  PQ_VIEW("a\r\nb=\r\n\r\n") },
		{ PQ_VIEW("\n\r"), PQ_VIEW("\r\r\n\n"), PQ_VIEW("%0D%0A%0D%0A=%0D%0A%0D%0A%0D%0A"),
		  PQ_VIEW("%0A%0D=%0D%0D%0A%0A"), PQ_VIEW("\r\n\r\n=\r\n\r\n\r\n\r\n") },
		{ PQ_VIEW("a=b&c"), PQ_VIEW("+%;?#/\\\""), PQ_VIEW("a%3Db%26c=%2B%25%3B%3F%23%2F%5C%22"),
		  PQ_VIEW("a%3Db%26c=%2B%25%3B%3F%23%2F%5C%22"), PQ_VIEW("a=b&c=+%;?#/\\\"\r\n") },
		{ PQ_VIEW("\0"), PQ_VIEW("\xc3\xa4"), PQ_VIEW("%00=%C3%A4"), PQ_VIEW("%00=%C3%A4"),
		  PQ_VIEW("\0=\xc3\xa4\r\n") },
		{ PQ_VIEW("*-._~!'()"), PQ_VIEW("azAZ09"), PQ_VIEW("*-._%7E%21%27%28%29=azAZ09"),
		  PQ_VIEW("*-._%7E%21%27%28%29=azAZ09"), PQ_VIEW("*-._~!'()=azAZ09\r\n") },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_form_entry entry = field(rows[i].name, rows[i].value);

		assert_encoded(pq_body_urlencoded, entry, rows[i].urlencoded);
		assert_encoded(pq_body_params, entry, rows[i].params);
		assert_encoded(pq_body_text_plain, entry, rows[i].text);
	}
}

/* HTML 4.10.21.4: a file is its name, whose newlines are normalised like those of any value. */
static void a_file_is_its_name(void **state)
{
	struct pq_form_entry entry = field(pq_view_str("f"), pq_view_str("file's bytes"));

	(void)state;
	entry.is_file = true;
	entry.filename = pq_view_str("a\nb.txt");
	entry.type = pq_view_str("text/html");
	assert_encoded(pq_body_urlencoded, entry, pq_view_str("f=a%0D%0Ab.txt"));
	assert_encoded(pq_body_text_plain, entry, pq_view_str("f=a\r\nb.txt\r\n"));
	entry.filename = pq_view_str("");
	assert_encoded(pq_body_urlencoded, entry, pq_view_str("f="));
	assert_encoded(pq_body_text_plain, entry, pq_view_str("f=\r\n"));
}

static void entries_keep_their_order(void **state)
{
	const struct pq_form_entry entries[] = {
		field(pq_view_str("b"), pq_view_str("1")),
		field(pq_view_str("a"), pq_view_str("2")),
		field(pq_view_str("b"), pq_view_str("3")),
	};
	char storage[64];
	struct pq_buf out;

	(void)state;
	pq_buf_init(&out, storage, sizeof(storage));
	pq_body_urlencoded(entries, COUNT(entries), &out);
	assert_true(pq_view_is(pq_buf_view(&out), "b=1&a=2&b=3"));
	pq_buf_reset(&out);
	pq_body_text_plain(entries, COUNT(entries), &out);
	assert_true(pq_view_is(pq_buf_view(&out), "b=1\r\na=2\r\nb=3\r\n"));
	pq_buf_reset(&out);
	pq_body_urlencoded(entries, 0, &out);
	pq_body_params(entries, 0, &out);
	pq_body_text_plain(entries, 0, &out);
	assert_int_equal(out.len, 0);
}

/* URL 1.3 "application/x-www-form-urlencoded percent-encode set", over all bytes. */
static void every_byte_is_encoded_or_stays(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < 256; c++) {
		unsigned char value[1] = { (unsigned char)c };
		bool stays = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			     (c != 0 && strchr("*-._", (int)c));
		char expected[8];

		if (c == ' ')
			strcpy(expected, "=+");
		else
			snprintf(expected, sizeof(expected), stays ? "=%c" : "=%%%02X", c);
		assert_encoded(pq_body_params, field(pq_view_str(""), pq_view(value, 1)), pq_view_str(expected));
	}
}

/* The standard's sentence, byte by byte: what follows a CR and what precedes an LF decide. */
static size_t naive_newlines(const char *text, size_t len, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
			out[n++] = '\r';
		out[n++] = text[i];
		if (text[i] == '\r' && (i + 1 == len || text[i + 1] != '\n'))
			out[n++] = '\n';
	}
	return n;
}

/* HTML 4.10.21.4: every text of up to seven bytes out of CR, LF and another one. */
static void all_newlines_are_normalised(void **state)
{
	static const char alphabet[] = "\r\nx";

	(void)state;
	for (size_t len = 0, texts = 1; len <= 7; len++, texts *= 3) {
		for (size_t n = 0; n < texts; n++) {
			char text[7];
			char expected[32] = "=";
			size_t expected_len;

			for (size_t i = 0, rest = n; i < len; i++, rest /= 3)
				text[i] = alphabet[rest % 3];
			expected_len = 1 + naive_newlines(text, len, expected + 1);
			memcpy(expected + expected_len, "\r\n", 2);
			assert_encoded(pq_body_text_plain, field(pq_view(NULL, 0), pq_view(text, len)),
				       pq_view(expected, expected_len + 2));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_become_these_bytes),  cmocka_unit_test(a_file_is_its_name),
		cmocka_unit_test(entries_keep_their_order),    cmocka_unit_test(every_byte_is_encoded_or_stays),
		cmocka_unit_test(all_newlines_are_normalised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
