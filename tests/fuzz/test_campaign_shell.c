/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "campaign/shell.h"

static const char *word(const char *text)
{
	static unsigned char storage[256];
	struct pq_buf out;

	pq_buf_init(&out, storage, sizeof(storage));
	pq_shell_word(&out, text);
	pq_buf_add_byte(&out, '\0');
	assert_true(pq_buf_ok(&out));
	return (const char *)storage;
}

static void a_plain_word_stays_as_it_is_and_others_are_quoted(void **state)
{
	static const char *const words[][2] = {
		{ "out/campaign/findings/a-b_c.scenario", "out/campaign/findings/a-b_c.scenario" },
		{ "my findings", "'my findings'" },
		{ "", "''" },
		{ "a$b`c\"d;e", "'a$b`c\"d;e'" },
		{ "~", "'~'" },
		{ "it's", "$'it\\047s'" },
		{ "a\nb\x1b\xc3", "$'a\\012b\\033\\303'" },
		{ "a\\\n", "$'a\\134\\012'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_string_equal(word(words[i][0]), words[i][1]);
}

/* The shell itself is the oracle. */
static void a_shell_reads_every_byte_back(void **state)
{
	(void)state;
	for (unsigned int byte = 1; byte < 256; byte++) {
		const char text[] = { 'x', (char)byte, ' ', (char)byte, '\0' };
		char command[512], got[64] = "";
		FILE *shell;
		size_t len;

		snprintf(command, sizeof(command), "bash <<'END'\nprintf %%s %s\nEND\n", word(text));
		shell = popen(command, "r");
		assert_non_null(shell);
		len = fread(got, 1, sizeof(got) - 1, shell);
		pclose(shell);
		assert_int_equal(len, strlen(text));
		assert_memory_equal(got, text, len);
	}
}

static void check_command(const char *target, bool lenient, const char *source, bool here, const char *expected)
{
	struct pq_finding finding = { .target = pq_campaign_target_at(pq_campaign_target_find(target)),
				      .engine = PQ_ENGINE_AFLPP,
				      .lenient = lenient,
				      .file = "out dir/f" };
	unsigned char storage[512];
	struct pq_buf out;

	pq_buf_init(&out, storage, sizeof(storage));
	pq_shell_explain(&out, &finding, source, here);
	assert_true(pq_view_is(pq_buf_view(&out), expected));
}

static void a_finding_is_explained_by_a_command_that_can_be_pasted(void **state)
{
	(void)state;
	check_command("scenario", false, "/src/a b", true, "./harness/pratique explain --policy fetch 'out dir/f'");
	check_command("scenario", true, "/src/a b", false,
		      "'/src/a b/harness/pratique' explain --policy fetch --lenient 'out dir/f'");
	check_command("url", false, "/src", false, "/src/build/fuzz-aflpp/bin/fuzz_url 'out dir/f'");
	check_command("url", false, "/src", true, "./build/fuzz-aflpp/bin/fuzz_url 'out dir/f'");
}

static void a_finding_is_made_smaller_by_a_command_that_can_be_pasted(void **state)
{
	struct pq_finding finding = { .file = "out dir/f" };
	unsigned char storage[512];
	struct pq_buf out;

	(void)state;
	pq_buf_init(&out, storage, sizeof(storage));
	pq_shell_triage(&out, "minimise", &finding, "/src/a b", true);
	assert_true(pq_view_is(pq_buf_view(&out), "./harness/pratique minimise 'out dir/f'"));
	pq_buf_reset(&out);
	pq_shell_triage(&out, "replay", &finding, "/src/a b", false);
	assert_true(pq_view_is(pq_buf_view(&out), "'/src/a b/harness/pratique' replay 'out dir/f'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_word_stays_as_it_is_and_others_are_quoted),
		cmocka_unit_test(a_shell_reads_every_byte_back),
		cmocka_unit_test(a_finding_is_explained_by_a_command_that_can_be_pasted),
		cmocka_unit_test(a_finding_is_made_smaller_by_a_command_that_can_be_pasted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
