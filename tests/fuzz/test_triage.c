/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "triage/keep.h"
#include "triage/label.h"
#include "triage/replay.h"

#define HASH "0123456789abcdef"

static void check_label(const char *path, const char *name, const char *target)
{
	struct pq_label label;

	assert_int_equal(pq_label_read(path, &label), PQ_LABEL_GOOD);
	assert_string_equal(label.name, name);
	assert_string_equal(label.target->name, target);
}

static void a_finding_s_name_tells_rule_and_target(void **state)
{
	(void)state;
	check_label("unsafe_port-scenario-" HASH ".scenario", "unsafe_port", "scenario");
	check_label("out/x-y/asan-heap-buffer-overflow-policy_text-" HASH ".input", "asan-heap-buffer-overflow",
		    "policy_text");
	check_label("./pq_port_spelling_differs-port-" HASH ".input", "pq_port_spelling_differs", "port");
	check_label("canary-canary-" HASH ".input", "canary", "canary");
}

static void other_names_tell_why_they_do_not(void **state)
{
	static const struct {
		const char *path;
		enum pq_label_fault fault;
	} cases[] = {
		{ "", PQ_LABEL_FORM },
		{ "notes.txt", PQ_LABEL_FORM },
		{ "unsafe_port-scenario.scenario", PQ_LABEL_FORM },
		{ "unsafe_port-scenario-" HASH "0.scenario", PQ_LABEL_FORM },
		{ "unsafe_port-scenario-0123456789ABCDEF.scenario", PQ_LABEL_FORM },
		{ "-scenario-" HASH ".scenario", PQ_LABEL_FORM },
		{ "scenario-" HASH ".scenario", PQ_LABEL_FORM },
		{ "unsafe_port-gone-" HASH ".input", PQ_LABEL_TARGET },
		{ "unsafe_port-scenario-" HASH ".input", PQ_LABEL_SUFFIX },
		{ "unsafe_port-scenario-" HASH, PQ_LABEL_SUFFIX },
		{ "unsafe_port-scenario-" HASH ".scenario.part", PQ_LABEL_SUFFIX },
	};
	struct pq_label label;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(pq_label_read(cases[i].path, &label), cases[i].fault);
}

static void a_name_is_a_rule_a_death_or_a_property(void **state)
{
	(void)state;
	assert_int_equal(pq_label_kind("credential_leak"), PQ_LABEL_RULE);
	assert_int_equal(pq_label_kind("timeout"), PQ_LABEL_DEATH);
	assert_int_equal(pq_label_kind("asan-SEGV"), PQ_LABEL_SANITIZER);
	assert_int_equal(pq_label_kind("ubsan"), PQ_LABEL_SANITIZER);
	assert_int_equal(pq_label_kind("out-of-memory"), PQ_LABEL_ENGINE);
	assert_int_equal(pq_label_kind("unproven"), PQ_LABEL_UNPROVEN);
	assert_int_equal(pq_label_kind("pq_header_guard_differs"), PQ_LABEL_PROPERTY);
	assert_int_equal(pq_label_kind("no_such_rule"), PQ_LABEL_PROPERTY);
}

static void all_rules_but_one_are_listed(void **state)
{
	char others[PQ_REPLAY_RULES];

	(void)state;
	pq_replay_other_rules("unsafe_port", others);
	assert_null(strstr(others, "unsafe_port"));
	assert_non_null(strstr(others, "wrong_destination,over_block"));
	assert_non_null(strstr(others, "credential_leak"));
}

/* text: a finding's; why: what is said of one that cannot be run, or of what of it is not understood; NULL for nothing */
static void check_readable(const char *name, const char *text, bool readable, const char *why)
{
	struct pq_label label;
	char said[1024];
	bool strict;

	assert_int_equal(pq_label_read(name, &label), PQ_LABEL_GOOD);
	assert_int_equal(pq_replay_readable(&label, pq_view_str(text), &strict, said), readable);
	assert_int_equal(strict, !why || !readable ? strict : false);
	if (why)
		assert_non_null(strstr(said, why));
	else
		assert_string_equal(said, "");
}

static void bytes_that_can_be_no_finding_are_told_from_others(void **state)
{
	static const char scenario[] = "unsafe_port-scenario-" HASH ".scenario";

	(void)state;
	check_readable(scenario, "pratique-scenario 1\nfetch GET http://a.example/\n", true, NULL);
	check_readable(scenario, "fetch GET http://a.example/\n", true, "line 1");
	check_readable(scenario, "pratique-scenario 1\nsend x\nfetch GET http://a.example/\n", true, "line 2");
	check_readable(scenario, "", false, "empty");
	check_readable(scenario, "pratique-scenario 2\nfetch GET http://a.example/\n", false, "line 1");
	check_readable(scenario, "pratique-scenario 1\n", false, "no request");
	check_readable(scenario, "pratique-scenario 1\ncontrol GET http://a.example/\n", false, "no request");
	check_readable(scenario,
		       "\x7f"
		       "ELF\x02\x01",
		       false, "no request");
	check_readable("pq_x-url-" HASH ".input",
		       "\x7f"
		       "ELF",
		       true, NULL);
	check_readable("pq_x-url-" HASH ".input", "", false, "empty");
}

static void a_regression_is_named_by_words(void **state)
{
	static const char *const good[] = { "a", "a-b", "port-25-of-h2" };
	static const char *const bad[] = { "", "-", "a-", "-a", "a--b", "A", "a_b", "a/b", "..", "a.b", "a b" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(pq_keep_name_is_good(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(pq_keep_name_is_good(bad[i]));
}

static void check_kept(struct pq_keep keep, const char *expected)
{
	static unsigned char storage[8192];
	struct pq_buf out;

	pq_buf_init(&out, storage, sizeof(storage));
	assert_int_equal(pq_keep_print(&keep, &out), expected != NULL);
	if (expected)
		assert_true(pq_view_is(pq_buf_view(&out), expected));
}

static void a_regression_says_what_it_shows_and_what_must_come_of_it(void **state)
{
	(void)state;
	check_kept((struct pq_keep){ pq_view_str("pratique-scenario 1\n# found\npolicy none\nattacker renderer\n"
						 "fetch GET http://a.example:25/\nexpect allowed\n"
						 "control GET http://b.example/\n  header \"X\" \"y\"\n"),
				     pq_view_str("Broke it.\nTwice."), pq_view_str("expect blocked unsafe_port\n"),
				     "GET http://a.example/" },
		   "pratique-scenario 1\n# Broke it. Twice.\nattacker renderer\nfetch GET http://a.example:25/\n"
		   "expect blocked unsafe_port\ncontrol GET http://a.example/\n");
	check_kept((struct pq_keep){ .asks = pq_view_str("control GET http://a.example/\n") }, NULL);
}

static void the_judge_drives_where_only_sockets_are_asked_for(void **state)
{
	(void)state;
	check_kept((struct pq_keep){ .asks = pq_view_str("judge silverlight\nsocket a.example 4502\n") },
		   "pratique-scenario 1\npolicy silverlight\njudge silverlight\nsocket a.example 4502\n");
	check_kept((struct pq_keep){ .asks = pq_view_str("judge silverlight\nsocket a.example 4502\n"
							 "fetch GET http://a.example/\n") },
		   "pratique-scenario 1\nsocket a.example 4502\nfetch GET http://a.example/\n");
}

static void a_long_comment_is_broken_between_words(void **state)
{
	static unsigned char storage[8192];
	char comment[400];
	struct pq_keep keep = { .asks = pq_view_str("fetch GET http://a.example/\n") };
	struct pq_buf out = { storage, 0, sizeof(storage), false };
	size_t begin = 0, lines = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(comment); i++)
		comment[i] = i % 9 == 8 ? ' ' : 'w';
	keep.comment = pq_view(comment, sizeof(comment));
	assert_true(pq_keep_print(&keep, &out));
	while (begin < out.len) {
		size_t end = pq_view_find(pq_buf_view(&out), '\n', begin);

		assert_true(end - begin <= 118);
		lines += out.data[begin] == '#';
		begin = end + 1;
	}
	assert_int_equal(lines, 4);
}

static void check_expect(const char *transcript_text, const char *expected)
{
	static struct pq_line lines[16];
	static struct pq_arg args[32];
	static struct pq_event events[32];
	static struct pq_address addresses[8];
	static unsigned char bytes[2][1024], storage[1024];
	struct pq_buf out = { storage, 0, sizeof(storage), false };
	struct pq_transcript transcript;
	struct pq_scenario scenario;
	struct pq_diag diag;

	pq_scenario_init(&scenario, lines, 16, args, 32, bytes[0], sizeof(bytes[0]));
	pq_scenario_parse(
		&scenario,
		pq_view_str("fetch GET http://a.example/\nxhr GET http://a.example/\ncontrol GET http://a.example/\n"),
		PQ_READING_LENIENT, NULL);
	pq_transcript_init(&transcript, events, 32, addresses, 8, bytes[1], sizeof(bytes[1]));
	assert_int_equal(pq_transcript_parse(&transcript, pq_view_str(transcript_text), &diag), PQ_ERR_OK);
	pq_keep_expect(&scenario, &transcript, &out);
	assert_true(pq_view_is(pq_buf_view(&out), expected));
}

static void what_became_of_each_request_is_expected_of_the_next_time(void **state)
{
	(void)state;
	check_expect("pratique-transcript 1\nrequest 1\noutcome 1 done 200\nrequest 2\noutcome 2 done 200\n"
		     "request 3\noutcome 3 error bad-url\n",
		     "expect allowed\n");
	check_expect("pratique-transcript 1\nrequest 1\ndropped 1 \"Host\"\ndropped 1 \"Host\"\noutcome 1 done 200\n",
		     "expect dropped \"Host\"\nexpect allowed\n");
	check_expect("pratique-transcript 1\nrequest 1\noutcome 1 blocked unsafe_port service\nrequest 2\n"
		     "outcome 2 error bad-response\n",
		     "expect blocked unsafe_port\nexpect error bad-response\n");
	check_expect("pratique-transcript 1\nrequest 1\noutcome 1 blocked unsafe_port page\nrequest 2\n"
		     "outcome 2 blocked unsafe_port service\n",
		     "expect blocked unsafe_port\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_s_name_tells_rule_and_target),
		cmocka_unit_test(other_names_tell_why_they_do_not),
		cmocka_unit_test(a_name_is_a_rule_a_death_or_a_property),
		cmocka_unit_test(all_rules_but_one_are_listed),
		cmocka_unit_test(bytes_that_can_be_no_finding_are_told_from_others),
		cmocka_unit_test(a_regression_is_named_by_words),
		cmocka_unit_test(a_regression_says_what_it_shows_and_what_must_come_of_it),
		cmocka_unit_test(the_judge_drives_where_only_sockets_are_asked_for),
		cmocka_unit_test(a_long_comment_is_broken_between_words),
		cmocka_unit_test(what_became_of_each_request_is_expected_of_the_next_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
