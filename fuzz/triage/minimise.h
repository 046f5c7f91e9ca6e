/* SPDX-License-Identifier: MIT */
/*
 * The smallest input that still does what an input does, as far as patience goes. Pure: whoever calls says of each
 * candidate whether it does, and nothing that does not is ever taken.
 *
 * Theory of operation. What can be left out is left out in ever smaller chunks, the largest first, which takes about
 * n log n questions where little is needed and n where all of it is. Of a scenario these are, in turn, its blocks (a
 * request with its parts, an answer, a setting), single parts, optional arguments, and bytes of arguments; URLs lose
 * their pieces first. Then what is left becomes plain: hosts are a.example, methods GET, bytes 'a'. All of it begins
 * again until a round changes nothing. The same input and the same answers give the same output.
 */
#ifndef PQ_TRIAGE_MINIMISE_H
#define PQ_TRIAGE_MINIMISE_H

#include "base/buf.h"

#define PQ_MINIMISE_INPUT (512u << 10) /* bytes of an input; a larger one stays as it is */
#define PQ_MINIMISE_TRIES 20000        /* questions, where nobody wants another limit */
#define PQ_MINIMISE_ROUNDS 8

enum pq_minimise_answer {
	PQ_MINIMISE_LOSES, /* it does something else, or nothing */
	PQ_MINIMISE_KEEPS, /* it still does it */
	PQ_MINIMISE_STOP   /* no more questions, please */
};

/*
 * ask:     called with each candidate, of which nothing is kept; ctx is handed to it
 * limit:   questions that may be asked; tries: that were asked; kept: candidates that were taken
 * stopped: it was told to stop, or the limit was reached, before it was done
 * best:    the smallest so far, what was given at the beginning; its storage is the caller's, PQ_MINIMISE_INPUT bytes
 * refused: the last candidate that lost: any one byte of a long run leaves the same one behind
 */
struct pq_minimise {
	enum pq_minimise_answer (*ask)(void *ctx, struct pq_view candidate);
	void *ctx;
	size_t limit;
	size_t tries;
	size_t kept;
	bool stopped;
	struct pq_buf best;
	struct pq_buf refused;
	unsigned char refused_bytes[PQ_MINIMISE_INPUT];
};

/* Storage of PQ_MINIMISE_INPUT bytes; ask, ctx and limit are set afterwards. */
void pq_minimise_init(struct pq_minimise *m, void *storage);

/* Any bytes. `input`, which the caller has seen do it, is copied to `best`; false if it is larger than there is room for. */
bool pq_minimise_bytes(struct pq_minimise *m, struct pq_view input);

/*
 * A scenario. What is taken is canonical, and strict reading understands it, unless not even the input in that form
 * still does it: then it is cut line by line and byte by byte as it stands. Otherwise as above.
 */
bool pq_minimise_scenario(struct pq_minimise *m, struct pq_view input);

/* Asks for a candidate, which becomes the best one if it keeps. False without asking for what is the best already, or
 * was refused just now. */
bool pq_minimise_try(struct pq_minimise *m, struct pq_view candidate);

/*
 * Leaves out what it can of `count` things: without(ctx, from, to) says whether it went on without those from `from` up
 * to `to` of the ones that are left, and has then left them out. Returns how many are left.
 */
size_t pq_minimise_shrink(size_t count, bool (*without)(void *ctx, size_t from, size_t to), void *ctx);

#endif
