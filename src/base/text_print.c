/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "base/text.h"
#include "base/text_scan.h"

static void print_escaped(unsigned char c, struct pq_buf *out)
{
	for (size_t i = 0; i < PQ_TEXT_ESCAPES; i++) {
		if (c == pq_text_escapes[i].byte) {
			pq_buf_add_byte(out, '\\');
			pq_buf_add_byte(out, pq_text_escapes[i].letter);
			return;
		}
	}
	if (pq_ascii_is(c, PQ_ASCII_PRINT)) {
		pq_buf_add_byte(out, c);
	} else {
		pq_buf_add_str(out, "\\x");
		pq_buf_add_hex(out, pq_view(&c, 1));
	}
}

static void print_string(struct pq_view v, struct pq_buf *out)
{
	pq_buf_add_byte(out, '"');
	for (size_t i = 0; i < v.len; i++)
		print_escaped(v.data[i], out);
	pq_buf_add_byte(out, '"');
}

static size_t run_len(struct pq_view v, size_t from)
{
	size_t to = from + 1;

	while (to < v.len && v.data[to] == v.data[from])
		to++;
	return to - from;
}

/* Index of the first run that is long enough for a fill, and its length; v.len if there is none. */
static size_t find_run(struct pq_view v, size_t from, size_t *len)
{
	while (from < v.len) {
		*len = run_len(v, from);
		if (*len >= PQ_TEXT_FILL_MIN)
			return from;
		from += *len;
	}
	return v.len;
}

void pq_text_quote(struct pq_view v, struct pq_buf *out)
{
	size_t at = 0;

	do {
		size_t len = 0;
		size_t run = find_run(v, at, &len);

		if (at > 0)
			pq_buf_add_str(out, " + ");
		if (run > at || run == v.len)
			print_string(pq_view_slice(v, at, run), out);
		if (run == v.len)
			break;
		pq_buf_add_str(out, run > at ? " + fill " : "fill ");
		pq_buf_add_u64(out, len);
		pq_buf_add_byte(out, ' ');
		print_string(pq_view_slice(v, run, run + 1), out);
		at = run + len;
	} while (at < v.len);
}

void pq_text_print(struct pq_view v, struct pq_buf *out)
{
	size_t len;

	if (v.len == 0 || pq_text_skip_plain(v, 0, '!', '"') < v.len || v.data[0] == '#' || pq_view_is(v, "+") ||
	    pq_view_is(v, "fill") || find_run(v, 0, &len) < v.len)
		pq_text_quote(v, out);
	else
		pq_buf_add(out, v);
}
