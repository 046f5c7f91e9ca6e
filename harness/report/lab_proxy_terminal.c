/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "report/lab_proxy.h"

#define INDENT 2

static const struct pq_lab_proxy_row *next(const struct pq_lab_proxy_setting *setting, enum pq_lab_proxy_kind kind,
					   size_t *at)
{
	while (*at < setting->row_count) {
		const struct pq_lab_proxy_row *row = &setting->rows[(*at)++];

		if (row->kind == kind)
			return row;
	}
	return NULL;
}

const char *pq_lab_proxy_word(const struct pq_lab_proxy_setting *setting, enum pq_lab_proxy_kind kind)
{
	const struct pq_lab_proxy_row *row;
	bool fetched = false, breach = false, held = false;
	size_t at = 0;

	if (kind == PQ_LAB_PROXY_CONTROL) {
		row = next(setting, kind, &at);
		return row ? pq_lab_proxy_seen_names[row->seen] : "void";
	}
	while ((row = next(setting, kind, &at))) {
		fetched = fetched || row->verdict == PQ_LAB_PROXY_FETCHED;
		breach = breach || row->verdict == PQ_LAB_PROXY_BREACH;
		held = held || row->verdict == PQ_LAB_PROXY_HELD;
	}
	return breach ? "breach" : fetched ? "secret" : held ? "held" : "void";
}

static enum pq_colour colour_of(const char *word)
{
	if (strcmp(word, "breach") == 0 || strcmp(word, "secret") == 0)
		return PQ_COLOUR_BAD;
	if (strcmp(word, "void") == 0)
		return PQ_COLOUR_FAINT;
	return strcmp(word, "held") == 0 ? PQ_COLOUR_GOOD : PQ_COLOUR_PLAIN;
}

static int name_width(const struct pq_lab_proxy_result *result)
{
	size_t width = strlen("setting");

	for (size_t i = 0; i < result->setting_count; i++) {
		size_t len = strlen(result->settings[i].name);

		width = len > width ? len : width;
	}
	return (int)width + 2;
}

static const struct {
	enum pq_lab_proxy_kind kind;
	const char *head;
	int width;
} columns[] = {
	{ PQ_LAB_PROXY_CONTROL, "honest", 10 },     { PQ_LAB_PROXY_FORGED, "forged", 8 },
	{ PQ_LAB_PROXY_BUILDER, "builder", 9 },     { PQ_LAB_PROXY_POLICY, "silverlight", 13 },
	{ PQ_LAB_PROXY_FRAME, "masked frame", 14 },
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void put_head(const struct pq_terminal *terminal, int width)
{
	pq_terminal_column(terminal, PQ_COLOUR_STRONG, "setting", width);
	for (size_t i = 0; i < COLUMNS; i++)
		pq_terminal_column(terminal, PQ_COLOUR_STRONG, columns[i].head, columns[i].width);
	pq_terminal_put(terminal, PQ_COLOUR_STRONG, "version\n");
}

/* The cases by which the secret was had. */
static void put_secrets(const struct pq_lab_proxy_setting *setting, const struct pq_terminal *terminal)
{
	char text[1024] = "the secret by";
	size_t len = strlen(text), count = 0;

	for (size_t i = 0; i < setting->row_count; i++) {
		const struct pq_lab_proxy_row *row = &setting->rows[i];

		if (row->verdict != PQ_LAB_PROXY_FETCHED || len >= sizeof(text))
			continue;
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s %s", count ? "," : "", row->name);
		count++;
	}
	if (!count)
		return;
	fprintf(terminal->out, "%*s", INDENT, "");
	pq_terminal_paragraph(terminal, PQ_COLOUR_FAINT, pq_view_str(text), INDENT, INDENT,
			      pq_terminal_width(terminal->out));
}

static void put_setting(const struct pq_lab_proxy_setting *setting, const struct pq_terminal *terminal, int width)
{
	pq_terminal_column(terminal, PQ_COLOUR_PLAIN, setting->name, width);
	if (setting->void_why) {
		pq_terminal_put(terminal, PQ_COLOUR_WARN, "void\n");
		fprintf(terminal->out, "%*s", INDENT, "");
		pq_terminal_paragraph(terminal, PQ_COLOUR_PLAIN, pq_view_str(setting->void_why), INDENT, INDENT,
				      pq_terminal_width(terminal->out));
		return;
	}
	for (size_t i = 0; i < COLUMNS; i++) {
		const char *word = pq_lab_proxy_word(setting, columns[i].kind);

		pq_terminal_column(terminal, colour_of(word), word, columns[i].width);
	}
	pq_terminal_view(terminal, PQ_COLOUR_FAINT, pq_view_str(setting->version ? setting->version : "-"));
	fputc('\n', terminal->out);
	put_secrets(setting, terminal);
}

static void put_row(const struct pq_lab_proxy_setting *setting, const struct pq_lab_proxy_row *row, const char *word,
		    enum pq_colour colour, const struct pq_terminal *terminal)
{
	char text[1024];

	pq_terminal_put(terminal, colour, word);
	fprintf(terminal->out, " %s %s:", setting->name, row->name);
	if (pq_lab_proxy_differs(row))
		snprintf(text, sizeof(text), "%s, but %s is stated: %s", pq_lab_proxy_seen_names[row->seen],
			 pq_lab_proxy_seen_names[row->stated], row->reason ? row->reason : "");
	else
		snprintf(text, sizeof(text), "%s (%s)", row->why, pq_lab_proxy_seen_names[row->seen]);
	pq_terminal_paragraph(terminal, PQ_COLOUR_PLAIN, pq_view_str(text),
			      (int)(strlen(word) + strlen(setting->name) + strlen(row->name) + 3), INDENT,
			      pq_terminal_width(terminal->out));
}

static bool is_open_void(const struct pq_lab_proxy_row *row)
{
	return row->verdict == PQ_LAB_PROXY_VOID && row->stated == PQ_LAB_PROXY_UNTESTED;
}

/* Settings and cases that are void for that reason, appended to text; false if an earlier place has told of it. */
static bool gather_voids(const struct pq_lab_proxy_result *result, size_t setting, size_t row, char *text, size_t size)
{
	const char *why = result->settings[setting].rows[row].why;
	size_t len = 0;

	for (size_t i = 0; i < result->setting_count; i++) {
		bool named = false;

		for (size_t k = 0; k < result->settings[i].row_count; k++) {
			const struct pq_lab_proxy_row *other = &result->settings[i].rows[k];

			if (!is_open_void(other) || strcmp(other->why, why) != 0)
				continue;
			if (i < setting || (i == setting && k < row))
				return false;
			if (len < size)
				len += (size_t)snprintf(text + len, size - len, "%s%s%s%s",
							named ? ", "
							: len ? "; "
							      : "",
							named ? "" : result->settings[i].name, named ? "" : " ",
							other->name);
			named = true;
		}
	}
	return true;
}

/* Voids that have the same reason are told together. */
static void put_voids(const struct pq_lab_proxy_result *result, size_t setting, const struct pq_terminal *terminal)
{
	for (size_t i = 0; i < result->settings[setting].row_count; i++) {
		const struct pq_lab_proxy_row *row = &result->settings[setting].rows[i];
		char text[2048] = "";

		if (!is_open_void(row) || !gather_voids(result, setting, i, text, sizeof(text)))
			continue;
		pq_terminal_put(terminal, PQ_COLOUR_STRONG, "void:");
		pq_terminal_paragraph(terminal, PQ_COLOUR_PLAIN, pq_view_str(row->why), 5, INDENT,
				      pq_terminal_width(terminal->out));
		fprintf(terminal->out, "%*s", INDENT, "");
		pq_terminal_paragraph(terminal, PQ_COLOUR_FAINT, pq_view_str(text), INDENT, INDENT,
				      pq_terminal_width(terminal->out));
	}
}

static void put_rows(const struct pq_lab_proxy_result *result, const struct pq_terminal *terminal)
{
	for (size_t i = 0; i < result->setting_count; i++) {
		const struct pq_lab_proxy_setting *setting = &result->settings[i];

		for (size_t k = 0; k < setting->row_count; k++) {
			const struct pq_lab_proxy_row *row = &setting->rows[k];

			if (row->verdict == PQ_LAB_PROXY_BREACH)
				put_row(setting, row, "breach:", PQ_COLOUR_BAD, terminal);
			else if (pq_lab_proxy_differs(row))
				put_row(setting, row, "not as stated:", PQ_COLOUR_WARN, terminal);
		}
	}
	for (size_t i = 0; i < result->setting_count; i++)
		put_voids(result, i, terminal);
}

static void put_count(FILE *out, size_t count, const char *what)
{
	fprintf(out, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

void pq_lab_proxy_terminal(const struct pq_lab_proxy_result *result, const struct pq_terminal *terminal)
{
	struct pq_lab_proxy_sum sum = pq_lab_proxy_sum(result);
	int width = name_width(result);

	put_head(terminal, width);
	for (size_t i = 0; i < result->setting_count; i++)
		put_setting(&result->settings[i], terminal, width);
	put_rows(result, terminal);
	put_count(terminal->out, result->setting_count, "setting");
	if (sum.settings_void)
		fprintf(terminal->out, " (%zu void)", sum.settings_void);
	fputs(", ", terminal->out);
	put_count(terminal->out, sum.rows, "case");
	fprintf(terminal->out, ": %zu breaches, %zu not as stated, %zu void; %llu.%llu s\n", sum.breaches,
		sum.differing, sum.voids, (unsigned long long)result->took_ms / 1000,
		(unsigned long long)result->took_ms % 1000 / 100);
}
