/* SPDX-License-Identifier: MIT */
#include "base/date.h"

#include "base/ascii.h"

static bool is_leap(uint64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

enum pq_err pq_date_check(struct pq_view text)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	uint64_t year;
	uint64_t month;
	uint64_t day;

	if (text.len != 10 || text.data[4] != '-' || text.data[7] != '-' ||
	    !pq_ascii_decimal(pq_view_slice(text, 0, 4), 9999, &year) ||
	    !pq_ascii_decimal(pq_view_slice(text, 5, 7), 99, &month) ||
	    !pq_ascii_decimal(pq_view_slice(text, 8, 10), 99, &day))
		return PQ_ERR_SYNTAX;
	if (month < 1 || month > 12 || day < 1)
		return PQ_ERR_RANGE;
	if (day > days[month - 1] && !(month == 2 && day == 29 && is_leap(year)))
		return PQ_ERR_RANGE;
	return PQ_ERR_OK;
}
