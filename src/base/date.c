/* SPDX-License-Identifier: MIT */
#include "base/date.h"

#include "base/ascii.h"

static bool is_leap(uint64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static uint64_t days_of(uint64_t year, uint64_t month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

/* The digits from..to of the text. */
static bool read_part(struct pq_view text, size_t from, size_t to, uint64_t *out)
{
	return pq_ascii_decimal(pq_view_slice(text, from, to), 9999, out);
}

enum pq_err pq_date_last_day(struct pq_view text, uint32_t *out)
{
	uint64_t year;
	uint64_t month = 12;
	uint64_t day = 0;

	if ((text.len != 4 && text.len != 7 && text.len != 10) || !read_part(text, 0, 4, &year))
		return PQ_ERR_SYNTAX;
	if (text.len > 4 && (text.data[4] != '-' || !read_part(text, 5, 7, &month)))
		return PQ_ERR_SYNTAX;
	if (text.len > 7 && (text.data[7] != '-' || !read_part(text, 8, 10, &day)))
		return PQ_ERR_SYNTAX;
	if (month < 1 || month > 12)
		return PQ_ERR_RANGE;
	if (text.len <= 7)
		day = days_of(year, month);
	if (day < 1 || day > days_of(year, month))
		return PQ_ERR_RANGE;
	*out = (uint32_t)(year * 10000 + month * 100 + day);
	return PQ_ERR_OK;
}

enum pq_err pq_date_check(struct pq_view text)
{
	uint32_t day;

	return text.len == 10 ? pq_date_last_day(text, &day) : PQ_ERR_SYNTAX;
}

uint32_t pq_date_number(struct pq_view date)
{
	uint32_t day = 0;

	pq_date_last_day(date, &day);
	return day;
}

static void print_digits(uint32_t number, uint32_t unit, struct pq_buf *out)
{
	for (; unit; unit /= 10)
		pq_buf_add_byte(out, (unsigned char)('0' + number / unit % 10));
}

void pq_date_print(uint32_t day, struct pq_buf *out)
{
	print_digits(day / 10000, 1000, out);
	pq_buf_add_byte(out, '-');
	print_digits(day / 100 % 100, 10, out);
	pq_buf_add_byte(out, '-');
	print_digits(day % 100, 10, out);
}
