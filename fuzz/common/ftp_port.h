/* SPDX-License-Identifier: MIT */
/*
 * The port that the text of an FTP reply names, read with sscanf: slow, and right because printing what was read has
 * to give the same text again. 0 where a strict reader takes none.
 */
#ifndef PQ_FUZZ_FTP_PORT_H
#define PQ_FUZZ_FTP_PORT_H

#include "base/view.h"

/* Of a reply 227 (RFC 959 5.3.2) and of a reply 229 (RFC 2428 3); text is without NUL and below 4096 bytes. */
unsigned int pq_fuzz_passive_port(struct pq_view text);
unsigned int pq_fuzz_extended_port(struct pq_view text);

#endif
