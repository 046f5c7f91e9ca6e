/* SPDX-License-Identifier: MIT */
#include "loopback/certify.h"

#include <stdlib.h>

#include "loopback/plug.h"
#include "sink/authority.h"

struct pq_certify {
	SSL_CTX *context;
	X509 *authority;
	EVP_PKEY *authority_key;
	EVP_PKEY *key;
};

/* The ClientHello is there; without a name in it the certificate is for the address that was dialled. */
static int choose(SSL *ssl, void *argument)
{
	struct pq_certify *certify = argument;
	const char *asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	struct pq_view name = pq_view(asked, asked ? strlen(asked) : 0);
	const struct pq_address *tunnel = SSL_get_app_data(ssl);
	struct pq_address address = *tunnel;
	uint16_t port;
	X509 *leaf;
	int good;

	if (!address.family)
		pq_plug_target(SSL_get_fd(ssl), &address, &port);
	leaf = pq_certificate_leaf(certify->authority, certify->authority_key, certify->key, name, &address);
	good = leaf && SSL_use_certificate(ssl, leaf) == 1 && SSL_use_PrivateKey(ssl, certify->key) == 1;
	X509_free(leaf);
	return good;
}

struct pq_certify *pq_certify_new(const char *dir)
{
	struct pq_certify *certify = calloc(1, sizeof(*certify));

	if (!certify || !pq_authority_read(dir, &certify->authority, &certify->authority_key)) {
		free(certify);
		return NULL;
	}
	certify->key = pq_certificate_key();
	certify->context = SSL_CTX_new(TLS_server_method());
	if (!certify->key || !certify->context) {
		pq_certify_free(certify);
		return NULL;
	}
	SSL_CTX_set_cert_cb(certify->context, choose, certify);
	SSL_CTX_set_session_cache_mode(certify->context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(certify->context, 0);
	return certify;
}

void pq_certify_free(struct pq_certify *certify)
{
	if (!certify)
		return;
	SSL_CTX_free(certify->context);
	X509_free(certify->authority);
	EVP_PKEY_free(certify->authority_key);
	EVP_PKEY_free(certify->key);
	free(certify);
}

SSL_CTX *pq_certify_context(struct pq_certify *certify)
{
	return certify->context;
}
