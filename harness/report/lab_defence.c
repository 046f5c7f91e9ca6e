/* SPDX-License-Identifier: MIT */
#include "report/lab_defence.h"

#define SERVICES (1u << PQ_LAB_OF_SERVICES)
#define NAT (1u << PQ_LAB_OF_NAT)
#define PROXY (1u << PQ_LAB_OF_PROXY)

const struct pq_lab_defence_row pq_lab_defences[PQ_LAB_DEFENCE_COUNT] = {
	[PQ_LAB_PORT_LIST] = { .name = "the list of bad ports",
			       .why = "The browser refuses the URL before it dials. Nothing is looked up, connected or "
				      "written, so it does not matter how the server or the router would take the "
				      "bytes.",
			       .limit = "It names ports, and a server may listen on any other one.",
			       .labs = SERVICES | NAT | PROXY,
			       .blocked_by = "policy fetch",
			       .setting = "policy fetch" },
	[PQ_LAB_PORT_RANGE] = { .name = "Silverlight's range of ports",
				.why = "Sockets that take a page's bytes as they are may dial TCP 4502 to 4534 only: "
				       "there "
				       "no well-known server listens, no helper reads along, and no proxy intercepts.",
				.limit = "Whoever wants to serve such sockets elsewhere needs a port redirector.",
				.labs = SERVICES | NAT | PROXY,
				.blocked_by = "policy silverlight",
				.setting = "policy silverlight" },
	[PQ_LAB_HEADER_LIST] = { .name = "the list of forbidden headers",
				 .why = "Host, Content-Length and others are the browser's own: a page that sets them "
					"is "
					"ignored, and a value that would begin a new line is refused.",
				 .limit = "It holds for requests only, and not for a socket that takes any bytes.",
				 .labs = PROXY },
	[PQ_LAB_ENCODING] = { .name = "encoding",
			      .why = "In a URL and in a form's urlencoded body a line break becomes %0D%0A, so that "
				     "what "
				     "was to be a line of its own stays in the middle of another one.",
			      .limit = "The encodings text/plain and multipart, and the body of a fetch(), leave the "
				       "page's "
				       "bytes as they are.",
			      .labs = SERVICES | NAT,
			      .blocked_by = "percent-encoding" },
	[PQ_LAB_MASKING] = { .name = "masking",
			     .why = "A WebSocket client combines each message with four bytes that it draws afresh and "
				    "the "
				    "page cannot know: nobody on the way sees the bytes that the page chose (RFC 6455 "
				    "10.3).",
			     .limit = "It needs real randomness, and covers messages, not the handshake.",
			     .labs = NAT | PROXY,
			     .blocked_by = "masking" },
	[PQ_LAB_TLS] = { .name = "TLS",
			 .why = "What is encrypted is no command to a router and no request to a proxy on the way, and "
				"a "
				"server that speaks no TLS cannot read it.",
			 .limit = "It hides bytes from the way, and not from a server that answers the handshake "
				  "itself.",
			 .labs = SERVICES | NAT | PROXY,
			 .blocked_by = "TLS" },
	[PQ_LAB_SEGMENTS] = { .name = "where a segment begins",
			      .why = "The helper looks for its command at the beginning of a segment. A head that the "
				     "browser "
				     "writes first, in the same segment, keeps the page's bytes away from there.",
			      .limit = "No defence to rely on: a body in a write of its own, or padding that the "
				       "attacker has "
				       "computed, puts the command where a segment begins.",
			      .labs = NAT,
			      .blocked_by = "no segment begins" },
	[PQ_LAB_HELPER_OFF] = { .name = "a helper that is switched off",
				.why = "Without the helper's rule the router translates addresses and reads nothing: "
				       "no words "
				       "in a connection open another one.",
				.limit = "The protocol that needs the helper no longer works through this router.",
				.labs = NAT,
				.blocked_by = "no helper's rule",
				.setting = "without the helper's rule" },
	[PQ_LAB_PROXY_CHECK] = { .name = "a proxy that checks where it goes",
				 .why = "A proxy that goes where the connection went, refuses names that do not fit "
					"the "
					"address, or may not reach the inside, cannot be sent there by what a page "
					"writes.",
				 .limit = "It is each proxy's own setting, and a browser cannot see it.",
				 .labs = PROXY },
	[PQ_LAB_SERVER_CLOSE] = { .name = "a server that closes",
				  .why = "A server that ends the connection at the first line that it does not "
					 "understand never "
					 "reads the lines behind it.",
				  .limit = "It is each server's own choice, and many protocols ask for patience with "
					   "errors.",
				  .labs = SERVICES },
	[PQ_LAB_CLIENT_CLOSE] = { .name = "a browser that closes early",
				  .why = "A browser gives up at the first byte that is no HTTP, such as a greeting or "
					 "an error.",
				  .limit = "What it wrote is often with the server by then: a small request is whole "
					   "before the "
					   "server "
					   "has said a word.",
				  .labs = SERVICES },
};
