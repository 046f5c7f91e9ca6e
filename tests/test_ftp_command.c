/* SPDX-License-Identifier: MIT */
/* FTP command lines out (RFC 959 5.3): one line comes of one argument, whatever the argument is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wire/ftp_command.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Writes behind "x", so that what a failing call leaves can be seen. */
static enum pq_err write_command(const char *verb, struct pq_view encoded, size_t room, struct pq_buf *out)
{
	static unsigned char storage[2 * PQ_MAX_FTP_COMMAND];

	pq_buf_init(out, storage, room + 1);
	pq_buf_add_byte(out, 'x');
	return pq_ftp_command_write(verb, encoded, out);
}

static void assert_line(const char *verb, const char *encoded, const char *line)
{
	struct pq_buf out;

	assert_int_equal(write_command(verb, pq_view_str(encoded), 64, &out), PQ_ERR_OK);
	assert_true(pq_view_is(pq_buf_since(&out, 1), line));
	assert_true(pq_ftp_argument_valid(pq_view_str(encoded)));
}

static void assert_refused(const char *encoded)
{
	struct pq_buf out;

	assert_false(pq_ftp_argument_valid(pq_view_str(encoded)));
	if (write_command("RETR", pq_view_str(encoded), 64, &out) != PQ_ERR_SYNTAX)
		fail_msg("not refused: %s", encoded);
	assert_int_equal(out.len, 1);
	assert_true(pq_buf_ok(&out));
}

static void an_argument_is_decoded_and_written_in_one_line(void **state)
{
	static const struct {
		const char *verb, *encoded, *line;
	} rows[] = {
		{ "USER", "anonymous", "USER anonymous\r\n" },
		{ "EPSV", "", "EPSV\r\n" },
		{ "CWD", "a%20b", "CWD a b\r\n" },
		{ "CWD", "%2Fetc", "CWD /etc\r\n" },
		{ "RETR", "%0", "RETR %0\r\n" },
		{ "RETR", "%0g%", "RETR %0g%\r\n" },
		{ "RETR", "%250d%250a", "RETR %0d%0a\r\n" },
		{ "RETR", "%C3%A9 \xc3\xa9", "RETR \xc3\xa9 \xc3\xa9\r\n" },
		{ "PASS", " ~", "PASS  ~\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_line(rows[i].verb, rows[i].encoded, rows[i].line);
}

/* CVE-2021-24002, CVE-2012-0036: the bytes count that are there after decoding. */
static void control_bytes_are_refused_as_they_stand_and_percent_encoded(void **state)
{
	static const char *const rows[] = {
		"a%0D%0ADELE b", "a\r\nDELE b", "a%0ADELE b", "a%0d", "%00", "\t", "%7f", "a\x7f", "%0D%0A",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_refused(rows[i]);
}

/* Every byte, as it stands and percent-encoded: 33 are refused, the others are in the line. */
static void each_byte_is_either_refused_or_sent_as_it_is(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < 256; c++) {
		unsigned char raw = (unsigned char)c;
		bool control = c < 0x20 || c == 0x7f;
		char encoded[4];
		struct pq_buf out;

		snprintf(encoded, sizeof(encoded), "%%%02X", c);
		assert_int_equal(pq_ftp_argument_valid(pq_view(&raw, 1)), !control);
		assert_int_equal(pq_ftp_argument_valid(pq_view(encoded, 3)), !control);
		assert_int_equal(write_command("CWD", pq_view(encoded, 3), 64, &out),
				 control ? PQ_ERR_SYNTAX : PQ_ERR_OK);
		if (!control)
			assert_int_equal(out.data[5], c);
	}
}

/* RFC 854: a data byte 255 is sent twice; RFC 1123 4.1.2.12: no Telnet command is sent to an FTP server. */
static void telnet_s_escape_byte_is_doubled(void **state)
{
	(void)state;
	assert_line("RETR", "%FF%F4", "RETR \xff\xff\xf4\r\n");
	assert_line("RETR", "\xff\xff", "RETR \xff\xff\xff\xff\r\n");
	assert_line("RETR", "%FE", "RETR \xfe\r\n");
}

static void a_line_has_a_maximum(void **state)
{
	static unsigned char text[PQ_MAX_FTP_COMMAND];
	const size_t longest = PQ_MAX_FTP_COMMAND - strlen("CWD \r\n");
	struct pq_buf out;

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(write_command("CWD", pq_view(text, longest), PQ_MAX_FTP_COMMAND, &out), PQ_ERR_OK);
	assert_int_equal(out.len, 1 + PQ_MAX_FTP_COMMAND);
	assert_int_equal(write_command("CWD", pq_view(text, longest + 1), PQ_MAX_FTP_COMMAND + 1, &out), PQ_ERR_LIMIT);
	assert_int_equal(out.len, 1);
}

static void what_does_not_fit_is_not_written(void **state)
{
	struct pq_buf out;

	(void)state;
	assert_int_equal(write_command("CWD", pq_view_str("abc"), 9, &out), PQ_ERR_OK);
	assert_int_equal(write_command("CWD", pq_view_str("abc"), 8, &out), PQ_ERR_NO_SPACE);
	assert_int_equal(out.len, 1);
	assert_false(pq_buf_ok(&out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_argument_is_decoded_and_written_in_one_line),
		cmocka_unit_test(control_bytes_are_refused_as_they_stand_and_percent_encoded),
		cmocka_unit_test(each_byte_is_either_refused_or_sent_as_it_is),
		cmocka_unit_test(telnet_s_escape_byte_is_doubled),
		cmocka_unit_test(a_line_has_a_maximum),
		cmocka_unit_test(what_does_not_fit_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
