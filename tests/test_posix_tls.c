/* SPDX-License-Identifier: MIT */
/* TLS of the socket layer: a peer proves its name by a certificate that leads to a known authority (RFC 9525). */
#include "posix_case.h"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sink/certificate.h"

/* An authority in a file, and a server that has a leaf of it for one name or address. */
struct town {
	char path[64];
	EVP_PKEY *authority_key;
	X509 *authority;
	EVP_PKEY *key;
	SSL_CTX *server;
};

static X509 *leaf_of(struct town *town, const char *name, const char *address)
{
	struct pq_address parsed = { 0 };
	X509 *leaf;

	if (address)
		parsed = posix_case_address(address);
	leaf = pq_certificate_leaf(town->authority, town->authority_key, town->key, pq_view_str(name), &parsed);
	assert_non_null(leaf);
	return leaf;
}

static int choose_http1(SSL *ssl, const unsigned char **out, unsigned char *out_len, const unsigned char *in,
			unsigned int in_len, void *argument)
{
	(void)ssl;
	(void)argument;
	assert_true(in_len == 9 && memcmp(in, "\x08http/1.1", 9) == 0);
	*out = in + 1;
	*out_len = 8;
	return SSL_TLSEXT_ERR_OK;
}

static void serve_with(struct town *town, X509 *leaf)
{
	SSL_CTX_free(town->server);
	town->server = SSL_CTX_new(TLS_server_method());
	assert_int_equal(SSL_CTX_use_certificate(town->server, leaf), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(town->server, town->key), 1);
	SSL_CTX_set_alpn_select_cb(town->server, choose_http1, NULL);
	X509_free(leaf);
}

static void found(struct town *town)
{
	FILE *file;

	*town = (struct town){ .path = "/tmp/pratique-ca-XXXXXX" };
	file = fdopen(mkstemp(town->path), "w");
	town->authority_key = pq_certificate_key();
	town->authority = pq_certificate_authority(town->authority_key);
	town->key = pq_certificate_key();
	assert_int_equal(PEM_write_X509(file, town->authority), 1);
	fclose(file);
}

static void abandon(struct town *town)
{
	unlink(town->path);
	SSL_CTX_free(town->server);
	X509_free(town->authority);
	EVP_PKEY_free(town->authority_key);
	EVP_PKEY_free(town->key);
}

/* One connection with both of its ends; ssl is the server's. */
struct wire {
	struct pq_posix *posix;
	int listener;
	int peer;
	uint32_t conn;
	SSL *ssl;
};

static enum pq_net_status shake(struct wire *wire, const struct town *town, const char *authority_file,
				const char *name)
{
	struct pq_posix_options options = { .authority_file = authority_file, .silence_ms = 500 };
	enum pq_net_status status = PQ_NET_AGAIN;
	struct pq_net net;
	uint16_t port;

	wire->posix = posix_case_open(&options);
	net = pq_posix_net(wire->posix);
	wire->listener = posix_case_listen("127.0.0.1", SOCK_STREAM, &port);
	assert_int_equal(posix_case_dial(wire->posix, "127.0.0.1", port, wire->listener, &wire->conn, &wire->peer),
			 PQ_NET_OK);
	assert_int_equal(fcntl(wire->peer, F_SETFL, O_NONBLOCK), 0);
	wire->ssl = SSL_new(town->server);
	SSL_set_fd(wire->ssl, wire->peer);
	while (status == PQ_NET_AGAIN) {
		status = net.ops->start_tls(net.ctx, wire->conn, pq_view_str(name));
		SSL_accept(wire->ssl);
		if (status == PQ_NET_AGAIN)
			posix_case_wait(wire->posix);
	}
	return status;
}

static void hang_up(struct wire *wire)
{
	SSL_free(wire->ssl);
	close(wire->peer);
	close(wire->listener);
	pq_posix_close(wire->posix);
}

static void a_right_name_is_spoken_to(void **state)
{
	struct pq_net net;
	unsigned char data[16];
	struct town town;
	struct wire wire;
	size_t len;

	(void)state;
	found(&town);
	serve_with(&town, leaf_of(&town, "good.example", NULL));
	assert_int_equal(shake(&wire, &town, town.path, "good.example"), PQ_NET_OK);
	assert_string_equal(SSL_get_servername(wire.ssl, TLSEXT_NAMETYPE_host_name), "good.example");
	net = pq_posix_net(wire.posix);
	assert_int_equal(net.ops->send(net.ctx, wire.conn, pq_view_str("ask"), &len), PQ_NET_OK);
	assert_int_equal(SSL_read(wire.ssl, data, sizeof(data)), 3);
	assert_int_equal(SSL_write(wire.ssl, "answer", 6), 6);
	assert_int_equal(posix_case_receive(wire.posix, wire.conn, data, sizeof(data), &len), PQ_NET_OK);
	assert_int_equal(len, 6);
	SSL_shutdown(wire.ssl);
	assert_int_equal(posix_case_receive(wire.posix, wire.conn, data, sizeof(data), &len), PQ_NET_END);
	hang_up(&wire);
	abandon(&town);
}

/* Who ends the connection below TLS could be anybody: what came may be cut off (RFC 8446 6.1). */
static void an_end_without_a_goodbye_is_a_failure(void **state)
{
	unsigned char data[16];
	struct town town;
	struct wire wire;
	size_t len;

	(void)state;
	found(&town);
	serve_with(&town, leaf_of(&town, "good.example", NULL));
	assert_int_equal(shake(&wire, &town, town.path, "good.example"), PQ_NET_OK);
	shutdown(wire.peer, SHUT_RDWR);
	assert_int_equal(posix_case_receive(wire.posix, wire.conn, data, sizeof(data), &len), PQ_NET_FAILED);
	hang_up(&wire);
	abandon(&town);
}

static void fails_with(const struct town *town, const char *authority_file, const char *name, const char *why)
{
	struct wire wire;

	assert_int_equal(shake(&wire, town, authority_file, name), PQ_NET_FAILED);
	if (!strstr(pq_posix_trouble(wire.posix), why))
		fail_msg("%s instead of %s", pq_posix_trouble(wire.posix), why);
	hang_up(&wire);
}

static void another_name_fails(void **state)
{
	struct town town;

	(void)state;
	found(&town);
	serve_with(&town, leaf_of(&town, "good.example", NULL));
	fails_with(&town, town.path, "evil.example", "hostname mismatch");
	fails_with(&town, town.path, "sub.good.example", "hostname mismatch");
	fails_with(&town, town.path, "127.0.0.1", "IP address mismatch");
	abandon(&town);
}

static void an_address_is_proven_by_an_address(void **state)
{
	struct town town;
	struct wire wire;

	(void)state;
	found(&town);
	serve_with(&town, leaf_of(&town, "", "127.0.0.1"));
	assert_int_equal(shake(&wire, &town, town.path, "127.0.0.1"), PQ_NET_OK);
	assert_null(SSL_get_servername(wire.ssl, TLSEXT_NAMETYPE_host_name));
	hang_up(&wire);
	serve_with(&town, leaf_of(&town, "", "::1"));
	assert_int_equal(shake(&wire, &town, town.path, "[::1]"), PQ_NET_OK);
	hang_up(&wire);
	abandon(&town);
}

static void an_unknown_authority_fails(void **state)
{
	struct town town;
	struct town other;

	(void)state;
	found(&town);
	found(&other);
	serve_with(&town, leaf_of(&town, "good.example", NULL));
	fails_with(&town, other.path, "good.example", "certificate: ");
	abandon(&town);
	abandon(&other);
}

static void an_expired_certificate_fails(void **state)
{
	struct town town;
	X509 *leaf;

	(void)state;
	found(&town);
	leaf = leaf_of(&town, "good.example", NULL);
	X509_gmtime_adj(X509_getm_notAfter(leaf), -3600);
	assert_true(X509_sign(leaf, town.authority_key, EVP_sha256()) > 0);
	serve_with(&town, leaf);
	fails_with(&town, town.path, "good.example", "expired");
	abandon(&town);
}

static void authorities_that_cannot_be_read_are_told(void **state)
{
	struct pq_posix_options options = { .authority_file = "/nonexistent/ca.pem" };
	struct pq_diag diag = { 0, 0, "" };
	struct pq_posix *posix = NULL;

	(void)state;
	assert_int_equal(pq_posix_open(&posix, &options, &diag), PQ_ERR_IO);
	assert_non_null(strstr(diag.expected, "/nonexistent/ca.pem"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_name_is_spoken_to),
		cmocka_unit_test(an_end_without_a_goodbye_is_a_failure),
		cmocka_unit_test(another_name_fails),
		cmocka_unit_test(an_address_is_proven_by_an_address),
		cmocka_unit_test(an_unknown_authority_fails),
		cmocka_unit_test(an_expired_certificate_fails),
		cmocka_unit_test(authorities_that_cannot_be_read_are_told),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
