/* SPDX-License-Identifier: MIT */
/* The judge's own history of Fetch's lists, on which most other policies stand. */
#ifndef PQ_MONITOR_JUDGE_POLICY_FETCH_H
#define PQ_MONITOR_JUDGE_POLICY_FETCH_H

#include "monitor/judge_policy.h"

/* Bits of schemes, in the order that judge_policy.h gives. */
enum {
	PQ_JUDGE_HTTP = 1 | 2,
	PQ_JUDGE_WS = 4 | 8,
	PQ_JUDGE_WEB = PQ_JUDGE_HTTP | PQ_JUDGE_WS,
	PQ_JUDGE_FTP = 16,
	PQ_JUDGE_TCP = 32,
	PQ_JUDGE_FTP_DATA = 64,
	PQ_JUDGE_STUN_TCP = 256,
	PQ_JUDGE_TURN_UDP = 512,
	PQ_JUDGE_TURN_TCP = 1024,
	PQ_JUDGE_WEBTRANSPORT = 2048,
	/* What goes over TCP to a place that a page named. */
	PQ_JUDGE_LISTED = PQ_JUDGE_WEB | PQ_JUDGE_FTP | PQ_JUDGE_FTP_DATA | PQ_JUDGE_STUN_TCP | PQ_JUDGE_TURN_TCP
};

void pq_judge_add_ports(struct pq_judge_policy *policy, uint32_t schemes, uint16_t first, uint16_t last, char kind);
void pq_judge_add_name(struct pq_judge_policy *policy, struct pq_view name, char kind);

/* Fetch's bad ports as of a day (YYYYMMDD), blocked for the schemes. */
void pq_judge_add_list(struct pq_judge_policy *policy, uint32_t schemes, uint32_t day);

/* All of Fetch's rules and of those beside it: ports as of one day, names as of another. */
void pq_judge_add_fetch(struct pq_judge_policy *policy, uint32_t ports_day, uint32_t names_day);

/* The three headers whose value may not name a forbidden method; the three such methods. */
void pq_judge_add_overrides(struct pq_judge_policy *policy);
void pq_judge_add_methods(struct pq_judge_policy *policy);

#endif
