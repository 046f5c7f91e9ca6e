/* SPDX-License-Identifier: MIT */
/*
 * The picture of all ports and the matrix of vectors. Both are SVG made of runs:
 * a path for each finding, "M x y h n" for n equal ports from column x of row y
 * on. The page's script reads the same paths back to tell what lies under a pointer.
 */
#include <stdlib.h>

#include "report/audit_html.h"
#include "report/audit_ranges.h"
#include "report/html_text.h"

#define SIDE 256
#define MAX_RINGS 256 /* of a picture: what makes a single port visible */

/* What is drawn: findings, and accepted ones apart. In the order of the legend. */
enum shade { ALLOWED, BLOCKED, UNSAFE, OVER, ACCEPTED, UNTESTED, SHADES, NONE };

static const struct {
	const char *class;
	const char *words;
} shades[SHADES] = {
	[ALLOWED] = { "allowed", "allowed, dialled" },           [BLOCKED] = { "blocked", "blocked, not dialled" },
	[UNSAFE] = { "unsafe", "blocked, but dialled" },         [OVER] = { "over", "allowed, but not dialled" },
	[ACCEPTED] = { "accepted", "accepted by the baseline" }, [UNTESTED] = { "untested", "untested" },
};

static enum shade shade_of(enum pq_finding finding, bool accepted)
{
	switch (finding) {
	case PQ_FINDING_ALLOWED:
		return ALLOWED;
	case PQ_FINDING_BLOCKED:
		return BLOCKED;
	case PQ_FINDING_UNSAFE_PORT:
		return accepted ? ACCEPTED : UNSAFE;
	case PQ_FINDING_OVER_BLOCK:
		return accepted ? ACCEPTED : OVER;
	default:
		return UNTESTED;
	}
}

const char *pq_audit_html_class(enum pq_finding finding, bool accepted)
{
	return shades[shade_of(finding, accepted)].class;
}

/* The shade of each port of a vector; NONE where it was not asked for. counts: by shade */
static void shade_ports(const struct pq_result_vector *vector, uint8_t by_port[static UINT16_MAX + 1],
			size_t counts[static SHADES])
{
	memset(by_port, NONE, UINT16_MAX + 1);
	memset(counts, 0, SHADES * sizeof(counts[0]));
	for (size_t i = 0; i < vector->port_count; i++) {
		enum shade shade = shade_of(vector->ports[i].finding, vector->ports[i].accepted != 0);

		by_port[vector->ports[i].port] = (uint8_t)shade;
		counts[shade]++;
	}
}

/* The runs of one shade among count cells of a row. */
static void put_runs(FILE *out, const uint8_t *cells, size_t count, size_t row, enum shade shade)
{
	size_t end;

	for (size_t i = 0; i < count; i = end) {
		end = i + 1;
		if (cells[i] != shade)
			continue;
		while (end < count && cells[end] == shade)
			end++;
		fprintf(out, "M%zu %zu.5h%zu", i, row, end - i);
	}
}

static void put_legend(FILE *out, const size_t counts[static SHADES])
{
	fputs("<ul class=\"legend\">", out);
	for (size_t i = 0; i < SHADES; i++) {
		if (counts[i] == 0 && i != UNSAFE && i != OVER)
			continue;
		fprintf(out, "<li class=\"%s\"><b>", counts[i] ? shades[i].class : "zero");
		pq_html_number(out, counts[i]);
		fprintf(out, "</b> %s</li>", shades[i].words);
	}
	fputs("</ul>", out);
}

/* Rings around what breaks a rule: one port of 65,536 is a dot that nobody sees. */
static void put_rings(FILE *out, const uint8_t *by_port, enum shade shade)
{
	size_t rings = 0;

	for (size_t port = 0; port <= UINT16_MAX && rings < MAX_RINGS; port++) {
		if (by_port[port] != shade)
			continue;
		fprintf(out, "<circle class=\"%s\" cx=\"%zu.5\" cy=\"%zu.5\" r=\"4\"/>", shades[shade].class,
			port % SIDE, port / SIDE);
		rings++;
	}
}

static void put_axis(FILE *out)
{
	for (size_t row = 0; row <= SIDE; row += SIDE / 4)
		fprintf(out, "<path class=\"tick\" d=\"M-4 %zuh3\"/><text x=\"-6\" y=\"%zu\">%zu</text>", row,
			row == 0      ? 5
			: row == SIDE ? row
				      : row + 2,
			row == SIDE ? (size_t)UINT16_MAX : row * SIDE);
}

static void put_picture(FILE *out, const uint8_t *by_port, const struct pq_result_vector *vector,
			const size_t counts[static SHADES])
{
	fputs("<svg class=\"sweep\" viewBox=\"-30 -1 287 258\" role=\"img\" aria-label=\"Ports 0 to 65535 by ", out);
	pq_html_put(out, vector->name);
	fprintf(out, ": %zu blocked, %zu allowed, %zu unsafe, %zu over-blocked, %zu untested\">", counts[BLOCKED],
		counts[ALLOWED], counts[UNSAFE], counts[OVER], counts[UNTESTED]);
	put_axis(out);
	fputs("<path class=\"sheet\" d=\"M0 0h256v256H0z\"/><g class=\"cells\">", out);
	for (size_t shade = 0; shade < SHADES; shade++) {
		if (counts[shade] == 0)
			continue;
		fprintf(out, "<path class=\"%s\" d=\"", shades[shade].class);
		for (size_t row = 0; row < SIDE; row++)
			put_runs(out, by_port + row * SIDE, SIDE, row, (enum shade)shade);
		fputs("\"/>", out);
	}
	fputs("</g><g class=\"rings\">", out);
	put_rings(out, by_port, UNSAFE);
	put_rings(out, by_port, OVER);
	put_rings(out, by_port, ACCEPTED);
	fputs("</g></svg>\n", out);
}

static void put_sweep(struct pq_audit_html *html, const struct pq_result_vector *vector, uint8_t *by_port)
{
	size_t counts[SHADES];

	shade_ports(vector, by_port, counts);
	fputs("<figure class=\"card\" data-name=\"", html->out);
	pq_html_put(html->out, vector->name);
	fputs("\"><figcaption><h3>", html->out);
	pq_html_put(html->out, vector->name);
	fputs("</h3><p>", html->out);
	pq_html_put(html->out, vector->initiator);
	fputs(" &middot; ", html->out);
	pq_html_put(html->out, vector->scheme);
	fprintf(html->out, " &middot; %u.%u s", vector->took_ms / 1000, vector->took_ms / 100 % 10);
	if (vector->tested != PQ_TESTED) {
		fputs(" &middot; untested: ", html->out);
		pq_html_put(html->out, vector->cause);
	}
	fputs("</p></figcaption>\n", html->out);
	put_picture(html->out, by_port, vector, counts);
	put_legend(html->out, counts);
	fputs("</figure>\n", html->out);
}

void pq_audit_html_sweeps(struct pq_audit_html *html)
{
	const struct pq_result *result = html->result;
	uint8_t *by_port = malloc(UINT16_MAX + 1);
	bool begun = false;

	for (size_t i = 0; by_port && i < result->vector_count; i++) {
		if (!result->vectors[i].sweep)
			continue;
		if (!begun)
			fputs("<section id=\"ports\"><h2>All 65,536 ports</h2>\n<p class=\"note\">Row by row from port "
			      "0, "
			      "256 in a row. What the policy says, against what was dialled.</p>\n"
			      "<p class=\"find js\"><label>Tell me about port <input id=\"port\" type=\"text\" "
			      "inputmode=\"numeric\" maxlength=\"5\" placeholder=\"6667\" autocomplete=\"off\"></label>"
			      "<output id=\"told\" for=\"port\"></output></p>\n<div class=\"sweeps\">\n",
			      html->out);
		begun = true;
		put_sweep(html, &result->vectors[i], by_port);
	}
	if (begun)
		fputs("</div></section>\n", html->out);
	free(by_port);
}

/* Columns of the matrix: ports that any of its vectors was asked for. column: of each port; SIZE_MAX: none */
struct columns {
	size_t count;
	uint16_t ports[UINT16_MAX + 1];
	uint32_t column[UINT16_MAX + 1];
};

static void find_columns(const struct pq_result *result, struct columns *columns)
{
	static const uint32_t asked = 1;

	memset(columns, 0, sizeof(*columns));
	for (size_t i = 0; i < result->vector_count; i++)
		for (size_t k = 0; !result->vectors[i].sweep && k < result->vectors[i].port_count; k++)
			columns->column[result->vectors[i].ports[k].port] = asked;
	for (size_t port = 0; port <= UINT16_MAX; port++) {
		if (columns->column[port] != asked)
			continue;
		columns->column[port] = (uint32_t)columns->count;
		columns->ports[columns->count++] = (uint16_t)port;
	}
}

/* Columns' width in CSS pixels: as wide as fits a screen, but wide enough to point at. */
static size_t cell_width(const struct columns *columns)
{
	return columns->count <= 60 ? 14 : columns->count <= 120 ? 8 : 5;
}

/* Ports over the columns, where there is room: those that the policy blocks, or the first of each run. */
static void put_head(const struct pq_audit_html *html, const struct columns *columns)
{
	size_t width = cell_width(columns);
	size_t room = 0;

	fputs("<thead><tr><th scope=\"col\">vector</th><th scope=\"col\"><svg class=\"axis\" role=\"img\" "
	      "aria-label=\"ports\"",
	      html->out);
	fprintf(html->out, " width=\"%zu\" height=\"44\">", columns->count * width);
	for (size_t i = 0; i < columns->count; i++) {
		size_t x = i * width;
		bool begins = i == 0 || columns->ports[i] != columns->ports[i - 1] + 1;
		bool wanted = html->services.count > 0 ? pq_audit_service_of(&html->services, columns->ports[i]) != NULL
						       : begins;

		if ((!wanted && width < 12) || x < room)
			continue;
		fprintf(html->out, "<text transform=\"translate(%zu 41) rotate(-90)\">%u</text>", x + width / 2 + 4,
			columns->ports[i]);
		room = x + 12;
	}
	fputs("</svg></th><th scope=\"col\">findings</th></tr></thead>\n", html->out);
}

static void put_tally(FILE *out, const struct pq_result_vector *vector, const size_t counts[static SHADES])
{
	bool any = false;

	if (vector->tested != PQ_TESTED) {
		fprintf(out, "<span class=\"chip %s\">%s</span>",
			vector->lost && !vector->accepted ? "unsafe" : "untested",
			vector->lost ? "lost" : pq_tested_name(vector->tested));
		return;
	}
	for (size_t i = UNSAFE; i <= UNTESTED; i++) {
		static const char *const words[SHADES] = {
			[UNSAFE] = "unsafe", [OVER] = "over-blocked", [ACCEPTED] = "accepted", [UNTESTED] = "untested"
		};

		if (counts[i] == 0)
			continue;
		any = true;
		fprintf(out, "<span class=\"chip %s\">%zu %s</span> ", shades[i].class, counts[i], words[i]);
	}
	if (!any)
		fputs("<span class=\"chip ok\">holds</span>", out);
}

static void put_strip(FILE *out, const struct columns *columns, const uint8_t *by_port,
		      const size_t counts[static SHADES], uint8_t *cells)
{
	for (size_t i = 0; i < columns->count; i++)
		cells[i] = by_port[columns->ports[i]];
	fprintf(out,
		"<svg class=\"strip\" viewBox=\"0 0 %zu 1\" preserveAspectRatio=\"none\" width=\"%zu\" height=\"14\" "
		"role=\"img\" aria-label=\"%zu blocked, %zu allowed, %zu unsafe, %zu over-blocked\"><g "
		"class=\"cells\">",
		columns->count, columns->count * cell_width(columns), counts[BLOCKED], counts[ALLOWED], counts[UNSAFE],
		counts[OVER]);
	for (size_t shade = 0; shade < SHADES; shade++) {
		if (counts[shade] == 0)
			continue;
		fprintf(out, "<path class=\"%s\" d=\"", shades[shade].class);
		put_runs(out, cells, columns->count, 0, (enum shade)shade);
		fputs("\"/>", out);
	}
	fputs("</g></svg>", out);
}

static void put_row(FILE *out, const struct pq_result_vector *vector, const struct columns *columns, uint8_t *by_port,
		    uint8_t *cells)
{
	size_t counts[SHADES];
	bool derived = vector->name && strchr(vector->name, '/');

	shade_ports(vector, by_port, counts);
	fprintf(out, "<tr%s data-name=\"", counts[UNSAFE] + counts[OVER] > 0 ? " class=\"hit\"" : "");
	pq_html_put(out, vector->name);
	fprintf(out, "\"><th scope=\"row\"%s title=\"", derived ? " class=\"derived\"" : "");
	pq_html_put(out, vector->initiator);
	fputs(" - ", out);
	pq_html_put(out, vector->section);
	fputs("\">", out);
	pq_html_put(out, vector->name);
	fputs("</th><td>", out);
	if (vector->tested == PQ_TESTED) {
		put_strip(out, columns, by_port, counts, cells);
	} else {
		fputs("<span class=\"cause\">", out);
		pq_html_put(out, vector->cause);
		fputs("</span>", out);
	}
	fputs("</td><td>", out);
	put_tally(out, vector, counts);
	fputs("</td></tr>\n", out);
}

static void put_matrix(struct pq_audit_html *html, const struct columns *columns, uint8_t *by_port, uint8_t *cells)
{
	fprintf(html->out,
		"<section id=\"vectors\"><h2>Vectors by port</h2>\n<p class=\"note\">Every way in which a page makes "
		"its "
		"browser dial, over these ports: %zu. Each was asked with controls of its own.</p>\n"
		"<p class=\"find js\"><label><input type=\"checkbox\" id=\"hits\"> only vectors with findings</label>"
		"<label>named <input id=\"named\" type=\"text\" placeholder=\"redirect, img ...\" autocomplete=\"off\">"
		"</label></p>\n<div class=\"scroll card\" role=\"region\" aria-label=\"Vectors by port\" "
		"tabindex=\"0\">"
		"<table class=\"matrix\" data-ports=\"",
		columns->count);
	for (size_t i = 0; i < columns->count; i++)
		fprintf(html->out, "%s%u", i ? " " : "", columns->ports[i]);
	fputs("\">\n", html->out);
	put_head(html, columns);
	fputs("<tbody>\n", html->out);
	for (size_t i = 0; i < html->result->vector_count; i++)
		if (!html->result->vectors[i].sweep)
			put_row(html->out, &html->result->vectors[i], columns, by_port, cells);
	fputs("</tbody></table></div></section>\n", html->out);
}

void pq_audit_html_matrix(struct pq_audit_html *html)
{
	struct columns *columns = malloc(sizeof(*columns));
	uint8_t *by_port = malloc(UINT16_MAX + 1);
	uint8_t *cells = malloc(UINT16_MAX + 1);
	bool any = false;

	for (size_t i = 0; i < html->result->vector_count; i++)
		any = any || !html->result->vectors[i].sweep;
	if (columns && by_port && cells && any) {
		find_columns(html->result, columns);
		put_matrix(html, columns, by_port, cells);
	}
	free(columns);
	free(by_port);
	free(cells);
}
