/* SPDX-License-Identifier: MIT */
/*
 * libcurl as a subject, without and with a wrapper that applies the policy: a small program that is linked with it, run
 * once for each request in a sandbox that stays open. Where the build had no libcurl the program is not there.
 */
#ifndef PQ_CLIENT_LIBCURL_H
#define PQ_CLIENT_LIBCURL_H

#include "subject/subject.h"

extern const struct pq_subject_kind pq_subject_libcurl;
extern const struct pq_subject_kind pq_subject_libcurl_guarded;

#endif
