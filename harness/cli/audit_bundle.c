/* SPDX-License-Identifier: MIT */
/*
 * What goes into a finding's bundle beside its transcript: a page and a scenario
 * that ask for the same from anywhere, and the recipe that started the subject.
 */
#include <stdio.h>
#include <stdlib.h>

#include "audit/vectors.h"
#include "base/text.h"
#include "cli/audit_call.h"
#include "cli/cli.h"
#include "cli/places.h"
#include "report/audit_report.h"
#include "report/message.h"
#include "scenario/limits.h"

#define HOST "target.example"

/* Text that grows; bytes is NULL where there is none. */
struct part {
	char *bytes;
	size_t len;
};

static struct pq_view view_of(const struct part *part)
{
	return pq_view(part->bytes, part->len);
}

/* The text with each {url} replaced. */
static void put_filled(FILE *out, const char *text, const char *url)
{
	for (const char *at = strstr(text, "{url}"); at; text = at + strlen("{url}"), at = strstr(text, "{url}")) {
		fwrite(text, 1, (size_t)(at - text), out);
		fputs(url, out);
	}
	fputs(text, out);
}

static const char *url_scheme(const struct pq_vector *vector)
{
	static const char *const schemes[] = { "https", "ws", "wss" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strcmp(vector->scheme, schemes[i]) == 0)
			return schemes[i];
	return "http";
}

/* The vector whose row that is: a vector that goes through a proxy, or a command, has none. */
static const struct pq_vector *vector_of(const struct pq_audit_finding *finding)
{
	size_t index = finding->vector && finding->vector->name ? pq_vector_index(finding->vector->name) : SIZE_MAX;

	return index == SIZE_MAX || !finding->port ? NULL : pq_vector_at(index);
}

static void put_page(FILE *out, const struct pq_vector *vector, const char *url)
{
	fprintf(out, "<!doctype html>\n<meta charset=\"utf-8\">\n<title>%s</title>\n", vector->name);
	fprintf(out, "<!-- %s (%s). %s must lead to a listener that tells of every connection. -->\n",
		vector->initiator, vector->section, HOST);
	if (vector->status)
		fprintf(out,
			"<!-- The URL is not asked for at once: http://" HOST "/ answers %u with Location: %s -->\n",
			vector->status, url);
	if (vector->status)
		url = "http://" HOST "/";
	if (vector->header) {
		fputs("<!-- To be served with the header: ", out);
		put_filled(out, vector->header, url);
		fputs(" -->\n", out);
	}
	if (vector->markup) {
		put_filled(out, vector->markup, url);
		fputc('\n', out);
	}
	if (vector->probe) {
		fprintf(out,
			"<!-- Helpers of this script lie in pratique's harness/audit/pages. -->\n<script "
			"type=\"module\">\n"
			"const url = \"%s\";\n",
			url);
		fputs(vector->probe, out);
		fputs("\n</script>\n", out);
	}
}

/* Of a word that takes a URL and no more. */
static const char *opening(const char *word)
{
	static const char *const openings[][2] = {
		{ "fetch", "fetch GET " },     { "xhr", "xhr GET " },       { "form", "form POST " },
		{ "websocket", "websocket " }, { "navigate", "navigate " }, { "preconnect", "preconnect " },
		{ "prefetch", "prefetch " },
	};

	for (size_t i = 0; word && i < sizeof(openings) / sizeof(openings[0]); i++)
		if (strcmp(openings[i][0], word) == 0)
			return openings[i][1];
	return NULL;
}

static void put_scenario(FILE *out, const struct pq_audit_finding *finding, const struct pq_vector *vector,
			 const char *url)
{
	if (!opening(vector->word))
		return;
	fprintf(out, "pratique-scenario 1\n# %s, port %u.\npage http://evil.example/\n%s%s\n", vector->name,
		finding->port->port, opening(vector->word), vector->status ? "http://" HOST "/" : url);
	if (vector->status)
		fprintf(out, "answer\n  redirect %u %s\n", vector->status, url);
	fprintf(out, "expect %s\ncontrol GET http://" HOST "/\n",
		finding->rule == PQ_RULE_OVER_BLOCK ? "allowed" : "blocked unsafe_port");
}

/* The scenario's own text, where it has a file. */
static void copy_scenario(FILE *out, const char *name)
{
	char path[PATH_MAX];
	struct pq_file file;
	struct pq_diag diag;

	snprintf(path, sizeof(path), "%s%s%s", name[0] == '/' ? "" : pq_cli_data_dir(), name[0] == '/' ? "" : "/",
		 name);
	if (pq_file_read(path, PQ_MAX_SCENARIO_TEXT, "PQ_MAX_SCENARIO_TEXT", &file, &diag))
		return;
	fwrite(file.data, 1, file.len, out);
	pq_file_free(&file);
}

static void put_word(FILE *out, const char *word, const char *value)
{
	unsigned char bytes[8192];
	struct pq_buf text;

	if (!value)
		return;
	pq_buf_init(&text, bytes, sizeof(bytes));
	pq_text_print(pq_view_str(value), &text);
	fprintf(out, "%s%s%.*s", word, word[0] ? " " : "", (int)text.len, (const char *)text.data);
}

static void put_recipe(FILE *out, const struct pq_recipe *recipe)
{
	fputs("pratique-browser 1\n", out);
	for (size_t i = 0; i < recipe->line_count; i++) {
		put_word(out, recipe->lines[i].word, recipe->lines[i].value);
		if (recipe->lines[i].second)
			fputc(' ', out);
		put_word(out, "", recipe->lines[i].second);
		fputc('\n', out);
	}
}

/* Fills the parts; what there is nothing to say of stays empty. */
static bool make_parts(const struct pq_audit_call *call, const struct pq_audit_finding *finding,
		       struct part parts[static 3])
{
	const struct pq_vector *vector = vector_of(finding);
	FILE *files[3] = { NULL, NULL, NULL };
	bool made = true;
	char url[64] = "";

	for (size_t i = 0; i < 3; i++)
		files[i] = open_memstream(&parts[i].bytes, &parts[i].len);
	made = files[0] && files[1] && files[2];
	if (made && vector) {
		snprintf(url, sizeof(url), "%s://" HOST ":%u/", url_scheme(vector), finding->port->port);
		put_page(files[0], vector, url);
		put_scenario(files[1], finding, vector, url);
	}
	if (made && finding->entry && finding->entry->file)
		copy_scenario(files[1], finding->entry->file);
	if (made)
		put_recipe(files[2], &call->recipe);
	for (size_t i = 0; i < 3; i++)
		made = files[i] && fclose(files[i]) == 0 && made;
	return made;
}

bool pq_audit_bundle_write(const struct pq_audit_call *call, const struct pq_result *result, FILE *out)
{
	const char *wanted = call->values[PQ_AUDIT_FINDING];
	struct part parts[3] = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	struct pq_diag diag = { 0, 0, "memory and a place to write to" };
	struct pq_audit_finding finding;
	bool made = !pq_audit_finding_named(result, wanted, &finding) || make_parts(call, &finding, parts);
	struct pq_audit_bundle bundle = { wanted, view_of(&parts[0]), view_of(&parts[1]), view_of(&parts[2]) };

	made = made && pq_report_bundle(result, &bundle, out, &diag) == PQ_ERR_OK;
	if (!made)
		pq_complain("--bundle: expected %s", diag.expected);
	for (size_t i = 0; i < 3; i++)
		free(parts[i].bytes);
	return made;
}
