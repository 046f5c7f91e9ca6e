/* SPDX-License-Identifier: MIT */
#include "lab/nat_tls.h"

#include <openssl/ssl.h>
#include <stdlib.h>

#include "sink/certificate.h"

struct pq_nat_tls {
	SSL_CTX *context;
	SSL *ssl;
};

static bool certify(SSL_CTX *context)
{
	EVP_PKEY *key = pq_certificate_key();
	X509 *certificate = key ? pq_certificate_authority(key) : NULL;
	bool good = certificate && SSL_CTX_use_certificate(context, certificate) == 1 &&
		    SSL_CTX_use_PrivateKey(context, key) == 1;

	X509_free(certificate);
	EVP_PKEY_free(key);
	return good;
}

static struct pq_nat_tls *open_tls(int file, const SSL_METHOD *method, bool serves)
{
	struct pq_nat_tls *tls = calloc(1, sizeof(*tls));

	if (!tls)
		return NULL;
	tls->context = SSL_CTX_new(method);
	if (tls->context && (!serves || certify(tls->context)))
		tls->ssl = SSL_new(tls->context);
	if (!tls->ssl || SSL_set_fd(tls->ssl, file) != 1) {
		pq_nat_tls_free(tls);
		return NULL;
	}
	if (serves)
		SSL_set_accept_state(tls->ssl);
	else
		SSL_set_connect_state(tls->ssl);
	return tls;
}

struct pq_nat_tls *pq_nat_tls_client(int file)
{
	return open_tls(file, TLS_client_method(), false);
}

struct pq_nat_tls *pq_nat_tls_server(int file)
{
	return open_tls(file, TLS_server_method(), true);
}

void pq_nat_tls_free(struct pq_nat_tls *tls)
{
	if (!tls)
		return;
	SSL_free(tls->ssl);
	SSL_CTX_free(tls->context);
	free(tls);
}

static bool waits(const struct pq_nat_tls *tls, int result)
{
	int error = SSL_get_error(tls->ssl, result);

	return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

int pq_nat_tls_shake(struct pq_nat_tls *tls)
{
	int result = SSL_do_handshake(tls->ssl);

	if (result == 1)
		return 1;
	return waits(tls, result) ? 0 : -1;
}

bool pq_nat_tls_send(struct pq_nat_tls *tls, struct pq_view bytes)
{
	return SSL_write(tls->ssl, bytes.data, (int)bytes.len) == (int)bytes.len;
}

long pq_nat_tls_receive(struct pq_nat_tls *tls, void *data, size_t cap)
{
	int got = SSL_read(tls->ssl, data, (int)cap);

	if (got > 0)
		return got;
	return SSL_get_error(tls->ssl, got) == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}
