/* SPDX-License-Identifier: MIT */
/* The packet-filter lab's result: what is written is read, what is wrong is refused, and its page is markup of our own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "html_markup.h"
#include "report/lab_nat.h"
#include "result_fixture.h"

static void add(struct pq_lab_nat *result, const char *text, enum pq_lab_nat_outcome outcome)
{
	struct pq_lab_nat_row *row = pq_lab_nat_add(result);

	assert_non_null(row);
	assert_true(pq_lab_nat_set(&row->helper, text) && pq_lab_nat_set(&row->way, text) &&
		    pq_lab_nat_set(&row->shape, text) && pq_lab_nat_set(&row->setting, text) &&
		    pq_lab_nat_set(&row->hole, text) && pq_lab_nat_set(&row->blocked_by, text));
	row->outcome = outcome;
	row->expected = PQ_LAB_NAT_NONE;
	row->port = 21;
	row->padding = 1066;
	row->begins = true;
	assert_true(pq_lab_step_add(&row->steps, text, text, pq_view("PORT \0\xff<script>", 15), text));
}

static void fill(struct pq_lab_nat *result, const char *text)
{
	*result = (struct pq_lab_nat){ .unhelped = true };
	assert_true(pq_lab_nat_set(&result->subject, text) && pq_lab_nat_set(&result->kernel, text) &&
		    pq_lab_nat_set(&result->date, text));
	for (size_t i = 0; i < PQ_LAB_NAT_OUTCOME_COUNT; i++)
		add(result, text, (enum pq_lab_nat_outcome)i);
}

static char *written(const struct pq_lab_nat *result, bool (*write)(const struct pq_lab_nat *, FILE *))
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_true(write(result, out));
	fclose(out);
	return text;
}

static void what_is_written_is_read(void **state)
{
	struct pq_lab_nat first, second = { 0 };
	struct pq_diag diag;
	char *text, *again;

	(void)state;
	fill(&first, "form text/plain");
	text = written(&first, pq_lab_nat_write);
	assert_int_equal(pq_lab_nat_read(&second, pq_view_str(text), &diag), PQ_ERR_OK);
	again = written(&second, pq_lab_nat_write);
	assert_string_equal(text, again);
	assert_int_equal(second.row_count, PQ_LAB_NAT_OUTCOME_COUNT);
	assert_int_equal(second.rows[5].outcome, PQ_LAB_NAT_USED);
	assert_int_equal(second.rows[5].padding, 1066);
	assert_true(second.rows[5].begins && second.unhelped);
	assert_string_equal(second.rows[5].hole, "form text/plain");
	assert_int_equal(second.rows[5].steps.rows[0].len, 15);
	free(text);
	free(again);
	pq_lab_nat_fini(&first);
	pq_lab_nat_fini(&second);
}

#define ROW(more) "{\"format\":\"pratique-lab-nat 1\",\"rows\":[{" more "}]}"
#define NAMES "\"helper\":\"a\",\"way\":\"b\",\"shape\":\"c\",\"setting\":\"d\""

static void what_is_wrong_is_refused_by_its_place(void **state)
{
	static const struct {
		const char *text;
		enum pq_err err;
		const char *expected;
	} rows[] = {
		{ ROW(NAMES ",\"port\":1,\"outcome\":\"used\",\"expected\":\"none\",\"steps\":[]"), PQ_ERR_OK, "" },
		{ "{", PQ_ERR_SYNTAX, "" },
		{ "{\"format\":\"pratique-lab-nat 2\",\"rows\":[]}", PQ_ERR_VERSION, "pratique-lab-nat 1" },
		{ "{\"format\":\"pratique-lab-nat 1\"}", PQ_ERR_SYNTAX, "rows to be an array" },
		{ ROW("\"helper\":1"), PQ_ERR_SYNTAX, "rows[0].helper to be a string" },
		{ ROW("\"helper\":\"a\""), PQ_ERR_SYNTAX, "rows[0].way to be a string" },
		{ ROW(NAMES ",\"port\":65536"), PQ_ERR_SYNTAX, "rows[0].port" },
		{ ROW(NAMES ",\"port\":1,\"padding\":-1"), PQ_ERR_SYNTAX, "rows[0].padding" },
		{ ROW(NAMES ",\"port\":1,\"outcome\":\"nosuch\""), PQ_ERR_SYNTAX, "rows[0].outcome" },
		{ ROW(NAMES ",\"port\":1,\"outcome\":\"used\""), PQ_ERR_SYNTAX, "rows[0].expected" },
		{ ROW(NAMES ",\"port\":1,\"outcome\":\"used\",\"expected\":\"none\",\"steps\":[1]"), PQ_ERR_SYNTAX,
		  "rows[0].steps[0]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_lab_nat result = { 0 };
		struct pq_diag diag = { 0, 0, "" };

		assert_int_equal(pq_lab_nat_read(&result, pq_view_str(rows[i].text), &diag), rows[i].err);
		if (!strstr(diag.expected, rows[i].expected))
			fail_msg("row %zu: %s", i, diag.expected);
		assert_int_equal(result.row_count, rows[i].err ? 0 : 1);
		pq_lab_nat_fini(&result);
	}
}

static void a_row_deviates_from_what_is_stated_of_it(void **state)
{
	struct pq_lab_nat_row row = { .outcome = PQ_LAB_NAT_USED, .expected = PQ_LAB_NAT_NONE };

	(void)state;
	assert_true(pq_lab_nat_deviates(&row));
	row.varies = true;
	assert_false(pq_lab_nat_deviates(&row));
	row.expected = PQ_LAB_NAT_NOT_DIALLED;
	assert_true(pq_lab_nat_deviates(&row));
	row.expected = PQ_LAB_NAT_USED;
	assert_false(pq_lab_nat_deviates(&row));
	row.outcome = PQ_LAB_NAT_NONE;
	assert_true(pq_lab_nat_deviates(&row));
	row.outcome = PQ_LAB_NAT_VOID;
	assert_false(pq_lab_nat_deviates(&row));
}

static void its_page_is_markup_of_our_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < fixture_hostile_count; i++) {
		struct pq_lab_nat result;
		char *text = strndup((const char *)fixture_hostile[i].data, fixture_hostile[i].len);
		char *page;

		fill(&result, text);
		page = written(&result, pq_lab_nat_html);
		assert_int_equal(html_markup_check(page), 0);
		assert_non_null(strstr(page, "not as stated"));
		free(page);
		free(text);
		pq_lab_nat_fini(&result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(what_is_wrong_is_refused_by_its_place),
		cmocka_unit_test(a_row_deviates_from_what_is_stated_of_it),
		cmocka_unit_test(its_page_is_markup_of_our_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
