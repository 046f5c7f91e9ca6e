/* SPDX-License-Identifier: MIT */
/*
 * Surface:  header lists with their guards, and the written request head.
 * Property: what a guard lets in is valid and, under "request", not forbidden by the judge's own
 *           lists; what is set stands there once, what is deleted not at all; a naive reader finds exactly the stored
 *           headers in the written head.
 * Targets:  pq_headers_append, pq_headers_set, pq_headers_delete, pq_http1_request_write.
 * Input:    a byte whose lowest bits pick the guard, the next one (4) "set" in place of "append", and the next (8)
 *           that the first name is deleted again; then names and values in turn, each ended by 0xff.
 */
#include "base/ascii.h"
#include "common/naive.h"
#include "common/target.h"
#include "monitor/judge_policy.h"
#include "request/headers.h"
#include "wire/http1_request.h"

PQ_FUZZ_PROPERTY(pq_header_guard_differs, "the guard let in what the judge's lists forbid, or refused what they allow")
PQ_FUZZ_PROPERTY(pq_header_immutable_changed, "an immutable header list changed")
PQ_FUZZ_PROPERTY(pq_header_head_differs, "the written head does not read back as the stored headers")

PQ_FUZZ_PROPERTY(pq_header_set_differs, "a header that was set does not stand there once with its value")
PQ_FUZZ_PROPERTY(pq_header_delete_differs, "a header that was deleted is still there")

#define HEADERS 32
#define GUARD 3
#define SET 4
#define DELETE 8

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

static size_t count_of(const struct pq_headers *headers, struct pq_view name)
{
	size_t count = 0;

	for (size_t i = 0; i < headers->count; i++)
		count += pq_ascii_eq_nocase(headers->items[i].name, name);
	return count;
}

static enum pq_header_result check_set(struct pq_headers *headers, struct pq_view name, struct pq_view value)
{
	enum pq_header_result result = pq_headers_set(headers, name, value);
	const struct pq_header *stored = pq_headers_find(headers, name);

	if (result == PQ_HEADER_STORED &&
	    (count_of(headers, name) != 1 || !pq_view_eq(stored->value, pq_header_value_normalise(value))))
		pq_header_set_differs();
	return result;
}

static void check_delete(struct pq_headers *headers, struct pq_view name)
{
	if (pq_headers_delete(headers, name) == PQ_HEADER_STORED && count_of(headers, name) > 0)
		pq_header_delete_differs();
}

static void check_add(struct pq_headers *headers, struct pq_view name, struct pq_view value, bool set)
{
	bool forbidden = pq_judge_policy_forbids_header(&judge_policy, name, pq_header_value_normalise(value));
	enum pq_header_result result = set ? check_set(headers, name, value) : pq_headers_append(headers, name, value);

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
	unsigned char how = pq_fuzz_byte(&input);
	struct pq_view first = pq_view_slice(input, 0, pq_view_find(input, 0xff, 0));

	pq_buf_init(&combined, bytes, sizeof(bytes));
	pq_headers_init(&headers, items, HEADERS, (enum pq_guard)(how & GUARD), &policy, &combined);
	while (input.len > 0) {
		struct pq_view name = pq_fuzz_piece(&input);

		check_add(&headers, name, pq_fuzz_piece(&input), how & SET);
	}
	if (how & DELETE)
		check_delete(&headers, first);
	pq_buf_init(&head, head_bytes, sizeof(head_bytes));
	pq_http1_request_write(pq_view_str("GET"), &url, PQ_HTTP1_ORIGIN_FORM, headers.items, headers.count, &head);
	if (pq_buf_ok(&head) && !pq_fuzz_naive_reads_head(pq_buf_view(&head), headers.items, headers.count))
		pq_header_head_differs();
}

const struct pq_fuzz_target pq_fuzz_target = { "header", open_policies, one };
