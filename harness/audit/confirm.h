/* SPDX-License-Identifier: MIT */
/*
 * Evidence: the log's lines of the connections that a finding rests on, a scenario
 * and a transcript of it as files in findings/, and the monitor's word on them, which has to name the same rule.
 */
#ifndef PQ_AUDIT_CONFIRM_H
#define PQ_AUDIT_CONFIRM_H

#include "audit/run.h"

#define PQ_MAX_FINDING_FILES 256 /* findings that get files; further ones have their evidence in the result alone */

/* For all violations of the result; a monitor that disagrees is trouble. NO_SPACE; files that cannot be written are trouble. */
enum pq_err pq_confirm(struct pq_run *run, struct pq_result *result);

#endif
