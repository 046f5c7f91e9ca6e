/* SPDX-License-Identifier: MIT */
#include "coverage/measure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "campaign/build.h"

/*
 * source: the source tree as the compiler is told of it, and so llvm-cov tells of it
 * run:    the folder of this run, in the build folder: profiles, logs and what llvm-cov says
 */
struct measuring {
	const struct pq_coverage_options *options;
	char source[PQ_STORE_PATH];
	char build[PQ_STORE_PATH];
	char run[PQ_STORE_PATH];
	char *why;
};

static const struct {
	const char *program;
	const char *missing;
} needed[] = {
	{ "cmake", "cmake (Debian package cmake)" },
	{ "ninja", "ninja (Debian package ninja-build)" },
	{ "clang", "clang (Debian packages clang and libclang-rt-14-dev)" },
	{ "llvm-profdata", "llvm-profdata (Debian package llvm)" },
	{ "llvm-cov", "llvm-cov (Debian package llvm)" },
};

const char *pq_coverage_missing(void)
{
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!pq_engine_finds(needed[i].program))
			return needed[i].missing;
	return NULL;
}

__attribute__((format(printf, 2, 3))) static bool fail(struct measuring *measuring, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(measuring->why, PQ_COVERAGE_WHY, format, args);
	va_end(args);
	return false;
}

static bool make_folders(struct measuring *measuring)
{
	const struct pq_coverage_options *options = measuring->options;
	char lock[PQ_STORE_PATH];

	if (!realpath(options->source, measuring->source))
		return fail(measuring, "%s: %s", options->source, strerror(errno));
	if (options->build)
		pq_store_path(measuring->build, "%s", options->build);
	else
		pq_store_path(measuring->build, "%s/build/fuzz-coverage", measuring->source);
	pq_store_path(measuring->run, "%s/coverage", measuring->build);
	if (pq_store_make_folders(measuring->build) != 0)
		return fail(measuring, "%s: %s", measuring->build, strerror(errno));
	pq_store_path(lock, "%s/coverage.lock", measuring->build);
	if (pq_store_lock(lock) != 0)
		return fail(measuring, "%s: %s", measuring->build,
			    errno == EWOULDBLOCK ? "another measurement uses this folder" : strerror(errno));
	if (pq_store_remove_folder(measuring->run) != 0 || pq_store_make_folders(measuring->run) != 0)
		return fail(measuring, "%s: %s", measuring->run, strerror(errno));
	return true;
}

static bool run_step(struct measuring *measuring, const struct pq_command *command, const char *log, const char *what)
{
	struct pq_view line;

	if (pq_build_run(command, log))
		return true;
	line = pq_build_error(log);
	return fail(measuring, "%s: %.*s (all of it in %s)", what, (int)line.len,
		    line.len ? (const char *)line.data : "", log);
}

static bool build(struct measuring *measuring)
{
	struct pq_command command;
	char log[PQ_STORE_PATH];

	pq_store_path(log, "%s/build.log", measuring->run);
	pq_command_init(&command);
	pq_command_arg(&command, "cmake");
	pq_command_arg(&command, "--preset");
	pq_command_arg(&command, "coverage");
	pq_command_arg(&command, "-S%s", measuring->source);
	pq_command_arg(&command, "-B%s", measuring->build);
	if (!run_step(measuring, &command, log, "the programs could not be configured"))
		return false;
	pq_command_init(&command);
	pq_command_arg(&command, "cmake");
	pq_command_arg(&command, "--build");
	pq_command_arg(&command, "%s", measuring->build);
	pq_command_arg(&command, "--target");
	pq_command_arg(&command, "fuzz_targets");
	return run_step(measuring, &command, log, "the programs could not be built");
}

static bool is_by_target(const char *corpus)
{
	char folder[PQ_STORE_PATH];

	for (size_t i = 0; i <= PQ_CAMPAIGN_TARGETS; i++) {
		pq_store_path(folder, "%s/%s", corpus, pq_campaign_target_at(i)->name);
		if (access(folder, F_OK) == 0)
			return true;
	}
	return false;
}

/* A corpus by target has a folder for some targets; any other one is scenarios, for the target of that name alone. */
static void add_corpus(struct pq_command *command, const char *corpus, const struct pq_campaign_target *target)
{
	char folder[PQ_STORE_PATH];

	pq_store_path(folder, "%s/%s", corpus, target->name);
	if (access(folder, F_OK) == 0)
		pq_command_arg(command, "%s", folder);
	else if (target == pq_campaign_target_at(0) && !is_by_target(corpus))
		pq_command_arg(command, "%s", corpus);
}

static bool replay(struct measuring *measuring, const struct pq_campaign_target *target)
{
	const struct pq_coverage_options *options = measuring->options;
	char log[PQ_STORE_PATH], what[96];
	struct pq_command command;

	pq_store_path(log, "%s/%s.log", measuring->run, target->name);
	pq_command_init(&command);
	pq_command_arg(&command, "%s/bin/fuzz_%s", measuring->build, target->name);
	pq_command_arg(&command, "%s/%s", measuring->source, target->seeds);
	for (size_t i = 0; i < options->corpus_count; i++)
		add_corpus(&command, options->corpora[i], target);
	pq_command_env(&command, "LLVM_PROFILE_FILE=%s/%s.profraw", measuring->run, target->name);
	snprintf(what, sizeof(what), "the target %s does not survive its inputs", target->name);
	return run_step(measuring, &command, log, what);
}

/* A target that a machine may lack is no part of it: what is measured is the same everywhere. */
static bool is_measured(size_t target)
{
	return !pq_campaign_target_need(target);
}

static bool merge(struct measuring *measuring)
{
	char log[PQ_STORE_PATH];
	struct pq_command command;

	pq_store_path(log, "%s/profdata.log", measuring->run);
	pq_command_init(&command);
	pq_command_arg(&command, "llvm-profdata");
	pq_command_arg(&command, "merge");
	pq_command_arg(&command, "-sparse");
	pq_command_arg(&command, "-output=%s/profdata", measuring->run);
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (is_measured(i))
			pq_command_arg(&command, "%s/%s.profraw", measuring->run, pq_campaign_target_at(i)->name);
	return run_step(measuring, &command, log, "llvm-profdata failed");
}

/* A function is told by its name, and each program holds a part of them: all are named. */
static bool export(struct measuring *measuring, const char *lcov)
{
	struct pq_command command;

	pq_command_init(&command);
	pq_command_arg(&command, "llvm-cov");
	pq_command_arg(&command, "export");
	pq_command_arg(&command, "-format=lcov");
	pq_command_arg(&command, "-instr-profile=%s/profdata", measuring->run);
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (is_measured(i))
			pq_command_arg(&command, "-object=%s/bin/fuzz_%s", measuring->build,
				       pq_campaign_target_at(i)->name);
	return run_step(measuring, &command, lcov, "llvm-cov failed");
}

/* The whole of a file, to be freed; NULL with errno set. */
static unsigned char *read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	unsigned char *text = NULL;
	long size = -1;

	if (file && fseek(file, 0, SEEK_END) == 0)
		size = ftell(file);
	if (size >= 0 && fseek(file, 0, SEEK_SET) == 0)
		text = malloc((size_t)size + 1);
	if (text)
		*len = fread(text, 1, (size_t)size, file);
	if (file)
		fclose(file);
	return text;
}

static bool read_lines(struct measuring *measuring, const char *lcov, struct pq_coverage *coverage)
{
	char reason[PQ_COVERAGE_WHY];
	size_t len = 0;
	unsigned char *text = read_file(lcov, &len);
	bool read;

	if (!text)
		return fail(measuring, "%s: %s", lcov, strerror(errno));
	read = pq_coverage_read(coverage, pq_view(text, len), measuring->source, reason);
	free(text);
	return read || fail(measuring, "%s: %s", lcov, reason);
}

bool pq_coverage_measure(const struct pq_coverage_options *options, struct pq_coverage *coverage,
			 char why[static PQ_COVERAGE_WHY])
{
	struct measuring measuring = { .options = options, .why = why };
	const char *missing = pq_coverage_missing();
	char lcov[PQ_STORE_PATH];

	if (missing)
		return fail(&measuring, "%s is missing", missing);
	if (!make_folders(&measuring) || !build(&measuring))
		return false;
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		if (is_measured(i) && !replay(&measuring, pq_campaign_target_at(i)))
			return false;
	pq_store_path(lcov, "%s/lcov", measuring.run);
	return merge(&measuring) && export(&measuring, lcov) && read_lines(&measuring, lcov, coverage);
}
