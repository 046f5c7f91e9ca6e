/* SPDX-License-Identifier: MIT */
/*
 * Every port, every scheme, every way to the socket layer, against lists typed
 * here (Fetch 2.9 "Port blocking"; for other schemes what policy "fetch" says of
 * them). Finite things are proven, not fuzzed. With the arguments "1 2" or "2 2"
 * the program takes one half of the ways, so that two of it use two cores.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "monitor/judge_policy.h"
#include "run.h"

static const uint16_t bad_ports[] = {
	0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,    42,   43,
	53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,   117,  119,
	123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,   530,  531,
	532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720,  1723, 2049,
	3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
};

static bool is_bad(uint32_t port)
{
	for (size_t i = 0; i < sizeof(bad_ports) / sizeof(bad_ports[0]); i++)
		if (bad_ports[i] == port)
			return true;
	return false;
}

/* What a policy scheme allows, said once more and slowly. */
static bool web(uint32_t port)
{
	return !is_bad(port);
}

static bool ftp(uint32_t port)
{
	return !is_bad(port) || port == 20 || port == 21;
}

static bool ftp_data(uint32_t port)
{
	return port >= 1024 && !is_bad(port);
}

static bool turn_udp(uint32_t port)
{
	return port == 53 || port == 80 || port == 443 || port >= 1024;
}

static bool turn_tcp(uint32_t port)
{
	return turn_udp(port) && !is_bad(port);
}

static bool all(uint32_t port)
{
	(void)port;
	return true;
}

static bool none(uint32_t port)
{
	(void)port;
	return false;
}

static bool silverlight(uint32_t port)
{
	return port >= 4502 && port <= 4534;
}

/* An origin with a well-known port does not move to a port that any user may open. */
static bool well_known(uint32_t port)
{
	return port < 1024 && !is_bad(port);
}

static const struct {
	const char *name;
	bool (*allows)(uint32_t port);
} schemes[] = {
	{ "http", web },          { "https", web },         { "ws", web },       { "wss", web },
	{ "ftp", ftp },           { "ftp-data", ftp_data }, { "stun-udp", all }, { "stun-tcp", web },
	{ "turn-udp", turn_udp }, { "turn-tcp", turn_tcp }, { "tcp", none },     { "webtransport", web },
};

static void the_list_is_the_standards_length(void **state)
{
	(void)state;
	assert_int_equal(sizeof(bad_ports) / sizeof(bad_ports[0]), 83);
}

static void the_built_in_policy_equals_the_list(void **state)
{
	struct run *run = run_open("fetch");

	(void)state;
	assert_int_equal(sizeof(schemes) / sizeof(schemes[0]), PQ_SCHEME_COUNT - 1);
	for (size_t s = 0; s < sizeof(schemes) / sizeof(schemes[0]); s++) {
		enum pq_scheme scheme = pq_scheme_by_name(pq_view_str(schemes[s].name));

		for (uint32_t port = 0; port < 65536; port++)
			if (pq_policy_blocks_port(&run->policy, scheme, (uint16_t)port) == schemes[s].allows(port))
				fail_msg("policy fetch differs for %s port %u", schemes[s].name, port);
	}
	run_close(run);
}

static void the_monitors_own_table_equals_the_list(void **state)
{
	static struct pq_judge_policy policy;

	(void)state;
	assert_int_equal(pq_judge_policy_builtin(&policy, pq_view_str("fetch")), PQ_ERR_OK);
	for (size_t s = 0; s < sizeof(schemes) / sizeof(schemes[0]); s++)
		for (uint32_t port = 0; port < 65536; port++)
			if (pq_judge_policy_blocks(&policy, pq_view_str(schemes[s].name), (uint16_t)port) ==
			    schemes[s].allows(port))
				fail_msg("the monitor differs for %s port %u", schemes[s].name, port);
}

/* How it shows that a port was reached. */
enum reach {
	DIALLED, /* the dial after `before` others is to it */
	ASKED,   /* the proxy was sent `asked`, in which '@' stands for the port */
	TOLD,    /* as DIALLED; a server tells the port, and 0 is not one (RFC 2428 3) */
	SKIPPED  /* as DIALLED; a port that is not allowed is passed over, and the request goes on without it */
};

/*
 * One way to the socket layer.
 * text:   scenario, in which '@' stands for the port
 * before: dials that come first, to ports of their own
 */
struct path {
	const char *name;
	const char *text;
	bool (*allows)(uint32_t port);
	enum reach reach;
	size_t before;
	const char *asked;
};

#define NO_204 "answer\n  reply \"HTTP/1.1 204 No\\r\\n\\r\\n\"\n"
#define ALT_SVC                                                                                                        \
	"answer\n  reply \"HTTP/1.1 200 OK\\r\\nAlt-Svc: http%2F1.1=\\\":@\\\"\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n" \
	"answer\n  refuse\nanswer\n  refuse\n"
#define FTP_LOGIN                                                                                   \
	"ftp ftp://b.example:2121/f\nanswer\n  greet \"220 a\\r\\n\"\n  reply \"331 b\\r\\n\"\n  wait\n" \
	"  reply \"230 c\\r\\n\"\n  wait\n  reply \"200 d\\r\\n\"\n  wait\n"
#define PROXY "proxy http://p.example:3128/\n"
#define RENDERER "attacker renderer\n"

/* The same way by a page and by a renderer. */
#define BOTH(name, text, ...)                                     \
	{ name, text, __VA_ARGS__ },                              \
	{                                                         \
		name " by a renderer", RENDERER text, __VA_ARGS__ \
	}
#define TWO_SCHEMES(name, before, after, first, second, ...) \
	BOTH(name " " first, before first after, __VA_ARGS__), BOTH(name " " second, before second after, __VA_ARGS__)
#define HTTP(name, before, after, ...) TWO_SCHEMES(name, before, after, "http", "https", __VA_ARGS__)
#define REDIRECT(status)                                                                                             \
	{ #status " to http",                                                                                        \
	  "fetch GET http://a.example/\nanswer\n  redirect " #status " http://b.example:@/\n" NO_204,                \
	  web,                                                                                                       \
	  DIALLED,                                                                                                   \
	  1,                                                                                                         \
	  NULL },                                                                                                    \
	{                                                                                                            \
#status " to https",                                                                                 \
			"fetch GET http://a.example/\nanswer\n  redirect " #status " https://b.example:@/\n" NO_204, \
			web, DIALLED, 1, NULL                                                                        \
	}

static const struct path paths[] = {
	HTTP("fetch", "fetch GET ", "://b.example:@/\n", web, DIALLED, 0, NULL),
	HTTP("xhr", "xhr GET ", "://b.example:@/\n", web, DIALLED, 0, NULL),
	HTTP("form", "form POST ", "://b.example:@/\n", web, DIALLED, 0, NULL),
	HTTP("navigation", "navigate ", "://b.example:@/\n", web, DIALLED, 0, NULL),
	HTTP("prefetch", "prefetch ", "://b.example:@/\n", web, DIALLED, 0, NULL),
	HTTP("preconnect", "preconnect ", "://b.example:@/\n", web, DIALLED, 0, NULL),
	HTTP("embedder", "embedder GET ", "://b.example:@/\n", web, DIALLED, 0, NULL),
	HTTP("service worker", "fetch GET http://page.example/\n  worker ", "://b.example:@/\n", web, DIALLED, 0, NULL),
	HTTP("preflight", "fetch PUT ", "://b.example:@/\n", web, DIALLED, 0, NULL),
	HTTP("address literal", "fetch GET ", "://0x7f.1:@/\n", web, DIALLED, 0, NULL),
	HTTP("second address", "dns b.example 10.0.0.1 10.0.0.2\nfetch GET ",
	     "://b.example:@/\nanswer\n  refuse\n" NO_204, web, DIALLED, 1, NULL),
	REDIRECT(301),
	REDIRECT(302),
	REDIRECT(303),
	REDIRECT(307),
	REDIRECT(308),
	BOTH("absolute form", PROXY "fetch GET http://b.example:@/\n", web, ASKED, 0, "GET http://b.example:@/ "),
	BOTH("CONNECT for https", PROXY "fetch GET https://b.example:@/\n", web, ASKED, 0, "CONNECT b.example:@ "),
	{ "redirect through a proxy",
	  PROXY "fetch GET http://a.example/\nanswer\n  redirect 302 http://b.example:@/\n" NO_204, web, ASKED, 1,
	  "GET http://b.example:@/ " },
	{ "redirect on a kept connection",
	  "keep-alive\nfetch GET http://a.example/\nanswer\n  redirect 302 http://a.example:@/\n" NO_204, web, DIALLED,
	  1, NULL },
	{ "alternative service", "fetch GET https://b.example:8443/1\nfetch GET https://b.example:8443/2\n" ALT_SVC,
	  web, SKIPPED, 1, NULL },
	{ "alternative of a well-known port", "fetch GET https://b.example/1\nfetch GET https://b.example/2\n" ALT_SVC,
	  well_known, SKIPPED, 1, NULL },
	TWO_SCHEMES("WebSocket", "websocket ", "://b.example:@/\n", "ws", "wss", web, DIALLED, 0, NULL),
	TWO_SCHEMES("WebSocket through a proxy", PROXY "websocket ", "://b.example:@/\n", "ws", "wss", web, ASKED, 0,
		    "CONNECT b.example:@ "),
	BOTH("FTP", "ftp ftp://b.example:@/\n", ftp, DIALLED, 0, NULL),
	{ "FTP data by EPSV", FTP_LOGIN "  reply \"229 e (|||@|)\\r\\n\"\nanswer\n", ftp_data, TOLD, 1, NULL },
	BOTH("STUN over UDP", "ice-server stun:b.example:@\n", all, DIALLED, 0, NULL),
	BOTH("STUN over TLS", "ice-server stuns:b.example:@\n", web, DIALLED, 0, NULL),
	BOTH("TURN over UDP", "ice-server turn:b.example:@ \"u\" \"p\"\n", turn_udp, DIALLED, 0, NULL),
	BOTH("TURN over TCP", "ice-server turn:b.example:@?transport=tcp \"u\" \"p\"\n", turn_tcp, DIALLED, 0, NULL),
	BOTH("TURN over TLS", "ice-server turns:b.example:@?transport=tcp \"u\" \"p\"\n", turn_tcp, DIALLED, 0, NULL),
	BOTH("WebTransport", "webtransport https://b.example:@/\n", web, DIALLED, 0, NULL),
	BOTH("raw socket", "socket b.example @\n", none, DIALLED, 0, NULL),
};

/* A plug-in's page under the plug-in's policy. */
static const struct path plug_in_paths[] = {
	BOTH("raw socket of Silverlight", "socket b.example @\n", silverlight, DIALLED, 0, NULL),
};

/* Writes text with the port's digits in each '@' place. */
static void fill(char *out, const char *text, const char *digits)
{
	for (; *text; text++) {
		if (*text != '@') {
			*out++ = *text;
			continue;
		}
		for (const char *digit = digits; *digit; digit++)
			*out++ = *digit;
	}
	*out = '\0';
}

static bool was_asked(const struct run *run, const struct path *path, const char *digits)
{
	const struct pq_event *send;
	char asked[128];

	/* A URL is written without its scheme's own port. */
	fill(asked, strcmp(digits, "80") == 0 && path->asked[0] == 'G' ? "GET http://b.example/ " : path->asked,
	     digits);
	for (size_t n = 0; (send = run_event(run, PQ_EVENT_SEND, n)); n++)
		if (pq_view_starts(send->bytes, pq_view_str(asked)))
			return true;
	return false;
}

static bool was_dialled(const struct run *run, const struct path *path, uint32_t port)
{
	const struct pq_event *dial = run_event(run, PQ_EVENT_DIAL, path->before);

	return dial && dial->port == port;
}

/* Whether anything was dialled that does not belong to the way's beginning. */
static bool went_on(const struct run *run, const struct path *path, uint32_t port)
{
	const struct pq_event *dial = NULL;
	size_t n = 0;

	while ((dial = run_event(run, PQ_EVENT_DIAL, n)) && dial->port != port)
		n++;
	return dial || (path->reach != SKIPPED && n > path->before);
}

static void check(struct run *run, const struct path *path, uint32_t port)
{
	char text[1024];
	char digits[8];
	const struct pq_event *outcome, *next;
	bool reached, blocked;

	snprintf(digits, sizeof(digits), "%u", port);
	fill(text, path->text, digits);
	run_text(run, text);
	outcome = run_event(run, PQ_EVENT_OUTCOME, 0);
	for (size_t n = 1; (next = run_event(run, PQ_EVENT_OUTCOME, n)); n++)
		outcome = next;
	reached = path->reach == ASKED ? was_asked(run, path, digits) : was_dialled(run, path, port);
	blocked = (outcome->outcome == PQ_OUTCOME_BLOCKED && outcome->rule == PQ_RULE_UNSAFE_PORT) ||
		  (path->reach == TOLD && port == 0 && outcome->outcome == PQ_OUTCOME_ERROR);
	if (path->allows(port) ? !reached || blocked
			       : reached || went_on(run, path, port) || blocked == (path->reach == SKIPPED))
		fail_msg("%s, port %u: %s", path->name, port, pq_outcome_name(outcome->outcome));
}

/* Which part of the ways this process takes, from 0. */
static size_t part = 0, parts = 1;

static size_t check_all(const char *policy, const struct path *first, size_t count)
{
	struct run *run = run_open(policy);
	size_t combinations = 0;

	for (size_t p = part; p < count; p += parts)
		for (uint32_t port = 0; port < 65536; port++, combinations++)
			check(run, &first[p], port);
	run_close(run);
	return combinations;
}

static void every_way_to_the_socket_layer_asks_the_policy(void **state)
{
	size_t combinations;

	(void)state;
	combinations = check_all("fetch", paths, sizeof(paths) / sizeof(paths[0]));
	combinations += check_all("silverlight", plug_in_paths, sizeof(plug_in_paths) / sizeof(plug_in_paths[0]));
	print_message("%zu combinations of way, scheme and port agree with the lists, in %.1f s of one core\n",
		      combinations, (double)clock() / CLOCKS_PER_SEC);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_is_the_standards_length),
		cmocka_unit_test(the_built_in_policy_equals_the_list),
		cmocka_unit_test(the_monitors_own_table_equals_the_list),
		cmocka_unit_test(every_way_to_the_socket_layer_asks_the_policy),
	};

	if (argc == 3) {
		part = (size_t)strtoul(argv[1], NULL, 10) - 1;
		parts = (size_t)strtoul(argv[2], NULL, 10);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
