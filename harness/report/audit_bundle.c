/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdlib.h>

#include "monitor/monitor.h"
#include "report/audit_report.h"
#include "report/json.h"
#include "report/tar.h"

#define FOLDER "pratique-finding/"

/* wanted: name; NULL: the first that is not accepted, else the first. found: a copy */
struct search {
	const char *wanted;
	bool any;
	struct pq_audit_finding found;
};

static bool look(void *context, const struct pq_audit_finding *finding)
{
	struct search *search = context;

	if (search->wanted && strcmp(search->wanted, finding->name) != 0)
		return true;
	if (!search->any || !finding->accepted)
		search->found = *finding;
	search->any = true;
	return finding->accepted != 0;
}

static json_t *text(const char *string)
{
	return string ? pq_json_text(pq_view_str(string)) : json_null();
}

static const char *transcript_of(const struct pq_audit_finding *finding)
{
	if (finding->port)
		return finding->port->evidence;
	if (finding->entry)
		return finding->entry->transcript;
	return finding->dial ? finding->dial->evidence : NULL;
}

static void put_json(FILE *out, const struct pq_result *result, const struct pq_audit_finding *finding)
{
	json_t *object = json_pack(
		"{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "format", "pratique-finding 1",
		"finding", text(finding->name), "rule", pq_rule_name(finding->rule), "sentence", text(finding->text),
		"subject", text(result->name), "version", text(result->version), "command", text(result->command),
		"pratique", text(result->program), "judge", text(result->judge), "started", text(result->started),
		"accepted", finding->accepted != 0, "transcript", text(transcript_of(finding)));
	char *string;

	if (finding->port)
		json_object_update_new(
			object,
			json_pack("{s:o, s:i, s:s, s:s}", "vector", text(finding->vector->name), "port",
				  finding->port->port, "seen", pq_seen_name(finding->port->seen), "again",
				  finding->port->asked_again ? pq_seen_name(finding->port->again) : "not asked"));
	string = json_dumps(object, JSON_INDENT(1));
	if (string)
		pq_tar_file(out, FOLDER "finding.json", pq_view_str(string));
	free(string);
	json_decref(object);
}

static void add(FILE *out, const char *label, const char *value)
{
	fprintf(out, "%s\n    ", label);
	pq_terminal_text(out, pq_view_str(value ? value : "not known"));
	fputs("\n\n", out);
}

static void put_rule(FILE *out, enum pq_rule rule)
{
	const struct pq_rule_info *info = pq_rule_info(rule);

	fprintf(out, "The rule\n    %s: %s (%s; %s)\n\n", info->id, info->summary, info->cwe, info->section);
}

static void put_steps(FILE *out, const struct pq_result *result, const struct pq_audit_finding *finding)
{
	bool command;

	fputs("To see it again\n", out);
	fputs("    Install pratique of that version and start it on the same product:\n\n", out);
	command = finding->port && finding->vector->name && strncmp(finding->vector->name, "command-", 8) == 0;
	fputs(command ? "        pratique audit --command 'PROGRAM {url}'" : "        pratique audit --browser PROGRAM",
	      out);
	if (result->judge && strcmp(result->judge, "fetch") != 0) {
		fputs(" --judge ", out);
		pq_terminal_text(out, pq_view_str(result->judge));
	}
	if (finding->port) {
		fputs(" --vectors ", out);
		pq_terminal_text(out, pq_view_str(finding->vector->name ? finding->vector->name : "?"));
		fprintf(out, " --ports %u", finding->port->port);
	} else if (finding->entry) {
		fprintf(out, " --%s",
			finding->entry->suite && strcmp(finding->entry->suite, "bodies") == 0 ? "bodies" : "headers");
	} else if (finding->dial) {
		fputs(" --idle 5m", out);
	}
	fputs("\n\n    It needs no network: all of it happens in a sandbox in which every address is local.\n"
	      "    A scenario can be put to it alone: pratique ask scenario.txt --browsers PROGRAM\n\n",
	      out);
}

static void put_readme(FILE *archive, const struct pq_result *result, const struct pq_audit_bundle *bundle,
		       const struct pq_audit_finding *finding)
{
	char *bytes = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&bytes, &len);

	if (!out)
		return;
	fputs("One finding of an audit\n=======================\n\n", out);
	add(out, "What was seen", finding->text);
	if (finding->rule != PQ_RULE_NONE)
		put_rule(out, finding->rule);
	add(out, "Subject", result->version ? result->version : result->name);
	add(out, "Started as", result->command);
	add(out, "Judged under the policy", result->judge);
	add(out, "By pratique", result->program);
	add(out, "On", result->started);
	put_steps(out, result, finding);
	fputs("In this archive\n    README         this text\n    finding.json   the same for programs\n", out);
	if (transcript_of(finding))
		fputs("    transcript.txt what was dialled and written, as the socket saw it\n", out);
	if (bundle->page.len > 0)
		fputs("    page.html      the page that asks for it\n", out);
	if (bundle->scenario.len > 0)
		fputs("    scenario.txt   the scenario\n", out);
	if (bundle->recipe.len > 0)
		fputs("    recipe.txt     how the subject was started\n", out);
	fputs("\nThis may be an undisclosed hole: send it to the vendor first.\n", out);
	if (fclose(out) == 0)
		pq_tar_file(archive, FOLDER "README", pq_view(bytes, len));
	free(bytes);
}

static void put_part(FILE *out, const char *name, struct pq_view bytes)
{
	if (bytes.len > 0)
		pq_tar_file(out, name, bytes);
}

bool pq_audit_finding_named(const struct pq_result *result, const char *name, struct pq_audit_finding *out)
{
	struct search search = { .wanted = name };

	pq_audit_findings(result, look, &search);
	if (search.any)
		*out = search.found;
	return search.any;
}

enum pq_err pq_report_bundle(const struct pq_result *result, const struct pq_audit_bundle *bundle, FILE *out,
			     struct pq_diag *diag)
{
	struct pq_audit_finding finding;
	const char *transcript;

	if (!pq_audit_finding_named(result, bundle->finding, &finding))
		return pq_diag_set(diag, PQ_ERR_UNKNOWN, 0, 0,
				   bundle->finding ? "the name of a finding of this audit, such as \"port fetch 6667\""
						   : "a finding, but this audit has none");
	transcript = transcript_of(&finding);
	put_readme(out, result, bundle, &finding);
	put_json(out, result, &finding);
	put_part(out, FOLDER "transcript.txt", pq_view_str(transcript ? transcript : ""));
	put_part(out, FOLDER "page.html", bundle->page);
	put_part(out, FOLDER "scenario.txt", bundle->scenario);
	put_part(out, FOLDER "recipe.txt", bundle->recipe);
	pq_tar_end(out);
	return fflush(out) == 0 && !ferror(out) ? PQ_ERR_OK : pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a place to write to");
}
