/* SPDX-License-Identifier: MIT */
/* Where an answer ends on its connection (RFC 9112 6.3), and what lies behind it. */
#ifndef PQ_MONITOR_NAIVE_ANSWER_H
#define PQ_MONITOR_NAIVE_ANSWER_H

#include "base/view.h"

enum pq_answer_end {
	PQ_ANSWER_OPEN, /* not all of it has come, or only the connection's end will end it */
	PQ_ANSWER_WHOLE,
	PQ_ANSWER_DOUBTFUL /* two readers may find different ends */
};

/*
 * Measures the first answer that is not interim. bare: it ends with its head. *behind is how many bytes follow a whole
 * one; untouched otherwise.
 */
enum pq_answer_end pq_answer_measure(struct pq_view received, bool bare, size_t *behind);

#endif
