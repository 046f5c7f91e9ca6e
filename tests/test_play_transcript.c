/* SPDX-License-Identifier: MIT */
/* From the sink's log to a transcript: whose each connection is, and how each request ended. */
#include "play_case.h"

#include "monitor/judge_policy.h"
#include "play/cuts.h"
#include "play/transcript.h"

#define HUB(conn, path) \
	"dial " #conn " tcp 20.0.0.1 80 ok\nsend " #conn " 'POST /pratique-play/1/" path " HTTP/1.1^^'\n"
#define PAGE "resolve 'page.example' 20.0.0.1\n"
#define OPEN PAGE HUB(1, "open")
#define BEGIN HUB(2, "begin/1")
#define END(how) HUB(90, "end/1?how=" how)
#define NAME "resolve 'a.example' 20.0.0.7\n"
#define ASKED "send 3 'GET / HTTP/1.1^Host: a.example^^'\n"
#define OK "receive 3 'HTTP/1.1 200 OK^Content-Length: 0^^'\nclose 3\n"

static bool blocks(const void *policy, struct pq_view scheme, uint16_t port)
{
	return pq_judge_policy_blocks(policy, scheme, port);
}

/* Assembles; the text of the transcript, without its first line. */
static const char *assemble(const char *scenario, const char *log, bool *ended)
{
	static struct play_scenario asked;
	static struct play_transcript seen, made;
	static struct pq_judge_policy policy;
	static unsigned char room[65536];
	char cause[160] = "";
	struct pq_buf out;
	static const struct pq_play_ports ports = { blocks, &policy };
	struct pq_assembly assembly = { .ports = &ports };

	assert_int_equal(pq_judge_policy_builtin(&policy, pq_view_str("fetch")), PQ_ERR_OK);
	assembly.scenario = play_scenario(&asked, scenario);
	assembly.log = play_transcript(&seen, log);
	play_empty(&made);
	*ended = pq_play_assemble(&assembly, &made.transcript, cause);
	assert_true(*ended || cause[0]);
	pq_buf_init(&out, room, sizeof(room) - 1);
	pq_transcript_print(&made.transcript, &out);
	room[out.len] = '\0';
	return strchr((const char *)room, '\n') + 1;
}

static void expect_outcome(const char *scenario, const char *log, const char *outcome)
{
	bool ended;
	const char *text = assemble(scenario, log, &ended);

	if (!ended || !strstr(text, outcome)) {
		print_error("%s is missing in\n%s", outcome, text);
		fail();
	}
}

#define FETCH "fetch GET http://a.example/\n"

static void the_hub_and_the_browser_itself_are_left_out(void **state)
{
	static const char expected[] =
		"resolve \"page.example\" 20.0.0.1\nrequest 1\nresolve \"a.example\" 20.0.0.7\n"
		"dial 1 tcp 20.0.0.7 80 ok\nsend 1 \"GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n\"\n"
		"receive 1 \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\nclose 1\noutcome 1 done 200\n";
	bool ended;
	const char *text = assemble(
		FETCH,
		OPEN BEGIN "resolve 'update.vendor.example' 20.0.0.9\ndial 4 tcp 20.0.0.9 443 ok\n"
			   "dial 5 tcp 20.0.0.7 80 ok\nsend 5 'GET /favicon.ico HTTP/1.1^Host: a.example^^'\n"
			   "dial 6 tcp 20.0.0.1 80 ok\ndial 7 udp 224.0.0.251 5353 ok\nsend 7 'x'\n" NAME
			   "resolve '_8443._https.a.example'\ndial 3 tcp 20.0.0.7 80 ok\n" ASKED OK END("failed"),
		&ended);

	(void)state;
	assert_true(ended);
	assert_string_equal(text, expected);
}

static void a_dial_that_no_name_explains_is_kept(void **state)
{
	bool ended;
	const char *text = assemble(FETCH, OPEN BEGIN "dial 3 tcp 20.9.9.9 25 ok\n" END("failed"), &ended);

	(void)state;
	assert_non_null(strstr(text, "dial 1 tcp 20.9.9.9 25 ok\n"));
	assert_non_null(strstr(text, "outcome 1 error connection\n"));
}

static void an_icon_that_was_asked_for_is_the_scenarios(void **state)
{
	bool ended;
	const char *text =
		assemble("fetch GET http://a.example/favicon.ico\n",
			 OPEN BEGIN NAME
			 "dial 3 tcp 20.0.0.7 80 ok\nsend 3 'GET /favicon.ico HTTP/1.1^^'\n" OK END("done&status=200"),
			 &ended);

	(void)state;
	assert_non_null(strstr(text, "send 1"));
}

static void what_was_dialled_ahead_is_told_where_it_is_used(void **state)
{
	bool ended;
	const char *text = assemble("fetch GET http://page.example/x\n",
				    PAGE "dial 3 tcp 20.0.0.1 80 ok\n" HUB(1, "open") BEGIN
				    "send 3 'GET /x HTTP/1.1^^'\n" OK END("done&status=200"),
				    &ended);

	(void)state;
	assert_non_null(strstr(text, "request 1\ndial 1 tcp 20.0.0.1 80 ok\nsend 1"));
}

static void a_request_ends_as_the_sink_saw_it(void **state)
{
	static const struct {
		const char *scenario;
		const char *log;
		const char *outcome;
	} rows[] = {
		/* A script may not read another origin's answer; that is no network error. */
		{ FETCH, OPEN BEGIN NAME "dial 3 tcp 20.0.0.7 80 ok\n" ASKED OK END("failed"), "outcome 1 done 200\n" },
		{ "page http://a.example/\n" FETCH,
		  OPEN BEGIN NAME "dial 3 tcp 20.0.0.7 80 ok\n" ASKED OK END("failed"),
		  "outcome 1 error bad-response\n" },
		{ "fetch GET http://a.example:25/\n", OPEN BEGIN END("failed"),
		  "outcome 1 blocked unsafe_port unknown\n" },
		{ "fetch GET http://a.example:26/\n", OPEN BEGIN END("failed"), "outcome 1 error connection\n" },
		{ FETCH, OPEN BEGIN "resolve 'a.example'\n" END("failed"), "outcome 1 error dns\n" },
		{ FETCH,
		  OPEN BEGIN NAME "dial 3 tcp 20.0.0.7 80 ok\n" ASKED
				  "receive 3 'HTTP/1.1 302 x^Location: http://b.example:25/^^'\n" END("failed"),
		  "outcome 1 blocked unsafe_port unknown\n" },
		{ FETCH,
		  OPEN BEGIN NAME "dial 3 tcp 20.0.0.7 80 ok\n" ASKED
				  "receive 3 'HTTP/1.1 302 x^Location: http://b.example:26/^^'\n" END("failed"),
		  "outcome 1 error bad-redirect\n" },
		{ "fetch GET http://a.example/\n  redirect error\n",
		  OPEN BEGIN NAME "dial 3 tcp 20.0.0.7 80 ok\n" ASKED
				  "receive 3 'HTTP/1.1 302 x^Location: http://b.example:25/^^'\n" END("failed"),
		  "outcome 1 error redirect-refused\n" },
		/* A handshake is not redirected (WebSockets 2.2). */
		{ "websocket ws://a.example/\n",
		  OPEN BEGIN NAME "dial 3 tcp 20.0.0.7 80 ok\n" ASKED
				  "receive 3 'HTTP/1.1 302 x^Location: http://b.example:25/^^'\n" END("failed"),
		  "outcome 1 error bad-handshake\n" },
		{ FETCH, OPEN BEGIN NAME "dial 3 tcp 20.0.0.7 80 ok\n" ASKED "receive 3 'nonsense'\n" END("failed"),
		  "outcome 1 error bad-response\n" },
		{ "fetch TRACE http://a.example/\n", OPEN BEGIN END("refused&step=method"),
		  "outcome 1 blocked forbidden_method page\n" },
		{ "fetch GET /\n  header 'a b' 'c'\n", OPEN BEGIN END("refused&step=header"),
		  "outcome 1 blocked malformed_header page\n" },
		{ "fetch GET /\n  header 'a' 'b\\r'\n", OPEN BEGIN END("refused&step=header"),
		  "outcome 1 blocked request_split page\n" },
		{ "fetch GET 'http://a b/'\n", OPEN BEGIN END("refused&step=url"), "outcome 1 error bad-url\n" },
		{ "dns-prefetch http://a.example/\n", OPEN BEGIN END("silent"), "outcome 1 done 0\n" },
		{ "fetch GET ftp://a.example/\n", OPEN BEGIN END("failed"), "outcome 1 error connection\n" },
		{ "dns-prefetch http://a.example:25/\n", OPEN BEGIN END("silent"), "outcome 1 done 0\n" },
		{ "preconnect http://a.example/\n", OPEN BEGIN NAME "dial 3 tcp 20.0.0.7 80 ok\n" END("silent"),
		  "outcome 1 done 0\n" },
		{ "websocket http://a.example:6000/\n", OPEN BEGIN END("failed"),
		  "outcome 1 blocked unsafe_port unknown\n" },
		{ "ice-server turn:a.example:25?transport=tcp u p\n", OPEN BEGIN END("silent"),
		  "outcome 1 blocked unsafe_port unknown\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect_outcome(rows[i].scenario, rows[i].log, rows[i].outcome);
}

static void what_the_guard_dropped_is_told(void **state)
{
	(void)state;
	expect_outcome("fetch GET http://a.example/\n  header 'Host' 'x'\n",
		       OPEN BEGIN NAME
		       "dial 3 tcp 20.0.0.7 80 ok\n" ASKED OK END("done&status=200&dropped=486f7374-58"),
		       "dropped 1 \"Host\"\ndropped 1 \"X\"\noutcome 1 done 200\n");
}

static void a_page_that_does_not_end_has_a_cause(void **state)
{
	bool ended;

	(void)state;
	assemble(FETCH, OPEN BEGIN NAME "dial 3 tcp 20.0.0.7 80 ok\n" ASKED, &ended);
	assert_false(ended);
	assemble(FETCH, OPEN BEGIN END("unsupported"), &ended);
	assert_false(ended);
}

static void a_log_is_cut_where_pages_open_and_are_done(void **state)
{
	static const char log[] =
		"pratique-transcript 1\nresolve \"page.example\" 20.0.0.1\n"
		"dial 1 tcp 20.0.0.1 80 ok\nsend 1 \"POST /pratique-play/2/open HTTP/1.1\"\nclose 1\n"
		"dial 2 tcp 20.0.0.2 80 ok\nsend 3 \"x\"\n"
		"dial 4 tcp 20.0.0.1 80 ok\nsend 4 \"POST /pratique-play/2/done HTTP/1.1\"\nclose 4\n"
		"dial 5 tcp 20.0.0.1 80 ok\nsend 5 \"POST /pratique-play/3/open HTTP/1.1\"\nsend 2 \"late\"\n"
		"dial 6 tcp 20.0.0.1 80 ok\nsend 6 \"POST /pratique-play/4/open HTTP/1.1\"\n"
		"send 2 \"later\"\nsend 2 \"still\"\n";
	struct pq_cuts *cuts = pq_cuts_open(pq_view_str(log));
	struct pq_view text;
	uint32_t piece;

	(void)state;
	assert_true(pq_cuts_next(cuts, &piece, &text));
	assert_int_equal(piece, 2);
	assert_true(pq_view_starts(text, pq_view_str("pratique-transcript 1\nresolve \"page.example\" 20.0.0.1\n"
						     "dial 1 tcp 20.0.0.1 80 ok\nsend 1 ")));
	assert_true(pq_cuts_next(cuts, &piece, &text));
	assert_int_equal(piece, 3);
	/* The connection that the piece goes on with was dialled before it. */
	assert_true(pq_view_starts(text, pq_view_str("pratique-transcript 1\nresolve \"page.example\" 20.0.0.1\n"
						     "dial 2 tcp 20.0.0.2 80 ok\nsend 5 ")));
	/* And so was it for the next one, once. */
	assert_true(pq_cuts_next(cuts, &piece, &text));
	assert_int_equal(piece, 4);
	assert_true(pq_view_starts(text, pq_view_str("pratique-transcript 1\nresolve \"page.example\" 20.0.0.1\n"
						     "dial 2 tcp 20.0.0.2 80 ok\nsend 6 ")));
	assert_false(pq_cuts_next(cuts, &piece, &text));
	pq_cuts_close(cuts);
}

static void bytes_of_a_request_cannot_speak_to_the_hub(void **state)
{
	static const char log[] =
		"pratique-transcript 1\n"
		"dial 1 tcp 20.0.0.1 80 ok\nsend 1 \"POST /pratique-play/2/open HTTP/1.1\"\nreceive 1 \"HTTP/1.1 200 "
		"OK\"\n"
		"dial 2 tcp 20.0.0.2 80 ok\nsend 2 \"POST / HTTP/1.1\"\nsend 2 \"POST /pratique-play/2/done "
		"HTTP/1.1\"\n"
		"receive 2 \"HTTP/1.1 100 Continue\"\nsend 2 \"POST /pratique-play/9/open HTTP/1.1\"\n"
		"receive 2 \"HTTP/1.1 200 OK\"\nsend 2 \"POST /pratique-play/2/done HTTP/1.1\"\n"
		"send 2 \"behind\"\n";
	struct pq_cuts *cuts = pq_cuts_open(pq_view_str(log));
	struct pq_view text;
	uint32_t piece;

	(void)state;
	assert_true(pq_cuts_next(cuts, &piece, &text));
	assert_int_equal(piece, 2);
	/* It is done where a message begins that says so. */
	assert_true(text.len == sizeof(log) - 1 - strlen("send 2 \"behind\"\n"));
	assert_false(pq_cuts_next(cuts, &piece, &text));
	pq_cuts_close(cuts);
}

static void look_ups_are_given_once_and_not_without_end(void **state)
{
	enum { LINES = 20000, ROOM = LINES * 64 };
	char *log = malloc(ROOM);
	size_t len = (size_t)snprintf(log, ROOM, "pratique-transcript 1\n");
	struct pq_cuts *cuts;
	struct pq_view text;
	uint32_t piece;
	size_t lines = 0;

	(void)state;
	for (int i = 0; i < LINES; i++)
		len += (size_t)snprintf(log + len, ROOM - len, "resolve \"n%d.example\" 20.0.0.1\n", i % 19000);
	snprintf(log + len, ROOM - len, "dial 1 tcp 20.0.0.1 80 ok\nsend 1 \"POST /pratique-play/2/open HTTP/1.1\"\n");
	cuts = pq_cuts_open(pq_view_str(log));
	assert_true(pq_cuts_next(cuts, &piece, &text));
	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	assert_int_equal(lines, 1 + 16384 + 1 + 1);
	pq_cuts_close(cuts);
	free(log);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hub_and_the_browser_itself_are_left_out),
		cmocka_unit_test(a_dial_that_no_name_explains_is_kept),
		cmocka_unit_test(an_icon_that_was_asked_for_is_the_scenarios),
		cmocka_unit_test(what_was_dialled_ahead_is_told_where_it_is_used),
		cmocka_unit_test(a_request_ends_as_the_sink_saw_it),
		cmocka_unit_test(what_the_guard_dropped_is_told),
		cmocka_unit_test(a_page_that_does_not_end_has_a_cause),
		cmocka_unit_test(a_log_is_cut_where_pages_open_and_are_done),
		cmocka_unit_test(bytes_of_a_request_cannot_speak_to_the_hub),
		cmocka_unit_test(look_ups_are_given_once_and_not_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
