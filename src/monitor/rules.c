/* SPDX-License-Identifier: MIT */
#include "monitor/rules.h"

#include <assert.h>

#define PAGE (1u << PQ_SIDE_PAGE)
#define SERVICE (1u << PQ_SIDE_SERVICE)
#define BOTH (PAGE | SERVICE)

static const struct pq_rule_row rows[] = {
	[PQ_RULE_UNSAFE_PORT] = {
		.info = { "unsafe_port", "A port that the policy blocks for the URL's scheme must not be dialled.",
			  "CWE-918", "Fetch 2.9, Port blocking", PQ_SHOWS_DIALS, BOTH },
		.dial = pq_judge_unsafe_port,
		.stated = pq_judge_page_side,
		.report = pq_rule_unsafe_port,
	},
	[PQ_RULE_WRONG_DESTINATION] = {
		.info = { "wrong_destination", "Nothing may be dialled or looked up that no permitted source names.",
			  "CWE-918", "URL 4.4, URL parsing; Fetch, HTTP-redirect fetch",
			  PQ_SHOWS_DIALS | PQ_SHOWS_OUTCOMES, SERVICE },
		.dial = pq_judge_dialled_address,
		.resolve = pq_judge_resolved_name,
		.report = pq_rule_wrong_destination,
	},
	[PQ_RULE_OVER_BLOCK] = {
		.info = { "over_block", "What the policy allows must not be refused in its name.", "CWE-684",
			  "Fetch 2.9, Port blocking; Fetch 2.2.2, Headers", PQ_SHOWS_OUTCOMES, 0 },
		.refusal = pq_judge_over_block,
		.dropped = pq_judge_over_drop,
		.report = pq_rule_over_block,
	},
	[PQ_RULE_FORBIDDEN_HEADER] = {
		.info = { "forbidden_header", "A forbidden request-header must not carry a value of the attacker's.",
			  "CWE-183", "Fetch 2.2.2, forbidden request-header", PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES, BOTH },
		.message = pq_judge_forbidden_header,
		.stated = pq_judge_page_side,
		.report = pq_rule_forbidden_header,
	},
	[PQ_RULE_MALFORMED_HEADER] = {
		.info = { "malformed_header", "Each header line must be a token, a colon and a field value.",
			  "CWE-1286", "RFC 9112 5, Field Syntax", PQ_SHOWS_BYTES, BOTH },
		.message = pq_judge_malformed_header,
		.stated = pq_judge_page_side,
		.report = pq_rule_malformed_header,
	},
	[PQ_RULE_FORBIDDEN_METHOD] = {
		.info = { "forbidden_method", "A forbidden method, or one that is not a token, must not be sent.",
			  "CWE-183", "Fetch 2.2.1, forbidden method", PQ_SHOWS_BYTES, BOTH },
		.message = pq_judge_forbidden_method,
		.stated = pq_judge_page_side,
		.report = pq_rule_forbidden_method,
	},
	[PQ_RULE_HOST_MISMATCH] = {
		.info = { "host_mismatch", "There must be one Host header, and it must name the current URL's authority.",
			  "CWE-436", "RFC 9112 3.2, Request Target", PQ_SHOWS_DIALS | PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES,
			  SERVICE },
		.message = pq_judge_host_mismatch,
		.report = pq_rule_host_mismatch,
	},
	[PQ_RULE_REQUEST_SPLIT] = {
		.info = { "request_split", "No reader may take a head to end elsewhere, or for two.", "CWE-113",
			  "RFC 9112 2.2, Message Parsing; Fetch 2.2.2, header value", PQ_SHOWS_BYTES, BOTH },
		.message = pq_judge_request_split,
		.stated = pq_judge_page_side,
		.report = pq_rule_request_split,
	},
	[PQ_RULE_BAD_FRAMING] = {
		.info = { "bad_framing", "A body must have the length, or the coding, that the head says, said once.",
			  "CWE-444", "RFC 9112 6, Message Body", PQ_SHOWS_BYTES, SERVICE },
		.message = pq_judge_bad_framing,
		.report = pq_rule_bad_framing,
	},
	[PQ_RULE_MULTIPART_INJECTION] = {
		.info = { "multipart_injection", "A multipart body must hold the parts that were asked for, and no others.",
			  "CWE-93", "HTML 4.10.21.7, Multipart form data", PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES, PAGE },
		.message = pq_judge_multipart_injection,
		.report = pq_rule_multipart_injection,
	},
	[PQ_RULE_WEAK_BOUNDARY] = {
		.info = { "weak_boundary", "A boundary must not occur in the data, and must be drawn anew and at random.",
			  "CWE-340", "RFC 7578 4.1, Boundary; RFC 2046 5.1.1", PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES, PAGE },
		.message = pq_judge_weak_boundary,
		.report = pq_rule_weak_boundary,
	},
	[PQ_RULE_CREDENTIAL_LEAK] = {
		.info = { "credential_leak", "Credentials must not be sent to an origin that they were not meant for.",
			  "CWE-201", "Fetch, HTTP-redirect fetch; RFC 6265 5.4, The Cookie Header",
			  PQ_SHOWS_BYTES | PQ_SHOWS_DIALS | PQ_SHOWS_OUTCOMES, SERVICE },
		.message = pq_judge_credential_leak,
		.report = pq_rule_credential_leak,
	},
};
static_assert(sizeof(rows) / sizeof(rows[0]) == PQ_RULE_COUNT, "a row for each rule");

/* Causes before their consequences, so that a campaign's crash carries the name of the check that is missing. */
static const enum pq_rule message_order[] = {
	PQ_RULE_FORBIDDEN_METHOD, PQ_RULE_MALFORMED_HEADER,    PQ_RULE_REQUEST_SPLIT,
	PQ_RULE_FORBIDDEN_HEADER, PQ_RULE_HOST_MISMATCH,       PQ_RULE_BAD_FRAMING,
	PQ_RULE_CREDENTIAL_LEAK,  PQ_RULE_MULTIPART_INJECTION, PQ_RULE_WEAK_BOUNDARY,
};

const struct pq_rule_info *pq_rule_info(enum pq_rule rule)
{
	return &rows[rule].info;
}

static bool is_active(const struct pq_judge_state *run, enum pq_rule rule)
{
	return run->active >> rule & 1;
}

static void note(struct pq_judge_state *run, enum pq_rule rule, bool applied)
{
	run->applied |= (uint32_t)applied << rule;
}

void pq_rules_dial(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
		   size_t event)
{
	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
		if (rows[rule].dial && is_active(run, rule))
			note(run, rule, rows[rule].dial(run, asked, url, event));
}

void pq_rules_resolve(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
		      size_t event)
{
	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
		if (rows[rule].resolve && is_active(run, rule))
			note(run, rule, rows[rule].resolve(run, asked, url, event));
}

void pq_rules_message(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_message *message)
{
	for (size_t i = 0; i < sizeof(message_order) / sizeof(message_order[0]); i++) {
		enum pq_rule rule = message_order[i];

		if (is_active(run, rule))
			note(run, rule, rows[rule].message(run, conn, message));
	}
}

void pq_rules_refusal(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	enum pq_rule stated = run->transcript->events[event].rule;

	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
		if (rows[rule].refusal && is_active(run, rule))
			note(run, rule, rows[rule].refusal(run, asked, event));
	if (stated > PQ_RULE_NONE && stated < PQ_RULE_COUNT && rows[stated].stated && is_active(run, stated))
		note(run, stated, rows[stated].stated(run, asked, event));
}

void pq_rules_dropped(struct pq_judge_state *run, const struct pq_asked *asked, size_t event)
{
	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
		if (rows[rule].dropped && is_active(run, rule))
			note(run, rule, rows[rule].dropped(run, asked, event));
}

void pq_rule_report(struct pq_report_ctx *ctx)
{
	rows[ctx->rule].report(ctx);
}
