/* SPDX-License-Identifier: MIT */
/* One connection of the lab's client: bytes out and in with limits, and what of it is written down as steps. */
#ifndef PQ_LAB_TALK_H
#define PQ_LAB_TALK_H

#include "lab/expand.h"
#include "lab/service.h"
#include "result/lab_step.h"

#define PQ_TALK_CAP 65536 /* bytes received that are kept; later ones are read and dropped */

/*
 * who:      whose client it is, for the steps: "page", "lab"
 * steps:    where it is written down; NULL: nowhere
 * closed:   the server has closed, or the connection broke
 * received: what came; told: how much of it stands in the steps
 */
struct pq_talk {
	int socket;
	const char *who;
	struct pq_lab_steps *steps;
	bool closed;
	size_t received_len;
	size_t told;
	unsigned char received[PQ_TALK_CAP];
};

/* Takes over a connected socket, which pq_talk_end closes. */
void pq_talk_begin(struct pq_talk *talk, int socket, const char *who, struct pq_lab_steps *steps);
void pq_talk_end(struct pq_talk *talk);

/* Writes all of it, reading meanwhile; false if the server is gone, or takes nothing for limit_ms. */
bool pq_talk_send(struct pq_talk *talk, struct pq_view bytes, int limit_ms);

/* Reads until nothing has come for quiet_ms, limit_ms are over, or the server has closed. */
void pq_talk_listen(struct pq_talk *talk, int quiet_ms, int limit_ms);

/* Reads once, waiting limit_ms at most; true if something has come. */
bool pq_talk_receive(struct pq_talk *talk, int limit_ms);

/*
 * Speaks a dialogue with these names: what is awaited must come after what was sent or awaited last. It fails at an await whose text
 * does not come within limit_ms, or behind which nothing more comes for quiet_ms, or whose server closes; 0: no such rule.
 */
bool pq_talk_speak(struct pq_talk *talk, const struct pq_lab_dialogue *dialogue, const struct pq_lab_names *names,
		   int quiet_ms, int limit_ms);

/* Writes a step of what has come since the last one, if anything has; the server's name is "server". */
void pq_talk_tell(struct pq_talk *talk);
/* Writes a step in words. */
void pq_talk_note(struct pq_talk *talk, const char *from, const char *note);

#endif
