/* SPDX-License-Identifier: MIT */
#include "sandbox/listen.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>

struct search {
	uint16_t port;
	bool found;
};

static int look(const struct nlmsghdr *head, void *argument)
{
	const struct inet_diag_msg *message = mnl_nlmsg_get_payload(head);
	struct search *search = argument;

	search->found = search->found || ntohs(message->id.idiag_sport) == search->port;
	return MNL_CB_OK;
}

/* Asks the kernel for all listeners of a family; false if it has no such service. */
static bool ask(struct mnl_socket *socket, struct search *search, uint8_t family)
{
	char buffer[8192];
	struct nlmsghdr *head = mnl_nlmsg_put_header(buffer);
	struct inet_diag_req_v2 *request;
	ssize_t len;
	int state = MNL_CB_OK;

	head->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	head->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request = mnl_nlmsg_put_extra_header(head, sizeof(*request));
	request->sdiag_family = family;
	request->sdiag_protocol = IPPROTO_TCP;
	request->idiag_states = 1u << TCP_LISTEN;
	if (mnl_socket_sendto(socket, head, head->nlmsg_len) < 0)
		return false;
	while (state == MNL_CB_OK) {
		len = mnl_socket_recvfrom(socket, buffer, sizeof(buffer));
		state = len < 0 ? MNL_CB_ERROR : mnl_cb_run(buffer, (size_t)len, 0, 0, look, search);
	}
	return state == MNL_CB_STOP;
}

/*
 * Where the kernel's diagnosis is not built in: a line of /proc/net/tcp, "0: LOCAL:PORT REMOTE:PORT STATE ..." in
 * hexadecimal; state 0A is LISTEN. It takes milliseconds, for the kernel goes through all its connections.
 */
static bool search_file(const char *path, unsigned int port)
{
	FILE *file = fopen(path, "re");
	unsigned int local;
	unsigned int state;
	char line[512];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, " %*u: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x", &local, &state) == 2 && local == port &&
			state == 0x0a;
	if (file)
		fclose(file);
	return found;
}

static bool listens(uint16_t port, uint8_t family)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	struct search search = { .port = port };
	bool asked = socket && ask(socket, &search, family);

	if (socket)
		mnl_socket_close(socket);
	return asked ? search.found : search_file(family == AF_INET ? "/proc/net/tcp" : "/proc/net/tcp6", port);
}

bool pq_listens(uint16_t port, bool one)
{
	bool four = listens(port, AF_INET);
	bool six = listens(port, AF_INET6);

	return (four && six) || (one && (four || six));
}
