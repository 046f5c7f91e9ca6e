/* SPDX-License-Identifier: MIT */
/* What a watch says of a harness that calls wrongly, and of cases that are too large. */
#include "watch_case.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static enum pq_watch_err try_open(const struct pq_watch_options *options, char *message)
{
	struct pq_watch *watch = NULL;
	enum pq_watch_err err;

	message[0] = '\0';
	err = pq_watch_open(options, &watch, message);
	assert_true(err || watch);
	pq_watch_free(watch);
	return err;
}

static void options_that_are_wrong_are_named(void **state)
{
	static const char *const many[34] = { "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A",
					      "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A",
					      "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A" };
	char message[PQ_WATCH_MESSAGE];
	struct pq_watch_options good = case_options();
	struct pq_watch_options bad = good;

	(void)state;
	assert_int_equal(try_open(&good, message), PQ_WATCH_OK);
	assert_string_equal(message, "");
	assert_int_equal(try_open(NULL, message), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_open(&good, NULL, NULL), PQ_WATCH_BAD_CALL);
	bad.version++;
	assert_int_equal(try_open(&bad, message), PQ_WATCH_BAD_VERSION);
	bad = good;
	bad.shows = 0;
	assert_int_equal(try_open(&bad, message), PQ_WATCH_BAD_CALL);
	bad.shows = 1u << 30;
	assert_int_equal(try_open(&bad, message), PQ_WATCH_BAD_CALL);
	bad = good;
	bad.attacker = (enum pq_watch_attacker)3;
	assert_int_equal(try_open(&bad, message), PQ_WATCH_BAD_CALL);
	bad = good;
	bad.own_headers = many;
	assert_int_equal(try_open(&bad, message), PQ_WATCH_BAD_CALL);
	bad.own_headers = many + 1;
	assert_int_equal(try_open(&bad, message), PQ_WATCH_OK);
}

/* A user reads the message, so it tells the name, or line and column. */
static void texts_that_are_wrong_are_named(void **state)
{
	static const struct {
		const char *policy, *rules, *ignore, *baseline, *today;
		enum pq_watch_err err;
		const char *says;
	} wanted[] = {
		{ "fetsch", NULL, NULL, NULL, NULL, PQ_WATCH_UNKNOWN, "fetsch" },
		{ "fetch@yesterday", NULL, NULL, NULL, NULL, PQ_WATCH_UNKNOWN, "fetch@yesterday" },
		{ "pratique-policy 1\nblock http 99999\n", NULL, NULL, NULL, NULL, PQ_WATCH_BAD_TEXT,
		  "policy, line 2" },
		{ NULL, "unsafe_prot", NULL, NULL, NULL, PQ_WATCH_UNKNOWN, "unsafe_prot" },
		{ NULL, NULL, "unsafe_port,,x", NULL, NULL, PQ_WATCH_UNKNOWN, "x" },
		{ NULL, NULL, NULL, "accept everything\n", NULL, PQ_WATCH_BAD_TEXT, "baseline, line 1" },
		{ NULL, NULL, NULL, "pratique-baseline 1\naccept unsafe_port * 25 until soon \"x\"\n", NULL,
		  PQ_WATCH_BAD_TEXT, "baseline, line 2" },
		{ NULL, NULL, NULL, "pratique-baseline 1\n", "2026-02-30", PQ_WATCH_BAD_CALL, "YYYY-MM-DD" },
		{ NULL, " unsafe_port\nrequest_split ", "", "pratique-baseline 1\n", "2026-02-28", PQ_WATCH_OK, "" },
	};
	char message[PQ_WATCH_MESSAGE];

	(void)state;
	for (size_t i = 0; i < COUNT(wanted); i++) {
		struct pq_watch_options options = case_options();

		options.policy = wanted[i].policy;
		options.rules = wanted[i].rules;
		options.ignore = wanted[i].ignore;
		options.baseline = wanted[i].baseline;
		options.today = wanted[i].today;
		assert_int_equal(try_open(&options, message), wanted[i].err);
		assert_non_null(strstr(message, wanted[i].says));
	}
}

static void texts_have_a_maximum(void **state)
{
	struct pq_watch_options options = case_options();
	char message[PQ_WATCH_MESSAGE];
	char *text = malloc(PQ_WATCH_MAX_TEXT + 2);

	(void)state;
	assert_non_null(text);
	memset(text, '\n', PQ_WATCH_MAX_TEXT + 1);
	memcpy(text, "pratique-baseline 1\n", 20);
	text[PQ_WATCH_MAX_TEXT] = '\0';
	options.baseline = text;
	assert_int_equal(try_open(&options, message), PQ_WATCH_OK);
	text[PQ_WATCH_MAX_TEXT] = '\n';
	text[PQ_WATCH_MAX_TEXT + 1] = '\0';
	assert_int_equal(try_open(&options, message), PQ_WATCH_LIMIT);
	options.policy = text;
	assert_int_equal(try_open(&options, message), PQ_WATCH_LIMIT);
	free(text);
}

/* A part or a request that does not exist; each is a mistake by itself, and the case after it is good again. */
static void requests_that_are_wrong_are_refused(void **state)
{
	static const struct {
		struct pq_watch_asked asked;
		struct pq_watch_part parts[2];
		const char *says;
	} wanted[] = {
		{ .asked = { .kind = PQ_WATCH_FETCH }, .says = "a URL is missing" },
		{ .asked = { .kind = PQ_WATCH_KIND_COUNT, .url = { "x", 1 } }, .says = "no such kind of request" },
		{ .asked = { .kind = PQ_WATCH_FORM, .number = 3, .url = { "x", 1 } }, .says = "out of range" },
		{ .asked = { .kind = PQ_WATCH_SOCKET, .number = 65536, .url = { "x", 1 } }, .says = "out of range" },
		{ .asked = { .url = { "x", 1 }, .part_count = 1 },
		  .parts = { { .kind = PQ_WATCH_PART_COUNT } },
		  .says = "a part of no kind" },
		{ .asked = { .url = { "x", 1 }, .part_count = 1 },
		  .parts = { { .kind = PQ_WATCH_WRITE } },
		  .says = "does not have" },
		{ .asked = { .kind = PQ_WATCH_NAVIGATE, .url = { "x", 1 }, .part_count = 1 },
		  .parts = { { .kind = PQ_WATCH_HEADER } },
		  .says = "does not have" },
		{ .asked = { .url = { "x", 1 }, .part_count = 2 },
		  .parts = { { .kind = PQ_WATCH_TEXT }, { .kind = PQ_WATCH_FIELD } },
		  .says = "second kind of body" },
		{ .asked = { .url = { "x", 1 }, .part_count = 2 },
		  .parts = { { .kind = PQ_WATCH_MODE }, { .kind = PQ_WATCH_MODE } },
		  .says = "stands once" },
		{ .asked = { .url = { "x", 1 }, .part_count = 1 },
		  .parts = { { .kind = PQ_WATCH_CREDENTIALS, .number = 3 } },
		  .says = "out of range" },
	};
	struct pq_watch_options options = case_options();
	struct pq_watch *watch = case_open(&options);
	unsigned int number = 77;

	(void)state;
	assert_int_equal(pq_watch_request(watch, NULL, NULL), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_end(watch), PQ_WATCH_BAD_CALL);
	for (size_t i = 0; i < COUNT(wanted); i++) {
		struct pq_watch_asked asked = wanted[i].asked;

		asked.parts = asked.part_count ? wanted[i].parts : NULL;
		assert_int_equal(pq_watch_request(watch, &asked, &number), PQ_WATCH_BAD_CALL);
		assert_int_equal(number, 77);
		if (!strstr(pq_watch_problem(watch), wanted[i].says))
			fail_msg("row %zu: %s", i, pq_watch_problem(watch));
		assert_int_equal(pq_watch_end(watch), PQ_WATCH_BAD_CALL);
		assert_int_equal(case_ask(watch, "http://a.example/"), PQ_WATCH_OK);
		assert_int_equal(pq_watch_end(watch), PQ_WATCH_OK);
	}
	pq_watch_free(watch);
}

static void events_in_a_wrong_order_are_refused(void **state)
{
	struct pq_watch_options options = case_options();
	struct pq_watch *watch = case_open(&options);
	struct sockaddr_in in = case_ipv4("20.0.0.1", 80);
	struct sockaddr_in local = in;
	const struct sockaddr *address = (const struct sockaddr *)&in;

	(void)state;
	local.sin_family = AF_UNIX;
	assert_int_equal(pq_watch_done(watch, 200), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_failed(watch, "x"), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_blocked(watch, "unsafe_port", 0), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_dropped(watch, "Via"), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_go_on(watch, 1), PQ_WATCH_BAD_CALL);
	assert_string_equal(pq_watch_problem(watch), "pq_watch_done: no request is under way");
	pq_watch_forget(watch);
	assert_int_equal(case_send(watch, 1, "x"), PQ_WATCH_BAD_CALL);
	assert_int_equal(case_receive(watch, PQ_WATCH_LATEST, "x"), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_close(watch, 1), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_tls(watch, 1, NULL), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_dial_failed(watch, 1), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_dial(watch, -2, address, sizeof(in), PQ_WATCH_TCP, NULL), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_dial(watch, 1, address, 4, PQ_WATCH_TCP, NULL), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_dial(watch, 1, address, 4096, PQ_WATCH_TCP, NULL), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_dial(watch, 1, NULL, 16, PQ_WATCH_TCP, NULL), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_dial(watch, 1, (const struct sockaddr *)&local, sizeof(local), PQ_WATCH_TCP, NULL),
			 PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_dial(watch, 1, address, sizeof(in), PQ_WATCH_TRANSPORT_COUNT, NULL),
			 PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_lookup(watch, NULL, NULL, 0), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_lookup(watch, "a", address, 1), PQ_WATCH_BAD_CALL);
	pq_watch_forget(watch);
	assert_int_equal(case_ask(watch, "http://a.example/"), PQ_WATCH_OK);
	assert_int_equal(pq_watch_page(watch, pq_watch_str("http://a.example/")), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_done(watch, 99), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_done(watch, 1000), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_failed(watch, "two words"), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_blocked(watch, "unsafe_port", 3), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_blocked(watch, "no_such_rule", 0), PQ_WATCH_UNKNOWN);
	assert_int_equal(pq_watch_dropped(watch, NULL), PQ_WATCH_BAD_CALL);
	pq_watch_forget(watch);
	assert_int_equal(pq_watch_page(watch, pq_watch_str("http://a.example/")), PQ_WATCH_OK);
	assert_int_equal(pq_watch_page(watch, pq_watch_str("http://a.example/")), PQ_WATCH_BAD_CALL);
	assert_int_equal(pq_watch_end(watch), PQ_WATCH_BAD_CALL);
	pq_watch_free(watch);
}

/* A number is free again once its connection is closed, failed, or dialled anew. */
static void numbers_of_connections_are_used_again(void **state)
{
	struct pq_watch_options options = case_options();
	struct pq_watch *watch = case_open(&options);

	(void)state;
	case_ask(watch, "http://a.example/");
	assert_int_equal(case_dial(watch, 5, 80, "a.example"), PQ_WATCH_OK);
	assert_int_equal(pq_watch_dial_failed(watch, 5), PQ_WATCH_OK);
	assert_int_equal(case_dial(watch, 5, 80, "a.example"), PQ_WATCH_OK);
	assert_int_equal(pq_watch_close(watch, 5), PQ_WATCH_OK);
	assert_int_equal(case_dial(watch, 5, 80, "a.example"), PQ_WATCH_OK);
	assert_int_equal(case_dial(watch, 5, 80, "a.example"), PQ_WATCH_OK);
	assert_int_equal(case_send(watch, 5, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"), PQ_WATCH_OK);
	assert_int_equal(pq_watch_failed(watch, NULL), PQ_WATCH_OK);
	case_expect(watch, "four dials", NULL);
	pq_watch_free(watch);
}

/* What is over a maximum is PARTIAL, and what was broken before it is still told. */
static void a_case_that_is_too_large_is_partial(void **state)
{
	struct pq_watch_options options = case_options();
	struct pq_watch *watch = case_open(&options);
	enum pq_watch_err err = PQ_WATCH_OK;
	size_t count = 0;

	(void)state;
	for (int bad = 0; bad < 2; bad++) {
		for (count = 0; !(err = case_ask(watch, bad && !count ? "http://a.example:25/" : "http://a.example/"));
		     count++)
			case_dial(watch, (int64_t)count, bad && !count ? 25 : 80, "a.example");
		assert_int_equal(err, PQ_WATCH_LIMIT);
		assert_int_equal(count, PQ_WATCH_MAX_REQUESTS);
		assert_int_equal(pq_watch_done(watch, 200), PQ_WATCH_LIMIT);
		assert_int_equal(pq_watch_end(watch), bad ? PQ_WATCH_BREACH : PQ_WATCH_PARTIAL);
		assert_int_equal(pq_watch_judgement(watch, "wrong_destination"), PQ_WATCH_NOT_JUDGED);
	}
	case_ask(watch, "http://a.example/");
	for (count = 0; !(err = case_dial(watch, 1, 80, "a.example"));)
		count++;
	assert_int_equal(err, PQ_WATCH_LIMIT);
	assert_int_equal(count, PQ_WATCH_MAX_CONNECTIONS);
	assert_int_equal(pq_watch_end(watch), PQ_WATCH_PARTIAL);
	for (count = 0; !(err = pq_watch_random(watch, "x", 1));)
		count++;
	assert_int_equal(err, PQ_WATCH_LIMIT);
	assert_int_equal(count, PQ_WATCH_MAX_EVENTS);
	assert_int_equal(pq_watch_end(watch), PQ_WATCH_PARTIAL);
	pq_watch_free(watch);
}

static void bytes_and_parts_have_a_maximum(void **state)
{
	static struct pq_watch_part parts[PQ_WATCH_MAX_PARTS + 1];
	struct pq_watch_options options = case_options();
	struct pq_watch *watch = case_open(&options);
	struct pq_watch_asked asked = { .url = pq_watch_str("http://a.example/"), .parts = parts };
	char *bytes = calloc(1, PQ_WATCH_MAX_BYTES + 1);

	(void)state;
	assert_non_null(bytes);
	asked.part_count = 64;
	assert_int_equal(pq_watch_request(watch, &asked, NULL), PQ_WATCH_OK);
	assert_int_equal(case_dial(watch, 1, 80, NULL), PQ_WATCH_OK);
	assert_int_equal(pq_watch_send(watch, 1, bytes, PQ_WATCH_MAX_BYTES), PQ_WATCH_OK);
	assert_int_equal(pq_watch_send(watch, 1, bytes, 1), PQ_WATCH_LIMIT);
	pq_watch_forget(watch);
	assert_int_equal(pq_watch_random(watch, bytes, PQ_WATCH_MAX_BYTES + 1), PQ_WATCH_LIMIT);
	pq_watch_forget(watch);
	asked.part_count = 65;
	assert_int_equal(pq_watch_request(watch, &asked, NULL), PQ_WATCH_LIMIT);
	pq_watch_forget(watch);
	asked.part_count = PQ_WATCH_MAX_PARTS + 1;
	assert_int_equal(pq_watch_request(watch, &asked, NULL), PQ_WATCH_LIMIT);
	pq_watch_forget(watch);
	asked.part_count = 0;
	asked.url = pq_watch_run(bytes, PQ_WATCH_MAX_ASKED - 16);
	assert_int_equal(pq_watch_request(watch, &asked, NULL), PQ_WATCH_OK);
	pq_watch_forget(watch);
	asked.url = pq_watch_run(bytes, PQ_WATCH_MAX_ASKED + 1);
	assert_int_equal(pq_watch_request(watch, &asked, NULL), PQ_WATCH_LIMIT);
	pq_watch_forget(watch);
	for (int i = 0; i < 64; i++)
		assert_int_equal(pq_watch_cookie(watch, pq_watch_str("http://a/"), pq_watch_str("k=v")), PQ_WATCH_OK);
	assert_int_equal(pq_watch_cookie(watch, pq_watch_str("http://a/"), pq_watch_str("k=v")), PQ_WATCH_LIMIT);
	free(bytes);
	pq_watch_free(watch);
}

static void a_text_that_does_not_fit_is_not_printed(void **state)
{
	struct pq_watch_options options = case_options();
	struct pq_watch *watch = case_open(&options);
	char text[4096];
	size_t len;

	(void)state;
	case_ask(watch, "http://a.example/");
	len = pq_watch_print(watch, 0, text, sizeof(text));
	assert_non_null(strstr(text, "fetch GET http://a.example/\n"));
	assert_int_equal(strlen(text), len);
	assert_int_equal(pq_watch_print(watch, 0, text, len + 1), len);
	assert_int_equal(pq_watch_print(watch, 0, text, len), 0);
	assert_int_equal(pq_watch_print(watch, 0, NULL, 0), 0);
	assert_int_equal(pq_watch_print(watch, 2, text, sizeof(text)), 0);
	pq_watch_end(watch);
	assert_int_equal(pq_watch_print(watch, 0, text, sizeof(text)), len);
	pq_watch_free(watch);
}

/* What a child that dies of a breach, or of a mistake, prints on standard error. */
static int die(int mistake, char *out, size_t cap)
{
	int ends[2], status = 0;
	ssize_t len, got;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit none = { 0, 0 };
		struct pq_watch_options options = case_options();
		struct pq_watch *watch = NULL;

		setrlimit(RLIMIT_CORE, &none);
		signal(SIGILL, SIG_DFL);
		signal(SIGTRAP, SIG_DFL);
		dup2(ends[1], STDERR_FILENO);
		options.fatal = 1;
		pq_watch_open(&options, &watch, NULL);
		case_ask(watch, "http://a.example:25/");
		case_dial(watch, 1, 25, "a.example");
		if (mistake)
			case_send(watch, 2, "x");
		pq_watch_end(watch);
		_exit(0);
	}
	close(ends[1]);
	for (len = 0; (got = read(ends[0], out + len, cap - 1 - (size_t)len)) > 0;)
		len += got;
	out[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

/* DESIGN.md, "A violation in a fuzz build": the first line is the reporter's name and nothing else. */
static void a_fatal_breach_dies_under_the_name_of_its_rule(void **state)
{
	static const char breach[] = "ASSERTION FAILED: pq_rule_unsafe_port\n";
	static const char misuse[] = "ASSERTION FAILED: pq_watch_misuse\n";
	char out[8192];

	(void)state;
	assert_true(WIFSIGNALED(die(0, out, sizeof(out))));
	assert_memory_equal(out, breach, sizeof(breach) - 1);
	assert_non_null(strstr(out, "\nplace fetch: port # was dialled, which the policy blocks for http\n"));
	assert_non_null(strstr(out, "\nfetch GET http://a.example:25/\n"));
	assert_non_null(strstr(out, "\ndial 1 tcp 20.0.0.1 25 ok\n"));
	assert_true(WIFSIGNALED(die(1, out, sizeof(out))));
	assert_memory_equal(out, misuse, sizeof(misuse) - 1);
	assert_non_null(strstr(out, "\npq_watch_send: no open connection of that number was dialled\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_that_are_wrong_are_named),
		cmocka_unit_test(texts_that_are_wrong_are_named),
		cmocka_unit_test(texts_have_a_maximum),
		cmocka_unit_test(requests_that_are_wrong_are_refused),
		cmocka_unit_test(events_in_a_wrong_order_are_refused),
		cmocka_unit_test(numbers_of_connections_are_used_again),
		cmocka_unit_test(a_case_that_is_too_large_is_partial),
		cmocka_unit_test(bytes_and_parts_have_a_maximum),
		cmocka_unit_test(a_text_that_does_not_fit_is_not_printed),
		cmocka_unit_test(a_fatal_breach_dies_under_the_name_of_its_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
