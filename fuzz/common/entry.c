/* SPDX-License-Identifier: MIT */
/* Between the engine and the target: counting, reporting, and the calls that a target may not make. */
#include "common/target.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/rule.h"
#include "common/environment.h"
#include "common/loop.h"
#include "common/serve.h"
#include "common/steady.h"

static struct pq_counters uncounted;
static struct pq_counters *counters = &uncounted;

/* The mutator runs the model as well, between executions. */
static bool executing;

static struct pq_fuzz_run noted = { .whole = true };

const char *pq_fuzz_input_name;

static void say(const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t written = write(STDERR_FILENO, text, len);

		if (written <= 0)
			return;
		text += written;
		len -= (size_t)written;
	}
}

/*
 * AddressSanitizer asks for this. Freed memory is the engines', not the targets': a large quarantine of it only
 * makes them touch new pages all the time.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "quarantine_size_mb=8";
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *path = getenv(PQ_COUNTERS_ENV);

	if (path) {
		counters = pq_counters_map(path);
		if (!counters)
			pq_fuzz_cannot("cannot write the file named by " PQ_COUNTERS_ENV);
	}
	pq_fuzz_target.open();
	if (pq_fuzz_serve_wanted(*argc, *argv))
		exit(pq_fuzz_serve());
	if (pq_fuzz_steady_wanted(*argc, *argv))
		exit(pq_fuzz_steady(*argc, *argv));
	if (pq_fuzz_loop_wanted(*argc, *argv))
		exit(pq_fuzz_loop(*argc, *argv));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	counters->executions++;
	executing = true;
	pq_fuzz_target.one(pq_view(data, size));
	executing = false;
	return 0;
}

void pq_fuzz_open_nothing(void)
{
}

void pq_fuzz_count_dials(size_t dials)
{
	counters->reached += dials > 0;
	counters->dials += dials;
}

void pq_fuzz_note_run(size_t requests, bool whole)
{
	noted.noted = true;
	noted.requests += requests;
	noted.whole &= whole;
}

struct pq_fuzz_run pq_fuzz_noted_run(void)
{
	return noted;
}

void pq_fuzz_count_mutation(bool structured)
{
	counters->mutated++;
	counters->structured += structured;
}

void pq_fuzz_count_plant(bool triggered)
{
	counters->plant_reached += executing;
	counters->plant_triggered += executing && triggered;
}

const struct pq_counters *pq_fuzz_counters(void)
{
	return counters;
}

/* The rule named in "ASSERTION FAILED: pq_rule_<id>", or none. */
static enum pq_rule rule_of(const char *text)
{
	static const char prefix[] = "ASSERTION FAILED: pq_rule_";
	size_t len = sizeof(prefix) - 1;

	if (strncmp(text, prefix, len) != 0)
		return PQ_RULE_NONE;
	return pq_rule_by_name(pq_view(text + len, strcspn(text + len, "\n")));
}

void pq_fuzz_fatal(const char *text)
{
	counters->findings[rule_of(text)]++;
	say(text);
	if (pq_fuzz_input_name) {
		say("input ");
		say(pq_fuzz_input_name);
		say("\n");
	}
}

void pq_fuzz_cannot(const char *what)
{
	say("fuzz target cannot start: ");
	say(what);
	say("\n");
	exit(3);
}

__attribute__((noinline)) void pq_fuzz_forbidden(void)
{
	pq_fuzz_fatal(
		"ASSERTION FAILED: pq_fuzz_forbidden\n"
		"a fuzz target called the outside world: a socket, a look-up, a clock or a source of randomness\n");
	__builtin_trap();
}
