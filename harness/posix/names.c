/* SPDX-License-Identifier: MIT */
/*
 * Look-ups by c-ares, which was chosen because it never blocks and lets its user make the sockets: getaddrinfo(3)
 * would open files and block behind a closed sandbox. It reads the system's name servers when it is opened; aliases,
 * search lists and the hosts file, which it would open for each name, are off.
 */
#include <ares.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "posix/calls.h"
#include "posix/parts.h"

/*
 * busy:    a look-up is under way, of the host in `name`
 * done:    its answer is there: status as c-ares gives it, addresses
 */
struct pq_posix_names {
	ares_channel channel;
	struct pq_posix_hosts hosts;
	bool busy;
	bool done;
	char name[256];
	int status;
	struct pq_address addresses[PQ_MAX_ADDRESSES];
	size_t count;
};

static ares_socket_t make_socket(int family, int kind, int protocol, void *context)
{
	(void)context;
	return socket(family, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

static int close_socket(ares_socket_t fd, void *context)
{
	(void)context;
	return close(fd);
}

static int connect_socket(ares_socket_t fd, const struct sockaddr *place, ares_socklen_t len, void *context)
{
	(void)context;
	return connect(fd, place, len);
}

static ares_ssize_t receive_from(ares_socket_t fd, void *data, size_t cap, int flags, struct sockaddr *place,
				 ares_socklen_t *len, void *context)
{
	(void)context;
	return recvfrom(fd, data, cap, flags, place, len);
}

PQ_SYSCALLS(service, sendmsg)

/* A question over TCP comes in two pieces, which writev would send without MSG_NOSIGNAL. */
static ares_ssize_t send_pieces(ares_socket_t fd, const struct iovec *pieces, int count, void *context)
{
	struct iovec copies[8];
	struct msghdr message = { .msg_iov = copies, .msg_iovlen = (size_t)(count > 8 ? 8 : count) };

	(void)context;
	memcpy(copies, pieces, message.msg_iovlen * sizeof(copies[0]));
	return sendmsg(fd, &message, MSG_NOSIGNAL);
}

static const struct ares_socket_functions functions = { make_socket, close_socket, connect_socket, receive_from,
							send_pieces };

static void read_hosts(struct pq_posix_hosts *hosts, const char *path)
{
	unsigned char text[65536];
	FILE *file = fopen(path ? path : "/etc/hosts", "re");
	size_t len = file ? fread(text, 1, sizeof(text), file) : 0;

	if (file)
		fclose(file);
	pq_posix_hosts_read(hosts, pq_view(text, len));
}

struct pq_posix_names *pq_posix_names_new(const struct pq_posix_options *options, uint32_t try_ms, char *text,
					  size_t size)
{
	struct pq_posix_names *names = calloc(1, sizeof(*names));
	char lookups[] = "b";
	struct ares_options wanted = { .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES,
				       .timeout = (int)try_ms,
				       .tries = 2,
				       .lookups = lookups };
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS |
		   ARES_OPT_NDOTS;

	if (!names || ares_init_options(&names->channel, &wanted, mask) != ARES_SUCCESS) {
		free(names);
		snprintf(text, size, "memory for the resolver");
		return NULL;
	}
	ares_set_socket_functions(names->channel, &functions, NULL);
	read_hosts(&names->hosts, options->hosts_file);
	if (!options->name_servers || ares_set_servers_ports_csv(names->channel, options->name_servers) == ARES_SUCCESS)
		return names;
	pq_posix_names_free(names);
	snprintf(text, size, "name servers as ADDRESS:PORT, separated by commas, instead of %s", options->name_servers);
	return NULL;
}

void pq_posix_names_free(struct pq_posix_names *names)
{
	if (!names)
		return;
	ares_destroy(names->channel);
	free(names);
}

static void keep_address(struct pq_posix_names *names, const struct sockaddr *place)
{
	struct pq_address *out = &names->addresses[names->count];

	*out = (struct pq_address){ .family = 0 };
	if (place->sa_family == AF_INET) {
		out->family = 4;
		memcpy(out->bytes, &((const struct sockaddr_in *)(const void *)place)->sin_addr, 4);
	} else if (place->sa_family == AF_INET6) {
		out->family = 6;
		memcpy(out->bytes, &((const struct sockaddr_in6 *)(const void *)place)->sin6_addr, 16);
	}
	names->count += out->family != 0;
}

static void take_answer(void *context, int status, int timeouts, struct ares_addrinfo *answer)
{
	struct pq_posix_names *names = context;

	(void)timeouts;
	names->done = true;
	names->status = status;
	if (!answer)
		return;
	for (const struct ares_addrinfo_node *node = answer->nodes; node; node = node->ai_next)
		if (names->count < PQ_MAX_ADDRESSES)
			keep_address(names, node->ai_addr);
	ares_freeaddrinfo(answer);
}

static void begin(struct pq_posix_names *names, struct pq_view host)
{
	struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC, .ai_flags = ARES_AI_NOSORT };

	memcpy(names->name, host.data, host.len);
	names->name[host.len] = '\0';
	names->busy = true;
	names->done = false;
	names->count = 0;
	ares_getaddrinfo(names->channel, names->name, NULL, &hints, take_answer, names);
}

/* What has arrived is read, and what is late is asked again. */
static void go_on(struct pq_posix_names *names)
{
	struct pq_posix_waits waits;

	pq_posix_names_waits(names, &waits);
	if (poll(waits.files, waits.count, 0) <= 0)
		ares_process_fd(names->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	for (size_t i = 0; i < waits.count; i++)
		if (waits.files[i].revents)
			ares_process_fd(names->channel,
					waits.files[i].revents & ~POLLOUT ? waits.files[i].fd : ARES_SOCKET_BAD,
					waits.files[i].revents & POLLOUT ? waits.files[i].fd : ARES_SOCKET_BAD);
}

static enum pq_net_status finish(struct pq_posix_names *names, struct pq_address out[static PQ_MAX_ADDRESSES],
				 size_t *count, char *text, size_t size)
{
	names->busy = false;
	if (names->status == ARES_ENOTFOUND || names->status == ARES_ENODATA) {
		snprintf(text, size, "%s: %s", names->name, ares_strerror(names->status));
		return PQ_NET_END;
	}
	if (names->status != ARES_SUCCESS) {
		snprintf(text, size, "%s: %s", names->name, ares_strerror(names->status));
		return PQ_NET_FAILED;
	}
	memcpy(out, names->addresses, names->count * sizeof(out[0]));
	*count = names->count;
	return PQ_NET_OK;
}

enum pq_net_status pq_posix_names_ask(struct pq_posix_names *names, struct pq_view host,
				      struct pq_address out[static PQ_MAX_ADDRESSES], size_t *count, char *text,
				      size_t size)
{
	size_t known = pq_posix_hosts_find(&names->hosts, host, out);

	if (known) {
		*count = known;
		return PQ_NET_OK;
	}
	if (host.len >= sizeof(names->name) || pq_view_find(host, 0, 0) < host.len)
		return PQ_NET_END;
	if (names->busy && !pq_view_is(host, names->name))
		pq_posix_names_cancel(names);
	if (!names->busy)
		begin(names, host);
	else if (!names->done)
		go_on(names);
	return names->done ? finish(names, out, count, text, size) : PQ_NET_AGAIN;
}

/* What ARES_GETSOCK_READABLE and _WRITABLE say, without shifting into a sign. */
void pq_posix_names_waits(struct pq_posix_names *names, struct pq_posix_waits *out)
{
	ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
	unsigned int bits = (unsigned int)ares_getsock(names->channel, sockets, ARES_GETSOCK_MAXNUM);
	struct timeval time;
	struct timeval *next = ares_timeout(names->channel, NULL, &time);

	out->count = 0;
	for (int i = 0; i < ARES_GETSOCK_MAXNUM && out->count < PQ_POSIX_WAITS; i++) {
		short events = 0;

		if (bits >> i & 1u)
			events |= POLLIN;
		if (bits >> (i + ARES_GETSOCK_MAXNUM) & 1u)
			events |= POLLOUT;
		if (events)
			out->files[out->count++] = (struct pollfd){ .fd = sockets[i], .events = events };
	}
	out->timeout_ms = next ? (int)(next->tv_sec * 1000 + next->tv_usec / 1000 + 1) : 1000;
}

void pq_posix_names_cancel(struct pq_posix_names *names)
{
	if (names->busy && !names->done)
		ares_cancel(names->channel);
	names->busy = false;
}
