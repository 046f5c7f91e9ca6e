/* SPDX-License-Identifier: MIT */
/* Each rule that a harness can show: a breach that is planted is told, and its innocent twin is not. */
#include "watch_case.h"

#define OK_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
#define TO(place) "HTTP/1.1 302 Found\r\nLocation: " place "\r\nContent-Length: 0\r\n\r\n"
#define HEAD "GET / HTTP/1.1\r\nHost: a.example\r\n"
#define GET HEAD "\r\n"

/* One connection of a case. port: 0 ends the list; the host is a.example where none is given. */
struct step {
	uint16_t port;
	const char *sent;
	const char *received;
	const char *host;
};

struct row {
	const char *name;
	const char *breaks;
	const char *url;
	const char *method;
	struct step steps[3];
	struct pq_watch_part parts[2];
	enum pq_watch_kind kind;
	unsigned int number;
	const char *blocked;
};

#define STR(text)                      \
	{                              \
		text, sizeof(text) - 1 \
	}
#define PART_HEADER(n, v)                                                \
	{                                                                \
		.kind = PQ_WATCH_HEADER, .name = STR(n), .value = STR(v) \
	}

static size_t count_parts(const struct row *row)
{
	size_t count = 0;

	while (count < COUNT(row->parts) && (row->parts[count].name.data || row->parts[count].value.data))
		count++;
	return count;
}

static void play(struct pq_watch *watch, const struct row *row)
{
	struct pq_watch_asked asked = { .kind = row->kind,
					.number = row->number,
					.url = pq_watch_str(row->url),
					.method = pq_watch_str(row->method),
					.parts = row->parts,
					.part_count = count_parts(row) };
	unsigned int number = 0;

	assert_int_equal(pq_watch_request(watch, &asked, &number), PQ_WATCH_OK);
	assert_int_equal(number, 1);
	for (size_t i = 0; i < COUNT(row->steps) && row->steps[i].port; i++) {
		const struct step *step = &row->steps[i];

		assert_int_equal(case_dial(watch, (int64_t)i, step->port, step->host ? step->host : "a.example"),
				 PQ_WATCH_OK);
		if (step->sent)
			assert_int_equal(case_send(watch, PQ_WATCH_LATEST, step->sent), PQ_WATCH_OK);
		if (step->received)
			assert_int_equal(case_receive(watch, (int64_t)i, step->received), PQ_WATCH_OK);
	}
	if (row->blocked)
		assert_int_equal(pq_watch_blocked(watch, row->blocked, 0), PQ_WATCH_OK);
	else
		assert_int_equal(pq_watch_done(watch, 200), PQ_WATCH_OK);
}

static const struct row rows[] = {
	{ "a good port", NULL, "http://a.example:8080/", NULL,
	  .steps = { { 8080, "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n", OK_ANSWER, NULL } } },
	{ "a bad port", "unsafe_port", "http://a.example:25/", NULL, .steps = { { 25, NULL, NULL, NULL } } },
	{ "a bad port behind a redirect", "unsafe_port", "http://a.example/", NULL,
	  .steps = { { 80, GET, TO("http://a.example:25/"), NULL },
		     { 25, "GET / HTTP/1.1\r\nHost: a.example:25\r\n\r\n", OK_ANSWER, NULL } } },
	{ "a redirect", NULL, "http://a.example/", NULL,
	  .steps = { { 80, GET, TO("http://b.example:81/"), NULL },
		     { 81, "GET / HTTP/1.1\r\nHost: b.example:81\r\n\r\n", OK_ANSWER, "b.example" } } },
	{ "a redirect to somewhere else", "wrong_destination", "http://a.example/", NULL,
	  .steps = { { 80, GET, TO("http://b.example:81/"), NULL }, { 82, NULL, NULL, "b.example" } } },
	{ "another host", "wrong_destination", "http://a.example/", NULL,
	  .steps = { { 80, NULL, NULL, "b.example" } } },
	{ "refused for its port", NULL, "http://a.example:25/", NULL, .blocked = "unsafe_port" },
	{ "refused for no reason", "over_block", "http://a.example:8080/", NULL, .blocked = "unsafe_port" },
	{ "a free header", NULL, "http://a.example/", NULL,
	  .steps = { { 80, HEAD "X-Via: 1\r\n\r\n", OK_ANSWER, NULL } }, .parts = { PART_HEADER("X-Via", "1") } },
	{ "a forbidden header", "forbidden_header", "http://a.example/", NULL,
	  .steps = { { 80, HEAD "Via: 1\r\n\r\n", OK_ANSWER, NULL } }, .parts = { PART_HEADER("Via", "1") } },
	{ "a forbidden header that is dropped", NULL, "http://a.example/", NULL,
	  .steps = { { 80, GET, OK_ANSWER, NULL } }, .parts = { PART_HEADER("Via", "1") } },
	{ "a line without colon", "malformed_header", "http://a.example/", NULL,
	  .steps = { { 80, HEAD "no colon\r\n\r\n", OK_ANSWER, NULL } }, .parts = { PART_HEADER("no colon", "") } },
	{ "PUT", NULL, "http://a.example/", "PUT",
	  .steps = { { 80, "PUT / HTTP/1.1\r\nHost: a.example\r\n\r\n", OK_ANSWER, NULL } } },
	{ "TRACE", "forbidden_method", "http://a.example/", "TRACE",
	  .steps = { { 80, "TRACE / HTTP/1.1\r\nHost: a.example\r\n\r\n", OK_ANSWER, NULL } } },
	{ "another Host", "host_mismatch", "http://a.example/", NULL,
	  .steps = { { 80, "GET / HTTP/1.1\r\nHost: b.example\r\n\r\n", OK_ANSWER, NULL } } },
	{ "a header with a line break", "request_split", "http://a.example/", NULL,
	  .steps = { { 80, HEAD "X: 1\r\nY: 2\r\n\r\n", OK_ANSWER, NULL } },
	  .parts = { PART_HEADER("X", "1\r\nY: 2") } },
	{ "a bare line feed", "request_split", "http://a.example/", NULL,
	  .steps = { { 80, HEAD "X: 1\nX-Y: 2\r\n\r\n", OK_ANSWER, NULL } }, .parts = { PART_HEADER("X", "1") } },
	{ "a body", NULL, "http://a.example/", "POST",
	  .steps = { { 80, "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 2\r\n\r\nab", OK_ANSWER, NULL } },
	  .parts = { { .kind = PQ_WATCH_TEXT, .value = STR("ab") } } },
	{ "a length of another body", "bad_framing", "http://a.example/", "POST",
	  .steps = { { 80, "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\nab", OK_ANSWER, NULL } },
	  .parts = { { .kind = PQ_WATCH_TEXT, .value = STR("ab") } } },
#define FORM_HEAD "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Type: multipart/form-data; boundary=BBBB\r\n"
#define FORM_PART(name, value) "--BBBB\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
	{ "a form", NULL, "http://a.example/", "POST",
	  .steps = { { 80, FORM_HEAD "Content-Length: 65\r\n\r\n" FORM_PART("n", "v") "--BBBB--\r\n", OK_ANSWER,
		       NULL } },
	  .parts = { { .kind = PQ_WATCH_FIELD, .name = STR("n"), .value = STR("v") } }, .kind = PQ_WATCH_FORM,
	  .number = 1 },
	{ "a form with a field that nobody filled in", "multipart_injection", "http://a.example/", "POST",
	  .steps = { { 80, FORM_HEAD "Content-Length: 65\r\n\r\n" FORM_PART("m", "v") "--BBBB--\r\n", OK_ANSWER,
		       NULL } },
	  .parts = { { .kind = PQ_WATCH_FIELD, .name = STR("n"), .value = STR("v") } }, .kind = PQ_WATCH_FORM,
	  .number = 1 },
	{ "a boundary that occurs in the data", "weak_boundary", "http://a.example/", "POST",
	  .steps = { { 80, FORM_HEAD "Content-Length: 68\r\n\r\n" FORM_PART("n", "BBBB") "--BBBB--\r\n", OK_ANSWER,
		       NULL } },
	  .parts = { { .kind = PQ_WATCH_FIELD, .name = STR("n"), .value = STR("BBBB") } }, .kind = PQ_WATCH_FORM,
	  .number = 1 },
	{ "credentials that stay", NULL, "http://a.example/", NULL,
	  .steps = { { 80, HEAD "Authorization: Basic eDp5\r\n\r\n", TO("http://b.example/"), NULL },
		     { 80, "GET / HTTP/1.1\r\nHost: b.example\r\n\r\n", OK_ANSWER, "b.example" } },
	  .parts = { PART_HEADER("Authorization", "Basic eDp5") }, .kind = PQ_WATCH_EMBEDDER },
	{ "credentials that go along", "credential_leak", "http://a.example/", NULL,
	  .steps = { { 80, HEAD "Authorization: Basic eDp5\r\n\r\n", TO("http://b.example/"), NULL },
		     { 80, "GET / HTTP/1.1\r\nHost: b.example\r\nAuthorization: Basic eDp5\r\n\r\n", OK_ANSWER,
		       "b.example" } },
	  .parts = { PART_HEADER("Authorization", "Basic eDp5") }, .kind = PQ_WATCH_EMBEDDER },
};

static void each_rule_fires_on_a_breach_and_is_silent_on_its_twin(void **state)
{
	struct pq_watch_options options = case_options();
	struct pq_watch *watch = case_open(&options);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		play(watch, &rows[i]);
		case_expect(watch, rows[i].name, rows[i].breaks);
	}
	pq_watch_free(watch);
}

static void calls_of_processes_are_told(void **state)
{
	static const struct {
		enum pq_watch_process process;
		const char *call;
		int refused;
		const char *rule;
	} calls[] = {
		{ PQ_WATCH_IN_RENDERER, "connect", 1, "socket_outside_service" },
		{ PQ_WATCH_IN_OTHER, "socket", 0, "socket_outside_service" },
		{ PQ_WATCH_IN_SERVICE, "connect", 0, NULL },
	};
	struct pq_watch_asked asked = { .kind = PQ_WATCH_FETCH, .url = STR("http://a.example/") };
	struct pq_watch_options options = case_options();
	struct pq_watch *watch;

	(void)state;
	options.shows |= PQ_WATCH_PROCESSES;
	watch = case_open(&options);
	for (size_t i = 0; i < COUNT(calls); i++) {
		assert_int_equal(pq_watch_request(watch, &asked, NULL), PQ_WATCH_OK);
		assert_int_equal(pq_watch_call(watch, calls[i].process, calls[i].call, calls[i].refused), PQ_WATCH_OK);
		pq_watch_failed(watch, NULL);
		case_expect(watch, calls[i].call, calls[i].rule);
	}
	assert_int_equal(pq_watch_call(watch, PQ_WATCH_PROCESS_COUNT, "connect", 1), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_call(watch, PQ_WATCH_IN_OTHER, "", 1), PQ_WATCH_BAD_CALL);
	pq_watch_free(watch);
}

/* RFC 6455 5.3. */
static void frames_without_a_mask_are_told(void **state)
{
	static const char shake[] = "GET / HTTP/1.1\r\nHost: a.example\r\nOrigin: http://page.example\r\n"
				    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
				    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
	static const char answer[] = "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
	static const struct pq_watch_part say = { .kind = PQ_WATCH_SAY, .value = STR("hi") };
	struct pq_watch_asked asked = {
		.kind = PQ_WATCH_WEBSOCKET, .url = STR("ws://a.example/"), .parts = &say, .part_count = 1
	};
	struct pq_watch_options options = case_options();
	struct pq_watch *watch;

	(void)state;
	options.shows |= PQ_WATCH_RANDOM;
	watch = case_open(&options);
	for (int masked = 0; masked < 2; masked++) {
		assert_int_equal(pq_watch_request(watch, &asked, NULL), PQ_WATCH_OK);
		case_dial(watch, 3, 80, "a.example");
		pq_watch_random(watch, "the sample nonce", 16);
		case_send(watch, 3, shake);
		case_receive(watch, 3, answer);
		pq_watch_random(watch, "abcd", 4);
		case_send(watch, 3,
			  masked ? "\x81\x82"
				   "abcd\t\x0b"
				 : "\x81\x02hi");
		pq_watch_done(watch, 101);
		case_expect(watch, masked ? "masked" : "unmasked", masked ? NULL : "unmasked_frame");
	}
	pq_watch_free(watch);
}

/* DESIGN.md: a rule that needs a missing capability is not judged, never passed. */
static void what_is_not_shown_is_not_judged(void **state)
{
	static const struct {
		unsigned int shows;
		const char *rule;
		enum pq_watch_judgement judgement;
	} wanted[] = {
		{ PQ_WATCH_DIALS, "unsafe_port", PQ_WATCH_HELD },
		{ PQ_WATCH_SENDS | PQ_WATCH_RECEIVES, "unsafe_port", PQ_WATCH_NOT_JUDGED },
		{ PQ_WATCH_DIALS | PQ_WATCH_RECEIVES, "wrong_destination", PQ_WATCH_NOT_JUDGED },
		{ PQ_WATCH_DIALS | PQ_WATCH_NAMES, "wrong_destination", PQ_WATCH_NOT_JUDGED },
		{ PQ_WATCH_DIALS | PQ_WATCH_NAMES | PQ_WATCH_RECEIVES, "wrong_destination", PQ_WATCH_HELD },
		{ PQ_WATCH_SENDS, "malformed_header", PQ_WATCH_HELD },
		{ PQ_WATCH_SENDS, "host_mismatch", PQ_WATCH_NOT_JUDGED },
		{ PQ_WATCH_SENDS | PQ_WATCH_DIALS, "host_mismatch", PQ_WATCH_NOT_JUDGED },
		{ PQ_WATCH_SENDS | PQ_WATCH_DIALS | PQ_WATCH_RECEIVES, "host_mismatch", PQ_WATCH_HELD },
		{ SHOWS_HTTP & ~(unsigned int)PQ_WATCH_OUTCOMES, "over_block", PQ_WATCH_NOT_JUDGED },
		{ SHOWS_HTTP, "over_block", PQ_WATCH_NOT_APPLICABLE },
		{ SHOWS_HTTP, "no_such_rule", PQ_WATCH_NOT_JUDGED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(wanted); i++) {
		struct pq_watch_options options = case_options();
		struct pq_watch *watch;

		options.shows = wanted[i].shows;
		watch = case_open(&options);
		case_ask(watch, "http://a.example/");
		if (wanted[i].shows & PQ_WATCH_DIALS)
			case_dial(watch, 7, 80, "a.example");
		case_send(watch, 7, GET);
		case_receive(watch, 7, OK_ANSWER);
		assert_int_equal(pq_watch_end(watch), PQ_WATCH_OK);
		assert_int_equal(pq_watch_judgement(watch, wanted[i].rule), wanted[i].judgement);
		pq_watch_free(watch);
	}
}

/* A harness without redirects in sight must not be told that the second dial is wrong. */
static void a_missing_redirect_makes_no_false_alarm(void **state)
{
	struct pq_watch_options options = case_options();
	struct pq_watch *watch;

	(void)state;
	options.shows = PQ_WATCH_DIALS | PQ_WATCH_NAMES | PQ_WATCH_SENDS | PQ_WATCH_OUTCOMES;
	watch = case_open(&options);
	case_ask(watch, "http://a.example/");
	case_dial(watch, 1, 80, "a.example");
	case_send(watch, 1, GET);
	case_dial(watch, 2, 81, "b.example");
	case_send(watch, 2, "GET / HTTP/1.1\r\nHost: b.example:81\r\n\r\n");
	pq_watch_done(watch, 200);
	case_expect(watch, "a second dial", NULL);
	pq_watch_free(watch);
}

static void rules_are_chosen_by_name(void **state)
{
	struct pq_watch_options options = case_options();
	struct pq_watch *watch;

	(void)state;
	for (int chosen = 0; chosen < 3; chosen++) {
		options.rules = chosen == 1 ? "request_split, unsafe_port" : NULL;
		options.ignore = chosen == 2 ? "unsafe_port" : NULL;
		watch = case_open(&options);
		case_ask(watch, "http://a.example:25/");
		case_dial(watch, 1, 25, "a.example");
		assert_int_equal(pq_watch_end(watch), chosen == 2 ? PQ_WATCH_OK : PQ_WATCH_BREACH);
		assert_int_equal(pq_watch_judgement(watch, "unsafe_port"),
				 chosen == 2 ? PQ_WATCH_NOT_JUDGED : PQ_WATCH_VIOLATED);
		assert_int_equal(pq_watch_judgement(watch, "wrong_destination"),
				 chosen == 1 ? PQ_WATCH_NOT_JUDGED : PQ_WATCH_HELD);
		pq_watch_free(watch);
	}
}

/* Two requests at once over connections of their own: what is told belongs to the one that was gone on with. */
static void requests_may_be_interleaved(void **state)
{
	struct pq_watch_options options = case_options();
	struct pq_watch *watch = case_open(&options);

	(void)state;
	for (int confused = 0; confused < 2; confused++) {
		case_ask(watch, "http://a.example/");
		case_dial(watch, 1, 80, "a.example");
		case_ask(watch, "http://b.example:81/");
		case_dial(watch, 2, 81, "b.example");
		assert_int_equal(pq_watch_go_on(watch, confused ? 2 : 1), PQ_WATCH_OK);
		case_send(watch, 1, GET);
		assert_int_equal(pq_watch_go_on(watch, confused ? 1 : 2), PQ_WATCH_OK);
		case_send(watch, 2, "GET / HTTP/1.1\r\nHost: b.example:81\r\n\r\n");
		assert_int_equal(pq_watch_end(watch), confused ? PQ_WATCH_BREACH : PQ_WATCH_OK);
	}
	pq_watch_free(watch);
}

/* A policy of one's own judges, and so does a built-in one of another day. */
static void the_policy_is_the_harness_s_choice(void **state)
{
	static const struct {
		const char *policy;
		uint16_t port;
		enum pq_watch_err end;
	} wanted[] = {
		{ "none", 25, PQ_WATCH_OK },
		{ "fetch", 10080, PQ_WATCH_BREACH },
		{ "fetch@2016-03", 10080, PQ_WATCH_OK },
		{ "pratique-policy 1\nname mine\nblock http 8080\n", 8080, PQ_WATCH_BREACH },
		{ "pratique-policy 1\nname mine\nblock http 8080\n", 25, PQ_WATCH_OK },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(wanted); i++) {
		struct pq_watch_options options = case_options();
		struct pq_watch *watch;
		char url[64];

		options.policy = wanted[i].policy;
		watch = case_open(&options);
		snprintf(url, sizeof(url), "http://a.example:%u/", wanted[i].port);
		case_ask(watch, url);
		case_dial(watch, 1, wanted[i].port, "a.example");
		assert_int_equal(pq_watch_end(watch), wanted[i].end);
		pq_watch_free(watch);
	}
}

/* A raw socket names a host and a port; under Fetch's policy there is none at all. */
static void raw_sockets_go_where_they_were_asked_to(void **state)
{
	static const struct row asked[] = {
		{ "a raw socket", NULL, "a.example", NULL, .steps = { { 4502, NULL, NULL, NULL } },
		  .kind = PQ_WATCH_SOCKET, .number = 4502 },
		{ "a raw socket to another port", "wrong_destination", "a.example", NULL,
		  .steps = { { 4503, NULL, NULL, NULL } }, .kind = PQ_WATCH_SOCKET, .number = 4502 },
		{ "a raw socket to a bad port", "unsafe_port", "a.example", NULL,
		  .steps = { { 4501, NULL, NULL, NULL } }, .kind = PQ_WATCH_SOCKET, .number = 4501 },
	};
	struct pq_watch_options options = case_options();
	struct pq_watch *watch;

	(void)state;
	options.policy = "silverlight";
	watch = case_open(&options);
	for (size_t i = 0; i < COUNT(asked); i++) {
		play(watch, &asked[i]);
		case_expect(watch, asked[i].name, asked[i].breaks);
	}
	pq_watch_free(watch);
}

/* Settings are of one case: the next one does not have them any more. */
static void settings_end_with_their_case(void **state)
{
	struct pq_watch_options options = case_options();
	struct pq_watch *watch = case_open(&options);

	(void)state;
	for (int proxied = 1; proxied >= 0; proxied--) {
		if (proxied)
			assert_int_equal(pq_watch_proxy(watch, pq_watch_str("http://proxy.example:3128/"),
							pq_watch_str(NULL), pq_watch_str(NULL)),
					 PQ_WATCH_OK);
		case_ask(watch, "http://a.example/");
		case_dial(watch, 1, 3128, "proxy.example");
		case_send(watch, 1, "GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n");
		case_receive(watch, 1, OK_ANSWER);
		pq_watch_done(watch, 200);
		assert_int_equal(pq_watch_end(watch), proxied ? PQ_WATCH_OK : PQ_WATCH_BREACH);
	}
	for (int stored = 1; stored >= 0; stored--) {
		if (stored)
			assert_int_equal(pq_watch_cookie(watch, pq_watch_str("http://a.example/"), pq_watch_str("k=v")),
					 PQ_WATCH_OK);
		assert_int_equal(pq_watch_page(watch, pq_watch_str("http://a.example/")), PQ_WATCH_OK);
		case_ask(watch, "http://a.example/");
		case_dial(watch, 1, 80, "a.example");
		case_send(watch, 1, HEAD "Cookie: k=v\r\n\r\n");
		case_receive(watch, 1, OK_ANSWER);
		pq_watch_done(watch, 200);
		case_expect(watch, "a cookie", stored ? NULL : "credential_leak");
	}
	pq_watch_free(watch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_fires_on_a_breach_and_is_silent_on_its_twin),
		cmocka_unit_test(calls_of_processes_are_told),
		cmocka_unit_test(frames_without_a_mask_are_told),
		cmocka_unit_test(what_is_not_shown_is_not_judged),
		cmocka_unit_test(a_missing_redirect_makes_no_false_alarm),
		cmocka_unit_test(rules_are_chosen_by_name),
		cmocka_unit_test(requests_may_be_interleaved),
		cmocka_unit_test(the_policy_is_the_harness_s_choice),
		cmocka_unit_test(raw_sockets_go_where_they_were_asked_to),
		cmocka_unit_test(settings_end_with_their_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
