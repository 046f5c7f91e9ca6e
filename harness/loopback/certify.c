/* SPDX-License-Identifier: MIT */
#include "loopback/certify.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "sink/authority.h"
#include "sink/socket.h"

#define ORIGINAL_DESTINATION 80 /* SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST: their headers do not go together */

struct pq_certify {
	SSL_CTX *context;
	X509 *authority;
	EVP_PKEY *authority_key;
	EVP_PKEY *key;
};

/* The address that was dialled before the sandbox led the dial here. */
static struct pq_address target_of(int fd)
{
	struct pq_address address = { .family = 4 };
	struct sockaddr_storage place;
	socklen_t len = sizeof(place);
	uint16_t port;

	if (getsockopt(fd, IPPROTO_IP, ORIGINAL_DESTINATION, &place, &len) == 0 ||
	    getsockopt(fd, IPPROTO_IPV6, ORIGINAL_DESTINATION, &place, &len) == 0)
		pq_socket_address(&place, &address, &port);
	return address;
}

/* The ClientHello is there; without a name in it the certificate is for the address that was dialled. */
static int choose(SSL *ssl, void *argument)
{
	struct pq_certify *certify = argument;
	const char *asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	struct pq_view name = pq_view(asked, asked ? strlen(asked) : 0);
	const struct pq_address *tunnel = SSL_get_app_data(ssl);
	struct pq_address address = tunnel->family ? *tunnel : target_of(SSL_get_fd(ssl));
	X509 *leaf;
	int good;

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
