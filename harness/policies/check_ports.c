/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "policies/findings.h"

/* Schemes that an entry is for. */
static uint32_t schemes_of(const struct pq_policies_source *source, const struct pq_import_item *item)
{
	return item->schemes ? pq_policies_scheme_bits(pq_view_str(item->schemes)) : source->schemes;
}

/* " for ws,wss" where it is not all of the schemes that are looked at. */
static void for_schemes(const struct pq_policies_source *source, uint32_t schemes, char *out, size_t size)
{
	char names[96];

	out[0] = '\0';
	if (schemes == source->schemes)
		return;
	pq_policies_scheme_names(schemes, names, sizeof(names));
	snprintf(out, size, " for %s", names);
}

static void missing(struct pq_policies_source *source, const struct pq_import_list *list, uint16_t port,
		    uint32_t schemes)
{
	const struct pq_entry *entry = pq_policies_port_entry(source->check->against, schemes, port);
	const struct pq_import_item *after;
	struct pq_policies_finding *finding;
	char described[160];
	char name[96];
	char which[112];
	char behind[48] = "";
	uint32_t line;
	uint32_t column;

	pq_policies_describe(entry, described, sizeof(described));
	pq_policies_list_name(list, name, sizeof(name));
	for_schemes(source, schemes, which, sizeof(which));
	pq_listed_place(list, port, pq_view(NULL, 0), &line, &column, &after);
	if (after)
		snprintf(behind, sizeof(behind), "; it belongs behind %u", after->last);
	finding = pq_policies_find(source->check, PQ_ROW_MISSING_PORT, source->file, line, column,
				   "port %u%s is not in %s%s%s%s", port, described, name, which, behind,
				   port == 0 && list->terminated ? ", or rather beside the list, which a 0 ends" : "");
	pq_policies_about_ports(source->check, finding, port, port, entry);
}

/* Ports of one entry, first to last, of which the same is to be said for the same schemes. */
struct run {
	const struct pq_listed_row *row;
	uint32_t last;
	uint32_t schemes;
};

/* True if the port of the row follows those of the run, and the run was made longer by it. */
static bool extends(struct run *run, const struct pq_listed_row *row, uint32_t schemes)
{
	if (!run->row || run->row->item != row->item || run->schemes != schemes || row->port != run->last + 1)
		return false;
	run->last = row->port;
	return true;
}

static void name_ports(const struct run *run, char *out, size_t size)
{
	if (run->row->port == run->last)
		snprintf(out, size, "port %u", run->last);
	else
		snprintf(out, size, "ports %u to %u", run->row->port, run->last);
}

static void extra(struct pq_policies_source *source, const struct run *run)
{
	const struct pq_listed_row *row = run->row;
	struct pq_policies_finding *finding;
	char ports[40];
	char name[96];
	char which[112];
	char condition[256];

	if (!row)
		return;
	name_ports(run, ports, sizeof(ports));
	pq_policies_list_name(row->list, name, sizeof(name));
	for_schemes(source, run->schemes, which, sizeof(which));
	pq_policies_condition(source->import, row->item->condition, condition, sizeof(condition));
	finding = pq_policies_find(source->check, PQ_ROW_EXTRA_PORT, source->file, row->item->line, row->item->column,
				   "%s in %s%s %s not blocked by policy %s%s", ports, name, condition,
				   row->port == run->last ? "is" : "are", source->check->against_name, which);
	pq_policies_about_ports(source->check, finding, (uint16_t)row->port, (uint16_t)run->last, NULL);
}

static void conditional(struct pq_policies_source *source, const struct pq_listed_row *row)
{
	const struct pq_entry *entry =
		pq_policies_port_entry(source->check->against, source->schemes, (uint16_t)row->port);
	struct pq_policies_finding *finding;
	char described[160];
	char name[96];
	char condition[256];

	pq_policies_describe(entry, described, sizeof(described));
	pq_policies_list_name(row->list, name, sizeof(name));
	pq_policies_condition(source->import, row->item->condition, condition, sizeof(condition));
	finding = pq_policies_find(source->check, PQ_ROW_CONDITIONAL, source->file, row->item->line, row->item->column,
				   "port %u%s is in %s only%s: on the other side it is missing", row->port, described,
				   name, condition);
	pq_policies_about_ports(source->check, finding, (uint16_t)row->port, (uint16_t)row->port, entry);
}

/* The rows of one port: schemes that they block it for. */
static uint32_t listed_schemes(const struct pq_policies_source *source, const struct pq_listed *listed, size_t from,
			       size_t end)
{
	uint32_t schemes = 0;

	for (size_t i = from; i < end; i++)
		schemes |= schemes_of(source, listed->rows[i].item);
	return schemes;
}

static void check_listed(struct pq_policies_source *source, const struct pq_listed *listed)
{
	struct run run = { NULL, 0, 0 };
	size_t end;

	for (size_t at = 0; at < listed->count; at = end) {
		const struct pq_listed_row *row = &listed->rows[at];
		uint32_t schemes = 0;
		uint32_t wrong;

		end = pq_listed_run(listed, at);
		schemes = listed_schemes(source, listed, at, end);
		wrong = schemes & ~pq_policy_blocked_schemes(source->check->against, (uint16_t)row->port);
		pq_policies_check_duplicates(source, listed, at, end);
		if (!wrong && !pq_policies_always(source, listed, at, end))
			conditional(source, row);
		if (!wrong || extends(&run, row, wrong))
			continue;
		extra(source, &run);
		run = (struct run){ row, row->port, wrong };
	}
	extra(source, &run);
}

/* What stands behind a terminator: the finding about that one tells of them. */
static void cut_ports(const struct pq_import_list *list, struct pq_port_map *cut)
{
	memset(cut, 0, sizeof(*cut));
	if (list->live_count < list->item_count)
		cut->words[0] = 1; /* the 0 itself, which may have been meant as a port */
	for (size_t i = list->live_count; i < list->item_count; i++)
		for (uint32_t port = list->items[i].first; port <= list->items[i].last; port++)
			cut->words[port >> 6] |= (uint64_t)1 << (port & 63);
}

static void check_missing(struct pq_policies_source *source, const struct pq_listed *listed)
{
	const struct pq_import_list *list = pq_policies_main_list(source->import, PQ_IMPORT_PORTS);
	struct pq_port_map cut;

	if (!list)
		return;
	cut_ports(list, &cut);
	for (uint32_t port = 0; port <= UINT16_MAX; port++) {
		uint32_t wanted = pq_policy_blocked_schemes(source->check->against, (uint16_t)port) & source->schemes;
		size_t at = wanted ? pq_listed_port(listed, port) : SIZE_MAX;

		if (at != SIZE_MAX)
			wanted &= ~listed_schemes(source, listed, at, pq_listed_run(listed, at));
		if (wanted && !pq_port_map_has(&cut, (uint16_t)port))
			missing(source, list, (uint16_t)port, wanted);
	}
}

/* An entry that lets through what the policy blocks. */
static void exempt(struct pq_policies_source *source, const struct run *run)
{
	const struct pq_listed_row *row = run->row;
	const struct pq_entry *entry;
	struct pq_policies_finding *finding;
	char ports[40];
	char described[160];
	char name[96];
	char schemes[96];

	if (!row)
		return;
	entry = pq_policies_port_entry(source->check->against, run->schemes, (uint16_t)row->port);
	name_ports(run, ports, sizeof(ports));
	pq_policies_describe(row->port == run->last ? entry : NULL, described, sizeof(described));
	pq_policies_list_name(row->list, name, sizeof(name));
	pq_policies_scheme_names(run->schemes, schemes, sizeof(schemes));
	finding = pq_policies_find(source->check, PQ_ROW_EXEMPT_PORT, source->file, row->item->line, row->item->column,
				   "%s%s %s let through for %s by %s, and policy %s blocks %s", ports, described,
				   row->port == run->last ? "is" : "are", schemes, name, source->check->against_name,
				   row->port == run->last ? "it" : "them");
	pq_policies_about_ports(source->check, finding, (uint16_t)row->port, (uint16_t)run->last, entry);
}

static void check_exceptions(struct pq_policies_source *source, const struct pq_listed *listed)
{
	struct run run = { NULL, 0, 0 };

	for (size_t i = 0; i < listed->count; i++) {
		const struct pq_listed_row *row = &listed->rows[i];
		uint32_t open = pq_policy_blocked_schemes(source->check->against, (uint16_t)row->port) &
				schemes_of(source, row->item);

		if (!open || extends(&run, row, open))
			continue;
		exempt(source, &run);
		run = (struct run){ row, row->port, open };
	}
	exempt(source, &run);
}

enum pq_err pq_policies_check_ports(struct pq_policies_source *source)
{
	struct pq_listed blocks;
	struct pq_listed allows;
	enum pq_err err = pq_listed_collect(&blocks, source->import, PQ_IMPORT_PORTS, false);

	if (err)
		return err;
	err = pq_listed_collect(&allows, source->import, PQ_IMPORT_PORTS, true);
	if (!err) {
		check_listed(source, &blocks);
		if (!source->import->adds)
			check_missing(source, &blocks);
		check_exceptions(source, &allows);
	}
	pq_listed_free(&blocks);
	pq_listed_free(&allows);
	return err;
}
