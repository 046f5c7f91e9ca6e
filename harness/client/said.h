/* SPDX-License-Identifier: MIT */
/* What a request of a scenario says, and by which words of a dialect that is told. */
#ifndef PQ_CLIENT_SAID_H
#define PQ_CLIENT_SAID_H

#include "client/dialect.h"
#include "scenario/scenario.h"

/* Bytes of an argument; empty if there is none. */
struct pq_view pq_said_argument(const struct pq_line *line, size_t index);

/* As the page's API makes it (Fetch 2.2.1, "normalize"); GET where the word names none. */
struct pq_view pq_said_method(const struct pq_line *request);
struct pq_view pq_said_url(const struct pq_line *request);

/* Of a header, a parameter or a field; a header's as the page's API makes it (Fetch 2.2.2, "normalize"). */
struct pq_view pq_said_value(const struct pq_line *part);

/* Redirects are the caller's to see. */
bool pq_said_manual(const struct pq_scenario *scenario, size_t at);

bool pq_said_in_body(enum pq_word word);

/* Fields are parts of a multipart body: of FormData always, of a form if it says so. */
bool pq_said_multipart(const struct pq_line *request);

/* The first line of its body; NULL if it has none. */
const struct pq_line *pq_said_body(const struct pq_scenario *scenario, size_t at);

/* The body's type has to be told beside it; the type, empty if it has none (Fetch 5.3, "extract a body"). */
bool pq_said_wants_type(const struct pq_scenario *scenario, size_t at);
struct pq_view pq_said_type(const struct pq_line *body);

/* A file's type as its page makes it (File API 3.1, HTML 4.10.21.8). */
struct pq_view pq_said_file_type(const struct pq_line *file);

/* Lists of a dialect, empty where the program cannot be told; NULL where nothing needs to be told. */
const char *const *pq_said_method_words(const struct pq_dialect *dialect, const struct pq_line *request, bool body);
const char *const *pq_said_part_words(const struct pq_dialect *dialect, const struct pq_line *request,
				      const struct pq_line *part);
const char *const *pq_said_type_words(const struct pq_dialect *dialect, const struct pq_line *body);

#endif
