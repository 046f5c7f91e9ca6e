/* SPDX-License-Identifier: MIT */
#include "audit/vectors_rows.h"

/* clang-format off */
const struct pq_vector pq_vectors_network[] = {
	{ "webtransport", "WebTransport", "WebTransport 6.2", "https", SECURE | TLS | UDP, "fetch",
	  .probe = "const made = new WebTransport(url); probe.later(() => made.close());"
		   "return Promise.race([made.ready, wait(300)])" },
	{ "stun", "ICE server of type STUN", "RFC 7064 3", "stun-udp", WEBRTC | UDP, "ice-server", .probe = "peer([{urls: url}])" },
	{ "stun-tls", "ICE server of type STUN over TLS", "RFC 7064 3", "stun-tcp", WEBRTC | TLS, "ice-server",
	  .probe = "peer([{urls: `stuns:${host}:${port}`}])" },
	{ "turn-udp", "ICE server of type TURN", "RFC 7065 3", "turn-udp", WEBRTC | UDP, "ice-server",
	  .probe = "peer([{urls: `turn:${host}:${port}?transport=udp`, username: 'u', credential: 'c'}])" },
	{ "turn-tcp", "ICE server of type TURN over TCP", "RFC 7065 3", "turn-tcp", WEBRTC, "ice-server",
	  .probe = "peer([{urls: `turn:${host}:${port}?transport=tcp`, username: 'u', credential: 'c'}])" },
	{ "turn-tls", "ICE server of type TURN over TLS", "RFC 7065 3", "turn-tcp", WEBRTC | TLS, "ice-server",
	  .probe = "peer([{urls: `turns:${host}:${port}?transport=tcp`, username: 'u', credential: 'c'}])" },
	{ "ice-candidate-udp", "ICE candidate", "RFC 8445 7.2", "stun-udp", WEBRTC | UDP, "ice-server",
	  .probe = "candidate([`candidate:1 1 udp 2130706431 ${host} ${port} typ host`])" },
	{ "ice-candidate-tcp", "ICE candidate over TCP", "RFC 6544 7", "stun-tcp", WEBRTC, "ice-server",
	  .probe = "candidate([`candidate:1 1 tcp 1518280447 ${host} ${port} typ host tcptype passive`])" },

	{ "proxy-http", "fetch() through an HTTP proxy", "RFC 9112 3.2.2", "http", PROXY | FOLLOWS, "fetch", .probe = "fetch(url)" },
	{ "proxy-img", "img through an HTTP proxy", "RFC 9112 3.2.2", "http", PROXY, "fetch", .markup = "<img src='{url}x.png'>" },
	{ "proxy-form", "form through an HTTP proxy", "RFC 9112 3.2.2", "http", PROXY, "form",
	  .probe = "form({action: url, method: 'post'}, {x: '1'})" },
	{ "proxy-connect", "fetch() through CONNECT", "RFC 9110 9.3.6", "https", PROXY | TLS, "fetch", .probe = "fetch(url)" },
	{ "proxy-websocket", "WebSocket through CONNECT", "RFC 6455 4.1", "ws", PROXY, "websocket", .probe = "socket(url)" },
	{ "proxy-websocket-tls", "WebSocket over TLS through CONNECT", "RFC 6455 4.1", "wss", PROXY | TLS, "websocket",
	  .probe = "socket(url)" },
	{ "proxy-preconnect", "link rel=preconnect behind a proxy", "HTML 4.6.8.18", "https", PROXY | TLS, "preconnect",
	  .markup = "<link rel=preconnect href='{url}'>" },
	{ "socks-http", "fetch() through SOCKS5", "RFC 1928 4", "http", SOCKS | FOLLOWS, "fetch", .probe = "fetch(url)" },
	{ "socks-https", "fetch() through SOCKS5 over https", "RFC 1928 4", "https", SOCKS | TLS, "fetch", .probe = "fetch(url)" },
	{ "socks-websocket", "WebSocket through SOCKS5", "RFC 1928 4", "ws", SOCKS, "websocket", .probe = "socket(url)" },
	{ "pac-http", "fetch() through a PAC file's proxy", "RFC 9112 3.2.2", "http", PAC, "fetch", .probe = "fetch(url)" },
	{ "pac-https", "fetch() through a PAC file's proxy over https", "RFC 9110 9.3.6", "https", PAC | TLS, "fetch",
	  .probe = "fetch(url)" },
	{ "pac-websocket", "WebSocket through a PAC file's proxy", "RFC 6455 4.1", "ws", PAC, "websocket", .probe = "socket(url)" },
};
/* clang-format on */

const size_t pq_vectors_network_count = sizeof(pq_vectors_network) / sizeof(pq_vectors_network[0]);
