/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "campaign/status.h"

/* A copy of exactly the text's size, so that an over-read shows. */
static struct pq_view exact(const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, text, len);
	return pq_view(copy, len);
}

static void release(struct pq_view view)
{
	union {
		const void *kept;
		void *owned;
	} block = { view.data };

	free(block.owned);
}

struct number_case {
	const char *text;
	bool found;
	uint64_t number;
};

static void check_numbers(const struct number_case *cases, size_t count, bool (*read)(struct pq_view, uint64_t *))
{
	for (size_t i = 0; i < count; i++) {
		struct pq_view text = exact(cases[i].text);
		uint64_t number = 7;

		assert_int_equal(read(text, &number), cases[i].found);
		assert_int_equal(number, cases[i].found ? cases[i].number : 7);
		release(text);
	}
}

static void libfuzzer_coverage_is_that_of_the_last_status_line(void **state)
{
	static const struct number_case cases[] = {
		{ "", false, 0 },
		{ "INFO: Seed: 1\n", false, 0 },
		{ "#2\tINITED cov: 6 ft: 6 corp: 1/1b exec/s: 0 rss: 27Mb\n", true, 6 },
		{ "#2\tINITED cov: 6 ft: 6\n#9\tNEW    cov: 1234 ft: 2000 corp: 5/17b lim: 4\n", true, 1234 },
		{ "#9\tpulse  cov: 42", true, 42 },
		{ "#9\tpulse  cov: ", false, 0 },
		{ "#9\tpulse  cov: 99999999999999999999 ft: 1", false, 0 },
	};

	(void)state;
	check_numbers(cases, sizeof(cases) / sizeof(cases[0]), pq_status_libfuzzer_coverage);
}

static void aflpp_coverage_is_the_last_column_of_the_last_whole_line(void **state)
{
	static const struct number_case cases[] = {
		{ "", false, 0 },
		{ "\n", false, 0 },
		{ "# relative_time, cycles_done, total_execs, edges_found\n", false, 0 },
		{ "# relative_time, edges_found\n5, 26, 1, 90923, 7\n", true, 7 },
		{ "5, 26, 1, 90923, 7\n10, 30, 2, 99999, 12\n", true, 12 },
		{ "5, 26, 1, 90923, 7\n10, 30, 2, 99999, 1", true, 7 },
		{ "5, 26, 1, 90923, 7", false, 0 },
		{ "5, 26, \n", false, 0 },
	};

	(void)state;
	check_numbers(cases, sizeof(cases) / sizeof(cases[0]), pq_status_aflpp_coverage);
}

static void aflpp_stability_is_read_in_hundredths_of_a_percent(void **state)
{
	static const struct number_case cases[] = {
		{ "", false, 0 },
		{ "start_time        : 1\nstability         : 100.00%\nbitmap_cvg        : 3.28%\n", true, 10000 },
		{ "x\nstability         : 99.87%\n", true, 9987 },
		{ "x\nstability         : 9.05%", true, 905 },
		{ "x\nstability         : 9.05", false, 0 },
		{ "x\nstability         : 9.0%", false, 0 },
		{ "x\nstability         : 101.00%", false, 0 },
		{ "x\nstability         : ", false, 0 },
		{ "x\nno stability      : 100.00%\n", false, 0 },
	};

	(void)state;
	check_numbers(cases, sizeof(cases) / sizeof(cases[0]), pq_status_aflpp_stability);
}

struct text_case {
	const char *text;
	const char *expected;
};

static void the_reason_of_an_aflpp_abort_is_found_with_and_without_colours(void **state)
{
	static const struct text_case cases[] = {
		{ "", "" },
		{ "[+] All set and ready to roll!\n", "" },
		{ "[-] PROGRAM ABORT : We need at least one valid input seed\n         Location : main()\n",
		  "We need at least one valid input seed" },
		{ "\x1b[1;91m\n[-] PROGRAM ABORT : \x1b[0mNo usable test cases in 'in'\x1b[1;91m\n",
		  "No usable test cases in 'in'" },
		{ "PROGRAM ABORT : \x1b[", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pq_view text = exact(cases[i].text);

		assert_true(pq_view_is(pq_status_aflpp_abort(text), cases[i].expected));
		release(text);
	}
}

static void a_build_that_fails_is_told_by_its_first_error(void **state)
{
	static const struct text_case cases[] = {
		{ "", "" },
		{ "[1/2] Building\n/x/a.c:1:2: error: no such thing\nninja: error: stopped\n",
		  "/x/a.c:1:2: error: no such thing" },
		{ "CMake Error: no source\n", "CMake Error: no source" },
		{ "killed\n\n", "killed" },
		{ "x error: cut", "x error: cut" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pq_view text = exact(cases[i].text);

		assert_true(pq_view_is(pq_status_first_error(text), cases[i].expected));
		release(text);
	}
}

static void a_finding_is_named_by_what_the_target_printed(void **state)
{
	static const struct text_case cases[] = {
		{ "", "crash" },
		{ "Running: x\n==1== ERROR: libFuzzer: deadly signal\n", "crash" },
		{ "ASSERTION FAILED: pq_rule_unsafe_port\nthe model dialled port 25\n", "unsafe_port" },
		{ "ASSERTION FAILED: pq_fuzz_forbidden\n", "pq_fuzz_forbidden" },
		{ "ASSERTION FAILED: url_changes\n==1== ERROR: AddressSanitizer: ILL on unknown address\n",
		  "url_changes" },
		{ "==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x6", "asan-heap-buffer-overflow" },
		{ "src/a.c:1:2: runtime error: shift exponent 64 is too large\n", "ubsan" },
		{ "==1== ERROR: libFuzzer: timeout after 10 seconds\n", "timeout" },
		{ "==1== ERROR: libFuzzer: out-of-memory (used: 2049Mb; limit: 2048Mb)\n", "out-of-memory" },
		/* Bytes of an input may be printed: no such name leaves the folder. */
		{ "ASSERTION FAILED: pq_rule_../../etc/x\n", "pq_rule_" },
		{ "ASSERTION FAILED: pq_rule_a/b\n", "a" },
		{ "ASSERTION FAILED: ", "crash" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pq_view text = exact(cases[i].text);
		char name[PQ_STATUS_NAME];

		pq_status_finding_name(text, name);
		assert_string_equal(name, cases[i].expected);
		release(text);
	}
}

static void the_place_of_a_finding_is_told_or_read_off_the_stack(void **state)
{
	static const struct text_case cases[] = {
		{ "", "" },
		{ "Running: x\n==1== ERROR: libFuzzer: deadly signal\n", "" },
		{ "ASSERTION FAILED: pq_rule_unsafe_port\nrequest 1\nplace fetch hop: port # was dialled\n",
		  "fetch hop: port # was dialled" },
		{ "ASSERTION FAILED: url_changes\nit changes\n    #0 0x1 in main /t/fuzz/a.c:1\n", "url_changes" },
		{ "ASSERTION FAILED: x\nplace a\x1b[1mb\n", "a?[1mb" },
		{ "==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x6\nREAD of size 1 at 0x6\n"
		  "    #0 0x55 in memcmp (/t/bin/fuzz_url+0x12) (BuildId: 7)\n"
		  "    #1 0x56 in pq_view_eq /t/src/base/view.h:57:3\n"
		  "    #2 0x57 in parse_host /t/src/url/host.c:9:1\n"
		  "    #3 0x58 in one /t/fuzz/fuzz_url.c:9:1\n\n"
		  "    #0 0x59 in malloc (/t/bin/fuzz_url+0x34)\n    #1 0x60 in pq_fuzz_exact /t/fuzz/exact.c:1\n",
		  "pq_view_eq < parse_host" },
		{ "==1==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n"
		  "    #0 0x55  (/t/bin/fuzz_url+0x12) (BuildId: 7)\n    #1 0x56  (/t/bin/fuzz_url+0x34)\n"
		  "    #2 0x57  (/t/bin/fuzz_url+0x56)\n    #3 0x58  (/t/bin/fuzz_url+0x78)\n",
		  "+0x12 < +0x34 < +0x56" },
		{ "==1==ERROR: AddressSanitizer: SEGV\n    #0 0x55 in strlen (/lib/libc.so.6+0x12)\n", "+0x12" },
		{ "/t/src/base/text.c:97:3: runtime error: shift exponent 64 is too large for 32-bit type\n",
		  "text.c: shift exponent # is too large for #-bit type" },
		{ "/t/src/base/text.c:12:9: runtime error: load of address 0x00ab for type 'int'\n",
		  "text.c: load of address #x# for type 'int'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pq_view text = exact(cases[i].text);
		char place[PQ_STATUS_PLACE];

		pq_status_finding_place(text, place);
		assert_string_equal(place, cases[i].expected);
		release(text);
	}
}

static void an_endless_name_is_cut(void **state)
{
	char text[1000] = "ASSERTION FAILED: pq_rule_";
	char name[PQ_STATUS_NAME], place[PQ_STATUS_PLACE];

	(void)state;
	memset(text + 26, 'x', sizeof(text) - 26);
	pq_status_finding_name(pq_view(text, sizeof(text)), name);
	assert_int_equal(strlen(name), PQ_STATUS_NAME - 1);
	pq_status_finding_place(pq_view(text, sizeof(text)), place);
	assert_int_equal(strlen(place), PQ_STATUS_PLACE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libfuzzer_coverage_is_that_of_the_last_status_line),
		cmocka_unit_test(aflpp_coverage_is_the_last_column_of_the_last_whole_line),
		cmocka_unit_test(aflpp_stability_is_read_in_hundredths_of_a_percent),
		cmocka_unit_test(the_reason_of_an_aflpp_abort_is_found_with_and_without_colours),
		cmocka_unit_test(a_build_that_fails_is_told_by_its_first_error),
		cmocka_unit_test(a_finding_is_named_by_what_the_target_printed),
		cmocka_unit_test(the_place_of_a_finding_is_told_or_read_off_the_stack),
		cmocka_unit_test(an_endless_name_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
