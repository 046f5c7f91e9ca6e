/* SPDX-License-Identifier: MIT */
/*
 * The judge's own readers of HTTP/1.1: a request as it was written (RFC 9112 2 to 3),
 * and the heads of what came back, read as leniently as any client might.
 */
#ifndef PQ_MONITOR_NAIVE_HTTP_H
#define PQ_MONITOR_NAIVE_HTTP_H

#include <stdint.h>

#include "base/view.h"

/* What a user agent may write of its own accord; NONE: any other name. */
enum pq_own {
	PQ_OWN_NONE,
	PQ_OWN_HOST,
	PQ_OWN_USER_AGENT,
	PQ_OWN_ACCEPT,
	PQ_OWN_CONNECTION,
	PQ_OWN_CONTENT_LENGTH,
	PQ_OWN_CONTENT_TYPE,
	PQ_OWN_ORIGIN,
	PQ_OWN_REFERER,
	PQ_OWN_COOKIE,
	PQ_OWN_AUTHORIZATION,
	PQ_OWN_PROXY_AUTHORIZATION,
	PQ_OWN_PROXY_CONNECTION, /* to a proxy, as Connection to a server */
	PQ_OWN_TRANSFER_ENCODING,
	PQ_OWN_ACCEPT_ENCODING,
	PQ_OWN_ACCEPT_LANGUAGE,
	PQ_OWN_KEEP_ALIVE,
	PQ_OWN_DNT,
	PQ_OWN_TE,
	PQ_OWN_EXPECT,
	PQ_OWN_UPGRADE,
	PQ_OWN_CORS,  /* Access-Control-Request-Method and -Headers */
	PQ_OWN_SEC,   /* Sec-Fetch-*, Sec-CH-UA*, Sec-GPC, Sec-Purpose */
	PQ_OWN_OTHER, /* harmless in any value */
	PQ_OWN_COUNT
};

/* The row of that name, in any case. */
enum pq_own pq_own_find(struct pq_view name);

/*
 * text:  the line without its CRLF
 * name:  up to the first colon; the whole line if has_colon is false
 * value: after it, without blanks at both ends
 * own:   whether a user agent sends that name itself
 * asked: index of the first asked header of that name, or -1; filled by the caller
 */
struct pq_head_line {
	struct pq_view text;
	struct pq_view name;
	struct pq_view value;
	bool has_colon;
	enum pq_own own;
	int asked;
};

#define PQ_MAX_HEAD_LINES 1152 /* more than any scenario can ask for */

/*
 * all:         everything written
 * complete:    an empty line ends the head
 * head:        up to and with that empty line, or everything
 * body:        what follows
 * start:       request line; method, target: cut at single spaces
 * start_good:  it is METHOD SP target SP HTTP/1.1, of printable bytes
 * broken:      offset of the first NUL, bare LF or lone CR in the head; SIZE_MAX if there is none
 * lines:       line_count header lines; crowded: there were more of them than can be kept
 */
struct pq_message {
	struct pq_view all;
	bool complete;
	struct pq_view head;
	struct pq_view body;
	struct pq_view start;
	struct pq_view method;
	struct pq_view target;
	bool start_good;
	size_t broken;
	struct pq_head_line *lines;
	size_t line_count;
	bool crowded;
};

/* Cuts up what was written. lines: storage for PQ_MAX_HEAD_LINES. */
void pq_message_read(struct pq_message *message, struct pq_view all, struct pq_head_line *lines);

/* Path and query of a target: of one in absolute form what follows the authority, or "/" (RFC 9112 3.2). */
struct pq_view pq_target_path(struct pq_view target);

/* How many header lines have that name; *last is the last of them, untouched if there is none. */
size_t pq_message_count(const struct pq_message *message, enum pq_own own, const struct pq_head_line **last);

/*
 * status: of the first response that is not 1xx, or is the 101 that was wanted; 0 if its head is not there in full
 * head:   its header lines
 */
struct pq_answer {
	unsigned int status;
	struct pq_view head;
};

/* upgrade: another protocol was asked for, so that a 101 ends the matter. */
void pq_answer_read(struct pq_answer *answer, struct pq_view received, bool upgrade);

/* Whether the first response that is not another 1xx is a whole 101. */
bool pq_answer_upgraded(struct pq_view received);

/* The next header line of *rest with that lower-case name; its value without blanks. */
bool pq_answer_next(struct pq_view *rest, const char *name, struct pq_view *value);

/* Chunked body (RFC 9112 7.1): 1 whole with nothing after it, 0 not yet at its end, -1 malformed or more after it. */
int pq_chunks_check(struct pq_view body);

#endif
