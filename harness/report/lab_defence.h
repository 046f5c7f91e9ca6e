/* SPDX-License-Identifier: MIT */
/* What can stop a page's bytes from doing harm: one table of defences, each with its reason. */
#ifndef PQ_REPORT_LAB_DEFENCE_H
#define PQ_REPORT_LAB_DEFENCE_H

#include "result/lab_any.h"

/* In the order in which a page's bytes meet them. */
enum pq_lab_defence {
	PQ_LAB_PORT_LIST,
	PQ_LAB_PORT_RANGE,
	PQ_LAB_HEADER_LIST,
	PQ_LAB_ENCODING,
	PQ_LAB_MASKING,
	PQ_LAB_TLS,
	PQ_LAB_SEGMENTS,
	PQ_LAB_HELPER_OFF,
	PQ_LAB_PROXY_CHECK,
	PQ_LAB_SERVER_CLOSE,
	PQ_LAB_CLIENT_CLOSE,
	PQ_LAB_DEFENCE_COUNT
};

/*
 * name, why:  what it is called, and why it helps, in sentences
 * limit:      what it does not do
 * labs:       bits 1 << enum pq_lab_kind of those whose attacks it is about
 * blocked_by: how the packet-filter lab's rows begin to say that it kept them; NULL: they never do
 * setting:    how the setting begins in which that lab has it on; NULL: it is no setting
 */
struct pq_lab_defence_row {
	const char *name;
	const char *why;
	const char *limit;
	unsigned int labs;
	const char *blocked_by;
	const char *setting;
};

extern const struct pq_lab_defence_row pq_lab_defences[PQ_LAB_DEFENCE_COUNT];

#endif
