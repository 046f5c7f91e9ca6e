/* SPDX-License-Identifier: MIT */
/* An asking of the proxy lab as steps: what the page did, what arrived where, what came back. */
#ifndef PQ_LAB_PROXY_TELL_H
#define PQ_LAB_PROXY_TELL_H

#include "lab/proxy_servers.h"
#include "result/lab_step.h"
#include "transcript/transcript.h"

/* Appends them. page: the page's own address, by which a server knows it from the proxy. False without memory. */
bool pq_proxy_tell(const struct pq_transcript *transcript, const struct pq_proxy_servers *servers, const char *page,
		   struct pq_lab_steps *steps);

#endif
