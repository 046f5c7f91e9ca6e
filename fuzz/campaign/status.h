/* SPDX-License-Identifier: MIT */
/* Readers of what the engines print. Pure; each takes text that may be cut anywhere. */
#ifndef PQ_CAMPAIGN_STATUS_H
#define PQ_CAMPAIGN_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

/* The number behind the last "cov: " of libFuzzer's status lines; false if there is none. */
bool pq_status_libfuzzer_coverage(struct pq_view log, uint64_t *edges);

/* The last column (edges_found) of the last whole line of AFL++'s plot_data; false if there is none. */
bool pq_status_aflpp_coverage(struct pq_view plot_data, uint64_t *edges);

/* The number of "stability : 99.87%" in AFL++'s fuzzer_stats, in hundredths of a percent; false if there is none. */
bool pq_status_aflpp_stability(struct pq_view fuzzer_stats, uint64_t *hundredths);

/* The reason in the last "PROGRAM ABORT : " of AFL++'s output, without colours; empty if there is none. */
struct pq_view pq_status_aflpp_abort(struct pq_view log);

/* The last line that is not blank, without its newline; empty if there is none. */
struct pq_view pq_status_last_line(struct pq_view log);

/* The first line of a build's output that has "error" in it, else its last line. */
struct pq_view pq_status_first_error(struct pq_view log);

#define PQ_STATUS_NAME 64

/*
 * What a finding is called, from what the target printed when it died: the rule
 * of "ASSERTION FAILED: pq_rule_<id>", another asserted name as it stands,
 * "asan-<kind>", "ubsan", "timeout", "out-of-memory", or "crash".
 * NUL-terminated, only letters, digits, '-' and '_'.
 */
void pq_status_finding_name(struct pq_view log, char name[static PQ_STATUS_NAME]);

#define PQ_STATUS_PLACE 200

/*
 * Where it died, in words that another input which dies there gives too: the line "place WORDS" of a target that knows
 * (common/place.h); else what it says has failed, which it says at one place; else file and message of UBSan; else the
 * innermost two functions of this tree on a sanitizer's stack, "inner < outer", or, where the stack has no names, the
 * innermost three places in the program. Empty if nothing of it was printed. NUL-terminated, printable ASCII.
 */
void pq_status_finding_place(struct pq_view log, char place[static PQ_STATUS_PLACE]);

#endif
