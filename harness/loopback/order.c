/* SPDX-License-Identifier: MIT */
#include "loopback/order.h"

#include <poll.h>

#define PATIENCE_MS 30000 /* longer than any order takes */

enum pq_err pq_order_world(struct pq_channel *orders, char kind, struct pq_view text, struct pq_buf *events,
			   struct pq_diag *diag)
{
	struct pollfd file = { .fd = orders->socket, .events = POLLIN };
	struct pq_parcel parcel = { .kind = 0 };

	if (!pq_channel_send(orders, kind, text, -1))
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "servers that are there");
	while (parcel.kind != PQ_PARCEL_DONE) {
		while (pq_channel_parcel(orders, &parcel))
			if (poll(&file, 1, PATIENCE_MS) <= 0 || pq_channel_receive(orders, false) == PQ_ERR_IO)
				return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "servers that obey");
		if (events && parcel.kind == PQ_PARCEL_EVENTS)
			pq_buf_add(events, parcel.bytes);
		pq_channel_drop(orders, &parcel);
	}
	return PQ_ERR_OK;
}
