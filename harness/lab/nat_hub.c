/* SPDX-License-Identifier: MIT */
#include "lab/nat_hub.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/texts.h"
#include "system/clock.h"

#define MAX_PAGES 16   /* connections to the page's port at a time; a browser makes six */
#define MAX_TARGETS 16 /* to the attacked one */
#define QUIET_MS 20    /* without a byte more, a message that is whole is answered */
#define LATE_MS 500    /* and so is one that is not */

/* A connection to the page's port. file: -1: free; waits: for a task */
struct page {
	int file;
	bool waits;
	size_t len;
	char request[8192];
};

struct pq_nat_hub {
	struct pq_nat_world *world;
	int page_listener;
	struct page pages[MAX_PAGES];
	const struct pq_nat_vehicle *vehicle;
	const struct pq_nat_helper *helper;
	size_t padding;
	int target_listener;
	struct pq_nat_server *targets[MAX_TARGETS];
	uint64_t heard_ms[MAX_TARGETS];
	size_t target_count;
};

static int listen_on(struct pq_nat_world *world, uint16_t port, struct pq_diag *diag)
{
	int file = pq_nat_world_bound(world, PQ_NAT_OUTSIDE, SOCK_STREAM, NULL, port, diag);

	if (file >= 0)
		fcntl(file, F_SETFL, O_NONBLOCK);
	return file;
}

struct pq_nat_hub *pq_nat_hub_open(struct pq_nat_world *world, struct pq_diag *diag)
{
	struct pq_nat_hub *hub = calloc(1, sizeof(*hub));

	if (!hub) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for a server");
		return NULL;
	}
	hub->world = world;
	hub->target_listener = -1;
	for (size_t i = 0; i < MAX_PAGES; i++)
		hub->pages[i].file = -1;
	hub->page_listener = listen_on(world, PQ_NAT_PAGE_PORT, diag);
	if (hub->page_listener >= 0)
		return hub;
	free(hub);
	return NULL;
}

void pq_nat_hub_close(struct pq_nat_hub *hub)
{
	if (!hub)
		return;
	pq_nat_hub_rest(hub);
	for (size_t i = 0; i < MAX_PAGES; i++)
		if (hub->pages[i].file >= 0)
			close(hub->pages[i].file);
	close(hub->page_listener);
	free(hub);
}

static struct pq_nat_server *add_target(struct pq_nat_hub *hub)
{
	struct pq_nat_server *server = hub->target_count < MAX_TARGETS ? malloc(sizeof(*server)) : NULL;

	if (!server)
		return NULL;
	hub->heard_ms[hub->target_count] = pq_clock_ms();
	hub->targets[hub->target_count++] = server;
	return server;
}

static enum pq_err aim_datagrams(struct pq_nat_hub *hub, uint16_t port, struct pq_diag *diag)
{
	struct pq_nat_server *server = add_target(hub);
	enum pq_err err = server ? pq_nat_server_open(server, hub->world, hub->vehicle->speaks, true, port, 0, diag)
				 : pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for a server");

	if (err) {
		free(server);
		hub->target_count = 0;
		return err;
	}
	server->helper = hub->helper;
	return PQ_ERR_OK;
}

enum pq_err pq_nat_hub_aim(struct pq_nat_hub *hub, const struct pq_nat_vehicle *vehicle,
			   const struct pq_nat_helper *helper, uint16_t port, size_t padding, struct pq_diag *diag)
{
	int size = vehicle->segment;

	hub->vehicle = vehicle;
	hub->helper = helper;
	hub->padding = padding;
	if (vehicle->udp)
		return aim_datagrams(hub, port, diag);
	hub->target_listener = listen_on(hub->world, port, diag);
	if (hub->target_listener < 0)
		return PQ_ERR_IO;
	if (size)
		setsockopt(hub->target_listener, IPPROTO_TCP, TCP_MAXSEG, &size, sizeof(size));
	return PQ_ERR_OK;
}

void pq_nat_hub_rest(struct pq_nat_hub *hub)
{
	for (size_t i = 0; i < hub->target_count; i++) {
		pq_nat_server_close(hub->targets[i]);
		free(hub->targets[i]);
	}
	hub->target_count = 0;
	if (hub->target_listener >= 0)
		close(hub->target_listener);
	hub->target_listener = -1;
}

static void take_targets(struct pq_nat_hub *hub)
{
	int file = hub->target_listener;

	while (file >= 0 && hub->target_count < MAX_TARGETS) {
		struct pq_nat_server *server;

		file = accept4(hub->target_listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		server = file >= 0 ? add_target(hub) : NULL;
		if (server) {
			pq_nat_server_take(server, hub->world, hub->vehicle->speaks, file);
			server->helper = hub->helper;
			server->padding = hub->padding;
		} else if (file >= 0) {
			close(file);
		}
	}
}

static void serve_target(struct pq_nat_hub *hub, size_t at)
{
	struct pq_nat_server *server = hub->targets[at];
	uint64_t now = pq_clock_ms();

	if (pq_nat_server_read(server))
		hub->heard_ms[at] = now;
	if (server->heard.len && now - hub->heard_ms[at] >= (pq_nat_server_heard_all(server) ? QUIET_MS : LATE_MS))
		pq_nat_server_answer(server);
}

static void answer(const struct page *page, const char *status, const char *type, struct pq_view body)
{
	char head[256];
	int len = snprintf(head, sizeof(head),
			   "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nCache-Control: no-store\r\n\r\n",
			   status, type, body.len);

	if (send(page->file, head, (size_t)len, MSG_NOSIGNAL | MSG_MORE) == len && body.len)
		send(page->file, body.data, body.len, MSG_NOSIGNAL);
}

static void answer_page(struct page *page)
{
	static const char nothing[] = "";

	if (strncmp(page->request, "GET / ", 6) == 0)
		answer(page, "200 OK", "text/html", pq_lab_text_find("nat_page.html"));
	else if (strncmp(page->request, "GET /next ", 10) == 0)
		page->waits = true;
	else
		answer(page, "404 Not Found", "text/plain", pq_view(nothing, 0));
	page->len = 0;
}

static void serve_page(struct page *page)
{
	ssize_t got = recv(page->file, page->request + page->len, sizeof(page->request) - 1 - page->len, MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		close(page->file);
		*page = (struct page){ .file = -1 };
		return;
	}
	page->len += (size_t)got;
	page->request[page->len] = '\0';
	if (strstr(page->request, "\r\n\r\n") || page->len == sizeof(page->request) - 1)
		answer_page(page);
}

static void take_pages(struct pq_nat_hub *hub)
{
	for (size_t i = 0; i < MAX_PAGES; i++) {
		struct page *page = &hub->pages[i];

		if (page->file >= 0)
			continue;
		page->file = accept4(hub->page_listener, NULL, NULL, SOCK_CLOEXEC);
		if (page->file < 0)
			return;
		page->waits = false;
		page->len = 0;
	}
}

static void await(const struct pq_nat_hub *hub, int timeout_ms)
{
	struct pollfd files[2 + MAX_PAGES + MAX_TARGETS];
	nfds_t count = 0;

	files[count++] = (struct pollfd){ .fd = hub->page_listener, .events = POLLIN };
	files[count++] = (struct pollfd){ .fd = hub->target_listener, .events = POLLIN };
	for (size_t i = 0; i < MAX_PAGES; i++)
		files[count++] = (struct pollfd){ .fd = hub->pages[i].file, .events = POLLIN };
	for (size_t i = 0; i < hub->target_count; i++) {
		const struct pq_nat_server *server = hub->targets[i];

		files[count++] =
			(struct pollfd){ .fd = server->udp ? server->listener : server->conn, .events = POLLIN };
		/* Its quiet is what is waited for, too. */
		if (server->heard.len && timeout_ms > 5)
			timeout_ms = 5;
	}
	poll(files, count, timeout_ms);
}

void pq_nat_hub_step(struct pq_nat_hub *hub, int timeout_ms)
{
	await(hub, timeout_ms);
	take_pages(hub);
	for (size_t i = 0; i < MAX_PAGES; i++)
		if (hub->pages[i].file >= 0)
			serve_page(&hub->pages[i]);
	take_targets(hub);
	for (size_t i = 0; i < hub->target_count; i++)
		serve_target(hub, i);
}

static const struct page *waiting(const struct pq_nat_hub *hub)
{
	for (size_t i = 0; i < MAX_PAGES; i++)
		if (hub->pages[i].file >= 0 && hub->pages[i].waits)
			return &hub->pages[i];
	return NULL;
}

bool pq_nat_hub_idle(const struct pq_nat_hub *hub)
{
	return waiting(hub) != NULL;
}

void pq_nat_hub_give(struct pq_nat_hub *hub, struct pq_view task)
{
	for (size_t i = 0; i < MAX_PAGES; i++)
		if (hub->pages[i].file >= 0 && hub->pages[i].waits) {
			hub->pages[i].waits = false;
			answer(&hub->pages[i], "200 OK", "application/json", task);
			return;
		}
}

size_t pq_nat_hub_dials(const struct pq_nat_hub *hub)
{
	size_t dials = 0;

	for (size_t i = 0; i < hub->target_count; i++)
		dials += !hub->targets[i]->udp || hub->targets[i]->turn > 0 || hub->targets[i]->heard.len > 0;
	return dials;
}
