/* SPDX-License-Identifier: MIT */
#include "play/unfit.h"

#include "base/ascii.h"
#include "play/play.h"
#include "url/ice_url.h"
#include "url/url.h"

#define LONGEST_PAUSE_MS 3000 /* a person at the screen would wait for it; longer ones stand for hours */

static bool has_word(const struct pq_scenario *scenario, enum pq_word word)
{
	return pq_scenario_find(scenario, word, 0) < scenario->line_count;
}

/* Words of which a page knows nothing, whoever asks. */
static const struct {
	enum pq_word word;
	const char *why;
} unfit_words[] = {
	{ PQ_WORD_PROXY, "a proxy of the user's" },
	{ PQ_WORD_LOGIN, "credentials that nobody can type" },
	{ PQ_WORD_WORKER, "a service worker that takes the request" },
	{ PQ_WORD_EMBEDDER, "a request of the embedding application" },
	{ PQ_WORD_FTP, "FTP, which browsers have given up" },
	{ PQ_WORD_SOCKET, "a raw socket" },
	{ PQ_WORD_WEBTRANSPORT, "a WebTransport session, for whose QUIC the sink has no answer" },
	{ PQ_WORD_STUN, "a STUN server that answers" },
};

static struct pq_view word_of(const struct pq_scenario *scenario, enum pq_word word)
{
	return pq_scenario_bytes_of(scenario, word, "fetch");
}

static const char *judge_words(const struct pq_scenario *scenario)
{
	if (pq_scenario_number_of(scenario, PQ_WORD_ATTACKER, PQ_ATTACKER_PAGE) == PQ_ATTACKER_RENDERER)
		return "a renderer's request";
	for (size_t i = 0; i < sizeof(unfit_words) / sizeof(unfit_words[0]); i++)
		if (has_word(scenario, unfit_words[i].word))
			return unfit_words[i].why;
	if (!pq_view_is(word_of(scenario, PQ_WORD_POLICY), "fetch"))
		return "another policy that drives the subject";
	return NULL;
}

/* UTF-8 of Unicode scalar values (RFC 3629). */
static bool is_utf8(struct pq_view v)
{
	for (size_t i = 0; i < v.len; i++) {
		unsigned char c = v.data[i];
		size_t more = c < 0x80                ? 0
			      : c >= 0xc2 && c < 0xe0 ? 1
			      : c >= 0xe0 && c < 0xf0 ? 2
			      : c >= 0xf0 && c < 0xf5 ? 3
						      : 4;
		unsigned char second = i + 1 < v.len ? v.data[i + 1] : 0;

		if (more > 3 || more >= v.len - i)
			return false;
		if ((c == 0xe0 && second < 0xa0) || (c == 0xed && second > 0x9f) || (c == 0xf0 && second < 0x90) ||
		    (c == 0xf4 && second > 0x8f))
			return false;
		while (more--)
			if ((v.data[++i] & 0xc0) != 0x80)
				return false;
	}
	return true;
}

/* Words whose first argument is a method. */
static bool has_method(enum pq_word word)
{
	return word == PQ_WORD_FETCH || word == PQ_WORD_XHR || word == PQ_WORD_CONTROL || word == PQ_WORD_FORM;
}

/* Whether all arguments that a page holds as strings are Unicode; a header's and a method's are bytes. */
static bool has_strings(const struct pq_line *line)
{
	uint32_t strings;

	switch (line->word) {
	case PQ_WORD_TEXT:
	case PQ_WORD_PARAM:
	case PQ_WORD_FIELD:
	case PQ_WORD_FETCH:
	case PQ_WORD_XHR:
	case PQ_WORD_CONTROL:
	case PQ_WORD_FORM:
	case PQ_WORD_NAVIGATE:
	case PQ_WORD_WEBSOCKET:
	case PQ_WORD_PRECONNECT:
	case PQ_WORD_PREFETCH:
	case PQ_WORD_DNS_PREFETCH:
	case PQ_WORD_ICE_SERVER:
	case PQ_WORD_PROTOCOL:
		strings = line->argc;
		break;
	case PQ_WORD_FILE:
		strings = 2;
		break;
	case PQ_WORD_BLOB:
		strings = 1;
		break;
	case PQ_WORD_MESSAGE:
		strings = line->args[0].number == PQ_MESSAGE_TEXT ? 2 : 0;
		break;
	default:
		strings = 0;
		break;
	}
	for (uint32_t i = has_method(line->word); i < strings && i < line->argc; i++)
		if (!is_utf8(line->args[i].bytes))
			return false;
	return true;
}

static bool is_websocket_part(const struct pq_scenario *scenario, const struct pq_line *line)
{
	return scenario->lines[line->parent].word == PQ_WORD_WEBSOCKET;
}

static bool is_message_of_page(const struct pq_line *line)
{
	uint32_t kind = line->args[0].number;

	return (kind == PQ_MESSAGE_TEXT || kind == PQ_MESSAGE_BINARY) && (line->argc < 3 || line->args[2].number == 1);
}

/* Browsers ask such a server for STUN too, where other ports are allowed, and a dial does not say for which of the two. */
static bool is_turn_over_udp(struct pq_view text)
{
	unsigned char bytes[1024];
	struct pq_buf room;
	struct pq_ice_url url;

	pq_buf_init(&room, bytes, sizeof(bytes));
	return !pq_ice_url_parse(&url, text, NULL, &room) && url.turn && !url.tcp;
}

static bool contains(struct pq_view text, const char *wanted)
{
	struct pq_view word = pq_view_str(wanted);

	for (size_t i = 0; i + word.len <= text.len; i++)
		if (pq_ascii_eq_nocase(pq_view_slice(text, i, i + word.len), word))
			return true;
	return false;
}

/* A browser takes such an offer by datagrams. */
static bool offers_quic(struct pq_view reply)
{
	return contains(reply, "alt-svc") &&
	       (contains(reply, "h3=") || contains(reply, "h3-") || contains(reply, "quic="));
}

static const char *judge_line(const struct pq_scenario *scenario, const struct pq_line *line)
{
	if (!has_strings(line))
		return "a string that is no Unicode";
	switch (line->word) {
	case PQ_WORD_PAUSE:
		return line->args[0].number > LONGEST_PAUSE_MS ? "a pause that is too long to wait for" : NULL;
	case PQ_WORD_ICE_SERVER:
		return is_turn_over_udp(line->args[0].bytes) ? "a TURN server over UDP, which is asked for STUN as well"
							     : NULL;
	case PQ_WORD_FIELD:
	case PQ_WORD_FILE:
		/* HTML 4.10.21.4: such a control is left out. */
		return !line->args[0].bytes.len && scenario->lines[line->parent].word == PQ_WORD_FORM
			       ? "a form's field without a name"
			       : NULL;
	case PQ_WORD_MESSAGE:
		return is_message_of_page(line) ? NULL : "a frame that no page can choose";
	case PQ_WORD_REPLY:
		return offers_quic(line->args[0].bytes)
			       ? "an alternative service over QUIC, for which the sink has no answer"
			       : NULL;
	case PQ_WORD_HEADER:
		return is_websocket_part(scenario, line) ? "a header of a handshake, which no page can set" : NULL;
	case PQ_WORD_CREDENTIALS:
		return scenario->lines[line->parent].word == PQ_WORD_XHR && line->args[0].number == PQ_CREDENTIALS_OMIT
			       ? "an XMLHttpRequest without credentials"
			       : NULL;
	default:
		return NULL;
	}
}

/* A browser looks a host up once, and asks for IPv4 and IPv6 at the same time. */
static bool has_changing_names(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++)
		for (size_t k = i + 1; scenario->lines[i].word == PQ_WORD_DNS && k < scenario->line_count; k++)
			if (scenario->lines[k].word == PQ_WORD_DNS &&
			    pq_ascii_eq_nocase(scenario->lines[i].args[0].bytes, scenario->lines[k].args[0].bytes))
				return true;
	return false;
}

/* Where a WebSocket has been answered, frames follow, and the sink's server has none of the scenario's to say. */
static bool has_frames_of_server(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++)
		if (scenario->lines[i].word == PQ_WORD_UPGRADE && i + 1 < scenario->line_count &&
		    scenario->lines[i + 1].parent == scenario->lines[i].parent)
			return true;
	return false;
}

#define ROOM 8192

/* Only its own host's cookies can a page bring with it. */
static const char *judge_page(const struct pq_scenario *scenario)
{
	unsigned char bytes[ROOM];
	struct pq_buf room;
	struct pq_url page, other;
	uint16_t port;

	pq_buf_init(&room, bytes, sizeof(bytes));
	if (pq_url_parse(&page, pq_scenario_bytes_of(scenario, PQ_WORD_PAGE, "http://page.example/"), NULL, NULL,
			 &room) ||
	    (page.special != PQ_SPECIAL_HTTP && page.special != PQ_SPECIAL_HTTPS))
		return "a page that no server can serve";
	if (!pq_url_effective_port(&page, &port) || (port != 80 && port != 443 && port < 1024))
		return "a page at a port of a service";
	for (size_t i = 0; i < scenario->line_count; i++) {
		if (scenario->lines[i].word != PQ_WORD_COOKIE)
			continue;
		if (pq_url_parse(&other, scenario->lines[i].args[0].bytes, NULL, NULL, &room) ||
		    !pq_url_same_origin(&page, &other))
			return "a cookie of another host than the page's";
	}
	return NULL;
}

const char *pq_play_unfit(const struct pq_scenario *scenario)
{
	const char *why = judge_words(scenario);

	for (size_t i = 0; !why && i < scenario->line_count; i++)
		why = judge_line(scenario, &scenario->lines[i]);
	if (why)
		return why;
	if (has_changing_names(scenario))
		return "DNS answers that change sooner than a browser asks again";
	if (has_frames_of_server(scenario))
		return "a server's frames";
	if (pq_scenario_find_request(scenario, 0) == scenario->line_count)
		return "no request";
	return judge_page(scenario);
}

/* Fields and statuses of answers that a browser remembers. */
static const char *const memorable[] = { "set-cookie",    "alt-svc",         "www-authenticate",
					 "cache-control", "expires",         "last-modified",
					 "etag",          "clear-site-data", "strict-transport",
					 "http/1.1 301",  "http/1.1 308",    "connection: keep-alive" };

static bool is_remembered(const struct pq_line *line)
{
	if (line->word == PQ_WORD_REDIRECT)
		return line->args[0].number == 301 || line->args[0].number == 308;
	for (size_t i = 0; line->word == PQ_WORD_REPLY && i < sizeof(memorable) / sizeof(memorable[0]); i++)
		if (contains(line->args[0].bytes, memorable[i]))
			return true;
	return false;
}

/* Userinfo of a URL is kept for its origin, once the server has taken it. */
static bool has_userinfo(const struct pq_line *line)
{
	for (uint32_t i = 0; pq_word_is_request(line->word) && i < line->argc; i++)
		if (pq_view_find(line->args[i].bytes, '@', 0) < line->args[i].bytes.len)
			return true;
	return false;
}

bool pq_play_leaves_traces(const struct pq_scenario *scenario)
{
	if (has_word(scenario, PQ_WORD_COOKIE) || has_word(scenario, PQ_WORD_DNS) ||
	    has_word(scenario, PQ_WORD_KEEP_ALIVE))
		return true;
	for (size_t i = 0; i < scenario->line_count; i++)
		if (is_remembered(&scenario->lines[i]) || has_userinfo(&scenario->lines[i]))
			return true;
	return false;
}
