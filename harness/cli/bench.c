/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/case.h"
#include "cli/cli.h"
#include "cli/names.h"
#include "cli/options.h"

#define ROUND_MS 20

enum { OPTION_INSTRUCTIONS, OPTION_JSON, OPTION_LOOP, OPTION_COUNT };

static const struct pq_option options[] = {
	[OPTION_INSTRUCTIONS] = { "instructions", NULL, "count instructions too (needs valgrind)" },
	[OPTION_JSON] = { "json", NULL, "print JSON" },
	[OPTION_LOOP] = { "loop", "NAME:TIMES", "do one case's work so many times and print nothing, for profilers" },
};

static const struct pq_usage usage = {
	.verb = "bench",
	.arguments = "[NAME...]",
	.about = "Measures the hot paths, each beside a baseline in the same run. What counts is the\n"
		 "ratio; nanoseconds of CPU time are this machine's. Exits with 0, with 2 for wrong\n"
		 "usage, and with 3 if something that is needed is missing.\n",
	.options = options,
	.option_count = OPTION_COUNT,
};

static const struct pq_bench_case *find(const char *name, size_t len)
{
	const char *known[32];
	char copy[64];

	snprintf(copy, sizeof(copy), "%.*s", (int)len, name);
	for (size_t i = 0; i < pq_bench_count(); i++)
		known[i] = pq_bench_at(i)->name;
	if (!pq_bench_by_name(copy))
		pq_names_unknown("case", copy, known, pq_bench_count());
	return pq_bench_by_name(copy);
}

static int loop(const char *spec)
{
	const char *colon = strchr(spec, ':');
	long times = colon ? strtol(colon + 1, NULL, 10) : 0;
	const struct pq_bench_case *bench;
	void *state;

	if (times <= 0)
		return pq_options_wrong(&usage, "--loop wants NAME:TIMES, not \"%s\"", spec);
	bench = find(spec, (size_t)(colon - spec));
	if (!bench)
		return PQ_EXIT_BAD_INPUT;
	state = bench->open();
	if (!state)
		return PQ_EXIT_SETUP;
	bench->run(state, (size_t)times);
	bench->close(state);
	return PQ_EXIT_OK;
}

/* instructions: negative when they were not counted */
static void print_row(const struct pq_bench_case *bench, const struct pq_bench_figures *figures, double instructions,
		      bool json)
{
	if (json) {
		json_t *row = json_pack("{s:s, s:s, s:s, s:f, s:f, s:f}", "name", bench->name, "what", bench->what,
					"floor", bench->floor, "ns", figures->ns, "floor_ns", figures->floor_ns,
					"ratio", figures->ratio);

		if (instructions >= 0)
			json_object_set_new(row, "instructions", json_real(instructions));
		json_dumpf(row, stdout, JSON_REAL_PRECISION(6));
		putchar('\n');
		json_decref(row);
		return;
	}
	printf("%-16s %12.1f ns %9.1f x ", bench->name, figures->ns, figures->ratio);
	if (instructions >= 0)
		printf("%12.0f instructions ", instructions);
	printf(" %s; floor: %s (%.1f ns)\n", bench->what, bench->floor, figures->floor_ns);
}

static int measure(const struct pq_bench_case *bench, bool count, bool json)
{
	struct pq_bench_figures figures;
	double instructions = -1;
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (pq_bench_measure(bench, ROUND_MS, &figures)) {
		fprintf(stderr, "pratique: bench: %s cannot be prepared\n", bench->name);
		return PQ_EXIT_SETUP;
	}
	/* What other processes do, valgrind does not count, and their sandbox does not bear it. */
	count = count && !bench->others_ns && !bench->by_clock;
	if (count) {
		self[len > 0 ? len : 0] = '\0';
		instructions = pq_bench_instructions(self, bench->name);
	}
	print_row(bench, &figures, instructions, json);
	fflush(stdout);
	if (!count || instructions >= 0)
		return PQ_EXIT_OK;
	fprintf(stderr, "pratique: bench: counting instructions needs valgrind (Debian: apt install valgrind)\n");
	return PQ_EXIT_SETUP;
}

int pq_cli_bench(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	int first, code = PQ_EXIT_OK;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (values[OPTION_LOOP])
		return loop(values[OPTION_LOOP]);
	for (int i = first; i < argc; i++)
		if (!find(argv[i], strlen(argv[i])))
			return PQ_EXIT_BAD_INPUT;
	for (size_t i = 0; i < pq_bench_count() && code != PQ_EXIT_SETUP; i++) {
		const struct pq_bench_case *bench = pq_bench_at(i);
		bool wanted = first == argc;

		for (int j = first; j < argc; j++)
			wanted |= strcmp(argv[j], bench->name) == 0;
		if (wanted)
			code = measure(bench, values[OPTION_INSTRUCTIONS] != NULL, values[OPTION_JSON] != NULL);
	}
	return code;
}
