/* SPDX-License-Identifier: MIT */
/* Reading a transcript of which there may be more than there is room for. Pure. */
#ifndef PQ_SERVICE_FIT_H
#define PQ_SERVICE_FIT_H

#include "transcript/transcript.h"

/*
 * As pq_transcript_parse, but of a text that is too long for the storage, or wrong from some line on, it keeps the lines
 * before, and marks the transcript as truncated. The error is that of a text of which nothing can be read, as one without
 * its first line.
 */
enum pq_err pq_fit_parse(struct pq_transcript *transcript, struct pq_view text);

#endif
