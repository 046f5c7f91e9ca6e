/* SPDX-License-Identifier: MIT */
#include "report/lab_evidence.h"

#include <stdio.h>
#include <string.h>

#include "policies/port_map.h"
#include "report/lab_evidence_words.h"
#include "report/policy_words.h"
#include "report/ranges.h"

#define INDENT 2
#define PORT_WIDTH 7
#define NAME_WIDTH 20

/* width: columns of its lines */
struct page {
	const struct pq_evidence *evidence;
	const struct pq_terminal *terminal;
	int width;
};

static const enum pq_colour colours[PQ_LAB_CLASS_COUNT] = {
	[PQ_LAB_VOID] = PQ_COLOUR_FAINT,     [PQ_LAB_REJECTS] = PQ_COLOUR_GOOD, [PQ_LAB_SWALLOWS] = PQ_COLOUR_PLAIN,
	[PQ_LAB_TOLERATES] = PQ_COLOUR_WARN, [PQ_LAB_EXECUTES] = PQ_COLOUR_BAD,
};

/* Text of others in a column: it never runs into the next one. */
static int put_name(const struct page *page, const char *name)
{
	int len = (int)strlen(name);

	fprintf(page->terminal->out, "%*s", INDENT, "");
	pq_terminal_text(page->terminal->out, pq_view_str(name));
	for (int at = INDENT + len; at < NAME_WIDTH; at++)
		fputc(' ', page->terminal->out);
	return INDENT + len < NAME_WIDTH ? NAME_WIDTH : INDENT + len;
}

static void put_line(const struct page *page, enum pq_colour colour, const char *text)
{
	if (!text[0])
		return;
	fprintf(page->terminal->out, "%*s", NAME_WIDTH, "");
	pq_terminal_paragraph(page->terminal, colour, pq_view_str(text), NAME_WIDTH, NAME_WIDTH, page->width);
}

static void put_service(const struct page *page, const struct pq_evidence_service *service)
{
	const struct pq_evidence_run *run = pq_evidence_run_of(service);
	const char *packages = run->served->packages, *browser = run->result->browser;
	char text[PQ_EVIDENCE_WORDS], agreement[512];
	int at = put_name(page, run->served->name);

	pq_evidence_forms_text(service, text, sizeof(text));
	pq_terminal_paragraph(page->terminal, colours[pq_evidence_class(service)], pq_view_str(text), at, NAME_WIDTH,
			      page->width);
	if (service->state == PQ_EVIDENCE_SOMETIMES) {
		snprintf(text, sizeof(text), "executed in %zu of %zu attempts", service->executed, service->attempts);
		put_line(page, PQ_COLOUR_WARN, text);
	}
	pq_evidence_agreement(service, agreement, sizeof(agreement));
	snprintf(text, sizeof(text), "%.512s%s%.128s%s%s", packages ? packages : "", browser ? ", requests by " : "",
		 browser ? browser : "", (packages || browser) && agreement[0] ? "; " : "", agreement);
	put_line(page, PQ_COLOUR_FAINT, text);
}

static void put_port(const struct page *page, const struct pq_evidence_port *port)
{
	struct pq_view known = pq_words_service(page->evidence->states, port->port);
	char number[16], text[PQ_EVIDENCE_WORDS], head[PQ_EVIDENCE_WORDS + 64];

	snprintf(number, sizeof(number), "%u", (unsigned int)port->port);
	pq_evidence_blocked_text(port, text, sizeof(text));
	snprintf(head, sizeof(head), "%.*s%sblocked %s", (int)known.len, known.len ? (const char *)known.data : "",
		 known.len ? ", " : "", text);
	pq_terminal_column(page->terminal, PQ_COLOUR_STRONG, number, PORT_WIDTH);
	pq_terminal_paragraph(page->terminal, port->blocked == PQ_EVIDENCE_LISTED ? PQ_COLOUR_GOOD : PQ_COLOUR_PLAIN,
			      pq_view_str(head), PORT_WIDTH, PORT_WIDTH, page->width);
	for (size_t i = 0; i < port->service_count; i++)
		put_service(page, &port->services[i]);
}

static void put_heading(const struct page *page, const char *title)
{
	fputc('\n', page->terminal->out);
	pq_terminal_put(page->terminal, PQ_COLOUR_STRONG, title);
	fputc('\n', page->terminal->out);
}

/* Who of the port's services listens after installation, as their descriptions say. */
static void put_listening(const struct page *page, const struct pq_evidence_port *port, enum pq_evidence_state state)
{
	const struct pq_lab_served *last = NULL;
	char text[PQ_EVIDENCE_WORDS];

	for (size_t i = 0; i < port->service_count; i++) {
		const struct pq_lab_served *served = pq_evidence_run_of(&port->services[i])->served;

		if (port->services[i].state != state ||
		    (last && strcmp(last->name, served->name) == 0 && strcmp(last->where, served->where) == 0))
			continue;
		last = served;
		snprintf(text, sizeof(text), "%s %s after installation: %s", served->name,
			 served->by_default ? "listens" : "does not listen", served->where);
		fprintf(page->terminal->out, "%*s", PORT_WIDTH, "");
		pq_terminal_paragraph(page->terminal, PQ_COLOUR_FAINT, pq_view_str(text), PORT_WIDTH, PORT_WIDTH,
				      page->width);
	}
}

static void put_section(const struct page *page, const struct pq_evidence_section *section)
{
	bool begun = false;

	for (size_t i = 0; i < page->evidence->port_count; i++) {
		const struct pq_evidence_port *port = &page->evidence->ports[i];
		char text[PQ_EVIDENCE_WORDS], number[16];

		if (!pq_evidence_in(section, port))
			continue;
		if (!begun)
			put_heading(page, section->title);
		begun = true;
		snprintf(number, sizeof(number), "%u", (unsigned int)port->port);
		if (port->state == PQ_EVIDENCE_NONE)
			pq_evidence_classes(port, port->state, text, sizeof(text));
		else
			pq_evidence_names(port, port->state, text, sizeof(text));
		pq_terminal_column(page->terminal, PQ_COLOUR_PLAIN, number, PORT_WIDTH);
		pq_terminal_paragraph(page->terminal, PQ_COLOUR_PLAIN, pq_view_str(text), PORT_WIDTH, PORT_WIDTH,
				      page->width);
		if (pq_evidence_is_gap(port))
			put_listening(page, port, port->state);
	}
}

static void put_untested(const struct page *page)
{
	char text[PQ_EVIDENCE_WORDS];

	if (pq_port_map_count(&page->evidence->untested) == 0)
		return;
	pq_ranges_of_set(&page->evidence->untested, text, sizeof(text));
	for (char *at = strchr(text, ','); at; at = strchr(at + 1, ','))
		*at = ' ';
	put_heading(page, "blocked, and no service was tested");
	fprintf(page->terminal->out, "%*s", INDENT, "");
	pq_terminal_paragraph(page->terminal, PQ_COLOUR_PLAIN, pq_view_str(text), INDENT, INDENT, page->width);
}

static void put_trouble(const struct page *page, const struct pq_evidence_port *port,
			const struct pq_evidence_service *service, const struct pq_evidence_trouble *trouble)
{
	char number[16], letters[PQ_LAB_FORM_COUNT + 1], text[PQ_EVIDENCE_WORDS];

	snprintf(number, sizeof(number), "%u", (unsigned int)port->port);
	pq_evidence_letters(trouble->forms, letters);
	snprintf(text, sizeof(text), "%s%s%s: %s", service->runs[0].served->name, letters[0] ? " " : "", letters,
		 trouble->reason);
	pq_terminal_column(page->terminal, PQ_COLOUR_PLAIN, number, PORT_WIDTH);
	pq_terminal_paragraph(page->terminal, PQ_COLOUR_PLAIN, pq_view_str(text), PORT_WIDTH, PORT_WIDTH, page->width);
}

static void put_troubles(const struct page *page)
{
	bool begun = false;

	for (size_t i = 0; i < page->evidence->port_count; i++) {
		const struct pq_evidence_port *port = &page->evidence->ports[i];

		for (size_t k = 0; k < port->service_count; k++) {
			struct pq_evidence_trouble troubles[PQ_EVIDENCE_TROUBLES];
			size_t count = pq_evidence_troubles(&port->services[k], troubles);

			if (count && !begun)
				put_heading(page, "void: nothing is stated of");
			begun = begun || count;
			for (size_t t = 0; t < count; t++)
				put_trouble(page, port, &port->services[k], &troubles[t]);
		}
	}
}

static size_t of_state(const struct pq_evidence *evidence, enum pq_evidence_state state)
{
	size_t count = 0;

	for (enum pq_evidence_blocked blocked = PQ_EVIDENCE_NOBODY; blocked < PQ_EVIDENCE_BLOCKED_COUNT; blocked++)
		count += pq_evidence_count(evidence, state, blocked);
	return count;
}

static void put_sum(const struct page *page)
{
	const struct pq_evidence *evidence = page->evidence;
	size_t repeated = evidence->repeated;
	FILE *out = page->terminal->out;

	fprintf(out, "\n%zu %s, %zu %s: %zu %s", evidence->result_count,
		evidence->result_count == 1 ? "result" : "results", evidence->port_count,
		evidence->port_count == 1 ? "port" : "ports", of_state(evidence, PQ_EVIDENCE_EXECUTES),
		of_state(evidence, PQ_EVIDENCE_EXECUTES) == 1 ? "executes" : "execute");
	fprintf(out, " (%zu blocked by nobody), ",
		pq_evidence_count(evidence, PQ_EVIDENCE_EXECUTES, PQ_EVIDENCE_NOBODY));
	fprintf(out, "%zu now and then, %zu not at all, ", of_state(evidence, PQ_EVIDENCE_SOMETIMES),
		of_state(evidence, PQ_EVIDENCE_NONE));
	fprintf(out, "%zu void\n", of_state(evidence, PQ_EVIDENCE_VOID));
	if (repeated)
		fprintf(out, "%zu %s from a run that was read already, and counted once\n", repeated,
			repeated == 1 ? "service comes" : "services come");
}

void pq_lab_evidence_terminal(const struct pq_lab_evidence_about *about, const struct pq_terminal *terminal)
{
	struct page page = { about->evidence, terminal, pq_terminal_width(terminal->out) };

	for (size_t i = 0; i < about->evidence->port_count; i++)
		put_port(&page, &about->evidence->ports[i]);
	for (size_t i = 0; i < PQ_EVIDENCE_SECTIONS; i++)
		put_section(&page, &pq_evidence_sections[i]);
	put_untested(&page);
	put_troubles(&page);
	put_sum(&page);
}
