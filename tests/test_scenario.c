/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "scenario/words.h"
#include "scenario_fixture.h"

static void canonical_text_comes_back_unchanged(void **state)
{
	bool seen[PQ_WORD_COUNT] = { false };

	(void)state;
	read_strictly(everything);
	assert_string_equal(printed(), everything);
	for (size_t i = 0; i < scenario.line_count; i++)
		seen[scenario.lines[i].word] = true;
	for (size_t word = 0; word < PQ_WORD_COUNT; word++)
		assert_true(seen[word]);
}

static void lenient_reading_of_good_text_is_the_same(void **state)
{
	(void)state;
	assert_int_equal(read_text(everything, PQ_READING_LENIENT), PQ_ERR_OK);
	assert_string_equal(printed(), everything);
}

static void other_spellings_become_canonical(void **state)
{
	static const struct {
		const char *text;
		const char *canonical;
	} rows[] = {
		{ "", "" },
		{ "page   http://h/  \n", "page http://h/\n" },
		{ "page \"http://h/\"\n", "page http://h/\n" },
		{ "page http://h/", "page http://h/\n" },
		{ "page http:// + \"h\" + /\n", "page http://h/\n" },
		{ "page \"\" + fill 3 \"a\" + b + fill 0 \"c\"\n", "page aaab\n" },
		{ "page +a\n", "page +a\n" },
		{ "page filled\n", "page filled\n" },
		{ "page \\x41\n", "page \\x41\n" },
		{ "page \"\\x41\\x7E\\x7f\"\n", "page \"A~\\x7f\"\n" },
		{ "page \"\xef\xbd\x81\xc3\xa9\xf0\x9f\x98\x80\"\n",
		  "page \"\\xef\\xbd\\x81\\xc3\\xa9\\xf0\\x9f\\x98\\x80\"\n" },
		{ "entropy 0007\n", "entropy 7\n" },
		{ "dns h \"::1\" 2001:DB8::\n", "dns h ::1 2001:DB8::\n" },
		{ "expect blocked \"unsafe_port\"\n", "expect blocked unsafe_port\n" },
		{ "   \n", "\n" },
		{ "  # top\npage h\n", "# top\npage h\n" },
		{ "answer\n# part\n\n      #another\n  stall\n# top\n",
		  "answer\n  # part\n\n  #another\n  stall\n# top\n" },
		{ "answer\n\n# top\nanswer\n", "answer\n\n# top\nanswer\n" },
		{ "answer\n  # blanks kept  \t\n", "answer\n  # blanks kept  \t\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[256];
		char canonical[256];

		snprintf(text, sizeof(text), HEAD "%s", rows[i].text);
		snprintf(canonical, sizeof(canonical), HEAD "%s", rows[i].canonical);
		read_strictly(text);
		assert_string_equal(printed(), canonical);
		read_strictly(canonical);
		assert_string_equal(printed(), canonical);
	}
}

/* 63 equal bytes are written out, 64 are a fill; both mean the same bytes. */
static void runs_become_fills_from_a_fixed_length_on(void **state)
{
	(void)state;
	read_strictly(HEAD "schedule fill 63 \"a\"\n");
	assert_int_equal(strlen(printed()), strlen(HEAD "schedule \"\"\n") + 63);
	read_strictly(HEAD "schedule \"b\" + fill 63 \"a\" + \"a\"\n");
	assert_string_equal(printed(), HEAD "schedule \"b\" + fill 64 \"a\"\n");
	assert_int_equal(scenario.lines[0].args[0].bytes.len, 65);
	read_strictly(HEAD "schedule fill 64 \"\\0\" + fill 65 \"\\\"\"\n");
	assert_string_equal(printed(), HEAD "schedule fill 64 \"\\0\" + fill 65 \"\\\"\"\n");
}

static void every_byte_can_be_written(void **state)
{
	struct pq_view value;

	(void)state;
	for (unsigned int c = 0; c < 256; c++) {
		char text[64];

		snprintf(text, sizeof(text), HEAD "schedule \"a\\x%02xb\"\n", c);
		read_strictly(text);
		value = scenario.lines[0].args[0].bytes;
		assert_int_equal(value.len, 3);
		assert_int_equal(value.data[1], c);
		read_strictly(printed());
		value = scenario.lines[0].args[0].bytes;
		assert_int_equal(value.len, 3);
		assert_int_equal(value.data[1], c);
	}
}

static void arguments_have_their_bytes_and_numbers(void **state)
{
	size_t at;

	(void)state;
	read_strictly(everything);
	assert_int_equal(pq_scenario_number_of(&scenario, PQ_WORD_ATTACKER, 9), PQ_ATTACKER_RENDERER);
	assert_int_equal(pq_scenario_number_of(&scenario, PQ_WORD_ENTROPY, 9), UINT32_MAX);
	assert_true(pq_view_is(pq_scenario_bytes_of(&scenario, PQ_WORD_PAGE, "x"), "http://evil.example/"));
	at = pq_scenario_find(&scenario, PQ_WORD_TEXT, 0);
	assert_true(pq_view_is(scenario.lines[at].args[0].bytes, "\r\nHELO \"evil\"\t\\\r\n"));
	at = pq_scenario_find(&scenario, PQ_WORD_FORM, 0);
	assert_int_equal(scenario.lines[at].argc, 3);
	assert_int_equal(scenario.lines[at].args[2].number, PQ_ENCTYPE_MULTIPART);
	assert_int_equal(scenario.lines[at].text_line, 42);
	at = pq_scenario_find(&scenario, PQ_WORD_FORM, at + 1);
	assert_int_equal(scenario.lines[at].args[2].number, PQ_ENCTYPE_URLENCODED);
	at = pq_scenario_find(&scenario, PQ_WORD_FORM, at + 2);
	assert_int_equal(scenario.lines[at].argc, 2);
	at = pq_scenario_find(&scenario, PQ_WORD_REDIRECT, 0);
	assert_int_equal(scenario.lines[at].args[0].number, 302);
	at = pq_scenario_find(&scenario, PQ_WORD_FOLLOW, 0);
	assert_int_equal(scenario.lines[at].args[0].number, PQ_REDIRECT_MANUAL);
	at = pq_scenario_find(&scenario, PQ_WORD_EXPECT, 0) + 1;
	assert_int_equal(scenario.lines[at].args[0].number, PQ_EXPECT_BLOCKED);
	assert_int_equal(scenario.lines[at].args[1].number, PQ_RULE_UNSAFE_PORT);
	assert_int_equal(scenario.lines[at + 5].args[1].number, PQ_RULE_CREDENTIAL_LEAK);
	assert_int_equal(pq_scenario_find(&scenario, PQ_WORD_XHR, scenario.line_count), scenario.line_count);
}

static void the_lines_of_a_parent_are_one_run(void **state)
{
	size_t request = 0;
	size_t count = 0;

	(void)state;
	read_strictly(everything);
	for (size_t i = 0; i < scenario.line_count; i++) {
		uint32_t parent = scenario.lines[i].parent;

		assert_true(parent <= i && scenario.lines[parent].parent == parent);
		if (parent != i)
			assert_true(i < pq_scenario_end_of(&scenario, parent));
	}
	while ((request = pq_scenario_find_request(&scenario, request)) < scenario.line_count) {
		request = pq_scenario_end_of(&scenario, request);
		count++;
	}
	assert_int_equal(count, 22);
	read_strictly(HEAD "fetch GET /\n# between\n\n  mode cors\n# after\n");
	assert_int_equal(pq_scenario_end_of(&scenario, 0), 4);
	assert_int_equal(scenario.lines[4].parent, 4);
}

/* The fuzz loop depends on it: nothing is copied that stands in the text as it is meant. */
static void plain_arguments_are_borrowed_from_the_text(void **state)
{
	(void)state;
	read_strictly(HEAD "fetch GET \"http://h/\"\n  header \"a\" \"\"\n  text \"\xc3\xa9\"\n");
	assert_int_equal(scenario.bytes.len, 0);
	for (size_t i = 0; i < scenario.arg_count; i++) {
		struct pq_view v = scenario.args[i].bytes;

		assert_true(v.data > exact && v.data + v.len < exact + exact_len);
	}
	read_strictly(HEAD "fetch GET \"http://h/\"\n  text \"\\x41\"\n");
	assert_int_equal(scenario.bytes.len, 1);
}

/* The naive look-up that the slots of words.c must equal. */
static enum pq_word find_slowly(struct pq_view name)
{
	for (size_t word = PQ_WORD_COMMENT + 1; word < PQ_WORD_COUNT; word++)
		if (pq_view_is(name, pq_word_rows[word].name))
			return (enum pq_word)word;
	return PQ_WORD_COMMENT;
}

static void finding_a_word_equals_the_table(void **state)
{
	(void)state;
	assert_int_equal(pq_word_find(pq_view(NULL, 0)), PQ_WORD_COMMENT);
	for (size_t word = PQ_WORD_COMMENT + 1; word < PQ_WORD_COUNT; word++) {
		struct pq_view name = pq_view_str(pq_word_rows[word].name);
		enum pq_word found = pq_word_find(name);

		assert_int_equal(found, find_slowly(name));
		assert_true(found == word || pq_word_rows[found].same == word);
		assert_true(strlen(pq_word_help((enum pq_word)word)) > 0);
		assert_string_equal(pq_word_name((enum pq_word)word), pq_word_rows[word].name);
		for (size_t i = 0; i < name.len; i++) {
			for (unsigned int c = 0; c < 256; c++) {
				unsigned char other[16];

				memcpy(other, name.data, name.len);
				other[i] = (unsigned char)c;
				assert_int_equal(pq_word_find(pq_view(other, name.len)),
						 find_slowly(pq_view(other, name.len)));
			}
			assert_int_equal(pq_word_find(pq_view(name.data, i)), find_slowly(pq_view(name.data, i)));
		}
	}
}

static void answers_stand_for_bytes(void **state)
{
	static const char redirect[] = "HTTP/1.1 302 Redirect\r\nLocation: http://h:25/\r\nContent-Length: 0\r\n\r\n";
	char storage[128];
	struct pq_buf out;

	(void)state;
	read_strictly(HEAD "answer\n  reply \"a\\r\\n\"\n  redirect 302 http://h:25/\n");
	pq_buf_init(&out, storage, sizeof(storage));
	pq_scenario_answer_bytes(&scenario.lines[1], &out);
	assert_true(pq_view_is(pq_buf_view(&out), "a\r\n"));
	pq_buf_reset(&out);
	pq_scenario_answer_bytes(&scenario.lines[2], &out);
	assert_true(pq_view_is(pq_buf_view(&out), redirect));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(canonical_text_comes_back_unchanged, set_up),
		cmocka_unit_test_setup(lenient_reading_of_good_text_is_the_same, set_up),
		cmocka_unit_test_setup(other_spellings_become_canonical, set_up),
		cmocka_unit_test_setup(runs_become_fills_from_a_fixed_length_on, set_up),
		cmocka_unit_test_setup(every_byte_can_be_written, set_up),
		cmocka_unit_test_setup(arguments_have_their_bytes_and_numbers, set_up),
		cmocka_unit_test_setup(the_lines_of_a_parent_are_one_run, set_up),
		cmocka_unit_test_setup(plain_arguments_are_borrowed_from_the_text, set_up),
		cmocka_unit_test(finding_a_word_equals_the_table),
		cmocka_unit_test_setup(answers_stand_for_bytes, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}
