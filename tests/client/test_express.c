/* SPDX-License-Identifier: MIT */
/* From requests to command lines: what is said, and what a program cannot be asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "client/express.h"
#include "client/process.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct pq_line lines[64];
static struct pq_arg args[256];
static unsigned char bytes[4096];

static struct pq_scenario read(const char *body)
{
	struct pq_scenario scenario;
	static char text[2048];

	snprintf(text, sizeof(text), "pratique-scenario 1\n%s", body);
	pq_scenario_init(&scenario, lines, COUNT(lines), args, COUNT(args), bytes, sizeof(bytes));
	assert_int_equal(pq_scenario_parse(&scenario, pq_view_str(text), PQ_READING_STRICT, NULL), PQ_ERR_OK);
	return scenario;
}

/* The words behind what is always said, joined by '|'. */
static void express(const char *program, const char *body, char *out, size_t size)
{
	const struct pq_dialect *dialect = pq_dialect_by_name(program);
	struct pq_scenario scenario = read(body);
	struct pq_strings words = { NULL, 0, 0, false };
	size_t always = 0;
	size_t len = 0;

	assert_null(pq_express_unfit(dialect, &scenario));
	while (dialect->always[always])
		always++;
	pq_express(dialect, &scenario, pq_scenario_find_request(&scenario, 0), "/d", &words);
	assert_false(words.failed);
	out[0] = '\0';
	for (size_t i = always; i < words.count && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s", i > always ? "|" : "", words.items[i]);
	pq_strings_fini(&words);
}

static void requests_become_command_lines(void **state)
{
	static const struct {
		const char *program;
		const char *body;
		const char *wanted;
	} rows[] = {
		{ "curl", "navigate http://a.example/[x]{y}\n", "-L|--max-redirs|20|--|http://a.example/[x]{y}" },
		{ "curl", "fetch get http://a.example/\n  redirect manual\n", "--no-location|--|http://a.example/" },
		{ "curl", "fetch HEAD http://a.example/\n", "-L|--max-redirs|20|--head|--|http://a.example/" },
		{ "curl", "fetch PUT http://a.example/\n  header \"X-A\" \" b \"\n  header \"Y\" \"\"\n",
		  "-L|--max-redirs|20|-X|PUT|-H|X-A: b|-H|Y;|--|http://a.example/" },
		{ "curl", "xhr POST http://a.example/\n  text \"@x\"\n",
		  "-L|--max-redirs|20|--data-binary|@/d/body-1|-H|Content-Type: "
		  "text/plain;charset=UTF-8|--|http://a.example/" },
		{ "curl", "xhr POST http://a.example/\n  binary \"x\"\n",
		  "-L|--max-redirs|20|--data-binary|@/d/body-1|-H|Content-Type:|--|http://a.example/" },
		{ "curl", "xhr POST http://a.example/\n  header \"content-type\" \"a/b\"\n  text \"x\"\n",
		  "-L|--max-redirs|20|-H|content-type: a/b|--data-binary|@/d/body-2|--|http://a.example/" },
		{ "curl", "xhr POST http://a.example/\n  blob \"a/b\\r\\nX: y\" \"x\"\n",
		  "-L|--max-redirs|20|--data-binary|@/d/body-1|-H|Content-Type:|--|http://a.example/" },
		{ "curl", "fetch POST http://a.example/\n  param \"a\" \"b\"\n",
		  "-L|--max-redirs|20|--data-urlencode|a=b|-H|Content-Type: "
		  "application/x-www-form-urlencoded;charset=UTF-8|--|http://a.example/" },
		{ "curl", "form POST http://a.example/ multipart\n  file \"f\" \"n\" \"a/b\\n\" \"x\"\n",
		  "-L|--max-redirs|20|--form|f=@/d/body-1;filename=\"n\";type=application/octet-stream|--|http://"
		  "a.example/" },
		{ "curl",
		  "form post http://a.example/ multipart\n  field \"a\" \"@b\"\n  file \"f\" \"n\\\"\" \"t/s\" \"x\"\n",
		  "-L|--max-redirs|20|--form-string|a=@b|--form|f=@/d/body-2;filename=\"n\\\"\";type=t/s|--|http://"
		  "a.example/" },
		{ "curl", "form POST http://a.example/ urlencoded\n  field \"a\" \"b c\"\n",
		  "-L|--max-redirs|20|--data-urlencode|a=b c|--|http://a.example/" },
		{ "curl", "proxy http://p.example:3128/\nfetch GET http://a.example/\n",
		  "-L|--max-redirs|20|-x|http://p.example:3128/|--|http://a.example/" },
		{ "wget", "fetch POST http://a.example/\n  text \"x\"\n",
		  "--max-redirect=20|--method=POST|--body-file=/d/body-1|--header=Content-Type: "
		  "text/plain;charset=UTF-8|--|http://a.example/" },
		{ "wget", "fetch HEAD http://a.example/\n", "--max-redirect=20|--method=HEAD|--|http://a.example/" },
	};
	char got[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		express(rows[i].program, rows[i].body, got, sizeof(got));
		assert_string_equal(got, rows[i].wanted);
	}
}

static void what_cannot_be_said_is_unfit(void **state)
{
	/* Each with its twin, which differs in one place and can be said. */
	static const struct {
		const char *program;
		const char *body;
		const char *twin;
	} rows[] = {
		{ "curl", "attacker renderer\nfetch GET http://a.example/\n",
		  "attacker server\nfetch GET http://a.example/\n" },
		{ "curl", "fetch GET /x\n", "fetch GET http://a.example/x\n" },
		{ "curl", "fetch GET ftp://a.example/\n", "fetch GET https://a.example/\n" },
		{ "curl", "fetch GET \"http://a.example/\\0\"\n", "fetch GET \"http://a.example/\\x01\"\n" },
		{ "curl", "fetch GET http://a.example/\n  redirect error\n",
		  "fetch GET http://a.example/\n  redirect follow\n" },
		{ "curl", "fetch GET http://a.example/\n  mode cors\n", "fetch GET http://a.example/\n" },
		{ "curl", "fetch GET http://a.example/\n  header \"@file\" \"x\"\n",
		  "fetch GET http://a.example/\n  header \"file@\" \"x\"\n" },
		{ "curl", "fetch GET http://a.example/\n  header \"A;\" \"\"\n",
		  "fetch GET http://a.example/\n  header \"A\" \"\"\n" },
		{ "curl", "form GET http://a.example/\n  field \"a\" \"b\"\n",
		  "form POST http://a.example/\n  field \"a\" \"b\"\n" },
		{ "curl", "form POST http://a.example/ text\n  field \"a\" \"b\"\n",
		  "form POST http://a.example/ multipart\n  field \"a\" \"b\"\n" },
		{ "curl", "form POST http://a.example/ multipart\n  field \"a=\" \"b\"\n",
		  "form POST http://a.example/ multipart\n  field \"a.\" \"b\"\n" },
		{ "curl", "form POST http://a.example/ multipart\n  field \"a\" \"b\\n\"\n",
		  "form POST http://a.example/ multipart\n  field \"a\" \"b\\r\\n\"\n" },
		{ "curl", "form POST http://a.example/ urlencoded\n  field \"a&\" \"b\"\n",
		  "form POST http://a.example/ urlencoded\n  field \"a\" \"b&\"\n" },
		{ "curl", "form POST http://a.example/ multipart\n  file \"a\" \"b\" \"t;x\" \"\"\n",
		  "form POST http://a.example/ multipart\n  file \"a\" \"b\" \"t/x\" \"\"\n" },
		{ "curl", "cookie http://a.example/ \"a=b\"\nfetch GET http://a.example/\n",
		  "fetch GET http://a.example/\n" },
		{ "curl",
		  "fetch GET http://a.example/\nfetch GET http://a.example/\nanswer\n  reply \"HTTP/1.1 200 "
		  "OK\\r\\nSet-Cookie: a=b\\r\\n\\r\\n\"\n",
		  "fetch GET http://a.example/\nanswer\n  reply \"HTTP/1.1 200 OK\\r\\nSet-Cookie: "
		  "a=b\\r\\n\\r\\n\"\n" },
		{ "curl", "control GET http://a.example/\n", "fetch GET http://a.example/\n" },
		{ "wget", "fetch POST http://a.example/\n  binary \"x\"\n",
		  "fetch POST http://a.example/\n  blob \"t/s\" \"x\"\n" },
		{ "wget", "fetch POST http://a.example/\n  field \"a\" \"b\"\n",
		  "fetch POST http://a.example/\n  text \"a\"\n" },
		{ "wget", "fetch GET http://a.example/\n  header \"A\" \"\"\n",
		  "fetch GET http://a.example/\n  header \"A\" \"b\"\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct pq_dialect *dialect = pq_dialect_by_name(rows[i].program);
		struct pq_scenario scenario = read(rows[i].body);

		if (!pq_express_unfit(dialect, &scenario))
			fail_msg("can be said: %s", rows[i].body);
		scenario = read(rows[i].twin);
		if (pq_express_unfit(dialect, &scenario))
			fail_msg("%s: %s", pq_express_unfit(dialect, &scenario), rows[i].twin);
	}
}

static void libcurl_takes_names_that_a_command_line_cannot(void **state)
{
	struct pq_scenario scenario = read("form POST http://a.example/ multipart\n  field \"a=\\\"\" \"b\"\n");

	(void)state;
	assert_non_null(pq_express_unfit(pq_dialect_by_name("curl"), &scenario));
	assert_null(pq_express_unfit(&pq_dialect_libcurl, &scenario));
}

static void line_breaks_that_a_page_changes_are_unfit(void **state)
{
	/* A page changes the line breaks of `changed`, and sends those of `kept` as they are. */
	static const struct {
		const char *changed;
		const char *kept;
	} rows[] = {
		{ "form POST http://a.example/ multipart\n  field \"a\\n\" \"b\"\n",
		  "form POST http://a.example/ multipart\n  field \"a\\r\\n\" \"b\"\n" },
		{ "form POST http://a.example/ urlencoded\n  field \"a\\r\" \"b\"\n",
		  "fetch POST http://a.example/\n  param \"a\\r\" \"b\"\n" },
		{ "form POST http://a.example/ urlencoded\n  field \"a\" \"b\\n\"\n",
		  "fetch POST http://a.example/\n  param \"a\" \"b\\n\"\n" },
		{ "form POST http://a.example/ multipart\n  file \"a\\n\" \"b\" \"t/s\" \"c\"\n",
		  "form POST http://a.example/ multipart\n  file \"a\" \"b\" \"t/s\" \"c\\n\"\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_scenario scenario = read(rows[i].changed);

		assert_string_equal(pq_express_unfit(&pq_dialect_libcurl, &scenario),
				    "line breaks that a page changes");
		scenario = read(rows[i].kept);
		if (pq_express_unfit(&pq_dialect_libcurl, &scenario))
			fail_msg("%s: %s", pq_express_unfit(&pq_dialect_libcurl, &scenario), rows[i].kept);
	}
}

static void exit_statuses_have_names(void **state)
{
	const struct pq_dialect *wget = pq_dialect_by_name("wget");

	(void)state;
	assert_null(pq_dialect_error(wget, 0));
	assert_null(pq_dialect_error(wget, 6));
	assert_null(pq_dialect_error(wget, 8));
	assert_string_equal(pq_dialect_error(wget, 4), "connection");
	assert_string_equal(pq_dialect_error(pq_dialect_by_name("curl"), 3), "bad-url");
	assert_string_equal(pq_dialect_error(pq_dialect_by_name("curl"), -1), "connection");
	assert_string_equal(pq_dialect_error(wget, PQ_PROCESS_LATE), "exhausted");
	assert_null(pq_dialect_by_name("fetch"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_become_command_lines),
		cmocka_unit_test(what_cannot_be_said_is_unfit),
		cmocka_unit_test(libcurl_takes_names_that_a_command_line_cannot),
		cmocka_unit_test(line_breaks_that_a_page_changes_are_unfit),
		cmocka_unit_test(exit_statuses_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
