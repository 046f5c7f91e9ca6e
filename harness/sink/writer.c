/* SPDX-License-Identifier: MIT */
/* What stands in the log is what pq_event_print would write; a test compares the two. */
#include "sink/writer.h"

#include <errno.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/text.h"
#include "base/text_scan.h"
#include "sink/sink.h"

/* The longest line without bytes: a look-up with a host of 255 bytes, each as \xNN, and eight addresses. */
#define LONGEST_EVENT 2048
/* Bytes that are escaped at a time; each takes four at most. */
#define PIECE 1024

void pq_writer_init(struct pq_writer *writer, int fd)
{
	writer->fd = fd;
	writer->failed = fd < 0;
	writer->written = 0;
	writer->time_ms = UINT64_MAX;
	pq_buf_init(&writer->room, writer->storage, sizeof(writer->storage));
	pq_buf_add_str(&writer->room, "pratique-transcript 1\n");
}

void pq_writer_flush(struct pq_writer *writer)
{
	size_t at = 0;

	while (at < writer->room.len && !writer->failed) {
		ssize_t done = write(writer->fd, writer->room.data + at, writer->room.len - at);

		if (done >= 0)
			at += (size_t)done;
		else if (errno != EINTR)
			writer->failed = true;
	}
	writer->written += writer->room.len;
	pq_buf_reset(&writer->room);
}

bool pq_writer_lost(const struct pq_writer *writer)
{
	return writer->failed || writer->written > PQ_SINK_MAX_LOG;
}

/* Dials are what a log is read for first: they, and their ends, have some room more. */
static bool is_over(const struct pq_writer *writer)
{
	return writer->failed || writer->written > PQ_SINK_MAX_LOG + PQ_SINK_MAX_LOG / 16;
}

static void make_room(struct pq_writer *writer, size_t len)
{
	if (pq_buf_room(&writer->room) < len)
		pq_writer_flush(writer);
}

void pq_writer_time(struct pq_writer *writer, uint64_t time_ms)
{
	struct pq_event event = { .kind = PQ_EVENT_TIME, .time_ms = time_ms };

	if (time_ms == writer->time_ms)
		return;
	writer->time_ms = time_ms;
	pq_writer_event(writer, &event);
}

void pq_writer_event(struct pq_writer *writer, const struct pq_event *event)
{
	bool counts = event->kind == PQ_EVENT_DIAL || event->kind == PQ_EVENT_CLOSE;

	if (pq_writer_lost(writer) && (!counts || is_over(writer)))
		return;
	make_room(writer, LONGEST_EVENT);
	pq_event_print(event, &writer->room);
}

static void add_escape(struct pq_buf *out, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char text[4] = { '\\', 'x', (unsigned char)digits[c >> 4], (unsigned char)digits[c & 15] };
	size_t len = 4;

	for (size_t i = 0; i < PQ_TEXT_ESCAPES; i++) {
		if (c == pq_text_escapes[i].byte) {
			text[1] = pq_text_escapes[i].letter;
			len = 2;
		}
	}
	pq_buf_add(out, pq_view(text, len));
}

/* The bytes between two quotes. */
static void add_plain(struct pq_writer *writer, struct pq_view v)
{
	size_t at = 0;

	while (at < v.len) {
		struct pq_view piece = pq_view_slice(v, at, at + PIECE);
		size_t i = 0;

		make_room(writer, PIECE * 4);
		while (i < piece.len) {
			size_t end = pq_text_skip_plain(piece, i, ' ', '\\');

			if (end > piece.len)
				end = piece.len;
			pq_buf_add(&writer->room, pq_view_slice(piece, i, end));
			if (end < piece.len)
				add_escape(&writer->room, piece.data[end]);
			i = end + 1;
		}
		at += piece.len;
	}
}

/* Index of the first byte that a run of PQ_TEXT_FILL_MIN equal ones begins with; v.len if there is none. */
static size_t find_run(struct pq_view v, size_t from)
{
	for (size_t at = from; at + PQ_TEXT_FILL_MIN <= v.len; at++) {
		const unsigned char *byte = v.data + at;

		if (byte[0] == byte[PQ_TEXT_FILL_MIN - 1] && memcmp(byte, byte + 1, PQ_TEXT_FILL_MIN - 1) == 0)
			return at;
	}
	return v.len;
}

static void add_string(struct pq_writer *writer, struct pq_view v)
{
	make_room(writer, 8);
	pq_buf_add_byte(&writer->room, '"');
	add_plain(writer, v);
	make_room(writer, 8);
	pq_buf_add_byte(&writer->room, '"');
}

static size_t add_run(struct pq_writer *writer, struct pq_view v, size_t run)
{
	size_t end = run;

	while (end < v.len && v.data[end] == v.data[run])
		end++;
	make_room(writer, 64);
	pq_buf_add_str(&writer->room, "fill ");
	pq_buf_add_u64(&writer->room, end - run);
	pq_buf_add_byte(&writer->room, ' ');
	add_string(writer, pq_view_slice(v, run, run + 1));
	return end;
}

/* The same pieces as of pq_text_quote: strings and fills, joined by " + ". */
static void add_quoted(struct pq_writer *writer, struct pq_view v)
{
	size_t at = 0;

	do {
		size_t run = find_run(v, at);

		make_room(writer, 8);
		if (at > 0)
			pq_buf_add_str(&writer->room, " + ");
		if (run > at || run == v.len)
			add_string(writer, pq_view_slice(v, at, run));
		if (run == v.len)
			break;
		make_room(writer, 8);
		if (run > at)
			pq_buf_add_str(&writer->room, " + ");
		at = add_run(writer, v, run);
	} while (at < v.len);
}

void pq_writer_bytes(struct pq_writer *writer, enum pq_event_kind kind, uint32_t conn, struct pq_view bytes)
{
	if (pq_writer_lost(writer))
		return;
	make_room(writer, 64);
	pq_buf_add_str(&writer->room, kind == PQ_EVENT_SEND ? "send " : "receive ");
	pq_buf_add_u64(&writer->room, conn);
	pq_buf_add_byte(&writer->room, ' ');
	add_quoted(writer, bytes);
	make_room(writer, 8);
	pq_buf_add_byte(&writer->room, '\n');
}

void pq_writer_left_out(struct pq_writer *writer, uint32_t conn, uint64_t bytes)
{
	if (is_over(writer))
		return;
	make_room(writer, 128);
	pq_buf_add_str(&writer->room, "# connection ");
	pq_buf_add_u64(&writer->room, conn);
	pq_buf_add_str(&writer->room, ": ");
	pq_buf_add_u64(&writer->room, bytes);
	pq_buf_add_str(&writer->room, " bytes more (PQ_SINK_MAX_LOGGED)\n");
}
