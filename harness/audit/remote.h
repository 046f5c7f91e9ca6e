/* SPDX-License-Identifier: MIT */
/*
 * An audit of a browser on another machine: one listener, without a namespace and
 * without privileges, that is web page, HTTP proxy (absolute form and CONNECT),
 * SOCKS5 proxy and PAC file at once. The device is told to use it as its proxy for
 * everything; then the same pages ask the same probes, and a request to the proxy for
 * a destination counts as the dial.
 *
 * What a browser dials past its proxy, or sends by UDP, does not come here: such vectors are not applicable, and so are those
 * whose page must lie on loopback, which browsers never ask a proxy for.
 */
#ifndef PQ_AUDIT_REMOTE_H
#define PQ_AUDIT_REMOTE_H

#include "audit/run.h"

/* Tried one after the other; the first that nobody listens on is taken. */
#define PQ_REMOTE_FIRST_PORT 8480
#define PQ_REMOTE_PORTS 20

/* Gives each row that cannot be asked through a proxy its cause. */
void pq_remote_mark(struct pq_rows *rows);

/* Starts the sinks; then run->remote is there, and options->announce is called. IO with *diag if no port is free. */
enum pq_err pq_remote_open(struct pq_run *run, struct pq_diag *diag);

/*
 * Waits until the device came and all tasks are over, or the audit is. A device that falls silent may come back: what was
 * under way is given up then, and the start page goes on with the next task.
 */
void pq_remote_tasks(struct pq_run *run, enum pq_launch launch);

/* What the device calls itself: the User-Agent of its first visit; empty if it never came. */
const char *pq_remote_visitor(const struct pq_run *run);

/* Lets the page come to its end, then ends the sinks. */
void pq_remote_stop(struct pq_run *run);

/* Frees what open made. */
void pq_remote_close(struct pq_run *run);

#endif
