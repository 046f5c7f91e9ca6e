/* SPDX-License-Identifier: MIT */
/*
 * Every port, every scheme, every way to the socket layer, against a list typed
 * here (Fetch 2.9 "Port blocking"). Finite things are proven, not fuzzed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "monitor/judge_policy.h"
#include "run.h"

static const uint16_t bad_ports[] = {
	0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,    42,   43,
	53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,   117,  119,
	123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,   530,  531,
	532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720,  1723, 2049,
	3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
};

static bool is_bad(uint32_t port)
{
	for (size_t i = 0; i < sizeof(bad_ports) / sizeof(bad_ports[0]); i++)
		if (bad_ports[i] == port)
			return true;
	return false;
}

static const char *const schemes[] = { "http", "https", "ws", "wss" };

static void the_list_is_the_standards_length(void **state)
{
	(void)state;
	assert_int_equal(sizeof(bad_ports) / sizeof(bad_ports[0]), 83);
}

static void the_built_in_policy_equals_the_list(void **state)
{
	struct run *run = run_open("fetch");

	(void)state;
	for (size_t s = 0; s < sizeof(schemes) / sizeof(schemes[0]); s++) {
		enum pq_scheme scheme = pq_scheme_by_name(pq_view_str(schemes[s]));

		for (uint32_t port = 0; port < 65536; port++)
			if (pq_policy_blocks_port(&run->policy, scheme, (uint16_t)port) != is_bad(port))
				fail_msg("policy fetch differs for %s port %u", schemes[s], port);
	}
	run_close(run);
}

static void the_monitors_own_table_equals_the_list(void **state)
{
	static struct pq_judge_policy policy;

	(void)state;
	assert_int_equal(pq_judge_policy_builtin(&policy, pq_view_str("fetch")), PQ_ERR_OK);
	for (size_t s = 0; s < sizeof(schemes) / sizeof(schemes[0]); s++)
		for (uint32_t port = 0; port < 65536; port++)
			if (pq_judge_policy_blocks(&policy, pq_view_str(schemes[s]), (uint16_t)port) != is_bad(port))
				fail_msg("the monitor differs for %s port %u", schemes[s], port);
}

/* One way to the socket layer: the scenario's text with scheme and port to be filled in. */
struct path {
	const char *name;
	const char *text;
	size_t dials; /* when the port is allowed */
};

#define REDIRECT(status)                                                                   \
	"fetch GET http://a.example/\nanswer\n  redirect " #status " %s://b.example:%u/\n" \
	"answer\n  reply \"HTTP/1.1 204 No\\r\\n\\r\\n\"\n"

static const struct path paths[] = {
	{ "fetch", "fetch GET %s://b.example:%u/\n", 1 },
	{ "renderer", "attacker renderer\nfetch GET %s://b.example:%u/\n", 1 },
	{ "form", "form POST %s://b.example:%u/\n", 1 },
	{ "navigate", "navigate %s://b.example:%u/\n", 1 },
	{ "301", REDIRECT(301), 2 },
	{ "302", REDIRECT(302), 2 },
	{ "303", REDIRECT(303), 2 },
	{ "307", REDIRECT(307), 2 },
	{ "308", REDIRECT(308), 2 },
};

static void check(struct run *run, const struct path *path, const char *scheme, uint32_t port)
{
	char text[256];
	bool bad = is_bad(port);
	const struct pq_event *outcome, *dial;

	snprintf(text, sizeof(text), path->text, scheme, port);
	run_text(run, text);
	outcome = run_event(run, PQ_EVENT_OUTCOME, 0);
	dial = run_event(run, PQ_EVENT_DIAL, path->dials - 1);
	if (bad ? outcome->outcome != PQ_OUTCOME_BLOCKED || outcome->rule != PQ_RULE_UNSAFE_PORT || dial
		: outcome->outcome != PQ_OUTCOME_DONE || !dial || dial->port != port)
		fail_msg("%s to %s port %u: %s", path->name, scheme, port, pq_outcome_name(outcome->outcome));
}

static void every_way_to_the_socket_layer_asks_the_policy(void **state)
{
	struct run *run = run_open("fetch");
	size_t combinations = 0;

	(void)state;
	for (size_t p = 0; p < sizeof(paths) / sizeof(paths[0]); p++)
		for (size_t s = 0; s < 2; s++)
			for (uint32_t port = 0; port < 65536; port++, combinations++)
				check(run, &paths[p], schemes[s], port);
	print_message("%zu combinations of path, scheme and port agree with the list\n", combinations);
	run_close(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_is_the_standards_length),
		cmocka_unit_test(the_built_in_policy_equals_the_list),
		cmocka_unit_test(the_monitors_own_table_equals_the_list),
		cmocka_unit_test(every_way_to_the_socket_layer_asks_the_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
