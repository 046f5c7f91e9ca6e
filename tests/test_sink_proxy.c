/* SPDX-License-Identifier: MIT */
/* The proxy that the sink plays: SOCKS5 (RFC 1928), CONNECT (RFC 9110 9.3.6), absolute-form (RFC 9112 3.2.2). */
#include "sink_case.h"

#include <stdlib.h>
#include <unistd.h>

#include "sink/target.h"

static struct sink_case sink;
static char heard[65536];

static int start(void **state)
{
	(void)state;
	sink_case_start(&sink, 1, 0);
	return 0;
}

static int stop(void **state)
{
	char *log_text;

	(void)state;
	sink_case_stop(&sink);
	log_text = sink_case_log(&sink);
	sink_case_remove(&sink);
	/* Each target is a dial of its own. */
	assert_non_null(strstr(log_text, " tcp 127.9.0.1 25 ok\n"));
	assert_non_null(strstr(log_text, " tcp 10.1.2.3 80 ok\n"));
	assert_non_null(strstr(log_text, " tcp 127.9.0.1 6667 ok\n"));
	assert_non_null(strstr(log_text, " tcp - 80 failed\n"));
	assert_non_null(strstr(log_text, " tcp 127.9.0.1 8080 ok\n"));
	free(log_text);
	return 0;
}

static void socks_leads_to_a_name(void **state)
{
	static const char request[] = "\5\1\0\3\x0c"
				      "mail.example\0\x19";
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	sink_case_write(fd, "\5\2\0\2", 4);
	assert_int_equal(sink_case_hear(fd, "\5", heard, sizeof(heard)), 2);
	sink_case_write(fd, request, sizeof(request) - 1);
	assert_int_equal(sink_case_hear(fd, "\5", heard, sizeof(heard)), 10);
	assert_int_equal(heard[1], 0);
	sink_case_say(fd, "GET / HTTP/1.1\r\n\r\n");
	sink_case_hear(fd, "hello", heard, sizeof(heard));
	close(fd);
}

static void socks_leads_to_an_address_also_when_all_comes_at_once(void **state)
{
	static const char all[] = "\5\1\0\5\1\0\1\x0a\1\2\3\0\x50GET / HTTP/1.1\r\n\r\n";
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	sink_case_write(fd, all, sizeof(all) - 1);
	sink_case_hear(fd, "hello", heard, sizeof(heard));
	close(fd);
}

static void socks_says_what_it_cannot_do(void **state)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	sink_case_write(fd, "\5\1\2", 3);
	sink_case_hear(fd, NULL, heard, sizeof(heard));
	assert_memory_equal(heard, "\5\xff", 2);
	close(fd);
	fd = sink_case_dial(&sink, "127.0.0.1");
	sink_case_write(fd, "\5\1\0\5\2\0\1\x0a\1\2\3\0\x50", 13);
	assert_int_equal(sink_case_hear(fd, NULL, heard, sizeof(heard)), 12);
	assert_int_equal(heard[3], 7);
	close(fd);
}

static void connect_opens_a_tunnel(void **state)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	sink_case_say(fd, "CONNECT irc.example:6667 HTTP/1.1\r\nHost: irc.example:6667\r\n\r\n");
	sink_case_hear(fd, "\r\n\r\n", heard, sizeof(heard));
	assert_non_null(strstr(heard, "HTTP/1.1 200 "));
	sink_case_say(fd, "GET / HTTP/1.1\r\n\r\n");
	sink_case_hear(fd, "hello", heard, sizeof(heard));
	close(fd);
}

static void absolute_form_names_its_target(void **state)
{
	int fd = sink_case_dial(&sink, "127.0.0.1");

	(void)state;
	sink_case_say(fd, "GET http://a.example:8080/ HTTP/1.1\r\nHost: a.example:8080\r\n\r\n");
	sink_case_hear(fd, "hello", heard, sizeof(heard));
	sink_case_say(fd, "GET http://none.example/ HTTP/1.1\r\nHost: none.example\r\n\r\n");
	sink_case_hear(fd, NULL, heard, sizeof(heard));
	assert_non_null(strstr(heard, "HTTP/1.1 502 "));
	close(fd);
}

static void targets_are_read_as_they_are_written(void **state)
{
	static const struct {
		const char *text;
		const char *host;
		uint16_t port;
		bool good;
	} rows[] = {
		{ "http://a.example/x", "a.example", 80, true },
		{ "HTTPS://a.example?x", "a.example", 443, true },
		{ "ws://user:pw@[::1]:9/", "::1", 9, true },
		{ "ftp://a.example", "a.example", 21, true },
		{ "http://a.example:/", "a.example", 80, true },
		{ "http://a.example:65536/", NULL, 0, false },
		{ "http:///", NULL, 0, false },
		{ "gopher://a.example/", NULL, 0, false },
		{ "/x", NULL, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_target target;

		assert_int_equal(pq_target_absolute(pq_view_str(rows[i].text), &target), rows[i].good);
		if (rows[i].good) {
			assert_true(pq_view_is(target.host, rows[i].host));
			assert_int_equal(target.port, rows[i].port);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(socks_leads_to_a_name),
		cmocka_unit_test(socks_leads_to_an_address_also_when_all_comes_at_once),
		cmocka_unit_test(socks_says_what_it_cannot_do),
		cmocka_unit_test(connect_opens_a_tunnel),
		cmocka_unit_test(absolute_form_names_its_target),
		cmocka_unit_test(targets_are_read_as_they_are_written),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
