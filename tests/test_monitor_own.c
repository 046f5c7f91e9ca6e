/* SPDX-License-Identifier: MIT */
/* The rules about heads where it is known which headers the subject writes by itself. */
#include "monitor_case.h"

#define URL "http://a.example/"
#define HOME "page " URL "\n"
#define FETCH "fetch GET " URL "\n"
#define FETCH_WITH(name, value) FETCH "  header '" name "' '" value "'\n"
#define SENT(bytes) CASE_DIAL "send 1 '" bytes "'\n" CASE_OK
#define LINES(lines) SENT(CASE_HEAD lines "^")
#define BARE(lines) SENT("GET / HTTP/1.1^Host: a.example^" lines "^")

static const char *const own_headers[] = { "Host",   "User-Agent",   "Accept",         "Origin",     "Referer",
					   "Cookie", "Content-Type", "Content-Length", "Connection", NULL };
static const struct case_options known = { .own_headers = own_headers };

static void a_line_that_only_other_user_agents_write_is_injected(void **state)
{
	static const struct case_row rows[] = {
		{ "all own headers", "page http://page.example/x?y\nfetch POST " URL "\n  text 'ab'\n",
		  SENT("POST / HTTP/1.1^host: a.example^User-Agent: pratique^Accept: */*^Origin: http://page.example^"
		       "Referer: http://page.example/^Content-Type: text/plain;charset=UTF-8^Content-Length: 2^"
		       "Connection: close^^ab"),
		  PQ_RULE_NONE },
		{ "Accept-Language", FETCH, LINES("Accept-Language: en^"), PQ_RULE_REQUEST_SPLIT },
		{ "Pragma", FETCH, LINES("Pragma: no-cache^"), PQ_RULE_REQUEST_SPLIT },
		{ "TE", FETCH, LINES("TE: trailers^"), PQ_RULE_REQUEST_SPLIT },
		{ "Sec-Fetch-Site", FETCH, LINES("Sec-Fetch-Site: none^"), PQ_RULE_REQUEST_SPLIT },
		{ "Accept-Language as asked for", FETCH_WITH("Accept-Language", "en"), LINES("accept-language: en^"),
		  PQ_RULE_NONE },
		{ "an own header twice", FETCH, LINES("User-Agent: pratique^"), PQ_RULE_REQUEST_SPLIT },
		{ "one own and one as asked for", HOME FETCH_WITH("User-Agent", "x"), LINES("User-Agent: x^"),
		  PQ_RULE_NONE },
		{ "and a third", HOME FETCH_WITH("User-Agent", "x"), LINES("User-Agent: x^User-Agent: y^"),
		  PQ_RULE_REQUEST_SPLIT },
	};
	struct pq_verdict verdict = case_judge(FETCH, LINES("Accept-Language: en^"), NULL);

	(void)state;
	CASE_CHECK_WITH(rows, &known);
	/* Where the list is not known, some user agent may have written it. */
	case_expect_rule("unknown", &verdict, PQ_RULE_NONE);
	verdict = case_judge("prefetch " URL "\n", LINES("Purpose: prefetch^X-moz: prefetch^"), NULL);
	case_expect_rule("of a prefetch", &verdict, PQ_RULE_NONE);
	verdict = case_judge("prefetch " URL "\n", LINES("X-Purpose: prefetch^"), NULL);
	case_expect_rule("a name of nobody's", &verdict, PQ_RULE_REQUEST_SPLIT);
}

static void a_forbidden_header_that_the_subject_never_writes_is_the_attackers(void **state)
{
	static const struct case_row rows[] = {
		{ "TE", FETCH_WITH("TE", "trailers"), LINES("TE: trailers^"), PQ_RULE_FORBIDDEN_HEADER },
		{ "TE twin", FETCH_WITH("TE", "trailers"), LINES(""), PQ_RULE_NONE },
		{ "Expect", FETCH_WITH("Expect", "100-continue"), LINES("Expect: 100-continue^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "DNT", FETCH_WITH("DNT", "1"), LINES("DNT: 1^"), PQ_RULE_FORBIDDEN_HEADER },
		{ "Sec-Fetch-Site", FETCH_WITH("Sec-Fetch-Site", "none"), LINES("Sec-Fetch-Site: none^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Accept-Encoding", FETCH_WITH("Accept-Encoding", "gzip"), LINES("Accept-Encoding: gzip^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Connection", FETCH_WITH("Connection", "keep-alive"), BARE("Connection: keep-alive^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "Connection twin", FETCH_WITH("Connection", "close"), BARE("Connection: close^"), PQ_RULE_NONE },
		{ "Connection twice", FETCH_WITH("Connection", "close"), LINES("Connection: close^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "a length where there is no body", FETCH_WITH("Content-Length", "0"), LINES("Content-Length: 0^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "a length of no bytes", "fetch POST " URL "\n  header 'Content-Length' '0'\n",
		  SENT("POST / HTTP/1.1^Host: a.example^Content-Length: 0^^"), PQ_RULE_NONE },
		{ "an allowed one in any value", FETCH_WITH("Accept", "x/y"), BARE("Accept: x/y^"), PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK_WITH(rows, &known);
}

/* RFC 9112 5: what looks like a user agent's own line may be a name that was asked for. */
static void a_malformed_name_does_not_hide_behind_an_own_one(void **state)
{
	static const struct case_row rows[] = {
		{ "a colon", FETCH_WITH("Origin:http://victim.example", "z"), LINES("Origin:http://victim.example: z^"),
		  PQ_RULE_MALFORMED_HEADER },
		{ "a colon and a space", FETCH_WITH("Origin: http", "//victim.example"),
		  LINES("Origin: http://victim.example^"), PQ_RULE_MALFORMED_HEADER },
		{ "the own line that begins so", FETCH_WITH("Origin: http", "//victim.example"),
		  LINES("Origin: http://page.example^"), PQ_RULE_NONE },
	};
	struct pq_verdict verdict = case_judge(FETCH_WITH("X: y^Cookie", "a=b"), LINES("X: y^Cookie: a=b^"), &known);

	(void)state;
	CASE_CHECK_WITH(rows, &known);
	assert_true(case_broke(&verdict, PQ_RULE_MALFORMED_HEADER));
	assert_int_equal(verdict.violations[0].rule, PQ_RULE_MALFORMED_HEADER);
	verdict = case_judge(FETCH_WITH("X: y^Cookie", "a=b"), LINES(""), &known);
	case_expect_rule("dropped", &verdict, PQ_RULE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_that_only_other_user_agents_write_is_injected),
		cmocka_unit_test(a_forbidden_header_that_the_subject_never_writes_is_the_attackers),
		cmocka_unit_test(a_malformed_name_does_not_hide_behind_an_own_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
