/* SPDX-License-Identifier: MIT */
/*
 * Surface:  header lists with their guards, and the written request head.
 * Property: what a guard lets in is valid and, under "request", not forbidden by the judge's own
 *           lists; a naive reader finds exactly the stored headers in the written head.
 * Targets:  pq_headers_append, pq_http1_request_write.
 * Input:    a byte that picks the guard; then names and values in turn, each ended by 0xff.
 */
#include "common/naive.h"
#include "common/target.h"
#include "monitor/judge_policy.h"
#include "request/headers.h"
#include "wire/http1_request.h"

PQ_FUZZ_PROPERTY(pq_header_guard_differs, "the guard let in what the judge's lists forbid, or refused what they allow")
PQ_FUZZ_PROPERTY(pq_header_immutable_changed, "an immutable header list changed")
PQ_FUZZ_PROPERTY(pq_header_head_differs, "the written head does not read back as the stored headers")

#define HEADERS 32

static struct pq_policy policy;
static struct pq_judge_policy judge_policy;
static unsigned char url_bytes[64];
static struct pq_url url;

static void open_policies(void)
{
	struct pq_view fetch = pq_view_str("fetch");
	struct pq_buf bytes;

	pq_buf_init(&bytes, url_bytes, sizeof(url_bytes));
	if (pq_policy_parse(&policy, pq_policy_builtin_text(pq_policy_builtin_find(fetch)), NULL) != PQ_ERR_OK ||
	    pq_judge_policy_builtin(&judge_policy, fetch) != PQ_ERR_OK ||
	    pq_url_parse(&url, pq_view_str("http://a.example:8080/"), NULL, NULL, &bytes) != PQ_ERR_OK)
		pq_fuzz_cannot("the built-in policy cannot be read");
}

static void check_append(struct pq_headers *headers, struct pq_view name, struct pq_view value)
{
	bool forbidden = pq_judge_policy_forbids_header(&judge_policy, name, pq_header_value_normalise(value));
	enum pq_header_result result = pq_headers_append(headers, name, value);

	if (headers->guard == PQ_GUARD_REQUEST && result != PQ_HEADER_INVALID && result != PQ_HEADER_FULL &&
	    forbidden != (result == PQ_HEADER_DROPPED))
		pq_header_guard_differs();
	if (headers->guard == PQ_GUARD_IMMUTABLE && headers->count > 0)
		pq_header_immutable_changed();
}

static void one(struct pq_view input)
{
	static unsigned char bytes[16384], head_bytes[16384];
	struct pq_header items[HEADERS];
	struct pq_headers headers;
	struct pq_buf combined, head;
	unsigned char guard = pq_fuzz_byte(&input) & 3;

	pq_buf_init(&combined, bytes, sizeof(bytes));
	pq_headers_init(&headers, items, HEADERS, (enum pq_guard)guard, &policy, &combined);
	while (input.len > 0) {
		struct pq_view name = pq_fuzz_piece(&input);

		check_append(&headers, name, pq_fuzz_piece(&input));
	}
	pq_buf_init(&head, head_bytes, sizeof(head_bytes));
	pq_http1_request_write(pq_view_str("GET"), &url, PQ_HTTP1_ORIGIN_FORM, headers.items, headers.count, &head);
	if (pq_buf_ok(&head) && !pq_fuzz_naive_reads_head(pq_buf_view(&head), headers.items, headers.count))
		pq_header_head_differs();
}

const struct pq_fuzz_target pq_fuzz_target = { "header", open_policies, one };
