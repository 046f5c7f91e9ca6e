/* SPDX-License-Identifier: MIT */
/* The reader of descriptions, in parts: where it stands, how it takes arguments, and its table of words. */
#ifndef PQ_LAB_SERVICE_READING_H
#define PQ_LAB_SERVICE_READING_H

#include "base/text.h"
#include "lab/service.h"

/*
 * dialogue, file: the block under way; NULL: none
 * file_mark: where its text begins in the pool
 * otherwise: what is smuggled by the forms that no line names
 * seen: bit for each word of the table that stood there
 */
struct pq_service_reading {
	struct pq_lab_service *service;
	struct pq_text text;
	struct pq_buf pool;
	struct pq_lab_dialogue *dialogue;
	struct pq_lab_file *file;
	size_t file_mark;
	struct pq_lab_payload otherwise;
	uint64_t seen;
};

/* Fails with SYNTAX at that byte of the text; returns it. */
enum pq_err pq_service_fail(const struct pq_service_reading *r, size_t at, const char *expected);

/* Each takes one argument behind a blank, or fails with `expected`. What is taken lies in the pool. */
enum pq_err pq_service_take_string(struct pq_service_reading *r, const char *expected, const char **out);
enum pq_err pq_service_take_name(struct pq_service_reading *r, const char **out);
/* Below a folder that is the service's own. */
enum pq_err pq_service_take_path(struct pq_service_reading *r, const char **out);
/* From 1 to max. */
enum pq_err pq_service_take_number(struct pq_service_reading *r, const char *expected, uint64_t max, uint64_t *out);
enum pq_err pq_service_take_one_of(struct pq_service_reading *r, const struct pq_view *names, size_t count,
				   size_t *out);
/* A text with placeholders, none of them misspelt. */
enum pq_err pq_service_take_template(struct pq_service_reading *r, const char *expected, struct pq_view *out);

#define PQ_SERVICE_WORDS 23

/*
 * read:   takes what follows the word in its line, and may open a block
 * many:   it may stand there more than once
 * wanted: it must stand there
 */
struct pq_service_word {
	struct pq_view name;
	enum pq_err (*read)(struct pq_service_reading *r);
	bool many;
	bool wanted;
};

extern const struct pq_service_word pq_service_words[PQ_SERVICE_WORDS];

#endif
