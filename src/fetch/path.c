/* SPDX-License-Identifier: MIT */
#include "fetch/path.h"

static const struct pq_fetch_path paths[] = {
	{ PQ_WORD_FETCH, pq_page_ask_fetch, pq_renderer_ask, pq_http_begin, pq_http_step },
	{ PQ_WORD_XHR, pq_page_ask_fetch, pq_renderer_ask, pq_http_begin, pq_http_step },
	{ PQ_WORD_CONTROL, pq_page_ask_fetch, pq_renderer_ask, pq_http_begin, pq_http_step },
	{ PQ_WORD_FORM, pq_page_ask_form, pq_renderer_ask, pq_http_begin, pq_http_step },
	{ PQ_WORD_NAVIGATE, pq_page_ask_navigate, pq_renderer_ask, pq_http_begin, pq_http_step },
	{ PQ_WORD_WEBSOCKET, pq_websocket_page, pq_websocket_renderer, pq_websocket_begin, pq_websocket_step },
	{ PQ_WORD_PRECONNECT, pq_hint_page, pq_hint_renderer, pq_preconnect_begin, pq_preconnect_step },
	{ PQ_WORD_PREFETCH, pq_hint_page, pq_hint_renderer, pq_http_begin, pq_http_step },
	{ PQ_WORD_DNS_PREFETCH, pq_hint_page, pq_hint_renderer, pq_dns_prefetch_begin, pq_dns_prefetch_step },
	{ PQ_WORD_FTP, pq_ftp_page, pq_ftp_renderer, pq_ftp_path_begin, pq_ftp_path_step },
	{ PQ_WORD_EMBEDDER, pq_embedder_ask, pq_embedder_ask, pq_http_begin, pq_http_step },
	{ PQ_WORD_ICE_SERVER, pq_ice_page, pq_ice_renderer, pq_ice_begin, pq_ice_step },
	{ PQ_WORD_WEBTRANSPORT, pq_webtransport_page, pq_webtransport_renderer, pq_webtransport_begin,
	  pq_webtransport_step },
	{ PQ_WORD_SOCKET, pq_socket_page, pq_socket_renderer, pq_socket_begin, pq_socket_step },
};

const struct pq_fetch_path *pq_fetch_path_of(enum pq_word word)
{
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (paths[i].word == word)
			return &paths[i];
	return NULL;
}
