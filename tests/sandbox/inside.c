/* SPDX-License-Identifier: MIT */
#include "inside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ORIGINAL_DESTINATION 80 /* SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST */

union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

struct inside_log *inside_log_new(void)
{
	void *memory = mmap(NULL, sizeof(struct inside_log), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void inside_log_free(struct inside_log *log)
{
	munmap(log, sizeof(*log));
}

static const struct inside_arrival *find(const struct inside_log *log, const char *to)
{
	for (unsigned int i = 0; i < log->count && i < INSIDE_MAX_ARRIVALS; i++)
		if (strcmp(log->arrivals[i].to, to) == 0)
			return &log->arrivals[i];
	return NULL;
}

const struct inside_arrival *inside_arrived(const struct inside_log *log, const char *to)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	const struct inside_arrival *found = find(log, to);

	for (unsigned int i = 0; !found && i < 2000; i++) {
		nanosleep(&pause, NULL);
		found = find(log, to);
	}
	return found;
}

unsigned int inside_count(const struct inside_log *log, const char *to)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < log->count; i++)
		count += strcmp(log->arrivals[i].to, to) == 0;
	return count;
}

static void print_address(const union address *address, char out[static 64], bool port)
{
	bool six = address->any.sa_family == AF_INET6;
	const void *bytes = six ? (const void *)&address->six.sin6_addr : &address->four.sin_addr;
	size_t len;

	inet_ntop(address->any.sa_family, bytes, out, 48);
	len = strlen(out);
	if (port)
		snprintf(out + len, 64 - len, " %u", ntohs(six ? address->six.sin6_port : address->four.sin_port));
}

static void note(struct inside_log *log, const union address *to, const union address *from, bool udp)
{
	unsigned int index = log->count;

	if (index == INSIDE_MAX_ARRIVALS)
		return;
	print_address(to, log->arrivals[index].to, true);
	print_address(from, log->arrivals[index].from, false);
	log->arrivals[index].udp = udp;
	log->count = index + 1;
}

static int listener(int family, uint16_t port)
{
	int file = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	union address address = { .six = { .sin6_family = AF_INET6, .sin6_port = htons(port) } };
	const int on = 1;

	if (family == AF_INET)
		address.four = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) };
	else
		setsockopt(file, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(file, &address.any, sizeof(address)) != 0 || listen(file, 64) != 0)
		return -1;
	return file;
}

static void take(struct inside_log *log, int file, int level)
{
	union address to = { 0 };
	union address from = { 0 };
	socklen_t len = sizeof(from);
	int conn = accept(file, &from.any, &len);

	len = sizeof(to);
	if (conn >= 0 && getsockopt(conn, level, ORIGINAL_DESTINATION, &to, &len) == 0)
		note(log, &to, &from, false);
	if (conn >= 0 && write(conn, "inside", 6) == 6)
		shutdown(conn, SHUT_WR);
	if (conn >= 0)
		close(conn);
}

/* Datagrams of IPv4, as they arrive on lo. */
static void see(struct inside_log *log, int file)
{
	unsigned char packet[2048];
	struct sockaddr_ll link;
	socklen_t len = sizeof(link);
	ssize_t got = recvfrom(file, packet, sizeof(packet), 0, (struct sockaddr *)&link, &len);
	union address to = { .four = { .sin_family = AF_INET } };
	union address from = to;
	struct iphdr ip;
	struct udphdr udp;

	if (got < (ssize_t)(sizeof(ip) + sizeof(udp)) || link.sll_pkttype != PACKET_HOST)
		return;
	memcpy(&ip, packet, sizeof(ip));
	memcpy(&udp, packet + (size_t)ip.ihl * 4, sizeof(udp));
	if (ip.protocol != IPPROTO_UDP)
		return;
	to.four.sin_addr.s_addr = ip.daddr;
	to.four.sin_port = udp.dest;
	from.four.sin_addr.s_addr = ip.saddr;
	note(log, &to, &from, true);
}

int inside_listen(void *argument)
{
	struct pollfd files[3] = { { .events = POLLIN }, { .events = POLLIN }, { .events = POLLIN } };

	files[2].fd = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
	files[0].fd = listener(AF_INET, INSIDE_PORT);
	files[1].fd = listener(AF_INET6, INSIDE_PORT);
	while (files[0].fd >= 0 && files[1].fd >= 0 && poll(files, 3, -1) > 0) {
		if (files[0].revents)
			take(argument, files[0].fd, SOL_IP);
		if (files[1].revents)
			take(argument, files[1].fd, IPPROTO_IPV6);
		if (files[2].revents)
			see(argument, files[2].fd);
	}
	return 1;
}

struct pq_sandbox *inside_open(struct inside_log *log, const char *authority_file)
{
	const struct pq_resident residents[] = { { "listener", inside_listen, log } };
	const struct pq_sandbox_options options = { .tcp_port = INSIDE_PORT,
						    .authority_file = authority_file,
						    .name_server = "20.0.0.53",
						    .residents = residents,
						    .resident_count = 1 };
	struct pq_sandbox *sandbox = NULL;
	struct pq_diag diag;

	if (pq_sandbox_open(&sandbox, &options, &diag) != PQ_ERR_OK) {
		printf("SKIPPED: %s\n", diag.expected);
		exit(77);
	}
	return sandbox;
}

static int run(struct pq_sandbox *sandbox, const char *const *arguments, bool room)
{
	char *argv[8] = { (char[]){ "/proc/self/exe" } };
	/* Looking for leaks takes a process of its own, and so a number, and a place to write. */
	char *environment[] = { (char[]){ "ASAN_OPTIONS=detect_leaks=0" }, NULL };
	struct pq_program program = { .argv = argv, .environment = environment, .room = room };
	struct pq_sandbox_event event = { .kind = PQ_SANDBOX_QUIET };
	struct pq_diag diag;
	char path[4096] = "";
	char *copies[8] = { NULL };
	uint32_t id;

	if (readlink("/proc/self/exe", path, sizeof(path) - 1) < 0)
		return -1;
	argv[0] = path;
	for (size_t i = 0; arguments[i] && i < 6; i++)
		argv[i + 1] = copies[i] = strdup(arguments[i]);
	if (pq_sandbox_start(sandbox, &program, &id, &diag) != PQ_ERR_OK)
		printf("%s\n", diag.expected);
	else
		while (event.kind == PQ_SANDBOX_QUIET)
			event = pq_sandbox_next(sandbox, 1000);
	for (size_t i = 0; i < 8; i++)
		free(copies[i]);
	if (event.kind != PQ_SANDBOX_EXITED || event.id != id)
		return -1;
	return WIFEXITED(event.status) ? WEXITSTATUS(event.status) : 128 + WTERMSIG(event.status);
}

int inside_run(struct pq_sandbox *sandbox, const char *const *arguments)
{
	return run(sandbox, arguments, false);
}

int inside_run_in_room(struct pq_sandbox *sandbox, const char *const *arguments)
{
	return run(sandbox, arguments, true);
}

static socklen_t parse(union address *address, const char *text, uint16_t port)
{
	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, text, &address->four.sin_addr) == 1) {
		address->four.sin_family = AF_INET;
		address->four.sin_port = htons(port);
		return sizeof(address->four);
	}
	inet_pton(AF_INET6, text, &address->six.sin6_addr);
	address->six.sin6_family = AF_INET6;
	address->six.sin6_port = htons(port);
	return sizeof(address->six);
}

int inside_dial(const char *text, uint16_t port)
{
	union address address;
	socklen_t len = parse(&address, text, port);
	int file = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const struct timeval patience = { .tv_sec = 3 };
	char told[8] = "";
	int status = 2;

	setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (connect(file, &address.any, len) == 0)
		status = read(file, told, 6) == 6 && strcmp(told, "inside") == 0 ? 0 : 1;
	close(file);
	return status;
}

static int datagram(const char *text, uint16_t port)
{
	union address address;
	socklen_t len = parse(&address, text, port);
	int file = socket(address.any.sa_family, SOCK_DGRAM, 0);

	return sendto(file, "ping", 4, 0, &address.any, len) == 4 ? 0 : 2;
}

static int sleep_twice(void)
{
	if (fork() == 0)
		setsid();
	for (unsigned int i = 0; i < 100; i++)
		sleep(1);
	return 0;
}

static int has(const char *path, const char *text)
{
	char all[1 << 20];
	FILE *file = fopen(path, "re");
	size_t len = file ? fread(all, 1, sizeof(all) - 1, file) : 0;

	all[len] = '\0';
	if (file)
		fclose(file);
	return file && strstr(all, text) ? 0 : 1;
}

bool inside_main(int argc, char **argv, int *status)
{
	const char *word = argc > 1 ? argv[1] : "";

	if (strcmp(word, "dial") == 0 && argc == 4)
		*status = inside_dial(argv[2], (uint16_t)atoi(argv[3]));
	else if (strcmp(word, "datagram") == 0 && argc == 4)
		*status = datagram(argv[2], (uint16_t)atoi(argv[3]));
	else if (strcmp(word, "exit") == 0 && argc == 3)
		*status = atoi(argv[2]);
	else if (strcmp(word, "kill") == 0 && argc == 3)
		*status = raise(atoi(argv[2])) == 0 ? 0 : 1;
	else if (strcmp(word, "sleep") == 0)
		*status = sleep_twice();
	else if (strcmp(word, "has") == 0 && argc == 4)
		*status = has(argv[2], argv[3]);
	else if (strcmp(word, "pid") == 0)
		*status = getpid();
	else
		return false;
	return true;
}

int inside_hide(const char *folder)
{
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return -1;
	return mount("tmpfs", folder, "tmpfs", 0, NULL);
}
