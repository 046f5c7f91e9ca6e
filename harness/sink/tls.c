/* SPDX-License-Identifier: MIT */
#include "sink/tls.h"

#include <openssl/ssl.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "sink/authority.h"
#include "sink/context.h"

#define BUCKETS 4096

/* next: 1 + index of the next leaf of its bucket; 0: none. key: the name, or the address's bytes. */
struct leaf {
	uint32_t next;
	uint32_t bucket;
	X509 *certificate;
	size_t key_len;
	unsigned char key[256];
};

/* made: leaves so far; the last one lies at (made - 1) % PQ_TLS_MAX_LEAVES. */
struct pq_tls {
	SSL_CTX *context;
	X509 *authority;
	EVP_PKEY *authority_key;
	EVP_PKEY *leaf_key;
	size_t made;
	uint32_t buckets[BUCKETS];
	struct leaf leaves[PQ_TLS_MAX_LEAVES];
};

static uint32_t bucket_of(struct pq_view key)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < key.len; i++)
		hash = (hash ^ key.data[i]) * 16777619u;
	return hash % BUCKETS;
}

static X509 *find_leaf(const struct pq_tls *tls, struct pq_view key)
{
	for (uint32_t index = tls->buckets[bucket_of(key)]; index; index = tls->leaves[index - 1].next) {
		const struct leaf *leaf = &tls->leaves[index - 1];

		if (pq_view_eq(pq_view(leaf->key, leaf->key_len), key))
			return leaf->certificate;
	}
	return NULL;
}

static void forget_leaf(struct pq_tls *tls, struct leaf *leaf)
{
	uint32_t *link = &tls->buckets[leaf->bucket];

	while (*link && &tls->leaves[*link - 1] != leaf)
		link = &tls->leaves[*link - 1].next;
	if (*link)
		*link = leaf->next;
	X509_free(leaf->certificate);
}

static void keep_leaf(struct pq_tls *tls, struct pq_view key, X509 *certificate)
{
	size_t index = tls->made++ % PQ_TLS_MAX_LEAVES;
	struct leaf *leaf = &tls->leaves[index];

	if (tls->made > PQ_TLS_MAX_LEAVES)
		forget_leaf(tls, leaf);
	leaf->certificate = certificate;
	leaf->bucket = bucket_of(key);
	leaf->next = tls->buckets[leaf->bucket];
	leaf->key_len = key.len;
	memcpy(leaf->key, key.data, key.len);
	tls->buckets[leaf->bucket] = (uint32_t)index + 1;
}

/* The certificate for a name or, without one, for an address. */
static X509 *leaf_for(struct pq_tls *tls, struct pq_view name, const struct pq_address *address)
{
	struct pq_view key = name.len > 0 ? name : pq_view(address->bytes, address->family == 6 ? 16 : 4);
	X509 *certificate = find_leaf(tls, key);

	if (certificate)
		return certificate;
	certificate = pq_certificate_leaf(tls->authority, tls->authority_key, tls->leaf_key, name, address);
	if (certificate)
		keep_leaf(tls, key, certificate);
	return certificate;
}

/* The whole ClientHello is there. */
static int choose_certificate(SSL *ssl, void *argument)
{
	struct pq_tls *tls = argument;
	struct pq_conn *conn = SSL_get_app_data(ssl);
	const char *asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	struct pq_view name = pq_view(asked, asked ? strlen(asked) : 0);
	X509 *certificate;

	if (name.len > 255 || (name.len == 0 && conn->loop->sink->named_tls))
		return 0;
	if (name.len > 0)
		memcpy(conn->server_name, name.data, name.len);
	conn->arrival.server_name = pq_view(conn->server_name, name.len);
	certificate = leaf_for(tls, name, &conn->arrival.address);
	return certificate && SSL_use_certificate(ssl, certificate) && SSL_use_PrivateKey(ssl, tls->leaf_key);
}

/* HTTP/2 where it is offered, so that heads are seen there as well. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len, const unsigned char *in,
			   unsigned int in_len, void *argument)
{
	static const unsigned char ours[] = "\x02h2\x08http/1.1";
	unsigned char *chosen;

	(void)ssl;
	(void)argument;
	if (SSL_select_next_proto(&chosen, out_len, ours, sizeof(ours) - 1, in, in_len) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_NOACK;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

/* Old clients are subjects too, so every version is spoken. No tickets: each connection begins anew. */
static SSL_CTX *make_context(struct pq_tls *tls)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	if (!context)
		return NULL;
	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_num_tickets(context, 0);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_cert_cb(context, choose_certificate, tls);
	SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
	return context;
}

struct pq_tls *pq_tls_new(const char *dir)
{
	struct pq_tls *tls = calloc(1, sizeof(*tls));

	if (!tls || !pq_authority_read(dir, &tls->authority, &tls->authority_key)) {
		free(tls);
		return NULL;
	}
	tls->leaf_key = pq_certificate_key();
	tls->context = make_context(tls);
	if (tls->leaf_key && tls->context)
		return tls;
	pq_tls_free(tls);
	return NULL;
}

void pq_tls_free(struct pq_tls *tls)
{
	if (!tls)
		return;
	for (size_t i = 0; i < tls->made && i < PQ_TLS_MAX_LEAVES; i++)
		X509_free(tls->leaves[i].certificate);
	SSL_CTX_free(tls->context);
	X509_free(tls->authority);
	EVP_PKEY_free(tls->authority_key);
	EVP_PKEY_free(tls->leaf_key);
	free(tls);
}

SSL_CTX *pq_tls_context(struct pq_tls *tls)
{
	return tls->context;
}
