/* SPDX-License-Identifier: MIT */
/*
 * libcurl as a plug-in: every connection is led to a socket of this process, and what passes there is carried to and from
 * the host's connection. libcurl is told of a SOCKS 5 proxy that looks names up, which is this file: so it says itself, and
 * over the wire, which host and port it wants, and resolves no name. Lists are the host's, as they would be the
 * application's: libcurl leaves ports, header names and methods to it. Plain http only: TLS would be spoken with a server
 * that is not there.
 */
#define _GNU_SOURCE
#include <curl/curl.h>
#include <pratique/subject.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../stack/bridge.h"
#include "../stack/lists.h"

#ifndef NO_FILTER
#define NO_FILTER 0 /* 1: ports are not asked about, as libcurl alone does not */
#endif

#define MAX_IDLE 1000 /* steps of libcurl in which nothing moves */

/* How far a connection has come in speaking with its proxy. */
enum { SILENT, GREETED, ASKED };

static CURLM *multi;
static CURL *curl;
static const struct pq_plugin_host *host;
static struct pq_plugin_outcome *outcome;
static bool over;
static bool follows;

static void begin(void)
{
	if (multi)
		curl_multi_cleanup(multi);
	multi = NULL;
	hang_up();
}

static void give_up(enum pq_plugin_end how, const char *reason)
{
	if (!over)
		*outcome = (struct pq_plugin_outcome){ .end = how, .reason = reason };
	over = true;
}

/* The address is the proxy's, and may be changed here: libcurl connects to what stands there then. */
static curl_socket_t on_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct sockaddr_un ours;
	socklen_t size = bridge_count < MAX_BRIDGES ? open_listener(&ours) : 0;

	(void)context, (void)purpose;
	if (!size)
		return CURL_SOCKET_BAD;
	bridges[bridge_count++] = (struct bridge){ .fd = -1 };
	memcpy(&address->addr, &ours, size);
	address->addrlen = size;
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* A host that is a name is resolved, and each of its addresses tried; what libcurl has read as an address is one. */
static long dial(const struct pq_plugin_address *address, const char *name, uint16_t port)
{
	struct pq_plugin_address addresses[8];
	long conn = PQ_PLUGIN_FAILED;
	int count = 1;

	if (!NO_FILTER && !host->port_allowed(host, "http", port)) {
		give_up(PQ_PLUGIN_BLOCKED, "unsafe_port");
		return PQ_PLUGIN_FAILED;
	}
	if (name)
		count = host->lookup(host, name, addresses, 8);
	else
		addresses[0] = *address;
	conn = dial_one(host, addresses, count, port);
	if (conn <= 0)
		give_up(PQ_PLUGIN_ERROR_END, count < 0 ? "dns" : conn == PQ_PLUGIN_REFUSED ? "refused" : "connection");
	return conn;
}

/* RFC 1928, 4: version, CONNECT, 0, kind of address, address, port. libcurl writes it at once. */
static long dial_as_asked(const unsigned char *asked, size_t len)
{
	struct pq_plugin_address address = { .family = 4 };
	char name[256] = "";
	size_t size = len < 5 ? 0 : asked[3] == 1 ? 4 : asked[3] == 4 ? 16 : (size_t)asked[4] + 1;
	const unsigned char *port = asked + 4 + size;

	if (size == 0 || len != 4 + size + 2) {
		give_up(PQ_PLUGIN_ERROR_END, "failed");
		return PQ_PLUGIN_FAILED;
	}
	if (asked[3] == 3) {
		memcpy(name, asked + 5, size - 1);
	} else {
		address.family = size == 4 ? 4 : 6;
		memcpy(address.bytes, asked + 4, size);
	}
	return dial(&address, asked[3] == 3 ? name : NULL, (uint16_t)(port[0] << 8 | port[1]));
}

/* The proxy's part: "no login is wanted", then "you are connected". True if something moved. */
static bool converse(struct bridge *bridge)
{
	static const unsigned char welcome[] = { 5, 0 };
	static const unsigned char connected[] = { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
	unsigned char said[300];
	ssize_t len = take(bridge, said, sizeof(said));

	if (len <= 0)
		return false;
	if (bridge->state == SILENT) {
		bridge->state = GREETED;
		return send(bridge->fd, welcome, sizeof(welcome), MSG_NOSIGNAL) > 0;
	}
	bridge->state = ASKED;
	bridge->conn = dial_as_asked(said, (size_t)len);
	if (bridge->conn > 0)
		return send(bridge->fd, connected, sizeof(connected), MSG_NOSIGNAL) > 0;
	bridge->conn = 0;
	return true;
}

static void finish(const CURLMsg *message)
{
	CURLcode code = message->data.result;
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK && status)
		*outcome = (struct pq_plugin_outcome){ .end = PQ_PLUGIN_DONE, .status = (unsigned int)status };
	else if (code == CURLE_TOO_MANY_REDIRECTS)
		outcome->reason = "too-many-redirects";
	else if (code == CURLE_UNSUPPORTED_PROTOCOL)
		outcome->reason = "bad-scheme";
	else
		outcome->reason = code == CURLE_URL_MALFORMAT ? "bad-url" : "bad-response";
	over = true;
}

/* libcurl first, then what it wrote, then what is said to it: a server is not asked for words before it is spoken to. */
static void run_to_end(void)
{
	int idle = 0;

	while (!over) {
		bool moved = false;
		CURLMsg *message;
		int count;

		curl_multi_perform(multi, &count);
		for (size_t i = 0; i < bridge_count && !over; i++)
			moved = (bridges[i].state == ASKED ? carry_out(host, &bridges[i]) : converse(&bridges[i])) ||
				moved;
		message = over ? NULL : curl_multi_info_read(multi, &count);
		if (message)
			finish(message);
		for (size_t i = bridge_count; i > 0 && !over && !moved; i--)
			moved = carry_in(host, &bridges[i - 1]);
		idle = moved ? 0 : idle + 1;
		if (idle > MAX_IDLE)
			give_up(PQ_PLUGIN_ERROR_END, "exhausted");
	}
}

/* Fetch 2.2.3 "redirect status"; libcurl follows a Location of other 3xx as well. */
static size_t on_head(char *bytes, size_t size, size_t count, void *context)
{
	long status = 0;

	(void)context;
	if (size * count > 5 && strncasecmp(bytes, "HTTP/", 5) == 0) {
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
		curl_easy_setopt(
			curl, CURLOPT_FOLLOWLOCATION,
			follows && (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
				? 1L
				: 0L);
	}
	return size * count;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes, (void)context;
	return size * count;
}

/* To be freed. */
static char *text_of(struct pq_plugin_bytes bytes)
{
	return strndup(bytes.len ? bytes.data : "", bytes.len);
}

/* "Name: value", or "Name;" for an empty value; what libcurl would write by itself is taken out first. */
static struct curl_slist *headers_of(const struct pq_plugin_request *request)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	bool typed = false;

	for (size_t i = 0; i < request->header_count; i++) {
		struct pq_plugin_bytes name = request->headers[i].name;
		struct pq_plugin_bytes value = request->headers[i].value;
		char *line = malloc(name.len + value.len + 4);

		typed |= name.len == 12 && strncasecmp(name.data, "Content-Type", 12) == 0;
		sprintf(line, "%.*s%s%.*s", (int)name.len, (const char *)name.data, value.len ? ": " : ";",
			(int)value.len, value.len ? (const char *)value.data : "");
		headers = curl_slist_append(headers, line);
		free(line);
	}
	return typed ? headers : curl_slist_append(headers, "Content-Type:");
}

static void set_method(const char *method, const struct pq_plugin_request *request)
{
	bool posts = strcmp(method, "POST") == 0;

	if (request->body.data || posts) {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.len ? request->body.data : "");
		if (!posts)
			curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	} else if (strcmp(method, "HEAD") == 0) {
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	} else if (strcmp(method, "GET") != 0) {
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	}
}

static void set_options(const char *url, const struct pq_plugin_request *request)
{
	follows = request->redirect == PQ_PLUGIN_FOLLOW;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http");
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_PROXY, "socks5h://127.0.0.1:1080");
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 20L);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, request->keep_alive ? 0L : 1L);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_head);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
}

static void fetch(const char *url, const char *method, const struct pq_plugin_request *request)
{
	struct curl_slist *headers = headers_of(request);

	if (!multi)
		multi = curl_multi_init();
	curl = curl_easy_init();
	set_options(url, request);
	set_method(method, request);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_multi_add_handle(multi, curl);
	run_to_end();
	curl_multi_remove_handle(multi, curl);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	if (!request->keep_alive)
		begin();
}

static void perform(const struct pq_plugin_host *its_host, const struct pq_plugin_request *request,
		    struct pq_plugin_outcome *its_outcome)
{
	char *url = text_of(request->url);
	char *method = text_of(request->method);

	host = its_host;
	outcome = its_outcome;
	over = false;
	if (broken_rule(host, request))
		give_up(PQ_PLUGIN_BLOCKED, broken_rule(host, request));
	else if (strlen(url) != request->url.len)
		give_up(PQ_PLUGIN_ERROR_END, "bad-url");
	else
		fetch(url, method, request);
	free(url);
	free(method);
}

const struct pq_plugin *pq_plugin(void)
{
	static const struct pq_plugin plugin = {
		.version = PQ_PLUGIN_VERSION,
		.size = sizeof(plugin),
		.name = "libcurl",
		.begin = begin,
		.perform = perform,
	};

	return &plugin;
}
