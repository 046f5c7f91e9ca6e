/* SPDX-License-Identifier: MIT */
/* How a request ended, read off what was seen at the sockets and the program's end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/outcome.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define DIAL "dial 1 tcp 20.1.2.3 80 ok\n"
#define GET "send 1 \"GET / HTTP/1.1\\r\\n\\r\\n\"\n"
#define OK "receive 1 \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n"
#define TO_MAIL "receive 1 \"HTTP/1.1 302 Found\\r\\nLocation: //b.example:25/\\r\\n\\r\\n\"\n"

static const struct {
	const char *claim;
	const char *url;
	const char *seen;
	const char *error;
	const char *wanted;
} rows[] = {
	{ "a response", "http://a.example/", DIAL GET OK, NULL, "done 200" },
	{ "the last of several", "http://a.example/",
	  DIAL GET TO_MAIL "dial 2 tcp 20.1.2.4 25 ok\nsend 2 \"GET / HTTP/1.1\\r\\n\\r\\n\"\nreceive 2 \"HTTP/1.1 204 "
			   "No\\r\\n\\r\\n\"\n",
	  NULL, "done 204" },
	{ "behind a 100", "http://a.example/",
	  DIAL GET "receive 1 \"HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 201 Made\\r\\n\\r\\n\"\n", NULL, "done 201" },
	{ "a good end is no response", "http://a.example/", "", NULL, "error connection" },
	{ "nor is a dial", "http://a.example/", DIAL GET, NULL, "error connection" },
	{ "half a head", "http://a.example/", DIAL GET "receive 1 \"HTTP/1.1 200 OK\\r\\n\"\n", "connection",
	  "error bad-response" },
	{ "nothing dialled for a bad port", "http://a.example:25/", "", "connection", "blocked unsafe_port unknown" },
	{ "nothing dialled for another", "http://a.example:8025/", "", "connection", "error connection" },
	{ "a bad port that was dialled", "http://a.example:25/", "dial 1 tcp 20.1.2.3 25 ok\n", "connection",
	  "error connection" },
	{ "a bad port, and a good end", "http://a.example:25/", "", NULL, "error connection" },
	{ "no such name", "http://a.example/", "resolve \"a.example\"\n", "connection", "error dns" },
	{ "a Location that was not followed", "http://a.example/", DIAL GET TO_MAIL, "connection",
	  "blocked unsafe_port unknown" },
	{ "a Location that was", "http://a.example/", DIAL GET TO_MAIL "dial 2 tcp 20.1.2.4 25 ok\n", "connection",
	  "error connection" },
	{ "a Location that was shown", "http://a.example/", DIAL GET TO_MAIL, NULL, "done 302" },
	{ "what the program says", "http://a.example/", DIAL GET TO_MAIL "dial 2 tcp 20.1.2.4 80 ok\n",
	  "too-many-redirects", "error too-many-redirects" },
	{ "nothing dialled for what is no URL", "http://a.example:99999/", "", "connection", "error bad-url" },
	{ "what is no URL, and a good end", "http://a.example:99999/", "", NULL, "error connection" },
	{ "nothing dialled for a name that is none", "http://a.example/\n  header \"X Y\" \"z\"", "", "connection",
	  "blocked malformed_header unknown" },
	{ "such a name that was sent", "http://a.example/\n  header \"X Y\" \"z\"", DIAL, "connection",
	  "error connection" },
	{ "nothing dialled for a value with a line break", "http://a.example/\n  header \"X\" \"y\\nz\"", "",
	  "connection", "blocked request_split unknown" },
	{ "a value without one", "http://a.example/\n  header \"X\" \"y\"", "", "connection", "error connection" },
	{ "a Location that is no URL", "http://a.example/",
	  DIAL GET "receive 1 \"HTTP/1.1 302 Found\\r\\nLocation: http://b.example:99999/\\r\\n\\r\\n\"\n",
	  "connection", "error bad-redirect" },
	{ "a Location of another scheme", "http://a.example/",
	  DIAL GET "receive 1 \"HTTP/1.1 302 Found\\r\\nLocation: file:///etc\\r\\n\\r\\n\"\n", "connection",
	  "error bad-redirect" },
	{ "a Location that could be followed", "http://a.example/",
	  DIAL GET "receive 1 \"HTTP/1.1 302 Found\\r\\nLocation: /x\\r\\n\\r\\n\"\n", "connection",
	  "error bad-response" },
	{ "a program that was ended while it waited", "http://a.example/", DIAL GET, "exhausted", "error exhausted" },
	{ "a proxy that refuses", "https://a.example/",
	  DIAL "send 1 \"CONNECT a.example:443 HTTP/1.1\\r\\n\\r\\n\"\nreceive 1 \"HTTP/1.1 403 No\\r\\n\\r\\n\"\n",
	  "connection", "error proxy" },
};

struct room {
	struct pq_event events[2][64];
	struct pq_address addresses[2][64];
	unsigned char bytes[2][65536];
	unsigned char urls[65536];
	struct pq_policy policy;
	struct pq_line lines[8];
	struct pq_arg args[16];
	unsigned char scenario_bytes[1024];
};

static void judge(struct room *room, size_t row)
{
	struct pq_transcript seen, out;
	struct pq_scenario scenario;
	struct pq_buf urls, printed;
	char text[2048];
	unsigned char storage[512];
	char wanted[128];

	pq_transcript_init(&seen, room->events[0], 64, room->addresses[0], 64, room->bytes[0], sizeof(room->bytes[0]));
	pq_transcript_init(&out, room->events[1], 64, room->addresses[1], 64, room->bytes[1], sizeof(room->bytes[1]));
	pq_scenario_init(&scenario, room->lines, 8, room->args, 16, room->scenario_bytes, sizeof(room->scenario_bytes));
	pq_buf_init(&urls, room->urls, sizeof(room->urls));
	pq_buf_init(&printed, storage, sizeof(storage));
	snprintf(text, sizeof(text), "pratique-transcript 1\n%s", rows[row].seen);
	assert_int_equal(pq_transcript_parse(&seen, pq_view_str(text), NULL), PQ_ERR_OK);
	snprintf(text, sizeof(text), "pratique-scenario 1\nfetch GET %s\n", rows[row].url);
	assert_int_equal(pq_scenario_parse(&scenario, pq_view_str(text), PQ_READING_STRICT, NULL), PQ_ERR_OK);
	pq_transcript_request(&out, 1);
	pq_outcome_tell(&(struct pq_outcome_of){ .scenario = &scenario,
						 .line = 0,
						 .seen = &seen,
						 .error = rows[row].error,
						 .policy = &room->policy,
						 .room = &urls },
			&out);
	assert_int_equal(out.count, 2);
	pq_event_print(&out.events[1], &printed);
	snprintf(wanted, sizeof(wanted), "outcome 1 %s\n", rows[row].wanted);
	if (!pq_view_is(pq_buf_view(&printed), wanted))
		fail_msg("%s: %.*s", rows[row].claim, (int)printed.len, (const char *)printed.data);
}

static void outcomes_are_read_off_what_was_seen(void **state)
{
	struct room *room = calloc(1, sizeof(*room));

	(void)state;
	assert_non_null(room);
	assert_int_equal(pq_policy_parse_builtin(&room->policy, pq_view_str("fetch")), PQ_ERR_OK);
	for (size_t i = 0; i < COUNT(rows); i++)
		judge(room, i);
	free(room);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(outcomes_are_read_off_what_was_seen) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
