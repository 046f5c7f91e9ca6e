/* SPDX-License-Identifier: MIT */
#include "sink/tls.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long a client may take to hear that it was refused. */
#define LINGER_MS 2000
/* With so much unsent nothing further is looked at. */
#define MAX_UNSENT (256u << 10)

static void log_dial(struct pq_conn *conn, enum pq_dialled dialled)
{
	struct pq_event event = {
		.kind = PQ_EVENT_DIAL,
		.conn = conn->arrival.conn,
		.transport = conn->arrival.transport,
		.addresses = &conn->arrival.address,
		.address_count = 1,
		.port = conn->arrival.port,
		.dialled = dialled,
	};

	pq_writer_time(&conn->loop->log, conn->loop->now_ms);
	pq_writer_event(&conn->loop->log, &event);
}

static void log_close(struct pq_conn *conn, uint32_t number)
{
	struct pq_event event = { .kind = PQ_EVENT_CLOSE, .conn = number };

	pq_writer_time(&conn->loop->log, conn->loop->now_ms);
	pq_writer_event(&conn->loop->log, &event);
}

/* What of so many more bytes still goes into the log. */
static struct pq_view loggable(const struct pq_conn *conn, struct pq_view bytes)
{
	uint64_t before = conn->sent + conn->received;

	return pq_view_slice(bytes, 0, before < PQ_SINK_MAX_LOGGED ? (size_t)(PQ_SINK_MAX_LOGGED - before) : 0);
}

static void log_bytes(struct pq_conn *conn, enum pq_event_kind kind, struct pq_view bytes)
{
	struct pq_view part = loggable(conn, bytes);

	pq_writer_time(&conn->loop->log, conn->loop->now_ms);
	if (part.len > 0)
		pq_writer_bytes(&conn->loop->log, kind, conn->arrival.conn, part);
	if (kind == PQ_EVENT_SEND)
		conn->sent += bytes.len;
	else
		conn->received += bytes.len;
}

static void log_left_out(struct pq_conn *conn)
{
	if (conn->sent + conn->received > PQ_SINK_MAX_LOGGED)
		pq_writer_left_out(&conn->loop->log, conn->arrival.conn,
				   conn->sent + conn->received - PQ_SINK_MAX_LOGGED);
}

struct pq_view pq_conn_waiting(const struct pq_conn *conn)
{
	return pq_view_from(pq_buf_view(&conn->in), conn->at);
}

void pq_conn_take(struct pq_conn *conn, size_t len)
{
	conn->at += len;
	conn->scanned = 0;
}

void pq_conn_log_to(struct pq_conn *conn, size_t end)
{
	if (end > conn->logged) {
		log_bytes(conn, PQ_EVENT_SEND, pq_view_slice(pq_buf_view(&conn->in), conn->logged, end));
		conn->logged = end;
	}
}

void pq_conn_came(struct pq_conn *conn, enum pq_came came, struct pq_view bytes)
{
	const struct pq_site *site = &conn->loop->sink->site;

	if (came <= conn->came && came != PQ_CAME_REQUEST)
		return;
	conn->came = came;
	if (site->came)
		site->came(site->context, &conn->arrival, came, pq_view_slice(bytes, 0, 2048));
}

static void adjust_events(struct pq_conn *conn)
{
	size_t unsent = conn->out.len - conn->out_at;
	size_t ahead = conn->in.len - conn->at;
	bool busy = conn->stage == PQ_STAGE_ANSWER && ahead > PQ_CONN_MAX_AHEAD;
	uint32_t events = (unsent > 0 ? EPOLLOUT : 0) | (!conn->eof && !busy && unsent <= MAX_UNSENT ? EPOLLIN : 0);

	if (conn->dead || events == conn->events)
		return;
	conn->events = events;
	if (!pq_loop_rewatch(conn->loop, &conn->source, events))
		pq_conn_close(conn);
}

static void linger_over(struct pq_loop *loop, struct pq_timer *timer)
{
	(void)loop;
	pq_conn_close((struct pq_conn *)(void *)((char *)timer - offsetof(struct pq_conn, patience)));
}

/* All is written. */
static void finish(struct pq_conn *conn)
{
	if (!conn->lingering || conn->eof) {
		pq_conn_close(conn);
		return;
	}
	shutdown(conn->source.fd, SHUT_WR);
	conn->patience.due = linger_over;
	if (!pq_timer_set(conn->loop, &conn->patience, conn->loop->now_ms + LINGER_MS))
		pq_conn_close(conn);
}

void pq_conn_end(struct pq_conn *conn, bool gently)
{
	if (conn->ending || conn->dead)
		return;
	conn->ending = true;
	conn->lingering = gently;
	pq_layer_say_end(conn);
	if (conn->dead)
		return;
	if (conn->out.len == conn->out_at)
		finish(conn);
}

/* Sends what was kept, as much as the kernel takes. */
static void flush_out(struct pq_conn *conn)
{
	while (conn->out_at < conn->out.len && !conn->dead) {
		ssize_t done = send(conn->source.fd, conn->out.data + conn->out_at, conn->out.len - conn->out_at,
				    MSG_NOSIGNAL | MSG_DONTWAIT);

		if (done >= 0)
			conn->out_at += (size_t)done;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			return;
		else if (errno != EINTR)
			pq_conn_close(conn);
	}
	if (conn->dead)
		return;
	pq_hold_free(&conn->hold, &conn->out);
	conn->out_at = 0;
	if (conn->ending)
		finish(conn);
}

void pq_conn_write(struct pq_conn *conn, struct pq_view bytes)
{
	if (conn->dead || bytes.len == 0)
		return;
	if (conn->out.len == conn->out_at) {
		ssize_t done = send(conn->source.fd, bytes.data, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (done < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
			pq_conn_close(conn);
			return;
		}
		bytes = pq_view_from(bytes, done > 0 ? (size_t)done : 0);
	}
	if (!pq_hold_add(&conn->hold, &conn->out, bytes))
		pq_conn_close(conn);
}

void pq_conn_say_quietly(struct pq_conn *conn, struct pq_view bytes)
{
	if (conn->layer_count > 0)
		pq_layer_out(conn, conn->layer_count - 1, bytes);
	else
		pq_conn_write(conn, bytes);
}

void pq_conn_say(struct pq_conn *conn, struct pq_view bytes)
{
	if (conn->dead)
		return;
	pq_conn_log_to(conn, conn->at);
	if (bytes.len > 0)
		log_bytes(conn, PQ_EVENT_RECEIVE, bytes);
	pq_conn_say_quietly(conn, bytes);
}

void pq_conn_feed(struct pq_conn *conn, struct pq_view bytes)
{
	if (!conn->dead && !pq_hold_add(&conn->hold, &conn->in, bytes))
		pq_conn_close(conn);
}

/* Forgets what is done with. */
static void compact(struct pq_conn *conn)
{
	size_t left = conn->in.len - conn->at;

	if (left == 0) {
		pq_hold_free(&conn->hold, &conn->in);
	} else if (conn->at > 0) {
		memmove(conn->in.data, conn->in.data + conn->at, left);
		conn->in.len = left;
	}
	conn->logged = left;
	conn->at = 0;
}

void pq_conn_go_on(struct pq_conn *conn)
{
	if (conn->stepping || conn->dead)
		return;
	conn->stepping = true;
	while (!conn->dead && !conn->ending && conn->out.len - conn->out_at <= MAX_UNSENT && pq_stage_step(conn))
		;
	conn->stepping = false;
	if (conn->dead)
		return;
	if (conn->ending)
		pq_conn_take(conn, conn->in.len - conn->at);
	pq_conn_log_to(conn, conn->in.len);
	compact(conn);
	if (conn->eof && (conn->stage != PQ_STAGE_ANSWER || conn->exchange.waits_for_site || conn->lingering) &&
	    conn->out.len == conn->out_at)
		pq_conn_close(conn);
	else if (conn->eof && conn->stage != PQ_STAGE_ANSWER)
		pq_conn_end(conn, false);
	adjust_events(conn);
}

static void read_more(struct pq_conn *conn)
{
	struct pq_loop *loop = conn->loop;
	ssize_t len = recv(conn->source.fd, loop->scratch, sizeof(loop->scratch), MSG_DONTWAIT);

	if (len < 0) {
		if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			pq_conn_close(conn);
		return;
	}
	if (len == 0)
		conn->eof = true;
	else if (conn->layer_count > 0)
		pq_layer_in(conn, 0, pq_view(loop->scratch, (size_t)len));
	else
		pq_conn_feed(conn, pq_view(loop->scratch, (size_t)len));
}

static void ready(struct pq_loop *loop, struct pq_source *source, uint32_t events)
{
	struct pq_conn *conn = (struct pq_conn *)(void *)source;

	(void)loop;
	if (conn->dead)
		return;
	if (events & EPOLLOUT)
		flush_out(conn);
	if (!conn->dead && (events & EPOLLIN))
		read_more(conn);
	else if (!conn->dead && (events & (EPOLLERR | EPOLLHUP)))
		pq_conn_close(conn);
	pq_conn_go_on(conn);
}

void pq_conn_new(struct pq_loop *loop, int fd, const struct pq_address *address, uint16_t port,
		 const struct pq_address *source)
{
	struct pq_conn *conn = calloc(1, sizeof(*conn));

	if (!conn) {
		close(fd);
		return;
	}
	conn->source = (struct pq_source){ fd, ready };
	conn->loop = loop;
	conn->hold.total = &loop->held;
	conn->events = EPOLLIN;
	conn->arrival = (struct pq_arrival){
		.conn = pq_loop_number(loop),
		.address = *address,
		.port = port,
		.source = *source,
	};
	conn->exchange.arrival = &conn->arrival;
	conn->exchange.hold = &conn->hold;
	if (!pq_loop_watch(loop, &conn->source, EPOLLIN)) {
		close(fd);
		free(conn);
		return;
	}
	pq_hold_book(&conn->hold, sizeof(*conn));
	conn->next = loop->conns;
	if (conn->next)
		conn->next->previous = conn;
	loop->conns = conn;
	loop->conn_count++;
	atomic_fetch_add(&loop->sink->counters->connections, 1);
	atomic_fetch_add(&loop->sink->counters->open, 1);
	log_dial(conn, PQ_DIALLED_OK);
	pq_conn_came(conn, PQ_CAME_DIAL, pq_view(NULL, 0));
}

void pq_conn_become(struct pq_conn *conn, enum pq_route route, const struct pq_address *address, uint16_t port,
		    struct pq_view host, bool reached)
{
	pq_conn_log_to(conn, conn->at);
	log_left_out(conn);
	if (conn->first_number)
		log_close(conn, conn->arrival.conn);
	else
		conn->first_number = conn->arrival.conn;
	conn->sent = conn->received = 0;
	conn->came = PQ_CAME_NOTHING;
	if (host.len > sizeof(conn->host))
		host.len = sizeof(conn->host);
	if (host.len > 0)
		memmove(conn->host, host.data, host.len);
	conn->arrival.conn = pq_loop_number(conn->loop);
	conn->arrival.address = *address;
	conn->arrival.port = port;
	conn->arrival.host = pq_view(conn->host, host.len);
	conn->arrival.route = route;
	conn->arrival.tls = false;
	conn->arrival.server_name = pq_view(NULL, 0);
	log_dial(conn, reached ? PQ_DIALLED_OK : PQ_DIALLED_FAILED);
	pq_conn_came(conn, PQ_CAME_DIAL, pq_view(NULL, 0));
}

void pq_conn_close(struct pq_conn *conn)
{
	struct pq_loop *loop = conn->loop;

	if (conn->dead)
		return;
	conn->dead = true;
	pq_conn_log_to(conn, conn->in.len);
	if (conn->stage == PQ_STAGE_HELLO)
		log_bytes(conn, PQ_EVENT_SEND, pq_buf_view(&conn->hello));
	log_left_out(conn);
	log_close(conn, conn->arrival.conn);
	if (conn->first_number)
		log_close(conn, conn->first_number);
	close(conn->source.fd);
	pq_timer_stop(loop, &conn->patience);
	pq_timer_stop(loop, &conn->exchange.timer);
	if (conn->previous)
		conn->previous->next = conn->next;
	else
		loop->conns = conn->next;
	if (conn->next)
		conn->next->previous = conn->previous;
	conn->next = loop->dead;
	loop->dead = conn;
	loop->conn_count--;
	atomic_fetch_sub(&loop->sink->counters->open, 1);
}

void pq_conn_reap(struct pq_loop *loop)
{
	while (loop->dead) {
		struct pq_conn *conn = loop->dead;

		loop->dead = conn->next;
		pq_exchange_end(loop, &conn->exchange);
		pq_hold_free(&conn->hold, &conn->in);
		pq_hold_free(&conn->hold, &conn->out);
		pq_hold_free(&conn->hold, &conn->hello);
		pq_layer_free(conn);
		pq_hold_unbook(&conn->hold, sizeof(*conn));
		free(conn);
	}
}

void pq_conn_relieve(struct pq_loop *loop)
{
	while (loop->held > PQ_SINK_MAX_MEMORY && loop->conns) {
		struct pq_conn *greediest = loop->conns;

		for (struct pq_conn *conn = loop->conns; conn; conn = conn->next)
			if (conn->hold.own > greediest->hold.own)
				greediest = conn;
		pq_conn_close(greediest);
		pq_conn_reap(loop);
	}
}
