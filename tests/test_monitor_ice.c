/* SPDX-License-Identifier: MIT */
/* ICE servers, raw sockets and hints before the judge: each breach fires, and its twin is silent. */
#include "monitor_case.h"

#define ID "ABCDEFGHIJKL"
#define BINDING "\\x00\\x01\\x00\\x00!\\x12\\xa4B" ID
#define ALLOCATE "\\x00\\x03\\x00\\x08!\\x12\\xa4B" ID "\\x00\\x19\\x00\\x04\\x11\\x00\\x00\\x00"
#define CHALLENGE                                                                        \
	"\\x01\\x13\\x00\\x1c!\\x12\\xa4B" ID "\\x00\\x09\\x00\\x04\\x00\\x00\\x04\\x01" \
	"\\x00\\x14\\x00\\x05realm\\x00\\x00\\x00\\x00\\x15\\x00\\x01n\\x00\\x00\\x00"
/* USERNAME, REALM and NONCE of one allocation request */
#define ANSWER(user, realm, nonce)                                                                     \
	"\\x00\\x03\\x00\\x1c!\\x12\\xa4B" ID "\\x00\\x06\\x00\\x04" user "\\x00\\x14\\x00\\x05" realm \
	"\\x00\\x00\\x00\\x00\\x15\\x00\\x01" nonce "\\x00\\x00\\x00"
#define GRANTED "\\x01\\x03\\x00\\x00!\\x12\\xa4B" ID
#define DONE "outcome 1 done 200\n"
#define REFUSED "outcome 1 error refused\n"
#define LOOK_UP "request 1\nresolve 'turn.example' 20.0.0.1\n"

static void a_server_is_dialled_where_its_url_says(void **state)
{
	static const struct case_row rows[] = {
		{ "stun, default port", "ice-server stun:turn.example\n",
		  LOOK_UP "dial 1 udp 20.0.0.1 3478 refused\n" REFUSED, PQ_RULE_NONE },
		{ "stuns, default port", "ice-server STUNS:turn.example\n",
		  LOOK_UP "dial 1 tcp 20.0.0.1 5349 refused\n" REFUSED, PQ_RULE_NONE },
		{ "turn over tcp", "ice-server turn:turn.example:443?transport=tcp 'u' 'p'\n",
		  LOOK_UP "dial 1 tcp 20.0.0.1 443 refused\n" REFUSED, PQ_RULE_NONE },
		{ "a literal in hexadecimal", "ice-server turn:0x14000001 'u' 'p'\n",
		  "request 1\ndial 1 udp 20.0.0.1 3478 refused\n" REFUSED, PQ_RULE_NONE },
		{ "an IPv6 literal", "ice-server turns:[::1]:8443 'u' 'p'\n",
		  "request 1\ndial 1 tcp ::1 8443 refused\n" REFUSED, PQ_RULE_NONE },
		{ "another port", "ice-server stun:turn.example\n",
		  LOOK_UP "dial 1 udp 20.0.0.1 3479 refused\n" REFUSED, PQ_RULE_WRONG_DESTINATION },
		{ "another transport", "ice-server stun:turn.example\n",
		  LOOK_UP "dial 1 tcp 20.0.0.1 3478 refused\n" REFUSED, PQ_RULE_WRONG_DESTINATION },
		{ "a port that wraps", "ice-server stun:turn.example:69014\n",
		  LOOK_UP "dial 1 udp 20.0.0.1 3478 refused\n" REFUSED, PQ_RULE_WRONG_DESTINATION },
		{ "userinfo", "ice-server turn:u@turn.example 'u' 'p'\n",
		  LOOK_UP "dial 1 udp 20.0.0.1 3478 refused\n" REFUSED, PQ_RULE_WRONG_DESTINATION },
		{ "a path", "ice-server stun://turn.example\n", LOOK_UP "dial 1 udp 20.0.0.1 3478 refused\n" REFUSED,
		  PQ_RULE_WRONG_DESTINATION },
		{ "a transport that STUN does not name", "ice-server stun:turn.example?transport=tcp\n",
		  LOOK_UP "dial 1 tcp 20.0.0.1 3478 refused\n" REFUSED, PQ_RULE_WRONG_DESTINATION },
		{ "the alternate server of a hostile one", "ice-server turn:turn.example 'u' 'p'\n",
		  LOOK_UP "dial 1 udp 20.0.0.1 3478 ok\nsend 1 '" ALLOCATE "'\nreceive 1 '" CHALLENGE
			  "'\nclose 1\ndial 2 udp 10.0.0.1 3478 refused\n" REFUSED,
		  PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* CVE-2021-23982: TURN over TCP was not subject to the list. */
static void each_scheme_and_transport_has_ports_of_its_own(void **state)
{
	static const struct {
		const char *url;
		const char *transport;
		unsigned int port;
		enum pq_rule rule;
	} rows[] = {
		{ "turn:20.0.0.1:5060?transport=tcp", "tcp", 5060, PQ_RULE_UNSAFE_PORT },
		{ "turns:20.0.0.1:5060", "tcp", 5060, PQ_RULE_UNSAFE_PORT },
		{ "turn:20.0.0.1:5060", "udp", 5060, PQ_RULE_NONE },
		{ "turn:20.0.0.1:53?transport=tcp", "tcp", 53, PQ_RULE_UNSAFE_PORT },
		{ "turn:20.0.0.1:53", "udp", 53, PQ_RULE_NONE },
		{ "turn:20.0.0.1:80?transport=tcp", "tcp", 80, PQ_RULE_NONE },
		{ "turn:20.0.0.1:443", "udp", 443, PQ_RULE_NONE },
		{ "turn:20.0.0.1:1023", "udp", 1023, PQ_RULE_UNSAFE_PORT },
		{ "turn:20.0.0.1:1023?transport=tcp", "tcp", 1023, PQ_RULE_UNSAFE_PORT },
		{ "turn:20.0.0.1:1024", "udp", 1024, PQ_RULE_NONE },
		{ "turn:20.0.0.1:1024?transport=tcp", "tcp", 1024, PQ_RULE_NONE },
		{ "stuns:20.0.0.1:25", "tcp", 25, PQ_RULE_UNSAFE_PORT },
		{ "stuns:20.0.0.1:26", "tcp", 26, PQ_RULE_NONE },
		{ "stun:20.0.0.1:19302", "udp", 19302, PQ_RULE_NONE },
	};
	char scenario[128];
	char transcript[256];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_verdict verdict;

		snprintf(scenario, sizeof(scenario), "ice-server %s 'user' 'password'\n", rows[i].url);
		snprintf(transcript, sizeof(transcript), "request 1\ndial 1 %s 20.0.0.1 %u refused\n" REFUSED,
			 rows[i].transport, rows[i].port);
		verdict = case_judge(scenario, transcript, NULL);
		case_expect_rule(rows[i].url, &verdict, rows[i].rule);
		snprintf(transcript, sizeof(transcript), "request 1\noutcome 1 blocked unsafe_port page\n");
		verdict = case_judge(scenario, transcript, NULL);
		case_expect_rule(rows[i].url, &verdict,
				 rows[i].rule == PQ_RULE_NONE ? PQ_RULE_OVER_BLOCK : PQ_RULE_NONE);
	}
}

static void only_requests_for_an_address_are_written(void **state)
{
	static const char stun[] = "ice-server stun:20.0.0.1\n";
	static const char turn[] = "ice-server turn:20.0.0.1?transport=tcp 'user' 'password'\n";
	static const struct case_row rows[] = {
		{ "binding", stun, "request 1\ndial 1 udp 20.0.0.1 3478 ok\nsend 1 '" BINDING "'\nclose 1\n" DONE,
		  PQ_RULE_NONE },
		{ "the same once more", stun,
		  "request 1\ndial 1 udp 20.0.0.1 3478 ok\nsend 1 '" BINDING "'\nsend 1 '" BINDING "'\nclose 1\n" DONE,
		  PQ_RULE_NONE },
		{ "in pieces", turn,
		  "request 1\ndial 1 tcp 20.0.0.1 3478 ok\nsend 1 '\\x00\\x03\\x00'\nsend 1 '\\x08!\\x12\\xa4B" ID
		  "\\x00\\x19\\x00\\x04\\x11\\x00\\x00\\x00'\nclose 1\n" DONE,
		  PQ_RULE_NONE },
		{ "cut off", turn,
		  "request 1\ndial 1 tcp 20.0.0.1 3478 ok\nsend 1 '\\x00\\x03\\x00'\nclose 1\noutcome 1 error "
		  "connection\n",
		  PQ_RULE_NONE },
		{ "an allocation asked of a STUN server", stun,
		  "request 1\ndial 1 udp 20.0.0.1 3478 ok\nsend 1 '" ALLOCATE "'\nclose 1\n" DONE,
		  PQ_RULE_BAD_FRAMING },
		{ "data that is to be relayed", turn,
		  "request 1\ndial 1 tcp 20.0.0.1 3478 ok\nsend 1 '" ALLOCATE "'\nreceive 1 '" GRANTED
		  "'\nsend 1 '\\x00\\x16\\x00\\x00!\\x12\\xa4B" ID "'\nclose 1\n" DONE,
		  PQ_RULE_BAD_FRAMING },
		{ "another protocol", turn, "request 1\ndial 1 tcp 20.0.0.1 3478 ok\nsend 1 'HELO x^'\nclose 1\n" DONE,
		  PQ_RULE_BAD_FRAMING },
		{ "no cookie", stun,
		  "request 1\ndial 1 udp 20.0.0.1 3478 ok\nsend 1 '\\x00\\x01\\x00\\x00!\\x12\\xa4C" ID
		  "'\nclose 1\n" DONE,
		  PQ_RULE_BAD_FRAMING },
		{ "an attribute longer than the message", stun,
		  "request 1\ndial 1 udp 20.0.0.1 3478 ok\nsend 1 '\\x00\\x01\\x00\\x04!\\x12\\xa4B" ID
		  "\\x80\\x22\\x00\\x09'\nclose 1\n" DONE,
		  PQ_RULE_BAD_FRAMING },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void secure_servers_are_spoken_to_through_tls(void **state)
{
	static const char turns[] = "ice-server turns:turn.example 'user' 'password'\n";
	static const struct case_row rows[] = {
		{ "through TLS", turns,
		  LOOK_UP "dial 1 tcp 20.0.0.1 5349 ok\ntls 1 'turn.example'\nsend 1 '" ALLOCATE "'\nclose 1\n" DONE,
		  PQ_RULE_NONE },
		{ "in the clear", turns, LOOK_UP "dial 1 tcp 20.0.0.1 5349 ok\nsend 1 '" ALLOCATE "'\nclose 1\n" DONE,
		  PQ_RULE_WRONG_DESTINATION },
		{ "with another name", turns,
		  LOOK_UP "dial 1 tcp 20.0.0.1 5349 ok\ntls 1 'b.example'\nsend 1 '" ALLOCATE "'\nclose 1\n" DONE,
		  PQ_RULE_WRONG_DESTINATION },
		{ "TLS that nobody asked for", "ice-server turn:turn.example?transport=tcp 'user' 'password'\n",
		  LOOK_UP "dial 1 tcp 20.0.0.1 3478 ok\ntls 1 'turn.example'\nsend 1 '" ALLOCATE "'\nclose 1\n" DONE,
		  PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_user_name_answers_the_challenge_of_its_own_server(void **state)
{
	static const char turn[] = "ice-server turn:20.0.0.1 'user' 'password'\n";
#define ASKED "request 1\ndial 1 udp 20.0.0.1 3478 ok\nsend 1 '" ALLOCATE "'\nreceive 1 '" CHALLENGE "'\n"
	static const struct case_row rows[] = {
		{ "asked for", turn, ASKED "send 1 '" ANSWER("user", "realm", "n") "'\nclose 1\n" DONE, PQ_RULE_NONE },
		{ "not asked for", turn,
		  "request 1\ndial 1 udp 20.0.0.1 3478 ok\nsend 1 '" ANSWER("user", "realm", "n") "'\nclose 1\n" DONE,
		  PQ_RULE_CREDENTIAL_LEAK },
		{ "for another realm", turn, ASKED "send 1 '" ANSWER("user", "other", "n") "'\nclose 1\n" DONE,
		  PQ_RULE_CREDENTIAL_LEAK },
		{ "with another nonce", turn, ASKED "send 1 '" ANSWER("user", "realm", "z") "'\nclose 1\n" DONE,
		  PQ_RULE_CREDENTIAL_LEAK },
		{ "another server's", turn, ASKED "send 1 '" ANSWER("root", "realm", "n") "'\nclose 1\n" DONE,
		  PQ_RULE_CREDENTIAL_LEAK },
		{ "a realm that reads like the credential", "ice-server turn:20.0.0.1 'user' 'realm...'\n",
		  "request 1\ndial 1 udp 20.0.0.1 3478 ok\nsend 1 '" ALLOCATE
		  "'\nreceive 1 '\\x01\\x13\\x00\\x1c!\\x12\\xa4B" ID
		  "\\x00\\x09\\x00\\x04\\x00\\x00\\x04\\x01\\x00\\x14\\x00\\x08realm..."
		  "\\x00\\x15\\x00\\x01n\\x00\\x00\\x00'\n"
		  "send 1 '\\x00\\x03\\x00\\x1c!\\x12\\xa4B" ID "\\x00\\x06\\x00\\x04user\\x00\\x14\\x00\\x08realm..."
		  "\\x00\\x15\\x00\\x01n\\x00\\x00\\x00'\nclose 1\n" DONE,
		  PQ_RULE_NONE },
		{ "the credential itself", turn,
		  "request 1\ndial 1 udp 20.0.0.1 3478 ok\nsend 1 '\\x00\\x03\\x00\\x0c!\\x12\\xa4B" ID
		  "\\x80\\x22\\x00\\x08password'\nclose 1\n" DONE,
		  PQ_RULE_CREDENTIAL_LEAK },
	};
#undef ASKED

	(void)state;
	CASE_CHECK(rows);
}

static void a_raw_socket_goes_where_it_was_asked_and_carries_what_was_asked(void **state)
{
	static const struct case_options silverlight = { .policy = "silverlight" };
	static const char scenario[] = "socket game.example 4502\n  write 'one'\n  write 'two'\n";
#define DIAL "request 1\nresolve 'game.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 4502 ok\n"
	static const struct case_row rows[] = {
		{ "all", scenario, DIAL "send 1 'one'\nsend 1 'two'\nclose 1\noutcome 1 done 0\n", PQ_RULE_NONE },
		{ "in other pieces", scenario, DIAL "send 1 'onet'\nsend 1 'wo'\nclose 1\noutcome 1 done 0\n",
		  PQ_RULE_NONE },
		{ "cut off", scenario, DIAL "send 1 'onet'\nclose 1\noutcome 1 error connection\n", PQ_RULE_NONE },
		{ "a literal in other spelling", "socket 0x14.1 4534\n",
		  "request 1\ndial 1 tcp 20.0.0.1 4534 ok\nclose 1\noutcome 1 done 0\n", PQ_RULE_NONE },
		{ "other bytes", scenario, DIAL "send 1 'oneTwo'\nclose 1\noutcome 1 done 0\n", PQ_RULE_BAD_FRAMING },
		{ "more bytes", scenario, DIAL "send 1 'onetwo^'\nclose 1\noutcome 1 done 0\n", PQ_RULE_BAD_FRAMING },
		{ "another port", scenario,
		  "request 1\nresolve 'game.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 4503 refused\n" REFUSED,
		  PQ_RULE_WRONG_DESTINATION },
		{ "another host", scenario, "request 1\nresolve 'b.example' 20.0.0.1\noutcome 1 error dns\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "a host with a port in it", "socket a.example:25 4502\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\noutcome 1 error dns\n", PQ_RULE_WRONG_DESTINATION },
		{ "below the range", "socket 20.0.0.1 4501\n", "request 1\ndial 1 tcp 20.0.0.1 4501 refused\n" REFUSED,
		  PQ_RULE_UNSAFE_PORT },
		{ "above the range", "socket 20.0.0.1 4535\n", "request 1\ndial 1 tcp 20.0.0.1 4535 refused\n" REFUSED,
		  PQ_RULE_UNSAFE_PORT },
		{ "refused below the range", "socket 20.0.0.1 4501\n",
		  "request 1\noutcome 1 blocked unsafe_port page\n", PQ_RULE_NONE },
		{ "refused within it", "socket 20.0.0.1 4534\n", "request 1\noutcome 1 blocked unsafe_port page\n",
		  PQ_RULE_OVER_BLOCK },
		{ "let through by the page side", "socket 20.0.0.1 4501\n",
		  "request 1\noutcome 1 blocked unsafe_port service\n", PQ_RULE_UNSAFE_PORT },
	};
	static const struct case_row fetch[] = {
		{ "a page has none", "socket 20.0.0.1 4502\n", "request 1\ndial 1 tcp 20.0.0.1 4502 refused\n" REFUSED,
		  PQ_RULE_UNSAFE_PORT },
	};
#undef DIAL

	(void)state;
	CASE_CHECK_WITH(rows, &silverlight);
	CASE_CHECK(fetch);
}

/* RFC 9110 9.3.6 */
static void a_preconnect_through_the_proxy_asks_for_the_tunnel_alone(void **state)
{
#define DIAL "request 1\nresolve 'p.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 3128 ok\n"
#define CONNECT "send 1 'CONNECT a.example:443 HTTP/1.1^Host: a.example:443^^'\nreceive 1 'HTTP/1.1 200 OK^^'\n"
	static const char secure[] = "proxy http://p.example:3128/\npreconnect https://a.example/\n";
	static const char plain[] = "proxy http://p.example:3128/\npreconnect http://a.example/\n";
	static const struct case_row rows[] = {
		{ "https", secure, DIAL CONNECT "tls 1 'a.example'\nclose 1\noutcome 1 done 0\n", PQ_RULE_NONE },
		{ "http", plain, DIAL "close 1\noutcome 1 done 0\n", PQ_RULE_NONE },
		{ "https and more", secure,
		  DIAL CONNECT
		  "tls 1 'a.example'\nsend 1 'GET / HTTP/1.1^Host: a.example^^'\nclose 1\noutcome 1 done 0\n",
		  PQ_RULE_BAD_FRAMING },
		{ "http and more", plain,
		  DIAL "send 1 'GET http://a.example/ HTTP/1.1^Host: a.example^^'\nclose 1\noutcome 1 done 0\n",
		  PQ_RULE_BAD_FRAMING },
	};
#undef CONNECT
#undef DIAL

	(void)state;
	CASE_CHECK(rows);
}

static void a_port_is_ground_for_a_refusal_whatever_the_proxy_is(void **state)
{
#define BLOCKED "request 1\noutcome 1 blocked unsafe_port service\n"
	static const struct case_row rows[] = {
		{ "a proxy", "attacker renderer\nproxy http://p.example:3128/\npreconnect http://a.example:25/\n",
		  BLOCKED, PQ_RULE_NONE },
		{ "no proxy that could be dialled",
		  "attacker renderer\nproxy http://p.example:x/\npreconnect http://a.example:25/\n", BLOCKED,
		  PQ_RULE_NONE },
		{ "a good port", "attacker renderer\nproxy http://p.example:x/\npreconnect http://a.example:26/\n",
		  BLOCKED, PQ_RULE_OVER_BLOCK },
		{ "nothing that dials",
		  "attacker renderer\nproxy http://p.example:x/\ndns-prefetch http://a.example:25/\n", BLOCKED,
		  PQ_RULE_OVER_BLOCK },
		{ "past the proxy", "attacker renderer\nproxy http://p.example:x/\nice-server stuns:a.example:25\n",
		  BLOCKED, PQ_RULE_NONE },
	};
#undef BLOCKED

	(void)state;
	CASE_CHECK(rows);
}

static void a_hint_dials_or_looks_up_and_says_nothing(void **state)
{
#define DIAL "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\n"
	static const struct case_row rows[] = {
		{ "preconnect", "preconnect http://a.example/\n", DIAL "close 1\noutcome 1 done 0\n", PQ_RULE_NONE },
		{ "preconnect that asks", "preconnect http://a.example/\n",
		  DIAL "send 1 '" CASE_HEAD "^'\nclose 1\noutcome 1 done 0\n", PQ_RULE_BAD_FRAMING },
		{ "preconnect to a bad port", "preconnect http://20.0.0.1:22/\n",
		  "request 1\ndial 1 tcp 20.0.0.1 22 ok\nclose 1\noutcome 1 done 0\n", PQ_RULE_UNSAFE_PORT },
		{ "preconnect elsewhere", "preconnect http://a.example/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 8080 ok\nclose 1\noutcome 1 done 0\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "dns-prefetch", "dns-prefetch http://a.example:25/\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\noutcome 1 done 0\n", PQ_RULE_NONE },
		{ "dns-prefetch that dials", "dns-prefetch http://a.example/\n", DIAL "close 1\noutcome 1 done 0\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "dns-prefetch of another name", "dns-prefetch http://a.example/\n",
		  "request 1\nresolve 'b.example' 20.0.0.1\noutcome 1 done 0\n", PQ_RULE_WRONG_DESTINATION },
		{ "dns-prefetch refused for a port that nobody would dial", "dns-prefetch http://a.example:25/\n",
		  "request 1\noutcome 1 blocked unsafe_port page\n", PQ_RULE_OVER_BLOCK },
		{ "prefetch", "prefetch http://a.example/\n",
		  DIAL "send 1 '" CASE_HEAD "Sec-Purpose: prefetch^^'\n" CASE_OK, PQ_RULE_NONE },
		{ "prefetch from a bad port", "prefetch http://20.0.0.1:25/\n",
		  "request 1\ndial 1 tcp 20.0.0.1 25 refused\n" REFUSED, PQ_RULE_UNSAFE_PORT },
	};
#undef DIAL

	(void)state;
	CASE_CHECK(rows);
}

#define TURN_REQUEST "send 1 '\\0\\x03\\0\\0!\\x12\\xa4Baaaaaaaaaaaa'\n"

/* What another request has dialled leads to another server. */
static void a_connection_serves_the_request_that_dialled_it(void **state)
{
	static const struct case_row rows[] = {
		{ "the same server", "ice-server turn:20.0.0.1 u p\nice-server turn:20.0.0.1 u p\n",
		  "request 1\ndial 1 udp 20.0.0.1 3478 ok\n" TURN_REQUEST "outcome 1 done 200\nrequest 2\n" TURN_REQUEST
		  "outcome 2 done 200\n",
		  PQ_RULE_NONE },
		{ "another server", "ice-server turn:20.0.0.1 u p\nice-server turn:20.0.0.2 u p\n",
		  "request 1\ndial 1 udp 20.0.0.1 3478 ok\n" TURN_REQUEST "outcome 1 done 200\nrequest 2\n" TURN_REQUEST
		  "outcome 2 done 200\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "another port of a raw socket's",
		  "socket 20.0.0.1 4502\n  write a\nsocket 20.0.0.1 4503\n  write a\n",
		  "request 1\ndial 1 tcp 20.0.0.1 4502 ok\nsend 1 a\noutcome 1 done 0\nrequest 2\nsend 1 a\n"
		  "outcome 2 done 0\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "TLS on a raw socket, with the page's own name",
		  "page http://a.example/\nsocket a.example 4502\n  write a\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 4502 ok\ntls 1 'a.example'\nsend 1 a\n"
		  "outcome 1 done 0\n",
		  PQ_RULE_WRONG_DESTINATION },
	};
	static const struct case_options silverlight = { .policy = "silverlight" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_verdict verdict =
			case_judge(rows[i].scenario, rows[i].transcript, i >= 2 ? &silverlight : NULL);

		case_expect_rule(rows[i].name, &verdict, rows[i].rule);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_serves_the_request_that_dialled_it),
		cmocka_unit_test(a_server_is_dialled_where_its_url_says),
		cmocka_unit_test(each_scheme_and_transport_has_ports_of_its_own),
		cmocka_unit_test(only_requests_for_an_address_are_written),
		cmocka_unit_test(secure_servers_are_spoken_to_through_tls),
		cmocka_unit_test(a_user_name_answers_the_challenge_of_its_own_server),
		cmocka_unit_test(a_raw_socket_goes_where_it_was_asked_and_carries_what_was_asked),
		cmocka_unit_test(a_preconnect_through_the_proxy_asks_for_the_tunnel_alone),
		cmocka_unit_test(a_port_is_ground_for_a_refusal_whatever_the_proxy_is),
		cmocka_unit_test(a_hint_dials_or_looks_up_and_says_nothing),
	};

	return cmocka_run_group_tests_name("monitor_ice", tests, NULL, NULL);
}
