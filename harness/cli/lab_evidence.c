/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/folder.h"
#include "cli/lab.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/paths.h"
#include "cli/policy_tell.h"
#include "cli/put.h"
#include "cli/today.h"
#include "report/lab_evidence.h"
#include "report/message.h"

enum option { JSON, HTML, DOSSIERS, OPTION_COUNT };

static const struct pq_option options[] = {
	[JSON] = { "json", "FILE", "write all of it as JSON (-: standard output)" },
	[HTML] = { "html", "FILE", "write one page of it, with what was sent where something executes" },
	[DOSSIERS] = { "dossiers", "DIR", "write port-N.md for each port that executes and is not on Fetch's list" },
};

static const struct pq_usage usage = {
	"lab evidence",
	"RESULT|DIR...",
	"What results of lab services (--json FILE, --out DIR) say beside who blocks what: by port\n"
	"its services, their class by form, which policies block it since when; then what executes\n"
	"and nobody blocks, what is blocked without evidence, which blocked ports no service was\n"
	"tested for, and what is void. Several results of a service are one vote each. Exit code 0:\n"
	"told; 2: wrong usage or bad input; 3: nothing to tell, no service was tested or all is\n"
	"void.\n",
	options,
	OPTION_COUNT,
};

/* results: one for each of paths, read_count of them read; sorted: pointers to them */
struct call {
	const char *values[OPTION_COUNT];
	struct pq_paths paths;
	struct pq_lab_services *results;
	const struct pq_lab_services **sorted;
	size_t read_count;
	struct pq_folder folder;
	struct pq_states *states;
	struct pq_evidence evidence;
	struct pq_lab_evidence_about about;
};

static int find_results(struct call *call, int argc, char **argv)
{
	static const char *const suffixes[] = { ".json", NULL };
	int code = PQ_EXIT_OK;

	for (int i = 0; code == PQ_EXIT_OK && i < argc; i++)
		code = pq_paths_add(&call->paths, argv[i], suffixes);
	return code;
}

static int read_result(struct call *call, const char *path)
{
	struct pq_file file = { 0 };
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err = pq_file_read(path, PQ_MAX_LAB_RESULT_TEXT, "PQ_MAX_LAB_RESULT_TEXT", &file, &diag);

	if (!err)
		err = pq_lab_services_read(&call->results[call->read_count], pq_file_view(&file), &diag);
	pq_file_free(&file);
	if (err) {
		pq_complain_at(path, &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	call->sorted[call->read_count] = &call->results[call->read_count];
	call->read_count++;
	return PQ_EXIT_OK;
}

static int read_results(struct call *call)
{
	int code = PQ_EXIT_OK;

	call->results = pq_memory(call->paths.count, sizeof(*call->results));
	call->sorted = pq_memory(call->paths.count, sizeof(*call->sorted));
	for (size_t i = 0; code == PQ_EXIT_OK && i < call->paths.count; i++)
		code = read_result(call, call->paths.items[i]);
	return code;
}

/* A report must not replace a result, and what cannot be written is said before the work. */
static int check_places(const struct call *call)
{
	int code = PQ_EXIT_OK;

	for (size_t i = JSON; code == PQ_EXIT_OK && i <= HTML; i++) {
		code = pq_put_beside(call->values[i], call->paths.items, (int)call->paths.count);
		if (code == PQ_EXIT_OK)
			code = pq_put_try(call->values[i]);
	}
	return code;
}

static bool write_json(const void *context, FILE *out)
{
	return pq_lab_evidence_json(context, out);
}

static bool write_html(const void *context, FILE *out)
{
	return pq_lab_evidence_html(context, out);
}

struct dossier {
	const struct pq_lab_evidence_about *about;
	const struct pq_evidence_port *port;
};

static bool write_dossier(const void *context, FILE *out)
{
	const struct dossier *dossier = context;

	return pq_lab_evidence_dossier(dossier->about, dossier->port, out);
}

static int write_dossiers(const struct call *call)
{
	int code = PQ_EXIT_OK;

	for (size_t i = 0; i < call->evidence.port_count; i++) {
		const struct dossier dossier = { &call->about, &call->evidence.ports[i] };
		char path[PATH_MAX + 32];

		if (!pq_evidence_is_gap(dossier.port))
			continue;
		snprintf(path, sizeof(path), "%s/port-%u.md", call->folder.path, (unsigned int)dossier.port->port);
		code = pq_exit_worse(code, pq_put(path, write_dossier, &dossier));
	}
	return code;
}

/* True if a service says something. */
static bool is_told(const struct pq_evidence *evidence)
{
	for (size_t i = 0; i < evidence->port_count; i++)
		for (size_t k = 0; k < evidence->ports[i].service_count; k++)
			if (evidence->ports[i].services[k].attempts)
				return true;
	return false;
}

static int tell(struct call *call)
{
	bool apart = call->values[JSON] && strcmp(call->values[JSON], "-") == 0;
	struct pq_terminal terminal = pq_terminal_of(apart ? stderr : stdout);
	int code;

	pq_lab_evidence_terminal(&call->about, &terminal);
	code = pq_put(call->values[JSON], write_json, &call->about);
	code = pq_exit_worse(code, pq_put(call->values[HTML], write_html, &call->about));
	if (call->values[DOSSIERS])
		code = pq_exit_worse(code, write_dossiers(call));
	if (is_told(&call->evidence))
		return code;
	pq_complain("lab evidence: nothing to tell: %s",
		    call->evidence.port_count ? "all is void" : "there is no service in what was read");
	return pq_exit_worse(code, PQ_EXIT_SETUP);
}

static int run(struct call *call)
{
	char today[PQ_TODAY_SIZE];
	int code = read_results(call);

	if (code == PQ_EXIT_OK)
		code = check_places(call);
	if (code == PQ_EXIT_OK && call->values[DOSSIERS] &&
	    pq_folder_open(&call->folder, call->values[DOSSIERS]) != PQ_EXIT_OK)
		code = PQ_EXIT_BAD_INPUT;
	if (code != PQ_EXIT_OK)
		return code;
	call->states = pq_cli_states();
	if (!pq_evidence_init(&call->evidence, call->states, call->sorted, call->read_count)) {
		pq_complain("lab evidence: out of memory");
		return PQ_EXIT_SETUP;
	}
	pq_today(today);
	call->about = (struct pq_lab_evidence_about){ &call->evidence, today, PQ_VERSION,
						      (const char *const *)call->paths.items };
	return tell(call);
}

int pq_cli_lab_evidence(int argc, char **argv)
{
	struct call call = { 0 };
	int first, code;

	if (!pq_options_read(&usage, argc, argv, call.values, &first, &code))
		return code;
	if (first == argc)
		return pq_options_wrong(&usage, "expected results of lab services");
	code = find_results(&call, argc - first, argv + first);
	if (code == PQ_EXIT_OK)
		code = run(&call);
	pq_evidence_fini(&call.evidence);
	pq_states_free(call.states);
	for (size_t i = 0; i < call.read_count; i++)
		pq_lab_services_fini(&call.results[i]);
	free(call.results);
	free(call.sorted);
	pq_paths_free(&call.paths);
	return code;
}
