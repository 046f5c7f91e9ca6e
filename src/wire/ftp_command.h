/* SPDX-License-Identifier: MIT */
/*
 * FTP command lines out (RFC 959 5.3). An argument comes as it stands in a URL and is percent-decoded here, so that
 * what is checked is what is sent: a check of the text before decoding let "%0D%0A" begin a second command in several
 * products. Two rules for the decoded bytes:
 * - A control byte (0x00 to 0x1f, 0x7f) is refused. CR and LF end a command; NUL and the rest mean something to
 *   Telnet's line discipline and nothing to a file name.
 * - 0xff is doubled. On a Telnet connection it begins a command unless it is doubled (RFC 854 "TCP connection
 *   protocol"), the control connection is one (RFC 959 3.1), and a client must not send Telnet commands there
 *   (RFC 1123 4.1.2.12). Doubled, it is the data byte that a Latin-1 file name may have.
 */
#ifndef PQ_WIRE_FTP_COMMAND_H
#define PQ_WIRE_FTP_COMMAND_H

#include "base/buf.h"
#include "base/err.h"

#define PQ_MAX_FTP_COMMAND 4096 /* bytes of one command line, its CRLF included */

/* Whether an argument, percent-encoded, has no control byte once it is decoded. */
bool pq_ftp_argument_valid(struct pq_view encoded);

/*
 * Appends "VERB SP argument CRLF", or "VERB CRLF" for an empty argument. verb: 3 or 4 letters, the caller's own.
 * encoded: percent-encoded; may hold any byte. SYNTAX: a control byte in the decoded argument. LIMIT: longer than
 * PQ_MAX_FTP_COMMAND. NO_SPACE: out is too small. After an error out is as it was, but for its overflow.
 */
enum pq_err pq_ftp_command_write(const char *verb, struct pq_view encoded, struct pq_buf *out);

#endif
