/* SPDX-License-Identifier: MIT */
/* The sink's logs: written as the transcript printer would, and read back. */
#include "sink_case.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sink/writer.h"
#include "transcript/transcript.h"

static char dir[] = "/tmp/pratique-log-XXXXXX";
static char name[64];

static int open_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "%s/sink-%d.transcript", dir, i);
		unlink(name);
	}
	return rmdir(dir);
}

static void write_log(int index, const char *text)
{
	FILE *file;

	snprintf(name, sizeof(name), "%s/sink-%d.transcript", dir, index);
	file = fopen(name, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static unsigned char bytes[300000];
static unsigned char wanted[1200000];

/* Writes an event with the writer, prints it with the transcript's printer, and compares. */
static void compare(struct pq_writer *writer, struct pq_view payload)
{
	struct pq_event event = { .kind = PQ_EVENT_SEND, .conn = 7, .bytes = payload };
	unsigned char *got = malloc(sizeof(wanted));
	struct pq_buf out;
	ssize_t len;
	int fd;

	pq_buf_init(&out, wanted, sizeof(wanted));
	pq_event_print(&event, &out);
	snprintf(name, sizeof(name), "%s/sink-0.transcript", dir);
	fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	pq_writer_init(writer, fd);
	pq_writer_bytes(writer, PQ_EVENT_SEND, 7, payload);
	pq_writer_flush(writer);
	assert_false(writer->failed);
	len = pread(fd, got, sizeof(wanted), 22);
	assert_int_equal(len, out.len);
	assert_memory_equal(got, out.data, out.len);
	close(fd);
	free(got);
}

static void what_is_written_is_what_the_printer_would_write(void **state)
{
	struct pq_writer *writer = malloc(sizeof(*writer));
	uint32_t random = 1;

	(void)state;
	assert_non_null(writer);
	compare(writer, pq_view(NULL, 0));
	for (size_t i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	for (size_t len = 1; len <= 256; len++)
		compare(writer, pq_view(bytes + 256 - len, len));
	for (size_t run = 60; run < 70; run++) {
		memset(bytes, 'a', 300);
		memset(bytes + 20, '"', run);
		compare(writer, pq_view(bytes, 300));
		compare(writer, pq_view(bytes + 20, run));
		compare(writer, pq_view(bytes + 10, run + 10));
		compare(writer, pq_view(bytes + 20, run + 10));
	}
	for (size_t i = 0; i < sizeof(bytes); i++) {
		random = random * 1664525 + 1013904223;
		bytes[i] = (unsigned char)(random >> 24);
		if (random >> 12 & 1 && i > 0)
			bytes[i] = bytes[i - 1];
	}
	compare(writer, pq_view(bytes, sizeof(bytes)));
	memset(bytes, 0, sizeof(bytes));
	compare(writer, pq_view(bytes, sizeof(bytes)));
	free(writer);
}

static void what_cannot_be_written_is_known(void **state)
{
	struct pq_writer *writer = malloc(sizeof(*writer));
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	if (fd < 0)
		skip();
	assert_non_null(writer);
	pq_writer_init(writer, fd);
	assert_false(pq_writer_lost(writer));
	pq_writer_flush(writer);
	assert_true(pq_writer_lost(writer));
	pq_writer_bytes(writer, PQ_EVENT_SEND, 1, pq_view("x", 1));
	assert_int_equal(writer->room.len, 0);
	close(fd);
	/* One that is full tells connections without their bytes. */
	pq_writer_init(writer, open("/dev/null", O_WRONLY | O_CLOEXEC));
	pq_writer_flush(writer);
	writer->written = PQ_SINK_MAX_LOG + 1;
	pq_writer_bytes(writer, PQ_EVENT_SEND, 1, pq_view("x", 1));
	assert_int_equal(writer->room.len, 0);
	pq_writer_event(writer, &(struct pq_event){ .kind = PQ_EVENT_CLOSE, .conn = 1 });
	assert_int_not_equal(writer->room.len, 0);
	pq_writer_flush(writer);
	/* Nothing else is told then, and dials and ends only so long. */
	writer->written = PQ_SINK_MAX_LOG + 1;
	pq_writer_event(writer, &(struct pq_event){ .kind = PQ_EVENT_TLS, .conn = 1 });
	pq_writer_event(writer, &(struct pq_event){ .kind = PQ_EVENT_RESOLVE });
	pq_writer_time(writer, 77);
	assert_int_equal(writer->room.len, 0);
	writer->written = 2 * PQ_SINK_MAX_LOG;
	pq_writer_event(writer, &(struct pq_event){ .kind = PQ_EVENT_CLOSE, .conn = 1 });
	pq_writer_left_out(writer, 1, 5);
	assert_int_equal(writer->room.len, 0);
	close(writer->fd);
	free(writer);
}

static void several_logs_are_one(void **state)
{
	struct pq_address hub, other;
	struct pq_diag diag = { 0 };
	struct pq_view host;
	struct pq_log *log;
	struct pq_buf text;
	char storage[512];
	size_t at;

	(void)state;
	pq_address_parse(pq_view_str("20.0.0.1"), &hub);
	pq_address_parse(pq_view_str("2600::7"), &other);
	write_log(
		0,
		"pratique-transcript 1\ntime 5\ndial 1 tcp 20.0.0.1 80 ok\nsend 1 \"ab\\r\\n\\x00\" + fill 100 \"x\"\n"
		"resolve \"a.example\" 20.0.0.1\ndial 3 udp 2600::7 443 ok\ntime 9\nreceive 1 \"\\\"\\\\c\"\n"
		"# connection 1: 12 bytes more (PQ_SINK_MAX_LOGGED)\nclose 1\n");
	write_log(1,
		  "pratique-transcript 1\ntime 4\ndial 2 tcp 20.0.0.1 25 ok\ntls 2 \"cell-2.probe.example\"\ntime 7\n"
		  "dial 4 tcp - 80 failed\nresolve \"b\\\"\"\nsend 2 \"cut here");
	write_log(2, "");
	assert_int_equal(pq_log_open(&log, dir, &diag), PQ_ERR_OK);
	assert_int_equal(pq_log_count(log), 4);
	assert_int_equal(pq_log_at(log, 0)->conn, 2);
	assert_int_equal(pq_log_at(log, 1)->conn, 1);
	assert_int_equal(pq_log_at(log, 2)->conn, 3);
	assert_int_equal(pq_log_at(log, 3)->conn, 4);
	assert_int_equal(pq_log_at(log, 3)->address.family, 0);
	assert_int_equal(pq_log_conn(log, 1)->sent, 105);
	assert_int_equal(pq_log_conn(log, 1)->received, 3);
	assert_int_equal(pq_log_conn(log, 1)->time_ms, 5);
	assert_int_equal(pq_log_conn(log, 2)->sent, 0);
	assert_true(pq_view_is(pq_log_conn(log, 2)->name, "cell-2.probe.example"));
	assert_int_equal(pq_log_conn(log, 3)->transport, PQ_TRANSPORT_UDP);
	assert_int_equal(pq_log_conn(log, 3)->port, 443);
	assert_null(pq_log_conn(log, 5));
	at = pq_log_to(log, &hub, 0);
	assert_int_equal(at, 0);
	assert_int_equal(pq_log_to(log, &hub, 1), 1);
	assert_int_equal(pq_log_to(log, &hub, 2), 4);
	assert_int_equal(pq_log_to(log, &other, 0), 2);
	assert_int_equal(pq_log_to(log, &other, 3), 4);
	pq_buf_init(&text, storage, sizeof(storage));
	pq_log_text(log, 1, &text);
	storage[text.len] = '\0';
	assert_string_equal(
		storage,
		"dial 1 tcp 20.0.0.1 80 ok\nsend 1 \"ab\\r\\n\\x00\" + fill 100 \"x\"\nreceive 1 \"\\\"\\\\c\"\n"
		"# connection 1: 12 bytes more (PQ_SINK_MAX_LOGGED)\nclose 1\n");
	assert_true(pq_log_look_up(log, 0, &host) && pq_log_look_up(log, 1, &host));
	assert_false(pq_log_look_up(log, 2, &host));
	pq_log_close(log);
}

static void what_is_no_log_is_said(void **state)
{
	struct pq_diag diag = { 0 };
	struct pq_log *log;

	(void)state;
	assert_int_equal(pq_log_open(&log, "/nonexistent", &diag), PQ_ERR_IO);
	assert_non_null(strstr(diag.expected, "/nonexistent"));
	assert_int_equal(pq_log_open(&log, "/proc/self/task", &diag), PQ_ERR_IO);
	assert_non_null(strstr(diag.expected, "sink-*.transcript"));
}

static void many_connections_are_found_again(void **state)
{
	FILE *file;
	struct pq_log *log;
	struct pq_address address = { .family = 4, .bytes = { 24 } };

	(void)state;
	snprintf(name, sizeof(name), "%s/sink-0.transcript", dir);
	file = fopen(name, "we");
	assert_non_null(file);
	fputs("pratique-transcript 1\n", file);
	for (unsigned int i = 0; i < 65536; i++)
		fprintf(file, "dial %u tcp 24.0.%u.%u %u ok\nsend %u \"GET / HTTP/1.1\\r\\n\\r\\n\"\nclose %u\n", i + 1,
			i >> 8, i & 255, i, i + 1, i + 1);
	fclose(file);
	write_log(1, "");
	assert_int_equal(pq_log_open(&log, dir, NULL), PQ_ERR_OK);
	assert_int_equal(pq_log_count(log), 65536);
	for (unsigned int i = 0; i < 65536; i++) {
		size_t at;

		address.bytes[2] = (uint8_t)(i >> 8);
		address.bytes[3] = (uint8_t)i;
		at = pq_log_to(log, &address, 0);
		assert_true(at < 65536 && pq_log_at(log, at)->port == i && pq_log_at(log, at)->sent == 18);
		assert_ptr_equal(pq_log_conn(log, i + 1), pq_log_at(log, at));
	}
	pq_log_close(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_what_the_printer_would_write),
		cmocka_unit_test(what_cannot_be_written_is_known),
		cmocka_unit_test(several_logs_are_one),
		cmocka_unit_test(what_is_no_log_is_said),
		cmocka_unit_test(many_connections_are_found_again),
	};

	return cmocka_run_group_tests(tests, open_dir, remove_dir);
}
