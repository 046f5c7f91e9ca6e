/* SPDX-License-Identifier: MIT */
/*
 * Where a rule was broken, in words that stay the same when the input that shows it grows or shrinks: findings are told
 * apart by rule and place, and a thousand inputs that break one rule at one place are one finding. Pure.
 *
 *     fetch hop: port # was dialled, which the policy blocks for http
 *
 * It is the word of the request; what lay on the way, of hop (behind a redirect), alternative, proxy, kept (a
 * connection that another request has opened), preflight, data (FTP's second connection); and the judge's own
 * sentence without what the input chose: numbers are "#", and quoted bytes are left out, but for the name of a header
 * line where the rule is about names.
 */
#ifndef PQ_FUZZ_PLACE_H
#define PQ_FUZZ_PLACE_H

#include "monitor/monitor.h"

#define PQ_PLACE_SIZE 200

/* NUL-terminated, printable ASCII, cut at PQ_PLACE_SIZE - 1 bytes. */
void pq_place_of(const struct pq_scenario *scenario, const struct pq_transcript *transcript,
		 const struct pq_violation *violation, char place[static PQ_PLACE_SIZE]);

#endif
