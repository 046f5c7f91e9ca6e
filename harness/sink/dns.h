/* SPDX-License-Identifier: MIT */
/* DNS questions and answers (RFC 1035 4). Pure. */
#ifndef PQ_SINK_DNS_H
#define PQ_SINK_DNS_H

#include <stdint.h>

#include "base/address.h"
#include "base/buf.h"
#include "base/err.h"

#define PQ_DNS_MAX_ADDRESSES 8
/* Bytes of the longest answer: header, question, as many addresses. */
#define PQ_DNS_MAX_ANSWER 512

enum { PQ_DNS_A = 1, PQ_DNS_AAAA = 28, PQ_DNS_SVCB = 64, PQ_DNS_HTTPS = 65 };

/*
 * id, flags: of the header
 * type:      of the record that is asked for
 * raw:       the question as it stands in the message, which must outlive this
 * host:      its labels joined by dots, host_len bytes
 */
struct pq_dns_question {
	uint16_t id;
	uint16_t flags;
	uint16_t type;
	struct pq_view raw;
	size_t host_len;
	char host[256];
};

/* Reads a message with one question. SYNTAX for all else. */
enum pq_err pq_dns_read(struct pq_view message, struct pq_dns_question *out);

/* Appends the answer: addresses of the question's type are told, others passed over; without `exists`: NXDOMAIN. */
void pq_dns_answer(const struct pq_dns_question *question, bool exists, const struct pq_address *addresses,
		   size_t count, struct pq_buf *out);

#endif
