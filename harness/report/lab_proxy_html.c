/* SPDX-License-Identifier: MIT */
/* The result of the proxy lab as one page. What proxies and servers said is text: never markup or style. */
#include <assert.h>
#include <string.h>

#include "report/html_page.h"
#include "report/html_text.h"
#include "report/lab_proxy.h"
#include "report/lab_steps.h"

static const char *const verdict_classes[] = { "untested", "allowed", "unsafe", "unsafe" };
static_assert(sizeof(verdict_classes) / sizeof(verdict_classes[0]) == PQ_LAB_PROXY_VERDICT_COUNT,
	      "a class for each verdict");

static const struct {
	enum pq_lab_proxy_kind kind;
	const char *title;
	const char *help;
} kinds[] = {
	{ PQ_LAB_PROXY_CONTROL, "Honest request", "does the interception work at all" },
	{ PQ_LAB_PROXY_FORGED, "Forged name", "a raw socket to the attacker's address names the inside server" },
	{ PQ_LAB_PROXY_BUILDER, "Request builder", "the same through fetch(), XMLHttpRequest and forms" },
	{ PQ_LAB_PROXY_POLICY, "Silverlight's range", "port 80 is out of reach, and 4502 is not intercepted" },
	{ PQ_LAB_PROXY_FRAME, "Masked frame", "the same bytes in a WebSocket message" },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))
static_assert(KINDS == PQ_LAB_PROXY_KIND_COUNT, "a column for each kind");

static const char *word_class(const char *word)
{
	if (strcmp(word, "breach") == 0 || strcmp(word, "secret") == 0)
		return "unsafe";
	return strcmp(word, "void") == 0 ? "untested" : "allowed";
}

static size_t fetched(const struct pq_lab_proxy_result *result)
{
	size_t count = 0;

	for (size_t i = 0; i < result->setting_count; i++)
		count += strcmp(pq_lab_proxy_word(&result->settings[i], PQ_LAB_PROXY_FORGED), "secret") == 0;
	return count;
}

static void put_bar(FILE *out, const struct pq_lab_proxy_sum *sum)
{
	bool bad = sum->breaches || sum->differing;

	fprintf(out,
		"<body>\n<header class=\"bar\"><div class=\"in\"><a class=\"who\" href=\"#top\"><i class=\"flag\"></i>"
		"proxy lab</a><span class=\"verdict %s\">%s</span><nav aria-label=\"Sections\">"
		"<a href=\"#settings\">Settings</a><a href=\"#cases\">Cases</a></nav></div></header>\n"
		"<main id=\"top\">\n",
		bad        ? "bad"
		: sum->ran ? "good"
			   : "warn",
		sum->breaches    ? "breaches"
		: sum->differing ? "not as stated"
		: sum->ran       ? "as stated"
				 : "void");
}

static void put_title(FILE *out, const struct pq_lab_proxy_result *result)
{
	size_t count = fetched(result);

	fputs("<div class=\"title\"><p class=\"kicker\">Intercepting proxies and forged names</p>\n<h1>", out);
	fprintf(out, "%zu of %zu settings fetch what the page names</h1>\n", count, result->setting_count);
	fputs("<p class=\"meta\">A page behind a router that redirects port 80 to a proxy wants what an inside server "
	      "keeps. It may dial its own server only, and writes another name into Host (CERT VU#435052).",
	      out);
	if (result->started) {
		fputs(" Run ", out);
		pq_html_put(out, result->started);
	}
	fputs(".</p>\n</div>\n", out);
}

static void put_tiles(FILE *out, const struct pq_lab_proxy_sum *sum)
{
	fputs("<dl class=\"tiles\">", out);
	pq_html_tile(out, "", sum->rows, "cases");
	pq_html_tile(out, sum->breaches ? "bad" : "good", sum->breaches, "breaches of a defence");
	pq_html_tile(out, sum->differing ? "bad" : "good", sum->differing, "not as stated");
	pq_html_tile(out, "", sum->voids, "void");
	fputs("</dl>\n", out);
}

static void put_setting_row(FILE *out, const struct pq_lab_proxy_setting *setting)
{
	fputs("<tr><th scope=\"row\"><a href=\"#s-", out);
	pq_html_put(out, setting->name);
	fputs("\">", out);
	pq_html_put(out, setting->name);
	fputs("</a>", out);
	if (setting->version) {
		fputs(" <small>", out);
		pq_html_put(out, setting->version);
		fputs("</small>", out);
	}
	fputs("</th>", out);
	for (size_t i = 0; i < KINDS; i++) {
		const char *word = setting->void_why ? "void" : pq_lab_proxy_word(setting, kinds[i].kind);

		fprintf(out, "<td><span class=\"chip %s\">%s</span></td>", word_class(word), word);
	}
	fputs("</tr>\n", out);
}

static void put_settings(FILE *out, const struct pq_lab_proxy_result *result)
{
	fputs("<section id=\"settings\"><h2>Settings</h2>\n<p class=\"note\">", out);
	for (size_t i = 0; i < KINDS; i++)
		fprintf(out, "%s%s: %s", i ? "; " : "", kinds[i].title, kinds[i].help);
	fputs(".</p>\n<div class=\"card scroll\"><table class=\"plain\"><thead><tr><th scope=\"col\">setting</th>",
	      out);
	for (size_t i = 0; i < KINDS; i++)
		fprintf(out, "<th scope=\"col\">%s</th>", kinds[i].title);
	fputs("</tr></thead>\n<tbody>\n", out);
	for (size_t i = 0; i < result->setting_count; i++)
		put_setting_row(out, &result->settings[i]);
	fputs("</tbody></table></div></section>\n", out);
}

static void put_stated(FILE *out, const struct pq_lab_proxy_row *row)
{
	if (row->stated == PQ_LAB_PROXY_UNTESTED)
		return;
	if (pq_lab_proxy_differs(row))
		fprintf(out, " <span class=\"chip unsafe\">%s is stated</span> ", pq_lab_proxy_seen_names[row->stated]);
	else
		fputs(" As stated: ", out);
	fputs("<small>", out);
	pq_html_put(out, row->reason);
	fputs("</small>", out);
}

static void put_row(FILE *out, const struct pq_lab_proxy_row *row)
{
	fputs("<tr><th scope=\"row\">", out);
	pq_html_put(out, row->name);
	fprintf(out, "</th><td><span class=\"chip %s\">%s</span></td><td>%s</td><td>%s</td><td>",
		verdict_classes[row->verdict], pq_lab_proxy_verdict_names[row->verdict],
		pq_lab_proxy_seen_names[row->seen],
		row->twin == PQ_LAB_PROXY_UNTESTED ? "" : pq_lab_proxy_seen_names[row->twin]);
	pq_html_put(out, row->help);
	fputs("</td></tr>\n<tr class=\"sub\"><td></td><td colspan=\"4\"><p>", out);
	pq_html_put(out, row->why);
	fputs(".", out);
	put_stated(out, row);
	fputs("</p>\n", out);
	pq_lab_steps_html(&row->steps, "who sent what", out);
	pq_lab_steps_html(&row->twin_steps, "who sent what in the control", out);
	fputs("</td></tr>\n", out);
}

static void put_cases(FILE *out, const struct pq_lab_proxy_setting *setting)
{
	fputs("<h2 id=\"s-", out);
	pq_html_put(out, setting->name);
	fputs("\">", out);
	pq_html_put(out, setting->name);
	fputs("</h2>\n<p class=\"note\">", out);
	pq_html_put(out, setting->about ? setting->about : "");
	fputs("</p>\n", out);
	if (setting->configuration) {
		fputs("<details><summary>configuration</summary><pre>", out);
		pq_html_lines(out, pq_view_str(setting->configuration));
		fputs("</pre></details>\n", out);
	}
	if (setting->void_why) {
		fputs("<div class=\"card\"><p class=\"calm\">Void: ", out);
		pq_html_put(out, setting->void_why);
		fputs("</p></div>\n", out);
		return;
	}
	fputs("<div class=\"card scroll\"><table class=\"plain\"><thead><tr><th scope=\"col\">case</th>"
	      "<th scope=\"col\">verdict</th><th scope=\"col\">seen</th><th scope=\"col\">its control</th>"
	      "<th scope=\"col\">what is done</th></tr></thead>\n<tbody>\n",
	      out);
	for (size_t i = 0; i < setting->row_count; i++)
		put_row(out, &setting->rows[i]);
	fputs("</tbody></table></div>\n", out);
}

bool pq_lab_proxy_html(const struct pq_lab_proxy_result *result, FILE *out)
{
	struct pq_lab_proxy_sum sum = pq_lab_proxy_sum(result);

	pq_html_page_head(out, "Proxy lab - pratique");
	put_bar(out, &sum);
	put_title(out, result);
	put_tiles(out, &sum);
	put_settings(out, result);
	fputs("<section id=\"cases\">\n", out);
	for (size_t i = 0; i < result->setting_count; i++)
		put_cases(out, &result->settings[i]);
	fputs("</section>\n</main>\n</body>\n</html>\n", out);
	return !ferror(out);
}
