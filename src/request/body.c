/* SPDX-License-Identifier: MIT */
#include "request/body.h"

#include "base/ascii.h"
#include "request/newline.h"

/* What stands for the entry's value where only text can be sent. */
static struct pq_view text_of(const struct pq_form_entry *entry)
{
	return entry->is_file ? entry->filename : entry->value;
}

/* Outside the application/x-www-form-urlencoded percent-encode set (URL 1.3). */
static bool is_plain(unsigned char c)
{
	return pq_ascii_is(c, PQ_ASCII_ALPHA | PQ_ASCII_DIGIT) || c == '*' || c == '-' || c == '.' || c == '_';
}

static void add_percent(unsigned char c, struct pq_buf *out)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char *at = pq_buf_extend(out, 3);

	if (!at)
		return;
	at[0] = '%';
	at[1] = (unsigned char)digits[c >> 4];
	at[2] = (unsigned char)digits[c & 15];
}

/* Plain bytes are copied in runs; each other byte, or newline if normalise, ends a run. */
static void add_encoded(struct pq_view text, bool normalise, struct pq_buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = text.data[i];

		if (is_plain(c))
			continue;
		pq_buf_add(out, pq_view_slice(text, from, i));
		if (c == ' ') {
			pq_buf_add_byte(out, '+');
		} else if (normalise && pq_newline_is(c)) {
			pq_buf_add_str(out, "%0D%0A");
			i += pq_newline_len(text, i) - 1;
		} else {
			add_percent(c, out);
		}
		from = i + 1;
	}
	pq_buf_add(out, pq_view_from(text, from));
}

static void serialise(const struct pq_form_entry *entries, size_t count, bool normalise, struct pq_buf *out)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			pq_buf_add_byte(out, '&');
		add_encoded(entries[i].name, normalise, out);
		pq_buf_add_byte(out, '=');
		add_encoded(text_of(&entries[i]), normalise, out);
	}
}

void pq_body_urlencoded(const struct pq_form_entry *entries, size_t count, struct pq_buf *out)
{
	serialise(entries, count, true, out);
}

void pq_body_params(const struct pq_form_entry *entries, size_t count, struct pq_buf *out)
{
	serialise(entries, count, false, out);
}

void pq_body_text_plain(const struct pq_form_entry *entries, size_t count, struct pq_buf *out)
{
	for (size_t i = 0; i < count; i++) {
		pq_newline_add(entries[i].name, out);
		pq_buf_add_byte(out, '=');
		pq_newline_add(text_of(&entries[i]), out);
		pq_buf_add_str(out, "\r\n");
	}
}
