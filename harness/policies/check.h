/* SPDX-License-Identifier: MIT */
/*
 * Is the list in the source still right? What import read out of source files, or a policy text, compared with a
 * policy: as findings, each with file, line and rule. A list is compared as a table only: that the code beside it
 * looks a port up in it rightly is not known from here, and a note says so.
 */
#ifndef PQ_POLICIES_CHECK_H
#define PQ_POLICIES_CHECK_H

#include "import/import.h"
#include "policy/policy.h"
#include "result/baseline_rows.h"

/*
 * rule:        what is wrong; its id is pq_row_word(rule)
 * file, line, column: where; column 0: the whole line
 * first, last: ports; by_port is false of names
 * subject:     "4190", "6665-6669", "Set-Cookie": what a baseline's row accepts
 * service, since: of a policy's port, or NULL
 * text:        one sentence
 * accepted:    index + 1 of the baseline's row in store->accepted; 0: none
 */
struct pq_policies_finding {
	enum pq_row_kind rule;
	const char *file;
	size_t line;
	size_t column;
	bool by_port;
	uint16_t first;
	uint16_t last;
	const char *subject;
	const char *service;
	const char *since;
	const char *text;
	size_t accepted;
};

/* What was not looked at, or not read. line 0: of the whole file */
struct pq_policies_note {
	const char *file;
	size_t line;
	size_t column;
	const char *text;
};

/* A list that was compared. identifier: may be empty; kind: "ports"; count: its entries, ranges counted out */
struct pq_policies_list {
	const char *kind;
	const char *identifier;
	size_t line;
	size_t count;
};

/*
 * A file that was compared. format: as import names it, or "policy" of a policy text
 * schemes: bits of those that its ports were compared for
 * kinds:   bits of enum pq_import_kind of which it has a whole list
 * lists:   indices of the first and behind the last one in the check's lists
 */
struct pq_policies_file {
	const char *name;
	const char *format;
	uint32_t schemes;
	uint32_t kinds;
	size_t first_list;
	size_t end_list;
};

/*
 * store:   owns all strings and the baseline's rows
 * against: the policy compared with, and its name; date: the day as of which it is read, or NULL
 * findings_left_out: further ones, of which only the number is known
 * full:    memory was short: something is missing
 */
struct pq_policies_check {
	struct pq_result *store;
	const struct pq_policy *against;
	const char *against_name;
	const char *against_date;
	struct pq_policies_file *files;
	size_t file_count;
	struct pq_policies_list *lists;
	size_t list_count;
	struct pq_policies_finding *findings;
	size_t finding_count;
	size_t findings_left_out;
	struct pq_policies_note *notes;
	size_t note_count;
	bool full;
};

/* NULL if memory is short. against outlives it. */
struct pq_policies_check *pq_policies_check_new(const struct pq_policy *against, const char *name);
void pq_policies_check_free(struct pq_policies_check *check);

/*
 * Compares the lists of a file. schemes: bits 1 << enum pq_scheme that its ports are for, 0: as import says. LIMIT or
 * NO_SPACE with *diag filled.
 */
enum pq_err pq_policies_check_import(struct pq_policies_check *check, const char *file, const struct pq_import *import,
				     uint32_t schemes, struct pq_diag *diag);

/* Compares a policy text, for every scheme. */
enum pq_err pq_policies_check_policy(struct pq_policies_check *check, const char *file, const struct pq_policy *policy,
				     struct pq_diag *diag);

/* Says what none of the files had a list of, and sorts the findings by file, line and rule. */
void pq_policies_check_finish(struct pq_policies_check *check);

/* Marks what a baseline accepts. today: YYYY-MM-DD. On an error *diag is filled. */
enum pq_err pq_policies_check_accept(struct pq_policies_check *check, struct pq_view baseline, const char *today,
				     struct pq_diag *diag);

/* How many findings no row accepts. */
size_t pq_policies_check_open(const struct pq_policies_check *check);

/* "http,https" of bits, cut to size; the bits of such names, 0 if one of them is none. */
void pq_policies_scheme_names(uint32_t schemes, char *out, size_t size);
uint32_t pq_policies_scheme_bits(struct pq_view names);

/* The last entry about the port of the first of these schemes that has one; NULL if none names it. */
const struct pq_entry *pq_policies_port_entry(const struct pq_policy *policy, uint32_t schemes, uint16_t port);

#endif
