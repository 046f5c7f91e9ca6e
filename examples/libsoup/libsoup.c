/* SPDX-License-Identifier: MIT */
/*
 * libsoup 3 as a plug-in: every connection of its session is led to a socket of this process, and what passes there is
 * carried to and from the host's connection. libsoup says by a signal of each message that it begins to connect; where to is
 * the host and port of the message's URI on that hop. Lists are the host's, as they would be the application's: libsoup
 * leaves ports, header names and methods to it. Plain http only: TLS would be spoken with a server that is not there.
 */
#define _GNU_SOURCE
#include <libsoup/soup.h>
#include <pratique/subject.h>
#include <string.h>

#include "../stack/bridge.h"
#include "../stack/lists.h"

#ifndef NO_FILTER
#define NO_FILTER 0 /* 1: ports are not asked about, as libsoup alone does not */
#endif

static SoupSession *session;
static const struct pq_plugin_host *host;
static struct pq_plugin_outcome *outcome;
static GCancellable *cancel;
static gboolean over;

static void begin(void)
{
	g_clear_object(&session);
	hang_up();
}

static void give_up(enum pq_plugin_end how, const char *reason)
{
	outcome->end = how;
	outcome->reason = reason;
	over = TRUE;
	g_cancellable_cancel(cancel);
}

/* The socket that the session's connections are led to. */
static GSocketConnectable *connectable_of(void)
{
	struct sockaddr_un address;
	socklen_t size = open_listener(&address);

	return size ? G_SOCKET_CONNECTABLE(g_socket_address_new_from_native(&address, size)) : NULL;
}

/* libsoup begins to connect for a message: this is its dial. */
static void dial_for(SoupMessage *message)
{
	GUri *uri = soup_message_get_uri(message);
	struct pq_plugin_address addresses[8];
	uint16_t port = (uint16_t)g_uri_get_port(uri);
	long conn = PQ_PLUGIN_FAILED;
	int count;

	if (strcmp(g_uri_get_scheme(uri), "http") != 0) {
		give_up(PQ_PLUGIN_ERROR_END, "bad-scheme");
		return;
	}
	if (!NO_FILTER && !host->port_allowed(host, "http", port)) {
		give_up(PQ_PLUGIN_BLOCKED, "unsafe_port");
		return;
	}
	count = host->lookup(host, g_uri_get_host(uri), addresses, 8);
	conn = dial_one(host, addresses, count, port);
	if (conn > 0 && bridge_count < MAX_BRIDGES)
		bridges[bridge_count++] = (struct bridge){ .fd = -1, .conn = conn };
	else
		give_up(PQ_PLUGIN_ERROR_END, count < 0 ? "dns" : conn == PQ_PLUGIN_REFUSED ? "refused" : "connection");
}

static void on_event(SoupMessage *message, GSocketClientEvent event, GIOStream *stream, gpointer data)
{
	(void)stream;
	(void)data;
	if (event == G_SOCKET_CLIENT_RESOLVING && !over)
		dial_for(message);
}

/* libsoup's reason in the words of docs/formats.md. */
static const char *reason_of(const GError *error)
{
	const struct bridge *last = bridge_count ? &bridges[bridge_count - 1] : NULL;

	if (g_error_matches(error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_TOO_MANY_REDIRECTS))
		return "too-many-redirects";
	if (g_error_matches(error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_NO_LOCATION) ||
	    g_error_matches(error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_BAD_URI))
		return "bad-redirect";
	if (last && last->silent)
		return "exhausted";
	return last && last->heard ? "bad-response" : "connection";
}

static void on_done(GObject *object, GAsyncResult *result, gpointer data)
{
	GError *error = NULL;
	GBytes *bytes = soup_session_send_and_read_finish(SOUP_SESSION(object), result, &error);

	if (!over && bytes) {
		outcome->end = PQ_PLUGIN_DONE;
		outcome->status = soup_message_get_status(data);
	} else if (!over) {
		outcome->reason = reason_of(error);
	}
	over = TRUE;
	g_clear_pointer(&bytes, g_bytes_unref);
	g_clear_error(&error);
}

/* libsoup first, then what it wrote, then what is said to it: a server is not asked for words before it is spoken to. */
static void run_to_end(void)
{
	while (!over) {
		gboolean moved = FALSE;

		while (!over && g_main_context_iteration(NULL, FALSE))
			moved = TRUE;
		for (size_t i = 0; i < bridge_count && !over; i++)
			moved = carry_out(host, &bridges[i]) || moved;
		for (size_t i = bridge_count; i > 0 && !over && !moved; i--)
			moved = carry_in(host, &bridges[i - 1]);
		if (!over && !moved)
			g_main_context_iteration(NULL, TRUE);
	}
	for (int i = 0; i < 1000 && g_main_context_iteration(NULL, FALSE); i++)
		continue;
}

static char *text_of(struct pq_plugin_bytes bytes)
{
	return g_strndup(bytes.data, bytes.len);
}

static SoupMessage *message_of(const struct pq_plugin_request *request)
{
	g_autofree char *method = text_of(request->method);
	g_autofree char *url = text_of(request->url);
	SoupMessage *message = soup_message_new(method, url);

	for (size_t i = 0; message && i < request->header_count; i++) {
		g_autofree char *name = text_of(request->headers[i].name);
		g_autofree char *value = text_of(request->headers[i].value);

		soup_message_headers_append(soup_message_get_request_headers(message), name, value);
	}
	if (message && request->body.data) {
		g_autoptr(GBytes) body = g_bytes_new(request->body.data, request->body.len);

		soup_message_set_request_body_from_bytes(message, NULL, body);
	}
	if (message && !request->keep_alive)
		soup_message_headers_replace(soup_message_get_request_headers(message), "Connection", "close");
	if (message && request->redirect != PQ_PLUGIN_FOLLOW)
		soup_message_add_flags(message, SOUP_MESSAGE_NO_REDIRECT);
	return message;
}

static void perform(const struct pq_plugin_host *its_host, const struct pq_plugin_request *request,
		    struct pq_plugin_outcome *its_outcome)
{
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	g_autoptr(GSocketConnectable) connectable = connectable_of();
	g_autoptr(SoupMessage) message = NULL;

	host = its_host;
	outcome = its_outcome;
	cancel = cancellable;
	over = FALSE;
	if (!connectable)
		return;
	if (broken_rule(host, request)) {
		give_up(PQ_PLUGIN_BLOCKED, broken_rule(host, request));
		return;
	}
	message = message_of(request);
	if (!message) {
		outcome->reason = "bad-url";
		return;
	}
	if (!session) {
		session = soup_session_new_with_options("remote-connectable", connectable, NULL);
		g_object_set(session, "proxy-resolver", NULL, NULL);
	}
	g_signal_connect(message, "network-event", G_CALLBACK(on_event), NULL);
	soup_session_send_and_read_async(session, message, G_PRIORITY_DEFAULT, cancellable, on_done, message);
	run_to_end();
	if (!request->keep_alive)
		begin();
}

const struct pq_plugin *pq_plugin(void)
{
	static const struct pq_plugin plugin = {
		.version = PQ_PLUGIN_VERSION,
		.size = sizeof(plugin),
		.name = "libsoup",
		.begin = begin,
		.perform = perform,
	};

	return &plugin;
}
