/* SPDX-License-Identifier: MIT */
/*
 * The cases of the proxy lab: what a page asks for, as scenario text that the model is put to. Most have a twin, the same
 * bytes as a control.
 *
 * Names of the ground: the page comes from the attacker's server (PQ_PROXY_OWN, outside), and wants what an inside server
 * keeps (PQ_PROXY_INSIDE), which it cannot dial. Both have servers on ports 80 and 8080, the attacker on 4502 as well.
 */
#ifndef PQ_LAB_PROXY_CASE_H
#define PQ_LAB_PROXY_CASE_H

#include "base/buf.h"
#include "result/lab_proxy.h"

#define PQ_PROXY_OWN "www.attacker.example"
#define PQ_PROXY_INSIDE "intranet.corp.example"
#define PQ_PROXY_OWN_ADDRESS "198.51.100.66"
#define PQ_PROXY_PARENT_PORT 3128 /* outside, at the same address: a proxy that a setting may hand everything on to */
#define PQ_PROXY_INSIDE_ADDRESS "192.168.77.10"

/*
 * name:    of the row
 * help:    what is done, one line
 * kind:    what its outcome means
 * policy:  built-in policy that drives the model
 * request: scenario lines with {own}, {host}, {address}, {marker} and {frame} to be filled in; {host} and {address} are the inside
 *          server's, in the twin the attacker's own; {frame}: a masked frame that holds a request for the inside server
 * twin:    the control's lines, equal to request where only {host} and {address} differ; NULL: there is none
 * twin_policy: the policy that the twin is driven by
 */
struct pq_proxy_case {
	const char *name;
	const char *help;
	enum pq_lab_proxy_kind kind;
	const char *policy;
	const char *request;
	const char *twin;
	const char *twin_policy;
};

size_t pq_proxy_case_count(void);
const struct pq_proxy_case *pq_proxy_case_at(size_t index);

/* NULL if there is none of that name. */
const struct pq_proxy_case *pq_proxy_case_by_name(struct pq_view name);

#define PQ_PROXY_MASK 4 /* bytes of a frame's mask, as in RFC 6455 5.2 */

/*
 * Appends the whole scenario of a case, or of its twin. marker: unique among all of a run, in the path of each request;
 * mask: drawn for {frame}
 */
void pq_proxy_case_scenario(const struct pq_proxy_case *kase, bool twin, const char *marker,
			    const unsigned char mask[static PQ_PROXY_MASK], struct pq_buf *out);

#endif
