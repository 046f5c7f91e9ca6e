/* SPDX-License-Identifier: MIT */
#include "play/servers.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "play/answers.h"
#include "play/hub.h"
#include "play/lacks.h"
#include "play/page.h"
#include "system/clock.h"
#include "url/url.h"
#include "vnet/parts.h"

#define URL_ROOM (4u * PQ_MAX_URL)
#define LOOK_MS 10    /* between two looks at whether a scenario was put */
#define WAIT_MS 10000 /* then a page that waits for one asks again: requests do not last for ever */

static bool buffer(struct pq_buf *buf, size_t size)
{
	void *room = malloc(size);

	pq_buf_init(buf, room, room ? size : 0);
	return room != NULL;
}

struct pq_servers *pq_servers_new(struct pq_play_state *state)
{
	struct pq_servers *servers = calloc(1, sizeof(*servers));

	if (!servers)
		return NULL;
	servers->state = state;
	servers->vnet = malloc(sizeof(*servers->vnet));
	servers->idna = pq_idna_open();
	if (pq_pack_init(&servers->pack) && servers->vnet && servers->idna && buffer(&servers->url_room, URL_ROOM) &&
	    buffer(&servers->out, PQ_PLAY_PAGE_ROOM) && buffer(&servers->fields, PQ_MAX_SCENARIO_BYTES))
		return servers;
	pq_servers_free(servers);
	return NULL;
}

void pq_servers_free(struct pq_servers *servers)
{
	if (!servers)
		return;
	pq_pack_fini(&servers->pack);
	free(servers->vnet);
	if (servers->idna)
		pq_idna_close(servers->idna);
	free(servers->url_room.data);
	free(servers->out.data);
	free(servers->fields.data);
	free(servers);
}

const struct pq_scenario *pq_servers_current(const struct pq_servers *servers)
{
	return atomic_load(&servers->state->current) && servers->pack.count ? &servers->pack.items[0]->scenario : NULL;
}

static bool is_state(const struct pq_servers *servers, enum pq_piece_state wanted)
{
	return atomic_load(&servers->state->current) && atomic_load(&servers->state->at) == (uint32_t)wanted;
}

static void set_state(struct pq_servers *servers, enum pq_piece_state state)
{
	atomic_store(&servers->state->at, state);
}

void pq_servers_note(struct pq_servers *servers)
{
	servers->count++;
	servers->last_ms = pq_clock_ms();
}

/* The world of a piece begins: its servers, its names, its page. */
static void begin_piece(struct pq_servers *servers)
{
	const struct pq_scenario *scenario = &servers->pack.items[0]->scenario;

	servers->net = pq_vnet_init(servers->vnet, scenario);
	servers->vnet->schedule = pq_view(NULL, 0);
	servers->conn_count = 0;
	pq_buf_reset(&servers->url_room);
	pq_kin_init(&servers->kin, scenario, servers->idna, &servers->page, &servers->url_room);
	servers->page.username = servers->page.password = pq_view(NULL, 0);
}

/* Takes what was put and makes it current; false if nothing was, or if it cannot be read. */
static bool take(struct pq_servers *servers)
{
	struct pq_play_state *state = servers->state;
	uint32_t piece = atomic_load(&state->put);
	bool taken;

	if (!piece || !atomic_compare_exchange_strong(&state->put, &piece, 0))
		return false;
	pq_pack_drop(&servers->pack);
	taken = !pq_pack_add(&servers->pack, "", pq_view(state->text, state->len), NULL);
	if (taken)
		begin_piece(servers);
	set_state(servers, taken ? PQ_PIECE_LED : PQ_PIECE_GIVEN_UP);
	atomic_store(&state->current, piece);
	return taken;
}

/* Tells a page where to go now; it waits, for a while, until that is known. */
static void lead(struct pq_servers *servers, struct pq_sink_reply *reply)
{
	uint64_t now = pq_clock_ms();

	if (take(servers)) {
		pq_url_print(&servers->page, false, &servers->out);
		servers->wait_until_ms = 0;
	} else if (servers->wait_until_ms && now >= servers->wait_until_ms) {
		servers->wait_until_ms = 0;
	} else {
		if (!servers->wait_until_ms)
			servers->wait_until_ms = now + WAIT_MS;
		reply->again = true;
		reply->later_ms = LOOK_MS;
	}
}

/* The line of the current scenario's request of that number. */
static enum pq_word word_of(const struct pq_servers *servers, uint32_t number)
{
	const struct pq_scenario *scenario = pq_servers_current(servers);
	size_t at = pq_scenario_find_request(scenario, 0);

	while (at < scenario->line_count && number-- > 1)
		at = pq_scenario_find_request(scenario, at + 1);
	return at < scenario->line_count ? scenario->lines[at].word : PQ_WORD_COMMENT;
}

static void say_seen(struct pq_servers *servers)
{
	pq_buf_add_u64(&servers->out, servers->count);
	pq_buf_add_str(&servers->out, " ");
	pq_buf_add_u64(&servers->out, pq_clock_ms() - servers->last_ms);
}

static void answer_hub(struct pq_servers *servers, const struct pq_hub_word *word, struct pq_sink_reply *reply)
{
	uint32_t current = atomic_load(&servers->state->current);

	atomic_store(&servers->state->alive_ms, pq_clock_ms());
	pq_buf_reset(&servers->out);
	/* Only the start page asks where to go; a piece only speaks of itself. */
	if (word->verb == PQ_HUB_NEXT) {
		if (!word->piece && !current) {
			atomic_store(&servers->state->lacks, pq_lacks_read(word->lacks));
			atomic_store(&servers->state->met, true);
			lead(servers, reply);
		}
	} else if (word->piece && word->piece == current && pq_servers_current(servers)) {
		if (word->verb == PQ_HUB_OPEN && is_state(servers, PQ_PIECE_LED))
			set_state(servers, PQ_PIECE_OPEN);
		if (word->verb == PQ_HUB_BEGIN) {
			servers->count = 0;
			servers->last_ms = pq_clock_ms();
			if (word_of(servers, word->request) == PQ_WORD_CONTROL)
				pq_vnet_begin_control(servers->vnet);
		}
		if (word->verb == PQ_HUB_SEEN)
			say_seen(servers);
		if (word->verb == PQ_HUB_DONE) {
			set_state(servers, PQ_PIECE_DONE);
			lead(servers, reply);
		}
	}
	reply->fields = pq_view_str("Content-Type: text/plain\r\nCache-Control: no-store\r\n");
	reply->body = pq_buf_view(&servers->out);
	reply->close = true;
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
	pq_play_page(pq_servers_current(servers), atomic_load(&servers->state->current), &servers->out);
	pq_play_page_fields(pq_servers_current(servers), &servers->fields);
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
	    !pq_kin_mentions(pq_servers_current(servers), pq_view_str("favicon.ico")))
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
		pq_servers_answer(servers, request, reply);
	/* Other streams may be under way, and each is told as a connection of its own. */
	if (request->arrival->http2)
		reply->close = false;
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
	for (size_t i = 0; i < servers->stranger_count && i < PQ_STRANGERS; i++)
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
		pq_servers_note(servers);
}

static bool look_up(void *context, struct pq_view host, uint16_t type, struct pq_address *addresses, size_t *count)
{
	struct pq_servers *servers = context;
	struct pq_address all[PQ_MAX_ADDRESSES];
	size_t all_count = 0;

	*count = 0;
	if (!pq_servers_current(servers)) {
		pq_vnet_init(servers->vnet, &servers->nobodys);
		servers->vnet->schedule = pq_view(NULL, 0);
	}
	if (pq_vnet_lookup(servers->vnet, host, all, &all_count) != PQ_NET_OK)
		return false;
	for (size_t i = 0; i < all_count; i++)
		if (all[i].family == (type == 28 ? 6 : 4))
			addresses[(*count)++] = all[i];
	if (*count && pq_servers_current(servers) && !pq_kin_has(&servers->kin, host))
		servers->strangers[servers->stranger_count++ % PQ_STRANGERS] = addresses[0];
	return true;
}

struct pq_site pq_servers_site(struct pq_servers *servers)
{
	return (struct pq_site){ .context = servers, .came = came, .respond = respond, .look_up = look_up };
}
