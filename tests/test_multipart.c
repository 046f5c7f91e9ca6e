/* SPDX-License-Identifier: MIT */
/* multipart/form-data bodies and their boundaries (HTML 4.10.21.7, RFC 7578, RFC 2046 5.1.1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "request/boundary.h"
#include "request/multipart.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define B1 "----pratique01010101010101010101010101010101"
#define B2 "----pratique02020202020202020202020202020202"
#define HEAD(boundary) "--" boundary "\r\nContent-Disposition: form-data; name=\""
#define TAIL(boundary) "--" boundary "--\r\n"
#define FIELD(name, value) HEAD(B1) name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(filename, type, value) \
	HEAD(B1) "f\"; filename=\"" filename "\"\r\nContent-Type: " type "\r\n\r\n" value "\r\n"

/* The n-th draw is all bytes n, counted from 1. */
static void count_up(void *ctx, unsigned char *data, size_t len)
{
	unsigned char *draws = ctx;

	memset(data, ++*draws, len);
}

struct result {
	enum pq_err err;
	unsigned char draws;
	unsigned char boundary[PQ_BOUNDARY_MAX];
	size_t boundary_len;
	unsigned char storage[4096];
	struct pq_buf out;
};

static void encode(struct result *result, const struct pq_form_entry *entries, size_t count, size_t cap)
{
	struct pq_draw draw = { count_up, &result->draws };

	result->draws = 0;
	result->boundary_len = 0;
	pq_buf_init(&result->out, result->storage, cap);
	result->err = pq_multipart_encode(entries, count, draw, result->boundary, &result->boundary_len, &result->out);
}

static struct pq_form_entry field(struct pq_view name, struct pq_view value)
{
	struct pq_form_entry entry = { .name = name, .value = value };

	return entry;
}

static struct pq_form_entry file(struct pq_view filename, struct pq_view type, struct pq_view value)
{
	struct pq_form_entry entry = { pq_view_str("f"), value, true, filename, type };

	return entry;
}

/* A view's bytes moved into a buffer of their exact size; *owned is to be freed. */
static struct pq_view exact(struct pq_view v, unsigned char **owned)
{
	*owned = malloc(v.len);
	if (v.len > 0)
		memcpy(*owned, v.data, v.len);
	return pq_view(*owned, v.len);
}

static void assert_part(struct pq_form_entry entry, struct pq_view expected)
{
	struct result result;
	unsigned char *owned[4];

	entry.name = exact(entry.name, &owned[0]);
	entry.value = exact(entry.value, &owned[1]);
	entry.filename = exact(entry.filename, &owned[2]);
	entry.type = exact(entry.type, &owned[3]);
	encode(&result, &entry, 1, sizeof(result.storage));
	assert_int_equal(result.err, PQ_ERR_OK);
	assert_int_equal(result.draws, 1);
	assert_true(pq_view_eq(pq_buf_view(&result.out), expected));
	for (size_t i = 0; i < COUNT(owned); i++)
		free(owned[i]);
}

/* HTML 4.10.21.7: names are normalised and escaped, string values normalised. */
static void fields_become_these_bytes(void **state)
{
	static const struct {
		struct pq_view name;
		struct pq_view value;
		struct pq_view body;
	} rows[] = {
#define ROW(name, value, written_name, written_value) \
	{ PQ_VIEW(name), PQ_VIEW(value), PQ_VIEW(FIELD(written_name, written_value) TAIL(B1)) }
		ROW("a", "b", "a", "b"),
		ROW("", "", "", ""),
		ROW("a\rb", "a\rb", "a%0D%0Ab", "a\r\nb"),
		ROW("a\nb", "a\nb", "a%0D%0Ab", "a\r\nb"),
		ROW("a\r\nb", "a\r\nb", "a%0D%0Ab", "a\r\nb"),
		ROW("a\n\rb", "a\n\rb", "a%0D%0A%0D%0Ab", "a\r\n\r\nb"),
		ROW("\r\r\n\n", "\r\r\n\n", "%0D%0A%0D%0A%0D%0A", "\r\n\r\n\r\n"),
		ROW("a\"b", "a\"b", "a%22b", "a\"b"),
		ROW("\"", "\r", "%22", "\r\n"),
		ROW("a\\b\\", "a\\b\\", "a\\b\\", "a\\b\\"),
		ROW("a%22%0D", "%0D%0A", "a%22%0D", "%0D%0A"),
		ROW("a\0b", "a\0b", "a\0b", "a\0b"),
		ROW("\xc3\xa4\xf0\x9f\x98\x80", "\xc3\xa4", "\xc3\xa4\xf0\x9f\x98\x80", "\xc3\xa4"),
		ROW("x\"; filename=\"y", "--" B2, "x%22; filename=%22y", "--" B2),
		ROW("x\"\r\n\r\nMAIL FROM:<a@b>\r\n", "1", "x%22%0D%0A%0D%0AMAIL FROM:<a@b>%0D%0A", "1"),
#undef ROW
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_part(field(rows[i].name, rows[i].value), rows[i].body);
}

/* HTML 4.10.21.7: filenames are escaped but not normalised; a file's bytes are its own. */
static void files_become_these_bytes(void **state)
{
	static const struct {
		struct pq_view filename;
		struct pq_view type;
		struct pq_view value;
		struct pq_view body;
	} rows[] = {
#define ROW(filename, type, value, written_filename, written_type) \
	{ PQ_VIEW(filename), PQ_VIEW(type), PQ_VIEW(value),        \
	  PQ_VIEW(FILE_PART(written_filename, written_type, value) TAIL(B1)) }
		ROW("a.txt", "text/plain", "x", "a.txt", "text/plain"),
		ROW("", "", "", "", "application/octet-stream"),
		ROW("a\rb", "text/plain;charset=x", "\r", "a%0Db", "text/plain;charset=x"),
		ROW("a\nb", "a/b", "\n", "a%0Ab", "a/b"),
		ROW("a\r\nb", "a/b", "\r\n\n\r", "a%0D%0Ab", "a/b"),
		ROW("a\n\rb", "a/b", "\0\xff", "a%0A%0Db", "a/b"),
		ROW("a\"b\\", "a/b", "\"", "a%22b\\", "a/b"),
		ROW("a\0b", "a/b", "x", "a\0b", "a/b"),
		ROW("\xc3\xa4.txt", "a/b", "x", "\xc3\xa4.txt", "a/b"),
		ROW("a", "a/b\r\nX: y", "x", "a", "application/octet-stream"),
		ROW("a", "a/b\n", "x", "a", "application/octet-stream"),
		ROW("a", "a/\0", "x", "a", "application/octet-stream"),
		ROW("a", "a/\x7f", "x", "a", "application/octet-stream"),
		ROW("a", "a/\xc3\xa4", "x", "a", "application/octet-stream"),
		ROW("a", "not a type", "x", "a", "not a type"),
#undef ROW
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_part(file(rows[i].filename, rows[i].type, rows[i].value), rows[i].body);
}

static void parts_keep_their_order(void **state)
{
	static const char expected[] = FIELD("b", "1") FILE_PART("n", "a/b", "2") FIELD("a", "3") TAIL(B1);
	const struct pq_form_entry entries[] = {
		field(pq_view_str("b"), pq_view_str("1")),
		file(pq_view_str("n"), pq_view_str("a/b"), pq_view_str("2")),
		field(pq_view_str("a"), pq_view_str("3")),
	};
	struct result result;

	(void)state;
	encode(&result, entries, COUNT(entries), sizeof(result.storage));
	assert_int_equal(result.err, PQ_ERR_OK);
	assert_true(pq_view_is(pq_buf_view(&result.out), expected));
	encode(&result, entries, 0, sizeof(result.storage));
	assert_int_equal(result.err, PQ_ERR_OK);
	assert_true(pq_view_is(pq_buf_view(&result.out), TAIL(B1)));
}

/* The body is appended, and what stands before it is no part of the search for the boundary. */
static void the_body_is_appended(void **state)
{
	const struct pq_form_entry entry = field(pq_view_str("a"), pq_view_str("1"));
	struct result result = { .draws = 0 };
	struct pq_draw draw = { count_up, &result.draws };

	(void)state;
	pq_buf_init(&result.out, result.storage, sizeof(result.storage));
	pq_buf_add_str(&result.out, B1);
	assert_int_equal(pq_multipart_encode(&entry, 1, draw, result.boundary, &result.boundary_len, &result.out),
			 PQ_ERR_OK);
	assert_int_equal(result.draws, 1);
	assert_true(pq_view_is(pq_buf_view(&result.out), B1 HEAD(B1) "a\"\r\n\r\n1\r\n" TAIL(B1)));
}

/* The boundary encodes the drawn bytes in full: "----pratique" and two digits for each. */
static void the_boundary_is_what_was_drawn(void **state)
{
	const struct pq_form_entry entry = field(pq_view_str("a"), pq_view_str("1"));
	struct result result;

	(void)state;
	encode(&result, &entry, 1, sizeof(result.storage));
	assert_true(pq_view_is(pq_view(result.boundary, result.boundary_len), B1));
	assert_int_equal(PQ_BOUNDARY_LEN, sizeof(B1) - 1);
}

/* RFC 2046 5.1.1: a delimiter must not appear in what it delimits. */
static void a_boundary_in_the_data_is_drawn_again(void **state)
{
	struct pq_view hit = PQ_VIEW("x" B1 "y");
	const struct pq_form_entry rows[] = {
		field(hit, pq_view_str("1")),
		field(pq_view_str("a"), hit),
		field(pq_view_str("a"), pq_view_str(B1)),
		field(pq_view_str("a"), pq_view_str("\n--" B1 "--\n")),
		field(pq_view_str("a"), pq_view_str("----" B1 B1)),
		file(hit, pq_view_str("a/b"), pq_view_str("1")),
		file(pq_view_str("a"), hit, pq_view_str("1")),
		file(pq_view_str("a"), pq_view_str("a/b"), hit),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct result result;

		encode(&result, &rows[i], 1, sizeof(result.storage));
		assert_int_equal(result.err, PQ_ERR_OK);
		assert_int_equal(result.draws, 2);
		assert_true(pq_view_is(pq_view(result.boundary, result.boundary_len), B2));
		assert_true(pq_view_starts(pq_buf_view(&result.out), pq_view_str(HEAD(B2))));
		assert_int_equal(pq_boundary_count(pq_buf_view(&result.out), pq_view_str(B2)), 2);
	}
}

/* What is only nearly a boundary, or is not written as it is, does not count. */
static void a_broken_boundary_in_the_data_does_no_harm(void **state)
{
	const struct pq_form_entry rows[] = {
		field(pq_view_str("a"), pq_view_str("----pratique0101010101010101010101010101010")),
		field(pq_view_str("a"), pq_view_str("---pratique01010101010101010101010101010101")),
		field(pq_view_str("a"), pq_view_str("----Pratique01010101010101010101010101010101")),
		field(pq_view_str("----pratique0101\n0101010101010101010101010101"), pq_view_str("1")),
		file(pq_view_str("----pratique\"01010101010101010101010101010101"), pq_view_str("a/b"),
		     pq_view_str("")),
		file(pq_view_str("a"), pq_view_str(B1 "\r\n"), pq_view_str("1")),
		field(pq_view_str("a"), pq_view_str(B2)),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct result result;

		encode(&result, &rows[i], 1, sizeof(result.storage));
		assert_int_equal(result.err, PQ_ERR_OK);
		assert_int_equal(result.draws, 1);
	}
}

/* A draw of all bytes `n` in hexadecimal, behind the boundary's prefix. */
static void add_boundary(unsigned char n, struct pq_buf *out)
{
	pq_buf_add_str(out, "----pratique");
	for (int i = 0; i < PQ_BOUNDARY_RANDOM; i++)
		pq_buf_add_hex(out, pq_view(&n, 1));
}

static void draws_end_after_eight_collisions(void **state)
{
	unsigned char storage[512];
	struct pq_form_entry entry = field(pq_view_str("a"), pq_view(NULL, 0));
	struct result result;
	struct pq_buf value;

	(void)state;
	pq_buf_init(&value, storage, sizeof(storage));
	for (unsigned char n = 1; n < PQ_BOUNDARY_TRIES; n++)
		add_boundary(n, &value);
	entry.value = pq_buf_view(&value);
	encode(&result, &entry, 1, sizeof(result.storage));
	assert_int_equal(result.err, PQ_ERR_OK);
	assert_int_equal(result.draws, PQ_BOUNDARY_TRIES);
	add_boundary(PQ_BOUNDARY_TRIES, &value);
	assert_true(pq_buf_ok(&value));
	entry.value = pq_buf_view(&value);
	encode(&result, &entry, 1, sizeof(result.storage));
	assert_int_equal(result.err, PQ_ERR_LIMIT);
	assert_int_equal(result.draws, PQ_BOUNDARY_TRIES);
	assert_int_equal(result.out.len, 0);
	assert_int_equal(result.boundary_len, 0);
	assert_true(pq_buf_ok(&result.out));
}

static void too_little_room_is_no_space(void **state)
{
	const struct pq_form_entry entries[] = {
		field(pq_view_str("a\""), pq_view_str("\n")),
		file(pq_view_str("\r"), pq_view_str("a/b"), pq_view_str("2")),
	};
	struct result result;
	size_t need;

	(void)state;
	encode(&result, entries, COUNT(entries), sizeof(result.storage));
	assert_int_equal(result.err, PQ_ERR_OK);
	need = result.out.len;
	for (size_t cap = 0; cap < need; cap++) {
		encode(&result, entries, COUNT(entries), cap);
		assert_int_equal(result.err, PQ_ERR_NO_SPACE);
		assert_int_equal(result.out.len, 0);
		assert_int_equal(result.boundary_len, 0);
	}
	encode(&result, entries, COUNT(entries), need);
	assert_int_equal(result.err, PQ_ERR_OK);
	assert_int_equal(result.out.len, need);
}

static size_t naive_count(struct pq_view text, struct pq_view needle)
{
	size_t hits = 0;

	for (size_t i = 0; i + needle.len <= text.len; i++)
		hits += memcmp(text.data + i, needle.data, needle.len) == 0;
	return hits;
}

/* Texts glued from pieces of a boundary, so that near misses, neighbours and both ends occur. */
static void the_fast_search_finds_what_the_naive_one_finds(void **state)
{
	static const char *const pieces[] = {
		B1, "----pratique", "0101", "-", ("\r\n--" B1), "x", B2, "pratique01", "1"
	};
	struct pq_view boundary = PQ_VIEW(B1);
	uint32_t random = 1;
	size_t total = 0;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		unsigned char storage[512];
		struct pq_buf text;
		unsigned char *owned;
		size_t expected;

		pq_buf_init(&text, storage, sizeof(storage));
		for (uint32_t n = random % 9; n > 0; n--) {
			random = random * 1664525 + 1013904223;
			pq_buf_add_str(&text, pieces[(random >> 16) % COUNT(pieces)]);
		}
		random = random * 1664525 + 1013904223;
		expected = naive_count(pq_buf_view(&text), boundary);
		assert_int_equal(pq_boundary_count(exact(pq_buf_view(&text), &owned), boundary), expected);
		total += expected;
		free(owned);
	}
	assert_true(total > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_become_these_bytes),
		cmocka_unit_test(files_become_these_bytes),
		cmocka_unit_test(parts_keep_their_order),
		cmocka_unit_test(the_body_is_appended),
		cmocka_unit_test(the_boundary_is_what_was_drawn),
		cmocka_unit_test(a_boundary_in_the_data_is_drawn_again),
		cmocka_unit_test(a_broken_boundary_in_the_data_does_no_harm),
		cmocka_unit_test(draws_end_after_eight_collisions),
		cmocka_unit_test(too_little_room_is_no_space),
		cmocka_unit_test(the_fast_search_finds_what_the_naive_one_finds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
