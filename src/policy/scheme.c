/* SPDX-License-Identifier: MIT */
#include "policy/policy.h"

#include <assert.h>

static const struct pq_view names[] = {
	[PQ_SCHEME_OTHER] = PQ_VIEW("other"),
	[PQ_SCHEME_HTTP] = PQ_VIEW("http"),
	[PQ_SCHEME_HTTPS] = PQ_VIEW("https"),
	[PQ_SCHEME_WS] = PQ_VIEW("ws"),
	[PQ_SCHEME_WSS] = PQ_VIEW("wss"),
	[PQ_SCHEME_FTP] = PQ_VIEW("ftp"),
	[PQ_SCHEME_FTP_DATA] = PQ_VIEW("ftp-data"),
	[PQ_SCHEME_TCP] = PQ_VIEW("tcp"),
	[PQ_SCHEME_STUN_UDP] = PQ_VIEW("stun-udp"),
	[PQ_SCHEME_STUN_TCP] = PQ_VIEW("stun-tcp"),
	[PQ_SCHEME_TURN_UDP] = PQ_VIEW("turn-udp"),
	[PQ_SCHEME_TURN_TCP] = PQ_VIEW("turn-tcp"),
	[PQ_SCHEME_WEBTRANSPORT] = PQ_VIEW("webtransport"),
};
static_assert(sizeof(names) / sizeof(names[0]) == PQ_SCHEME_COUNT, "a name for each scheme");

const char *pq_scheme_name(enum pq_scheme scheme)
{
	return scheme < PQ_SCHEME_COUNT ? (const char *)names[scheme].data : "?";
}

enum pq_scheme pq_scheme_by_name(struct pq_view name)
{
	for (unsigned int i = PQ_SCHEME_HTTP; i < PQ_SCHEME_COUNT; i++)
		if (pq_view_eq(name, names[i]))
			return (enum pq_scheme)i;
	return PQ_SCHEME_OTHER;
}
