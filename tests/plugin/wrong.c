/* SPDX-License-Identifier: MIT */
/* Plug-ins that are wrong, each in one way: -DWRONG=... chooses. */
#include <pratique/subject.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum wrong { VERSION, SIZE, NAME, FUNCTIONS, MANY, LONG, NOWHERE, CRASH, LEAVES, SOCKET, SILENT };

/* Closes all that it has, the socket to its host among them, and stays. */
static void silence(void)
{
	for (int file = 3; file < 1024; file++)
		close(file);
	for (;;)
		pause();
}

static int port_allowed(const char *scheme, uint16_t port)
{
	(void)scheme;
	if (WRONG == CRASH && port == 25)
		abort();
	if (WRONG == LEAVES && port == 25)
		exit(7);
	if (WRONG == SOCKET && port == 25)
		return socket(AF_INET, SOCK_STREAM, 0) >= 0;
	if (WRONG == SILENT && port == 25)
		silence();
	return -1;
}

static void perform(const struct pq_plugin_host *host, const struct pq_plugin_request *request,
		    struct pq_plugin_outcome *outcome)
{
	(void)host, (void)request, (void)outcome;
}

#define FOUR "A", "B", "C", "D"
#define SIXTEEN FOUR, FOUR, FOUR, FOUR

static const char *const many[] = { SIXTEEN, SIXTEEN, "Z", NULL };
static const char *const lengthy[] = { "X-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789", NULL };

const struct pq_plugin *pq_plugin(void)
{
	static const struct pq_plugin plugin = {
		.version = PQ_PLUGIN_VERSION + (WRONG == VERSION),
		.size = sizeof(plugin) - (WRONG == SIZE),
		.name = WRONG == NAME ? "" : "wrong",
		.own_headers = WRONG == MANY   ? many
			       : WRONG == LONG ? lengthy
					       : NULL,
		.perform = WRONG == MANY || WRONG == LONG ? perform : NULL,
		.port_allowed = WRONG == FUNCTIONS ? NULL : port_allowed,
	};

	return WRONG == NOWHERE ? NULL : &plugin;
}
