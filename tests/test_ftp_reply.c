/* SPDX-License-Identifier: MIT */
/* FTP replies in (RFC 959 4.2, RFC 2428 3). Every row is read whole and byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "wire/ftp_reply.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Offers the first byte, the first two, and so on. */
static enum pq_err feed_bytewise(struct pq_ftp_reply *reply, struct pq_view bytes)
{
	enum pq_err err = PQ_ERR_INCOMPLETE;

	for (size_t offered = 0; err == PQ_ERR_INCOMPLETE && offered <= bytes.len; offered++)
		err = pq_ftp_reply_feed(reply, pq_view(bytes.data, offered));
	return err;
}

/* Reads a row from a buffer of its exact size, whole and byte by byte, which must not differ; *text is the row's own. */
static enum pq_err read_both(struct pq_view row, struct pq_ftp_reply *whole)
{
	struct pq_ftp_reply bytewise;
	unsigned char *copy = malloc(row.len ? row.len : 1);
	struct pq_view bytes = { copy, row.len };
	enum pq_err err;

	memcpy(copy, row.data, row.len);
	pq_ftp_reply_init(whole);
	pq_ftp_reply_init(&bytewise);
	err = pq_ftp_reply_feed(whole, bytes);
	assert_int_equal(feed_bytewise(&bytewise, bytes), err);
	assert_int_equal(pq_ftp_reply_feed(whole, bytes), err);
	if (err == PQ_ERR_OK) {
		assert_int_equal(whole->code, bytewise.code);
		assert_int_equal(whole->line_count, bytewise.line_count);
		assert_int_equal(whole->consumed, bytewise.consumed);
		assert_true(pq_view_eq(whole->text, bytewise.text));
		whole->text = pq_view_slice(row, (size_t)(whole->text.data - copy), whole->consumed - 2);
	}
	free(copy);
	return err;
}

static void assert_read(struct pq_view row, enum pq_err expected)
{
	struct pq_ftp_reply reply;

	if (read_both(row, &reply) != expected)
		fail_msg("not %s: %.*s", pq_err_name(expected), (int)row.len, (const char *)row.data);
}

/* RFC 959 4.2, its own examples among them: each reply ends at its last byte and not before. */
static void replies_end_where_they_say(void **state)
{
	static const struct {
		struct pq_view row;
		uint16_t code;
		size_t line_count;
		const char *text;
	} rows[] = {
		{ PQ_VIEW("220 ready\r\n"), 220, 1, "ready" },
		{ PQ_VIEW("220 \r\n"), 220, 1, "" },
		{ PQ_VIEW("599  \xff\x01 220 x\r\n"), 599, 1, " \xff\x01 220 x" },
		{ PQ_VIEW("100 -\r\n"), 100, 1, "-" },
		{ PQ_VIEW("123-First line\r\nSecond line\r\n  234 A line beginning with numbers\r\n123 The last "
			  "line\r\n"),
		  123, 4, "The last line" },
		{ PQ_VIEW("220-\r\n220-again\r\n220 \r\n"), 220, 3, "" },
		{ PQ_VIEW("220-a\r\n\r\n22\r\n2200 bytes\r\n220x\r\n221x\r\n220 end\r\n"), 220, 7, "end" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_ftp_reply reply;

		assert_int_equal(read_both(rows[i].row, &reply), PQ_ERR_OK);
		assert_int_equal(reply.code, rows[i].code);
		assert_int_equal(reply.line_count, rows[i].line_count);
		assert_int_equal(reply.consumed, rows[i].row.len);
		assert_true(pq_view_is(reply.text, rows[i].text));
		for (size_t cut = 0; cut < rows[i].row.len; cut++)
			assert_read(pq_view_slice(rows[i].row, 0, cut), PQ_ERR_INCOMPLETE);
	}
}

/* What is already there behind a reply was sent before the next command: the caller can see it. */
static void bytes_behind_a_reply_are_not_consumed(void **state)
{
	struct pq_view bytes = PQ_VIEW("331 password?\r\n230 in\r\n227 x\r\n");
	struct pq_ftp_reply reply;

	(void)state;
	assert_int_equal(read_both(bytes, &reply), PQ_ERR_OK);
	assert_int_equal(reply.code, 331);
	assert_int_equal(reply.consumed, strlen("331 password?\r\n"));
	bytes = pq_view_from(bytes, reply.consumed);
	assert_int_equal(read_both(bytes, &reply), PQ_ERR_OK);
	assert_int_equal(reply.code, 230);
	assert_int_equal(bytes.len - reply.consumed, strlen("227 x\r\n"));
}

static void malformed_replies_are_refused(void **state)
{
	static const struct pq_view rows[] = {
		PQ_VIEW("\r\n"),
		PQ_VIEW("220\r\n"),
		PQ_VIEW("22 ready\r\n"),
		PQ_VIEW("2200 ready\r\n"),
		PQ_VIEW("220\tready\r\n"),
		PQ_VIEW("220:ready\r\n"),
		PQ_VIEW(" 220 ready\r\n"),
		PQ_VIEW("+20 ready\r\n"),
		PQ_VIEW("2 0 ready\r\n"),
		PQ_VIEW("099 ready\r\n"),
		PQ_VIEW("000 ready\r\n"),
		PQ_VIEW("600 ready\r\n"),
		PQ_VIEW("999 ready\r\n"),
		PQ_VIEW("\xff\xfb\x01"
			"220 ready\r\n"),
		PQ_VIEW("HTTP/1.1 200 OK\r\n"),
		PQ_VIEW("SSH-2.0-x\r\n"),
		/* Ends of lines. */
		PQ_VIEW("220 ready\n"),
		PQ_VIEW("\n"),
		PQ_VIEW("220 ready\r\r\n"),
		PQ_VIEW("220 rea\rdy\r\n"),
		PQ_VIEW("220 rea\0dy\r\n"),
		PQ_VIEW("220-ready\n220 end\r\n"),
		/* Further lines that are another reply to some reader. */
		PQ_VIEW("220-ready\r\n221 bye\r\n"),
		PQ_VIEW("220-ready\r\n221-bye\r\n"),
		PQ_VIEW("220-ready\r\n999 bye\r\n"),
		PQ_VIEW("220-ready\r\n220\r\n"),
		PQ_VIEW("220-ready\r\n221\r\n"),
		PQ_VIEW("220-ready\r\n220\tend\r\n"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_read(rows[i], PQ_ERR_SYNTAX);
}

static unsigned char storage[2 * PQ_MAX_FTP_REPLY];

static struct pq_view run(const char *before, size_t len, const char *after)
{
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	pq_buf_add_str(&text, before);
	memset(pq_buf_extend(&text, len), 'x', len);
	pq_buf_add_str(&text, after);
	return pq_buf_view(&text);
}

static void a_line_has_a_maximum(void **state)
{
	const size_t longest = PQ_MAX_FTP_LINE - strlen("220 \r\n");

	(void)state;
	assert_read(run("220 ", longest, "\r\n"), PQ_ERR_OK);
	assert_read(run("220 ", longest + 1, "\r\n"), PQ_ERR_LIMIT);
	assert_read(run("220-\r\n", longest + 4, "\r\n220 \r\n"), PQ_ERR_OK);
	assert_read(run("220-\r\n", longest + 5, "\r\n220 \r\n"), PQ_ERR_LIMIT);
	assert_read(run("", PQ_MAX_FTP_LINE, ""), PQ_ERR_INCOMPLETE);
	assert_read(run("", PQ_MAX_FTP_LINE + 1, ""), PQ_ERR_LIMIT);
}

static struct pq_view lines(size_t count, const char *last)
{
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	while (count-- > 0)
		pq_buf_add_str(&text, "220-xy\r\n");
	pq_buf_add_str(&text, last);
	return pq_buf_view(&text);
}

/* An endless greeting is given up. */
static void a_reply_has_a_maximum(void **state)
{
	const size_t most = PQ_MAX_FTP_REPLY / strlen("220-xy\r\n");

	(void)state;
	assert_read(lines(most - 1, "220 xy\r\n"), PQ_ERR_OK);
	assert_read(lines(most, ""), PQ_ERR_INCOMPLETE);
	assert_read(lines(most, "220 xy\r\n"), PQ_ERR_LIMIT);
	assert_read(lines(most, "2"), PQ_ERR_LIMIT);
}

/* After a failure nothing is read any more, whatever comes. */
static void a_failure_stays(void **state)
{
	struct pq_view bytes = PQ_VIEW("bad\r\n220 good\r\n");
	struct pq_ftp_reply reply;

	(void)state;
	pq_ftp_reply_init(&reply);
	assert_int_equal(pq_ftp_reply_feed(&reply, pq_view_slice(bytes, 0, 5)), PQ_ERR_SYNTAX);
	assert_int_equal(pq_ftp_reply_feed(&reply, bytes), PQ_ERR_SYNTAX);
}

/* RFC 959 5.3.2; RFC 1123 4.1.2.6: the numbers begin at the first digit, with or without parentheses. */
static void a_passive_reply_names_six_numbers(void **state)
{
	static const struct {
		const char *text;
		enum pq_err err;
		uint16_t port;
	} rows[] = {
		{ "Entering Passive Mode (192,0,2,1,200,13).", PQ_ERR_OK, 51213 },
		{ "=192,0,2,1,0,1", PQ_ERR_OK, 1 },
		{ "192,0,2,1,255,255 ", PQ_ERR_OK, 65535 },
		{ "(192,0,2,1,1,0)", PQ_ERR_OK, 256 },
		{ "(192,0,2,1,0,0)", PQ_ERR_RANGE, 0 },
		{ "(192,0,2,1,256,1)", PQ_ERR_RANGE, 0 },
		{ "(192,0,2,1,1,256)", PQ_ERR_RANGE, 0 },
		{ "(256,0,2,1,1,1)", PQ_ERR_RANGE, 0 },
		{ "(192,0,2,1,1,4294967297)", PQ_ERR_RANGE, 0 },
		{ "(192,0,2,1,18446744073709551617,1)", PQ_ERR_RANGE, 0 },
		{ "(192,0,2,1,1)", PQ_ERR_SYNTAX, 0 },
		{ "(192,0,2,1,1,)", PQ_ERR_SYNTAX, 0 },
		{ "(192,0,2,1,1,1,1)", PQ_ERR_SYNTAX, 0 },
		{ "(192,0,2,1,1,1,", PQ_ERR_SYNTAX, 0 },
		{ "(192,0,2,1,,1)", PQ_ERR_SYNTAX, 0 },
		{ "(192,0,2,1, 1,1)", PQ_ERR_SYNTAX, 0 },
		{ "(192,0,2,1,-1,1)", PQ_ERR_SYNTAX, 0 },
		{ "(192,0,2,1,1,025)", PQ_ERR_SYNTAX, 0 },
		{ "(192.0.2.1,1,1)", PQ_ERR_SYNTAX, 0 },
		{ "4 you (192,0,2,1,1,1)", PQ_ERR_SYNTAX, 0 },
		{ "no numbers", PQ_ERR_SYNTAX, 0 },
		{ "", PQ_ERR_SYNTAX, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		static const struct pq_address named = { 4, { 192, 0, 2, 1 } };
		struct pq_address address = { .family = 0 };
		uint16_t port = 0;

		if (pq_ftp_passive(pq_view_str(rows[i].text), &address, &port) != rows[i].err)
			fail_msg("not %s: %s", pq_err_name(rows[i].err), rows[i].text);
		assert_int_equal(port, rows[i].port);
		assert_int_equal(pq_address_eq(&address, &named), rows[i].err == PQ_ERR_OK);
	}
}

/* RFC 2428 3. */
static void an_extended_passive_reply_names_a_port(void **state)
{
	static const struct {
		const char *text;
		enum pq_err err;
		uint16_t port;
	} rows[] = {
		{ "Entering Extended Passive Mode (|||6446|)", PQ_ERR_OK, 6446 },
		{ "(!!!1!)", PQ_ERR_OK, 1 },
		{ "(~~~65535~).", PQ_ERR_OK, 65535 },
		{ "((((9()", PQ_ERR_OK, 9 },
		{ "()))9))", PQ_ERR_OK, 9 },
		{ "(aaa25a)", PQ_ERR_OK, 25 },
		{ "(|||0|)", PQ_ERR_RANGE, 0 },
		{ "(|||65536|)", PQ_ERR_RANGE, 0 },
		{ "(|||65558|)", PQ_ERR_RANGE, 0 },
		{ "(|||4294967318|)", PQ_ERR_RANGE, 0 },
		{ "(|||18446744073709551638|)", PQ_ERR_RANGE, 0 },
		{ "(|||022|)", PQ_ERR_SYNTAX, 0 },
		{ "(||||)", PQ_ERR_SYNTAX, 0 },
		{ "(|||-1|)", PQ_ERR_SYNTAX, 0 },
		{ "(||| 22|)", PQ_ERR_SYNTAX, 0 },
		{ "(|||22 |)", PQ_ERR_SYNTAX, 0 },
		{ "(|1||22|)", PQ_ERR_SYNTAX, 0 },
		{ "(||192.0.2.1|22|)", PQ_ERR_SYNTAX, 0 },
		{ "(|||22!)", PQ_ERR_SYNTAX, 0 },
		{ "(||!22|)", PQ_ERR_SYNTAX, 0 },
		{ "(|!|22|)", PQ_ERR_SYNTAX, 0 },
		{ "(|||22|", PQ_ERR_SYNTAX, 0 },
		{ "(|||22", PQ_ERR_SYNTAX, 0 },
		{ "(|||", PQ_ERR_SYNTAX, 0 },
		{ "(", PQ_ERR_SYNTAX, 0 },
		{ "|||22|", PQ_ERR_SYNTAX, 0 },
		{ "(   22 )", PQ_ERR_SYNTAX, 0 },
		{ "(1112211)", PQ_ERR_SYNTAX, 0 },
		{ "(\x80\x80\x80"
		  "22\x80)",
		  PQ_ERR_SYNTAX, 0 },
		{ "(ok) (|||22|)", PQ_ERR_SYNTAX, 0 },
		{ "(|||8080|) (|||22|)", PQ_ERR_SYNTAX, 0 },
		{ "", PQ_ERR_SYNTAX, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint16_t port = 0;

		if (pq_ftp_extended_passive(pq_view_str(rows[i].text), &port) != rows[i].err)
			fail_msg("not %s: %s", pq_err_name(rows[i].err), rows[i].text);
		assert_int_equal(port, rows[i].port);
	}
}

/* All ports there are, and as many again that only look like one when they are cut to 16 bits. */
static void each_port_is_read_and_none_wraps(void **state)
{
	(void)state;
	for (unsigned int n = 0; n < 2 * 65536; n++) {
		struct pq_address address;
		char extended[32], passive[48];
		uint16_t port = 0, other = 0;
		bool good = n > 0 && n < 65536;

		snprintf(extended, sizeof(extended), "(|||%u|)", n);
		snprintf(passive, sizeof(passive), "(1,2,3,4,%u,%u)", n / 256, n % 256);
		assert_int_equal(pq_ftp_extended_passive(pq_view_str(extended), &port),
				 good ? PQ_ERR_OK : PQ_ERR_RANGE);
		assert_int_equal(pq_ftp_passive(pq_view_str(passive), &address, &other),
				 good ? PQ_ERR_OK : PQ_ERR_RANGE);
		assert_int_equal(port, good ? n : 0);
		assert_int_equal(other, port);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_end_where_they_say),
		cmocka_unit_test(bytes_behind_a_reply_are_not_consumed),
		cmocka_unit_test(malformed_replies_are_refused),
		cmocka_unit_test(a_line_has_a_maximum),
		cmocka_unit_test(a_reply_has_a_maximum),
		cmocka_unit_test(a_failure_stays),
		cmocka_unit_test(a_passive_reply_names_six_numbers),
		cmocka_unit_test(an_extended_passive_reply_names_a_port),
		cmocka_unit_test(each_port_is_read_and_none_wraps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
