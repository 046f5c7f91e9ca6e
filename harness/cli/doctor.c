/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/options.h"
#include "cli/places.h"
#include "cli/probe.h"
#include "report/json.h"
#include "report/terminal.h"

enum option { JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[JSON] = { "json", NULL, "print JSON lines, one a row" },
};

static const struct pq_usage usage = {
	"doctor",
	"",
	"Tells what this machine can and cannot run, and how to enable it. Exit code 0: all\n"
	"that 'test' and 'campaign' need is there, or, of a program that is installed and has no\n"
	"source tree, what that one needs; 3: something of it is missing.\n",
	options,
	OPTION_COUNT,
};

/*
 * what:   for the person
 * probe:  with its argument; true if it is there
 * needed: 'test' or 'campaign' does not work without it
 * use:    what it is for
 * how:    what to do when it is missing
 */
static const struct row {
	const char *what;
	bool (*probe)(const char *argument);
	const char *argument;
	bool needed;
	const char *use;
	const char *how;
} rows[] = {
	{ "cmake", pq_probe_program, "cmake", true, "configures every build", "apt install cmake" },
	{ "ninja", pq_probe_program, "ninja", true, "builds", "apt install ninja-build" },
	{ "C compiler", pq_probe_program, "cc", true, "builds pratique", "apt install gcc libc6-dev" },
	{ "pkg-config", pq_probe_program, "pkg-config", true, "finds the libraries", "apt install pkg-config" },
	{ "ICU data", pq_probe_icu, "", true, "internationalised host names", "apt install libicu-dev" },
	{ "cmocka", pq_probe_file, "/usr/include/cmocka.h", true, "unit tests", "apt install libcmocka-dev" },
	{ "clang", pq_probe_program, "clang", true, "campaign: builds fuzz targets", "apt install clang" },
	{ "libFuzzer", pq_probe_glob, PQ_PROBE_RUNTIME("fuzzer"), true, "campaign: engine",
	  "apt install libclang-rt-14-dev" },
	{ "sanitizers", pq_probe_glob, PQ_PROBE_RUNTIME("asan"), true, "campaign: memory and undefined behaviour",
	  "apt install libclang-rt-14-dev" },
	{ "mmap_rnd_bits", pq_probe_at_most, "/proc/sys/vm/mmap_rnd_bits 28", false,
	  "campaign: sanitizers of clang 14 crash at start above 28", "sysctl vm.mmap_rnd_bits=28" },
	{ "llvm-symbolizer", pq_probe_program, "llvm-symbolizer", false, "campaign: names in sanitizer reports",
	  "apt install llvm" },
	{ "AFL++", pq_probe_program, "afl-fuzz", false, "campaign: second engine", "apt install afl++" },
	{ "patch", pq_probe_program, "patch", false, "planted: plants bugs in copies of the source",
	  "apt install patch" },
	{ "core_pattern", pq_probe_core_pattern, "", false, "AFL++: sees crashes at once",
	  "echo core >/proc/sys/kernel/core_pattern; or AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1" },
	{ "CPU governor", pq_probe_governor, "", false, "AFL++: full speed",
	  "cpupower frequency-set -g performance; or AFL_SKIP_CPUFREQ=1" },
	{ "llvm-cov", pq_probe_program, "llvm-cov", false, "coverage reports", "apt install llvm" },
	{ "valgrind", pq_probe_program, "valgrind", false, "bench --instructions", "apt install valgrind" },
	{ "nft", pq_probe_file, "/usr/sbin/nft", false, "audit, ask, sandbox: leads every dial to the sink",
	  "apt install nftables" },
	{ "sandbox", pq_probe_sandbox, "", false, "audit, ask, sandbox: namespaces of their own",
	  pq_probe_sandbox_how },
	{ "service", pq_probe_service, "", false, "fetch: a renderer and a network service, closed in",
	  pq_probe_service_how },
};

/* What only the source tree's verbs need is no lack of a program without one. */
static bool is_needed(const struct row *row)
{
	return row->needed && (pq_cli_source_dir()[0] || row->probe == pq_probe_icu);
}

static void print_row(const struct row *row, bool there, const struct pq_terminal *terminal)
{
	enum pq_colour bad = is_needed(row) ? PQ_COLOUR_BAD : PQ_COLOUR_WARN;

	pq_terminal_column(terminal, there ? PQ_COLOUR_GOOD : bad, there ? "ok" : "missing", 9);
	printf("%-16s %s\n", row->what, row->use);
	if (!there)
		printf("         %-16s %s: %s\n", "", is_needed(row) ? "needed" : "optional", row->how);
}

static void print_json(const struct row *row, bool there)
{
	pq_json_print(json_pack("{s:s,s:b,s:b,s:s,s:s}", "what", row->what, "there", (int)there, "needed",
				(int)is_needed(row), "use", row->use, "how", row->how),
		      stdout);
}

int pq_cli_doctor(int argc, char **argv)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	const char *values[OPTION_COUNT];
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (first != argc)
		return pq_options_wrong(&usage, "unexpected argument '%s'", argv[first]);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool there = rows[i].probe(rows[i].argument);

		if (values[JSON])
			print_json(&rows[i], there);
		else
			print_row(&rows[i], there, &terminal);
		if (!there && is_needed(&rows[i]))
			code = PQ_EXIT_SETUP;
	}
	return code;
}
