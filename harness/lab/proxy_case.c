/* SPDX-License-Identifier: MIT */
#include "lab/proxy_case.h"

#include "base/text.h"
#include "wire/websocket_frame.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Raw sockets: flash is a policy under which a page had them to port 80, silverlight one under which it had not. */
#define SOCKET(bytes) "socket {own} 80\n  write \"" bytes "\"\n"
#define END "Connection: close\\r\\n\\r\\n"

/* What the attacker's own server answers with 101, and what it answers with 200. */
#define SHAKE(path)                                                                         \
	"socket {own} 80\n  write \"GET /" path "/{marker} HTTP/1.1\\r\\nHost: {own}\\r\\n" \
	"Connection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Version: 13\\r\\n"  \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n\"\n"

/* What the frames hold: a whole request. It stands also in request_of(). */
#define HIDDEN "GET /{marker} HTTP/1.1\\r\\nHost: {inside}\\r\\n" END

#define HOST SOCKET("GET /{marker} HTTP/1.1\\r\\nHost: {host}\\r\\n" END)
#define HOST_ADDRESS SOCKET("GET /{marker} HTTP/1.1\\r\\nHost: {address}\\r\\n" END)
#define HOST_PORT SOCKET("GET /{marker} HTTP/1.1\\r\\nHost: {host}:8080\\r\\n" END)
#define ABSOLUTE SOCKET("GET http://{host}/{marker} HTTP/1.1\\r\\nHost: {own}\\r\\n" END)
#define ABSOLUTE_OLD SOCKET("GET http://{host}/{marker} HTTP/1.0\\r\\n\\r\\n")
#define OWN_FIRST SOCKET("GET /{marker} HTTP/1.1\\r\\nHost: {own}\\r\\nHost: {host}\\r\\n" END)
#define OWN_LAST SOCKET("GET /{marker} HTTP/1.1\\r\\nHost: {host}\\r\\nHost: {own}\\r\\n" END)
#define NO_HOST SOCKET("GET /{marker} HTTP/1.0\\r\\n\\r\\n")
#define CONNECT                                                               \
	SOCKET("CONNECT {host}:80 HTTP/1.1\\r\\nHost: {host}:80\\r\\n\\r\\n") \
	"  write \"GET /{marker} HTTP/1.1\\r\\nHost: {host}\\r\\n" END "\"\n"

/* What a page writes into a request; under the policy none it may. */
#define BUILD_FETCH                                                                   \
	"fetch GET http://{own}/{marker}\n  header Host {inside}\n"                   \
	"fetch GET http://{own}/{marker}\n  header hOST {inside}\n"                   \
	"fetch GET http://{own}/{marker}\n  header \"Host \" {inside}\n"              \
	"fetch GET http://{own}/{marker}\n  header X-Lab \"a\\r\\nHost: {inside}\"\n" \
	"fetch \"GET http://{inside}/\" http://{own}/{marker}\n"
#define BUILD_XHR                                                 \
	"xhr GET http://{own}/{marker}\n  header Host {inside}\n" \
	"xhr GET http://{own}/{marker}\n  header hOST {inside}\n" \
	"xhr GET http://{own}/{marker}\n  header X-Lab \"a\\nHost: {inside}\"\n"

static const struct pq_proxy_case cases[] = {
	{ "honest", "fetch() of the attacker's own page, as any page is fetched", PQ_LAB_PROXY_CONTROL, "fetch",
	  "fetch GET http://{own}/{marker}\n", NULL, NULL },

	{ "host", "a raw socket to the attacker's address names the inside server in Host", PQ_LAB_PROXY_FORGED,
	  "flash", HOST, HOST, "flash" },
	{ "host-address", "the same, by the inside server's address", PQ_LAB_PROXY_FORGED, "flash", HOST_ADDRESS,
	  HOST_ADDRESS, "flash" },
	{ "host-port", "the same, with port 8080 behind the name", PQ_LAB_PROXY_FORGED, "flash", HOST_PORT, HOST_PORT,
	  "flash" },
	{ "absolute", "the request's target is a whole URL of the inside server, Host is honest", PQ_LAB_PROXY_FORGED,
	  "flash", ABSOLUTE, ABSOLUTE, "flash" },
	{ "absolute-1.0", "the same in HTTP/1.0, without Host", PQ_LAB_PROXY_FORGED, "flash", ABSOLUTE_OLD,
	  ABSOLUTE_OLD, "flash" },
	{ "host-second", "two Host lines, the second one forged", PQ_LAB_PROXY_FORGED, "flash", OWN_FIRST, OWN_FIRST,
	  "flash" },
	{ "host-first", "two Host lines, the first one forged", PQ_LAB_PROXY_FORGED, "flash", OWN_LAST, OWN_LAST,
	  "flash" },
	{ "no-host", "HTTP/1.0 without Host: only the address says whom it is for", PQ_LAB_PROXY_FORGED, "flash",
	  NO_HOST, NULL, NULL },
	{ "connect", "a tunnel to the inside server is asked for, and the request sent through it", PQ_LAB_PROXY_FORGED,
	  "flash", CONNECT, CONNECT, "flash" },

	{ "builder-fetch", "fetch() sets Host, by every spelling, and puts a second one into another header's value",
	  PQ_LAB_PROXY_BUILDER, "fetch", BUILD_FETCH, BUILD_FETCH, "none" },
	{ "builder-xhr", "XMLHttpRequest does the same", PQ_LAB_PROXY_BUILDER, "fetch", BUILD_XHR, BUILD_XHR, "none" },
	{ "builder-form", "a form carries a whole request to the inside server in its body", PQ_LAB_PROXY_BUILDER,
	  "fetch",
	  "form POST http://{own}/{marker} multipart\n  field x \"\\r\\n\\r\\n" HIDDEN "\"\n"
	  "form POST http://{own}/{marker} text\n  field x \"\\r\\n\\r\\n" HIDDEN "\"\n",
	  NULL, NULL },

	{ "silverlight-80", "under Silverlight's port range the raw socket to port 80 is asked for",
	  PQ_LAB_PROXY_POLICY, "silverlight", HOST, HOST, "flash" },
	{ "silverlight-4502", "a port of that range is dialled, with a forged Host", PQ_LAB_PROXY_POLICY, "silverlight",
	  "socket {own} 4502\n  write \"GET /{marker} HTTP/1.1\\r\\nHost: {host}\\r\\n" END "\"\n", NULL, NULL },

	{ "frame-alone", "a masked frame that holds the forged request is all that a raw socket writes",
	  PQ_LAB_PROXY_FRAME, "flash", "socket {own} 80\n  write {frame}\n", SOCKET(HIDDEN), "flash" },
	{ "frame-101", "a WebSocket message holds the forged request; the server has agreed with 101",
	  PQ_LAB_PROXY_FRAME, "fetch", "websocket ws://{own}/101/{marker}\n  message text \"" HIDDEN "\"\n",
	  SHAKE("101") "  write \"" HIDDEN "\"\n", "flash" },
	{ "frame-200", "the same frame behind a handshake that the server has answered with 200", PQ_LAB_PROXY_FRAME,
	  "flash", SHAKE("200") "  write {frame}\n", SHAKE("200") "  write \"" HIDDEN "\"\n", "flash" },
};

size_t pq_proxy_case_count(void)
{
	return COUNT(cases);
}

const struct pq_proxy_case *pq_proxy_case_at(size_t index)
{
	return &cases[index];
}

const struct pq_proxy_case *pq_proxy_case_by_name(struct pq_view name)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		if (pq_view_is(name, cases[i].name))
			return &cases[i];
	return NULL;
}

/* HIDDEN, as the bytes that it stands for. */
static void add_hidden(struct pq_buf *out, const char *marker)
{
	pq_buf_add_str(out, "GET /");
	pq_buf_add_str(out, marker);
	pq_buf_add_str(out, " HTTP/1.1\r\nHost: " PQ_PROXY_INSIDE "\r\nConnection: close\r\n\r\n");
}

static void add_frame(struct pq_buf *out, const char *marker, const unsigned char mask[static PQ_PROXY_MASK])
{
	unsigned char hidden[256], written[256 + PQ_MAX_WEBSOCKET_HEAD];
	struct pq_buf payload, bytes;
	struct pq_websocket_frame frame = { .opcode = PQ_WEBSOCKET_TEXT, .fin = true };

	pq_buf_init(&payload, hidden, sizeof(hidden));
	pq_buf_init(&bytes, written, sizeof(written));
	add_hidden(&payload, marker);
	frame.payload = pq_buf_view(&payload);
	pq_websocket_write(&frame, mask, &bytes);
	pq_text_quote(pq_buf_view(&bytes), out);
}

void pq_proxy_case_scenario(const struct pq_proxy_case *kase, bool twin, const char *marker,
			    const unsigned char mask[static PQ_PROXY_MASK], struct pq_buf *out)
{
	const struct {
		const char *name;
		const char *value;
	} names[] = {
		{ "{own}", PQ_PROXY_OWN },
		{ "{inside}", PQ_PROXY_INSIDE },
		{ "{host}", twin ? PQ_PROXY_OWN : PQ_PROXY_INSIDE },
		{ "{address}", twin ? PQ_PROXY_OWN_ADDRESS : PQ_PROXY_INSIDE_ADDRESS },
		{ "{marker}", marker },
		{ "{frame}", NULL },
	};
	const char *at = twin ? kase->twin : kase->request;

	pq_buf_add_str(out, "pratique-scenario 1\nattacker page\npage http://" PQ_PROXY_OWN "/\n");
	while (*at != '\0') {
		size_t i = 0;

		while (i < COUNT(names) && strncmp(at, names[i].name, strlen(names[i].name)) != 0)
			i++;
		if (i == COUNT(names)) {
			pq_buf_add_byte(out, (unsigned char)*at++);
			continue;
		}
		at += strlen(names[i].name);
		if (names[i].value)
			pq_buf_add_str(out, names[i].value);
		else
			add_frame(out, marker, mask);
	}
}
