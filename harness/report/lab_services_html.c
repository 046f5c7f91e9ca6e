/* SPDX-License-Identifier: MIT */
/*
 * The service lab's result as one page. What servers and descriptions said is text: never markup or style.
 */
#include <assert.h>

#include "report/html_page.h"
#include "report/html_text.h"
#include "report/lab_services.h"
#include "report/lab_steps.h"

/* The style's chips and colours: what executes is bad news. */
static const char *const chips[] = { "untested", "blocked", "ok", "over", "unsafe" };
static const char *const colours[] = { "", "good", "", "warn", "bad" };
static_assert(sizeof(chips) / sizeof(chips[0]) == PQ_LAB_CLASS_COUNT, "a chip for each class");
static_assert(sizeof(colours) / sizeof(colours[0]) == PQ_LAB_CLASS_COUNT, "a colour for each class");

static const char *class_name(enum pq_lab_class class)
{
	return (const char *)pq_lab_class_names[class].data;
}

static void put_chip(const struct pq_lab_case *row, FILE *out)
{
	if (!row) {
		fputs("&ndash;", out);
		return;
	}
	fprintf(out, "<span class=\"chip %s\">%s</span>", chips[row->class], class_name(row->class));
	if (row->k != row->n)
		fprintf(out, " <small>%u of %u</small>", (unsigned int)row->k, (unsigned int)row->n);
}

static void count_classes(const struct pq_lab_services *services, size_t counts[static PQ_LAB_CLASS_COUNT])
{
	for (size_t i = 0; i < services->count; i++)
		counts[pq_lab_served_class(services->rows[i])]++;
}

static void put_title(const struct pq_lab_services *services, FILE *out)
{
	size_t counts[PQ_LAB_CLASS_COUNT] = { 0 };

	count_classes(services, counts);
	fprintf(out,
		"<body>\n<header class=\"bar\"><div class=\"in\"><a class=\"who\" href=\"#top\"><i "
		"class=\"flag\"></i>services</a>"
		"<span class=\"verdict %s\">%zu execute</span><nav aria-label=\"Sections\"><a href=\"#table\">Table</a>"
		"<a href=\"#cases\">Cases</a><a href=\"#words\">Words</a></nav></div></header>\n<main id=\"top\">\n",
		counts[PQ_LAB_EXECUTES] ? "bad" : "good", counts[PQ_LAB_EXECUTES]);
	fputs("<div class=\"title\"><p class=\"kicker\">Service lab</p>\n<h1>What servers make of a page's "
	      "requests</h1>\n"
	      "<p class=\"meta\">",
	      out);
	pq_html_put(out, services->date);
	fputs(" &middot; pratique ", out);
	pq_html_put(out, services->version);
	fputs(" &middot; requests written by ", out);
	pq_html_put(out, services->browser ? services->browser : "the model, with the heads of browsers");
	fputs("</p>\n</div>\n<dl class=\"tiles\">", out);
	for (size_t class = PQ_LAB_CLASS_COUNT; class -- > 0;)
		pq_html_tile(out, counts[class] ? colours[class] : "", counts[class],
			     class_name((enum pq_lab_class) class));
	fputs("</dl>\n", out);
}

static void put_row(const struct pq_lab_served *served, FILE *out)
{
	unsigned int differs = pq_lab_differences(served);

	fputs("<tr><th scope=\"row\"><a href=\"#service-", out);
	pq_html_put(out, served->name);
	fputs("\">", out);
	pq_html_put(out, served->name);
	fprintf(out, "</a></th><td>%u</td>", (unsigned int)served->counts_for);
	for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++) {
		fputs("<td>", out);
		put_chip(pq_lab_form_case(served, form), out);
		if (differs >> form & 1)
			fprintf(out, "<br><small class=\"bad\">expected %s</small>",
				class_name(served->expected[form]));
		fputs("</td>", out);
	}
	fputs("</tr>\n", out);
}

static void put_table(const struct pq_lab_services *services, FILE *out)
{
	fputs("<section id=\"table\"><h2>Table</h2>\n<div class=\"scroll\"><table "
	      "class=\"cases\"><thead><tr><th>service</th>"
	      "<th>port</th>",
	      out);
	for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++)
		fprintf(out, "<th>%s<br><small>%s</small></th>", (const char *)pq_lab_form_letters[form].data,
			pq_lab_form_help(form));
	fputs("</tr></thead><tbody>\n", out);
	for (size_t i = 0; i < services->count; i++)
		put_row(services->rows[i], out);
	fputs("</tbody></table></div></section>\n", out);
}

static void put_tried(const struct pq_lab_case *row, FILE *out)
{
	fputs("<p class=\"meta\">attempts:", out);
	for (size_t i = 0; i < row->tried_count; i++) {
		fputs(i ? ", " : " ", out);
		pq_html_put(out, row->tried[i].family);
		if (row->tried[i].padding)
			fprintf(out, " with %u bytes of padding", (unsigned int)row->tried[i].padding);
		fprintf(out, " %s", class_name(row->tried[i].class));
	}
	fputs("</p>\n", out);
}

static void put_case(const struct pq_lab_case *row, FILE *out)
{
	fprintf(out,
		"<details><summary><b>%s</b> %s, %s client, %s: ", (const char *)pq_lab_form_letters[row->form].data,
		pq_lab_form_help(row->form), (const char *)pq_lab_client_names[row->client].data,
		row->shape == PQ_LAB_WHOLE ? "in one write" : "head and body apart");
	put_chip(row, out);
	fputs("</summary>\n", out);
	if (row->reason) {
		fputs("<p>", out);
		pq_html_put(out, row->reason);
		fputs("</p>\n", out);
	}
	put_tried(row, out);
	pq_lab_steps_html(&row->steps, "who sent what to whom", out);
	fputs("</details>\n", out);
}

/* "label: text" as a part of a paragraph, if there is a text. */
static void put_fact(const char *label, const char *text, FILE *out)
{
	if (!text)
		return;
	fprintf(out, "<br>%s: ", label);
	pq_html_put(out, text);
}

static void put_service(const struct pq_lab_served *served, FILE *out)
{
	fputs("<section class=\"sub\" id=\"service-", out);
	pq_html_put(out, served->name);
	fputs("\"><h3>", out);
	pq_html_put(out, served->name);
	fprintf(out, ", port %u</h3>\n<p>", (unsigned int)served->counts_for);
	pq_html_put(out, served->sink       ? "a silent sink in its place"
			 : served->packages ? served->packages
					    : served->group);
	put_fact("started as", served->start, out);
	put_fact("user", served->user, out);
	put_fact(served->by_default ? "listens after installation" : "does not listen after installation",
		 served->where, out);
	put_fact("note", served->note, out);
	put_fact("void", served->reason, out);
	fputs("</p>\n", out);
	for (size_t i = 0; i < served->case_count; i++)
		put_case(&served->cases[i], out);
	fputs("</section>\n", out);
}

static void put_words(FILE *out)
{
	fputs("<section id=\"words\"><h2>Words</h2>\n<dl>\n"
	      "<dt>EXECUTES</dt><dd>the smuggled commands took effect, seen outside the attacking connection</dd>\n"
	      "<dt>TOLERATES</dt><dd>errors or silence, and a later harmless command on the same connection is still "
	      "answered</dd>\n"
	      "<dt>SWALLOWS</dt><dd>the connection stays open, and nothing is executed</dd>\n"
	      "<dt>REJECTS</dt><dd>the server closes because of the request</dd>\n"
	      "<dt>VOID</dt><dd>the same commands, spoken plainly, had no effect, or nothing ran</dd>\n"
	      "</dl></section>\n",
	      out);
}

bool pq_lab_services_html(const struct pq_lab_services *services, FILE *out)
{
	pq_html_page_head(out, "Service lab");
	put_title(services, out);
	put_table(services, out);
	fputs("<section id=\"cases\"><h2>Cases</h2>\n", out);
	for (size_t i = 0; i < services->count; i++)
		put_service(services->rows[i], out);
	fputs("</section>\n", out);
	put_words(out);
	fputs("</main>\n</body>\n</html>\n", out);
	return !ferror(out);
}
