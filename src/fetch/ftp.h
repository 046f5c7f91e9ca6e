/* SPDX-License-Identifier: MIT */
/*
 * One file or listing over FTP, as browsers fetched it (RFC 959, RFC 1738 3.2, RFC 2428): log in, change into one
 * directory after the other, and retrieve over a passive data connection.
 *
 * Theory of operation. All command lines that the URL gives rise to are written before anything is dialled, so that a
 * URL whose decoded bytes do not make one command each is refused whole. Then they are sent one at a time, each once
 * the reply to the one before has been read. Only one reply may come for a command, two where the first is
 * preliminary; what has arrived behind it was sent for no command of ours and ends the request, for it would be taken
 * for the answer to the next one. A data connection goes to the address that the control connection was dialled to,
 * whatever address a reply names, and its port is asked of the policy as "ftp-data".
 */
#ifndef PQ_FETCH_FTP_H
#define PQ_FETCH_FTP_H

#include "fetch/link.h"
#include "wire/ftp_reply.h"

#define PQ_MAX_FTP_SEGMENTS 64          /* segments of a path; a longer path ends with "limit" */
#define PQ_MAX_FTP_DATA PQ_MAX_RECEIVED /* bytes of one file or listing; a longer one ends with "limit" */

enum pq_ftp_act {
	PQ_FTP_GREETING, /* the server speaks first */
	PQ_FTP_USER,
	PQ_FTP_PASS,
	PQ_FTP_TYPE,
	PQ_FTP_CWD,
	PQ_FTP_EPSV,
	PQ_FTP_PASV,
	PQ_FTP_TRANSFER, /* RETR or LIST: its preliminary reply */
	PQ_FTP_COMPLETE, /* its second reply, once the data has come */
	PQ_FTP_ACT_COUNT
};

enum pq_ftp_stage { PQ_FTP_CONNECT, PQ_FTP_SEND, PQ_FTP_REPLY, PQ_FTP_CONNECT_DATA, PQ_FTP_DATA, PQ_FTP_QUIT };

/* One step of the conversation. line: to be sent, with its CRLF; empty where only a reply is awaited. */
struct pq_ftp_line {
	enum pq_ftp_act act;
	struct pq_view line;
};

/*
 * control, data: the connections; control is the caller's and outlives the transfer
 * lines:    line_count of them, in order; at: the one under way
 * rest:     what is still to be sent of it
 * waited:   a preliminary reply to it has come
 * reply:    the one being read; its bytes begin at reply_at of in
 * data_len: bytes of the file so far
 * code:     of the reply with which the transfer ended
 * out, in, chunk: buffers over the caller's memory: all lines, what came over control, a piece of the file
 */
struct pq_ftp {
	struct pq_link *control;
	struct pq_link data;
	enum pq_ftp_stage stage;
	struct pq_ftp_line lines[PQ_MAX_FTP_SEGMENTS + PQ_FTP_ACT_COUNT];
	size_t line_count;
	size_t at;
	struct pq_view rest;
	bool waited;
	struct pq_ftp_reply reply;
	size_t reply_at;
	uint64_t data_len;
	uint16_t code;
	struct pq_buf out;
	struct pq_buf in;
	struct pq_buf chunk;
};

/*
 * Prepares to fetch url, which has the scheme "ftp" and outlives the transfer, over a closed link. UNSET; LIMIT; or
 * blocked for request_split, by the service, if a decoded segment, user name or password has a control byte.
 */
struct pq_result pq_ftp_begin(struct pq_ftp *ftp, struct pq_link *control, struct pq_fetch_memory *memory,
			      const struct pq_url *url);

/*
 * One step; UNSET while the transfer goes on, with *again if nothing can be done now. Done with the final reply's code;
 * blocked for unsafe_port, on either connection; BAD_REPLY, NEGATIVE_REPLY, or what the link says. Once it has ended
 * the data connection is closed, and the control connection is the caller's to close.
 */
struct pq_result pq_ftp_step(struct pq_ftp *ftp, bool *again);

#endif
