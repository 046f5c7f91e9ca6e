/* SPDX-License-Identifier: MIT */
/*
 * The plan of an audit's first pass: which rows are asked for which ports. Nothing in
 * here runs anything. What is asked again, and why, is the asks' to say (asks.h).
 */
#ifndef PQ_AUDIT_PLAN_H
#define PQ_AUDIT_PLAN_H

#include "audit/ports.h"
#include "audit/rows.h"

enum pq_depth {
	PQ_DEPTH_QUICK, /* all ports through one row, each other row a sample, redirects of one status for each initiator */
	PQ_DEPTH_NIGHTLY, /* all bad ports and their neighbours through each row, a sample through redirected ones */
	PQ_DEPTH_FULL,    /* that through redirected rows too; all ports through http, https, ws and wss */
	PQ_DEPTH_COUNT
};

/* "quick" "nightly" "full"; PQ_DEPTH_COUNT for any other name. */
const char *pq_depth_name(enum pq_depth depth);
enum pq_depth pq_depth_by_name(const char *name);

/*
 * policy:  the judging one
 * vectors: list as of pq_rows_named; NULL: all. No sweep is made through a row unless --ports asks for it then
 * ports:   list as of pq_ports_read, for every row; NULL: by depth
 */
struct pq_plan_options {
	enum pq_depth depth;
	enum pq_browser_kind kind;
	const struct pq_judge_policy *policy;
	const char *vectors;
	const char *ports;
};

/* The most ports of one task, its control not counted. */
#define PQ_PLAN_MAX_PORTS 8192
/*
 * Of one task whose probes are peer connections (a process of Chromium has 500), or sessions over QUIC (once
 * a few failed, Chromium makes the next ones of the same neighbourhood wait for minutes).
 */
#define PQ_PLAN_MAX_PEERS 200
#define PQ_PLAN_MAX_SESSIONS 4

/*
 * Which ports the row is asked for in the first pass; an empty set: it is not asked. True if that is a sweep: (nearly)
 * all ports. The lists of options are valid ones.
 */
bool pq_plan_ports(const struct pq_plan_options *options, const struct pq_row *row, struct pq_port_set *ports);

/* Whether the row is asked at all; a row that is not stands in no result. */
bool pq_plan_has(const struct pq_plan_options *options, const struct pq_row *row);

/* How long a probe of the row may take before its page goes on, in the first ask (0) or a later one. */
uint32_t pq_plan_patience(const struct pq_row *row, bool sweep, uint32_t ask);

#endif
