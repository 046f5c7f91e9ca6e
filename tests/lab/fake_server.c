/* SPDX-License-Identifier: MIT */
#include "fake_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* unknown: lines that it did not know */
struct connection {
	struct fake_server *server;
	int socket;
	unsigned int unknown;
	char line[8192];
	size_t len;
};

static void say(const struct connection *c, const char *text)
{
	send(c->socket, text, strlen(text), MSG_NOSIGNAL);
}

static void keep(struct fake_server *server, const char *word)
{
	pthread_mutex_lock(&server->lock);
	if (server->manner == FAKE_FORGETS)
		server->done_count = 0;
	if (server->done_count < FAKE_DONE)
		snprintf(server->done[server->done_count++], sizeof(server->done[0]), "%s", word);
	pthread_mutex_unlock(&server->lock);
}

static bool has(struct fake_server *server, const char *word)
{
	bool found = false;

	pthread_mutex_lock(&server->lock);
	for (size_t i = 0; i < server->done_count; i++)
		found = found || strcmp(server->done[i], word) == 0;
	pthread_mutex_unlock(&server->lock);
	return found;
}

/* False if the connection is to be closed. */
static bool do_not_know(struct connection *c)
{
	c->unknown++;
	switch (c->server->manner) {
	case FAKE_REJECTS:
		return false;
	case FAKE_COUNTS:
		say(c, "?\r\n");
		return c->unknown < 5;
	case FAKE_DIES:
		c->server->dead = true;
		return false;
	case FAKE_SWALLOWS:
		return true;
	default:
		say(c, "?\r\n");
		return true;
	}
}

static bool obey(struct connection *c)
{
	enum fake_manner manner = c->server->manner;

	if (manner == FAKE_SWALLOWS && c->unknown > 0)
		return true;
	if (strncmp(c->line, "do ", 3) == 0) {
		if (manner != FAKE_TOLERATES || c->unknown == 0)
			keep(c->server, c->line + 3);
		say(c, "done\r\n");
	} else if (strncmp(c->line, "has ", 4) == 0) {
		say(c, has(c->server, c->line + 4) ? "yes\r\n" : "no\r\n");
	} else if (strcmp(c->line, "ping") == 0) {
		say(c, "pong\r\n");
	} else {
		return do_not_know(c);
	}
	return true;
}

static bool take_byte(struct connection *c, char byte)
{
	bool good = true;

	if (byte == '\n') {
		c->line[c->len] = '\0';
		if (c->len > 0)
			good = obey(c);
		c->len = 0;
	} else if (byte != '\r' && c->len + 1 < sizeof(c->line)) {
		c->line[c->len++] = byte;
	}
	return good;
}

static bool take_bytes(struct connection *c, const char *bytes, size_t len)
{
	if (c->server->manner == FAKE_SILENT)
		return true;
	if (c->server->manner == FAKE_ECHO)
		return send(c->socket, bytes, len, MSG_NOSIGNAL) > 0;
	if (c->server->manner == FAKE_ALIGNED)
		c->len = 0;
	for (size_t i = 0; i < len; i++)
		if (!take_byte(c, bytes[i]))
			return false;
	return true;
}

static void *serve(void *argument)
{
	struct connection *c = argument;
	size_t size = c->server->manner == FAKE_ALIGNED ? 512 : 4096;
	char bytes[4096];
	ssize_t len;

	do {
		len = recv(c->socket, bytes, size, 0);
	} while (len > 0 && take_bytes(c, bytes, (size_t)len));
	close(c->socket);
	free(c);
	return NULL;
}

static int connect_fake(void *ctx)
{
	struct fake_server *server = ctx;
	struct connection *c = calloc(1, sizeof(*c));
	int sockets[2];
	pthread_t thread;

	if (!c || server->dead || socketpair(AF_UNIX, SOCK_STREAM, 0, sockets)) {
		free(c);
		return -1;
	}
	c->server = server;
	c->socket = sockets[1];
	if (pthread_create(&thread, NULL, serve, c))
		abort();
	pthread_detach(thread);
	return sockets[0];
}

/* A log in which every done word stands, and a file of that name. */
static bool shows_fake(void *ctx, enum pq_lab_effect effect, const char *path, struct pq_view text)
{
	char word[16];

	snprintf(word, sizeof(word), "%.*s", (int)text.len, (const char *)text.data);
	return has(ctx, effect == PQ_LAB_EFFECT_FILE ? path : word);
}

static bool restart_fake(void *ctx, char *why, size_t size)
{
	struct fake_server *server = ctx;

	snprintf(why, size, "it does not start again");
	server->restarts++;
	if (server->may_restart)
		server->dead = false;
	return server->may_restart;
}

void fake_server_init(struct fake_server *server, enum fake_manner manner)
{
	memset(server, 0, sizeof(*server));
	server->manner = manner;
	server->may_restart = true;
	pthread_mutex_init(&server->lock, NULL);
}

struct pq_lab_world fake_server_world(struct fake_server *server)
{
	static const struct pq_lab_world_ops ops = { connect_fake, shows_fake, restart_fake };

	return (struct pq_lab_world){ &ops, server, "/nowhere", PQ_LAB_LEAST_PATIENCE_MS };
}
