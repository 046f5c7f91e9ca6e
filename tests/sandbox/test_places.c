/* SPDX-License-Identifier: MIT */
/* Several places in one sandbox: what is sent goes the way that wires, routes and packet filters say, and nobody else's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inside.h"

enum { INSIDE, ROUTER, OUTSIDE };

#define PORT 8000

static const struct pq_place places[] = { { "inside", false }, { "router", true }, { "outside", false } };
static const struct pq_wire wires[] = {
	{ { { INSIDE, "eth0", "10.77.0.2", 24 }, { ROUTER, "in", "10.77.0.1", 24 } } },
	{ { { ROUTER, "out", "198.51.100.1", 24 }, { OUTSIDE, "eth0", "198.51.100.2", 24 } } },
};
static const struct pq_place_route routes[] = { { INSIDE, "0.0.0.0", 0, "10.77.0.1" },
						{ OUTSIDE, "10.77.0.0", 24, "198.51.100.1" } };

static const struct pq_sandbox_options options = {
	.places = places, .place_count = 3, .wires = wires, .wire_count = 2, .routes = routes, .route_count = 2
};

static int set_up(void **state)
{
	struct pq_sandbox *sandbox = NULL;
	struct pq_diag diag;

	if (pq_sandbox_open(&sandbox, &options, &diag) != PQ_ERR_OK ||
	    pq_sandbox_filter(sandbox, ROUTER, "", &diag) != PQ_ERR_OK) {
		printf("SKIPPED: %s\n", diag.expected);
		exit(77);
	}
	*state = sandbox;
	return 0;
}

static int tear_down(void **state)
{
	pq_sandbox_close(*state);
	return 0;
}

static int make_socket(struct pq_sandbox *sandbox, size_t place, int domain, int type, int protocol)
{
	struct pq_diag diag;
	int file = -1;

	assert_int_equal(pq_sandbox_socket(sandbox, place, domain, type, protocol, &file, &diag), PQ_ERR_OK);
	return file;
}

static struct sockaddr_in at(const char *address, uint16_t port)
{
	struct sockaddr_in place = { .sin_family = AF_INET, .sin_port = htons(port) };

	assert_int_equal(inet_pton(AF_INET, address, &place.sin_addr), 1);
	return place;
}

static int listen_in(struct pq_sandbox *sandbox, size_t place)
{
	struct sockaddr_in any = at("0.0.0.0", PORT);
	int file = make_socket(sandbox, place, AF_INET, SOCK_STREAM, 0);
	int on = 1;

	setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	assert_int_equal(bind(file, (struct sockaddr *)&any, sizeof(any)), 0);
	assert_int_equal(listen(file, 8), 0);
	return file;
}

/* A connected socket, or -1. */
static int dial_from(struct pq_sandbox *sandbox, size_t place, const char *address)
{
	const struct timeval patience = { .tv_sec = 20 };
	struct sockaddr_in to = at(address, PORT);
	int file = make_socket(sandbox, place, AF_INET, SOCK_STREAM, 0);

	setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (connect(file, (struct sockaddr *)&to, sizeof(to)) == 0)
		return file;
	close(file);
	return -1;
}

static bool reaches(struct pq_sandbox *sandbox, size_t place, const char *address)
{
	int file = dial_from(sandbox, place, address);

	if (file >= 0)
		close(file);
	return file >= 0;
}

static void filter(struct pq_sandbox *sandbox, size_t place, const char *text)
{
	struct pq_diag diag = { 0 };

	if (pq_sandbox_filter(sandbox, place, text, &diag) != PQ_ERR_OK)
		fail_msg("nft: %s", diag.expected);
}

static void test_a_router_forwards_between_its_neighbours(void **state)
{
	int listener = listen_in(*state, OUTSIDE);
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	int conn;

	assert_true(reaches(*state, INSIDE, "198.51.100.2"));
	conn = accept(listener, (struct sockaddr *)&from, &len);
	assert_int_equal(from.sin_addr.s_addr, at("10.77.0.2", 0).sin_addr.s_addr);
	close(conn);
	close(listener);
}

static void test_rules_hold_in_their_place_alone(void **state)
{
	int outside = listen_in(*state, OUTSIDE);
	int router = listen_in(*state, ROUTER);

	filter(*state, ROUTER,
	       "table ip t { chain f { type filter hook forward priority 0;\n"
	       "ip protocol tcp reject with tcp reset\n}\n}\n");
	assert_false(reaches(*state, INSIDE, "198.51.100.2"));
	assert_true(reaches(*state, INSIDE, "10.77.0.1"));
	assert_true(reaches(*state, OUTSIDE, "198.51.100.1"));
	filter(*state, ROUTER, "delete table ip t\n");
	assert_true(reaches(*state, INSIDE, "198.51.100.2"));
	close(outside);
	close(router);
}

static void test_what_nft_refuses_is_told(void **state)
{
	struct pq_diag diag = { 0 };

	assert_int_equal(pq_sandbox_filter(*state, ROUTER, "no such command\n", &diag), PQ_ERR_IO);
	assert_non_null(strstr(diag.expected, "syntax error"));
}

static void test_a_place_that_is_none_is_refused(void **state)
{
	char path[] = "/bin/true";
	char *argv[] = { path, NULL };
	char *environment[] = { NULL };
	const struct pq_program program = { .argv = argv, .environment = environment, .place = 3 };
	struct pq_diag diag = { 0 };
	uint32_t id;
	int file;

	assert_int_equal(pq_sandbox_socket(*state, 3, AF_INET, SOCK_STREAM, 0, &file, &diag), PQ_ERR_IO);
	assert_non_null(strstr(diag.expected, "place 3"));
	assert_int_equal(pq_sandbox_filter(*state, 3, "", &diag), PQ_ERR_IO);
	assert_int_equal(pq_sandbox_start(*state, &program, &id, &diag), PQ_ERR_IO);
	assert_int_equal(pq_sandbox_socket(*state, 0, AF_INET, SOCK_STREAM, 9999, &file, &diag), PQ_ERR_IO);
}

/* The program runs in its own place: it reaches what stands on that one's loopback, and from another place it does not. */
static void test_a_program_is_where_it_is_put(void **state)
{
	const char *const arguments[] = { "/proc/self/exe", "dial", "127.0.0.1", "8000" };
	int listener = listen_in(*state, OUTSIDE);
	char path[4096] = "";
	char copies[4][16];
	char *argv[5] = { path };
	char *environment[] = { NULL };

	assert_true(readlink("/proc/self/exe", path, sizeof(path) - 1) > 0);
	for (size_t i = 1; i < 4; i++) {
		snprintf(copies[i], sizeof(copies[i]), "%s", arguments[i]);
		argv[i] = copies[i];
	}
	for (size_t place = INSIDE; place <= OUTSIDE; place++) {
		struct pq_program program = { .argv = argv, .environment = environment, .place = place };
		struct pollfd wait = { .fd = listener, .events = POLLIN };
		struct pq_sandbox_event event;
		struct pq_diag diag;
		uint32_t id;

		assert_int_equal(pq_sandbox_start(*state, &program, &id, &diag), PQ_ERR_OK);
		if (place == OUTSIDE) {
			assert_int_equal(poll(&wait, 1, 10000), 1);
			close(accept(listener, NULL, NULL));
		}
		event = pq_sandbox_next(*state, 10000);
		assert_int_equal(event.kind, PQ_SANDBOX_EXITED);
		/* 2: could not connect; 1: connected to somebody who did not say "inside" */
		assert_int_equal(WEXITSTATUS(event.status), place == OUTSIDE ? 1 : 2);
	}
	close(listener);
}

/* Of those that have come. */
static size_t longest_packet(int tap)
{
	unsigned char packet[65536];
	size_t longest = 0;
	ssize_t len;

	do {
		len = recv(tap, packet, sizeof(packet), MSG_TRUNC | MSG_DONTWAIT);
		longest = len > 0 && (size_t)len > longest ? (size_t)len : longest;
	} while (len > 0);
	return longest;
}

static void test_segments_go_over_a_wire_one_by_one(void **state)
{
	int listener = listen_in(*state, OUTSIDE);
	int tap = make_socket(*state, OUTSIDE, AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
	int client = dial_from(*state, INSIDE, "198.51.100.2");
	int server = accept(listener, NULL, NULL);
	char bytes[8000] = "";
	size_t longest;

	assert_true(client >= 0 && server >= 0);
	assert_int_equal(send(client, bytes, sizeof(bytes), 0), sizeof(bytes));
	assert_int_equal(recv(server, bytes, sizeof(bytes), MSG_WAITALL), sizeof(bytes));
	longest = longest_packet(tap);
	assert_true(longest > 1400 && longest <= 1500);
	close(client);
	close(server);
	close(tap);
	close(listener);
}

static void test_no_wire_leads_to_the_machine(void **state)
{
	struct sockaddr_in loopback = at("127.0.0.1", 0);
	struct sockaddr_in bound;
	socklen_t len = sizeof(bound);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int machine = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int placed = make_socket(*state, INSIDE, AF_INET, SOCK_STREAM, 0);

	assert_true(bind(listener, (struct sockaddr *)&loopback, sizeof(loopback)) == 0 && listen(listener, 2) == 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&bound, &len), 0);
	assert_int_equal(connect(machine, (struct sockaddr *)&bound, len), 0);
	assert_int_not_equal(connect(placed, (struct sockaddr *)&bound, len), 0);
	close(placed);
	close(machine);
	close(listener);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_router_forwards_between_its_neighbours),
		cmocka_unit_test(test_rules_hold_in_their_place_alone),
		cmocka_unit_test(test_what_nft_refuses_is_told),
		cmocka_unit_test(test_a_place_that_is_none_is_refused),
		cmocka_unit_test(test_a_program_is_where_it_is_put),
		cmocka_unit_test(test_segments_go_over_a_wire_one_by_one),
		cmocka_unit_test(test_no_wire_leads_to_the_machine),
	};
	int status;

	if (inside_main(argc, argv, &status))
		return status;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
