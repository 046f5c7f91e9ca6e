/* SPDX-License-Identifier: MIT */
#include "monitor/path.h"

#include "monitor/bytes.h"

void pq_path_nowhere(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	(void)run;
	(void)asked;
	(void)event;
}

/* A word without a row asks for a URL over HTTP. */
static const struct pq_path http = { .dial = pq_path_http_dial, .resolve = pq_path_http_resolve };
static const struct pq_path websocket = { .dial = pq_path_websocket_dial,
					  .speaks = pq_path_websocket_speaks,
					  .message = pq_path_websocket_message,
					  .bytes = pq_path_websocket_bytes };
static const struct pq_path preconnect = { .dial = pq_path_http_dial,
					   .speaks = pq_path_preconnect_speaks,
					   .message = pq_path_preconnect_message };
static const struct pq_path dns_prefetch = { .dial = pq_path_nowhere,
					     .resolve = pq_path_http_dial,
					     .spoken = PQ_SPOKEN_NOTHING };
static const struct pq_path ftp = { .dial = pq_path_ftp_dial,
				    .resolve = pq_path_ftp_resolve,
				    .speaks = pq_path_ftp_speaks,
				    .bytes = pq_path_ftp_bytes };
static const struct pq_path ice = { .dial = pq_path_ice_dial, .spoken = PQ_SPOKEN_STUN, .bytes = pq_path_ice_bytes };
static const struct pq_path webtransport = { .dial = pq_path_webtransport_dial,
					     .spoken = PQ_SPOKEN_QUIC,
					     .bytes = pq_path_webtransport_bytes };
static const struct pq_path raw = { .dial = pq_path_socket_dial,
				    .spoken = PQ_SPOKEN_RAW,
				    .bytes = pq_path_socket_bytes };

const struct pq_path *pq_path_of(const struct pq_asked *asked)
{
	switch (asked->word) {
	case PQ_WORD_WEBSOCKET:
		return &websocket;
	case PQ_WORD_PRECONNECT:
		return &preconnect;
	case PQ_WORD_DNS_PREFETCH:
		return &dns_prefetch;
	case PQ_WORD_FTP:
		return &ftp;
	case PQ_WORD_ICE_SERVER:
		return &ice;
	case PQ_WORD_WEBTRANSPORT:
		return &webtransport;
	case PQ_WORD_SOCKET:
		return &raw;
	default:
		return &http;
	}
}

enum pq_spoken pq_path_speaks(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_asked *asked)
{
	const struct pq_path *path = asked ? pq_path_of(asked) : &http;

	return path->speaks ? path->speaks(run, conn, asked) : path->spoken;
}

void pq_place_add(struct pq_judge_state *run, struct pq_view scheme, const struct pq_naive_host *host, uint16_t port,
		  enum pq_transport transport)
{
	if (run->places.count == PQ_MAX_PLACES)
		run->lost = true;
	else
		run->places.at[run->places.count++] = (struct pq_place){ scheme, host, port, transport };
}

void pq_place_add_url(struct pq_judge_state *run, const struct pq_naive_url *url)
{
	if (url->readable)
		pq_place_add(run, pq_naive_scheme_name(url->scheme), &url->host, url->port, PQ_TRANSPORT_TCP);
}

/* Whether a URL reader would take all of that text for a host. */
static bool stands_alone(struct pq_view host)
{
	bool brackets = false;

	for (size_t i = 0; i < host.len; i++) {
		unsigned char c = host.data[i];

		if (c <= ' ' || c == '/' || c == '\\' || c == '@' || c == '?' || c == '#' || (c == ':' && !brackets))
			return false;
		brackets = c == '[' || (brackets && c != ']');
	}
	return host.len > 0 && !brackets;
}

const struct pq_naive_url *pq_place_read(struct pq_judge_state *run, struct pq_view host, uint16_t port)
{
	size_t mark = run->text.len;

	if (!stands_alone(host))
		return pq_run_read_url(run, pq_view(NULL, 0), NULL);
	pq_buf_add_str(&run->text, "http://");
	pq_buf_add(&run->text, host);
	pq_buf_add_byte(&run->text, ':');
	pq_buf_add_u64(&run->text, port);
	return pq_run_read_url(run, pq_buf_since(&run->text, mark), NULL);
}

static struct pq_view without_dot(struct pq_view name)
{
	if (name.len > 1 && name.data[name.len - 1] == '.')
		name.len--;
	return name;
}

bool pq_place_is_host(const struct pq_naive_host *host, struct pq_view name)
{
	struct pq_view own = host->name;

	if (host->address.family == 6 && name.len && name.data[0] != '[')
		own = pq_view_slice(own, 1, own.len - 1);
	return pq_bytes_same_nocase(without_dot(own), without_dot(name));
}
