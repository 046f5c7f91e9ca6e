/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "filter.h"

#define MAX_SERVERS 8

/* A server's end of a connection, -1 once it has answered, and the client's. */
static struct {
	int server;
	int client;
} pairs[MAX_SERVERS];
static size_t pair_count;
static const char *answers;
static size_t left;

/* libcurl's look-ups end here: the symbol of the program comes before libc's. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result)
{
	(void)node;
	(void)service;
	(void)hints;
	(void)result;
	return EAI_NONAME;
}

/* And so do its connections, which server_connect has made: not every version asks whether there is one already. */
int connect(int fd, const struct sockaddr *address, socklen_t length)
{
	(void)fd;
	(void)address;
	(void)length;
	return 0;
}

void server_begin(const char *text, size_t length)
{
	answers = text;
	left = length;
	pair_count = 0;
}

int server_connect(void)
{
	int ends[2];

	if (pair_count == MAX_SERVERS || socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	pairs[pair_count].client = ends[0];
	pairs[pair_count++].server = ends[1];
	return ends[0];
}

/* A client that has gone away hears nothing. */
static void say(size_t pair, const char *bytes, size_t length)
{
	ssize_t sent = send(pairs[pair].server, bytes, length, MSG_NOSIGNAL);

	if (sent > 0)
		server_said(pairs[pair].client, bytes, (size_t)sent);
}

/* Whether an empty line ends the head. What a client makes of one that breaks off is not what this example asks. */
static bool has_end(const char *head)
{
	return strstr(head, "\r\n\r\n") != NULL;
}

/*
 * The input's next answer as a string, free of what two readers of URLs and heads are known to read in two ways: bytes
 * that no URL holds, and in a Location that is not "http://..." all that would make it another scheme's.
 */
static void take_answer(char *text, size_t size)
{
	const char *end = left ? memchr(answers, 0xff, left) : NULL;
	size_t length = end ? (size_t)(end - answers) : left;
	bool raw = length > 5 && memcmp(answers, "HTTP/", 5) == 0;
	bool absolute = length > 7 && memcmp(answers, "http://", 7) == 0;
	size_t used = length < size - 1 ? length : size - 1;

	memcpy(text, used ? answers : "", used);
	text[used] = '\0';
	for (size_t i = 0; i < used; i++) {
		bool line_end =
			raw && ((text[i] == '\r' && text[i + 1] == '\n') || (text[i] == '\n' && text[i - 1] == '\r'));

		if (!line_end && ((raw ? text[i] != ' ' && !filter_is_plain(text[i]) : !filter_is_plain(text[i])) ||
				  (!raw && !absolute && text[i] == ':')))
			text[i] = '-';
	}
	answers += length + (end != NULL);
	left -= length + (end != NULL);
}

static void answer(size_t pair)
{
	static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	char text[4096], whole[4096 + 64];

	take_answer(text, sizeof(text));
	if (!*text)
		snprintf(whole, sizeof(whole), "%s", ok);
	else if (strncmp(text, "HTTP/", 5) == 0)
		snprintf(whole, sizeof(whole), "%s%s", text, has_end(text) ? "" : "\r\n\r\n");
	else
		snprintf(whole, sizeof(whole), "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n", text);
	say(pair, whole, strlen(whole));
	shutdown(pairs[pair].server, SHUT_WR);
}

void server_serve(void)
{
	char bytes[65536];

	for (size_t i = 0; i < pair_count; i++) {
		if (pairs[i].server < 0 || recv(pairs[i].server, bytes, sizeof(bytes), 0) <= 0)
			continue;
		while (recv(pairs[i].server, bytes, sizeof(bytes), 0) > 0)
			;
		answer(i);
		close(pairs[i].server);
		pairs[i].server = -1;
	}
}

void server_end(void)
{
	for (size_t i = 0; i < pair_count; i++)
		if (pairs[i].server >= 0)
			close(pairs[i].server);
	pair_count = 0;
}
