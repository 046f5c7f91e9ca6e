/* SPDX-License-Identifier: MIT */
/*
 * The network service as a subject: three processes in a sandbox, whose servers and names are the scenario's on real
 * sockets.
 */
#ifndef PQ_LOOPBACK_SERVICE_H
#define PQ_LOOPBACK_SERVICE_H

#include "subject/subject.h"

extern const struct pq_subject_kind pq_subject_service;

#endif
