/* SPDX-License-Identifier: MIT */
/* unsafe_port and wrong_destination: where connections go. */
#include "monitor/bytes.h"
#include "monitor/path.h"
#include "monitor/rules.h"

static bool is_at(const struct pq_place *place, const struct pq_event *dial)
{
	return place->port == dial->port && place->transport == dial->transport;
}

/*
 * The scheme of the place that is dialled. A dial to none of them is still one for the current URL, or else for
 * the web.
 */
static struct pq_view find_scheme(const struct pq_judge_state *run, const struct pq_asked *asked,
				  const struct pq_event *dial)
{
	for (size_t i = 0; i < run->places.count; i++)
		if (is_at(&run->places.at[i], dial))
			return run->places.at[i].scheme;
	if (run->places.count && run->places.at[0].scheme.len)
		return run->places.at[0].scheme;
	return pq_naive_scheme_name(asked && asked->current->readable ? asked->current->scheme : PQ_NAIVE_HTTP);
}

static void report_port(struct pq_judge_state *run, const struct pq_asked *asked, size_t event, uint16_t port,
			const char *how, struct pq_view scheme)
{
	struct pq_buf *detail = pq_detail(run, "port ");

	pq_buf_add_u64(detail, port);
	pq_buf_add_str(detail, how);
	pq_buf_add(detail, scheme);
	pq_violate(run, PQ_RULE_UNSAFE_PORT, event, asked ? asked->number : 0);
}

/* A worker cannot answer for a URL whose port is bad: main fetch looks at it before it asks any worker. */
bool pq_judge_replaced(struct pq_judge_state *run, const struct pq_asked *asked, size_t event)
{
	const struct pq_naive_url *url = asked ? asked->replaced : NULL;
	struct pq_view scheme;

	if (!url || !url->readable || !asked->through_page || asked->dials > 1)
		return true;
	scheme = pq_naive_scheme_name(url->scheme);
	if (!pq_judge_policy_blocks(&run->judge->policy, scheme, url->port))
		return true;
	report_port(run, asked, event, url->port, " was asked for, and a worker took it, which the policy blocks for ",
		    scheme);
	return false;
}

bool pq_judge_unsafe_port(struct pq_judge_state *run, const struct pq_asked *asked, size_t event)
{
	const struct pq_event *dial = &run->transcript->events[event];
	struct pq_view scheme = find_scheme(run, asked, dial);

	/* Of a proxy the policy says nothing, but of what it is asked for; and that stands in the bytes. */
	if (!scheme.len && !pq_run_shows(run, PQ_SHOWS_BYTES))
		run->unproven |= UINT32_C(1) << PQ_RULE_UNSAFE_PORT | UINT32_C(1) << PQ_RULE_WRONG_DESTINATION;
	if (pq_judge_replaced(run, asked, event) && scheme.len &&
	    pq_judge_policy_blocks(&run->judge->policy, scheme, dial->port))
		report_port(run, asked, event, dial->port, " was dialled, which the policy blocks for ", scheme);
	return true;
}

static bool holds(const struct pq_event *lookup, const struct pq_address *address)
{
	for (size_t i = 0; i < lookup->address_count; i++)
		if (pq_naive_address_same(&lookup->addresses[i], address))
			return true;
	return false;
}

/* Whether that text is that address, as a host of a URL would be read. */
static bool is_address(struct pq_judge_state *run, struct pq_view text, const struct pq_address *address)
{
	size_t mark = run->text.len;
	bool brackets = pq_bytes_find(text, ':', 0) < text.len;

	pq_buf_add_str(&run->text, brackets ? "[" : "");
	pq_buf_add(&run->text, text);
	pq_buf_add_str(&run->text, brackets ? "]" : "");
	return pq_naive_address_same(&pq_place_read(run, pq_buf_since(&run->text, mark), 80)->host.address, address);
}

/* Whether a dns line of the scenario gives the host that address. */
static bool is_in_scenario(struct pq_judge_state *run, const struct pq_naive_host *host,
			   const struct pq_address *address)
{
	const struct pq_scenario *scenario = run->scenario;

	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word != PQ_WORD_DNS || !pq_place_is_host(host, line->args[0].bytes))
			continue;
		for (uint32_t k = 1; k < line->argc; k++)
			if (is_address(run, line->args[k].bytes, address))
				return true;
	}
	return false;
}

/*
 * Whether a look-up of the host before the dial gave the address that is dialled: one by this request, or by anybody
 * where answers are cached.
 */
static bool was_looked_up(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_host *host,
			  size_t dial)
{
	const struct pq_event *events = run->transcript->events;
	bool cached = !pq_run_shows(run, PQ_SHOWS_LOOKUPS);

	if (cached && is_in_scenario(run, host, &events[dial].addresses[0]))
		return true;
	for (size_t i = dial; i > 0; i--) {
		const struct pq_event *event = &events[i - 1];

		if (!pq_run_may_work(run, 1 + event->address_count + event->text.len, 1))
			return true;
		if (!cached && i - 1 == asked->begins)
			return false;
		if (!cached && event->request != asked->number)
			continue;
		if (event->kind == PQ_EVENT_RESOLVE && pq_place_is_host(host, event->text) &&
		    holds(event, &events[dial].addresses[0]))
			return true;
	}
	return false;
}

/* Why a dial does not go to that place; NULL if it does. */
static const char *judge_place(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_place *place,
			       size_t event)
{
	const struct pq_event *dial = &run->transcript->events[event];
	bool tried = dial->address_count > 0 && dial->addresses[0].family != 0;

	if (place->transport != dial->transport)
		return "a dial over another transport";
	if (place->port != dial->port)
		return "a dial to another port";
	if (!tried)
		return dial->dialled == PQ_DIALLED_OK ? "a dial to no address" : NULL;
	if (place->host->address.family != 0)
		return pq_naive_address_same(&place->host->address, &dial->addresses[0])
			       ? NULL
			       : "a dial to another address than the URL's";
	if (run->transcript->truncated || was_looked_up(run, asked, place->host, event))
		return NULL;
	return "a dial to an address that no look-up of the host gave";
}

bool pq_judge_dialled_address(struct pq_judge_state *run, const struct pq_asked *asked, size_t event)
{
	const char *why =
		asked ? "a dial although the current URL names no server for it" : "a dial that belongs to no request";

	for (size_t i = 0; i < run->places.count; i++) {
		const struct pq_place *place = &run->places.at[i];
		const char *wrong = judge_place(run, asked, place, event);

		if (!wrong)
			return true;
		/* Of several places the sentence is about the one that comes nearest. */
		if (i == 0 || is_at(place, &run->transcript->events[event]))
			why = wrong;
	}
	pq_report_route(run, asked, asked ? asked->current : NULL, event, why);
	return true;
}

/* Who caches answers also looks up ahead of time, and again: whatever the page or a request of it names. */
static bool may_be_ahead(struct pq_judge_state *run, struct pq_view name)
{
	const struct pq_naive_url *page = pq_run_page(run);

	if (page->readable && pq_place_is_host(&page->host, name))
		return true;
	for (size_t i = 0; i < run->asked_count; i++) {
		const struct pq_naive_url *url;

		pq_run_current(run, &run->asked[i]);
		url = run->asked[i].first;
		if (url->readable && pq_place_is_host(&url->host, name))
			return true;
	}
	return false;
}

bool pq_judge_resolved_name(struct pq_judge_state *run, const struct pq_asked *asked, size_t event)
{
	struct pq_view name = run->transcript->events[event].text;
	struct pq_buf *detail;

	/* Whose look-up it is cannot be said. */
	if (!asked && !pq_run_shows(run, PQ_SHOWS_LOOKUPS))
		return false;
	for (size_t i = 0; i < run->places.count; i++)
		if (pq_place_is_host(run->places.at[i].host, name))
			return true;
	if (!pq_run_shows(run, PQ_SHOWS_LOOKUPS) && may_be_ahead(run, name))
		return true;
	detail = pq_detail(run, "a look-up of ");
	pq_detail_quote(detail, name);
	pq_buf_add_str(detail, ", which no URL of the request names");
	pq_violate(run, PQ_RULE_WRONG_DESTINATION, event, asked ? asked->number : 0);
	return true;
}
