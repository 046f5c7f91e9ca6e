/* SPDX-License-Identifier: MIT */
#include "request/multipart.h"

#include "base/ascii.h"
#include "request/boundary.h"
#include "request/newline.h"

/* What stands between quotes. Only these three bytes are escaped: a backslash, for one, stays (HTML 4.10.21.7). */
static void add_quoted(struct pq_view text, bool normalise, struct pq_buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = text.data[i];

		if (c != '"' && !pq_newline_is(c))
			continue;
		pq_buf_add(out, pq_view_slice(text, from, i));
		if (c == '"') {
			pq_buf_add_str(out, "%22");
		} else if (normalise) {
			pq_buf_add_str(out, "%0D%0A");
			i += pq_newline_len(text, i) - 1;
		} else {
			pq_buf_add_str(out, c == '\r' ? "%0D" : "%0A");
		}
		from = i + 1;
	}
	pq_buf_add(out, pq_view_from(text, from));
}

/* A type is set by whoever made the file, and must not be able to begin a line of its own. */
static struct pq_view type_of(const struct pq_form_entry *entry)
{
	static const struct pq_view unknown = PQ_VIEW("application/octet-stream");

	return pq_ascii_all(entry->type, PQ_ASCII_PRINT) ? entry->type : unknown;
}

static void add_file(const struct pq_form_entry *entry, struct pq_buf *out)
{
	pq_buf_add_str(out, "\"; filename=\"");
	add_quoted(entry->filename, false, out);
	pq_buf_add_str(out, "\"\r\nContent-Type: ");
	pq_buf_add(out, type_of(entry));
	pq_buf_add_str(out, "\r\n\r\n");
	pq_buf_add(out, entry->value);
}

static void add_string(const struct pq_form_entry *entry, struct pq_buf *out)
{
	pq_buf_add_str(out, "\"\r\n\r\n");
	pq_newline_add(entry->value, out);
}

static void add_body(const struct pq_form_entry *entries, size_t count, struct pq_view boundary, struct pq_buf *out)
{
	for (size_t i = 0; i < count; i++) {
		pq_buf_add_str(out, "--");
		pq_buf_add(out, boundary);
		pq_buf_add_str(out, "\r\nContent-Disposition: form-data; name=\"");
		add_quoted(entries[i].name, true, out);
		if (entries[i].is_file)
			add_file(&entries[i], out);
		else
			add_string(&entries[i], out);
		pq_buf_add_str(out, "\r\n");
	}
	pq_buf_add_str(out, "--");
	pq_buf_add(out, boundary);
	pq_buf_add_str(out, "--\r\n");
}

/*
 * The body is written first and searched as it stands, so that whatever
 * escaping and normalising made of the data is what is looked at. A boundary
 * that occurs more often than there are delimiters occurs in the data.
 */
enum pq_err pq_multipart_encode(const struct pq_form_entry *entries, size_t count, struct pq_draw draw,
				unsigned char boundary[static PQ_BOUNDARY_MAX], size_t *boundary_len,
				struct pq_buf *out)
{
	size_t mark = out->len;

	for (int tries = 0; tries < PQ_BOUNDARY_TRIES; tries++) {
		unsigned char storage[PQ_BOUNDARY_LEN];
		struct pq_view drawn = pq_boundary_draw(draw, storage);

		add_body(entries, count, drawn, out);
		if (pq_buf_ok(out) && pq_boundary_count(pq_buf_since(out, mark), drawn) == count + 1) {
			memcpy(boundary, drawn.data, drawn.len);
			*boundary_len = drawn.len;
			return PQ_ERR_OK;
		}
		out->len = mark;
		if (!pq_buf_ok(out))
			return PQ_ERR_NO_SPACE;
	}
	return PQ_ERR_LIMIT;
}
