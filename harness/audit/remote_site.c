/* SPDX-License-Identifier: MIT */
#include "audit/remote_site.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "audit/pages.h"
#include "audit/site.h"

struct pq_remote_pages *pq_remote_pages_new(struct pq_board *board, uint16_t port, const char *authority_file)
{
	void *memory =
		mmap(NULL, sizeof(struct pq_remote_pages), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct pq_remote_pages *pages = memory == MAP_FAILED ? NULL : memory;
	FILE *file = pages ? fopen(authority_file, "re") : NULL;

	if (!pages)
		return NULL;
	pages->board = pq_board_site(board);
	pages->port = port;
	if (file) {
		pages->authority_len = fread(pages->authority, 1, sizeof(pages->authority), file);
		fclose(file);
	}
	return pages;
}

void pq_remote_pages_free(struct pq_remote_pages *pages)
{
	if (pages)
		munmap(pages, sizeof(*pages));
}

/* Whether that is the device under test: who opened the hub first. */
static bool is_subject(const struct pq_remote_pages *pages, const struct pq_arrival *arrival)
{
	return atomic_load(&pages->known) && pq_address_eq(&pages->subject, &arrival->source);
}

static bool is_hub(const struct pq_arrival *arrival)
{
	static const struct pq_view name = PQ_VIEW("hub.probe.example");
	struct pq_address hub;

	pq_address_parse(pq_view_str(PQ_BOARD_HUB), &hub);
	return pq_address_eq(&hub, &arrival->address) || pq_view_eq(arrival->host, name);
}

/* The first client that opens the hub is the subject; its record is whole before it counts. */
static void claim(struct pq_remote_pages *pages, const struct pq_arrival *arrival)
{
	bool before = false;

	if (!is_hub(arrival) || !atomic_compare_exchange_strong(&pages->claimed, &before, true))
		return;
	pages->subject = arrival->source;
	atomic_store(&pages->known, true);
}

static void came(void *context, const struct pq_arrival *arrival, enum pq_came how_far, struct pq_view bytes)
{
	const struct pq_remote_pages *pages = context;

	if (is_subject(pages, arrival))
		pages->board.came(pages->board.context, arrival, how_far, bytes);
}

static bool look_up(void *context, struct pq_view host, uint16_t type, struct pq_address *addresses, size_t *count)
{
	const struct pq_remote_pages *pages = context;

	return pages->board.look_up(pages->board.context, host, type, addresses, count);
}

/* Asked at the listener's own address: directly, or through itself. Cells and the hub lie in 20.0.0.0/8 and 24.0.0.0/8. */
static bool is_own(const struct pq_remote_pages *pages, const struct pq_arrival *arrival)
{
	bool board =
		arrival->address.family == 4 && (arrival->address.bytes[0] == 20 || arrival->address.bytes[0] == 24);

	if (arrival->route == PQ_ROUTE_DIRECT)
		return true;
	return arrival->route == PQ_ROUTE_ABSOLUTE && arrival->port == pages->port && !board;
}

/* What the device called this place by: "192.0.2.1:8480"; only bytes that an authority is made of. */
static struct pq_view own_authority(const struct pq_sink_request *request)
{
	struct pq_view host = pq_sink_field(request, "host");

	for (size_t i = 0; i < host.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:[]-_", host.data[i]))
			return pq_view(NULL, 0);
	return host;
}

static struct pq_view path_of(struct pq_view target)
{
	size_t scheme = target.len > 0 && target.data[0] != '/' ? pq_view_find(target, '/', 0) + 2 : 0;

	target = pq_view_from(target, scheme == 0 ? 0 : pq_view_find(target, '/', scheme));
	return pq_view_slice(target, 0, pq_view_find(target, '?', 0));
}

static void serve_own(const struct pq_remote_pages *pages, const struct pq_sink_request *request,
		      struct pq_sink_reply *reply)
{
	static const struct pq_view pac = PQ_VIEW("Content-Type: application/x-ns-proxy-autoconfig\r\n");
	static const struct pq_view certificate = PQ_VIEW("Content-Type: application/x-x509-ca-cert\r\n");
	static const struct pq_view html = PQ_VIEW("Content-Type: text/html; charset=utf-8\r\n");
	static unsigned char storage[8192];
	const struct pq_blank blanks[] = { { "authority", own_authority(request) } };
	struct pq_view path = path_of(request->target);
	struct pq_buf body;

	pq_buf_init(&body, storage, sizeof(storage));
	if (pq_view_is(path, "/authority.pem")) {
		reply->fields = certificate;
		reply->body = pq_view(pages->authority, pages->authority_len);
	} else if (pq_view_is(path, "/proxy.pac")) {
		pq_page_fill(&body, pq_page("remote.pac"), blanks, 1);
		reply->fields = pac;
		reply->body = pq_buf_view(&body);
	} else if (pq_view_is(path, "/")) {
		pq_page_fill(&body, pq_page("remote.html"), blanks, 1);
		reply->fields = html;
		reply->body = pq_buf_view(&body);
	} else {
		reply->status = 404;
	}
}

/* The first that opens the hub's start page is the subject. */
static void note_visitor(struct pq_remote_pages *pages, const struct pq_sink_request *request)
{
	struct pq_view name = pq_sink_field(request, "user-agent");
	size_t len = name.len < sizeof(pages->visitor) - 1 ? name.len : sizeof(pages->visitor) - 1;
	struct pq_address hub;
	bool before = false;

	pq_address_parse(pq_view_str(PQ_BOARD_HUB), &hub);
	if (!pq_address_eq(&hub, &request->arrival->address) || len == 0)
		return;
	if (atomic_compare_exchange_strong(&pages->visited, &before, true))
		memcpy(pages->visitor, name.data, len);
}

static void respond(void *context, const struct pq_sink_request *request, struct pq_sink_reply *reply)
{
	struct pq_remote_pages *pages = context;

	if (is_own(pages, request->arrival)) {
		serve_own(pages, request, reply);
		return;
	}
	claim(pages, request->arrival);
	if (!is_subject(pages, request->arrival)) {
		reply->status = 403;
		return;
	}
	note_visitor(pages, request);
	pages->board.respond(pages->board.context, request, reply);
}

struct pq_site pq_remote_site(struct pq_remote_pages *pages)
{
	struct pq_site site = { .context = pages, .came = came, .respond = respond, .look_up = look_up };

	return site;
}
