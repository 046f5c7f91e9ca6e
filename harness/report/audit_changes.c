/* SPDX-License-Identifier: MIT */
#include "report/audit_changes.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>

#include "report/json.h"

#define MAX_NAMES 6 /* of vectors in a row */

static const char *const names[] = {
	[PQ_CHANGE_PORT] = "port", [PQ_CHANGE_LOST] = "lost",   [PQ_CHANGE_GAINED] = "gained",
	[PQ_CHANGE_CASE] = "case", [PQ_CHANGE_SPACE] = "space", [PQ_CHANGE_DIAL] = "dial",
	[PQ_CHANGE_NOTE] = "note",
};
static_assert(sizeof(names) / sizeof(names[0]) == PQ_CHANGE_COUNT, "a name for each kind");

/* first: the change that it is made of; what: the same, or ports as ranges; told: in a row of another one */
struct row {
	const struct pq_change *first;
	char what[160];
	bool told;
};

const char *pq_change_name(enum pq_change_kind kind)
{
	return kind < PQ_CHANGE_COUNT ? names[kind] : "?";
}

static bool alike(const struct pq_change *a, const struct pq_change *b)
{
	return a->kind == b->kind && a->worse == b->worse && strcmp(a->before, b->before) == 0 &&
	       strcmp(a->after, b->after) == 0;
}

static unsigned int port_of(const struct pq_change *change)
{
	return (unsigned int)strtoul(change->what + strlen("port "), NULL, 10);
}

/* All ports of the vector of `from` that changed as that one; at most what fits, then "...". */
static void put_ranges(const struct pq_change *changes, size_t count, size_t from, struct row *row)
{
	size_t len = (size_t)snprintf(row->what, sizeof(row->what), "port ");
	unsigned int first = port_of(&changes[from]);
	unsigned int last = first;
	bool begun = false;

	for (size_t i = from + 1; i <= count; i++) {
		bool same = i < count && changes[i].where == changes[from].where && alike(&changes[i], &changes[from]);

		if (same && port_of(&changes[i]) == last + 1) {
			last++;
			continue;
		}
		if (i < count && !same)
			continue;
		len += (size_t)snprintf(row->what + len, sizeof(row->what) - len, first == last ? "%s%u" : "%s%u-%u",
					begun ? "," : "", first, last);
		begun = true;
		if (len > sizeof(row->what) - 24) {
			snprintf(row->what + len, sizeof(row->what) - len, "...");
			return;
		}
		first = last = same ? port_of(&changes[i]) : 0;
	}
}

/* True if an earlier change of the same vector is alike: its row tells of this port as well. */
static bool told_before(const struct pq_change *changes, size_t index)
{
	for (size_t i = index; i-- > 0 && changes[i].where == changes[index].where;)
		if (changes[i].kind == PQ_CHANGE_PORT && alike(&changes[i], &changes[index]))
			return true;
	return false;
}

static size_t make_rows(const struct pq_change *changes, size_t count, struct row *rows)
{
	size_t made = 0;

	for (size_t i = 0; i < count; i++) {
		struct row *row = &rows[made];

		if (changes[i].kind == PQ_CHANGE_PORT && told_before(changes, i))
			continue;
		row->first = &changes[i];
		if (changes[i].kind == PQ_CHANGE_PORT)
			put_ranges(changes, count, i, row);
		else
			snprintf(row->what, sizeof(row->what), "%s", changes[i].what);
		made++;
	}
	return made;
}

/* One row, and with it all later ones of which the same is to be said. */
static void show_row(struct row *rows, size_t count, size_t index, const struct pq_terminal *terminal)
{
	const struct pq_change *change = rows[index].first;
	size_t shown = 0;

	pq_terminal_column(terminal, change->worse ? PQ_COLOUR_BAD : PQ_COLOUR_FAINT, change->worse ? "worse" : "", 6);
	pq_terminal_column(terminal, PQ_COLOUR_STRONG, pq_change_name(change->kind), 7);
	pq_terminal_text(terminal->out, pq_view_str(rows[index].what));
	fputs(": ", terminal->out);
	pq_terminal_text(terminal->out, pq_view_str(change->before));
	fputs(" -> ", terminal->out);
	pq_terminal_text(terminal->out, pq_view_str(change->after));
	fputs("  (", terminal->out);
	for (size_t i = index; i < count; i++) {
		if (rows[i].told || !alike(rows[i].first, change) || strcmp(rows[i].what, rows[index].what) != 0)
			continue;
		rows[i].told = true;
		if (shown++ >= MAX_NAMES)
			continue;
		fputs(shown > 1 ? ", " : "", terminal->out);
		pq_terminal_text(terminal->out, pq_view_str(rows[i].first->where));
	}
	if (shown > MAX_NAMES)
		fprintf(terminal->out, " and %zu more", shown - MAX_NAMES);
	fputs(")\n", terminal->out);
}

void pq_report_changes(const struct pq_change *changes, size_t count, const struct pq_terminal *terminal)
{
	struct row *rows = calloc(count + 1, sizeof(*rows));
	size_t made = rows ? make_rows(changes, count, rows) : 0;
	size_t worse = 0;

	for (size_t i = 0; i < count; i++)
		worse += changes[i].worse;
	for (size_t pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < made; i++)
			if (!rows[i].told && rows[i].first->worse == (pass == 0))
				show_row(rows, made, i, terminal);
	fprintf(terminal->out, "%zu changed, ", count);
	fprintf(terminal->out, worse ? "%zu of them for the worse\n" : "none for the worse\n", worse);
	free(rows);
}

static json_t *text(const char *string)
{
	return string ? pq_json_text(pq_view_str(string)) : json_null();
}

static bool put(json_t *value, FILE *out)
{
	bool done = value && json_dumpf(value, out, JSON_COMPACT) == 0;

	json_decref(value);
	return done;
}

static json_t *name_of(const struct pq_result *result)
{
	return json_pack("{s:o, s:o, s:o}", "name", text(result->name), "version", text(result->version), "started",
			 text(result->started));
}

bool pq_report_changes_json(const struct pq_result *before, const struct pq_result *after,
			    const struct pq_change *changes, size_t count, FILE *out)
{
	bool done;

	fputs("{\"format\": \"pratique-compare 1\",\n \"before\": ", out);
	done = put(name_of(before), out);
	fputs(",\n \"after\": ", out);
	done = put(name_of(after), out) && done;
	fputs(",\n \"changes\": [", out);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? ",\n  " : "\n  ", out);
		done = put(json_pack("{s:s, s:o, s:o, s:o, s:o, s:b}", "kind", pq_change_name(changes[i].kind), "where",
				     text(changes[i].where), "what", text(changes[i].what), "before",
				     text(changes[i].before), "after", text(changes[i].after), "worse",
				     changes[i].worse),
			   out) &&
		       done;
	}
	fputs("]}\n", out);
	return done && fflush(out) == 0 && !ferror(out);
}
