/* SPDX-License-Identifier: MIT */
#include "sandbox/network.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/files.h"
#include "sandbox/netlink.h"
#include "sandbox/sandbox.h"

#define INTERFACE "eth0"
#define PEER "eth1"

static bool six(struct pq_netlink *line)
{
	if (access("/proc/sys/net/ipv6", F_OK) != 0)
		return true;
	pq_file_write("/proc/sys/net/ipv6/conf/all/disable_ipv6", "0");
	return pq_netlink_address(line, INTERFACE, AF_INET6, PQ_SANDBOX_SOURCE_6, 64) &&
	       pq_netlink_all_local(line, AF_INET6, PQ_SANDBOX_SOURCE_6);
}

/* A pair of interfaces; where the kernel has none of that kind, one that leads nowhere. */
static bool second_interface(struct pq_netlink *line)
{
	if (!pq_netlink_pair(line, INTERFACE, PEER, -1) && (errno != EOPNOTSUPP || !pq_netlink_dummy(line, INTERFACE)))
		return false;
	return pq_netlink_up(line, INTERFACE) && (if_nametoindex(PEER) == 0 || pq_netlink_up(line, PEER));
}

static bool all(struct pq_netlink *line, bool everything_local, const char **what)
{
	*what = "interface lo";
	if (!pq_netlink_up(line, "lo"))
		return false;
	if (!everything_local)
		return true;
	*what = "a second interface";
	if (!second_interface(line))
		return false;
	*what = "address " PQ_SANDBOX_SOURCE;
	if (!pq_netlink_address(line, INTERFACE, AF_INET, PQ_SANDBOX_SOURCE, 24))
		return false;
	*what = "route local 0.0.0.0/0";
	if (!pq_netlink_all_local(line, AF_INET, PQ_SANDBOX_SOURCE))
		return false;
	*what = "route local ::/0";
	return six(line);
}

bool pq_network_up(bool everything_local, const char **what)
{
	struct pq_netlink line;
	bool good;

	*what = "netlink";
	if (!pq_netlink_open(&line))
		return false;
	good = all(&line, everything_local, what);
	pq_netlink_close(&line);
	return good;
}

/*
 * A sweep of all ports makes as many connections as there are ports: many source ports, none of them kept for long,
 * and queues that take a burst. A connection is asked about while its entry in conntrack lives, so that must outlive
 * a sink that is busy for a moment.
 */
void pq_network_settings(void)
{
	static const char *const settings[][2] = {
		{ "ipv4/ip_local_port_range", "1024 60900" },
		{ "ipv4/tcp_tw_reuse", "1" },
		{ "ipv4/tcp_max_syn_backlog", "65535" },
		{ "core/somaxconn", "65535" },
		{ "netfilter/nf_conntrack_tcp_timeout_time_wait", "20" },
		{ "netfilter/nf_conntrack_tcp_timeout_close", "20" },
	};
	char path[128] = "/proc/sys/net/";
	size_t len = strlen(path);

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		strncpy(path + len, settings[i][0], sizeof(path) - len - 1);
		pq_file_write(path, settings[i][1]);
	}
}
