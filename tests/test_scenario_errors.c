/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "scenario_fixture.h"

static const char top[] = "one of: attacker, page, policy, judge, entropy, schedule, proxy, login, keep-alive, dns, "
			  "cookie, pause, expect, fetch, xhr, form, navigate, websocket, preconnect, prefetch, "
			  "dns-prefetch, embedder, ftp, ice-server, webtransport, socket, control, answer";
static const char in_fetch[] = "one of: header, mode, credentials, redirect, worker, text, binary, blob, param, field, "
			       "file";
static const char in_answer[] = "one of: greet, reply, wait, upgrade, stun, redirect, refuse, reset, stall";
static const char once[] = "this word only once";
static const char one_body[] = "one kind of body: text, binary, blob, params, or fields and files";
static const char escapes[] = "one of the escapes \\r \\n \\t \\0 \\\" \\\\ \\xNN";
static const char rule[] = "the name of a rule, such as unsafe_port";
static const char tab[] = "a blank (or \\t inside quotes), not a tab";
static const char cr[] = "LF alone at the end of a line, not CR";
static const char raw[] = "printable ASCII, or \\xNN inside quotes";
static const char address[] = "an IPv4 or IPv6 address";
static const char one_byte[] = "a quoted string of one byte";
static const char piece[] = "a bare word, a quoted string, or fill N \"b\"";
static const char entropy[] = "a number from 0 to 4294967295";
static const char status[] = "a status from 100 to 999";
static const char version[] = "pratique-scenario 1";
static const struct {
	const char *text;
	enum pq_err err;
	size_t line;
	size_t column;
	const char *expected;
} bad[] = {
	{ "", PQ_ERR_SYNTAX, 1, 1, version },
	{ "page http://h/\n", PQ_ERR_SYNTAX, 1, 1, version },
	{ "pratique-scenario\n", PQ_ERR_SYNTAX, 1, 1, version },
	{ "pratique-scenario 1 \n", PQ_ERR_SYNTAX, 1, 1, version },
	{ "\npratique-scenario 1\n", PQ_ERR_SYNTAX, 1, 1, version },
	{ "pratique-scenario 2\n", PQ_ERR_VERSION, 1, 19, version },
	{ "pratique-scenario 11\n", PQ_ERR_VERSION, 1, 19, version },
	{ "pratique-scenario 1\r\n", PQ_ERR_SYNTAX, 1, 20, cr },
	{ HEAD "\npag http://h/\n", PQ_ERR_SYNTAX, 3, 1, top },
	{ HEAD "header \"a\" \"b\"\n", PQ_ERR_SYNTAX, 2, 1, top },
	{ HEAD "redirect follow\n", PQ_ERR_SYNTAX, 2, 1, top },
	{ HEAD "fetch GET /\n  page /\n", PQ_ERR_SYNTAX, 3, 3, in_fetch },
	{ HEAD "fetch GET /\n  stall\n", PQ_ERR_SYNTAX, 3, 3, in_fetch },
	{ HEAD "fetch GET /\n  redirect 302 /\n", PQ_ERR_SYNTAX, 3, 12, "one of: follow, error, manual" },
	{ HEAD "xhr GET /\n  mode cors\n", PQ_ERR_SYNTAX, 3, 3,
	  "one of: header, credentials, worker, text, binary, blob, param, field, file" },
	{ HEAD "form GET /\n  header \"a\" \"b\"\n", PQ_ERR_SYNTAX, 3, 3, "one of: worker, field, file" },
	{ HEAD "answer\n  header \"a\" \"b\"\n", PQ_ERR_SYNTAX, 3, 3, in_answer },
	{ HEAD "answer\n  redirect follow\n", PQ_ERR_SYNTAX, 3, 12, status },
	{ HEAD "expect allowed\n  field \"a\" \"b\"\n", PQ_ERR_SYNTAX, 3, 1,
	  "no indentation: the line above has no parts" },
	{ HEAD "  stall\n", PQ_ERR_SYNTAX, 2, 1, "no indentation: no line above has parts" },
	{ HEAD "answer\n stall\n", PQ_ERR_SYNTAX, 3, 1, "no indentation, or two blanks" },
	{ HEAD "answer\n   stall\n", PQ_ERR_SYNTAX, 3, 1, "no indentation, or two blanks" },
	{ HEAD "answer\n\tstall\n", PQ_ERR_SYNTAX, 3, 1, tab },
	{ HEAD "page\thttp://h/\n", PQ_ERR_SYNTAX, 2, 5, tab },
	{ HEAD "page http://h/\t\n", PQ_ERR_SYNTAX, 2, 15, tab },
	{ HEAD "schedule \"a\tb\"\n", PQ_ERR_SYNTAX, 2, 12, tab },
	{ HEAD "page http://h/\r\n", PQ_ERR_SYNTAX, 2, 15, cr },
	{ HEAD "\r\n", PQ_ERR_SYNTAX, 2, 1, cr },
	{ HEAD "schedule \"a\"\r\n", PQ_ERR_SYNTAX, 2, 13, cr },
	{ HEAD "page \x01\n", PQ_ERR_SYNTAX, 2, 6, raw },
	{ HEAD "page h\x7f\n", PQ_ERR_SYNTAX, 2, 7, raw },
	{ HEAD "page h\xc3\xa9\n", PQ_ERR_SYNTAX, 2, 7, raw },
	{ HEAD "schedule \"\xc3\xa9\xff\"\n", PQ_ERR_SYNTAX, 2, 13, raw },
	{ HEAD "page\n", PQ_ERR_SYNTAX, 2, 5, "a URL" },
	{ HEAD "page #\n", PQ_ERR_SYNTAX, 2, 6, "a URL" },
	{ HEAD "page +\n", PQ_ERR_SYNTAX, 2, 6, "a URL" },
	{ HEAD "page a b\n", PQ_ERR_SYNTAX, 2, 8, "the end of the line" },
	{ HEAD "page a # b\n", PQ_ERR_SYNTAX, 2, 8, "the end of the line" },
	{ HEAD "page a\"b\"\n", PQ_ERR_SYNTAX, 2, 7, "a blank after a bare word" },
	{ HEAD "page \"a\"b\n", PQ_ERR_SYNTAX, 2, 9, "a blank after the end quote" },
	{ HEAD "page \"a\n", PQ_ERR_SYNTAX, 2, 8, "an end quote" },
	{ HEAD "page \"a", PQ_ERR_SYNTAX, 2, 8, "an end quote" },
	{ HEAD "page \"", PQ_ERR_SYNTAX, 2, 7, "an end quote" },
	{ HEAD "page \"ab\\y\"\n", PQ_ERR_SYNTAX, 2, 9, escapes },
	{ HEAD "page \"\\x4\"\n", PQ_ERR_SYNTAX, 2, 7, escapes },
	{ HEAD "page \"\\xg0\"\n", PQ_ERR_SYNTAX, 2, 7, escapes },
	{ HEAD "page \"\\", PQ_ERR_SYNTAX, 2, 7, escapes },
	{ HEAD "page \"a\" +\n", PQ_ERR_SYNTAX, 2, 11, piece },
	{ HEAD "page \"a\" + + \"b\"\n", PQ_ERR_SYNTAX, 2, 12, piece },
	{ HEAD "page fill\n", PQ_ERR_SYNTAX, 2, 10, "a number of bytes after fill" },
	{ HEAD "page fill x\n", PQ_ERR_SYNTAX, 2, 11, "a number of bytes after fill" },
	{ HEAD "page fill 99999999999999999999 \"a\"\n", PQ_ERR_RANGE, 2, 11, "a number of bytes after fill" },
	{ HEAD "page fill 3\n", PQ_ERR_SYNTAX, 2, 12, one_byte },
	{ HEAD "page fill 3 a\n", PQ_ERR_SYNTAX, 2, 13, one_byte },
	{ HEAD "page fill 3 \"\"\n", PQ_ERR_SYNTAX, 2, 13, one_byte },
	{ HEAD "page fill 3 \"ab\"\n", PQ_ERR_SYNTAX, 2, 13, one_byte },
	{ HEAD "page fill 3 \"\\y\"\n", PQ_ERR_SYNTAX, 2, 14, escapes },
	{ HEAD "attacker\n", PQ_ERR_SYNTAX, 2, 9, "one of: page, renderer, server" },
	{ HEAD "attacker me\n", PQ_ERR_SYNTAX, 2, 10, "one of: page, renderer, server" },
	{ HEAD "attacker \"page\"\n", PQ_ERR_SYNTAX, 2, 10, "one of: page, renderer, server" },
	{ HEAD "form GET / plain\n", PQ_ERR_SYNTAX, 2, 12, "one of: urlencoded, multipart, text" },
	{ HEAD "form GET / text x\n", PQ_ERR_SYNTAX, 2, 17, "the end of the line" },
	{ HEAD "entropy x\n", PQ_ERR_SYNTAX, 2, 9, entropy },
	{ HEAD "entropy -1\n", PQ_ERR_SYNTAX, 2, 9, entropy },
	{ HEAD "entropy 4294967296\n", PQ_ERR_RANGE, 2, 9, entropy },
	{ HEAD "answer\n  redirect 99 /\n", PQ_ERR_RANGE, 3, 12, status },
	{ HEAD "answer\n  redirect 1000 /\n", PQ_ERR_RANGE, 3, 12, status },
	{ HEAD "answer\n  redirect 302\n", PQ_ERR_SYNTAX, 3, 15, "a Location" },
	{ HEAD "answer x\n", PQ_ERR_SYNTAX, 2, 8, "one of: any, preflight" },
	{ HEAD "answer preflight x\n", PQ_ERR_SYNTAX, 2, 18, "the end of the line" },
	{ HEAD "answer\n  stun 199\n", PQ_ERR_RANGE, 3, 8, "a STUN code from 200 to 699" },
	{ HEAD "socket h 65536\n", PQ_ERR_RANGE, 2, 10, "a port from 0 to 65535" },
	{ HEAD "websocket ws://h/\n  message text \"\" 65\n", PQ_ERR_RANGE, 3, 19,
	  "a number of fragments from 1 to 64 (PQ_MAX_FRAGMENTS)" },
	{ HEAD "websocket ws://h/\n  message word \"\"\n", PQ_ERR_SYNTAX, 3, 11,
	  "one of: text, binary, ping, pong, close" },
	{ HEAD "proxy http://h/ \"user\"\n", PQ_ERR_SYNTAX, 2, 23, "a password" },
	{ HEAD "dns h 1.2.3\n", PQ_ERR_SYNTAX, 2, 7, address },
	{ HEAD "dns h ::1 fe80::1%lo\n", PQ_ERR_SYNTAX, 2, 11, address },
	{ HEAD "dns h ::1 ::2 ::3 ::4 ::5\n", PQ_ERR_SYNTAX, 2, 23, "the end of the line" },
	{ HEAD "expect\n", PQ_ERR_SYNTAX, 2, 7, "one of: allowed, blocked, error, dropped, sent, unsent, violation" },
	{ HEAD "expect allowed x\n", PQ_ERR_SYNTAX, 2, 16, "the end of the line" },
	{ HEAD "expect blocked\n", PQ_ERR_SYNTAX, 2, 15, rule },
	{ HEAD "expect blocked none\n", PQ_ERR_SYNTAX, 2, 16, rule },
	{ HEAD "expect violation bad_port\n", PQ_ERR_SYNTAX, 2, 18, rule },
	{ HEAD "expect error\n", PQ_ERR_SYNTAX, 2, 13, "the name of a network error" },
	{ HEAD "expect sent\n", PQ_ERR_SYNTAX, 2, 12, "bytes" },
	{ HEAD "policy\n", PQ_ERR_SYNTAX, 2, 7, "the name of a policy" },
	{ HEAD "policy \"none\"\n", PQ_ERR_SYNTAX, 2, 8, "the name of a policy" },
	{ HEAD "policy a b\n", PQ_ERR_SYNTAX, 2, 10, "the end of the line" },
	{ HEAD "attacker page\n\nattacker page\n", PQ_ERR_SYNTAX, 4, 1, once },
	{ HEAD "page a\nfetch GET /\n  mode cors\npage b\n", PQ_ERR_SYNTAX, 5, 1, once },
	{ HEAD "policy none\npolicy none\n", PQ_ERR_SYNTAX, 3, 1, once },
	{ HEAD "entropy 1\nentropy 2\n", PQ_ERR_SYNTAX, 3, 1, once },
	{ HEAD "schedule a\nschedule a\n", PQ_ERR_SYNTAX, 3, 1, once },
	{ HEAD "fetch GET /\n  mode cors\n  # c\n  mode cors\n", PQ_ERR_SYNTAX, 5, 3, once },
	{ HEAD "xhr GET /\n  credentials omit\n  credentials omit\n", PQ_ERR_SYNTAX, 4, 3, once },
	{ HEAD "control GET /\n  redirect error\n  redirect error\n", PQ_ERR_SYNTAX, 4, 3, once },
	{ HEAD "xhr GET /\n  text a\n  text a\n", PQ_ERR_SYNTAX, 4, 3, once },
	{ HEAD "xhr GET /\n  binary a\n  binary a\n", PQ_ERR_SYNTAX, 4, 3, once },
	{ HEAD "xhr GET /\n  blob a b\n  blob a b\n", PQ_ERR_SYNTAX, 4, 3, once },
	{ HEAD "xhr GET /\n  text a\n  binary a\n", PQ_ERR_SYNTAX, 4, 3, one_body },
	{ HEAD "xhr GET /\n  blob a b\n  param a b\n", PQ_ERR_SYNTAX, 4, 3, one_body },
	{ HEAD "xhr GET /\n  param a b\n  file a b c d\n", PQ_ERR_SYNTAX, 4, 3, one_body },
	{ HEAD "xhr GET /\n  field a b\n  param a b\n", PQ_ERR_SYNTAX, 4, 3, one_body },
	{ HEAD "xhr GET /\n  file a b c d\n  text a\n", PQ_ERR_SYNTAX, 4, 3, one_body },
	{ HEAD "xhr GET /\n  file \"a\" \"b\" \"c\"\n", PQ_ERR_SYNTAX, 3, 19, "bytes" },
};

static void errors_name_place_and_what_was_expected(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(read_text(bad[i].text, PQ_READING_STRICT), bad[i].err);
		assert_string_equal(diag.expected, bad[i].expected);
		assert_int_equal(diag.line, bad[i].line);
		assert_int_equal(diag.column, bad[i].column);
		assert_int_equal(scenario.line_count, 0);
		assert_int_equal(read_text(bad[i].text, PQ_READING_LENIENT), PQ_ERR_OK);
		assert_int_equal(pq_scenario_parse(&scenario, pq_view_str(bad[i].text), PQ_READING_STRICT, NULL),
				 bad[i].err);
	}
}

/* RFC 3629 4: what is not UTF-8 is an error in strict reading, and bytes in lenient reading. */
static void raw_bytes_in_quotes_are_utf8(void **state)
{
	static const struct {
		const char *raw;
		bool good;
	} rows[] = {
		{ "\xc2\x80", true },
		{ "\xdf\xbf", true },
		{ "\xe0\xa0\x80", true },
		{ "\xed\x9f\xbf", true },
		{ "\xee\x80\x80", true },
		{ "\xf0\x90\x80\x80", true },
		{ "\xf4\x8f\xbf\xbf", true },
		{ "\x80", false },
		{ "\xc1\xbf", false },
		{ "\xc2", false },
		{ "\xc2\x41", false },
		{ "\xe0\x9f\xbf", false },
		{ "\xed\xa0\x80", false },
		{ "\xe1\x80", false },
		{ "\xe1\x80\x41", false },
		{ "\xf0\x8f\xbf\xbf", false },
		{ "\xf4\x90\x80\x80", false },
		{ "\xf5\x80\x80\x80", false },
		{ "\xf1\x80\x80", false },
		{ "\x01", false },
		{ "\x7f", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[64];

		snprintf(text, sizeof(text), HEAD "schedule \"%s\"", rows[i].raw);
		assert_int_equal(read_text(text, PQ_READING_STRICT), rows[i].good ? PQ_ERR_OK : PQ_ERR_SYNTAX);
		assert_int_equal(read_text(text, PQ_READING_LENIENT), PQ_ERR_OK);
		assert_int_equal(scenario.line_count, 1);
		assert_true(pq_view_is(scenario.lines[0].args[0].bytes, rows[i].raw));
	}
}

static void lenient_reading_skips_what_is_wrong(void **state)
{
	static const struct {
		const char *text;
		const char *left;
	} rows[] = {
		{ "page a\n", "page a\n" },
		{ "pratique-scenario 9\npage a\n", "page a\n" },
		{ HEAD "what\npage a\n", "page a\n" },
		{ HEAD "fetch GET\n  mode cors\n  # c\npage a\n", "# c\npage a\n" },
		{ HEAD "answer\n stall\n  bogus\n  reset\n", "answer\n  reset\n" },
		{ HEAD "answer\n  reply \"\\r\\y\"\n  reply \"\\r\"\n", "answer\n  reply \"\\r\"\n" },
		{ HEAD "dns h 1.2.3\ndns h 1.2.3.4\n", "dns h 1.2.3.4\n" },
		{ HEAD "expect blocked x\nexpect allowed", "expect allowed\n" },
		{ HEAD "schedule \"a\tb\x80\r\"\n", "schedule \"a\\tb\\x80\\r\"\n" },
		{ HEAD "page a\r\npage b\n", "page b\n" },
		{ HEAD "  stall\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(read_text(rows[i].text, PQ_READING_LENIENT), PQ_ERR_OK);
		assert_string_equal(printed() + strlen(HEAD), rows[i].left);
	}
}

/* What is left after lenient reading is good text, whatever was read: engines may print what they keep. */
static void lenient_reading_of_any_bytes_leaves_good_text(void **state)
{
	static const char alphabet[] = " \t\r\n\"\\#+x0\xff:.";
	static char kept[1 << 20];
	uint32_t seed = 1;

	(void)state;
	for (size_t round = 0; round < 3000; round++) {
		char text[sizeof(everything)];

		memcpy(text, everything, sizeof(text));
		for (size_t i = 0; i < 1 + round % 8; i++) {
			seed = seed * 1664525u + 1013904223u;
			text[(seed >> 8) % (sizeof(text) - 1)] = alphabet[(seed >> 4) % (sizeof(alphabet) - 1)];
		}
		assert_int_equal(read_bytes(pq_view(text, round % (sizeof(text))), PQ_READING_LENIENT), PQ_ERR_OK);
		strcpy(kept, printed());
		read_strictly(kept);
		assert_string_equal(printed(), kept);
	}
}

/* A text of `head`, then `count` times `line`, then `tail`. */
static char *repeated(const char *head, const char *line, size_t count, const char *tail)
{
	char *text = malloc(strlen(head) + strlen(line) * count + strlen(tail) + 1);
	char *to = text;

	assert_non_null(text);
	to = strcpy(to, head) + strlen(head);
	for (size_t i = 0; i < count; i++)
		to = strcpy(to, line) + strlen(line);
	strcpy(to, tail);
	return text;
}

/* The twin of the lines that exclude each other: elsewhere, or among their like, they may stand again. */
static void words_of_different_parents_do_not_exclude_each_other(void **state)
{
	(void)state;
	read_strictly(HEAD "fetch GET /\n  mode cors\n  text a\n  credentials omit\n  redirect error\n"
			   "fetch GET /\n  mode cors\n  param a b\n  param a b\n  credentials omit\n"
			   "xhr GET /\n  field a b\n  file a b c d\n  field a b\n"
			   "answer\n  redirect 302 /\n  redirect 302 /\n");
	assert_int_equal(scenario.line_count, 17);
}

static void the_first_of_two_words_counts_in_lenient_reading(void **state)
{
	(void)state;
	assert_int_equal(read_text(HEAD "page a\npage b\nentropy x\nentropy 2\nentropy 3\n"
					"xhr GET /\n  text a\n  binary b\n",
				   PQ_READING_LENIENT),
			 PQ_ERR_OK);
	assert_string_equal(printed(), HEAD "page a\nentropy 2\nxhr GET /\n  text \"a\"\n");
	assert_true(pq_view_is(pq_scenario_bytes_of(&scenario, PQ_WORD_PAGE, "x"), "a"));
	assert_int_equal(pq_scenario_number_of(&scenario, PQ_WORD_ENTROPY, 9), 2);
}

static void each_maximum_is_refused_by_its_name(void **state)
{
	static const struct {
		const char *head;
		const char *line;
		size_t max;
		size_t before;
		const char *expected;
	} rows[] = {
		{ HEAD, "navigate /\n", PQ_MAX_REQUESTS, 0, "at most 32 requests (PQ_MAX_REQUESTS)" },
		{ HEAD, "answer\n", PQ_MAX_ANSWERS, 0, "at most 64 answers (PQ_MAX_ANSWERS)" },
		{ HEAD, "cookie / \"\"\n", PQ_MAX_COOKIE_LINES, 0, "at most 64 cookie lines (PQ_MAX_COOKIE_LINES)" },
		{ HEAD "fetch GET /\n", "  header \"a\" \"\"\n", PQ_MAX_HEADERS, 1,
		  "at most 64 headers in one request (PQ_MAX_HEADERS)" },
		{ HEAD "form POST /\n", "  field \"a\" \"\"\n", PQ_MAX_ENTRIES, 1,
		  "at most 64 fields and files in one request (PQ_MAX_ENTRIES)" },
		{ HEAD, "#\n", PQ_MAX_LINES, 0, "at most 1024 lines (PQ_MAX_LINES)" },
		{ HEAD, "expect allowed\n", PQ_MAX_LINES, 0, "at most 1024 lines (PQ_MAX_LINES)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *fits = repeated(rows[i].head, rows[i].line, rows[i].max, "");
		char *over = repeated(rows[i].head, rows[i].line, rows[i].max + 1, "");

		read_strictly(fits);
		assert_int_equal(scenario.line_count, rows[i].max + rows[i].before);
		assert_int_equal(read_text(over, PQ_READING_STRICT), PQ_ERR_LIMIT);
		assert_string_equal(diag.expected, rows[i].expected);
		assert_int_equal(diag.line, rows[i].max + rows[i].before + 2);
		assert_int_equal(diag.column, 1);
		assert_int_equal(read_text(over, PQ_READING_LENIENT), PQ_ERR_OK);
		assert_int_equal(scenario.line_count, rows[i].max + rows[i].before);
		free(fits);
		free(over);
	}
}

static void arguments_are_limited(void **state)
{
	char *fits = repeated(HEAD, "dns h 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1\n", 819, "#\n");
	char *over = repeated(HEAD, "dns h 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1\n", 819, "cookie / \"\"\n");

	(void)state;
	read_strictly(fits);
	assert_int_equal(scenario.arg_count, PQ_MAX_ARGS);
	assert_int_equal(read_text(over, PQ_READING_STRICT), PQ_ERR_LIMIT);
	assert_string_equal(diag.expected, "at most 4096 arguments (PQ_MAX_ARGS)");
	assert_int_equal(diag.line, 821);
	assert_int_equal(diag.column, 10);
	free(fits);
	free(over);
}

static void limits_within_a_request_begin_anew_with_the_next(void **state)
{
	char *one = repeated("fetch GET /\n", "  header \"a\" \"\"\n", PQ_MAX_HEADERS, "");
	char *two = repeated(HEAD, one, 2, "");

	(void)state;
	read_strictly(two);
	free(one);
	free(two);
}

static void bytes_and_text_are_limited(void **state)
{
	static const char decoded[] = "fewer bytes in escapes and fills (PQ_MAX_SCENARIO_BYTES)";
	char *over = repeated(HEAD "#", " ", PQ_MAX_SCENARIO_TEXT, "");
	struct pq_view fits = pq_view(over, PQ_MAX_SCENARIO_TEXT);

	(void)state;
	read_strictly(HEAD "schedule fill 4194304 \"a\"\n");
	assert_int_equal(read_text(HEAD "schedule fill 4194305 \"a\"\n", PQ_READING_STRICT), PQ_ERR_LIMIT);
	assert_string_equal(diag.expected, decoded);
	assert_int_equal(read_text(HEAD "schedule fill 4194304 \"a\" + \"b\"\n", PQ_READING_STRICT), PQ_ERR_LIMIT);
	assert_string_equal(diag.expected, decoded);
	assert_int_equal(read_text(HEAD "page fill 4194304 \"a\"\nschedule \"\\r\"", PQ_READING_STRICT), PQ_ERR_LIMIT);
	assert_string_equal(diag.expected, decoded);
	assert_int_equal(diag.line, 3);
	assert_int_equal(read_text(HEAD "schedule fill 4194305 \"a\"\npage a\n", PQ_READING_LENIENT), PQ_ERR_OK);
	assert_string_equal(printed(), HEAD "page a\n");
	assert_int_equal(read_bytes(fits, PQ_READING_STRICT), PQ_ERR_OK);
	assert_int_equal(read_text(over, PQ_READING_STRICT), PQ_ERR_LIMIT);
	assert_string_equal(diag.expected, "at most 4194304 bytes of text (PQ_MAX_SCENARIO_TEXT)");
	assert_int_equal(read_text(over, PQ_READING_LENIENT), PQ_ERR_OK);
	free(over);
}

static void storage_may_be_smaller_or_absent(void **state)
{
	(void)state;
	pq_scenario_init(&scenario, NULL, 0, NULL, 0, NULL, 0);
	assert_int_equal(read_text(everything, PQ_READING_LENIENT), PQ_ERR_OK);
	assert_int_equal(scenario.line_count, 0);
	assert_int_equal(read_text(everything, PQ_READING_STRICT), PQ_ERR_LIMIT);
	assert_string_equal(diag.expected, "at most 0 lines (PQ_MAX_LINES)");
	read_strictly(HEAD);
	pq_scenario_init(&scenario, lines, COUNT(lines), args, 1, NULL, 0);
	assert_int_equal(read_text(HEAD "page \"\\r\"\npage a\npage b\nanswer\n", PQ_READING_LENIENT), PQ_ERR_OK);
	assert_string_equal(printed(), HEAD "page a\nanswer\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(errors_name_place_and_what_was_expected, set_up),
		cmocka_unit_test_setup(raw_bytes_in_quotes_are_utf8, set_up),
		cmocka_unit_test_setup(lenient_reading_skips_what_is_wrong, set_up),
		cmocka_unit_test_setup(lenient_reading_of_any_bytes_leaves_good_text, set_up),
		cmocka_unit_test_setup(words_of_different_parents_do_not_exclude_each_other, set_up),
		cmocka_unit_test_setup(the_first_of_two_words_counts_in_lenient_reading, set_up),
		cmocka_unit_test_setup(each_maximum_is_refused_by_its_name, set_up),
		cmocka_unit_test_setup(arguments_are_limited, set_up),
		cmocka_unit_test_setup(limits_within_a_request_begin_anew_with_the_next, set_up),
		cmocka_unit_test_setup(bytes_and_text_are_limited, set_up),
		cmocka_unit_test_setup(storage_may_be_smaller_or_absent, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}
