/* SPDX-License-Identifier: MIT */
/* The parts of the board's site (board.h): answers of the hub, of the redirector and of the cells. */
#ifndef PQ_AUDIT_SITE_H
#define PQ_AUDIT_SITE_H

#include "audit/board.h"
#include "audit/vectors.h"

/*
 * An answer in the making.
 * path, query: of the request's target, without the '?'
 * fields, body: appended to; what does not fit makes the answer a 500
 */
struct pq_answer {
	struct pq_board *board;
	const struct pq_sink_request *request;
	struct pq_view path;
	struct pq_view query;
	struct pq_sink_reply *reply;
	struct pq_buf fields;
	struct pq_buf body;
};

/* Appends "name: value" CR LF. */
void pq_answer_field(struct pq_answer *answer, const char *name, struct pq_view value);
void pq_answer_type(struct pq_answer *answer, const char *media_type);

/* Each answers, or leaves 404. */
void pq_site_hub(struct pq_answer *answer);
void pq_site_redirect(struct pq_answer *answer);
void pq_site_cell(struct pq_answer *answer);
/* The body and media type that the end of the path asks for; false if it names none. */
bool pq_site_file(struct pq_answer *answer);

/* Takes a decimal number from the front of *text; false if there is none, or it is over 2^31. */
bool pq_site_number(struct pq_view *text, uint32_t *number);
/* Takes that prefix from the front of *text. */
bool pq_site_prefix(struct pq_view *text, const char *prefix);

/* Parts of a cell's URL. */
const char *pq_site_before(const struct pq_vector *vector);
const char *pq_site_behind(const struct pq_vector *vector);
void pq_site_host(const struct pq_board *board, const struct pq_task *task, uint32_t cell, struct pq_buf *out);
/* "http://20.0.0.2/302/": a cell's number and '/' follow. */
void pq_site_redirector(const struct pq_vector *vector, struct pq_buf *out);

/*
 * How many tasks from that number on one page asks at once: one, or those that differ in nothing but the redirect's
 * status, as long as they are few probes.
 */
uint32_t pq_site_group(const struct pq_board *board, uint32_t number);
/* The task as JSON, for the runner (pages/README.md); it can stand inside a script element. */
void pq_site_task(const struct pq_board *board, uint32_t number, struct pq_buf *out);
/* Appends a vector's text, with {url}, {host}, {port}, {scheme}, {cell} filled in for a cell. */
void pq_site_fill(const struct pq_board *board, const struct pq_task *task, uint32_t cell, const char *text,
		  struct pq_buf *out);

#endif
