/* SPDX-License-Identifier: MIT */
/* The service lab's result: what counts for a form, what differs, JSON out and in, the table and the page. */
#include "result/lab_services.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/lab_services.h"

/* The whole of what `write` writes, to be freed. */
static char *written(const struct pq_lab_services *services, bool (*write)(const struct pq_lab_services *, FILE *))
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	assert_true(write(services, out));
	fclose(out);
	return text;
}

static bool write_table(const struct pq_lab_services *services, FILE *out)
{
	pq_lab_services_table(services, out);
	return true;
}

static struct pq_lab_case *add_case(struct pq_lab_served *served, enum pq_lab_form form, enum pq_lab_client client,
				    const enum pq_lab_class *classes, size_t count)
{
	struct pq_lab_case *row = &served->cases[served->case_count++];

	row->form = form;
	row->client = client;
	for (size_t i = 0; i < count; i++)
		assert_true(pq_lab_case_add(row, "firefox", 0, classes[i]));
	pq_lab_case_settle(row, 0);
	return row;
}

/* One service: T executes in two of three, G rejects a patient client, F is void. */
static struct pq_lab_services one_service(void)
{
	static const enum pq_lab_class twice[] = { PQ_LAB_EXECUTES, PQ_LAB_SWALLOWS, PQ_LAB_EXECUTES };
	static const enum pq_lab_class never[] = { PQ_LAB_REJECTS, PQ_LAB_REJECTS };
	static const enum pq_lab_class early[] = { PQ_LAB_SWALLOWS };
	static const enum pq_lab_class nothing[] = { PQ_LAB_VOID };
	struct pq_lab_services services = { .date = strdup("2026-01-02"), .version = strdup("1.0.0") };
	struct pq_lab_served *served = pq_lab_served_new();

	assert_non_null(served);
	served->name = strdup("<mail>");
	served->group = strdup("mail");
	served->where = strdup("nowhere");
	served->user = strdup("nobody");
	served->start = strdup("run \"it\"");
	served->prepare = strdup("make it");
	served->configuration = strdup("== a ==\nb \xff\n");
	served->port = 2525;
	served->counts_for = 25;
	served->has_expected[PQ_LAB_TEXT] = true;
	served->expected[PQ_LAB_TEXT] = PQ_LAB_EXECUTES;
	served->has_expected[PQ_LAB_FETCH] = true;
	served->expected[PQ_LAB_FETCH] = PQ_LAB_EXECUTES;
	add_case(served, PQ_LAB_GET, PQ_LAB_EARLY, early, 1);
	add_case(served, PQ_LAB_GET, PQ_LAB_PATIENT, never, 2);
	assert_true(pq_lab_step_add(&add_case(served, PQ_LAB_TEXT, PQ_LAB_PATIENT, twice, 3)->steps, "page", "server",
				    pq_view("a\0<b>\r\n", 8), NULL));
	add_case(served, PQ_LAB_FETCH, PQ_LAB_PATIENT, nothing, 1)->reason = strdup("it <died>");
	assert_true(pq_lab_services_add(&services, served));
	return services;
}

static void the_class_of_a_case_is_that_of_most_attempts(void **state)
{
	static const struct {
		enum pq_lab_class attempts[4];
		size_t count;
		enum pq_lab_class class;
		uint32_t k, n;
	} cases[] = {
		{ { PQ_LAB_EXECUTES, PQ_LAB_EXECUTES, PQ_LAB_REJECTS }, 3, PQ_LAB_EXECUTES, 2, 3 },
		{ { PQ_LAB_EXECUTES, PQ_LAB_REJECTS, PQ_LAB_REJECTS }, 3, PQ_LAB_REJECTS, 2, 3 },
		{ { PQ_LAB_EXECUTES, PQ_LAB_TOLERATES }, 2, PQ_LAB_TOLERATES, 1, 2 },
		{ { PQ_LAB_SWALLOWS, PQ_LAB_REJECTS }, 2, PQ_LAB_SWALLOWS, 1, 2 },
		{ { PQ_LAB_VOID, PQ_LAB_VOID, PQ_LAB_EXECUTES }, 3, PQ_LAB_EXECUTES, 1, 1 },
		{ { PQ_LAB_VOID }, 1, PQ_LAB_VOID, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pq_lab_served *served = pq_lab_served_new();
		const struct pq_lab_case *row =
			add_case(served, PQ_LAB_TEXT, PQ_LAB_PATIENT, cases[i].attempts, cases[i].count);

		assert_int_equal(row->class, cases[i].class);
		assert_int_equal(row->k, cases[i].k);
		assert_int_equal(row->n, cases[i].n);
		pq_lab_served_free(served);
	}
}

static void attempts_with_another_padding_do_not_count(void **state)
{
	struct pq_lab_served *served = pq_lab_served_new();
	static const enum pq_lab_class plain[] = { PQ_LAB_TOLERATES };
	struct pq_lab_case *row = add_case(served, PQ_LAB_TEXT, PQ_LAB_PATIENT, plain, 1);

	(void)state;
	assert_true(pq_lab_case_add(row, "firefox", 211, PQ_LAB_EXECUTES));
	pq_lab_case_settle(row, 0);
	assert_int_equal(row->class, PQ_LAB_TOLERATES);
	pq_lab_case_settle(row, 211);
	assert_int_equal(row->class, PQ_LAB_EXECUTES);
	assert_int_equal(row->padding, 211);
	pq_lab_served_free(served);
}

static void a_client_that_closes_by_itself_shows_no_rejection(void **state)
{
	struct pq_lab_services services = one_service();

	(void)state;
	assert_int_equal(pq_lab_form_case(services.rows[0], PQ_LAB_GET)->class, PQ_LAB_REJECTS);
	assert_null(pq_lab_form_case(services.rows[0], PQ_LAB_WEBSOCKET));
	assert_int_equal(pq_lab_served_class(services.rows[0]), PQ_LAB_EXECUTES);
	pq_lab_services_fini(&services);
}

static void only_what_ran_can_differ(void **state)
{
	struct pq_lab_services services = one_service();

	(void)state;
	assert_int_equal(pq_lab_differences(services.rows[0]), 0);
	services.rows[0]->expected[PQ_LAB_TEXT] = PQ_LAB_REJECTS;
	assert_int_equal(pq_lab_differences(services.rows[0]), 1u << PQ_LAB_TEXT);
	services.rows[0]->sink = true;
	assert_int_equal(pq_lab_differences(services.rows[0]), 0);
	pq_lab_services_fini(&services);
}

static void what_is_written_is_read_again(void **state)
{
	struct pq_lab_services services = one_service();
	struct pq_lab_services again;
	struct pq_diag diag = { 0, 0, "" };
	char *first = written(&services, pq_lab_services_write);
	char *second;

	(void)state;
	if (pq_lab_services_read(&again, pq_view_str(first), &diag))
		fail_msg("%s", diag.expected);
	second = written(&again, pq_lab_services_write);
	assert_string_equal(first, second);
	assert_memory_equal(again.rows[0]->cases[2].steps.rows[0].bytes, "a\0<b>\r\n", 8);
	assert_int_equal(again.rows[0]->cases[2].k, 2);
	assert_string_equal(again.rows[0]->prepare, "make it");
	assert_string_equal(again.rows[0]->configuration, "== a ==\nb ?\n");
	free(first);
	free(second);
	pq_lab_services_fini(&again);
	pq_lab_services_fini(&services);
}

/* What stands in a result, and what in its place is refused with which words. */
static void what_is_no_result_is_refused(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		enum pq_err err;
		const char *expected;
	} wrong[] = {
		{ "pratique-lab-services 1", "pratique-audit 1", PQ_ERR_SYNTAX, "pratique-lab-services 1" },
		{ "pratique-lab-services 1", "pratique-lab-services 2", PQ_ERR_VERSION, "pratique-lab-services 1" },
		{ "\"date\": \"2026-01-02\"", "\"date\": 3", PQ_ERR_SYNTAX, ".date" },
		{ "\"port\": 2525", "\"port\": 65536", PQ_ERR_SYNTAX, "services[0].port" },
		{ "\"class\": \"REJECTS\"", "\"class\": \"OBEYS\"", PQ_ERR_SYNTAX, "services[0].cases[1].class" },
		{ "\"form\": \"G\"", "\"form\": \"X\"", PQ_ERR_SYNTAX, "services[0].cases[0].form" },
		{ "\"k\": 2", "\"k\": -1", PQ_ERR_SYNTAX, "services[0].cases[" },
		{ "\"sink\": false", "\"sink\": 0", PQ_ERR_SYNTAX, "services[0].sink" },
		{ "\"from\": \"page\"", "\"from\": 1", PQ_ERR_SYNTAX, "services[0].cases[2].steps[0]" },
		{ "{", "[", PQ_ERR_SYNTAX, "" },
	};
	struct pq_lab_services services = one_service();
	char *text = written(&services, pq_lab_services_write);

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *at = strstr(text, wrong[i].from);
		size_t size = strlen(text) + strlen(wrong[i].to) + 1;
		char *changed = malloc(size);
		struct pq_lab_services again;
		struct pq_diag diag = { 0, 0, "" };

		assert_non_null(at);
		assert_non_null(changed);
		snprintf(changed, size, "%.*s%s%s", (int)(at - text), text, wrong[i].to, at + strlen(wrong[i].from));
		if (pq_lab_services_read(&again, pq_view_str(changed), &diag) != wrong[i].err ||
		    !strstr(diag.expected, wrong[i].expected))
			fail_msg("%s: %s", wrong[i].to, diag.expected);
		free(changed);
	}
	free(text);
	pq_lab_services_fini(&services);
}

static void the_table_tells_what_was_not_unanimous_and_what_is_void(void **state)
{
	struct pq_lab_services services = one_service();
	char *text = written(&services, write_table);

	(void)state;
	assert_non_null(strstr(text, "EXECUTES*"));
	assert_non_null(strstr(text, "<mail> T: * EXECUTES in 2 of 3\n"));
	assert_non_null(strstr(text, "<mail> F: void: it <died>\n"));
	assert_non_null(strstr(text, "1 service: 1 execute, 0 tolerate, 0 swallow, 0 reject, 0 void\n"));
	assert_null(strstr(text, "expected"));
	free(text);
	services.rows[0]->expected[PQ_LAB_TEXT] = PQ_LAB_REJECTS;
	text = written(&services, write_table);
	assert_non_null(strstr(text, "<mail> T: expected REJECTS, found EXECUTES\n"));
	free(text);
	pq_lab_services_fini(&services);
}

static void nothing_that_a_server_said_is_markup(void **state)
{
	struct pq_lab_services services = one_service();
	char *text = written(&services, pq_lab_services_html);

	(void)state;
	assert_null(strstr(text, "<mail>"));
	assert_null(strstr(text, "x00<b>"));
	assert_non_null(strstr(text, "&lt;mail&gt;"));
	assert_non_null(strstr(text, "a\\x00&lt;b&gt;"));
	assert_non_null(strstr(text, "it &lt;died&gt;"));
	assert_non_null(strstr(text, "2 of 3"));
	free(text);
	pq_lab_services_fini(&services);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_class_of_a_case_is_that_of_most_attempts),
		cmocka_unit_test(attempts_with_another_padding_do_not_count),
		cmocka_unit_test(a_client_that_closes_by_itself_shows_no_rejection),
		cmocka_unit_test(only_what_ran_can_differ),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(what_is_no_result_is_refused),
		cmocka_unit_test(the_table_tells_what_was_not_unanimous_and_what_is_void),
		cmocka_unit_test(nothing_that_a_server_said_is_markup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
