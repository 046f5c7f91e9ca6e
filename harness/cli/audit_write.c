/* SPDX-License-Identifier: MIT */
/* What becomes of a result: the baseline's word on it, the reports, the screenful. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/audit_call.h"
#include "cli/cli.h"
#include "cli/put.h"
#include "cli/today.h"
#include "report/audit_report.h"
#include "report/message.h"
#include "report/output.h"
#include "report/terminal.h"
#include "result/baseline.h"
#include "result/compare.h"
#include "result/json_result.h"

static bool bar_shown;

/* Whether a line is due in a log: at the end of each minute of what is counted; a new count begins at 0 again. */
static bool line_due(uint64_t elapsed_ms)
{
	static uint64_t minutes;
	uint64_t now = elapsed_ms / 60000;
	bool due = now > minutes;

	minutes = now;
	return due;
}

void pq_audit_bar(const char *what, size_t done, size_t total, uint64_t elapsed_ms, const char *note)
{
	uint64_t rate = elapsed_ms > 0 ? done * 1000 / elapsed_ms : 0;
	bool live = pq_terminal_live(stderr);

	if (!live && !line_due(elapsed_ms))
		return;
	bar_shown = live;
	fprintf(stderr, "%s%zu of %zu %s, %llu/s, %llu s", live ? "\r\033[K" : "", done, total, what,
		(unsigned long long)rate, (unsigned long long)(elapsed_ms / 1000));
	if (rate > 0 && total > done)
		fprintf(stderr, ", about %llu s left", (unsigned long long)((total - done) / rate + 1));
	fprintf(stderr, "%s%s%s", note[0] != '\0' ? ", " : "", note, live ? "" : "\n");
	fflush(stderr);
}

void pq_audit_bar_clear(void)
{
	if (bar_shown)
		fputs("\r\033[K", stderr);
	bar_shown = false;
}

int pq_audit_baseline(const struct pq_audit_call *call, struct pq_result *result)
{
	const char *path = call->values[PQ_AUDIT_BASELINE];
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file text;
	char today[PQ_TODAY_SIZE];
	enum pq_err err;

	if (!path)
		return PQ_EXIT_OK;
	pq_today(today);
	err = pq_file_read(path, PQ_MAX_RESULT_TEXT, "PQ_MAX_RESULT_TEXT", &text, &diag);
	if (!err) {
		err = pq_baseline_apply(result, pq_file_view(&text), today, &diag);
		pq_file_free(&text);
	}
	if (err)
		pq_complain_at(path, &diag);
	return err ? PQ_EXIT_BAD_INPUT : PQ_EXIT_OK;
}

int pq_audit_try_places(const struct pq_audit_call *call)
{
	static const enum pq_audit_option places[] = { PQ_AUDIT_JSON, PQ_AUDIT_HTML, PQ_AUDIT_JUNIT, PQ_AUDIT_SARIF,
						       PQ_AUDIT_BUNDLE };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (pq_put_try(call->values[places[i]]) != PQ_EXIT_OK)
			return PQ_EXIT_BAD_INPUT;
	return PQ_EXIT_OK;
}

struct writing {
	const struct pq_audit_call *call;
	const struct pq_result *result;
	const struct pq_audit_about *about;
};

static bool write_html(const void *context, FILE *out)
{
	const struct writing *writing = context;

	return pq_report_html(writing->result, writing->about, out);
}

static bool write_json(const void *context, FILE *out)
{
	const struct writing *writing = context;

	return pq_result_write(writing->result, out);
}

static bool write_junit(const void *context, FILE *out)
{
	const struct writing *writing = context;

	return pq_report_junit(writing->result, out);
}

static bool write_sarif(const void *context, FILE *out)
{
	const struct writing *writing = context;

	return pq_report_sarif(writing->result, writing->about, out);
}

static bool write_bundle(const void *context, FILE *out)
{
	const struct writing *writing = context;

	return pq_audit_bundle_write(writing->call, writing->result, out);
}

/* The bundle, where there is a finding to bundle. */
static int put_bundle(const struct writing *writing)
{
	const char *path = writing->call->values[PQ_AUDIT_BUNDLE];
	struct pq_audit_finding finding;

	if (path && !pq_audit_finding_named(writing->result, NULL, &finding)) {
		pq_complain("--bundle %s: nothing was found, so there is nothing to bundle", path);
		return PQ_EXIT_OK;
	}
	return pq_put(path, write_bundle, writing);
}

/* Whatever became of the other places: what an audit found is kept in its folder. */
static void keep_result(const struct writing *writing)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/result.json", writing->call->dir);
	if (strcmp(path, writing->about->json) != 0 && pq_put(path, write_json, writing) == PQ_EXIT_OK)
		pq_complain("the result is in %s", path);
}

/* All reports; returns an exit code. */
static int put_all(const struct writing *writing)
{
	const struct pq_audit_call *call = writing->call;
	int code = pq_put(writing->about->json, write_json, writing);

	code = pq_exit_worse(code, pq_put(writing->about->html, write_html, writing));
	code = pq_exit_worse(code, pq_put(call->values[PQ_AUDIT_JUNIT], write_junit, writing));
	code = pq_exit_worse(code, pq_put(call->values[PQ_AUDIT_SARIF], write_sarif, writing));
	code = pq_exit_worse(code, put_bundle(writing));
	if (code != PQ_EXIT_OK)
		keep_result(writing);
	return code;
}

/* The path that the user gave, or the one in the run's folder. */
static const char *place(const struct pq_audit_call *call, enum pq_audit_option option, const char *name, char *storage,
			 size_t size)
{
	if (call->values[option])
		return call->values[option];
	snprintf(storage, size, "%s/%s", call->dir, name);
	return storage;
}

int pq_audit_write(const struct pq_audit_call *call, struct pq_result *result)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	char html[PATH_MAX + 16], json[PATH_MAX + 16];
	struct pq_audit_about about = {
		.policy_file =
			strcmp(call->court.name, "fetch") == 0 ? "src/policy/builtin/fetch.policy" : call->court.name,
		.policy_text = pq_file_view(&call->court.policy_text),
		.html = place(call, PQ_AUDIT_HTML, "report.html", html, sizeof(html)),
		.json = place(call, PQ_AUDIT_JSON, "result.json", json, sizeof(json)),
	};
	const struct writing writing = { call, result, &about };
	int code = pq_audit_baseline(call, result);

	code = pq_exit_worse(code, put_all(&writing));
	pq_report_terminal(result, &about, &terminal);
	return pq_exit_worse(code, pq_result_exit(result));
}
