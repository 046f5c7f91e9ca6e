/* SPDX-License-Identifier: MIT */
/* The lab's table as one page: helper by helper, and behind each row what was sent, expected and used. */
#include <assert.h>
#include <string.h>

#include "report/html_page.h"
#include "report/html_text.h"
#include "report/lab_nat.h"
#include "report/lab_steps.h"

/* The style's chips: a hole that was used is what an attacker wants. */
static const char *const classes[] = {
	[PQ_LAB_NAT_VOID] = "over", [PQ_LAB_NAT_UNREACHABLE] = "untested", [PQ_LAB_NAT_NOT_DIALLED] = "blocked",
	[PQ_LAB_NAT_NONE] = "ok",   [PQ_LAB_NAT_OPENED] = "accepted",      [PQ_LAB_NAT_USED] = "unsafe",
};
static_assert(sizeof(classes) / sizeof(classes[0]) == PQ_LAB_NAT_OUTCOME_COUNT, "a class for each outcome");

struct page {
	FILE *out;
	const struct pq_lab_nat *result;
	struct pq_lab_nat_sum sum;
};

static void put_text(const struct page *page, const char *before, const char *text, const char *after)
{
	fputs(before, page->out);
	pq_html_put(page->out, text ? text : "");
	fputs(after, page->out);
}

static void put_head(const struct page *page)
{
	const struct pq_lab_nat *result = page->result;
	bool good = page->sum.deviations == 0;

	pq_html_page_head(page->out, "pratique: packet filters");
	fprintf(page->out,
		"<body>\n<header class=\"bar\"><div class=\"in\"><a class=\"who\" href=\"#top\"><i class=\"flag\"></i>"
		"packet filters</a><span class=\"verdict %s\">%s</span></div></header>\n<main id=\"top\">\n"
		"<div class=\"title\"><p class=\"kicker\">Lab</p>\n<h1>",
		good ? "good" : "bad", good ? "as stated" : "not as stated");
	pq_html_number(page->out, page->sum.outcomes[PQ_LAB_NAT_USED]);
	fputs(page->sum.outcomes[PQ_LAB_NAT_USED] == 1 ? " way in was used" : " ways in were used", page->out);
	put_text(page, "</h1>\n<p class=\"meta\">bytes of <b>", result->subject, "</b> &middot; kernel ");
	put_text(page, "", result->kernel, " &middot; ");
	put_text(page, "", result->date,
		 result->unhelped ? " &middot; without the helpers' rules</p></div>\n" : "</p></div>\n");
}

static void put_tiles(const struct page *page)
{
	static const char *const what[] = {
		"void",           "out of a page's reach", "not dialled", "dialled, no hole", "opened, of no use",
		"opened and used"
	};

	static_assert(sizeof(what) / sizeof(what[0]) == PQ_LAB_NAT_OUTCOME_COUNT, "words for each outcome");
	fputs("<dl class=\"tiles\">", page->out);
	for (size_t i = PQ_LAB_NAT_OUTCOME_COUNT; i-- > 0;)
		if (page->sum.outcomes[i])
			pq_html_tile(page->out,
				     i == PQ_LAB_NAT_USED   ? "bad"
				     : i == PQ_LAB_NAT_VOID ? "warn"
							    : "",
				     page->sum.outcomes[i], what[i]);
	pq_html_tile(page->out, page->sum.deviations ? "bad" : "good", page->sum.deviations, "not as stated");
	fputs("</dl>\n", page->out);
}

static void put_row(const struct page *page, const struct pq_lab_nat_row *row)
{
	put_text(page, "<tr><th scope=\"row\">", row->way, "</th>");
	put_text(page, "<td>", row->shape, "</td>");
	put_text(page, "<td>", row->setting, "</td>");
	fprintf(page->out, "<td><span class=\"chip %s\">%s</span>", classes[row->outcome],
		pq_lab_nat_outcome_name(row->outcome));
	if (pq_lab_nat_deviates(row))
		fprintf(page->out, " <b class=\"bad\">stated: %s</b>", pq_lab_nat_outcome_name(row->expected));
	put_text(page, "</td><td>",
		 row->reason ? row->reason
		 : row->hole ? row->hole
			     : row->blocked_by,
		 "</td></tr>\n");
	if (!row->steps.count)
		return;
	fputs("<tr class=\"sub\"><td></td><td colspan=\"4\">", page->out);
	if (row->padding)
		fprintf(page->out, "<p>%zu bytes of padding, computed from segments that were learnt before</p>\n",
			row->padding);
	pq_lab_steps_html(&row->steps, "what was sent", page->out);
	fputs("</td></tr>\n", page->out);
}

static void put_helpers(const struct page *page)
{
	const struct pq_lab_nat *result = page->result;

	for (size_t i = 0; i < result->row_count; i++) {
		const struct pq_lab_nat_row *row = &result->rows[i];

		if (i == 0 || strcmp(row[-1].helper, row->helper) != 0) {
			put_text(page, i ? "</tbody></table></div></section>\n<section><h2>" : "<section><h2>",
				 row->helper, "");
			fprintf(page->out,
				", port %u</h2>\n<div class=\"card scroll\"><table class=\"plain\"><thead><tr>"
				"<th scope=\"col\">way</th><th scope=\"col\">shape</th><th scope=\"col\">setting</th>"
				"<th scope=\"col\">outcome</th><th scope=\"col\">the hole, or what kept it shut</th>"
				"</tr></thead>\n<tbody>\n",
				row->port);
		}
		put_row(page, row);
	}
	fputs(result->row_count ? "</tbody></table></div></section>\n" : "", page->out);
}

bool pq_lab_nat_html(const struct pq_lab_nat *result, FILE *out)
{
	struct page page = { out, result, pq_lab_nat_sum_of(result) };

	put_head(&page);
	put_tiles(&page);
	put_helpers(&page);
	fputs("</main></body></html>\n", out);
	return !ferror(out);
}
