/* SPDX-License-Identifier: MIT */
/* A URL of scheme "ftp", as a browser of its time takes it from a page. What comes of it is in fetch/ftp.h. */
#include "fetch/current_url.h"
#include "fetch/path.h"
#include "fetch/scheme.h"
#include "wire/ftp_command.h"

/* What becomes an argument of a command is looked at as it will be sent: percent-decoded (CVE-2021-24002). */
static bool is_sendable(const struct pq_url *url)
{
	return pq_ftp_argument_valid(url->path) && pq_ftp_argument_valid(url->username) &&
	       pq_ftp_argument_valid(url->password);
}

struct pq_result pq_ftp_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
			     struct pq_request *out)
{
	struct pq_url url;
	struct pq_result result = pq_page_parse_url(asker, scenario->lines[at].args[0].bytes, &url);
	uint16_t port;

	if (pq_result_ended(result))
		return result;
	pq_request_init(out, asker->page, PQ_MODE_NAVIGATE, PQ_CREDENTIALS_INCLUDE);
	if (pq_scheme_of(&url) != PQ_SCHEME_FTP || !pq_url_effective_port(&url, &port))
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	result = pq_page_check_port(asker, PQ_SCHEME_FTP, port);
	if (pq_result_ended(result))
		return result;
	if (!is_sendable(&url))
		return pq_result_blocked(PQ_RULE_REQUEST_SPLIT, PQ_SIDE_PAGE);
	return pq_page_set_url(asker, &url, out);
}

struct pq_result pq_ftp_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out)
{
	pq_request_init(out, asker->page, PQ_MODE_NAVIGATE, PQ_CREDENTIALS_INCLUDE);
	out->url = pq_renderer_url(asker, scenario->lines[at].args[0].bytes);
	return pq_buf_ok(asker->text) ? pq_result_going_on() : pq_result_error(PQ_ERROR_LIMIT);
}

struct pq_result pq_ftp_path_begin(struct pq_fetch *fetch)
{
	struct pq_result result = pq_current_url_parse(&fetch->current, fetch->request->url, NULL, fetch->env->idna,
						       &fetch->url, PQ_ERROR_BAD_URL);

	if (pq_result_ended(result))
		return result;
	if (pq_scheme_of(&fetch->current) != PQ_SCHEME_FTP)
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	return pq_ftp_begin(&fetch->ftp, &fetch->link, fetch->memory, &fetch->current);
}

struct pq_result pq_ftp_path_step(struct pq_fetch *fetch, bool *again)
{
	return pq_ftp_step(&fetch->ftp, again);
}
