/* SPDX-License-Identifier: MIT */
/*
 * The witness: a site that answers every name with an address of its own and every request with 200, and remembers
 * what was looked up, dialled and written. For programs that are watched and not asked anything: the sandbox's, and a browser
 * that idles.
 *
 * It lies in memory that the sink's process, which must be the only one, shares with whoever reads it; a record is whole
 * once its `came` is set, and nothing is changed after the sink has stopped.
 */
#ifndef PQ_AUDIT_WITNESS_H
#define PQ_AUDIT_WITNESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "monitor/judge_policy.h"
#include "sink/sink.h"

#define PQ_WITNESS_MAX_DIALS 65536 /* further ones are counted, judged by their ports, and stand in the sink's log */
#define PQ_WITNESS_MAX_NAMES 16384 /* further ones have no address */
#define PQ_WITNESS_MAX_NAME 253    /* bytes of a name, RFC 1035 2.3.4 without the root's dot */
#define PQ_WITNESS_MAX_CLAIM (PQ_WITNESS_MAX_NAME + 6)
#define PQ_WITNESS_FIRST 256 /* bytes of what was written that are remembered */

/*
 * came:      enum pq_came, the furthest
 * scheme:    as its bytes show, such as "https"; see pq_witness_scheme
 * name:      looked up before, or asked of a proxy; SNI "NAME" where only TLS names it, which is a claim of the client's
 *            and no name that a row of a baseline means; empty if nothing is known. Bytes outside 0x21..0x7e, and the
 *            backslash, are written as \xNN
 * first:     what was written first, inside TLS if there is any; of a mere handshake its beginning; first_len bytes
 * after_ms:  since the witness began
 * stream_bytes: heads and bodies of its requests over HTTP/2, which the log tells as connections of their own
 */
struct pq_witness_dial {
	_Atomic uint8_t came;
	bool tls;
	uint8_t route;
	uint8_t transport;
	uint16_t port;
	uint16_t first_len;
	uint32_t after_ms;
	uint64_t stream_bytes;
	struct pq_address address;
	const char *scheme;
	char name[PQ_WITNESS_MAX_CLAIM + 1];
	unsigned char first[PQ_WITNESS_FIRST];
};

/* A look-up. address: what was answered; asked: how often; dialled: some dial went to that address */
struct pq_witness_name {
	char name[PQ_WITNESS_MAX_NAME + 1];
	struct pq_address address;
	uint32_t asked;
	uint32_t after_ms;
	_Atomic bool dialled;
};

/*
 * sink:       the sink's counters
 * begun_ms:   on the monotonic clock
 * last_conn:  the highest number of a connection so far; dials[conn - 1] is that connection's, if its `came` is set
 * lost:       dials over PQ_WITNESS_MAX_DIALS
 * lost_names: look-ups of names over PQ_WITNESS_MAX_NAMES
 * lost_ports: a bit for each port that such a dial went to over TCP
 */
struct pq_witness {
	struct pq_sink_counters sink;
	uint64_t begun_ms;
	_Atomic uint32_t last_conn;
	_Atomic uint32_t lost;
	_Atomic uint32_t lost_names;
	unsigned char lost_ports[65536 / 8];
	_Atomic uint32_t name_count;
	struct pq_witness_dial dials[PQ_WITNESS_MAX_DIALS];
	struct pq_witness_name names[PQ_WITNESS_MAX_NAMES];
};

/* Shared, zeroed memory; NULL if there is none. */
struct pq_witness *pq_witness_new(void);
void pq_witness_free(struct pq_witness *witness);

struct pq_site pq_witness_site(struct pq_witness *witness);

/*
 * The scheme, as policies name it, that a connection's bytes show: https behind TLS, else http; wss or ws if a
 * WebSocket is asked for; stun-udp, turn-tcp and so on for a STUN message (RFC 8489 5). Of other datagrams https
 * if it is a long header of QUIC (RFC 9000 17.2), else NULL: no policy has a rule for it. A static string.
 */
const char *pq_witness_scheme(enum pq_transport transport, bool tls, struct pq_view bytes);

/* How much was written. logged: what the log tells of that connection, 0 if it does not */
uint64_t pq_witness_sent(const struct pq_witness_dial *dial, uint64_t logged);

/*
 * How many ports the policy blocks of those that the lost dials went to; *first: the first of them. They are judged as
 * connections without a byte: for http.
 */
uint32_t pq_witness_lost_blocked(const struct pq_witness *witness, const struct pq_judge_policy *judge,
				 uint16_t *first);

/* What the witness could not hold, as words for a person; empty if it held everything. */
void pq_witness_lost_text(const struct pq_witness *witness, const struct pq_judge_policy *judge, char *out,
			  size_t size);

/* Whether the policy blocks that dial. */
bool pq_witness_blocked(const struct pq_witness_dial *dial, const struct pq_judge_policy *judge);

#endif
