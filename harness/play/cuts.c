/* SPDX-License-Identifier: MIT */
#include "play/cuts.h"

#include <stdlib.h>

#include "play/hub.h"

static const struct pq_view first_line = PQ_VIEW("pratique-transcript 1\n");

/* Of different look-ups so many are given to each piece. */
#define MAX_LOOK_UPS 16384
#define LOOK_UP_SLOTS (2 * MAX_LOOK_UPS)

/*
 * Lines of a connection before anything was written on it, empty if there is none; piece: that has got them last; asked: a
 * message is under way on it that was not answered yet
 */
struct beginning {
	struct pq_view dial;
	struct pq_view tls;
	uint32_t piece;
	bool asked;
};

/*
 * all:      nothing follows the log
 * at:       where reading goes on
 * piece:    that is under way, 0 if none is; opened: its first line, behind which `from` is
 * look_ups: look_up_count lines, each different one once, MAX_LOOK_UPS at most; left_out: there were more
 * slots:    1 + index of look-ups, by their hashes; 0: none
 * conns:    by number, conn_count of them
 * text:     of the piece under way, text_cap bytes of room
 */
struct pq_cuts {
	struct pq_view log;
	bool all;
	size_t at;
	uint32_t piece;
	struct pq_view opened;
	size_t from;
	struct pq_view *look_ups;
	size_t look_up_count;
	size_t look_up_cap;
	bool left_out;
	uint32_t slots[LOOK_UP_SLOTS];
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
		pq_cuts_more(cuts, log, true);
	return cuts;
}

void pq_cuts_more(struct pq_cuts *cuts, struct pq_view log, bool all)
{
	cuts->log = log;
	cuts->all = all;
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

/* Whether a message's later bytes may still come behind this answer: it is a 1xx (RFC 9110 15.2). */
static bool is_interim(struct pq_view bytes)
{
	static const struct pq_view interim = PQ_VIEW("HTTP/1.1 1");

	return pq_view_starts(bytes, interim);
}

/*
 * What a page says to the hub in that line, which is read in its order. Only where a message begins: bytes further on
 * are the scenario's, whatever they spell.
 */
static struct pq_hub_word word_of(struct pq_cuts *cuts, struct pq_view line)
{
	struct pq_view sent = after_word(line, "send"), heard = after_word(line, "receive");
	struct pq_view rest = sent.data ? sent : heard;
	struct beginning *conn;
	bool within;

	if (!rest.data)
		return (struct pq_hub_word){ .verb = PQ_HUB_NONE };
	conn = beginning_of(cuts, conn_of(line));
	if (!conn)
		return (struct pq_hub_word){ .verb = PQ_HUB_NONE };
	within = conn->asked;
	rest = pq_view_from(rest, pq_view_find(rest, '"', 0) + 1);
	conn->asked = sent.data || (conn->asked && is_interim(rest));
	return pq_hub_read(sent.data && !within ? pq_hub_target(rest) : pq_view(NULL, 0));
}

static uint32_t hash_of(struct pq_view line)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < line.len; i++)
		hash = (hash ^ line.data[i]) * 16777619u;
	return hash;
}

static void remember_look_up(struct pq_cuts *cuts, struct pq_view line)
{
	size_t slot = hash_of(line) % LOOK_UP_SLOTS;

	for (; cuts->slots[slot]; slot = (slot + 1) % LOOK_UP_SLOTS)
		if (pq_view_eq(cuts->look_ups[cuts->slots[slot] - 1], line))
			return;
	cuts->left_out = cuts->left_out || cuts->look_up_count == MAX_LOOK_UPS;
	if (cuts->look_up_count == MAX_LOOK_UPS)
		return;
	if (cuts->look_up_count == cuts->look_up_cap) {
		cuts->look_up_cap = cuts->look_up_cap * 2 + 64;
		cuts->look_ups = grow(cuts, cuts->look_ups, cuts->look_up_cap, sizeof(line));
	}
	if (cuts->failed)
		return;
	cuts->look_ups[cuts->look_up_count++] = line;
	cuts->slots[slot] = (uint32_t)cuts->look_up_count;
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
		*beginning = (struct beginning){ .dial = line, .asked = beginning->asked };
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

/* Reads on to where a page opens. */
static bool find_opening(struct pq_cuts *cuts)
{
	while (cuts->at < cuts->log.len && !cuts->failed) {
		struct pq_view line = take_line(cuts->log, &cuts->at);
		struct pq_hub_word word = word_of(cuts, line);

		remember(cuts, line);
		if (word.verb != PQ_HUB_OPEN)
			continue;
		cuts->piece = word.piece;
		cuts->opened = line;
		cuts->from = cuts->at;
		return true;
	}
	return false;
}

/* Reads on to where the piece ends: behind "done", or before the next that a page opens. False if that is still to come. */
static bool find_end(struct pq_cuts *cuts)
{
	while (cuts->at < cuts->log.len) {
		size_t before = cuts->at;
		struct pq_view line = take_line(cuts->log, &cuts->at);
		enum pq_hub_verb verb = word_of(cuts, line).verb;

		if (verb == PQ_HUB_DONE)
			return true;
		if (verb == PQ_HUB_OPEN || verb == PQ_HUB_NEXT) {
			cuts->at = before;
			beginning_of(cuts, conn_of(line))->asked = false; /* it is read once more */
			return true;
		}
	}
	return cuts->all;
}

/* All that there is to say of the piece, which ends where reading goes on. */
static void tell(struct pq_cuts *cuts)
{
	size_t at = cuts->from;

	cuts->text_len = 0;
	add(cuts, first_line);
	for (size_t i = 0; i < cuts->look_up_count; i++)
		add(cuts, cuts->look_ups[i]);
	if (cuts->left_out)
		add(cuts, pq_view_str("# further look-ups are left out: there are over 16384\n"));
	add_beginnings(cuts, cuts->piece, cuts->from, cuts->at);
	add(cuts, cuts->opened);
	add(cuts, pq_view_slice(cuts->log, cuts->from, cuts->at));
	while (at < cuts->at)
		remember(cuts, take_line(cuts->log, &at));
}

bool pq_cuts_next(struct pq_cuts *cuts, uint32_t *piece, struct pq_view *text)
{
	if ((!cuts->piece && !find_opening(cuts)) || !find_end(cuts))
		return false;
	tell(cuts);
	*piece = cuts->piece;
	*text = pq_view(cuts->text, cuts->text_len);
	cuts->piece = 0;
	return !cuts->failed;
}
