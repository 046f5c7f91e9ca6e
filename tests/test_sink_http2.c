/* SPDX-License-Identifier: MIT */
/* HTTP/2 as the sink serves and tells it (RFC 9113), asked by nghttp2's client. */
#include "sink_case.h"

#include <errno.h>
#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sink_case sink;

/* What a client heard; status and body of the last response, how many streams ended and how. */
struct heard {
	char status[8];
	char body[4096];
	size_t body_len;
	int closed;
	uint32_t error;
};

static struct heard heard;

static int start(void **state)
{
	(void)state;
	sink_case_start(&sink, 1, SINK_CASE_AUTHORITY);
	return 0;
}

static int stop(void **state)
{
	char *text;

	(void)state;
	sink_case_stop(&sink);
	text = sink_case_log(&sink);
	assert_non_null(strstr(text, "\"GET / HTTP/1.1\\r\\nHost: a.example\\r\\ncookie: a=1; b=2\\r\\n\\r\\n\"\n"));
	assert_non_null(strstr(
		text, "\"GET / HTTP/1.1\\r\\nHost: a.example\\r\\nx-up\\r\\nper: v\\r\\nInjected: 1\\r\\n\\r\\n\"\n"));
	assert_non_null(strstr(text, "\"POST / HTTP/1.1\\r\\nHost: a.example\\r\\nContent-Length: 5\\r\\n\\r\\n\"\n"));
	assert_non_null(strstr(text, " \"12345\"\n"));
	assert_non_null(strstr(text, "\"CONNECT a.example HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n\"\n"));
	assert_null(strstr(text, "PRI * HTTP/2.0"));
	free(text);
	sink_case_remove(&sink);
	return 0;
}

static ssize_t write_out(nghttp2_session *session, const uint8_t *data, size_t len, int flags, void *user)
{
	(void)session;
	(void)flags;
	sink_case_write(*(int *)user, data, len);
	return (ssize_t)len;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_len,
		     const uint8_t *value, size_t value_len, uint8_t flags, void *user)
{
	(void)session;
	(void)frame;
	(void)flags;
	(void)user;
	if (name_len == 7 && memcmp(name, ":status", 7) == 0 && value_len < sizeof(heard.status)) {
		memcpy(heard.status, value, value_len);
		heard.status[value_len] = '\0';
	}
	return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *data, size_t len, void *user)
{
	(void)session;
	(void)flags;
	(void)id;
	(void)user;
	assert_true(heard.body_len + len < sizeof(heard.body));
	memcpy(heard.body + heard.body_len, data, len);
	heard.body_len += len;
	heard.body[heard.body_len] = '\0';
	return 0;
}

static int on_close(nghttp2_session *session, int32_t id, uint32_t error, void *user)
{
	(void)session;
	(void)id;
	(void)user;
	heard.closed++;
	heard.error |= error;
	return 0;
}

static nghttp2_session *open_session(int *fd)
{
	nghttp2_session_callbacks *callbacks;
	nghttp2_session *session;
	nghttp2_option *option;

	*fd = sink_case_dial(&sink, "127.0.0.1");
	nghttp2_session_callbacks_new(&callbacks);
	nghttp2_session_callbacks_set_send_callback(callbacks, write_out);
	nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
	nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
	nghttp2_option_new(&option);
	nghttp2_option_set_no_http_messaging(option, 1);
	assert_int_equal(nghttp2_session_client_new2(&session, callbacks, fd, option), 0);
	nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, NULL, 0);
	nghttp2_option_del(option);
	nghttp2_session_callbacks_del(callbacks);
	memset(&heard, 0, sizeof(heard));
	return session;
}

/* Goes on until so many streams have ended. */
static void talk(nghttp2_session *session, int fd, int closed)
{
	static unsigned char bytes[65536];

	while (heard.closed < closed) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		ssize_t len;

		assert_int_equal(nghttp2_session_send(session), 0);
		assert_int_equal(poll(&wait, 1, 10000), 1);
		len = recv(fd, bytes, sizeof(bytes), 0);
		assert_true(len > 0);
		assert_int_equal(nghttp2_session_mem_recv(session, bytes, (size_t)len), len);
	}
}

#define FIELD(name, value)                                                                        \
	{                                                                                         \
		(uint8_t[]){ name }, (uint8_t[]){ value }, sizeof(name) - 1, sizeof(value) - 1, 0 \
	}
#define REQUEST(method, path) \
	FIELD(":method", method), FIELD(":scheme", "http"), FIELD(":authority", "a.example"), FIELD(":path", path)

static void a_request_is_answered(void **state)
{
	int fd;
	nghttp2_session *session = open_session(&fd);
	nghttp2_nv fields[] = { REQUEST("GET", "/"), FIELD("cookie", "a=1"), FIELD("cookie", "b=2") };

	(void)state;
	nghttp2_submit_request(session, NULL, fields, 6, NULL, NULL);
	talk(session, fd, 1);
	assert_string_equal(heard.status, "200");
	assert_string_equal(heard.body, "hello");
	assert_int_equal(heard.error, NGHTTP2_NO_ERROR);
	nghttp2_session_del(session);
	close(fd);
}

static void many_streams_wait_at_once(void **state)
{
	int fd;
	nghttp2_session *session = open_session(&fd);
	nghttp2_nv fields[] = { REQUEST("GET", "/later") };

	(void)state;
	for (int i = 0; i < 200; i++)
		assert_true(nghttp2_submit_request(session, NULL, fields, 4, NULL, NULL) > 0);
	talk(session, fd, 200);
	assert_int_equal(heard.body_len, 200 * 5);
	nghttp2_session_del(session);
	close(fd);
}

static void hostile_heads_are_told(void **state)
{
	int fd;
	nghttp2_session *session = open_session(&fd);
	nghttp2_nv fields[] = { REQUEST("GET", "/"), FIELD("x-up\r\nper", "v\r\nInjected: 1") };
	nghttp2_nv tunnel[] = { FIELD(":method", "CONNECT"), FIELD(":authority", "a.example") };

	(void)state;
	nghttp2_submit_request(session, NULL, fields, 5, NULL, NULL);
	nghttp2_submit_request(session, NULL, tunnel, 2, NULL, NULL);
	talk(session, fd, 2);
	assert_int_equal(heard.error, NGHTTP2_HTTP_1_1_REQUIRED);
	nghttp2_session_del(session);
	close(fd);
}

static ssize_t five_bytes(nghttp2_session *session, int32_t id, uint8_t *out, size_t len, uint32_t *flags,
			  nghttp2_data_source *source, void *user)
{
	(void)session;
	(void)id;
	(void)len;
	(void)source;
	(void)user;
	memcpy(out, "12345", 5);
	*flags |= NGHTTP2_DATA_FLAG_EOF;
	return 5;
}

static void a_body_without_length_gets_one_in_the_log(void **state)
{
	int fd;
	nghttp2_session *session = open_session(&fd);
	nghttp2_nv fields[] = { REQUEST("POST", "/") };
	nghttp2_data_provider provider = { .read_callback = five_bytes };

	(void)state;
	nghttp2_submit_request(session, NULL, fields, 4, &provider, NULL);
	talk(session, fd, 1);
	assert_int_equal(sink.seen->body_len, 5);
	nghttp2_session_del(session);
	close(fd);
}

static void what_cannot_be_said_breaks_the_stream_off(void **state)
{
	int fd;
	nghttp2_session *session = open_session(&fd);
	nghttp2_nv fields[] = { REQUEST("GET", "/raw") };

	(void)state;
	nghttp2_submit_request(session, NULL, fields, 4, NULL, NULL);
	talk(session, fd, 1);
	assert_int_equal(heard.error, NGHTTP2_INTERNAL_ERROR);
	nghttp2_session_del(session);
	close(fd);
}

static void a_head_that_is_too_long_is_refused_alone(void **state)
{
	static uint8_t value[40000];
	int fd;
	nghttp2_session *session = open_session(&fd);
	nghttp2_nv fields[] = { REQUEST("GET", "/"), FIELD("a", ""), FIELD("b", "") };

	(void)state;
	memset(value, 'x', sizeof(value));
	fields[4].value = fields[5].value = value;
	fields[4].valuelen = fields[5].valuelen = sizeof(value);
	nghttp2_submit_request(session, NULL, fields, 6, NULL, NULL);
	talk(session, fd, 1);
	assert_int_not_equal(heard.error, NGHTTP2_NO_ERROR);
	nghttp2_submit_request(session, NULL, fields, 4, NULL, NULL);
	talk(session, fd, 2);
	assert_string_equal(heard.body, "hello");
	nghttp2_session_del(session);
	close(fd);
}

/* Requests one after the other, none of whose answers is read; true once nothing more is taken. */
static bool is_held_back(int fd)
{
	unsigned char frame[] = { 0, 0, 6, 1, 5, 0, 0, 0, 0, 0x82, 0x86, 0x84, 0x41, 1, 'a' };
	size_t at = sizeof(frame), waits = 0;
	uint32_t id = 1;

	for (size_t sent = 0; sent < (64u << 20) && waits < 50;) {
		ssize_t done;

		if (at == sizeof(frame)) {
			frame[5] = (unsigned char)(id >> 24);
			frame[6] = (unsigned char)(id >> 16);
			frame[7] = (unsigned char)(id >> 8);
			frame[8] = (unsigned char)id;
			id += 2;
			at = 0;
		}
		done = send(fd, frame + at, sizeof(frame) - at, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (done < 0 && errno != EAGAIN)
			return false;
		waits = done < 0 ? waits + 1 : 0;
		if (done < 0)
			poll(NULL, 0, 10);
		else
			at += (size_t)done;
		sent += done < 0 ? 0 : (size_t)done;
	}
	return waits == 50;
}

static void who_does_not_read_is_held_back(void **state)
{
	static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0";
	int fd = sink_case_dial(&sink, "127.0.0.1"), little = 4096;

	(void)state;
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &little, sizeof(little));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof(little));
	sink_case_write(fd, preface, sizeof(preface));
	assert_true(is_held_back(fd));
	close(fd);
	fd = -1;
	a_request_is_answered(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_answered),
		cmocka_unit_test(many_streams_wait_at_once),
		cmocka_unit_test(hostile_heads_are_told),
		cmocka_unit_test(a_body_without_length_gets_one_in_the_log),
		cmocka_unit_test(what_cannot_be_said_breaks_the_stream_off),
		cmocka_unit_test(a_head_that_is_too_long_is_refused_alone),
		cmocka_unit_test(who_does_not_read_is_held_back),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
