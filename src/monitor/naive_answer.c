/* SPDX-License-Identifier: MIT */
#include "monitor/naive_answer.h"

#include "monitor/bytes.h"
#include "monitor/naive_http.h"

/*
 * lengths, codings: how many such lines there are; differ: two lengths are not the same
 * length: of the first one; readable: it is a number
 * chunked: the last coding line is "chunked"
 */
struct framing {
	size_t lengths;
	size_t codings;
	bool differ;
	bool readable;
	bool chunked;
	uint64_t length;
};

static struct framing read_framing(struct pq_view head)
{
	struct framing framing = { .lengths = 0 };
	struct pq_view rest = head;
	struct pq_view value;

	while (pq_answer_next(&rest, "content-length", &value)) {
		uint64_t length = 0;
		bool readable = pq_bytes_number(value, &length);

		framing.differ = framing.differ || (framing.lengths && length != framing.length);
		framing.readable = framing.lengths++ ? framing.readable && readable : readable;
		framing.length = length;
	}
	rest = head;
	while (pq_answer_next(&rest, "transfer-encoding", &value)) {
		framing.codings++;
		framing.chunked = pq_bytes_is(value, "chunked");
	}
	return framing;
}

/* Length of a line at the front with its line feed; 0 if it is not there in full. */
static size_t line_len(struct pq_view v)
{
	size_t end = pq_bytes_find(v, '\n', 0);

	return end < v.len ? end + 1 : 0;
}

/* Goes behind trailers and the empty line that ends them. */
static enum pq_answer_end skip_trailers(struct pq_view *rest)
{
	size_t len;

	while ((len = line_len(*rest)) > 0) {
		bool empty = len == 1 || (len == 2 && rest->data[0] == '\r');

		*rest = pq_view_from(*rest, len);
		if (empty)
			return PQ_ANSWER_WHOLE;
	}
	return PQ_ANSWER_OPEN;
}

/* Goes behind a chunked body (RFC 9112 7.1). */
static enum pq_answer_end skip_chunks(struct pq_view *rest)
{
	for (;;) {
		uint64_t size = 0;
		size_t digits = 0;
		size_t len = line_len(*rest);

		if (!len)
			return PQ_ANSWER_OPEN;
		while (digits < len && digits < 15 && pq_bytes_hex(rest->data[digits]) < 16)
			size = size << 4 | pq_bytes_hex(rest->data[digits++]);
		if (!digits)
			return PQ_ANSWER_DOUBTFUL;
		*rest = pq_view_from(*rest, len);
		if (size == 0)
			return skip_trailers(rest);
		if (rest->len < 2 || rest->len - 2 < size)
			return PQ_ANSWER_OPEN;
		*rest = pq_view_from(*rest, (size_t)size);
		if (rest->data[0] != '\r' || rest->data[1] != '\n')
			return PQ_ANSWER_DOUBTFUL;
		*rest = pq_view_from(*rest, 2);
	}
}

enum pq_answer_end pq_answer_measure(struct pq_view received, bool bare, size_t *behind)
{
	enum pq_answer_end end = PQ_ANSWER_WHOLE;
	struct framing framing;
	struct pq_answer answer;
	struct pq_view rest;

	pq_answer_read(&answer, received, false);
	if (!answer.status)
		return PQ_ANSWER_OPEN;
	framing = read_framing(answer.head);
	rest = pq_view_from(received, (size_t)(answer.head.data - received.data) + answer.head.len);
	if (bare || answer.status == 204 || answer.status == 304)
		framing = (struct framing){ .lengths = 1, .readable = true };
	if (framing.codings && (framing.lengths || framing.codings > 1 || !framing.chunked))
		return PQ_ANSWER_DOUBTFUL;
	if (framing.codings) {
		end = skip_chunks(&rest);
	} else if (!framing.lengths) {
		return PQ_ANSWER_OPEN;
	} else if (framing.differ || !framing.readable) {
		return PQ_ANSWER_DOUBTFUL;
	} else if (rest.len < framing.length) {
		return PQ_ANSWER_OPEN;
	} else {
		rest = pq_view_from(rest, (size_t)framing.length);
	}
	if (end == PQ_ANSWER_WHOLE)
		*behind = rest.len;
	return end;
}
