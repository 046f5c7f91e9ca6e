/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "vnet/parts.h"

/* FNV-1a: any fixed function of the name would do. Letters have no case in names (RFC 1035 2.3.3). */
static struct pq_address address_of(struct pq_view host)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < host.len; i++)
		hash = (hash ^ pq_ascii_lower(host.data[i])) * 16777619u;
	return (struct pq_address){ 4, { 20, (uint8_t)(hash >> 16), (uint8_t)(hash >> 8), (uint8_t)hash } };
}

static bool is_invalid(struct pq_view host)
{
	struct pq_view tld = PQ_VIEW(".invalid");

	return host.len >= tld.len && pq_view_eq(pq_view_from(host, host.len - tld.len), tld);
}

static enum pq_net_status answer_from(const struct pq_line *line, struct pq_address out[static PQ_MAX_ADDRESSES],
				      size_t *count)
{
	*count = 0;
	for (size_t i = 1; i < line->argc && *count < PQ_MAX_ADDRESSES; i++)
		*count += pq_address_parse(line->args[i].bytes, &out[*count]);
	return *count ? PQ_NET_OK : PQ_NET_END;
}

/*
 * The line that answers this look-up. A line that has answered is passed over
 * the next time, unless it is the host's last.
 */
static const struct pq_line *choose(struct pq_vnet *vnet, struct pq_view host)
{
	const struct pq_scenario *scenario = vnet->scenario;
	const struct pq_line *chosen = NULL;

	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word != PQ_WORD_DNS || !pq_ascii_eq_nocase(line->args[0].bytes, host))
			continue;
		chosen = line;
		if (!vnet->answered[i]) {
			vnet->answered[i] = true;
			break;
		}
	}
	return chosen;
}

enum pq_net_status pq_vnet_lookup(struct pq_vnet *vnet, struct pq_view host,
				  struct pq_address out[static PQ_MAX_ADDRESSES], size_t *count)
{
	const struct pq_line *line = choose(vnet, host);

	if (line)
		return answer_from(line, out, count);
	if (is_invalid(host))
		return PQ_NET_END;
	out[0] = address_of(host);
	*count = 1;
	return PQ_NET_OK;
}
