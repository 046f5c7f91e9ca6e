/* SPDX-License-Identifier: MIT */
/*
 * A scenario: one test case as text (pratique-scenario 1), and as a flat list of lines.
 *
 * Theory of operation. The text is line oriented. A line is a word and its
 * arguments; a line indented by two blanks belongs to the last line that was
 * not indented (its parent). The list keeps every line in its order, comments
 * and empty lines too, so that printing what was parsed loses nothing. What
 * words exist, where they may stand and which arguments they take is one
 * table, in words.c: a new word is one row there. Bytes are kept as written;
 * no URL, header or method is understood here.
 *
 * How an argument is written stands in base/text.h. Printing is canonical:
 * parsing it again and printing gives the same, in printable ASCII but for comments.
 */
#ifndef PQ_SCENARIO_SCENARIO_H
#define PQ_SCENARIO_SCENARIO_H

#include <stdint.h>

#include "base/address.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"
#include "scenario/limits.h"

enum pq_word {
	PQ_WORD_COMMENT, /* args[0]: the line as written, '#' included; an empty line has an empty one */
	/* about the whole scenario */
	PQ_WORD_ATTACKER, /* enum pq_attacker */
	PQ_WORD_PAGE,     /* URL of the page; default "http://page.example/" */
	PQ_WORD_POLICY,  /* name of the built-in policy that drives the subject if its user names none; default fetch */
	PQ_WORD_JUDGE,   /* name of the built-in policy that judges if the user names none; default fetch */
	PQ_WORD_ENTROPY, /* number that seeds every random draw; default 1 */
	PQ_WORD_SCHEDULE,   /* bytes: one choice for each operation of the socket layer */
	PQ_WORD_PROXY,      /* URL of the HTTP proxy for http, https, ws and wss; user, password */
	PQ_WORD_LOGIN,      /* URL, user, password: what the user has stored for that origin */
	PQ_WORD_KEEP_ALIVE, /* connections are kept open and used again; without it each serves one message */
	PQ_WORD_DNS,    /* host, up to 4 addresses (0: no such name); n-th line: n-th look-up, the last one repeats */
	PQ_WORD_COOKIE, /* URL that set it, Set-Cookie value: in the jar before the first request */
	PQ_WORD_PAUSE,  /* milliseconds that pass before the next request line */
	PQ_WORD_EXPECT, /* enum pq_expect, then what it names */
	/* requests, in order */
	PQ_WORD_FETCH,        /* method, URL: fetch() */
	PQ_WORD_XHR,          /* method, URL: XMLHttpRequest */
	PQ_WORD_FORM,         /* method, URL, enum pq_enctype: form submission */
	PQ_WORD_NAVIGATE,     /* URL: navigation by link or location */
	PQ_WORD_WEBSOCKET,    /* URL: new WebSocket() */
	PQ_WORD_PRECONNECT,   /* URL: a connection is opened, and nothing is asked */
	PQ_WORD_PREFETCH,     /* URL: a resource is fetched for later */
	PQ_WORD_DNS_PREFETCH, /* URL: its host is looked up */
	PQ_WORD_EMBEDDER,     /* method, URL, origin: a request of the application that embeds the user agent */
	PQ_WORD_FTP,          /* URL: a browser of its time fetches it */
	PQ_WORD_ICE_SERVER,   /* URL, user name, credential: an ICE server of an RTCPeerConnection */
	PQ_WORD_WEBTRANSPORT, /* URL: new WebTransport() */
	PQ_WORD_SOCKET,       /* host, port: a raw socket of a plug-in page */
	PQ_WORD_CONTROL,      /* method, URL: must succeed; runs after all others, served with 200 */
	/* parts of a request */
	PQ_WORD_HEADER,      /* name, value (fetch, xhr, embedder, control; websocket: only a renderer can) */
	PQ_WORD_MODE,        /* enum pq_mode (fetch, control); default cors */
	PQ_WORD_CREDENTIALS, /* enum pq_credentials (fetch, xhr, embedder, control); default same-origin */
	PQ_WORD_FOLLOW,      /* enum pq_redirect (fetch, control): written "redirect"; default follow */
	PQ_WORD_WORKER,      /* URL that a service worker fetches in the request's place (fetch, xhr, form, navigate) */
	PQ_WORD_PROTOCOL,    /* name of a subprotocol (websocket) */
	PQ_WORD_MESSAGE,     /* enum pq_message_kind, bytes, number of fragments: sent once it is open (websocket) */
	PQ_WORD_WRITE,       /* bytes to send (socket) */
	PQ_WORD_TEXT,        /* body of a string (fetch, xhr, embedder, control) */
	PQ_WORD_BINARY,      /* body of a buffer, without a type (fetch, xhr, embedder, control) */
	PQ_WORD_BLOB,        /* type, bytes (fetch, xhr, embedder, control) */
	PQ_WORD_PARAM,       /* name, value: URLSearchParams (fetch, xhr, embedder, control) */
	PQ_WORD_FIELD,       /* name, value: FormData or form field (fetch, xhr, form, embedder, control) */
	PQ_WORD_FILE,        /* name, filename, type, bytes (fetch, xhr, form, embedder, control) */
	/* servers: the n-th answer serves the n-th dial of the attack */
	PQ_WORD_ANSWER,   /* enum pq_answer_to: what it is for */
	PQ_WORD_GREET,    /* bytes, sent in one piece before the client has written anything */
	PQ_WORD_REPLY,    /* bytes, sent in one piece once the request is there */
	PQ_WORD_WAIT,     /* what follows comes once the client has written again */
	PQ_WORD_UPGRADE,  /* subprotocol: the 101 that the WebSocket handshake just read asks for */
	PQ_WORD_STUN,     /* code: a STUN response to the request just read; 200 is success */
	PQ_WORD_REDIRECT, /* status, Location: a whole response with no body; written "redirect" */
	PQ_WORD_REFUSE,   /* the dial fails */
	PQ_WORD_RESET,    /* the connection breaks here */
	PQ_WORD_STALL,    /* nothing more comes, and the connection stays open */
	PQ_WORD_COUNT
};

enum pq_attacker { PQ_ATTACKER_PAGE, PQ_ATTACKER_RENDERER, PQ_ATTACKER_SERVER, PQ_ATTACKER_COUNT };
enum pq_enctype { PQ_ENCTYPE_URLENCODED, PQ_ENCTYPE_MULTIPART, PQ_ENCTYPE_TEXT, PQ_ENCTYPE_COUNT };
enum pq_mode { PQ_MODE_CORS, PQ_MODE_NO_CORS, PQ_MODE_SAME_ORIGIN, PQ_MODE_NAVIGATE, PQ_MODE_COUNT };
enum pq_credentials { PQ_CREDENTIALS_SAME_ORIGIN, PQ_CREDENTIALS_OMIT, PQ_CREDENTIALS_INCLUDE, PQ_CREDENTIALS_COUNT };
enum pq_redirect { PQ_REDIRECT_FOLLOW, PQ_REDIRECT_ERROR, PQ_REDIRECT_MANUAL, PQ_REDIRECT_COUNT };

enum pq_message_kind {
	PQ_MESSAGE_TEXT,
	PQ_MESSAGE_BINARY,
	PQ_MESSAGE_PING,
	PQ_MESSAGE_PONG,
	PQ_MESSAGE_CLOSE,
	PQ_MESSAGE_COUNT
};
enum pq_answer_to { PQ_ANSWER_TO_ANY, PQ_ANSWER_TO_PREFLIGHT, PQ_ANSWER_TO_COUNT };

/* What the attack as a whole must come to; every expect line of a scenario must hold. */
enum pq_expect {
	PQ_EXPECT_ALLOWED,   /* every attacking request gets its response */
	PQ_EXPECT_BLOCKED,   /* RULE: some attacking request is refused for that rule; control wanted */
	PQ_EXPECT_ERROR,     /* NAME: some attacking request ends with that network error; control wanted */
	PQ_EXPECT_DROPPED,   /* header NAME was silently dropped by the guard; control wanted */
	PQ_EXPECT_SENT,      /* bytes that must occur in what one attacking connection sent */
	PQ_EXPECT_UNSENT,    /* bytes that must not; control wanted */
	PQ_EXPECT_VIOLATION, /* RULE: the monitor must find that breach (under --policy none, say) */
	PQ_EXPECT_COUNT
};

/*
 * bytes:  the argument, decoded
 * number: its value where the word wants a number or one of an enum; a rule for "expect blocked"
 */
struct pq_arg {
	struct pq_view bytes;
	uint32_t number;
};

/*
 * word:    the row of the table
 * parent:  index of the line that this one belongs to; its own index if not indented
 * text_line: 1-based line of the text, for messages
 * args, argc: arguments; absent optional ones are not counted
 */
struct pq_line {
	enum pq_word word;
	uint32_t parent;
	uint32_t text_line;
	uint32_t argc;
	const struct pq_arg *args;
};

/*
 * All storage is the caller's. Views point into the parsed text or into `bytes`:
 * both must outlive the scenario.
 */
struct pq_scenario {
	struct pq_line *lines;
	size_t line_count;
	size_t line_cap;
	struct pq_arg *args;
	size_t arg_count;
	size_t arg_cap;
	struct pq_buf bytes;
};

enum pq_reading {
	PQ_READING_STRICT, /* the first line that is unknown, malformed or excluded by an earlier one is an error */
	PQ_READING_LENIENT /* such lines, and what does not fit, are skipped; a missing first line is none; any byte but
			      LF, '"' and '\\' stands for itself inside quotes */
};

/* Prepares an empty scenario over the caller's storage. */
void pq_scenario_init(struct pq_scenario *scenario, struct pq_line *lines, size_t line_cap, struct pq_arg *args,
		      size_t arg_cap, void *bytes, size_t bytes_cap);

/*
 * Reads text. SYNTAX, VERSION, RANGE or LIMIT with *diag filled (line, column,
 * what was expected, or the limit's name); the scenario is empty after an error
 * in strict reading. Lenient reading keeps what fitted and returns OK.
 */
enum pq_err pq_scenario_parse(struct pq_scenario *scenario, struct pq_view text, enum pq_reading reading,
			      struct pq_diag *diag);

/* Appends the canonical text; overflow shows in out. */
void pq_scenario_print(const struct pq_scenario *scenario, struct pq_buf *out);

/* Appends what a GREET, REPLY or REDIRECT line stands for on the wire. */
void pq_scenario_answer_bytes(const struct pq_line *line, struct pq_buf *out);

/* The word as written ("fetch"), and one line of help with its arguments; static strings. */
const char *pq_word_name(enum pq_word word);
const char *pq_word_help(enum pq_word word);

static inline bool pq_word_is_request(enum pq_word word)
{
	return word >= PQ_WORD_FETCH && word <= PQ_WORD_CONTROL;
}

/* Index of the first line at or after `from` with that word; line_count if there is none. */
static inline size_t pq_scenario_find(const struct pq_scenario *s, enum pq_word word, size_t from)
{
	while (from < s->line_count && s->lines[from].word != word)
		from++;
	return from;
}

/* Index of the first request line, controls included, at or after `from`; line_count if there is none. */
static inline size_t pq_scenario_find_request(const struct pq_scenario *s, size_t from)
{
	while (from < s->line_count && !pq_word_is_request(s->lines[from].word))
		from++;
	return from;
}

/* Index just past the lines that belong to line `parent`. */
static inline size_t pq_scenario_end_of(const struct pq_scenario *s, size_t parent)
{
	size_t at = parent + 1;

	while (at < s->line_count && s->lines[at].parent == parent)
		at++;
	return at;
}

/* First argument of the line with that word, which stands once in a scenario; or a default. */
static inline struct pq_view pq_scenario_bytes_of(const struct pq_scenario *s, enum pq_word word, const char *otherwise)
{
	size_t at = pq_scenario_find(s, word, 0);

	return at < s->line_count ? s->lines[at].args[0].bytes : pq_view_str(otherwise);
}

static inline uint32_t pq_scenario_number_of(const struct pq_scenario *s, enum pq_word word, uint32_t otherwise)
{
	size_t at = pq_scenario_find(s, word, 0);

	return at < s->line_count ? s->lines[at].args[0].number : otherwise;
}

#endif
