/* SPDX-License-Identifier: MIT */
/* What --headers and --bodies ask for: all that the policy forbids, by every way, under names of their own. */
#include "play_case.h"

#include <unistd.h>

#include "audit/cases_tell.h"
#include "audit/cases_text.h"
#include "play/play.h"
#include "policy/policy.h"

struct made {
	struct pq_pack pack;
	struct pq_cases_sheet sheet;
	struct pq_policy *policy;
	char dir[64];
};

static void make(struct made *made, void (*write)(struct pq_cases_sheet *, const struct pq_cases_options *))
{
	struct pq_cases_options options = { .corpus = PQ_SOURCE_DIR "/corpus/seeds" };
	struct pq_diag diag = { 0, 0, "" };

	strcpy(made->dir, "/tmp/pratique-test-XXXXXX");
	assert_non_null(mkdtemp(made->dir));
	made->policy = calloc(1, sizeof(*made->policy));
	assert_non_null(made->policy);
	assert_int_equal(pq_policy_parse(made->policy,
					 pq_policy_builtin_text(pq_policy_builtin_find(pq_view_str("fetch"))), &diag),
			 PQ_ERR_OK);
	assert_true(pq_pack_init(&made->pack));
	made->sheet = (struct pq_cases_sheet){ .pack = &made->pack, .dir = made->dir };
	options.policy = made->policy;
	write(&made->sheet, &options);
	assert_false(made->sheet.failed);
	assert_int_equal(made->sheet.file_count, made->pack.count);
}

static void release(struct made *made)
{
	for (size_t i = 0; i < made->sheet.file_count; i++) {
		if (strncmp(made->sheet.files[i], made->dir, strlen(made->dir)) == 0)
			unlink(made->sheet.files[i]);
		free(made->sheet.files[i]);
	}
	free(made->sheet.files);
	pq_pack_fini(&made->pack);
	free(made->policy);
	assert_int_equal(rmdir(made->dir), 0);
}

static const struct pq_packed *find(const struct made *made, const char *name)
{
	const struct pq_packed *found = NULL;

	for (size_t i = 0; i < made->pack.count; i++) {
		if (strcmp(made->pack.items[i]->name, name) != 0)
			continue;
		assert_null(found);
		found = made->pack.items[i];
	}
	return found;
}

static bool text_has(const struct pq_packed *packed, const char *text)
{
	struct pq_view wanted = pq_view_str(text);

	for (size_t i = 0; i + wanted.len <= packed->text.len; i++)
		if (pq_view_eq(pq_view_slice(packed->text, i, i + wanted.len), wanted))
			return true;
	return false;
}

static void all_that_the_policy_forbids_is_asked(void **state)
{
	struct made made;
	char name[160];

	(void)state;
	make(&made, pq_cases_write_headers);
	for (size_t i = 0; i < made.policy->headers.count; i++) {
		struct pq_view header = made.policy->headers.names[i];

		snprintf(name, sizeof(name), "fetch header %.*s", (int)header.len, (const char *)header.data);
		assert_non_null(find(&made, name));
		snprintf(name, sizeof(name), "xhr header %.*s", (int)header.len, (const char *)header.data);
		assert_non_null(find(&made, name));
	}
	for (size_t i = 0; i < made.policy->methods.count; i++) {
		struct pq_view method = made.policy->methods.names[i];

		snprintf(name, sizeof(name), "form method %.*s", (int)method.len, (const char *)method.data);
		assert_non_null(find(&made, name));
	}
	assert_non_null(find(&made, "fetch prefix sec-"));
	assert_non_null(find(&made, "xhr override X-HTTP-Method TRACE"));
	assert_true(text_has(find(&made, "fetch header Host"), "header \"hOsT\" \"attacker.example\""));
	release(&made);
}

static void no_two_cases_have_one_name(void **state)
{
	static void (*const suites[])(struct pq_cases_sheet *,
				      const struct pq_cases_options *) = { pq_cases_write_headers,
									   pq_cases_write_bodies };

	(void)state;
	for (size_t suite = 0; suite < 2; suite++) {
		struct made made;

		make(&made, suites[suite]);
		for (size_t i = 0; i < made.pack.count; i++)
			assert_ptr_equal(find(&made, made.pack.items[i]->name), made.pack.items[i]);
		release(&made);
	}
}

static void seeds_have_twins_that_ask_in_other_ways(void **state)
{
	struct made made;
	const struct pq_packed *twin;

	(void)state;
	make(&made, pq_cases_write_bodies);
	twin = find(&made, "multipart/name-with-crlf-and-quote by xhr");
	assert_non_null(twin);
	assert_true(text_has(twin, "xhr POST http://a.example/\n"));
	assert_false(text_has(twin, "expect"));
	/* A body of one string is none of a form's. */
	assert_null(find(&made, "allow/string-body by form"));
	/* A renderer's requests are not a page's. */
	assert_null(find(&made, "multipart/renderer-body"));
	assert_non_null(find(&made, "boundaries form 2"));
	release(&made);
}

static const char *const nothing_differs[] = { "", "" };

/* One ask of a scenario: not played, or what the monitor says of it. */
static struct pq_play_piece ask(const struct pq_scenario *scenario, bool played, enum pq_case outcome, bool broken)
{
	struct pq_play_piece piece = { .name = "a", .scenario = scenario, .played = played };

	if (!played)
		strcpy(piece.cause, "the browser ended");
	piece.verdict.outcome = outcome;
	if (outcome == PQ_CASE_VOID)
		strcpy(piece.verdict.void_why, "no control");
	if (!broken)
		return piece;
	piece.verdict.rules[PQ_RULE_FORBIDDEN_HEADER] = PQ_VIOLATED;
	piece.verdict.violation_total = 1;
	piece.verdict.violations[0].rule = PQ_RULE_FORBIDDEN_HEADER;
	return piece;
}

static void a_breach_is_stated_only_if_it_was_asked_again(void **state)
{
	static const struct {
		bool asked_again;
		bool played;
		enum pq_case outcome;
		bool broken;
		enum pq_tested tested;
		bool violated;
		bool partial;
		const char *cause;
	} rows[] = {
		{ true, true, PQ_CASE_ALLOWED, true, PQ_TESTED, true, false, NULL },
		{ true, true, PQ_CASE_ALLOWED, false, PQ_TESTED, false, false, NULL },
		{ true, false, PQ_CASE_VOID, false, PQ_UNTESTED, false, true,
		  "forbidden_header seen once, and could not be asked again: the browser ended" },
		{ false, false, PQ_CASE_VOID, false, PQ_UNTESTED, false, true,
		  "forbidden_header seen once, and could not be asked again: it was not played" },
		{ true, true, PQ_CASE_VOID, false, PQ_UNTESTED, false, false,
		  "forbidden_header seen once, and void when asked again: no control" },
	};
	struct pq_scenario *scenario = calloc(1, sizeof(*scenario));

	(void)state;
	assert_non_null(scenario);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_play_piece first = ask(scenario, true, PQ_CASE_ALLOWED, true);
		struct pq_play_piece again = ask(scenario, rows[i].played, rows[i].outcome, rows[i].broken);
		struct pq_cases_asked asked = { &first,
						rows[i].asked_again ? &again : NULL,
						{ nothing_differs[0], nothing_differs[1] } };
		struct pq_result *result = pq_result_new();
		struct pq_result_case *told = pq_result_add_case(result);

		pq_cases_tell(result, told, &asked);
		assert_int_equal(told->asked_again, rows[i].asked_again && rows[i].played);
		assert_int_equal(told->tested, rows[i].tested);
		assert_int_equal(pq_result_case_rule(told) != PQ_RULE_NONE, rows[i].violated);
		assert_int_equal(result->partial, rows[i].partial);
		if (rows[i].cause)
			assert_string_equal(told->cause, rows[i].cause);
		else
			assert_null(told->cause);
		pq_result_free(result);
	}
	free(scenario);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_breach_is_stated_only_if_it_was_asked_again),
		cmocka_unit_test(all_that_the_policy_forbids_is_asked),
		cmocka_unit_test(no_two_cases_have_one_name),
		cmocka_unit_test(seeds_have_twins_that_ask_in_other_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
