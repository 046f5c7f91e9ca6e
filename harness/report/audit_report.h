/* SPDX-License-Identifier: MIT */
/*
 * The reports of an audit's result: a screenful, one HTML file, JUnit, SARIF, and
 * a bundle for the vendor of the subject. (JSON is result/json_result.h.) All of them escape what the subject wrote.
 */
#ifndef PQ_REPORT_AUDIT_REPORT_H
#define PQ_REPORT_AUDIT_REPORT_H

#include <stdio.h>

#include "report/terminal.h"
#include "result/result.h"

/*
 * What reports say beside the result; every member may be NULL or empty.
 * policy_file: the judging policy's file as the project knows it, such as "src/policy/builtin/fetch.policy"
 * policy_text: its text: names the services of ports and the lines that findings are anchored to
 * html, json:  where those reports were written, for the terminal's last lines
 */
struct pq_audit_about {
	const char *policy_file;
	struct pq_view policy_text;
	const char *html;
	const char *json;
};

/* One screenful: subject, versions, flags, controls, numbers, violations, what is untested and why, what to do next. */
void pq_report_terminal(const struct pq_result *result, const struct pq_audit_about *about,
			const struct pq_terminal *terminal);

/* One file that asks nobody for anything and runs no script but its own. False if memory was short or the stream failed. */
bool pq_report_html(const struct pq_result *result, const struct pq_audit_about *about, FILE *out);

/* One test case for each vector, case, space and note. Untested ones are skipped, a void or partial audit is an error. */
bool pq_report_junit(const struct pq_result *result, FILE *out);

/* SARIF 2.1.0: the violations and differences, accepted ones as suppressed. */
bool pq_report_sarif(const struct pq_result *result, const struct pq_audit_about *about, FILE *out);

/*
 * What a vendor needs to reproduce one finding.
 * finding:  its name: "port VECTOR PORT", "case SUITE NAME", "note NAME", "dial ADDRESS PORT"; NULL: the first one
 * page:     HTML (or script) of a page that asks for it; empty if there is none
 * scenario: scenario text; empty if there is none
 * recipe:   the recipe that started the subject; empty if unknown
 */
struct pq_audit_bundle {
	const char *finding;
	struct pq_view page;
	struct pq_view scenario;
	struct pq_view recipe;
};

/* Writes it as a tar archive (POSIX ustar). UNKNOWN if there is no such finding, with *diag filled; IO. */
enum pq_err pq_report_bundle(const struct pq_result *result, const struct pq_audit_bundle *bundle, FILE *out,
			     struct pq_diag *diag);

/*
 * A finding of a result, for what treats them one by one.
 * kind: 'p' a port of a vector, 'v' a lost vector, 'c' a case, 'n' a note, 'd' a dial
 * rule: that it breaks; PQ_RULE_NONE of a difference, a lost vector, a new dial
 * name: as of pq_audit_bundle
 * text: one sentence, not escaped
 */
struct pq_audit_finding {
	char kind;
	enum pq_rule rule;
	const struct pq_result_vector *vector;
	const struct pq_result_port *port;
	const struct pq_result_case *entry;
	const struct pq_result_note *note;
	const struct pq_result_dial *dial;
	size_t accepted;
	char name[256];
	char text[512];
};

/* The finding of that name; NULL: the first that no baseline accepts, else the first. False if there is none. */
bool pq_audit_finding_named(const struct pq_result *result, const char *name, struct pq_audit_finding *out);

/* Calls visit for each finding in the result's order until it returns false. */
void pq_audit_findings(const struct pq_result *result,
		       bool (*visit)(void *context, const struct pq_audit_finding *finding), void *context);

#endif
