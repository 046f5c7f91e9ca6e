/* SPDX-License-Identifier: MIT */
/* The table of formats. */
#ifndef PQ_IMPORT_FORMAT_H
#define PQ_IMPORT_FORMAT_H

#include "import/import.h"
#include "import/lex.h"

struct pq_reading;

/* A list that a format has: its identifier, and what it is. */
struct pq_import_known {
	const char *identifier;
	enum pq_import_kind kind;
	enum pq_import_role role;
};

#define PQ_IMPORT_KNOWN 8

/*
 * name, about: what it is called, and what it is
 * language:    of source code; NULL for other text
 * schemes:     which its ports are asked for
 * known:       lists that it has; the first row without identifier ends them
 * marks:       texts of which one must be there for the format to be taken, NULL at the end
 * zero_ends:   a 0 in the port list ends it
 * looks_like:  asked instead of language and marks where those cannot tell; may be NULL
 * read:        fills the reading
 */
struct pq_import_format {
	const char *name;
	const char *about;
	const struct pq_lex_language *language;
	const char *schemes;
	struct pq_import_known known[PQ_IMPORT_KNOWN];
	const char *marks[4];
	bool zero_ends;
	bool (*looks_like)(struct pq_view text);
	enum pq_err (*read)(struct pq_reading *reading);
};

const struct pq_import_format *pq_import_format_at(size_t index);

/* The format that the text looks like; NULL if it is none. */
const struct pq_import_format *pq_import_format_guess(struct pq_view text);

/* Index of `what` in text at or after `from`; text.len if it is not there. */
size_t pq_import_find(struct pq_view text, struct pq_view what, size_t from);

/* The readers. */
enum pq_err pq_import_read_source(struct pq_reading *reading);
enum pq_err pq_import_read_prefs(struct pq_reading *reading);
enum pq_err pq_import_read_standard(struct pq_reading *reading);
enum pq_err pq_import_read_policy(struct pq_reading *reading);
enum pq_err pq_import_read_plain(struct pq_reading *reading);

bool pq_import_is_prefs(struct pq_view text);
bool pq_import_is_standard(struct pq_view text);
bool pq_import_is_policy(struct pq_view text);
bool pq_import_is_plain(struct pq_view text);

#endif
