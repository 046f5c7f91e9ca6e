/* SPDX-License-Identifier: MIT */
/* Dates as text and as numbers (ISO 8601). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct {
	const char *text;
	enum pq_err err;
	uint32_t day;
} rows[] = {
	{ "2016", PQ_ERR_OK, 20161231 },       { "2016-02", PQ_ERR_OK, 20160229 },
	{ "2015-02", PQ_ERR_OK, 20150228 },    { "1900-02", PQ_ERR_OK, 19000228 },
	{ "2000-02", PQ_ERR_OK, 20000229 },    { "2016-04", PQ_ERR_OK, 20160430 },
	{ "2016-12", PQ_ERR_OK, 20161231 },    { "2016-03-10", PQ_ERR_OK, 20160310 },
	{ "2016-02-29", PQ_ERR_OK, 20160229 }, { "0000-01-01", PQ_ERR_OK, 101 },
	{ "9999-12-31", PQ_ERR_OK, 99991231 }, { "", PQ_ERR_SYNTAX, 0 },
	{ "201", PQ_ERR_SYNTAX, 0 },           { "20160", PQ_ERR_SYNTAX, 0 },
	{ "2016-", PQ_ERR_SYNTAX, 0 },         { "2016-3", PQ_ERR_SYNTAX, 0 },
	{ "2016-031", PQ_ERR_SYNTAX, 0 },      { "2016-03-", PQ_ERR_SYNTAX, 0 },
	{ "2016-03-1", PQ_ERR_SYNTAX, 0 },     { "2016-03-100", PQ_ERR_SYNTAX, 0 },
	{ "2016/03/10", PQ_ERR_SYNTAX, 0 },    { "2016-03:10", PQ_ERR_SYNTAX, 0 },
	{ "2O16", PQ_ERR_SYNTAX, 0 },          { "2016-0x", PQ_ERR_SYNTAX, 0 },
	{ "2016-03-1x", PQ_ERR_SYNTAX, 0 },    { "2016-00", PQ_ERR_RANGE, 0 },
	{ "2016-13", PQ_ERR_RANGE, 0 },        { "2016-13-01", PQ_ERR_RANGE, 0 },
	{ "2016-03-00", PQ_ERR_RANGE, 0 },     { "2016-03-32", PQ_ERR_RANGE, 0 },
	{ "2016-04-31", PQ_ERR_RANGE, 0 },     { "2015-02-29", PQ_ERR_RANGE, 0 },
};

static void the_last_day_of_a_year_a_month_or_a_day_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i].text);
		unsigned char *copy = malloc(len ? len : 1);
		uint32_t day = 7;
		enum pq_err err;

		assert_non_null(copy);
		memcpy(copy, rows[i].text, len);
		err = pq_date_last_day(pq_view(copy, len), &day);
		if (err != rows[i].err || day != (err ? 7 : rows[i].day))
			fail_msg("%s: %s, day %u", rows[i].text, pq_err_name(err), day);
		free(copy);
	}
}

static void a_whole_date_is_asked_for_where_a_day_is_meant(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_view text = pq_view_str(rows[i].text);
		enum pq_err err = pq_date_check(text);

		if (text.len == 10)
			assert_int_equal(err, rows[i].err);
		else
			assert_int_equal(err, PQ_ERR_SYNTAX);
		if (!err)
			assert_int_equal(pq_date_number(text), rows[i].day);
	}
}

static void numbers_are_printed_as_dates(void **state)
{
	static const struct {
		uint32_t day;
		const char *text;
	} days[] = { { 20160310, "2016-03-10" }, { 99991231, "9999-12-31" }, { 101, "0000-01-01" } };

	(void)state;
	for (size_t i = 0; i < COUNT(days); i++) {
		char text[10];
		struct pq_buf out;

		pq_buf_init(&out, text, sizeof(text));
		pq_date_print(days[i].day, &out);
		assert_true(pq_buf_ok(&out));
		assert_true(pq_view_is(pq_buf_view(&out), days[i].text));
		assert_int_equal(pq_date_number(pq_buf_view(&out)), days[i].day);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_day_of_a_year_a_month_or_a_day_is_found),
		cmocka_unit_test(a_whole_date_is_asked_for_where_a_day_is_meant),
		cmocka_unit_test(numbers_are_printed_as_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
