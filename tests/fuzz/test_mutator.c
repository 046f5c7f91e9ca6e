/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "campaign/target.h"
#include "mutator/echo.h"
#include "mutator/mutator.h"
#include "mutator/values.h"

#define CAP 4096

static const char form[] =
	"entropy 7\nform POST http://a.example/ multipart\n  field \"a\" \"1\"\n  field \"b\" \"2\"\n";
static const char get[] = "pratique-scenario 1\nfetch GET http://a.example/\n  header \"X-A\" \"b\"\nanswer\n"
			  "  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n";
static const char *const inputs[] = { form, get, "", "\xff\0junk", "fetch", "  header \"x\" \"y\"\n" };
#define INPUTS (sizeof(inputs) / sizeof(inputs[0]))

static int open_mutator(void **state)
{
	*state = pq_mutator_open(PQ_MUTATOR_SCENARIO);
	return *state ? 0 : -1;
}

static int close_mutator(void **state)
{
	pq_mutator_close(*state);
	return 0;
}

/* A mutation of text, in a block of exactly the room that there is. */
static uint8_t *mutated(struct pq_mutator *m, const char *text, size_t cap, uint64_t seed, size_t *len)
{
	uint8_t *bytes = malloc(cap);

	assert_non_null(bytes);
	*len = strlen(text) < cap ? strlen(text) : cap;
	memcpy(bytes, text, *len);
	*len = pq_mutate(m, bytes, *len, cap, seed);
	assert_in_range(*len, 1, cap);
	return bytes;
}

static void the_same_seed_gives_the_same_output(void **state)
{
	struct pq_mutator *other = pq_mutator_open(PQ_MUTATOR_SCENARIO);

	assert_non_null(other);
	for (uint64_t seed = 0; seed < 2000; seed++) {
		size_t len, again;
		uint8_t *first = mutated(*state, inputs[seed % INPUTS], CAP, seed, &len);
		uint8_t *second;

		/* The other one has another past. */
		free(mutated(other, form, CAP, seed + 1, &again));
		second = mutated(other, inputs[seed % INPUTS], CAP, seed, &again);
		assert_int_equal(len, again);
		assert_memory_equal(first, second, len);
		free(first);
		free(second);
	}
	pq_mutator_close(other);
}

static void nearly_every_call_changes_the_input(void **state)
{
	size_t same = 0, structured = 0;

	for (uint64_t seed = 0; seed < 2000; seed++) {
		size_t len;
		uint8_t *bytes = mutated(*state, get, CAP, seed, &len);

		same += len == strlen(get) && memcmp(bytes, get, len) == 0;
		structured += pq_mutator_was_structured(*state);
		assert_true(strlen(pq_describe(*state)) > 0);
		free(bytes);
	}
	assert_in_range(same, 0, 40);
	assert_in_range(structured, 1600, 1999);
}

static void the_output_stays_within_the_room_that_there_is(void **state)
{
	for (uint64_t seed = 0; seed < 3000; seed++) {
		size_t len;

		free(mutated(*state, inputs[seed % INPUTS], 1 + seed % 300, seed, &len));
	}
}

static bool contains(const uint8_t *bytes, size_t len, const char *needle)
{
	return memmem(bytes, len, needle, strlen(needle)) != NULL;
}

/* Each of these comes up within some thousand mutations of a plain request. */
static void what_plain_mutation_does_not_meet_comes_up_soon(void **state)
{
	static const char *const wanted[] = {
		":10080/",
		":65561/",
		":4294967",
		":-",
		"redirect 302",
		"ttp%2F1.1=\\\":25\\\"",
		"attacker server",
		"\"CONNECTION\"",
		"\"proxy-",
		"\"SET-COOKIE\"",
		"\"X-Method-Override\"",
		"\\r\\nX-A: b",
		"fetch POST",
		"keep-alive\n",
		"websocket",
		"turn:",
		"worker",
		"embedder",
		"227 (10,0,0,1,",
		"\\xc4\\x8d\\xc4\\x8a",
		"%0D%0A",
		"%0A@",
	};
	bool seen[sizeof(wanted) / sizeof(wanted[0])] = { false };
	size_t missing = 0;

	for (uint64_t seed = 0; seed < 60000; seed++) {
		size_t len;
		uint8_t *bytes = mutated(*state, get, CAP, seed, &len);

		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			seen[i] |= contains(bytes, len, wanted[i]);
		free(bytes);
	}
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (!seen[i])
			print_message("never seen: %s\n", wanted[i]);
		missing += !seen[i];
	}
	assert_int_equal(missing, 0);
}

static void the_boundary_that_the_model_draws_goes_into_the_form(void **state)
{
	static struct pq_line lines[16];
	static struct pq_arg args[64];
	static unsigned char bytes[4096];
	struct pq_echo *echo = pq_echo_open();
	struct pq_random random = { 1 };
	struct pq_scenario scenario;
	struct pq_view boundary;
	char needle[128] = "";
	size_t hits = 0;

	assert_non_null(echo);
	pq_scenario_init(&scenario, lines, 16, args, 64, bytes, sizeof(bytes));
	assert_int_equal(pq_scenario_parse(&scenario, pq_view_str(form), PQ_READING_LENIENT, NULL), PQ_ERR_OK);
	pq_echo_run(echo, &scenario);
	boundary = pq_echo_boundary(echo, &random);
	assert_in_range(boundary.len, 20, 70);
	memcpy(needle, boundary.data, boundary.len);
	for (uint64_t seed = 0; seed < 2000; seed++) {
		size_t len;
		uint8_t *out = mutated(*state, form, CAP, seed, &len);

		hits += contains(out, len, needle);
		free(out);
	}
	pq_echo_close(echo);
	assert_in_range(hits, 20, 1000);
}

static void crossing_takes_lines_of_both(void **state)
{
	size_t both = 0;

	for (uint64_t seed = 0; seed < 500; seed++) {
		uint8_t bytes[CAP];
		size_t len = strlen(get);

		memcpy(bytes, get, len);
		len = pq_cross(*state, bytes, len, CAP, (const uint8_t *)form, strlen(form), seed);
		assert_in_range(len, 1, CAP);
		both += contains(bytes, len, "\"X-A\"") && contains(bytes, len, "field");
	}
	assert_in_range(both, 50, 500);
}

static void every_bad_port_and_every_forbidden_name_is_drawn(void **state)
{
	static struct pq_values values;
	static bool ports[65536];
	struct pq_random random = { 1 };
	size_t names = 0;

	(void)state;
	assert_true(pq_values_open(&values));
	for (size_t i = 0; i < 100000; i++)
		ports[pq_values_port(&values, &random)] = true;
	for (uint32_t port = 0; port <= UINT16_MAX; port++)
		assert_true(ports[port] || !pq_policy_blocks_port(&values.policy, PQ_SCHEME_HTTP, (uint16_t)port));
	for (size_t i = 0; i < 2000; i++) {
		unsigned char bytes[256];
		struct pq_buf name = { bytes, 0, sizeof(bytes), false };

		pq_values_forbidden_name(&values, &random, &name);
		names += pq_policy_forbids_header(&values.policy, pq_buf_view(&name), pq_view(NULL, 0));
	}
	assert_in_range(names, 1800, 1999);
}

/* Lines that are not needed go, the needed one stays. */
static void trimming_leaves_what_is_needed(void **state)
{
	static const char text[] =
		"attacker server\nfetch GET http://a.example/\n  header \"a\" \"b\"\n  header \"c\" \"d\"\n"
		"answer\n  redirect 302 http://a.example:25/\nanswer\n  refuse\n";
	size_t steps = pq_trim_begin(*state, (const uint8_t *)text, strlen(text));
	const uint8_t *bytes;
	size_t len, done = 0;

	assert_int_equal(steps, 8);
	while ((len = pq_trim_step(*state, &bytes)) > 0) {
		assert_in_range(len, 1, strlen(text));
		done = pq_trim_took(*state, contains(bytes, len, ":25/") && contains(bytes, len, "fetch"));
		assert_in_range(done, 1, steps);
	}
	len = pq_trim_best(*state, &bytes);
	assert_true(contains(bytes, len, ":25/") && contains(bytes, len, "fetch"));
	assert_false(contains(bytes, len, "header") || contains(bytes, len, "refuse") ||
		     contains(bytes, len, "attacker"));
}

static void other_targets_get_values_of_the_policy_too(void **state)
{
	struct pq_mutator *port = pq_mutator_open(pq_mutator_kind_of("port"));
	struct pq_mutator *header = pq_mutator_open(pq_mutator_kind_of("header"));
	bool wrapped = false, forbidden = false;

	(void)state;
	assert_non_null(port);
	assert_non_null(header);
	assert_int_equal(pq_mutator_kind_of("url"), PQ_MUTATOR_COUNT);
	for (uint64_t seed = 0; seed < 20000; seed++) {
		size_t len;
		uint8_t *bytes = mutated(port, "a.example:80", 256, seed, &len);

		wrapped |= contains(bytes, len, "a.example:65561");
		free(bytes);
		bytes = mutated(header,
				"\x01X-A\xff"
				"b\xff",
				256, seed, &len);
		forbidden |= contains(bytes, len, "TRANSFER-ENCODING\xff");
		free(bytes);
	}
	assert_true(wrapped);
	assert_true(forbidden);
	pq_mutator_close(port);
	pq_mutator_close(header);
}

static void the_campaign_knows_which_targets_have_a_mutator(void **state)
{
	(void)state;
	for (size_t i = 0; i <= PQ_CAMPAIGN_TARGETS; i++) {
		const struct pq_campaign_target *target = pq_campaign_target_at(i);

		assert_int_equal(target->mutator, pq_mutator_kind_of(target->name) != PQ_MUTATOR_COUNT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_gives_the_same_output),
		cmocka_unit_test(nearly_every_call_changes_the_input),
		cmocka_unit_test(the_output_stays_within_the_room_that_there_is),
		cmocka_unit_test(what_plain_mutation_does_not_meet_comes_up_soon),
		cmocka_unit_test(the_boundary_that_the_model_draws_goes_into_the_form),
		cmocka_unit_test(crossing_takes_lines_of_both),
		cmocka_unit_test(every_bad_port_and_every_forbidden_name_is_drawn),
		cmocka_unit_test(trimming_leaves_what_is_needed),
		cmocka_unit_test(the_campaign_knows_which_targets_have_a_mutator),
		cmocka_unit_test(other_targets_get_values_of_the_policy_too),
	};

	return cmocka_run_group_tests(tests, open_mutator, close_mutator);
}
