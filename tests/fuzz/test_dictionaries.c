/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/ascii.h"
#include "campaign/target.h"
#include "scenario/scenario.h"

static char text[1u << 16];

static struct pq_view read_dictionary(const char *target)
{
	char path[4096];
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "%s/fuzz/%s.dict", PQ_SOURCE_DIR, target);
	file = fopen(path, "rb");
	if (!file)
		fail_msg("%s is missing", path);
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	assert_true(len < sizeof(text));
	return pq_view(text, len);
}

/* Length of the escape that begins at the backslash v.data[0], as both engines take it; 0 if it is none. */
static size_t escape_len(struct pq_view v)
{
	if (v.len >= 2 && (v.data[1] == '\\' || v.data[1] == '"'))
		return 2;
	return v.len >= 4 && v.data[1] == 'x' && pq_ascii_is(v.data[2], PQ_ASCII_HEX) &&
			       pq_ascii_is(v.data[3], PQ_ASCII_HEX)
		       ? 4
		       : 0;
}

/* A line of a dictionary: "bytes", with at least one byte and at most the 128 that AFL++ takes. */
static bool is_entry(struct pq_view line)
{
	size_t bytes = 0;
	size_t at = 1;

	if (line.len < 3 || line.data[0] != '"' || line.data[line.len - 1] != '"')
		return false;
	while (at < line.len - 1) {
		size_t step = line.data[at] == '\\' ? escape_len(pq_view_slice(line, at, line.len - 1)) : 1;

		if (step == 0 || line.data[at] < 0x20 || line.data[at] > 0x7e || line.data[at] == '"')
			return false;
		at += step;
		bytes++;
	}
	return bytes <= 128;
}

static void every_target_has_a_dictionary_that_both_engines_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		struct pq_view rest = read_dictionary(pq_campaign_target_at(i)->name);
		size_t entries = 0;

		while (rest.len > 0) {
			size_t end = pq_view_find(rest, '\n', 0);
			struct pq_view line = pq_view_slice(rest, 0, end);

			if (line.len > 0 && line.data[0] != '#') {
				if (!is_entry(line))
					fail_msg("%s.dict: %.*s", pq_campaign_target_at(i)->name, (int)line.len,
						 (const char *)line.data);
				entries++;
			}
			rest = pq_view_from(rest, end + 1);
		}
		assert_true(entries > 0);
	}
}

static void a_line_that_is_no_entry_is_told_apart(void **state)
{
	static const char *const bad[] = { "\"\"",     "\"a", "a\"", "\"a\"b\"", "\"\\q\"",
					   "\"\\x1\"", "a",   "\"",  "\"\\\"",   "name=\"x\"" };

	(void)state;
	assert_true(is_entry(pq_view_str("\"a\\x00\\\"\\\\\"")));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(is_entry(pq_view_str(bad[i])));
}

static bool contains(struct pq_view haystack, const char *needle)
{
	for (size_t i = 0; i < haystack.len; i++)
		if (pq_view_starts(pq_view_from(haystack, i), pq_view_str(needle)))
			return true;
	return false;
}

static void the_scenario_dictionary_knows_every_word(void **state)
{
	struct pq_view dictionary = read_dictionary("scenario");

	(void)state;
	for (int word = PQ_WORD_COMMENT + 1; word < PQ_WORD_COUNT; word++)
		if (!contains(dictionary, pq_word_name((enum pq_word)word)))
			fail_msg("scenario.dict does not know \"%s\"", pq_word_name((enum pq_word)word));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_target_has_a_dictionary_that_both_engines_read),
		cmocka_unit_test(a_line_that_is_no_entry_is_told_apart),
		cmocka_unit_test(the_scenario_dictionary_knows_every_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
