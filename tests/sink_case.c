/* SPDX-License-Identifier: MIT */
#include "sink_case.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/ascii.h"

#define PATIENCE_MS 10000

static void came(void *context, const struct pq_arrival *arrival, enum pq_came how, struct pq_view bytes)
{
	struct sink_seen *seen = context;

	(void)bytes;
	if (arrival->transport == PQ_TRANSPORT_UDP)
		atomic_fetch_add(&seen->datagrams, 1);
	if (arrival->conn < SINK_CASE_ARRIVALS)
		atomic_store(&seen->came[arrival->conn], (uint8_t)how);
}

static void say(struct pq_sink_reply *reply, const char *text)
{
	reply->fields = pq_view_str("Content-Type: text/plain\r\n");
	reply->body = pq_view_str(text);
}

static void respond(void *context, const struct pq_sink_request *request, struct pq_sink_reply *reply)
{
	static const char *const three[] = { "one", "two", "three" };
	struct sink_seen *seen = context;
	uint64_t status;

	atomic_fetch_add(&seen->requests, 1);
	atomic_store(&seen->body_len, request->body_len);
	for (size_t i = 0; i < request->body.len; i++)
		atomic_fetch_add(&seen->body_sum, request->body.data[i]);
	if (pq_ascii_decimal(pq_view_from(request->target, 1), 999, &status)) {
		reply->status = (uint16_t)status;
	} else if (pq_view_is(request->target, "/again")) {
		uint32_t asked = atomic_fetch_add(&seen->asked_again, 1);

		reply->again = asked < 3;
		reply->later_ms = 5;
		say(reply, three[2]);
	} else if (pq_view_is(request->target, "/later")) {
		reply->later_ms = 50;
		say(reply, "later");
	} else if (pq_view_is(request->target, "/raw")) {
		reply->raw = pq_view_str("not HTTP at all\n");
		reply->close = true;
	} else if (pq_view_is(request->target, "/silent")) {
		reply->silent = true;
	} else if (pq_view_is(request->target, "/socket")) {
		reply->status = request->websocket ? 101 : 400;
	} else {
		say(reply, "hello");
	}
}

/* Every name is 127.9.0.1 and ::1; "none.example" does not exist. */
static bool look_up(void *context, struct pq_view host, uint16_t type, struct pq_address *addresses, size_t *count)
{
	(void)context;
	*count = 0;
	if (pq_view_is(host, "none.example"))
		return false;
	if (type == 1)
		pq_address_parse(pq_view_str("127.9.0.1"), &addresses[(*count)++]);
	if (type == 28)
		pq_address_parse(pq_view_str("::1"), &addresses[(*count)++]);
	return true;
}

static void run(struct sink_case *sink, uint32_t index)
{
	struct pq_sink body = {
		.port = sink->port,
		.redirected = (sink->flags & SINK_CASE_REDIRECTED) != 0,
		.log_dir = sink->dir,
		.index = index,
		.processes = sink->processes,
		.site = { sink->seen, came, respond, look_up },
		.named_tls = (sink->flags & SINK_CASE_NAMED_TLS) != 0,
		.counters = &sink->seen->counters,
	};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (sink->flags & SINK_CASE_FEW_DESCRIPTORS)
		setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 40, 40 });
	_exit(pq_sink_run(&body));
}

/* A port that nobody listens on now. */
static uint16_t free_port(void)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	socklen_t len = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	close(fd);
	return ntohs(in.sin_port);
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ 0, ms * 1000000 }, NULL);
}

static int try_dial(const struct sink_case *sink, const char *address)
{
	struct pq_address parsed = { 0 };
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(sink->port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(sink->port) };
	bool four;
	int fd;

	assert_true(pq_address_parse(pq_view_str(address), &parsed));
	four = parsed.family == 4;
	memcpy(&in.sin_addr, parsed.bytes, 4);
	memcpy(&in6.sin6_addr, parsed.bytes, 16);
	fd = socket(four ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	if (connect(fd, four ? (struct sockaddr *)&in : (struct sockaddr *)&in6, four ? sizeof(in) : sizeof(in6)) == 0)
		return fd;
	close(fd);
	return -1;
}

int sink_case_dial(const struct sink_case *sink, const char *address)
{
	int fd = -1;

	for (int i = 0; i < PATIENCE_MS / 5 && fd < 0; i++) {
		fd = try_dial(sink, address);
		if (fd < 0)
			pause_ms(5);
	}
	assert_true(fd >= 0);
	return fd;
}

void sink_case_start(struct sink_case *sink, uint32_t processes, unsigned int flags)
{
	struct pq_diag diag = { 0 };

	*sink = (struct sink_case){ .processes = processes, .port = free_port(), .flags = flags };
	strcpy(sink->dir, "/tmp/pratique-sink-XXXXXX");
	assert_non_null(mkdtemp(sink->dir));
	sink->seen = mmap(NULL, sizeof(*sink->seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(sink->seen != MAP_FAILED);
	if (flags & SINK_CASE_AUTHORITY)
		assert_int_equal(pq_sink_authority(sink->dir, &diag), PQ_ERR_OK);
	for (uint32_t i = 0; i < processes; i++) {
		sink->pids[i] = fork();
		assert_true(sink->pids[i] >= 0);
		if (sink->pids[i] == 0)
			run(sink, i);
	}
	for (int i = 0; i < PATIENCE_MS / 2; i++) {
		int fd = try_dial(sink, "127.0.0.1");

		if (fd >= 0) {
			close(fd);
			return;
		}
		pause_ms(2);
	}
	fail_msg("the sink does not listen");
}

void sink_case_stop(struct sink_case *sink)
{
	atomic_store(&sink->seen->counters.stop, true);
	for (uint32_t i = 0; i < sink->processes; i++) {
		int status = -1;

		waitpid(sink->pids[i], &status, 0);
		assert_int_equal(status, 0);
	}
}

char *sink_case_log(const struct sink_case *sink)
{
	char path[128];
	char *text = NULL;
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/sink-0.transcript", sink->dir);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(getdelim(&text, &size, '\0', file) > 0);
	fclose(file);
	return text;
}

void sink_case_remove(struct sink_case *sink)
{
	DIR *dir = opendir(sink->dir);
	struct dirent *entry;
	char path[512];

	while (dir && (entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", sink->dir, entry->d_name);
		unlink(path);
	}
	if (dir)
		closedir(dir);
	rmdir(sink->dir);
	munmap(sink->seen, sizeof(*sink->seen));
}

void sink_case_write(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t done = send(fd, at, len, MSG_NOSIGNAL);

		assert_true(done > 0);
		at += done;
		len -= (size_t)done;
	}
}

void sink_case_say(int fd, const char *text)
{
	sink_case_write(fd, text, strlen(text));
}

size_t sink_case_hear(int fd, const char *until, char *out, size_t cap)
{
	size_t len = 0;

	out[0] = '\0';
	while (len + 1 < cap && !(until && memmem(out, len, until, strlen(until)))) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		ssize_t done;

		if (poll(&wait, 1, PATIENCE_MS) <= 0)
			fail_msg("nothing came; so far: %s", out);
		done = recv(fd, out + len, cap - 1 - len, 0);
		if (done <= 0)
			break;
		len += (size_t)done;
		out[len] = '\0';
	}
	return len;
}

bool sink_case_wait(struct sink_case *sink, bool (*condition)(const struct sink_seen *seen))
{
	for (int i = 0; i < PATIENCE_MS / 2; i++) {
		if (condition(sink->seen))
			return true;
		pause_ms(2);
	}
	return false;
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		if (write(fd, text, strlen(text)) < 0)
			perror(path);
		close(fd);
	}
}

bool sink_case_own_network(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	char map[64];
	unsigned int uid = getuid();
	int fd;
	bool up;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return false;
	snprintf(map, sizeof(map), "0 %u 1", uid);
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/uid_map", map);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	up = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
	close(fd);
	return up;
}

bool sink_case_redirect(const struct sink_case *sink)
{
	char rules[256];

	snprintf(rules, sizeof(rules),
		 "PATH=$PATH:/usr/sbin:/sbin nft 'table inet t { chain c { type nat hook output priority -100; "
		 "tcp dport != %u redirect to :%u; }; }' 2>/dev/null",
		 sink->port, sink->port);
	return system(rules) == 0;
}
