/* SPDX-License-Identifier: MIT */
#include "lab/nat_helper.h"

/* Of PPTP (RFC 2637): a header of twelve bytes, the reserved half word included in the message, and the names, all zero. */
#define ZEROS_4 "\0\0\0\0"
#define ZEROS_16 ZEROS_4 ZEROS_4 ZEROS_4 ZEROS_4
#define ZEROS_64 ZEROS_16 ZEROS_16 ZEROS_16 ZEROS_16
#define PPTP_START "\0\x9c\0\1\x1a\x2b\x3c\x4d\0\1\0\0\1\0\0\0\0\0\0\3\0\0\0\3\0\0\0\0" ZEROS_64 ZEROS_64
#define PPTP_STARTED "\0\x9c\0\1\x1a\x2b\x3c\x4d\0\2\0\0\1\0\1\0\0\0\0\3\0\0\0\3\0\0\0\0" ZEROS_64 ZEROS_64
#define PPTP_CALL                                                                                                     \
	"\0\xa8\0\1\x1a\x2b\x3c\x4d\0\7\0\0\0\7\0\1\0\0\1\x2c\0\1\x86\xa0\0\0\0\3\0\0\0\3\0\x40\0\0\0\0\0\0" ZEROS_64 \
		ZEROS_64
#define PPTP_CALLED "\0\x20\0\1\x1a\x2b\x3c\x4d\0\x8\0\0\0\x11{copy:12:2}\1\0\0\0\0\1\x86\xa0\0\x40\0\0\0\0\0\0"

/* Of SIP (RFC 3261): whoever registers is called back, so the answer of the registrar opens the way. */
#define SIP_FIELDS                                                               \
	"From: <sip:a@{server}>;tag=1\r\nTo: <sip:a@{server}>\r\nCall-ID: 1\r\n" \
	"CSeq: 1 REGISTER\r\n"
#define SIP_REGISTER                                                                          \
	"REGISTER sip:{server} SIP/2.0\r\nVia: SIP/2.0/TCP {ip}:5060;branch=z\r\n" SIP_FIELDS \
	"Contact: <sip:a@{ip}:{port}>;expires=60\r\nContent-Length: 0\r\n\r\n"
#define SIP_REGISTERED                                                            \
	"SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP {outer}:5060;branch=z\r\n" SIP_FIELDS \
	"Contact: <sip:a@{outer}:{port}>;expires=60\r\nContent-Length: 0\r\n\r\n"

/*
 * Of H.323 (H.225.0, in the packed encoding of X.691), inside TPKT (RFC 1006) and Q.931: a Setup whose h245Address asks to
 * be called for the control channel; a Facility that forwards the call to somebody else.
 */
#define H225_SETUP \
	"\3\0\0\x36\x8\2\0\1\5\x7e\0\x2a\5\0\x40\6\0\x8\x11\x4a\0\4\0{ip=}{port=}\0\0" ZEROS_16 "\0\0\0\0\0\0\0"
#define H225_FORWARD \
	"\3\0\0\x26\x8\2\0\1\x62\x7e\0\x1a\5\6\x40\6\0\x8\x11\x4a\0\4\0{neighbour=}{port=}\x20\0\0\0\0\0\0\0\0"

static const char small_datagrams[] =
	"the only datagrams that a page writes itself are those of STUN, and none of them "
	"begins as this protocol does; longer ones are put together before a helper looks";
static const char broadcasts[] = "the helper looks at broadcasts that the router itself sends, and at nobody else's";

/* In the order in which the table shows them: those of the founding texts first. */
const struct pq_nat_helper pq_nat_helpers[] = {
	{ .name = "ftp",
	  .kernel = "ftp",
	  .port = 21,
	  .text = true,
	  .looks = PQ_NAT_LOOKS_AT_LINE,
	  .lead = PQ_VIEW("USER anonymous\r\n"),
	  .messages = { { PQ_VIEW("PORT {ip,},{port,}\r\n"), PQ_VIEW("200 PORT\r\n") } },
	  .message_count = 1,
	  .help = "PORT: where the server may connect to (RFC 959 4.1.2)" },
	{ .name = "irc",
	  .kernel = "irc",
	  .port = 6667,
	  .text = true,
	  .looks = PQ_NAT_LOOKS_AT_SEGMENT,
	  .varies = true,
	  .messages = { { PQ_VIEW("PRIVMSG x :\1DCC CHAT chat {ip#} {port}\1\r\n"), PQ_VIEW("") } },
	  .message_count = 1,
	  .help = "DCC: where another user may connect to" },
	{ .name = "sip",
	  .kernel = "sip",
	  .port = 5060,
	  .text = true,
	  .looks = PQ_NAT_LOOKS_AT_SEGMENT,
	  .messages = { { PQ_VIEW(SIP_REGISTER), PQ_VIEW(SIP_REGISTERED) } },
	  .message_count = 1,
	  .help = "REGISTER: where calls arrive (RFC 3261 10)" },
	{ .name = "h323",
	  .kernel = "Q.931",
	  .port = 1720,
	  .looks = PQ_NAT_LOOKS_AT_SEGMENT,
	  .messages = { { PQ_VIEW(H225_SETUP), PQ_VIEW("") } },
	  .message_count = 1,
	  .help = "Setup: where the control channel may be opened (H.225.0)" },
	{ .name = "h323-forward",
	  .kernel = "Q.931",
	  .port = 1720,
	  .looks = PQ_NAT_LOOKS_AT_SEGMENT,
	  .messages = { { PQ_VIEW(H225_FORWARD), PQ_VIEW("") } },
	  .message_count = 1,
	  .neighbour = true,
	  .help = "Facility: the call goes on to another machine (H.225.0)" },
	{ .name = "pptp",
	  .kernel = "pptp",
	  .port = 1723,
	  .looks = PQ_NAT_LOOKS_AT_SEGMENT,
	  .way = PQ_NAT_WAY_GRE,
	  .messages = { { PQ_VIEW(PPTP_START), PQ_VIEW(PPTP_STARTED) }, { PQ_VIEW(PPTP_CALL), PQ_VIEW(PPTP_CALLED) } },
	  .message_count = 2,
	  .help = "Outgoing-Call-Request: packets of GRE for the client (RFC 2637)" },
	{ .name = "sane",
	  .kernel = "sane",
	  .port = 6566,
	  .looks = PQ_NAT_LOOKS_AT_WHOLE,
	  .way = PQ_NAT_WAY_OUTWARD,
	  .messages = { { PQ_VIEW("\0\0\0\7\0\0\0\0"), PQ_VIEW("\0\0\0\0\0\0{port=}") } },
	  .message_count = 1,
	  .help = "SANE_NET_START: where the client fetches the picture" },
	{ .name = "tftp",
	  .kernel = "tftp",
	  .udp = true,
	  .port = 69,
	  .way = PQ_NAT_WAY_UDP,
	  .messages = { { PQ_VIEW("\0\1f\0octet\0"), PQ_VIEW("") } },
	  .message_count = 1,
	  .datagram = "a Binding request begins as a read request does: 00 01",
	  .help = "RRQ: from any port of the server (RFC 1350 4)" },
	{ .name = "amanda",
	  .kernel = "amanda",
	  .udp = true,
	  .port = 10080,
	  .way = PQ_NAT_WAY_OUTWARD,
	  .messages = { { PQ_VIEW("Amanda 2.4 REQ HANDLE 0-0 SEQ 0\n"), PQ_VIEW("CONNECT DATA {port}\n") } },
	  .message_count = 1,
	  .datagram = "it is the server's answer that the helper reads",
	  .help = "CONNECT: where the client goes for its data" },
	{ .name = "sip-udp", .kernel = "sip", .udp = true, .port = 5060, .unreachable = small_datagrams },
	{ .name = "ras",
	  .kernel = "RAS",
	  .udp = true,
	  .port = 1719,
	  .unreachable =
		  "a datagram of STUN begins with two zero bits, which here is a GatekeeperRequest and opens nothing" },
	{ .name = "snmp", .kernel = "snmp", .udp = true, .port = 161, .unreachable = broadcasts },
	{ .name = "netbios-ns", .kernel = "netbios-ns", .udp = true, .port = 137, .unreachable = broadcasts },
};

const size_t pq_nat_helper_count = sizeof(pq_nat_helpers) / sizeof(pq_nat_helpers[0]);

const struct pq_nat_helper *pq_nat_helper_by_name(const char *name)
{
	for (size_t i = 0; i < pq_nat_helper_count; i++)
		if (strcmp(pq_nat_helpers[i].name, name) == 0)
			return &pq_nat_helpers[i];
	return NULL;
}
