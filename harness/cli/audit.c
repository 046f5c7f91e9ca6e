/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "browser/errand.h"
#include "browser/session.h"
#include "cli/audit_call.h"
#include "cli/cli.h"
#include "cli/duration.h"
#include "cli/interrupt.h"
#include "report/message.h"

static const struct pq_option options[] = {
	[PQ_AUDIT_BROWSER] = { "browser", "NAME|PATH|FILE",
			       "a known browser, a fork's program, or a recipe FILE.browser" },
	[PQ_AUDIT_FAMILY] = { "family", "NAME", "whose recipe serves the program at PATH: chromium, firefox ..." },
	[PQ_AUDIT_COMMAND] = { "command", "TEMPLATE",
			       "a command that is given one URL after the other: 'curl -s {url}'" },
	[PQ_AUDIT_REMOTE] = { "remote", NULL, "serve pages and proxies to a browser that runs elsewhere" },
	[PQ_AUDIT_STOCK] = { "stock", NULL, "a fresh profile and no flag but those that the start needs" },
	[PQ_AUDIT_PREF] = { "pref", "NAME=VALUE", "a preference more (Firefox's family); any number" },
	[PQ_AUDIT_ARGUMENT] = { "argument", "ARG", "an argument more; any number" },
	[PQ_AUDIT_JUDGE] = { "judge", "NAME[@DATE]|FILE", "the judging policy (default: fetch)" },
	[PQ_AUDIT_DEPTH] = { "depth", "DEPTH", "quick, nightly or full (default: quick)" },
	[PQ_AUDIT_PORTS] = { "ports", "LIST", "ports for every vector: 25,6000-6010, or all, bad, near, sample" },
	[PQ_AUDIT_VECTORS] = { "vectors", "LIST", "only these: fetch,img,fetch/* ..." },
	[PQ_AUDIT_HEADERS] = { "headers", NULL, "forbidden names, methods and hostile values too" },
	[PQ_AUDIT_BODIES] = { "bodies", NULL, "bodies of forms too, compared with the model's" },
	[PQ_AUDIT_SPACES] = { "spaces", NULL, "address spaces too: public, private, loopback" },
	[PQ_AUDIT_IDLE] = { "idle", "TIME", "instead: what a fresh profile dials that is asked nothing" },
	[PQ_AUDIT_TIME] = { "time", "TIME", "end after that time, such as 90s or 10m, with what was seen" },
	[PQ_AUDIT_PATIENCE] = { "patience", "TIME", "how long the subject may be silent (default: 30s)" },
	[PQ_AUDIT_OUT] = { "out", "DIR", "the run's folder (default: out/audit/NAME-DATE)" },
	[PQ_AUDIT_HTML] = { "html", "FILE", "the report (default: DIR/report.html)" },
	[PQ_AUDIT_JSON] = { "json", "FILE", "the result (default: DIR/result.json)" },
	[PQ_AUDIT_JUNIT] = { "junit", "FILE", "JUnit too" },
	[PQ_AUDIT_SARIF] = { "sarif", "FILE", "SARIF too" },
	[PQ_AUDIT_BUNDLE] = { "bundle", "FILE", "what a vendor needs to reproduce one finding, as a tar archive" },
	[PQ_AUDIT_FINDING] = { "finding", "NAME", "which one, as reports name it (default: the first)" },
	[PQ_AUDIT_BASELINE] = { "baseline", "FILE", "accepted differences, or an earlier result" },
	[PQ_AUDIT_COMPARE] = { "compare", NULL, "only tell what changed between two results, A.json and B.json" },
};

const struct pq_usage pq_audit_usage = {
	"audit",
	"[A.json B.json]",
	"Starts a browser, a runtime or a command in a sandbox where every address is local,\n"
	"asks it port by port and vector by vector, and judges what was really dialled. Exit\n"
	"code 0: conforms; 1: violations or differences; 2: bad input; 3: void, partial, or\n"
	"something of the machine is missing.\n",
	options,
	PQ_AUDIT_OPTION_COUNT,
};

static int read_options(struct pq_audit_call *call, int argc, char **argv, int *first)
{
	const char *value;
	size_t index;
	enum pq_option_step step = pq_options_next(&pq_audit_usage, argc, argv, true, &index, &value);

	for (; step == PQ_OPTION_FOUND; step = pq_options_next(&pq_audit_usage, argc, argv, false, &index, &value)) {
		call->values[index] = value ? value : "";
		if (index != PQ_AUDIT_PREF && index != PQ_AUDIT_ARGUMENT)
			continue;
		if (call->delta_count == PQ_AUDIT_MAX_DELTAS)
			return pq_options_wrong(&pq_audit_usage, "expected at most %d --pref and --argument",
						PQ_AUDIT_MAX_DELTAS);
		call->deltas[call->delta_count].option = (enum pq_audit_option)index;
		call->deltas[call->delta_count++].value = value;
	}
	*first = (int)index;
	if (step == PQ_OPTION_HELP)
		return -1;
	return step == PQ_OPTION_END ? PQ_EXIT_OK : PQ_EXIT_BAD_INPUT;
}

static int read_time(const struct pq_audit_call *call, enum pq_audit_option option, uint64_t *out)
{
	const char *text = call->values[option];

	*out = text ? pq_duration_ms(text) : 0;
	if (text && *out == 0)
		return pq_options_wrong(&pq_audit_usage, "--%s '%s'; expected a time such as 90s, 10m or 8h",
					options[option].name, text);
	return PQ_EXIT_OK;
}

/* A baseline that cannot be read is complained of before the work, and not behind it. */
static int check_baseline(const struct pq_audit_call *call)
{
	struct pq_result *nothing = pq_result_new();
	int code = nothing ? pq_audit_baseline(call, nothing) : PQ_EXIT_SETUP;

	pq_result_free(nothing);
	return code;
}

static int read_values(struct pq_audit_call *call)
{
	const char *depth = call->values[PQ_AUDIT_DEPTH];
	int code = read_time(call, PQ_AUDIT_TIME, &call->limit_ms);

	if (code == PQ_EXIT_OK)
		code = read_time(call, PQ_AUDIT_PATIENCE, &call->patience_ms);
	if (code == PQ_EXIT_OK)
		code = read_time(call, PQ_AUDIT_IDLE, &call->idle_ms);
	call->depth = depth ? pq_depth_by_name(depth) : PQ_DEPTH_QUICK;
	if (code == PQ_EXIT_OK && call->depth == PQ_DEPTH_COUNT)
		return pq_options_wrong(&pq_audit_usage, "--depth '%s'; expected quick, nightly or full", depth);
	return code == PQ_EXIT_OK ? check_baseline(call) : code;
}

/* out/audit/NAME-DATE, with a number behind it where there is one already. */
static void name_folder(const struct pq_audit_call *call, char *path, size_t size)
{
	time_t now = time(NULL);
	struct tm parts;
	char date[32];

	strftime(date, sizeof(date), "%Y%m%d-%H%M%S", localtime_r(&now, &parts));
	snprintf(path, size, "out/audit/%s-%s", call->recipe.name, date);
	for (int number = 2; access(path, F_OK) == 0 && number < 1000; number++)
		snprintf(path, size, "out/audit/%s-%s-%d", call->recipe.name, date, number);
}

/* Holds the folder for as long as this process lives. False if another audit does. */
static bool lock_folder(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return folder < 0 || flock(folder, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

/* What an earlier audit left in the folder and this one would be mistaken for; an audit is known by its authority. */
static void clear_folder(const char *dir)
{
	char path[PATH_MAX + 300];
	struct dirent *entry;
	DIR *folder;

	snprintf(path, sizeof(path), "%s/log/authority.pem", dir);
	folder = access(path, F_OK) == 0 ? opendir(dir) : NULL;
	while (folder && (entry = readdir(folder))) {
		size_t len = strlen(entry->d_name);

		if (strncmp(entry->d_name, "browser-", 8) != 0 || len < 4 ||
		    strcmp(entry->d_name + len - 4, ".log") != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		unlink(path);
	}
	if (!folder)
		return;
	closedir(folder);
	snprintf(path, sizeof(path), "%s/findings", dir);
	pq_errand_remove(path);
	snprintf(path, sizeof(path), "%s/log", dir);
	pq_errand_remove(path);
}

/* The run's folder; absolute, because programs with other working directories write to it. */
static int make_folder(struct pq_audit_call *call)
{
	const char *given = call->values[PQ_AUDIT_OUT];
	char path[PATH_MAX];

	if (given)
		snprintf(path, sizeof(path), "%s", given);
	else
		name_folder(call, path, sizeof(path));
	if (path[0] == '\0')
		return pq_options_wrong(&pq_audit_usage, "--out ''; expected a folder");
	if (!pq_errand_make_folders(path) || !realpath(path, call->dir)) {
		pq_complain("%s: %s; expected a folder that can be made (--out DIR chooses another)", path,
			    strerror(errno));
		return PQ_EXIT_SETUP;
	}
	if (!lock_folder(call->dir)) {
		pq_complain("%s: another audit writes there; expected a folder of its own (--out DIR)", path);
		return PQ_EXIT_BAD_INPUT;
	}
	clear_folder(call->dir);
	return PQ_EXIT_OK;
}

static void describe(const struct pq_audit_call *call, struct pq_result *result)
{
	char *version = call->program ? pq_session_version(&call->recipe, call->program) : NULL;
	char started[32];
	time_t now = time(NULL);
	struct tm parts;

	strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &parts));
	result->name = pq_result_print(result, "%s", call->recipe.name);
	result->version = pq_result_print(result, "%s", version && version[0] ? version : "unknown version");
	result->family = pq_result_print(result, "%s", call->recipe.family);
	result->program = pq_result_print(result, "%s", PQ_VERSION);
	result->judge = pq_result_print(result, "%s", call->court.name);
	result->depth = pq_result_print(result, "%s", pq_depth_name(call->depth));
	result->started = pq_result_print(result, "%s", started);
	free(version);
}

static void progress(void *context, const struct pq_audit_progress *now)
{
	(void)context;
	pq_audit_bar("probes", now->probes, now->all_probes, now->elapsed_ms, "");
}

static int audit(struct pq_audit_call *call)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_audit_options run = {
		.recipe = &call->recipe,
		.program = call->program,
		.stock = call->values[PQ_AUDIT_STOCK] != NULL,
		.dir = call->dir,
		.judge = &call->court.judge,
		.depth = call->depth,
		.vectors = call->values[PQ_AUDIT_VECTORS],
		.ports = call->values[PQ_AUDIT_PORTS],
		.spaces = call->values[PQ_AUDIT_SPACES] != NULL,
		.limit_ms = call->limit_ms,
		.patience_ms = (uint32_t)call->patience_ms,
		.progress = progress,
		.announce = call->values[PQ_AUDIT_REMOTE] ? pq_audit_remote_announce : NULL,
		.stop = call->stop,
	};
	struct pq_result *result;
	enum pq_err err;
	int code;

	if (call->values[PQ_AUDIT_REMOTE] &&
	    (call->values[PQ_AUDIT_HEADERS] || call->values[PQ_AUDIT_BODIES] || call->values[PQ_AUDIT_SPACES]))
		return pq_options_wrong(
			&pq_audit_usage,
			"--headers, --bodies and --spaces need a sandbox; expected --remote without them");
	if (pq_audit_options_fit_subject(call) != PQ_EXIT_OK)
		return PQ_EXIT_BAD_INPUT;
	if (call->idle_ms && (call->recipe.kind > PQ_BROWSER_PLAIN || call->values[PQ_AUDIT_REMOTE]))
		return pq_options_wrong(&pq_audit_usage, "--idle; expected a browser, which has a page to idle on");
	if (pq_audit_check(&run, &diag))
		return pq_options_wrong(&pq_audit_usage, "expected %s (column %zu)", diag.expected, diag.column);
	code = make_folder(call);
	if (code != PQ_EXIT_OK)
		return code;
	code = pq_audit_try_places(call);
	if (code != PQ_EXIT_OK)
		return code;
	run.dir = call->dir;
	result = pq_result_new();
	if (!result) {
		pq_complain("out of memory");
		return PQ_EXIT_SETUP;
	}
	describe(call, result);
	err = call->idle_ms ? pq_audit_idle(call, result, &diag) : pq_audit_run(&run, result, &diag);
	pq_audit_bar_clear();
	if (!err && !call->idle_ms)
		code = pq_audit_cases(call, result);
	if (err) {
		pq_complain("audit: expected %s", diag.expected);
		code = PQ_EXIT_SETUP;
	} else {
		code = pq_exit_worse(code, pq_audit_write(call, result));
	}
	pq_result_free(result);
	return code;
}

static int with_subject(struct pq_audit_call *call)
{
	int code = call->values[PQ_AUDIT_REMOTE] ? pq_audit_remote_subject(call) : pq_audit_subject(call);

	if (code == PQ_EXIT_OK) {
		code = pq_court_init(&call->court, call->values[PQ_AUDIT_JUDGE]);
		if (code == PQ_EXIT_OK) {
			code = audit(call);
			pq_court_fini(&call->court);
		}
	}
	free(call->program);
	pq_recipe_fini(&call->recipe);
	return code;
}

int pq_cli_audit(int argc, char **argv)
{
	struct pq_audit_call *call = pq_memory(1, sizeof(*call));
	int first = 0;
	int code = read_options(call, argc, argv, &first);
	int subjects;

	call->stop = pq_interrupt_watch();
	if (code == PQ_EXIT_OK)
		code = read_values(call);
	subjects = (call->values[PQ_AUDIT_BROWSER] != NULL) + (call->values[PQ_AUDIT_COMMAND] != NULL) +
		   (call->values[PQ_AUDIT_REMOTE] != NULL) + (call->values[PQ_AUDIT_COMPARE] != NULL);
	if (code == PQ_EXIT_OK && subjects != 1)
		code = pq_options_wrong(&pq_audit_usage,
					"expected one of --browser, --command, --remote and --compare");
	else if (code == PQ_EXIT_OK)
		code = pq_audit_options_fit(call);
	if (code == PQ_EXIT_OK && call->values[PQ_AUDIT_COMPARE])
		code = argc - first == 2 ? pq_audit_compare(argv[first], argv[first + 1], call->values[PQ_AUDIT_JSON])
					 : pq_options_wrong(&pq_audit_usage, "expected two results after --compare");
	else if (code == PQ_EXIT_OK && first != argc)
		code = pq_options_wrong(&pq_audit_usage, "unexpected argument '%s'", argv[first]);
	else if (code == PQ_EXIT_OK)
		code = with_subject(call);
	free(call);
	return code < 0 ? PQ_EXIT_OK : code;
}
