/* SPDX-License-Identifier: MIT */
/*
 * The table of rules. A rule is a row: what it says, and the moments at which it
 * looks. A new rule is a new row, a reporter and the functions that it needs.
 */
#ifndef PQ_MONITOR_RULES_H
#define PQ_MONITOR_RULES_H

#include "monitor/report.h"
#include "monitor/run.h"

/*
 * Each function says whether the rule had anything to judge there; NULL: it never has. event: index of it.
 * dial:    a dial; asked is NULL if no request is known. run->places holds what may be dialled
 * resolve: a look-up; run->places holds whose hosts may be looked up
 * message: an HTTP message: what one exchange wrote
 * stated:  an outcome that states this very rule as its reason
 * refusal: an outcome that states any rule
 * dropped: a header that the guard dropped
 * process: a request that begins, for which processes work from there on, or a call of one of them
 * report:  the reporter
 */
struct pq_rule_row {
	struct pq_rule_info info;
	bool (*dial)(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);
	bool (*resolve)(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);
	bool (*message)(struct pq_judge_state *run, const struct pq_exchange *exchange,
			const struct pq_message *message);
	bool (*stated)(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
	bool (*refusal)(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
	bool (*dropped)(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);
	bool (*process)(struct pq_judge_state *run, size_t event);
	void (*report)(struct pq_report_ctx *ctx);
};

/* The moments, for all active rules. */
void pq_rules_dial(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);
void pq_rules_resolve(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);
void pq_rules_message(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message);
/* An exchange that is not HTTP: its path judges it. */
void pq_rules_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent);
void pq_rules_refusal(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
void pq_rules_dropped(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);
void pq_rules_process(struct pq_judge_state *run, size_t event);

/* Whether the rule is judged at all; if it is, it had something to judge. For what a path judges by itself. */
static inline bool pq_rule_applies(struct pq_judge_state *run, enum pq_rule rule)
{
	if (run->lost)
		return false;
	run->applied |= run->active & UINT32_C(1) << rule;
	return run->active >> rule & 1;
}

/* Calls the reporter of ctx->rule. */
void pq_rule_report(struct pq_report_ctx *ctx);

/*
 * rule_destination.c. replaced: whether the first URL of a request that a worker took has a good port; if not, that is
 * reported.
 */
bool pq_judge_replaced(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);
bool pq_judge_unsafe_port(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);
bool pq_judge_dialled_address(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);
bool pq_judge_resolved_name(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);

/* rule_route.c */
bool pq_judge_forwarded_port(struct pq_judge_state *run, const struct pq_exchange *exchange,
			     const struct pq_message *message);
bool pq_judge_route(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message);

/* TLS on a connection over which no request went after it. */
/* Bytes that are not HTTP, on a connection that another request has dialled: it must have asked for the same. */
void pq_judge_carried(struct pq_judge_state *run, const struct pq_exchange *exchange);

void pq_judge_idle_tls(struct pq_judge_state *run, const struct pq_conn *conn);

/* Reports wrong_destination, and says where the URL (or NULL) leads. */
void pq_report_route(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
		     size_t event, const char *why);

/*
 * rule_reuse.c, each a sentence about what is wrong, or NULL. reused: the connection of the exchange was not ready for it;
 * shared: it serves requests with credentials and without. taken_answer reports that the outcome's response is none.
 */
const char *pq_judge_reused(struct pq_judge_state *run, const struct pq_exchange *exchange);
const char *pq_judge_shared(struct pq_judge_state *run, const struct pq_exchange *exchange);
void pq_judge_taken_answer(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_exchange *exchange,
			   size_t event);

/* rule_refusal.c */
bool pq_judge_over_block(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
bool pq_judge_over_drop(struct pq_judge_state *run, const struct pq_asked *asked, size_t event);
bool pq_judge_page_side(struct pq_judge_state *run, struct pq_asked *asked, size_t event);

/* rule_head.c, rule_split.c, rule_forbidden_header.c, rule_framing.c, rule_multipart.c, rule_credentials.c */
bool pq_judge_malformed_header(struct pq_judge_state *run, const struct pq_exchange *exchange,
			       const struct pq_message *message);
bool pq_judge_forbidden_method(struct pq_judge_state *run, const struct pq_exchange *exchange,
			       const struct pq_message *message);
bool pq_judge_host_mismatch(struct pq_judge_state *run, const struct pq_exchange *exchange,
			    const struct pq_message *message);
bool pq_judge_request_split(struct pq_judge_state *run, const struct pq_exchange *exchange,
			    const struct pq_message *message);
bool pq_judge_forbidden_header(struct pq_judge_state *run, const struct pq_exchange *exchange,
			       const struct pq_message *message);
bool pq_judge_bad_framing(struct pq_judge_state *run, const struct pq_exchange *exchange,
			  const struct pq_message *message);
bool pq_judge_multipart_injection(struct pq_judge_state *run, const struct pq_exchange *exchange,
				  const struct pq_message *message);
bool pq_judge_weak_boundary(struct pq_judge_state *run, const struct pq_exchange *exchange,
			    const struct pq_message *message);
bool pq_judge_credential_leak(struct pq_judge_state *run, const struct pq_exchange *exchange,
			      const struct pq_message *message);

/* rule_process.c */
bool pq_judge_process(struct pq_judge_state *run, size_t event);

/* Number of the request of an exchange; 0 if none is known. */
static inline uint32_t pq_exchange_request(const struct pq_exchange *exchange)
{
	return exchange->asked ? exchange->asked->number : 0;
}

#endif
