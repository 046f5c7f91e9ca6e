/* SPDX-License-Identifier: MIT */
/*
 * What a device sees at the listener's own address, where it is not used as a
 * proxy: what to set, the PAC file, the run's authority. Everything else is the board's.
 */
#ifndef PQ_AUDIT_REMOTE_SITE_H
#define PQ_AUDIT_REMOTE_SITE_H

#include "audit/board.h"

/*
 * Shared with the sinks.
 * board:     whose pages the proxy leads to
 * port:      the listener's
 * authority: the run's certificate, as PEM; authority_len bytes
 * claimed:   some client has opened the hub
 * known:     subject is its address; what others do is nothing of the audit's
 * visited:   the visitor is known
 * visitor:   the User-Agent of the first that opened the start page
 */
struct pq_remote_pages {
	struct pq_site board;
	uint16_t port;
	char authority[8192];
	size_t authority_len;
	_Atomic bool claimed;
	_Atomic bool known;
	struct pq_address subject;
	_Atomic bool visited;
	char visitor[256];
};

/* NULL if memory is short. authority_file: PEM */
struct pq_remote_pages *pq_remote_pages_new(struct pq_board *board, uint16_t port, const char *authority_file);
void pq_remote_pages_free(struct pq_remote_pages *pages);

struct pq_site pq_remote_site(struct pq_remote_pages *pages);

#endif
