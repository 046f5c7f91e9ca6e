/* SPDX-License-Identifier: MIT */
/*
 * One connection. Theory of operation: bytes go up through at most two layers of
 * TLS (one to a proxy, one through it) into `in`, where the stage under way takes
 * them; what it says goes down the same layers. Where the connection turns out to
 * be one to a proxy, its arrival is replaced by that of the target, under a new
 * number, and it is looked at as if it had just begun.
 *
 * Bytes are logged when the stage has looked at them, under the number that
 * counts then: see pq_conn_log_to().
 */
#ifndef PQ_SINK_CONN_H
#define PQ_SINK_CONN_H

#include "sink/exchange.h"
#include "sink/hold.h"
#include "sink/loop.h"

#define PQ_CONN_MAX_LAYERS 2
/* Bytes that may wait for a stage that is busy answering; then the kernel keeps the rest. */
#define PQ_CONN_MAX_AHEAD (128u << 10)

struct pq_layer;
struct pq_h2;

enum pq_stage {
	PQ_STAGE_SNIFF,     /* what is it? */
	PQ_STAGE_HELLO,     /* a TLS handshake is under way in the uppermost layer */
	PQ_STAGE_GREETING,  /* of SOCKS5 */
	PQ_STAGE_SOCKS,     /* the request of SOCKS5 */
	PQ_STAGE_DNS,       /* questions over TCP */
	PQ_STAGE_HTTP,      /* a request head, or its body */
	PQ_STAGE_ANSWER,    /* a request is there and not answered yet */
	PQ_STAGE_WEBSOCKET, /* frames */
	PQ_STAGE_HTTP2,
	PQ_STAGE_RAW /* whatever; nobody answers */
};

/*
 * came:        how far it came; of the arrival that counts now
 * in:          bytes that came; those before `at` are done with, those before `logged` stand in the log
 * out:         bytes of the wire that the kernel did not take yet, from out_at on
 * told:        bytes of this arrival, said and heard, for the log
 * first:       how it arrived, where a proxy's target replaced that; its conn is 0 otherwise
 * layers:      of TLS, the outermost first
 * hello:       raw bytes of a handshake, for the log of one that fails
 * eof:         the client will send no more; ending: closes once `out` is empty; lingering: closed for writing,
 *              waits for the client to close; dead: is freed at the end of the turn; stepping: pq_conn_go_on is at work
 */
struct pq_conn {
	struct pq_source source;
	struct pq_conn *previous;
	struct pq_conn *next;
	struct pq_loop *loop;
	struct pq_arrival arrival;
	enum pq_came came;
	enum pq_stage stage;
	uint32_t events;
	struct pq_hold hold;
	struct pq_buf in;
	size_t at;
	size_t logged;
	size_t scanned;
	struct pq_buf out;
	size_t out_at;
	uint64_t told;
	struct pq_arrival first;
	struct pq_layer *layers[PQ_CONN_MAX_LAYERS];
	size_t layer_count;
	struct pq_buf hello;
	struct pq_exchange exchange;
	uint64_t frame_left;
	struct pq_h2 *h2;
	struct pq_timer patience;
	bool eof;
	bool ending;
	bool lingering;
	bool dead;
	bool stepping;
	char host[256];
	char server_name[256];
};

/* A connection that was accepted; takes fd, also where it fails. */
void pq_conn_new(struct pq_loop *loop, int fd, const struct pq_address *address, uint16_t port,
		 const struct pq_address *source);

/* Says "close" in the log and closes; the struct lives until the end of the turn. Twice is fine. */
void pq_conn_close(struct pq_conn *conn);

/* Frees what was closed. */
void pq_conn_reap(struct pq_loop *loop);

/* Closes the connections that hold most until all together hold no more than PQ_SINK_MAX_MEMORY. */
void pq_conn_relieve(struct pq_loop *loop);

/* What came and was not taken yet; taking the first bytes of it. */
struct pq_view pq_conn_waiting(const struct pq_conn *conn);
void pq_conn_take(struct pq_conn *conn, size_t len);

/* Logs what came before conn->in's index `end` and is not logged yet. */
void pq_conn_log_to(struct pq_conn *conn, size_t end);

/* Tells the site that the connection came that far, unless it did before; a request is always told. */
void pq_conn_came(struct pq_conn *conn, enum pq_came came, struct pq_view bytes);

/* Bytes of the uppermost layer, for the client: logged (unless quietly) and sent as soon as can be. */
void pq_conn_say(struct pq_conn *conn, struct pq_view bytes);
void pq_conn_say_quietly(struct pq_conn *conn, struct pq_view bytes);

/* Bytes for the wire itself. */
void pq_conn_write(struct pq_conn *conn, struct pq_view bytes);

/* Plain bytes that came up to the uppermost layer. */
void pq_conn_feed(struct pq_conn *conn, struct pq_view bytes);

/* Lets the stage look at what waits, again and again until it takes nothing. */
void pq_conn_go_on(struct pq_conn *conn);

/* Closes once all is written; gently: without a reset by bytes that nobody read. */
void pq_conn_end(struct pq_conn *conn, bool gently);

/* From here on the connection is one to that target, as a new arrival. */
void pq_conn_become(struct pq_conn *conn, enum pq_route route, const struct pq_address *address, uint16_t port,
		    struct pq_view host, bool reached);

/* One step of each kind of stage (stage.c, serve.c, proxy.c): true if it took something or the stage changed. */
bool pq_stage_step(struct pq_conn *conn);
bool pq_serve_step(struct pq_conn *conn);
bool pq_serve_websocket(struct pq_conn *conn);
bool pq_proxy_greeting(struct pq_conn *conn);
bool pq_proxy_socks(struct pq_conn *conn);

#endif
