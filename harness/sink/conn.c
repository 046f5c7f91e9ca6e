/* SPDX-License-Identifier: MIT */
#include "sink/http2.h"
#include "sink/journal.h"
#include "sink/tls.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long a client may take to hear that it was refused. */
#define LINGER_MS 2000
/* How long a client may take to read the last of what it is told. */
#define LAST_MS 30000
/* With so much unsent nothing further is looked at. */
#define MAX_UNSENT (256u << 10)

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
		pq_journal_bytes(conn->loop, &conn->arrival, PQ_EVENT_SEND,
				 pq_view_slice(pq_buf_view(&conn->in), conn->logged, end), &conn->told);
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
	bool busy = (conn->stage == PQ_STAGE_ANSWER || conn->stage == PQ_STAGE_HTTP2) && ahead > PQ_CONN_MAX_AHEAD;
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

/* Closes once that time is over. */
static void close_in(struct pq_conn *conn, uint64_t ms)
{
	conn->patience.due = linger_over;
	if (!pq_timer_set(conn->loop, &conn->patience, conn->loop->now_ms + ms))
		pq_conn_close(conn);
}

/* All is written. */
static void finish(struct pq_conn *conn)
{
	if (!conn->lingering || conn->eof) {
		pq_conn_close(conn);
		return;
	}
	shutdown(conn->source.fd, SHUT_WR);
	close_in(conn, LINGER_MS);
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
	else
		close_in(conn, LAST_MS);
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
	pq_journal_bytes(conn->loop, &conn->arrival, PQ_EVENT_RECEIVE, bytes, &conn->told);
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
	if (conn->h2)
		conn->logged = conn->in.len; /* its streams are told, not its frames */
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
	pq_journal_dial(loop, &conn->arrival, PQ_DIALLED_OK);
	pq_conn_came(conn, PQ_CAME_DIAL, pq_view(NULL, 0));
}

void pq_conn_become(struct pq_conn *conn, enum pq_route route, const struct pq_address *address, uint16_t port,
		    struct pq_view host, bool reached)
{
	pq_conn_log_to(conn, conn->at);
	if (conn->first.conn)
		pq_journal_close(conn->loop, &conn->arrival, conn->told);
	else
		conn->first = conn->arrival;
	conn->told = 0;
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
	pq_journal_dial(conn->loop, &conn->arrival, reached ? PQ_DIALLED_OK : PQ_DIALLED_FAILED);
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
		pq_journal_bytes(loop, &conn->arrival, PQ_EVENT_SEND, pq_buf_view(&conn->hello), &conn->told);
	pq_h2_end(conn);
	pq_journal_close(loop, &conn->arrival, conn->told);
	if (conn->first.conn)
		pq_journal_close(loop, &conn->first, 0);
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
		pq_h2_free(conn);
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
