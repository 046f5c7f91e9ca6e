/* SPDX-License-Identifier: MIT */
/*
 * The table as one page. Names of subjects and scenarios, and all that a judge or a subject said, are text: never markup or
 * style.
 */
#include <assert.h>
#include <stdlib.h>

#include "report/html_page.h"
#include "report/html_text.h"
#include "report/verdict_sum.h"

/* page: where it goes; heaviest: grade of a row */
struct page {
	FILE *out;
	const struct pq_verdict_table *table;
	const struct pq_explained *explained;
	enum pq_row_grade heaviest;
};

static enum pq_row_grade heaviest_of(const struct pq_verdict_table *table)
{
	enum pq_row_grade heaviest = PQ_TABLE_AGREE;

	for (size_t row = 0; row < table->row_count; row++)
		heaviest = table->rows[row].grade > heaviest ? table->rows[row].grade : heaviest;
	return heaviest;
}

static const char *const grade_classes[] = {
	[PQ_TABLE_AGREE] = "good",  [PQ_TABLE_ALONE] = "",          [PQ_TABLE_EXPLAINED] = "good",
	[PQ_TABLE_VOID] = "warn",   [PQ_TABLE_FAILED] = "warn",     [PQ_TABLE_VIOLATION] = "bad",
	[PQ_TABLE_DIFFERS] = "bad", [PQ_TABLE_UNREADABLE] = "warn",
};
static_assert(sizeof(grade_classes) / sizeof(grade_classes[0]) == PQ_TABLE_GRADE_COUNT, "a class for each grade");

/* The style's chip for a cell: the colour says whether something is open, the word what it is. */
static const char *cell_class(const struct pq_verdict_cell *cell)
{
	if (cell->state == PQ_CELL_NOT_APPLICABLE)
		return "untested";
	if (cell->state == PQ_CELL_FAILED || (cell->open && cell->outcome == PQ_CASE_VOID))
		return "over";
	if (cell->open)
		return "unsafe";
	if (cell->explained_count)
		return "accepted";
	return cell->outcome == PQ_CASE_BLOCKED ? "blocked" : cell->outcome == PQ_CASE_ALLOWED ? "allowed" : "ok";
}

static void put_chip(FILE *out, const struct pq_verdict_cell *cell)
{
	char word[PQ_CELL_WORD_SIZE];

	pq_verdict_cell_word(cell, word);
	fprintf(out, "<span class=\"chip %s\">", cell_class(cell));
	pq_html_put(out, cell->state == PQ_CELL_NOT_APPLICABLE ? "not applicable" : word);
	fputs("</span>", out);
}

static const char *headline(const struct page *page)
{
	static const char *const words[] = {
		[PQ_TABLE_AGREE] = "they agree",           [PQ_TABLE_ALONE] = "they agree",
		[PQ_TABLE_EXPLAINED] = "all is explained", [PQ_TABLE_VOID] = "void",
		[PQ_TABLE_FAILED] = "not all were run",    [PQ_TABLE_VIOLATION] = "violations",
		[PQ_TABLE_DIFFERS] = "they differ",        [PQ_TABLE_UNREADABLE] = "not all were read",
	};

	static_assert(sizeof(words) / sizeof(words[0]) == PQ_TABLE_GRADE_COUNT, "a headline for each grade");
	return words[page->heaviest];
}

static void put_bar(const struct page *page)
{
	fprintf(page->out,
		"<body>\n<header class=\"bar\"><div class=\"in\"><a class=\"who\" href=\"#top\"><i class=\"flag\"></i>"
		"subjects</a><span class=\"verdict %s\">%s</span><nav aria-label=\"Sections\">"
		"<a href=\"#rows\">Rows</a><a href=\"#kinds\">Kinds</a><a href=\"#subjects\">Subjects</a>"
		"<a href=\"#pairs\">Pairs</a>%s<a href=\"#others\">Others</a></nav></div></header>\n<main "
		"id=\"top\">\n",
		grade_classes[page->heaviest], headline(page),
		page->explained->count > 0 ? "<a href=\"#explanations\">Explanations</a>" : "");
}

static void put_title(const struct page *page)
{
	const struct pq_verdict_table *table = page->table;
	size_t differ = pq_rows_of_grade(table, PQ_TABLE_DIFFERS);

	fputs("<div class=\"title\"><p class=\"kicker\">Subjects compared</p>\n<h1>", page->out);
	if (differ) {
		pq_html_number(page->out, differ);
		fputs(differ == 1 ? " scenario differs" : " scenarios differ", page->out);
	} else {
		fprintf(page->out, "%c%s", headline(page)[0] - 'a' + 'A', headline(page) + 1);
	}
	fputs("</h1>\n<p class=\"meta\">", page->out);
	for (size_t i = 0; i < table->subject_count; i++) {
		fputs(i ? ", <b>" : "<b>", page->out);
		pq_html_put(page->out, table->subjects[i]);
		fputs("</b>", page->out);
	}
	fputs(" &middot; ", page->out);
	pq_html_number(page->out, table->row_count);
	fputs(table->row_count == 1 ? " scenario" : " scenarios", page->out);
	if (table->judge) {
		fputs(" &middot; judged under policy ", page->out);
		pq_html_put(page->out, table->judge);
	}
	fputs("</p>\n</div>\n", page->out);
}

static void put_tiles(const struct page *page)
{
	static const char *const what[] = {
		[PQ_TABLE_AGREE] = "agree",
		[PQ_TABLE_ALONE] = "not compared: fewer than two were asked",
		[PQ_TABLE_EXPLAINED] = "explained",
		[PQ_TABLE_VOID] = "void",
		[PQ_TABLE_FAILED] = "with a subject that could not be run",
		[PQ_TABLE_VIOLATION] = "agree, against rule or expectation",
		[PQ_TABLE_DIFFERS] = "differ",
		[PQ_TABLE_UNREADABLE] = "could not be read",
	};

	static_assert(sizeof(what) / sizeof(what[0]) == PQ_TABLE_GRADE_COUNT, "words for each grade");
	fputs("<dl class=\"tiles\">", page->out);
	for (enum pq_row_grade grade = PQ_TABLE_AGREE; grade < PQ_TABLE_GRADE_COUNT; grade++) {
		size_t rows = pq_rows_of_grade(page->table, grade);

		if (rows || grade == PQ_TABLE_AGREE || grade == PQ_TABLE_DIFFERS)
			pq_html_tile(page->out, rows ? grade_classes[grade] : "", rows, what[grade]);
	}
	fputs("</dl>\n", page->out);
}

static void put_note(FILE *out, const char *subject, const struct pq_cell_note *note)
{
	fputs("<p><b>", out);
	pq_html_put(out, subject);
	fputs("</b> ", out);
	if (note->request)
		fprintf(out, "request %u: ", note->request);
	if (note->rule != PQ_RULE_NONE)
		fprintf(out, "<code>%s</code> ", pq_rule_name(note->rule));
	pq_html_put(out, note->detail);
	if (note->place) {
		fputs(" <small>", out);
		pq_html_put(out, note->place);
		fputs("</small>", out);
	}
	fputs("</p>\n", out);
}

static void put_unjudged(FILE *out, const char *subject, uint32_t rules)
{
	if (!rules)
		return;
	fputs("<p><b>", out);
	pq_html_put(out, subject);
	fputs("</b> does not show what is needed to judge it by", out);
	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		if (rules & UINT32_C(1) << rule)
			fprintf(out, " <code>%s</code>", pq_rule_name((enum pq_rule)rule));
	fputs("</p>\n", out);
}

static void put_cell_notes(const struct page *page, size_t row, size_t column, uint32_t broken)
{
	const struct pq_verdict_cell *cell = pq_verdict_cell_at(page->table, row, column);
	const char *subject = page->table->subjects[column];

	for (size_t i = 0; i < cell->note_count; i++)
		put_note(page->out, subject, &cell->notes[i]);
	put_unjudged(page->out, subject, cell->unjudged & broken);
	for (size_t i = 0; i < cell->explained_count; i++) {
		fputs("<p><span class=\"chip accepted\">explained</span> ", page->out);
		pq_html_put(page->out, cell->explained[i]->file);
		fprintf(page->out, ":%zu: ", cell->explained[i]->line);
		pq_html_line(page->out, cell->explained[i]->reason);
		fputs("</p>\n", page->out);
	}
}

static void put_row(const struct page *page, size_t row)
{
	const struct pq_verdict_row *about = &page->table->rows[row];
	uint32_t broken = 0;

	fprintf(page->out, "<tr><td><span class=\"%s\">%s</span></td><th scope=\"row\">", grade_classes[about->grade],
		pq_row_grade_name(about->grade));
	pq_html_put(page->out, about->name);
	fputs("</th>", page->out);
	for (size_t column = 0; column < page->table->subject_count; column++) {
		fputs("<td>", page->out);
		put_chip(page->out, pq_verdict_cell_at(page->table, row, column));
		fputs("</td>", page->out);
		broken |= pq_verdict_cell_at(page->table, row, column)->broken;
	}
	fprintf(page->out, "</tr>\n<tr class=\"sub\"><td></td><td colspan=\"%zu\"><details><summary>why</summary>\n",
		page->table->subject_count + 1);
	for (size_t column = 0; column < page->table->subject_count; column++)
		put_cell_notes(page, row, column, broken);
	fputs("</details></td></tr>\n", page->out);
}

static void put_names(const struct page *page, const char *before)
{
	fprintf(page->out, "<thead><tr>%s", before);
	for (size_t i = 0; i < page->table->subject_count; i++) {
		fputs("<th scope=\"col\">", page->out);
		pq_html_put(page->out, page->table->subjects[i]);
		fputs("</th>", page->out);
	}
	fputs("</tr></thead>\n<tbody>\n", page->out);
}

/* The heaviest first; what agrees or was not compared stands among the others. */
static void put_rows(const struct page *page)
{
	size_t shown = 0;

	for (enum pq_row_grade grade = PQ_TABLE_UNREADABLE; grade-- > PQ_TABLE_EXPLAINED;)
		shown += pq_rows_of_grade(page->table, grade);
	fputs("<section id=\"rows\"><h2>Rows to look at</h2>\n", page->out);
	if (shown == 0) {
		fputs("<div class=\"card\"><p class=\"calm\">In every scenario that two subjects could be asked, they "
		      "agree.</p></div></section>\n",
		      page->out);
		return;
	}
	fputs("<div class=\"card scroll\"><table class=\"plain\">", page->out);
	put_names(page, "<th scope=\"col\">row</th><th scope=\"col\">scenario</th>");
	for (enum pq_row_grade grade = PQ_TABLE_UNREADABLE; grade-- > PQ_TABLE_EXPLAINED;)
		for (size_t row = 0; row < page->table->row_count; row++)
			if (page->table->rows[row].grade == grade)
				put_row(page, row);
	fputs("</tbody></table></div></section>\n", page->out);
}

static void put_kinds(const struct page *page)
{
	size_t count;
	struct pq_difference_kind *kinds = pq_difference_kinds(page->table, &count);

	fputs("<section id=\"kinds\"><h2>Kinds of difference</h2>\n", page->out);
	if (count == 0)
		fputs("<div class=\"card\"><p class=\"calm\">None.</p></div>\n", page->out);
	else
		fputs("<div class=\"card scroll\"><table class=\"plain numbers\"><thead><tr><th "
		      "scope=\"col\">difference"
		      "</th><th scope=\"col\">scenarios</th><th scope=\"col\">explained</th></tr></thead>\n<tbody>\n",
		      page->out);
	for (size_t i = 0; i < count; i++) {
		fputs("<tr><th scope=\"row\">", page->out);
		pq_html_put(page->out, kinds[i].subject);
		fprintf(page->out, " %s <small>where ", kinds[i].word);
		pq_html_put(page->out, kinds[i].reference);
		fprintf(page->out, " %s</small></th><td>%zu</td><td>%zu</td></tr>\n", kinds[i].other, kinds[i].count,
			kinds[i].explained);
	}
	fputs(count ? "</tbody></table></div></section>\n" : "</section>\n", page->out);
	free(kinds);
}

static void put_subjects(const struct page *page)
{
	fputs("<section id=\"subjects\"><h2>Subjects</h2>\n<p class=\"note\">Unexpected: a rule is broken that the "
	      "scenario does not await, or an expectation is unmet.</p>\n<div class=\"card scroll\"><table "
	      "class=\"plain numbers\"><thead><tr><th scope=\"col\">subject</th><th scope=\"col\">blocked</th>"
	      "<th scope=\"col\">allowed</th><th scope=\"col\">error</th><th scope=\"col\">void</th>"
	      "<th scope=\"col\">failed</th><th scope=\"col\">not applicable</th><th scope=\"col\">unexpected</th>"
	      "<th scope=\"col\">unexplained</th></tr></thead>\n<tbody>\n",
	      page->out);
	for (size_t i = 0; i < page->table->subject_count; i++) {
		struct pq_subject_sum sum = pq_subject_sum_of(page->table, i);

		fputs("<tr><th scope=\"row\">", page->out);
		pq_html_put(page->out, page->table->subjects[i]);
		fprintf(page->out,
			"</th><td>%zu</td><td>%zu</td><td>%zu</td><td>%zu</td><td>%zu</td><td>%zu</td><td>%zu</td>"
			"<td>%zu</td></tr>\n",
			sum.cases[PQ_CASE_BLOCKED], sum.cases[PQ_CASE_ALLOWED], sum.cases[PQ_CASE_ERROR],
			sum.cases[PQ_CASE_VOID] + sum.cases[PQ_CASE_UNSET], sum.failed, sum.not_applicable,
			sum.unexpected, sum.open);
	}
	fputs("</tbody></table></div></section>\n", page->out);
}

static void put_pair(const struct page *page, size_t a, size_t b)
{
	struct pq_pair_sum sum = pq_pair_sum_of(page->table, a, b);

	if (a == b)
		fputs("<td></td>", page->out);
	else
		fprintf(page->out, "<td><span class=\"%s\">%zu</span> of %zu</td>",
			sum.agree == sum.compared ? "good" : "bad", sum.agree, sum.compared);
}

static void put_pairs(const struct page *page)
{
	fputs("<section id=\"pairs\"><h2>Pairs</h2>\n<p class=\"note\">Scenarios in which both make a statement, and "
	      "it "
	      "is the same.</p>\n<div class=\"card scroll\"><table class=\"plain numbers\">",
	      page->out);
	put_names(page, "<th scope=\"col\"></th>");
	for (size_t a = 0; a < page->table->subject_count; a++) {
		fputs("<tr><th scope=\"row\">", page->out);
		pq_html_put(page->out, page->table->subjects[a]);
		fputs("</th>", page->out);
		for (size_t b = 0; b < page->table->subject_count; b++)
			put_pair(page, a, b);
		fputs("</tr>\n", page->out);
	}
	fputs("</tbody></table></div></section>\n", page->out);
}

/* What explains how much. */
static void put_reasons(const struct page *page)
{
	size_t count;
	struct pq_reason_sum *sums = pq_reason_sums(page->table, &count);

	if (count > 0)
		fputs("<div class=\"card scroll\"><table class=\"plain numbers\"><thead><tr><th "
		      "scope=\"col\">reason</th>"
		      "<th scope=\"col\">scenarios</th></tr></thead>\n<tbody>\n",
		      page->out);
	for (size_t i = 0; i < count; i++) {
		fputs("<tr><th scope=\"row\"><b>", page->out);
		pq_html_put(page->out, sums[i].subject);
		fputs("</b> ", page->out);
		pq_html_line(page->out, sums[i].reason);
		fprintf(page->out, "</th><td>%zu</td></tr>\n", sums[i].count);
	}
	fputs(count ? "</tbody></table></div>\n" : "", page->out);
	free(sums);
}

static void put_explanations(const struct page *page)
{
	if (page->explained->count == 0)
		return;
	fputs("<section id=\"explanations\"><h2>Explanations</h2>\n", page->out);
	put_reasons(page);
	fputs("<div class=\"card\"><ul class=\"cases\">\n", page->out);
	for (size_t i = 0; i < page->explained->count; i++) {
		const struct pq_explanation *row = &page->explained->rows[i];

		fprintf(page->out, "<li><span class=\"chip %s\">%s</span> <code>", row->used ? "accepted" : "over",
			row->used                                  ? "used"
			: row->expired                             ? "expired"
			: pq_explanation_is_here(page->table, row) ? "explains nothing"
								   : "not about this table");
		pq_html_line(page->out, row->what);
		fputs("</code> <small>", page->out);
		pq_html_put(page->out, row->file);
		fprintf(page->out, ":%zu, until ", row->line);
		pq_html_line(page->out, row->until);
		fputs("</small><p>", page->out);
		pq_html_line(page->out, row->reason);
		fputs("</p></li>\n", page->out);
	}
	fputs("</ul></div></section>\n", page->out);
}

/* Rows that nobody must look at, folded up; those that could not be read are open. */
static void put_list(const struct page *page, enum pq_row_grade grade, const char *title)
{
	size_t rows = pq_rows_of_grade(page->table, grade);

	if (rows == 0)
		return;
	fputs("<details class=\"more\"><summary>", page->out);
	pq_html_number(page->out, rows);
	fprintf(page->out, " %s</summary><ul class=\"cases\">\n", title);
	for (size_t row = 0; row < page->table->row_count; row++) {
		if (page->table->rows[row].grade != grade)
			continue;
		fputs("<li>", page->out);
		pq_html_put(page->out, page->table->rows[row].name);
		for (size_t i = 0; i < page->table->subject_count && grade != PQ_TABLE_UNREADABLE; i++) {
			fputs(" <small>", page->out);
			pq_html_put(page->out, page->table->subjects[i]);
			fputs("</small> ", page->out);
			put_chip(page->out, pq_verdict_cell_at(page->table, row, i));
		}
		if (grade == PQ_TABLE_UNREADABLE) {
			fprintf(page->out, "<p>line %zu, column %zu: expected ", page->table->rows[row].diag.line,
				page->table->rows[row].diag.column);
			pq_html_put(page->out, page->table->rows[row].diag.expected);
			fputs("</p>", page->out);
		}
		fputs("</li>\n", page->out);
	}
	fputs("</ul></details>\n", page->out);
}

static void put_others(const struct page *page)
{
	fputs("<section id=\"others\"><h2>Other rows</h2>\n<div class=\"card\">\n", page->out);
	put_list(page, PQ_TABLE_UNREADABLE, "that could not be read");
	put_list(page, PQ_TABLE_ALONE, "that fewer than two subjects could be asked");
	put_list(page, PQ_TABLE_AGREE, "in which all agree");
	fputs("</div></section>\n", page->out);
}

bool pq_verdict_table_html(const struct pq_verdict_table *table, const struct pq_explained *explained, FILE *out)
{
	const struct page page = { out, table, explained, heaviest_of(table) };
	char title[96];

	snprintf(title, sizeof(title), "%s - pratique run", headline(&page));
	pq_html_page_head(out, title);
	put_bar(&page);
	put_title(&page);
	put_tiles(&page);
	put_rows(&page);
	put_kinds(&page);
	put_subjects(&page);
	put_pairs(&page);
	put_explanations(&page);
	put_others(&page);
	fputs("</main>\n<footer><p>A row is measured against its first subject that makes a statement. Not applicable "
	      "is "
	      "neither a pass nor a failure.</p></footer>\n</body>\n</html>\n",
	      out);
	return fflush(out) == 0 && !ferror(out);
}
