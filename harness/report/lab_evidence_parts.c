/* SPDX-License-Identifier: MIT */
#include "report/lab_evidence_parts.h"

#include <string.h>

#include "report/lab_evidence_words.h"
#include "report/markdown.h"

void pq_evidence_put_facts(const struct pq_evidence_port *port, FILE *out)
{
	const struct pq_facts *facts = &port->why.states->facts;
	bool begun = false;

	for (size_t i = 0; i < facts->count; i++) {
		const struct pq_fact *fact = &facts->facts[i];

		if (fact->kind == PQ_FACT_CHANGE || !pq_fact_names(&fact->ports, port->port))
			continue;
		fputs(begun ? "- " : "\nWhat else is known of the port:\n\n- ", out);
		begun = true;
		pq_markdown_line(out, fact->text);
		fputs(" Source: ", out);
		pq_markdown_line(out, fact->source);
		fputs("\n", out);
	}
}

static void put_setting(const struct pq_evidence_run *run, FILE *out)
{
	const struct pq_lab_served *served = run->served;

	fputs("- packages: ", out);
	pq_markdown_put(out, served->packages ? served->packages : "none");
	fputs("\n- run as: ", out);
	pq_markdown_put(out, served->user);
	fprintf(out, "\n- listening in the lab at port %u", (unsigned int)served->port);
	if (served->port != served->counts_for)
		fprintf(out, ", in the place of its well-known port %u", (unsigned int)served->counts_for);
	fputs("\n", out);
	if (served->note) {
		fputs("- note: ", out);
		pq_markdown_put(out, served->note);
		fputs("\n", out);
	}
	if (served->configuration) {
		fputs("\nConfiguration:\n", out);
		pq_markdown_code(out, pq_view_str(served->configuration));
	}
	if (served->prepare) {
		fputs("\nPrepared by:\n", out);
		pq_markdown_code(out, pq_view_str(served->prepare));
	}
	fprintf(out, "\nStarted by the following ({dir} is its own folder, {port} is %u):\n",
		(unsigned int)served->port);
	pq_markdown_code(out, pq_view_str(served->start));
}

static void put_cases(const struct pq_lab_served *served, FILE *out)
{
	fputs("\n| form | client | writes | class | attempts | padding |\n| --- | --- | --- | --- | --- | --- |\n",
	      out);
	for (size_t i = 0; i < served->case_count; i++) {
		const struct pq_lab_case *row = &served->cases[i];

		fprintf(out, "| %s, %s | %s | %s | %s | ", (const char *)pq_lab_form_letters[row->form].data,
			pq_lab_form_help(row->form), (const char *)pq_lab_client_names[row->client].data,
			row->shape == PQ_LAB_WHOLE ? "one" : "head, body", pq_evidence_class_name(row->class));
		if (row->class == PQ_LAB_VOID)
			fputs("- |", out);
		else
			fprintf(out, "%u of %u |", (unsigned int)row->k, (unsigned int)row->n);
		fprintf(out, " %u |\n", (unsigned int)row->padding);
	}
	fputs("\nPatient: the client keeps the connection open. Early: it closes at the first byte that is not HTTP, "
	      "as "
	      "browsers do. Padding: bytes by which the URL was longer.\n",
	      out);
}

static void put_step(const struct pq_lab_step *step, size_t number, FILE *out)
{
	fprintf(out, "\nStep %zu: **", number);
	pq_markdown_put(out, step->from);
	fputs("**", out);
	if (step->to) {
		fputs(" to **", out);
		pq_markdown_put(out, step->to);
		fputs("**", out);
	}
	if (step->note) {
		fputs(": ", out);
		pq_markdown_put(out, step->note);
	}
	if (step->cut)
		fprintf(out, " (the first %zu bytes)", step->len);
	fputs("\n", out);
	if (step->len)
		pq_markdown_bytes(out, pq_view(step->bytes, step->len));
}

static void put_transcript(const struct pq_lab_case *row, FILE *out)
{
	fprintf(out, "\n#### Form %s, %s: %s client, %s\n", (const char *)pq_lab_form_letters[row->form].data,
		pq_lab_form_help(row->form), (const char *)pq_lab_client_names[row->client].data,
		row->shape == PQ_LAB_WHOLE ? "in one write" : "head and body apart");
	for (size_t i = 0; i < row->steps.count; i++)
		put_step(&row->steps.rows[i], i + 1, out);
	if (row->steps.full)
		fputs("\nFurther steps were not kept.\n", out);
}

void pq_evidence_put_service(const struct pq_evidence_service *service, FILE *out)
{
	const struct pq_evidence_run *run = pq_evidence_run_of(service);
	char text[PQ_EVIDENCE_WORDS];

	pq_evidence_title(service, text, sizeof(text));
	fputs("\n## What ran: ", out);
	pq_markdown_put(out, text);
	fputs("\n\n", out);
	put_setting(run, out);
	fputs("\n### All cases", out);
	fprintf(out, service->ran > 1 ? " of one of %zu results\n" : "\n", service->ran);
	put_cases(run->served, out);
	fputs("\n### Who sent what\n\nOne attempt of each form that executes, with the positive control (the same "
	      "commands, "
	      "spoken plainly).\n",
	      out);
	for (size_t i = 0; i < PQ_LAB_FORM_COUNT; i++)
		if (service->forms[i].class == PQ_LAB_EXECUTES)
			put_transcript(service->forms[i].stands, out);
}

void pq_evidence_put_others(const struct pq_evidence_port *port, FILE *out)
{
	bool begun = false;

	for (size_t i = 0; i < port->service_count; i++) {
		char text[PQ_EVIDENCE_WORDS];

		if (port->services[i].state == PQ_EVIDENCE_EXECUTES)
			continue;
		fputs(begun ? "- " : "\n## Other services at this port\n\n- ", out);
		begun = true;
		pq_evidence_title(&port->services[i], text, sizeof(text));
		pq_markdown_put(out, text);
		fputs(": ", out);
		pq_evidence_forms_text(&port->services[i], text, sizeof(text));
		pq_markdown_put(out, text);
		fputs("\n", out);
	}
}

/* The names of the browser families whose heads the requests had, each once. */
static void put_families(const struct pq_evidence_run *run, FILE *out)
{
	const char *seen[16];
	size_t count = 0;

	for (size_t c = 0; c < run->served->case_count; c++) {
		const struct pq_lab_case *row = &run->served->cases[c];

		for (size_t t = 0; t < row->tried_count && count < sizeof(seen) / sizeof(seen[0]); t++) {
			size_t known = 0;

			while (known < count && strcmp(seen[known], row->tried[t].family) != 0)
				known++;
			if (known < count)
				continue;
			fputs(count ? ", " : "", out);
			pq_markdown_put(out, row->tried[t].family);
			seen[count++] = row->tried[t].family;
		}
	}
}

/* The first service that executes with requests by whoever wrote this one's. */
static bool is_first_of_writer(const struct pq_evidence_port *port, size_t index)
{
	const char *browser = pq_evidence_run_of(&port->services[index])->result->browser;

	if (port->services[index].state != PQ_EVIDENCE_EXECUTES)
		return false;
	for (size_t i = 0; i < index; i++) {
		const char *other = pq_evidence_run_of(&port->services[i])->result->browser;

		if (port->services[i].state == PQ_EVIDENCE_EXECUTES &&
		    (browser && other ? strcmp(browser, other) == 0 : browser == other))
			return false;
	}
	return true;
}

static void put_writer(const struct pq_evidence_run *run, FILE *out)
{
	if (run->result->browser) {
		fputs("- Where ", out);
		pq_markdown_put(out, run->result->browser);
		fputs(" is named, other browsers: these are its own requests.\n", out);
		return;
	}
	fputs("- Where no browser is named, a released browser: the requests are the model's, with heads as these "
	      "write "
	      "them: ",
	      out);
	put_families(run, out);
	fputs(".\n", out);
}

static void put_gaps(const struct pq_evidence_service *service, FILE *out)
{
	const char *name = service->runs[0].served->name;
	struct pq_evidence_trouble troubles[PQ_EVIDENCE_TROUBLES];
	size_t count = pq_evidence_troubles(service, troubles);
	char letters[PQ_LAB_FORM_COUNT + 1];

	pq_evidence_letters(pq_evidence_untried(service), letters);
	if (letters[0]) {
		fputs("- ", out);
		pq_markdown_put(out, name);
		fprintf(out, ": the forms %s were not tried.\n", letters);
	}
	for (size_t i = 0; i < count; i++) {
		pq_evidence_letters(troubles[i].forms, letters);
		fputs("- ", out);
		pq_markdown_put(out, name);
		fprintf(out, "%s%s: void, ", letters[0] ? ", cases of the forms " : "", letters);
		pq_markdown_put(out, troubles[i].reason);
		fputs("\n", out);
	}
}

void pq_evidence_put_limits(const struct pq_evidence_port *port, FILE *out)
{
	fputs("\n## What was not tested\n\n"
	      "- Other versions, packages and settings than the ones above.\n"
	      "- A network: client and server share one machine and speak over loopback, IPv4, without TLS. What may "
	      "stand "
	      "between a page and such a server (firewalls, a browser's question before it enters a local network, the "
	      "rules for mixed content) did not.\n"
	      "- How many installations there are, who can reach them, and what the smuggled commands could do there.\n"
	      "- What blocking the port would break: which sites use it for HTTP or WebSockets.\n",
	      out);
	for (size_t i = 0; i < port->service_count; i++) {
		if (is_first_of_writer(port, i))
			put_writer(pq_evidence_run_of(&port->services[i]), out);
		put_gaps(&port->services[i], out);
	}
}

/* What --browser calls it; NULL where the model writes. */
static const char *option_of(const struct pq_evidence_run *run)
{
	const char *browser = run->result->browser;

	return !browser ? NULL : strstr(browser, "irefox") ? "firefox" : "chromium";
}

/* A command that runs all services that execute with requests by the writer of that one. */
static void put_command(const struct pq_evidence_port *port, size_t index, FILE *out)
{
	const char *option = option_of(pq_evidence_run_of(&port->services[index]));
	char text[PQ_EVIDENCE_WORDS] = "pratique lab services";
	size_t len = strlen(text);
	const char *last = "";

	for (size_t i = index; i < port->service_count && len < sizeof(text); i++) {
		const struct pq_evidence_run *run = pq_evidence_run_of(&port->services[i]);

		if (port->services[i].state != PQ_EVIDENCE_EXECUTES || option_of(run) != option ||
		    strcmp(last, run->served->name) == 0)
			continue;
		last = run->served->name;
		len += (size_t)snprintf(text + len, sizeof(text) - len, " %s", last);
	}
	if (len < sizeof(text))
		snprintf(text + len, sizeof(text) - len, " --install%s%s --json %s.json", option ? " --browser " : "",
			 option ? option : "", option ? option : "model");
	pq_markdown_code(out, pq_view_str(text));
}

void pq_evidence_put_again(const struct pq_evidence_port *port, FILE *out)
{
	char text[PQ_EVIDENCE_WORDS] = "pratique lab evidence";
	size_t len = strlen(text);

	fputs("\n## To do it again\n", out);
	for (size_t i = 0; i < port->service_count && len < sizeof(text); i++) {
		const char *option = option_of(pq_evidence_run_of(&port->services[i]));

		if (!is_first_of_writer(port, i))
			continue;
		put_command(port, i, out);
		len += (size_t)snprintf(text + len, sizeof(text) - len, " %s.json", option ? option : "model");
	}
	if (len < sizeof(text))
		snprintf(text + len, sizeof(text) - len, " --dossiers DIR");
	pq_markdown_code(out, pq_view_str(text));
}
