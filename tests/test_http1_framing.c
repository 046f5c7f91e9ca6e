/* SPDX-License-Identifier: MIT */
/* How the end of a body is found (RFC 9112 6.1 to 6.3 and 7.1, RFC 9110 8.6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/http1_framing.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define UNTOUCHED 77

/* A copy in a buffer of its exact size, so that the sanitizer sees an over-read. */
static unsigned char *exact(const char *text)
{
	size_t len = strlen(text);
	unsigned char *copy = malloc(len);

	if (len > 0)
		memcpy(copy, text, len);
	return copy;
}

/* Two fields of a head, with another one between them; a value may be NULL for none. */
struct row {
	const char *first;
	const char *first_value;
	const char *second;
	const char *second_value;
};

static enum pq_err decide(const struct row *row, unsigned int minor, enum pq_framing *framing, uint64_t *length)
{
	unsigned char *values[2] = { exact(row->first_value), exact(row->second_value ? row->second_value : "") };
	struct pq_header headers[3] = {
		{ pq_view_str(row->first), pq_view(values[0], strlen(row->first_value)) },
		{ PQ_VIEW("Content-Type"), PQ_VIEW("text/plain") },
	};
	enum pq_err err;

	*framing = (enum pq_framing)UNTOUCHED;
	*length = UNTOUCHED;
	if (row->second)
		headers[2] =
			(struct pq_header){ pq_view_str(row->second), pq_view(values[1], strlen(row->second_value)) };
	err = pq_http1_framing(headers, row->second ? 3 : 2, minor, framing, length);
	free(values[0]);
	free(values[1]);
	return err;
}

#define CL "Content-Length"
#define TE "Transfer-Encoding"

/* RFC 9110 8.6: a list of equal lengths may be taken for one. */
static void equal_lengths_are_one_length(void **state)
{
	static const struct {
		struct row row;
		uint64_t length;
	} rows[] = {
		{ { CL, "0", NULL, NULL }, 0 },
		{ { CL, "0012", NULL, NULL }, 12 },
		{ { "content-length", "7, 7 ,7", CL, "7" }, 7 },
		{ { CL, "9223372036854775807", NULL, NULL }, INT64_MAX },
		{ { "X", "1", CL, "3" }, 3 },
		{ { "Content-Lengths", "1", CL, "3" }, 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum pq_framing framing;
		uint64_t length;

		assert_int_equal(decide(&rows[i].row, 0, &framing, &length), PQ_ERR_OK);
		assert_int_equal(framing, PQ_FRAMING_LENGTH);
		assert_int_equal(length, rows[i].length);
	}
}

static void chunked_and_no_field_are_told_apart(void **state)
{
	static const struct {
		struct row row;
		enum pq_framing framing;
	} rows[] = {
		{ { TE, "chunked", NULL, NULL }, PQ_FRAMING_CHUNKED },
		{ { "transfer-encoding", "CHUNKED", "X", "y" }, PQ_FRAMING_CHUNKED },
		{ { "X", "chunked", "Y", "5" }, PQ_FRAMING_CLOSE },
		{ { "TE", "chunked", NULL, NULL }, PQ_FRAMING_CLOSE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum pq_framing framing;
		uint64_t length;

		assert_int_equal(decide(&rows[i].row, 1, &framing, &length), PQ_ERR_OK);
		assert_int_equal(framing, rows[i].framing);
		assert_int_equal(length, UNTOUCHED);
	}
}

/* RFC 9112 6.1 and 6.3: what one reader could take otherwise than another one. */
static void doubtful_fields_are_refused(void **state)
{
	static const struct row rows[] = {
		{ CL, "", NULL, NULL },
		{ CL, "+1", NULL, NULL },
		{ CL, "-1", NULL, NULL },
		{ CL, "0x1", NULL, NULL },
		{ CL, "1 1", NULL, NULL },
		{ CL, "1.0", NULL, NULL },
		{ CL, "\xd9\xa1", NULL, NULL },
		{ CL, "1,", NULL, NULL },
		{ CL, ",1", NULL, NULL },
		{ CL, "1,,1", NULL, NULL },
		{ CL, "1;1", NULL, NULL },
		{ CL, "1, 2", NULL, NULL },
		{ CL, "1, 01", NULL, NULL },
		{ CL, "1", CL, "2" },
		{ CL, "1", CL, "" },
		{ CL, "99999999999999999999", CL, "x" },
		{ CL, "1", TE, "chunked" },
		{ TE, "chunked", CL, "1" },
		{ TE, "chunked", TE, "chunked" },
		{ TE, "chunked, chunked", NULL, NULL },
		{ TE, "gzip, chunked", NULL, NULL },
		{ TE, "chunked, gzip", NULL, NULL },
		{ TE, "identity", NULL, NULL },
		{ TE, "xchunked", NULL, NULL },
		{ TE, "\"chunked\"", NULL, NULL },
		{ TE, "\vchunked", NULL, NULL },
		{ TE, "chunked;x=y", NULL, NULL },
		{ TE, "", NULL, NULL },
	};
	static const struct row chunked = { TE, "chunked", NULL, NULL };
	enum pq_framing framing;
	uint64_t length;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (decide(&rows[i], 1, &framing, &length) != PQ_ERR_SYNTAX)
			fail_msg("%s: %s", rows[i].first, rows[i].first_value);
		assert_int_equal(framing, UNTOUCHED);
	}
	assert_int_equal(decide(&chunked, 0, &framing, &length), PQ_ERR_SYNTAX);
	assert_int_equal(decide(&chunked, 1, &framing, &length), PQ_ERR_OK);
}

static void a_length_beyond_the_maximum_is_a_limit(void **state)
{
	static const struct row rows[] = {
		{ CL, "9223372036854775808", NULL, NULL },
		{ CL, "18446744073709551617", NULL, NULL },
		{ CL, "99999999999999999999999999999999999999", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum pq_framing framing;
		uint64_t length;

		assert_int_equal(decide(&rows[i], 1, &framing, &length), PQ_ERR_LIMIT);
		assert_int_equal(framing, UNTOUCHED);
	}
}

/* RFC 9112 7.1: hexadecimal digits, and an extension only behind a semicolon. */
static void chunk_lines_are_read(void **state)
{
	static const struct {
		const char *line;
		enum pq_err err;
		uint64_t size;
	} rows[] = {
		{ "0", PQ_ERR_OK, 0 },
		{ "000", PQ_ERR_OK, 0 },
		{ "1", PQ_ERR_OK, 1 },
		{ "aF09", PQ_ERR_OK, 0xaf09 },
		{ "00000000000000000000000a", PQ_ERR_OK, 10 },
		{ "7fffffffffffffff", PQ_ERR_OK, INT64_MAX },
		{ "5;", PQ_ERR_OK, 5 },
		{ "5;a=b;c=\"d;\"", PQ_ERR_OK, 5 },
		{ "8000000000000000", PQ_ERR_LIMIT, 0 },
		{ "10000000000000001", PQ_ERR_LIMIT, 0 },
		{ "", PQ_ERR_SYNTAX, 0 },
		{ ";", PQ_ERR_SYNTAX, 0 },
		{ "g", PQ_ERR_SYNTAX, 0 },
		{ "1g", PQ_ERR_SYNTAX, 0 },
		{ "0x1", PQ_ERR_SYNTAX, 0 },
		{ "+1", PQ_ERR_SYNTAX, 0 },
		{ "-1", PQ_ERR_SYNTAX, 0 },
		{ " 1", PQ_ERR_SYNTAX, 0 },
		{ "1 ", PQ_ERR_SYNTAX, 0 },
		{ "1 ;a", PQ_ERR_SYNTAX, 0 },
		{ "1,2", PQ_ERR_SYNTAX, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char *copy = exact(rows[i].line);
		uint64_t size = UNTOUCHED;

		if (pq_http1_chunk_size(pq_view(copy, strlen(rows[i].line)), &size) != rows[i].err)
			fail_msg("%s", rows[i].line);
		assert_int_equal(size, rows[i].err ? UNTOUCHED : rows[i].size);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_lengths_are_one_length),
		cmocka_unit_test(chunked_and_no_field_are_told_apart),
		cmocka_unit_test(doubtful_fields_are_refused),
		cmocka_unit_test(a_length_beyond_the_maximum_is_a_limit),
		cmocka_unit_test(chunk_lines_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
