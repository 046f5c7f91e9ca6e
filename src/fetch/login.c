/* SPDX-License-Identifier: MIT */
#include "fetch/login.h"

#include "base/ascii.h"
#include "fetch/head.h"

static bool has_authorization(const struct pq_request *request)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (pq_ascii_eq_nocase(request->headers[i].name, pq_view_str("authorization")))
			return true;
	return false;
}

/* Fetch, step 14 of "HTTP-network-or-cache fetch": includeCredentials, and the response tainting is not "cors". */
static bool may_answer(const struct pq_fetch *fetch)
{
	bool tainted = fetch->request->mode == PQ_MODE_CORS && !pq_fetch_is_same_origin(fetch);

	return pq_fetch_uses_cookies(fetch) && !tainted && !has_authorization(fetch->request);
}

/* Finds what the user has stored for the current URL's origin. URLs are parsed at the end of the hops' own. */
static bool find_stored(struct pq_fetch *fetch, struct pq_login *login)
{
	const struct pq_scenario *scenario = fetch->service->scenario;
	size_t mark = fetch->url.len;
	bool found = false;

	for (size_t i = 0; !found && (i = pq_scenario_find(scenario, PQ_WORD_LOGIN, i)) < scenario->line_count; i++) {
		const struct pq_arg *args = scenario->lines[i].args;
		struct pq_url url;

		if (pq_url_parse(&url, args[0].bytes, NULL, fetch->env->idna, &fetch->url) != PQ_ERR_OK)
			continue;
		found = pq_url_same_origin(&url, &fetch->current);
		fetch->url.len = mark;
		if (found)
			*login = (struct pq_login){ args[1].bytes, args[2].bytes };
	}
	return found;
}

static enum pq_login_source next_source(struct pq_fetch *fetch)
{
	const struct pq_url *url = &fetch->current;
	struct pq_login ignored;

	if (fetch->login.offered == PQ_LOGIN_NONE && pq_url_includes_credentials(url))
		return PQ_LOGIN_USERINFO;
	if (fetch->login.offered != PQ_LOGIN_STORED && find_stored(fetch, &ignored))
		return PQ_LOGIN_STORED;
	return PQ_LOGIN_NONE;
}

struct pq_result pq_login_refused(struct pq_fetch *fetch, bool *again)
{
	enum pq_login_source source;

	*again = false;
	if (!may_answer(fetch))
		return pq_result_going_on();
	source = next_source(fetch);
	/* Who has nothing to offer need not understand what is asked. */
	if (source == PQ_LOGIN_NONE && fetch->login.offered == PQ_LOGIN_NONE)
		return pq_result_going_on();
	return pq_auth_take(&fetch->login, &fetch->response, pq_view_str("www-authenticate"), source, again);
}

struct pq_result pq_login_add(struct pq_fetch *fetch, struct pq_view target, struct pq_headers *headers,
			      struct pq_buf *text)
{
	struct pq_login login = { { NULL, 0 }, { NULL, 0 } };

	if (fetch->login.offered == PQ_LOGIN_NONE)
		return pq_result_going_on();
	if (fetch->login.offered == PQ_LOGIN_USERINFO)
		login = pq_auth_userinfo(&fetch->current, text);
	else if (!find_stored(fetch, &login))
		return pq_result_going_on();
	return pq_auth_add(&fetch->login, fetch->env->net, &login, fetch->request->method, target,
			   pq_view_str("Authorization"), headers, text);
}
