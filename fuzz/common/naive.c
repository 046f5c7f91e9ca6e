/* SPDX-License-Identifier: MIT */
#include "common/naive.h"

#include "common/target.h"
#include "monitor/run.h"

static struct pq_judge judge;
static unsigned char text_bytes[64u << 10];
static struct pq_buf text;
static struct pq_naive_url base_url;

void pq_fuzz_naive_open(void)
{
	if (pq_judge_init(&judge) != PQ_ERR_OK)
		pq_fuzz_cannot("the judge cannot be opened; are ICU's data files missing?");
}

struct pq_naive_url pq_fuzz_naive_read(struct pq_view input, struct pq_view base)
{
	struct pq_naive_reader reader = { &text, judge.state->reader.idna };
	struct pq_naive_url url;

	pq_buf_init(&text, text_bytes, sizeof(text_bytes));
	if (base.len > 0)
		pq_naive_url_read(&reader, base, NULL, &base_url);
	pq_naive_url_read(&reader, input, base.len > 0 ? &base_url : NULL, &url);
	return url;
}

bool pq_fuzz_naive_agrees(const struct pq_naive_url *naive, const struct pq_url *url)
{
	uint16_t port;

	if (url->special == PQ_SPECIAL_NOT || url->special == PQ_SPECIAL_FILE)
		return !naive->readable || naive->scheme == PQ_NAIVE_OTHER;
	return naive->readable && pq_view_eq(pq_naive_scheme_name(naive->scheme), url->scheme) &&
	       pq_view_eq(naive->host.name, url->host) && pq_url_effective_port(url, &port) && port == naive->port;
}

bool pq_fuzz_naive_reads_head(struct pq_view head, const struct pq_header *headers, size_t count)
{
	static struct pq_head_line lines[PQ_MAX_HEAD_LINES];
	struct pq_message message;

	pq_message_read(&message, head, lines);
	if (!message.complete || !message.start_good || message.broken != SIZE_MAX || message.body.len > 0 ||
	    message.line_count != count + 1)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!lines[i + 1].has_colon || !pq_view_eq(lines[i + 1].name, headers[i].name) ||
		    !pq_view_eq(lines[i + 1].value, headers[i].value))
			return false;
	return true;
}
