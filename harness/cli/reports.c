/* SPDX-License-Identifier: MIT */
#include "cli/reports.h"

#include "cli/cli.h"
#include "report/json.h"
#include "report/message.h"

static int open_file(struct pq_output *output, const char *path)
{
	const char *why = path ? pq_output_open(output, path) : NULL;

	if (!why)
		return PQ_EXIT_OK;
	pq_complain("%s: expected a place to write to (%s)", path, why);
	return PQ_EXIT_BAD_INPUT;
}

static int close_file(struct pq_output *output, const char *path)
{
	const char *why = output->stream ? pq_output_commit(output) : NULL;

	if (!why)
		return PQ_EXIT_OK;
	pq_complain("%s: could not be written: %s", path, why);
	return PQ_EXIT_SETUP;
}

int pq_reports_open(struct pq_reports *reports, const char *junit_path, const char *jsonl_path)
{
	int code;

	*reports = (struct pq_reports){ .junit_path = junit_path, .jsonl_path = jsonl_path };
	code = open_file(&reports->jsonl_file, jsonl_path);
	if (code != PQ_EXIT_OK)
		return code;
	code = open_file(&reports->junit_file, junit_path);
	if (code != PQ_EXIT_OK && reports->jsonl_file.stream)
		pq_output_discard(&reports->jsonl_file);
	else if (reports->junit_file.stream)
		reports->junit = pq_junit_new();
	return code;
}

void pq_reports_case(struct pq_reports *reports, const char *file, const struct pq_scenario *scenario,
		     const struct pq_verdict *verdict)
{
	if (reports->junit)
		pq_junit_case(reports->junit, file, scenario, verdict);
	if (reports->jsonl_file.stream)
		pq_json_print(pq_json_case(file, scenario, verdict), reports->jsonl_file.stream);
}

void pq_reports_failure(struct pq_reports *reports, const char *file, const struct pq_diag *diag)
{
	if (reports->junit)
		pq_junit_failure(reports->junit, file, diag->expected);
	if (reports->jsonl_file.stream)
		pq_json_print(pq_json_failure(file, diag), reports->jsonl_file.stream);
}

int pq_reports_close(struct pq_reports *reports)
{
	int code = PQ_EXIT_OK;

	if (reports->junit_file.stream &&
	    !(reports->junit && pq_junit_write(reports->junit, reports->junit_file.stream))) {
		pq_complain("%s: could not be written", reports->junit_path);
		pq_output_discard(&reports->junit_file);
		code = PQ_EXIT_SETUP;
	}
	pq_junit_free(reports->junit);
	code = pq_exit_worse(code, close_file(&reports->junit_file, reports->junit_path));
	return pq_exit_worse(code, close_file(&reports->jsonl_file, reports->jsonl_path));
}
