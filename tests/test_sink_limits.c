/* SPDX-License-Identifier: MIT */
/* What clients cannot make the sink do: hold more than it says, or lose who waits. */
#include "sink_case.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIECE (1u << 20)

/* What a process needs besides; AddressSanitizer keeps what was freed for a while. */
#if defined(__SANITIZE_ADDRESS__)
#define BESIDES (768u << 20)
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BESIDES (768u << 20)
#endif
#endif
#ifndef BESIDES
#define BESIDES (64u << 20)
#endif

static char piece[PIECE];
static char heard[65536];

/* The most memory that a process had in use, in bytes. */
static size_t most_memory(int pid)
{
	char path[64], line[256];
	size_t kib = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		sscanf(line, "VmHWM: %zu kB", &kib);
	fclose(file);
	return kib << 10;
}

/* Writes as much as is taken; false once the other side closed. */
static bool push(int fd, size_t len)
{
	while (len > 0) {
		ssize_t done = send(fd, piece, len < PIECE ? len : PIECE, MSG_NOSIGNAL);

		if (done < 0)
			return false;
		len -= (size_t)done;
	}
	return true;
}

static void assert_served(const struct sink_case *sink)
{
	int fd = sink_case_dial(sink, "127.0.0.1");

	sink_case_say(fd, "GET / HTTP/1.1\r\n\r\n");
	sink_case_hear(fd, "hello", heard, sizeof(heard));
	assert_non_null(strstr(heard, "hello"));
	close(fd);
}

enum { CLIENTS = PQ_SINK_MAX_MEMORY / PQ_SINK_MAX_BODY + 40 };

/* As many are left as can hold a whole body. */
static bool some_are_closed(const struct sink_seen *seen)
{
	return seen->counters.connections > CLIENTS && seen->counters.open <= PQ_SINK_MAX_MEMORY / PQ_SINK_MAX_BODY;
}

static void memory_is_bounded_and_others_are_served(void **state)
{
	struct sink_case sink;
	int fds[CLIENTS], modest;
	size_t open = 0;

	(void)state;
	sink_case_start(&sink, 1, 0);
	modest = sink_case_dial(&sink, "127.0.0.1");
	sink_case_say(modest, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nfour");
	for (size_t i = 0; i < CLIENTS; i++) {
		fds[i] = sink_case_dial(&sink, "127.0.0.1");
		sink_case_say(fds[i], "POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n");
		push(fds[i], 2 * PIECE);
	}
	assert_true(sink_case_wait(&sink, some_are_closed));
	assert_served(&sink);
	assert_true(most_memory(sink.pids[0]) < PQ_SINK_MAX_MEMORY + BESIDES);
	for (size_t i = 0; i < CLIENTS; i++)
		open += recv(fds[i], heard, 1, MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
	assert_in_range(open, CLIENTS - 60, CLIENTS - 1);
	/* Who held little was not touched. */
	sink_case_say(modest, "5");
	sink_case_hear(modest, "hello", heard, sizeof(heard));
	assert_non_null(strstr(heard, "hello"));
	close(modest);
	for (size_t i = 0; i < CLIENTS; i++)
		close(fds[i]);
	sink_case_stop(&sink);
	sink_case_remove(&sink);
}

static void who_does_not_read_is_held_back(void **state)
{
	static const char request[] = "GET /404 HTTP/1.1\r\n\r\n";
	struct sink_case sink;
	int fd;
	size_t sent = 0;

	(void)state;
	sink_case_start(&sink, 1, 0);
	for (size_t at = 0; at + sizeof(request) - 1 <= PIECE; at += sizeof(request) - 1)
		memcpy(piece + at, request, sizeof(request) - 1);
	fd = sink_case_dial(&sink, "127.0.0.1");
	for (int i = 0; i < 400; i++) {
		ssize_t done = send(fd, piece, PIECE / (sizeof(request) - 1) * (sizeof(request) - 1),
				    MSG_NOSIGNAL | MSG_DONTWAIT);

		sent += done > 0 ? (size_t)done : 0;
		usleep(2000);
	}
	assert_true(sent < 64 * PIECE);
	assert_true(most_memory(sink.pids[0]) < BESIDES);
	assert_served(&sink);
	close(fd);
	memset(piece, 0, sizeof(piece));
	sink_case_stop(&sink);
	sink_case_remove(&sink);
}

static void who_finds_no_descriptor_waits(void **state)
{
	enum { WAITING = 80 };
	struct sink_case sink;
	int fds[WAITING];

	(void)state;
	sink_case_start(&sink, 1, SINK_CASE_FEW_DESCRIPTORS);
	for (size_t i = 0; i < WAITING; i++) {
		fds[i] = sink_case_dial(&sink, "127.0.0.1");
		sink_case_say(fds[i], "GET / HTTP/1.1\r\n\r\n");
	}
	for (size_t i = 0; i < WAITING; i++) {
		sink_case_hear(fds[i], "hello", heard, sizeof(heard));
		assert_non_null(strstr(heard, "hello"));
		close(fds[i]);
	}
	sink_case_stop(&sink);
	assert_int_equal(sink.seen->counters.open, 0);
	sink_case_remove(&sink);
}

static void what_is_too_much_for_the_log_is_counted(void **state)
{
	struct sink_case sink;
	char *text;
	int fd;

	(void)state;
	sink_case_start(&sink, 1, 0);
	fd = sink_case_dial(&sink, "127.0.0.1");
	sink_case_say(fd, "POST / HTTP/1.1\r\nContent-Length: 6291456\r\n\r\n");
	assert_true(push(fd, 6 * PIECE));
	sink_case_hear(fd, "hello", heard, sizeof(heard));
	close(fd);
	sink_case_stop(&sink);
	text = sink_case_log(&sink);
	assert_non_null(strstr(text, " bytes more (PQ_SINK_MAX_LOGGED)\nclose "));
	free(text);
	sink_case_remove(&sink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_bounded_and_others_are_served),
		cmocka_unit_test(who_does_not_read_is_held_back),
		cmocka_unit_test(who_finds_no_descriptor_waits),
		cmocka_unit_test(what_is_too_much_for_the_log_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
