/* SPDX-License-Identifier: MIT */
#include "monitor/report.h"

#include "monitor/rules.h"

#define MAX_QUOTED 48

void pq_report_copy(char *to, size_t cap, struct pq_view text)
{
	size_t len = text.len < cap ? text.len : cap - 1;

	if (len)
		memcpy(to, text.data, len);
	to[len] = '\0';
}

static void record(const struct pq_report_ctx *ctx)
{
	struct pq_verdict *verdict = ctx->verdict;
	struct pq_violation *violation;

	verdict->rules[ctx->rule] = PQ_VIOLATED;
	if (verdict->violation_total++ >= PQ_MAX_VIOLATIONS)
		return;
	violation = &verdict->violations[verdict->violation_total - 1];
	violation->rule = ctx->rule;
	violation->event = ctx->event;
	violation->request = ctx->request;
	pq_report_copy(violation->detail, sizeof(violation->detail), ctx->detail);
}

/* Records the violation and, in a fuzz build, prints it; true if the caller must trap. */
static bool file(const struct pq_report_ctx *ctx, const char *reporter)
{
	unsigned char storage[512];
	struct pq_buf text;

	record(ctx);
	if (!ctx->fatal)
		return false;
	pq_buf_init(&text, storage, sizeof(storage) - 1);
	pq_buf_add_str(&text, "ASSERTION FAILED: ");
	pq_buf_add_str(&text, reporter);
	pq_buf_add_str(&text, "\nrequest ");
	pq_buf_add_u64(&text, ctx->request);
	pq_buf_add_str(&text, ", event ");
	pq_buf_add_u64(&text, ctx->event);
	pq_buf_add_str(&text, ": ");
	pq_buf_add(&text, ctx->detail);
	pq_buf_add_str(&text, "\n");
	storage[text.len] = '\0';
	ctx->fatal((const char *)storage);
	return true;
}

__attribute__((noinline, cold)) void pq_rule_unsafe_port(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_unsafe_port"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_wrong_destination(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_wrong_destination"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_over_block(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_over_block"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_forbidden_header(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_forbidden_header"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_malformed_header(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_malformed_header"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_forbidden_method(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_forbidden_method"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_host_mismatch(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_host_mismatch"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_request_split(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_request_split"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_bad_framing(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_bad_framing"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_multipart_injection(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_multipart_injection"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_weak_boundary(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_weak_boundary"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_unmasked_frame(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_unmasked_frame"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_credential_leak(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_credential_leak"))
		__builtin_trap();
}

__attribute__((noinline, cold)) void pq_rule_socket_outside_service(struct pq_report_ctx *ctx)
{
	if (file(ctx, "pq_rule_socket_outside_service"))
		__builtin_trap();
}

struct pq_buf *pq_detail(struct pq_judge_state *run, const char *text)
{
	pq_buf_init(&run->detail, run->detail_bytes, sizeof(run->detail_bytes));
	pq_buf_add_str(&run->detail, text);
	return &run->detail;
}

void pq_detail_quote(struct pq_buf *detail, struct pq_view bytes)
{
	pq_buf_add_byte(detail, '"');
	for (size_t i = 0; i < bytes.len && i < MAX_QUOTED; i++) {
		unsigned char c = bytes.data[i];

		if (c >= 0x20 && c < 0x7f) {
			pq_buf_add_byte(detail, c);
		} else {
			pq_buf_add_str(detail, "\\x");
			pq_buf_add_hex(detail, pq_view(&c, 1));
		}
	}
	pq_buf_add_str(detail, bytes.len > MAX_QUOTED ? "\"..." : "\"");
}

void pq_violate(struct pq_judge_state *run, enum pq_rule rule, size_t event, uint32_t request)
{
	struct pq_report_ctx ctx = {
		.verdict = run->verdict,
		.fatal = run->judge->fatal,
		.rule = rule,
		.event = event,
		.request = request,
		.detail = pq_buf_view(&run->detail),
	};

	if (!pq_run_is_lost(run))
		pq_rule_report(&ctx);
}
