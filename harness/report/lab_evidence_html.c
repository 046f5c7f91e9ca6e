/* SPDX-License-Identifier: MIT */
/* Evidence as one page. What servers, descriptions and names of files say is text: never markup or style. */
#include <assert.h>

#include "policies/port_map.h"
#include "report/html_page.h"
#include "report/html_text.h"
#include "report/lab_evidence.h"
#include "report/lab_evidence_words.h"
#include "report/lab_steps.h"
#include "report/policy_words.h"

#define MOST_POLICIES 64 /* that are named of one port */

static const char *const chips[] = { "untested", "blocked", "ok", "over", "unsafe" };
static_assert(sizeof(chips) / sizeof(chips[0]) == PQ_LAB_CLASS_COUNT, "a chip for each class");

/* The colour of who blocks a port, by its state: what executes and is open is bad. */
static const char *blocked_chip(const struct pq_evidence_port *port)
{
	if (port->blocked == PQ_EVIDENCE_LISTED)
		return "blocked";
	if (port->state == PQ_EVIDENCE_EXECUTES)
		return "unsafe";
	return port->blocked == PQ_EVIDENCE_SOME ? "over" : "allowed";
}

static size_t count_in(const struct pq_evidence *evidence, const struct pq_evidence_section *section)
{
	size_t count = 0;

	for (size_t i = 0; i < evidence->port_count; i++)
		count += pq_evidence_in(section, &evidence->ports[i]);
	return count;
}

static size_t count_voids(const struct pq_evidence *evidence)
{
	size_t count = 0;

	for (size_t i = 0; i < evidence->port_count; i++)
		count += evidence->ports[i].state == PQ_EVIDENCE_VOID;
	return count;
}

static void put_title(const struct pq_lab_evidence_about *about, FILE *out)
{
	const struct pq_evidence *evidence = about->evidence;
	size_t gaps = count_in(evidence, &pq_evidence_sections[0]);

	fprintf(out,
		"<body>\n<header class=\"bar\"><div class=\"in\"><a class=\"who\" href=\"#top\"><i "
		"class=\"flag\"></i>evidence</a><span class=\"verdict %s\">%zu open</span><nav "
		"aria-label=\"Sections\"><a href=\"#ports\">Ports</a>",
		gaps ? "bad" : "good", gaps);
	for (size_t i = 0; i < PQ_EVIDENCE_SECTIONS; i++)
		if (count_in(evidence, &pq_evidence_sections[i]))
			fprintf(out, "<a href=\"#%s\">%s</a>", pq_evidence_sections[i].id,
				pq_evidence_sections[i].title);
	fputs("<a href=\"#untested\">not tested</a><a href=\"#void\">void</a></nav></div></header>\n"
	      "<main id=\"top\">\n<div class=\"title\"><p class=\"kicker\">Service lab and policies</p>\n"
	      "<h1>Which ports are unsafe, and who blocks them</h1>\n<p class=\"meta\">",
	      out);
	pq_html_put(out, about->date);
	fputs(" &middot; pratique ", out);
	pq_html_put(out, about->version);
	fprintf(out, " &middot; <a href=\"#results\">%zu %s</a>", evidence->result_count,
		evidence->result_count == 1 ? "result" : "results");
	fputs("</p>\n</div>\n<dl class=\"tiles\">", out);
	for (size_t i = 0; i < PQ_EVIDENCE_SECTIONS; i++) {
		size_t count = count_in(evidence, &pq_evidence_sections[i]);

		pq_html_tile(out, i == 0 && count ? "bad" : "", count, pq_evidence_sections[i].title);
	}
	pq_html_tile(out, "", pq_port_map_count(&evidence->untested), "blocked, and no service was tested");
	pq_html_tile(out, "", count_voids(evidence), "void");
	fputs("</dl>\n", out);
}

static void put_form(const struct pq_evidence_form *form, FILE *out)
{
	if (!form->stands) {
		fputs("<td>&ndash;</td>", out);
		return;
	}
	fprintf(out, "<td><span class=\"chip %s\">%s</span>", chips[form->class], pq_evidence_class_name(form->class));
	if (form->class != PQ_LAB_VOID)
		fprintf(out, "<br><small>%u of %u</small>", (unsigned int)form->k, (unsigned int)form->n);
	if (form->agree != form->seen)
		fprintf(out, "<br><small class=\"warn\">in %zu of %zu results</small>", form->agree, form->seen);
	fputs("</td>", out);
}

static void put_listening(const struct pq_lab_served *served, FILE *out)
{
	fprintf(out, "<br><small>%s by default: ", served->by_default ? "listens" : "does not listen");
	pq_html_put(out, served->where);
	fputs("</small>", out);
}

static void put_service(const struct pq_evidence_service *service, FILE *out)
{
	const struct pq_lab_served *served = pq_evidence_run_of(service)->served;
	char text[PQ_EVIDENCE_WORDS];

	pq_evidence_title(service, text, sizeof(text));
	fputs("<td>", out);
	pq_html_put(out, text);
	put_listening(served, out);
	fputs("</td>", out);
	for (size_t i = 0; i < PQ_LAB_FORM_COUNT; i++)
		put_form(&service->forms[i], out);
	fputs("</tr>\n", out);
}

/* Who blocks the port since when, each policy by name where it is unfolded. */
static void put_blocked(const struct pq_evidence_port *port, FILE *out)
{
	const struct pq_state *states[MOST_POLICIES];
	size_t count = pq_evidence_blockers(port, states, MOST_POLICIES);

	fprintf(out, "<span class=\"chip %s\">%s</span>", blocked_chip(port),
		port->blocked == PQ_EVIDENCE_LISTED ? "blocked"
		: port->blocked == PQ_EVIDENCE_SOME ? "by some"
						    : "open");
	if (port->why.listed) {
		fputs("<br><small>since ", out);
		pq_html_line(out, port->why.listed->date);
		fputs("</small>", out);
	}
	if (count == 0)
		return;
	fprintf(out, "<details><summary>%zu %s</summary>", count, count == 1 ? "policy" : "policies");
	for (size_t i = 0; i < count && i < MOST_POLICIES; i++) {
		struct pq_view since = pq_evidence_since(states[i], port->port);

		fputs("<small>", out);
		pq_html_line(out, states[i]->policy->name);
		fputs(since.len ? " since " : "", out);
		pq_html_line(out, since);
		fputs("</small><br>", out);
	}
	fputs("</details>", out);
}

static void put_port(const struct pq_evidence *evidence, const struct pq_evidence_port *port, FILE *out)
{
	struct pq_view known = pq_words_service(evidence->states, port->port);

	for (size_t i = 0; i < port->service_count; i++) {
		if (i) {
			fputs("<tr class=\"sub\"><td></td><td></td>", out);
			put_service(&port->services[i], out);
			continue;
		}
		fprintf(out, "<tr><th scope=\"row\">%u <small>", (unsigned int)port->port);
		pq_html_line(out, known);
		fputs("</small></th><td>", out);
		put_blocked(port, out);
		fputs("</td>", out);
		put_service(&port->services[i], out);
	}
}

static void put_table(const struct pq_evidence *evidence, FILE *out)
{
	fputs("<section id=\"ports\"><h2>Ports</h2>\n<p class=\"note\">The class of a form is the strongest over "
	      "clients, "
	      "ways of writing and paddings; k of n attempts had it.</p>\n<div class=\"card scroll\"><table "
	      "class=\"plain\"><thead><tr><th scope=\"col\">port</th><th scope=\"col\">blocked</th>"
	      "<th scope=\"col\">service</th>",
	      out);
	for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++)
		fprintf(out, "<th scope=\"col\">%s<br><small>%s</small></th>",
			(const char *)pq_lab_form_letters[form].data, pq_lab_form_help(form));
	fputs("</tr></thead>\n<tbody>\n", out);
	for (size_t i = 0; i < evidence->port_count; i++)
		put_port(evidence, &evidence->ports[i], out);
	fputs("</tbody></table></div></section>\n", out);
}

/* What was sent in the cases that stand for the forms which execute. */
static void put_steps(const struct pq_evidence_service *service, FILE *out)
{
	for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++) {
		const struct pq_lab_case *stands = service->forms[form].stands;
		char summary[128];

		if (!stands || stands->class != PQ_LAB_EXECUTES)
			continue;
		snprintf(summary, sizeof(summary), "who sent what: %s, %s client, %s", pq_lab_form_help(form),
			 (const char *)pq_lab_client_names[stands->client].data,
			 stands->shape == PQ_LAB_WHOLE ? "in one write" : "head and body apart");
		pq_lab_steps_html(&stands->steps, summary, out);
	}
}

static void put_item(const struct pq_evidence_port *port, FILE *out)
{
	fprintf(out, "<li><b>%u</b>", (unsigned int)port->port);
	for (size_t i = 0; i < port->service_count; i++) {
		const struct pq_evidence_service *service = &port->services[i];
		char text[PQ_EVIDENCE_WORDS];

		if (service->state != port->state)
			continue;
		pq_evidence_title(service, text, sizeof(text));
		fputs("<p>", out);
		pq_html_put(out, text);
		fputs(": ", out);
		pq_evidence_forms_text(service, text, sizeof(text));
		pq_html_put(out, text);
		pq_evidence_agreement(service, text, sizeof(text));
		if (text[0])
			fprintf(out, " (%s)", text);
		if (service->state == PQ_EVIDENCE_SOMETIMES)
			fprintf(out, "; executed in %zu of %zu attempts", service->executed, service->attempts);
		if (pq_evidence_is_gap(port))
			put_listening(pq_evidence_run_of(service)->served, out);
		fputs("</p>\n", out);
		put_steps(service, out);
	}
	fputs("</li>\n", out);
}

static void put_section(const struct pq_evidence *evidence, const struct pq_evidence_section *section, FILE *out)
{
	if (count_in(evidence, section) == 0)
		return;
	fprintf(out,
		"<section id=\"%s\"><h2>%s</h2>\n<p class=\"note\">%s</p>\n<div class=\"card\"><ul class=\"cases\">\n",
		section->id, section->title, section->help);
	for (size_t i = 0; i < evidence->port_count; i++)
		if (pq_evidence_in(section, &evidence->ports[i]))
			put_item(&evidence->ports[i], out);
	fputs("</ul></div></section>\n", out);
}

static void put_untested(const struct pq_evidence *evidence, FILE *out)
{
	struct pq_port_range run;
	bool first = true;

	fputs("<section id=\"untested\"><h2>blocked, and no service was tested</h2>\n<p class=\"note\">Nothing follows "
	      "of "
	      "these ports, in either direction.</p>\n<p>",
	      out);
	for (uint32_t from = 0; pq_port_map_next(&evidence->untested, &from, &run);) {
		for (uint32_t port = run.first; port <= run.last; port++) {
			fprintf(out, "%s%u <small>", first ? "" : ", ", (unsigned int)port);
			pq_html_line(out, pq_words_service(evidence->states, (uint16_t)port));
			fputs("</small>", out);
			first = false;
		}
	}
	fputs(first ? "none</p></section>\n" : "</p></section>\n", out);
}

static void put_troubles(const struct pq_evidence_port *port, const struct pq_evidence_service *service, FILE *out)
{
	struct pq_evidence_trouble troubles[PQ_EVIDENCE_TROUBLES];
	size_t count = pq_evidence_troubles(service, troubles);

	for (size_t i = 0; i < count; i++) {
		char letters[PQ_LAB_FORM_COUNT + 1], text[PQ_EVIDENCE_WORDS];

		pq_evidence_letters(troubles[i].forms, letters);
		pq_evidence_title(service, text, sizeof(text));
		fprintf(out, "<tr><th scope=\"row\">%u</th><td>", (unsigned int)port->port);
		pq_html_put(out, text);
		fprintf(out, "</td><td>%s</td><td>", letters[0] ? letters : "all");
		pq_html_put(out, troubles[i].reason);
		fputs("</td></tr>\n", out);
	}
}

static bool has_troubles(const struct pq_evidence *evidence)
{
	struct pq_evidence_trouble troubles[PQ_EVIDENCE_TROUBLES];

	for (size_t i = 0; i < evidence->port_count; i++)
		for (size_t k = 0; k < evidence->ports[i].service_count; k++)
			if (pq_evidence_troubles(&evidence->ports[i].services[k], troubles))
				return true;
	return false;
}

static void put_void(const struct pq_evidence *evidence, FILE *out)
{
	fputs("<section id=\"void\"><h2>void</h2>\n<p class=\"note\">Of these nothing is stated: they did not run, or "
	      "their "
	      "positive control failed.</p>\n",
	      out);
	if (!has_troubles(evidence)) {
		fputs("<p>none</p></section>\n", out);
		return;
	}
	fputs("<div class=\"card scroll\"><table class=\"plain\"><thead><tr><th scope=\"col\">port</th><th "
	      "scope=\"col\">service</th><th scope=\"col\">forms</th><th "
	      "scope=\"col\">reason</th></tr></thead>\n<tbody>\n",
	      out);
	for (size_t i = 0; i < evidence->port_count; i++)
		for (size_t k = 0; k < evidence->ports[i].service_count; k++)
			put_troubles(&evidence->ports[i], &evidence->ports[i].services[k], out);
	fputs("</tbody></table></div></section>\n", out);
}

static void put_results(const struct pq_lab_evidence_about *about, FILE *out)
{
	fputs("<section id=\"results\"><h2>results</h2>\n<div class=\"card scroll\"><table "
	      "class=\"plain\"><thead><tr><th "
	      "scope=\"col\">file</th><th scope=\"col\">date</th><th scope=\"col\">pratique</th><th "
	      "scope=\"col\">requests written by</th></tr></thead>\n<tbody>\n",
	      out);
	for (size_t i = 0; i < about->evidence->result_count; i++) {
		const struct pq_lab_services *result = about->evidence->results[i];

		fputs("<tr><th scope=\"row\">", out);
		pq_html_put(out, about->files[i]);
		fputs("</th><td>", out);
		pq_html_put(out, result->date);
		fputs("</td><td>", out);
		pq_html_put(out, result->version);
		fputs("</td><td>", out);
		pq_html_put(out, result->browser ? result->browser : "the model, with the heads of browsers");
		fputs("</td></tr>\n", out);
	}
	fputs("</tbody></table></div>\n", out);
	if (about->evidence->repeated)
		fprintf(out, "<p>Services from a run that was read already, and counted once: %zu.</p>\n",
			about->evidence->repeated);
	fputs("</section>\n", out);
}

bool pq_lab_evidence_html(const struct pq_lab_evidence_about *about, FILE *out)
{
	pq_html_page_head(out, "Evidence - pratique");
	put_title(about, out);
	put_table(about->evidence, out);
	for (size_t i = 0; i < PQ_EVIDENCE_SECTIONS; i++)
		put_section(about->evidence, &pq_evidence_sections[i], out);
	put_untested(about->evidence, out);
	put_void(about->evidence, out);
	put_results(about, out);
	fputs("</main>\n</body>\n</html>\n", out);
	return !ferror(out);
}
