/* SPDX-License-Identifier: MIT */
/* Answers to 401 and 407, through the whole model (Fetch "HTTP-network-or-cache fetch"; RFC 9110 11). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "run_assert.h"

#define REPLY(bytes) "answer\n  reply \"" bytes "\"\n"
#define EMPTY "Content-Length: 0\\r\\n\\r\\n"
#define OK REPLY("HTTP/1.1 200 x\\r\\n" EMPTY)
#define ASK(challenge) REPLY("HTTP/1.1 401 x\\r\\nWWW-Authenticate: " challenge "\\r\\n" EMPTY)
#define ASK_PROXY(challenge) REPLY("HTTP/1.1 407 x\\r\\nProxy-Authenticate: " challenge "\\r\\n" EMPTY)
#define BASIC "Basic realm=\\\"r\\\""
#define DIGEST "Digest realm=\\\"r\\\", nonce=\\\"n\\\", qop=\\\"auth\\\""
#define STALE DIGEST ", stale=true"
#define LOGIN "login http://a.example/ \"user\" \"pass\"\n"
#define GO "navigate http://a.example/\n"
#define SENT "\r\nAuthorization: Basic dXNlcjpwYXNz\r\n"
#define ANY "Authorization"

static void assert_dials(const struct run *run, size_t count)
{
	assert_int_equal(run_count(run, PQ_EVENT_DIAL), count);
}

static void a_stored_login_answers_a_401(void **state)
{
	struct run *run = *state;

	run_text(run, LOGIN GO ASK(BASIC) OK);
	assert_done(run, 0, 200);
	assert_unsent(run, 1, ANY);
	assert_sent(run, 2, SENT);
	run_text(run, LOGIN "form POST http://a.example/\n  field \"a\" \"b\"\n" ASK(BASIC) OK);
	assert_done(run, 0, 200);
	assert_sent(run, 2, SENT);
	assert_sent(run, 2, "\r\n\r\na=b");
}

static void digest_is_preferred_and_draws_a_cnonce(void **state)
{
	struct run *run = *state;

	run_text(run, LOGIN "navigate http://a.example/x?y#z\n" ASK(BASIC ", " DIGEST) OK);
	assert_done(run, 0, 200);
	assert_sent(run, 2,
		    "\r\nAuthorization: Digest username=\"user\", realm=\"r\", uri=\"/x?y\", nonce=\"n\", "
		    "nc=00000001, cnonce=\"");
	assert_int_equal(run_event(run, PQ_EVENT_RANDOM, 0)->bytes.len, 16);
	assert_int_equal(run_count(run, PQ_EVENT_RANDOM), 1);
}

static void who_has_no_login_takes_the_401(void **state)
{
	struct run *run = *state;

	run_text(run, GO ASK("Basic realm=\\\"") OK);
	assert_done(run, 0, 401);
	assert_dials(run, 1);
	run_text(run, LOGIN GO ASK("Negotiate") OK);
	assert_done(run, 0, 401);
	run_text(run, LOGIN GO REPLY("HTTP/1.1 401 x\\r\\n" EMPTY) OK);
	assert_done(run, 0, 401);
	assert_dials(run, 1);
}

static void a_login_is_for_its_origin_only(void **state)
{
	static const char *const elsewhere[] = { "http://b.example/",   "http://a.example:8080/", "https://a.example/",
						 "http://x.a.example/", "ws://a.example/",        "//a.example/" };
	struct run *run = *state;
	char text[1024];

	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
		snprintf(text, sizeof(text), "login %s \"user\" \"pass\"\n" GO ASK(BASIC) OK, elsewhere[i]);
		run_text(run, text);
		assert_done(run, 0, 401);
		assert_dials(run, 1);
	}
	run_text(run, "login http://A.example:80/x \"user\" \"pass\"\n" GO ASK(BASIC) OK);
	assert_done(run, 0, 200);
}

/* Userinfo first, then what is stored; a stale nonce renews either once; then the 401 is the answer. */
static void tries_have_a_bound(void **state)
{
	struct run *run = *state;

	run_text(run, LOGIN GO ASK(BASIC) ASK(BASIC) OK);
	assert_done(run, 0, 401);
	assert_dials(run, 2);
	run_text(run, LOGIN GO ASK(DIGEST) ASK(STALE) ASK(STALE) OK);
	assert_done(run, 0, 401);
	assert_dials(run, 3);
	run_text(run,
		 LOGIN "navigate http://u:p@a.example/\n" ASK(STALE) ASK(STALE) ASK(STALE) ASK(STALE) ASK(STALE) OK);
	assert_done(run, 0, 401);
	assert_dials(run, 5);
	assert_sent(run, 2, "username=\"u\"");
	assert_sent(run, 3, "username=\"u\"");
	assert_sent(run, 4, "username=\"user\"");
	assert_sent(run, 5, "username=\"user\"");
}

static void userinfo_is_decoded_and_stays_with_its_url(void **state)
{
	struct run *run = *state;

	run_text(run, "navigate http://%75ser:p%61ss@a.example/\n" ASK(BASIC) OK);
	assert_done(run, 0, 200);
	assert_unsent(run, 1, ANY);
	assert_sent(run, 2, SENT);
	run_text(run, "navigate http://user:pass@a.example/\n" ASK(BASIC)
			      REPLY("HTTP/1.1 302 x\\r\\nLocation: http://a.example/y\\r\\n" EMPTY) ASK(BASIC) OK);
	assert_done(run, 0, 401);
	assert_unsent(run, 3, ANY);
	run_text(run,
		 "navigate http://b.example/\nanswer\n  redirect 302 \"http://user:pass@a.example/\"\n" ASK(BASIC) OK);
	assert_done(run, 0, 200);
	assert_sent(run, 3, SENT);
}

static void a_redirect_drops_the_login(void **state)
{
	struct run *run = *state;

	run_text(run, LOGIN GO ASK(BASIC) "answer\n  redirect 307 \"http://b.example/\"\n" ASK(BASIC) OK);
	assert_done(run, 0, 401);
	assert_sent(run, 2, SENT);
	assert_unsent(run, 3, ANY);
	assert_dials(run, 3);
	/* Also on the same origin each request begins without. */
	run_text(run, LOGIN GO ASK(BASIC) "answer\n  redirect 307 \"/x\"\n" ASK(BASIC) OK);
	assert_done(run, 0, 200);
	assert_unsent(run, 3, ANY);
	assert_sent(run, 4, SENT);
}

static void credentials_that_may_not_flow_answer_nothing(void **state)
{
	struct run *run = *state;

	run_text(run, LOGIN "page http://a.example/\nfetch GET /\n" ASK(BASIC) OK);
	assert_done(run, 0, 200);
	run_text(run, LOGIN "page http://a.example/\nfetch GET /\n  credentials omit\n" ASK(BASIC) OK);
	assert_done(run, 0, 401);
	run_text(run, LOGIN "fetch GET http://a.example/\n" ASK(BASIC) OK);
	assert_done(run, 0, 401);
	/* The response tainting would be "cors". */
	run_text(run, LOGIN "fetch GET http://a.example/\n  credentials include\n" ASK(BASIC) OK);
	assert_done(run, 0, 401);
	run_text(run, LOGIN "fetch GET http://a.example/\n  mode no-cors\n  credentials include\n" ASK(BASIC) OK);
	assert_done(run, 0, 200);
}

static void a_header_of_the_callers_stays(void **state)
{
	struct run *run = *state;

	run_text(run, LOGIN "page http://a.example/\nfetch GET /\n  header \"authorization\" \"x\"\n" ASK(BASIC) OK);
	assert_done(run, 0, 401);
	assert_dials(run, 1);
	assert_sent(run, 1, "\r\nauthorization: x\r\n");
}

static void what_cannot_be_written_safely_is_not_written(void **state)
{
	struct run *run = *state;

	run_text(run, LOGIN GO ASK("Digest realm=\\\"a\\tb\\\", nonce=\\\"n\\\"") OK);
	assert_error(run, 0, "auth");
	run_text(run, LOGIN GO ASK("Basic realm=\\\"") OK);
	assert_error(run, 0, "auth");
	run_text(run, "login http://a.example/ \"a:b\" \"c\"\n" GO ASK(BASIC) OK);
	assert_error(run, 0, "auth");
	run_text(run, "login http://a.example/ \"a\\r\\nX: y\" \"c\"\n" GO ASK(DIGEST) OK);
	assert_error(run, 0, "auth");
	run_text(run, "navigate http://a%0d%0ab@a.example/\n" ASK(BASIC) OK);
	assert_error(run, 0, "auth");
	assert_unsent(run, 2, "GET");
	run_text(run, "login http://a.example/ \"a\\\"b\" \"c\"\n" GO ASK(DIGEST) OK);
	assert_done(run, 0, 200);
	assert_sent(run, 2, "username=\"a\\\"b\"");
}

#define PROXY "proxy http://proxy.example:3128/ \"user\" \"pass\"\n"
#define THROUGH "answer\n  reply \"HTTP/1.1 200 x\\r\\n\\r\\n\"\n  wait\n  reply \"HTTP/1.1 200 x\\r\\n" EMPTY "\"\n"

static void the_proxy_gets_its_login_when_it_asks(void **state)
{
	struct run *run = *state;

	run_text(run, PROXY GO ASK_PROXY(BASIC) OK);
	assert_done(run, 0, 200);
	assert_unsent(run, 1, ANY);
	assert_sent(run, 2, "\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n");
	run_text(run, PROXY "navigate https://a.example/\n" ASK_PROXY(DIGEST) THROUGH);
	assert_done(run, 0, 200);
	assert_sent(run, 2, "uri=\"a.example:443\"");
	assert_sent(run, 2,
		    "\r\n\r\nGET / HTTP/1.1\r\nHost: a.example\r\nUser-Agent: pratique\r\nAccept: */*\r\n"
		    "Referer: http://page.example/\r\nConnection: close\r\n\r\n");
	run_text(run, "proxy http://us%65r:pass@proxy.example:3128/\n" GO ASK_PROXY(BASIC) OK);
	assert_done(run, 0, 200);
}

static void the_proxy_is_not_asked_for_ever(void **state)
{
	struct run *run = *state;

	run_text(run, PROXY GO ASK_PROXY(BASIC) ASK_PROXY(BASIC) OK);
	assert_error(run, 0, "proxy-auth");
	assert_dials(run, 2);
	run_text(run, PROXY "navigate https://a.example/\n" ASK_PROXY(STALE) ASK_PROXY(STALE) ASK_PROXY(STALE) OK);
	assert_error(run, 0, "proxy-auth");
	assert_dials(run, 3);
	run_text(run, "proxy http://proxy.example:3128/\n" GO ASK_PROXY(BASIC) OK);
	assert_error(run, 0, "proxy-auth");
	run_text(run, PROXY GO ASK_PROXY("Basic realm=\\\"") OK);
	assert_error(run, 0, "auth");
	run_text(run, PROXY "navigate https://a.example/\n" ASK_PROXY("Negotiate") OK);
	assert_error(run, 0, "proxy-auth");
}

/* RFC 9110 15.5.8: who is no proxy has nothing to ask for. */
static void a_407_of_an_origin_is_just_an_answer(void **state)
{
	struct run *run = *state;

	run_text(run, LOGIN GO ASK_PROXY(BASIC) OK);
	assert_done(run, 0, 407);
	assert_dials(run, 1);
	run_text(run,
		 PROXY LOGIN "navigate https://a.example/\nanswer\n  reply \"HTTP/1.1 200 x\\r\\n\\r\\n\"\n  wait\n"
			     "  reply \"HTTP/1.1 407 x\\r\\nProxy-Authenticate: Basic\\r\\n" EMPTY "\"\n" OK);
	assert_done(run, 0, 407);
	assert_dials(run, 1);
}

static void origin_and_proxy_each_get_their_own(void **state)
{
	struct run *run = *state;

	run_text(run, "proxy http://proxy.example:3128/ \"p\" \"q\"\n" LOGIN GO ASK_PROXY(BASIC) ASK(BASIC) OK);
	assert_done(run, 0, 200);
	assert_unsent(run, 2, "\r\nAuthorization");
	assert_sent(run, 3, SENT);
	assert_sent(run, 3, "\r\nProxy-Authorization: Basic cDpx\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_stored_login_answers_a_401, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(digest_is_preferred_and_draws_a_cnonce, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(who_has_no_login_takes_the_401, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(a_login_is_for_its_origin_only, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(tries_have_a_bound, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(userinfo_is_decoded_and_stays_with_its_url, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(a_redirect_drops_the_login, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(credentials_that_may_not_flow_answer_nothing, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(a_header_of_the_callers_stays, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(what_cannot_be_written_safely_is_not_written, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(the_proxy_gets_its_login_when_it_asks, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(the_proxy_is_not_asked_for_ever, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(a_407_of_an_origin_is_just_an_answer, open_fetch, close_run),
		cmocka_unit_test_setup_teardown(origin_and_proxy_each_get_their_own, open_fetch, close_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
