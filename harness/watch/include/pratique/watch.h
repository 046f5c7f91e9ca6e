/* SPDX-License-Identifier: MIT */
/*
 * pratique's judge for the harness that you have already: tell it what was asked of your client, and what the client
 * dialled, wrote and read, and it says which rule was broken. docs/watch.md leads through an example.
 *
 *     struct pq_watch_options options;
 *     struct pq_watch *watch;
 *
 *     pq_watch_defaults(&options);
 *     options.shows = PQ_WATCH_DIALS | PQ_WATCH_SENDS | PQ_WATCH_RECEIVES;
 *     pq_watch_open(&options, &watch, NULL);                       once, when the harness begins
 *
 *     struct pq_watch_asked asked = { .kind = PQ_WATCH_FETCH, .url = pq_watch_str("http://a.example/") };
 *     pq_watch_request(watch, &asked, NULL);                       for each input, in the order of things
 *     pq_watch_dial(watch, fd, address, length, PQ_WATCH_TCP, "a.example");
 *     pq_watch_send(watch, fd, bytes, count);
 *     pq_watch_receive(watch, fd, bytes, count);
 *     pq_watch_done(watch, 200);
 *     pq_watch_end(watch);                                         judges, and begins the next case
 *
 * What lies between two calls of pq_watch_end is one case: up to PQ_WATCH_MAX_REQUESTS requests, and all that came of
 * them. Everything given is copied: nothing needs to outlive the call that it is given to, but where it says so. A
 * watch belongs to one thread at a time; there may be several. The library opens no file and no socket, and starts no
 * thread. It is built without coverage and compares bytes with loops of its own, so that a fuzzer learns nothing from it.
 */
#ifndef PRATIQUE_WATCH_H
#define PRATIQUE_WATCH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of this interface. A library refuses the options of another version; fields and functions are added, not changed. */
#define PQ_WATCH_VERSION 1

/* Maxima of one case; what does not fit is left out, and the case is PARTIAL from there on. */
#define PQ_WATCH_MAX_REQUESTS 32      /* requests */
#define PQ_WATCH_MAX_PARTS 256        /* parts of one request; of these at most 64 headers, 64 fields and files */
#define PQ_WATCH_MAX_CONNECTIONS 1024 /* dials, failed ones included */
#define PQ_WATCH_MAX_EVENTS 16384     /* calls that tell what happened */
#define PQ_WATCH_MAX_BYTES (8u << 20) /* bytes of what was written, read, drawn and named */
#define PQ_WATCH_MAX_ASKED (4u << 20) /* bytes of what was asked for */
#define PQ_WATCH_MAX_TEXT (1u << 20)  /* bytes of a policy, of a baseline */
#define PQ_WATCH_MESSAGE 512          /* size of a message about a mistake, with its NUL */

enum pq_watch_err {
	PQ_WATCH_OK,        /* done; of pq_watch_end: nothing was broken, as far as it is judged */
	PQ_WATCH_BREACH,    /* pq_watch_end: a rule was broken, and no baseline accepts it */
	PQ_WATCH_PARTIAL,   /* pq_watch_end: no breach is seen, but not all of the case could be judged */
	PQ_WATCH_BAD_CALL,  /* the harness is wrong: an argument or the order of calls; pq_watch_problem tells which */
	PQ_WATCH_BAD_TEXT,  /* a policy or a baseline cannot be read; the message names line and column */
	PQ_WATCH_UNKNOWN,   /* no rule, policy or header list of that name */
	PQ_WATCH_LIMIT,     /* over a maximum; the case goes on as PARTIAL */
	PQ_WATCH_NO_MEMORY, /* pq_watch_open */
	PQ_WATCH_NO_ICU,    /* pq_watch_open: ICU does not start; its data files are missing */
	PQ_WATCH_BAD_VERSION, /* pq_watch_open: the header is of another version than the library */
	PQ_WATCH_ERR_COUNT
};

/* One sentence, static. */
const char *pq_watch_err_message(enum pq_watch_err err);

/* Version of the library that is linked. */
unsigned int pq_watch_version(void);

/*
 * A run of bytes, with whatever is in it; data may be NULL where len is 0. In `struct pq_watch_asked` data == NULL also
 * stands for "not given".
 */
struct pq_watch_bytes {
	const void *data;
	size_t len;
};

static inline struct pq_watch_bytes pq_watch_run(const void *data, size_t len)
{
	struct pq_watch_bytes bytes = { data, len };

	return bytes;
}

/* A string without its NUL; NULL is "not given". */
static inline struct pq_watch_bytes pq_watch_str(const char *text)
{
	size_t len = 0;

	while (text && text[len])
		len++;
	return pq_watch_run(text, len);
}

/*
 * What the harness shows. A rule that needs what is not shown is not judged, and never passed:
 *
 *     unsafe_port           DIALS
 *     wrong_destination     DIALS NAMES RECEIVES
 *     over_block            OUTCOMES
 *     forbidden_header      SENDS RECEIVES
 *     malformed_header      SENDS
 *     forbidden_method      SENDS RECEIVES
 *     host_mismatch         DIALS SENDS RECEIVES
 *     request_split         SENDS
 *     bad_framing           SENDS RECEIVES
 *     multipart_injection   SENDS
 *     weak_boundary         SENDS (that it is drawn: RANDOM)
 *     unmasked_frame        SENDS RECEIVES (that it is drawn: RANDOM)
 *     credential_leak       DIALS SENDS RECEIVES
 *     socket_outside_service  PROCESSES
 *
 * To state what is not true makes false alarms: who says DIALS and leaves one out is told of bytes out of nowhere.
 */
enum pq_watch_shows {
	PQ_WATCH_DIALS = 1 << 0,    /* every connection that is asked of the system: pq_watch_dial */
	PQ_WATCH_NAMES = 1 << 1,    /* where the address of every dial comes from: its host, or pq_watch_lookup */
	PQ_WATCH_SENDS = 1 << 2,    /* every byte that is written, as plaintext: pq_watch_send */
	PQ_WATCH_RECEIVES = 1 << 3, /* every byte that the client reads, as plaintext: pq_watch_receive */
	PQ_WATCH_OUTCOMES = 1 << 4, /* what became of every request, with its reason: done, failed, blocked */
	PQ_WATCH_RANDOM = 1 << 5,   /* every draw of randomness: pq_watch_random */
	PQ_WATCH_LOOKUPS = 1 << 6,  /* every look-up, and nothing is cached between requests: pq_watch_lookup */
	PQ_WATCH_SIDES = 1 << 7,    /* with `blocked`, which side refused */
	PQ_WATCH_PROCESSES = 1 << 8 /* several processes, and every call that one of them may not make: pq_watch_call */
};

/* Who is hostile. */
enum pq_watch_attacker {
	PQ_WATCH_PAGE,     /* web content: it goes through the page-side interface of the client, as in Fetch */
	PQ_WATCH_RENDERER, /* a compromised renderer: it asks the network service for what it likes */
	PQ_WATCH_SERVER,   /* the page is innocent; redirects, headers and names are hostile */
	PQ_WATCH_ATTACKER_COUNT
};

/* One breach. All strings are valid until the report returns; printable ASCII. */
struct pq_watch_breach {
	const char *rule;     /* such as "unsafe_port" */
	const char *sentence; /* what was seen */
	const char *place;    /* where: the same words for every input that breaks the rule there; baselines name it */
	unsigned int request; /* number of the request, from 1; 0: none */
	const char *accepted; /* the baseline's reason for accepting it; NULL: nothing accepts it */
	const char *expired;  /* the day on which a row that accepted it has expired, YYYY-MM-DD; NULL: there is none */
};

/*
 * version:     PQ_WATCH_VERSION
 * shows:       bits of enum pq_watch_shows; at least one
 * attacker:    in every case
 * policy:      the judging policy: a built-in name, as of a day if wanted ("fetch", "chromium", "fetch@2016-03"), or policy
 *              text ("pratique-policy 1..."); NULL: "fetch" as of today. Fetch 2.9 (ports), 2.2.2 (headers), 2.2.1 (methods)
 * rules:       names of the rules to judge, separated by commas or blanks; NULL: all
 * ignore:      names of rules that are left out of these; NULL: none
 * baseline:    text ("pratique-baseline 1...") whose rows accept breaches, each with a reason and the day on which it
 *              expires; NULL: none. Two kinds of row count here, others are read over:
 *                  accept unsafe_port KIND PORTS until DATE "reason"           KIND as in enum pq_watch_kind: fetch, xhr ..., or *
 *                  accept violation watch "RULE PLACE" until DATE "reason"    either end may be *
 * today:       YYYY-MM-DD for the baseline; NULL: the system's day (UTC) when the watch is opened
 * own_headers: names of the headers that the client writes by itself, each at most once in a head, up to NULL; at most 32.
 *              With it forbidden_header, request_split and forbidden_method are judged strictly, as of a browser. It must
 *              outlive the watch. NULL: not known, and what some user agent writes is put up with
 * fatal:       not 0: a breach that nothing accepts, and a BAD_CALL, end the process: the first line on standard error is
 *              "ASSERTION FAILED: pq_rule_<id>" (or pq_watch_misuse), details follow, and a function of that name traps
 * report:      called by pq_watch_end for every breach, accepted ones too, before anything is fatal; NULL: nobody. It may
 *              call pq_watch_print, and nothing else of the watch
 * context:     handed to report
 */
struct pq_watch_options {
	unsigned int version;
	unsigned int shows;
	enum pq_watch_attacker attacker;
	const char *policy;
	const char *rules;
	const char *ignore;
	const char *baseline;
	const char *today;
	const char *const *own_headers;
	int fatal;
	void (*report)(void *context, const struct pq_watch_breach *breach);
	void *context;
};

/* All zero but the version; and fatal where the harness is compiled as fuzzers compile (-DFUZZING_BUILD_MODE_...). */
static inline void pq_watch_defaults(struct pq_watch_options *options)
{
	const struct pq_watch_options none = {
		PQ_WATCH_VERSION, 0, PQ_WATCH_PAGE, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL
	};

	*options = none;
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
	options->fatal = 1;
#endif
}

struct pq_watch;

/*
 * A new watch, about 50 MiB of address space of which little is touched; free it with pq_watch_free. On an error *watch
 * is untouched, and message (room for PQ_WATCH_MESSAGE bytes; NULL: nobody reads it) says what is wrong and where:
 * BAD_CALL (no options, nothing shown, no such attacker, over 32 own headers), BAD_TEXT, UNKNOWN, LIMIT (a text over
 * PQ_WATCH_MAX_TEXT), NO_MEMORY, NO_ICU, BAD_VERSION.
 */
enum pq_watch_err pq_watch_open(const struct pq_watch_options *options, struct pq_watch **watch, char *message);

/* NULL is nothing. */
void pq_watch_free(struct pq_watch *watch);

/* ---- What is true in a case. All of them may be left out; they come before the case's first request. ---- */

/* URL of the page that asks; otherwise http://page.example/. BAD_CALL if it is given twice or too late; LIMIT. */
enum pq_watch_err pq_watch_page(struct pq_watch *watch, struct pq_watch_bytes url);

/* URL of the user's HTTP proxy (RFC 9110 3.7), and its login, which may be "not given". BAD_CALL as above; LIMIT. */
enum pq_watch_err pq_watch_proxy(struct pq_watch *watch, struct pq_watch_bytes url, struct pq_watch_bytes user,
				 struct pq_watch_bytes password);

/* A cookie that is in the jar: as if that URL had set it (RFC 6265 5.3). At most 64; LIMIT. */
enum pq_watch_err pq_watch_cookie(struct pq_watch *watch, struct pq_watch_bytes url, struct pq_watch_bytes set_cookie);

/* What the user has stored for that URL's origin (RFC 9110 11). At most 16; LIMIT. */
enum pq_watch_err pq_watch_login(struct pq_watch *watch, struct pq_watch_bytes url, struct pq_watch_bytes user,
				 struct pq_watch_bytes password);

/* ---- What is asked of the client. ---- */

/* By what: the words of a scenario. A harness of a library that pages do not reach asks as the EMBEDDER. */
enum pq_watch_kind {
	PQ_WATCH_FETCH,    /* "fetch": fetch() (Fetch 5.6) */
	PQ_WATCH_XHR,      /* "xhr": XMLHttpRequest */
	PQ_WATCH_FORM,     /* "form": a form is submitted (HTML 4.10.21.3); number: 0 urlencoded, 1 multipart, 2 text */
	PQ_WATCH_NAVIGATE, /* "navigate": a link, or location; method is not looked at, here and below */
	PQ_WATCH_WEBSOCKET,    /* "websocket": new WebSocket() */
	PQ_WATCH_PRECONNECT,   /* "preconnect": a connection, and nothing is asked */
	PQ_WATCH_PREFETCH,     /* "prefetch" */
	PQ_WATCH_DNS_PREFETCH, /* "dns-prefetch": a look-up, and no dial */
	PQ_WATCH_EMBEDDER, /* "embedder": the application around the client; method is looked at; origin, if it states one */
	PQ_WATCH_FTP,      /* "ftp" */
	PQ_WATCH_ICE_SERVER,   /* "ice-server": stun:, turn: and so on; user and password */
	PQ_WATCH_WEBTRANSPORT, /* "webtransport": new WebTransport() */
	PQ_WATCH_SOCKET,       /* "socket": a raw socket; url is a host, number its port */
	PQ_WATCH_KIND_COUNT
};

/* A part of a request, and which fields of it count. "Script" is FETCH, XHR and EMBEDDER. One kind of body only. */
enum pq_watch_part_kind {
	PQ_WATCH_HEADER, /* name, value; of script and WEBSOCKET */
	PQ_WATCH_MODE,   /* number: 0 cors, 1 no-cors, 2 same-origin, 3 navigate; of FETCH; otherwise cors */
	PQ_WATCH_CREDENTIALS, /* number: 0 same-origin, 1 omit, 2 include; of script. Otherwise same-origin where a page's script
				 asks, include where anybody else does */
	PQ_WATCH_FOLLOW, /* number: 0 follow, 1 error, 2 manual: what is done with redirects; of FETCH; otherwise follow */
	PQ_WATCH_TEXT,     /* value: the body is this string; of script */
	PQ_WATCH_BINARY,   /* value: the body is these bytes; of script */
	PQ_WATCH_BLOB,     /* type, value; of script */
	PQ_WATCH_PARAM,    /* name, value: an entry of URLSearchParams; of script */
	PQ_WATCH_FIELD,    /* name, value: an entry of FormData or of the form; of script and FORM */
	PQ_WATCH_FILE,     /* name, filename, type, value: the same of a file */
	PQ_WATCH_PROTOCOL, /* value: a subprotocol that is asked for; of WEBSOCKET */
	PQ_WATCH_SAY,      /* number: 0 text, 1 binary, 2 ping, 3 pong, 4 close; value: a message; of WEBSOCKET */
	PQ_WATCH_WRITE,    /* value: bytes; of SOCKET */
	PQ_WATCH_PART_COUNT
};

struct pq_watch_part {
	enum pq_watch_part_kind kind;
	unsigned int number;
	struct pq_watch_bytes name;
	struct pq_watch_bytes value;
	struct pq_watch_bytes filename;
	struct pq_watch_bytes type;
};

/*
 * method:  as asked for; not given: GET
 * url:     as the attacker wrote it, before anything was parsed. A client that does not read URLs as the URL standard
 *          does is told apart by it: give the canonical URL where that is not what you want to know
 * parts:   part_count of them, in their order; NULL if there is none
 * Fields that the kind does not name do not count. All zero but for a URL is a GET by fetch().
 */
struct pq_watch_asked {
	enum pq_watch_kind kind;
	unsigned int number;
	struct pq_watch_bytes method;
	struct pq_watch_bytes url;
	struct pq_watch_bytes origin;
	struct pq_watch_bytes user;
	struct pq_watch_bytes password;
	const struct pq_watch_part *parts;
	size_t part_count;
};

/*
 * A request begins: what is told from here on belongs to it. *number (NULL: nobody asks) becomes its number, from 1.
 * BAD_CALL: no URL, an unknown kind, a part that such a request does not have, a number out of range. LIMIT: nothing of
 * the request is kept, and the rest of the case is left out.
 */
enum pq_watch_err pq_watch_request(struct pq_watch *watch, const struct pq_watch_asked *asked, unsigned int *number);

/* What follows belongs to that request again. For clients with several at once. BAD_CALL if there is none; LIMIT. */
enum pq_watch_err pq_watch_go_on(struct pq_watch *watch, unsigned int number);

/* ---- What the client does. ---- */

struct sockaddr;

enum pq_watch_transport { PQ_WATCH_TCP, PQ_WATCH_UDP, PQ_WATCH_TRANSPORT_COUNT };

/* A connection's number where the harness does not know it: the one that was dialled last. */
#define PQ_WATCH_LATEST INT64_C(-1)

/*
 * The client asks the system for a connection. conn: a number of the harness's own, 0 or more, such as the descriptor; a
 * dial ends whatever had that number. address: AF_INET or AF_INET6, as given to the system, with its length in bytes.
 * host: the name that the address was looked up for; NULL: none, or not known here. BAD_CALL: a negative number, another
 * family, an address that is too short, no such transport. LIMIT.
 */
enum pq_watch_err pq_watch_dial(struct pq_watch *watch, int64_t conn, const struct sockaddr *address, size_t length,
				enum pq_watch_transport transport, const char *host);

/* That dial did not succeed. BAD_CALL if there is none of that number, here and below. */
enum pq_watch_err pq_watch_dial_failed(struct pq_watch *watch, int64_t conn);

/* TLS begins, with that server name (RFC 6066 3; NULL: none). From here on bytes are the plaintext. */
enum pq_watch_err pq_watch_tls(struct pq_watch *watch, int64_t conn, const char *server_name);

/* Bytes that were written; that were read. Pieces may be of any size. LIMIT. */
enum pq_watch_err pq_watch_send(struct pq_watch *watch, int64_t conn, const void *bytes, size_t length);
enum pq_watch_err pq_watch_receive(struct pq_watch *watch, int64_t conn, const void *bytes, size_t length);

/* The connection is closed. Its number is free again. */
enum pq_watch_err pq_watch_close(struct pq_watch *watch, int64_t conn);

/*
 * A look-up of host gave that address, or none (address == NULL); one call for each address. Without LOOKUPS it may come
 * before the first request, and says what the harness makes a name mean, whoever looks it up. BAD_CALL as of
 * pq_watch_dial, or no host; LIMIT.
 */
enum pq_watch_err pq_watch_lookup(struct pq_watch *watch, const char *host, const struct sockaddr *address,
				  size_t length);

/* Bytes that the client drew at random. LIMIT. */
enum pq_watch_err pq_watch_random(struct pq_watch *watch, const void *bytes, size_t length);

/* The client looked at its clock: milliseconds since it began; it never goes back. */
enum pq_watch_err pq_watch_time(struct pq_watch *watch, uint64_t milliseconds);

/* The page-side interface dropped that header of the request under way, silently (Fetch 5.1, header guards). */
enum pq_watch_err pq_watch_dropped(struct pq_watch *watch, const char *header);

enum pq_watch_process {
	PQ_WATCH_IN_RENDERER, /* the process that runs the page */
	PQ_WATCH_IN_SERVICE,  /* the only one that may have sockets */
	PQ_WATCH_IN_OTHER,
	PQ_WATCH_PROCESS_COUNT
};

/*
 * A process made that system call ("connect"), which its sandbox refused; or it did not, and the call was made
 * (refused == 0): then sockets of others than the service are a breach. BAD_CALL: no such process, no name. LIMIT.
 */
enum pq_watch_err pq_watch_call(struct pq_watch *watch, enum pq_watch_process process, const char *name, int refused);

/* ---- What became of the request under way; it ends. BAD_CALL if there is none, or for a bad argument. ---- */

/* There is a response. status: 100 to 999, or 0 where there is none, as of a socket. */
enum pq_watch_err pq_watch_done(struct pq_watch *watch, unsigned int status);

/* A network error, which no rule is the reason of. why: one word, such as "connection"; NULL: "failed". */
enum pq_watch_err pq_watch_failed(struct pq_watch *watch, const char *why);

/* Refused, and that rule is the client's reason. side: 0 not known, 1 the page side, 2 the network service. UNKNOWN. */
enum pq_watch_err pq_watch_blocked(struct pq_watch *watch, const char *rule, unsigned int side);

/* ---- The end of a case. ---- */

/*
 * Judges, calls report for each breach, and begins a new case. OK, BREACH, PARTIAL, or BAD_CALL if some call of this case
 * was one: then nothing was judged. Of breaches beyond the first 16 of a case those are told that no baseline hides.
 */
enum pq_watch_err pq_watch_end(struct pq_watch *watch);

/* Begins a new case without judging this one. */
void pq_watch_forget(struct pq_watch *watch);

enum pq_watch_judgement {
	PQ_WATCH_NOT_JUDGED,     /* not shown, not asked for, or the case was too large */
	PQ_WATCH_NOT_APPLICABLE, /* nothing in the case could have broken the rule */
	PQ_WATCH_HELD,
	PQ_WATCH_VIOLATED,
	PQ_WATCH_ACCEPTED /* broken, and the baseline accepts all of it */
};

/* What the last pq_watch_end said of that rule; NOT_JUDGED for a name that is none. */
enum pq_watch_judgement pq_watch_judgement(const struct pq_watch *watch, const char *rule);

/* The first mistake of the harness's in this case, or in the last one until this one has one; "" if there is none. */
const char *pq_watch_problem(const struct pq_watch *watch);

/*
 * The case as text that `pratique judge SCENARIO TRANSCRIPT` reads (docs/formats.md): which 0 is what was asked, 1 is what
 * happened. It is the case under way, or the last one as long as nothing is told of a new one. Returns the length of the
 * text, which is NUL-terminated, or 0 if cap bytes do not hold it.
 */
size_t pq_watch_print(const struct pq_watch *watch, int which, char *text, size_t cap);

#ifdef __cplusplus
}
#endif

#endif
