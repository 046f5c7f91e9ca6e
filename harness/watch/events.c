/* SPDX-License-Identifier: MIT */
/* What the client does, as events of a transcript. */
#include <assert.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "watch/state.h"

static_assert(PQ_WATCH_TCP == (int)PQ_TRANSPORT_TCP && PQ_WATCH_UDP == (int)PQ_TRANSPORT_UDP, "the same transports");
static_assert(PQ_WATCH_IN_RENDERER == (int)PQ_PROCESS_RENDERER && PQ_WATCH_IN_SERVICE == (int)PQ_PROCESS_SERVICE &&
		      PQ_WATCH_IN_OTHER == (int)PQ_PROCESS_OTHER,
	      "the same processes");
static_assert(PQ_WATCH_MAX_CONNECTIONS < 4096, "fewer than the judge holds");

/* LIMIT once something of the case is lost. */
static enum pq_watch_err result(const struct pq_watch *watch)
{
	return watch->transcript.truncated ? PQ_WATCH_LIMIT : PQ_WATCH_OK;
}

/* Reads an address and its port; false if it is neither IPv4 nor IPv6, or cut off. */
static bool read_address(const struct sockaddr *from, size_t length, struct pq_address *address, uint16_t *port)
{
	struct sockaddr_storage whole;

	if (!from || length < sizeof(from->sa_family) || length > sizeof(whole))
		return false;
	memset(&whole, 0, sizeof(whole));
	memcpy(&whole, from, length);
	memset(address, 0, sizeof(*address));
	if (whole.ss_family == AF_INET && length >= sizeof(struct sockaddr_in)) {
		const struct sockaddr_in *in = (const void *)&whole;

		address->family = 4;
		memcpy(address->bytes, &in->sin_addr, 4);
		*port = ntohs(in->sin_port);
		return true;
	}
	if (whole.ss_family == AF_INET6 && length >= sizeof(struct sockaddr_in6)) {
		const struct sockaddr_in6 *in6 = (const void *)&whole;

		address->family = 6;
		memcpy(address->bytes, &in6->sin6_addr, 16);
		*port = ntohs(in6->sin6_port);
		return true;
	}
	return false;
}

/* The open connection of that number, the one of the last dial for LATEST; NULL if there is none. */
static struct pq_watcher_conn *find(struct pq_watch *watch, int64_t key)
{
	for (size_t i = watch->conn_count; i > 0; i--) {
		struct pq_watcher_conn *conn = &watch->conns[i - 1];

		if (conn->open && (key == PQ_WATCH_LATEST ? conn->dial != SIZE_MAX : conn->key == key))
			return conn;
	}
	return NULL;
}

static uint32_t number_of(const struct pq_watch *watch, const struct pq_watcher_conn *conn)
{
	return (uint32_t)(conn - watch->conns) + 1;
}

static struct pq_watcher_conn *add_conn(struct pq_watch *watch, int64_t key, size_t dial)
{
	struct pq_watcher_conn *conn;

	if (watch->conn_count == PQ_WATCH_MAX_CONNECTIONS)
		return NULL;
	conn = &watch->conns[watch->conn_count++];
	*conn = (struct pq_watcher_conn){ .key = key, .dial = dial, .open = true };
	return conn;
}

/*
 * The connection that something is told of, in *out. Who shows dials has told of it; who does not may begin to speak
 * of one at any time.
 */
static enum pq_watch_err take(struct pq_watch *watch, const char *call, int64_t key, struct pq_watcher_conn **out)
{
	pq_watcher_begin(watch);
	if (watch->transcript.truncated)
		return PQ_WATCH_LIMIT;
	*out = find(watch, key);
	if (!*out && ((watch->options.shows & PQ_WATCH_DIALS) || key < 0))
		return pq_watcher_blame(watch, call, "no open connection of that number was dialled");
	if (!*out)
		*out = add_conn(watch, key, SIZE_MAX);
	return *out ? PQ_WATCH_OK : pq_watcher_lose(watch);
}

/* Whether the dial's address is known to be the host's already, from a look-up that was told of. */
static bool is_known(const struct pq_watch *watch, struct pq_view host, const struct pq_address *address)
{
	const struct pq_transcript *transcript = &watch->transcript;

	for (size_t i = transcript->count; i > 0; i--) {
		const struct pq_event *event = &transcript->events[i - 1];

		if (event->kind == PQ_EVENT_RESOLVE && event->address_count && pq_view_eq(event->text, host) &&
		    pq_address_eq(&event->addresses[0], address))
			return true;
	}
	return false;
}

static bool is_literal(struct pq_view host)
{
	struct pq_address address;

	if (host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']')
		host = pq_view_slice(host, 1, host.len - 1);
	return pq_address_parse(host, &address);
}

/* Whoever names the host of a dial has looked it up, whether that was told of or not. */
static void note_host(struct pq_watch *watch, const char *name, const struct pq_address *address)
{
	struct pq_view host = pq_view_str(name ? name : "");
	bool shown = (watch->options.shows & PQ_WATCH_LOOKUPS) != 0;

	if (host.len && !shown && !is_literal(host) && !is_known(watch, host, address))
		pq_transcript_resolve(&watch->transcript, host, address, 1);
}

enum pq_watch_err pq_watch_dial(struct pq_watch *watch, int64_t conn, const struct sockaddr *address, size_t length,
				enum pq_watch_transport transport, const char *host)
{
	static const char call[] = "pq_watch_dial";
	struct pq_address where;
	uint16_t port = 0;
	struct pq_watcher_conn *before;

	pq_watcher_begin(watch);
	if (conn < 0)
		return pq_watcher_blame(watch, call, "the number of a connection is 0 or more");
	if ((unsigned int)transport >= PQ_WATCH_TRANSPORT_COUNT)
		return pq_watcher_blame(watch, call, "no such transport");
	if (!read_address(address, length, &where, &port))
		return pq_watcher_blame(watch, call, "the address is neither IPv4 nor IPv6, or is cut off");
	if (watch->transcript.truncated)
		return PQ_WATCH_LIMIT;
	before = find(watch, conn);
	if (before) {
		pq_transcript_close(&watch->transcript, number_of(watch, before));
		before->open = false;
	}
	note_host(watch, host, &where);
	if (!add_conn(watch, conn, watch->transcript.count))
		return pq_watcher_lose(watch);
	pq_transcript_dial(&watch->transcript, (uint32_t)watch->conn_count, (enum pq_transport)transport, &where, port,
			   PQ_DIALLED_OK);
	return result(watch);
}

enum pq_watch_err pq_watch_dial_failed(struct pq_watch *watch, int64_t conn)
{
	struct pq_watcher_conn *dialled = NULL;
	enum pq_watch_err err = take(watch, "pq_watch_dial_failed", conn, &dialled);

	if (err)
		return err;
	if (dialled->dial == SIZE_MAX)
		return pq_watcher_blame(watch, "pq_watch_dial_failed", "nobody has dialled that connection");
	watch->transcript.events[dialled->dial].dialled = PQ_DIALLED_FAILED;
	dialled->open = false;
	return PQ_WATCH_OK;
}

enum pq_watch_err pq_watch_tls(struct pq_watch *watch, int64_t conn, const char *server_name)
{
	struct pq_watcher_conn *on = NULL;
	enum pq_watch_err err = take(watch, "pq_watch_tls", conn, &on);

	if (err)
		return err;
	pq_transcript_tls(&watch->transcript, number_of(watch, on), pq_view_str(server_name ? server_name : ""));
	return result(watch);
}

enum pq_watch_err pq_watch_send(struct pq_watch *watch, int64_t conn, const void *bytes, size_t length)
{
	struct pq_watcher_conn *on = NULL;
	enum pq_watch_err err = take(watch, "pq_watch_send", conn, &on);

	if (err || !length)
		return err;
	pq_transcript_send(&watch->transcript, number_of(watch, on), pq_view(bytes, length));
	return result(watch);
}

enum pq_watch_err pq_watch_receive(struct pq_watch *watch, int64_t conn, const void *bytes, size_t length)
{
	struct pq_watcher_conn *on = NULL;
	enum pq_watch_err err = take(watch, "pq_watch_receive", conn, &on);

	if (err || !length)
		return err;
	pq_transcript_receive(&watch->transcript, number_of(watch, on), pq_view(bytes, length));
	return result(watch);
}

enum pq_watch_err pq_watch_close(struct pq_watch *watch, int64_t conn)
{
	struct pq_watcher_conn *on = NULL;
	enum pq_watch_err err = take(watch, "pq_watch_close", conn, &on);

	if (err)
		return err;
	pq_transcript_close(&watch->transcript, number_of(watch, on));
	on->open = false;
	return result(watch);
}

enum pq_watch_err pq_watch_call(struct pq_watch *watch, enum pq_watch_process process, const char *name, int refused)
{
	static const char call[] = "pq_watch_call";
	struct pq_event event = { .kind = PQ_EVENT_CALL,
				  .process = (enum pq_process)process,
				  .called = refused ? PQ_CALLED_REFUSED : PQ_CALLED_MADE };

	pq_watcher_begin(watch);
	if ((unsigned int)process >= PQ_WATCH_PROCESS_COUNT)
		return pq_watcher_blame(watch, call, "no such process");
	if (!name || !*name)
		return pq_watcher_blame(watch, call, "the name of a call is missing");
	event.text = pq_view_str(name);
	pq_transcript_copy(&watch->transcript, &event);
	return result(watch);
}

enum pq_watch_err pq_watch_lookup(struct pq_watch *watch, const char *host, const struct sockaddr *address,
				  size_t length)
{
	static const char call[] = "pq_watch_lookup";
	struct pq_address found;
	uint16_t port = 0;

	pq_watcher_begin(watch);
	if (!host || !*host)
		return pq_watcher_blame(watch, call, "a host is missing");
	if (address && !read_address(address, length, &found, &port))
		return pq_watcher_blame(watch, call, "the address is neither IPv4 nor IPv6, or is cut off");
	pq_transcript_resolve(&watch->transcript, pq_view_str(host), &found, address != NULL);
	return result(watch);
}

enum pq_watch_err pq_watch_random(struct pq_watch *watch, const void *bytes, size_t length)
{
	pq_watcher_begin(watch);
	if (length)
		pq_transcript_random(&watch->transcript, pq_view(bytes, length));
	return result(watch);
}

enum pq_watch_err pq_watch_time(struct pq_watch *watch, uint64_t milliseconds)
{
	pq_watcher_begin(watch);
	pq_transcript_time(&watch->transcript, milliseconds);
	return result(watch);
}

/* Something about the request under way; false, and *err, if there is none. */
static bool is_under_way(struct pq_watch *watch, const char *call, enum pq_watch_err *err)
{
	pq_watcher_begin(watch);
	*err = PQ_WATCH_OK;
	if (watch->transcript.truncated)
		*err = PQ_WATCH_LIMIT;
	else if (!watch->transcript.current)
		*err = pq_watcher_blame(watch, call, "no request is under way");
	return !*err;
}

enum pq_watch_err pq_watch_dropped(struct pq_watch *watch, const char *header)
{
	enum pq_watch_err err;

	if (!is_under_way(watch, "pq_watch_dropped", &err))
		return err;
	if (!header)
		return pq_watcher_blame(watch, "pq_watch_dropped", "a header is missing");
	pq_transcript_dropped(&watch->transcript, pq_view_str(header));
	return result(watch);
}

enum pq_watch_err pq_watch_done(struct pq_watch *watch, unsigned int status)
{
	enum pq_watch_err err;

	if (!is_under_way(watch, "pq_watch_done", &err))
		return err;
	if (status && (status < 100 || status > 999))
		return pq_watcher_blame(watch, "pq_watch_done", "a status is 100 to 999, or 0");
	pq_transcript_done(&watch->transcript, (uint16_t)status);
	return result(watch);
}

/* The name of an error is one bare word of a transcript's text. */
static bool is_word(const char *text)
{
	const char *p = text;

	while ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-' || *p == '_')
		p++;
	return p > text && !*p;
}

enum pq_watch_err pq_watch_failed(struct pq_watch *watch, const char *why)
{
	enum pq_watch_err err;

	if (!is_under_way(watch, "pq_watch_failed", &err))
		return err;
	if (why && !is_word(why))
		return pq_watcher_blame(watch, "pq_watch_failed", "a reason is one word of a-z, 0-9, - and _");
	pq_transcript_error(&watch->transcript, why ? why : "failed");
	return result(watch);
}

enum pq_watch_err pq_watch_blocked(struct pq_watch *watch, const char *rule, unsigned int side)
{
	enum pq_rule stated = pq_rule_by_name(pq_view_str(rule ? rule : ""));
	enum pq_watch_err err;

	if (!is_under_way(watch, "pq_watch_blocked", &err))
		return err;
	if (side >= PQ_SIDE_COUNT)
		return pq_watcher_blame(watch, "pq_watch_blocked", "a side is 0, 1 or 2");
	if (stated == PQ_RULE_NONE)
		return PQ_WATCH_UNKNOWN;
	pq_transcript_blocked(&watch->transcript, stated, (enum pq_side)side);
	return result(watch);
}
