/* SPDX-License-Identifier: MIT */
#include "fetch/ftp.h"

#include <assert.h>

#include "fetch/scheme.h"
#include "wire/ftp_command.h"

#define CONTROL_ROOM ((size_t)2 * PQ_MAX_FTP_REPLY) /* bytes of a preliminary reply and of the one behind it */

static_assert(CONTROL_ROOM < PQ_MAX_RECEIVED, "replies and a piece of the file share the memory for what is received");

static struct pq_result bad_reply(void)
{
	return pq_result_error(PQ_ERROR_BAD_REPLY);
}

/* Writes a command line and puts it behind the others. */
static struct pq_result add(struct pq_ftp *ftp, enum pq_ftp_act act, const char *verb, struct pq_view encoded)
{
	size_t mark = ftp->out.len;

	switch (pq_ftp_command_write(verb, encoded, &ftp->out)) {
	case PQ_ERR_OK:
		break;
	case PQ_ERR_SYNTAX:
		return pq_result_blocked(PQ_RULE_REQUEST_SPLIT, PQ_SIDE_SERVICE);
	default:
		return pq_result_error(PQ_ERROR_LIMIT);
	}
	ftp->lines[ftp->line_count++] = (struct pq_ftp_line){ act, pq_buf_since(&ftp->out, mark) };
	return pq_result_going_on();
}

static void add_wait(struct pq_ftp *ftp, enum pq_ftp_act act)
{
	ftp->lines[ftp->line_count++] = (struct pq_ftp_line){ act, pq_view(NULL, 0) };
}

/* RFC 1738 3.2.1: without a user name, anonymous and something like a mail address. */
static struct pq_result add_login(struct pq_ftp *ftp, const struct pq_url *url)
{
	bool named = url->username.len > 0;
	struct pq_result result = add(ftp, PQ_FTP_USER, "USER", named ? url->username : pq_view_str("anonymous"));

	if (pq_result_ended(result))
		return result;
	return add(ftp, PQ_FTP_PASS, "PASS", named ? url->password : pq_view_str("anonymous@"));
}

/* RFC 1738 3.2.2: a directory for each segment but the last; an empty one changes nothing. *last is not empty for a file. */
static struct pq_result add_directories(struct pq_ftp *ftp, struct pq_view path, struct pq_view *last)
{
	struct pq_result result = pq_result_going_on();
	size_t segments = 0;

	*last = pq_view_from(path, 1);
	for (size_t slash; (slash = pq_view_find(*last, '/', 0)) < last->len && !pq_result_ended(result);) {
		if (++segments > PQ_MAX_FTP_SEGMENTS)
			return pq_result_error(PQ_ERROR_LIMIT);
		if (slash > 0)
			result = add(ftp, PQ_FTP_CWD, "CWD", pq_view_slice(*last, 0, slash));
		*last = pq_view_from(*last, slash + 1);
	}
	return result;
}

/* The conversation; PASV has its place in it and is left out where EPSV has answered. */
static struct pq_result write_lines(struct pq_ftp *ftp, const struct pq_url *url)
{
	struct pq_view nothing = pq_view(NULL, 0);
	struct pq_view file = nothing;
	struct pq_result result;

	add_wait(ftp, PQ_FTP_GREETING);
	result = add_login(ftp, url);
	if (!pq_result_ended(result))
		result = add(ftp, PQ_FTP_TYPE, "TYPE", pq_view_str("I"));
	if (!pq_result_ended(result))
		result = add_directories(ftp, url->path, &file);
	if (!pq_result_ended(result))
		result = add(ftp, PQ_FTP_EPSV, "EPSV", nothing);
	if (!pq_result_ended(result))
		result = add(ftp, PQ_FTP_PASV, "PASV", nothing);
	if (!pq_result_ended(result))
		result = add(ftp, PQ_FTP_TRANSFER, file.len ? "RETR" : "LIST", file);
	add_wait(ftp, PQ_FTP_COMPLETE);
	return result;
}

static void open_link(struct pq_link *link, enum pq_scheme scheme, struct pq_view host,
		      const struct pq_address *address, uint16_t port)
{
	struct pq_destination to = {
		.scheme = scheme,
		.host = host,
		.address = *address,
		.port = port,
		.transport = PQ_TRANSPORT_TCP,
		.fresh = true,
	};

	pq_link_open(link, &to);
}

/* Awaits the reply to the line under way. */
static void await_reply(struct pq_ftp *ftp)
{
	pq_ftp_reply_init(&ftp->reply);
	ftp->stage = PQ_FTP_REPLY;
}

/* Goes to a line: sends it, or awaits the reply that comes without one. */
static void go_to(struct pq_ftp *ftp, size_t at)
{
	ftp->at = at;
	ftp->waited = false;
	ftp->rest = ftp->lines[at].line;
	if (ftp->rest.len > 0)
		ftp->stage = PQ_FTP_SEND;
	else
		await_reply(ftp);
}

struct pq_result pq_ftp_begin(struct pq_ftp *ftp, struct pq_link *control, struct pq_fetch_memory *memory,
			      const struct pq_url *url)
{
	static const struct pq_address by_name = { .family = 0 };
	struct pq_result result;
	uint16_t port;

	ftp->control = control;
	ftp->line_count = 0;
	ftp->reply_at = 0;
	ftp->data_len = 0;
	pq_buf_init(&ftp->out, memory->head, sizeof(memory->head));
	pq_buf_init(&ftp->in, memory->received, CONTROL_ROOM);
	pq_buf_init(&ftp->chunk, memory->received + CONTROL_ROOM, sizeof(memory->received) - CONTROL_ROOM);
	pq_link_init(&ftp->data, control->service, memory);
	result = write_lines(ftp, url);
	if (pq_result_ended(result))
		return result;
	pq_url_effective_port(url, &port);
	open_link(control, PQ_SCHEME_FTP, url->host, pq_url_has_address(url) ? &url->address : &by_name, port);
	ftp->stage = PQ_FTP_CONNECT;
	return result;
}

static struct pq_result connect_control(struct pq_ftp *ftp, bool *again)
{
	struct pq_result result = pq_link_step(ftp->control, again);

	if (pq_link_is_open(ftp->control))
		go_to(ftp, 0);
	return result;
}

static struct pq_result send_line(struct pq_ftp *ftp, bool *again)
{
	struct pq_result result = pq_link_send(ftp->control, &ftp->rest, again);

	if (ftp->rest.len == 0)
		await_reply(ftp);
	return result;
}

/* The port that a passive reply names, and that alone. */
static struct pq_result open_data(struct pq_ftp *ftp, bool extended)
{
	struct pq_address claimed;
	uint16_t port;
	enum pq_err err = extended ? pq_ftp_extended_passive(ftp->reply.text, &port)
				   : pq_ftp_passive(ftp->reply.text, &claimed, &port);

	if (err || ftp->reply.line_count > 1)
		return bad_reply();
	open_link(&ftp->data, PQ_SCHEME_FTP_DATA, ftp->control->to.host, &ftp->control->peer, port);
	ftp->stage = PQ_FTP_CONNECT_DATA;
	return pq_result_going_on();
}

/* After EPSV and PASV only their own codes name a port (RFC 2428 3, RFC 959 4.2.2). */
static struct pq_result on_passive(struct pq_ftp *ftp)
{
	bool extended = ftp->lines[ftp->at].act == PQ_FTP_EPSV;

	if (ftp->reply.code == (extended ? 229 : 227))
		return open_data(ftp, extended);
	return bad_reply();
}

static struct pq_result end_transfer(struct pq_ftp *ftp)
{
	ftp->code = ftp->reply.code;
	ftp->rest = pq_view_str("QUIT\r\n");
	ftp->stage = PQ_FTP_QUIT;
	return pq_result_going_on();
}

/* What a good reply leads to. Replies 3yz ask for more than there is to say, but for the password. */
static struct pq_result on_success(struct pq_ftp *ftp)
{
	bool more = ftp->reply.code >= 300;

	switch (ftp->lines[ftp->at].act) {
	case PQ_FTP_USER:
		go_to(ftp, ftp->at + (more ? 1 : 2));
		return pq_result_going_on();
	case PQ_FTP_PASS:
		if (more)
			return pq_result_error(PQ_ERROR_NEGATIVE_REPLY);
		break;
	case PQ_FTP_EPSV:
	case PQ_FTP_PASV:
		return on_passive(ftp);
	case PQ_FTP_TRANSFER:
		return bad_reply();
	case PQ_FTP_COMPLETE:
		return more ? bad_reply() : end_transfer(ftp);
	default:
		break;
	}
	if (more)
		return bad_reply();
	go_to(ftp, ftp->at + 1);
	return pq_result_going_on();
}

/* Only a greeting and a transfer have preliminary replies, and one each (RFC 959 5.4). */
static struct pq_result on_preliminary(struct pq_ftp *ftp)
{
	enum pq_ftp_act act = ftp->lines[ftp->at].act;

	if (act == PQ_FTP_TRANSFER) {
		ftp->stage = PQ_FTP_DATA;
		return pq_result_going_on();
	}
	if (act != PQ_FTP_GREETING || ftp->waited)
		return bad_reply();
	ftp->waited = true;
	await_reply(ftp);
	return pq_result_going_on();
}

/* A server that knows no EPSV has other words for it; it can still be asked for an IPv4 port. */
static struct pq_result on_failure(struct pq_ftp *ftp)
{
	bool unknown = ftp->reply.code >= 500 && ftp->lines[ftp->at].act == PQ_FTP_EPSV;

	if (!unknown || ftp->control->peer.family != 4)
		return pq_result_error(PQ_ERROR_NEGATIVE_REPLY);
	go_to(ftp, ftp->at + 1);
	return pq_result_going_on();
}

/* What the reply says lies in ftp->in, which is emptied once it has been heeded. */
static struct pq_result on_reply(struct pq_ftp *ftp)
{
	struct pq_result result;

	ftp->reply_at += ftp->reply.consumed;
	if (ftp->reply.code < 200)
		return on_preliminary(ftp);
	if (ftp->reply_at < ftp->in.len)
		return bad_reply();
	result = ftp->reply.code < 400 ? on_success(ftp) : on_failure(ftp);
	pq_buf_reset(&ftp->in);
	ftp->reply_at = 0;
	return result;
}

static struct pq_result read_reply(struct pq_ftp *ftp, bool *again)
{
	struct pq_result result;
	bool end = false;

	switch (pq_ftp_reply_feed(&ftp->reply, pq_view_from(pq_buf_view(&ftp->in), ftp->reply_at))) {
	case PQ_ERR_OK:
		return on_reply(ftp);
	case PQ_ERR_INCOMPLETE:
		break;
	default:
		return bad_reply();
	}
	result = pq_link_receive(ftp->control, &ftp->in, &end, again);
	return end ? pq_result_error(PQ_ERROR_CONNECTION) : result;
}

/* The data connection stands before the transfer is asked for. PASV is passed over once EPSV has done. */
static struct pq_result connect_data(struct pq_ftp *ftp, bool *again)
{
	struct pq_result result = pq_link_step(&ftp->data, again);

	if (pq_link_is_open(&ftp->data))
		go_to(ftp, ftp->line_count - 2);
	return result;
}

static struct pq_result read_data(struct pq_ftp *ftp, bool *again)
{
	struct pq_result result;
	bool end = false;

	pq_buf_reset(&ftp->chunk);
	result = pq_link_receive(&ftp->data, &ftp->chunk, &end, again);
	ftp->data_len += ftp->chunk.len;
	if (ftp->data_len > PQ_MAX_FTP_DATA)
		return pq_result_error(PQ_ERROR_LIMIT);
	if (end) {
		pq_link_close(&ftp->data);
		go_to(ftp, ftp->at + 1);
	}
	return result;
}

/* What was asked for has come; a farewell that cannot be sent changes nothing about it. */
static struct pq_result quit(struct pq_ftp *ftp, bool *again)
{
	struct pq_result result = pq_link_send(ftp->control, &ftp->rest, again);

	if (!pq_result_ended(result) && ftp->rest.len > 0)
		return result;
	return pq_result_done(ftp->code);
}

static struct pq_result step(struct pq_ftp *ftp, bool *again)
{
	switch (ftp->stage) {
	case PQ_FTP_CONNECT:
		return connect_control(ftp, again);
	case PQ_FTP_SEND:
		return send_line(ftp, again);
	case PQ_FTP_REPLY:
		return read_reply(ftp, again);
	case PQ_FTP_CONNECT_DATA:
		return connect_data(ftp, again);
	case PQ_FTP_DATA:
		return read_data(ftp, again);
	case PQ_FTP_QUIT:
		return quit(ftp, again);
	}
	return pq_result_error(PQ_ERROR_BAD_REQUEST);
}

struct pq_result pq_ftp_step(struct pq_ftp *ftp, bool *again)
{
	struct pq_result result = step(ftp, again);

	if (pq_result_ended(result))
		pq_link_close(&ftp->data);
	return result;
}
