/* SPDX-License-Identifier: MIT */
/*
 * Writes down what passes through a socket layer: a pq_net around another one,
 * so that whatever speaks through it is judged by the same transcript.
 */
#ifndef PQ_NET_RECORDER_H
#define PQ_NET_RECORDER_H

#include "net/net.h"

/* inner: where calls go; transcript: where events go; both outlive the recorder. */
struct pq_recorder {
	struct pq_net inner;
	struct pq_transcript *transcript;
};

/* The socket layer to hand to the subject; valid as long as the recorder. */
struct pq_net pq_recorder_init(struct pq_recorder *recorder, struct pq_net inner, struct pq_transcript *transcript);

#endif
