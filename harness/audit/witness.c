/* SPDX-License-Identifier: MIT */
#include "audit/board.h"
#include "audit/witness.h"
#include "system/clock.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define TYPE_A 1

struct pq_witness *pq_witness_new(void)
{
	void *memory = mmap(NULL, sizeof(struct pq_witness), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct pq_witness *witness = memory == MAP_FAILED ? NULL : memory;

	if (witness)
		witness->begun_ms = pq_clock_ms();
	return witness;
}

void pq_witness_free(struct pq_witness *witness)
{
	if (witness)
		munmap(witness, sizeof(*witness));
}

static uint32_t after_ms(const struct pq_witness *witness)
{
	return (uint32_t)(pq_clock_ms() - witness->begun_ms);
}

/* Different names stay different: bytes that no name is made of are written as \xNN, and one that is too long is summed up. */
static void copy_name(char out[static PQ_WITNESS_MAX_NAME + 1], struct pq_view name)
{
	uint32_t hash = 2166136261u;
	size_t len = 0;

	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = name.data[i];
		bool plain = c > 0x20 && c < 0x7f && c != '\\';

		hash = (hash ^ c) * 16777619u;
		if (len + (plain ? 1 : 4) > PQ_WITNESS_MAX_NAME)
			len = PQ_WITNESS_MAX_NAME + 1;
		else if (plain)
			out[len++] = (char)c;
		else
			len += (size_t)snprintf(out + len, 5, "\\x%02x", c);
	}
	if (len > PQ_WITNESS_MAX_NAME)
		len = PQ_WITNESS_MAX_NAME - 13 +
		      (size_t)snprintf(out + PQ_WITNESS_MAX_NAME - 13, 14, "\\...%08x", (unsigned int)hash);
	out[len] = '\0';
}

/* What a client says it means proves nothing: nobody looked that name up. */
static void copy_claim(char out[static PQ_WITNESS_MAX_CLAIM + 1], struct pq_view name)
{
	char text[PQ_WITNESS_MAX_NAME + 1];

	copy_name(text, name);
	if (text[0])
		snprintf(out, PQ_WITNESS_MAX_CLAIM + 1, "SNI \"%s\"", text);
}

/* 20.64.0.0 and the index: an address that Local Network Access takes for public, and nobody else has in here. */
static struct pq_address address_of(uint32_t index)
{
	struct pq_address address = { .family = 4, .bytes = { 20, 64 } };

	address.bytes[2] = (uint8_t)(index >> 8);
	address.bytes[3] = (uint8_t)index;
	return address;
}

static struct pq_witness_name *name_at(struct pq_witness *witness, const struct pq_address *address)
{
	uint32_t index = (uint32_t)address->bytes[2] << 8 | address->bytes[3];

	if (address->family != 4 || address->bytes[0] != 20 || address->bytes[1] != 64)
		return NULL;
	return index < atomic_load(&witness->name_count) ? &witness->names[index] : NULL;
}

/* The record of a name, made where there is none; NULL if there is no room. */
static struct pq_witness_name *name_of(struct pq_witness *witness, struct pq_view host)
{
	uint32_t count = atomic_load(&witness->name_count);
	struct pq_witness_name *name;
	char text[PQ_WITNESS_MAX_NAME + 1];

	copy_name(text, host);
	for (uint32_t i = 0; i < count; i++)
		if (strcmp(witness->names[i].name, text) == 0)
			return &witness->names[i];
	if (count == PQ_WITNESS_MAX_NAMES)
		return NULL;
	name = &witness->names[count];
	memcpy(name->name, text, sizeof(text));
	name->address = address_of(count);
	name->after_ms = after_ms(witness);
	atomic_store(&witness->name_count, count + 1);
	return name;
}

static bool look_up(void *context, struct pq_view host, uint16_t type, struct pq_address *addresses, size_t *count)
{
	struct pq_witness *witness = context;
	struct pq_witness_name *name = name_of(witness, host);

	*count = 0;
	if (!name) {
		atomic_fetch_add(&witness->lost_names, 1);
		return false;
	}
	name->asked++;
	if (type == TYPE_A)
		addresses[(*count)++] = name->address;
	return true;
}

static void begin(struct pq_witness *witness, struct pq_witness_dial *dial, const struct pq_arrival *arrival)
{
	struct pq_witness_name *name = name_at(witness, &arrival->address);

	dial->route = (uint8_t)arrival->route;
	dial->transport = (uint8_t)arrival->transport;
	dial->address = arrival->address;
	dial->port = arrival->port;
	dial->after_ms = after_ms(witness);
	if (name) {
		atomic_store(&name->dialled, true);
		memcpy(dial->name, name->name, sizeof(name->name));
	}
}

/* A stream of HTTP/2 is told as a connection of its own; it is none, but that of its connection which came further. */
static uint32_t dial_of_stream(const struct pq_witness *witness, const struct pq_arrival *arrival)
{
	for (uint32_t conn = atomic_load(&witness->last_conn); conn > 0; conn--) {
		const struct pq_witness_dial *dial = &witness->dials[conn - 1];

		if (dial->tls && dial->port == arrival->port && pq_address_eq(&dial->address, &arrival->address))
			return conn;
	}
	return 0;
}

static void learn(struct pq_witness_dial *dial, const struct pq_arrival *arrival, struct pq_view bytes)
{
	size_t len = bytes.len < PQ_WITNESS_FIRST ? bytes.len : PQ_WITNESS_FIRST;

	dial->tls = dial->tls || arrival->tls;
	dial->route = (uint8_t)arrival->route;
	dial->address = arrival->address;
	dial->port = arrival->port;
	if (arrival->host.len > 0)
		copy_name(dial->name, arrival->host);
	else if (dial->name[0] == 0)
		copy_claim(dial->name, arrival->server_name);
	if (len > 0) {
		memcpy(dial->first, bytes.data, len);
		dial->first_len = (uint16_t)len;
		dial->scheme = pq_witness_scheme(arrival->transport, dial->tls, bytes);
	}
}

/* A dial that there is no room for: that it was, and where it went. */
static void lose(struct pq_witness *witness, const struct pq_arrival *arrival)
{
	atomic_fetch_add(&witness->lost, 1);
	if (arrival->transport != PQ_TRANSPORT_UDP)
		witness->lost_ports[arrival->port / 8] |= (unsigned char)(1u << arrival->port % 8);
}

static void came(void *context, const struct pq_arrival *arrival, enum pq_came how_far, struct pq_view bytes)
{
	struct pq_witness *witness = context;
	uint32_t conn = arrival->http2 ? dial_of_stream(witness, arrival) : arrival->conn;
	struct pq_witness_dial *dial;
	uint8_t before;

	if (conn == 0 || conn > PQ_WITNESS_MAX_DIALS) {
		if (!arrival->http2 &&
		    how_far == (arrival->transport == PQ_TRANSPORT_UDP ? PQ_CAME_REQUEST : PQ_CAME_DIAL))
			lose(witness, arrival);
		return;
	}
	dial = &witness->dials[conn - 1];
	before = atomic_load(&dial->came);
	if (before == PQ_CAME_NOTHING) {
		begin(witness, dial, arrival);
		dial->scheme = pq_witness_scheme(arrival->transport, arrival->tls, pq_view(NULL, 0));
	}
	if (how_far == PQ_CAME_HELLO)
		dial->tls = true;
	if (before < (uint8_t)how_far) {
		learn(dial, arrival, bytes);
		atomic_store(&dial->came, (uint8_t)how_far);
	}
	if (conn > atomic_load(&witness->last_conn))
		atomic_store(&witness->last_conn, conn);
}

static void count_stream(struct pq_witness *witness, const struct pq_sink_request *request)
{
	uint32_t conn = dial_of_stream(witness, request->arrival);

	if (conn > 0)
		witness->dials[conn - 1].stream_bytes += request->head.len + request->body_len;
}

static void respond(void *context, const struct pq_sink_request *request, struct pq_sink_reply *reply)
{
	static const struct pq_view fields = PQ_VIEW("Content-Type: text/plain\r\n");
	static const struct pq_view body = PQ_VIEW("This is pratique's sandbox.\n");

	if (request->arrival->http2)
		count_stream(context, request);
	if (request->websocket) {
		reply->status = 101;
		return;
	}
	reply->fields = fields;
	reply->body = body;
}

struct pq_site pq_witness_site(struct pq_witness *witness)
{
	struct pq_site site = { .context = witness, .came = came, .respond = respond, .look_up = look_up };

	return site;
}

/* The magic cookie in its place, and a length that fits, make a STUN message; method Allocate makes it TURN's. */
static bool is_stun(struct pq_view bytes)
{
	static const unsigned char cookie[] = { 0x21, 0x12, 0xa4, 0x42 };

	return bytes.len >= 20 && bytes.data[0] < 0x40 && memcmp(bytes.data + 4, cookie, sizeof(cookie)) == 0;
}

static const char *stun_scheme(enum pq_transport transport, struct pq_view bytes)
{
	bool binding = bytes.data[0] == 0 && bytes.data[1] == 1;

	if (transport == PQ_TRANSPORT_UDP)
		return binding ? "stun-udp" : "turn-udp";
	return binding ? "stun-tcp" : "turn-tcp";
}

/* In a request head, such as "Upgrade: websocket"; the head was glanced at, not read. */
static bool asks_for_websocket(struct pq_view bytes)
{
	static const char word[] = "upgrade: websocket";
	size_t len = sizeof(word) - 1;

	for (size_t at = 0; at + len <= bytes.len; at++) {
		size_t same = 0;

		while (same < len && (bytes.data[at + same] | 0x20) == (word[same] | 0x20))
			same++;
		if (same == len)
			return true;
	}
	return false;
}

const char *pq_witness_scheme(enum pq_transport transport, bool tls, struct pq_view bytes)
{
	if (is_stun(bytes))
		return stun_scheme(transport, bytes);
	if (transport == PQ_TRANSPORT_UDP)
		return bytes.len > 5 && bytes.data[0] >= 0xc0 ? "https" : NULL;
	if (asks_for_websocket(bytes))
		return tls ? "wss" : "ws";
	return tls ? "https" : "http";
}

uint64_t pq_witness_sent(const struct pq_witness_dial *dial, uint64_t logged)
{
	uint64_t least = logged > dial->stream_bytes ? logged : dial->stream_bytes;

	return least > dial->first_len ? least : dial->first_len;
}

bool pq_witness_blocked(const struct pq_witness_dial *dial, const struct pq_judge_policy *judge)
{
	return dial->scheme && pq_judge_policy_blocks(judge, pq_view_str(dial->scheme), dial->port);
}

uint32_t pq_witness_lost_blocked(const struct pq_witness *witness, const struct pq_judge_policy *judge, uint16_t *first)
{
	uint32_t count = 0;

	for (uint32_t port = 0; port < 65536; port++) {
		bool dialled = witness->lost_ports[port / 8] >> port % 8 & 1;

		if (!dialled || !pq_judge_policy_blocks(judge, pq_view_str("http"), (uint16_t)port))
			continue;
		if (count++ == 0)
			*first = (uint16_t)port;
	}
	return count;
}

void pq_witness_lost_text(const struct pq_witness *witness, const struct pq_judge_policy *judge, char *out, size_t size)
{
	uint32_t dials = atomic_load(&witness->lost), names = atomic_load(&witness->lost_names);
	char blocked[100] = "";
	uint16_t first = 0;
	uint32_t count = pq_witness_lost_blocked(witness, judge, &first);

	out[0] = '\0';
	if (count > 0)
		snprintf(blocked, sizeof(blocked), "; %u of their ports the policy blocks, such as %u", count, first);
	if (dials > 0 || names > 0)
		snprintf(out, size,
			 "it did more than can be told: %u dials more, judged by their ports alone%s; %u look-ups got "
			 "no address",
			 dials, blocked, names);
}
