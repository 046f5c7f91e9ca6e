/* SPDX-License-Identifier: MIT */
#include "lab/nat_expect.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <stdio.h>
#include <sys/socket.h>

#define BUFFER 16384

struct reading {
	struct pq_nat_expectation *out;
	int count;
};

static const struct nlattr *find(const struct nlattr *nest, uint16_t type)
{
	struct nlattr *attribute;

	if (!nest)
		return NULL;
	mnl_attr_for_each_nested(attribute, nest)
	{
		if (mnl_attr_get_type(attribute) == type)
			return attribute;
	}
	return NULL;
}

static void read_address(const struct nlattr *attribute, struct pq_address *out)
{
	*out = (struct pq_address){ .family = 4 };
	if (attribute && mnl_attr_get_payload_len(attribute) == 4)
		memcpy(out->bytes, mnl_attr_get_payload(attribute), 4);
}

static uint16_t read_port(const struct nlattr *attribute)
{
	return attribute ? ntohs(mnl_attr_get_u16(attribute)) : 0;
}

static void read_tuple(const struct nlattr *tuple, struct pq_nat_expectation *out)
{
	const struct nlattr *ip = find(tuple, CTA_TUPLE_IP);
	const struct nlattr *proto = find(tuple, CTA_TUPLE_PROTO);
	const struct nlattr *number = find(proto, CTA_PROTO_NUM);

	read_address(find(ip, CTA_IP_V4_SRC), &out->from);
	read_address(find(ip, CTA_IP_V4_DST), &out->to);
	out->protocol = number ? mnl_attr_get_u8(number) : 0;
	out->from_port = read_port(find(proto, CTA_PROTO_SRC_PORT));
	out->to_port = read_port(find(proto, CTA_PROTO_DST_PORT));
}

static int take(const struct nlmsghdr *head, void *argument)
{
	struct reading *reading = argument;
	struct pq_nat_expectation expectation = { .active = true };
	struct nlattr *attribute;

	mnl_attr_for_each(attribute, head, sizeof(struct nfgenmsg))
	{
		switch (mnl_attr_get_type(attribute)) {
		case CTA_EXPECT_TUPLE:
			read_tuple(attribute, &expectation);
			break;
		case CTA_EXPECT_FLAGS:
			expectation.active = !(ntohl(mnl_attr_get_u32(attribute)) & NF_CT_EXPECT_INACTIVE);
			break;
		case CTA_EXPECT_HELP_NAME:
			snprintf(expectation.helper, sizeof(expectation.helper), "%s", mnl_attr_get_str(attribute));
			break;
		default:
			break;
		}
	}
	if (reading->count < PQ_NAT_MAX_EXPECTATIONS)
		reading->out[reading->count++] = expectation;
	return MNL_CB_OK;
}

/* Asks and takes all that is answered; false with errno. */
static bool ask(int line, uint8_t subsystem, uint8_t command, uint16_t flags, struct reading *reading)
{
	_Alignas(struct nlmsghdr) char buffer[BUFFER];
	struct nlmsghdr *head = mnl_nlmsg_put_header(buffer);
	struct nfgenmsg *message;
	int state = MNL_CB_OK;

	head->nlmsg_type = (uint16_t)(subsystem << 8 | command);
	head->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	message = mnl_nlmsg_put_extra_header(head, sizeof(*message));
	message->nfgen_family = AF_INET;
	message->version = NFNETLINK_V0;
	if (send(line, head, head->nlmsg_len, 0) < 0)
		return false;
	while (state == MNL_CB_OK) {
		ssize_t len = recv(line, buffer, sizeof(buffer), 0);

		if (len < 0)
			return false;
		state = mnl_cb_run(buffer, (size_t)len, 0, 0, reading ? take : NULL, reading);
	}
	return state == MNL_CB_STOP;
}

int pq_nat_expectations(int line, struct pq_nat_expectation out[static PQ_NAT_MAX_EXPECTATIONS])
{
	struct reading reading = { .out = out };

	if (!ask(line, NFNL_SUBSYS_CTNETLINK_EXP, IPCTNL_MSG_EXP_GET, NLM_F_DUMP, &reading))
		return -1;
	return reading.count;
}

bool pq_nat_forget(int line)
{
	return ask(line, NFNL_SUBSYS_CTNETLINK_EXP, IPCTNL_MSG_EXP_DELETE, NLM_F_ACK, NULL) &&
	       ask(line, NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_DELETE, NLM_F_ACK, NULL);
}
