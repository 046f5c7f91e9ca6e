/* SPDX-License-Identifier: MIT */
/* What the sink does behind a redirect: destinations that the kernel remembers, the name server, other UDP. */
#include "sink_case.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sink/datagram.h"
#include "sink/dns.h"
#include "sink/said.h"

static struct sink_case sink;
static bool redirects;

static int start(void **state)
{
	(void)state;
	sink_case_start(&sink, 1, SINK_CASE_REDIRECTED);
	redirects = sink_case_redirect(&sink);
	return 0;
}

static int stop(void **state)
{
	char *text;

	(void)state;
	sink_case_stop(&sink);
	text = sink_case_log(&sink);
	assert_non_null(strstr(text, "resolve \"www.example\" 127.9.0.1\n"));
	assert_non_null(strstr(text, "resolve \"www.example\" ::1\n"));
	assert_non_null(strstr(text, "resolve \"none.example\"\n"));
	assert_null(strstr(text, " udp 127.0.0.53 53 "));
	assert_non_null(strstr(text, " udp 127.0.0.54 53 ok\n"));
	assert_non_null(strstr(text, " \"secret\"\n"));
	assert_non_null(strstr(text, " udp 127.0.0.9 4433 ok\n"));
	assert_non_null(strstr(text, " \"first\"\n"));
	assert_non_null(strstr(text, " \"second\"\n"));
	assert_null(strstr(strstr(text, " udp 127.0.0.9 4433 ok\n") + 1, " udp 127.0.0.9 4433 ok\n"));
	assert_non_null(strstr(text, " udp ::1 3478 ok\n"));
	if (redirects) {
		assert_non_null(strstr(text, " tcp 127.0.0.77 0 ok\n"));
		assert_non_null(strstr(text, " tcp ::1 6667 ok\n"));
	}
	free(text);
	sink_case_remove(&sink);
	return 0;
}

static int udp_to(const char *address, uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	bool four = inet_pton(AF_INET, address, &in.sin_addr) == 1;
	int fd = socket(four ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET6, address, &in6.sin6_addr);
	assert_int_equal(
		connect(fd, four ? (struct sockaddr *)&in : (struct sockaddr *)&in6, four ? sizeof(in) : sizeof(in6)),
		0);
	return fd;
}

static size_t ask(int fd, const void *bytes, size_t len, unsigned char *out, size_t cap)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	ssize_t got;

	if (send(fd, bytes, len, 0) < 0)
		assert_int_equal(send(fd, bytes, len, 0), len);
	/* The kernel may first say that nobody listens there: the answer comes from a socket made for it. */
	do {
		assert_int_equal(poll(&wait, 1, 10000), 1);
		got = recv(fd, out, cap, 0);
	} while (got < 0 && errno == ECONNREFUSED);
	assert_true(got > 0);
	return (size_t)got;
}

static size_t question(const char *label, unsigned char type, unsigned char out[static 64])
{
	static const unsigned char header[] = { 0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
	size_t len = strlen(label), at = sizeof(header);

	memcpy(out, header, sizeof(header));
	out[at++] = (unsigned char)len;
	memcpy(out + at, label, len);
	at += len;
	memcpy(out + at, "\7example", 9);
	at += 9;
	memcpy(out + at, (unsigned char[]){ 0, type, 0, 1 }, 4);
	return at + 4;
}

/* Asks and checks the head of the answer: our id, no error but `code`, so many records. */
static void look_up(const char *server, const char *label, unsigned char type, unsigned int code, unsigned int records)
{
	unsigned char asked[64], answer[512];
	size_t len = question(label, type, asked);
	int fd = udp_to(server, 53);
	size_t got = ask(fd, asked, len, answer, sizeof(answer));

	assert_true(got >= len);
	assert_memory_equal(answer, asked, 2);
	assert_int_equal(answer[2] & 0x80, 0x80);
	assert_int_equal(answer[3] & 15, code);
	assert_int_equal(answer[7], records);
	assert_int_equal(got, len + records * (type == PQ_DNS_A ? 16 : 28));
	close(fd);
}

static void every_address_is_a_name_server(void **state)
{
	(void)state;
	look_up("127.0.0.53", "www", PQ_DNS_A, 0, 1);
	look_up("127.1.2.3", "www", PQ_DNS_AAAA, 0, 1);
	look_up("::1", "www", PQ_DNS_A, 0, 1);
	look_up("127.0.0.53", "www", PQ_DNS_HTTPS, 0, 0);
	look_up("127.0.0.53", "none", PQ_DNS_A, 3, 0);
}

static void names_are_answered_over_tcp_too(void **state)
{
	unsigned char asked[66];
	size_t len = question("www", PQ_DNS_A, asked + 2);
	char answer[600];
	int fd;

	(void)state;
	if (!redirects)
		skip();
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	asked[0] = 0;
	asked[1] = (unsigned char)len;
	assert_int_equal(connect(fd,
				 (struct sockaddr *)&(struct sockaddr_in){ .sin_family = AF_INET,
									   .sin_port = htons(53),
									   .sin_addr.s_addr = htonl(0x7f000035) },
				 sizeof(struct sockaddr_in)),
			 0);
	sink_case_write(fd, asked, 2 + len);
	assert_true(sink_case_hear(fd, "\x7f\x09\x00", answer, sizeof(answer)) >= 2 + len + 12);
	assert_int_equal(answer[1], len + 16);
	close(fd);
}

static bool two_datagrams(const struct sink_seen *seen)
{
	return seen->datagrams >= 2;
}

static void datagrams_are_seen_once_each(void **state)
{
	int fd = udp_to("127.0.0.9", 4433);

	(void)state;
	assert_int_equal(send(fd, "first", 5, 0), 5);
	if (send(fd, "second", 6, 0) < 0) /* nobody listens there, and the first one said so */
		assert_int_equal(send(fd, "second", 6, 0), 6);
	assert_true(sink_case_wait(&sink, two_datagrams));
	assert_int_equal(sink.seen->datagrams, 2);
	close(fd);
}

static void what_is_no_question_is_a_datagram_to_that_port(void **state)
{
	int fd = udp_to("127.0.0.54", 53);
	uint32_t before = atomic_load(&sink.seen->datagrams);

	(void)state;
	look_up("127.0.0.53", "www", PQ_DNS_A, 0, 1);
	assert_int_equal(atomic_load(&sink.seen->datagrams), before);
	sink_case_write(fd, "secret", 6);
	for (int i = 0; i < 1000 && atomic_load(&sink.seen->datagrams) == before; i++)
		usleep(10000);
	assert_int_equal(atomic_load(&sink.seen->datagrams), before + 1);
	close(fd);
}

static void an_answer_is_expected_once_and_by_whoever_asked(void **state)
{
	static struct pq_sink_counters counters;
	const struct pq_address asker = { 4, { 20, 9, 9, 9 } }, other = { 4, { 20, 9, 9, 8 } };
	const struct pq_view answer = PQ_VIEW("\x12\x34 and more"), foreign = PQ_VIEW("\x12\x35 and more");

	(void)state;
	assert_false(pq_said_take(&counters, &asker, 4000, answer));
	pq_said_note(&counters, &asker, 4000, answer);
	assert_false(pq_said_take(&counters, &other, 4000, answer));
	assert_false(pq_said_take(&counters, &asker, 4001, answer));
	assert_false(pq_said_take(&counters, &asker, 4000, foreign));
	assert_true(pq_said_take(&counters, &asker, 4000, answer));
	assert_false(pq_said_take(&counters, &asker, 4000, answer));
}

static void a_stun_server_is_everywhere(void **state)
{
	static const unsigned char request[20] = { 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1,  2,
						   3, 4, 5, 6, 7,    8,    9,    10,   11, 12 };
	unsigned char answer[128];
	uint64_t before = sink.seen->counters.datagrams;
	int fd = udp_to("::1", 3478);

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(ask(fd, request, sizeof(request), answer, sizeof(answer)), 44);
		assert_memory_equal(answer, "\1\1\0\x18", 4);
	}
	assert_int_equal(sink.seen->counters.datagrams - before, 3);
	close(fd);
}

static void connect_to(int family, const char *address, uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char heard[4096];

	inet_pton(family, address, family == AF_INET ? (void *)&in.sin_addr : (void *)&in6.sin6_addr);
	assert_int_equal(connect(fd, family == AF_INET ? (struct sockaddr *)&in : (struct sockaddr *)&in6,
				 family == AF_INET ? sizeof(in) : sizeof(in6)),
			 0);
	sink_case_say(fd, "GET / HTTP/1.1\r\n\r\n");
	sink_case_hear(fd, "hello", heard, sizeof(heard));
	close(fd);
}

static void the_destination_is_what_was_dialled(void **state)
{
	(void)state;
	if (!redirects)
		skip();
	connect_to(AF_INET, "127.0.0.77", 0);
	connect_to(AF_INET6, "::1", 6667);
}

static void names_are_read_whole_or_not_at_all(void **state)
{
	unsigned char message[64];
	size_t len = question("www", PQ_DNS_A, message);
	struct pq_dns_question out;

	(void)state;
	assert_int_equal(pq_dns_read(pq_view(message, len), &out), PQ_ERR_OK);
	assert_true(pq_view_is(pq_view(out.host, out.host_len), "www.example"));
	for (size_t i = 0; i < len; i++)
		assert_int_equal(pq_dns_read(pq_view(message, i), &out), PQ_ERR_SYNTAX);
	message[14] = '.';
	assert_int_equal(pq_dns_read(pq_view(message, len), &out), PQ_ERR_OK);
	assert_true(pq_view_is(pq_view(out.host, out.host_len), "w\\.w.example"));
	message[12] = 0xc0; /* a compressed name */
	assert_int_equal(pq_dns_read(pq_view(message, len), &out), PQ_ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_read_whole_or_not_at_all),
		cmocka_unit_test(every_address_is_a_name_server),
		cmocka_unit_test(names_are_answered_over_tcp_too),
		cmocka_unit_test(datagrams_are_seen_once_each),
		cmocka_unit_test(what_is_no_question_is_a_datagram_to_that_port),
		cmocka_unit_test(an_answer_is_expected_once_and_by_whoever_asked),
		cmocka_unit_test(a_stun_server_is_everywhere),
		cmocka_unit_test(the_destination_is_what_was_dialled),
	};

	if (!sink_case_own_network()) {
		fprintf(stderr, "sink_udp: no user and network namespaces here: %s\n", strerror(errno));
		return 77;
	}
	return cmocka_run_group_tests(tests, start, stop);
}
