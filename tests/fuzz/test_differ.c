/* SPDX-License-Identifier: MIT */
/* What two subjects did, compared step by step; and the ground on which that states something. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "differ/ground.h"
#include "differ/steps.h"

static struct pq_steps model, other;

static void read_steps(const char *text, struct pq_steps *steps)
{
	static struct pq_event events[2][64];
	static struct pq_address addresses[2][16];
	static unsigned char bytes[2][4096];
	static struct pq_transcript transcripts[2];
	size_t which = steps == &other;

	pq_transcript_init(&transcripts[which], events[which], 64, addresses[which], 16, bytes[which],
			   sizeof(bytes[which]));
	assert_int_equal(pq_transcript_parse(&transcripts[which], pq_view_str(text), NULL), PQ_ERR_OK);
	pq_steps_of(&transcripts[which], 1, steps);
}

#define BEGIN "pratique-transcript 1\nrequest 1\n"
#define FIRST "dial 1 tcp 20.1.2.3 80 ok\nsend 1 \"GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n\"\n"
#define LED FIRST "receive 1 \"HTTP/1.1 302 F\\r\\n\"\nclose 1\n"
#define DONE "outcome 1 done 200\n"

static void check(const char *ours, const char *theirs, enum pq_difference kind, const char *what)
{
	struct pq_differing differing;

	read_steps(ours, &model);
	read_steps(theirs, &other);
	differing = pq_steps_differ(&model, &other);
	assert_int_equal(differing.kind, kind);
	assert_string_equal(differing.what, what);
}

static void what_is_the_same_does_not_differ(void **state)
{
	(void)state;
	check(BEGIN FIRST DONE, BEGIN FIRST DONE, PQ_DIFFER_NOT, "");
	/* In pieces, with other fields and another case, over another number of a connection. */
	check(BEGIN FIRST DONE,
	      BEGIN "dial 2 tcp 20.1.2.3 80 ok\nsend 2 \"GE\"\nsend 2 \"T / HTTP/1.1\\r\\nAccept: x\\r\\n\"\n"
		    "send 2 \"host: A.example\\r\\n\\r\\n\"\noutcome 1 error failed\n",
	      PQ_DIFFER_NOT, "");
	check(BEGIN "dial 1 tcp 20.1.2.3 80 ok\nsend 1 \"GET /?%0d%7E~ HTTP/1.1\\r\\n\\r\\n\"\n" DONE,
	      BEGIN "dial 1 tcp 20.1.2.3 80 ok\nsend 1 \"GET /?%0D~%7e HTTP/1.1\\r\\n\\r\\n\"\n" DONE, PQ_DIFFER_NOT,
	      "");
	/* A second message on one connection is a step as one on a connection of its own is. */
	check(BEGIN LED "dial 2 tcp 20.1.2.3 80 ok\nsend 2 \"GET /2 HTTP/1.1\\r\\n\\r\\n\"\n" DONE,
	      BEGIN FIRST "receive 1 \"HTTP/1.1 302 F\\r\\n\"\nsend 1 \"GET /2 HTTP/1.1\\r\\n\\r\\n\"\n" DONE,
	      PQ_DIFFER_NOT, "");
}

static void each_part_that_differs_is_told(void **state)
{
	(void)state;
	check(BEGIN FIRST DONE, BEGIN "dial 1 tcp 20.1.2.3 8080 ok\n" DONE, PQ_DIFFER_DIAL, "port");
	check(BEGIN FIRST DONE, BEGIN "dial 1 tcp 20.1.2.4 80 ok\n" DONE, PQ_DIFFER_DIAL, "address");
	check(BEGIN FIRST DONE, BEGIN "dial 1 udp 20.1.2.3 80 ok\n" DONE, PQ_DIFFER_DIAL, "transport");
	check(BEGIN FIRST DONE,
	      BEGIN "dial 1 tcp 20.1.2.3 80 ok\nsend 1 \"HEAD / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n\"\n" DONE,
	      PQ_DIFFER_MESSAGE, "method");
	check(BEGIN FIRST DONE,
	      BEGIN "dial 1 tcp 20.1.2.3 80 ok\nsend 1 \"GET /x HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n\"\n" DONE,
	      PQ_DIFFER_MESSAGE, "target");
	check(BEGIN "dial 1 tcp 20.1.2.3 80 ok\nsend 1 \"GET /?%2F HTTP/1.1\\r\\n\\r\\n\"\n" DONE,
	      BEGIN "dial 1 tcp 20.1.2.3 80 ok\nsend 1 \"GET /?/ HTTP/1.1\\r\\n\\r\\n\"\n" DONE, PQ_DIFFER_MESSAGE,
	      "target");
	check(BEGIN FIRST DONE,
	      BEGIN "dial 1 tcp 20.1.2.3 80 ok\nsend 1 \"GET / HTTP/1.1\\r\\nHost: b.example\\r\\n\\r\\n\"\n" DONE,
	      PQ_DIFFER_MESSAGE, "Host");
	check(BEGIN LED DONE, BEGIN LED "dial 2 tcp 20.1.2.3 80 ok\n" DONE, PQ_DIFFER_FOLLOW, "the other");
	check(BEGIN LED "dial 2 tcp 20.1.2.3 80 ok\n" DONE, BEGIN LED DONE, PQ_DIFFER_FOLLOW, "the model");
	check(BEGIN LED "outcome 1 blocked unsafe_port service\n", BEGIN LED "dial 2 tcp 20.1.2.3 25 ok\n" DONE,
	      PQ_DIFFER_REFUSAL, "the model");
	check(BEGIN DONE, BEGIN "outcome 1 blocked forbidden_method service\n", PQ_DIFFER_REFUSAL, "the other");
}

static void the_status_of_an_answer_is_read_in_pieces(void **state)
{
	(void)state;
	read_steps(BEGIN FIRST "receive 1 \"HTTP/1.1 3\"\nreceive 1 \"07 T\\r\\n\"\n" DONE, &model);
	assert_true(pq_view_is(pq_step_status(&model.at[0]), "307"));
	read_steps(BEGIN FIRST "receive 1 \"220 mail\\r\\n\\r\\n\"\n" DONE, &model);
	assert_int_equal(pq_step_status(&model.at[0]).len, 0);
}

static void urls_that_all_read_alike_are_common(void **state)
{
	static const char *const common[] = { "http://a.example/",           "http://A.example:8080/x/y?q=1&r",
					      "https://192.0.2.7:65535",     "/path-only",
					      "http://a-b.c1.example/A?%20", "http://a.example/x#f",
					      "http://localhost/~x" };
	static const char *const beyond[] = { "",
					      "x",
					      "http:a.example",
					      "HTTP://a.example/",
					      "http://u@a.example/",
					      "http://a.example:080/",
					      "http://a.example:65536/",
					      "http://a.example:/",
					      "http://a..example/",
					      "http://a.example./",
					      "http://1.2.3/",
					      "http://0x7f/",
					      "http://192.0.2.07/",
					      "http://192.0.2.256/",
					      "http://xn--e1a.example/",
					      "http://a_b.example/",
					      "http://[::1]/",
					      "http://a.example\\x",
					      "http://a.example/..",
					      "http://a.example/./x",
					      "http://a.example/%2e%2e/",
					      "http://a.example/x y",
					      "http://a.example/'",
					      "http://a.example/%4",
					      "http://a.example/a#b#c",
					      "//a.example/",
					      "http://a.example/\xc3\xa9",
					      "ftp://a.example/" };

	(void)state;
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (!pq_ground_url(pq_view_str(common[i])))
			fail_msg("%s is common ground", common[i]);
	for (size_t i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++)
		if (pq_ground_url(pq_view_str(beyond[i])))
			fail_msg("%s is not", beyond[i]);
}

static void answers_that_all_read_alike_are_common(void **state)
{
	static const char *const common[] = {
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 204 No\r\nX: y\r\n\r\n",
		"HTTP/1.1 302 F\r\nLocation: http://a.example:81/\r\nContent-Length: 0\r\n\r\n"
	};
	static const char *const beyond[] = {
		"",
		"220 mail\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nok",
		"HTTP/1.1 200 OK\r\nContent-Length: 02\r\n\r\nok",
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
		"HTTP/1.1 200 OK\r\n\r\n",
		"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
		"HTTP/1.1 200 OK\r\n X: y\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
		"HTTP/1.1 100 C\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 401 U\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 302 F\r\nLocation: \\x\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 302 F\r\nLocation: /\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (!pq_ground_answer(pq_view_str(common[i])))
			fail_msg("%s is common ground", common[i]);
	for (size_t i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++)
		if (pq_ground_answer(pq_view_str(beyond[i])))
			fail_msg("%s is not", beyond[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_the_same_does_not_differ),
		cmocka_unit_test(each_part_that_differs_is_told),
		cmocka_unit_test(the_status_of_an_answer_is_read_in_pieces),
		cmocka_unit_test(urls_that_all_read_alike_are_common),
		cmocka_unit_test(answers_that_all_read_alike_are_common),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
