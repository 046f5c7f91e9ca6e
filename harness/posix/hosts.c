/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "posix/parts.h"

static bool is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of the line, which loses it; empty at its end. */
static struct pq_view next_word(struct pq_view *line)
{
	size_t from = 0;
	size_t to;
	struct pq_view word;

	while (from < line->len && is_blank(line->data[from]))
		from++;
	to = from;
	while (to < line->len && !is_blank(line->data[to]))
		to++;
	word = pq_view_slice(*line, from, to);
	*line = pq_view_from(*line, to);
	return word;
}

static void add(struct pq_posix_hosts *hosts, const struct pq_address *address, struct pq_view name)
{
	struct pq_posix_host *row = &hosts->rows[hosts->count];

	if (hosts->count == PQ_POSIX_MAX_HOSTS || name.len >= sizeof(row->name))
		return;
	row->address = *address;
	memcpy(row->name, name.data, name.len);
	row->name[name.len] = '\0';
	hosts->count++;
}

static void read_line(struct pq_posix_hosts *hosts, struct pq_view line)
{
	struct pq_address address;
	struct pq_view word;

	line = pq_view_slice(line, 0, pq_view_find(line, '#', 0));
	if (!pq_address_parse(next_word(&line), &address))
		return;
	for (word = next_word(&line); word.len; word = next_word(&line))
		add(hosts, &address, word);
}

void pq_posix_hosts_read(struct pq_posix_hosts *hosts, struct pq_view text)
{
	hosts->count = 0;
	while (text.len) {
		size_t end = pq_view_find(text, '\n', 0);

		read_line(hosts, pq_view_slice(text, 0, end));
		text = pq_view_from(text, end + 1);
	}
}

/* "localhost", and what ends with ".localhost". */
static bool is_local(struct pq_view name)
{
	struct pq_view local = PQ_VIEW("localhost");
	size_t rest = name.len - local.len;

	if (name.len < local.len || !pq_ascii_eq_nocase(pq_view_from(name, rest), local))
		return false;
	return rest == 0 || name.data[rest - 1] == '.';
}

size_t pq_posix_hosts_find(const struct pq_posix_hosts *hosts, struct pq_view name,
			   struct pq_address out[static PQ_MAX_ADDRESSES])
{
	size_t count = 0;

	if (name.len > 1 && name.data[name.len - 1] == '.')
		name.len--;
	if (is_local(name)) {
		out[0] = (struct pq_address){ 4, { 127, 0, 0, 1 } };
		out[1] = (struct pq_address){ 6, { [15] = 1 } };
		return 2;
	}
	for (size_t i = 0; i < hosts->count && count < PQ_MAX_ADDRESSES; i++)
		if (pq_ascii_eq_nocase(pq_view_str(hosts->rows[i].name), name))
			out[count++] = hosts->rows[i].address;
	return count;
}
