/* SPDX-License-Identifier: MIT */
#include "campaign/status.h"

#include "base/ascii.h"
#include "base/buf.h"

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

bool pq_status_aflpp_stability(struct pq_view fuzzer_stats, uint64_t *hundredths)
{
	struct pq_view rest, digits;
	uint64_t whole, part;

	if (!after_last(fuzzer_stats, "\nstability", &rest))
		return false;
	rest = pq_view_from(rest, leading(rest, " \t:").len);
	digits = leading(rest, "0123456789");
	rest = pq_view_from(rest, digits.len);
	if (!pq_ascii_decimal(digits, 100, &whole) || rest.len < 4 || rest.data[0] != '.' || rest.data[3] != '%' ||
	    !pq_ascii_decimal(pq_view_slice(rest, 1, 3), 99, &part))
		return false;
	*hundredths = 100 * whole + part;
	return true;
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

/* Appends printable bytes; others become '?'. */
static void add_text(struct pq_buf *out, struct pq_view text)
{
	for (size_t i = 0; i < text.len; i++)
		pq_buf_add_byte(out, text.data[i] >= 0x20 && text.data[i] < 0x7f ? text.data[i] : '?');
}

static struct pq_view line_at(struct pq_view log, size_t at)
{
	return pq_view_slice(log, at, pq_view_find(log, '\n', at));
}

/* A stack's line "    #3 0x55d0 in FUNCTION /tree/src/url/host.c:12:3", or "... (/bin/fuzz_url+0x1234) ...". */
struct frame {
	struct pq_view function;
	struct pq_view offset;
	bool ours;
};

static bool is_ours(struct pq_view file)
{
	return find(file, "/src/", 0) < file.len || find(file, "/harness/", 0) < file.len ||
	       find(file, "/fuzz/", 0) < file.len;
}

static bool read_frame(struct pq_view line, struct frame *frame)
{
	size_t mark = find(line, "#", 0), in = find(line, " in ", 0), module = find(line, "(", 0);
	struct pq_view behind = pq_view_from(line, in + 4);

	if (pq_view_find(line, '0', mark) == line.len || find(line, " 0x", mark) == line.len)
		return false;
	for (size_t i = 0; i < mark; i++)
		if (line.data[i] != ' ')
			return false;
	frame->function = pq_view_slice(behind, 0, pq_view_find(behind, ' ', 0));
	frame->ours = is_ours(pq_view_from(behind, frame->function.len));
	frame->offset = pq_view_from(line, find(line, "+0x", module));
	frame->offset = pq_view_slice(frame->offset, 0, pq_view_find(frame->offset, ')', 0));
	return true;
}

/* The first stack of the log; what it says of the allocation comes later, and is not where it died. */
static void add_stack(struct pq_view log, size_t at, struct pq_buf *out)
{
	size_t named = 0, unnamed = 0, mark = out->len;
	struct frame frame;

	for (; at < log.len && read_frame(line_at(log, at), &frame); at = pq_view_find(log, '\n', at) + 1) {
		if (frame.ours && named == 0)
			out->len = mark;
		if (frame.ours ? named == 2 : named > 0 || unnamed == 3 || !frame.offset.len)
			continue;
		pq_buf_add_str(out, out->len > mark ? " < " : "");
		add_text(out, frame.ours ? frame.function : frame.offset);
		*(frame.ours ? &named : &unnamed) += 1;
	}
}

/* "/tree/src/base/x.c:7:3: runtime error: shift exponent 64 ...", without what changes from input to input. */
static void add_runtime_error(struct pq_view log, size_t at, struct pq_buf *out)
{
	size_t begin = at, message = at + strlen(": runtime error: ");
	struct pq_view file, rest = line_at(log, message);
	bool in_number = false;

	while (begin > 0 && log.data[begin - 1] != '\n' && log.data[begin - 1] != '/')
		begin--;
	file = pq_view_slice(log, begin, at);
	add_text(out, pq_view_slice(file, 0, pq_view_find(file, ':', 0)));
	pq_buf_add_str(out, ": ");
	for (size_t i = 0; i < rest.len; i++) {
		bool digit = pq_ascii_is(rest.data[i], PQ_ASCII_HEX) &&
			     (in_number || pq_ascii_is(rest.data[i], PQ_ASCII_DIGIT));

		if (!digit)
			add_text(out, pq_view_slice(rest, i, i + 1));
		else if (!in_number)
			pq_buf_add_byte(out, '#');
		in_number = digit;
	}
}

void pq_status_finding_place(struct pq_view log, char place[static PQ_STATUS_PLACE])
{
	size_t told = find(log, "\nplace ", 0), failed = find(log, "ASSERTION FAILED: ", 0);
	size_t runtime = find(log, ": runtime error: ", 0), stack = find(log, "\n    #0 0x", 0);
	unsigned char storage[2048];
	struct pq_buf out = { storage, 0, sizeof(storage), false };
	size_t len;

	if (told < log.len)
		add_text(&out, line_at(log, told + strlen("\nplace ")));
	else if (failed < log.len)
		add_text(&out, line_at(log, failed + strlen("ASSERTION FAILED: ")));
	else if (runtime < log.len)
		add_runtime_error(log, runtime, &out);
	else if (stack < log.len)
		add_stack(log, stack + 1, &out);
	len = out.len < PQ_STATUS_PLACE ? out.len : PQ_STATUS_PLACE - 1;
	memcpy(place, storage, len);
	place[len] = '\0';
}
