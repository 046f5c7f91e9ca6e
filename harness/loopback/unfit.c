/* SPDX-License-Identifier: MIT */
#include "loopback/unfit.h"

/* stun and turn go over UDP unless they say otherwise; stuns and turns over TCP. */
static bool is_over_udp(struct pq_view url)
{
	static const struct pq_view tcp = PQ_VIEW("transport=tcp");

	if (pq_view_starts(url, pq_view_str("stuns:")) || pq_view_starts(url, pq_view_str("turns:")))
		return false;
	for (size_t at = 0; at + tcp.len <= url.len; at++)
		if (pq_view_starts(pq_view_from(url, at), tcp))
			return false;
	return true;
}

static const char *why_not(const struct pq_line *line)
{
	switch (line->word) {
	case PQ_WORD_SCHEDULE:
		return "a schedule: real sockets choose for themselves";
	case PQ_WORD_PAUSE:
		return "a pause: real time is not turned forward";
	case PQ_WORD_REFUSE:
		return "a dial that is refused: every dial leads to one listener";
	case PQ_WORD_ICE_SERVER:
		return is_over_udp(line->args[0].bytes) ? "datagrams: only connections lead to the servers" : NULL;
	default:
		return NULL;
	}
}

/* A boundary or a key that the world in memory draws from its seed. */
static bool foretells(struct pq_view bytes)
{
	static const struct pq_view boundary = PQ_VIEW("----pratique");
	static const struct pq_view accept = PQ_VIEW("Sec-WebSocket-Accept: ");

	for (size_t at = 0; at < bytes.len; at++) {
		struct pq_view rest = pq_view_from(bytes, at);

		if (pq_view_starts(rest, accept) || (pq_view_starts(rest, boundary) && rest.len > boundary.len + 8))
			return true;
	}
	return false;
}

static const char *why_no_bytes(const struct pq_line *line)
{
	for (size_t i = 0; i < line->argc && line->word != PQ_WORD_COMMENT; i++)
		if (foretells(line->args[i].bytes))
			return "random draws that it foretells: real ones come from the kernel";
	return NULL;
}

const char *pq_world_unfit(const struct pq_scenario *scenario)
{
	const char *why = NULL;

	for (size_t i = 0; i < scenario->line_count && !why; i++) {
		why = why_not(&scenario->lines[i]);
		why = why ? why : why_no_bytes(&scenario->lines[i]);
	}
	return why;
}
