/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "triage/minimise.h"
#include "triage/url.h"

/*
 * An oracle: a candidate keeps if all of these words stand in it, in any order.
 * asked: candidates that keep and such that do not; stop_at: the question that is answered with STOP, 0 for none
 */
struct oracle {
	const char *words[4];
	size_t asked;
	size_t kept;
	size_t stop_at;
};

static bool holds(struct pq_view text, const char *word)
{
	struct pq_view wanted = pq_view_str(word);

	for (size_t i = 0; i + wanted.len <= text.len; i++)
		if (pq_view_starts(pq_view_from(text, i), wanted))
			return true;
	return false;
}

static enum pq_minimise_answer ask(void *ctx, struct pq_view candidate)
{
	struct oracle *oracle = ctx;

	if (++oracle->asked == oracle->stop_at)
		return PQ_MINIMISE_STOP;
	for (size_t i = 0; oracle->words[i]; i++)
		if (!holds(candidate, oracle->words[i]))
			return PQ_MINIMISE_LOSES;
	oracle->kept++;
	return PQ_MINIMISE_KEEPS;
}

static unsigned char best[PQ_MINIMISE_INPUT];
static struct pq_minimise m;

static void begin(struct oracle *oracle)
{
	pq_minimise_init(&m, best);
	m.ask = ask;
	m.ctx = oracle;
}

static void check_scenario(struct oracle oracle, const char *text, const char *expected)
{
	begin(&oracle);
	assert_true(pq_minimise_scenario(&m, pq_view_str(text)));
	assert_int_equal(m.tries, oracle.asked);
	pq_buf_add_byte(&m.best, '\0');
	assert_string_equal((const char *)best, expected);
}

static void check_bytes(struct oracle oracle, const char *text, const char *expected)
{
	begin(&oracle);
	assert_true(pq_minimise_bytes(&m, pq_view_str(text)));
	pq_buf_add_byte(&m.best, '\0');
	assert_string_equal((const char *)best, expected);
}

static void bytes_that_are_not_needed_go(void **state)
{
	(void)state;
	check_bytes((struct oracle){ .words = { "x", "yz" } }, "some text with x,\nand lines\nand more, yz, of it",
		    "xyz");
	check_bytes((struct oracle){ .words = { NULL } }, "nothing is needed", "");
	check_bytes((struct oracle){ .words = { "abc" } }, "abc", "abc");
}

/* What must have a length, but whose bytes are as good as any. */
static enum pq_minimise_answer wants_length(void *ctx, struct pq_view candidate)
{
	return candidate.len >= *(const size_t *)ctx ? PQ_MINIMISE_KEEPS : PQ_MINIMISE_LOSES;
}

/* Half of a long run is needed, and any one byte less of it is the same input: nobody is asked about it twice. */
static void a_long_run_costs_few_questions(void **state)
{
	static unsigned char run[9000];
	size_t length = 4500;

	(void)state;
	memset(run, 'a', sizeof(run));
	pq_minimise_init(&m, best);
	m.ask = wants_length;
	m.ctx = &length;
	assert_true(pq_minimise_bytes(&m, pq_view(run, sizeof(run))));
	assert_int_equal(m.best.len, length);
	assert_in_range(m.tries, 2, 100);
}

static void bytes_that_are_as_good_as_any_become_plain(void **state)
{
	size_t length = 5;

	(void)state;
	pq_minimise_init(&m, best);
	m.ask = wants_length;
	m.ctx = &length;
	assert_true(pq_minimise_bytes(&m, pq_view_str("1234\n\xff\x01 567")));
	assert_true(pq_view_is(pq_buf_view(&m.best), "aaaaa"));
}

static void requests_parts_settings_and_answers_go(void **state)
{
	(void)state;
	check_scenario((struct oracle){ .words = { "X-Evil" } },
		       "pratique-scenario 1\n"
		       "# a comment\n"
		       "attacker server\n"
		       "cookie http://c.example/ \"k=v\"\n"
		       "fetch GET http://one.example/\n"
		       "  header \"X-Good\" \"v\"\n"
		       "xhr PUT http://two.example:8080/path?query\n"
		       "  header \"X-Good\" \"v\"\n"
		       "  header \"X-Evil\" \"value\"\n"
		       "  credentials include\n"
		       "answer\n"
		       "  reply \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n"
		       "expect allowed\n"
		       "control GET http://a.example/\n",
		       "pratique-scenario 1\nxhr GET http://a.example\n  header \"X-Evil\" \"\"\n");
}

static void urls_lose_their_pieces_and_hosts_become_plain(void **state)
{
	(void)state;
	check_scenario((struct oracle){ .words = { ":65616" } },
		       "navigate https://user:pw@some.long.host.example:65616/a/b?c#d\n",
		       "pratique-scenario 1\nnavigate http://a.example:65616\n");
	check_scenario((struct oracle){ .words = { "pw@" } }, "navigate http://user:pw@x:80/\n",
		       "pratique-scenario 1\nnavigate http://pw@a.example\n");
	check_scenario((struct oracle){ .words = { "host.example" } },
		       "dns host.example 20.0.0.1\nnavigate http://host.example/\n",
		       "pratique-scenario 1\ndns host.example\n");
}

/* Two hosts stay two, and one that stands at several places stays one. */
static enum pq_minimise_answer wants_two_hosts(void *ctx, struct pq_view candidate)
{
	(void)ctx;
	if (!(holds(candidate, "dns evil.example") && holds(candidate, "http://evil.example")) &&
	    !(holds(candidate, "dns a.example") && holds(candidate, "http://a.example")))
		return PQ_MINIMISE_LOSES;
	return holds(candidate, "http://good.example") || holds(candidate, "http://b.example") ? PQ_MINIMISE_KEEPS
											       : PQ_MINIMISE_LOSES;
}

static void hosts_are_renamed_everywhere_at_once(void **state)
{
	(void)state;
	pq_minimise_init(&m, best);
	m.ask = wants_two_hosts;
	assert_true(pq_minimise_scenario(
		&m, pq_view_str("dns evil.example\nnavigate http://evil.example/\nnavigate http://good.example/\n")));
	assert_true(pq_view_is(pq_buf_view(&m.best), "pratique-scenario 1\ndns a.example\nnavigate http://a.example\n"
						     "navigate http://b.example\n"));
}

static void what_only_lenient_reading_understands_is_cut_as_it_stands(void **state)
{
	(void)state;
	check_scenario((struct oracle){ .words = { "%%bad" } },
		       "fetch GET http://a.example/\nsome %%bad line\nxhr GET http://b/\n", "%%bad");
}

static void a_stop_and_the_limit_keep_the_best_so_far(void **state)
{
	static const char text[] =
		"fetch GET http://a.example/1\nfetch GET http://b.example/2\nfetch GET http://c.example/X\n";

	(void)state;
	for (size_t at = 1; at < 20; at++) {
		struct oracle oracle = { .words = { "X" }, .stop_at = at };

		begin(&oracle);
		assert_true(pq_minimise_scenario(&m, pq_view_str(text)));
		assert_true(m.stopped);
		assert_int_equal(oracle.asked, at);
		assert_true(holds(pq_buf_view(&m.best), "X"));

		oracle = (struct oracle){ .words = { "X" } };
		begin(&oracle);
		m.limit = at;
		assert_true(pq_minimise_scenario(&m, pq_view_str(text)));
		assert_true(m.stopped);
		assert_int_equal(oracle.asked, at);
		assert_true(holds(pq_buf_view(&m.best), "X"));
	}
}

static void what_is_too_large_is_refused(void **state)
{
	static unsigned char large[PQ_MINIMISE_INPUT + 1];
	struct oracle oracle = { .words = { NULL } };

	(void)state;
	begin(&oracle);
	assert_false(pq_minimise_bytes(&m, pq_view(large, sizeof(large))));
	begin(&oracle);
	assert_false(pq_minimise_scenario(&m, pq_view(large, sizeof(large))));
	assert_int_equal(oracle.asked, 0);
}

static void a_url_is_cut_where_its_pieces_meet(void **state)
{
	static const char *const urls[][1 + PQ_URL_PIECES] = {
		{ "http://u:p@h.example:80/p?q#f", "http://", "u:p@", "h.example", ":80", "/p?q#f" },
		{ "wss://h", "wss://", "", "h", "", "" },
		{ "http://[::1]:25", "http://", "", "[::1]", ":25", "" },
		{ "http://[::1]", "http://", "", "[::1]", "", "" },
		{ "http://a#@b", "http://", "", "a", "", "#@b" },
		{ "turn:h:3478?transport=tcp", "turn:", "", "h", ":3478", "?transport=tcp" },
		{ "/p:80", "", "", "", "", "/p:80" },
		{ "", "", "", "", "", "" },
		{ "http:\\\\a\\b", "http:", "", "", "", "\\\\a\\b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		struct pq_url_cut cut = pq_url_cut(pq_view_str(urls[i][0]));
		unsigned char storage[64];
		struct pq_buf joined = { storage, 0, sizeof(storage), false };

		for (size_t piece = 0; piece < PQ_URL_PIECES; piece++)
			assert_true(pq_view_is(cut.pieces[piece], urls[i][1 + piece]));
		pq_url_join(&cut, &joined);
		assert_true(pq_view_is(pq_buf_view(&joined), urls[i][0]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_that_are_not_needed_go),
		cmocka_unit_test(a_long_run_costs_few_questions),
		cmocka_unit_test(bytes_that_are_as_good_as_any_become_plain),
		cmocka_unit_test(requests_parts_settings_and_answers_go),
		cmocka_unit_test(urls_lose_their_pieces_and_hosts_become_plain),
		cmocka_unit_test(hosts_are_renamed_everywhere_at_once),
		cmocka_unit_test(what_only_lenient_reading_understands_is_cut_as_it_stands),
		cmocka_unit_test(a_stop_and_the_limit_keep_the_best_so_far),
		cmocka_unit_test(what_is_too_large_is_refused),
		cmocka_unit_test(a_url_is_cut_where_its_pieces_meet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
