/* SPDX-License-Identifier: MIT */
#include "play/got.h"

#include <string.h>

#include "base/ascii.h"
#include "request/header.h"
#include "request/status.h"

static size_t end_of_head(struct pq_view bytes)
{
	for (size_t i = 0; i + 4 <= bytes.len; i++)
		if (memcmp(bytes.data + i, "\r\n\r\n", 4) == 0)
			return i + 4;
	return SIZE_MAX;
}

struct pq_got pq_got_read(struct pq_view bytes)
{
	static const struct pq_view version = PQ_VIEW("HTTP/");
	struct pq_got answer = { 0, { NULL, 0 } };

	while (pq_view_starts(bytes, version)) {
		size_t end = end_of_head(bytes);
		size_t at = pq_view_find(bytes, ' ', 0) + 1;
		unsigned int status = 0;

		if (end == SIZE_MAX)
			return answer;
		for (size_t i = at; i < at + 3 && i < end; i++)
			status = status * 10 + (unsigned int)(bytes.data[i] - '0') % 10;
		if (status >= 200 || status == 101)
			return (struct pq_got){ status, pq_view_slice(bytes, 0, end) };
		bytes = pq_view_from(bytes, end);
	}
	return answer;
}

struct pq_view pq_got_field(struct pq_view head, const char *name)
{
	struct pq_view wanted = pq_view_str(name);
	size_t at = pq_view_find(head, '\n', 0) + 1;

	while (at < head.len) {
		size_t end = pq_view_find(head, '\n', at);
		struct pq_view line = pq_view_slice(head, at, end);

		if (line.len > wanted.len && line.data[wanted.len] == ':' &&
		    pq_ascii_eq_nocase(pq_view_slice(line, 0, wanted.len), wanted))
			return pq_header_value_normalise(pq_view_from(line, wanted.len + 1));
		at = end + 1;
	}
	return pq_view(NULL, 0);
}

bool pq_got_redirects(const struct pq_got *got)
{
	return pq_status_redirects((long)got->status);
}
