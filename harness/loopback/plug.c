/* SPDX-License-Identifier: MIT */
#include "loopback/plug.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ascii.h"
#include "sink/socket.h"

#define ORIGINAL_DESTINATION 80 /* SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST: their headers do not go together */

void pq_plug_target(int fd, struct pq_address *address, uint16_t *port)
{
	struct sockaddr_storage place;
	socklen_t len = sizeof(place);

	*address = (struct pq_address){ .family = 4 };
	*port = 0;
	if (getsockopt(fd, IPPROTO_IP, ORIGINAL_DESTINATION, &place, &len) == 0 ||
	    getsockopt(fd, IPPROTO_IPV6, ORIGINAL_DESTINATION, &place, &len) == 0)
		pq_socket_address(&place, address, port);
}

bool pq_plug_open(struct pq_plug *plug, int fd, uint32_t conn)
{
	unsigned char *storage = malloc(PQ_PLUG_IN);

	if (!storage) {
		close(fd);
		return false;
	}
	*plug = (struct pq_plug){ .fd = fd, .conn = conn, .may_begin_tls = true, .storage = storage };
	pq_buf_init(&plug->in, storage, PQ_PLUG_IN);
	return true;
}

void pq_plug_close(struct pq_plug *plug)
{
	SSL_free(plug->ssl);
	free(plug->storage);
	close(plug->fd);
	*plug = (struct pq_plug){ .fd = -1 };
}

/* That is the first byte of a TLS record which holds a ClientHello (RFC 8446 5.1). */
bool pq_plug_begins_tls(int fd)
{
	unsigned char byte;

	return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1 && byte == 22;
}

static void begin_tls(struct pq_plug *plug, SSL_CTX *tls)
{
	plug->may_begin_tls = false;
	plug->raw = false;
	plug->ssl = SSL_new(tls);
	if (plug->ssl) {
		SSL_set_fd(plug->ssl, plug->fd);
		SSL_set_app_data(plug->ssl, &plug->target);
		SSL_set_accept_state(plug->ssl);
	}
}

static enum pq_plug_read read_tls(struct pq_plug *plug, unsigned char *room, size_t cap, size_t *len)
{
	int result = SSL_read_ex(plug->ssl, room, cap, len);
	int error = SSL_get_error(plug->ssl, result);

	ERR_clear_error();
	if (result == 1)
		return PQ_PLUG_BYTES;
	return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? PQ_PLUG_NOTHING : PQ_PLUG_GONE;
}

static enum pq_plug_read read_plain(struct pq_plug *plug, unsigned char *room, size_t cap, size_t *len)
{
	ssize_t got = recv(plug->fd, room, cap, MSG_DONTWAIT);

	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? PQ_PLUG_NOTHING : PQ_PLUG_GONE;
	*len = (size_t)got;
	return got ? PQ_PLUG_BYTES : PQ_PLUG_GONE;
}

/* Without a name (SNI) the client asked for the address that it dialled. */
static void tell_tls(struct pq_plug *plug)
{
	const char *name = SSL_get_servername(plug->ssl, TLSEXT_NAMETYPE_host_name);
	struct pq_address address = plug->target;
	unsigned char storage[64];
	struct pq_buf text;
	uint16_t port;

	pq_buf_init(&text, storage, sizeof(storage));
	if (!address.family)
		pq_plug_target(plug->fd, &address, &port);
	pq_buf_add_str(&text, address.family == 6 ? "[" : "");
	pq_address_print(&address, &text);
	pq_buf_add_str(&text, address.family == 6 ? "]" : "");
	pq_transcript_tls(plug->seen, plug->number, name ? pq_view_str(name) : pq_buf_view(&text));
	plug->seen_tls = true;
}

static void tell_read(struct pq_plug *plug, struct pq_view bytes)
{
	if (!plug->seen)
		return;
	if (plug->ssl && !plug->seen_tls && SSL_is_init_finished(plug->ssl))
		tell_tls(plug);
	if (bytes.len)
		pq_transcript_send(plug->seen, plug->number, bytes);
}

enum pq_plug_read pq_plug_read(struct pq_plug *plug, SSL_CTX *tls)
{
	enum pq_plug_read result;
	bool came = false;

	if (plug->may_begin_tls && pq_plug_begins_tls(plug->fd))
		begin_tls(plug, tls);
	do {
		unsigned char *room = plug->in.data + plug->in.len;
		size_t cap = pq_buf_room(&plug->in);
		size_t len = 0;

		if (plug->ended || !cap) {
			pq_buf_reset(&plug->in);
			room = plug->in.data;
			cap = plug->in.cap;
		}
		result = plug->ssl ? read_tls(plug, room, cap, &len) : read_plain(plug, room, cap, &len);
		tell_read(plug, pq_view(room, len));
		plug->in.len += plug->ended ? 0 : len;
		came = came || result == PQ_PLUG_BYTES;
	} while (result == PQ_PLUG_BYTES);
	plug->may_begin_tls = plug->may_begin_tls && !came;
	return came && result == PQ_PLUG_NOTHING ? PQ_PLUG_BYTES : result;
}

void pq_plug_hold(struct pq_plug *plug)
{
	setsockopt(plug->fd, IPPROTO_TCP, TCP_CORK, &(int){ 1 }, sizeof(int));
}

void pq_plug_flush(struct pq_plug *plug)
{
	setsockopt(plug->fd, IPPROTO_TCP, TCP_CORK, &(int){ 0 }, sizeof(int));
}

void pq_plug_write(struct pq_plug *plug, struct pq_view bytes)
{
	while (bytes.len && !plug->ended) {
		struct pollfd file = { .fd = plug->fd, .events = POLLOUT };
		size_t len = 0;
		bool good;

		if (plug->ssl) {
			good = SSL_write_ex(plug->ssl, bytes.data, bytes.len, &len) == 1;
			ERR_clear_error();
		} else {
			ssize_t sent = send(plug->fd, bytes.data, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);

			good = sent > 0;
			len = good ? (size_t)sent : 0;
		}
		if (plug->seen && len)
			pq_transcript_receive(plug->seen, plug->number, pq_view_slice(bytes, 0, len));
		bytes = pq_view_from(bytes, len);
		if (!good && (errno != EAGAIN || poll(&file, 1, 1000) <= 0))
			return;
	}
}

void pq_plug_end(struct pq_plug *plug)
{
	if (plug->ssl)
		SSL_shutdown(plug->ssl);
	ERR_clear_error();
	shutdown(plug->fd, SHUT_WR);
	plug->ended = true;
}

void pq_plug_break(struct pq_plug *plug)
{
	setsockopt(plug->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
	pq_plug_close(plug);
}

/* Value of the first Content-Length of the head; 0 without one. */
static uint64_t body_len(struct pq_view head)
{
	static const struct pq_view name = PQ_VIEW("\r\ncontent-length:");
	uint64_t len = 0;

	for (size_t at = 0; at + name.len < head.len; at++) {
		struct pq_view value = pq_view_from(head, at + name.len);

		if (!pq_ascii_eq_nocase(pq_view_slice(head, at, at + name.len), name))
			continue;
		while (value.len && value.data[0] == ' ')
			value = pq_view_from(value, 1);
		pq_ascii_decimal(pq_view_slice(value, 0, pq_view_find(value, '\r', 0)), PQ_PLUG_IN, &len);
		return len;
	}
	return 0;
}

/* A request line, as far as it is there, in the first bytes. */
static bool is_http(struct pq_view bytes)
{
	struct pq_view line = pq_view_slice(bytes, 0, pq_view_find(bytes, '\r', 0));

	return line.len > 9 && pq_view_starts(pq_view_from(line, line.len - 9), pq_view_str(" HTTP/1."));
}

size_t pq_plug_message(const struct pq_plug *plug)
{
	static const struct pq_view empty_line = PQ_VIEW("\r\n\r\n");
	struct pq_view bytes = pq_buf_view(&plug->in);

	if (plug->raw || !is_http(bytes))
		return bytes.len;
	for (size_t at = 0; at + empty_line.len <= bytes.len; at++) {
		uint64_t size;

		if (!pq_view_starts(pq_view_from(bytes, at), empty_line))
			continue;
		size = at + empty_line.len + body_len(pq_view_slice(bytes, 0, at + 2));
		return size <= bytes.len ? (size_t)size : 0;
	}
	return 0;
}
