/* SPDX-License-Identifier: MIT */
/* Three processes and a server on loopback: who may do what, and who notices. */
#include "../sink_case.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service/channel.h"
#include "service/drive.h"
#include "service/parcel.h"
#include "service/paper.h"

static struct sink_case sink;
static struct pq_policy policy;
static struct pq_idna *idna;
static struct pq_paper *paper;
static struct pq_transcript transcript;
static struct pq_event events[1024];
static struct pq_address addresses[256];
static unsigned char bytes[1u << 20];
static struct pq_driven driven;

static struct pq_house *open_house(void (*body)(int, void *), void *argument)
{
	struct pq_house_options options = {
		.serve = { .policy = &policy, .idna = idna, .shows = true },
		.body = body,
		.argument = argument,
	};
	struct pq_diag diag = { 0, 0, "" };
	struct pq_house *house = NULL;

	if (!pq_house_open(&house, &options, &diag))
		return house;
	print_message("no three processes here: %s\n", diag.expected);
	exit(77);
}

/* A page of the sink's own origin with these lines. */
static void write_page(const char *lines)
{
	char text[2048];
	struct pq_diag diag = { 0, 0, "" };

	snprintf(text, sizeof(text), "pratique-scenario 1\npage http://127.0.0.1:%u/\n", sink.port);
	for (const char *at = lines; *at; at++) {
		size_t len = strlen(text);

		if (*at == '@')
			snprintf(text + len, sizeof(text) - len, "127.0.0.1:%u", sink.port);
		else
			snprintf(text + len, sizeof(text) - len, "%c", *at);
	}
	if (pq_paper_read(paper, pq_view_str(text), &diag))
		fail_msg("%s in %s", diag.expected, text);
}

static const struct pq_event *ask(struct pq_drive *drive, uint32_t number)
{
	struct pq_diag diag = { 0, 0, "" };
	size_t at = 0;

	for (uint32_t i = 0; i < number; i++)
		at = pq_scenario_find_request(&paper->scenario, i ? at + 1 : 0);
	pq_transcript_init(&transcript, events, 1024, addresses, 256, bytes, sizeof(bytes));
	if (pq_drive_request(drive, &paper->scenario, at, number, 20000, &transcript, &driven, &diag))
		fail_msg("%s", diag.expected);
	assert_true(transcript.count > 1);
	return &events[transcript.count - 1];
}

static size_t count(enum pq_event_kind kind)
{
	size_t found = 0;

	for (size_t i = 0; i < transcript.count; i++)
		found += events[i].kind == kind;
	return found;
}

static void open_session(struct pq_house *house)
{
	struct pq_diag diag = { 0, 0, "" };

	if (pq_house_session(house, &paper->scenario, &diag))
		fail_msg("%s", diag.expected);
}

static void a_page_gets_its_response_and_its_refusals(void **state)
{
	struct pq_house *house = open_house(NULL, NULL);
	struct pq_drive *drive = pq_drive_new(house);
	const struct pq_event *end;

	(void)state;
	write_page("fetch GET http://@/\n  header \"Host\" \"x\"\nfetch GET http://127.0.0.1:25/\n"
		   "embedder GET http://127.0.0.1:25/\nembedder GET http://@/404\ncontrol GET http://@/\n");
	open_session(house);
	end = ask(drive, 1);
	assert_true(end->outcome == PQ_OUTCOME_DONE && end->status == 200);
	assert_true(pq_view_is(driven.body, "hello"));
	assert_int_equal(count(PQ_EVENT_DROPPED), 1);
	assert_int_equal(count(PQ_EVENT_DIAL), 1);
	end = ask(drive, 2);
	assert_true(end->outcome == PQ_OUTCOME_BLOCKED && end->rule == PQ_RULE_UNSAFE_PORT);
	assert_int_equal(end->side, PQ_SIDE_PAGE);
	assert_int_equal(count(PQ_EVENT_DIAL), 0);
	end = ask(drive, 3);
	assert_true(end->outcome == PQ_OUTCOME_BLOCKED && end->side == PQ_SIDE_SERVICE);
	end = ask(drive, 4);
	assert_true(end->outcome == PQ_OUTCOME_DONE && end->status == 404);
	assert_int_equal(events[0].request, 4);
	end = ask(drive, 5);
	assert_true(end->outcome == PQ_OUTCOME_DONE && end->status == 200);
	pq_drive_free(drive);
	pq_house_close(house);
}

static void a_renderer_that_lies_is_refused_by_the_service(void **state)
{
	struct pq_house *house = open_house(NULL, NULL);
	struct pq_drive *drive = pq_drive_new(house);
	const struct pq_event *end;

	(void)state;
	write_page("attacker renderer\nfetch GET http://127.0.0.1:25/\nfetch GET http://@/\n  header \"Host\" \"x\"\n"
		   "control GET http://@/\n");
	open_session(house);
	end = ask(drive, 1);
	assert_true(end->outcome == PQ_OUTCOME_BLOCKED && end->rule == PQ_RULE_UNSAFE_PORT);
	assert_int_equal(end->side, PQ_SIDE_SERVICE);
	end = ask(drive, 2);
	assert_true(end->outcome == PQ_OUTCOME_BLOCKED && end->rule == PQ_RULE_FORBIDDEN_HEADER);
	end = ask(drive, 3);
	assert_true(end->outcome == PQ_OUTCOME_DONE);
	pq_drive_free(drive);
	pq_house_close(house);
}

/* Asks for the sink's page, and tells besides what it is given. */
static void ask_and_tell(int socket, void *argument)
{
	static unsigned char in[65536];
	char text[128];
	struct pq_channel channel;
	struct pq_parcel parcel = { 0 };

	pq_channel_init(&channel, socket, in, sizeof(in));
	while (parcel.kind != PQ_PARCEL_GO) {
		struct pollfd file = { .fd = socket, .events = POLLIN };

		poll(&file, 1, -1);
		if (pq_channel_receive(&channel, false) == PQ_ERR_IO)
			return;
		while (parcel.kind != PQ_PARCEL_GO && !pq_channel_parcel(&channel, &parcel))
			pq_channel_drop(&channel, &parcel);
	}
	snprintf(text, sizeof(text), "pratique-scenario 1\nfetch GET http://127.0.0.1:%u/\n", sink.port);
	pq_channel_send(&channel, PQ_PARCEL_REQUEST, pq_view_str(text), -1);
	pq_channel_send(&channel, PQ_PARCEL_TOLD, pq_view_str(argument), -1);
	while (pq_channel_receive(&channel, false) != PQ_ERR_IO) {
		struct pollfd file = { .fd = socket, .events = POLLIN };

		poll(&file, 1, -1);
		pq_buf_reset(&channel.in);
	}
}

static void what_a_renderer_tells_hides_no_dial(void **state)
{
	static const struct {
		const char *told;
		bool truncated;
	} rows[] = {
		{ "pratique-transcript 1\nrequest 1\n", false },
		{ "pratique-transcript 1\nrequest 1\noutcome 1 blocked unsafe_port page\n", false },
		{ "pratique-transcript 1\nrequest 1\ntruncated\n", true },
		{ "no transcript", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char told[128];
		struct pq_house *house;
		struct pq_drive *drive;
		const struct pq_event *end;

		snprintf(told, sizeof(told), "%s", rows[i].told);
		house = open_house(ask_and_tell, told);
		drive = pq_drive_new(house);
		write_page("fetch GET http://@/\n");
		open_session(house);
		end = ask(drive, 1);
		assert_true(end->outcome == PQ_OUTCOME_DONE && end->status == 200);
		assert_int_equal(count(PQ_EVENT_DIAL), 1);
		assert_int_equal(count(PQ_EVENT_OUTCOME), 1);
		assert_int_equal(transcript.truncated, rows[i].truncated);
		pq_drive_free(drive);
		pq_house_close(house);
	}
}

/* Makes the call whose number it is given, and then what renderers must not come to. */
static void make_call(int socket, void *argument)
{
	const long *number = argument;
	char byte = 0;

	syscall(*number, -1, 0, 0, 0, 0, 0);
	send(socket, &byte, 1, 0);
}

static void a_call_ends_the_renderer_and_is_named(void **state)
{
	static const struct {
		long number;
		const char *name;
	} calls[] = {
		{ SYS_connect, "connect" }, { SYS_socket, "socket" },   { SYS_openat, "openat" },
		{ SYS_execve, "execve" },   { SYS_sendmsg, "sendmsg" }, { SYS_ptrace, "ptrace" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		long number = calls[i].number;
		struct pq_house *house = open_house(make_call, &number);
		struct pq_news news = pq_house_next(house, 20000);

		assert_int_equal(news.kind, PQ_NEWS_CALL);
		assert_true(news.by_renderer);
		assert_true(pq_view_is(news.text, calls[i].name));
		news = pq_house_next(house, 20000);
		assert_int_equal(news.kind, PQ_NEWS_RENDERER);
		pq_house_close(house);
	}
}

/* Asks for what never ends, and dies. */
static void ask_and_die(int socket, void *argument)
{
	unsigned char storage[512];
	char text[128];
	struct pq_buf out;

	(void)argument;
	snprintf(text, sizeof(text), "pratique-scenario 1\nfetch GET http://127.0.0.1:%u/silent\n", sink.port);
	pq_buf_init(&out, storage, sizeof(storage));
	pq_parcel_write(PQ_PARCEL_REQUEST, pq_view_str(text), &out);
	if (send(socket, out.data, out.len, 0) < 0)
		return;
}

static void a_renderer_that_dies_is_noticed(void **state)
{
	struct pq_house *house = open_house(ask_and_die, NULL);
	struct pq_news news;

	(void)state;
	do {
		news = pq_house_next(house, 20000);
		assert_true(news.kind == PQ_NEWS_EVENTS || news.kind == PQ_NEWS_DONE || news.kind == PQ_NEWS_RENDERER);
	} while (news.kind != PQ_NEWS_RENDERER);
	pq_house_close(house);
}

static void the_next_renderer_finds_a_service_that_serves(void **state)
{
	struct pq_house *house = open_house(NULL, NULL);
	struct pq_drive *drive = pq_drive_new(house);
	int pair[2];

	(void)state;
	write_page("fetch GET http://@/\n");
	open_session(house);
	assert_int_equal(ask(drive, 1)->outcome, PQ_OUTCOME_DONE);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	assert_int_equal(pq_house_adopt(house, pair[1]), PQ_ERR_OK);
	close(pair[1]);
	assert_int_equal(pq_house_go(house, 1), PQ_ERR_IO);
	close(pair[0]);
	assert_int_equal(pq_house_next(house, 20000).kind, PQ_NEWS_RENDERER);
	open_session(house);
	assert_int_equal(ask(drive, 1)->outcome, PQ_OUTCOME_DONE);
	pq_drive_free(drive);
	pq_house_close(house);
}

static void tls_works_behind_the_closed_sandbox(void **state)
{
	char path[128];
	struct pq_house_options options = { .serve = { .policy = &policy, .idna = idna, .shows = true } };
	struct pq_diag diag = { 0, 0, "" };
	struct pq_house *house = NULL;
	struct pq_drive *drive;

	(void)state;
	snprintf(path, sizeof(path), "%s/authority.pem", sink.dir);
	options.serve.posix.authority_file = path;
	assert_int_equal(pq_house_open(&house, &options, &diag), PQ_ERR_OK);
	drive = pq_drive_new(house);
	write_page("fetch GET https://@/\nfetch GET https://@/404\n");
	open_session(house);
	assert_int_equal(ask(drive, 1)->outcome, PQ_OUTCOME_DONE);
	assert_int_equal(count(PQ_EVENT_TLS), 1);
	assert_true(pq_view_is(driven.body, "hello"));
	assert_int_equal(ask(drive, 2)->status, 404);
	pq_drive_free(drive);
	pq_house_close(house);
}

static void a_certificate_that_does_not_verify_is_told(void **state)
{
	struct pq_house *house = open_house(NULL, NULL);
	struct pq_drive *drive = pq_drive_new(house);

	(void)state;
	write_page("fetch GET https://@/\n");
	open_session(house);
	assert_int_equal(ask(drive, 1)->outcome, PQ_OUTCOME_ERROR);
	if (!strstr(driven.why, "certificate"))
		fail_msg("why: %s", driven.why);
	pq_drive_free(drive);
	pq_house_close(house);
}

#define LONG_BODY 150000

/* Letters that no writing of a scenario makes shorter. */
static void scribble(char *text, size_t len)
{
	uint32_t drawn = 1;

	for (size_t i = 0; i < len; i++) {
		drawn = drawn * 1103515245 + 12345;
		text[i] = (char)('a' + (drawn >> 16) % 26);
	}
}

static bool send_some(int socket, struct pq_view *rest)
{
	ssize_t sent = send(socket, rest->data, rest->len, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (sent > 0)
		*rest = pq_view_from(*rest, (size_t)sent);
	return sent >= 0 || errno == EAGAIN;
}

/* One request after the other, of which the service has much to tell; answers are not looked at. */
static void flood_with_bodies(int socket, void *argument)
{
	static unsigned char storage[2 * LONG_BODY];
	static unsigned char heard[65536];
	struct pq_view rest = pq_view(NULL, 0);
	bool alive = true;

	while (alive) {
		struct pollfd file = { .fd = socket, .events = POLLIN | POLLOUT };
		struct iovec piece = { heard, sizeof(heard) };
		struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };
		struct pq_buf out;

		if (!rest.len) {
			pq_buf_init(&out, storage, sizeof(storage));
			pq_parcel_write(PQ_PARCEL_REQUEST, pq_view_str(argument), &out);
			rest = pq_buf_view(&out);
		}
		poll(&file, 1, -1);
		alive = send_some(socket, &rest) && (recvmsg(socket, &message, MSG_DONTWAIT) > 0 || errno == EAGAIN);
	}
}

/* The harness sends a page that no socket holds, and the service tells it of requests at the same time. */
static void two_who_speak_at_once_do_not_wait_for_each_other(void **state)
{
	static char request[LONG_BODY + 256];
	static char page[10 * LONG_BODY + 256];
	struct pq_diag diag = { 0, 0, "" };
	struct pq_house *house;
	int len;

	(void)state;
	len = snprintf(request, sizeof(request), "pratique-scenario 1\nfetch POST http://127.0.0.1:%u/\n  text \"",
		       sink.port);
	scribble(request + len, LONG_BODY);
	strcpy(request + len + LONG_BODY, "\"\n");
	len = snprintf(page, sizeof(page), "pratique-scenario 1\nfetch POST http://127.0.0.1:%u/\n  text \"",
		       sink.port);
	scribble(page + len, 10 * LONG_BODY);
	strcpy(page + len + 10 * LONG_BODY, "\"\n");
	house = open_house(flood_with_bodies, request);
	if (pq_paper_read(paper, pq_view_str(page), &diag))
		fail_msg("%s", diag.expected);
	for (int i = 0; i < 10; i++)
		open_session(house);
	pq_house_close(house);
}

/* What such a renderer was told to do has no end. */
static void a_renderer_that_never_ends_is_given_up(void **state)
{
	static char request[] = "pratique-scenario 1\nfetch GET http://127.0.0.1:25/\n";
	struct pq_house *house = open_house(flood_with_bodies, request);
	struct pq_drive *drive = pq_drive_new(house);
	struct pq_diag diag = { 0, 0, "" };

	(void)state;
	write_page("fetch GET http://@/\n");
	open_session(house);
	pq_transcript_init(&transcript, events, 1024, addresses, 256, bytes, sizeof(bytes));
	assert_int_equal(pq_drive_request(drive, &paper->scenario, 1, 1, 500, &transcript, &driven, &diag), PQ_ERR_IO);
	assert_non_null(strstr(diag.expected, "ends its requests in time"));
	pq_drive_rest(drive, &transcript);
	pq_drive_free(drive);
	pq_house_close(house);
}

static void compute_for_ever(int socket, void *argument)
{
	(void)socket, (void)argument;
	for (;;)
		__asm__ volatile("");
}

/* A harness that is killed has no time to end its processes, and a renderer may look at its socket never again. */
static void no_process_outlives_the_harness(void **state)
{
	pid_t pids[2] = { 0, 0 };
	int told[2];
	pid_t harness;

	(void)state;
	assert_int_equal(pipe(told), 0);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	harness = fork();
	if (harness == 0) {
		pq_house_processes(open_house(compute_for_ever, NULL), pids);
		if (write(told[1], pids, sizeof(pids)) == sizeof(pids))
			pause();
		_exit(1);
	}
	assert_int_equal(read(told[0], pids, sizeof(pids)), sizeof(pids));
	kill(harness, SIGKILL);
	assert_int_equal(waitpid(harness, NULL, 0), harness);
	for (int i = 0; i < 2; i++) {
		int status = 0;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(i == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
	}
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	close(told[0]);
	close(told[1]);
}

static int start(void **state)
{
	(void)state;
	sink_case_start(&sink, 1, SINK_CASE_AUTHORITY);
	idna = pq_idna_open();
	paper = calloc(1, sizeof(*paper));
	return pq_policy_parse_builtin(&policy, pq_view_str("fetch")) ? -1 : 0;
}

static int stop(void **state)
{
	(void)state;
	sink_case_stop(&sink);
	sink_case_remove(&sink);
	pq_idna_close(idna);
	free(paper);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_gets_its_response_and_its_refusals),
		cmocka_unit_test(a_renderer_that_lies_is_refused_by_the_service),
		cmocka_unit_test(what_a_renderer_tells_hides_no_dial),
		cmocka_unit_test(a_call_ends_the_renderer_and_is_named),
		cmocka_unit_test(a_renderer_that_dies_is_noticed),
		cmocka_unit_test(the_next_renderer_finds_a_service_that_serves),
		cmocka_unit_test(two_who_speak_at_once_do_not_wait_for_each_other),
		cmocka_unit_test(a_renderer_that_never_ends_is_given_up),
		cmocka_unit_test(no_process_outlives_the_harness),
		cmocka_unit_test(tls_works_behind_the_closed_sandbox),
		cmocka_unit_test(a_certificate_that_does_not_verify_is_told),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
