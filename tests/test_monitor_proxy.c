/* SPDX-License-Identifier: MIT */
/* Through the user's proxy (RFC 9110 9.3.6, RFC 9112 3.2.2): what is dialled, what is asked of it, what it is told. */
#include "monitor_case.h"

#define PROXY "proxy http://proxy.example:25/\n"
#define HTTP PROXY "fetch GET http://a.example/x?y\n"
#define HTTPS PROXY "fetch GET https://a.example/\n"
#define DIAL "request 1\nresolve 'proxy.example' 20.0.0.9\ndial 1 tcp 20.0.0.9 25 ok\n"
#define LINES "Host: a.example^User-Agent: pratique^Connection: close^"
#define ABSOLUTE(target) DIAL "send 1 'GET " target " HTTP/1.1^" LINES "^'\n" CASE_OK
#define CONNECT_WITH(target, host, lines) "send 1 'CONNECT " target " HTTP/1.1^Host: " host "^" lines "^'\n"
#define CONNECT CONNECT_WITH("a.example:443", "a.example:443", "")
#define LET_THROUGH "receive 1 'HTTP/1.1 200 OK^^'\n"
#define TLS "tls 1 'a.example'\n"
#define INNER "send 1 'GET / HTTP/1.1^" LINES "^'\n" CASE_OK
#define REFUSED "receive 1 'HTTP/1.1 403 x^Content-Length: 0^^'\nclose 1\noutcome 1 error proxy\n"

static void a_plain_request_asks_the_proxy_for_the_whole_url(void **state)
{
	static const struct case_row rows[] = {
		{ "innocent", HTTP, ABSOLUTE("http://a.example/x?y"), PQ_RULE_NONE },
		{ "the proxy is lost", HTTP, CASE_DIAL "send 1 'GET /x?y HTTP/1.1^" LINES "^'\n" CASE_OK,
		  PQ_RULE_WRONG_DESTINATION },
		{ "the proxy is not told where", HTTP, ABSOLUTE("/x?y"), PQ_RULE_WRONG_DESTINATION },
		{ "another host", HTTP, ABSOLUTE("http://b.example/x?y"), PQ_RULE_WRONG_DESTINATION },
		{ "another scheme", HTTP, ABSOLUTE("https://a.example/x?y"), PQ_RULE_WRONG_DESTINATION },
		{ "another port", HTTP, ABSOLUTE("http://a.example:8080/x?y"), PQ_RULE_WRONG_DESTINATION },
		{ "userinfo", HTTP, ABSOLUTE("http://u:p@a.example/x?y"), PQ_RULE_WRONG_DESTINATION },
		{ "raw bytes", PROXY "fetch GET 'http://a.example/`<>'\n", ABSOLUTE("http://a.example/`<>"),
		  PQ_RULE_WRONG_DESTINATION },
		{ "a backslash", PROXY "fetch GET 'http://a.example/a\\\\b'\n", ABSOLUTE("http://a.example/a\\\\b"),
		  PQ_RULE_WRONG_DESTINATION },
		{ "dots", PROXY "fetch GET 'http://a.example/a/../b'\n", ABSOLUTE("http://a.example/a/../b"),
		  PQ_RULE_WRONG_DESTINATION },
		{ "dots, resolved", PROXY "fetch GET 'http://a.example/a/../b'\n", ABSOLUTE("http://a.example/b"),
		  PQ_RULE_NONE },
		{ "raw bytes, encoded", PROXY "fetch GET 'http://a.example/`<>'\n",
		  ABSOLUTE("http://a.example/%22%3C%3E"), PQ_RULE_NONE },
		{ "a tunnel that nobody needs", HTTP, DIAL CONNECT_WITH("a.example:80", "a.example:80", "") REFUSED,
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "a look-up of the server", HTTP, "request 1\nresolve 'a.example' 20.0.0.1\noutcome 1 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "another proxy", HTTP,
		  "request 1\nresolve 'proxy.example' 20.0.0.9\ndial 1 tcp 20.0.0.8 25 refused\n"
		  "outcome 1 error refused\n",
		  PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_secure_request_goes_through_a_tunnel(void **state)
{
	static const struct case_row rows[] = {
		{ "innocent", HTTPS, DIAL CONNECT LET_THROUGH TLS INNER, PQ_RULE_NONE },
		{ "without a tunnel", HTTPS, ABSOLUTE("https://a.example/"), PQ_RULE_WRONG_DESTINATION },
		{ "a tunnel to another host", HTTPS, DIAL CONNECT_WITH("b.example:443", "b.example:443", "") REFUSED,
		  PQ_RULE_WRONG_DESTINATION },
		{ "a tunnel to another port", HTTPS, DIAL CONNECT_WITH("a.example:80", "a.example:80", "") REFUSED,
		  PQ_RULE_WRONG_DESTINATION },
		{ "another Host", HTTPS, DIAL CONNECT_WITH("a.example:443", "b.example:443", "") REFUSED,
		  PQ_RULE_HOST_MISMATCH },
		{ "no TLS within", HTTPS, DIAL CONNECT LET_THROUGH INNER, PQ_RULE_WRONG_DESTINATION },
		{ "TLS with the proxy's name", HTTPS, DIAL CONNECT LET_THROUGH "tls 1 'proxy.example'\n" INNER,
		  PQ_RULE_WRONG_DESTINATION },
		{ "a method of the page's within", PROXY "attacker renderer\nfetch CONNECT https://a.example/\n",
		  DIAL CONNECT LET_THROUGH TLS "send 1 'CONNECT / HTTP/1.1^" LINES "^'\n" CASE_OK,
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "ws, without TLS", PROXY "websocket ws://a.example/\n",
		  DIAL CONNECT_WITH("a.example:80", "a.example:80", "") LET_THROUGH
		  "random '\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'\n"
		  "send 1 'GET / HTTP/1.1^Host: a.example^Upgrade: websocket^Connection: Upgrade^"
		  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==^Sec-WebSocket-Version: 13^^'\n"
		  "receive 1 'HTTP/1.1 404 x^Content-Length: 0^^'\noutcome 1 error bad-handshake\n",
		  PQ_RULE_NONE },
		{ "a redirect of the proxy's own is not followed", HTTPS,
		  DIAL CONNECT "receive 1 'HTTP/1.1 302 x^Location: http://evil.example/^^'\nclose 1\n"
			       "resolve 'evil.example' 20.0.0.3\noutcome 1 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* The proxy's own port is the user's choice; the one that it is asked for is the page's. */
static void the_port_that_the_proxy_is_asked_for_is_judged(void **state)
{
	static const struct case_row rows[] = {
		{ "http", PROXY "fetch GET http://a.example:6667/x?y\n",
		  DIAL "send 1 'GET http://a.example:6667/x?y HTTP/1.1^Host: a.example:6667^^'\n" CASE_OK,
		  PQ_RULE_UNSAFE_PORT },
		{ "https", PROXY "fetch GET https://a.example:22/\n",
		  DIAL CONNECT_WITH("a.example:22", "a.example:22", "") REFUSED, PQ_RULE_UNSAFE_PORT },
		{ "https, twin", PROXY "fetch GET https://a.example:24/\n",
		  DIAL CONNECT_WITH("a.example:24", "a.example:24", "") REFUSED, PQ_RULE_NONE },
		{ "wss", PROXY "websocket wss://a.example:6000/\n",
		  DIAL CONNECT_WITH("a.example:6000", "a.example:6000", "") REFUSED, PQ_RULE_UNSAFE_PORT },
		{ "after a redirect", HTTP,
		  DIAL "send 1 'GET http://a.example/x?y HTTP/1.1^" LINES
		       "^'\nreceive 1 'HTTP/1.1 302 x^Location: http://b.example:25/^^'\nclose 1\n"
		       "dial 2 tcp 20.0.0.9 25 ok\nsend 2 'GET http://b.example:25/ HTTP/1.1^Host: b.example:25^^'\n"
		       "receive 2 'HTTP/1.1 200 OK^^'\nclose 2\noutcome 1 done 200\n",
		  PQ_RULE_UNSAFE_PORT },
		{ "a refusal of the server's port", PROXY "fetch GET http://a.example:25/\n",
		  "request 1\noutcome 1 blocked unsafe_port page\n", PQ_RULE_NONE },
		{ "a refusal of the server's port with a proxy that is none",
		  "proxy htt\nfetch GET http://a.example:25/\n", "request 1\noutcome 1 blocked unsafe_port page\n",
		  PQ_RULE_NONE },
		{ "a refusal of the proxy's port", HTTP, "request 1\noutcome 1 blocked unsafe_port page\n",
		  PQ_RULE_OVER_BLOCK },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void what_the_proxy_is_asked_for_is_not_judged_unseen(void **state)
{
	static const struct case_options options = { .capabilities = PQ_SHOWS_ALL & ~PQ_SHOWS_BYTES };
	static const char dial[] = DIAL "outcome 1 done 200\n";
	struct pq_verdict verdict = case_judge(HTTPS, dial, &options);

	(void)state;
	assert_int_equal(verdict.rules[PQ_RULE_UNSAFE_PORT], PQ_NOT_JUDGED);
	assert_int_equal(verdict.rules[PQ_RULE_WRONG_DESTINATION], PQ_NOT_JUDGED);
	verdict = case_judge(HTTPS, DIAL CONNECT LET_THROUGH TLS INNER, NULL);
	assert_int_equal(verdict.rules[PQ_RULE_UNSAFE_PORT], PQ_HELD);
	assert_int_equal(verdict.rules[PQ_RULE_WRONG_DESTINATION], PQ_HELD);
}

static void nothing_of_the_pages_is_in_a_connect(void **state)
{
#define TUNNEL(lines)                                              \
	DIAL CONNECT_WITH("a.example:443", "a.example:443", lines) \
	REFUSED
	static const struct case_row rows[] = {
		{ "the user agent's own lines", HTTPS, TUNNEL("User-Agent: pratique^Proxy-Connection: keep-alive^"),
		  PQ_RULE_NONE },
		{ "a header of the page's", HTTPS "  header 'X-A' 'b'\n", TUNNEL("X-A: b^"), PQ_RULE_FORBIDDEN_HEADER },
		{ "the page's origin", HTTPS, TUNNEL("Origin: http://page.example^"), PQ_RULE_FORBIDDEN_HEADER },
		{ "a cookie", "cookie https://a.example/ 'a=b'\n" HTTPS "  credentials include\n",
		  TUNNEL("Cookie: a=b^"), PQ_RULE_CREDENTIAL_LEAK },
		{ "a credential", HTTPS "  header 'Authorization' 'x'\n", TUNNEL("Authorization: y^"),
		  PQ_RULE_CREDENTIAL_LEAK },
		{ "a body", HTTPS, DIAL "send 1 'CONNECT a.example:443 HTTP/1.1^Host: a.example:443^^x'\n" REFUSED,
		  PQ_RULE_BAD_FRAMING },
		{ "what is for the proxy goes to the server", HTTPS,
		  DIAL CONNECT LET_THROUGH TLS "send 1 'GET / HTTP/1.1^" LINES
					       "Proxy-Authorization: Basic eDp5^^'\n" CASE_OK,
		  PQ_RULE_CREDENTIAL_LEAK },
		{ "what is for the proxy goes to the proxy",
		  "proxy http://proxy.example:25/ x y\nfetch GET http://a.example/\n",
		  DIAL "send 1 'GET http://a.example/ HTTP/1.1^" LINES "Proxy-Authorization: Basic eDp5^^'\n" CASE_OK,
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

#define SOCKET(scheme) "proxy " scheme "://proxy.example:25/\nwebsocket ws://a.example/\n"
#define TLS_TO_PROXY "tls 1 'proxy.example'\n"
#define SHAKE                                                                                                       \
	"random 'the sample nonce'\nsend 1 'GET / HTTP/1.1^Host: a.example^Connection: Upgrade^Upgrade: websocket^" \
	"Sec-WebSocket-Version: 13^Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==^^'\nreceive 1 'HTTP/1.1 403 "        \
	"x^Content-Length: 0^^'\noutcome 1 error bad-handshake\n"
#define CONNECT_80 CONNECT_WITH("a.example:80", "a.example:80", "") LET_THROUGH

/* A user's proxy may itself be reached over TLS (RFC 9110 4.2.2); what is in its tunnels is as before. */
static void tls_around_a_tunnel_is_the_proxys_own(void **state)
{
	static const struct case_row rows[] = {
		{ "in the clear", SOCKET("http"), DIAL CONNECT_80 SHAKE, PQ_RULE_NONE },
		{ "a secure proxy", SOCKET("https"), DIAL TLS_TO_PROXY CONNECT_80 SHAKE, PQ_RULE_NONE },
		{ "a proxy in the clear", SOCKET("http"), DIAL TLS_TO_PROXY CONNECT_80 SHAKE,
		  PQ_RULE_WRONG_DESTINATION },
		{ "in the tunnel", SOCKET("https"), DIAL TLS_TO_PROXY CONNECT_80 TLS SHAKE, PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	CASE_CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tls_around_a_tunnel_is_the_proxys_own),
		cmocka_unit_test(a_plain_request_asks_the_proxy_for_the_whole_url),
		cmocka_unit_test(a_secure_request_goes_through_a_tunnel),
		cmocka_unit_test(the_port_that_the_proxy_is_asked_for_is_judged),
		cmocka_unit_test(what_the_proxy_is_asked_for_is_not_judged_unseen),
		cmocka_unit_test(nothing_of_the_pages_is_in_a_connect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
