/* SPDX-License-Identifier: MIT */
#include "play/servers.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "play/hub.h"
#include "play/kin.h"
#include "play/page.h"
#include "play/unfit.h"
#include "url/url.h"
#include "vnet/parts.h"

#define MAX_CONNS PQ_VNET_MAX_CONNS
#define MAX_STRANGERS 64
#define URL_ROOM (4u * PQ_MAX_URL)

/*
 * conns:    of the sink, by the connection in memory that stands for each: conns[i] for i + 1
 * page, url_room: URL of the current piece's page, and what it points into; kin: whom its servers serve
 * strangers: addresses of hosts that are none of the scenario's, the last MAX_STRANGERS of stranger_count
 * count, last_ms: what has reached the sink since the last request began, and when
 * out:      of the answer under way; fields: of a page
 */
struct pq_servers {
	struct pq_play_state *state;
	const struct pq_play_piece *pieces;
	struct pq_vnet *vnet;
	struct pq_net net;
	uint32_t conns[MAX_CONNS];
	size_t conn_count;
	struct pq_url page;
	struct pq_kin kin;
	struct pq_idna *idna;
	struct pq_buf url_room;
	uint32_t count;
	uint64_t last_ms;
	struct pq_address strangers[MAX_STRANGERS];
	size_t stranger_count;
	struct pq_buf out;
	struct pq_buf fields;
};

static bool buffer(struct pq_buf *buf, size_t size)
{
	void *room = malloc(size);

	pq_buf_init(buf, room, room ? size : 0);
	return room != NULL;
}

struct pq_servers *pq_servers_new(struct pq_play_state *state, const struct pq_play_piece *pieces)
{
	struct pq_servers *servers = calloc(1, sizeof(*servers));

	if (!servers)
		return NULL;
	servers->state = state;
	servers->pieces = pieces;
	servers->vnet = malloc(sizeof(*servers->vnet));
	servers->idna = pq_idna_open();
	if (servers->vnet && servers->idna && buffer(&servers->url_room, URL_ROOM) &&
	    buffer(&servers->out, PQ_PLAY_PAGE_ROOM) && buffer(&servers->fields, PQ_MAX_SCENARIO_BYTES))
		return servers;
	pq_servers_free(servers);
	return NULL;
}

void pq_servers_free(struct pq_servers *servers)
{
	if (!servers)
		return;
	free(servers->vnet);
	if (servers->idna)
		pq_idna_close(servers->idna);
	free(servers->url_room.data);
	free(servers->out.data);
	free(servers->fields.data);
	free(servers);
}

/* NULL where no piece is under way. */
static const struct pq_scenario *current(const struct pq_servers *servers)
{
	uint32_t piece = atomic_load(&servers->state->current);

	return piece ? servers->pieces[piece - 1].scenario : NULL;
}

static bool is_state(const struct pq_servers *servers, enum pq_piece_state wanted)
{
	uint32_t piece = atomic_load(&servers->state->current);

	return piece && atomic_load(&servers->state->states[piece - 1]) == wanted;
}

static void set_state(struct pq_servers *servers, enum pq_piece_state state)
{
	atomic_store(&servers->state->states[atomic_load(&servers->state->current) - 1], state);
}

static void note(struct pq_servers *servers)
{
	servers->count++;
	servers->last_ms = pq_play_now();
}

/* The world of a piece begins: its servers, its names, its page. */
static void begin_piece(struct pq_servers *servers, uint32_t piece)
{
	const struct pq_scenario *scenario = servers->pieces[piece - 1].scenario;

	atomic_store(&servers->state->current, piece);
	set_state(servers, PQ_PIECE_LED);
	servers->net = pq_vnet_init(servers->vnet, scenario);
	servers->vnet->schedule = pq_view(NULL, 0);
	servers->conn_count = 0;
	pq_buf_reset(&servers->url_room);
	pq_kin_init(&servers->kin, scenario, servers->idna, &servers->page, &servers->url_room);
	servers->page.username = servers->page.password = pq_view(NULL, 0);
}

/* Whether the browser may go on to that piece from the one it has played. */
static bool may_go_on(const struct pq_servers *servers, uint32_t from, uint32_t to)
{
	return !from || (!pq_play_leaves_traces(servers->pieces[from - 1].scenario) &&
			 !pq_play_leaves_traces(servers->pieces[to - 1].scenario));
}

/* Where the page goes now: the next piece's page; nowhere if there is none, or if it wants a browser of its own. */
static void lead(struct pq_servers *servers)
{
	struct pq_play_state *state = servers->state;
	uint32_t from = atomic_load(&state->current);
	uint32_t next = 0;

	for (uint32_t i = 0; i < state->count && !next; i++)
		if (atomic_load(&state->states[i]) == PQ_PIECE_WAITING)
			next = i + 1;
	if (!next || !may_go_on(servers, from, next)) {
		atomic_store(&state->rest, true);
		return;
	}
	begin_piece(servers, next);
	pq_url_print(&servers->page, false, &servers->out);
}

/* The line of the current scenario's request of that number. */
static enum pq_word word_of(const struct pq_servers *servers, uint32_t number)
{
	const struct pq_scenario *scenario = current(servers);
	size_t at = pq_scenario_find_request(scenario, 0);

	while (at < scenario->line_count && number-- > 1)
		at = pq_scenario_find_request(scenario, at + 1);
	return at < scenario->line_count ? scenario->lines[at].word : PQ_WORD_COMMENT;
}

static void say_seen(struct pq_servers *servers)
{
	pq_buf_add_u64(&servers->out, servers->count);
	pq_buf_add_str(&servers->out, " ");
	pq_buf_add_u64(&servers->out, pq_play_now() - servers->last_ms);
}

static void answer_hub(struct pq_servers *servers, const struct pq_hub_word *word, struct pq_sink_reply *reply)
{
	atomic_store(&servers->state->alive_ms, pq_play_now());
	pq_buf_reset(&servers->out);
	if (word->verb == PQ_HUB_NEXT) {
		lead(servers);
	} else if (word->piece == atomic_load(&servers->state->current)) {
		if (word->verb == PQ_HUB_OPEN && is_state(servers, PQ_PIECE_LED))
			set_state(servers, PQ_PIECE_OPEN);
		if (word->verb == PQ_HUB_BEGIN) {
			servers->count = 0;
			servers->last_ms = pq_play_now();
			if (word_of(servers, word->request) == PQ_WORD_CONTROL)
				pq_vnet_begin_control(servers->vnet);
		}
		if (word->verb == PQ_HUB_SEEN)
			say_seen(servers);
		if (word->verb == PQ_HUB_DONE) {
			set_state(servers, PQ_PIECE_DONE);
			lead(servers);
		}
	}
	reply->fields = pq_view_str("Content-Type: text/plain\r\nCache-Control: no-store\r\n");
	reply->body = pq_buf_view(&servers->out);
	reply->close = true;
}

/* The connection in memory that stands for that one; 0 if it is refused. */
static uint32_t find_conn(struct pq_servers *servers, const struct pq_arrival *arrival)
{
	uint32_t conn = 0;

	for (size_t i = 0; i < servers->conn_count; i++)
		if (servers->conns[i] == arrival->conn)
			return (uint32_t)i + 1;
	if (servers->net.ops->connect(servers->net.ctx, PQ_TRANSPORT_TCP, &arrival->address, arrival->port, &conn) ==
	    PQ_NET_EXHAUSTED)
		return 0;
	servers->conns[servers->conn_count++] = arrival->conn;
	return servers->vnet->conns[conn - 1].open ? conn : 0;
}

static void write_to(struct pq_servers *servers, uint32_t conn, struct pq_view bytes)
{
	while (bytes.len) {
		size_t sent = 0;
		enum pq_net_status status = servers->net.ops->send(servers->net.ctx, conn, bytes, &sent);

		if (status != PQ_NET_OK && status != PQ_NET_AGAIN)
			return;
		bytes = pq_view_from(bytes, sent);
	}
}

/* Adds all that the server says now; returns why it says no more. */
static enum pq_net_status read_from(struct pq_servers *servers, uint32_t conn)
{
	unsigned char piece[4096];
	enum pq_net_status status;
	size_t len;

	do {
		/* The budget is for fuzzing, where a server that says nothing must end some time. */
		servers->vnet->operations = 0;
		servers->vnet->traffic = 0;
		len = 0;
		status = servers->net.ops->receive(servers->net.ctx, conn, piece, sizeof(piece), &len);
		pq_buf_add(&servers->out, pq_view(piece, len));
	} while (status == PQ_NET_OK);
	return status;
}

/* The lines of a head but its length, which whoever writes the head adds. */
static struct pq_view without_length(struct pq_view lines, struct pq_buf *out)
{
	static const struct pq_view length = PQ_VIEW("content-length:");
	size_t at = 0;

	pq_buf_reset(out);
	while (at < lines.len) {
		size_t end = pq_view_find(lines, '\n', at) + 1;
		struct pq_view line = pq_view_slice(lines, at, end);

		if (!pq_ascii_eq_nocase(pq_view_slice(line, 0, length.len), length))
			pq_buf_add(out, line);
		at = end;
	}
	return pq_buf_view(out);
}

/* An answer that is an HTTP/1.1 message with a sound head, for a protocol that writes heads in another way. */
static bool cut_answer(struct pq_servers *servers, struct pq_sink_reply *reply)
{
	struct pq_view raw = pq_buf_view(&servers->out);
	size_t line = pq_view_find(raw, '\n', 0) + 1;
	size_t end = line;

	while (end + 2 <= raw.len && memcmp(raw.data + end, "\r\n", 2) != 0)
		end = pq_view_find(raw, '\n', end) + 1;
	if (line < 13 || end + 2 > raw.len)
		return false;
	reply->status = (uint16_t)((raw.data[9] - '0') * 100 + (raw.data[10] - '0') * 10 + (raw.data[11] - '0'));
	reply->fields = without_length(pq_view_slice(raw, line, end), &servers->fields);
	reply->body = pq_view_from(raw, end + 2);
	return reply->status >= 200 && reply->status <= 599;
}

/* A handshake that the scenario's server accepts is completed by the sink, which then reads frames. */
static bool is_accepted(const struct pq_sink_request *request, struct pq_view raw)
{
	return request->websocket && pq_view_starts(raw, pq_view_str("HTTP/1.1 101 Switching Protocols\r\nUpgrade: "));
}

static void serve(struct pq_servers *servers, const struct pq_sink_request *request, struct pq_sink_reply *reply)
{
	uint32_t conn = find_conn(servers, request->arrival);
	enum pq_net_status status = PQ_NET_END;
	bool by_default = conn && servers->vnet->conns[conn - 1].answer == SIZE_MAX;
	bool kept = pq_scenario_find(current(servers), PQ_WORD_KEEP_ALIVE, 0) < current(servers)->line_count;

	note(servers);
	pq_buf_reset(&servers->out);
	if (conn) {
		write_to(servers, conn, request->head);
		write_to(servers, conn, pq_view_slice(request->body, 0, PQ_VNET_MAX_HEARD));
		status = read_from(servers, conn);
	}
	if (is_accepted(request, pq_buf_view(&servers->out))) {
		reply->status = 101;
		return;
	}
	reply->close = status != PQ_NET_AGAIN || (by_default && !kept);
	if (request->arrival->http2 && cut_answer(servers, reply))
		return;
	reply->silent = !servers->out.len && !reply->close;
	reply->raw = pq_view(servers->out.data, servers->out.len);
}

static void say_nothing_there(struct pq_sink_reply *reply)
{
	reply->status = 404;
	reply->close = true;
}

/* Whether it is the navigation to the current piece's page. */
static bool is_page(struct pq_servers *servers, const struct pq_sink_request *request)
{
	struct pq_buf *room = &servers->url_room;
	size_t mark = room->len;
	struct pq_view target, authority;
	bool same;

	if (!is_state(servers, PQ_PIECE_LED) || !pq_view_is(request->method, "GET"))
		return false;
	pq_url_print_target(&servers->page, room);
	target = pq_buf_since(room, mark);
	pq_url_print_authority(&servers->page, room);
	authority = pq_view_from(pq_buf_since(room, mark), target.len);
	same = pq_view_eq(request->target, target) && pq_view_eq(pq_sink_field(request, "host"), authority);
	room->len = mark;
	return same;
}

static void serve_page(struct pq_servers *servers, struct pq_sink_reply *reply)
{
	pq_buf_reset(&servers->out);
	pq_buf_reset(&servers->fields);
	pq_play_page(current(servers), atomic_load(&servers->state->current), &servers->out);
	pq_play_page_fields(current(servers), &servers->fields);
	reply->fields = pq_buf_view(&servers->fields);
	reply->body = pq_buf_view(&servers->out);
	reply->close = true;
}

static void serve_start(struct pq_servers *servers, struct pq_sink_reply *reply)
{
	pq_buf_reset(&servers->out);
	pq_play_start_page(&servers->out);
	reply->fields = pq_view_str("Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n");
	reply->body = pq_buf_view(&servers->out);
	reply->close = true;
}

/*
 * What the browser asks of hosts of its vendor, and for its own icon, is not for the scenario's servers: their
 * answers would lead it astray.
 */
static bool is_strange(struct pq_servers *servers, const struct pq_sink_request *request)
{
	struct pq_view host = pq_sink_field(request, "host");
	size_t end = host.len;

	while (end > 0 && host.data[end - 1] >= '0' && host.data[end - 1] <= '9')
		end--;
	if (end > 0 && host.data[end - 1] == ':')
		host.len = end - 1;
	if (pq_view_is(request->target, "/favicon.ico") &&
	    !pq_kin_mentions(current(servers), pq_view_str("favicon.ico")))
		return true;
	return host.len && !pq_kin_has(&servers->kin, host);
}

static void respond(void *context, const struct pq_sink_request *request, struct pq_sink_reply *reply)
{
	struct pq_servers *servers = context;
	struct pq_hub_word word = pq_hub_read(request->target);

	if (word.verb != PQ_HUB_NONE && pq_view_is(request->method, "POST"))
		answer_hub(servers, &word, reply);
	else if (pq_ascii_eq_nocase(pq_sink_field(request, "host"), pq_view_str(PQ_PLAY_START_HOST)))
		serve_start(servers, reply);
	else if (is_page(servers, request))
		serve_page(servers, reply);
	else if (!is_state(servers, PQ_PIECE_OPEN) || is_strange(servers, request))
		say_nothing_there(reply);
	else
		serve(servers, request, reply);
}

/* Dials to the page's own place are mostly the hub's: they count once they ask the scenario's servers for something. */
static bool is_page_port(const struct pq_servers *servers, const struct pq_arrival *arrival)
{
	uint16_t port = 0;

	pq_url_effective_port(&servers->page, &port);
	return arrival->port == port;
}

static bool is_stranger(const struct pq_servers *servers, const struct pq_address *address)
{
	for (size_t i = 0; i < servers->stranger_count && i < MAX_STRANGERS; i++)
		if (pq_address_eq(&servers->strangers[i], address))
			return true;
	return false;
}

static void came(void *context, const struct pq_arrival *arrival, enum pq_came how, struct pq_view bytes)
{
	struct pq_servers *servers = context;

	(void)bytes;
	if (is_state(servers, PQ_PIECE_OPEN) && !is_stranger(servers, &arrival->address) &&
	    (how == PQ_CAME_HELLO || (how == PQ_CAME_DIAL && !is_page_port(servers, arrival)) ||
	     (how == PQ_CAME_REQUEST && arrival->transport == PQ_TRANSPORT_UDP)))
		note(servers);
}

static bool look_up(void *context, struct pq_view host, uint16_t type, struct pq_address *addresses, size_t *count)
{
	struct pq_servers *servers = context;
	struct pq_address all[PQ_MAX_ADDRESSES];
	size_t all_count = 0;

	*count = 0;
	if (!current(servers)) {
		pq_vnet_init(servers->vnet, servers->pieces[0].scenario);
		servers->vnet->schedule = pq_view(NULL, 0);
	}
	if (pq_vnet_lookup(servers->vnet, host, all, &all_count) != PQ_NET_OK)
		return false;
	for (size_t i = 0; i < all_count; i++)
		if (all[i].family == (type == 28 ? 6 : 4))
			addresses[(*count)++] = all[i];
	if (*count && current(servers) && !pq_kin_has(&servers->kin, host))
		servers->strangers[servers->stranger_count++ % MAX_STRANGERS] = addresses[0];
	return true;
}

struct pq_site pq_servers_site(struct pq_servers *servers)
{
	return (struct pq_site){ .context = servers, .came = came, .respond = respond, .look_up = look_up };
}
