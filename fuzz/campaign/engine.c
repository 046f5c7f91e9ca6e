/* SPDX-License-Identifier: MIT */
#include "campaign/engine.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/build.h"
#include "common/environment.h"

/*
 * program, missing: what must be in PATH besides clang and cmake, and what to say if it is not
 * sanitize: sanitizers are libFuzzer's part; AFL++ runs without them, for speed
 */
struct engine {
	const char *name;
	const char *program;
	const char *missing;
	const char *sanitize;
};

static const struct engine engines[] = {
	[PQ_ENGINE_LIBFUZZER] = { "libfuzzer", "clang", "clang (Debian packages clang and libclang-rt-14-dev)", "ON" },
	[PQ_ENGINE_AFLPP] = { "aflpp", "afl-fuzz", "afl-fuzz (Debian package afl++)", "OFF" },
};
static_assert(sizeof(engines) / sizeof(engines[0]) == PQ_ENGINE_COUNT, "a row for each engine");

const char *pq_engine_name(enum pq_campaign_engine engine)
{
	return engines[engine].name;
}

enum pq_campaign_engine pq_engine_find(const char *name)
{
	for (int i = 0; i < PQ_ENGINE_COUNT; i++)
		if (strcmp(engines[i].name, name) == 0)
			return (enum pq_campaign_engine)i;
	return PQ_ENGINE_COUNT;
}

bool pq_engine_finds(const char *program)
{
	const char *path = getenv("PATH");

	while (path && *path) {
		size_t len = strcspn(path, ":");
		char file[PQ_STORE_PATH];

		pq_store_path(file, "%.*s/%s", (int)len, path, program);
		if (access(file, X_OK) == 0)
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}

bool pq_engine_has(const struct pq_campaign_need *need)
{
	struct pq_command command;

	if (!need)
		return true;
	pq_command_init(&command);
	pq_command_arg(&command, "pkg-config");
	pq_command_arg(&command, "--exists");
	pq_command_arg(&command, "%s", need->module);
	return pq_build_run(&command, "/dev/null");
}

const char *pq_engine_missing(enum pq_campaign_engine engine)
{
	if (!pq_engine_finds("cmake"))
		return "cmake (Debian package cmake)";
	if (!pq_engine_finds("ninja") && !pq_engine_finds("make"))
		return "ninja (Debian package ninja-build)";
	if (!pq_engine_finds("clang"))
		return engines[PQ_ENGINE_LIBFUZZER].missing;
	return pq_engine_finds(engines[engine].program) ? NULL : engines[engine].missing;
}

static void build_folder(char path[static PQ_STORE_PATH], enum pq_campaign_engine engine, const char *source)
{
	pq_store_path(path, "%s/build/fuzz-%s", source, engines[engine].name);
}

bool pq_engine_configured(enum pq_campaign_engine engine, const char *source)
{
	char folder[PQ_STORE_PATH], file[PQ_STORE_PATH];

	build_folder(folder, engine, source);
	pq_store_path(file, "%s/build.ninja", folder);
	if (access(file, F_OK) == 0)
		return true;
	pq_store_path(file, "%s/Makefile", folder);
	return access(file, F_OK) == 0;
}

void pq_engine_configure(struct pq_command *command, enum pq_campaign_engine engine, const char *source)
{
	char folder[PQ_STORE_PATH];

	build_folder(folder, engine, source);
	pq_command_arg(command, "cmake");
	pq_command_arg(command, "-S%s", source);
	pq_command_arg(command, "-B%s", folder);
	if (pq_engine_finds("ninja"))
		pq_command_arg(command, "-GNinja");
	pq_command_arg(command, "-DPQ_ENGINE=%s", engines[engine].name);
	pq_command_arg(command, "-DPQ_SANITIZE=%s", engines[engine].sanitize);
	pq_command_arg(command, "-DCMAKE_C_COMPILER=clang");
	pq_command_arg(command, "-DCMAKE_BUILD_TYPE=RelWithDebInfo");
}

void pq_engine_build(struct pq_command *command, enum pq_campaign_engine engine, const char *source,
		     const char *cmake_target, unsigned int jobs)
{
	char folder[PQ_STORE_PATH];

	build_folder(folder, engine, source);
	pq_command_arg(command, "cmake");
	pq_command_arg(command, "--build");
	pq_command_arg(command, "%s", folder);
	pq_command_arg(command, "--target");
	pq_command_arg(command, "%s", cmake_target);
	pq_command_arg(command, "--parallel");
	pq_command_arg(command, "%u", jobs);
}

void pq_engine_program(char path[static PQ_STORE_PATH], enum pq_campaign_engine engine, const char *program,
		       const char *source)
{
	pq_store_path(path, "%s/build/fuzz-%s/bin/%s", source, engines[engine].name, program);
}

static void add_program(struct pq_command *command, enum pq_campaign_engine engine,
			const struct pq_campaign_target *target, const char *program, const char *source)
{
	if (program)
		pq_command_arg(command, "%s/build/fuzz-%s/bin/%s", source, engines[engine].name, program);
	else
		pq_command_arg(command, "%s/build/fuzz-%s/bin/fuzz_%s", source, engines[engine].name, target->name);
}

static void fuzz_libfuzzer(struct pq_command *command, const struct pq_campaign_target *target,
			   const struct pq_engine_place *place, bool dictionary)
{
	add_program(command, PQ_ENGINE_LIBFUZZER, target, place->program, place->source);
	pq_command_arg(command, "-artifact_prefix=%s/artifacts/", place->work);
	pq_command_arg(command, "-max_total_time=%u", (unsigned int)(place->length_ms / 1000 + 30));
	pq_command_arg(command, "-max_len=%u", target->max_len);
	pq_command_arg(command, "-timeout=10");
	pq_command_arg(command, "-detect_leaks=0");
	pq_command_arg(command, "-entropic=0"); /* it doubles the engine's own work on executions this short */
	pq_command_arg(command, "-print_final_stats=1");
	if (place->seed)
		pq_command_arg(command, "-seed=%u", place->seed);
	if (place->first_only) /* nor is time spent on the names of a stack that nobody reads */
		pq_command_env(command, "ASAN_OPTIONS=symbolize=0");
	if (dictionary)
		pq_command_arg(command, "-dict=%s/fuzz/%s.dict", place->source, target->name);
	pq_command_arg(command, "%s/corpus/%s", place->out, target->name);
	pq_command_arg(command, "%s/input", place->work);
}

/* No user interface, no advice about a machine that the user did not ask to tune, statistics soon. */
static const char *const aflpp_settings[] = {
	"AFL_NO_UI=1",
	"AFL_NO_COLOR=1",
	"AFL_SKIP_CPUFREQ=1",
	"AFL_NO_AFFINITY=1",
	"AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1",
	"AFL_NO_CRASH_README=1",
	"AFL_FAST_CAL=1",
};

/* No time is spent on making an input small that is about to be left behind. */
static const char *const aflpp_first_only[] = { "AFL_BENCH_UNTIL_CRASH=1", "AFL_DISABLE_TRIM=1" };

static void add_settings(struct pq_command *command, const char *const *settings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		pq_command_env(command, "%s", settings[i]);
}

static void fuzz_aflpp(struct pq_command *command, const struct pq_campaign_target *target,
		       const struct pq_engine_place *place, bool dictionary)
{
	add_settings(command, aflpp_settings, sizeof(aflpp_settings) / sizeof(aflpp_settings[0]));
	if (place->first_only)
		add_settings(command, aflpp_first_only, sizeof(aflpp_first_only) / sizeof(aflpp_first_only[0]));
	if (place->mutator && target->mutator)
		pq_command_env(command, "AFL_CUSTOM_MUTATOR_LIBRARY=%s/build/fuzz-%s/bin/pq_mutator_aflpp.so",
			       place->source, engines[PQ_ENGINE_AFLPP].name);
	pq_command_arg(command, "afl-fuzz");
	pq_command_arg(command, "-i%s/input", place->work);
	pq_command_arg(command, "-o%s/afl", place->work);
	pq_command_arg(command, "-V%u", (unsigned int)(place->length_ms / 1000 + 30));
	pq_command_arg(command, "-t1000");
	pq_command_arg(command, "-G%u", target->max_len);
	if (place->seed)
		pq_command_arg(command, "-s%u", place->seed);
	if (dictionary)
		pq_command_arg(command, "-x%s/fuzz/%s.dict", place->source, target->name);
	pq_command_arg(command, "--");
	add_program(command, PQ_ENGINE_AFLPP, target, place->program, place->source);
}

void pq_engine_fuzz(struct pq_command *command, enum pq_campaign_engine engine, const struct pq_campaign_target *target,
		    const struct pq_engine_place *place, bool dictionary)
{
	pq_command_env(command, PQ_COUNTERS_ENV "=%s/counters", place->work);
	pq_command_env(command, PQ_IGNORE_ENV "=%s", place->ignore);
	pq_command_env(command, PQ_MUTATOR_ENV "=%s", place->mutator ? target->name : PQ_MUTATOR_OFF);
	if (engine == PQ_ENGINE_AFLPP)
		fuzz_aflpp(command, target, place, dictionary);
	else
		fuzz_libfuzzer(command, target, place, dictionary);
}

void pq_engine_rerun(struct pq_command *command, enum pq_campaign_engine engine,
		     const struct pq_campaign_target *target, const char *program, const char *source, const char *file)
{
	add_program(command, engine, target, program, source);
	if (engine == PQ_ENGINE_LIBFUZZER)
		pq_command_arg(command, "-timeout=10");
	pq_command_arg(command, "%s", file);
}
