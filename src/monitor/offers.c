/* SPDX-License-Identifier: MIT */
#include "monitor/offers.h"

#include "monitor/bytes.h"
#include "monitor/path.h"

#define DEFAULT_AGE_S 86400  /* RFC 7838 3.1 */
#define SURE_MEMBERS 16      /* how many of them any reader has room for */
#define MAX_AGE_S 4294967296 /* what lives longer lives for ever here */

/*
 * One member of a value: protocol-id "=" alt-authority, parameters (RFC 7838 3).
 * host, port: the authority; usable: it is one
 * max_age_s: of the last "ma"
 * sure:   no reader could read it otherwise
 */
struct member {
	struct pq_view host;
	uint64_t port;
	bool usable;
	uint64_t max_age_s;
	bool sure;
};

/* Takes what stands before the next separator outside of quotes. */
static bool take_piece(struct pq_view *rest, unsigned char separator, struct pq_view *piece)
{
	bool quoted = false;
	size_t at = 0;

	if (!rest->data)
		return false;
	for (; at < rest->len && (quoted || rest->data[at] != separator); at++) {
		if (rest->data[at] == '"')
			quoted = !quoted;
		else if (quoted && rest->data[at] == '\\')
			at++;
	}
	at = at < rest->len ? at : rest->len;
	*piece = pq_bytes_trim(pq_view_slice(*rest, 0, at));
	*rest = at < rest->len ? pq_view_from(*rest, at + 1) : pq_view(NULL, 0);
	return true;
}

/* Without the quotes around it and the backslashes in it. */
static struct pq_view unquote(struct pq_judge_state *run, struct pq_view v, bool *sure)
{
	size_t mark = run->text.len;

	if (v.len < 2 || v.data[0] != '"' || v.data[v.len - 1] != '"')
		return v;
	v = pq_view_slice(v, 1, v.len - 1);
	if (pq_bytes_find(v, '\\', 0) == v.len)
		return v;
	*sure = false;
	for (size_t i = 0; i < v.len; i++) {
		i += v.data[i] == '\\' && i + 1 < v.len;
		pq_buf_add_byte(&run->text, v.data[i]);
	}
	return pq_buf_since(&run->text, mark);
}

/* host ":" port, of which the port always stands there, and has at most 16 bits. */
static void read_authority(struct pq_view authority, struct member *member)
{
	size_t at = authority.len;

	while (at > 0 && pq_bytes_is_digit(authority.data[at - 1]))
		at--;
	member->usable = at > 0 && authority.data[at - 1] == ':' &&
			 pq_bytes_number(pq_view_from(authority, at), &member->port) && member->port <= UINT16_MAX;
	member->host = pq_view_slice(authority, 0, at > 0 ? at - 1 : 0);
	for (size_t i = 0; i < member->host.len; i++) {
		unsigned char c = member->host.data[i];

		member->sure = member->sure && (pq_bytes_is_alpha(c) || pq_bytes_is_digit(c) || c == '.' || c == '-');
	}
	member->sure = member->sure && member->usable && authority.len - at <= 5;
}

/* name "=" value; the value as it stands there. */
static bool read_pair(struct pq_view piece, struct pq_view *name, struct pq_view *value)
{
	size_t equals = pq_bytes_find(piece, '=', 0);

	*name = pq_bytes_trim(pq_view_slice(piece, 0, equals));
	*value = pq_bytes_trim(pq_view_from(piece, equals + 1));
	return equals < piece.len && pq_bytes_is_token(*name) && name->len + 1 + value->len == piece.len;
}

/* A token, or a quoted string in which nothing could be taken for its end. */
static bool is_plain(struct pq_view value)
{
	struct pq_view inner = pq_view_slice(value, 1, value.len - 1);

	if (pq_bytes_is_token(value))
		return true;
	if (value.len < 2 || value.data[0] != '"' || value.data[value.len - 1] != '"')
		return false;
	for (size_t i = 0; i < inner.len; i++)
		if (inner.data[i] < ' ' || inner.data[i] > '~' || inner.data[i] == '"' || inner.data[i] == '\\')
			return false;
	return true;
}

static struct member read_member(struct pq_judge_state *run, struct pq_view rest)
{
	struct member member = { .max_age_s = DEFAULT_AGE_S, .sure = true };
	struct pq_view piece;
	struct pq_view name;
	struct pq_view value;
	size_t ages = 0;

	take_piece(&rest, ';', &piece);
	member.sure = read_pair(piece, &name, &value) && is_plain(value) && value.len > 2 && value.data[0] == '"' &&
		      pq_bytes_find(name, '%', 0) == name.len;
	read_authority(unquote(run, value, &member.sure), &member);
	while (take_piece(&rest, ';', &piece)) {
		uint64_t age;

		member.sure = read_pair(piece, &name, &value) && is_plain(value) && member.sure;
		if (!pq_bytes_is(name, "ma"))
			continue;
		member.sure = pq_bytes_number(value, &age) && ++ages == 1 && member.sure;
		if (pq_bytes_number(unquote(run, value, &member.sure), &age))
			member.max_age_s = age < MAX_AGE_S ? age : MAX_AGE_S;
	}
	return member;
}

/* The next reading of the clock at or after that event; NULL if there is none. */
static const struct pq_event *find_time(struct pq_judge_state *run, size_t event)
{
	const struct pq_transcript *transcript = run->transcript;

	while (run->reads_clock && event < transcript->count && transcript->events[event].kind != PQ_EVENT_TIME &&
	       pq_run_may_work(run, 1, 1))
		event++;
	return run->reads_clock && event < transcript->count ? &transcript->events[event] : NULL;
}

static bool keep(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
		 const struct member *member, const struct pq_event *time)
{
	struct pq_offer offer = { .origin = url,
				  .host = url->host,
				  .port = (uint16_t)member->port,
				  .max_age_s = member->max_age_s,
				  .asked = asked->number,
				  .timed = time != NULL,
				  .time_ms = time ? time->time_ms : 0 };

	if (!member->usable || (member->host.len && !pq_naive_host_read(&run->reader, member->host, &offer.host)))
		return false;
	if (run->offer_count == PQ_MAX_OFFERS)
		run->lost = true;
	else
		run->offers[run->offer_count++] = offer;
	return true;
}

/* What the origin had offered before its `count` latest ones. */
static void forget(struct pq_judge_state *run, const struct pq_naive_url *url, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (pq_naive_same_origin(run->offers[i].origin, url))
			run->offers[i].gone = true;
}

bool pq_offers_read(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
		    struct pq_view head, size_t event)
{
	const struct pq_event *time = NULL;
	size_t before = run->offer_count;
	size_t members = 0;
	bool sure = true;
	bool any = false;
	struct pq_view value;
	struct pq_view piece;

	if (!url || !url->readable || url->scheme != PQ_NAIVE_HTTPS)
		return false;
	while (pq_answer_next(&head, "alt-svc", &value)) {
		while (take_piece(&value, ',', &piece)) {
			struct member member;

			if (members++ == 0)
				time = find_time(run, event);
			if (pq_bytes_same(piece, pq_view("clear", 5)))
				continue;
			member = read_member(run, piece);
			sure = sure && member.sure && members <= SURE_MEMBERS;
			any = keep(run, asked, url, &member, time) || any;
		}
	}
	if (members && sure)
		forget(run, url, before);
	return any;
}

/* Milliseconds that have surely passed since the offer: by the subject's clock, and by the scenario's pauses. */
static uint64_t age_of(const struct pq_judge_state *run, const struct pq_offer *offer, const struct pq_asked *asked)
{
	uint64_t offered_ms = run->asked[offer->asked - 1].paused_ms;
	/* A control may stand before the request in the file, and comes after it all the same. */
	uint64_t paused = asked->paused_ms > offered_ms ? asked->paused_ms - offered_ms : 0;
	uint64_t passed = offer->timed && run->time_ms > offer->time_ms ? run->time_ms - offer->time_ms : 0;

	return passed > paused ? passed : paused;
}

/* For a refusal an offer is no ground: who does not like an alternative goes to the origin (RFC 7838 2.4). */
static bool matters(const struct pq_offer *offer, const struct pq_event *event)
{
	if (event->kind == PQ_EVENT_DIAL)
		return offer->port == event->port;
	return event->kind == PQ_EVENT_RESOLVE && pq_place_is_host(&offer->host, event->text);
}

/* An origin may offer the same place many times over, and there is room for so many places only. */
static bool is_placed(const struct pq_judge_state *run, const struct pq_offer *offer)
{
	for (size_t i = 0; i < run->places.count; i++)
		if (run->places.at[i].port == offer->port &&
		    pq_bytes_same(run->places.at[i].host->name, offer->host.name))
			return true;
	return false;
}

void pq_offers_add_places(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
			  size_t event)
{
	for (size_t i = run->offer_count; i > 0 && run->places.count < PQ_MAX_PLACES; i--) {
		const struct pq_offer *offer = &run->offers[i - 1];

		if (offer->gone || !matters(offer, &run->transcript->events[event]) || is_placed(run, offer) ||
		    (url->port < 1024 && offer->port >= 1024) || !pq_naive_same_origin(offer->origin, url) ||
		    age_of(run, offer, asked) >= offer->max_age_s * 1000)
			continue;
		pq_place_add(run, pq_naive_scheme_name(url->scheme), &offer->host, offer->port, PQ_TRANSPORT_TCP);
	}
}
