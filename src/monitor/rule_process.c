/* SPDX-License-Identifier: MIT */
/* socket_outside_service: what processes ask of the system that is not theirs to ask. */
#include "monitor/bytes.h"
#include "monitor/rules.h"

/* By these a process gets a socket, or takes one somewhere; io_uring does it without a call that says so. */
static const struct pq_view socket_calls[] = {
	PQ_VIEW("socket"), PQ_VIEW("connect"), PQ_VIEW("bind"),           PQ_VIEW("listen"),
	PQ_VIEW("accept"), PQ_VIEW("accept4"), PQ_VIEW("io_uring_setup"),
};

static bool is_socket_call(struct pq_view name)
{
	for (size_t i = 0; i < sizeof(socket_calls) / sizeof(socket_calls[0]); i++)
		if (pq_bytes_same(name, socket_calls[i]))
			return true;
	return false;
}

/* What a sandbox refused was not allowed, whoever asked; of what was done only sockets are known to be nobody else's. */
static bool is_breach(const struct pq_event *call)
{
	return call->called == PQ_CALLED_REFUSED || (call->process != PQ_PROCESS_SERVICE && is_socket_call(call->text));
}

/* Names of calls stand as they are, so that each is a breach of its own; what is no name is quoted. */
static void add_name(struct pq_buf *detail, struct pq_view name)
{
	bool plain = name.len > 0 && name.len <= 32;

	for (size_t i = 0; i < name.len && plain; i++)
		plain = (name.data[i] >= 'a' && name.data[i] <= 'z') || (name.data[i] >= '0' && name.data[i] <= '9') ||
			name.data[i] == '_';
	if (plain)
		pq_buf_add(detail, name);
	else
		pq_detail_quote(detail, name);
}

bool pq_judge_process(struct pq_judge_state *run, size_t event)
{
	static const char *const who[] = {
		[PQ_PROCESS_RENDERER] = "the renderer called ",
		[PQ_PROCESS_SERVICE] = "the network service called ",
		[PQ_PROCESS_OTHER] = "another process called ",
	};
	const struct pq_event *call = &run->transcript->events[event];
	struct pq_buf *detail;

	if (call->kind != PQ_EVENT_CALL || !is_breach(call))
		return true;
	detail = pq_detail(run, who[call->process]);
	add_name(detail, call->text);
	if (call->called == PQ_CALLED_MADE)
		pq_buf_add_str(detail, ", and nothing stopped it");
	pq_violate(run, PQ_RULE_SOCKET_OUTSIDE_SERVICE, event, call->request);
	return true;
}
