/* SPDX-License-Identifier: MIT */
/* What is missing proves nothing: truncated transcripts, heads that broke off, cases larger than the judge. */
#include "monitor_case.h"

#define URL "http://a.example/"
#define FETCH "fetch GET " URL "\n"
#define ANSWERED "receive 1 'HTTP/1.1 200 OK^^'\n"

/* The innocent twins of breaches: the same bytes, and the transcript says that some of what happened is missing. */
static void what_is_missing_from_a_truncated_transcript_is_no_breach(void **state)
{
	static const struct case_row rows[] = {
		{ "the rest of a body", "fetch POST " URL "\n  text 'ab'\n",
		  CASE_DIAL "send 1 'POST / HTTP/1.1^Host: a.example^Content-Length: 2^^a'\n" ANSWERED,
		  PQ_RULE_BAD_FRAMING },
		{ "the end of a head", FETCH, CASE_DIAL "send 1 'GET / HTTP/1.1^'\n" ANSWERED, PQ_RULE_REQUEST_SPLIT },
		{ "a look-up", FETCH, "request 1\ndial 1 tcp 20.0.0.1 80 ok\n", PQ_RULE_WRONG_DESTINATION },
	};
	static const struct case_options truncated = { .truncated = true };
	struct pq_verdict verdict;

	(void)state;
	CASE_CHECK(rows);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		verdict = case_judge(rows[i].scenario, rows[i].transcript, &truncated);
		case_expect_rule(rows[i].name, &verdict, PQ_RULE_NONE);
		assert_int_equal(verdict.outcome, PQ_CASE_VOID);
	}
	/* What is there counts. */
	verdict = case_judge(FETCH, "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 25 ok\n", &truncated);
	assert_true(case_broke(&verdict, PQ_RULE_UNSAFE_PORT));
}

/* The service's own length, and a dropped one of the same name; then the connection broke. */
static void a_head_that_broke_off_may_have_had_any_length(void **state)
{
#define ASKED "fetch POST " URL "\n  text 'abc'\n  header 'Content-Length' '3'\n"
#define BROKEN "close 1\noutcome 1 error exhausted\n"
	static const struct case_row rows[] = {
		{ "broken off", ASKED, CASE_DIAL "send 1 'POST / HTTP/1.1^Host: a.example^Content-Length: 3^'\n" BROKEN,
		  PQ_RULE_NONE },
		{ "broken off, and twice", ASKED,
		  CASE_DIAL "send 1 'POST / HTTP/1.1^Host: a.example^Content-Length: 3^Content-Length: 3^'\n" BROKEN,
		  PQ_RULE_FORBIDDEN_HEADER },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* Whoever writes on a connection without a dial has dialled it where nobody saw it. */
static void a_connection_that_nobody_dialled_proves_nothing(void **state)
{
	static const char sent[] = "send 1 'GET / HTTP/1.1^Host: a.example^User-Agent: pratique^^'\n"
				   "receive 1 'HTTP/1.1 200 OK^Content-Length: 0^^'\noutcome 1 done 200\n";
	char text[512];
	struct pq_verdict verdict;

	(void)state;
	snprintf(text, sizeof(text), CASE_DIAL "%s", sent);
	verdict = case_judge(FETCH, text, NULL);
	assert_int_equal(verdict.rules[PQ_RULE_WRONG_DESTINATION], PQ_HELD);
	assert_int_equal(verdict.rules[PQ_RULE_UNSAFE_PORT], PQ_HELD);
	snprintf(text, sizeof(text), "request 1\n%s", sent);
	verdict = case_judge(FETCH, text, NULL);
	assert_int_equal(verdict.rules[PQ_RULE_WRONG_DESTINATION], PQ_NOT_JUDGED);
	assert_int_not_equal(verdict.rules[PQ_RULE_UNSAFE_PORT], PQ_HELD);
}

#define PIECES 24
#define PIECE (1u << 20)

/* Judges a body of PIECES MiB in as many events, all of one storage, behind this beginning. */
static void judge_large(struct pq_view first, struct pq_verdict *verdict)
{
	static struct pq_line lines[4];
	static struct pq_arg args[8];
	static unsigned char bytes[64];
	static struct pq_event events[PIECES + 8];
	static struct pq_address addresses[2];
	static unsigned char transcript_bytes[256];
	static unsigned char piece[PIECE];
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	struct pq_address address = { .family = 4 };
	struct pq_judge judge;

	pq_scenario_init(&scenario, lines, 4, args, 8, bytes, sizeof(bytes));
	assert_int_equal(pq_scenario_parse(&scenario, pq_view_str("pratique-scenario 1\nfetch PUT http://0.0.0.0/\n"),
					   PQ_READING_STRICT, NULL),
			 PQ_ERR_OK);
	pq_transcript_init(&transcript, events, PIECES + 8, addresses, 2, transcript_bytes, sizeof(transcript_bytes));
	pq_transcript_request(&transcript, 1);
	pq_transcript_dial(&transcript, 1, PQ_TRANSPORT_TCP, &address, 80, PQ_DIALLED_OK);
	pq_transcript_send(&transcript, 1, first);
	for (size_t i = 0; i < PIECES; i++) {
		pq_transcript_send(&transcript, 1, pq_view(NULL, 0));
		events[transcript.count - 1].bytes = pq_view(piece, PIECE);
	}
	pq_transcript_receive(&transcript, 1, pq_view_str("HTTP/1.1 200 OK\r\n\r\n"));
	pq_transcript_done(&transcript, 200);
	assert_false(transcript.truncated);
	assert_int_equal(pq_judge_init(&judge), PQ_ERR_OK);
	pq_judge_run(&judge, &scenario, &transcript, verdict);
	pq_judge_fini(&judge);
}

/* Anybody may write a transcript: events in no sensible order are judged, and end nothing. */
static void events_in_an_impossible_order_do_no_harm(void **state)
{
	static const char *const rows[] = {
		"request 1\nsend 1 'x'\ndial 1 tcp 20.0.0.1 80 ok\noutcome 1 done 200\n",
		"request 1\nreceive 1 'x'\nsend 1 'x'\ndial 1 tcp 20.0.0.1 80 ok\nsend 1 'x'\noutcome 1 done 200\n",
		"receive 1 'x'\nrequest 1\ndial 1 tcp 20.0.0.1 80 ok\noutcome 1 done 200\nsend 1 'x'\nreceive 1 'x'\n",
		"tls 1 'a.example'\nclose 1\nrequest 1\nreceive 2 'x'\noutcome 1 done 200\n",
		("request 1\ndial 1 tcp 20.0.0.1 80 ok\ndial 1 tcp 20.0.0.1 80 ok\nsend 1 'x'\nrequest 1\n"
		 "send 1 'y'\noutcome 1 done 200\n"),
	};
	static const char *const words[] = { "fetch GET http://a.example/\n", "websocket ws://a.example/\n",
					     "ftp ftp://a.example/\n", "preconnect http://a.example/\n",
					     "proxy http://a.example/\nfetch GET https://b.example/\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			case_judge(words[k], rows[i], NULL);
}

static void a_case_larger_than_the_judge_is_void(void **state)
{
	static const char head[] = "PUT / HTTP/1.1\r\nHost: 0.0.0.0\r\nContent-Length: 25165824\r\n\r\n";
	struct pq_verdict verdict;

	(void)state;
	judge_large(pq_view(head, sizeof(head) - 1), &verdict);
	case_expect_rule("large", &verdict, PQ_RULE_NONE);
	assert_int_equal(verdict.outcome, PQ_CASE_VOID);
	assert_string_equal(verdict.void_why, "the case is larger than the judge can hold");
	assert_int_equal(verdict.rules[PQ_RULE_BAD_FRAMING], PQ_NOT_APPLICABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_that_nobody_dialled_proves_nothing),
		cmocka_unit_test(what_is_missing_from_a_truncated_transcript_is_no_breach),
		cmocka_unit_test(a_head_that_broke_off_may_have_had_any_length),
		cmocka_unit_test(events_in_an_impossible_order_do_no_harm),
		cmocka_unit_test(a_case_larger_than_the_judge_is_void),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
