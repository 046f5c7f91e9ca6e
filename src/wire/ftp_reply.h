/* SPDX-License-Identifier: MIT */
/*
 * FTP replies in (RFC 959 4.2), strict where leniency lets one reply be taken for another: lines end with CRLF and
 * nothing else, a space or a hyphen follows the code, and inside a reply of several lines nothing else may look like
 * the first line of a reply. Telnet commands (RFC 854) are not taken out: they belong in no reply.
 */
#ifndef PQ_WIRE_FTP_REPLY_H
#define PQ_WIRE_FTP_REPLY_H

#include "base/address.h"
#include "base/err.h"
#include "base/view.h"

#define PQ_MAX_FTP_LINE 2048   /* bytes of one line of a reply, its CRLF included */
#define PQ_MAX_FTP_REPLY 16384 /* bytes of one reply, all its lines */

/*
 * code:     100 to 599 once complete; only the first digit is safe to decide by (RFC 1123 4.1.2.11)
 * line_count: lines of the reply, at least 1 once complete
 * text:     what the last line says behind "CODE SP"; a view into the fed bytes, without NUL, CR and LF
 * consumed: how much of the fed bytes belongs to this reply; bytes behind it were sent unasked, unless this reply is
 *           preliminary (100 to 199) and another one has to follow (RFC 959 4.2.1)
 * The rest is the reader's own:
 * scanned:  no newline lies between consumed and here
 * failure:  what every further call returns; OK while there was none
 * complete: the last line has been read
 */
struct pq_ftp_reply {
	uint16_t code;
	size_t line_count;
	struct pq_view text;
	size_t consumed;
	size_t scanned;
	enum pq_err failure;
	bool complete;
};

void pq_ftp_reply_init(struct pq_ftp_reply *reply);

/*
 * Goes on with `bytes`, everything received so far behind the reply before (the same storage each time, only longer).
 * OK: complete. INCOMPLETE: feed more. SYNTAX, LIMIT: give the connection up. How the bytes were cut into calls makes
 * no difference to the result; the work is linear in the bytes and the calls.
 */
enum pq_err pq_ftp_reply_feed(struct pq_ftp_reply *reply, struct pq_view bytes);

/*
 * Reads the text of a reply 227: h1,h2,h3,h4,p1,p2 from its first digit on, with or without parentheses (RFC 959 5.3.2,
 * RFC 1123 4.1.2.6). SYNTAX: not six numbers, one with leading zeros (is it octal?), or a seventh behind them. RANGE: a
 * number above 255, or port 0. The address is what the server claims and no reason to dial it.
 */
enum pq_err pq_ftp_passive(struct pq_view text, struct pq_address *address, uint16_t *port);

/*
 * Reads the text of a reply 229: (<d><d><d><tcp-port><d>), where <d> is one printable byte, a digit excepted
 * (RFC 2428 3). SYNTAX: the first opening parenthesis begins no such group, a network address stands in it, the number
 * has leading zeros, or another parenthesis opens behind it. RANGE: not 1 to 65535, however long the number.
 */
enum pq_err pq_ftp_extended_passive(struct pq_view text, uint16_t *port);

#endif
