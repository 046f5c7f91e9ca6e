/* SPDX-License-Identifier: MIT */
/*
 * Where a request for a URL over FTP may go (RFC 959, RFC 2428). The first connection is the control connection, and it
 * goes to the URL's place. Every other one carries data: it goes to the same address, and to a port that a reply 227 or
 * 229 has named before. Readers are lenient here: what any user agent could take for a port is one that it may dial, if
 * the policy lets it.
 */
#include "monitor/bytes.h"
#include "monitor/path.h"

/* The control connection of a request, if it stood before that event; NULL otherwise. */
static const struct pq_conn *find_control(struct pq_judge_state *run, const struct pq_asked *asked, size_t event)
{
	for (size_t n = 1; n <= run->conn_last; n++) {
		const struct pq_conn *conn = pq_run_conn(run, (uint32_t)n);

		if (conn && conn->asked == asked && conn->nth == 0 && conn->dial < event &&
		    run->transcript->events[conn->dial].dialled == PQ_DIALLED_OK)
			return conn;
	}
	return NULL;
}

/* The number whose digits begin at *at, which goes behind them; too large for a port is 65536. */
static uint32_t take_number(struct pq_view v, size_t *at)
{
	uint32_t n = 0;

	for (; *at < v.len && pq_bytes_is_digit(v.data[*at]); ++*at)
		n = n > UINT16_MAX ? n : n * 10 + (uint32_t)(v.data[*at] - '0');
	return n;
}

static size_t skip_to_digit(struct pq_view v, size_t at)
{
	while (at < v.len && !pq_bytes_is_digit(v.data[at]))
		at++;
	return at;
}

/* Port in a line that begins with 227 or 229; 0 if there is none. */
static uint32_t named_port(struct pq_view line)
{
	bool extended = line.data[2] == '9';
	size_t at = skip_to_digit(line, extended ? pq_bytes_find(line, '(', 3) : 3);
	uint32_t numbers[6];

	if (extended)
		return take_number(line, &at);
	for (size_t i = 0; i < 6; i++) {
		numbers[i] = take_number(line, &at);
		at += at < line.len && line.data[at] == ',';
	}
	return numbers[4] > 255 || numbers[5] > 255 ? 0 : numbers[4] * 256 + numbers[5];
}

/* Ports that were named on the control connection before that event, the first PQ_MAX_PLACES - 1 of them. */
static size_t named_ports(struct pq_judge_state *run, const struct pq_conn *control, size_t event,
			  uint16_t ports[static PQ_MAX_PLACES])
{
	static const struct pq_view passive = PQ_VIEW("227"), extended = PQ_VIEW("229");
	size_t mark = run->text.len;
	size_t count = 0;
	struct pq_view rest;
	struct pq_view line;

	if (!control->first || event == 0)
		return 0;
	rest = pq_run_received(run, control->first, event - 1);
	if (!pq_run_may_work(run, rest.len, 1))
		rest.data = NULL;
	while (count + 1 < PQ_MAX_PLACES && pq_bytes_split(&rest, '\n', &line)) {
		uint32_t port = 0;

		if (pq_bytes_starts_nocase(line, passive) || pq_bytes_starts_nocase(line, extended))
			port = named_port(line);
		if (port > 0 && port <= UINT16_MAX)
			ports[count++] = (uint16_t)port;
	}
	run->text.len = mark;
	return count;
}

/* The address as a host is written, every group of it: the URL reader takes that for the same number. */
static struct pq_view write_host(struct pq_judge_state *run, const struct pq_address *address)
{
	size_t mark = run->text.len;

	if (address->family == 6)
		pq_buf_add_byte(&run->text, '[');
	for (size_t i = 0; address->family == 4 && i < 4; i++) {
		pq_buf_add_str(&run->text, i ? "." : "");
		pq_buf_add_u64(&run->text, address->bytes[i]);
	}
	for (size_t i = 0; address->family == 6 && i < 16; i += 2) {
		pq_buf_add_str(&run->text, i ? ":" : "");
		pq_buf_add_hex(&run->text, pq_view(&address->bytes[i], 2));
	}
	if (address->family == 6)
		pq_buf_add_byte(&run->text, ']');
	return pq_buf_since(&run->text, mark);
}

/* Port 0 stands for "none yet": with it the place has a scheme, and any dial is to another port. */
static void add_data_places(struct pq_judge_state *run, const struct pq_conn *control, size_t event)
{
	static const struct pq_view scheme = PQ_VIEW("ftp-data");
	const struct pq_event *dial = &run->transcript->events[control->dial];
	uint16_t ports[PQ_MAX_PLACES];
	size_t count = named_ports(run, control, event, ports);
	const struct pq_naive_url *peer;

	if (dial->address_count == 0)
		return;
	peer = pq_place_read(run, write_host(run, &dial->addresses[0]), 0);
	if (!peer->readable)
		return;
	for (size_t i = 0; i < count; i++)
		pq_place_add(run, scheme, &peer->host, ports[i], PQ_TRANSPORT_TCP);
	if (count == 0)
		pq_place_add(run, scheme, &peer->host, 0, PQ_TRANSPORT_TCP);
}

void pq_path_ftp_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	const struct pq_naive_url *url = pq_run_current(run, asked);
	const struct pq_conn *control = find_control(run, asked, event);

	if (control)
		add_data_places(run, control, event);
	else if (url->scheme == PQ_NAIVE_FTP)
		pq_place_add_url(run, url);
}

/* A host is looked up for the control connection only. */
void pq_path_ftp_resolve(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	const struct pq_naive_url *url = pq_run_current(run, asked);

	(void)event;
	if (url->scheme == PQ_NAIVE_FTP)
		pq_place_add_url(run, url);
}

enum pq_spoken pq_path_ftp_speaks(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_asked *asked)
{
	(void)run;
	(void)asked;
	return conn->nth == 0 ? PQ_SPOKEN_FTP : PQ_SPOKEN_FTP_DATA;
}
