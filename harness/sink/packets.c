/* SPDX-License-Identifier: MIT */
#include "sink/packets.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sink/datagram.h"
#include "sink/dns.h"
#include "sink/journal.h"
#include "sink/said.h"

#define AT_A_TIME 64
#define BUCKETS 4096
#define NAME_SERVICE 53

/*
 * next:      1 + index of the next flow of its bucket; 0: none
 * arrival:   how it is told
 * bytes:     so far, in both directions
 * echoes:    answers of ours that the packet sockets have still to see
 * interface, checksum, len: of the last datagram: a multicast one may arrive at two interfaces
 */
struct flow {
	uint32_t next;
	struct pq_arrival arrival;
	uint16_t source_port;
	uint64_t bytes;
	uint32_t echoes;
	int interface;
	uint16_t checksum;
	size_t len;
};

/* count flows were made so far; the one made last lies at (count - 1) % PQ_PACKETS_MAX_FLOWS. */
struct pq_packets {
	struct pq_source sources[2];
	size_t source_count;
	size_t count;
	uint32_t buckets[BUCKETS];
	struct flow flows[PQ_PACKETS_MAX_FLOWS];
};

static uint32_t bucket_of(const struct pq_address *source, uint16_t source_port, const struct pq_address *address,
			  uint16_t port)
{
	uint32_t hash = 2166136261u ^ source_port ^ (uint32_t)port << 16;

	for (size_t i = 0; i < 16; i++)
		hash = ((hash ^ source->bytes[i]) * 16777619u ^ address->bytes[i]) * 16777619u;
	return hash % BUCKETS;
}

static struct flow *find(struct pq_packets *packets, const struct pq_address *source, uint16_t source_port,
			 const struct pq_address *address, uint16_t port)
{
	uint32_t index = packets->buckets[bucket_of(source, source_port, address, port)];

	for (; index; index = packets->flows[index - 1].next) {
		struct flow *flow = &packets->flows[index - 1];

		if (flow->source_port == source_port && flow->arrival.port == port &&
		    pq_address_eq(&flow->arrival.source, source) && pq_address_eq(&flow->arrival.address, address))
			return flow;
	}
	return NULL;
}

static void forget(struct pq_loop *loop, struct pq_packets *packets, struct flow *flow)
{
	uint32_t *link = &packets->buckets[bucket_of(&flow->arrival.source, flow->source_port, &flow->arrival.address,
						     flow->arrival.port)];

	while (*link && &packets->flows[*link - 1] != flow)
		link = &packets->flows[*link - 1].next;
	if (*link)
		*link = flow->next;
	pq_journal_close(loop, &flow->arrival, flow->bytes);
}

static struct flow *begin(struct pq_loop *loop, struct pq_packets *packets, const struct pq_datagram *datagram)
{
	size_t index = packets->count++ % PQ_PACKETS_MAX_FLOWS;
	struct flow *flow = &packets->flows[index];
	uint32_t *bucket = &packets->buckets[bucket_of(&datagram->source, datagram->source_port, &datagram->destination,
						       datagram->destination_port)];

	if (packets->count > PQ_PACKETS_MAX_FLOWS)
		forget(loop, packets, flow);
	*flow = (struct flow){
		.next = *bucket,
		.arrival = { .conn = pq_loop_number(loop),
			     .transport = PQ_TRANSPORT_UDP,
			     .address = datagram->destination,
			     .port = datagram->destination_port,
			     .source = datagram->source },
		.source_port = datagram->source_port,
		.interface = -1,
	};
	*bucket = (uint32_t)index + 1;
	pq_journal_dial(loop, &flow->arrival, PQ_DIALLED_OK);
	return flow;
}

static void to_sockaddr(const struct pq_address *address, uint16_t port, struct sockaddr_storage *out, socklen_t *len)
{
	struct sockaddr_in *in = (struct sockaddr_in *)(void *)out;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)(void *)out;

	memset(out, 0, sizeof(*out));
	if (address->family == 4) {
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		memcpy(&in->sin_addr, address->bytes, 4);
		*len = sizeof(*in);
	} else {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		memcpy(&in6->sin6_addr, address->bytes, 16);
		*len = sizeof(*in6);
	}
}

/* Sends from where the datagram was sent to; the socket lives only so long. */
static bool send_back(const struct pq_datagram *datagram, struct pq_view bytes)
{
	struct sockaddr_storage here, there;
	socklen_t here_len, there_len;
	bool done;
	int fd;

	to_sockaddr(&datagram->destination, datagram->destination_port, &here, &here_len);
	to_sockaddr(&datagram->source, datagram->source_port, &there, &there_len);
	fd = socket(here.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	done = fd >= 0 && bind(fd, (struct sockaddr *)&here, here_len) == 0 &&
	       sendto(fd, bytes.data, bytes.len, MSG_NOSIGNAL, (struct sockaddr *)&there, there_len) >= 0;
	if (fd >= 0)
		close(fd);
	return done;
}

static void answer(struct pq_loop *loop, struct flow *flow, const struct pq_datagram *datagram)
{
	unsigned char storage[64];
	struct pq_buf out;

	pq_buf_init(&out, storage, sizeof(storage));
	if (pq_datagram_stun(datagram, &out) && send_back(datagram, pq_buf_view(&out))) {
		flow->echoes++;
		pq_journal_bytes(loop, &flow->arrival, PQ_EVENT_RECEIVE, pq_buf_view(&out), &flow->bytes);
	}
}

/* True for an answer of ours that comes by. */
static bool is_echo(struct pq_packets *packets, const struct pq_datagram *datagram)
{
	struct flow *flow = find(packets, &datagram->destination, datagram->destination_port, &datagram->source,
				 datagram->source_port);

	if (!flow || flow->echoes == 0)
		return false;
	flow->echoes--;
	return true;
}

static bool is_again(const struct flow *flow, const struct pq_datagram *datagram, int interface)
{
	return flow->interface >= 0 && flow->interface != interface && flow->checksum == datagram->checksum &&
	       flow->len == datagram->payload.len;
}

/*
 * Whether it is a question that the name server takes, or an answer of its. Whatever else goes to or comes from that port is
 * a flow like any other.
 */
static bool is_look_up(struct pq_loop *loop, const struct pq_datagram *datagram)
{
	struct pq_dns_question question;

	if (datagram->destination_port == NAME_SERVICE && pq_dns_read(datagram->payload, &question) == PQ_ERR_OK)
		return true;
	return datagram->source_port == NAME_SERVICE && pq_said_take(loop->sink->counters, &datagram->destination,
								     datagram->destination_port, datagram->payload);
}

static void see(struct pq_loop *loop, const struct pq_datagram *datagram, int interface)
{
	const struct pq_site *site = &loop->sink->site;
	struct pq_packets *packets = loop->packets;
	struct flow *flow;

	if (is_look_up(loop, datagram) || is_echo(packets, datagram))
		return;
	flow = find(packets, &datagram->source, datagram->source_port, &datagram->destination,
		    datagram->destination_port);
	if (!flow)
		flow = begin(loop, packets, datagram);
	if (is_again(flow, datagram, interface))
		return;
	flow->interface = interface;
	flow->checksum = datagram->checksum;
	flow->len = datagram->payload.len;
	atomic_fetch_add(&loop->sink->counters->datagrams, 1);
	pq_journal_bytes(loop, &flow->arrival, PQ_EVENT_SEND, datagram->payload, &flow->bytes);
	if (site->came)
		site->came(site->context, &flow->arrival, PQ_CAME_REQUEST, pq_view_slice(datagram->payload, 0, 2048));
	answer(loop, flow, datagram);
}

static void ready(struct pq_loop *loop, struct pq_source *source, uint32_t events)
{
	(void)events;
	for (int i = 0; i < AT_A_TIME; i++) {
		struct sockaddr_ll from = { 0 };
		socklen_t len = sizeof(from);
		struct pq_datagram datagram;
		ssize_t size = recvfrom(source->fd, loop->scratch, sizeof(loop->scratch), MSG_DONTWAIT,
					(struct sockaddr *)&from, &len);

		if (size < 0)
			return;
		if (from.sll_pkttype != PACKET_OUTGOING &&
		    pq_datagram_read(pq_view(loop->scratch, (size_t)size), &datagram))
			see(loop, &datagram, from.sll_ifindex);
	}
}

/* Only packets whose byte at `offset` says UDP; a socket of one protocol gets what arrives, never what leaves. */
static int open_one(int protocol, uint32_t offset)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offset),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog filter = { sizeof(code) / sizeof(code[0]), code };
	struct sockaddr_ll all = { .sll_family = AF_PACKET, .sll_protocol = htons((uint16_t)protocol) };
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int room = 4 << 20;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) ||
	    bind(fd, (struct sockaddr *)&all, sizeof(all))) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

bool pq_packets_open(struct pq_loop *loop)
{
	static const struct {
		int protocol;
		uint32_t offset;
	} kinds[] = { { ETH_P_IP, 9 }, { ETH_P_IPV6, 6 } };
	struct pq_packets *packets = calloc(1, sizeof(*packets));

	loop->packets = packets;
	for (size_t i = 0; packets && i < 2; i++) {
		int fd = open_one(kinds[i].protocol, kinds[i].offset);

		if (fd < 0)
			return false;
		packets->sources[packets->source_count++] = (struct pq_source){ fd, ready };
		if (!pq_loop_watch(loop, &packets->sources[i], EPOLLIN))
			return false;
	}
	return packets != NULL;
}

void pq_packets_close(struct pq_loop *loop)
{
	struct pq_packets *packets = loop->packets;

	if (!packets)
		return;
	for (size_t i = 0; i < packets->count && i < PQ_PACKETS_MAX_FLOWS; i++)
		forget(loop, packets, &packets->flows[i]);
	for (size_t i = 0; i < packets->source_count; i++)
		close(packets->sources[i].fd);
	free(packets);
	loop->packets = NULL;
}
