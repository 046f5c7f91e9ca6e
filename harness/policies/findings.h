/* SPDX-License-Identifier: MIT */
/* How findings, notes and lists come into a check; for this folder. */
#ifndef PQ_POLICIES_FINDINGS_H
#define PQ_POLICIES_FINDINGS_H

#include "policies/check.h"
#include "policies/listed.h"
#include "policies/sides.h"

/* file, import, sides: under comparison; schemes: that its ports are for */
struct pq_policies_source {
	struct pq_policies_check *check;
	const char *file;
	const struct pq_import *import;
	struct pq_sides *sides;
	uint32_t schemes;
};

/* A new finding with its sentence, the rest zero but rule and place; NULL if memory is short. */
struct pq_policies_finding *pq_policies_find(struct pq_policies_check *check, enum pq_row_kind rule, const char *file,
					     size_t line, size_t column, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

/* What it is about; ports also get service and date of `entry`, which may be NULL. Nothing happens to NULL. */
void pq_policies_about_ports(struct pq_policies_check *check, struct pq_policies_finding *finding, uint16_t first,
			     uint16_t last, const struct pq_entry *entry);
void pq_policies_about_name(struct pq_policies_check *check, struct pq_policies_finding *finding, struct pq_view name,
			    const struct pq_entry *entry);

void pq_policies_note(struct pq_policies_check *check, const char *file, size_t line, size_t column, const char *format,
		      ...) __attribute__((format(printf, 5, 6)));

struct pq_policies_file *pq_policies_add_file(struct pq_policies_check *check, const char *name, const char *format);
void pq_policies_add_list(struct pq_policies_check *check, const struct pq_import_list *list);

/* " (sieve, since 2024-04-02)", as much of it as is known. */
void pq_policies_describe(const struct pq_entry *entry, char *out, size_t size);

/* What a list is called in sentences: its identifier or "the list". */
void pq_policies_list_name(const struct pq_import_list *list, char *out, size_t size);

/* The list of that kind that blocks, and that missing entries belong into; NULL if there is none. */
const struct pq_import_list *pq_policies_main_list(const struct pq_import *import, enum pq_import_kind kind);

/* " under "#if X" (line 3)" for a condition, nothing for 0. */
void pq_policies_condition(const struct pq_import *import, size_t condition, char *out, size_t size);

/* What is wrong within a list, whatever the policy says. */
void pq_policies_check_list(struct pq_policies_source *source, const struct pq_import_list *list);

/* Rows of one port or name, of which the first is `from`: duplicates among them. */
void pq_policies_check_duplicates(struct pq_policies_source *source, const struct pq_listed *listed, size_t from,
				  size_t end);

/* True if the rows are there whichever sides of conditionals hold. */
bool pq_policies_always(struct pq_policies_source *source, const struct pq_listed *listed, size_t from, size_t end);

/* The lists of one kind against the policy. */
enum pq_err pq_policies_check_ports(struct pq_policies_source *source);
enum pq_err pq_policies_check_names(struct pq_policies_source *source, enum pq_import_kind kind);

#endif
