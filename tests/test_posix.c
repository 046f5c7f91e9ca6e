/* SPDX-License-Identifier: MIT */
/* Sockets of the system behind struct pq_net. */
#include "posix_case.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct pq_posix_options quick = { .connect_ms = 300, .silence_ms = 300, .pause_ms = 20 };

static void a_dial_reaches_the_address_that_is_given(void **state)
{
	static const char *const addresses[] = { "127.0.0.1", "127.1.2.3", "::1" };
	struct pq_posix *posix = posix_case_open(&quick);

	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		struct sockaddr_storage place;
		socklen_t len = sizeof(place);
		uint16_t port;
		uint32_t conn = 0;
		int listener = posix_case_listen(addresses[i], SOCK_STREAM, &port);
		int peer = -1;

		assert_int_equal(posix_case_dial(posix, addresses[i], port, listener, &conn, &peer), PQ_NET_OK);
		assert_int_equal(conn, i + 1);
		assert_int_equal(getsockname(peer, (struct sockaddr *)&place, &len), 0);
		assert_int_equal(place.ss_family, i == 2 ? AF_INET6 : AF_INET);
		close(peer);
		close(listener);
	}
	assert_int_equal(pq_posix_open_conns(posix), 3);
	pq_posix_close(posix);
}

static void bytes_cross_in_both_directions_until_the_peer_closes(void **state)
{
	struct pq_posix *posix = posix_case_open(&quick);
	struct pq_net net = pq_posix_net(posix);
	unsigned char data[16];
	uint16_t port;
	uint32_t conn;
	size_t len = 0;
	int listener = posix_case_listen("127.0.0.1", SOCK_STREAM, &port);
	int peer;

	(void)state;
	assert_int_equal(posix_case_dial(posix, "127.0.0.1", port, listener, &conn, &peer), PQ_NET_OK);
	assert_int_equal(net.ops->receive(net.ctx, conn, data, sizeof(data), &len), PQ_NET_AGAIN);
	assert_int_equal(net.ops->send(net.ctx, conn, pq_view_str("ask"), &len), PQ_NET_OK);
	assert_int_equal(len, 3);
	assert_int_equal(recv(peer, data, sizeof(data), 0), 3);
	assert_memory_equal(data, "ask", 3);
	assert_int_equal(send(peer, "answer", 6, 0), 6);
	assert_int_equal(posix_case_receive(posix, conn, data, 4, &len), PQ_NET_OK);
	assert_int_equal(len, 4);
	assert_int_equal(posix_case_receive(posix, conn, data + 4, 12, &len), PQ_NET_OK);
	assert_memory_equal(data, "answer", 6);
	close(peer);
	assert_int_equal(posix_case_receive(posix, conn, data, sizeof(data), &len), PQ_NET_END);
	net.ops->close(net.ctx, conn);
	assert_int_equal(net.ops->send(net.ctx, conn, pq_view_str("x"), &len), PQ_NET_FAILED);
	close(listener);
	pq_posix_close(posix);
}

static void a_dial_that_nobody_takes_is_refused_and_has_its_number(void **state)
{
	struct pq_posix *posix = posix_case_open(&quick);
	uint16_t port;
	uint32_t conn = 0;
	int listener = posix_case_listen("127.0.0.1", SOCK_STREAM, &port);
	int peer;

	(void)state;
	close(listener);
	assert_int_equal(posix_case_dial(posix, "127.0.0.1", port, -1, &conn, NULL), PQ_NET_REFUSED);
	assert_int_equal(conn, 1);
	assert_non_null(strstr(pq_posix_trouble(posix), "refused"));
	assert_int_equal(pq_posix_open_conns(posix), 0);
	listener = posix_case_listen("127.0.0.1", SOCK_STREAM, &port);
	assert_int_equal(posix_case_dial(posix, "127.0.0.1", port, listener, &conn, &peer), PQ_NET_OK);
	assert_int_equal(conn, 2);
	close(peer);
	close(listener);
	pq_posix_close(posix);
}

/* A listener whose queue is full answers no dial. */
static int full_listener(uint16_t *port, int fillers[static 4])
{
	int listener = posix_case_listen("127.0.0.1", SOCK_STREAM, port);
	struct sockaddr_in place = { .sin_family = AF_INET, .sin_port = htons(*port) };

	assert_int_equal(listen(listener, 0), 0);
	place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int i = 0; i < 4; i++) {
		fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		assert_true(fillers[i] >= 0);
		if (connect(fillers[i], (struct sockaddr *)&place, sizeof(place)) == 0)
			continue;
	}
	return listener;
}

static void a_dial_that_is_not_answered_fails_in_time(void **state)
{
	struct pq_posix *posix = posix_case_open(&quick);
	int fillers[4];
	uint16_t port;
	uint32_t conn = 0;
	int listener = full_listener(&port, fillers);

	(void)state;
	assert_int_equal(posix_case_dial(posix, "127.0.0.1", port, -1, &conn, NULL), PQ_NET_FAILED);
	assert_int_equal(conn, 1);
	assert_int_equal(pq_posix_open_conns(posix), 0);
	for (int i = 0; i < 4; i++)
		close(fillers[i]);
	close(listener);
	pq_posix_close(posix);
}

static void a_dial_that_is_given_up_leaves_nothing_open(void **state)
{
	struct pq_posix *posix = posix_case_open(&quick);
	struct pq_net net = pq_posix_net(posix);
	struct pq_address local = posix_case_address("127.0.0.1");
	int fillers[4];
	uint16_t full;
	uint16_t port;
	uint32_t conn = 0;
	int busy = full_listener(&full, fillers);
	int listener = posix_case_listen("127.0.0.1", SOCK_STREAM, &port);
	int peer;

	(void)state;
	assert_int_equal(net.ops->connect(net.ctx, PQ_TRANSPORT_TCP, &local, full, &conn), PQ_NET_AGAIN);
	assert_int_equal(pq_posix_open_conns(posix), 1);
	assert_int_equal(posix_case_dial(posix, "127.0.0.1", port, listener, &conn, &peer), PQ_NET_OK);
	assert_int_equal(conn, 2);
	assert_int_equal(pq_posix_open_conns(posix), 1);
	for (int i = 0; i < 4; i++)
		close(fillers[i]);
	close(peer);
	close(busy);
	close(listener);
	pq_posix_close(posix);
}

static void a_silent_peer_uses_up_the_budget(void **state)
{
	struct pq_posix *posix = posix_case_open(&quick);
	unsigned char data[4];
	uint16_t port;
	uint32_t conn;
	size_t len;
	int listener = posix_case_listen("127.0.0.1", SOCK_STREAM, &port);
	int peer;

	(void)state;
	assert_int_equal(posix_case_dial(posix, "127.0.0.1", port, listener, &conn, &peer), PQ_NET_OK);
	assert_int_equal(posix_case_receive(posix, conn, data, sizeof(data), &len), PQ_NET_EXHAUSTED);
	assert_non_null(strstr(pq_posix_trouble(posix), "nothing happened"));
	close(peer);
	close(listener);
	pq_posix_close(posix);
}

static void a_peer_that_drips_uses_up_the_time_of_a_request(void **state)
{
	struct pq_posix *posix = posix_case_open(&(struct pq_posix_options){ .request_ms = 200, .pause_ms = 1 });
	enum pq_net_status status = PQ_NET_OK;
	struct pq_net net = pq_posix_net(posix);
	unsigned char data[4];
	uint16_t port;
	uint32_t conn;
	size_t len;
	int listener = posix_case_listen("127.0.0.1", SOCK_STREAM, &port);
	int peer;

	(void)state;
	assert_int_equal(posix_case_dial(posix, "127.0.0.1", port, listener, &conn, &peer), PQ_NET_OK);
	while (status != PQ_NET_EXHAUSTED) {
		assert_true(status == PQ_NET_OK || status == PQ_NET_AGAIN);
		if (status == PQ_NET_AGAIN)
			assert_int_equal(send(peer, "x", 1, 0), 1);
		status = net.ops->receive(net.ctx, conn, data, sizeof(data), &len);
	}
	close(peer);
	close(listener);
	pq_posix_close(posix);
}

static void a_datagram_is_moved_whole_and_an_empty_one_is_nothing(void **state)
{
	struct pq_posix *posix = posix_case_open(&quick);
	struct pq_net net = pq_posix_net(posix);
	struct pq_address to = posix_case_address("127.0.0.1");
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	unsigned char data[16];
	uint16_t port;
	uint32_t conn;
	size_t len;
	int server = posix_case_listen("127.0.0.1", SOCK_DGRAM, &port);

	(void)state;
	assert_int_equal(net.ops->connect(net.ctx, PQ_TRANSPORT_UDP, &to, port, &conn), PQ_NET_OK);
	assert_int_equal(net.ops->send(net.ctx, conn, pq_view_str("hello"), &len), PQ_NET_OK);
	assert_int_equal(len, 5);
	assert_int_equal(recvfrom(server, data, sizeof(data), 0, (struct sockaddr *)&from, &from_len), 5);
	assert_int_equal(sendto(server, "", 0, 0, (struct sockaddr *)&from, from_len), 0);
	assert_int_equal(sendto(server, "abcdef", 6, 0, (struct sockaddr *)&from, from_len), 6);
	assert_int_equal(sendto(server, "gh", 2, 0, (struct sockaddr *)&from, from_len), 2);
	assert_int_equal(posix_case_receive(posix, conn, data, 4, &len), PQ_NET_OK);
	assert_int_equal(len, 4);
	assert_int_equal(posix_case_receive(posix, conn, data, 4, &len), PQ_NET_OK);
	assert_int_equal(len, 2);
	assert_memory_equal(data, "gh", 2);
	close(server);
	pq_posix_close(posix);
}

/* A process that sends to that place, over and over, what is nothing, and in the end something. */
static pid_t send_nothing_for_long(int server, const struct sockaddr_storage *to, socklen_t to_len)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	for (int i = 0; i < 5000; i++) {
		sendto(server, "", 0, 0, (const struct sockaddr *)to, to_len);
		poll(NULL, 0, 1);
	}
	sendto(server, "late", 4, 0, (const struct sockaddr *)to, to_len);
	_exit(0);
}

/* Of what is asked, the answer is waited for inside of one call: that ends with the request's time as well. */
static void a_peer_that_sends_nothing_for_ever_uses_up_the_time_of_a_request(void **state)
{
	struct pq_posix *posix = posix_case_open(&(struct pq_posix_options){ .request_ms = 200, .pause_ms = 1000 });
	struct pq_net net = pq_posix_net(posix);
	struct pq_address to = posix_case_address("127.0.0.1");
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	unsigned char data[16];
	uint16_t port;
	uint32_t conn;
	size_t len;
	int server = posix_case_listen("127.0.0.1", SOCK_DGRAM, &port);
	pid_t child;

	(void)state;
	assert_int_equal(net.ops->connect(net.ctx, PQ_TRANSPORT_UDP, &to, port, &conn), PQ_NET_OK);
	assert_int_equal(net.ops->send(net.ctx, conn, pq_view_str("hello"), &len), PQ_NET_OK);
	assert_int_equal(recvfrom(server, data, sizeof(data), 0, (struct sockaddr *)&from, &from_len), 5);
	child = send_nothing_for_long(server, &from, from_len);
	assert_true(child > 0);
	assert_int_equal(posix_case_receive(posix, conn, data, sizeof(data), &len), PQ_NET_EXHAUSTED);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(server);
	pq_posix_close(posix);
}

static void no_more_connections_than_the_maximum_are_open(void **state)
{
	struct pq_posix *posix = posix_case_open(&quick);
	struct pq_net net = pq_posix_net(posix);
	unsigned int before = posix_case_descriptors();
	struct pq_address to = posix_case_address("127.0.0.1");
	uint16_t port;
	uint32_t conn;
	int server = posix_case_listen("127.0.0.1", SOCK_DGRAM, &port);

	(void)state;
	for (unsigned int i = 0; i < PQ_POSIX_MAX_CONNS; i++)
		assert_int_equal(net.ops->connect(net.ctx, PQ_TRANSPORT_UDP, &to, port, &conn), PQ_NET_OK);
	assert_int_equal(net.ops->connect(net.ctx, PQ_TRANSPORT_UDP, &to, port, &conn), PQ_NET_EXHAUSTED);
	pq_posix_reset(posix);
	assert_int_equal(net.ops->connect(net.ctx, PQ_TRANSPORT_UDP, &to, port, &conn), PQ_NET_OK);
	assert_int_equal(conn, 1);
	net.ops->close(net.ctx, conn);
	close(server);
	assert_int_equal(posix_case_descriptors(), before);
	pq_posix_close(posix);
}

static void random_bytes_differ_and_the_clock_does_not_go_back(void **state)
{
	struct pq_posix *posix = posix_case_open(&quick);
	struct pq_net net = pq_posix_net(posix);
	unsigned char one[32] = { 0 };
	unsigned char two[32] = { 0 };
	uint64_t first_ms = net.ops->now_ms(net.ctx);

	(void)state;
	net.ops->random(net.ctx, one, sizeof(one));
	net.ops->random(net.ctx, two, sizeof(two));
	assert_memory_not_equal(one, two, sizeof(one));
	assert_true(net.ops->now_ms(net.ctx) >= first_ms);
	pq_posix_close(posix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dial_reaches_the_address_that_is_given),
		cmocka_unit_test(bytes_cross_in_both_directions_until_the_peer_closes),
		cmocka_unit_test(a_dial_that_nobody_takes_is_refused_and_has_its_number),
		cmocka_unit_test(a_dial_that_is_not_answered_fails_in_time),
		cmocka_unit_test(a_dial_that_is_given_up_leaves_nothing_open),
		cmocka_unit_test(a_silent_peer_uses_up_the_budget),
		cmocka_unit_test(a_peer_that_drips_uses_up_the_time_of_a_request),
		cmocka_unit_test(a_datagram_is_moved_whole_and_an_empty_one_is_nothing),
		cmocka_unit_test(a_peer_that_sends_nothing_for_ever_uses_up_the_time_of_a_request),
		cmocka_unit_test(no_more_connections_than_the_maximum_are_open),
		cmocka_unit_test(random_bytes_differ_and_the_clock_does_not_go_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
