/* SPDX-License-Identifier: MIT */
/*
 * The URL data of Web Platform Tests against the parser and serialiser, entry
 * by entry. The data is not part of this tree: without it the test is skipped.
 * What is expected to fail is listed with its reason; anything else that fails,
 * and anything listed that passes, is an error.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "url/url.h"

#define DATA_FOLDER PQ_SOURCE_DIR "/../shared/data/"
#define URL_DATA DATA_FOLDER "urltestdata.json"
#define TOASCII_DATA DATA_FOLDER "toascii.json"

#define STORAGE 65536

/*
 * input:  the entry's, byte for byte (no listed input holds NUL)
 * reason: why this build cannot pass it
 */
struct expected_failure {
	const char *input;
	const char *reason;
};

/* Every entry of urltestdata.json passes. */
static const struct expected_failure url_failures[] = { { NULL, NULL } };

/* ICU 72 has the table of Unicode 15.0; the data follows that of 16.0, which changed these code points. */
static const struct expected_failure toascii_failures[] = {
	{ "look\xe1\xa0\x8eout.net", "U+180E is disallowed by ICU 72, ignored by the standard" },
	{ "look\xe2\x81\xabout.net", "U+206B is disallowed by ICU 72, ignored by the standard" },
	{ "\xf0\xaf\xa1\xa8.com", "U+2F868 is disallowed by ICU 72, mapped by the standard" },
	{ "\xe2\x86\x83.com", "U+2183 is disallowed by ICU 72, mapped by the standard" },
	{ NULL, NULL },
};

/* One list of entries while it is run. */
struct run {
	const struct expected_failure *list;
	struct pq_idna *idna;
	size_t total;
	size_t passed;
	size_t expected;
	size_t unexpected;
};

static struct pq_view string_view(const json_t *value)
{
	return pq_view(json_string_value(value), json_string_length(value));
}

/* Parses a copy of exact size, so that the sanitizer sees a read beyond the end. */
static enum pq_err parse(const struct run *run, struct pq_view input, const struct pq_url *base, struct pq_buf *storage,
			 struct pq_url *url)
{
	unsigned char *copy = malloc(input.len ? input.len : 1);
	enum pq_err err;

	assert_non_null(copy);
	if (input.len)
		memcpy(copy, input.data, input.len);
	err = pq_url_parse(url, pq_view(copy, input.len), base, run->idna, storage);
	free(copy);
	assert_int_not_equal(err, PQ_ERR_NO_SPACE);
	return err;
}

/* A member of the URL interface (URL 6.1): prefix, value, suffix; nothing if absent. */
static struct pq_view member(struct pq_buf *scratch, const char *prefix, struct pq_view value, const char *suffix,
			     bool present)
{
	size_t mark = scratch->len;

	if (present) {
		pq_buf_add_str(scratch, prefix);
		pq_buf_add(scratch, value);
		pq_buf_add_str(scratch, suffix);
	}
	return pq_buf_since(scratch, mark);
}

static bool same(const json_t *entry, const char *key, struct pq_view actual)
{
	const json_t *value = json_object_get(entry, key);

	if (!value || pq_view_eq(string_view(value), actual))
		return true;
	printf("  %s: \"%.*s\"\n", key, (int)actual.len, (const char *)actual.data);
	return false;
}

static bool members_match(const struct run *run, const json_t *entry, const struct pq_url *url)
{
	static unsigned char room[4 * STORAGE];
	struct pq_buf out;
	size_t mark;
	bool ok;

	pq_buf_init(&out, room, sizeof(room));
	ok = same(entry, "protocol", member(&out, "", url->scheme, ":", true));
	ok &= same(entry, "username", url->username);
	ok &= same(entry, "password", url->password);
	ok &= same(entry, "hostname", url->host);
	ok &= same(entry, "pathname", url->path);
	ok &= same(entry, "search", member(&out, "?", url->query, "", url->query.len > 0));
	ok &= same(entry, "hash", member(&out, "#", url->fragment, "", url->fragment.len > 0));
	mark = out.len;
	if (url->has_port)
		pq_buf_add_u64(&out, url->port);
	ok &= same(entry, "port", pq_buf_since(&out, mark));
	mark = out.len;
	pq_url_print_authority(url, &out);
	ok &= same(entry, "host", pq_buf_since(&out, mark));
	mark = out.len;
	pq_url_print_origin(url, run->idna, &out);
	ok &= same(entry, "origin", pq_buf_since(&out, mark));
	mark = out.len;
	pq_url_print(url, false, &out);
	ok &= same(entry, "href", pq_buf_since(&out, mark));
	assert_true(pq_buf_ok(&out));
	return ok;
}

static bool url_entry_passes(const struct run *run, const json_t *entry)
{
	static unsigned char room[STORAGE];
	const json_t *base_text = json_object_get(entry, "base");
	struct pq_url base;
	struct pq_url url;
	struct pq_buf storage;
	enum pq_err err;

	pq_buf_init(&storage, room, sizeof(room));
	if (json_is_string(base_text))
		assert_int_equal(parse(run, string_view(base_text), NULL, &storage, &base), PQ_ERR_OK);
	err = parse(run, string_view(json_object_get(entry, "input")), json_is_string(base_text) ? &base : NULL,
		    &storage, &url);
	if (err || json_is_true(json_object_get(entry, "failure")))
		return err && json_is_true(json_object_get(entry, "failure"));
	return members_match(run, entry, &url);
}

/* The data's own advice: the input is the host of an https URL. */
static bool toascii_entry_passes(const struct run *run, const json_t *entry)
{
	static unsigned char room[STORAGE];
	const json_t *output = json_object_get(entry, "output");
	struct pq_view input = string_view(json_object_get(entry, "input"));
	char text[STORAGE / 4];
	struct pq_buf line;
	struct pq_buf storage;
	struct pq_url url;

	pq_buf_init(&line, text, sizeof(text));
	pq_buf_add_str(&line, "https://");
	pq_buf_add(&line, input);
	pq_buf_add_str(&line, "/x");
	assert_true(pq_buf_ok(&line));
	pq_buf_init(&storage, room, sizeof(room));
	if (parse(run, pq_buf_view(&line), NULL, &storage, &url))
		return json_is_null(output);
	return json_is_string(output) && same(entry, "output", url.host) && pq_view_is(url.path, "/x");
}

static const char *reason_of(const struct run *run, struct pq_view input)
{
	for (const struct expected_failure *row = run->list; row->input; row++)
		if (pq_view_is(input, row->input))
			return row->reason;
	return NULL;
}

static void count(struct run *run, const json_t *entry, bool passed)
{
	struct pq_view input = string_view(json_object_get(entry, "input"));
	const char *reason = reason_of(run, input);

	run->total++;
	run->passed += passed;
	if (reason && !passed) {
		run->expected++;
		printf("expected failure \"%.*s\": %s\n", (int)input.len, (const char *)input.data, reason);
	} else if (reason || !passed) {
		char *text = json_dumps(entry, JSON_ENSURE_ASCII);

		run->unexpected++;
		printf("unexpected %s: %s\n", passed ? "pass" : "failure", text);
		free(text);
	}
}

static void run_file(struct run *run, const char *path, bool (*passes)(const struct run *run, const json_t *entry))
{
	json_error_t error;
	json_t *entries = json_load_file(path, JSON_ALLOW_NUL, &error);
	const json_t *entry;
	size_t rows = 0;
	size_t i;

	if (!entries)
		fail_msg("%s:%d: %s", path, error.line, error.text);
	run->idna = pq_idna_open();
	assert_non_null(run->idna);
	json_array_foreach(entries, i, entry) if (json_is_object(entry)) count(run, entry, passes(run, entry));
	pq_idna_close(run->idna);
	json_decref(entries);
	while (run->list[rows].input)
		rows++;
	printf("%s: %zu entries, %zu passed, %zu failed as expected, %zu unexpected\n", path, run->total, run->passed,
	       run->expected, run->unexpected);
	assert_true(run->total > 0);
	assert_int_equal(run->unexpected, 0);
	assert_int_equal(run->expected, rows);
}

static void urls_parse_as_web_platform_tests_say(void **state)
{
	struct run run = { .list = url_failures };

	(void)state;
	run_file(&run, URL_DATA, url_entry_passes);
}

static void domains_become_ascii_as_web_platform_tests_say(void **state)
{
	struct run run = { .list = toascii_failures };

	(void)state;
	run_file(&run, TOASCII_DATA, toascii_entry_passes);
}

static bool readable(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file)
		return false;
	fclose(file);
	return true;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_parse_as_web_platform_tests_say),
		cmocka_unit_test(domains_become_ascii_as_web_platform_tests_say),
	};

	if (!readable(URL_DATA) || !readable(TOASCII_DATA)) {
		printf("SKIP: no URL data of Web Platform Tests at %s and %s\n", URL_DATA, TOASCII_DATA);
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
