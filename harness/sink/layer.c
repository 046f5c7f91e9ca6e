/* SPDX-License-Identifier: MIT */
#include <openssl/err.h>
#include <stdlib.h>

#include "sink/context.h"
#include "sink/journal.h"
#include "sink/tls.h"

/* Of a handshake that fails so much goes into the log. */
#define MAX_HELLO (16u << 10)
#define PIECE (16u << 10)

/* in, out: the session's, which frees them; done: the handshake is over */
struct pq_layer {
	SSL *ssl;
	BIO *in;
	BIO *out;
	bool done;
};

/* What the session wants to say goes down. */
static void drain(struct pq_conn *conn, size_t level)
{
	unsigned char piece[PIECE];
	int len;

	while (!conn->dead && (len = BIO_read(conn->layers[level]->out, piece, sizeof(piece))) > 0) {
		if (level > 0)
			pq_layer_out(conn, level - 1, pq_view(piece, (size_t)len));
		else
			pq_conn_write(conn, pq_view(piece, (size_t)len));
	}
}

void pq_layer_out(struct pq_conn *conn, size_t level, struct pq_view bytes)
{
	ERR_clear_error();
	while (bytes.len > 0 && !conn->dead) {
		size_t len = bytes.len < PIECE ? bytes.len : PIECE;

		if (SSL_write(conn->layers[level]->ssl, bytes.data, (int)len) <= 0) {
			pq_conn_close(conn);
			return;
		}
		bytes = pq_view_from(bytes, len);
		drain(conn, level);
	}
}

/* Goes on with the handshake; true once it is over. A failure is said to the client, and closes. */
static bool shake_hands(struct pq_conn *conn, size_t level)
{
	struct pq_layer *layer = conn->layers[level];
	int result = SSL_accept(layer->ssl);
	int error = result == 1 ? SSL_ERROR_NONE : SSL_get_error(layer->ssl, result);

	drain(conn, level);
	if (result == 1) {
		layer->done = true;
		pq_journal_tls(conn->loop, &conn->arrival);
		pq_hold_free(&conn->hold, &conn->hello);
		conn->stage = PQ_STAGE_SNIFF;
	} else if (error != SSL_ERROR_WANT_READ) {
		pq_conn_end(conn, true);
	}
	return layer->done && !conn->dead;
}

/* Nothing of it is plaintext, so it is logged only if the handshake fails. */
static void keep_hello(struct pq_conn *conn, struct pq_view bytes)
{
	size_t room = conn->hello.len < MAX_HELLO ? MAX_HELLO - conn->hello.len : 0;

	pq_hold_add(&conn->hold, &conn->hello, pq_view_slice(bytes, 0, room));
}

void pq_layer_in(struct pq_conn *conn, size_t level, struct pq_view bytes)
{
	struct pq_layer *layer = conn->layers[level];
	unsigned char piece[PIECE];
	int len = 0;

	if (conn->ending && !layer->done)
		return; /* the handshake has failed, and nobody takes what still comes */
	ERR_clear_error();
	if (BIO_write(layer->in, bytes.data, (int)bytes.len) != (int)bytes.len) {
		pq_conn_close(conn);
		return;
	}
	if (!layer->done) {
		keep_hello(conn, bytes);
		if (!shake_hands(conn, level))
			return;
	}
	while (!conn->dead && (len = SSL_read(layer->ssl, piece, sizeof(piece))) > 0) {
		if (level + 1 < conn->layer_count)
			pq_layer_in(conn, level + 1, pq_view(piece, (size_t)len));
		else
			pq_conn_feed(conn, pq_view(piece, (size_t)len));
	}
	if (conn->dead)
		return;
	drain(conn, level);
	if (SSL_get_error(layer->ssl, len) != SSL_ERROR_WANT_READ)
		conn->eof = true;
}

static struct pq_layer *make(struct pq_conn *conn)
{
	struct pq_layer *layer = calloc(1, sizeof(*layer));

	if (!layer)
		return NULL;
	layer->ssl = SSL_new(pq_tls_context(conn->loop->tls));
	layer->in = BIO_new(BIO_s_mem());
	layer->out = BIO_new(BIO_s_mem());
	if (!layer->ssl || !layer->in || !layer->out) {
		SSL_free(layer->ssl);
		BIO_free(layer->in);
		BIO_free(layer->out);
		free(layer);
		return NULL;
	}
	BIO_set_mem_eof_return(layer->in, -1);
	BIO_set_mem_eof_return(layer->out, -1);
	SSL_set_bio(layer->ssl, layer->in, layer->out);
	SSL_set_app_data(layer->ssl, conn);
	SSL_set_accept_state(layer->ssl);
	return layer;
}

bool pq_layer_begin(struct pq_conn *conn)
{
	struct pq_view waiting = pq_conn_waiting(conn);
	struct pq_layer *layer;

	if (!conn->loop->tls || conn->layer_count == PQ_CONN_MAX_LAYERS)
		return false;
	layer = make(conn);
	if (!layer)
		return false;
	pq_hold_book(&conn->hold, PQ_TLS_LAYER);
	conn->layers[conn->layer_count++] = layer;
	conn->arrival.tls = true;
	conn->stage = PQ_STAGE_HELLO;
	pq_conn_take(conn, waiting.len);
	conn->logged = conn->at;
	pq_layer_in(conn, conn->layer_count - 1, waiting);
	return true;
}

void pq_layer_say_end(struct pq_conn *conn)
{
	for (size_t level = conn->layer_count; level > 0 && !conn->dead; level--) {
		if (!conn->layers[level - 1]->done)
			continue;
		SSL_shutdown(conn->layers[level - 1]->ssl);
		drain(conn, level - 1);
	}
}

void pq_layer_free(struct pq_conn *conn)
{
	for (size_t level = 0; level < conn->layer_count; level++) {
		SSL_free(conn->layers[level]->ssl);
		free(conn->layers[level]);
		pq_hold_unbook(&conn->hold, PQ_TLS_LAYER);
	}
	conn->layer_count = 0;
}
