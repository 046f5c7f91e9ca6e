/* SPDX-License-Identifier: MIT */
#include "audit/evidence.h"

#include <string.h>

#include "base/text.h"

#define MAX_LINES (64u << 10) /* bytes of one connection's lines */
#define MAX_CONNECTIONS 8     /* of one cell: retries */
#define REDIRECT_MS 60000     /* so long before the dial the redirector was dialled, at most */

static const struct pq_task *task_of(const struct pq_evidence *evidence)
{
	return &evidence->run->board->tasks[evidence->task];
}

static struct pq_address address_of(const struct pq_evidence *evidence, uint32_t cell)
{
	return pq_board_address((enum pq_space)evidence->run->board->cells[cell].space, cell);
}

/* A line of a connection, whose number is the second word; number: the one that it gets instead, 0: it keeps its own. */
static void add_numbered(struct pq_buf *out, struct pq_view line, uint32_t number)
{
	size_t blank = pq_view_find(line, ' ', 0) + 1, end = blank;

	while (end < line.len && line.data[end] >= '0' && line.data[end] <= '9')
		end++;
	if (number == 0 || end == blank) {
		pq_buf_add(out, line);
		return;
	}
	pq_buf_add(out, pq_view_slice(line, 0, blank));
	pq_buf_add_u64(out, number);
	pq_buf_add(out, pq_view_from(line, end));
}

/* Appends whole lines, as many as fit in MAX_LINES bytes and in what room there is. */
static void add_lines(struct pq_buf *out, struct pq_view lines, uint32_t number)
{
	size_t at = 0;

	while (at < lines.len) {
		size_t end = pq_view_find(lines, '\n', at) + 1;

		if (end > lines.len || end > MAX_LINES || pq_buf_room(out) < end - at + 10)
			return;
		add_numbered(out, pq_view_slice(lines, at, end), number);
		at = end;
	}
}

static void add_connection(const struct pq_log *log, uint32_t conn, uint32_t number, struct pq_buf *out)
{
	static unsigned char storage[4 * MAX_LINES];
	struct pq_buf lines;

	pq_buf_init(&lines, storage, sizeof(storage));
	pq_log_text(log, conn, &lines);
	add_lines(out, pq_buf_view(&lines), number);
}

/*
 * Lines of the connections to a cell, at most so many. *number: that the first of them gets, counted on; NULL: they keep
 * the log's.
 */
static void add_cell(const struct pq_evidence *evidence, uint32_t cell, uint32_t most, uint32_t *number,
		     struct pq_buf *out)
{
	struct pq_address address = address_of(evidence, cell);
	size_t at = pq_log_to(evidence->log, &address, 0);

	for (uint32_t i = 0; i < most && at < pq_log_count(evidence->log); i++) {
		add_connection(evidence->log, pq_log_at(evidence->log, at)->conn, number ? (*number)++ : 0, out);
		at = pq_log_to(evidence->log, &address, at + 1);
	}
}

void pq_evidence_lines(const struct pq_evidence *evidence, struct pq_buf *out)
{
	add_cell(evidence, evidence->cell, MAX_CONNECTIONS, NULL, out);
}

static void add_line(struct pq_buf *out, const char *word, const char *rest)
{
	pq_buf_add_str(out, word);
	pq_buf_add_str(out, rest);
	pq_buf_add_byte(out, '\n');
}

/* How the scenario word that comes closest is written, up to the URL. */
static const char *opening(const char *word)
{
	static const char *const openings[][2] = {
		{ "fetch", "fetch GET " },       { "xhr", "xhr GET " },
		{ "form", "form POST " },        { "websocket", "websocket " },
		{ "navigate", "navigate " },     { "preconnect", "preconnect " },
		{ "prefetch", "prefetch " },     { "dns-prefetch", "preconnect " },
		{ "ice-server", "ice-server " },
	};

	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++)
		if (strcmp(openings[i][0], word) == 0)
			return openings[i][1];
	return "fetch GET ";
}

/* The control's URL as a control line can have it. */
static void add_control(const struct pq_evidence *evidence, struct pq_buf *out)
{
	const struct pq_vector *vector = pq_vector_at(task_of(evidence)->vector);
	struct pq_address address = address_of(evidence, evidence->control);
	bool tls = vector->needs & PQ_NEEDS_TLS;
	char name[40];

	pq_buf_add_str(out, tls ? "https://" : "http://");
	pq_board_name(evidence->control, name);
	if (tls)
		pq_buf_add_str(out, name);
	else
		pq_address_print(&address, out);
	pq_buf_add_byte(out, ':');
	pq_buf_add_u64(out, pq_port_default(evidence->row->scheme));
	pq_buf_add_byte(out, '/');
}

static void add_dns(const struct pq_evidence *evidence, uint32_t cell, const char *before, struct pq_buf *out)
{
	struct pq_address address = address_of(evidence, cell);
	char name[40];

	if (!(pq_vector_at(task_of(evidence)->vector)->needs & PQ_NEEDS_TLS))
		return;
	pq_board_name(cell, name);
	pq_buf_add_str(out, before);
	pq_buf_add_byte(out, '"');
	pq_buf_add_str(out, name);
	pq_buf_add_str(out, "\" ");
	pq_address_print(&address, out);
	pq_buf_add_byte(out, '\n');
}

void pq_evidence_scenario(const struct pq_evidence *evidence, struct pq_buf *out)
{
	const struct pq_row *row = evidence->row;
	const struct pq_vector *vector = pq_vector_at(row->vector);
	const struct pq_board *board = evidence->run->board;

	add_line(out, "pratique-scenario 1", "");
	pq_buf_add_str(out, "# Vector ");
	pq_buf_add_str(out, row->name);
	pq_buf_add_str(out, " (");
	pq_buf_add_str(out, row->initiator);
	pq_buf_add_str(out, "), port ");
	pq_buf_add_u64(out, evidence->asked->port);
	add_line(out, ": an audit's probe.", "");
	pq_buf_add_str(out, "page ");
	pq_board_hub_url(task_of(evidence), out);
	add_line(out, "/", "");
	add_dns(evidence, evidence->cell, "dns ", out);
	add_dns(evidence, evidence->control, "dns ", out);
	pq_buf_add_str(out, opening(row->word));
	pq_board_url(board, task_of(evidence), evidence->cell, out);
	add_line(out, strcmp(row->word, "ice-server") == 0 ? " \"probe\" \"probe\"" : "", "");
	if (vector->status != 0) {
		pq_buf_add_str(out, "answer\n  redirect ");
		pq_buf_add_u64(out, vector->status);
		pq_buf_add_byte(out, ' ');
		pq_board_target_url(board, task_of(evidence), evidence->cell, out);
		pq_buf_add_byte(out, '\n');
	}
	add_line(out, "expect ", evidence->over_block ? "allowed" : "blocked unsafe_port");
	pq_buf_add_str(out, "control GET ");
	add_control(evidence, out);
	pq_buf_add_byte(out, '\n');
}

/* True if the text names the cell behind a redirect's status: "/302/7/". */
static bool asks_for(struct pq_view text, uint16_t status, uint32_t cell)
{
	unsigned char storage[40];
	struct pq_buf wanted;

	pq_buf_init(&wanted, storage, sizeof(storage));
	pq_buf_add_byte(&wanted, '/');
	pq_buf_add_u64(&wanted, status);
	pq_buf_add_byte(&wanted, '/');
	pq_buf_add_u64(&wanted, cell);
	pq_buf_add_byte(&wanted, '/');
	return memmem(text.data, text.len, wanted.data, wanted.len) != NULL;
}

/* Of a connection to the redirector, which may have served many probes: its dial, and what was asked and told of the cell. */
static bool add_exchange(const struct pq_evidence *evidence, uint32_t conn, uint32_t number, struct pq_buf *out)
{
	static unsigned char storage[4 * MAX_LINES];
	uint16_t status = pq_vector_at(evidence->row->vector)->status;
	struct pq_buf lines;
	struct pq_view text;
	bool found = false, ours = true;

	pq_buf_init(&lines, storage, sizeof(storage));
	pq_log_text(evidence->log, conn, &lines);
	text = pq_buf_view(&lines);
	for (size_t at = 0, end; at < text.len; at = end) {
		struct pq_view line;

		end = pq_view_find(text, '\n', at) + 1;
		line = pq_view_slice(text, at, end);
		if (pq_view_starts(line, pq_view_str("send "))) {
			ours = asks_for(line, status, evidence->cell);
			found = found || ours;
		} else if (pq_view_starts(line, pq_view_str("close "))) {
			ours = true;
		}
		if (ours && pq_buf_room(out) > line.len + 10)
			add_numbered(out, line, number);
	}
	return found;
}

/* The connection to the redirector on which a derived vector's redirect was asked for. */
static void add_redirect(const struct pq_evidence *evidence, uint32_t *number, struct pq_buf *out)
{
	struct pq_address cell = address_of(evidence, evidence->cell), redirector;
	size_t dialled = pq_log_to(evidence->log, &cell, 0), at;
	uint64_t until = dialled < pq_log_count(evidence->log) ? pq_log_at(evidence->log, dialled)->time_ms : 0;

	pq_address_parse(pq_view_str(PQ_BOARD_REDIRECTOR), &redirector);
	for (at = pq_log_to(evidence->log, &redirector, 0); until > 0 && at < pq_log_count(evidence->log);
	     at = pq_log_to(evidence->log, &redirector, at + 1)) {
		const struct pq_log_conn *conn = pq_log_at(evidence->log, at);
		size_t mark = out->len;

		if (conn->time_ms > until)
			return;
		if (conn->time_ms + REDIRECT_MS < until)
			continue;
		if (add_exchange(evidence, conn->conn, *number, out)) {
			(*number)++;
			return;
		}
		out->len = mark;
	}
}

void pq_evidence_transcript(const struct pq_evidence *evidence, struct pq_buf *out)
{
	uint8_t came = atomic_load(&evidence->run->board->cells[evidence->cell].came);
	uint32_t number = 1;

	add_line(out, "pratique-transcript 1", "");
	add_line(out, "request 1", "");
	if (evidence->over_block) {
		add_line(out, "outcome 1 blocked unsafe_port unknown", "");
	} else {
		if (pq_vector_at(evidence->row->vector)->status != 0)
			add_redirect(evidence, &number, out);
		add_dns(evidence, evidence->cell, "resolve ", out);
		add_cell(evidence, evidence->cell, MAX_CONNECTIONS, &number, out);
		add_line(out, came == PQ_CAME_REQUEST ? "outcome 1 done 200" : "outcome 1 error connection", "");
	}
	add_line(out, "request 2", "");
	add_dns(evidence, evidence->control, "resolve ", out);
	add_cell(evidence, evidence->control, 1, &number, out);
	add_line(out, "outcome 2 done 200", "");
}
