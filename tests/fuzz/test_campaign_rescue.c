/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "campaign/rescue.h"
#include "campaign_folder.h"

/* What the rescue told of. */
static struct pq_finding told[8];
static size_t told_count;
static size_t over_count;

static void found(void *ctx, const struct pq_finding *finding)
{
	(void)ctx;
	assert_true(told_count < 8);
	told[told_count++] = *finding;
}

static bool over(void *ctx, const struct pq_turn *turn)
{
	(void)ctx;
	assert_int_equal(turn->state, PQ_TURN_OVER);
	over_count++;
	return true;
}

/* A target that dies as a real one does if its input has "bad" in it; where, the words behind that tell. */
static void put_target(const char *engine, const char *name)
{
	char path[PQ_STORE_PATH], full[PQ_STORE_PATH];

	pq_store_path(path, "source/build/fuzz-%s/bin/fuzz_%s", engine, name);
	put(path, "#!/bin/sh\n"
		  "for file; do :; done\n"
		  "grep -q bad \"$file\" || exit 0\n"
		  "echo 'ASSERTION FAILED: pq_rule_unsafe_port' >&2\n"
		  "echo \"place $(grep -o 'bad[a-z, .]*' \"$file\")\" >&2\n"
		  "kill -ILL $$\n");
	pq_store_path(full, "%s/%s", base, path);
	assert_int_equal(chmod(full, 0755), 0);
}

static void rescue(void)
{
	static struct pq_turn turn;
	char source[PQ_STORE_PATH], out[PQ_STORE_PATH], findings[PQ_STORE_PATH];

	pq_store_path(source, "%s/source", base);
	pq_store_path(out, "%s/out", base);
	pq_store_path(findings, "%s/findings", out);
	assert_int_equal(pq_store_make_folders(findings), 0);
	told_count = over_count = 0;
	turn = (struct pq_turn){ .source = source, .out = out, .findings_folder = findings, .found = found };
	pq_rescue_all(&turn, over);
}

static void findings_that_were_left_behind_are_kept_and_run_again(void **state)
{
	(void)state;
	put_target("libfuzzer", "url");
	put_target("aflpp", "url");
	put("out/work/libfuzzer-url-0/artifacts/crash-1", "bad");
	put("out/work/aflpp-url-1/afl/default/crashes/id:000000,sig:04", "bad too");
	put("out/work/aflpp-url-1/afl/default/hangs/id:000000,src:1", "good");
	rescue();
	assert_int_equal(over_count, 2);
	assert_int_equal(told_count, 3);
	assert_string_equal(told[0].name, "unsafe_port");
	assert_int_equal(told[0].engine, PQ_ENGINE_AFLPP);
	assert_true(told[0].reproduced);
	assert_false(told[1].reproduced);
	assert_int_equal(told[2].engine, PQ_ENGINE_LIBFUZZER);
	assert_int_equal(count("out/findings"), 3);
	assert_int_equal(count("out/work"), 0);
	rescue();
	assert_int_equal(told_count, 0);
	assert_int_equal(count("out/findings"), 3);
}

static void of_what_is_found_at_one_place_the_smallest_stays_and_is_told_once(void **state)
{
	unsigned char storage[64];
	struct pq_buf text;

	(void)state;
	put_target("aflpp", "url");
	put("out/work/aflpp-url-1/afl/default/crashes/id:000000", "12 bad");
	put("out/work/aflpp-url-1/afl/default/crashes/id:000001", "1 bad");
	put("out/work/aflpp-url-1/afl/default/crashes/id:000002", "123 bad");
	put("out/work/aflpp-url-1/afl/default/crashes/id:000003", "bad elsewhere");
	rescue();
	assert_int_equal(told_count, 2);
	assert_string_equal(told[0].place, "bad");
	assert_string_equal(told[1].place, "bad elsewhere");
	assert_int_equal(count("out/findings"), 2);
	pq_buf_init(&text, storage, sizeof(storage));
	assert_true(pq_store_read_tail(told[0].file, &text));
	assert_true(pq_view_is(pq_buf_view(&text), "1 bad"));
	put("out/work/aflpp-url-1/afl/default/crashes/id:000000", "12345 bad");
	rescue();
	assert_int_equal(told_count, 1);
	assert_true(told[0].known);
	assert_int_equal(count("out/findings"), 2);
}

static void what_had_grown_goes_to_the_corpus(void **state)
{
	(void)state;
	put("out/work/aflpp-header-0/afl/default/queue/id:000000,orig:000000", "seed");
	put("out/work/aflpp-header-0/afl/default/queue/id:000001,src:000000", "grown");
	rescue();
	assert_int_equal(count("out/corpus/header"), 1);
	assert_int_equal(count("out/work"), 0);
}

static void a_target_that_cannot_be_run_proves_nothing_but_the_finding_is_kept(void **state)
{
	(void)state;
	put("out/work/libfuzzer-url-0/artifacts/crash-1", "bad");
	rescue();
	assert_int_equal(told_count, 1);
	assert_false(told[0].reproduced);
	assert_int_equal(count("out/findings"), 1);
}

static void a_scenario_is_kept_canonical_if_that_breaks_the_same_rule(void **state)
{
	(void)state;
	put_target("libfuzzer", "scenario");
	put("out/work/libfuzzer-scenario-0/artifacts/crash-1", "fetch GET http://bad.example/\n%%\n");
	put("out/work/libfuzzer-scenario-0/artifacts/crash-2", "bad, but only as it stands\n");
	rescue();
	assert_int_equal(told_count, 2);
	assert_false(told[0].lenient);
	assert_true(told[1].lenient);
	assert_int_equal(count("out/findings"), 2);
	for (size_t i = 0; i < 2; i++) {
		unsigned char storage[256];
		struct pq_buf text;

		pq_buf_init(&text, storage, sizeof(storage));
		assert_true(pq_store_read_tail(told[i].file, &text));
		assert_true(
			pq_view_is(pq_buf_view(&text), i == 0 ? "pratique-scenario 1\nfetch GET http://bad.example/\n"
							      : "bad, but only as it stands\n"));
	}
}

static void only_folders_of_turns_are_looked_at(void **state)
{
	enum pq_campaign_engine engine;
	size_t target;

	(void)state;
	assert_true(pq_rescue_name("aflpp-policy_text-12", &target, &engine));
	assert_int_equal(engine, PQ_ENGINE_AFLPP);
	assert_string_equal(pq_campaign_target_at(target)->name, "policy_text");
	assert_false(pq_rescue_name("libfuzzer-canary-0", &target, &engine));
	assert_false(pq_rescue_name("canary", &target, &engine));
	assert_false(pq_rescue_name("libfuzzer-url-", &target, &engine));
	assert_false(pq_rescue_name("libfuzzer-url-0x", &target, &engine));
	assert_false(pq_rescue_name("other-url-0", &target, &engine));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(findings_that_were_left_behind_are_kept_and_run_again, make_base,
						remove_base),
		cmocka_unit_test_setup_teardown(of_what_is_found_at_one_place_the_smallest_stays_and_is_told_once,
						make_base, remove_base),
		cmocka_unit_test_setup_teardown(what_had_grown_goes_to_the_corpus, make_base, remove_base),
		cmocka_unit_test_setup_teardown(a_target_that_cannot_be_run_proves_nothing_but_the_finding_is_kept,
						make_base, remove_base),
		cmocka_unit_test_setup_teardown(a_scenario_is_kept_canonical_if_that_breaks_the_same_rule, make_base,
						remove_base),
		cmocka_unit_test(only_folders_of_turns_are_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
