/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "transcript/transcript.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEAD "pratique-transcript 1\n"

/* Every event and every name, in canonical form. */
static const char everything[] = HEAD "time 0\n"
				      "request 1\n"
				      "dropped 1 \"Host\"\n"
				      "random \"\\x01\\xff\\0\"\n"
				      "resolve \"mail.example\" 20.1.2.3 2001:db8::1\n"
				      "resolve \"nowhere.invalid\"\n"
				      "dial 1 tcp 20.1.2.3 0 refused\n"
				      "dial 2 tcp 2001:db8::1 65535 ok\n"
				      "tls 2 \"mail.example\"\n"
				      "send 2 \"GET / HTTP/1.1\\r\\n\" + fill 100 \"a\"\n"
				      "receive 2 \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n"
				      "close 2\n"
				      "time 18446744073709551615\n"
				      "call renderer connect refused\n"
				      "call service \"system call 1\" refused\n"
				      "call other socket made\n"
				      "outcome 1 done 200\n"
				      "request 7\n"
				      "dial 4294967295 udp - 53 failed\n"
				      "outcome 7 blocked unsafe_port service\n"
				      "request 2\n"
				      "outcome 2 blocked request_split page\n"
				      "request 3\n"
				      "outcome 3 blocked over_block unknown\n"
				      "request 4294967295\n"
				      "outcome 4294967295 error bad-response\n"
				      "dropped 0 \"\"\n"
				      "outcome 0 error \"\"\n";

static struct pq_event events[64];
static struct pq_address addresses[16];
static char bytes[1024];
static struct pq_transcript transcript;
static struct pq_diag diag;

static int set_up(void **state)
{
	(void)state;
	pq_transcript_init(&transcript, events, COUNT(events), addresses, COUNT(addresses), bytes, sizeof(bytes));
	return 0;
}

/* Reads a copy in a block of exactly its size, which is gone before anything is looked at. */
static enum pq_err read_text(const char *text)
{
	size_t len = strlen(text);
	char *exact = malloc(len);
	enum pq_err err;

	assert_true(exact || len == 0);
	if (len > 0)
		memcpy(exact, text, len);
	memset(&diag, 0, sizeof(diag));
	err = pq_transcript_parse(&transcript, pq_view(exact, len), &diag);
	free(exact);
	return err;
}

static void read_well(const char *text)
{
	enum pq_err err = read_text(text);

	if (err)
		fail_msg("%s at %zu:%zu, expected %s", pq_err_name(err), diag.line, diag.column, diag.expected);
}

static const char *printed(void)
{
	static char storage[4096];
	struct pq_buf out;

	pq_buf_init(&out, storage, sizeof(storage) - 1);
	pq_transcript_print(&transcript, &out);
	assert_true(pq_buf_ok(&out));
	storage[out.len] = '\0';
	return storage;
}

static void canonical_text_comes_back_unchanged(void **state)
{
	bool seen[PQ_EVENT_COUNT] = { false };

	(void)state;
	read_well(everything);
	assert_string_equal(printed(), everything);
	for (size_t i = 0; i < transcript.count; i++)
		seen[transcript.events[i].kind] = true;
	for (size_t kind = 0; kind < PQ_EVENT_COUNT; kind++)
		assert_true(seen[kind]);
}

static void other_spellings_become_canonical(void **state)
{
	(void)state;
	read_well(HEAD "# a comment\n\ntime  007  \nclose 1");
	assert_string_equal(printed(), HEAD "time 7\nclose 1\n");
	read_well(HEAD "send 1 GET + \" /\"\nresolve \"\\x61\" 2001:DB8:0::\nsend 2 fill 2 \"a\"\n");
	assert_string_equal(printed(), HEAD "send 1 \"GET /\"\nresolve \"a\" 2001:db8::\nsend 2 \"aa\"\n");
	read_well(HEAD "outcome 0 error \"dns\"\n");
	assert_string_equal(printed(), HEAD "outcome 0 error dns\n");
	read_well(HEAD);
	assert_string_equal(printed(), HEAD);
}

static struct pq_view text_of(const char *text)
{
	return pq_view_str(text);
}

static void append_calls(void)
{
	const struct pq_event calls[] = {
		{ .kind = PQ_EVENT_CALL, .process = PQ_PROCESS_RENDERER, .text = text_of("connect") },
		{ .kind = PQ_EVENT_CALL, .process = PQ_PROCESS_SERVICE, .text = text_of("system call 1") },
		{ .kind = PQ_EVENT_CALL,
		  .process = PQ_PROCESS_OTHER,
		  .text = text_of("socket"),
		  .called = PQ_CALLED_MADE },
	};

	for (size_t i = 0; i < COUNT(calls); i++)
		pq_transcript_copy(&transcript, &calls[i]);
}

static void appended_events_print_as_their_text(void **state)
{
	struct pq_address answer[2];
	struct pq_address none = { 0 };

	(void)state;
	assert_true(pq_address_parse(text_of("20.1.2.3"), &answer[0]));
	assert_true(pq_address_parse(text_of("2001:db8::1"), &answer[1]));
	pq_transcript_time(&transcript, 0);
	pq_transcript_request(&transcript, 1);
	pq_transcript_dropped(&transcript, text_of("Host"));
	pq_transcript_random(&transcript, pq_view("\x01\xff", 3));
	pq_transcript_resolve(&transcript, text_of("mail.example"), answer, 2);
	pq_transcript_resolve(&transcript, text_of("nowhere.invalid"), NULL, 0);
	pq_transcript_dial(&transcript, 1, PQ_TRANSPORT_TCP, &answer[0], 0, PQ_DIALLED_REFUSED);
	pq_transcript_dial(&transcript, 2, PQ_TRANSPORT_TCP, &answer[1], 65535, PQ_DIALLED_OK);
	pq_transcript_tls(&transcript, 2, text_of("mail.example"));
	pq_transcript_send(
		&transcript, 2,
		text_of("GET / HTTP/1.1\r\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	pq_transcript_receive(&transcript, 2, text_of("HTTP/1.1 200 OK\r\n\r\n"));
	pq_transcript_close(&transcript, 2);
	pq_transcript_time(&transcript, UINT64_MAX);
	append_calls();
	pq_transcript_done(&transcript, 200);
	pq_transcript_request(&transcript, 7);
	pq_transcript_dial(&transcript, UINT32_MAX, PQ_TRANSPORT_UDP, &none, 53, PQ_DIALLED_FAILED);
	pq_transcript_blocked(&transcript, PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
	pq_transcript_request(&transcript, 2);
	pq_transcript_blocked(&transcript, PQ_RULE_REQUEST_SPLIT, PQ_SIDE_PAGE);
	pq_transcript_request(&transcript, 3);
	pq_transcript_blocked(&transcript, PQ_RULE_OVER_BLOCK, PQ_SIDE_UNKNOWN);
	pq_transcript_request(&transcript, UINT32_MAX);
	pq_transcript_error(&transcript, "bad-response");
	pq_transcript_dropped(&transcript, pq_view(NULL, 0));
	pq_transcript_error(&transcript, "");
	assert_false(transcript.truncated);
	assert_string_equal(printed(), everything);
}

static void events_belong_to_the_request_under_way(void **state)
{
	(void)state;
	pq_transcript_time(&transcript, 1);
	assert_int_equal(transcript.events[0].request, 0);
	pq_transcript_request(&transcript, 3);
	pq_transcript_time(&transcript, 1);
	pq_transcript_done(&transcript, 200);
	for (size_t i = 1; i < 4; i++)
		assert_int_equal(transcript.events[i].request, 3);
	assert_int_equal(transcript.current, 0);
	pq_transcript_request(&transcript, 4);
	pq_transcript_blocked(&transcript, PQ_RULE_UNSAFE_PORT, PQ_SIDE_PAGE);
	assert_int_equal(transcript.current, 0);
	pq_transcript_request(&transcript, 5);
	pq_transcript_error(&transcript, "dns");
	pq_transcript_time(&transcript, 1);
	assert_int_equal(transcript.events[7].request, 5);
	assert_int_equal(transcript.events[8].request, 0);
}

static void appended_bytes_are_copied(void **state)
{
	char text[] = "Host";
	struct pq_address address = { .family = 4 };

	(void)state;
	pq_transcript_dropped(&transcript, pq_view(text, 4));
	pq_transcript_send(&transcript, 1, pq_view(text, 4));
	pq_transcript_resolve(&transcript, pq_view(text, 4), &address, 1);
	memset(text, 'x', 4);
	memset(&address, 9, sizeof(address));
	assert_string_equal(printed(), HEAD "dropped 0 \"Host\"\nsend 1 \"Host\"\nresolve \"Host\" 0.0.0.0\n");
}

/* Events of another transcript, whose text is gone before anything is looked at. */
static void copied_events_are_the_same_in_another_request(void **state)
{
	static struct pq_event first_events[64];
	static struct pq_address first_addresses[16];
	static char first_bytes[1024];
	struct pq_transcript first;

	(void)state;
	pq_transcript_init(&first, first_events, COUNT(first_events), first_addresses, COUNT(first_addresses),
			   first_bytes, sizeof(first_bytes));
	assert_int_equal(pq_transcript_parse(&first, text_of(everything), NULL), PQ_ERR_OK);
	for (size_t i = 0; i < first.count; i++)
		pq_transcript_copy(&transcript, &first.events[i]);
	memset(first_bytes, 'x', sizeof(first_bytes));
	memset(first_addresses, 9, sizeof(first_addresses));
	assert_string_equal(printed(), everything);
	assert_int_equal(transcript.current, 0);

	pq_transcript_reset(&transcript);
	pq_transcript_request(&transcript, 3);
	pq_transcript_copy(&transcript, &(struct pq_event){ .kind = PQ_EVENT_CLOSE, .request = 7, .conn = 2 });
	assert_int_equal(transcript.events[1].request, 3);

	pq_transcript_init(&transcript, events, COUNT(events), addresses, COUNT(addresses), bytes, 4);
	pq_transcript_copy(&transcript, &(struct pq_event){ .kind = PQ_EVENT_SEND, .bytes = text_of("1234") });
	assert_false(transcript.truncated);
	pq_transcript_copy(&transcript, &(struct pq_event){ .kind = PQ_EVENT_SEND, .bytes = text_of("5") });
	assert_true(transcript.truncated);
}

/* Each store that may be full: the event is lost, what was there stays, and the text says so. */
static void lost_events_show(void **state)
{
	struct pq_address address = { .family = 4 };

	(void)state;
	pq_transcript_init(&transcript, events, 1, addresses, 1, bytes, 4);
	pq_transcript_close(&transcript, 1);
	assert_false(transcript.truncated);
	pq_transcript_close(&transcript, 2);
	assert_true(transcript.truncated);
	assert_string_equal(printed(), HEAD "close 1\ntruncated\n");

	pq_transcript_reset(&transcript);
	assert_false(transcript.truncated);
	pq_transcript_send(&transcript, 1, text_of("12345"));
	assert_true(transcript.truncated);
	assert_int_equal(transcript.count, 0);
	pq_transcript_reset(&transcript);
	pq_transcript_send(&transcript, 1, text_of("1234"));
	assert_false(transcript.truncated);

	pq_transcript_init(&transcript, events, 2, addresses, 1, bytes, 4);
	pq_transcript_dial(&transcript, 1, PQ_TRANSPORT_TCP, &address, 25, PQ_DIALLED_OK);
	pq_transcript_resolve(&transcript, text_of("h"), &address, 1);
	assert_true(transcript.truncated);
	assert_int_equal(transcript.count, 1);

	pq_transcript_init(&transcript, NULL, 0, NULL, 0, NULL, 0);
	pq_transcript_request(&transcript, 1);
	assert_int_equal(transcript.current, 1);
	pq_transcript_done(&transcript, 200);
	assert_int_equal(transcript.current, 0);
	assert_string_equal(printed(), HEAD "truncated\n");
}

static void a_truncated_text_is_read_as_such(void **state)
{
	(void)state;
	read_well(HEAD "close 1\ntruncated\n");
	assert_true(transcript.truncated);
	assert_string_equal(printed(), HEAD "close 1\ntruncated\n");
	read_well(HEAD "close 1\n");
	assert_false(transcript.truncated);
}

static const char words[] = "one of: request, dropped, random, resolve, dial, tls, send, receive, close, time, call, "
			    "outcome, truncated";
static const char version[] = "pratique-transcript 1";
static const char request[] = "a request from 1 to 4294967295";
static const char conn[] = "a connection from 1 to 4294967295";
static const char current[] = "the number of the request under way";
static const char address[] = "an IPv4 or IPv6 address";
static const char port[] = "a port from 0 to 65535";
static const char status[] = "a status from 100 to 999, or 0";
static const char rule[] = "the name of a rule, such as unsafe_port";
static const char end[] = "the end of the line";
static const struct {
	const char *text;
	enum pq_err err;
	size_t line;
	size_t column;
	const char *expected;
} bad[] = {
	{ "", PQ_ERR_SYNTAX, 1, 1, version },
	{ "pratique-scenario 1\n", PQ_ERR_SYNTAX, 1, 1, version },
	{ "pratique-transcript 2\n", PQ_ERR_VERSION, 1, 21, version },
	{ "pratique-transcript 1\r\n", PQ_ERR_SYNTAX, 1, 22, "LF alone at the end of a line, not CR" },
	{ HEAD "what\n", PQ_ERR_SYNTAX, 2, 1, words },
	{ HEAD "\n  close 1\n", PQ_ERR_SYNTAX, 3, 1, words },
	{ HEAD "close 1\r\n", PQ_ERR_SYNTAX, 2, 8, "LF alone at the end of a line, not CR" },
	{ HEAD "close 1 2\n", PQ_ERR_SYNTAX, 2, 9, end },
	{ HEAD "truncated 1\n", PQ_ERR_SYNTAX, 2, 11, end },
	{ HEAD "request\n", PQ_ERR_SYNTAX, 2, 8, request },
	{ HEAD "request x\n", PQ_ERR_SYNTAX, 2, 9, request },
	{ HEAD "request 0\n", PQ_ERR_RANGE, 2, 9, request },
	{ HEAD "request 4294967296\n", PQ_ERR_RANGE, 2, 9, request },
	{ HEAD "request 1\ndropped 2 \"a\"\n", PQ_ERR_SYNTAX, 3, 9, current },
	{ HEAD "request 1\noutcome 0 done 200\n", PQ_ERR_SYNTAX, 3, 9, current },
	{ HEAD "request 1\noutcome 1 done 200\noutcome 1 done 200\n", PQ_ERR_SYNTAX, 4, 9, current },
	{ HEAD "dropped 0\n", PQ_ERR_SYNTAX, 2, 10, "a quoted text" },
	{ HEAD "random\n", PQ_ERR_SYNTAX, 2, 7, "quoted bytes" },
	{ HEAD "random \"\\q\"\n", PQ_ERR_SYNTAX, 2, 9, "one of the escapes \\r \\n \\t \\0 \\\" \\\\ \\xNN" },
	{ HEAD "resolve \"h\" 1.2.3\n", PQ_ERR_SYNTAX, 2, 13, address },
	{ HEAD "resolve \"h\" -\n", PQ_ERR_SYNTAX, 2, 13, address },
	{ HEAD "resolve \"h\" \"::1\"\n", PQ_ERR_SYNTAX, 2, 13, address },
	{ HEAD "dial 0 tcp ::1 80 ok\n", PQ_ERR_RANGE, 2, 6, conn },
	{ HEAD "dial 1 sctp ::1 80 ok\n", PQ_ERR_SYNTAX, 2, 8, "one of: tcp, udp" },
	{ HEAD "dial 1 tcp 80 ok\n", PQ_ERR_SYNTAX, 2, 12, address },
	{ HEAD "dial 1 tcp ::1 65536 ok\n", PQ_ERR_RANGE, 2, 16, port },
	{ HEAD "dial 1 tcp ::1 -1 ok\n", PQ_ERR_SYNTAX, 2, 16, port },
	{ HEAD "dial 1 tcp ::1 80\n", PQ_ERR_SYNTAX, 2, 18, "one of: ok, refused, failed" },
	{ HEAD "dial 1 tcp ::1 80 bad\n", PQ_ERR_SYNTAX, 2, 19, "one of: ok, refused, failed" },
	{ HEAD "tls 1\n", PQ_ERR_SYNTAX, 2, 6, "a quoted text" },
	{ HEAD "send \"a\"\n", PQ_ERR_SYNTAX, 2, 6, conn },
	{ HEAD "receive 4294967296 \"a\"\n", PQ_ERR_RANGE, 2, 9, conn },
	{ HEAD "time 18446744073709551616\n", PQ_ERR_RANGE, 2, 6, "a number of milliseconds" },
	{ HEAD "outcome 0\n", PQ_ERR_SYNTAX, 2, 10, "one of: done, blocked, error" },
	{ HEAD "outcome 0 unset\n", PQ_ERR_SYNTAX, 2, 11, "one of: done, blocked, error" },
	{ HEAD "outcome 0 done 99\n", PQ_ERR_RANGE, 2, 16, status },
	{ HEAD "outcome 0 done 1000\n", PQ_ERR_RANGE, 2, 16, status },
	{ HEAD "outcome 0 blocked none page\n", PQ_ERR_SYNTAX, 2, 19, rule },
	{ HEAD "outcome 0 blocked\n", PQ_ERR_SYNTAX, 2, 18, rule },
	{ HEAD "outcome 0 blocked unsafe_port\n", PQ_ERR_SYNTAX, 2, 30, "one of: unknown, page, service" },
	{ HEAD "outcome 0 error\n", PQ_ERR_SYNTAX, 2, 16, "the name of a network error" },
};

static void errors_name_place_and_what_was_expected(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(read_text(bad[i].text), bad[i].err);
		assert_string_equal(diag.expected, bad[i].expected);
		assert_int_equal(diag.line, bad[i].line);
		assert_int_equal(diag.column, bad[i].column);
		assert_int_equal(transcript.count, 0);
		assert_int_equal(transcript.current, 0);
	}
}

/* A number that is not its own event's is refused above; here is the twin that is accepted. */
static void a_request_ends_with_its_outcome(void **state)
{
	(void)state;
	read_well(HEAD "request 1\nclose 1\noutcome 1 done 200\ntime 1\noutcome 0 done 200\n");
	assert_int_equal(transcript.events[1].request, 1);
	assert_int_equal(transcript.events[2].request, 1);
	assert_int_equal(transcript.events[3].request, 0);
}

/* Bytes that do not fit are lost, and a short event after them that would fit is lost too. */
static void a_truncated_transcript_is_a_beginning(void **state)
{
	(void)state;
	pq_transcript_init(&transcript, events, 8, addresses, 1, bytes, 4);
	pq_transcript_request(&transcript, 1);
	pq_transcript_send(&transcript, 1, pq_view("abcd", 4));
	assert_false(transcript.truncated);
	pq_transcript_send(&transcript, 1, pq_view("e", 1));
	assert_true(transcript.truncated);
	pq_transcript_close(&transcript, 1);
	pq_transcript_done(&transcript, 200);
	assert_int_equal(transcript.count, 2);
	pq_transcript_reset(&transcript);
	pq_transcript_close(&transcript, 1);
	assert_int_equal(transcript.count, 1);
}

static void a_full_store_is_an_error_of_reading(void **state)
{
	(void)state;
	pq_transcript_init(&transcript, events, 2, addresses, 1, bytes, 4);
	read_well(HEAD "resolve \"ab\" ::1\nsend 1 \"cd\"\n");
	assert_int_equal(read_text(HEAD "close 1\nclose 2\nclose 3\n"), PQ_ERR_LIMIT);
	assert_string_equal(diag.expected, "at most 2 events (PQ_MAX_EVENTS)");
	assert_int_equal(diag.line, 4);
	assert_int_equal(read_text(HEAD "resolve \"\" ::1 ::2\n"), PQ_ERR_LIMIT);
	assert_string_equal(diag.expected, "at most 1 addresses (PQ_MAX_TRANSCRIPT_ADDRESSES)");
	assert_int_equal(diag.column, 16);
	assert_int_equal(read_text(HEAD "send 1 \"abcde\"\n"), PQ_ERR_LIMIT);
	assert_string_equal(diag.expected, "at most 4 bytes (PQ_MAX_TRANSCRIPT_BYTES)");
	assert_int_equal(read_text(HEAD "send 1 fill 5 \"a\"\n"), PQ_ERR_LIMIT);
	assert_int_equal(transcript.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(canonical_text_comes_back_unchanged, set_up),
		cmocka_unit_test_setup(other_spellings_become_canonical, set_up),
		cmocka_unit_test_setup(appended_events_print_as_their_text, set_up),
		cmocka_unit_test_setup(events_belong_to_the_request_under_way, set_up),
		cmocka_unit_test_setup(appended_bytes_are_copied, set_up),
		cmocka_unit_test_setup(copied_events_are_the_same_in_another_request, set_up),
		cmocka_unit_test_setup(lost_events_show, set_up),
		cmocka_unit_test_setup(a_truncated_text_is_read_as_such, set_up),
		cmocka_unit_test_setup(errors_name_place_and_what_was_expected, set_up),
		cmocka_unit_test_setup(a_request_ends_with_its_outcome, set_up),
		cmocka_unit_test_setup(a_truncated_transcript_is_a_beginning, set_up),
		cmocka_unit_test_setup(a_full_store_is_an_error_of_reading, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
