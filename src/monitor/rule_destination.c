/* SPDX-License-Identifier: MIT */
/* unsafe_port and wrong_destination: where connections go. */
#include "monitor/bytes.h"
#include "monitor/rules.h"

bool pq_judge_unsafe_port(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
			  size_t event)
{
	uint16_t port = run->transcript->events[event].port;
	struct pq_view scheme = pq_naive_scheme_name(url ? url->scheme : PQ_NAIVE_HTTP);
	struct pq_buf *detail;

	if (!pq_judge_policy_blocks(&run->judge->policy, scheme, port))
		return true;
	detail = pq_detail(run, "port ");
	pq_buf_add_u64(detail, port);
	pq_buf_add_str(detail, " was dialled, which the policy blocks for ");
	pq_buf_add(detail, scheme);
	pq_violate(run, PQ_RULE_UNSAFE_PORT, event, asked ? asked->number : 0);
	return true;
}

/* The paths to a socket that exist so far all speak HTTP. */
static bool is_dialled_for(const struct pq_naive_url *url)
{
	return url && (url->scheme == PQ_NAIVE_HTTP || url->scheme == PQ_NAIVE_HTTPS);
}

static struct pq_view without_dot(struct pq_view name)
{
	if (name.len > 1 && name.data[name.len - 1] == '.')
		name.len--;
	return name;
}

/* Whether a look-up of `name` is one of the URL's host; the root's dot and an IPv6 address's brackets do not matter. */
static bool is_host(const struct pq_naive_url *url, struct pq_view name)
{
	struct pq_view host = url->host.name;

	if (url->host.address.family == 6 && name.len && name.data[0] != '[')
		host = pq_view_slice(host, 1, host.len - 1);
	return pq_bytes_same_nocase(without_dot(host), without_dot(name));
}

static bool holds(const struct pq_event *lookup, const struct pq_address *address)
{
	for (size_t i = 0; i < lookup->address_count; i++)
		if (pq_naive_address_same(&lookup->addresses[i], address))
			return true;
	return false;
}

/* Whether a look-up of the URL's host, by this request and before the dial, gave that address. */
static bool was_looked_up(const struct pq_judge_state *run, const struct pq_asked *asked,
			  const struct pq_naive_url *url, size_t dial)
{
	const struct pq_event *events = run->transcript->events;

	for (size_t i = dial; i > 0; i--) {
		const struct pq_event *event = &events[i - 1];

		if (event->request != asked->number)
			continue;
		if (event->kind == PQ_EVENT_REQUEST)
			return false;
		if (event->kind == PQ_EVENT_RESOLVE && is_host(url, event->text) &&
		    holds(event, &events[dial].addresses[0]))
			return true;
	}
	return false;
}

static void report_dial(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
			size_t event, const char *why)
{
	struct pq_buf *detail = pq_detail(run, why);

	if (url) {
		pq_buf_add_str(detail, "; the current URL is for ");
		pq_buf_add(detail, pq_naive_scheme_name(url->scheme));
		pq_buf_add_str(detail, " ");
		pq_detail_quote(detail, url->host.name);
		pq_buf_add_str(detail, " port ");
		pq_buf_add_u64(detail, url->port);
	}
	pq_violate(run, PQ_RULE_WRONG_DESTINATION, event, asked ? asked->number : 0);
}

bool pq_judge_dialled_address(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
			      size_t event)
{
	const struct pq_event *dial = &run->transcript->events[event];
	bool tried = dial->address_count > 0 && dial->addresses[0].family != 0;

	if (!asked)
		report_dial(run, asked, url, event, "a dial that belongs to no request");
	else if (!is_dialled_for(url))
		report_dial(run, asked, url, event, "a dial although the current URL names no HTTP server");
	else if (dial->port != url->port)
		report_dial(run, asked, url, event, "a dial to another port");
	else if (!tried && dial->dialled != PQ_DIALLED_OK)
		return true;
	else if (!tried)
		report_dial(run, asked, url, event, "a dial to no address");
	else if (url->host.address.family != 0 && !pq_naive_address_same(&url->host.address, &dial->addresses[0]))
		report_dial(run, asked, url, event, "a dial to another address than the URL's");
	else if (url->host.address.family == 0 && !run->transcript->truncated && !was_looked_up(run, asked, url, event))
		report_dial(run, asked, url, event, "a dial to an address that no look-up of the host gave");
	return true;
}

bool pq_judge_resolved_name(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
			    size_t event)
{
	struct pq_view name = run->transcript->events[event].text;
	struct pq_buf *detail;

	if (asked && is_dialled_for(url) &&
	    (is_host(url, name) || (asked->first->readable && is_host(asked->first, name))))
		return true;
	detail = pq_detail(run, "a look-up of ");
	pq_detail_quote(detail, name);
	pq_buf_add_str(detail, ", which no URL of the request names");
	pq_violate(run, PQ_RULE_WRONG_DESTINATION, event, asked ? asked->number : 0);
	return true;
}

/*
 * What is written for https goes through TLS with the URL's host, and what is written for http does not: plain
 * bytes on the way to a secure origin reach whoever answers there (URL 4.4; RFC 9110 4.3.4).
 */
bool pq_judge_secured(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_message *message)
{
	const struct pq_event *events = run->transcript->events;
	bool secured = conn->tls != PQ_NO_EVENT && conn->tls < conn->sends.first;
	bool wanted;

	(void)message;
	if (!conn->url || !conn->url->readable || !is_dialled_for(conn->url))
		return false;
	wanted = conn->url->scheme == PQ_NAIVE_HTTPS;
	if (wanted && !secured && !run->transcript->truncated)
		report_dial(run, conn->asked, conn->url, conn->sends.first, "bytes went in the clear");
	else if (!wanted && conn->tls != PQ_NO_EVENT)
		report_dial(run, conn->asked, conn->url, conn->tls, "TLS was begun for a URL that is not secure");
	else if (wanted && secured && !is_host(conn->url, events[conn->tls].text))
		report_dial(run, conn->asked, conn->url, conn->tls, "TLS was begun with another name");
	return true;
}
