/* SPDX-License-Identifier: MIT */
/*
 * What the proxy lab found, as data: for each setting of an intercepting proxy, case by case, who was asked in the end.
 * Nothing in here runs anything.
 */
#ifndef PQ_RESULT_LAB_PROXY_H
#define PQ_RESULT_LAB_PROXY_H

#include <stdint.h>
#include <stdio.h>

#include "result/lab_step.h"

#define PQ_LAB_PROXY_FORMAT "pratique-lab-proxy 1"
#define PQ_MAX_LAB_PROXY_SETTINGS 64      /* of one result, and of one run */
#define PQ_MAX_LAB_PROXY_ROWS 64          /* cases of one setting */
#define PQ_MAX_LAB_PROXY_TEXT (64u << 20) /* bytes of a result as JSON */

/* What came of the bytes that a page had sent. */
enum pq_lab_proxy_seen {
	PQ_LAB_PROXY_UNTESTED,  /* nothing was sent */
	PQ_LAB_PROXY_SECRET,    /* the inside server was asked, and the page has read what it keeps */
	PQ_LAB_PROXY_REACHED,   /* the inside server was asked, and its answer did not come back */
	PQ_LAB_PROXY_OUTSIDE,   /* the attacker's own server was asked */
	PQ_LAB_PROXY_REFUSED,   /* no server was asked; the proxy answered by itself */
	PQ_LAB_PROXY_SILENT,    /* no server was asked, and nothing came back */
	PQ_LAB_PROXY_UNDIALLED, /* the policy let no connection begin */
	PQ_LAB_PROXY_SEEN_COUNT
};

/* "untested" "secret" "reached" "outside" "refused" "silent" "undialled" */
extern const char *const pq_lab_proxy_seen_names[PQ_LAB_PROXY_SEEN_COUNT];

/* What a case is about, which decides what its outcome means. */
enum pq_lab_proxy_kind {
	PQ_LAB_PROXY_CONTROL, /* an honest request through the interception */
	PQ_LAB_PROXY_FORGED,  /* a raw socket names the inside server */
	PQ_LAB_PROXY_BUILDER, /* a page tries the same through the request builder */
	PQ_LAB_PROXY_POLICY,  /* a raw socket under the policy silverlight */
	PQ_LAB_PROXY_FRAME,   /* the same bytes in a masked WebSocket frame */
	PQ_LAB_PROXY_KIND_COUNT
};

/* "control" "forged" "builder" "policy" "frame" */
extern const char *const pq_lab_proxy_kind_names[PQ_LAB_PROXY_KIND_COUNT];

/* What the outcome means. */
enum pq_lab_proxy_verdict {
	PQ_LAB_PROXY_VOID,    /* nothing can be said; `why` tells the reason */
	PQ_LAB_PROXY_HELD,    /* the inside server was not asked, and the control shows that it could have been seen */
	PQ_LAB_PROXY_FETCHED, /* a forged name was fetched: the proxy goes by what the page has written */
	PQ_LAB_PROXY_BREACH,  /* the inside server was asked although something should have stood in the way */
	PQ_LAB_PROXY_VERDICT_COUNT
};

/* "void" "held" "fetched" "breach" */
extern const char *const pq_lab_proxy_verdict_names[PQ_LAB_PROXY_VERDICT_COUNT];

/*
 * name, help: of the case
 * twin:       what came of the same bytes as a control: with the attacker's own name, or unmasked, or under a policy that
 *             leaves port 80 open; UNTESTED where there is none
 * stated:     what the setting's description says that comes of it, with its reason; UNTESTED and NULL where it says nothing
 * why:        the verdict as a sentence; always set
 * steps, twin_steps: who sent what to whom, in the case and in its control
 */
struct pq_lab_proxy_row {
	char *name;
	char *help;
	enum pq_lab_proxy_kind kind;
	enum pq_lab_proxy_seen seen;
	enum pq_lab_proxy_seen twin;
	enum pq_lab_proxy_verdict verdict;
	enum pq_lab_proxy_seen stated;
	char *reason;
	char *why;
	struct pq_lab_steps steps;
	struct pq_lab_steps twin_steps;
};

/*
 * name, about, package: as its description says; package NULL: none
 * version:              of the package; NULL: not known
 * configuration:        text of its first file; NULL: none
 * void_why:             why nothing could be run; NULL: rows were
 */
struct pq_lab_proxy_setting {
	char *name;
	char *about;
	char *package;
	char *version;
	char *configuration;
	char *void_why;
	struct pq_lab_proxy_row *rows;
	size_t row_count;
};

/* started: UTC, as "2026-11-26T12:00:00Z"; took_ms: wall time */
struct pq_lab_proxy_result {
	char *started;
	uint64_t took_ms;
	struct pq_lab_proxy_setting *settings;
	size_t setting_count;
};

/* An empty row or setting at the end, to be filled; valid until the next one is added. NULL without memory or at the maximum. */
struct pq_lab_proxy_setting *pq_lab_proxy_add_setting(struct pq_lab_proxy_result *result);
struct pq_lab_proxy_row *pq_lab_proxy_add_row(struct pq_lab_proxy_setting *setting);

/* Forgets its rows. */
void pq_lab_proxy_drop_rows(struct pq_lab_proxy_setting *setting);

void pq_lab_proxy_setting_fini(struct pq_lab_proxy_setting *setting);
void pq_lab_proxy_fini(struct pq_lab_proxy_result *result);

/* True if something else came of it than was stated. */
bool pq_lab_proxy_differs(const struct pq_lab_proxy_row *row);

/*
 * rows: all of them; breaches, differing, voids: of these; settings_void: settings without any; ran: rows that are not void, and void ones that came
 * out as stated
 */
struct pq_lab_proxy_sum {
	size_t rows;
	size_t breaches;
	size_t differing;
	size_t voids;
	size_t settings_void;
	size_t ran;
};

struct pq_lab_proxy_sum pq_lab_proxy_sum(const struct pq_lab_proxy_result *result);

/* Writes one JSON document; false if memory was short or the stream failed. */
bool pq_lab_proxy_write(const struct pq_lab_proxy_result *result, FILE *out);

/* Reads one into an empty result: SYNTAX, VERSION, LIMIT or NO_SPACE with *diag filled; the result is empty then. */
enum pq_err pq_lab_proxy_read(struct pq_lab_proxy_result *result, struct pq_view text, struct pq_diag *diag);

#endif
