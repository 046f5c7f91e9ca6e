/* SPDX-License-Identifier: MIT */
#include "url/path.h"

#include "base/ascii.h"
#include "url/percent.h"
#include "url/scan.h"

bool pq_path_is_drive_letter(struct pq_view segment)
{
	return segment.len == 2 && pq_ascii_is(segment.data[0], PQ_ASCII_ALPHA) &&
	       (segment.data[1] == ':' || segment.data[1] == '|');
}

bool pq_path_starts_with_drive_letter(struct pq_view rest)
{
	return pq_path_is_drive_letter(pq_view_slice(rest, 0, 2)) &&
	       (rest.len == 2 || pq_url_class_is(rest.data[2], PQ_URL_SEGMENT_END_SPECIAL));
}

struct pq_view pq_path_drive(struct pq_view path)
{
	if (path.len < 3 || path.data[0] != '/' || !pq_ascii_is(path.data[1], PQ_ASCII_ALPHA) || path.data[2] != ':' ||
	    (path.len > 3 && path.data[3] != '/'))
		return pq_view(NULL, 0);
	return pq_view(path.data, 3);
}

void pq_path_shorten(enum pq_special special, size_t mark, struct pq_buf *out)
{
	struct pq_view path = pq_buf_since(out, mark);

	if (path.len == 0 || (special == PQ_SPECIAL_FILE && path.len == 3 && pq_path_drive(path).len))
		return;
	do
		out->len--;
	while (out->data[out->len] != '/');
}

/* Number of dots that segment is made of, "%2e" counting as one; zero if it has another byte or a third dot. */
static size_t count_dots(struct pq_view segment)
{
	size_t dots = 0;

	while (segment.len && dots < 3) {
		if (segment.data[0] == '.')
			pq_scan_take(&segment, 1);
		else if (segment.len >= 3 && segment.data[0] == '%' && segment.data[1] == '2' &&
			 pq_ascii_lower(segment.data[2]) == 'e')
			pq_scan_take(&segment, 3);
		else
			return 0;
		dots++;
	}
	return dots < 3 ? dots : 0;
}

static void add_segment(struct pq_view segment, enum pq_special special, size_t mark, struct pq_buf *out)
{
	bool first = out->len == mark;

	pq_buf_add_byte(out, '/');
	if (first && special == PQ_SPECIAL_FILE && pq_path_is_drive_letter(segment)) {
		pq_buf_add_byte(out, segment.data[0]);
		pq_buf_add_byte(out, ':');
		return;
	}
	pq_percent_encode(segment, PQ_URL_SET_PATH, out);
}

/*
 * The length of rest up to its query or fragment, if nothing in it is a dot, a
 * backslash or to be encoded: then its serialisation is what is written. Zero
 * if there is something to do.
 */
static size_t plain_len(struct pq_view rest)
{
	size_t len = pq_scan_until(rest, 0, PQ_URL_PATH_MARK);

	return len == rest.len || rest.data[len] == '?' || rest.data[len] == '#' ? len : 0;
}

/* One segment and the slash after it; returns whether there was one. */
static bool take_segment(struct pq_view *rest, enum pq_special special, size_t mark, struct pq_buf *out)
{
	size_t len = pq_scan_until(*rest, 0, pq_url_segment_end(special));
	struct pq_view segment = pq_scan_take(rest, len);
	size_t dots = count_dots(segment);
	bool more = pq_scan_at_slash(*rest, special);

	if (more)
		pq_scan_take(rest, 1);
	if (dots == 0)
		add_segment(segment, special, mark, out);
	if (dots == 2)
		pq_path_shorten(special, mark, out);
	if (dots && !more)
		pq_buf_add_byte(out, '/');
	return more;
}

void pq_path_parse(struct pq_view *rest, enum pq_special special, size_t mark, struct pq_buf *out)
{
	size_t plain = special == PQ_SPECIAL_FILE ? 0 : plain_len(*rest); /* A drive letter may need work. */

	if (plain) {
		pq_buf_add_byte(out, '/');
		pq_buf_add(out, pq_scan_take(rest, plain));
		return;
	}
	while (take_segment(rest, special, mark, out))
		;
}

/*
 * Spaces stay, but of those before a query or fragment the last is encoded:
 * otherwise the path would lose them when the query or fragment is removed.
 */
void pq_path_parse_opaque(struct pq_view *rest, struct pq_buf *out)
{
	struct pq_view path = pq_view_slice(*rest, 0, pq_view_find(*rest, '#', 0));
	bool more;

	path = pq_view_slice(path, 0, pq_view_find(path, '?', 0));
	more = path.len < rest->len;
	pq_scan_take(rest, path.len);
	if (more && path.len && path.data[path.len - 1] == ' ') {
		pq_percent_encode(pq_view_slice(path, 0, path.len - 1), PQ_URL_SET_C0, out);
		pq_buf_add_str(out, "%20");
	} else {
		pq_percent_encode(path, PQ_URL_SET_C0, out);
	}
}
