/* SPDX-License-Identifier: MIT */
/* Which members of a result's structs stand in JSON, under which names: one table for writing and reading. */
#ifndef PQ_RESULT_JSON_FIELDS_H
#define PQ_RESULT_JSON_FIELDS_H

#include "result/result.h"

#define PQ_RESULT_FORMAT "pratique-audit 1"

enum pq_field_kind {
	PQ_FIELD_TEXT, /* char *; NULL is left out */
	PQ_FIELD_BOOL,
	PQ_FIELD_U16,
	PQ_FIELD_U32,
	PQ_FIELD_U64,
	PQ_FIELD_SIZE,
	PQ_FIELD_SEEN, /* enums, by name */
	PQ_FIELD_FINDING,
	PQ_FIELD_TESTED,
	PQ_FIELD_RULE
};

/*
 * always: written even if zero, and missed by the reader; else zero is left out
 */
struct pq_field {
	const char *name;
	enum pq_field_kind kind;
	size_t offset;
	bool always;
};

struct pq_field_list {
	const struct pq_field *fields;
	size_t count;
};

extern const struct pq_field_list pq_fields_result;
extern const struct pq_field_list pq_fields_vector;
extern const struct pq_field_list pq_fields_port;
extern const struct pq_field_list pq_fields_case;
extern const struct pq_field_list pq_fields_space;
extern const struct pq_field_list pq_fields_dial;
extern const struct pq_field_list pq_fields_note;
extern const struct pq_field_list pq_fields_accepted;

/* Names of judgements, as the monitor's: "not judged" "not applicable" "held" "violated". */
#define PQ_FIELD_JUDGEMENTS 4
extern const char *const pq_field_judgements[PQ_FIELD_JUDGEMENTS];

#endif
