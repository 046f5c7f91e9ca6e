/* SPDX-License-Identifier: MIT */
#include "sandbox/network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "sandbox/files.h"
#include "sandbox/sandbox.h"

#define INTERFACE "eth0"
#define PEER "eth1"

/* A netlink socket and the request under way, in its buffer. */
struct line {
	struct mnl_socket *socket;
	unsigned int sequence;
	char buffer[4096];
};

static struct nlmsghdr *begin(struct line *line, uint16_t type, uint16_t flags)
{
	struct nlmsghdr *head = mnl_nlmsg_put_header(line->buffer);

	head->nlmsg_type = type;
	head->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	head->nlmsg_seq = ++line->sequence;
	return head;
}

/* Sends the request and waits for the kernel's answer; false with errno. */
static bool ask(struct line *line, const struct nlmsghdr *head)
{
	unsigned int port = mnl_socket_get_portid(line->socket);
	ssize_t len;

	if (mnl_socket_sendto(line->socket, head, head->nlmsg_len) < 0)
		return false;
	len = mnl_socket_recvfrom(line->socket, line->buffer, sizeof(line->buffer));
	return len >= 0 && mnl_cb_run(line->buffer, (size_t)len, line->sequence, port, NULL, NULL) >= 0;
}

static bool set_up(struct line *line, const char *name)
{
	struct nlmsghdr *head = begin(line, RTM_NEWLINK, 0);
	struct ifinfomsg *info = mnl_nlmsg_put_extra_header(head, sizeof(*info));

	info->ifi_family = AF_UNSPEC;
	info->ifi_flags = IFF_UP;
	info->ifi_change = IFF_UP;
	mnl_attr_put_strz(head, IFLA_IFNAME, name);
	return ask(line, head);
}

/* A pair of interfaces; where the kernel has none of that kind, one that leads nowhere. */
static bool add_interface(struct line *line, bool pair)
{
	struct nlmsghdr *head = begin(line, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct ifinfomsg *info = mnl_nlmsg_put_extra_header(head, sizeof(*info));
	struct nlattr *link;

	info->ifi_family = AF_UNSPEC;
	mnl_attr_put_strz(head, IFLA_IFNAME, INTERFACE);
	link = mnl_attr_nest_start(head, IFLA_LINKINFO);
	mnl_attr_put_strz(head, IFLA_INFO_KIND, pair ? "veth" : "dummy");
	if (pair) {
		struct nlattr *data = mnl_attr_nest_start(head, IFLA_INFO_DATA);
		struct nlattr *peer = mnl_attr_nest_start(head, VETH_INFO_PEER);

		mnl_nlmsg_put_extra_header(head, sizeof(struct ifinfomsg));
		mnl_attr_put_strz(head, IFLA_IFNAME, PEER);
		mnl_attr_nest_end(head, peer);
		mnl_attr_nest_end(head, data);
	}
	mnl_attr_nest_end(head, link);
	return ask(line, head);
}

static size_t put_address(struct nlmsghdr *head, uint16_t type, int family, const char *text)
{
	unsigned char bytes[16] = { 0 };
	size_t len = family == AF_INET ? 4 : 16;

	inet_pton(family, text, bytes);
	mnl_attr_put(head, type, len, bytes);
	return len;
}

static bool add_address(struct line *line, int family, const char *text, unsigned char prefix_len)
{
	struct nlmsghdr *head = begin(line, RTM_NEWADDR, NLM_F_CREATE);
	struct ifaddrmsg *info = mnl_nlmsg_put_extra_header(head, sizeof(*info));

	info->ifa_family = (unsigned char)family;
	info->ifa_prefixlen = prefix_len;
	info->ifa_scope = RT_SCOPE_UNIVERSE;
	info->ifa_index = if_nametoindex(INTERFACE);
	put_address(head, IFA_LOCAL, family, text);
	put_address(head, IFA_ADDRESS, family, text);
	mnl_attr_put_u32(head, IFA_FLAGS, IFA_F_NODAD);
	return ask(line, head);
}

/* local 0.0.0.0/0, or local ::/0, dev lo src SOURCE: more exact routes, as of 127.0.0.0/8, keep their own source. */
static bool add_route(struct line *line, int family, const char *source)
{
	struct nlmsghdr *head = begin(line, RTM_NEWROUTE, NLM_F_CREATE);
	struct rtmsg *info = mnl_nlmsg_put_extra_header(head, sizeof(*info));

	info->rtm_family = (unsigned char)family;
	info->rtm_table = RT_TABLE_LOCAL;
	info->rtm_protocol = RTPROT_STATIC;
	info->rtm_scope = family == AF_INET ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE;
	info->rtm_type = RTN_LOCAL;
	mnl_attr_put_u32(head, RTA_OIF, if_nametoindex("lo"));
	put_address(head, RTA_PREFSRC, family, source);
	return ask(line, head);
}

static bool six(struct line *line)
{
	if (access("/proc/sys/net/ipv6", F_OK) != 0)
		return true;
	pq_file_write("/proc/sys/net/ipv6/conf/all/disable_ipv6", "0");
	return add_address(line, AF_INET6, PQ_SANDBOX_SOURCE_6, 64) && add_route(line, AF_INET6, PQ_SANDBOX_SOURCE_6);
}

static bool all(struct line *line, const char **what)
{
	*what = "interface lo";
	if (!set_up(line, "lo"))
		return false;
	*what = "a second interface";
	if (!add_interface(line, true) && (errno != EOPNOTSUPP || !add_interface(line, false)))
		return false;
	if (!set_up(line, INTERFACE) || (if_nametoindex(PEER) != 0 && !set_up(line, PEER)))
		return false;
	*what = "address " PQ_SANDBOX_SOURCE;
	if (!add_address(line, AF_INET, PQ_SANDBOX_SOURCE, 24))
		return false;
	*what = "route local 0.0.0.0/0";
	if (!add_route(line, AF_INET, PQ_SANDBOX_SOURCE))
		return false;
	*what = "route local ::/0";
	return six(line);
}

bool pq_network_up(const char **what)
{
	struct line line = { .socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC) };
	bool good;
	int error;

	*what = "netlink";
	if (!line.socket)
		return false;
	good = mnl_socket_bind(line.socket, 0, MNL_SOCKET_AUTOPID) >= 0 && all(&line, what);
	error = errno;
	mnl_socket_close(line.socket);
	errno = error;
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
