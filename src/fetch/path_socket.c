/* SPDX-License-Identifier: MIT */
/*
 * A raw socket of a plug-in page: Silverlight's, Flash's or a Java applet's. Host and port are asked for without a
 * URL, the page's bytes go out as they are, and the policy says which ports there are (scheme tcp). The host goes
 * through the URL standard's host parser, so that every spelling of an address literal is that address.
 */
#include "fetch/path.h"
#include "url/host.h"

enum stage { STAGE_LINK, STAGE_WRITE, STAGE_SEND, STAGE_RECEIVE };

/* Sets the host of *url; its text is appended to storage. */
static struct pq_result parse_host(struct pq_url *url, struct pq_view text, const struct pq_fetch_env *env,
				   struct pq_buf *storage)
{
	enum pq_err err;

	*url = (struct pq_url){ .special = PQ_SPECIAL_HTTP };
	err = text.len ? pq_host_parse(text, env->idna, url, storage) : PQ_ERR_SYNTAX;
	if (err == PQ_ERR_NO_SPACE || text.len > PQ_MAX_URL)
		return pq_result_error(PQ_ERROR_LIMIT);
	return err ? pq_result_error(PQ_ERROR_BAD_URL) : pq_result_going_on();
}

static uint16_t port_of(const struct pq_scenario *scenario, size_t at)
{
	return (uint16_t)scenario->lines[at].args[1].number;
}

struct pq_result pq_socket_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				struct pq_request *out)
{
	struct pq_url url;
	struct pq_result result = parse_host(&url, scenario->lines[at].args[0].bytes, asker->env, asker->text);

	if (pq_result_ended(result))
		return result;
	out->url = url.host;
	return pq_page_check_port(asker, PQ_SCHEME_TCP, port_of(scenario, at));
}

struct pq_result pq_socket_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				    struct pq_request *out)
{
	(void)asker;
	out->url = scenario->lines[at].args[0].bytes;
	return pq_result_going_on();
}

struct pq_result pq_socket_begin(struct pq_fetch *fetch)
{
	const struct pq_request *request = fetch->request;
	struct pq_url *url = &fetch->current;
	struct pq_result result = parse_host(url, request->url, fetch->env, &fetch->url);
	struct pq_destination to = {
		.scheme = PQ_SCHEME_TCP,
		.port = port_of(request->scenario, request->line),
		.transport = PQ_TRANSPORT_TCP,
		.fresh = true,
	};

	if (pq_result_ended(result))
		return result;
	to.host = url->host;
	to.address = url->address;
	fetch->next_line = request->line + 1;
	fetch->wrote = false;
	pq_link_open(&fetch->link, &to);
	return pq_result_going_on();
}

static struct pq_result open_link(struct pq_fetch *fetch, bool *again)
{
	struct pq_result result = pq_link_step(&fetch->link, again);

	if (!pq_result_ended(result) && !*again)
		fetch->stage = STAGE_WRITE;
	pq_buf_reset(&fetch->received);
	return result;
}

/* The next write line; after the last one a page that has said something waits for what comes back. */
static struct pq_result choose_line(struct pq_fetch *fetch)
{
	const struct pq_scenario *scenario = fetch->request->scenario;
	size_t end = pq_scenario_end_of(scenario, fetch->request->line);

	while (fetch->next_line < end) {
		const struct pq_line *line = &scenario->lines[fetch->next_line++];

		if (line->word != PQ_WORD_WRITE || !line->args[0].bytes.len)
			continue;
		fetch->unsent = line->args[0].bytes;
		fetch->wrote = true;
		fetch->stage = STAGE_SEND;
		return pq_result_going_on();
	}
	fetch->stage = STAGE_RECEIVE;
	return fetch->wrote ? pq_result_going_on() : pq_result_done(0);
}

static struct pq_result send_bytes(struct pq_fetch *fetch, bool *again)
{
	struct pq_result result = pq_link_send(&fetch->link, &fetch->unsent, again);

	if (!fetch->unsent.len)
		fetch->stage = STAGE_WRITE;
	return result;
}

/* What comes is nobody's business but the page's: until it pauses or ends, or is as much as a response may be. */
static struct pq_result receive(struct pq_fetch *fetch, bool *again)
{
	bool end;
	struct pq_result result;

	if (!pq_buf_room(&fetch->received))
		return pq_result_done(0);
	result = pq_link_receive(&fetch->link, &fetch->received, &end, again);
	if (pq_result_ended(result))
		return result;
	return end || (*again && fetch->received.len) ? pq_result_done(0) : result;
}

struct pq_result pq_socket_step(struct pq_fetch *fetch, bool *again)
{
	switch (fetch->stage) {
	case STAGE_LINK:
		return open_link(fetch, again);
	case STAGE_WRITE:
		return choose_line(fetch);
	case STAGE_SEND:
		return send_bytes(fetch, again);
	default:
		return receive(fetch, again);
	}
}
