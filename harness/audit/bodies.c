/* SPDX-License-Identifier: MIT */
#include "audit/bodies.h"

#include "base/ascii.h"
#include "base/text.h"

static size_t find(struct pq_view text, struct pq_view wanted, size_t from)
{
	for (size_t i = from; wanted.len && i + wanted.len <= text.len; i++)
		if (text.data[i] == wanted.data[0] && memcmp(text.data + i, wanted.data, wanted.len) == 0)
			return i;
	return SIZE_MAX;
}

/* The value of the head's first field of that name, trimmed; data NULL if there is none. */
static struct pq_view find_field(struct pq_view head, const char *name)
{
	struct pq_view wanted = pq_view_str(name);
	size_t at = pq_view_find(head, '\n', 0) + 1;

	while (at < head.len) {
		size_t end = pq_view_find(head, '\r', at);
		struct pq_view line = pq_view_slice(head, at, end);

		if (line.len > wanted.len && line.data[wanted.len] == ':' &&
		    pq_ascii_eq_nocase(pq_view_slice(line, 0, wanted.len), wanted)) {
			line = pq_view_from(line, wanted.len + 1);
			while (line.len && line.data[0] == ' ')
				line = pq_view_from(line, 1);
			return line;
		}
		at = end + 2;
	}
	return pq_view(NULL, 0);
}

static bool is_preflight(struct pq_view text)
{
	return pq_view_starts(text, pq_view_str("OPTIONS ")) && find_field(text, "access-control-request-method").data;
}

static struct pq_view boundary_of(struct pq_view type)
{
	static const struct pq_view name = PQ_VIEW("boundary=");
	size_t at = find(type, name, 0);
	struct pq_view value = at == SIZE_MAX ? pq_view(NULL, 0) : pq_view_from(type, at + name.len);

	if (value.len > 1 && value.data[0] == '"')
		return pq_view_slice(value, 1, pq_view_find(value, '"', 1));
	return pq_view_slice(value, 0, pq_view_find(value, ';', 0));
}

/* All that the request wrote on a connection. */
static struct pq_view join(const struct pq_transcript *transcript, uint32_t request, uint32_t conn, struct pq_buf *room)
{
	size_t mark = room->len;

	for (size_t i = 0; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];

		if (event->kind == PQ_EVENT_SEND && event->request == request && event->conn == conn)
			pq_buf_add(room, event->bytes);
	}
	return pq_buf_since(room, mark);
}

struct pq_written_body pq_body_written(const struct pq_transcript *transcript, uint32_t request, struct pq_buf *room)
{
	struct pq_written_body written = { .written = false };
	struct pq_view text;
	size_t end;

	for (size_t i = 0; i < transcript->count && !written.written; i++) {
		const struct pq_event *event = &transcript->events[i];

		if (event->kind != PQ_EVENT_SEND || event->request != request)
			continue;
		text = join(transcript, request, event->conn, room);
		end = find(text, pq_view_str("\r\n\r\n"), 0);
		if (end == SIZE_MAX || is_preflight(pq_view_slice(text, 0, end + 2)))
			continue;
		written.written = true;
		written.type = find_field(pq_view_slice(text, 0, end + 2), "content-type");
		written.boundary = boundary_of(written.type);
		written.body = pq_view_from(text, end + 4);
	}
	return written;
}

/* The text with the boundary replaced, wherever it stands. */
static struct pq_view without_boundary(struct pq_view text, struct pq_view boundary, struct pq_buf *room)
{
	size_t mark = room->len;
	size_t at = 0;
	size_t hit;

	while ((hit = find(text, boundary, at)) != SIZE_MAX) {
		pq_buf_add(room, pq_view_slice(text, at, hit));
		pq_buf_add_str(room, "BOUNDARY");
		at = hit + boundary.len;
	}
	pq_buf_add(room, pq_view_from(text, at));
	return pq_buf_since(room, mark);
}

static void tell(struct pq_buf *sentence, const char *what, struct pq_view seen, struct pq_view wanted)
{
	pq_buf_add_str(sentence, what);
	pq_text_quote(pq_view_slice(seen, 0, 40), sentence);
	pq_buf_add_str(sentence, ", the model ");
	pq_text_quote(pq_view_slice(wanted, 0, 40), sentence);
}

bool pq_body_same(const struct pq_written_body *seen, const struct pq_written_body *wanted, struct pq_buf *room,
		  struct pq_buf *sentence)
{
	struct pq_view a = without_boundary(seen->body, seen->boundary, room);
	struct pq_view b = without_boundary(wanted->body, wanted->boundary, room);
	struct pq_view type_a = without_boundary(seen->type, seen->boundary, room);
	struct pq_view type_b = without_boundary(wanted->type, wanted->boundary, room);
	size_t at = 0;

	if (!pq_view_eq(type_a, type_b)) {
		tell(sentence, "the body's type is ", type_a, type_b);
		return false;
	}
	if (pq_view_eq(a, b))
		return true;
	while (at < a.len && at < b.len && a.data[at] == b.data[at])
		at++;
	pq_buf_add_str(sentence, "the body differs from byte ");
	pq_buf_add_u64(sentence, at);
	tell(sentence, " on: it is ", pq_view_from(a, at), pq_view_from(b, at));
	return false;
}
