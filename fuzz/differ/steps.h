/* SPDX-License-Identifier: MIT */
/*
 * What two subjects did for one request, step by step, and the first thing in which they differ. Pure.
 *
 * A step is a message that was written, with the place that its connection leads to, or a dial over which none was. Steps
 * are compared in their order: where it was dialled, then method, target and Host of the message, then whether both went
 * on, then whether both refused. Targets are the same if RFC 3986 6.2.2 makes them so. Other headers, bodies and the reasons of network errors are not compared: they are each
 * subject's own.
 */
#ifndef PQ_DIFFER_STEPS_H
#define PQ_DIFFER_STEPS_H

#include "transcript/transcript.h"

#define PQ_STEPS 24        /* the rest of a request's is not looked at */
#define PQ_STEP_ANSWER 12  /* a status line up to its status */
#define PQ_STEP_BYTES 2048 /* of a head; method, target and Host stand in them or are not compared */

/*
 * dial:  the event
 * head:  what was written up to the end of the head, as far as there is room
 * spoke: something was
 * answer: the first bytes of what was read then, PQ_STEP_ANSWER at most
 */
struct pq_step {
	const struct pq_event *dial;
	bool spoke;
	size_t head_len;
	unsigned char head[PQ_STEP_BYTES];
	size_t answer_len;
	unsigned char answer[PQ_STEP_ANSWER];
};

/*
 * full:    there were more
 * ended:   the request has an outcome; refused: for a rule
 */
struct pq_steps {
	struct pq_step at[PQ_STEPS];
	size_t count;
	bool full;
	bool ended;
	bool refused;
};

/* request: its number in the transcript. */
void pq_steps_of(const struct pq_transcript *transcript, uint32_t request, struct pq_steps *steps);

enum pq_difference {
	PQ_DIFFER_NOT,
	PQ_DIFFER_DIAL,    /* another address, port or transport */
	PQ_DIFFER_MESSAGE, /* another method, target or Host */
	PQ_DIFFER_FOLLOW,  /* one went on where the other came to an end */
	PQ_DIFFER_REFUSAL, /* one refused for a rule, and the other did not */
	PQ_DIFFER_COUNT
};

/* "differ_dial" and so on; static. */
const char *pq_difference_name(enum pq_difference kind);

/*
 * what:  the part that differs, such as "port" or "Host"; static
 * step:  from 0
 */
struct pq_differing {
	enum pq_difference kind;
	const char *what;
	size_t step;
};

struct pq_differing pq_steps_differ(const struct pq_steps *model, const struct pq_steps *other);

/* The parts of a head; empty where they are not there. */
struct pq_view pq_step_method(const struct pq_step *step);
struct pq_view pq_step_target(const struct pq_step *step);
struct pq_view pq_step_host(const struct pq_step *step);

/* Of the answer, in three digits; empty if it does not begin as one of HTTP/1.1 does. */
struct pq_view pq_step_status(const struct pq_step *step);

#endif
