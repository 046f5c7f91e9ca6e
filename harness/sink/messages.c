/* SPDX-License-Identifier: MIT */
/* An open WebSocket: takes messages, answers a ping with a pong and a close with a close. */
#include "sink/conn.h"
#include "sink/frame.h"

enum { CLOSE = 8, PING = 9, PONG = 10 };

static void reply(struct pq_conn *conn, const struct pq_frame *frame, unsigned int opcode)
{
	unsigned char storage[128];
	struct pq_buf out;

	pq_buf_init(&out, storage, sizeof(storage));
	pq_frame_reply(frame, opcode, &out);
	pq_conn_say(conn, pq_buf_view(&out));
}

/* Goes on in a data frame's payload. */
static bool skip(struct pq_conn *conn, struct pq_view bytes)
{
	size_t len = bytes.len < conn->frame_left ? bytes.len : (size_t)conn->frame_left;

	pq_conn_take(conn, len);
	conn->frame_left -= len;
	return len > 0;
}

bool pq_serve_websocket(struct pq_conn *conn)
{
	struct pq_view bytes = pq_conn_waiting(conn);
	struct pq_frame frame;
	enum pq_err err;

	if (conn->frame_left > 0)
		return skip(conn, bytes);
	err = pq_frame_read(bytes, &frame);
	if (err == PQ_ERR_INCOMPLETE)
		return false;
	if (err) {
		pq_conn_end(conn, true);
		return true;
	}
	pq_conn_take(conn, frame.len);
	conn->frame_left = frame.left;
	if (frame.opcode == PING) {
		reply(conn, &frame, PONG);
	} else if (frame.opcode == CLOSE) {
		reply(conn, &frame, CLOSE);
		pq_conn_end(conn, true);
	}
	return true;
}
