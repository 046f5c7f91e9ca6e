/* SPDX-License-Identifier: MIT */
#include "cli/notes.h"

#include "url/ice_url.h"

bool pq_policy_has_notes(const struct pq_policy *policy)
{
	for (size_t i = 0; i < policy->entry_count; i++)
		if (policy->entries[i].kind == PQ_ENTRY_NOTE && policy->entries[i].in_force)
			return true;
	return false;
}

/* scheme: OTHER if the line names no port that a policy could know. */
struct place {
	enum pq_scheme scheme;
	uint16_t port;
};

static struct place ice_place(struct pq_view text)
{
	static const enum pq_scheme schemes[2][2] = { { PQ_SCHEME_STUN_UDP, PQ_SCHEME_STUN_TCP },
						      { PQ_SCHEME_TURN_UDP, PQ_SCHEME_TURN_TCP } };
	unsigned char host[512];
	struct pq_ice_url url;
	struct pq_buf storage;

	pq_buf_init(&storage, host, sizeof(host));
	if (pq_ice_url_parse(&url, text, NULL, &storage))
		return (struct place){ PQ_SCHEME_OTHER, 0 };
	return (struct place){ schemes[url.turn][url.tcp], url.port };
}

static struct place url_place(const struct pq_notes *notes, struct pq_view text)
{
	struct pq_view page = pq_scenario_bytes_of(notes->scenario, PQ_WORD_PAGE, "http://page.example/");
	struct place place = { PQ_SCHEME_OTHER, 0 };
	struct pq_url url;

	if (pq_url_reader_parse(notes->reader, text, &page, &url) && pq_url_effective_port(&url, &place.port))
		place.scheme = pq_scheme_by_name(url.scheme);
	return place;
}

/* A session's URL is of scheme https, but its ports are looked up under a name of its own. */
static struct place session_place(const struct pq_notes *notes, struct pq_view text)
{
	struct place place = url_place(notes, text);

	if (place.scheme == PQ_SCHEME_HTTPS)
		place.scheme = PQ_SCHEME_WEBTRANSPORT;
	return place;
}

/* Where the request's own line leads. */
static struct place named_place(const struct pq_notes *notes, const struct pq_line *line)
{
	switch (line->word) {
	case PQ_WORD_SOCKET:
		return (struct place){ PQ_SCHEME_TCP, (uint16_t)line->args[1].number };
	case PQ_WORD_ICE_SERVER:
		return ice_place(line->args[0].bytes);
	case PQ_WORD_WEBTRANSPORT:
		return session_place(notes, line->args[0].bytes);
	case PQ_WORD_FETCH:
	case PQ_WORD_XHR:
	case PQ_WORD_FORM:
	case PQ_WORD_EMBEDDER:
	case PQ_WORD_CONTROL:
		return url_place(notes, line->args[1].bytes);
	default:
		return url_place(notes, line->args[0].bytes);
	}
}

/* The other scheme to which a request of the first may come. */
static enum pq_scheme companion(enum pq_scheme scheme)
{
	static const enum pq_scheme companions[PQ_SCHEME_COUNT] = {
		[PQ_SCHEME_HTTP] = PQ_SCHEME_HTTPS,   [PQ_SCHEME_HTTPS] = PQ_SCHEME_HTTP,
		[PQ_SCHEME_WS] = PQ_SCHEME_WSS,       [PQ_SCHEME_WSS] = PQ_SCHEME_WS,
		[PQ_SCHEME_FTP] = PQ_SCHEME_FTP_DATA,
	};

	return companions[scheme];
}

static void add(struct pq_notes *notes, const struct pq_policy *policy, const char *name, uint32_t request,
		struct place place)
{
	const struct pq_entry *entry = pq_policy_port_note(policy, place.scheme, place.port);

	if (!entry || notes->count == PQ_NOTES_CAP)
		return;
	for (size_t i = 0; i < notes->count; i++)
		if (notes->notes[i].request == request && notes->notes[i].port == place.port &&
		    notes->notes[i].text.data == entry->reason.data)
			return;
	notes->notes[notes->count++] = (struct pq_story_note){ request, place.scheme, place.port, entry->reason, name };
}

void pq_notes_add(struct pq_notes *notes, const struct pq_policy *policy, const char *name)
{
	const struct pq_scenario *scenario = notes->scenario;
	size_t at = pq_scenario_find_request(scenario, 0);

	for (uint32_t request = 1; at < scenario->line_count; request++) {
		struct place named = named_place(notes, &scenario->lines[at]);

		add(notes, policy, name, request, named);
		for (size_t i = 0; i < notes->transcript->count; i++) {
			const struct pq_event *event = &notes->transcript->events[i];

			if (event->kind != PQ_EVENT_DIAL || event->request != request)
				continue;
			add(notes, policy, name, request, (struct place){ named.scheme, event->port });
			add(notes, policy, name, request, (struct place){ companion(named.scheme), event->port });
		}
		at = pq_scenario_find_request(scenario, at + 1);
	}
}
