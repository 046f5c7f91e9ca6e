/* SPDX-License-Identifier: MIT */
#include "campaign/status.h"

#include "base/ascii.h"

/* Index of the first occurrence of needle at or after from; haystack.len if there is none. */
static size_t find(struct pq_view haystack, const char *needle, size_t from)
{
	struct pq_view wanted = pq_view_str(needle);

	for (size_t i = from; i + wanted.len <= haystack.len; i++)
		if (pq_view_starts(pq_view_from(haystack, i), wanted))
			return i;
	return haystack.len;
}

/* What follows the last occurrence of needle; false if there is none. */
static bool after_last(struct pq_view haystack, const char *needle, struct pq_view *rest)
{
	size_t len = strlen(needle);

	for (size_t i = haystack.len + 1; i-- > 0;) {
		if (haystack.len - i >= len && pq_view_starts(pq_view_from(haystack, i), pq_view_str(needle))) {
			*rest = pq_view_from(haystack, i + len);
			return true;
		}
	}
	return false;
}

static struct pq_view leading(struct pq_view text, const char *bytes)
{
	size_t len = 0;

	while (len < text.len && strchr(bytes, text.data[len]) && text.data[len])
		len++;
	return pq_view_slice(text, 0, len);
}

static bool leading_number(struct pq_view text, uint64_t *number)
{
	return pq_ascii_decimal(leading(text, "0123456789"), UINT64_MAX, number);
}

bool pq_status_libfuzzer_coverage(struct pq_view log, uint64_t *edges)
{
	struct pq_view rest;

	return after_last(log, "cov: ", &rest) && leading_number(rest, edges);
}

bool pq_status_aflpp_coverage(struct pq_view plot_data, uint64_t *edges)
{
	struct pq_view line, column;

	while (plot_data.len > 0 && plot_data.data[plot_data.len - 1] != '\n')
		plot_data.len--;
	if (plot_data.len == 0)
		return false;
	plot_data.len--;
	line = plot_data;
	after_last(plot_data, "\n", &line);
	return line.len > 0 && line.data[0] != '#' && after_last(line, ", ", &column) && leading_number(column, edges);
}

struct pq_view pq_status_aflpp_abort(struct pq_view log)
{
	struct pq_view rest;

	if (!after_last(log, "PROGRAM ABORT : ", &rest))
		return pq_view(NULL, 0);
	/* A colour stands between the label and the reason, and another one ends it. */
	if (rest.len > 0 && rest.data[0] == 0x1b)
		rest = pq_view_from(rest, find(rest, "m", 0) + 1);
	for (size_t i = 0; i < rest.len; i++)
		if (rest.data[i] < 0x20)
			return pq_view_slice(rest, 0, i);
	return rest;
}

struct pq_view pq_status_last_line(struct pq_view log)
{
	struct pq_view line;

	while (log.len > 0 && log.data[log.len - 1] <= ' ')
		log.len--;
	return after_last(log, "\n", &line) ? line : log;
}

struct pq_view pq_status_first_error(struct pq_view log)
{
	size_t at = find(log, "rror: ", 0);
	size_t begin = at;

	if (at == log.len)
		return pq_status_last_line(log);
	while (begin > 0 && log.data[begin - 1] != '\n')
		begin--;
	return pq_view_slice(log, begin, pq_view_find(log, '\n', at));
}

static void set_name(char name[static PQ_STATUS_NAME], const char *prefix, struct pq_view text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t len = strlen(prefix);

	text = leading(text, allowed);
	if (text.len > PQ_STATUS_NAME - 1 - len)
		text.len = PQ_STATUS_NAME - 1 - len;
	memcpy(name, prefix, len);
	if (text.len > 0)
		memcpy(name + len, text.data, text.len);
	name[len + text.len] = '\0';
}

/* One way in which a target dies: what it prints, and what the finding is called. */
struct death {
	const char *printed;
	const char *name;
	bool with_next_word;
};

/* In the order of how much they say. */
static const struct death deaths[] = {
	{ "ASSERTION FAILED: pq_rule_", "", true },
	{ "ASSERTION FAILED: ", "", true },
	{ "ERROR: libFuzzer: timeout", "timeout", false },
	{ "ERROR: libFuzzer: out-of-memory", "out-of-memory", false },
	{ "ERROR: AddressSanitizer: ", "asan-", true },
	{ "ERROR: LeakSanitizer", "leak", false },
	{ ": runtime error: ", "ubsan", false },
};

void pq_status_finding_name(struct pq_view log, char name[static PQ_STATUS_NAME])
{
	for (size_t i = 0; i < sizeof(deaths) / sizeof(deaths[0]); i++) {
		size_t at = find(log, deaths[i].printed, 0);
		struct pq_view word = pq_view_from(log, at + strlen(deaths[i].printed));

		if (at == log.len)
			continue;
		set_name(name, deaths[i].name, deaths[i].with_next_word ? word : pq_view(NULL, 0));
		if (name[0])
			return;
	}
	set_name(name, "crash", pq_view(NULL, 0));
}
