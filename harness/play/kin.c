/* SPDX-License-Identifier: MIT */
#include "play/kin.h"

#include "base/ascii.h"

static struct pq_view without_dot(struct pq_view host)
{
	if (host.len > 1 && host.data[host.len - 1] == '.')
		host.len--;
	return host;
}

static bool holds(struct pq_view text, struct pq_view wanted)
{
	for (size_t i = 0; i + wanted.len <= text.len; i++)
		if (pq_ascii_eq_nocase(pq_view_slice(text, i, i + wanted.len), wanted))
			return true;
	return false;
}

bool pq_kin_mentions(const struct pq_scenario *scenario, struct pq_view text)
{
	for (size_t i = 0; i < scenario->arg_count; i++)
		if (holds(scenario->args[i].bytes, text))
			return true;
	return false;
}

static void add_host(struct pq_kin *kin, const struct pq_url *url)
{
	if (url->host.len && kin->host_count < sizeof(kin->hosts) / sizeof(kin->hosts[0]))
		kin->hosts[kin->host_count++] = without_dot(url->host);
}

static bool names_method(enum pq_word word)
{
	return word == PQ_WORD_FETCH || word == PQ_WORD_XHR || word == PQ_WORD_FORM || word == PQ_WORD_CONTROL;
}

void pq_kin_init(struct pq_kin *kin, const struct pq_scenario *scenario, const struct pq_idna *idna,
		 struct pq_url *page, struct pq_buf *room)
{
	struct pq_url url;

	*kin = (struct pq_kin){ .scenario = scenario };
	*page = (struct pq_url){ .special = PQ_SPECIAL_NOT };
	if (!pq_url_parse(&url, pq_scenario_bytes_of(scenario, PQ_WORD_PAGE, "http://page.example/"), NULL, idna, room))
		*page = url;
	add_host(kin, page);
	for (size_t i = pq_scenario_find_request(scenario, 0); i < scenario->line_count;
	     i = pq_scenario_find_request(scenario, i + 1)) {
		const struct pq_line *line = &scenario->lines[i];

		if (!pq_url_parse(&url, line->args[names_method(line->word)].bytes, page, idna, room))
			add_host(kin, &url);
	}
}

bool pq_kin_has(const struct pq_kin *kin, struct pq_view host)
{
	host = without_dot(host);
	/* RFC 9460 2.3: what is looked up for a port that is no default one. */
	if (!host.len || host.data[0] == '_')
		return false;
	if (holds(host, pq_view_str("xn--")))
		return true;
	for (size_t i = 0; i < kin->host_count; i++)
		if (pq_ascii_eq_nocase(host, kin->hosts[i]))
			return true;
	return pq_kin_mentions(kin->scenario, host);
}
