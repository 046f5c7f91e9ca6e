/* SPDX-License-Identifier: MIT */
#include "scenario/words.h"

#include <assert.h>

#include "base/check.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct pq_view attackers[] = { PQ_VIEW("page"), PQ_VIEW("renderer"), PQ_VIEW("server") };
static_assert(COUNT(attackers) == PQ_ATTACKER_COUNT, "a name for each attacker");

static const struct pq_view enctypes[] = { PQ_VIEW("urlencoded"), PQ_VIEW("multipart"), PQ_VIEW("text") };
static_assert(COUNT(enctypes) == PQ_ENCTYPE_COUNT, "a name for each enctype");

static const struct pq_view modes[] = { PQ_VIEW("cors"), PQ_VIEW("no-cors"), PQ_VIEW("same-origin"),
					PQ_VIEW("navigate") };
static_assert(COUNT(modes) == PQ_MODE_COUNT, "a name for each mode");

static const struct pq_view credentials[] = { PQ_VIEW("same-origin"), PQ_VIEW("omit"), PQ_VIEW("include") };
static_assert(COUNT(credentials) == PQ_CREDENTIALS_COUNT, "a name for each credentials mode");

static const struct pq_view redirects[] = { PQ_VIEW("follow"), PQ_VIEW("error"), PQ_VIEW("manual") };
static_assert(COUNT(redirects) == PQ_REDIRECT_COUNT, "a name for each redirect mode");

static const struct pq_view expects[] = { PQ_VIEW("allowed"),  PQ_VIEW("blocked"), PQ_VIEW("error"),
					  PQ_VIEW("dropped"),  PQ_VIEW("sent"),    PQ_VIEW("unsent"),
					  PQ_VIEW("violation") };
static_assert(COUNT(expects) == PQ_EXPECT_COUNT, "a name for each expectation");

static const struct pq_view message_kinds[] = { PQ_VIEW("text"), PQ_VIEW("binary"), PQ_VIEW("ping"), PQ_VIEW("pong"),
						PQ_VIEW("close") };
static_assert(COUNT(message_kinds) == PQ_MESSAGE_COUNT, "a name for each kind of message");

static const struct pq_view answers_to[] = { PQ_VIEW("any"), PQ_VIEW("preflight") };
static_assert(COUNT(answers_to) == PQ_ANSWER_TO_COUNT, "a name for what an answer is for");

#define NAMES(array) .kind = PQ_ARG_NAME, .names = (array), .name_count = COUNT(array)

static const struct pq_arg_spec attacker_arg = { NAMES(attackers) };
static const struct pq_arg_spec enctype_arg = { NAMES(enctypes), .optional = true };
static const struct pq_arg_spec mode_arg = { NAMES(modes) };
static const struct pq_arg_spec credentials_arg = { NAMES(credentials) };
static const struct pq_arg_spec follow_arg = { NAMES(redirects) };
static const struct pq_arg_spec expect_arg = { NAMES(expects) };
static const struct pq_arg_spec message_arg = { NAMES(message_kinds) };
static const struct pq_arg_spec answer_arg = { NAMES(answers_to), .optional = true };

static const struct pq_arg_spec url = { PQ_ARG_BARE, .expected = "a URL" };
static const struct pq_arg_spec method = { PQ_ARG_BARE, .expected = "a method" };
static const struct pq_arg_spec host = { PQ_ARG_BARE, .expected = "a host" };
static const struct pq_arg_spec error_name = { PQ_ARG_BARE, .expected = "the name of a network error" };
static const struct pq_arg_spec name = { PQ_ARG_QUOTED, .expected = "a name" };
static const struct pq_arg_spec value = { PQ_ARG_QUOTED, .expected = "a value" };
static const struct pq_arg_spec filename = { PQ_ARG_QUOTED, .expected = "a filename" };
static const struct pq_arg_spec type = { PQ_ARG_QUOTED, .expected = "a type" };
static const struct pq_arg_spec bytes = { PQ_ARG_QUOTED, .expected = "bytes" };
static const struct pq_arg_spec policy = { PQ_ARG_WORD, .expected = "the name of a policy" };
static const struct pq_arg_spec location = { PQ_ARG_BARE, .expected = "a Location" };
static const struct pq_arg_spec origin = { PQ_ARG_BARE, .optional = true, .expected = "an origin" };
static const struct pq_arg_spec user = { PQ_ARG_QUOTED, .expected = "a user name" };
static const struct pq_arg_spec password = { PQ_ARG_QUOTED, .expected = "a password" };
static const struct pq_arg_spec user_if_any = { PQ_ARG_QUOTED, .optional = true, .expected = "a user name" };
static const struct pq_arg_spec subprotocol = { PQ_ARG_QUOTED, .expected = "the name of a subprotocol" };
static const struct pq_arg_spec subprotocol_if_any = { PQ_ARG_QUOTED, .optional = true,
						       .expected = "the name of a subprotocol" };
static const struct pq_arg_spec fragments = { PQ_ARG_NUMBER, .optional = true,
					      .expected = "a number of fragments from 1 to 64 (PQ_MAX_FRAGMENTS)",
					      .min = 1, .max = PQ_MAX_FRAGMENTS };
static const struct pq_arg_spec port = { PQ_ARG_NUMBER, .expected = "a port from 0 to 65535", .max = 65535 };
static const struct pq_arg_spec pause_ms = { PQ_ARG_NUMBER, .expected = "milliseconds from 0 to 4294967295",
					     .max = UINT32_MAX };
static const struct pq_arg_spec stun_code = { PQ_ARG_NUMBER, .expected = "a STUN code from 200 to 699", .min = 200,
					      .max = 699 };
static const struct pq_arg_spec entropy = { PQ_ARG_NUMBER, .expected = "a number from 0 to 4294967295",
					    .max = UINT32_MAX };
static const struct pq_arg_spec status = { PQ_ARG_NUMBER, .expected = "a status from 100 to 999", .min = 100,
					   .max = 999 };
static const struct pq_arg_spec address = { PQ_ARG_ADDRESS, .optional = true, .expected = "an IPv4 or IPv6 address" };
static const struct pq_arg_spec rule = { PQ_ARG_RULE, .expected = "the name of a rule, such as unsafe_port" };
static const struct pq_arg_spec expected = { .kind = PQ_ARG_BY_EXPECT };

static const struct pq_arg_spec *const by_expect[] = {
	[PQ_EXPECT_ALLOWED] = NULL,    [PQ_EXPECT_BLOCKED] = &rule, [PQ_EXPECT_ERROR] = &error_name,
	[PQ_EXPECT_DROPPED] = &name,   [PQ_EXPECT_SENT] = &bytes,   [PQ_EXPECT_UNSENT] = &bytes,
	[PQ_EXPECT_VIOLATION] = &rule,
};
static_assert(COUNT(by_expect) == PQ_EXPECT_COUNT, "an argument for each expectation");

#define IN_FETCH PQ_WORD_IN(PQ_WORD_FETCH)
#define IN_XHR PQ_WORD_IN(PQ_WORD_XHR)
#define IN_FORM PQ_WORD_IN(PQ_WORD_FORM)
#define IN_CONTROL PQ_WORD_IN(PQ_WORD_CONTROL)
#define IN_EMBEDDER PQ_WORD_IN(PQ_WORD_EMBEDDER)
#define IN_WEBSOCKET PQ_WORD_IN(PQ_WORD_WEBSOCKET)
#define IN_SOCKET PQ_WORD_IN(PQ_WORD_SOCKET)
#define IN_SCRIPT (IN_FETCH | IN_XHR | IN_EMBEDDER | IN_CONTROL)
#define IN_WORKER (IN_FETCH | IN_XHR | IN_FORM | PQ_WORD_IN(PQ_WORD_NAVIGATE))
#define IN_ANSWER PQ_WORD_IN(PQ_WORD_ANSWER)

#define ONCE(word) .excludes = PQ_WORD_IN(word)

/* A request has one body: a string, a buffer or a blob, or any number of parameters, or of fields and files. */
#define ONE_PIECE (PQ_WORD_IN(PQ_WORD_TEXT) | PQ_WORD_IN(PQ_WORD_BINARY) | PQ_WORD_IN(PQ_WORD_BLOB))
#define PARAMS PQ_WORD_IN(PQ_WORD_PARAM)
#define FORM_DATA (PQ_WORD_IN(PQ_WORD_FIELD) | PQ_WORD_IN(PQ_WORD_FILE))

const struct pq_word_row pq_word_rows[PQ_WORD_COUNT] = {
	[PQ_WORD_COMMENT] = { "#", PQ_WORD_TOP, .help = "a comment, up to the end of the line" },
	[PQ_WORD_ATTACKER] = { "attacker", PQ_WORD_TOP, ONCE(PQ_WORD_ATTACKER), .args = { &attacker_arg },
			       .help = "page|renderer|server: who is hostile; default page" },
	[PQ_WORD_PAGE] = { "page", PQ_WORD_TOP, ONCE(PQ_WORD_PAGE), .args = { &url },
			   .help = "URL of the page; default http://page.example/" },
	[PQ_WORD_POLICY] = { "policy", PQ_WORD_TOP, ONCE(PQ_WORD_POLICY), .args = { &policy },
			     .help = "NAME of the built-in policy that drives the subject where --policy is not given; "
				     "default fetch" },
	[PQ_WORD_JUDGE] = { "judge", PQ_WORD_TOP, ONCE(PQ_WORD_JUDGE), .args = { &policy },
			    .help = "NAME of the built-in policy that judges where --judge is not given; default "
				    "fetch" },
	[PQ_WORD_ENTROPY] = { "entropy", PQ_WORD_TOP, ONCE(PQ_WORD_ENTROPY), .args = { &entropy },
			      .help = "NUMBER that seeds every random draw; default 1" },
	[PQ_WORD_SCHEDULE] = { "schedule", PQ_WORD_TOP, ONCE(PQ_WORD_SCHEDULE), .args = { &bytes },
			       .help = "BYTES: one choice for each operation of the socket layer" },
	[PQ_WORD_PROXY] = { "proxy", PQ_WORD_TOP, ONCE(PQ_WORD_PROXY), .args = { &url, &user_if_any, &password },
			    .help = "URL [USER PASSWORD]: the HTTP proxy for http, https, ws and wss" },
	[PQ_WORD_LOGIN] = { "login", PQ_WORD_TOP, .limit = PQ_WORD_MAX_LOGINS, .args = { &url, &user, &password },
			    .help = "URL USER PASSWORD: what the user has stored for that origin" },
	[PQ_WORD_KEEP_ALIVE] = { "keep-alive", PQ_WORD_TOP, ONCE(PQ_WORD_KEEP_ALIVE),
				 .help = "connections are kept open and used again; otherwise each serves one "
					 "message" },
	[PQ_WORD_DNS] = { "dns", PQ_WORD_TOP, .args = { &host, &address, &address, &address, &address },
			  .help = "HOST [ADDRESS ...]: answer to the next look-up of HOST, the last one repeats; "
				  "no address: no such name" },
	[PQ_WORD_COOKIE] = { "cookie", PQ_WORD_TOP, .limit = PQ_WORD_MAX_COOKIES, .args = { &url, &value },
			     .help = "URL SET-COOKIE: in the jar before the first request" },
	[PQ_WORD_PAUSE] = { "pause", PQ_WORD_TOP, .args = { &pause_ms },
			    .help = "MS: so much time passes before the next request" },
	[PQ_WORD_EXPECT] = { "expect", PQ_WORD_TOP, .args = { &expect_arg, &expected },
			     .help = "allowed | blocked RULE | error NAME | dropped HEADER | sent BYTES | "
				     "unsent BYTES | violation RULE" },
	[PQ_WORD_FETCH] = { "fetch", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &method, &url },
			    .help = "METHOD URL: a call of fetch()" },
	[PQ_WORD_XHR] = { "xhr", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &method, &url },
			  .help = "METHOD URL: an XMLHttpRequest" },
	[PQ_WORD_FORM] = { "form", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &method, &url, &enctype_arg },
			   .help = "METHOD URL [urlencoded|multipart|text]: a form is submitted" },
	[PQ_WORD_NAVIGATE] = { "navigate", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &url },
			       .help = "URL: a navigation by link or location" },
	[PQ_WORD_WEBSOCKET] = { "websocket", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &url },
				.help = "URL: a new WebSocket()" },
	[PQ_WORD_PRECONNECT] = { "preconnect", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &url },
				 .help = "URL: a connection is opened, and nothing is asked" },
	[PQ_WORD_PREFETCH] = { "prefetch", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &url },
			       .help = "URL: a resource is fetched for later" },
	[PQ_WORD_DNS_PREFETCH] = { "dns-prefetch", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &url },
				   .help = "URL: its host is looked up" },
	[PQ_WORD_EMBEDDER] = { "embedder", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS,
			       .args = { &method, &url, &origin },
			       .help = "METHOD URL [ORIGIN]: the application that embeds the user agent asks" },
	[PQ_WORD_FTP] = { "ftp", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &url },
			  .help = "URL: a browser of its time fetches it" },
	[PQ_WORD_ICE_SERVER] = { "ice-server", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS,
				 .args = { &url, &user_if_any, &password },
				 .help = "URL [USERNAME CREDENTIAL]: an ICE server of an RTCPeerConnection" },
	[PQ_WORD_WEBTRANSPORT] = { "webtransport", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &url },
				   .help = "URL: a new WebTransport(), as far as the dial" },
	[PQ_WORD_SOCKET] = { "socket", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &host, &port },
			     .help = "HOST PORT: a raw socket of a plug-in page" },
	[PQ_WORD_CONTROL] = { "control", PQ_WORD_TOP, .limit = PQ_WORD_MAX_REQUESTS, .args = { &method, &url },
			      .help = "METHOD URL: a request that must succeed, after all others" },
	[PQ_WORD_HEADER] = { "header", IN_SCRIPT | IN_WEBSOCKET, .limit = PQ_WORD_MAX_HEADERS,
			     .args = { &name, &value }, .help = "NAME VALUE: a request header" },
	[PQ_WORD_MODE] = { "mode", IN_FETCH | IN_CONTROL, ONCE(PQ_WORD_MODE), .args = { &mode_arg },
			   .help = "cors|no-cors|same-origin|navigate; default cors" },
	[PQ_WORD_CREDENTIALS] = { "credentials", IN_SCRIPT, ONCE(PQ_WORD_CREDENTIALS), .args = { &credentials_arg },
				  .help = "same-origin|omit|include; default same-origin" },
	[PQ_WORD_FOLLOW] = { "redirect", IN_FETCH | IN_CONTROL, .same = PQ_WORD_REDIRECT, ONCE(PQ_WORD_FOLLOW),
			     .args = { &follow_arg },
			     .help = "follow|error|manual: what the request does with redirects; default follow" },
	[PQ_WORD_WORKER] = { "worker", IN_WORKER, ONCE(PQ_WORD_WORKER), .args = { &url },
			     .help = "URL that a service worker fetches in the request's place" },
	[PQ_WORD_PROTOCOL] = { "protocol", IN_WEBSOCKET, .limit = PQ_WORD_MAX_MESSAGES, .args = { &subprotocol },
			       .help = "NAME of a subprotocol that is asked for" },
	[PQ_WORD_MESSAGE] = { "message", IN_WEBSOCKET, .limit = PQ_WORD_MAX_MESSAGES,
			      .args = { &message_arg, &bytes, &fragments },
			      .help = "text|binary|ping|pong|close BYTES [FRAGMENTS]: sent once it is open" },
	[PQ_WORD_WRITE] = { "write", IN_SOCKET, .limit = PQ_WORD_MAX_MESSAGES, .args = { &bytes },
			    .help = "BYTES to send" },
	[PQ_WORD_TEXT] = { "text", IN_SCRIPT, .excludes = ONE_PIECE | PARAMS | FORM_DATA, .args = { &bytes },
			   .help = "BYTES: the body is this string" },
	[PQ_WORD_BINARY] = { "binary", IN_SCRIPT, .excludes = ONE_PIECE | PARAMS | FORM_DATA, .args = { &bytes },
			     .help = "BYTES: the body is this buffer and has no type" },
	[PQ_WORD_BLOB] = { "blob", IN_SCRIPT, .excludes = ONE_PIECE | PARAMS | FORM_DATA, .args = { &type, &bytes },
			   .help = "TYPE BYTES: the body is this blob" },
	[PQ_WORD_PARAM] = { "param", IN_SCRIPT, .limit = PQ_WORD_MAX_ENTRIES, .excludes = ONE_PIECE | FORM_DATA,
			    .args = { &name, &value }, .help = "NAME VALUE: an entry of a URLSearchParams body" },
	[PQ_WORD_FIELD] = { "field", IN_SCRIPT | IN_FORM, .limit = PQ_WORD_MAX_ENTRIES, .excludes = ONE_PIECE | PARAMS,
			    .args = { &name, &value },
			    .help = "NAME VALUE: an entry of a FormData body or of the form" },
	[PQ_WORD_FILE] = { "file", IN_SCRIPT | IN_FORM, .limit = PQ_WORD_MAX_ENTRIES, .excludes = ONE_PIECE | PARAMS,
			   .args = { &name, &filename, &type, &bytes },
			   .help = "NAME FILENAME TYPE BYTES: a file in a FormData body or in the form" },
	[PQ_WORD_ANSWER] = { "answer", PQ_WORD_TOP, .limit = PQ_WORD_MAX_ANSWERS, .args = { &answer_arg },
			     .help = "[preflight]: what the server does on the next connection of the attack, or on "
				     "the "
				     "next that begins with a CORS preflight" },
	[PQ_WORD_GREET] = { "greet", IN_ANSWER, .args = { &bytes },
			    .help = "BYTES, sent in one piece before the client has written anything" },
	[PQ_WORD_REPLY] = { "reply", IN_ANSWER, .args = { &bytes },
			    .help = "BYTES, sent in one piece once the request is there" },
	[PQ_WORD_REDIRECT] = { "redirect", IN_ANSWER, .same = PQ_WORD_FOLLOW, .args = { &status, &location },
			       .help = "STATUS LOCATION: a response without a body" },
	[PQ_WORD_WAIT] = { "wait", IN_ANSWER, .help = "what follows comes once the client has written again" },
	[PQ_WORD_UPGRADE] = { "upgrade", IN_ANSWER, .args = { &subprotocol_if_any },
			      .help = "[PROTOCOL]: the 101 that the WebSocket handshake just read asks for" },
	[PQ_WORD_STUN] = { "stun", IN_ANSWER, .args = { &stun_code },
			   .help = "CODE: a STUN response to the request just read; 200 is success" },
	[PQ_WORD_REFUSE] = { "refuse", IN_ANSWER, .help = "the connection is refused" },
	[PQ_WORD_RESET] = { "reset", IN_ANSWER, .help = "the connection breaks here" },
	[PQ_WORD_STALL] = { "stall", IN_ANSWER, .help = "nothing more comes, and the connection stays open" },
};
static_assert(PQ_WORD_COUNT <= 64, "a bit for each word in `parents` and `excludes`");

/*
 * No two names fall into one slot, so that finding a word takes one comparison.
 * A compiler refuses a slot that is filled twice; a test holds the slots against the table.
 */
#define SLOT(len, first, last) (((len) + 5 * (first) + 60 * (last)) & 255)

static const uint8_t slots[256] = {
	[SLOT(8, 'a', 'r')] = PQ_WORD_ATTACKER,      [SLOT(4, 'p', 'e')] = PQ_WORD_PAGE,
	[SLOT(6, 'p', 'y')] = PQ_WORD_POLICY,        [SLOT(5, 'j', 'e')] = PQ_WORD_JUDGE,
	[SLOT(7, 'e', 'y')] = PQ_WORD_ENTROPY,       [SLOT(8, 's', 'e')] = PQ_WORD_SCHEDULE,
	[SLOT(5, 'p', 'y')] = PQ_WORD_PROXY,         [SLOT(5, 'l', 'n')] = PQ_WORD_LOGIN,
	[SLOT(10, 'k', 'e')] = PQ_WORD_KEEP_ALIVE,   [SLOT(3, 'd', 's')] = PQ_WORD_DNS,
	[SLOT(6, 'c', 'e')] = PQ_WORD_COOKIE,        [SLOT(5, 'p', 'e')] = PQ_WORD_PAUSE,
	[SLOT(6, 'e', 't')] = PQ_WORD_EXPECT,        [SLOT(5, 'f', 'h')] = PQ_WORD_FETCH,
	[SLOT(3, 'x', 'r')] = PQ_WORD_XHR,           [SLOT(4, 'f', 'm')] = PQ_WORD_FORM,
	[SLOT(8, 'n', 'e')] = PQ_WORD_NAVIGATE,      [SLOT(9, 'w', 't')] = PQ_WORD_WEBSOCKET,
	[SLOT(10, 'p', 't')] = PQ_WORD_PRECONNECT,   [SLOT(8, 'p', 'h')] = PQ_WORD_PREFETCH,
	[SLOT(12, 'd', 'h')] = PQ_WORD_DNS_PREFETCH, [SLOT(8, 'e', 'r')] = PQ_WORD_EMBEDDER,
	[SLOT(3, 'f', 'p')] = PQ_WORD_FTP,           [SLOT(10, 'i', 'r')] = PQ_WORD_ICE_SERVER,
	[SLOT(12, 'w', 't')] = PQ_WORD_WEBTRANSPORT, [SLOT(6, 's', 't')] = PQ_WORD_SOCKET,
	[SLOT(7, 'c', 'l')] = PQ_WORD_CONTROL,       [SLOT(6, 'h', 'r')] = PQ_WORD_HEADER,
	[SLOT(4, 'm', 'e')] = PQ_WORD_MODE,          [SLOT(11, 'c', 's')] = PQ_WORD_CREDENTIALS,
	[SLOT(8, 'r', 't')] = PQ_WORD_FOLLOW,        [SLOT(6, 'w', 'r')] = PQ_WORD_WORKER,
	[SLOT(8, 'p', 'l')] = PQ_WORD_PROTOCOL,      [SLOT(7, 'm', 'e')] = PQ_WORD_MESSAGE,
	[SLOT(5, 'w', 'e')] = PQ_WORD_WRITE,         [SLOT(4, 't', 't')] = PQ_WORD_TEXT,
	[SLOT(6, 'b', 'y')] = PQ_WORD_BINARY,        [SLOT(4, 'b', 'b')] = PQ_WORD_BLOB,
	[SLOT(5, 'p', 'm')] = PQ_WORD_PARAM,         [SLOT(5, 'f', 'd')] = PQ_WORD_FIELD,
	[SLOT(4, 'f', 'e')] = PQ_WORD_FILE,          [SLOT(6, 'a', 'r')] = PQ_WORD_ANSWER,
	[SLOT(5, 'g', 't')] = PQ_WORD_GREET,         [SLOT(5, 'r', 'y')] = PQ_WORD_REPLY,
	[SLOT(4, 'w', 't')] = PQ_WORD_WAIT,          [SLOT(7, 'u', 'e')] = PQ_WORD_UPGRADE,
	[SLOT(4, 's', 'n')] = PQ_WORD_STUN,          [SLOT(6, 'r', 'e')] = PQ_WORD_REFUSE,
	[SLOT(5, 'r', 't')] = PQ_WORD_RESET,         [SLOT(5, 's', 'l')] = PQ_WORD_STALL,
};

enum pq_word pq_word_find(struct pq_view v)
{
	enum pq_word word;

	if (v.len == 0)
		return PQ_WORD_COMMENT;
	word = (enum pq_word)slots[SLOT(v.len, (size_t)v.data[0], (size_t)v.data[v.len - 1])];
	return pq_view_is(v, pq_word_rows[word].name) ? word : PQ_WORD_COMMENT;
}

const struct pq_arg_spec *pq_word_arg(enum pq_word word, size_t index, const struct pq_arg *before)
{
	const struct pq_arg_spec *spec = index < PQ_WORD_MAX_ARGS ? pq_word_rows[word].args[index] : NULL;

	if (spec && spec->kind == PQ_ARG_BY_EXPECT)
		return by_expect[before[0].number];
	return spec;
}

const char *pq_word_name(enum pq_word word)
{
	pq_check(word < PQ_WORD_COUNT);
	return pq_word_rows[word].name;
}

const char *pq_word_help(enum pq_word word)
{
	pq_check(word < PQ_WORD_COUNT);
	return pq_word_rows[word].help;
}
