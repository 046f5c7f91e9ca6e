/* SPDX-License-Identifier: MIT */
/* What a process of the sandbox has seen, and how it tells the subject: transcript text in parcels. */
#ifndef PQ_LOOPBACK_TELL_H
#define PQ_LOOPBACK_TELL_H

#include "service/channel.h"
#include "transcript/transcript.h"

#define PQ_SEEN_EVENTS 65536
#define PQ_SEEN_ADDRESSES 4096
#define PQ_SEEN_BYTES (16u << 20)

/* About 32 MiB, of which what is not used is never touched. text: of the transcript, piece by piece */
struct pq_seen {
	struct pq_transcript transcript;
	struct pq_event events[PQ_SEEN_EVENTS];
	struct pq_address addresses[PQ_SEEN_ADDRESSES];
	unsigned char bytes[PQ_SEEN_BYTES];
	unsigned char text[PQ_MAX_PARCEL];
};

/* Nothing was seen yet. */
void pq_seen_init(struct pq_seen *seen);

/* On the heap, ready; NULL without memory. */
struct pq_seen *pq_seen_new(void);

/* Sends all in parcels T, each of whole lines, and forgets it. False if the other side is gone. */
bool pq_seen_tell(struct pq_seen *seen, struct pq_channel *to);

#endif
