/* SPDX-License-Identifier: MIT */
/* Bytes and calls that mean nothing: whatever a watch is told, it ends well, and what it prints can be read again. */
#include "watch_case.h"

#include <stdbool.h>
#include <stdlib.h>

#include "scenario/scenario.h"
#include "transcript/transcript.h"

/* A small generator; its bytes are cut out of a heap block of their own, so that an over-read shows. */
static uint64_t random_state;

static unsigned int draw(unsigned int below)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned int)(random_state >> 33) % below;
}

static char *draw_bytes(size_t *len)
{
	static const char *const stuff[] = { "GET / HTTP/1.1\r\n",
					     "Host: a.example\r\n",
					     "\r\n",
					     "http://a.example:25/",
					     "HTTP/1.1 301 x\r\nLocation: ",
					     "Transfer-Encoding: chunked\r\n\r\n",
					     "\x81\x7f",
					     "Content-Length: 99999999999999999999\r\n",
					     "--",
					     "boundary=",
					     "Cookie: a=b\r\n" };
	char *bytes;
	size_t piece = strlen(stuff[draw(COUNT(stuff))]);
	const char *from = stuff[draw(COUNT(stuff))];

	piece = piece < strlen(from) ? piece : strlen(from);
	*len = piece + draw(8);
	bytes = malloc(*len ? *len : 1);
	assert_non_null(bytes);
	for (size_t i = 0; i < *len; i++)
		bytes[i] = i < piece ? from[i] : (char)draw(256);
	return bytes;
}

/* The name of a string with whatever but NUL in it. */
static char *draw_string(void)
{
	size_t len;
	char *bytes = draw_bytes(&len);
	char *string = calloc(1, len + 1);

	assert_non_null(string);
	memcpy(string, bytes, len);
	free(bytes);
	return string;
}

/* wild: arguments may be wrong, and calls in a wrong order; otherwise only the bytes are. */
static void call_something(struct pq_watch *watch, bool wild)
{
	size_t len;
	char *bytes = draw_bytes(&len);
	char *string = draw_string();
	struct pq_watch_bytes run = pq_watch_run(bytes, len);
	struct pq_watch_part part = { PQ_WATCH_HEADER, draw(5), run, run, run, run };
	struct pq_watch_asked asked = { PQ_WATCH_FETCH, draw(70000), run, run, run, run, run, &part, draw(2) };
	int64_t conn = wild ? (int64_t)draw(6) - 2 : 1 + (int64_t)draw(2);

	if (wild) {
		asked.kind = (enum pq_watch_kind)draw(15);
		part.kind = (enum pq_watch_part_kind)draw(15);
	}
	switch (draw(wild ? 17 : 12)) {
	case 0:
		pq_watch_request(watch, &asked, NULL);
		break;
	case 1:
		pq_watch_go_on(watch, wild ? draw(4) : 1);
		break;
	case 2:
		case_dial(watch, conn, (uint16_t)draw(65536), draw(2) ? string : NULL);
		break;
	case 3:
		pq_watch_tls(watch, conn, string);
		break;
	case 4:
		pq_watch_lookup(watch, len ? "a.example" : "b", NULL, 0);
		break;
	case 5:
		pq_watch_random(watch, bytes, len);
		break;
	case 6:
		pq_watch_go_on(watch, 1);
		pq_watch_done(watch, wild ? draw(1200) : 200);
		break;
	case 7:
	case 8:
		pq_watch_receive(watch, conn, bytes, len);
		break;
	case 12:
		pq_watch_close(watch, conn);
		break;
	case 13:
		pq_watch_dropped(watch, string);
		break;
	case 14:
		pq_watch_proxy(watch, run, run, run);
		break;
	case 15:
		pq_watch_cookie(watch, run, run);
		break;
	default:
		pq_watch_send(watch, conn, bytes, len);
	}
	free(bytes);
	free(string);
}

static struct {
	struct pq_scenario scenario;
	struct pq_line lines[PQ_MAX_LINES];
	struct pq_arg args[PQ_MAX_ARGS];
	unsigned char scenario_bytes[1u << 20];
	struct pq_transcript transcript;
	struct pq_event events[PQ_WATCH_MAX_EVENTS];
	struct pq_address addresses[PQ_WATCH_MAX_EVENTS];
	unsigned char transcript_bytes[1u << 20];
} reread;

/* What a watch prints of a case is what `pratique judge` reads. */
static void expect_readable(struct pq_watch *watch)
{
	static char text[4u << 20];
	struct pq_diag diag = { .line = 0 };
	size_t len = pq_watch_print(watch, 0, text, sizeof(text));

	assert_true(len > 0);
	pq_scenario_init(&reread.scenario, reread.lines, COUNT(reread.lines), reread.args, COUNT(reread.args),
			 reread.scenario_bytes, sizeof(reread.scenario_bytes));
	if (pq_scenario_parse(&reread.scenario, pq_view(text, len), PQ_READING_STRICT, &diag))
		fail_msg("line %zu: expected %s in\n%s", diag.line, diag.expected, text);
	len = pq_watch_print(watch, 1, text, sizeof(text));
	assert_true(len > 0);
	pq_transcript_init(&reread.transcript, reread.events, COUNT(reread.events), reread.addresses,
			   COUNT(reread.addresses), reread.transcript_bytes, sizeof(reread.transcript_bytes));
	if (pq_transcript_parse(&reread.transcript, pq_view(text, len), &diag))
		fail_msg("line %zu: expected %s in\n%s", diag.line, diag.expected, text);
}

static void whatever_is_told_ends_well_and_can_be_read_again(void **state)
{
	struct pq_watch_options options = case_options();
	struct pq_watch *watch;
	size_t judged = 0;

	(void)state;
	options.shows = (PQ_WATCH_SIDES << 1) - 1;
	watch = case_open(&options);
	for (random_state = 1; random_state < 1500; random_state++) {
		uint64_t seed = random_state;
		bool wild = seed % 4 == 0;

		case_ask(watch, "http://a.example/");
		case_dial(watch, 1, 80, "a.example");
		case_dial(watch, 2, 80, "a.example");
		for (unsigned int calls = draw(40); calls > 0; calls--)
			call_something(watch, wild);
		expect_readable(watch);
		judged += pq_watch_end(watch) != PQ_WATCH_BAD_CALL;
		random_state = seed;
	}
	assert_true(judged > 1000);
	pq_watch_free(watch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_told_ends_well_and_can_be_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
