/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/lab.h"
#include "cli/lab_case.h"
#include "cli/load.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/policy_tell.h"
#include "cli/put.h"
#include "report/lab_story.h"
#include "report/message.h"

enum option { FROM, HTML, WHOLE, INSTALL, LIST, OPTION_COUNT };

static const struct pq_option options[] = {
	[FROM] = { "from", "FILE", "take it from a lab's result (--json), and run nothing (-: standard input)" },
	[HTML] = { "html", "FILE", "write one self-contained page, with the sequence as a picture" },
	[WHOLE] = { "whole", NULL, "show all bytes, also of long requests" },
	[INSTALL] = { "install", NULL, "fetch packages that are missing; they are unpacked, never installed" },
	[LIST] = { "list", NULL, "print the names of all cases, or of those that begin as NAME does, and run nothing" },
};

static const struct pq_usage usage = {
	"lab explain",
	"NAME",
	"Tells one case of a lab for a person who is learning: who takes part, who sends what to\n"
	"whom, what is made of it, what came of it, and what would have stopped it. A name is\n"
	"services/SERVICE/FORM/CLIENT/SHAPE, nat/HELPER/WAY/SHAPE/SETTING or proxy/SETTING/CASE;\n"
	"each part may be shortened, the last ones left out: nat/ftp/form is the case of these\n"
	"that goes furthest. Exit code 0: told; 2: wrong usage, no such case or bad input; 3: void.\n",
	options,
	OPTION_COUNT,
};

/* wanted: the name, as it was given, or empty; any: what is told, by names */
struct call {
	const char *values[OPTION_COUNT];
	const char *wanted;
	struct pq_lab_any any;
	struct pq_lab_names names;
};

static int name_all(const struct pq_lab_any *any, struct pq_lab_names *names)
{
	if (pq_lab_names_of(any, names))
		return PQ_EXIT_OK;
	pq_complain("lab explain: out of memory");
	return PQ_EXIT_SETUP;
}

static size_t parts_of(const char *name)
{
	size_t parts = 1;

	for (; *name; name++)
		parts += *name == '/' && name[1];
	return parts;
}

/* Length of the first parts of a name. */
static size_t parts_len(const char *name, size_t parts)
{
	size_t len = 0;

	while (name[len] && (name[len] != '/' || --parts > 0))
		len++;
	return len;
}

/* Complains about the first part that no name has, with what may stand there. */
static int unknown(const struct pq_lab_names *names, const char *wanted)
{
	size_t parts = pq_lab_names_known_parts(names, wanted) + 1;
	size_t known_len = parts > 1 ? parts_len(wanted, parts - 1) : 0, count = 0;
	char *texts = pq_memory(names->count + 1, PQ_LAB_NAME_SIZE);
	const char **known = pq_memory(names->count + 1, sizeof(*known));
	char shown[PQ_LAB_NAME_SIZE], before[PQ_LAB_NAME_SIZE];
	int code;

	snprintf(shown, sizeof(shown), "%.*s", (int)parts_len(wanted, parts), wanted);
	snprintf(before, sizeof(before), "%.*s", (int)known_len, wanted);
	for (size_t i = 0; i < names->count; i++) {
		char *text = texts + count * PQ_LAB_NAME_SIZE;
		bool fresh = pq_lab_name_fits(&names->rows[i], before);

		snprintf(text, PQ_LAB_NAME_SIZE, "%.*s", (int)parts_len(names->rows[i].text, parts),
			 names->rows[i].text);
		for (size_t k = 0; fresh && k < count; k++)
			fresh = strcmp(known[k], text) != 0;
		if (fresh)
			known[count++] = text;
	}
	code = pq_names_unknown("case", shown, known, count);
	free(known);
	free(texts);
	return code;
}

static int list(const struct pq_lab_names *names, const char *wanted)
{
	size_t count = 0;

	for (size_t i = 0; i < names->count; i++) {
		if (!pq_lab_name_fits(&names->rows[i], wanted))
			continue;
		puts(names->rows[i].text);
		count++;
	}
	return count ? PQ_EXIT_OK : unknown(names, wanted);
}

static int read_result(const char *path, struct pq_lab_any *any)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file file = { NULL, 0 };
	enum pq_err err = pq_file_read(path, PQ_MAX_LAB_TEXT, "PQ_MAX_LAB_TEXT", &file, &diag);

	if (!err)
		err = pq_lab_any_read(any, pq_file_view(&file), &diag);
	pq_file_free(&file);
	if (!err)
		return PQ_EXIT_OK;
	pq_complain_at(path, &diag);
	return PQ_EXIT_BAD_INPUT;
}

/* Runs what the name is about, into the call's result. */
static int run(struct call *call)
{
	struct pq_lab_any plan = { .nat = { .subject = NULL } };
	struct pq_lab_names names = { NULL, 0 };
	const struct pq_lab_name *name = NULL;
	int code = pq_lab_cases_plan(&plan);

	if (code == PQ_EXIT_OK)
		code = name_all(&plan, &names);
	if (code == PQ_EXIT_OK && call->values[LIST]) {
		code = list(&names, call->wanted);
	} else if (code == PQ_EXIT_OK) {
		name = pq_lab_names_find(&names, call->wanted);
		code = name ? pq_lab_case_run(&plan, name, parts_of(call->wanted) < 3, call->values[INSTALL] != NULL,
					      &call->any)
			    : unknown(&names, call->wanted);
	}
	pq_lab_names_fini(&names);
	pq_lab_any_fini(&plan);
	return code;
}

static bool write_html(const void *context, FILE *out)
{
	return pq_lab_story_html(context, out);
}

static int tell(const struct call *call, const struct pq_lab_name *name)
{
	struct pq_terminal terminal = pq_terminal_of(stdout);
	struct pq_states *states = pq_cli_states();
	struct pq_lab_story story;
	int code = PQ_EXIT_SETUP;

	if (!pq_lab_story_of(&story, &call->any, name, states)) {
		pq_complain("lab explain: out of memory");
	} else {
		pq_lab_story_terminal(&story, &terminal, call->values[WHOLE] != NULL);
		code = pq_put(call->values[HTML], write_html, &story);
		if (story.void_why)
			code = pq_exit_worse(code, PQ_EXIT_SETUP);
		pq_lab_story_fini(&story);
	}
	pq_states_free(states);
	return code;
}

/* A helper or a setting that could not be run has no cases, and stands for all of them. */
static const struct pq_lab_name *find(const struct pq_lab_names *names, const char *wanted)
{
	const struct pq_lab_name *name = pq_lab_names_find(names, wanted);
	char first[PQ_LAB_NAME_SIZE];

	if (name)
		return name;
	snprintf(first, sizeof(first), "%.*s", (int)parts_len(wanted, 2), wanted);
	name = pq_lab_names_find(names, first);
	return name && parts_of(name->text) == 2 ? name : NULL;
}

static int explain(struct call *call)
{
	const struct pq_lab_name *name;
	int code = call->values[FROM] ? read_result(call->values[FROM], &call->any) : run(call);

	if (code != PQ_EXIT_OK || (call->values[LIST] && !call->values[FROM]))
		return code;
	code = name_all(&call->any, &call->names);
	if (code != PQ_EXIT_OK)
		return code;
	if (call->names.count == 0) {
		pq_complain("lab explain: the result has no case");
		return PQ_EXIT_SETUP;
	}
	if (call->values[LIST])
		return list(&call->names, call->wanted);
	name = find(&call->names, call->wanted);
	return name ? tell(call, name) : unknown(&call->names, call->wanted);
}

int pq_cli_lab_explain(int argc, char **argv)
{
	struct call call = { .wanted = "" };
	int first, code;

	if (!pq_options_read(&usage, argc, argv, call.values, &first, &code))
		return code;
	if (argc - first > 1 || (argc == first && !call.values[LIST]))
		return pq_options_wrong(&usage, "expected the name of one case; --list prints them");
	if (argc > first)
		call.wanted = argv[first];
	code = pq_put_try(call.values[HTML]);
	if (code == PQ_EXIT_OK)
		code = explain(&call);
	pq_lab_names_fini(&call.names);
	pq_lab_any_fini(&call.any);
	return code;
}
