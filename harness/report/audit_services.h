/* SPDX-License-Identifier: MIT */
/* What runs on a port, and the line of the judging policy that blocks it for http: read off the policy's text, naively. */
#ifndef PQ_REPORT_AUDIT_SERVICES_H
#define PQ_REPORT_AUDIT_SERVICES_H

#include <stdint.h>

#include "base/view.h"

#define PQ_AUDIT_SERVICES 512 /* lines that are looked at; a policy has no more (PQ_MAX_POLICY_ENTRIES) */

/* first, last: ports; line: of the text; name: between the quotes, may be empty */
struct pq_audit_service {
	uint16_t first;
	uint16_t last;
	uint32_t line;
	struct pq_view name;
};

struct pq_audit_services {
	struct pq_audit_service rows[PQ_AUDIT_SERVICES];
	size_t count;
};

/* text: a policy's, which outlives the services; may be empty. */
void pq_audit_services_read(struct pq_audit_services *services, struct pq_view text);

/* The policy's line on that port; NULL if none names it. */
const struct pq_audit_service *pq_audit_service_of(const struct pq_audit_services *services, uint16_t port);

/* Of a few well-known services on ports that no policy blocks; an empty view for every other port. */
struct pq_view pq_audit_service_known(uint16_t port);

/* The service's name by the policy, else of a few well-known ones; an empty view if none is known. */
struct pq_view pq_audit_service_name(const struct pq_audit_services *services, uint16_t port);

#endif
