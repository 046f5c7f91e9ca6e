/* SPDX-License-Identifier: MIT */
/* The words of the service lab: in which form a page's bytes come, who sends them how, and what a server made of them. */
#ifndef PQ_RESULT_LAB_CLASS_H
#define PQ_RESULT_LAB_CLASS_H

#include "base/view.h"

/* Each has a letter, in this order "GUTMFW". */
enum pq_lab_form {
	PQ_LAB_GET,        /* G: a navigation; what is smuggled stands in the URL, percent-encoded */
	PQ_LAB_URLENCODED, /* U: a form, POST, application/x-www-form-urlencoded */
	PQ_LAB_TEXT,       /* T: a form, POST, text/plain */
	PQ_LAB_MULTIPART,  /* M: a form, POST, multipart/form-data */
	PQ_LAB_FETCH,      /* F: fetch() with method POST, mode no-cors and a binary body */
	PQ_LAB_WEBSOCKET,  /* W: the handshake of a WebSocket; what is smuggled stands in its URL */
	PQ_LAB_FORM_COUNT
};

/* What a server made of a request, the strongest last. */
enum pq_lab_class {
	PQ_LAB_VOID,     /* nothing can be said: the positive control has failed, or nothing ran */
	PQ_LAB_REJECTS,  /* it closed because of the request */
	PQ_LAB_SWALLOWS, /* it stayed open, and nothing was executed */
	PQ_LAB_TOLERATES, /* it answered with errors or not at all, and a later harmless command on the same connection was answered */
	PQ_LAB_EXECUTES, /* the smuggled commands took effect, seen outside the attacking connection */
	PQ_LAB_CLASS_COUNT
};

/* patient: keeps the connection open; early: closes at the first byte that is not HTTP, as browsers do. */
enum pq_lab_client { PQ_LAB_PATIENT, PQ_LAB_EARLY, PQ_LAB_CLIENT_COUNT };

/* whole: head and body in one write, as browsers do for small bodies; split: the head, 30 ms, the body. */
enum pq_lab_shape { PQ_LAB_WHOLE, PQ_LAB_SPLIT, PQ_LAB_SHAPE_COUNT };

/* "G"; "EXECUTES"; "patient"; "whole": literals. */
extern const struct pq_view pq_lab_form_letters[PQ_LAB_FORM_COUNT];
extern const struct pq_view pq_lab_class_names[PQ_LAB_CLASS_COUNT];
extern const struct pq_view pq_lab_client_names[PQ_LAB_CLIENT_COUNT];
extern const struct pq_view pq_lab_shape_names[PQ_LAB_SHAPE_COUNT];

/* What a form is, for people: "form POST, text/plain". */
const char *pq_lab_form_help(enum pq_lab_form form);

#endif
