/* SPDX-License-Identifier: MIT */
/* over_block, and what a refusal tells about the side that did not refuse before. */
#include "monitor/asked.h"
#include "monitor/bytes.h"
#include "monitor/rules.h"

bool pq_judge_over_block(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	const struct pq_event *outcome = &run->transcript->events[event];
	struct pq_buf *detail;

	if (pq_asked_gives_ground(run, asked, outcome->rule, event))
		return true;
	detail = pq_detail(run, "refused for ");
	pq_buf_add_str(detail, pq_rule_info(outcome->rule)->id);
	pq_buf_add_str(detail, " by side ");
	pq_buf_add_str(detail, pq_side_name(outcome->side));
	pq_buf_add_str(detail, ", but nothing that was asked gives ground for it: ");
	pq_detail_quote(detail, asked->url);
	pq_violate(run, PQ_RULE_OVER_BLOCK, event, asked->number);
	return true;
}

static bool is_rightly_dropped(const struct pq_judge_state *run, const struct pq_asked *asked, struct pq_view name)
{
	for (size_t i = 0; i < asked->header_count; i++)
		if (pq_bytes_same_nocase(asked->headers[i].name, name) &&
		    pq_judge_policy_forbids_header(&run->judge->policy, name, asked->headers[i].value))
			return true;
	return false;
}

/* Under the guard "request-no-cors" much more is dropped (Fetch 5.1); such requests are not judged here. */
bool pq_judge_over_drop(struct pq_judge_state *run, const struct pq_asked *asked, size_t event)
{
	struct pq_view name = run->transcript->events[event].text;
	struct pq_buf *detail;

	if (asked->no_cors)
		return false;
	if (is_rightly_dropped(run, asked, name))
		return true;
	detail = pq_detail(run, "header ");
	pq_detail_quote(detail, name);
	pq_buf_add_str(detail, " was dropped, which the policy does not forbid");
	pq_violate(run, PQ_RULE_OVER_BLOCK, event, asked->number);
	return true;
}

/*
 * The service refuses again what the page side should have refused before. Before anything was dialled the two
 * see the same request, so a refusal by the service alone shows that the page side let it through.
 */
bool pq_judge_page_side(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	const struct pq_event *outcome = &run->transcript->events[event];
	struct pq_buf *detail;

	if (outcome->side != PQ_SIDE_SERVICE || !pq_run_shows(run, PQ_SHOWS_SIDES | PQ_SHOWS_OUTCOMES))
		return true;
	if (!asked->through_page || asked->dials || asked->messages ||
	    !pq_asked_gives_ground(run, asked, outcome->rule, event))
		return true;
	detail = pq_detail(run, "the page side let through what the network service then refused: ");
	pq_detail_quote(detail, asked->url);
	pq_violate(run, outcome->rule, event, asked->number);
	return true;
}
