/* SPDX-License-Identifier: MIT */
/*
 * Hostile sessions with the three processes, chosen by a seed: renderers that send garbage, half messages, floods, silence
 * and descriptors, or die in the middle; processes that are killed, stopped or left without descriptors or memory while
 * they work, the harness too. After them an honest request is served, nobody has dialled what is forbidden, and no
 * descriptor, process or memory is left over. test_service_hostile [SESSIONS [SEED [FIRST]]]: so many sessions (100), of
 * that seed, beginning with that one, so that a session that failed can be played alone.
 */
#include "../sink_case.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "attacks.h"
#include "holdings.h"
#include "service/channel.h"
#include "service/drive.h"
#include "service/paper.h"

static unsigned long sessions = 100;
static unsigned long seed = 1;
static unsigned long first;
static unsigned long current;
static const char *playing = "the beginning";
static struct sink_case sink;
static struct pq_policy policy;
static struct pq_house *house;
static struct pq_drive *drive;
static struct pq_paper *paper;
static struct pq_transcript transcript;
static struct pq_event events[256];
static struct pq_address addresses[16];
static unsigned char bytes[65536];
static unsigned long poor[PQ_OUTCOME_COUNT]; /* what became of requests without memory; UNSET: the service died */

/* Every dial leads to the sink: nothing else was asked for that the policy allows. */
static void check_dials(struct pq_view text)
{
	char wanted[32];
	size_t wanted_len = (size_t)snprintf(wanted, sizeof(wanted), " 127.0.0.1 %u ", sink.port);
	const char *at = (const char *)text.data;
	const char *end = at + text.len;

	while ((at = memmem(at, (size_t)(end - at), "dial ", 5))) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));

		if (!line_end || !memmem(at, (size_t)(line_end - at), wanted, wanted_len))
			fail_msg("a forbidden dial: %.*s", (int)(line_end ? line_end - at : end - at), at);
		at = line_end;
	}
}

/* The next news; a call is none that a process may make here. */
static struct pq_news hear(void)
{
	struct pq_news news = pq_house_next(house, 20000);

	if (news.kind == PQ_NEWS_NONE)
		fail_msg("nothing is told any more");
	if (news.kind == PQ_NEWS_CALL)
		fail_msg("the %s called %.*s", news.by_renderer ? "renderer" : "service", (int)news.text.len,
			 (const char *)news.text.data);
	if (news.kind == PQ_NEWS_EVENTS)
		check_dials(news.text);
	return news;
}

/* Whatever there is to say of the session, up to the end of the renderer's, or of the service itself. */
static enum pq_news_kind hear_out(void)
{
	struct pq_news news;

	do
		news = hear();
	while (news.kind != PQ_NEWS_RENDERER && news.kind != PQ_NEWS_LOST);
	return news.kind;
}

static void open_house(void)
{
	struct pq_house_options options = { .serve = { .policy = &policy } };
	struct pq_diag diag = { 0, 0, "" };

	if (!house && pq_house_open(&house, &options, &diag))
		fail_msg("%s", diag.expected);
	drive = drive ? drive : pq_drive_new(house);
	assert_non_null(drive);
}

static void close_house(void)
{
	pq_drive_free(drive);
	pq_house_close(house);
	drive = NULL;
	house = NULL;
}

/* Never 0: whoever kills that kills itself. */
static pid_t process(const char *name)
{
	pid_t pid = holdings_process(name);

	assert_true(pid > 0);
	return pid;
}

static void write_page(const char *scheme, const char *path)
{
	char text[128];

	snprintf(text, sizeof(text), "pratique-scenario 1\nfetch GET %s://127.0.0.1:%u/%s\n  mode no-cors\n", scheme,
		 sink.port, path);
	assert_int_equal(pq_paper_read(paper, pq_view_str(text), NULL), PQ_ERR_OK);
}

/* An honest request's outcome; false if a process was lost on the way. */
static bool ask(const char *scheme, enum pq_outcome *outcome)
{
	struct pq_driven driven;
	struct pq_diag diag = { 0, 0, "" };

	write_page(scheme, "404");
	pq_transcript_init(&transcript, events, 256, addresses, 16, bytes, sizeof(bytes));
	if (pq_house_session(house, &paper->scenario, &diag) ||
	    pq_drive_request(drive, &paper->scenario, 0, 1, 20000, &transcript, &driven, &diag))
		return false;
	*outcome = events[transcript.count - 1].outcome;
	for (size_t i = 0; i < transcript.count; i++)
		if (events[i].kind == PQ_EVENT_CALL)
			fail_msg("a call: %.*s", (int)events[i].text.len, (const char *)events[i].text.data);
	return true;
}

static void be_honest(void)
{
	enum pq_outcome outcome = PQ_OUTCOME_UNSET;

	open_house();
	if (!ask("http", &outcome))
		fail_msg("an honest request loses a process");
	assert_int_equal(outcome, PQ_OUTCOME_DONE);
}

/* Somebody else is the renderer, and this is the other end. */
static int adopt(void)
{
	int pair[2];

	open_house();
	assert_true(pq_channel_pair(pair));
	assert_int_equal(pq_house_adopt(house, pair[1]), PQ_ERR_OK);
	close(pair[1]);
	return pair[0];
}

static void attack(void)
{
	int socket = adopt();
	size_t which = attacks_draw((uint32_t)attack_count);

	playing = attacks[which].name;
	attacks[which].run(socket);
	if (attacks_draw(3) == 0)
		attacks[attacks_draw((uint32_t)attack_count)].run(socket);
	close(socket);
	assert_int_equal(hear_out(), PQ_NEWS_RENDERER);
}

/* A page whose request gets no answer: there is a middle in which something can happen. */
static void begin_in_vain(void)
{
	struct pq_diag diag = { 0, 0, "" };

	open_house();
	write_page("http", "silent");
	if (pq_house_session(house, &paper->scenario, &diag))
		fail_msg("%s", diag.expected);
	assert_int_equal(pq_house_go(house, 0), PQ_ERR_OK);
	poll(NULL, 0, (int)attacks_draw(3));
}

static void kill_renderer(void)
{
	begin_in_vain();
	kill(process("pratique-page"), SIGKILL);
	assert_int_equal(hear_out(), PQ_NEWS_RENDERER);
}

static void kill_service(void)
{
	begin_in_vain();
	kill(process("pratique-net"), SIGKILL);
	assert_int_equal(hear_out(), PQ_NEWS_LOST);
	close_house();
}

/* Meanwhile all queues fill up. */
static void stop_service(void)
{
	int socket = adopt();
	pid_t service = process("pratique-net");

	kill(service, SIGSTOP);
	attack_flood(socket);
	attack_pass_descriptors(socket);
	poll(NULL, 0, (int)attacks_draw(3));
	kill(service, SIGCONT);
	if (attacks_draw(2))
		attack_flood(socket);
	close(socket);
	assert_int_equal(hear_out(), PQ_NEWS_RENDERER);
}

/* The harness reads nothing while a renderer floods the service, which has to tell of all that. */
static void ignore_service(void)
{
	int socket = adopt();

	for (uint32_t i = attacks_draw(8); i > 0; i--) {
		attack_flood(socket);
		poll(NULL, 0, 1);
	}
	close(socket);
	assert_int_equal(hear_out(), PQ_NEWS_RENDERER);
}

static void limit(pid_t pid, int resource, rlim_t value)
{
	struct rlimit both = { value, value };

	assert_int_equal(prlimit(pid, (enum __rlimit_resource)resource, &both, NULL), 0);
}

/* No socket is to be had: a network error, and nothing worse. */
static void take_descriptors_from_service(void)
{
	enum pq_outcome outcome = PQ_OUTCOME_UNSET;

	open_house();
	limit(process("pratique-net"), RLIMIT_NOFILE, 3);
	if (ask("http", &outcome))
		assert_int_equal(outcome, PQ_OUTCOME_ERROR);
	close_house();
}

/* Whether it then serves, fails or dies, it does so without a call of another kind. */
static void take_memory_from_service(void)
{
	enum pq_outcome outcome = PQ_OUTCOME_UNSET;

#ifdef PQ_SANITIZED
	return; /* a sanitizer without memory ends by calls of its own */
#endif
	open_house();
	limit(process("pratique-net"), RLIMIT_AS, 1u << 20);
	limit(process("pratique-net"), RLIMIT_DATA, attacks_draw(2) ? 0 : 1u << 20);
	if (ask(attacks_draw(2) ? "http" : "https", &outcome))
		assert_true(outcome == PQ_OUTCOME_DONE || outcome == PQ_OUTCOME_ERROR);
	poor[outcome]++;
	close_house();
}

/* The harness has no descriptors left: no process can be made, which it says, and nothing is left behind. */
static void take_descriptors_from_harness(void)
{
	struct pq_house_options options = { .serve = { .policy = &policy } };
	struct pq_house *other = NULL;
	struct pq_diag diag = { 0, 0, "" };
	size_t used = holdings_files(getpid());
	struct rlimit before;

	getrlimit(RLIMIT_NOFILE, &before);
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ attacks_draw(12), before.rlim_max });
	if (pq_house_open(&other, &options, &diag)) {
		assert_true(strlen(diag.expected) > 0);
		assert_null(other);
	}
	setrlimit(RLIMIT_NOFILE, &before);
	pq_house_close(other);
	assert_int_equal(holdings_files(getpid()), used);
}

static const struct {
	const char *name;
	void (*play)(void);
} kinds[] = {
	{ "an attack", attack },
	{ "the renderer is killed", kill_renderer },
	{ "the service is stopped", stop_service },
	{ "the harness does not listen", ignore_service },
	{ "the service is killed", kill_service },
	{ "the service has no descriptors", take_descriptors_from_service },
	{ "the service has no memory", take_memory_from_service },
	{ "the harness has no descriptors", take_descriptors_from_harness },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))
#define GENTLE 4      /* of them, at the beginning: the service lives on */
#define PERIOD 1000   /* sessions, of which one service */
#define LONG_LIFE 750 /* lives through so many, so that what it leaves behind adds up */

/* Of eight sessions one is another kind than an attack; each kind is played at the beginning. */
static void play(unsigned long session)
{
	size_t kind;

	current = session;
	attacks_seed(seed, session);
	kind = attacks_draw(8) ? 0 : 1 + attacks_draw((session % PERIOD < LONG_LIFE ? GENTLE : KINDS) - 1);
	if (session < KINDS)
		kind = session;
	playing = kinds[kind].name;
	kinds[kind].play();
	if (session < 4 * KINDS || session % 50 == 0)
		be_honest();
}

struct holdings {
	size_t files;
	size_t service_files;
	unsigned long memory;
	unsigned long service_memory;
	unsigned long renderer_memory;
};

static struct holdings measure(const char *when)
{
	pid_t service = process("pratique-net");
	struct holdings holdings = {
		.files = holdings_files(getpid()),
		.service_files = holdings_files(service),
		.memory = holdings_memory(getpid()),
		.service_memory = holdings_memory(service),
		.renderer_memory = holdings_memory(process("pratique-page")),
	};

	print_message(
		"%s: descriptors: harness %zu, service %zu; private KiB: harness %lu, service %lu, renderer %lu\n",
		when, holdings.files, holdings.service_files, holdings.memory, holdings.service_memory,
		holdings.renderer_memory);
	return holdings;
}

/* What is grown by is what a flood touches of buffers for the first time. A sanitizer's memory is its own. */
static void check_holdings(const struct holdings *before, const struct holdings *after)
{
	assert_int_equal(after->files, before->files);
	assert_int_equal(after->service_files, before->service_files);
#ifndef PQ_SANITIZED
	assert_true(after->memory <= before->memory + 6144);
	assert_true(after->service_memory <= before->service_memory + 6144);
	assert_true(after->service_memory + after->renderer_memory <= 16384);
#endif
}

/*
 * The service that is there at the end has been through the last sessions only; so before the measures, both times, it goes
 * through every attack.
 */
static void warm_up(void)
{
	for (size_t i = 0; i < 2 * attack_count; i++) {
		int socket = adopt();

		attacks[i % attack_count].run(socket);
		close(socket);
		assert_int_equal(hear_out(), PQ_NEWS_RENDERER);
	}
	be_honest();
}

static void every_session_is_survived_and_leaves_nothing(void **state)
{
	struct holdings before;
	struct holdings after;

	(void)state;
	attacks_seed(seed, 0);
	warm_up();
	before = measure("before");
	for (unsigned long i = first; i < first + sessions; i++) {
		play(i);
		if (i % PERIOD != LONG_LIFE - 1)
			continue;
		warm_up();
		after = measure("after a long life");
		check_holdings(&before, &after);
	}
	playing = "the end";
	attacks_seed(seed, 0);
	warm_up();
	after = measure("after");
	print_message("without memory: %lu served, %lu failed, %lu ended the service\n", poor[PQ_OUTCOME_DONE],
		      poor[PQ_OUTCOME_ERROR], poor[PQ_OUTCOME_UNSET]);
	playing = "done";
	check_holdings(&before, &after);
}

/* Far more descriptors come along than the service may have open: none of them stays. */
static void descriptors_that_are_passed_along_are_closed(void **state)
{
	(void)state;
	playing = "descriptors";
	for (int i = 0; i < 20; i++) {
		int socket = adopt();

		attack_pass_descriptors(socket);
		close(socket);
		assert_int_equal(hear_out(), PQ_NEWS_RENDERER);
	}
	be_honest();
}

static int start(void **state)
{
	struct pq_house_options options = { .serve = { .policy = &policy } };
	struct pq_diag diag = { 0, 0, "" };

	(void)state;
	sink_case_start(&sink, 1, 0);
	attacks_server(sink.port);
	paper = calloc(1, sizeof(*paper));
	assert_int_equal(pq_policy_parse_builtin(&policy, pq_view_str("fetch")), PQ_ERR_OK);
	if (pq_house_open(&house, &options, &diag)) {
		print_message("no three processes here: %s\n", diag.expected);
		sink_case_stop(&sink);
		exit(77);
	}
	return 0;
}

static int stop(void **state)
{
	(void)state;
	if (strcmp(playing, "done") != 0)
		print_message("failed in session %lu (%s) of seed %lu; alone: test_service_hostile 1 %lu %lu\n",
			      current, playing, seed, seed, current);
	close_house();
	assert_int_equal(holdings_process("pratique-net"), 0);
	assert_int_equal(holdings_process("pratique-page"), 0);
	sink_case_stop(&sink);
	sink_case_remove(&sink);
	free(paper);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors_that_are_passed_along_are_closed),
		cmocka_unit_test(every_session_is_survived_and_leaves_nothing),
	};

	if (argc > 1)
		sessions = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seed = strtoul(argv[2], NULL, 10);
	if (argc > 3)
		first = strtoul(argv[3], NULL, 10);
	print_message("%lu sessions, seed %lu\n", sessions, seed);
	return cmocka_run_group_tests(tests, start, stop);
}
