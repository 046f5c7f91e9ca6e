/* SPDX-License-Identifier: MIT */
#include "cli/sandbox_report.h"

#include <inttypes.h>
#include <string.h>
#include <sys/wait.h>

#include "report/json.h"
#include "report/terminal.h"
#include "result/result.h"

/* One line of the report: a look-up or a dial; the other one is NULL. conn: the dial's number. */
struct row {
	const struct pq_witness_name *name;
	const struct pq_witness_dial *dial;
	uint32_t conn;
};

/* Look-ups and dials, each in order, are told in the order of their times. */
struct walk {
	const struct pq_witness *witness;
	uint32_t name;
	uint32_t conn;
};

static void skip_unused(struct walk *walk)
{
	while (walk->conn < atomic_load(&walk->witness->last_conn) &&
	       atomic_load(&walk->witness->dials[walk->conn].came) == PQ_CAME_NOTHING)
		walk->conn++;
}

static bool next(struct walk *walk, struct row *row)
{
	const struct pq_witness_name *name = &walk->witness->names[walk->name];
	const struct pq_witness_dial *dial;
	bool names_left = walk->name < atomic_load(&walk->witness->name_count);
	bool dials_left;

	skip_unused(walk);
	dial = &walk->witness->dials[walk->conn];
	dials_left = walk->conn < atomic_load(&walk->witness->last_conn);
	memset(row, 0, sizeof(*row));
	if (names_left && (!dials_left || name->after_ms <= dial->after_ms)) {
		row->name = name;
		walk->name++;
	} else if (dials_left) {
		row->dial = dial;
		row->conn = ++walk->conn;
	}
	return row->name || row->dial;
}

static void address_text(const struct pq_address *address, char out[static 64])
{
	struct pq_buf text;

	pq_buf_init(&text, out, 63);
	pq_address_print(address, &text);
	out[text.len] = '\0';
}

/* All bytes that were written. */
static uint64_t sent(const struct pq_sandbox_story *story, const struct row *row)
{
	const struct pq_log_conn *conn = story->log ? pq_log_conn(story->log, row->conn) : NULL;

	return pq_witness_sent(row->dial, conn ? conn->sent : 0);
}

static const char *route(const struct pq_witness_dial *dial)
{
	static const char *const names[PQ_ROUTE_COUNT] = { NULL, "absolute form", "CONNECT", "SOCKS5" };

	return dial->route < PQ_ROUTE_COUNT ? names[dial->route] : NULL;
}

static void print_time(uint32_t after_ms, FILE *out)
{
	fprintf(out, "  %6.3f s  ", (double)after_ms / 1e3);
}

static void print_name(const struct pq_witness_name *name, FILE *out)
{
	char address[64];

	address_text(&name->address, address);
	print_time(name->after_ms, out);
	fputs("looks up ", out);
	pq_terminal_text(out, pq_view_str(name->name));
	fprintf(out, ": %s\n", address);
}

static const char *how_far(const struct pq_witness_dial *dial)
{
	switch (atomic_load(&dial->came)) {
	case PQ_CAME_DIAL:
		return "a connection, and no byte on it";
	case PQ_CAME_HELLO:
		return "a TLS handshake, and no more";
	case PQ_CAME_BYTES:
		return "bytes";
	default:
		return dial->transport == PQ_TRANSPORT_UDP ? "datagrams" : "a request";
	}
}

/* The length of a line without its end. */
static size_t without_end(struct pq_view line)
{
	size_t len = line.len;

	while (len > 0 && (line.data[len - 1] == '\n' || line.data[len - 1] == '\r'))
		len--;
	return len;
}

/* What was written first, line by line and without empty ones; a ClientHello is no text. */
static void print_first(const struct pq_witness_dial *dial, FILE *out)
{
	struct pq_view left = pq_view(dial->first, dial->first_len);

	if (atomic_load(&dial->came) == PQ_CAME_HELLO)
		return;
	for (unsigned int lines = 0; left.len > 0 && lines < 8; lines++) {
		size_t end = pq_view_find(left, '\n', 0);
		struct pq_view line = pq_view_slice(left, 0, end);

		line.len = without_end(line);
		left = pq_view_from(left, end + 1);
		if (line.len == 0)
			continue;
		fputs("             > ", out);
		pq_terminal_text(out, line);
		fputc('\n', out);
	}
}

static void print_dial(const struct pq_sandbox_story *story, const struct row *row, const struct pq_terminal *terminal)
{
	const struct pq_witness_dial *dial = row->dial;
	FILE *out = terminal->out;
	char address[64];
	char line[160];

	address_text(&dial->address, address);
	print_time(dial->after_ms, out);
	fputs("dials ", out);
	pq_terminal_text(out, pq_view_str(dial->name));
	fprintf(out, "%s%s port %u over %s%s%s: %s", dial->name[0] ? ", " : "", address, dial->port,
		dial->transport == PQ_TRANSPORT_UDP ? "udp" : "tcp", route(dial) ? " by a proxy, " : "",
		route(dial) ? route(dial) : "", how_far(dial));
	if (sent(story, row) > 0)
		fprintf(out, ", %" PRIu64 " bytes", sent(story, row));
	fputc('\n', out);
	print_first(dial, out);
	if (pq_witness_blocked(dial, story->judge)) {
		snprintf(line, sizeof(line),
			 "             !! unsafe_port: port %u was dialled, which the policy blocks for %s\n",
			 dial->port, dial->scheme);
		pq_terminal_put(terminal, PQ_COLOUR_BAD, line);
	}
}

static void count(struct pq_sandbox_sum *sum, const struct pq_sandbox_story *story, const struct row *row)
{
	sum->look_ups += row->name != NULL;
	sum->dials += row->dial != NULL;
	sum->unsafe += row->dial && pq_witness_blocked(row->dial, story->judge);
}

static void print_end(const struct pq_sandbox_story *story, const struct pq_sandbox_sum *sum, FILE *out)
{
	pq_terminal_text(out, pq_view_str(story->command));
	if (WIFEXITED(story->status))
		fprintf(out, " ended with status %d", WEXITSTATUS(story->status));
	else
		fprintf(out, " was killed by signal %d", WTERMSIG(story->status));
	fprintf(out, " after %.1f s: %zu look-up%s, %zu dial%s, %zu of them to unsafe ports\n",
		(double)story->ran_ms / 1e3, sum->look_ups, sum->look_ups == 1 ? "" : "s", sum->dials,
		sum->dials == 1 ? "" : "s", sum->unsafe);
}

struct pq_sandbox_sum pq_sandbox_print(const struct pq_sandbox_story *story, FILE *out)
{
	struct pq_terminal terminal = pq_terminal_of(out);
	struct walk walk = { .witness = story->witness };
	struct pq_sandbox_sum sum = { 0 };
	struct row row;

	while (next(&walk, &row)) {
		count(&sum, story, &row);
		if (row.name)
			print_name(row.name, out);
		else
			print_dial(story, &row, &terminal);
	}
	print_end(story, &sum, out);
	return sum;
}

static json_t *json_of_name(const struct pq_witness_name *name)
{
	char address[64];

	address_text(&name->address, address);
	return json_pack("{s:s,s:o,s:s,s:i,s:i,s:b}", "kind", "look-up", "name", pq_json_text(pq_view_str(name->name)),
			 "address", address, "after_ms", (int)name->after_ms, "asked", (int)name->asked, "dialled",
			 (int)atomic_load(&name->dialled));
}

static json_t *json_of_dial(const struct pq_sandbox_story *story, const struct row *row)
{
	const struct pq_witness_dial *dial = row->dial;
	enum pq_seen seen = (enum pq_seen)atomic_load(&dial->came);
	bool blocked = pq_witness_blocked(dial, story->judge);
	char address[64];

	address_text(&dial->address, address);
	return json_pack("{s:s,s:o,s:s,s:i,s:s,s:s?,s:s?,s:s,s:I,s:i,s:o,s:s}", "kind", "dial", "name",
			 dial->name[0] ? pq_json_text(pq_view_str(dial->name)) : json_null(), "address", address,
			 "port", (int)dial->port, "transport", dial->transport == PQ_TRANSPORT_UDP ? "udp" : "tcp",
			 "scheme", dial->scheme, "proxy", route(dial), "seen", pq_seen_name(seen), "bytes",
			 (json_int_t)sent(story, row), "after_ms", (int)dial->after_ms, "first",
			 pq_json_text(pq_view(dial->first, dial->first_len)), "finding",
			 pq_finding_name(blocked ? PQ_FINDING_UNSAFE_PORT : PQ_FINDING_ALLOWED));
}

static json_t *json_of_end(const struct pq_sandbox_story *story, const struct pq_sandbox_sum *sum)
{
	bool exited = WIFEXITED(story->status);

	return json_pack("{s:s,s:o,s:o,s:o,s:I,s:i,s:i,s:i,s:i}", "kind", "summary", "command",
			 pq_json_text(pq_view_str(story->command)), "status",
			 exited ? json_integer(WEXITSTATUS(story->status)) : json_null(), "signal",
			 exited ? json_null() : json_integer(WTERMSIG(story->status)), "ran_ms",
			 (json_int_t)story->ran_ms, "look_ups", (int)sum->look_ups, "dials", (int)sum->dials,
			 "unsafe_ports", (int)sum->unsafe, "not_judged", (int)atomic_load(&story->witness->lost));
}

struct pq_sandbox_sum pq_sandbox_print_json(const struct pq_sandbox_story *story, FILE *out)
{
	struct walk walk = { .witness = story->witness };
	struct pq_sandbox_sum sum = { 0 };
	struct row row;

	while (next(&walk, &row)) {
		count(&sum, story, &row);
		pq_json_print(row.name ? json_of_name(row.name) : json_of_dial(story, &row), out);
	}
	pq_json_print(json_of_end(story, &sum), out);
	return sum;
}
