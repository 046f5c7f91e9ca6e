/* SPDX-License-Identifier: MIT */
/*
 * Your own network code as a subject of pratique: a port or header checker, or a whole network stack, as a shared object that
 * `pratique run --subject ./yours.so` loads, or as an object that a fuzz target is linked with. docs/subjects.md leads
 * through an example.
 *
 *     static int port_allowed(const char *scheme, uint16_t port)
 *     {
 *             return IsPortAllowedForScheme(port, scheme);
 *     }
 *
 *     const struct pq_plugin *pq_plugin(void)
 *     {
 *             static const struct pq_plugin plugin = { .version = PQ_PLUGIN_VERSION, .size = sizeof(plugin),
 *                                                      .name = "my fork", .port_allowed = port_allowed };
 *
 *             return &plugin;
 *     }
 *
 * A plug-in that has checkers only is asked by pratique's model, which does the rest: on every path and hop the checker
 * decides in the place of the policy's lists. A plug-in that has `perform` is the network service itself: pratique's page
 * side asks as a browser's renderer does, and the plug-in dials, writes and reads through the host's functions. What it
 * dialled and wrote is what went through them; nothing is taken from its word but how a request ended.
 *
 * A network stack which cannot be led through the host dials by itself, and says so (PQ_PLUGIN_SOCKETS): each request is then
 * performed in a process of its own, in a sandbox in which every dial, whatever its address and port, reaches the servers of the
 * scenario, names are looked up by the system, and TLS is spoken under an authority that the system trusts there. What was dialled
 * and written is read off where it arrives. Such a plug-in cannot be fuzzed: a real socket ends a fuzz target.
 *
 * Functions are called by one thread, one at a time. What is given to them is valid until they return. The same input must
 * take the same way: no clock and no randomness but the host's. The header needs C99 or C++11.
 */
#ifndef PRATIQUE_SUBJECT_H
#define PRATIQUE_SUBJECT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of this interface; a plug-in of another one is refused. Fields are added at the ends of structs, and never changed. */
#define PQ_PLUGIN_VERSION 1

/* A run of bytes, with whatever is in it. data may be NULL where len is 0; as a body or a page it is then "none". */
struct pq_plugin_bytes {
	const void *data;
	size_t len;
};

/* An address; family: 4 or 6; bytes: in network order, 4 or 16 of them. */
struct pq_plugin_address {
	unsigned int family;
	unsigned char bytes[16];
};

/* What the host's functions return that is no success; those are 0 or more. */
enum pq_plugin_status {
	PQ_PLUGIN_OK = 0,
	PQ_PLUGIN_FAILED = -1,    /* the connection, or the look-up, broke */
	PQ_PLUGIN_REFUSED = -2,   /* dial: nobody listens */
	PQ_PLUGIN_NO_NAME = -3,   /* lookup: no such name */
	PQ_PLUGIN_EXHAUSTED = -4, /* a time limit: the peer is silent, or all has gone on for too long; give up */
	PQ_PLUGIN_BAD_CALL = -5   /* no such connection, an argument that is none, or nothing is being performed */
};

enum pq_plugin_transport { PQ_PLUGIN_TCP, PQ_PLUGIN_UDP };

/*
 * What the host does for `perform`. To a plug-in with PQ_PLUGIN_SOCKETS lookup, dial, tls, send and receive are BAD_CALL. Each function takes the host first. Nothing waits: in memory everything is there at
 * once, or EXHAUSTED says that it would not come.
 * size:           of this struct in the host; fields beyond it are not there
 * lookup:         addresses of a host name, up to cap of them; returns how many. An address literal, without brackets, is
 *                 its own address
 * dial:           a connection to that address and port; returns its number, above 0. One number is never used twice in a
 *                 case. Every dial is judged, whatever comes of it
 * tls:            TLS begins, with that server name ("": none): from here on bytes are the plaintext
 * send:           returns how much was taken, at least 1 and perhaps less than len
 * receive:        returns how much came, up to cap; 0: the peer has closed
 * close:          ends a connection; needed for each dial that succeeded
 * now_ms:         milliseconds since the case began; never goes back
 * random:         the only randomness
 * port_allowed, header_allowed, method_allowed: what the policy says that drives the run (--policy): 1 or 0. Who has lists of
 *                 its own needs none of them
 */
struct pq_plugin_host {
	size_t size;
	void *context;
	int (*lookup)(const struct pq_plugin_host *host, const char *name, struct pq_plugin_address *addresses,
		      size_t cap);
	long (*dial)(const struct pq_plugin_host *host, enum pq_plugin_transport transport,
		     const struct pq_plugin_address *address, uint16_t port);
	int (*tls)(const struct pq_plugin_host *host, long conn, const char *server_name);
	long (*send)(const struct pq_plugin_host *host, long conn, const void *data, size_t len);
	long (*receive)(const struct pq_plugin_host *host, long conn, void *data, size_t cap);
	void (*close)(const struct pq_plugin_host *host, long conn);
	uint64_t (*now_ms)(const struct pq_plugin_host *host);
	void (*random)(const struct pq_plugin_host *host, void *data, size_t len);
	int (*port_allowed)(const struct pq_plugin_host *host, const char *scheme, uint16_t port);
	int (*header_allowed)(const struct pq_plugin_host *host, struct pq_plugin_bytes name,
			      struct pq_plugin_bytes value);
	int (*method_allowed)(const struct pq_plugin_host *host, struct pq_plugin_bytes method);
};

struct pq_plugin_header {
	struct pq_plugin_bytes name;
	struct pq_plugin_bytes value;
};

/* Fetch 2.2.5, in the order of its text. */
enum pq_plugin_mode { PQ_PLUGIN_CORS, PQ_PLUGIN_NO_CORS, PQ_PLUGIN_SAME_ORIGIN, PQ_PLUGIN_NAVIGATE };
enum pq_plugin_credentials { PQ_PLUGIN_CREDENTIALS_SAME_ORIGIN, PQ_PLUGIN_OMIT, PQ_PLUGIN_INCLUDE };
enum pq_plugin_redirect { PQ_PLUGIN_FOLLOW, PQ_PLUGIN_ERROR, PQ_PLUGIN_MANUAL };

/*
 * A request as it crosses from a renderer to the network service, which must trust none of it: a compromised renderer
 * (`attacker renderer` of a scenario) sends what it likes, a page what the page side lets through.
 * size:           of this struct in the host
 * method, url:    of a page, the URL is absolute and serialised as the URL standard says
 * headers:        header_count of them: what the page set, and the Content-Type of its body
 * body:           encoded; none: data is NULL
 * page:           URL of the page that asks; none: data is NULL, and the application asks in its own name
 * mode, credentials, redirect: as in Fetch
 * keep_alive:     not 0: connections may be kept and used again; otherwise each serves one message
 */
struct pq_plugin_request {
	size_t size;
	struct pq_plugin_bytes method;
	struct pq_plugin_bytes url;
	const struct pq_plugin_header *headers;
	size_t header_count;
	struct pq_plugin_bytes body;
	struct pq_plugin_bytes page;
	enum pq_plugin_mode mode;
	enum pq_plugin_credentials credentials;
	enum pq_plugin_redirect redirect;
	int keep_alive;
};

enum pq_plugin_end {
	PQ_PLUGIN_ERROR_END, /* a network error; `reason` says which */
	PQ_PLUGIN_DONE,      /* there is a response; `status` is its */
	PQ_PLUGIN_BLOCKED    /* refused; `reason` is the rule, such as "unsafe_port" (`pratique rules` lists them) */
};

/*
 * How a request ended; it is set to an error "failed" before `perform`.
 * status: 100 to 999
 * reason: a static string. Errors are those of docs/formats.md, such as "dns", "refused", "connection", "bad-response",
 *         "bad-redirect", "too-many-redirects", "exhausted", or a word of one's own of at most 32 letters, digits and dashes
 */
struct pq_plugin_outcome {
	enum pq_plugin_end end;
	unsigned int status;
	const char *reason;
};

/* What a plug-in states of itself and the host cannot see; `flags`. To state what is not true makes false alarms. */
enum pq_plugin_flag {
	PQ_PLUGIN_DRAWS = 1 << 0, /* all its randomness comes from the host: boundaries and keys are judged by it */
	PQ_PLUGIN_LOOKS_UP =
		1 << 1, /* it looks a name up anew for every request: an address of an earlier one is wrong */
	PQ_PLUGIN_SOCKETS = 1 << 2 /* it makes its sockets itself, and calls no function of the host to reach the network */
};

/*
 * version:        PQ_PLUGIN_VERSION
 * size:           sizeof(struct pq_plugin)
 * name:           for messages
 * flags:          bits of enum pq_plugin_flag; count with `perform` only
 * own_headers:    with `perform`: names of the headers that it writes by itself, and of those that it may write in a page's
 *                 place (Content-Type), each at most once in a head, up to NULL; at most 32. With it forbidden_header,
 *                 request_split and forbidden_method are judged strictly, as of a browser. NULL: not known
 * At least one of the functions that follow must be there; the others may be NULL.
 * port_allowed:   may that port be dialled for a URL of that scheme: "http", "https", "ws", "wss", "ftp", "ftp-data", "tcp" (a
 *                 raw socket), "stun-udp", "stun-tcp", "turn-udp", "turn-tcp", "webtransport". 1: yes; 0: no; below 0: the
 *                 checker knows no such scheme, and the policy decides
 * header_allowed: may a page, or a renderer, set that request-header (Fetch 2.2.2). As above
 * method_allowed: may it use that method (Fetch 2.2.1). As above
 * begin:          a case begins, or its controls do: connections that were open are closed; forget all that is kept
 *                 between requests. For plug-ins with `perform`
 * perform:        does one request, with redirects and all, and says how it ended
 */
struct pq_plugin {
	unsigned int version;
	size_t size;
	const char *name;
	unsigned int flags;
	const char *const *own_headers;
	int (*port_allowed)(const char *scheme, uint16_t port);
	int (*header_allowed)(struct pq_plugin_bytes name, struct pq_plugin_bytes value);
	int (*method_allowed)(struct pq_plugin_bytes method);
	void (*begin)(void);
	void (*perform)(const struct pq_plugin_host *host, const struct pq_plugin_request *request,
			struct pq_plugin_outcome *outcome);
};

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
/* The one function that a plug-in defines. What it returns is valid until the process ends. */
const struct pq_plugin *
pq_plugin(void);

#ifdef __cplusplus
}
#endif

#endif
