/* SPDX-License-Identifier: MIT */
#include "play/cuts.h"

#include <stdlib.h>

#include "play/hub.h"

static const struct pq_view first_line = PQ_VIEW("pratique-transcript 1\n");

/* Lines of a connection before anything was written on it, empty if there is none; piece: that has got them last. */
struct beginning {
	struct pq_view dial;
	struct pq_view tls;
	uint32_t piece;
};

/*
 * at:       where reading goes on
 * look_ups: look_up_count lines, each different one once
 * conns:    by number, conn_count of them
 * text:     of the piece under way, text_cap bytes of room
 */
struct pq_cuts {
	struct pq_view log;
	size_t at;
	struct pq_view *look_ups;
	size_t look_up_count;
	struct beginning *conns;
	size_t conn_count;
	unsigned char *text;
	size_t text_len;
	size_t text_cap;
	bool failed;
};

struct pq_cuts *pq_cuts_open(struct pq_view log)
{
	struct pq_cuts *cuts = calloc(1, sizeof(*cuts));

	if (cuts)
		cuts->log = log;
	return cuts;
}

void pq_cuts_close(struct pq_cuts *cuts)
{
	if (!cuts)
		return;
	free(cuts->look_ups);
	free(cuts->conns);
	free(cuts->text);
	free(cuts);
}

/* Takes a line with its line feed; empty at the end. */
static struct pq_view take_line(struct pq_view log, size_t *at)
{
	size_t end = pq_view_find(log, '\n', *at);
	struct pq_view line = pq_view_slice(log, *at, end + 1);

	*at += line.len;
	return line;
}

/* Behind that word and a blank; data NULL if the line does not begin so. */
static struct pq_view after_word(struct pq_view line, const char *word)
{
	struct pq_view wanted = pq_view_str(word);

	if (!pq_view_starts(line, wanted) || line.len <= wanted.len || line.data[wanted.len] != ' ')
		return pq_view(NULL, 0);
	return pq_view_from(line, wanted.len + 1);
}

static size_t number_of(struct pq_view text)
{
	size_t number = 0;

	for (size_t i = 0; i < text.len && i < 9 && text.data[i] >= '0' && text.data[i] <= '9'; i++)
		number = number * 10 + (size_t)(text.data[i] - '0');
	return number;
}

/* The connection that a line is about; 0 if it is about none. */
static size_t conn_of(struct pq_view line)
{
	static const char *const words[] = { "dial", "tls", "send", "receive", "close" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct pq_view rest = after_word(line, words[i]);

		if (rest.data)
			return number_of(rest);
	}
	return 0;
}

/* What a page says to the hub in that line. */
static struct pq_hub_word word_of(struct pq_view line)
{
	struct pq_view rest = after_word(line, "send");
	size_t quote = pq_view_find(rest, '"', 0);

	return pq_hub_read(pq_hub_target(pq_view_from(rest, quote + 1)));
}

static void *grow(struct pq_cuts *cuts, void *array, size_t count, size_t size)
{
	void *grown = realloc(array, count * size);

	cuts->failed = cuts->failed || !grown;
	return grown ? grown : array;
}

static struct beginning *beginning_of(struct pq_cuts *cuts, size_t conn)
{
	if (conn >= cuts->conn_count) {
		size_t count = conn * 2 + 16;

		cuts->conns = grow(cuts, cuts->conns, count, sizeof(*cuts->conns));
		if (cuts->failed)
			return NULL;
		while (cuts->conn_count < count)
			cuts->conns[cuts->conn_count++] = (struct beginning){ .dial = { NULL, 0 } };
	}
	return &cuts->conns[conn];
}

static void remember_look_up(struct pq_cuts *cuts, struct pq_view line)
{
	for (size_t i = 0; i < cuts->look_up_count; i++)
		if (pq_view_eq(cuts->look_ups[i], line))
			return;
	cuts->look_ups = grow(cuts, cuts->look_ups, cuts->look_up_count + 1, sizeof(line));
	if (!cuts->failed)
		cuts->look_ups[cuts->look_up_count++] = line;
}

static void remember(struct pq_cuts *cuts, struct pq_view line)
{
	bool tls = after_word(line, "tls").data != NULL;
	struct beginning *beginning;

	if (after_word(line, "resolve").data)
		remember_look_up(cuts, line);
	if (!tls && !after_word(line, "dial").data)
		return;
	beginning = beginning_of(cuts, conn_of(line));
	if (!beginning)
		return;
	if (tls)
		beginning->tls = line;
	else
		*beginning = (struct beginning){ .dial = line };
}

static void add(struct pq_cuts *cuts, struct pq_view text)
{
	if (cuts->text_len + text.len > cuts->text_cap) {
		size_t cap = (cuts->text_len + text.len) * 2;

		cuts->text = grow(cuts, cuts->text, cap, 1);
		if (cuts->failed)
			return;
		cuts->text_cap = cap;
	}
	memcpy(cuts->text + cuts->text_len, text.data, text.len);
	cuts->text_len += text.len;
}

/* The dials, and TLS, of connections that the lines from..to name and that were made before them. */
static void add_beginnings(struct pq_cuts *cuts, uint32_t piece, size_t from, size_t to)
{
	const unsigned char *begin = cuts->log.data + from;

	while (from < to) {
		size_t conn = conn_of(take_line(cuts->log, &from));
		struct beginning *beginning = conn < cuts->conn_count ? &cuts->conns[conn] : NULL;

		if (!beginning || !beginning->dial.data || beginning->dial.data >= begin || beginning->piece == piece)
			continue;
		add(cuts, beginning->dial);
		if (beginning->tls.data && beginning->tls.data < begin)
			add(cuts, beginning->tls);
		beginning->piece = piece;
	}
}

/* Where the piece that opened before `at` ends: behind "done", or before the next that a page opens. */
static size_t find_end(struct pq_cuts *cuts, size_t at)
{
	while (at < cuts->log.len) {
		size_t before = at;
		enum pq_hub_verb verb = word_of(take_line(cuts->log, &at)).verb;

		if (verb == PQ_HUB_DONE)
			return at;
		if (verb == PQ_HUB_OPEN || verb == PQ_HUB_NEXT)
			return before;
	}
	return at;
}

bool pq_cuts_next(struct pq_cuts *cuts, uint32_t *piece, struct pq_view *text)
{
	while (cuts->at < cuts->log.len && !cuts->failed) {
		struct pq_view line = take_line(cuts->log, &cuts->at);
		struct pq_hub_word word = word_of(line);
		size_t from = cuts->at;
		size_t to;

		remember(cuts, line);
		if (word.verb != PQ_HUB_OPEN)
			continue;
		to = find_end(cuts, from);
		cuts->text_len = 0;
		add(cuts, first_line);
		for (size_t i = 0; i < cuts->look_up_count; i++)
			add(cuts, cuts->look_ups[i]);
		add_beginnings(cuts, word.piece, from, to);
		add(cuts, line);
		add(cuts, pq_view_slice(cuts->log, from, to));
		while (cuts->at < to)
			remember(cuts, take_line(cuts->log, &cuts->at));
		*piece = word.piece;
		*text = pq_view(cuts->text, cuts->text_len);
		return !cuts->failed;
	}
	return false;
}
