/* SPDX-License-Identifier: MIT */
/* Descriptions of proxies (pratique-proxy 1), the cases that they state, and what the lab's servers answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lab/proxy_answer.h"
#include "lab/proxy_case.h"
#include "lab/proxy_setting.h"
#include "policy/policy.h"
#include "scenario/scenario.h"

#define HEAD "pratique-proxy 1\n"
#define WHOLE HEAD "name a\nabout \"b\"\nport 3128\nstart \"c\"\n"

static struct pq_proxy_setting setting;

static void read_well(const char *text)
{
	struct pq_diag diag;

	if (pq_proxy_setting_read(&setting, pq_view_str(text), &diag) != PQ_ERR_OK)
		fail_msg("%zu:%zu: expected %s", diag.line, diag.column, diag.expected);
}

static void a_description_says_all_that_stands_in_it(void **state)
{
	char *filled;

	(void)state;
	read_well(HEAD
		  "# a comment\n\nname some-proxy\nabout \"what it is\"\npackage some.proxy+1\nport 3129\nuser root\n"
		  "file a.conf\n  | listen {port}\n  |\n  |  two blanks\nfile b.conf\n"
		  "start \"exec x -f {dir}/a.conf\"\nready log \"up\"\nstart-limit 700\n"
		  "expect host,absolute outside \"because\"\nexpect honest refused \"for {port}\"\n");
	assert_string_equal(setting.name, "some-proxy");
	assert_string_equal(setting.about, "what it is");
	assert_string_equal(setting.package, "some.proxy+1");
	assert_string_equal(setting.user, "root");
	assert_string_equal(setting.ready_log, "up");
	assert_int_equal(setting.port, 3129);
	assert_int_equal(setting.start_limit_ms, 700);
	assert_int_equal(setting.file_count, 2);
	assert_string_equal(setting.files[0].text, "listen {port}\n\n two blanks\n");
	assert_string_equal(setting.files[1].text, "");
	filled = pq_proxy_setting_fill(&setting, "{dir}/a {port}{", "/d");
	assert_string_equal(filled, "/d/a 3129{");
	free(filled);
	for (size_t i = 0; i < pq_proxy_case_count(); i++) {
		const char *name = pq_proxy_case_at(i)->name;

		if (strcmp(name, "honest") == 0)
			assert_int_equal(setting.stated[i].seen, PQ_LAB_PROXY_REFUSED);
		else if (strcmp(name, "host") == 0 || strcmp(name, "absolute") == 0)
			assert_string_equal(setting.stated[i].reason, "because");
		else
			assert_null(setting.stated[i].reason);
	}
	pq_proxy_setting_fini(&setting);
	read_well(WHOLE);
	assert_string_equal(setting.user, "nobody");
	assert_null(setting.package);
	assert_null(setting.ready_log);
	pq_proxy_setting_fini(&setting);
}

static void what_is_wrong_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *text;
		size_t line;
		size_t column;
		const char *saying;
	} rows[] = {
		{ "pratique-service 1\n", 1, 1, "pratique-proxy 1" },
		{ "pratique-proxy 2\n", 1, 16, "" },
		{ WHOLE "colour red\n", 6, 1, "one of: name, about" },
		{ WHOLE "port 80\n", 6, 1, "only once" },
		{ WHOLE "user somebody\n", 6, 6, "nobody, root" },
		{ WHOLE "package \"a b\"\n", 6, 9, "the name of a package" },
		{ WHOLE "package -o\n", 6, 9, "the name of a package" },
		{ WHOLE "file ../x\n", 6, 6, "without '/'" },
		{ WHOLE "  | text\n", 6, 1, "a word in the first column" },
		{ WHOLE "file x\n  text\n", 7, 1, "begins with \"  | \"" },
		{ WHOLE "ready soon\n", 6, 7, "connect, log" },
		{ WHOLE "ready log\n", 6, 10, "" },
		{ WHOLE "start-limit 0\n", 6, 13, "" },
		{ WHOLE "expect host,nowhere secret \"x\"\n", 6, 13, "one of: honest, host" },
		{ WHOLE "expect host,host secret \"x\"\n", 6, 13, "only once" },
		{ WHOLE "expect host secret \"x\"\nexpect host outside \"y\"\n", 7, 8, "only once" },
		{ WHOLE "expect host often \"x\"\n", 6, 13, "secret, reached, outside" },
		{ WHOLE "expect host untested \"x\"\n", 6, 13, "secret, reached, outside" },
		{ WHOLE "expect host secret\n", 6, 19, "a reason" },
		{ WHOLE "ready connect now\n", 6, 15, "" },
		{ HEAD "name \"A B\"\n", 2, 6, "a-z" },
		{ HEAD "name a\nabout \"b\"\nport 0\n", 4, 6, "" },
		{ HEAD "name a\nabout \"b\"\nport 3128\n", 5, 1, "a line \"start\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_diag diag = { 0 };

		if (pq_proxy_setting_read(&setting, pq_view_str(rows[i].text), &diag) == PQ_ERR_OK)
			fail_msg("row %zu is read", i);
		if (diag.line != rows[i].line || diag.column != rows[i].column ||
		    !strstr(diag.expected, rows[i].saying))
			fail_msg("row %zu: %zu:%zu: expected %s", i, diag.line, diag.column, diag.expected);
		assert_null(setting.name);
	}
}

static void every_setting_that_is_shipped_is_read_and_states_what_comes_of_an_honest_request(void **state)
{
	(void)state;
	assert_true(pq_proxy_builtin_count() >= 9);
	for (size_t i = 0; i < pq_proxy_builtin_count(); i++) {
		struct pq_diag diag;

		if (pq_proxy_builtin_read(&setting, i, &diag) != PQ_ERR_OK)
			fail_msg("%s:%zu: expected %s", pq_proxy_builtin_name(i), diag.line, diag.expected);
		assert_string_equal(setting.name, pq_proxy_builtin_name(i));
		assert_non_null(setting.package);
		assert_non_null(setting.stated[0].reason);
		pq_proxy_setting_fini(&setting);
	}
}

static void every_case_is_a_scenario_and_so_is_its_twin(void **state)
{
	static struct pq_line lines[64];
	static struct pq_arg args[256];
	static unsigned char bytes[8192];
	static struct pq_policy policy;
	static const unsigned char mask[PQ_PROXY_MASK] = { 'G', '"', 0, '\n' };

	(void)state;
	for (size_t i = 0; i < 2 * pq_proxy_case_count(); i++) {
		const struct pq_proxy_case *kase = pq_proxy_case_at(i / 2);
		bool twin = i % 2;
		struct pq_scenario scenario;
		struct pq_diag diag;
		char storage[8192];
		struct pq_buf out;

		if (twin && !kase->twin)
			continue;
		pq_buf_init(&out, storage, sizeof(storage));
		pq_proxy_case_scenario(kase, twin, "qmarker1", mask, &out);
		assert_true(pq_buf_ok(&out));
		pq_scenario_init(&scenario, lines, 64, args, 256, bytes, sizeof(bytes));
		if (pq_scenario_parse(&scenario, pq_buf_view(&out), PQ_READING_STRICT, &diag) != PQ_ERR_OK)
			fail_msg("%s: %zu:%zu: expected %s", kase->name, diag.line, diag.column, diag.expected);
		assert_int_equal(pq_policy_parse_builtin(&policy, pq_view_str(twin ? kase->twin_policy : kase->policy)),
				 PQ_ERR_OK);
		storage[out.len] = '\0';
		if (strstr(twin ? kase->twin : kase->request, "{marker}"))
			assert_non_null(strstr(storage, "qmarker1"));
		if (twin && kase->kind == PQ_LAB_PROXY_FORGED)
			assert_null(strstr(storage, PQ_PROXY_INSIDE));
	}
}

static const char *answered(const char *bytes, enum pq_proxy_answered expected, size_t expected_used)
{
	static char storage[1024];
	struct pq_buf out;
	size_t used = 0;

	pq_buf_init(&out, storage, sizeof(storage) - 1);
	assert_int_equal(pq_proxy_answer(pq_view_str(bytes), "the body", &used, &out), expected);
	assert_int_equal(used, expected_used);
	storage[out.len] = '\0';
	return storage;
}

static void the_servers_answer_whole_messages_only(void **state)
{
	static const char kept[] = "GET /200/q HTTP/1.1\r\nHost: a\r\n\r\n";
	static const char posted[] = "POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc";
	static const char shaken[] = "GET /101/q HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

	(void)state;
	answered("GET / HTTP/1.1\r\nHost: a\r\n", PQ_PROXY_NOT_YET, 0);
	answered("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", PQ_PROXY_NOT_YET, 0);
	assert_non_null(strstr(answered(posted, PQ_PROXY_CLOSE, sizeof(posted) - 1), "\r\n\r\nthe body"));
	assert_non_null(strstr(answered(kept, PQ_PROXY_KEEP, sizeof(kept) - 1), "keep-alive"));
	assert_non_null(strstr(answered(shaken, PQ_PROXY_FRAMES, sizeof(shaken) - 1), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_description_says_all_that_stands_in_it),
		cmocka_unit_test(what_is_wrong_is_refused_with_its_place),
		cmocka_unit_test(every_setting_that_is_shipped_is_read_and_states_what_comes_of_an_honest_request),
		cmocka_unit_test(every_case_is_a_scenario_and_so_is_its_twin),
		cmocka_unit_test(the_servers_answer_whole_messages_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
