/* SPDX-License-Identifier: MIT */
/*
 * One page that asks nobody for anything: its policy allows its own style and
 * script by their hashes, and nothing else. The subject's words are text or attributes, never markup, style or script.
 */
#include "report/audit_html.h"

#include <stdlib.h>

#include "report/html_text.h"

/* The yellow flag Q: "my vessel is healthy and I request free pratique". */
const char pq_audit_html_icon[] = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E"
				  "%3Cpath fill='%23f5b700' d='M0 0h8v8H0z'/%3E%3C/svg%3E";

struct pq_view pq_audit_page_bytes(const char *name)
{
	for (size_t i = 0; i < pq_audit_pages_count; i++)
		if (strcmp(pq_audit_pages[i].name, name) == 0)
			return pq_view(pq_audit_pages[i].bytes, pq_audit_pages[i].len);
	return pq_view(NULL, 0);
}

static void put_raw(FILE *out, struct pq_view bytes)
{
	fwrite(bytes.data, 1, bytes.len, out);
}

static void put_head(struct pq_audit_html *html)
{
	struct pq_view style = pq_audit_page_bytes("audit.css");
	struct pq_view script = pq_audit_page_bytes("audit.js");
	char style_hash[52];
	char script_hash[52];

	pq_html_hash(style, style_hash);
	pq_html_hash(script, script_hash);
	fprintf(html->out,
		"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '%s'; "
		"script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"%s\">\n<title>",
		style_hash, script_hash, pq_audit_html_icon);
	pq_html_put(html->out, html->result->name);
	fputs(" - pratique audit</title>\n<style>", html->out);
	put_raw(html->out, style);
	fputs("</style>\n</head>\n", html->out);
}

/* class: of the style; word: what stands in the bar; sentence: below the title */
struct verdict {
	const char *class;
	const char *word;
	const char *sentence;
};

static struct verdict verdict_of(const struct pq_audit_html *html)
{
	static const struct verdict verdicts[] = {
		{ "bad", "findings", "Something was dialled, refused or written that the policy does not allow for." },
		{ "warn", "void",
		  "No control was seen, so nothing is stated: a request that must succeed never arrived." },
		{ "warn", "partial", "The audit ended early. What was seen conforms; the rest is not known." },
		{ "good", "conforms",
		  "Everything that was tested was dialled, refused and written as the policy says." },
	};
	int code = pq_result_exit(html->result);

	if (code == 1)
		return verdicts[0];
	if (html->sum.is_void)
		return verdicts[1];
	return html->result->partial ? verdicts[2] : verdicts[3];
}

static bool has_suite(const struct pq_result *result, const char *suite)
{
	for (size_t i = 0; i < result->case_count; i++)
		if (result->cases[i].suite && strcmp(result->cases[i].suite, suite) == 0)
			return true;
	return false;
}

static void put_link(struct pq_audit_html *html, bool there, const char *id, const char *name)
{
	if (there)
		fprintf(html->out, "<a href=\"#%s\">%s</a>", id, name);
}

static bool has_sweep(const struct pq_result *result, bool sweep)
{
	for (size_t i = 0; i < result->vector_count; i++)
		if (result->vectors[i].sweep == sweep)
			return true;
	return false;
}

/* The bar that stays in sight. */
static void put_bar(struct pq_audit_html *html)
{
	const struct pq_result *result = html->result;
	struct verdict verdict = verdict_of(html);

	fputs("<body>\n<header class=\"bar\"><div class=\"in\"><a class=\"who\" href=\"#top\"><i class=\"flag\"></i>",
	      html->out);
	pq_html_put(html->out, result->name);
	fprintf(html->out, "</a><span class=\"verdict %s\">%s</span><nav aria-label=\"Sections\">", verdict.class,
		verdict.word);
	put_link(html, pq_result_exit(result) == 1, "findings", "Findings");
	put_link(html, has_sweep(result, true), "ports", "Ports");
	put_link(html, has_sweep(result, false), "vectors", "Vectors");
	put_link(html, has_suite(result, "headers"), "headers", "Headers");
	put_link(html, has_suite(result, "bodies"), "bodies", "Bodies");
	put_link(html, has_suite(result, "ask"), "scenarios", "Scenarios");
	put_link(html, result->space_count > 0, "spaces", "Spaces");
	put_link(html, result->dial_count > 0, "dials", "Dials");
	put_link(html, html->sum.untested_vectors + html->sum.inapplicable_vectors > 0, "untested", "Untested");
	put_link(html, result->accepted_count > 0, "baseline", "Baseline");
	fputs("<a href=\"#launch\">Launch</a></nav></div></header>\n<main id=\"top\">\n", html->out);
}

static void put_title(struct pq_audit_html *html)
{
	const struct pq_result *result = html->result;
	struct verdict verdict = verdict_of(html);

	fputs("<div class=\"title\"><p class=\"kicker\">Audit at the socket</p>\n<h1>", html->out);
	pq_html_put(html->out, result->version ? result->version : result->name);
	fprintf(html->out, "</h1>\n<p class=\"lead %s\">%s</p>\n<p class=\"meta\">judged under <b>", verdict.class,
		verdict.sentence);
	pq_html_put(html->out, result->judge);
	fputs("</b> &middot; depth <b>", html->out);
	pq_html_put(html->out, result->depth);
	fputs("</b> &middot; ", html->out);
	pq_html_put(html->out, result->started);
	fprintf(html->out, " &middot; took %llu min %llu s &middot; pratique ",
		(unsigned long long)(result->took_ms / 60000), (unsigned long long)(result->took_ms / 1000 % 60));
	pq_html_put(html->out, result->program);
	fputs("</p>\n", html->out);
	if (result->trouble) {
		fputs("<p class=\"trouble\"><b>Trouble.</b> ", html->out);
		pq_html_put(html->out, result->trouble);
		fputs("</p>\n", html->out);
	}
	fputs("</div>\n", html->out);
}

/* One tile: a large number, of how many (0: not said), what it counts. */
static void put_tile(struct pq_audit_html *html, const char *class, size_t count, size_t of, const char *what)
{
	fprintf(html->out, "<div class=\"tile%s%s\"><dd>", class[0] ? " " : "", class);
	pq_html_number(html->out, count);
	if (of) {
		fputs("<small> / ", html->out);
		pq_html_number(html->out, of);
		fputs("</small>", html->out);
	}
	fprintf(html->out, "</dd><dt>%s</dt></div>", what);
}

static void put_tiles(struct pq_audit_html *html)
{
	const struct pq_result *result = html->result;
	const struct pq_result_sum *sum = &html->sum;
	size_t asked = 0;

	for (size_t i = 0; i < result->vector_count; i++)
		asked += result->vectors[i].port_count;
	fputs("<dl class=\"tiles\">", html->out);
	put_tile(html, result->controls_seen ? "" : "warn", result->controls_seen, result->controls, "controls seen");
	if (result->vector_count > 0) {
		put_tile(html, "", sum->tested_vectors, result->vector_count, "vectors tested");
		put_tile(html, "", asked, 0, "probes judged");
		put_tile(html, sum->unsafe_ports ? "bad" : "good", sum->unsafe_ports, 0, "unsafe dials");
		put_tile(html, sum->over_blocks ? "bad" : "good", sum->over_blocks, 0, "over-blocked");
	}
	if (sum->lost)
		put_tile(html, "bad", sum->lost, 0, "vectors lost");
	if (result->case_count > 0) {
		put_tile(html, sum->case_violations ? "bad" : "good", sum->case_violations, result->case_count,
			 "scenarios break a rule");
		put_tile(html, sum->case_differences ? "warn" : "", sum->case_differences, 0, "other bytes written");
	}
	if (result->dial_count > 0)
		put_tile(html, sum->new_dials ? "bad" : "", sum->new_dials, result->dial_count, "unexpected dials");
	if (result->accepted_count > 0)
		put_tile(html, "", sum->accepted, 0, "accepted by the baseline");
	fputs("</dl>\n", html->out);
}

/* Services by port as JSON; the text of a policy file may hold anything. */
static void put_data(struct pq_audit_html *html)
{
	bool first = true;

	fputs("<script type=\"application/json\" id=\"services\">{", html->out);
	for (uint32_t port = 0; port <= UINT16_MAX; port++) {
		struct pq_view name = pq_audit_service_name(&html->services, (uint16_t)port);

		if (name.len == 0)
			continue;
		fprintf(html->out, "%s\"%u\":\"", first ? "" : ",", port);
		for (size_t i = 0; i < name.len; i++)
			if (name.data[i] >= ' ' && name.data[i] < 0x7f && !strchr("<>&\"'\\", name.data[i]))
				fputc(name.data[i], html->out);
		fputc('"', html->out);
		first = false;
	}
	fputs("}</script>\n<script>", html->out);
	put_raw(html->out, pq_audit_page_bytes("audit.js"));
	fputs("</script>\n</body>\n</html>\n", html->out);
}

bool pq_report_html(const struct pq_result *result, const struct pq_audit_about *about, FILE *out)
{
	static const struct pq_audit_about nothing = { .policy_file = NULL };
	struct pq_audit_html *html = calloc(1, sizeof(*html));

	if (!html)
		return false;
	html->out = out;
	html->result = result;
	html->about = about ? about : &nothing;
	html->sum = pq_result_sum(result);
	html->budget = PQ_AUDIT_HTML_BUDGET;
	pq_audit_services_read(&html->services, html->about->policy_text);
	put_head(html);
	put_bar(html);
	put_title(html);
	put_tiles(html);
	pq_audit_html_findings(html);
	pq_audit_html_sweeps(html);
	pq_audit_html_matrix(html);
	pq_audit_html_cases(html, "headers", "headers", "Headers");
	pq_audit_html_cases(html, "bodies", "bodies", "Bodies");
	pq_audit_html_cases(html, "ask", "scenarios", "Scenarios");
	pq_audit_html_notes(html);
	pq_audit_html_spaces(html);
	pq_audit_html_dials(html);
	pq_audit_html_untested(html);
	pq_audit_html_baseline(html);
	pq_audit_html_launch(html);
	fputs("</main>\n<footer><p>What was dialled and written is read off the socket; what a page said of itself is "
	      "not "
	      "believed. A refusal is stated after two asks.</p></footer>\n<div id=\"tip\" role=\"status\" "
	      "hidden></div>\n",
	      out);
	put_data(html);
	free(html);
	return fflush(out) == 0 && !ferror(out);
}
