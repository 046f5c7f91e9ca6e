/* SPDX-License-Identifier: MIT */
/*
 * What the judge keeps while it judges one case.
 *
 * Theory of operation. One pass over the scenario notes what was asked
 * (asked.c). One pass over the transcript cuts what went over each connection
 * into exchanges (exchanges.c). Then the events are walked in order (judge.c):
 * look-ups and dials are judged where they stand, against the places that the
 * request's path names at that moment (path.h); what was written in an exchange
 * is judged once the next event of the same request shows that it is over
 * (settle.c), and so is what came back, which moves the request's current URL
 * on and may set cookies. Nothing is read before it is needed, and the large
 * arrays are never cleared: what is in use is counted.
 */
#ifndef PQ_MONITOR_RUN_H
#define PQ_MONITOR_RUN_H

#include "monitor/bytes.h"
#include "monitor/jar.h"
#include "monitor/monitor.h"
#include "monitor/naive_http.h"
#include "monitor/naive_url.h"
#include "monitor/offers.h"

#define PQ_NO_EVENT SIZE_MAX

/* A header that the scenario asks for. value: normalised as its path does it; raw: as written. */
struct pq_asked_header {
	struct pq_view name;
	struct pq_view value;
	struct pq_view raw;
};

/* Logins that were offered to answer challenges: to that URL; to the proxy, in a row. */
struct pq_offers {
	const struct pq_naive_url *url;
	uint32_t origin;
	uint32_t proxy;
};

/*
 * One request of the scenario, and what became of it.
 * number:       from 1, as in the transcript
 * through_page: the page side stands between attacker and service
 * no_cors:      some mode line says so
 * mode:         enum pq_mode of the last mode line; 0 if there is none
 * method, url:  as asked for; GET where only a URL is asked for. For a raw socket url is the host
 * worker:       URL that a service worker fetches in its place; no data if none does
 * origin:       that an embedder states; no data if it states none
 * client:       how that reads; NULL until somebody needs it
 * replaced:     URL that was asked for and in whose place the worker's is fetched; NULL if there is none, or until then
 * line, children_end: its line, and where the lines that belong to it end
 * headers:      header_count of them, in order
 * body:         the first body line, which decides what kind of body it is; NULL if there is none
 * entries:      FIELD and FILE lines
 * paused_ms:    how much time the scenario lets pass before it, since its beginning
 * bad_name, bad_value: some header's name or subprotocol is not a token; some value or subprotocol breaks lines
 * forbidden:    some header is forbidden by the judging policy
 * begins:       index of the first event REQUEST of it, or PQ_NO_EVENT; later ones only go on with it
 * outcome:      index of its event, or PQ_NO_EVENT
 * dials, messages: so far, the messages on kept connections included
 * connected:    how many of its dials have succeeded, as far as the transcript has been indexed
 * first, current: URL of the first hop and of the next dial; NULL until somebody needs them
 * open:         exchange whose bytes are not judged yet, or NULL
 * unread:       index of the last RECEIVE event not yet looked at, or PQ_NO_EVENT; unread_of: the exchange that it is of
 * last_status:  status of the last response read; 0 if none
 * offers:       how often the user agent has offered logins
 * became_get:   a redirect has made the method GET (Fetch "HTTP-redirect fetch", step 12)
 * offers_deflate: its handshake has offered permessage-deflate
 * draws_from:   index of the event from which on a random draw counts for the next boundary
 * boundary:     the last one that was judged
 */
struct pq_asked {
	enum pq_word word;
	uint32_t number;
	bool control;
	bool through_page;
	bool no_cors;
	bool bad_name;
	bool bad_value;
	bool forbidden;
	bool became_get;
	bool offers_deflate;
	uint32_t enctype;
	uint32_t credentials;
	uint32_t mode;
	uint32_t entries;
	uint64_t paused_ms;
	uint32_t dials;
	uint32_t messages;
	uint32_t connected;
	struct pq_view method;
	struct pq_view url;
	struct pq_view worker;
	struct pq_view origin;
	const struct pq_line *body;
	size_t line;
	size_t children_end;
	const struct pq_asked_header *headers;
	size_t header_count;
	size_t begins;
	size_t outcome;
	const struct pq_naive_url *client;
	const struct pq_naive_url *replaced;
	const struct pq_naive_url *first;
	const struct pq_naive_url *current;
	struct pq_exchange *open;
	size_t unread;
	struct pq_exchange *unread_of;
	unsigned int last_status;
	struct pq_offers offers;
	size_t draws_from;
	struct pq_view boundary;
};

/* The events of one kind in an exchange: the first, the last, and how many there are. */
struct pq_flow {
	size_t first;
	size_t last;
	size_t count;
};

/* What the bytes of an exchange are. */
enum pq_spoken {
	PQ_SPOKEN_HTTP,      /* one request message, and what came back for it */
	PQ_SPOKEN_WEBSOCKET, /* frames, after a 101 */
	PQ_SPOKEN_FTP,       /* a control connection: commands and replies */
	PQ_SPOKEN_FTP_DATA,
	PQ_SPOKEN_STUN,
	PQ_SPOKEN_QUIC,
	PQ_SPOKEN_RAW,     /* a plug-in's socket: bytes without a meaning */
	PQ_SPOKEN_NOTHING, /* only a connection was asked for */
	PQ_SPOKEN_COUNT
};

/* For whom a message is, by what stands between. */
enum pq_addressee {
	PQ_TO_ORIGIN,
	PQ_TO_PROXY, /* the user's proxy, which passes it on */
	PQ_TO_TUNNEL /* the proxy alone: CONNECT */
};

/*
 * One message that was written on a connection, and what came back before the next one began. Of HTTP that is one
 * request; of what is not HTTP it is all that one request of the scenario writes on that connection.
 * conn:     where
 * before, next: its neighbours on the same connection, or NULL
 * asked:    request that wrote it; NULL if none is known
 * url:      current URL when it began, or NULL
 * began:    that moment has come; settled: its bytes are judged
 * tls:      index of the last event TLS before its first byte, or PQ_NO_EVENT
 * became_get: before it began a redirect had made the request a GET
 * sends, receives: what went over the connection; either may be empty
 * sent_len: bytes of all that was sent; whole_len: with so many the message is whole, if that is known; 0 if it is not
 * looks:    how often that was looked for
 * Of HTTP, once settled:
 * target:   request target as written
 * to:       for whom it is
 * preflight: it is a CORS preflight
 * told_login: it carried a login of the user agent's own, rightly
 * bare_answer: whatever answers it ends with its head: it was a HEAD, or a CONNECT that was let through
 */
struct pq_exchange {
	struct pq_conn *conn;
	struct pq_exchange *before;
	struct pq_exchange *next;
	struct pq_asked *asked;
	const struct pq_naive_url *url;
	enum pq_spoken spoken;
	size_t tls;
	struct pq_flow sends;
	struct pq_flow receives;
	size_t sent_len;
	uint64_t whole_len;
	uint32_t looks;
	struct pq_view target;
	enum pq_addressee to;
	bool preflight;
	bool told_login;
	bool bare_answer;
	bool became_get;
	bool began;
	bool settled;
};

/*
 * One connection.
 * run:      the run that this slot belongs to; with any other number it is unused
 * asked:    request that dialled it; NULL if none is known
 * url:      current URL at the dial, or NULL
 * dial:     index of its event, or PQ_NO_EVENT
 * nth:      how many dials of the same request had succeeded before it
 * tls:      index of the first event TLS, or PQ_NO_EVENT; last_tls: of the last one, as far as it was indexed
 * first, last: its exchanges; NULL if no byte went over it
 * under_way: the last of them that has begun, or NULL
 * tunnel: the CONNECT that the proxy has let through on it, or NULL
 */
struct pq_conn {
	uint64_t run;
	uint32_t number;
	uint32_t nth;
	struct pq_asked *asked;
	const struct pq_naive_url *url;
	size_t dial;
	size_t tls;
	size_t last_tls;
	struct pq_exchange *first;
	struct pq_exchange *last;
	struct pq_exchange *under_way;
	const struct pq_exchange *tunnel;
};

/*
 * A place that may be dialled.
 * scheme:    whose ports the policy is asked about; empty: nobody's, the port is the user's own choice
 * host:      name or literal
 * port, transport: as in the event
 */
struct pq_place {
	struct pq_view scheme;
	const struct pq_naive_host *host;
	uint16_t port;
	enum pq_transport transport;
};

#define PQ_MAX_PLACES 64

/* What does not fit is left out of the list, and the case is lost. */
struct pq_places {
	struct pq_place at[PQ_MAX_PLACES];
	size_t count;
};

#define PQ_MAX_JUDGED_CONNS 4096
#define PQ_MAX_JUDGED_EXCHANGES 8192
#define PQ_MAX_JUDGED_URLS 8192
#define PQ_MAX_JUDGED_TEXT (16u << 20)
#define PQ_MAX_JUDGED_WORK (1u << 28) /* events and bytes that are gone through again and again for one case */

struct UIDNA;

/*
 * Storage of the judge, and the case under way.
 * run:       number of the case
 * active:    bit 1 << enum pq_rule for each rule that is judged
 * applied:   bit for each rule that had something to judge
 * unproven:  bit for each rule of which a part could not be judged
 * own_names: the subject's own headers, own_count of them, read from own_source; known_own: there is such a list
 * lost:      something did not fit: nothing is held against the subject from there on, and the case is void
 * work:      how much of PQ_MAX_JUDGED_WORK is used up
 * idna:      ICU's handle; reader: the URL reader over it and `text`
 * page_text, page: URL of the page, and how it reads; NULL until somebody needs it
 * proxied, proxy_text, proxy: the user has a proxy; its URL, and how it reads, once somebody needs it
 * keep_alive: connections may be kept; logins: the user has stored some
 * paused_ms: sum of the pauses read so far
 * reads_clock, time_ms: the subject does at all; what its clock said last, as far as the events have been walked
 * expect_first: index of the first EXPECT line, or SIZE_MAX
 * detail:    sentence about the violation under way
 * text:      what had to be rewritten or kept; little of it is taken back before the next case
 * sent:      what was sent in pieces in the exchange under judgement, joined
 * *_count:   entries in use of the arrays below; conn_last: highest number of a connection
 * message:   the one under judgement, over head_lines
 * places:    what the dial or look-up under judgement may name
 */
struct pq_judge_state {
	uint64_t run;
	const struct pq_judge *judge;
	const struct pq_scenario *scenario;
	const struct pq_transcript *transcript;
	struct pq_verdict *verdict;
	uint32_t active;
	uint32_t applied;
	uint32_t unproven;
	bool known_own;
	const char *const *own_source;
	size_t own_count;
	struct pq_view own_names[PQ_MAX_OWN_HEADERS];
	bool lost;
	uint64_t work;
	struct UIDNA *idna;
	struct pq_naive_reader reader;
	struct pq_view page_text;
	const struct pq_naive_url *page;
	bool proxied;
	bool keep_alive;
	bool logins;
	struct pq_view proxy_text;
	const struct pq_naive_url *proxy;
	enum pq_attacker attacker;
	size_t expect_first;
	struct pq_buf detail;
	unsigned char detail_bytes[sizeof(((struct pq_violation *)0)->detail) - 1];
	struct pq_buf text;
	struct pq_buf sent;
	size_t asked_count;
	size_t header_count;
	size_t conn_last;
	size_t exchange_count;
	size_t url_count;
	size_t offer_count;
	uint64_t paused_ms;
	uint64_t time_ms;
	bool reads_clock;
	struct pq_jar jar;
	struct pq_message message;
	struct pq_places places;
	struct pq_asked asked[PQ_MAX_LINES];
	struct pq_asked_header headers[PQ_MAX_LINES];
	struct pq_conn conns[PQ_MAX_JUDGED_CONNS];
	struct pq_exchange exchanges[PQ_MAX_JUDGED_EXCHANGES];
	struct pq_offer offers[PQ_MAX_OFFERS];
	struct pq_naive_url urls[PQ_MAX_JUDGED_URLS];
	struct pq_head_line head_lines[PQ_MAX_HEAD_LINES];
	unsigned char text_bytes[PQ_MAX_JUDGED_TEXT];
	unsigned char sent_bytes[PQ_MAX_JUDGED_TEXT];
};

/* The n-th argument of a line, empty if it is missing. */
static inline struct pq_view pq_line_bytes(const struct pq_line *line, uint32_t n)
{
	return n < line->argc ? line->args[n].bytes : pq_view(NULL, 0);
}

static inline uint32_t pq_line_number(const struct pq_line *line, uint32_t n)
{
	return n < line->argc ? line->args[n].number : 0;
}

static inline bool pq_run_shows(const struct pq_judge_state *run, unsigned int capabilities)
{
	return (run->judge->capabilities & capabilities) == capabilities;
}

/* Request of that number, or NULL. */
static inline struct pq_asked *pq_run_asked(struct pq_judge_state *run, uint32_t number)
{
	return number >= 1 && number <= run->asked_count ? &run->asked[number - 1] : NULL;
}

/* Connection of that number, NULL if the transcript never names it. */
static inline struct pq_conn *pq_run_conn(struct pq_judge_state *run, uint32_t number)
{
	struct pq_conn *conn = number < PQ_MAX_JUDGED_CONNS ? &run->conns[number] : NULL;

	return conn && conn->run == run->run ? conn : NULL;
}

/* Reads a URL into the run's storage; never NULL. */
const struct pq_naive_url *pq_run_read_url(struct pq_judge_state *run, struct pq_view input,
					   const struct pq_naive_url *base);

/* URL of the page; of who asks, the page or an embedder; of the proxy, if there is one; of the request's next dial. */
const struct pq_naive_url *pq_run_page(struct pq_judge_state *run);
const struct pq_naive_url *pq_run_client(struct pq_judge_state *run, struct pq_asked *asked);
const struct pq_naive_url *pq_run_proxy(struct pq_judge_state *run);
const struct pq_naive_url *pq_run_current(struct pq_judge_state *run, struct pq_asked *asked);

/* Names that stand in the head of a WebSocket handshake only. */
static inline bool pq_run_is_handshake_name(struct pq_view name)
{
	static const struct pq_view prefix = PQ_VIEW("sec-websocket-");

	return pq_bytes_is(name, "upgrade") || pq_bytes_starts_nocase(name, prefix);
}

/* Index of that name, in any case, among the headers that the subject itself writes there; -1 if it is none of them. */
static inline int pq_run_own_index(const struct pq_judge_state *run, const struct pq_asked *asked, struct pq_view name)
{
	if (pq_run_is_handshake_name(name) && !(asked && asked->word == PQ_WORD_WEBSOCKET))
		return -1;
	for (size_t i = 0; i < run->own_count; i++)
		if (pq_bytes_same_nocase(run->own_names[i], name))
			return (int)i;
	return -1;
}

/*
 * True if something did not fit into the judge's own storage. What is read then may be cut off, and whatever
 * looks wrong may only look so.
 */
bool pq_run_is_lost(struct pq_judge_state *run);

/*
 * Whether so many events or bytes may still be gone through, count times over; if not, the case is lost. For work that
 * a hostile transcript could make grow faster than itself. With a case of usual shape nobody comes near the maximum.
 */
bool pq_run_may_work(struct pq_judge_state *run, size_t len, size_t count);

/*
 * exchanges.c: cuts what went over each connection into exchanges.
 */
void pq_run_index_exchanges(struct pq_judge_state *run);

/* What the exchange wrote as one piece, until the next call; what came back for it up to event `until`. */
struct pq_view pq_run_sent(struct pq_judge_state *run, const struct pq_exchange *exchange);
struct pq_view pq_run_received(struct pq_judge_state *run, const struct pq_exchange *exchange, size_t until);

/* All that was written on the connection, until the next call of this or of pq_run_sent. */
struct pq_view pq_run_sent_on(struct pq_judge_state *run, const struct pq_conn *conn);

/*
 * settle.c: the next exchange of the connection begins, and what came before it in the same request is over.
 */
void pq_run_begin(struct pq_judge_state *run, struct pq_conn *conn);

/* Judges what is over: the bytes of the request's open exchange, and then the response that is not read yet.
 * accepted: what follows shows that the user agent took that response. */
void pq_run_settle(struct pq_judge_state *run, struct pq_asked *asked, bool accepted);

/* Judges the bytes of one exchange, if nobody has yet. */
void pq_run_settle_exchange(struct pq_judge_state *run, struct pq_exchange *exchange);

#endif
