/* SPDX-License-Identifier: MIT */
/* What a baseline accepts, until when, and what it does not hide. */
#include "watch_case.h"

#define BASELINE "pratique-baseline 1\n"

struct heard {
	size_t accepted;
	size_t open;
	char rule[32];
	char place[256];
	char reason[256];
	char expired[16];
};

static void hear(void *context, const struct pq_watch_breach *breach)
{
	struct heard *heard = context;

	heard->accepted += breach->accepted != NULL;
	heard->open += breach->accepted == NULL;
	snprintf(heard->rule, sizeof(heard->rule), "%s", breach->rule);
	snprintf(heard->place, sizeof(heard->place), "%s", breach->place);
	snprintf(heard->reason, sizeof(heard->reason), "%s", breach->accepted ? breach->accepted : "");
	snprintf(heard->expired, sizeof(heard->expired), "%s", breach->expired ? breach->expired : "");
}

static struct pq_watch *open_with(const char *baseline, const char *today, struct heard *heard)
{
	struct pq_watch_options options = case_options();

	memset(heard, 0, sizeof(*heard));
	options.baseline = baseline;
	options.today = today;
	options.report = hear;
	options.context = heard;
	return case_open(&options);
}

static enum pq_watch_err dial_port(struct pq_watch *watch, uint16_t port)
{
	char url[64];

	snprintf(url, sizeof(url), "http://a.example:%u/", port);
	case_ask(watch, url);
	case_dial(watch, 1, port, "a.example");
	pq_watch_failed(watch, "connection");
	return pq_watch_end(watch);
}

static void rows_accept_what_they_name_until_their_day(void **state)
{
	static const struct {
		const char *baseline;
		const char *today;
		enum pq_watch_err end;
		const char *expired;
	} wanted[] = {
		{ NULL, NULL, PQ_WATCH_BREACH, "" },
		{ BASELINE "accept unsafe_port * 25 until 2027-01-01 \"why\"\n", "2026-12-31", PQ_WATCH_OK, "" },
		{ BASELINE "accept unsafe_port * 25 until 2027-01-01 \"why\"\n", "2027-01-01", PQ_WATCH_BREACH,
		  "2027-01-01" },
		{ BASELINE "accept unsafe_port fetch 20-30 until 2027-01-01 \"why\"\n", "2026-12-31", PQ_WATCH_OK, "" },
		{ BASELINE "accept unsafe_port xhr 25 until 2027-01-01 \"why\"\n", "2026-12-31", PQ_WATCH_BREACH, "" },
		{ BASELINE "accept unsafe_port fetch 26 until 2027-01-01 \"why\"\n", "2026-12-31", PQ_WATCH_BREACH,
		  "" },
		{ BASELINE "accept violation watch \"unsafe_port*\" until 2027-01-01 \"why\"\n", "2026-12-31",
		  PQ_WATCH_OK, "" },
		{ BASELINE
		  "accept violation watch \"unsafe_port fetch: port # was dialled*\" until 2027-01-01 \"why\"\n",
		  "2026-12-31", PQ_WATCH_OK, "" },
		{ BASELINE "accept violation watch \"host_mismatch*\" until 2027-01-01 \"why\"\n", "2026-12-31",
		  PQ_WATCH_BREACH, "" },
		{ BASELINE "accept violation headers \"unsafe_port*\" until 2027-01-01 \"why\"\n", "2026-12-31",
		  PQ_WATCH_BREACH, "" },
		/* An expired row in front of one that is not. */
		{ BASELINE "accept unsafe_port * 25 until 2026-01-01 \"old\"\n"
			   "accept unsafe_port * 25 until 2027-01-01 \"why\"\n",
		  "2026-12-31", PQ_WATCH_OK, "2026-01-01" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(wanted); i++) {
		struct heard heard;
		struct pq_watch *watch = open_with(wanted[i].baseline, wanted[i].today, &heard);

		assert_int_equal(dial_port(watch, 25), wanted[i].end);
		assert_int_equal(heard.accepted, wanted[i].end == PQ_WATCH_OK);
		assert_int_equal(heard.open, wanted[i].end == PQ_WATCH_BREACH);
		assert_string_equal(heard.rule, "unsafe_port");
		assert_string_equal(heard.place, "fetch: port # was dialled, which the policy blocks for http");
		assert_string_equal(heard.reason, wanted[i].end == PQ_WATCH_OK ? "why" : "");
		assert_string_equal(heard.expired, wanted[i].expired);
		assert_int_equal(pq_watch_judgement(watch, "unsafe_port"),
				 wanted[i].end == PQ_WATCH_OK ? PQ_WATCH_ACCEPTED : PQ_WATCH_VIOLATED);
		pq_watch_free(watch);
	}
}

/* Without a day given the system's counts. */
static void the_day_is_the_system_s_where_none_is_given(void **state)
{
	struct heard heard;
	struct pq_watch *watch = open_with(BASELINE "accept unsafe_port * 25 until 2020-01-01 \"old\"\n"
						    "accept unsafe_port * 587 until 9999-01-01 \"new\"\n",
					   NULL, &heard);

	(void)state;
	assert_int_equal(dial_port(watch, 25), PQ_WATCH_BREACH);
	assert_int_equal(dial_port(watch, 587), PQ_WATCH_OK);
	pq_watch_free(watch);
}

/* The monitor keeps 16 violations of a case; more of what is accepted must hide nothing else. */
static void what_is_accepted_hides_nothing_else(void **state)
{
	struct heard heard;
	struct pq_watch *watch = open_with(
		BASELINE "accept violation watch \"unsafe_port*\" until 2027-01-01 \"why\"\n", "2026-12-31", &heard);

	(void)state;
	for (int other = 0; other < 2; other++) {
		case_ask(watch, "http://a.example:25/");
		for (int i = 0; i < 40; i++)
			case_dial(watch, 1, 25, "a.example");
		if (other)
			case_dial(watch, 2, 26, "a.example");
		pq_watch_failed(watch, NULL);
		assert_int_equal(pq_watch_end(watch), other ? PQ_WATCH_BREACH : PQ_WATCH_PARTIAL);
		assert_int_equal(pq_watch_judgement(watch, "unsafe_port"), PQ_WATCH_ACCEPTED);
		assert_int_equal(pq_watch_judgement(watch, "wrong_destination"),
				 other ? PQ_WATCH_VIOLATED : PQ_WATCH_HELD);
	}
	assert_int_equal(dial_port(watch, 80), PQ_WATCH_OK);
	pq_watch_free(watch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_accept_what_they_name_until_their_day),
		cmocka_unit_test(the_day_is_the_system_s_where_none_is_given),
		cmocka_unit_test(what_is_accepted_hides_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
