/* SPDX-License-Identifier: MIT */
/* What a case of the proxy lab showed, and what that means. Pure. */
#ifndef PQ_LAB_PROXY_JUDGE_H
#define PQ_LAB_PROXY_JUDGE_H

#include "result/lab_proxy.h"

/*
 * What was seen of one asking, by the servers and by the page.
 * asked:    the page asked, and the model came to an end
 * dials:    connections that it began
 * frames:   WebSocket frames that it wrote
 * received: bytes that came back to the page
 * secret:   among them is what the inside server keeps
 * inside, outside: requests that arrived there, by their marker
 * direct:   what arrived outside came from the page's own address, byte for byte as the page wrote it
 * hidden:   what stands in the frame, or instead of it, has arrived at a server as a request of its own
 * forged:   a head that the page sent, or that arrived outside, has the inside server's name in Host
 */
struct pq_proxy_sight {
	bool asked;
	size_t dials;
	size_t frames;
	size_t received;
	bool secret;
	size_t inside;
	size_t outside;
	bool direct;
	bool hidden;
	bool forged;
};

enum pq_lab_proxy_seen pq_proxy_seen(const struct pq_proxy_sight *sight);

/*
 * seen, twin, verdict and why of a row from what was seen of the case and of its twin (NULL: there is none), by its name and
 * kind. False without memory.
 */
bool pq_proxy_judge(struct pq_lab_proxy_row *row, const struct pq_proxy_sight *sight,
		    const struct pq_proxy_sight *twin);

#endif
