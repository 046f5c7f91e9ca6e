/* SPDX-License-Identifier: MIT */
/* pratique/policy.h: the archive says what the model's own policy says, and reads what it is given with care. */
#include <pratique/policy.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/policy.h"

#define FORBIDS "pratique-policy 1\nname mine\nonly tcp 4502-4534\nblock http 81 \"ours\"\nforbid-method BREW\n"

static struct pq_policy *open_policy(const char *given)
{
	struct pq_policy *policy = NULL;
	char message[PQ_POLICY_MESSAGE] = "";

	if (pq_policy_open(given, &policy, message) != PQ_POLICY_OK)
		fail_msg("%.60s: %s", given ? given : "NULL", message);
	return policy;
}

static void every_port_of_every_built_in_policy_has_the_models_verdict(void **state)
{
	struct pq_policy *own = malloc(sizeof(*own));

	(void)state;
	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		const char *name = pq_policy_builtin_name(i);
		struct pq_policy *policy = open_policy(name);

		assert_int_equal(pq_policy_parse_builtin(own, pq_view_str(name)), PQ_ERR_OK);
		for (enum pq_scheme scheme = PQ_SCHEME_HTTP; scheme < PQ_SCHEME_COUNT; scheme++)
			for (uint32_t port = 0; port <= UINT16_MAX; port++)
				if ((pq_policy_port(policy, pq_scheme_name(scheme), (uint16_t)port) ==
				     PQ_POLICY_BLOCKED) != pq_policy_blocks_port(own, scheme, (uint16_t)port))
					fail_msg("%s: %s %u", name, pq_scheme_name(scheme), port);
		pq_policy_close(policy);
	}
	free(own);
}

static void a_scheme_that_no_policy_knows_is_not_permitted(void **state)
{
	struct pq_policy *policy = open_policy(NULL);

	(void)state;
	assert_int_equal(pq_policy_port(policy, "gopher", 80), PQ_POLICY_NO_RULES);
	assert_int_equal(pq_policy_port(policy, "", 80), PQ_POLICY_NO_RULES);
	assert_int_equal(pq_policy_port(policy, "HTTP", 80), PQ_POLICY_NO_RULES);
	assert_int_equal(pq_policy_port(policy, "http", 80), PQ_POLICY_ALLOWED);
	pq_policy_close(policy);
}

static void a_day_chooses_among_the_states_of_a_list(void **state)
{
	struct pq_policy *then = open_policy("fetch@2016-03"), *now = open_policy("fetch");

	(void)state;
	assert_int_equal(pq_policy_port(then, "http", 10080), PQ_POLICY_ALLOWED);
	assert_int_equal(pq_policy_port(now, "http", 10080), PQ_POLICY_BLOCKED);
	pq_policy_close(then);
	pq_policy_close(now);
}

/* Fetch 2.2.2; 2.2.1. */
static void headers_and_methods_have_verdicts(void **state)
{
	static const struct {
		const char *name, *value;
		enum pq_policy_verdict verdict;
	} headers[] = {
		{ "X-Mine", "1", PQ_POLICY_ALLOWED },
		{ "Host", "b.example", PQ_POLICY_BLOCKED },
		{ "hOST", "", PQ_POLICY_BLOCKED },
		{ "Sec-Fetch-Mode", "x", PQ_POLICY_BLOCKED },
		{ "Host ", "b.example", PQ_POLICY_BLOCKED },
		{ "", "x", PQ_POLICY_BLOCKED },
		{ "X-Mine", "a\r\nHost: b", PQ_POLICY_BLOCKED },
		{ "X-Mine", "\n1 ", PQ_POLICY_ALLOWED },
		{ "X-HTTP-Method", "GET", PQ_POLICY_ALLOWED },
		{ "X-HTTP-Method", "GET, trace", PQ_POLICY_BLOCKED },
	};
	struct pq_policy *policy = open_policy("fetch");

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		if (pq_policy_header(policy, headers[i].name, headers[i].value, strlen(headers[i].value)) !=
		    headers[i].verdict)
			fail_msg("%s: %s", headers[i].name, headers[i].value);
	assert_int_equal(pq_policy_header(policy, "X-Mine", "a\0b", 3), PQ_POLICY_BLOCKED);
	assert_int_equal(pq_policy_header(policy, "X-Mine", NULL, 0), PQ_POLICY_ALLOWED);
	assert_int_equal(pq_policy_method(policy, "GET"), PQ_POLICY_ALLOWED);
	assert_int_equal(pq_policy_method(policy, "Connect"), PQ_POLICY_BLOCKED);
	assert_int_equal(pq_policy_method(policy, "GET /"), PQ_POLICY_BLOCKED);
	pq_policy_close(policy);
}

static void a_reason_is_told_of_what_is_blocked(void **state)
{
	struct pq_policy *policy = open_policy("fetch");
	char out[64] = "x";

	(void)state;
	assert_int_equal(pq_policy_reason(policy, "http", 25, out, sizeof(out)), strlen("smtp (since 2016-03-10)"));
	assert_string_equal(out, "smtp (since 2016-03-10)");
	assert_int_equal(pq_policy_reason(policy, "http", 25, out, 3), strlen("smtp (since 2016-03-10)"));
	assert_string_equal(out, "sm");
	assert_int_equal(pq_policy_reason(policy, "http", 80, out, sizeof(out)), 0);
	assert_string_equal(out, "");
	assert_int_equal(pq_policy_reason(policy, "gopher", 25, out, sizeof(out)), 0);
	pq_policy_close(policy);
}

/* The text is copied: its owner may change it. */
static void a_text_and_a_file_are_read(void **state)
{
	char text[] = FORBIDS, path[] = "/tmp/pratique-verdict-XXXXXX";
	struct pq_policy *policies[2] = { open_policy(text), NULL };
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(pq_policy_open_file(path, &policies[1], NULL), PQ_POLICY_OK);
	unlink(path);
	memset(text, 'x', sizeof(text) - 1);
	for (size_t i = 0; i < 2; i++) {
		char out[64];

		assert_int_equal(pq_policy_port(policies[i], "tcp", 4501), PQ_POLICY_BLOCKED);
		assert_int_equal(pq_policy_port(policies[i], "tcp", 4502), PQ_POLICY_ALLOWED);
		assert_int_equal(pq_policy_method(policies[i], "brew"), PQ_POLICY_BLOCKED);
		assert_int_equal(pq_policy_reason(policies[i], "http", 81, out, sizeof(out)), 4);
		assert_string_equal(out, "ours");
		pq_policy_close(policies[i]);
	}
}

static void what_cannot_be_read_is_told_and_changes_nothing(void **state)
{
	static const struct {
		const char *given;
		enum pq_policy_err err;
		const char *says;
	} rows[] = {
		{ "fetsch", PQ_POLICY_UNKNOWN, "no built-in policy has the name fetsch" },
		{ "fetch@spring", PQ_POLICY_UNKNOWN, "no date stands behind the @ of fetch@spring" },
		{ "fetch@2016-13", PQ_POLICY_UNKNOWN, "no date" },
		{ "pratique-policy 1\nblock http 65536\n", PQ_POLICY_BAD_TEXT, "line 2 column 12" },
		{ "pratique-policy 2\n", PQ_POLICY_BAD_TEXT, "line 1" },
	};
	struct pq_policy *untouched = (struct pq_policy *)state, *policy = untouched;
	char message[PQ_POLICY_MESSAGE], *long_text = malloc(PQ_POLICY_MAX_TEXT + 2);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(pq_policy_open(rows[i].given, &policy, message), rows[i].err);
		if (!strstr(message, rows[i].says))
			fail_msg("'%s' lacks '%s'", message, rows[i].says);
		assert_int_equal(pq_policy_open(rows[i].given, &policy, NULL), rows[i].err);
	}
	memset(long_text, '\n', PQ_POLICY_MAX_TEXT + 1);
	memcpy(long_text, "pratique-policy 1", 17);
	long_text[PQ_POLICY_MAX_TEXT + 1] = '\0';
	assert_int_equal(pq_policy_open(long_text, &policy, message), PQ_POLICY_LIMIT);
	free(long_text);
	assert_int_equal(pq_policy_open_file("/nowhere/x", &policy, message), PQ_POLICY_NO_FILE);
	assert_string_equal(message, "policy file: No such file or directory");
	assert_int_equal(pq_policy_open_file("/", &policy, message), PQ_POLICY_NO_FILE);
	assert_int_equal(pq_policy_open_file("/dev/zero", &policy, message), PQ_POLICY_LIMIT);
	assert_ptr_equal(policy, untouched);
	pq_policy_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_port_of_every_built_in_policy_has_the_models_verdict),
		cmocka_unit_test(a_scheme_that_no_policy_knows_is_not_permitted),
		cmocka_unit_test(a_day_chooses_among_the_states_of_a_list),
		cmocka_unit_test(headers_and_methods_have_verdicts),
		cmocka_unit_test(a_reason_is_told_of_what_is_blocked),
		cmocka_unit_test(a_text_and_a_file_are_read),
		cmocka_unit_test(what_cannot_be_read_is_told_and_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
