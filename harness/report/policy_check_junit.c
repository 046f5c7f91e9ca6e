/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "policies/rules.h"
#include "report/junit.h"
#include "report/policy_check.h"

#define CLASS "pratique.policy."

/*
 * junit:   under way; told: by finding, it stands in a case
 * schemes: that some file's ports are for; kinds: that some file has lists of
 */
struct report {
	const struct pq_policies_check *check;
	struct pq_junit *junit;
	bool *told;
	uint32_t schemes;
	uint32_t kinds;
};

static void tell(struct report *report, size_t index)
{
	const struct pq_policies_finding *finding = &report->check->findings[index];
	char message[1400];

	report->told[index] = true;
	if (finding->accepted)
		return;
	snprintf(message, sizeof(message), "%.200s:%zu: %.1100s", finding->file, finding->line, finding->text);
	pq_junit_tell(report->junit, PQ_JUNIT_FAILURE, pq_row_word(finding->rule), message);
}

/* "25 smtp", "6665-6669 ircu": ports that one entry of the policy blocks. */
static void add_ports(struct report *report, uint16_t first, uint16_t last, const struct pq_entry *entry)
{
	int len = entry ? (int)entry->reason.len : 0;
	const char *service = len > 0 ? (const char *)entry->reason.data : "";
	char name[160];

	if (first == last)
		snprintf(name, sizeof(name), "%u%s%.*s", first, len ? " " : "", len, service);
	else
		snprintf(name, sizeof(name), "%u-%u%s%.*s", first, last, len ? " " : "", len, service);
	pq_junit_begin(report->junit, CLASS "ports", name);
	for (size_t i = 0; i < report->check->finding_count; i++) {
		const struct pq_policies_finding *finding = &report->check->findings[i];

		if (finding->by_port && !report->told[i] && finding->first <= last && finding->last >= first)
			tell(report, i);
	}
	pq_junit_end(report->junit);
}

/* The entry that blocks the port for a scheme of the files; NULL if none does, and NULL entries are none. */
static const struct pq_entry *blocking_entry(const struct report *report, uint16_t port)
{
	const struct pq_policy *policy = report->check->against;

	for (size_t scheme = 1; scheme < PQ_SCHEME_COUNT; scheme++)
		if ((report->schemes & 1u << scheme) && pq_policy_blocks_port(policy, (enum pq_scheme)scheme, port))
			return pq_policy_port_entry(policy, (enum pq_scheme)scheme, port);
	return NULL;
}

static void add_all_ports(struct report *report)
{
	const struct pq_entry *entry = NULL;
	uint32_t first = 0;

	for (uint32_t port = 0; port <= UINT16_MAX + 1u; port++) {
		const struct pq_entry *now = port <= UINT16_MAX ? blocking_entry(report, (uint16_t)port) : NULL;

		if (now == entry)
			continue;
		if (entry)
			add_ports(report, (uint16_t)first, (uint16_t)(port - 1), entry);
		entry = now;
		first = port;
	}
}

static void add_names(struct report *report, const char *class, const struct pq_name_list *names)
{
	for (size_t name = 0; name < names->count; name++) {
		char text[128];

		snprintf(text, sizeof(text), "%.*s", (int)names->names[name].len,
			 (const char *)names->names[name].data);
		pq_junit_begin(report->junit, class, text);
		for (size_t i = 0; i < report->check->finding_count; i++) {
			const struct pq_policies_finding *finding = &report->check->findings[i];

			if (!finding->by_port && !report->told[i] && pq_view_is(names->names[name], finding->subject))
				tell(report, i);
		}
		pq_junit_end(report->junit);
	}
}

/* What the policy does not name: extra entries, pieces that were not read. */
static void add_rest(struct report *report)
{
	for (size_t i = 0; i < report->check->finding_count; i++) {
		const struct pq_policies_finding *finding = &report->check->findings[i];
		char name[256];

		if (report->told[i])
			continue;
		snprintf(name, sizeof(name), "%s %.160s", pq_row_word(finding->rule), finding->subject);
		pq_junit_begin(report->junit, CLASS "lists", name);
		tell(report, i);
		pq_junit_end(report->junit);
	}
	for (size_t i = 0; i < report->check->note_count; i++) {
		const struct pq_policies_note *note = &report->check->notes[i];
		char name[256];

		snprintf(name, sizeof(name), "%.200s:%zu", note->file, note->line);
		pq_junit_begin(report->junit, CLASS "notes", name);
		pq_junit_tell(report->junit, PQ_JUNIT_SKIPPED, "", note->text);
		pq_junit_end(report->junit);
	}
}

static void add_all(struct report *report)
{
	const struct pq_policy *policy = report->check->against;

	if (report->kinds & 1u << PQ_IMPORT_PORTS)
		add_all_ports(report);
	if (report->kinds & 1u << PQ_IMPORT_HEADERS)
		add_names(report, CLASS "headers", &policy->headers);
	if (report->kinds & 1u << PQ_IMPORT_PREFIXES)
		add_names(report, CLASS "prefixes", &policy->prefixes);
	if (report->kinds & 1u << PQ_IMPORT_METHODS)
		add_names(report, CLASS "methods", &policy->methods);
	if (report->kinds & 1u << PQ_IMPORT_OVERRIDES)
		add_names(report, CLASS "overrides", &policy->overrides);
	add_rest(report);
}

bool pq_policy_check_junit(const struct pq_policies_check *check, FILE *out)
{
	struct report report = { .check = check };
	bool written = false;

	report.junit = pq_junit_new();
	report.told = calloc(check->finding_count + 1, sizeof(*report.told));
	for (size_t i = 0; i < check->file_count; i++) {
		report.schemes |= check->files[i].schemes;
		report.kinds |= check->files[i].kinds;
	}
	if (report.junit && report.told && !check->full) {
		add_all(&report);
		written = pq_junit_write(report.junit, out);
	}
	pq_junit_free(report.junit);
	free(report.told);
	return written && fflush(out) == 0 && !ferror(out);
}
