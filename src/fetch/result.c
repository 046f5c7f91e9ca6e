/* SPDX-License-Identifier: MIT */
#include "fetch/result.h"

#include <assert.h>

static const char *const names[] = {
	[PQ_ERROR_NONE] = "none",
	[PQ_ERROR_BAD_URL] = "bad-url",
	[PQ_ERROR_BAD_SCHEME] = "bad-scheme",
	[PQ_ERROR_BAD_REQUEST] = "bad-request",
	[PQ_ERROR_DNS] = "dns",
	[PQ_ERROR_REFUSED] = "refused",
	[PQ_ERROR_CONNECTION] = "connection",
	[PQ_ERROR_BAD_RESPONSE] = "bad-response",
	[PQ_ERROR_BAD_REDIRECT] = "bad-redirect",
	[PQ_ERROR_TOO_MANY_REDIRECTS] = "too-many-redirects",
	[PQ_ERROR_REDIRECT_REFUSED] = "redirect-refused",
	[PQ_ERROR_REDIRECT_CREDENTIALS] = "redirect-credentials",
	[PQ_ERROR_CROSS_ORIGIN] = "cross-origin",
	[PQ_ERROR_NO_BOUNDARY] = "no-boundary",
	[PQ_ERROR_PROXY] = "proxy",
	[PQ_ERROR_PROXY_AUTH] = "proxy-auth",
	[PQ_ERROR_AUTH] = "auth",
	[PQ_ERROR_PREFLIGHT] = "preflight",
	[PQ_ERROR_BAD_HANDSHAKE] = "bad-handshake",
	[PQ_ERROR_BAD_FRAME] = "bad-frame",
	[PQ_ERROR_BAD_REPLY] = "bad-reply",
	[PQ_ERROR_NEGATIVE_REPLY] = "negative-reply",
	[PQ_ERROR_BAD_STUN] = "bad-stun",
	[PQ_ERROR_STUN_ERROR] = "stun-error",
	[PQ_ERROR_LIMIT] = "limit",
	[PQ_ERROR_EXHAUSTED] = "exhausted",
};
static_assert(sizeof(names) / sizeof(names[0]) == PQ_ERROR_COUNT, "a name for each network error");

const char *pq_network_error_name(enum pq_network_error error)
{
	return error < PQ_ERROR_COUNT ? names[error] : "?";
}

void pq_outcome_write(struct pq_result result, struct pq_transcript *transcript)
{
	if (result.outcome == PQ_OUTCOME_DONE)
		pq_transcript_done(transcript, result.status);
	else if (result.outcome == PQ_OUTCOME_BLOCKED)
		pq_transcript_blocked(transcript, result.rule, result.side);
	else
		pq_transcript_error(transcript, pq_network_error_name(result.error));
}
