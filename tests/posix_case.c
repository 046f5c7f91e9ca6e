/* SPDX-License-Identifier: MIT */
#include "posix_case.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <sys/socket.h>

struct pq_posix *posix_case_open(const struct pq_posix_options *options)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_posix *posix = NULL;

	if (pq_posix_open(&posix, options, &diag))
		fail_msg("%s", diag.expected);
	return posix;
}

void posix_case_wait(struct pq_posix *posix)
{
	struct pq_posix_waits waits;

	pq_posix_waits(posix, &waits);
	poll(waits.files, waits.count, waits.timeout_ms < 20 ? waits.timeout_ms : 20);
}

struct pq_address posix_case_address(const char *text)
{
	struct pq_address address;

	assert_true(pq_address_parse(pq_view_str(text), &address));
	return address;
}

int posix_case_listen(const char *address, int kind, uint16_t *port)
{
	struct pq_address parsed = posix_case_address(address);
	struct sockaddr_in six_less = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr *place = parsed.family == 6 ? (struct sockaddr *)&six : (struct sockaddr *)&six_less;
	socklen_t len = parsed.family == 6 ? sizeof(six) : sizeof(six_less);
	int fd = socket(place->sa_family, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	memcpy(&six_less.sin_addr, parsed.bytes, 4);
	memcpy(&six.sin6_addr, parsed.bytes, 16);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, place, len), 0);
	if (kind == SOCK_STREAM)
		assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, place, &len), 0);
	*port = ntohs(parsed.family == 6 ? six.sin6_port : six_less.sin_port);
	return fd;
}

enum pq_net_status posix_case_dial(struct pq_posix *posix, const char *address, uint16_t port, int listener,
				   uint32_t *conn, int *peer)
{
	struct pq_net net = pq_posix_net(posix);
	struct pq_address to = posix_case_address(address);
	enum pq_net_status status;

	while ((status = net.ops->connect(net.ctx, PQ_TRANSPORT_TCP, &to, port, conn)) == PQ_NET_AGAIN)
		posix_case_wait(posix);
	if (status == PQ_NET_OK && peer) {
		struct pollfd file = { .fd = listener, .events = POLLIN };

		assert_int_equal(poll(&file, 1, 10000), 1);
		*peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		assert_true(*peer >= 0);
	}
	return status;
}

enum pq_net_status posix_case_receive(struct pq_posix *posix, uint32_t conn, unsigned char *data, size_t cap,
				      size_t *received)
{
	struct pq_net net = pq_posix_net(posix);
	enum pq_net_status status;

	while ((status = net.ops->receive(net.ctx, conn, data, cap, received)) == PQ_NET_AGAIN)
		posix_case_wait(posix);
	return status;
}

unsigned int posix_case_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int count = 0;

	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}
