/* SPDX-License-Identifier: MIT */
#include "common/loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "common/inputs.h"
#include "common/target.h"

static const char *value_of(const char *arg, const char *option)
{
	size_t len = strlen(option);

	return strncmp(arg, option, len) == 0 ? arg + len : NULL;
}

bool pq_fuzz_loop_wanted(int argc, char **argv)
{
	return argc > 1 && value_of(argv[1], "--loop=");
}

static double cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static size_t run_all(const struct pq_inputs *inputs, size_t max_size)
{
	size_t ran = 0;

	for (size_t i = 0; i < inputs->count; i++) {
		if (inputs->items[i].size > max_size)
			continue;
		LLVMFuzzerTestOneInput(inputs->items[i].data, inputs->items[i].size);
		ran++;
	}
	return ran;
}

static void measure(const struct pq_inputs *inputs, unsigned long rounds, size_t max_size)
{
	size_t ran = 0;
	double begin, took;

	/* The first round warms caches and the allocator up. */
	run_all(inputs, max_size);
	begin = cpu_seconds();
	for (unsigned long i = 0; i < rounds; i++)
		ran += run_all(inputs, max_size);
	took = cpu_seconds() - begin;
	printf("%s: %zu executions in %.2f CPU-seconds: %.0f per CPU-second\n", pq_fuzz_target.name, ran, took,
	       took > 0 ? (double)ran / took : 0.0);
}

int pq_fuzz_loop(int argc, char **argv)
{
	struct pq_inputs inputs = { NULL, 0 };
	unsigned long rounds = strtoul(value_of(argv[1], "--loop="), NULL, 10);
	size_t max_size = (size_t)-1;

	for (int i = 2; i < argc; i++) {
		const char *limit = value_of(argv[i], "--max-size=");

		if (limit) {
			max_size = strtoul(limit, NULL, 10);
		} else if (pq_inputs_add(&inputs, argv[i]) != 0) {
			perror(argv[i]);
			pq_inputs_fini(&inputs);
			return 2;
		}
	}
	measure(&inputs, rounds, max_size);
	pq_inputs_fini(&inputs);
	return 0;
}
