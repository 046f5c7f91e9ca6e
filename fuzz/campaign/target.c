/* SPDX-License-Identifier: MIT */
#include "campaign/target.h"

#include <assert.h>
#include <string.h>

static const struct pq_campaign_target targets[] = {
	{ "scenario", "the whole road under three attackers", "corpus/seeds", ".scenario", 22, 4096, true },
	{ "port", "spellings of hosts and ports on three ways to a dial", "corpus/targets/port", ".input", 2, 256,
	  true },
	{ "url", "URL parser against itself and the naive reader", "corpus/targets/url", ".input", 2, 1024, false },
	{ "header", "header guards and the written head", "corpus/targets/header", ".input", 2, 1024, true },
	{ "multipart", "form bodies against the naive reader", "corpus/targets/multipart", ".input", 1, 2048, false },
	{ "response", "response parser, whole and in pieces", "corpus/targets/response", ".input", 1, 4096, false },
	{ "ftp_reply", "FTP replies and the ports that they name", "corpus/targets/ftp_reply", ".input", 1, 1024,
	  false },
	{ "stun", "STUN responses, whole and in pieces", "corpus/targets/stun", ".input", 1, 4096, false },
	{ "altsvc", "Alt-Svc values, and the places in them", "corpus/targets/altsvc", ".input", 1, 2048, false },
	{ "websocket", "WebSocket frames in, in pieces, and out", "corpus/targets/websocket", ".input", 1, 4096,
	  false },
	{ "auth", "challenges and their answers against a naive reader", "corpus/targets/auth", ".input", 1, 2048,
	  false },
	{ "sink", "what clients write to the sink of an audit", "corpus/targets/sink", ".input", 1, 2048, false },
	{ "service", "what a renderer sends to the network service", "corpus/targets/service", ".input", 1, 4096,
	  false },
	{ "policy_text", "policy text and its derived forms", "corpus/targets/policy_text", ".input", 1, 2048, false },
	{ "import", "lists in source code, and the policy text made of them", "corpus/targets/import", ".input", 1,
	  2048, false },
	{ "transcript", "transcript text; the judge survives it", "corpus/targets/transcript", ".input", 1, 4096,
	  false },
	{ "monitor", "breaches put into innocent transcripts", "corpus/targets/monitor", ".input", 2, 256, false },
	{ "libcurl", "libcurl beside the model", "corpus/seeds", ".scenario", 1, 4096, true },
	{ "libsoup", "libsoup beside the model", "corpus/seeds", ".scenario", 1, 4096, true },
	{ "canary", "must fail", "corpus/targets/canary", ".input", 0, 64, false },
};
static_assert(sizeof(targets) / sizeof(targets[0]) == PQ_CAMPAIGN_TARGETS + 1, "the canary comes last");

const struct pq_campaign_target *pq_campaign_target_at(size_t index)
{
	return &targets[index];
}

size_t pq_campaign_target_find(const char *name)
{
	for (size_t i = 0; i <= PQ_CAMPAIGN_TARGETS; i++)
		if (strcmp(targets[i].name, name) == 0)
			return i;
	return PQ_CAMPAIGN_TARGETS + 1;
}

const struct pq_campaign_need *pq_campaign_target_need(size_t index)
{
	static const struct pq_campaign_need needs[] = {
		{ "libcurl", "libcurl >= 7.85", "libcurl4-openssl-dev" },
		{ "libsoup", "libsoup-3.0", "libsoup-3.0-dev" },
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (strcmp(needs[i].target, targets[index].name) == 0)
			return &needs[i];
	return NULL;
}
