/* SPDX-License-Identifier: MIT */
#include "fetch/io.h"

struct pq_result pq_io_failure(enum pq_net_status status)
{
	switch (status) {
	case PQ_NET_REFUSED:
		return pq_result_error(PQ_ERROR_REFUSED);
	case PQ_NET_EXHAUSTED:
		return pq_result_error(PQ_ERROR_EXHAUSTED);
	default:
		return pq_result_error(PQ_ERROR_CONNECTION);
	}
}

struct pq_result pq_io_send(struct pq_net net, uint32_t conn, struct pq_view *rest, bool *again)
{
	size_t sent = 0;
	enum pq_net_status status = net.ops->send(net.ctx, conn, *rest, &sent);

	if (status == PQ_NET_OK)
		*rest = pq_view_from(*rest, sent);
	*again = status == PQ_NET_AGAIN;
	return status == PQ_NET_OK || *again ? pq_result_going_on() : pq_io_failure(status);
}

struct pq_result pq_io_receive(struct pq_net net, uint32_t conn, struct pq_buf *in, bool *end, bool *again)
{
	size_t received = 0;
	enum pq_net_status status;

	*again = *end = false;
	if (pq_buf_room(in) == 0)
		return pq_result_error(PQ_ERROR_LIMIT);
	status = net.ops->receive(net.ctx, conn, in->data + in->len, pq_buf_room(in), &received);
	if (status == PQ_NET_OK)
		in->len += received;
	*again = status == PQ_NET_AGAIN;
	*end = status == PQ_NET_END;
	return status == PQ_NET_OK || *again || *end ? pq_result_going_on() : pq_io_failure(status);
}
