/* SPDX-License-Identifier: MIT */
/*
 * A libFuzzer harness for libcurl, watched by pratique: whatever URL, method, header, body and redirects an input holds,
 * is anything dialled or written that must not be? docs/watch.md explains it, and says how to build it.
 *
 * Input: pieces that byte 0xff separates: URL without "http://", method, header, body; then what the servers answer.
 * With -DNO_FILTER libcurl is alone, as an application uses it that has forgotten the policy; -DNO_BASELINE tells what
 * is known of that, too.
 */
#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <pratique/watch.h>

#include "filter.h"
#include "server.h"

#ifdef NO_FILTER
static const bool filtered = false;
#else
static const bool filtered = true;
#endif

/* An application's own headers go along on every hop, as documented; Fetch takes those of a body away with it. */
#define ON_EVERY_HOP                                                                                                 \
	"accept violation watch \"bad_framing embedder hop: a redirect has made the method GET*\" until 2099-01-01 " \
	"\"documented\"\n"

/* What is known of libcurl without the filter: it leaves ports, headers and methods to the application. */
#if defined(NO_BASELINE)
static const char *const baseline = NULL;
#elif defined(NO_FILTER)
static const char *const baseline =
	"pratique-baseline 1\n" ON_EVERY_HOP
	"accept unsafe_port * 0-65535 until 2099-01-01 \"libcurl has no list of bad ports\"\n"
	"accept violation watch \"forbidden_*\" until 2099-01-01 \"headers and methods are sent as given\"\n"
	"accept violation watch \"malformed_header*\" until 2099-01-01 \"the same\"\n"
	"accept violation watch \"request_split*\" until 2099-01-01 \"the same\"\n"
	"accept violation watch \"host_mismatch*\" until 2099-01-01 \"the same, of Host\"\n"
	"accept violation watch \"bad_framing*\" until 2099-01-01 \"the same, of Content-Length\"\n"
	"accept violation watch \"credential_leak*\" until 2099-01-01 \"the same, of Cookie\"\n";
#else
static const char *const baseline = "pratique-baseline 1\n" ON_EVERY_HOP;
#endif

static const char *const names[][2] = { { "a.example", "20.0.0.1" },
					{ "b.example", "20.0.0.2" },
					{ "localhost", "127.0.0.1" } };

static struct pq_watch *watch;
static bool refused;

static curl_socket_t on_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	curl_socket_t fd;

	(void)context, (void)purpose;
	if (filtered && !filter_allows_port(&address->addr)) {
		refused = true;
		return CURL_SOCKET_BAD;
	}
	fd = server_connect();
	if (fd >= 0)
		pq_watch_dial(watch, fd, &address->addr, address->addrlen, PQ_WATCH_TCP, NULL);
	return fd;
}

static int on_option(void *context, curl_socket_t fd, curlsocktype purpose)
{
	(void)context, (void)fd, (void)purpose;
	return CURL_SOCKOPT_ALREADY_CONNECTED;
}

static int on_close(void *context, curl_socket_t fd)
{
	(void)context;
	pq_watch_close(watch, fd);
	return close(fd);
}

static int on_debug(CURL *curl, curl_infotype type, char *bytes, size_t length, void *context)
{
	(void)curl, (void)context;
	if (type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT)
		pq_watch_send(watch, PQ_WATCH_LATEST, bytes, length);
	return 0;
}

/* The debug callback would tell as well what comes in, but no line of a head that libcurl refuses. */
void server_said(int client, const char *bytes, size_t length)
{
	pq_watch_receive(watch, client, bytes, length);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes, (void)context;
	return size * count;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct pq_watch_options options;
	char message[PQ_WATCH_MESSAGE];

	(void)argc, (void)argv;
	curl_global_init(CURL_GLOBAL_ALL);
	pq_watch_defaults(&options);
	options.fatal = 1;
	options.shows = PQ_WATCH_DIALS | PQ_WATCH_NAMES | PQ_WATCH_SENDS | PQ_WATCH_RECEIVES | PQ_WATCH_OUTCOMES;
	options.baseline = baseline;
	if (pq_watch_open(&options, &watch, message) != PQ_WATCH_OK) {
		fprintf(stderr, "%s\n", message);
		exit(1);
	}
	return 0;
}

/* The next piece of the input, as a string that is to be freed. */
static char *take(const char **data, size_t *size)
{
	const char *end = *size ? memchr(*data, 0xff, *size) : NULL;
	size_t length = end ? (size_t)(end - *data) : *size;
	char *piece = strndup(length ? *data : "", length);

	*data += length + (end != NULL);
	*size -= length + (end != NULL);
	return piece;
}

/* Tells the watch what each name means and what is asked of libcurl. */
static void tell(const char *url, const char *method, const char *header, const char *body)
{
	const char *colon = header ? strchr(header, ':') : NULL;
	struct pq_watch_part parts[2] = { { .kind = PQ_WATCH_TEXT, .value = pq_watch_str(body) },
					  { .kind = PQ_WATCH_HEADER } };
	struct pq_watch_asked asked = { .kind = PQ_WATCH_EMBEDDER,
					.method = pq_watch_str(method),
					.url = pq_watch_str(url) };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct sockaddr_in address = { .sin_family = AF_INET };

		inet_pton(AF_INET, names[i][1], &address.sin_addr);
		pq_watch_lookup(watch, names[i][0], (const struct sockaddr *)&address, sizeof(address));
	}
	asked.parts = *body ? parts : parts + 1;
	asked.part_count = (*body != '\0') + (colon != NULL);
	if (colon) {
		parts[1].name = pq_watch_run(header, (size_t)(colon - header));
		parts[1].value = pq_watch_str(colon + 1);
	}
	pq_watch_request(watch, &asked, NULL);
}

/* Drives libcurl until it is done, and tells the watch how that ended. */
static void perform(CURL *curl)
{
	CURLM *multi = curl_multi_init();
	CURLMsg *message = NULL;
	long status = 0;
	int running = 1, messages;

	curl_multi_add_handle(multi, curl);
	for (int i = 0; running && i < 200; i++) {
		curl_multi_perform(multi, &running);
		server_serve();
	}
	message = curl_multi_info_read(multi, &messages);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (refused)
		pq_watch_blocked(watch, "unsafe_port", 0);
	else if (message && message->data.result == CURLE_OK && status >= 100 && status <= 999)
		pq_watch_done(watch, (unsigned int)status);
	else
		pq_watch_failed(watch, NULL);
	curl_multi_remove_handle(multi, curl);
	curl_easy_cleanup(curl);
	curl_multi_cleanup(multi);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *rest = (const char *)data;
	char *place = take(&rest, &size), *method = take(&rest, &size), *header = take(&rest, &size);
	char *body = take(&rest, &size), *url = malloc(strlen(place) + 8);
	struct curl_slist *headers = NULL, *to = NULL;
	CURL *curl = curl_easy_init();
	const char *asked = *method ? method : *body ? "POST" : "GET";

	/* libcurl reads URLs by another standard than browsers do: what the two read alike is what is asked here. */
	for (char *p = place; *p; p++)
		*p = filter_is_plain(*p) ? *p : '-';
	sprintf(url, "http://%s", place);
	refused = false;
	server_begin(rest, size);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 4L);
	curl_easy_setopt(curl, CURLOPT_COOKIEFILE, "");
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, on_option);
	curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	to = curl_slist_append(curl_slist_append(NULL, "a.example::20.0.0.1:"), "b.example::20.0.0.2:");
	curl_easy_setopt(curl, CURLOPT_CONNECT_TO, to);
	if (*body)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	if (*method && (!filtered || filter_allows_method(method)))
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	if (*header && (!filtered || filter_allows_header(header)))
		headers = curl_slist_append(NULL, header);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);

	tell(url, asked, header, body);
	perform(curl);
	pq_watch_end(watch);

	server_end();
	curl_slist_free_all(headers);
	curl_slist_free_all(to);
	free(url), free(body), free(header), free(method), free(place);
	return 0;
}
