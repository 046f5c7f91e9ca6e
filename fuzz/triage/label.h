/* SPDX-License-Identifier: MIT */
/* What the name of a finding's file says: RULE-TARGET-HASH.SUFFIX (campaign/finding.h). Pure. */
#ifndef PQ_TRIAGE_LABEL_H
#define PQ_TRIAGE_LABEL_H

#include "campaign/status.h"
#include "campaign/target.h"

/* Why a name says nothing. */
enum pq_label_fault {
	PQ_LABEL_GOOD,
	PQ_LABEL_FORM,   /* it is not of that form */
	PQ_LABEL_TARGET, /* there is no such target (any more) */
	PQ_LABEL_SUFFIX  /* another suffix than the target's inputs have */
};

/*
 * name:     the rule's id, or how else it died; "unproven" if it did not when it was found
 * target:   of a scenario's finding "scenario"; the canary among them
 * target_name: as written, also if there is no such target
 */
struct pq_label {
	char name[PQ_STATUS_NAME];
	char target_name[PQ_STATUS_NAME];
	const struct pq_campaign_target *target;
};

/* path: of which the last part counts. *label is filled as far as it could be read. */
enum pq_label_fault pq_label_read(const char *path, struct pq_label *label);

/*
 * What that name can mean: a rule that the judge knows; a death that is told by what a program prints; what only a
 * program with sanitizers prints; what only its engine sees, so that it cannot be run again here; or, if it is neither,
 * the name of a target's property.
 */
enum pq_label_kind {
	PQ_LABEL_RULE,
	PQ_LABEL_DEATH,
	PQ_LABEL_SANITIZER,
	PQ_LABEL_ENGINE,
	PQ_LABEL_PROPERTY,
	PQ_LABEL_UNPROVEN
};

enum pq_label_kind pq_label_kind(const char *name);

#endif
