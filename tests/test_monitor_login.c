/* SPDX-License-Identifier: MIT */
/* credential_leak: what a user agent answers challenges with (RFC 7616, RFC 7617; RFC 9110 11). */
#include "monitor_case.h"

#include "monitor/login.h"
#include "monitor/naive_login.h"

#define LEAK PQ_RULE_CREDENTIAL_LEAK
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* user:pass in base64 */
#define BASIC "Authorization: Basic dXNlcjpwYXNz^"
#define LOGIN(url) "login " url " 'user' 'pass'\n"
#define GO "navigate http://a.example/\n"
#define SEND(lines) CASE_DIAL "send 1 '" CASE_HEAD lines "^'\n" CASE_OK
#define DIGEST_FOR(user, uri) \
	"Authorization: Digest username=" user ", realm=`r`, nonce=`n`, uri=" uri ", response=`x`^"
#define DIGEST DIGEST_FOR("`user`", "`/`")

static void a_stored_login_is_for_its_origin(void **state)
{
	static const struct case_row rows[] = {
		{ "its origin", LOGIN("http://a.example/x") GO, SEND(BASIC), PQ_RULE_NONE },
		{ "of several", LOGIN("http://b.example/") LOGIN("http://a.example/") GO, SEND(BASIC), PQ_RULE_NONE },
		{ "another host", LOGIN("http://b.example/") GO, SEND(BASIC), LEAK },
		{ "another port", LOGIN("http://a.example:8080/") GO, SEND(BASIC), LEAK },
		{ "another scheme", LOGIN("https://a.example/") GO, SEND(BASIC), LEAK },
		{ "a subdomain", LOGIN("http://example/") GO, SEND(BASIC), LEAK },
		{ "another password", "login http://a.example/ 'user' 'word'\n" GO, SEND(BASIC), LEAK },
		{ "another name", "login http://a.example/ 'name' 'pass'\n" GO, SEND(BASIC), LEAK },
		{ "a colon that moved", "login http://a.example/ 'user:pass' ''\n" GO, SEND(BASIC), LEAK },
		{ "nobody's", GO, SEND(BASIC), LEAK },
		{ "digest", LOGIN("http://a.example/") GO, SEND(DIGEST), PQ_RULE_NONE },
		{ "digest elsewhere", LOGIN("http://b.example/") GO, SEND(DIGEST), LEAK },
		{ "digest with another name", LOGIN("http://a.example/") GO, SEND(DIGEST_FOR("`name`", "`/`")), LEAK },
		{ "digest with a hashed name", LOGIN("http://a.example/") GO,
		  SEND("Authorization: Digest username=`0`, realm=r, nonce=n, uri=`/`, response=x, userhash=true^"),
		  PQ_RULE_NONE },
		{ "digest with a hashed name elsewhere", LOGIN("http://b.example/") GO,
		  SEND("Authorization: Digest username=`0`, realm=r, nonce=n, uri=`/`, response=x, userhash=true^"),
		  LEAK },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void userinfo_is_for_its_url(void **state)
{
#define NEXT(location, lines)                                                                                      \
	CASE_DIAL "send 1 '" CASE_HEAD "^'\nreceive 1 'HTTP/1.1 302 x^Location: " location                         \
		  "^^'\nclose 1\nresolve 'a.example' 20.0.0.1\ndial 2 tcp 20.0.0.1 80 ok\nsend 2 'GET / HTTP/1.1^" \
		  "Host: a.example^" lines "^'\nreceive 2 'HTTP/1.1 200 OK^^'\nclose 2\noutcome 1 done 200\n"
#define TOLD(host, port, lines)                                                                     \
	CASE_DIAL "send 1 '" CASE_HEAD BASIC "^'\nreceive 1 'HTTP/1.1 302 x^Location: http://" host \
		  "/^^'\nclose 1\nresolve 'a.example' 20.0.0.1\ndial 2 tcp 20.0.0.1 " port " ok\n"  \
		  "send 2 'GET / HTTP/1.1^Host: " host "^" lines                                    \
		  "^'\nreceive 2 'HTTP/1.1 200 OK^^'\nclose 2\noutcome 1 done 200\n"
	static const char bare[] = GO;
	static const struct case_row rows[] = {
		{ "its own", "navigate http://user:pass@a.example/\n", SEND(BASIC), PQ_RULE_NONE },
		{ "percent-encoded", "navigate http://%75ser:p%61ss@a.example/\n", SEND(BASIC), PQ_RULE_NONE },
		{ "an at sign", "navigate http://a@b:c@a.example/\n", SEND("Authorization: Basic YUBiOmM=^"),
		  PQ_RULE_NONE },
		{ "another", "navigate http://user:word@a.example/\n", SEND(BASIC), LEAK },
		{ "a redirect's own", bare, NEXT("http://user:pass@a.example/", BASIC), PQ_RULE_NONE },
		{ "a relative redirect's", "navigate http://user:pass@a.example/\n", NEXT("/", BASIC), PQ_RULE_NONE },
		{ "left behind", "navigate http://user:pass@a.example/\n", NEXT("http://a.example/", BASIC), LEAK },
		{ "told before", "navigate http://user:pass@a.example/\n", TOLD("a.example", "80", BASIC),
		  PQ_RULE_NONE },
		{ "told before to another port", "navigate http://user:pass@a.example/\n",
		  TOLD("a.example:8080", "8080", BASIC), LEAK },
		{ "another told before", "navigate http://user:pass@a.example/\n",
		  TOLD("a.example", "80", "Authorization: Basic YUBiOmM=^"), LEAK },
		{ "digest", "navigate http://user:pass@a.example/\n", SEND(DIGEST), PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* Fetch "HTTP-network-or-cache fetch": includeCredentials. */
static void the_credentials_mode_counts(void **state)
{
	static const struct case_row rows[] = {
		{ "omit", LOGIN("http://a.example/") "page http://a.example/\nfetch GET /\n  credentials omit\n",
		  SEND(BASIC), LEAK },
		{ "same-origin", LOGIN("http://a.example/") "page http://a.example/\nfetch GET /\n", SEND(BASIC),
		  PQ_RULE_NONE },
		{ "same-origin, across origins", LOGIN("http://a.example/") "fetch GET http://a.example/\n",
		  SEND(BASIC), LEAK },
		{ "include", LOGIN("http://a.example/") "fetch GET http://a.example/\n  credentials include\n",
		  SEND(BASIC), PQ_RULE_NONE },
		/* What the caller sets is not the user's login. */
		{ "omit, and set by the caller",
		  "fetch GET http://a.example/\n  header 'Authorization' 'Basic dXNlcjpwYXNz'\n  credentials omit\n",
		  SEND(BASIC), PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_login_is_whole_and_for_this_request(void **state)
{
	static const char scenario[] = LOGIN("http://a.example/") GO;
	static const struct case_row rows[] = {
		{ "another target", scenario, SEND(DIGEST_FOR("`user`", "`/x`")), LEAK },
		{ "broken out of its quotes", scenario, SEND(DIGEST_FOR("`user`", "`/`, uri=`/x`")), LEAK },
		{ "a bare quote", scenario, SEND(DIGEST_FOR("`us`er`", "`/`")), LEAK },
		{ "an escaped quote", "login http://a.example/ 'us`er' 'x'\n" GO,
		  SEND(DIGEST_FOR("`us\\\\`er`", "`/`")), PQ_RULE_NONE },
		{ "without a nonce", scenario,
		  SEND("Authorization: Digest username=`user`, realm=`r`, uri=`/`, response=`x`^"), LEAK },
		{ "broken base64", scenario, SEND("Authorization: Basic dXNlcjpwYXNz=^"), LEAK },
		{ "another scheme", scenario, SEND("Authorization: Bearer dXNlcjpwYXNz^"), LEAK },
	};

	(void)state;
	CASE_CHECK(rows);
}

#define PROXY "proxy http://proxy.example:25/ 'user' 'pass'\n"
#define TO_PROXY "request 1\nresolve 'proxy.example' 20.0.0.9\ndial 1 tcp 20.0.0.9 25 ok\n"
#define FOR_PROXY "Proxy-" BASIC
#define LINES "Host: a.example^User-Agent: pratique^Connection: close^"
#define TUNNEL(outer, inner)                                                                                 \
	TO_PROXY "send 1 'CONNECT a.example:443 HTTP/1.1^Host: a.example:443^" outer                         \
		 "^'\nreceive 1 'HTTP/1.1 200 OK^^'\ntls 1 'a.example'\nsend 1 'GET / HTTP/1.1^" LINES inner \
		 "^'\n" CASE_OK

static void the_proxys_login_is_for_the_proxy(void **state)
{
	static const char secure[] = PROXY "navigate https://a.example/\n";
	static const struct case_row rows[] = {
		{ "absolute form", PROXY GO,
		  TO_PROXY "send 1 'GET http://a.example/ HTTP/1.1^" LINES FOR_PROXY "^'\n" CASE_OK, PQ_RULE_NONE },
		{ "CONNECT", secure, TUNNEL(FOR_PROXY, ""), PQ_RULE_NONE },
		{ "inside the tunnel", secure, TUNNEL("", FOR_PROXY), LEAK },
		{ "without a proxy", LOGIN("http://a.example/") GO, SEND(FOR_PROXY), LEAK },
		{ "nobody's", "proxy http://proxy.example:25/\nnavigate https://a.example/\n", TUNNEL(FOR_PROXY, ""),
		  LEAK },
		{ "the origin's",
		  "proxy http://proxy.example:25/\n" LOGIN("https://a.example/") "navigate "
										 "https://a.example/\n",
		  TUNNEL(FOR_PROXY, ""), LEAK },
		{ "in the proxy's URL", "proxy http://user:pass@proxy.example:25/\nnavigate https://a.example/\n",
		  TUNNEL(FOR_PROXY, ""), PQ_RULE_NONE },
		{ "as the origin's", secure, TUNNEL("", BASIC), LEAK },
		{ "the origin's inside the tunnel", PROXY LOGIN("https://a.example/") "navigate https://a.example/\n",
		  TUNNEL(FOR_PROXY, BASIC), PQ_RULE_NONE },
		{ "the origin's to the proxy", PROXY LOGIN("https://a.example/") "navigate https://a.example/\n",
		  TUNNEL(BASIC, ""), LEAK },
		{ "digest for CONNECT", secure, TUNNEL("Proxy-" DIGEST_FOR("`user`", "`a.example:443`"), ""),
		  PQ_RULE_NONE },
		{ "digest for the inner request", secure, TUNNEL("Proxy-" DIGEST_FOR("`user`", "`/`"), ""), LEAK },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* A page's guess of the login is dropped by its guard, and what is sent is the user's. */
static void the_users_login_may_equal_what_was_asked_for(void **state)
{
	static const struct case_row rows[] = {
		{ "the proxy's",
		  PROXY "fetch GET http://a.example/\n  header 'Proxy-Authorization' 'Basic dXNlcjpwYXNz'\n",
		  TO_PROXY "send 1 'GET http://a.example/ HTTP/1.1^" LINES FOR_PROXY "^'\n" CASE_OK, PQ_RULE_NONE },
		{ "without a proxy",
		  "fetch GET http://a.example/\n  header 'Proxy-Authorization' 'Basic dXNlcjpwYXNz'\n", SEND(FOR_PROXY),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "beside the caller's",
		  LOGIN("http://a.example/") "page http://a.example/\nfetch GET /\n  header 'Authorization' 'x'\n",
		  SEND("Authorization: x^" BASIC), LEAK },
		{ "the caller's alone",
		  LOGIN("http://a.example/") "page http://a.example/\nfetch GET /\n  header 'Authorization' 'x'\n",
		  SEND("Authorization: x^"), PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* The transcript of a request that is refused with `status` n times, and offers that line each time. */
static char *refusals(char *text, const char *place, const char *head, const char *line, unsigned int status,
		      unsigned int n)
{
	size_t at = (size_t)sprintf(text, "request 1\nresolve '%s' 20.0.0.9\n", place);

	for (unsigned int i = 1; i <= n; i++)
		at += (size_t)sprintf(text + at,
				      "dial %u tcp 20.0.0.9 80 ok\nsend %u '%s^User-Agent: pratique^%s^'\n"
				      "receive %u 'HTTP/1.1 %u x^Content-Length: 0^^'\nclose %u\n",
				      i, i, head, line, i, status, i);
	sprintf(text + at, "outcome 1 error proxy-auth\n");
	return text;
}

static void a_login_is_not_offered_for_ever(void **state)
{
	static const char at_origin[] = LOGIN("http://a.example/") GO;
	static const char at_proxy[] = "proxy http://proxy.example/ 'user' 'pass'\n" GO;
	static const char through_proxy[] = "proxy http://proxy.example/ 'user' 'pass'\nnavigate https://a.example/\n";
	static const struct {
		const char *scenario;
		const char *place;
		const char *head;
		const char *line;
		unsigned int status;
	} rows[] = {
		{ at_origin, "a.example", "GET / HTTP/1.1^Host: a.example", BASIC, 401 },
		{ at_proxy, "proxy.example", "GET http://a.example/ HTTP/1.1^Host: a.example", FOR_PROXY, 407 },
		{ through_proxy, "proxy.example", "CONNECT a.example:443 HTTP/1.1^Host: a.example:443", FOR_PROXY,
		  407 },
	};
	static char text[16384];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (unsigned int n = PQ_JUDGE_MAX_OFFERS; n <= PQ_JUDGE_MAX_OFFERS + 1; n++) {
			struct pq_verdict verdict = case_judge(
				rows[i].scenario,
				refusals(text, rows[i].place, rows[i].head, rows[i].line, rows[i].status, n), NULL);

			case_expect_rule(rows[i].head, &verdict, n > PQ_JUDGE_MAX_OFFERS ? LEAK : PQ_RULE_NONE);
		}
}

/* Each message through a tunnel of its own is told to the proxy anew. */
static void a_tunnel_that_was_let_through_counts_anew(void **state)
{
	static char text[32768];
	size_t at = (size_t)sprintf(text, "request 1\nresolve 'proxy.example' 20.0.0.9\n");
	struct pq_verdict verdict;

	(void)state;
	for (unsigned int i = 1; i <= 2 * PQ_JUDGE_MAX_OFFERS; i++)
		at += (size_t)sprintf(text + at,
				      "dial %u tcp 20.0.0.9 80 ok\nsend %u 'CONNECT a.example:443 HTTP/1.1^"
				      "Host: a.example:443^" FOR_PROXY "^'\nreceive %u 'HTTP/1.1 200 x^^'\n"
				      "tls %u 'a.example'\nsend %u 'GET / HTTP/1.1^Host: a.example^^'\n"
				      "receive %u 'HTTP/1.1 401 x^Content-Length: 0^^'\nclose %u\n",
				      i, i, i, i, i, i, i);
	sprintf(text + at, "outcome 1 done 401\n");
	verdict = case_judge("proxy http://proxy.example/ 'user' 'pass'\nnavigate https://a.example/\n", text, NULL);
	case_expect_rule("let through", &verdict, PQ_RULE_NONE);
}

/* RFC 4648 4 and 10. */
static void base64_is_read_as_a_whole(void **state)
{
	static const struct {
		const char *value;
		const char *user;
		const char *password;
	} rows[] = {
		{ "Basic Og==", "", "" },
		{ "basic   OmE=", "", "a" },
		{ "Basic YTpi", "a", "b" },
		{ "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame" },
		{ "Basic Pz8/Oj4+Pg==", "???", ">>>" },
		{ "Basic /zr/", "\xff", "\xff" },
		{ "Basic YTpiDQo=", NULL, NULL },
		{ "Basic YTpi=", NULL, NULL },
		{ "Basic YTp", NULL, NULL },
		{ "Basic YTp=b", NULL, NULL },
		{ "Basic YT-i", NULL, NULL },
		{ "Basic YWI=", NULL, NULL },
		{ "Basic ====", NULL, NULL },
		{ "Basic", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char storage[64];
		struct pq_naive_login login;
		struct pq_buf text;

		pq_buf_init(&text, storage, sizeof(storage));
		assert_int_equal(pq_naive_login_read(pq_view_str(rows[i].value), &text, &login), rows[i].user != NULL);
		if (!rows[i].user)
			continue;
		assert_true(pq_view_is(login.user, rows[i].user));
		assert_true(pq_view_is(login.password, rows[i].password));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stored_login_is_for_its_origin),
		cmocka_unit_test(userinfo_is_for_its_url),
		cmocka_unit_test(the_credentials_mode_counts),
		cmocka_unit_test(a_login_is_whole_and_for_this_request),
		cmocka_unit_test(the_proxys_login_is_for_the_proxy),
		cmocka_unit_test(the_users_login_may_equal_what_was_asked_for),
		cmocka_unit_test(a_login_is_not_offered_for_ever),
		cmocka_unit_test(a_tunnel_that_was_let_through_counts_anew),
		cmocka_unit_test(base64_is_read_as_a_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
