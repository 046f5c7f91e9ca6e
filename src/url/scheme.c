/* SPDX-License-Identifier: MIT */
#include "url/scheme.h"

#include <assert.h>

/* port: the default port; zero if there is none, for 0 is no scheme's default */
struct scheme {
	struct pq_view name;
	uint16_t port;
};

/* In the standard's order. */
static const struct scheme schemes[] = {
	[PQ_SPECIAL_FTP] = { PQ_VIEW("ftp"), 21 },   [PQ_SPECIAL_FILE] = { PQ_VIEW("file"), 0 },
	[PQ_SPECIAL_HTTP] = { PQ_VIEW("http"), 80 }, [PQ_SPECIAL_HTTPS] = { PQ_VIEW("https"), 443 },
	[PQ_SPECIAL_WS] = { PQ_VIEW("ws"), 80 },     [PQ_SPECIAL_WSS] = { PQ_VIEW("wss"), 443 },
};
static_assert(sizeof(schemes) / sizeof(schemes[0]) == PQ_SPECIAL_FILE + 1, "every special scheme has a row");

enum pq_special pq_scheme_special(struct pq_view scheme)
{
	for (size_t i = PQ_SPECIAL_NOT + 1; i <= PQ_SPECIAL_FILE; i++)
		if (pq_view_eq(schemes[i].name, scheme))
			return (enum pq_special)i;
	return PQ_SPECIAL_NOT;
}

bool pq_scheme_default_port(enum pq_special special, uint16_t *port)
{
	if (schemes[special].port == 0)
		return false;
	*port = schemes[special].port;
	return true;
}
