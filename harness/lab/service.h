/* SPDX-License-Identifier: MIT */
/*
 * What the lab has to know of a server, as text (pratique-service 1): how it is started, how its commands are spoken
 * plainly, what a page would smuggle, how the effect is seen from outside. docs/lab.md is the format's manual; the known
 * ones lie in harness/lab/services and are compiled in.
 */
#ifndef PQ_LAB_SERVICE_H
#define PQ_LAB_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/view.h"
#include "result/lab_class.h"

#define PQ_MAX_SERVICE_TEXT (1u << 17)  /* bytes of a description */
#define PQ_MAX_SERVICE_BYTES (1u << 18) /* bytes of all its arguments, fills expanded */
#define PQ_MAX_SERVICE_NAMES 8          /* packages, accounts and folders, of each */
#define PQ_MAX_SERVICE_FILES 16         /* files written for it */
#define PQ_MAX_SERVICE_SAYS 32          /* lines of one dialogue */

/* A line of a dialogue: bytes to send, or a text to wait for. A template of expand.h. */
struct pq_lab_say {
	bool send;
	struct pq_view text;
};

/* count lines; what is spoken on one connection, in this order */
struct pq_lab_dialogue {
	struct pq_lab_say says[PQ_MAX_SERVICE_SAYS];
	size_t count;
};

/* path: below {dir}; text: a template in which only {dir} and {port} are replaced; executable: may be run */
struct pq_lab_file {
	const char *path;
	struct pq_view text;
	bool executable;
};

enum pq_lab_ready {
	PQ_LAB_READY_CONNECT, /* the port takes connections */
	PQ_LAB_READY_BANNER,  /* and the server says this text first */
	PQ_LAB_READY_LOG,     /* this text stands in its output */
	PQ_LAB_READY_FILE     /* this file is there */
};

enum pq_lab_effect {
	PQ_LAB_EFFECT_NONE,
	PQ_LAB_EFFECT_SPOKEN, /* a dialogue on another connection goes as written */
	PQ_LAB_EFFECT_FILE,   /* a file is there, and holds a text unless that is empty */
	PQ_LAB_EFFECT_LOG,    /* a text stands in the server's output */
	PQ_LAB_EFFECT_RUN     /* a command prints a text */
};

/*
 * What a form carries.
 * text:   a template
 * offset: where in the request it begins, counted from 0; 0: wherever it comes
 */
struct pq_lab_payload {
	struct pq_view text;
	uint32_t offset;
};

/*
 * Strings live as long as the struct.
 * name, group: of a-z, 0-9, '.', '+' and '-'
 * packages:    of Debian, package_count of them, the server's own first; none for what is always there
 * port:        where it listens; counts_for: the well-known port that the result counts for
 * by_default:  whether it listens after installation; where says on which address, from which source
 * user:        who it runs as: "nobody" (without privileges), "root", or an account of the room's
 * accounts:    users, each with a group of its own, that the room has besides the usual ones
 * folders:     below {dir}, made first
 * host:        the room's host name; NULL: the room's own choice, which has a dot
 * prepare, start: shell commands, templates in which {dir} and {port} are replaced; prepare (NULL: none) runs to its end
 *              as root of the room before. start may leave processes in the background
 * ready, ready_text: how it is seen to be ready, within start_limit_ms
 * stop:        signal that ends it
 * effect_limit_ms: how long the effect of a command that was spoken plainly may take
 * plain:       the positive control; effect, effect_path, effect_text, effect_says: how what was done is seen
 * harmless:    answered after errors, for TOLERATES; without lines: nothing would be answered
 * payloads:    by form; those without text are not tried
 * expected:    by form, has_expected says of which
 * note:        a sentence for the report; NULL
 */
struct pq_lab_service {
	const char *name;
	const char *group;
	const char *packages[PQ_MAX_SERVICE_NAMES];
	size_t package_count;
	uint16_t port;
	uint16_t counts_for;
	bool by_default;
	const char *where;
	const char *user;
	const char *accounts[PQ_MAX_SERVICE_NAMES];
	size_t account_count;
	const char *folders[PQ_MAX_SERVICE_NAMES];
	size_t folder_count;
	struct pq_lab_file files[PQ_MAX_SERVICE_FILES];
	size_t file_count;
	const char *host;
	const char *prepare;
	const char *start;
	enum pq_lab_ready ready;
	const char *ready_text;
	uint32_t start_limit_ms;
	int stop;
	uint32_t effect_limit_ms;
	struct pq_lab_dialogue plain;
	enum pq_lab_effect effect;
	struct pq_view effect_path;
	struct pq_view effect_text;
	struct pq_lab_dialogue effect_says;
	struct pq_lab_dialogue harmless;
	struct pq_lab_payload payloads[PQ_LAB_FORM_COUNT];
	enum pq_lab_class expected[PQ_LAB_FORM_COUNT];
	bool has_expected[PQ_LAB_FORM_COUNT];
	const char *note;
	unsigned char *storage;
};

/*
 * Reads text, strictly: SYNTAX, RANGE, LIMIT, VERSION, INCOMPLETE (a line is missing) or NO_SPACE with *diag saying where and what
 * was expected; then there is nothing to release.
 */
enum pq_err pq_lab_service_read(struct pq_lab_service *service, struct pq_view text, struct pq_diag *diag);
void pq_lab_service_fini(struct pq_lab_service *service);

/* The compiled-in descriptions, by name. */
size_t pq_lab_service_count(void);
const char *pq_lab_service_name_at(size_t index);
/* UNKNOWN if there is none of that name. */
enum pq_err pq_lab_service_builtin(struct pq_lab_service *service, const char *name, struct pq_diag *diag);

#endif
