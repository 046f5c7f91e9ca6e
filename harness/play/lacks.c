/* SPDX-License-Identifier: MIT */
#include "play/lacks.h"

/* In the order of the bits. */
static const struct {
	enum pq_word word;
	const char *why;
} ways[] = {
	{ PQ_WORD_PRECONNECT, "a preconnect hint, which this browser does not know" },
	{ PQ_WORD_PREFETCH, "a prefetch hint, which this browser does not know" },
	{ PQ_WORD_DNS_PREFETCH, "a dns-prefetch hint, which this browser does not know" },
	{ PQ_WORD_ICE_SERVER, "an ICE server, for which this browser has no RTCPeerConnection" },
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

uint32_t pq_lacks_read(struct pq_view text)
{
	uint32_t lacks = 0;

	for (size_t at = 0; at < text.len;) {
		size_t end = pq_view_find(text, '.', at);

		for (size_t i = 0; i < WAYS; i++)
			if (pq_view_is(pq_view_slice(text, at, end), pq_word_name(ways[i].word)))
				lacks |= 1u << i;
		at = end + 1;
	}
	return lacks;
}

bool pq_lacks_matter(const struct pq_scenario *scenario)
{
	return pq_lacks_unfit(UINT32_MAX, scenario) != NULL;
}

const char *pq_lacks_unfit(uint32_t lacks, const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < WAYS; i++)
		if (lacks & 1u << i && pq_scenario_find(scenario, ways[i].word, 0) < scenario->line_count)
			return ways[i].why;
	return NULL;
}
