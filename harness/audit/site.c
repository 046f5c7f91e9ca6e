/* SPDX-License-Identifier: MIT */
#include "audit/site.h"

#include "browser/session.h"
#include "system/clock.h"

/* The longest answer is the task of a sweep: 65,536 ports of up to five digits and a comma. */
#define MAX_ANSWER (1u << 20)
#define MAX_FIELDS (16u << 10)

/* Raises *value to at least `least`. */
static void raise_to(_Atomic uint8_t *value, uint8_t least)
{
	uint8_t now = atomic_load(value);

	while (now < least && !atomic_compare_exchange_weak(value, &now, least))
		;
}

/* The cell that an arrival is meant for: of a proxied one by the name that was asked for. */
static bool cell_of(const struct pq_board *board, const struct pq_arrival *arrival, uint32_t *cell)
{
	enum pq_space space;

	if (arrival->host.len > 0 && pq_board_named(arrival->host, cell))
		return *cell < atomic_load(&board->cell_count);
	return pq_board_cell(board, &arrival->address, &space, cell);
}

/*
 * A user agent asks a TURN server over UDP for its own address first, as it asks any STUN server. That is for the STUN
 * vector's ports to judge; what makes it TURN comes behind it.
 */
static bool is_stun_alone(const struct pq_board *board, uint32_t cell, const struct pq_arrival *arrival,
			  struct pq_view bytes)
{
	static const unsigned char binding[] = { 0, 1 };
	const struct pq_task *task;

	if (arrival->transport != PQ_TRANSPORT_UDP || !pq_view_starts(bytes, pq_view(binding, sizeof(binding))))
		return false;
	task = pq_board_task_of(board, cell);
	return task && strcmp(pq_vector_at(task->vector)->scheme, "turn-udp") == 0;
}

static void came(void *context, const struct pq_arrival *arrival, enum pq_came came, struct pq_view bytes)
{
	struct pq_board *board = context;
	struct pq_cell *cell;
	uint32_t number, none = 0;
	uint16_t no_port = 0;

	if (!cell_of(board, arrival, &number) || is_stun_alone(board, number, arrival, bytes))
		return;
	cell = &board->cells[number];
	atomic_store(&board->alive_ms, pq_clock_ms());
	if (arrival->route != PQ_ROUTE_DIRECT && atomic_load(&board->launch) == PQ_LAUNCH_PLAIN)
		atomic_store(&board->proxied, true);
	atomic_compare_exchange_strong(&cell->conn, &none, arrival->conn);
	if (arrival->port == cell->port)
		raise_to(&cell->came, (uint8_t)came);
	else
		atomic_compare_exchange_strong(&cell->stray, &no_port, arrival->port);
}

/* Any public address, the same for the same name. */
static struct pq_address hashed(struct pq_view host)
{
	struct pq_address address = { .family = 4, .bytes = { 20 } };
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < host.len; i++)
		hash = (hash ^ host.data[i]) * 16777619u;
	address.bytes[1] = (uint8_t)(64 + (hash >> 16) % 64);
	address.bytes[2] = (uint8_t)(hash >> 8);
	address.bytes[3] = (uint8_t)hash;
	return address;
}

/* The board's own names; own-N.probe.example is the hub as an origin of its own. */
static const char *known_host(struct pq_view host)
{
	static const struct pq_view own = PQ_VIEW("own-"), zone = PQ_VIEW(".probe.example");
	bool ours = host.len > own.len + zone.len && pq_view_starts(host, own) &&
		    pq_view_eq(pq_view_from(host, host.len - zone.len), zone);

	if (pq_view_is(host, "hub.probe.example") || ours)
		return PQ_BOARD_HUB;
	if (pq_view_is(host, "redirector.probe.example"))
		return PQ_BOARD_REDIRECTOR;
	if (pq_view_is(host, "proxy.probe.example"))
		return PQ_BOARD_PROXY;
	return NULL;
}

static bool look_up(void *context, struct pq_view host, uint16_t type, struct pq_address *addresses, size_t *count)
{
	struct pq_board *board = context;
	const struct pq_task *task;
	const char *known = known_host(host);
	struct pq_address address = hashed(host);
	uint32_t cell;

	if (known) {
		pq_address_parse(pq_view_str(known), &address);
	} else if (pq_board_named(host, &cell)) {
		task = pq_board_task_of(board, cell);
		address = pq_board_address((enum pq_space)board->cells[cell].space, cell);
		if (task && strcmp(pq_vector_at(task->vector)->scheme, "dns") == 0)
			raise_to(&board->cells[cell].came, PQ_CAME_REQUEST);
	}
	*count = 0;
	if (type == (address.family == 6 ? 28 : 1))
		addresses[(*count)++] = address;
	return true;
}

void pq_answer_field(struct pq_answer *answer, const char *name, struct pq_view value)
{
	pq_buf_add_str(&answer->fields, name);
	pq_buf_add_str(&answer->fields, ": ");
	pq_buf_add(&answer->fields, value);
	pq_buf_add_str(&answer->fields, "\r\n");
}

void pq_answer_type(struct pq_answer *answer, const char *media_type)
{
	pq_answer_field(answer, "Content-Type", pq_view_str(media_type));
}

/* What a preflight asks for, it gets. */
static void echo(struct pq_answer *answer, const char *asked, const char *name)
{
	struct pq_view value = pq_sink_field(answer->request, asked);

	if (value.data)
		pq_answer_field(answer, name, value);
}

/* Lets every origin read the answer, or ask. A request without Origin gets no more than it needs: there are many of them. */
static void allow_all(struct pq_answer *answer)
{
	struct pq_view origin = pq_sink_field(answer->request, "origin");

	pq_answer_field(answer, "Cache-Control", pq_view_str("no-store"));
	if (!origin.data)
		return;
	pq_answer_field(answer, "Access-Control-Allow-Origin", origin);
	pq_answer_field(answer, "Access-Control-Allow-Credentials", pq_view_str("true"));
	pq_answer_field(answer, "Timing-Allow-Origin", pq_view_str("*"));
	pq_answer_field(answer, "Cross-Origin-Resource-Policy", pq_view_str("cross-origin"));
	if (!pq_view_is(answer->request->method, "OPTIONS"))
		return;
	echo(answer, "access-control-request-method", "Access-Control-Allow-Methods");
	echo(answer, "access-control-request-headers", "Access-Control-Allow-Headers");
	pq_answer_field(answer, "Access-Control-Allow-Private-Network", pq_view_str("true"));
	pq_answer_field(answer, "Access-Control-Allow-Local-Network", pq_view_str("true"));
	answer->reply->status = 204;
}

/* Splits the target; one in absolute form loses its scheme and host. */
static void split_target(struct pq_answer *answer)
{
	struct pq_view target = answer->request->target;
	size_t question;

	if (target.len > 0 && target.data[0] != '/') {
		size_t colon = pq_view_find(target, ':', 0);

		target = pq_view_from(target,
				      pq_view_find(target, '/', colon + 3 < target.len ? colon + 3 : target.len));
	}
	question = pq_view_find(target, '?', 0);
	answer->path = pq_view_slice(target, 0, question);
	answer->query = pq_view_from(target, question + 1);
}

/* Whom a request is for. */
static void dispatch(struct pq_answer *answer)
{
	const struct pq_arrival *arrival = answer->request->arrival;
	const char *known = known_host(arrival->host);
	struct pq_address address = arrival->address, redirector, proxy;
	enum pq_space space;
	uint32_t cell;

	pq_address_parse(pq_view_str(PQ_BOARD_REDIRECTOR), &redirector);
	pq_address_parse(pq_view_str(PQ_BOARD_PROXY), &proxy);
	if (known)
		pq_address_parse(pq_view_str(known), &address);
	if (cell_of(answer->board, arrival, &cell))
		pq_site_cell(answer);
	else if (pq_address_eq(&address, &redirector))
		pq_site_redirect(answer);
	else if (pq_board_hub_space(&address, &space) || pq_address_eq(&address, &proxy))
		pq_site_hub(answer);
	else
		pq_site_cell(answer);
}

/* One answer at a time: the loop copies it before it asks for the next. */
static void respond(void *context, const struct pq_sink_request *request, struct pq_sink_reply *reply)
{
	static unsigned char fields[MAX_FIELDS], body[MAX_ANSWER];
	struct pq_answer answer = { .board = context, .request = request, .reply = reply };

	pq_buf_init(&answer.fields, fields, sizeof(fields));
	pq_buf_init(&answer.body, body, sizeof(body));
	reply->status = 200;
	split_target(&answer);
	allow_all(&answer);
	if (!pq_view_is(request->method, "OPTIONS"))
		dispatch(&answer);
	if (!pq_buf_ok(&answer.fields) || !pq_buf_ok(&answer.body)) {
		reply->status = 500;
		return;
	}
	reply->fields = pq_buf_view(&answer.fields);
	reply->body = pq_buf_view(&answer.body);
}

bool pq_site_number(struct pq_view *text, uint32_t *number)
{
	uint32_t value = 0;
	size_t i = 0;

	for (; i < text->len && text->data[i] >= '0' && text->data[i] <= '9'; i++) {
		if (value > (1u << 31) / 10 - 1)
			return false;
		value = value * 10 + (text->data[i] - '0');
	}
	if (i == 0)
		return false;
	*text = pq_view_from(*text, i);
	*number = value;
	return true;
}

bool pq_site_prefix(struct pq_view *text, const char *prefix)
{
	struct pq_view wanted = pq_view_str(prefix);

	if (!pq_view_starts(*text, wanted))
		return false;
	*text = pq_view_from(*text, wanted.len);
	return true;
}

struct pq_site pq_board_site(struct pq_board *board)
{
	struct pq_site site = { .context = board, .came = came, .respond = respond, .look_up = look_up };

	return site;
}
