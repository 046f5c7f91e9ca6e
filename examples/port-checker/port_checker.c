/* SPDX-License-Identifier: MIT */
/* A port checker as a plug-in, to be copied: put your own list, or a call of your own checker, in the place of this one. */
#include <pratique/subject.h>
#include <string.h>

static const uint16_t bad_ports[] = {
	0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,    42,   43,
	53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,   117,  119,
	123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,   530,  531,
	532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720,  1723, 2049,
	3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
};

static int port_allowed(const char *scheme, uint16_t port)
{
	if (strncmp(scheme, "http", 4) != 0 && strncmp(scheme, "ws", 2) != 0)
		return -1; /* not this checker's: the policy decides */
	for (size_t i = 0; i < sizeof(bad_ports) / sizeof(bad_ports[0]); i++)
		if (bad_ports[i] == port)
			return 0;
	return 1;
}

static const struct pq_plugin plugin = {
	.version = PQ_PLUGIN_VERSION,
	.size = sizeof(plugin),
	.name = "port checker",
	.port_allowed = port_allowed,
};

const struct pq_plugin *pq_plugin(void)
{
	return &plugin;
}
