/* SPDX-License-Identifier: MIT */
/* TLS as the sink speaks it, seen by a client that verifies (RFC 8446, RFC 6125). */
#include "sink_case.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sink_case sink;
static SSL_CTX *context;
static char heard[65536];

static int start(void **state)
{
	char path[128];

	(void)state;
	sink_case_start(&sink, 1, SINK_CASE_AUTHORITY);
	context = SSL_CTX_new(TLS_client_method());
	snprintf(path, sizeof(path), "%s/authority.pem", sink.dir);
	assert_int_equal(SSL_CTX_load_verify_locations(context, path, NULL), 1);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	return 0;
}

static int stop(void **state)
{
	char *text;

	(void)state;
	SSL_CTX_free(context);
	sink_case_stop(&sink);
	text = sink_case_log(&sink);
	assert_non_null(strstr(text, " \"cell-7.probe.example\"\n"));
	assert_non_null(strstr(text, " tcp 127.9.0.1 465 ok\n"));

	assert_non_null(strstr(text, " \"\\x16\\x03\\x01"));
	free(text);
	sink_case_remove(&sink);
	return 0;
}

/* A client's session on fd that expects a certificate for `name`, or for an address. */
static SSL *shake_hands(int fd, const char *name, const char *address)
{
	SSL *ssl = SSL_new(context);
	X509_VERIFY_PARAM *wanted = SSL_get0_param(ssl);
	char copy[256];

	if (name) {
		strcpy(copy, name);
		assert_int_equal(SSL_set_tlsext_host_name(ssl, copy), 1);
		assert_int_equal(X509_VERIFY_PARAM_set1_host(wanted, name, 0), 1);
	} else {
		assert_int_equal(X509_VERIFY_PARAM_set1_ip_asc(wanted, address), 1);
	}
	SSL_set_fd(ssl, fd);
	assert_int_equal(SSL_connect(ssl), 1);
	assert_int_equal(SSL_get_verify_result(ssl), X509_V_OK);
	return ssl;
}

static void ask(SSL *ssl, const char *text, const char *wanted)
{
	size_t len = 0;

	assert_true(SSL_write(ssl, text, (int)strlen(text)) > 0);
	do {
		int got = SSL_read(ssl, heard + len, (int)(sizeof(heard) - 1 - len));

		assert_true(got > 0);
		len += (size_t)got;
		heard[len] = '\0';
	} while (!strstr(heard, wanted));
}

static void a_name_gets_a_certificate_that_verifies(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		int fd = sink_case_dial(&sink, "127.0.0.1");
		SSL *ssl = shake_hands(fd, "cell-7.probe.example", NULL);

		ask(ssl, "GET / HTTP/1.1\r\n\r\n", "hello");
		ask(ssl, "GET /404 HTTP/1.1\r\n\r\n", "HTTP/1.1 404 ");
		SSL_free(ssl);
		close(fd);
	}
}

static void an_address_gets_one_as_well(void **state)
{
	static const char *const addresses[] = { "127.0.0.7", "::1" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		int fd = sink_case_dial(&sink, addresses[i]);
		SSL *ssl = shake_hands(fd, NULL, addresses[i]);

		ask(ssl, "GET / HTTP/1.1\r\n\r\n", "hello");
		SSL_free(ssl);
		close(fd);
	}
}

static void a_certificate_for_one_name_is_none_for_another(void **state)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");
	SSL *ssl = SSL_new(context);

	(void)state;
	SSL_set_tlsext_host_name(ssl, "a.example");
	X509_VERIFY_PARAM_set1_host(SSL_get0_param(ssl), "b.example", 0);
	SSL_set_fd(ssl, fd);
	assert_int_equal(SSL_connect(ssl), -1);
	assert_int_equal(SSL_get_verify_result(ssl), X509_V_ERR_HOSTNAME_MISMATCH);
	SSL_free(ssl);
	close(fd);
}

static void a_tunnel_carries_tls_and_lies_in_tls(void **state)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");
	SSL *outer = shake_hands(fd, "proxy.example", NULL);
	SSL *inner = SSL_new(context);
	BIO *layer = BIO_new(BIO_f_ssl());

	(void)state;
	ask(outer, "CONNECT mail.example:465 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 ");
	BIO_set_ssl(layer, outer, BIO_NOCLOSE);
	SSL_set_bio(inner, layer, layer);
	SSL_set_tlsext_host_name(inner, "mail.example");
	X509_VERIFY_PARAM_set1_host(SSL_get0_param(inner), "mail.example", 0);
	assert_int_equal(SSL_connect(inner), 1);
	ask(inner, "GET / HTTP/1.1\r\n\r\n", "hello");
	SSL_free(inner);
	SSL_free(outer);
	close(fd);
}

static void http2_is_chosen_where_it_is_offered(void **state)
{
	static const unsigned char both[] = "\x08http/1.1\x02h2", one[] = "\x08http/1.1";
	const unsigned char *chosen;
	unsigned int len;

	(void)state;
	for (int i = 0; i < 2; i++) {
		int fd = sink_case_dial(&sink, "127.0.0.1");
		SSL *ssl = SSL_new(context);

		SSL_set_verify(ssl, SSL_VERIFY_NONE, NULL);
		SSL_set_alpn_protos(ssl, i ? one : both, i ? sizeof(one) - 1 : sizeof(both) - 1);
		SSL_set_fd(ssl, fd);
		assert_int_equal(SSL_connect(ssl), 1);
		SSL_get0_alpn_selected(ssl, &chosen, &len);
		assert_memory_equal(chosen, i ? "http/1.1" : "h2", i ? 8 : 2);
		SSL_free(ssl);
		close(fd);
	}
}

static void who_names_no_server_may_be_refused(void **state)
{
	struct sink_case strict;

	(void)state;
	sink_case_start(&strict, 1, SINK_CASE_AUTHORITY | SINK_CASE_NAMED_TLS);
	for (int named = 0; named < 2; named++) {
		int fd = sink_case_dial(&strict, "127.0.0.1");
		SSL *ssl = SSL_new(context);

		SSL_set_verify(ssl, SSL_VERIFY_NONE, NULL);
		if (named)
			SSL_set_tlsext_host_name(ssl, "a.example");
		SSL_set_fd(ssl, fd);
		assert_int_equal(SSL_connect(ssl) == 1, named);
		SSL_free(ssl);
		close(fd);
	}
	sink_case_stop(&strict);
	sink_case_remove(&strict);
}

static bool some_hello(const struct sink_seen *seen)
{
	for (uint32_t i = 0; i < 64; i++)
		if (seen->came[i] == PQ_CAME_HELLO)
			return true;
	return false;
}

static void a_hello_that_never_ends_is_told_as_one(void **state)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	for (uint32_t i = 0; i < SINK_CASE_ARRIVALS; i++)
		sink.seen->came[i] = 0;
	sink_case_write(fd, "\x16\x03\x01\x02\x00\x01", 6);
	assert_true(sink_case_wait(&sink, some_hello));
	close(fd);
}

static void a_broken_handshake_ends(void **state)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	sink_case_write(fd, "\x16\x03\x01\x00\x04\x02\x00\x00\x00", 9);
	sink_case_hear(fd, NULL, heard, sizeof(heard));
	assert_int_equal(heard[0], 21); /* an alert */
	close(fd);
}

static size_t memory_of(int pid)
{
	char path[64];
	size_t all = 0, resident = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/statm", pid);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%zu %zu", &all, &resident), 2);
	fclose(file);
	return resident * (size_t)sysconf(_SC_PAGESIZE);
}

static void what_comes_behind_a_broken_handshake_is_not_kept(void **state)
{
	enum { PIECE = 1 << 20, ALL = 96 };
	int fd = sink_case_dial(&sink, "127.0.0.1");
	size_t before = memory_of(sink.pids[0]);
	char *piece = calloc(1, PIECE);
	ssize_t done = 1;

	(void)state;
	assert_non_null(piece);
	sink_case_write(fd, "\x16\x03\x01\x00\x04\x02\x00\x00\x00", 9);
	for (int i = 0; i < ALL && done > 0; i++)
		done = send(fd, piece, PIECE, MSG_NOSIGNAL);
	assert_true(memory_of(sink.pids[0]) < before + ALL / 3 * (size_t)PIECE);
	free(piece);
	close(fd);
}

static void a_name_cannot_smuggle_others_into_a_certificate(void **state)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");
	SSL *ssl = SSL_new(context);

	(void)state;
	SSL_set_verify(ssl, SSL_VERIFY_NONE, NULL);
	SSL_set_tlsext_host_name(ssl, "a.example,DNS:b.example");
	SSL_set_fd(ssl, fd);
	assert_int_equal(SSL_connect(ssl), 1);
	assert_int_equal(X509_check_host(SSL_get0_peer_certificate(ssl), "b.example", 0, 0, NULL), 0);
	SSL_free(ssl);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_gets_a_certificate_that_verifies),
		cmocka_unit_test(an_address_gets_one_as_well),
		cmocka_unit_test(a_certificate_for_one_name_is_none_for_another),
		cmocka_unit_test(a_tunnel_carries_tls_and_lies_in_tls),
		cmocka_unit_test(http2_is_chosen_where_it_is_offered),
		cmocka_unit_test(who_names_no_server_may_be_refused),
		cmocka_unit_test(a_hello_that_never_ends_is_told_as_one),
		cmocka_unit_test(a_broken_handshake_ends),
		cmocka_unit_test(what_comes_behind_a_broken_handshake_is_not_kept),
		cmocka_unit_test(a_name_cannot_smuggle_others_into_a_certificate),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
