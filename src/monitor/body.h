/* SPDX-License-Identifier: MIT */
/* The body that a request asks for, as far as the judge can say which bytes it is. */
#ifndef PQ_MONITOR_BODY_H
#define PQ_MONITOR_BODY_H

#include "monitor/run.h"

/*
 * known:   the bytes are sure; the other fields count
 * len:     how many they are
 * differs: what was written is neither they nor their beginning
 */
struct pq_body_check {
	bool known;
	uint64_t len;
	bool differs;
};

/* Compares what follows a head with what was asked for. became_get: a redirect has taken the body away. */
struct pq_body_check pq_body_compare(const struct pq_judge_state *run, const struct pq_asked *asked, bool became_get,
				     struct pq_view body);

#endif
