/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "campaign/engine.h"

/* What follows "NAME=" in the command's environment, the last one of that name; NULL if it is not there. */
static const char *setting(const struct pq_command *command, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = command->env_count; i-- > 0;)
		if (strncmp(command->env[i], name, len) == 0 && command->env[i][len] == '=')
			return command->env[i] + len + 1;
	return NULL;
}

static void make_command(struct pq_command *command, enum pq_campaign_engine engine, const char *target, bool mutator)
{
	const struct pq_engine_place place = {
		.source = "/s", .out = "/o", .work = "/w", .ignore = "", .mutator = mutator
	};

	pq_command_init(command);
	pq_engine_fuzz(command, engine, pq_campaign_target_at(pq_campaign_target_find(target)), &place, false);
}

static void aflpp_loads_the_mutator_for_targets_that_have_one(void **state)
{
	static struct pq_command command;

	(void)state;
	make_command(&command, PQ_ENGINE_AFLPP, "scenario", true);
	assert_string_equal(setting(&command, "AFL_CUSTOM_MUTATOR_LIBRARY"),
			    "/s/build/fuzz-aflpp/bin/pq_mutator_aflpp.so");
	assert_string_equal(setting(&command, "PQ_FUZZ_MUTATOR"), "scenario");
	make_command(&command, PQ_ENGINE_AFLPP, "port", true);
	assert_string_equal(setting(&command, "PQ_FUZZ_MUTATOR"), "port");
	make_command(&command, PQ_ENGINE_AFLPP, "url", true);
	assert_null(setting(&command, "AFL_CUSTOM_MUTATOR_LIBRARY"));
}

static void no_mutator_leaves_both_engines_to_themselves(void **state)
{
	static struct pq_command command;

	(void)state;
	make_command(&command, PQ_ENGINE_AFLPP, "scenario", false);
	assert_null(setting(&command, "AFL_CUSTOM_MUTATOR_LIBRARY"));
	make_command(&command, PQ_ENGINE_LIBFUZZER, "scenario", false);
	assert_string_equal(setting(&command, "PQ_FUZZ_MUTATOR"), "off");
	make_command(&command, PQ_ENGINE_LIBFUZZER, "scenario", true);
	assert_string_not_equal(setting(&command, "PQ_FUZZ_MUTATOR"), "off");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aflpp_loads_the_mutator_for_targets_that_have_one),
		cmocka_unit_test(no_mutator_leaves_both_engines_to_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
