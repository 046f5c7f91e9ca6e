/* SPDX-License-Identifier: MIT */
/*
 * A scenario in the making, from what other programs write down of requests.
 *
 * Theory of operation. A converter begins requests and gives each of them headers, a body and its form fields, in the
 * words of HTTP. What a page does not set by a header has a place of its own: Cookie becomes lines of the jar, Referer and
 * Origin the page, and what a user agent writes by itself (Host as in the URL, Accept-Encoding, Sec-*, ...) is left to
 * it. What cannot be turned is noted, and stands as a comment in the text. Storage is the sketch's own and grows; when
 * memory is short all that follows does nothing, and the text is NO_SPACE.
 */
#ifndef PQ_CONVERT_SKETCH_H
#define PQ_CONVERT_SKETCH_H

#include "base/err.h"
#include "base/view.h"
#include "scenario/limits.h"

#define PQ_SKETCH_REQUESTS (PQ_MAX_REQUESTS - 1) /* of one scenario; one more is its control */
#define PQ_SKETCH_NOTES 64                       /* what is noted of one; the last place says that there is more */

/*
 * All strings are the sketch's; bytes have a length of their own.
 * filename: NULL for a field without a file
 */
struct pq_sketch_pair {
	const char *name;
	const char *value;
};

/* Of a websocket's message, name says what it is ("text", "binary"). */
struct pq_sketch_field {
	const char *name;
	const char *filename;
	const char *type;
	struct pq_view bytes;
};

struct pq_sketch_login {
	const char *url;
	const char *user;
	const char *password;
};

/*
 * word:     "fetch" or "websocket", which has no method
 * manual:   redirects are not followed
 * has_body: body is one, which may be empty
 * headers:  of a websocket, the subprotocols that it asks for
 * messages: that a websocket sends
 */
struct pq_sketch_request {
	const char *word;
	const char *method;
	const char *url;
	bool manual;
	struct pq_sketch_pair headers[PQ_MAX_HEADERS];
	size_t header_count;
	bool has_body;
	struct pq_view body;
	struct pq_sketch_field fields[PQ_MAX_ENTRIES];
	size_t field_count;
	struct pq_sketch_field messages[PQ_MAX_MESSAGES];
	size_t message_count;
};

/*
 * about:    first comment: what it was made from
 * referer, origin: of the page that asks; NULL if nothing was said of it
 * proxy:    URL; proxy_user NULL: no credentials
 * logins:   what the user has stored for origins that challenge
 * cookies:  URL that sets it, and its Set-Cookie value
 * left:     names that are left to the user agent
 * notes:    what was not turned, each once
 * answers:  bytes of what servers answer, one a connection; empty: the 101 that a websocket asks for
 */
struct pq_sketch {
	const char *about;
	const char *referer;
	const char *origin;
	const char *proxy;
	const char *proxy_user;
	const char *proxy_password;
	struct pq_sketch_login logins[PQ_MAX_LOGINS];
	size_t login_count;
	struct pq_sketch_pair cookies[PQ_MAX_COOKIE_LINES];
	size_t cookie_count;
	struct pq_sketch_request requests[PQ_SKETCH_REQUESTS];
	size_t request_count;
	const char *left[PQ_MAX_HEADERS];
	size_t left_count;
	const char *notes[PQ_SKETCH_NOTES];
	size_t note_count;
	struct pq_view answers[PQ_MAX_ANSWERS];
	size_t answer_count;
	struct pq_sketch_kept *kept;
	bool no_space;
};

/* NULL if memory is short. */
struct pq_sketch *pq_sketch_new(const char *about);
void pq_sketch_free(struct pq_sketch *sketch);

/* A copy with a NUL behind it, which lives as long as the sketch; something empty where memory is short. */
const char *pq_sketch_keep(struct pq_sketch *sketch, struct pq_view bytes);
const char *pq_sketch_format(struct pq_sketch *sketch, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Notes what was not turned, in a few words. */
void pq_sketch_note(struct pq_sketch *sketch, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A further request; NULL, noted, if there is no room for one. */
struct pq_sketch_request *pq_sketch_ask(struct pq_sketch *sketch, const char *word, const char *method,
					const char *url);

/* Gives the request a header, or does with it what the theory above says. */
void pq_sketch_header(struct pq_sketch *sketch, struct pq_sketch_request *request, const char *name, const char *value);

/* A header that is left to the user agent. */
void pq_sketch_leave(struct pq_sketch *sketch, const char *name);

/* As it is, without looking at its name: for what a converter has made up itself. */
void pq_sketch_put_header(struct pq_sketch *sketch, struct pq_sketch_request *request, const char *name,
			  const char *value);

/* True if the request has a header of that name. */
bool pq_sketch_has_header(const struct pq_sketch_request *request, const char *name);

/* The cookies of a Cookie header ("a=1; b=2") into the jar, for that URL. */
void pq_sketch_cookies(struct pq_sketch *sketch, const char *url, struct pq_view header);

/* "Basic ..." of RFC 7617. */
const char *pq_sketch_basic(struct pq_sketch *sketch, struct pq_view user_and_password);

/* A login for that URL's origin, "user:password". */
void pq_sketch_login(struct pq_sketch *sketch, const char *url, struct pq_view user_and_password);

void pq_sketch_body(struct pq_sketch *sketch, struct pq_sketch_request *request, struct pq_view bytes);
void pq_sketch_field(struct pq_sketch *sketch, struct pq_sketch_request *request, const char *name,
		     const char *filename, const char *type, struct pq_view bytes);

/* A message of a websocket; kind is "text" or "binary". */
void pq_sketch_message(struct pq_sketch *sketch, struct pq_sketch_request *request, const char *kind,
		       struct pq_view bytes);

void pq_sketch_answer(struct pq_sketch *sketch, struct pq_view bytes);

/*
 * The scenario in its canonical form, *len bytes with a NUL behind them, freed by the caller; it reads strictly. On an
 * error *diag says what is too much of it, without a place.
 */
enum pq_err pq_sketch_text(struct pq_sketch *sketch, char **text, size_t *len, struct pq_diag *diag);

#endif
