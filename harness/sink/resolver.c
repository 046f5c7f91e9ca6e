/* SPDX-License-Identifier: MIT */
#include "sink/resolver.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sink/said.h"
#include "sink/socket.h"

#define PORT 53
#define AT_A_TIME 64

/* An answer without addresses is told only where it is one: browsers ask for types that a name need not have. */
static void log_look_up(struct pq_loop *loop, const struct pq_dns_question *question, bool exists,
			const struct pq_address *addresses, size_t count)
{
	struct pq_event event = {
		.kind = PQ_EVENT_RESOLVE,
		.text = pq_view(question->host, question->host_len),
		.addresses = addresses,
		.address_count = count,
	};
	bool usual = question->type == PQ_DNS_A || question->type == PQ_DNS_AAAA || question->type == PQ_DNS_HTTPS ||
		     question->type == PQ_DNS_SVCB;

	if (usual && exists && count == 0)
		return;
	pq_writer_time(&loop->log, loop->now_ms);
	pq_writer_event(&loop->log, &event);
}

bool pq_resolver_answer(struct pq_loop *loop, struct pq_view message, struct pq_buf *out)
{
	const struct pq_site *site = &loop->sink->site;
	struct pq_address addresses[PQ_DNS_MAX_ADDRESSES];
	struct pq_dns_question question;
	size_t count = 0;
	bool exists;

	if (pq_dns_read(message, &question))
		return false;
	atomic_fetch_add(&loop->sink->counters->look_ups, 1);
	exists = site->look_up && site->look_up(site->context, pq_view(question.host, question.host_len), question.type,
						addresses, &count);
	if (!exists)
		count = 0;
	log_look_up(loop, &question, exists, addresses, count);
	pq_dns_answer(&question, exists, addresses, count, out);
	return pq_buf_ok(out);
}

/* The packet sockets will see the answer to that peer. */
static void note(struct pq_loop *loop, const struct sockaddr_storage *peer, struct pq_view message)
{
	struct pq_address asker;
	uint16_t port;

	pq_socket_address(peer, &asker, &port);
	pq_said_note(loop->sink->counters, &asker, port, message);
}

/* Answers come from the address that was asked: the kernel's control message goes back as it came. */
static void ready(struct pq_loop *loop, struct pq_source *source, uint32_t events)
{
	(void)events;
	for (int i = 0; i < AT_A_TIME; i++) {
		unsigned char question[1500], answer[PQ_DNS_MAX_ANSWER];
		union {
			struct cmsghdr header;
			unsigned char bytes[256];
		} control;
		struct sockaddr_storage peer;
		struct iovec piece = { question, sizeof(question) };
		struct msghdr message = { .msg_name = &peer,
					  .msg_namelen = sizeof(peer),
					  .msg_iov = &piece,
					  .msg_iovlen = 1,
					  .msg_control = &control,
					  .msg_controllen = sizeof(control) };
		ssize_t len = recvmsg(source->fd, &message, MSG_DONTWAIT);
		struct pq_buf out;

		if (len < 0)
			return;
		pq_buf_init(&out, answer, sizeof(answer));
		if (!pq_resolver_answer(loop, pq_view(question, (size_t)len), &out))
			continue;
		piece = (struct iovec){ out.data, out.len };
		message.msg_flags = 0;
		note(loop, &peer, pq_buf_view(&out));
		sendmsg(source->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	}
}

static int open_one(int family)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(PORT), .sin6_addr = in6addr_any };
	bool four = family == AF_INET;
	int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) ||
	    setsockopt(fd, four ? IPPROTO_IP : IPPROTO_IPV6, four ? IP_PKTINFO : IPV6_RECVPKTINFO, &on, sizeof(on)) ||
	    (!four && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on))) ||
	    bind(fd, four ? (const struct sockaddr *)&in : (const struct sockaddr *)&in6,
		 four ? sizeof(in) : sizeof(in6))) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

bool pq_resolver_open(struct pq_loop *loop)
{
	static const int families[] = { AF_INET, AF_INET6 };

	for (size_t i = 0; i < 2; i++) {
		int fd = open_one(families[i]);

		if (fd < 0 && families[i] == AF_INET6 && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL))
			break;
		if (fd < 0)
			return false;
		loop->resolvers[loop->resolver_count++] = (struct pq_source){ fd, ready };
		if (!pq_loop_watch(loop, &loop->resolvers[i], EPOLLIN))
			return false;
	}
	return true;
}

void pq_resolver_close(struct pq_loop *loop)
{
	for (size_t i = 0; i < loop->resolver_count; i++)
		close(loop->resolvers[i].fd);
	loop->resolver_count = 0;
}
