/* SPDX-License-Identifier: MIT */
/* Plug-ins that are wrong, each in one way: -DWRONG=... chooses. */
#include <pratique/subject.h>
#include <stdlib.h>
#include <sys/socket.h>

enum wrong { VERSION, SIZE, NAME, FUNCTIONS, NOWHERE, CRASH, LEAVES, SOCKET };

static int port_allowed(const char *scheme, uint16_t port)
{
	(void)scheme;
	if (WRONG == CRASH && port == 25)
		abort();
	if (WRONG == LEAVES && port == 25)
		exit(7);
	if (WRONG == SOCKET && port == 25)
		return socket(AF_INET, SOCK_STREAM, 0) >= 0;
	return -1;
}

const struct pq_plugin *pq_plugin(void)
{
	static const struct pq_plugin plugin = {
		.version = PQ_PLUGIN_VERSION + (WRONG == VERSION),
		.size = sizeof(plugin) - (WRONG == SIZE),
		.name = WRONG == NAME ? "" : "wrong",
		.port_allowed = WRONG == FUNCTIONS ? NULL : port_allowed,
	};

	return WRONG == NOWHERE ? NULL : &plugin;
}
