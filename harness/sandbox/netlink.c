/* SPDX-License-Identifier: MIT */
#include "sandbox/netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>

bool pq_netlink_open(struct pq_netlink *line)
{
	line->sequence = 0;
	line->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!line->socket)
		return false;
	if (mnl_socket_bind(line->socket, 0, MNL_SOCKET_AUTOPID) >= 0)
		return true;
	pq_netlink_close(line);
	return false;
}

void pq_netlink_close(struct pq_netlink *line)
{
	int error = errno;

	mnl_socket_close(line->socket);
	errno = error;
}

static struct nlmsghdr *begin(struct pq_netlink *line, uint16_t type, uint16_t flags)
{
	struct nlmsghdr *head = mnl_nlmsg_put_header(line->buffer);

	head->nlmsg_type = type;
	head->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	head->nlmsg_seq = ++line->sequence;
	return head;
}

/* Sends the request and waits for the kernel's answer; false with errno. */
static bool ask(struct pq_netlink *line, const struct nlmsghdr *head)
{
	unsigned int port = mnl_socket_get_portid(line->socket);
	ssize_t len;

	if (mnl_socket_sendto(line->socket, head, head->nlmsg_len) < 0)
		return false;
	len = mnl_socket_recvfrom(line->socket, line->buffer, sizeof(line->buffer));
	return len >= 0 && mnl_cb_run(line->buffer, (size_t)len, line->sequence, port, NULL, NULL) >= 0;
}

static struct nlmsghdr *begin_link(struct pq_netlink *line, uint16_t flags, const char *interface, unsigned int up)
{
	struct nlmsghdr *head = begin(line, RTM_NEWLINK, flags);
	struct ifinfomsg *info = mnl_nlmsg_put_extra_header(head, sizeof(*info));

	info->ifi_family = AF_UNSPEC;
	info->ifi_flags = up;
	info->ifi_change = up;
	mnl_attr_put_strz(head, IFLA_IFNAME, interface);
	return head;
}

bool pq_netlink_up(struct pq_netlink *line, const char *interface)
{
	return ask(line, begin_link(line, 0, interface, IFF_UP));
}

bool pq_netlink_dummy(struct pq_netlink *line, const char *interface)
{
	struct nlmsghdr *head = begin_link(line, NLM_F_CREATE | NLM_F_EXCL, interface, 0);
	struct nlattr *link = mnl_attr_nest_start(head, IFLA_LINKINFO);

	mnl_attr_put_strz(head, IFLA_INFO_KIND, "dummy");
	mnl_attr_nest_end(head, link);
	return ask(line, head);
}

bool pq_netlink_pair(struct pq_netlink *line, const char *interface, const char *other, int place)
{
	struct nlmsghdr *head = begin_link(line, NLM_F_CREATE | NLM_F_EXCL, interface, 0);
	struct nlattr *link = mnl_attr_nest_start(head, IFLA_LINKINFO);
	struct nlattr *data;
	struct nlattr *peer;

	mnl_attr_put_strz(head, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(head, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(head, VETH_INFO_PEER);
	mnl_nlmsg_put_extra_header(head, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(head, IFLA_IFNAME, other);
	if (place >= 0)
		mnl_attr_put_u32(head, IFLA_NET_NS_FD, (uint32_t)place);
	mnl_attr_nest_end(head, peer);
	mnl_attr_nest_end(head, data);
	mnl_attr_nest_end(head, link);
	return ask(line, head);
}

bool pq_netlink_cut(struct pq_netlink *line, const char *interface)
{
	struct nlmsghdr *head = begin_link(line, 0, interface, 0);

	mnl_attr_put_u32(head, IFLA_GSO_MAX_SEGS, 1);
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

bool pq_netlink_address(struct pq_netlink *line, const char *interface, int family, const char *address,
			unsigned char prefix_len)
{
	struct nlmsghdr *head = begin(line, RTM_NEWADDR, NLM_F_CREATE);
	struct ifaddrmsg *info = mnl_nlmsg_put_extra_header(head, sizeof(*info));

	info->ifa_family = (unsigned char)family;
	info->ifa_prefixlen = prefix_len;
	info->ifa_scope = RT_SCOPE_UNIVERSE;
	info->ifa_index = if_nametoindex(interface);
	put_address(head, IFA_LOCAL, family, address);
	put_address(head, IFA_ADDRESS, family, address);
	mnl_attr_put_u32(head, IFA_FLAGS, IFA_F_NODAD);
	return ask(line, head);
}

bool pq_netlink_all_local(struct pq_netlink *line, int family, const char *source)
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

bool pq_netlink_route(struct pq_netlink *line, const char *to, unsigned char prefix_len, const char *via)
{
	struct nlmsghdr *head = begin(line, RTM_NEWROUTE, NLM_F_CREATE);
	struct rtmsg *info = mnl_nlmsg_put_extra_header(head, sizeof(*info));

	info->rtm_family = AF_INET;
	info->rtm_dst_len = prefix_len;
	info->rtm_table = RT_TABLE_MAIN;
	info->rtm_protocol = RTPROT_STATIC;
	info->rtm_scope = RT_SCOPE_UNIVERSE;
	info->rtm_type = RTN_UNICAST;
	if (prefix_len > 0)
		put_address(head, RTA_DST, AF_INET, to);
	put_address(head, RTA_GATEWAY, AF_INET, via);
	return ask(line, head);
}
