/* SPDX-License-Identifier: MIT */
/*
 * Requests as a real browser writes them: each is asked for by a page in the browser's own sandbox (harness/play), with the
 * services' ports allowed by the browser's own switch or preference, and kept as it reached the sink. The marker in it is
 * replaced by others of the same length, so that its framing stays right.
 */
#ifndef PQ_LAB_CAPTURE_H
#define PQ_LAB_CAPTURE_H

#include "browser/recipe.h"
#include "lab/marker.h"
#include "lab/request.h"
#include "lab/service.h"

/* bytes: len of them, head_len the head, with that marker; len 0: there are none, for that reason */
struct pq_lab_captured {
	unsigned char *bytes;
	size_t len;
	size_t head_len;
	char marker[PQ_MARKER_LEN + 1];
	char reason[160];
};

/* browser: its name; forms: of one service */
struct pq_lab_capture {
	const char *browser;
	struct pq_lab_captured forms[PQ_LAB_FORM_COUNT];
};

/*
 * recipe:  of a browser of the family chromium or firefox; it gets the lines that allow the ports. program: its path
 * dir:     a folder of the run, for logs
 * forms:   bits 1 << form
 * stop:    set by a signal handler; may be NULL
 * progress: how many requests of how many are there; may be NULL
 */
struct pq_lab_capture_options {
	struct pq_recipe *recipe;
	const char *program;
	const char *dir;
	unsigned int forms;
	const volatile int *stop;
	void (*progress)(void *context, size_t done, size_t total);
	void *context;
};

/* Adds to a recipe what allows its browser these ports. UNKNOWN with *diag filled if it has no such switch. */
enum pq_err pq_lab_allow_ports(struct pq_recipe *recipe, const uint16_t *ports, size_t count, struct pq_diag *diag);

/*
 * captures: count of them, one for each service, empty ones; to be released also on an error. UNKNOWN, IO, IDNA or NO_SPACE
 * with *diag filled; that single requests did not come is no error.
 */
enum pq_err pq_lab_capture_all(const struct pq_lab_capture_options *options,
			       const struct pq_lab_service *const *services, size_t count,
			       struct pq_lab_capture *captures, struct pq_diag *diag);
void pq_lab_capture_fini(struct pq_lab_capture *capture);

/* *request is the captured one with that marker, in the writer's room. LIMIT if it is too long. */
enum pq_err pq_lab_capture_with(const struct pq_lab_captured *captured, const char *marker,
				struct pq_lab_writer *writer, struct pq_view *request, struct pq_diag *diag);

#endif
