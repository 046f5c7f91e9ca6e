/* SPDX-License-Identifier: MIT */
/* HTTP/1.1 and WebSocket as the sink serves them (RFC 9112, RFC 6455). */
#include "sink_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sink_case sink;
static char heard[1u << 20];

static int start(void **state)
{
	(void)state;
	sink_case_start(&sink, 1, 0);
	return 0;
}

/* A strict reader takes the log. */
static void assert_transcript(const char *text)
{
	enum { EVENTS = 20000, BYTES = 32 << 20 };
	struct pq_transcript transcript;
	struct pq_event *events = calloc(EVENTS, sizeof(*events));
	struct pq_address *addresses = calloc(EVENTS, sizeof(*addresses));
	void *bytes = malloc(BYTES);
	struct pq_diag diag = { 0 };

	assert_true(events && addresses && bytes);
	pq_transcript_init(&transcript, events, EVENTS, addresses, EVENTS, bytes, BYTES);
	if (pq_transcript_parse(&transcript, pq_view_str(text), &diag))
		fail_msg("line %zu, column %zu: expected %s", diag.line, diag.column, diag.expected);
	assert_true(transcript.count > 100);
	free(events);
	free(addresses);
	free(bytes);
}

static int stop(void **state)
{
	char *text;

	(void)state;
	sink_case_stop(&sink);
	text = sink_case_log(&sink);
	assert_transcript(text);
	free(text);
	sink_case_remove(&sink);
	return 0;
}

/* Says text to a new connection and expects an answer that holds `wanted`. */
static int ask(const char *text, const char *wanted)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");

	sink_case_say(fd, text);
	sink_case_hear(fd, wanted, heard, sizeof(heard));
	assert_non_null(strstr(heard, wanted));
	return fd;
}

static void a_request_is_answered_and_the_connection_stays(void **state)
{
	int fd = ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "hello");

	(void)state;
	assert_ptr_equal(strstr(heard, "HTTP/1.1 200 OK\r\n"), heard);
	assert_non_null(strstr(heard, "Content-Length: 5\r\n"));
	sink_case_say(fd, "GET /404 HTTP/1.1\r\nHost: x\r\n\r\n");
	sink_case_hear(fd, "\r\n\r\n", heard, sizeof(heard));
	assert_ptr_equal(strstr(heard, "HTTP/1.1 404 Not Found\r\n"), heard);
	close(fd);
}

static void connection_close_closes(void **state)
{
	int fd = ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "hello");

	(void)state;
	assert_non_null(strstr(heard, "Connection: close\r\n"));
	assert_int_equal(sink_case_hear(fd, NULL, heard, sizeof(heard)), 0);
	close(fd);
	fd = ask("GET / HTTP/1.0\r\n\r\n", "hello");
	assert_int_equal(sink_case_hear(fd, NULL, heard, sizeof(heard)), 0);
	close(fd);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");
	const char *later, *again, *last;

	(void)state;
	sink_case_say(fd, "GET /later HTTP/1.1\r\n\r\nGET /again HTTP/1.1\r\n\r\nHEAD / HTTP/1.1\r\n\r\n"
			  "GET /410 HTTP/1.1\r\nConnection: close\r\n\r\n");
	sink_case_hear(fd, NULL, heard, sizeof(heard));
	later = strstr(heard, "later");
	again = strstr(heard, "three");
	last = strstr(heard, "HTTP/1.1 410");
	assert_true(later && again && last && later < again && again < last);
	assert_null(strstr(heard, "hello"));
	close(fd);
}

static void bodies_are_read_by_length_and_in_chunks(void **state)
{
	uint32_t before = sink.seen->body_sum;
	int fd = ask("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n\1\2\3", "hello");

	(void)state;
	assert_int_equal(sink.seen->body_len, 3);
	assert_int_equal(sink.seen->body_sum - before, 6);
	close(fd);
	fd = ask("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=\"y\"\r\n\1\2\r\n00A\r\n"
		 "\1\1\1\1\1\1\1\1\1\1\r\n0\r\nTrailer: x\r\n\r\n",
		 "hello");
	assert_int_equal(sink.seen->body_len, 12);
	assert_int_equal(sink.seen->body_sum - before, 6 + 13);
	close(fd);
}

static void a_client_that_waits_is_told_to_go_ahead(void **state)
{
	int fd = ask("POST / HTTP/1.1\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n", "100 Continue\r\n\r\n");

	(void)state;
	sink_case_say(fd, "x");
	sink_case_hear(fd, "hello", heard, sizeof(heard));
	close(fd);
}

static void a_large_body_is_counted_and_its_beginning_kept(void **state)
{
	static char body[1u << 20];
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	sink_case_say(fd, "POST / HTTP/1.1\r\nContent-Length: 5242880\r\n\r\n");
	for (int i = 0; i < 5; i++)
		sink_case_write(fd, body, sizeof(body));
	sink_case_hear(fd, "hello", heard, sizeof(heard));
	assert_int_equal(sink.seen->body_len, 5u << 20);
	close(fd);
}

static void what_is_wrong_is_refused(void **state)
{
	static char head[80000];
	int fd;

	(void)state;
	close(ask("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "HTTP/1.1 400 "));
	close(ask("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 400 "));
	close(ask("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 400 "));
	fd = sink_case_dial(&sink, "127.0.0.1");
	memset(head, 'a', sizeof(head));
	memcpy(head, "GET / HTTP/1.1\r\nX: ", 19);
	sink_case_write(fd, head, sizeof(head));
	sink_case_hear(fd, NULL, heard, sizeof(heard));
	assert_non_null(strstr(heard, "HTTP/1.1 431 "));
	close(fd);
}

static void raw_bytes_are_written_as_they_are(void **state)
{
	int fd = ask("GET /raw HTTP/1.1\r\n\r\n", "not HTTP at all\n");

	(void)state;
	assert_string_equal(heard, "not HTTP at all\n");
	assert_int_equal(sink_case_hear(fd, NULL, heard, sizeof(heard)), 0);
	close(fd);
}

static void a_websocket_opens_pongs_and_closes(void **state)
{
	static const char ping[] = "\x89\x84\1\2\3\4\x71\x6b\x6d\x63";
	static const char text[] = "\x81\x85\0\0\0\0hello";
	static const char bye[] = "\x88\x82\0\0\0\0\x03\xe8";
	/* The key and its answer are those of RFC 6455 1.3. */
	int fd = ask("GET /socket HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
		     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		     "Sec-WebSocket-Protocol: chat, superchat\r\n\r\n",
		     "\r\n\r\n");

	(void)state;
	assert_ptr_equal(strstr(heard, "HTTP/1.1 101 "), heard);
	assert_non_null(strstr(heard, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
	assert_non_null(strstr(heard, "Sec-WebSocket-Protocol: chat\r\n"));
	sink_case_write(fd, text, sizeof(text) - 1);
	sink_case_write(fd, ping, sizeof(ping) - 1);
	assert_int_equal(sink_case_hear(fd, "ping", heard, sizeof(heard)), 6);
	assert_memory_equal(heard, "\x8a\x04ping", 6);
	sink_case_write(fd, bye, sizeof(bye) - 1);
	assert_int_equal(sink_case_hear(fd, NULL, heard, sizeof(heard)), 4);
	assert_memory_equal(heard, "\x88\x02\x03\xe8", 4);
	close(fd);
}

static bool one_raw(const struct sink_seen *seen)
{
	bool found = false;

	for (uint32_t i = 0; i < 64; i++)
		found |= seen->came[i] == PQ_CAME_BYTES;
	return found;
}

static void bytes_that_are_no_request_are_taken_in_silence(void **state)
{
	int fd = sink_case_dial(&sink, "::1");

	(void)state;
	sink_case_say(fd, "\x01\x02 EHLO\r\n");
	assert_true(sink_case_wait(&sink, one_raw));
	assert_int_equal(recv(fd, heard, sizeof(heard), MSG_DONTWAIT), -1);
	close(fd);
}

static void a_silent_site_keeps_the_connection(void **state)
{
	uint32_t before = sink.seen->requests;
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	sink_case_say(fd, "GET /silent HTTP/1.1\r\n\r\n");
	while (sink.seen->requests == before)
		close(ask("GET / HTTP/1.0\r\n\r\n", "hello"));
	assert_int_equal(recv(fd, heard, sizeof(heard), MSG_DONTWAIT), -1);
	close(fd);
}

static void who_says_no_more_is_still_answered(void **state)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	sink_case_say(fd, "GET /later HTTP/1.1\r\n\r\n");
	shutdown(fd, SHUT_WR);
	sink_case_hear(fd, NULL, heard, sizeof(heard));
	assert_non_null(strstr(heard, "later"));
	close(fd);
}

static void requests_may_come_byte_by_byte(void **state)
{
	static const char text[] = "\r\nPOST /later HTTP/1.1\r\nTransfer-Encoding: "
				   "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.0\r\n\r\n";
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		sink_case_write(fd, text + i, 1);
		usleep(500);
	}
	sink_case_hear(fd, NULL, heard, sizeof(heard));
	assert_non_null(strstr(heard, "later"));
	assert_non_null(strstr(heard, "hello"));
	close(fd);
}

static void who_goes_away_leaves_nothing(void **state)
{
	uint64_t open = sink.seen->counters.open;

	(void)state;
	for (int i = 0; i < 20; i++) {
		int fd = sink_case_dial(&sink, "127.0.0.1");

		sink_case_say(fd, i % 2 ? "GET /later HTTP/1.1\r\n\r\n" : "GET /silent HTTP/1.1\r\n\r\n");
		close(fd);
	}
	for (int i = 0; i < 1000 && sink.seen->counters.open > open; i++)
		usleep(10000);
	assert_true(sink.seen->counters.open <= open);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_answered_and_the_connection_stays),
		cmocka_unit_test(connection_close_closes),
		cmocka_unit_test(pipelined_requests_are_answered_in_order),
		cmocka_unit_test(bodies_are_read_by_length_and_in_chunks),
		cmocka_unit_test(a_client_that_waits_is_told_to_go_ahead),
		cmocka_unit_test(a_large_body_is_counted_and_its_beginning_kept),
		cmocka_unit_test(what_is_wrong_is_refused),
		cmocka_unit_test(raw_bytes_are_written_as_they_are),
		cmocka_unit_test(a_websocket_opens_pongs_and_closes),
		cmocka_unit_test(bytes_that_are_no_request_are_taken_in_silence),
		cmocka_unit_test(who_says_no_more_is_still_answered),
		cmocka_unit_test(requests_may_come_byte_by_byte),
		cmocka_unit_test(who_goes_away_leaves_nothing),
		cmocka_unit_test(a_silent_site_keeps_the_connection),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
