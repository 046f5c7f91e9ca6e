/* SPDX-License-Identifier: MIT */
/* The words of a transcript's text: one table for reading and printing. */
#ifndef PQ_TRANSCRIPT_SHAPE_H
#define PQ_TRANSCRIPT_SHAPE_H

#include "transcript/transcript.h"

/* The arguments of a line, in the order of enum pq_event_kind. */
enum pq_event_part {
	PQ_PART_END,
	PQ_PART_NEW_REQUEST, /* number that becomes the request under way */
	PQ_PART_REQUEST,     /* number of the request under way, 0 outside of any */
	PQ_PART_CONN,
	PQ_PART_TRANSPORT,
	PQ_PART_ADDRESS,   /* one address; "-" if it is not known */
	PQ_PART_ADDRESSES, /* any number of them */
	PQ_PART_PORT,
	PQ_PART_DIALLED,
	PQ_PART_TEXT,
	PQ_PART_BYTES,
	PQ_PART_TIME,
	PQ_PART_PROCESS,
	PQ_PART_NAME, /* a text that is written without quotes if it can be */
	PQ_PART_CALLED,
	PQ_PART_OUTCOME, /* the outcome and what it names */
	PQ_PART_COUNT
};

#define PQ_EVENT_MAX_PARTS 5

/* Arguments of each kind, up to the first PQ_PART_END. */
extern const enum pq_event_part pq_event_parts[PQ_EVENT_COUNT][PQ_EVENT_MAX_PARTS + 1];

/* First words of the lines; behind those of the events stands "truncated", which is a line of its own. */
extern const struct pq_view pq_event_names[PQ_EVENT_COUNT + 1];

/* In the same order: arguments and meaning. */
extern const char *const pq_event_help[PQ_EVENT_COUNT + 1];

extern const struct pq_view pq_transport_names[PQ_TRANSPORT_COUNT];
extern const struct pq_view pq_dialled_names[PQ_DIALLED_COUNT];
extern const struct pq_view pq_process_names[PQ_PROCESS_COUNT];
extern const struct pq_view pq_called_names[PQ_CALLED_COUNT];

#endif
