/* SPDX-License-Identifier: MIT */
/* The table of `ask`: what a subject wrote stays text, and each cell says what became of it. */
#include "play_case.h"

#include "report/ask_table.h"

static const char *const subjects[] = { "model", "chromium" };
static const char *const names[] = { "a<b>.scenario" };
static const struct pq_view texts[] = { PQ_VIEW("pratique-scenario 1\n# </pre><script>\n") };

static char *print(const struct pq_ask_cell *cells, void (*write)(const struct pq_ask_table *table, FILE *out))
{
	const struct pq_ask_table table = { .subjects = subjects,
					    .subject_count = 2,
					    .names = names,
					    .texts = texts,
					    .row_count = 1,
					    .cells = cells,
					    .judge = "fetch" };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	write(&table, out);
	fclose(out);
	return text;
}

static void on_terminal(const struct pq_ask_table *table, FILE *out)
{
	struct pq_terminal terminal = { out, false };

	pq_ask_terminal(table, &terminal);
}

static void a_page_under_test_cannot_inject(void **state)
{
	struct pq_ask_cell cells[2] = { { .played = true },
					{ .cause = "'\"><script>alert(1)</script>",
					  .transcript = "send 1 \"</pre><script>\x80\"" } };
	char *html = print(cells, pq_ask_html);

	(void)state;
	cells[0].verdict.outcome = PQ_CASE_ALLOWED;
	assert_null(strstr(html, "<script"));
	assert_non_null(strstr(html, "a&#60;b&#62;.scenario"));
	assert_non_null(strstr(html, "send 1 &#34;&#60;/pre&#62;&#60;script&#62;\\x80&#34;"));
	assert_null(strstr(html, "src="));
	free(html);
}

static void a_cell_says_what_became_of_it(void **state)
{
	struct pq_ask_cell cells[2] = { { .played = true, .verdict = { .outcome = PQ_CASE_BLOCKED } },
					{ .played = true,
					  .verdict = { .outcome = PQ_CASE_ALLOWED, .violation_total = 1 } } };
	char *text;

	(void)state;
	cells[1].verdict.violations[0] =
		(struct pq_violation){ .rule = PQ_RULE_UNSAFE_PORT, .detail = "port 25 was dialled" };
	text = print(cells, on_terminal);
	assert_string_equal(text, "model    chromium     scenario\n"
				  "blocked  unsafe_port  a<b>.scenario\n"
				  "  chromium: unsafe_port: port 25 was dialled\n");
	free(text);
	cells[1] = (struct pq_ask_cell){ .cause = "a proxy of the user's" };
	text = print(cells, pq_ask_json);
	assert_non_null(strstr(text, "\"subject\":\"chromium\",\"cause\":\"a proxy of the user's\""));
	assert_non_null(strstr(text, "\"outcome\":\"blocked\""));
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_under_test_cannot_inject),
		cmocka_unit_test(a_cell_says_what_became_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
