/* SPDX-License-Identifier: MIT */
/* What a page makes browsers write: the model's requests with the heads of families. */
#include "lab/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct pq_lab_writer *writer;

static int open_writer(void **state)
{
	struct pq_diag diag;

	(void)state;
	return pq_lab_writer_open(&writer, &diag) ? -1 : 0;
}

static int close_writer(void **state)
{
	(void)state;
	pq_lab_writer_close(writer);
	return 0;
}

/* What is written, as a string; *head_len as pq_lab_write has it. */
static const char *written(const struct pq_lab_ask *ask, size_t *head_len)
{
	static char text[1u << 16];
	struct pq_view request;
	struct pq_diag diag = { 0, 0, "" };

	if (pq_lab_write(writer, ask, &request, head_len, &diag))
		fail_msg("%s", diag.expected);
	assert_true(request.len < sizeof(text));
	memcpy(text, request.data, request.len);
	text[request.len] = '\0';
	return text;
}

static struct pq_lab_ask ask_of(enum pq_lab_form form, const char *family, const char *payload)
{
	struct pq_lab_ask ask = { form, pq_lab_family_by_name(family), NULL, 11300, 0, pq_view_str(payload), 0, 7 };

	assert_non_null(ask.family);
	return ask;
}

/* The number behind Content-Length. */
static size_t told_len(const char *request)
{
	const char *line = strstr(request, "\r\nContent-Length: ");

	assert_non_null(line);
	return (size_t)strtoul(line + 18, NULL, 10);
}

static void chromium_writes_its_own_head_around_the_page_s_text(void **state)
{
	struct pq_lab_ask ask = ask_of(PQ_LAB_TEXT, "chromium", "HELO a\r\n");
	size_t head_len;

	(void)state;
	assert_string_equal(
		written(&ask, &head_len),
		"POST / HTTP/1.1\r\n"
		"Host: 127.0.0.1:11300\r\n"
		"Connection: keep-alive\r\n"
		"Content-Length: 14\r\n"
		"Cache-Control: max-age=0\r\n"
		"Upgrade-Insecure-Requests: 1\r\n"
		"Content-Type: text/plain\r\n"
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 "
		"Safari/537.36\r\n"
		"Origin: http://page.example\r\n"
		"Accept: "
		"text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,"
		"*/*;q=0.8,application/signed-exchange;v=b3;q=0.7\r\n"
		"Referer: http://page.example/\r\n"
		"Accept-Encoding: gzip, deflate\r\n"
		"Accept-Language: en-US,en;q=0.9\r\n"
		"\r\n"
		"x=\r\nHELO a\r\n\r\n");
}

static void firefox_has_another_order_and_a_fetch_has_no_type(void **state)
{
	struct pq_lab_ask ask = ask_of(PQ_LAB_FETCH, "firefox", "HELO a\r\n");
	size_t head_len;

	(void)state;
	assert_string_equal(written(&ask, &head_len),
			    "POST / HTTP/1.1\r\n"
			    "Host: 127.0.0.1:11300\r\n"
			    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0\r\n"
			    "Accept: */*\r\n"
			    "Accept-Language: en-US,en;q=0.9\r\n"
			    "Accept-Encoding: gzip, deflate\r\n"
			    "Referer: http://page.example/\r\n"
			    "Content-Length: 8\r\n"
			    "Origin: http://page.example\r\n"
			    "Connection: keep-alive\r\n"
			    "Priority: u=4\r\n"
			    "\r\n"
			    "HELO a\r\n");
}

static void every_form_of_every_family_is_framed(void **state)
{
	(void)state;
	for (size_t f = 0; f < pq_lab_family_count(); f++) {
		for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++) {
			struct pq_lab_ask ask = ask_of(form, pq_lab_family_at(f)->name, "CMD q1234567\r\n");
			size_t head_len;
			const char *text = written(&ask, &head_len);
			bool get = form == PQ_LAB_GET || form == PQ_LAB_WEBSOCKET;

			assert_memory_equal(text + head_len - 4, "\r\n\r\n", 4);
			assert_ptr_equal(strstr(text, "\r\n\r\n"), text + head_len - 4);
			assert_int_equal(strlen(text) - head_len, get ? 0 : told_len(text));
			assert_non_null(strstr(text, "q1234567"));
			assert_int_equal(strncmp(text, "GET /?CMD%20q1234567%0d%0a HTTP/1.1\r\n", 37) == 0, get);
			assert_int_equal(strstr(text, "\r\nCMD q1234567\r\n") != NULL,
					 !get && form != PQ_LAB_URLENCODED);
		}
	}
}

static void a_boundary_has_the_family_s_shape_and_is_drawn(void **state)
{
	static const struct {
		const char *family;
		const char *begin;
		const char *digits;
		size_t len;
	} shapes[] = {
		{ "chromium", "------WebKitFormBoundary",
		  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 16 },
		{ "firefox", "------geckoformboundary", "0123456789abcdef", 32 },
	};
	char first[PQ_LAB_FORM_COUNT][64];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct pq_lab_ask ask = ask_of(PQ_LAB_MULTIPART, shapes[i].family, "x");
		size_t head_len;
		const char *body = written(&ask, &head_len) + head_len;
		const char *drawn = body + strlen(shapes[i].begin);

		assert_memory_equal(body, shapes[i].begin, strlen(shapes[i].begin));
		assert_int_equal(strspn(drawn, shapes[i].digits), shapes[i].len);
		memcpy(first[i], drawn, shapes[i].len);
		ask.seed++;
		drawn = written(&ask, &head_len) + head_len + strlen(shapes[i].begin);
		assert_memory_not_equal(first[i], drawn, shapes[i].len);
		ask.seed--;
		drawn = written(&ask, &head_len) + head_len + strlen(shapes[i].begin);
		assert_memory_equal(first[i], drawn, shapes[i].len);
	}
}

static void padding_moves_what_follows(void **state)
{
	struct pq_lab_ask ask = ask_of(PQ_LAB_FETCH, "webkitgtk", "x");
	size_t without, with;

	(void)state;
	written(&ask, &without);
	ask.padding = 503;
	written(&ask, &with);
	assert_int_equal(with, without + 503);
}

static void a_fetch_puts_what_is_smuggled_where_it_is_wanted(void **state)
{
	/* Around 1000 and 100000 the length takes one more digit. */
	static const uint32_t offsets[] = { 500, 999, 1000, 1400, 10333, 10334, 10335, 20561 };

	(void)state;
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		struct pq_lab_ask ask = ask_of(PQ_LAB_FETCH, "chromium", "Qhere");
		size_t head_len;
		const char *text;

		ask.offset = offsets[i];
		text = written(&ask, &head_len);
		assert_string_equal(text + offsets[i], "Qhere");
		assert_int_equal(told_len(text), strlen(text) - head_len);
	}
}

static void what_cannot_be_written_is_told(void **state)
{
	struct pq_lab_ask ask = ask_of(PQ_LAB_FETCH, "chromium", "x");
	static const unsigned char long_payload[PQ_MAX_LAB_REQUEST];
	struct pq_view request;
	struct pq_diag diag = { 0, 0, "" };
	size_t head_len;

	(void)state;
	ask.offset = 20;
	assert_int_equal(pq_lab_write(writer, &ask, &request, &head_len, &diag), PQ_ERR_RANGE);
	ask.offset = 0;
	ask.payload = pq_view(long_payload, sizeof(long_payload));
	assert_int_equal(pq_lab_write(writer, &ask, &request, &head_len, &diag), PQ_ERR_LIMIT);
	assert_non_null(strstr(diag.expected, "PQ_MAX_LAB_REQUEST"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chromium_writes_its_own_head_around_the_page_s_text),
		cmocka_unit_test(firefox_has_another_order_and_a_fetch_has_no_type),
		cmocka_unit_test(every_form_of_every_family_is_framed),
		cmocka_unit_test(a_boundary_has_the_family_s_shape_and_is_drawn),
		cmocka_unit_test(padding_moves_what_follows),
		cmocka_unit_test(a_fetch_puts_what_is_smuggled_where_it_is_wanted),
		cmocka_unit_test(what_cannot_be_written_is_told),
	};

	return cmocka_run_group_tests(tests, open_writer, close_writer);
}
