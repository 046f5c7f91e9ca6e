/* SPDX-License-Identifier: MIT */
#include "cli/finding.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/build.h"
#include "cli/cli.h"
#include "cli/places.h"
#include "planted/list.h"
#include "report/message.h"

const char *const pq_finding_suffixes[] = { ".scenario", ".input", NULL };

void pq_cli_finding_tree_program(const struct pq_cli_finding *finding, char program[static PQ_STORE_PATH])
{
	char name[PQ_STATUS_NAME + 8];

	snprintf(name, sizeof(name), "fuzz_%s", finding->label.target->name);
	pq_cli_beside(program, name);
}

__attribute__((format(printf, 3, 4))) static int refuse(struct pq_cli_finding *finding, int code, const char *format,
							...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(finding->why, sizeof(finding->why), format, args);
	va_end(args);
	return code;
}

/* True, with its program, if the folder that the file lies in is named after a planted bug of this tree. */
static bool find_plant(const char *path, char program[static PQ_STORE_PATH])
{
	static struct pq_plants plants;
	char full[PQ_STORE_PATH], why[PQ_STORE_PATH], name[PQ_PLANT_NAME + 16];
	char *slash, *folder;

	if (!realpath(path, full))
		return false;
	slash = strrchr(full, '/');
	*slash = '\0';
	folder = strrchr(full, '/');
	if (!folder || !pq_plants_read(&plants, pq_cli_source_dir(), why) || !pq_plants_find(&plants, folder + 1))
		return false;
	snprintf(name, sizeof(name), "planted_%.*s", PQ_PLANT_NAME, folder + 1);
	pq_cli_beside(program, name);
	return true;
}

static bool is_sanitized(const char *path)
{
	static struct pq_program program;
	char why[PQ_PROGRAM_WHY];
	bool sanitized = pq_program_open(&program, path, NULL, false, why) && program.sanitized;

	pq_program_close(&program);
	return sanitized;
}

/* The target as it is built for libFuzzer, which is with sanitizers. */
static int build_sanitized(struct pq_cli_finding *finding)
{
	const char *missing = pq_engine_missing(PQ_ENGINE_LIBFUZZER), *source = pq_cli_source_dir();
	char name[PQ_STATUS_NAME + 8], log[PQ_STORE_PATH];

	if (missing)
		return refuse(finding, PQ_EXIT_SETUP, "it takes a program with sanitizers, and %s is missing", missing);
	snprintf(name, sizeof(name), "fuzz_%s", finding->label.target->name);
	pq_store_path(log, "%s/build/%s.log", source, name);
	pq_complain("building %s with sanitizers, since only they see %s", name, finding->label.name);
	if (!pq_build_target(PQ_ENGINE_LIBFUZZER, source, name, 2, log))
		return refuse(finding, PQ_EXIT_SETUP, "the build of %s failed; its output is %s", name, log);
	pq_engine_program(finding->program, PQ_ENGINE_LIBFUZZER, name, source);
	return PQ_EXIT_OK;
}

static int choose_program(struct pq_cli_finding *finding, enum pq_finding_program which, const char *given)
{
	if (given && strchr(given, '/'))
		pq_store_path(finding->program, "%s", given);
	else if (given)
		pq_cli_beside(finding->program, given);
	else if (which != PQ_FINDING_FOUND || !find_plant(finding->path, finding->program))
		pq_cli_finding_tree_program(finding, finding->program);
	if (access(finding->program, X_OK) != 0)
		return refuse(finding, given ? PQ_EXIT_BAD_INPUT : PQ_EXIT_SETUP, "its program %s: %s%s",
			      finding->program, strerror(errno), given ? "" : "; a build of the source tree has it");
	if (!given && pq_label_kind(finding->label.name) == PQ_LABEL_SANITIZER && !is_sanitized(finding->program))
		return build_sanitized(finding);
	return PQ_EXIT_OK;
}

static int read_label(struct pq_cli_finding *finding)
{
	const struct pq_label *label = &finding->label;

	switch (pq_label_read(finding->path, &finding->label)) {
	case PQ_LABEL_GOOD:
		return PQ_EXIT_OK;
	case PQ_LABEL_TARGET:
		return refuse(finding, PQ_EXIT_BAD_INPUT, "there is no fuzz target %s (any more)", label->target_name);
	case PQ_LABEL_SUFFIX:
		return refuse(finding, PQ_EXIT_BAD_INPUT, "expected a name that ends in %s, as findings of %s do",
			      label->target->suffix, label->target_name);
	default:
		return refuse(finding, PQ_EXIT_BAD_INPUT,
			      "expected a finding's name, RULE-TARGET-HASH with the suffix .scenario or .input");
	}
}

int pq_cli_finding_open(struct pq_cli_finding *finding, const char *path, enum pq_finding_program which,
			const char *given)
{
	struct pq_diag diag = { 0, 0, "" };
	int code;

	*finding = (struct pq_cli_finding){ .path = path };
	code = read_label(finding);
	if (code != PQ_EXIT_OK)
		return code;
	if (pq_file_read(path, PQ_SERVE_INPUT, "PQ_SERVE_INPUT", &finding->bytes, &diag))
		return refuse(finding, PQ_EXIT_BAD_INPUT, "%s", diag.expected);
	return choose_program(finding, which, given);
}

void pq_cli_finding_close(struct pq_cli_finding *finding)
{
	pq_file_free(&finding->bytes);
}
