/* SPDX-License-Identifier: MIT */
/* Statuses (Fetch 2.2.3). */
#ifndef PQ_REQUEST_STATUS_H
#define PQ_REQUEST_STATUS_H

#include <stdbool.h>

/* "redirect status": 301, 302, 303, 307, 308. Any number may be asked about. */
bool pq_status_redirects(long status);

#endif
