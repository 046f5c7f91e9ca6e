/* SPDX-License-Identifier: MIT */
/* The text formats that people write by hand: which one a text is in, and its canonical form. */
#ifndef PQ_CLI_FORMAT_H
#define PQ_CLI_FORMAT_H

#include "cli/load.h"
#include "scenario/scenario.h"

enum pq_format { PQ_FORMAT_SCENARIO, PQ_FORMAT_POLICY, PQ_FORMAT_COUNT };

/* How the files of these formats end, NULL-terminated. */
extern const char *const pq_format_suffixes[PQ_FORMAT_COUNT + 1];

/*
 * A text that was read, with its canonical form. Only the part of its format is
 * there; the views of both point into `text`.
 */
struct pq_document {
	struct pq_file text;
	enum pq_format format;
	struct pq_scenario *scenario;
	struct pq_policy *policy;
	struct pq_view canonical;
	void *memory[4];
};

/*
 * Reads and parses path ("-": standard input). On an error *diag is filled, and nothing is to be freed.
 * Policies are always read strictly; in lenient reading all that is no policy is a scenario.
 */
enum pq_err pq_document_read(struct pq_document *document, const char *path, enum pq_reading reading,
			     struct pq_diag *diag);
void pq_document_free(struct pq_document *document);

bool pq_document_is_canonical(const struct pq_document *document);

#endif
