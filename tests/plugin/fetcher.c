/* SPDX-License-Identifier: MIT */
/*
 * A network stack of a few lines as a plug-in: plain http, HTTP/1.1, one message a connection, redirects of which the
 * Location is absolute. It asks the policy through the host, on each hop; -DFORGETS leaves the later ones out. -DSOCKETS dials
 * by itself. -DCHECKS=1 has a checker that allows no header.
 */
#define _GNU_SOURCE
#include <pratique/subject.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#ifndef FORGETS
#define FORGETS 0
#endif

#ifndef CHECKS
#define CHECKS 0
#endif
#ifndef SOCKETS
#define SOCKETS 0
#endif
#if SOCKETS
#include "dialler.h"
#endif

#define ROOM 65536

struct place {
	char host[300];
	unsigned int port;
	char authority[300];
	const char *target;
};

static int end(struct pq_plugin_outcome *outcome, enum pq_plugin_end how, const char *reason)
{
	outcome->end = how;
	outcome->reason = reason;
	return 0;
}

/* Of a URL that the page side has serialised. */
static int read_url(const char *url, struct place *place)
{
	const char *colon;

	if (strncmp(url, "http://", 7) != 0)
		return 0;
	url += 7;
	place->target = url + strcspn(url, "/?#");
	snprintf(place->authority, sizeof(place->authority), "%.*s", (int)(place->target - url), url);
	snprintf(place->host, sizeof(place->host), "%s", place->authority);
	colon = strrchr(place->host, ':');
	place->port = colon && colon[1] ? (unsigned int)atoi(colon + 1) : 80;
	place->host[colon ? (size_t)(colon - place->host) : strlen(place->host)] = '\0';
	return place->host[0] && place->host[0] != '[' && !strchr(place->host, '@') && place->port <= 65535;
}

static int write_head(const struct pq_plugin_request *request, const struct place *place, char *head)
{
	int len = snprintf(head, ROOM, "%.*s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n",
			   (int)request->method.len, (const char *)request->method.data,
			   *place->target == '/' ? place->target : "/", place->authority);

	for (size_t i = 0; i < request->header_count; i++)
		len += snprintf(head + len, ROOM, "%.*s: %.*s\r\n", (int)request->headers[i].name.len,
				(const char *)request->headers[i].name.data, (int)request->headers[i].value.len,
				(const char *)request->headers[i].value.data);
	if (request->body.data)
		len += snprintf(head + len, ROOM, "Content-Length: %zu\r\n", request->body.len);
	return len + snprintf(head + len, ROOM, "\r\n");
}

static int send_all(const struct pq_plugin_host *host, long conn, const char *data, size_t len)
{
	while (len > 0) {
		long sent = host->send(host, conn, data, len);

		if (sent <= 0)
			return 0;
		data += sent;
		len -= (size_t)sent;
	}
	return 1;
}

/* Whether all of an answer is there that says its length. */
static int is_whole(const char *answer, size_t len)
{
	const char *end = strstr(answer, "\r\n\r\n");
	const char *length = strcasestr(answer, "\r\ncontent-length: ");

	return end && length && length < end && len >= (size_t)(end + 4 - answer) + strtoul(length + 18, NULL, 10);
}

/* The answer's head and what comes with it, or 0. */
static size_t exchange(const struct pq_plugin_host *host, const struct pq_plugin_request *request,
		       const struct place *place, char *answer, struct pq_plugin_outcome *outcome)
{
	static char head[66 * ROOM];
	struct pq_plugin_address addresses[8];
	int count = host->lookup(host, place->host, addresses, 8);
	long conn = PQ_PLUGIN_FAILED;
	size_t len = 0;
	long got;

	for (int i = 0; i < count && conn <= 0; i++)
		conn = host->dial(host, PQ_PLUGIN_TCP, &addresses[i], (uint16_t)place->port);
	if (conn <= 0)
		return (size_t)end(outcome, PQ_PLUGIN_ERROR_END, count < 0 ? "dns" : "connection");
	if (!send_all(host, conn, head, (size_t)write_head(request, place, head)) ||
	    !send_all(host, conn, request->body.data, request->body.len))
		return (size_t)end(outcome, PQ_PLUGIN_ERROR_END, "connection");
	answer[0] = '\0';
	while (len < ROOM - 1 && !is_whole(answer, len) &&
	       (got = host->receive(host, conn, answer + len, ROOM - 1 - len)) > 0) {
		len += (size_t)got;
		answer[len] = '\0';
	}
	host->close(host, conn);
	if (strncmp(answer, "HTTP/1.1 ", 9) != 0)
		return (size_t)end(outcome, PQ_PLUGIN_ERROR_END, "bad-response");
	end(outcome, PQ_PLUGIN_DONE, NULL);
	outcome->status = (unsigned int)atoi(answer + 9);
	return len;
}

/* Where a redirect leads, copied; or NULL. */
static char *location_of(char *answer, unsigned int status)
{
	char *line = answer;

	while (status / 100 == 3 && (line = strstr(line, "\r\n")) && strncmp(line, "\r\n\r\n", 4) != 0) {
		line += 2;
		if (strncasecmp(line, "location: ", 10) == 0)
			return strndup(line + 10, strcspn(line + 10, "\r\n"));
	}
	return NULL;
}

static int admitted(const struct pq_plugin_host *host, const struct pq_plugin_request *request,
		    struct pq_plugin_outcome *outcome)
{
	if (!host->method_allowed(host, request->method))
		return end(outcome, PQ_PLUGIN_BLOCKED, "forbidden_method");
	for (size_t i = 0; i < request->header_count; i++)
		if (!host->header_allowed(host, request->headers[i].name, request->headers[i].value))
			return end(outcome, PQ_PLUGIN_BLOCKED, "forbidden_header");
	return 1;
}

static void fetch(const struct pq_plugin_host *host, const struct pq_plugin_request *request,
		  struct pq_plugin_outcome *outcome)
{
	static char answer[ROOM];
	char *url = strndup(request->url.data, request->url.len);

	if (!admitted(host, request, outcome)) {
		free(url);
		return;
	}
	for (int hop = 0; url && hop < 20; hop++) {
		char *next = NULL;
		struct place place;

		if (!read_url(url, &place))
			end(outcome, PQ_PLUGIN_ERROR_END, hop ? "bad-redirect" : "bad-scheme");
		else if (!(FORGETS && hop) && !host->port_allowed(host, "http", (uint16_t)place.port))
			end(outcome, PQ_PLUGIN_BLOCKED, "unsafe_port");
		else if (exchange(host, request, &place, answer, outcome))
			next = location_of(answer, outcome->status);
		free(url);
		url = next;
	}
	free(url);
}

static void perform(const struct pq_plugin_host *host, const struct pq_plugin_request *request,
		    struct pq_plugin_outcome *outcome)
{
#if SOCKETS
	const struct pq_plugin_host sockets = on_sockets(host);

	host = &sockets;
#endif
	fetch(host, request, outcome);
}

static int allow_no_header(struct pq_plugin_bytes name, struct pq_plugin_bytes value)
{
	(void)name, (void)value;
	return 0;
}

static const char *const own[] = { "Host", "Connection", "Content-Length", "Content-Type", NULL };

const struct pq_plugin *pq_plugin(void)
{
	static const struct pq_plugin plugin = {
		.version = PQ_PLUGIN_VERSION,
		.size = sizeof(plugin),
		.name = "fetcher",
		.flags = SOCKETS ? PQ_PLUGIN_SOCKETS : 0,
		.own_headers = own,
		.header_allowed = CHECKS ? allow_no_header : NULL,
		.perform = perform,
	};

	return &plugin;
}
