/* SPDX-License-Identifier: MIT */
/* TLS of a client (RFC 8446, RFC 9325): 1.2 and later, and a peer that proves its name (RFC 9525). */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <time.h>

#include "posix/calls.h"
#include "posix/parts.h"

static const unsigned char http1[] = "\x08http/1.1";

/* The newest error that OpenSSL has kept, behind `what`; all others are forgotten. */
static void tell(const char *what, char *text, size_t size)
{
	unsigned long error = ERR_peek_last_error();
	const char *reason = error ? ERR_reason_error_string(error) : NULL;

	snprintf(text, size, "%s%s%s", what, reason ? ": " : "", reason ? reason : "");
	ERR_clear_error();
}

/*
 * Randomness is drawn once, so that its generator finds its seeds while files can still be opened; so is the time zone
 * read, which the C library would look for when the days of a certificate are compared.
 */
SSL_CTX *pq_posix_tls_context(const char *authority_file, char *text, size_t size)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	unsigned char byte;

	tzset();
	if (!context || RAND_bytes(&byte, 1) != 1) {
		SSL_CTX_free(context);
		tell("OpenSSL cannot start", text, size);
		return NULL;
	}
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_alpn_protos(context, http1, sizeof(http1) - 1);
	/* A folder of authorities would be read when they are needed, and then it cannot be. */
	if (SSL_CTX_load_verify_file(context, authority_file ? authority_file : PQ_POSIX_AUTHORITIES) == 1)
		return context;
	ERR_clear_error();
	if (!authority_file)
		return context;
	SSL_CTX_free(context);
	snprintf(text, size, "certificates of authorities, as PEM, in %s", authority_file);
	return NULL;
}

/* Host without brackets and without the dot of the root. */
static bool plain_name(struct pq_view name, char out[static 256])
{
	if (name.len > 2 && name.data[0] == '[')
		name = pq_view_slice(name, 1, name.len - 1);
	if (name.len > 1 && name.data[name.len - 1] == '.')
		name.len--;
	if (name.len == 0 || name.len > 255)
		return false;
	memcpy(out, name.data, name.len);
	out[name.len] = '\0';
	return strlen(out) == name.len;
}

/* An address is compared with the certificate's addresses, and is no server name (RFC 6066 3). */
static bool demand(SSL *ssl, char *name)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
	struct pq_address address;

	if (pq_address_parse(pq_view_str(name), &address))
		return X509_VERIFY_PARAM_set1_ip(param, address.bytes, address.family == 6 ? 16 : 4) == 1;
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return X509_VERIFY_PARAM_set1_host(param, name, 0) == 1 && SSL_set_tlsext_host_name(ssl, name) == 1;
}

SSL *pq_posix_tls_new(SSL_CTX *context, int fd, struct pq_view name)
{
	char text[256];
	SSL *ssl = plain_name(name, text) ? SSL_new(context) : NULL;

	if (ssl && demand(ssl, text) && SSL_set_fd(ssl, fd) == 1) {
		SSL_set_connect_state(ssl);
		return ssl;
	}
	SSL_free(ssl);
	ERR_clear_error();
	return NULL;
}

/* What OpenSSL's last call came to. */
static enum pq_net_status status_of(SSL *ssl, int result, const char *what, short *events, char *text, size_t size)
{
	switch (SSL_get_error(ssl, result)) {
	case SSL_ERROR_WANT_READ:
		*events = POLLIN;
		return PQ_NET_AGAIN;
	case SSL_ERROR_WANT_WRITE:
		*events = POLLOUT;
		return PQ_NET_AGAIN;
	case SSL_ERROR_ZERO_RETURN:
		return PQ_NET_END;
	case SSL_ERROR_SYSCALL:
		snprintf(text, size, "%s: %s", what, errno ? strerror(errno) : "the connection ended");
		ERR_clear_error();
		return PQ_NET_FAILED;
	default:
		tell(what, text, size);
		return PQ_NET_FAILED;
	}
}

PQ_SYSCALLS(service, read, write, getpid)

enum pq_net_status pq_posix_tls_shake(SSL *ssl, short *events, char *text, size_t size)
{
	int result;
	enum pq_net_status status;
	long verified;

	errno = 0;
	result = SSL_do_handshake(ssl);
	if (result == 1)
		return PQ_NET_OK;
	status = status_of(ssl, result, "TLS handshake", events, text, size);
	verified = SSL_get_verify_result(ssl);
	if (status == PQ_NET_FAILED && verified != X509_V_OK)
		snprintf(text, size, "certificate: %s", X509_verify_cert_error_string(verified));
	return status == PQ_NET_END ? PQ_NET_FAILED : status;
}

enum pq_net_status pq_posix_tls_send(SSL *ssl, struct pq_view bytes, size_t *sent, short *events, char *text,
				     size_t size)
{
	enum pq_net_status status;
	int result;

	errno = 0;
	result = SSL_write_ex(ssl, bytes.data, bytes.len, sent);
	if (result == 1)
		return PQ_NET_OK;
	status = status_of(ssl, result, "TLS", events, text, size);
	return status == PQ_NET_END ? PQ_NET_FAILED : status;
}

enum pq_net_status pq_posix_tls_receive(SSL *ssl, unsigned char *data, size_t cap, size_t *received, short *events,
					char *text, size_t size)
{
	int result;

	errno = 0;
	result = SSL_read_ex(ssl, data, cap, received);
	return result == 1 ? PQ_NET_OK : status_of(ssl, result, "TLS", events, text, size);
}

void pq_posix_tls_free(SSL *ssl)
{
	if (ssl && SSL_is_init_finished(ssl))
		SSL_shutdown(ssl);
	SSL_free(ssl);
	ERR_clear_error();
}
