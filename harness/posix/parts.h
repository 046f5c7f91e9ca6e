/* SPDX-License-Identifier: MIT */
/* The parts that posix.c puts together. */
#ifndef PQ_POSIX_PARTS_H
#define PQ_POSIX_PARTS_H

#include <openssl/ssl.h>

#include "posix/posix.h"

/* Where Debian and most others keep the authorities that the system trusts. */
#define PQ_POSIX_AUTHORITIES "/etc/ssl/certs/ca-certificates.crt"

/* tls.c. The context of all connections, with its authorities; NULL with why in text. */
SSL_CTX *pq_posix_tls_context(const char *authority_file, char *text, size_t size);

/* A connection's TLS over a connected socket; the peer must prove that it is `name`. NULL without memory. */
SSL *pq_posix_tls_new(SSL_CTX *context, int fd, struct pq_view name);

/*
 * OK, AGAIN with *events to poll for, END (receive: closed in order) or FAILED with why in text. `sent` and
 * `received` as in struct pq_net_ops.
 */
enum pq_net_status pq_posix_tls_shake(SSL *ssl, short *events, char *text, size_t size);
enum pq_net_status pq_posix_tls_send(SSL *ssl, struct pq_view bytes, size_t *sent, short *events, char *text,
				     size_t size);
enum pq_net_status pq_posix_tls_receive(SSL *ssl, unsigned char *data, size_t cap, size_t *received, short *events,
					char *text, size_t size);

/* Says goodbye if the peer can still hear it. */
void pq_posix_tls_free(SSL *ssl);

/* socket.c. A socket that is being connected, or -1 with errno; *done says that it is connected already. */
int pq_posix_dial(enum pq_transport transport, const struct pq_address *address, uint16_t port, bool *done);

/* Whether a dial has ended: OK, AGAIN, REFUSED or FAILED with errno. */
enum pq_net_status pq_posix_dialled(int fd);

/* OK, AGAIN, END, REFUSED or FAILED with errno. */
enum pq_net_status pq_posix_send(int fd, struct pq_view bytes, size_t *sent);
enum pq_net_status pq_posix_receive(int fd, bool datagrams, unsigned char *data, size_t cap, size_t *received);

/* names.c. Look-ups, one at a time. NULL with why in text. */
struct pq_posix_names;

struct pq_posix_names *pq_posix_names_new(const struct pq_posix_options *options, uint32_t try_ms, char *text,
					  size_t size);
void pq_posix_names_free(struct pq_posix_names *names);

/* As `resolve` of struct pq_net_ops; FAILED with why in text. */
enum pq_net_status pq_posix_names_ask(struct pq_posix_names *names, struct pq_view host,
				      struct pq_address out[static PQ_MAX_ADDRESSES], size_t *count, char *text,
				      size_t size);

/* What the look-up under way waits for. */
void pq_posix_names_waits(struct pq_posix_names *names, struct pq_posix_waits *out);

/* Forgets the look-up under way, if there is one. */
void pq_posix_names_cancel(struct pq_posix_names *names);

/* hosts.c. Rows of a hosts file, and the names that are always local (RFC 6761 6.3). */
struct pq_posix_hosts {
	struct pq_posix_host {
		struct pq_address address;
		char name[256];
	} rows[PQ_POSIX_MAX_HOSTS];
	size_t count;
};

/* Reads what it can of the text; lines that are none are passed over. */
void pq_posix_hosts_read(struct pq_posix_hosts *hosts, struct pq_view text);

/* How many addresses the name has there, at most PQ_MAX_ADDRESSES. */
size_t pq_posix_hosts_find(const struct pq_posix_hosts *hosts, struct pq_view name,
			   struct pq_address out[static PQ_MAX_ADDRESSES]);

#endif
