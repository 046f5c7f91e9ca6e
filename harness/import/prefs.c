/* SPDX-License-Identifier: MIT */
/*
 * Gecko's preferences: user_pref("name", "value"); and its kin, and the same as members of an object. Of several
 * settings of one preference the last one counts.
 */
#include "base/ascii.h"
#include "import/lex.h"
#include "import/reading.h"

#define EARLIER "a later setting of the same preference counts, not this one"
#define NO_TEXT "the value is no plain string, so its ports are not known"
#define NO_PORT "no port and no range of ports: it was left out"

static const struct pq_lex_language preferences = {
	.name = "preferences",
	.quotes = "\"'",
	.slash_comments = true,
	.hash_comments = true,
};

static const char *const names[] = { "network.security.ports.banned", "network.security.ports.banned.override" };

#define NAMES (sizeof(names) / sizeof(names[0]))

/* The last setting of each preference: its name, and the string that is its value; END where it was not set. */
struct setting {
	struct pq_lex_token name;
	struct pq_lex_token value;
};

bool pq_import_is_prefs(struct pq_view text)
{
	return pq_import_find(text, pq_view_str("pref(\"network.security.ports.banned"), 0) < text.len ||
	       pq_import_find(text, pq_view_str("Pref(\"network.security.ports.banned"), 0) < text.len ||
	       pq_import_find(text, pq_view_str("\"network.security.ports.banned\":"), 0) < text.len ||
	       pq_import_find(text, pq_view_str("\"network.security.ports.banned.override\":"), 0) < text.len;
}

static void set(struct pq_reading *reading, struct setting *setting, const struct pq_lex_token *name,
		const struct pq_lex_token *value)
{
	if (setting->name.kind != PQ_LEX_END)
		pq_reading_note(reading, setting->name.line, setting->name.column, EARLIER, setting->name.inner);
	setting->name = *name;
	setting->value = *value;
}

/* The next token that is no comment. */
static struct pq_lex_token next(struct pq_lex *lex)
{
	struct pq_lex_token token;

	do
		token = pq_lex_next(lex);
	while (token.kind == PQ_LEX_COMMENT);
	return token;
}

/* One entry of a value: N or N-M. */
static void add_entry(struct pq_reading *reading, const struct pq_lex_token *value, struct pq_view entry, bool allow)
{
	struct pq_view text = pq_lex_trim(entry);
	struct pq_import_item place = { .line = value->line,
					.allow = allow,
					.column = value->column + (uint32_t)(text.data - value->text.data) };
	size_t hyphen = pq_view_find(text, '-', 0);
	uint64_t first, last;

	if (text.len == 0)
		return;
	if (!pq_ascii_decimal(pq_lex_trim(pq_view_slice(text, 0, hyphen)), UINT32_MAX, &first)) {
		pq_reading_note(reading, place.line, place.column, NO_PORT, text);
		return;
	}
	last = first;
	if (hyphen < text.len && !pq_ascii_decimal(pq_lex_trim(pq_view_from(text, hyphen + 1)), UINT32_MAX, &last))
		pq_reading_note(reading, place.line, place.column, NO_PORT, text);
	else
		pq_reading_add_ports(reading, &place, first, last);
}

static void add_setting(struct pq_reading *reading, const struct setting *setting, bool allow)
{
	const struct pq_lex_token *value = &setting->value;
	struct pq_import_list list = { .kind = PQ_IMPORT_PORTS,
				       .role = allow ? PQ_IMPORT_ALLOWS : PQ_IMPORT_BLOCKS,
				       .identifier = setting->name.inner,
				       .line = setting->name.line,
				       .column = setting->name.column };

	if (setting->name.kind == PQ_LEX_END || !pq_reading_begin(reading, &list))
		return;
	if (value->kind != PQ_LEX_STRING || value->escaped || value->open) {
		pq_reading_note(reading, value->line, value->column, NO_TEXT, value->text);
		return;
	}
	for (size_t at = 0; at <= value->inner.len && !reading->err;) {
		size_t comma = pq_view_find(value->inner, ',', at);

		add_entry(reading, value, pq_view_slice(value->inner, at, comma), allow);
		at = comma + 1;
	}
}

enum pq_err pq_import_read_prefs(struct pq_reading *reading)
{
	struct setting settings[NAMES] = { 0 };
	struct pq_lex_token token, value;
	struct pq_lex lex;

	reading->adds = true;
	pq_lex_init(&lex, &preferences, reading->text);
	while ((token = next(&lex)).kind != PQ_LEX_END) {
		for (size_t i = 0; i < NAMES && token.kind == PQ_LEX_STRING; i++) {
			if (!pq_view_is(token.inner, names[i]))
				continue;
			value = next(&lex);
			if (!pq_lex_is(&value, ",") && !pq_lex_is(&value, ":"))
				break;
			value = next(&lex);
			set(reading, &settings[i], &token, &value);
			break;
		}
	}
	for (size_t i = 0; i < NAMES; i++)
		add_setting(reading, &settings[i], i == 1);
	return reading->err;
}
