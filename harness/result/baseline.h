/* SPDX-License-Identifier: MIT */
/*
 * A baseline: the differences that are accepted for a subject, each with its
 * reason and the day on which it expires, as text (pratique-baseline 1):
 *
 *     pratique-baseline 1
 *     accept over_block * 8443 until 2027-06-01 "our product blocks it, see ..."
 *     accept unsafe_port websocket 6679 until 2027-01-01 "..."
 *     accept violation headers "fetch forbidden Host" until ... "..."
 *     accept difference bodies "multipart/empty-name" until ... "..."
 *     accept dial example.com until ... "..."
 *     accept untested webrtc-stun until ... "..."
 *
 * A vector or a name may end with "*". Or an earlier result (JSON), whose findings are all accepted and whose tested
 * vectors must be tested again.
 */
#ifndef PQ_RESULT_BASELINE_H
#define PQ_RESULT_BASELINE_H

#include "result/result.h"

/*
 * Marks what the baseline accepts in the result and adds its rows to result->accepted. today: YYYY-MM-DD; an expired
 * row accepts nothing. Errors as of a text format, with *diag filled.
 */
enum pq_err pq_baseline_apply(struct pq_result *result, struct pq_view text, const char *today, struct pq_diag *diag);

#endif
