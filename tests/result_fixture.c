/* SPDX-License-Identifier: MIT */
#include "result_fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

const struct pq_view fixture_hostile[] = {
	PQ_VIEW("</script><script>alert(1)</script>"),
	PQ_VIEW("<!--<script>"),
	PQ_VIEW("\"><img src=x onerror=alert(1)>"),
	PQ_VIEW("' onmouseover='alert(1)"),
	PQ_VIEW("</style></title></textarea></pre><svg onload=alert(1)>"),
	PQ_VIEW("\033[2J\033]0;owned\007"),
	PQ_VIEW("a\0b"),
	PQ_VIEW("\xff\xfe\xc3(\xed\xa0\x80"),
	PQ_VIEW("]]><failure/>"),
	PQ_VIEW("&lt;b&gt; &amp; &#x41;"),
	PQ_VIEW("\xe2\x80\xae"
		"evil\xe2\x81\xa6"
		"bidi"),
	PQ_VIEW("\xe2\x80\xa8line\xe2\x80\xa9separators"),
	PQ_VIEW("\r\nSet-Cookie: a=b\r\n\r\n"),
	PQ_VIEW("../../etc/passwd"),
	PQ_VIEW("\xef\xbf\xbe\xef\xbf\xbf\x7f\xc2\x85"),
	PQ_VIEW("\\\"\\u003c/\\n%s%n"),
};
const size_t fixture_hostile_count = sizeof(fixture_hostile) / sizeof(fixture_hostile[0]);

/* The policy "fetch", as far as the fixtures need it. */
static const uint16_t bad_ports[] = {
	0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,    42,   43,
	53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,   117,  119,
	123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,   530,  531,
	532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720,  1723, 2049,
	3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
};
#define BAD_PORTS (sizeof(bad_ports) / sizeof(bad_ports[0]))

static bool is_bad(uint32_t port)
{
	for (size_t i = 0; i < BAD_PORTS; i++)
		if (bad_ports[i] == port)
			return true;
	return false;
}

struct pq_result *fixture_empty(void)
{
	struct pq_result *result = pq_result_new();

	assert_non_null(result);
	result->name = pq_result_print(result, "Example");
	result->version = pq_result_print(result, "Example 140.0.7339.80");
	result->family = pq_result_print(result, "chromium");
	result->command = pq_result_print(result, "/usr/bin/example --headless --no-first-run --disable-sync "
						  "--user-data-dir=/run/profile http://20.0.0.1/");
	result->program = pq_result_print(result, "0.1.0");
	result->judge = pq_result_print(result, "fetch");
	result->depth = pq_result_print(result, "quick");
	result->started = pq_result_print(result, "2026-11-25T22:33:00Z");
	result->took_ms = 183000;
	result->sink_permille = 87;
	result->busy_permille = 912;
	result->controls = 1;
	result->controls_seen = 1;
	return result;
}

struct pq_result_vector *fixture_vector(struct pq_result *result, const char *name, enum pq_tested tested)
{
	struct pq_result_vector *vector = pq_result_add_vector(result);

	assert_non_null(vector);
	vector->name = pq_result_print(result, "%s", name);
	vector->initiator = pq_result_print(result, "%s initiator", name);
	vector->section = pq_result_print(result, "Fetch 5.6");
	vector->scheme = pq_result_print(result, "http");
	vector->tested = tested;
	if (tested != PQ_TESTED)
		vector->cause = pq_result_print(result, "the control was not seen");
	return vector;
}

struct pq_result_port *fixture_port(struct pq_result *result, uint16_t number, enum pq_finding finding)
{
	struct pq_result_port *port = pq_result_add_port(result, &result->vectors[result->vector_count - 1]);
	bool dialled = finding == PQ_FINDING_ALLOWED || finding == PQ_FINDING_UNSAFE_PORT;

	assert_non_null(port);
	port->port = number;
	port->finding = finding;
	port->seen = dialled ? PQ_SEEN_REQUEST : PQ_SEEN_NOTHING;
	return port;
}

struct pq_result_case *fixture_case(struct pq_result *result, const char *suite, const char *name,
				    enum pq_rule violated)
{
	struct pq_result_case *entry = pq_result_add_case(result);

	assert_non_null(entry);
	entry->suite = pq_result_print(result, "%s", suite);
	entry->name = pq_result_print(result, "%s", name);
	entry->tested = PQ_TESTED;
	entry->outcome = pq_result_print(result, "allowed");
	entry->rules[PQ_RULE_REQUEST_SPLIT] = FIXTURE_HELD;
	if (violated != PQ_RULE_NONE)
		entry->rules[violated] = FIXTURE_VIOLATED;
	return entry;
}

struct pq_result_dial *fixture_dial(struct pq_result *result, const char *name, const char *address, uint16_t port)
{
	struct pq_result_dial *dial = pq_result_add_dial(result);

	assert_non_null(dial);
	dial->name = name ? pq_result_print(result, "%s", name) : NULL;
	dial->address = address ? pq_result_print(result, "%s", address) : NULL;
	dial->transport = pq_result_print(result, "tcp");
	dial->port = port;
	dial->seen = PQ_SEEN_HELLO;
	dial->bytes = 517;
	dial->after_ms = 1200;
	dial->finding = PQ_FINDING_ALLOWED;
	return dial;
}

static void violate(struct pq_result *result, struct pq_result_port *port)
{
	port->asked_again = true;
	port->again = port->seen;
	port->evidence = pq_result_print(result,
					 "dial 7 tcp 24.0.0.9 %u ok\n"
					 "send 7 \"GET /probe HTTP/1.1\\r\\nHost: 24.0.0.9:%u\\r\\n\\r\\n\"\n"
					 "receive 7 \"HTTP/1.1 200 OK\\r\\n\"\nclose 7\n",
					 port->port, port->port);
}

static void add_sweep(struct pq_result *result, const char *name)
{
	struct pq_result_vector *vector = fixture_vector(result, name, PQ_TESTED);

	vector->sweep = true;
	vector->took_ms = 58000;
	for (uint32_t number = 0; number <= UINT16_MAX; number++) {
		bool bad = is_bad(number);
		bool wrong = number == 6679 || number == 8443;
		enum pq_finding finding = bad && wrong ? PQ_FINDING_UNSAFE_PORT
					  : bad        ? PQ_FINDING_BLOCKED
					  : wrong      ? PQ_FINDING_OVER_BLOCK
						       : PQ_FINDING_ALLOWED;
		struct pq_result_port *port = fixture_port(result, (uint16_t)number, finding);

		if (wrong)
			violate(result, port);
	}
}

/* The bad ports and their neighbours. */
static void add_sample(struct pq_result *result, const char *name, size_t odd)
{
	struct pq_result_vector *vector = fixture_vector(result, name, PQ_TESTED);
	uint32_t last = UINT32_MAX;

	vector->took_ms = 1400;
	for (size_t i = 0; i < BAD_PORTS; i++)
		for (uint32_t number = bad_ports[i] ? bad_ports[i] - 1u : 0; number <= bad_ports[i] + 1u; number++) {
			bool bad = is_bad(number);

			if (last != UINT32_MAX && number <= last)
				continue;
			last = number;
			fixture_port(result, (uint16_t)number, bad ? PQ_FINDING_BLOCKED : PQ_FINDING_ALLOWED);
			if (i == odd && bad) {
				struct pq_result_port *port = &vector->ports[vector->port_count - 1];

				port->finding = PQ_FINDING_UNSAFE_PORT;
				port->seen = PQ_SEEN_REQUEST;
				violate(result, port);
			}
		}
}

static void add_spaces(struct pq_result *result)
{
	static const char *const initiators[] = { "fetch", "img", "iframe", "form", "websocket", "link-preload" };
	static const char *const spaces[] = { "public", "private-10", "loopback", "link-local", "cgnat" };

	for (size_t i = 0; i < 6; i++)
		for (size_t k = 0; k < 5; k++) {
			struct pq_result_space *space = pq_result_add_space(result);

			assert_non_null(space);
			space->initiator = pq_result_print(result, "%s", initiators[i]);
			space->from = pq_result_print(result, "public");
			space->to = pq_result_print(result, "%s", spaces[k]);
			space->tested = i == 4 && k > 2 ? PQ_UNTESTED : PQ_TESTED;
			if (space->tested == PQ_UNTESTED)
				space->cause = pq_result_print(result, "the control was not seen");
			space->seen = k == 0 ? PQ_SEEN_REQUEST : i < 2 ? PQ_SEEN_NOTHING : PQ_SEEN_DIAL;
			space->asked_again = k > 0;
			space->again = space->seen;
		}
}

static void add_rest(struct pq_result *result)
{
	struct pq_result_case *entry =
		fixture_case(result, "headers", "fetch forbidden Host", PQ_RULE_FORBIDDEN_HEADER);
	struct pq_result_note *note = pq_result_add_note(result);
	struct pq_result_accepted *row = pq_result_add_accepted(result);

	entry->file = pq_result_print(result, "corpus/seeds/header/forbidden-host.scenario");
	entry->detail =
		pq_result_print(result, "Host carries \"evil.example\", which only the page could have supplied");
	entry->transcript = pq_result_print(
		result,
		"pratique-transcript 1\nrequest 1\ndial 1 tcp 20.1.2.3 80 ok\nsend 1 \"GET / HTTP/1.1\\r\\n\"\n");
	for (size_t i = 0; i < 40; i++) {
		entry = fixture_case(result, i % 2 ? "headers" : "bodies", "", PQ_RULE_NONE);
		entry->name = pq_result_print(result, "%s %zu", i % 2 ? "fetch header" : "multipart body", i);
		entry->rules[PQ_RULE_MULTIPART_INJECTION] = i % 2 ? 1 : FIXTURE_HELD;
		entry->differs = i == 10;
		entry->tested = i == 11 ? PQ_UNTESTED : PQ_TESTED;
		entry->cause = i == 11 ? pq_result_print(result, "a renderer's request") : NULL;
	}
	add_spaces(result);
	fixture_dial(result, "update.example.net", "20.7.7.7", 443)->first = pq_result_print(result, "\x16\x03\x01");
	fixture_dial(result, NULL, "20.7.7.8", 80)->unexpected = true;
	fixture_dial(result, "looked-up.example.net", NULL, 0);
	assert_non_null(note);
	note->name = pq_result_print(result, "boundaries");
	note->rule = PQ_RULE_WEAK_BOUNDARY;
	note->judgement = FIXTURE_HELD;
	note->detail = pq_result_print(result, "200 boundaries, all different");
	assert_non_null(row);
	row->what = pq_result_print(result, "over_block * 8443");
	row->reason = pq_result_print(result, "the product's own port");
	row->expires = pq_result_print(result, "2027-06-01");
	row->used = true;
	row->line = 3;
	result->vectors[0].ports[8443].accepted = 1;
}

struct pq_result *fixture_audit(void)
{
	static const char *const names[] = {
		"xhr",       "img",       "script",    "link-stylesheet", "iframe",    "form-get",
		"form-post", "websocket", "beacon",    "eventsource",     "video",     "track",
		"object",    "css-url",   "font-face", "fetch/301",       "fetch/302", "fetch/303",
		"fetch/307", "fetch/308", "img/302",   "worker-fetch",    "ping",      "preconnect",
	};
	struct pq_result *result = fixture_empty();

	add_sweep(result, "fetch-http");
	add_sweep(result, "websocket-ws");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		add_sample(result, names[i], i == 16 ? 76 : SIZE_MAX);
	fixture_vector(result, "webtransport", PQ_UNTESTED);
	fixture_vector(result, "webrtc-stun", PQ_NOT_APPLICABLE_HERE)->cause =
		pq_result_print(result, "the device is reached through a proxy");
	add_rest(result);
	result->controls = 30;
	result->controls_seen = 28;
	return result;
}

/* Replaces each string that is there by the next hostile one. */
static void poison(struct pq_result *result, char **strings[], size_t count, size_t *next)
{
	for (size_t i = 0; i < count; i++)
		if (*strings[i])
			*strings[i] = pq_result_text(result, fixture_hostile[(*next)++ % fixture_hostile_count]);
}

#define POISON(...) \
	poison(result, (char **[]){ __VA_ARGS__ }, sizeof((char **[]){ __VA_ARGS__ }) / sizeof(char **), &next)

struct pq_result *fixture_hostile_audit(void)
{
	struct pq_result *result = fixture_audit();
	size_t next = 0;

	POISON(&result->name, &result->version, &result->family, &result->command, &result->program, &result->judge,
	       &result->depth, &result->started);
	result->trouble = result->name;
	result->partial = true;
	for (size_t i = 0; i < result->vector_count; i++) {
		struct pq_result_vector *vector = &result->vectors[i];

		POISON(&vector->name, &vector->initiator, &vector->section, &vector->scheme, &vector->cause);
		for (size_t k = 0; k < vector->port_count; k++)
			POISON(&vector->ports[k].evidence);
	}
	for (size_t i = 0; i < result->case_count; i++) {
		struct pq_result_case *entry = &result->cases[i];

		POISON(&entry->suite, &entry->name, &entry->file, &entry->cause, &entry->outcome, &entry->detail,
		       &entry->transcript);
	}
	for (size_t i = 0; i < result->space_count; i++)
		POISON(&result->spaces[i].initiator, &result->spaces[i].from, &result->spaces[i].to,
		       &result->spaces[i].cause);
	for (size_t i = 0; i < result->dial_count; i++)
		POISON(&result->dials[i].name, &result->dials[i].address, &result->dials[i].transport,
		       &result->dials[i].first, &result->dials[i].evidence);
	POISON(&result->notes[0].name, &result->notes[0].detail, &result->accepted[0].what, &result->accepted[0].reason,
	       &result->accepted[0].expires);
	return result;
}

struct pq_result *fixture_large(size_t sweeps, size_t vectors, bool worst)
{
	struct pq_result *result = fixture_empty();
	char name[32];

	for (size_t i = 0; i < sweeps; i++) {
		snprintf(name, sizeof(name), "sweep-%zu", i);
		add_sweep(result, name);
		for (size_t port = 0; worst && port <= UINT16_MAX; port++)
			result->vectors[i].ports[port].finding = (enum pq_finding)(port % PQ_FINDING_COUNT);
	}
	for (size_t i = 0; i < vectors; i++) {
		snprintf(name, sizeof(name), "vector-%zu", i);
		add_sample(result, name, worst ? i % BAD_PORTS : SIZE_MAX);
	}
	return result;
}
