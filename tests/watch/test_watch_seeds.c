/* SPDX-License-Identifier: MIT */
/*
 * A watch is told of every seed what the model did with it, call by call, and must say what the monitor says of the same
 * scenario and transcript, rule by rule. The archive's copy of the monitor is another one than the test's.
 */
#include "watch_case.h"

#include <ftw.h>
#include <stdlib.h>

#include "monitor/monitor.h"
#include "run.h"

#define MAX_PARTS 160

static struct run *subject;
static struct pq_judge judge;
static struct pq_watch *watch;
static size_t told;
static size_t left_out;
static size_t broken;

/* Request of the watch for each of the scenario, from 1; 0: a control, which a watch does not know. */
static unsigned int numbers[PQ_MAX_REQUESTS + 1];

static const enum pq_word request_words[PQ_WATCH_KIND_COUNT] = {
	[PQ_WATCH_FETCH] = PQ_WORD_FETCH,
	[PQ_WATCH_XHR] = PQ_WORD_XHR,
	[PQ_WATCH_FORM] = PQ_WORD_FORM,
	[PQ_WATCH_NAVIGATE] = PQ_WORD_NAVIGATE,
	[PQ_WATCH_WEBSOCKET] = PQ_WORD_WEBSOCKET,
	[PQ_WATCH_PRECONNECT] = PQ_WORD_PRECONNECT,
	[PQ_WATCH_PREFETCH] = PQ_WORD_PREFETCH,
	[PQ_WATCH_DNS_PREFETCH] = PQ_WORD_DNS_PREFETCH,
	[PQ_WATCH_EMBEDDER] = PQ_WORD_EMBEDDER,
	[PQ_WATCH_FTP] = PQ_WORD_FTP,
	[PQ_WATCH_ICE_SERVER] = PQ_WORD_ICE_SERVER,
	[PQ_WATCH_WEBTRANSPORT] = PQ_WORD_WEBTRANSPORT,
	[PQ_WATCH_SOCKET] = PQ_WORD_SOCKET,
};

static const enum pq_word part_words[PQ_WATCH_PART_COUNT] = {
	[PQ_WATCH_HEADER] = PQ_WORD_HEADER,
	[PQ_WATCH_MODE] = PQ_WORD_MODE,
	[PQ_WATCH_CREDENTIALS] = PQ_WORD_CREDENTIALS,
	[PQ_WATCH_FOLLOW] = PQ_WORD_FOLLOW,
	[PQ_WATCH_TEXT] = PQ_WORD_TEXT,
	[PQ_WATCH_BINARY] = PQ_WORD_BINARY,
	[PQ_WATCH_BLOB] = PQ_WORD_BLOB,
	[PQ_WATCH_PARAM] = PQ_WORD_PARAM,
	[PQ_WATCH_FIELD] = PQ_WORD_FIELD,
	[PQ_WATCH_FILE] = PQ_WORD_FILE,
	[PQ_WATCH_PROTOCOL] = PQ_WORD_PROTOCOL,
	[PQ_WATCH_SAY] = PQ_WORD_MESSAGE,
	[PQ_WATCH_WRITE] = PQ_WORD_WRITE,
};

static size_t index_of(const enum pq_word *words, size_t count, enum pq_word word)
{
	size_t i = 0;

	while (i < count && words[i] != word)
		i++;
	return i;
}

static struct pq_watch_bytes arg(const struct pq_line *line, uint32_t n)
{
	if (n >= line->argc)
		return pq_watch_run(NULL, 0);
	return pq_watch_run(line->args[n].bytes.data ? (const char *)line->args[n].bytes.data : "",
			    line->args[n].bytes.len);
}

static unsigned int number(const struct pq_line *line, uint32_t n)
{
	return n < line->argc ? line->args[n].number : 0;
}

static struct pq_watch_part part_of(const struct pq_line *line)
{
	enum pq_watch_part_kind kind = (enum pq_watch_part_kind)index_of(part_words, PQ_WATCH_PART_COUNT, line->word);
	struct pq_watch_part part = { .kind = kind, .number = number(line, 0) };

	switch (line->word) {
	case PQ_WORD_HEADER:
	case PQ_WORD_PARAM:
	case PQ_WORD_FIELD:
		part.name = arg(line, 0);
		part.value = arg(line, 1);
		break;
	case PQ_WORD_FILE:
		part.name = arg(line, 0);
		part.filename = arg(line, 1);
		part.type = arg(line, 2);
		part.value = arg(line, 3);
		break;
	case PQ_WORD_BLOB:
		part.type = arg(line, 0);
		part.value = arg(line, 1);
		break;
	case PQ_WORD_MESSAGE:
		part.value = arg(line, 1);
		break;
	default:
		part.value = arg(line, 0);
	}
	return part;
}

static unsigned int ask(size_t at)
{
	struct pq_watch_part parts[MAX_PARTS];
	const struct pq_scenario *scenario = &subject->scenario;
	const struct pq_line *line = &scenario->lines[at];
	struct pq_watch_asked asked = {
		.kind = (enum pq_watch_kind)index_of(request_words, PQ_WATCH_KIND_COUNT, line->word), .parts = parts
	};
	bool method = line->word == PQ_WORD_FETCH || line->word == PQ_WORD_XHR || line->word == PQ_WORD_FORM ||
		      line->word == PQ_WORD_EMBEDDER;
	unsigned int given = 0;

	asked.method = method ? arg(line, 0) : pq_watch_run(NULL, 0);
	asked.url = arg(line, method);
	asked.number = line->word == PQ_WORD_FORM ? number(line, 2) : number(line, 1);
	asked.origin = line->word == PQ_WORD_EMBEDDER ? arg(line, 2) : pq_watch_run(NULL, 0);
	asked.user = arg(line, 1);
	asked.password = arg(line, 2);
	for (size_t i = at + 1; i < pq_scenario_end_of(scenario, at); i++)
		if (scenario->lines[i].word != PQ_WORD_COMMENT)
			parts[asked.part_count++] = part_of(&scenario->lines[i]);
	assert_int_equal(pq_watch_request(watch, &asked, &given), PQ_WATCH_OK);
	return given;
}

static void set(const struct pq_line *line)
{
	switch (line->word) {
	case PQ_WORD_PAGE:
		assert_int_equal(pq_watch_page(watch, arg(line, 0)), PQ_WATCH_OK);
		break;
	case PQ_WORD_PROXY:
		assert_int_equal(pq_watch_proxy(watch, arg(line, 0), arg(line, 1), arg(line, 2)), PQ_WATCH_OK);
		break;
	case PQ_WORD_COOKIE:
		assert_int_equal(pq_watch_cookie(watch, arg(line, 0), arg(line, 1)), PQ_WATCH_OK);
		break;
	case PQ_WORD_LOGIN:
		assert_int_equal(pq_watch_login(watch, arg(line, 0), arg(line, 1), arg(line, 2)), PQ_WATCH_OK);
		break;
	default:
		break;
	}
}

static size_t line_of(uint32_t request)
{
	size_t at = pq_scenario_find_request(&subject->scenario, 0);

	for (; request > 1; request--)
		at = pq_scenario_find_request(&subject->scenario, at + 1);
	return at;
}

static size_t address_of(const struct pq_address *address, uint16_t port, struct sockaddr_storage *out)
{
	struct sockaddr_in *in = (void *)out;
	struct sockaddr_in6 *in6 = (void *)out;

	memset(out, 0, sizeof(*out));
	if (address->family == 4) {
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		memcpy(&in->sin_addr, address->bytes, 4);
		return sizeof(*in);
	}
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(port);
	memcpy(&in6->sin6_addr, address->bytes, 16);
	return sizeof(*in6);
}

static const char *string(struct pq_view v)
{
	static char text[1024];

	snprintf(text, sizeof(text), "%.*s", (int)v.len, v.len ? (const char *)v.data : "");
	return text;
}

static enum pq_watch_err look_up(const struct pq_event *event)
{
	struct sockaddr_storage address;
	enum pq_watch_err err = PQ_WATCH_OK;

	if (!event->address_count)
		return pq_watch_lookup(watch, string(event->text), NULL, 0);
	for (size_t i = 0; !err && i < event->address_count; i++) {
		size_t length = address_of(&event->addresses[i], 0, &address);

		err = pq_watch_lookup(watch, string(event->text), (const struct sockaddr *)&address, length);
	}
	return err;
}

static enum pq_watch_err end_request(const struct pq_event *event)
{
	if (event->outcome == PQ_OUTCOME_DONE)
		return pq_watch_done(watch, event->status);
	if (event->outcome == PQ_OUTCOME_BLOCKED)
		return pq_watch_blocked(watch, pq_rule_name(event->rule), event->side);
	return pq_watch_failed(watch, string(event->text));
}

static enum pq_watch_err tell_of_bytes(const struct pq_event *event)
{
	switch (event->kind) {
	case PQ_EVENT_SEND:
		return pq_watch_send(watch, event->conn, event->bytes.data, event->bytes.len);
	case PQ_EVENT_RECEIVE:
		return pq_watch_receive(watch, event->conn, event->bytes.data, event->bytes.len);
	case PQ_EVENT_RANDOM:
		return pq_watch_random(watch, event->bytes.data, event->bytes.len);
	case PQ_EVENT_TIME:
		return pq_watch_time(watch, event->time_ms);
	default:
		return PQ_WATCH_OK;
	}
}

static enum pq_watch_err tell(const struct pq_event *event)
{
	struct sockaddr_storage address;
	size_t length;
	enum pq_watch_err err;

	switch (event->kind) {
	case PQ_EVENT_REQUEST:
		numbers[event->request] = ask(line_of(event->request));
		return PQ_WATCH_OK;
	case PQ_EVENT_DROPPED:
		return pq_watch_dropped(watch, string(event->text));
	case PQ_EVENT_RESOLVE:
		return look_up(event);
	case PQ_EVENT_DIAL:
		length = address_of(&event->addresses[0], event->port, &address);
		err = pq_watch_dial(watch, event->conn, (const struct sockaddr *)&address, length,
				    (enum pq_watch_transport)event->transport, NULL);
		return err || event->dialled == PQ_DIALLED_OK ? err : pq_watch_dial_failed(watch, event->conn);
	case PQ_EVENT_TLS:
		return pq_watch_tls(watch, event->conn, string(event->text));
	case PQ_EVENT_CLOSE:
		return pq_watch_close(watch, event->conn);
	case PQ_EVENT_OUTCOME:
		return end_request(event);
	default:
		return tell_of_bytes(event);
	}
}

/* What a watch cannot be told, or is not told by this test. */
static bool is_left_out(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word == PQ_WORD_WORKER || line->word == PQ_WORD_PAUSE ||
		    (line->word == PQ_WORD_MESSAGE && line->argc > 2) ||
		    (line->word == PQ_WORD_JUDGE && !pq_view_is(line->args[0].bytes, "fetch")))
			return true;
	}
	return subject->transcript.count > PQ_WATCH_MAX_EVENTS / 2 || subject->transcript.truncated;
}

static bool is_control(uint32_t request)
{
	return request && subject->scenario.lines[line_of(request)].word == PQ_WORD_CONTROL;
}

/* Whether the event is about a connection that a control has dialled, which may be closed by nobody's request. */
static bool is_on_control(const struct pq_event *event)
{
	const struct pq_transcript *transcript = &subject->transcript;

	for (size_t i = 0; event->conn && i < transcript->count; i++)
		if (transcript->events[i].kind == PQ_EVENT_DIAL && transcript->events[i].conn == event->conn)
			return is_control(transcript->events[i].request);
	return false;
}

/* Cuts the controls and what they did out of the case. */
static void forget_controls(void)
{
	struct pq_transcript *transcript = &subject->transcript;
	struct pq_scenario *scenario = &subject->scenario;
	size_t kept = 0;
	size_t first = pq_scenario_find(scenario, PQ_WORD_CONTROL, 0);
	static bool of_control[COUNT(subject->events)];

	for (size_t i = 0; i < transcript->count; i++)
		of_control[i] = is_control(transcript->events[i].request) || is_on_control(&transcript->events[i]);
	for (size_t i = 0; i < transcript->count; i++)
		if (!of_control[i])
			transcript->events[kept++] = transcript->events[i];
	transcript->count = kept;
	if (first < scenario->line_count && pq_scenario_find_request(scenario, first) == first)
		scenario->line_count = first;
}

static void compare(const char *path)
{
	static struct pq_verdict verdict;
	static char text[1u << 22];
	size_t wrong = 0;

	pq_judge_run(&judge, &subject->scenario, &subject->transcript, &verdict);
	pq_watch_end(watch);
	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++) {
		enum pq_watch_judgement judgement = pq_watch_judgement(watch, pq_rule_name(rule));

		broken += judgement == PQ_WATCH_VIOLATED;
		if ((int)judgement == (int)verdict.rules[rule])
			continue;
		print_error("%s: %s: the monitor says %d, the watch %d\n", path, pq_rule_name(rule),
			    verdict.rules[rule], judgement);
		wrong++;
	}
	for (int which = 0; wrong && which < 2; which++)
		if (pq_watch_print(watch, which, text, sizeof(text)))
			print_error("%s", text);
	assert_int_equal(wrong, 0);
	told++;
}

static void one(const char *path)
{
	static char text[PQ_MAX_SCENARIO_TEXT];
	const struct pq_scenario *scenario = &subject->scenario;
	FILE *file = fopen(path, "rb");
	size_t len;

	assert_non_null(file);
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	/* A few seeds are larger than the storage of such runs. */
	if (pq_scenario_parse(&subject->scenario, pq_view(text, len), PQ_READING_STRICT, NULL) ||
	    pq_subject_model.run(subject->subject, scenario, &subject->transcript) || is_left_out(scenario)) {
		left_out++;
		return;
	}
	forget_controls();
	for (size_t i = 0; i < scenario->line_count; i++)
		set(&scenario->lines[i]);
	for (size_t i = 0; i < subject->transcript.count; i++) {
		enum pq_watch_err err = tell(&subject->transcript.events[i]);

		if (err)
			print_error("%s: event %zu: %s: %s\n", path, i, pq_watch_err_message(err),
				    pq_watch_problem(watch));
		assert_int_equal(err, PQ_WATCH_OK);
	}
	compare(path);
}

static enum pq_watch_attacker attacker_of(const char *path)
{
	static char line[4096];
	enum pq_watch_attacker attacker = PQ_WATCH_PAGE;
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		if (strcmp(line, "attacker renderer\n") == 0)
			attacker = PQ_WATCH_RENDERER;
		else if (strcmp(line, "attacker server\n") == 0)
			attacker = PQ_WATCH_SERVER;
	fclose(file);
	return attacker;
}

/* Watches are opened by attacker, and seeds are given to the right one. */
static struct pq_watch *watches[PQ_WATCH_ATTACKER_COUNT];

static int visit(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	size_t len = strlen(path);

	(void)stat;
	(void)ftw;
	if (type != FTW_F || len < 9 || strcmp(path + len - 9, ".scenario") != 0)
		return 0;
	watch = watches[attacker_of(path)];
	one(path);
	return 0;
}

static void open_watches(void)
{
	struct pq_watch_options options;

	pq_watch_defaults(&options);
	options.shows = (PQ_WATCH_SIDES << 1) - 1;
	for (size_t i = 0; i < COUNT(watches); i++) {
		options.attacker = (enum pq_watch_attacker)i;
		watches[i] = case_open(&options);
	}
	assert_int_equal(pq_judge_init(&judge), PQ_ERR_OK);
}

static void a_watch_says_of_every_seed_what_the_monitor_says(void **state)
{
	static const char *const policies[] = { "fetch", "none" };

	(void)state;
	open_watches();
	for (size_t i = 0; i < COUNT(policies); i++) {
		subject = run_open(policies[i]);
		assert_int_equal(nftw(PQ_SOURCE_DIR "/corpus/seeds", visit, 16, FTW_PHYS), 0);
		run_close(subject);
	}
	print_message("%zu runs told, %zu left out, %zu breaches\n", told, left_out, broken);
	assert_true(told > 10 * left_out);
	assert_true(broken > 100);
	for (size_t i = 0; i < COUNT(watches); i++)
		pq_watch_free(watches[i]);
	pq_judge_fini(&judge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_watch_says_of_every_seed_what_the_monitor_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
