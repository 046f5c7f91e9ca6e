/* SPDX-License-Identifier: MIT */
#include "monitor/rules.h"

#include <assert.h>

#include "monitor/path.h"

#define PAGE (1u << PQ_SIDE_PAGE)
#define SERVICE (1u << PQ_SIDE_SERVICE)
#define BOTH (PAGE | SERVICE)

/*
 * A breach that no id was made for has the id of what was not allowed.
 *
 * unsafe_port: a port that the user's proxy was asked for, or that was asked for before a worker took the request.
 * wrong_destination: a message on a connection that was made for another origin or scheme, a proxy that was passed by
 * or asked for another place, an alternative that its origin does not offer, TLS with another name.
 * forbidden_method, forbidden_header: what a script sent to another origin that had not permitted it in a preflight of
 * the same hop, or had not been asked (Fetch 4.8; only where the subject says what it writes by itself); a preflight
 * that announces something else than is asked; the page's headers in a preflight or in a CONNECT.
 * bad_framing: a body behind a preflight or a CONNECT, bytes on a connection where nothing is spoken, a connection
 * used again before the answer on it has surely ended with nothing behind it, an answer that is none: a proxy's to
 * CONNECT, a server's to a preflight, or one that nothing brought.
 * credential_leak: credentials in a preflight or a CONNECT, the proxy's at a server, a connection that serves
 * requests with and without credentials.
 */
static const struct pq_rule_row rows[] = {
	[PQ_RULE_UNSAFE_PORT] = {
		.info = {
			.id = "unsafe_port",
			.summary = "A port that the policy blocks for the scheme must not be dialled, or asked of a proxy.",
			.cwe = "CWE-918",
			.section = "Fetch 2.9, Port blocking",
			.needs = PQ_SHOWS_DIALS,
			.sides = BOTH,
		},
		.dial = pq_judge_unsafe_port,
		.message = pq_judge_forwarded_port,
		.stated = pq_judge_page_side,
		.report = pq_rule_unsafe_port,
	},
	[PQ_RULE_WRONG_DESTINATION] = {
		.info = {
			.id = "wrong_destination",
			.summary = "Nothing may be looked up, dialled or written to that no permitted source names.",
			.cwe = "CWE-918",
			.section = "URL 4.4, URL parsing; Fetch, HTTP-redirect fetch; RFC 7838 2.1; RFC 9112 9.3",
			.needs = PQ_SHOWS_DIALS | PQ_SHOWS_OUTCOMES,
			.sides = SERVICE,
		},
		.dial = pq_judge_dialled_address,
		.resolve = pq_judge_resolved_name,
		.message = pq_judge_route,
		.report = pq_rule_wrong_destination,
	},
	[PQ_RULE_OVER_BLOCK] = {
		.info = {
			.id = "over_block",
			.summary = "What the policy allows must not be refused in its name.",
			.cwe = "CWE-684",
			.section = "Fetch 2.9, Port blocking; Fetch 2.2.2, Headers",
			.needs = PQ_SHOWS_OUTCOMES,
			.sides = 0,
		},
		.refusal = pq_judge_over_block,
		.dropped = pq_judge_over_drop,
		.report = pq_rule_over_block,
	},
	[PQ_RULE_FORBIDDEN_HEADER] = {
		.info = {
			.id = "forbidden_header",
			.summary = "A forbidden request-header must not carry a value of the attacker's.",
			.cwe = "CWE-183",
			.section = "Fetch 2.2.2, forbidden request-header",
			.needs = PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES,
			.sides = BOTH,
		},
		.message = pq_judge_forbidden_header,
		.stated = pq_judge_page_side,
		.report = pq_rule_forbidden_header,
	},
	[PQ_RULE_MALFORMED_HEADER] = {
		.info = {
			.id = "malformed_header",
			.summary = "Each header line must be a token, a colon and a field value.",
			.cwe = "CWE-1286",
			.section = "RFC 9112 5, Field Syntax",
			.needs = PQ_SHOWS_BYTES,
			.sides = BOTH,
		},
		.message = pq_judge_malformed_header,
		.stated = pq_judge_page_side,
		.report = pq_rule_malformed_header,
	},
	[PQ_RULE_FORBIDDEN_METHOD] = {
		.info = {
			.id = "forbidden_method",
			.summary = "A forbidden method, or one that is not a token, must not be sent.",
			.cwe = "CWE-183",
			.section = "Fetch 2.2.1, forbidden method",
			.needs = PQ_SHOWS_BYTES,
			.sides = BOTH,
		},
		.message = pq_judge_forbidden_method,
		.stated = pq_judge_page_side,
		.report = pq_rule_forbidden_method,
	},
	[PQ_RULE_HOST_MISMATCH] = {
		.info = {
			.id = "host_mismatch",
			.summary = "There must be one Host header, and it must name the current URL's authority.",
			.cwe = "CWE-436",
			.section = "RFC 9112 3.2, Request Target",
			.needs = PQ_SHOWS_DIALS | PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES,
			.sides = SERVICE,
		},
		.message = pq_judge_host_mismatch,
		.report = pq_rule_host_mismatch,
	},
	[PQ_RULE_REQUEST_SPLIT] = {
		.info = {
			.id = "request_split",
			.summary = "No reader may take a head to end elsewhere, or for two.",
			.cwe = "CWE-113",
			.section = "RFC 9112 2.2, Message Parsing; Fetch 2.2.2, header value",
			.needs = PQ_SHOWS_BYTES,
			.sides = BOTH,
		},
		.message = pq_judge_request_split,
		.stated = pq_judge_page_side,
		.report = pq_rule_request_split,
	},
	[PQ_RULE_BAD_FRAMING] = {
		.info = {
			.id = "bad_framing",
			.summary = "A body must have the length, or the coding, that the head says, said once.",
			.cwe = "CWE-444",
			.section = "RFC 9112 6, Message Body",
			.needs = PQ_SHOWS_BYTES,
			.sides = SERVICE,
		},
		.message = pq_judge_bad_framing,
		.report = pq_rule_bad_framing,
	},
	[PQ_RULE_MULTIPART_INJECTION] = {
		.info = {
			.id = "multipart_injection",
			.summary = "A multipart body must hold the parts that were asked for, and no others.",
			.cwe = "CWE-93",
			.section = "HTML 4.10.21.7, Multipart form data",
			.needs = PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES,
			.sides = PAGE,
		},
		.message = pq_judge_multipart_injection,
		.report = pq_rule_multipart_injection,
	},
	[PQ_RULE_WEAK_BOUNDARY] = {
		.info = {
			.id = "weak_boundary",
			.summary = "A boundary must not occur in the data, and must be drawn anew and at random.",
			.cwe = "CWE-340",
			.section = "RFC 7578 4.1, Boundary; RFC 2046 5.1.1",
			.needs = PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES,
			.sides = PAGE,
		},
		.message = pq_judge_weak_boundary,
		.report = pq_rule_weak_boundary,
	},
	[PQ_RULE_UNMASKED_FRAME] = {
		.info = {
			.id = "unmasked_frame",
			.summary = "A WebSocket handshake's key and each frame's mask must be drawn anew and at random.",
			.cwe = "CWE-330",
			.section = "RFC 6455 5.3, Client-to-Server Masking; 4.1",
			.needs = PQ_SHOWS_BYTES,
			.sides = SERVICE,
		},
		.report = pq_rule_unmasked_frame,
	},
	[PQ_RULE_CREDENTIAL_LEAK] = {
		.info = {
			.id = "credential_leak",
			.summary = "Credentials must not be sent to an origin that they were not meant for.",
			.cwe = "CWE-201",
			.section = "Fetch, HTTP-redirect fetch; RFC 6265 5.4, The Cookie Header",
			.needs = PQ_SHOWS_BYTES | PQ_SHOWS_DIALS | PQ_SHOWS_OUTCOMES,
			.sides = SERVICE,
		},
		.message = pq_judge_credential_leak,
		.report = pq_rule_credential_leak,
	},
	[PQ_RULE_SOCKET_OUTSIDE_SERVICE] = {
		.info = {
			.id = "socket_outside_service",
			.summary = "No process but the network service may have sockets, or call what its sandbox takes away.",
			.cwe = "CWE-653",
			.section = "Chromium, Linux Sandboxing: the seccomp-bpf sandbox",
			.needs = PQ_SHOWS_PROCESSES,
			.sides = 0,
		},
		.process = pq_judge_process,
		.report = pq_rule_socket_outside_service,
	},
};
static_assert(sizeof(rows) / sizeof(rows[0]) == PQ_RULE_COUNT, "a row for each rule");

/* Causes before their consequences, so that a campaign's crash carries the name of the check that is missing. */
static const enum pq_rule message_order[] = {
	PQ_RULE_UNSAFE_PORT,     PQ_RULE_WRONG_DESTINATION,   PQ_RULE_FORBIDDEN_METHOD, PQ_RULE_MALFORMED_HEADER,
	PQ_RULE_REQUEST_SPLIT,   PQ_RULE_FORBIDDEN_HEADER,    PQ_RULE_HOST_MISMATCH,    PQ_RULE_BAD_FRAMING,
	PQ_RULE_CREDENTIAL_LEAK, PQ_RULE_MULTIPART_INJECTION, PQ_RULE_WEAK_BOUNDARY,
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

void pq_rules_dial(struct pq_judge_state *run, const struct pq_asked *asked, size_t event)
{
	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
		if (rows[rule].dial && is_active(run, rule))
			note(run, rule, rows[rule].dial(run, asked, event));
}

void pq_rules_resolve(struct pq_judge_state *run, const struct pq_asked *asked, size_t event)
{
	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
		if (rows[rule].resolve && is_active(run, rule))
			note(run, rule, rows[rule].resolve(run, asked, event));
}

void pq_rules_message(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message)
{
	for (size_t i = 0; i < sizeof(message_order) / sizeof(message_order[0]); i++) {
		enum pq_rule rule = message_order[i];

		if (is_active(run, rule))
			note(run, rule, rows[rule].message(run, exchange, message));
	}
}

void pq_rules_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent)
{
	const struct pq_path *path = exchange->asked ? pq_path_of(exchange->asked) : NULL;

	if (sent.len && exchange->spoken != PQ_SPOKEN_WEBSOCKET && exchange->spoken != PQ_SPOKEN_NOTHING)
		pq_judge_carried(run, exchange);
	if (path && path->bytes) {
		path->bytes(run, exchange, sent);
	} else if (exchange->spoken == PQ_SPOKEN_NOTHING && sent.len && pq_rule_applies(run, PQ_RULE_BAD_FRAMING)) {
		pq_detail_quote(pq_detail(run, "bytes were written where nothing is spoken: "), sent);
		pq_violate(run, PQ_RULE_BAD_FRAMING, exchange->sends.first, pq_exchange_request(exchange));
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

void pq_rules_process(struct pq_judge_state *run, size_t event)
{
	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
		if (rows[rule].process && is_active(run, rule))
			note(run, rule, rows[rule].process(run, event));
}

void pq_rule_report(struct pq_report_ctx *ctx)
{
	rows[ctx->rule].report(ctx);
}
