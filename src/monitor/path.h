/* SPDX-License-Identifier: MIT */
/*
 * Paths to a socket: what the requests of each word may dial and look up, and what their bytes are.
 *
 * One row a word. A path that is not HTTP has its functions in a rule file of its own (rule_<path>.c), and a row in
 * path.c. The rules unsafe_port and wrong_destination ask every path in the same way: they compare a dial with the
 * places that the path names, and ask the policy about the port under the scheme of the place. The rules about
 * messages see HTTP messages only; whatever else is written is handed to the path whose request wrote it.
 */
#ifndef PQ_MONITOR_PATH_H
#define PQ_MONITOR_PATH_H

#include "monitor/run.h"

/*
 * dial:    adds the places that the request may dial at that event; URL of the hop and all else is read off `asked`
 *          and the events before it. Adding nothing: there is nothing that it may dial
 * resolve: adds the places whose hosts may be looked up then; NULL: the same
 * spoken:  what its exchanges are
 * speaks:  the same where it depends on the connection: on conn->nth, or on what came back in conn->last, the exchange
 *          before the new one. Events are still being indexed then, and no URL has been read. NULL: always `spoken`
 * message: judges an HTTP message of the request once more, after the rules; NULL: nothing is left to judge
 * bytes:   judges an exchange that is not HTTP, all of it at once; `sent` is what it wrote, joined. A path that needs
 *          the order of what was written and read walks the events from sends.first and receives.first on. NULL: bytes
 *          are not judged; but where nothing is spoken, any byte is wrong
 */
struct pq_path {
	void (*dial)(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
	void (*resolve)(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
	enum pq_spoken spoken;
	enum pq_spoken (*speaks)(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_asked *asked);
	void (*message)(struct pq_judge_state *run, const struct pq_exchange *exchange,
			const struct pq_message *message);
	void (*bytes)(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent);
};

/* Row of the request's word; never NULL. */
const struct pq_path *pq_path_of(const struct pq_asked *asked);

/* What a new exchange on the connection is; asked may be NULL. */
enum pq_spoken pq_path_speaks(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_asked *asked);

/* Adds a place to run->places. The host must outlive the case's judgement, the scheme is static. */
void pq_place_add(struct pq_judge_state *run, struct pq_view scheme, const struct pq_naive_host *host, uint16_t port,
		  enum pq_transport transport);

/* Adds the URL's own place, over TCP, if it is readable. */
void pq_place_add_url(struct pq_judge_state *run, const struct pq_naive_url *url);

/* Adds nothing. */
void pq_path_nowhere(struct pq_judge_state *run, struct pq_asked *asked, size_t event);

/* path_http.c: the request's current URL and what stands for it. */
void pq_path_http_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
void pq_path_http_resolve(struct pq_judge_state *run, struct pq_asked *asked, size_t event);

void pq_path_websocket_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
enum pq_spoken pq_path_websocket_speaks(struct pq_judge_state *run, const struct pq_conn *conn,
					const struct pq_asked *asked);

/* rule_ice.c: the server of an stun:, stuns:, turn: or turns: URL. rule_socket.c: host and port as asked for. */
void pq_path_ice_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
void pq_path_ice_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent);
void pq_path_socket_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
void pq_path_socket_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent);

/* rule_webtransport.c: the place of an https URL, over UDP. */
void pq_path_webtransport_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
void pq_path_webtransport_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent);

/*
 * rule_ftp.c: the control connection goes to the URL's place, data connections to the same address and to ports that
 * replies on it have named. rule_ftp_command.c: every line of a control connection is one command of what was asked.
 */
void pq_path_ftp_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
void pq_path_ftp_resolve(struct pq_judge_state *run, struct pq_asked *asked, size_t event);
enum pq_spoken pq_path_ftp_speaks(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_asked *asked);
void pq_path_ftp_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent);

/* Whether what an FTP request names has a control byte once it is percent-decoded: ground for request_split. */
bool pq_path_ftp_breaks(struct pq_judge_state *run, struct pq_asked *asked);

/* rule_hint.c */
enum pq_spoken pq_path_preconnect_speaks(struct pq_judge_state *run, const struct pq_conn *conn,
					 const struct pq_asked *asked);
void pq_path_preconnect_message(struct pq_judge_state *run, const struct pq_exchange *exchange,
				const struct pq_message *message);

/* A host that stands alone, and a port, as a URL of scheme http; unreadable if it is no host. Never NULL. */
const struct pq_naive_url *pq_place_read(struct pq_judge_state *run, struct pq_view host, uint16_t port);

/* rule_websocket.c: the handshake, and the frames behind it. */
void pq_path_websocket_message(struct pq_judge_state *run, const struct pq_exchange *exchange,
			       const struct pq_message *message);
void pq_path_websocket_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent);

/* rule_websocket_payload.c: the data frames of what was written carry the request's messages, as far as they go. */
void pq_websocket_judge_payloads(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view rest);

/* Whether a user agent may have written that line of a handshake itself: Upgrade, or a name that begins with Sec-WebSocket-. */
bool pq_websocket_is_own(struct pq_judge_state *run, const struct pq_exchange *exchange,
			 const struct pq_head_line *line);

/* Whether `name` is what one looks up for that host; the root's dot and an IPv6 address's brackets do not matter. */
bool pq_place_is_host(const struct pq_naive_host *host, struct pq_view name);

#endif
