/* SPDX-License-Identifier: MIT */
/*
 * A baseline: the differences that are accepted for a subject, each with its
 * reason and the day on which it expires, as text (pratique-baseline 1):
 *
 *     pratique-baseline 1
 *     # what the product does on purpose
 *     accept over_block * 8443 until 2027-06-01 "the product's own port, see ..."
 *     accept unsafe_port websocket 6679,6690-6697 until 2027-01-01 "..."
 *     accept violation headers "fetch forbidden Host" until 2027-01-01 "..."
 *     accept difference bodies "multipart/empty-name" until 2027-01-01 "..."
 *     accept dial *.example.com until 2027-01-01 "..."
 *     accept untested webrtc-stun until 2027-01-01 "..."
 *     accept verdict libcurl *-to-port-25.scenario unsafe_port until 2027-01-01 "..."
 *     tested fetch*
 *
 * Names of vectors, cases, hosts and addresses may begin or end with "*". "violation note NAME" accepts what was said of
 * many requests. "tested" names vectors that must be tested, unless a row accepts that they are not; a pattern that
 * names none is lost itself. "accept dial" does not accept a port that breaks a rule: that takes an "accept
 * unsafe_port HOST PORT" as well. Where a baseline is applied, a dial of an idle subject that no row accepts is unexpected.
 * "accept verdict SUBJECT SCENARIO WHAT" is about a table of subjects (explained.h).
 *
 * Or an earlier result (JSON, json_result.h): its findings and dials are accepted, and what it tested must be tested
 * again: vectors, ports, cases, spaces and notes. docs/audit.md tells all of it.
 */
#ifndef PQ_RESULT_BASELINE_H
#define PQ_RESULT_BASELINE_H

#include "result/result.h"

#define PQ_MAX_BASELINE_ROWS 4096
#define PQ_MAX_BASELINE_BYTES (1u << 20) /* of what stands in quotes */

/*
 * Marks what the baseline accepts, lost vectors and unexpected dials in the result, and adds the baseline's rows to
 * result->accepted. today: YYYY-MM-DD; a row accepts nothing from its day on. On an error *diag is filled, and
 * nothing is accepted.
 */
enum pq_err pq_baseline_apply(struct pq_result *result, struct pq_view text, const char *today, struct pq_diag *diag);

#endif
