/* SPDX-License-Identifier: MIT */
/* What several results of one service come to, form by form. */
#ifndef PQ_POLICIES_EVIDENCE_FORM_H
#define PQ_POLICIES_EVIDENCE_FORM_H

#include "policies/evidence.h"

/* Fills in forms, attempts and state of a service whose runs are complete. */
void pq_evidence_settle(struct pq_evidence_service *service);

#endif
