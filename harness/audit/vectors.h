/* SPDX-License-Identifier: MIT */
/*
 * The table of vectors: every way in which a page can make its browser dial.
 * Each is asked for a number of ports; each probe has a destination address of
 * its own (audit/board.h), so that the address alone tells which it was.
 *
 * What its texts may use is told in pages/README.md. A new vector is one row in one of the files vectors_*.c.
 */
#ifndef PQ_AUDIT_VECTORS_H
#define PQ_AUDIT_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pq_vector_need {
	PQ_NEEDS_SCRIPT = 1 << 0,
	PQ_NEEDS_SECURE = 1 << 1, /* a secure context: the page comes from 127.0.0.1 */
	PQ_NEEDS_TLS = 1 << 2,    /* targets speak TLS, by name: https://cell-N.probe.example:port/ */
	PQ_NEEDS_PROXY = 1 << 3,  /* browser started with a proxy */
	PQ_NEEDS_PAC = 1 << 4,
	PQ_NEEDS_SOCKS = 1 << 5,
	PQ_NEEDS_WEBRTC = 1 << 6,
	PQ_NEEDS_WORKER = 1 << 7,
	PQ_NEEDS_SERVICE_WORKER = 1 << 8,
	PQ_NEEDS_HTTPS_PAGE = 1 << 9, /* the page itself comes over https */
	PQ_FOLLOWS = 1 << 10,         /* follows redirects: derived vectors NAME/301 ... NAME/308 are made of it */
	PQ_ONE_BY_ONE = 1 << 11,      /* one probe at a time */
	PQ_OWN_PAGE =
		1 << 12,  /* each probe gets a page of its own (an iframe made by the runner), such as meta refresh */
	PQ_UDP = 1 << 13, /* what is to be seen is a datagram */
	PQ_RUNTIME = 1 << 14,     /* runtimes without a document can do it as well */
	PQ_OPENS_WINDOW = 1 << 15 /* each probe opens a window, which takes its time */
};

/*
 * name:      unique, stable, lower case: "fetch", "img", "link-preload-header", "fetch/302" ...
 * initiator: for a person: "img element"
 * section:   the standard's: "HTML 4.8.3"
 * scheme:    of the target, as policies name it: http https ws wss stun-udp stun-tcp turn-udp turn-tcp; or "dns":
 *            a look-up of the cell's name is what is to be seen, and no port is bad
 * needs:     enum pq_vector_need
 * word:      scenario word that comes closest, for evidence that the monitor judges: "fetch" "navigate" "websocket" ...
 * probe:     JavaScript; NULL if the vector is asked by markup or headers alone
 * markup:    HTML of the probe's own page or element, with {url}; NULL if none
 * header:    response header of the probe's own page, with {url}; NULL if none
 * status:    of a derived vector, the redirect's status; 0
 */
struct pq_vector {
	const char *name;
	const char *initiator;
	const char *section;
	const char *scheme;
	uint32_t needs;
	const char *word;
	const char *probe;
	const char *markup;
	const char *header;
	uint16_t status;
};

/* Rows of the table, then the derived ones. */
size_t pq_vector_count(void);
const struct pq_vector *pq_vector_at(size_t index);
/* How many rows stand in the table itself. */
size_t pq_vector_rows(void);
/* It dials past a proxy, or by datagrams that no proxy carries. */
bool pq_vector_passes_proxies(const struct pq_vector *vector);
/* SIZE_MAX if there is none of that name. */
size_t pq_vector_index(const char *name);

#endif
