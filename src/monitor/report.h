/* SPDX-License-Identifier: MIT */
/* From a breach to a record, and in a fuzz build to a crash that carries the rule's name. */
#ifndef PQ_MONITOR_REPORT_H
#define PQ_MONITOR_REPORT_H

#include "monitor/run.h"

/*
 * fatal:   as in struct pq_judge
 * detail:  one sentence
 * The other fields as in struct pq_violation.
 */
struct pq_report_ctx {
	struct pq_verdict *verdict;
	void (*fatal)(const char *text);
	enum pq_rule rule;
	size_t event;
	uint32_t request;
	struct pq_view detail;
};

/*
 * One function a rule, never inlined or merged: triage tools tell findings apart
 * by the name of the function that traps. Each records the violation; if there is
 * a fatal hook, it then calls it and traps.
 */
void pq_rule_unsafe_port(struct pq_report_ctx *ctx);
void pq_rule_wrong_destination(struct pq_report_ctx *ctx);
void pq_rule_over_block(struct pq_report_ctx *ctx);
void pq_rule_forbidden_header(struct pq_report_ctx *ctx);
void pq_rule_malformed_header(struct pq_report_ctx *ctx);
void pq_rule_forbidden_method(struct pq_report_ctx *ctx);
void pq_rule_host_mismatch(struct pq_report_ctx *ctx);
void pq_rule_request_split(struct pq_report_ctx *ctx);
void pq_rule_bad_framing(struct pq_report_ctx *ctx);
void pq_rule_multipart_injection(struct pq_report_ctx *ctx);
void pq_rule_weak_boundary(struct pq_report_ctx *ctx);
void pq_rule_unmasked_frame(struct pq_report_ctx *ctx);
void pq_rule_credential_leak(struct pq_report_ctx *ctx);
void pq_rule_socket_outside_service(struct pq_report_ctx *ctx);

/* Begins the sentence about a breach; append to what is returned, then call pq_violate. */
struct pq_buf *pq_detail(struct pq_judge_state *run, const char *text);

/* Appends bytes for a person: quoted, printable, cut after 48. */
void pq_detail_quote(struct pq_buf *detail, struct pq_view bytes);

/* Copies text to a NUL-terminated string of that capacity, cut to fit. */
void pq_report_copy(char *to, size_t cap, struct pq_view text);

/*
 * Reports the breach that the sentence is about, through the rule's row; but not once the judge itself has lost
 * something. request: 0 if none is known.
 */
void pq_violate(struct pq_judge_state *run, enum pq_rule rule, size_t event, uint32_t request);

#endif
