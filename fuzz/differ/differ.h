/* SPDX-License-Identifier: MIT */
/*
 * A fuzz target that puts each input to the model and to a network stack that is plugged in, over the same world in
 * memory, and lets neither a breach of a rule by the stack pass nor a difference that no row explains (explain.h).
 */
#ifndef PQ_DIFFER_DIFFER_H
#define PQ_DIFFER_DIFFER_H

#include "base/view.h"
#include "differ/explain.h"

/* Once. The stack is what the program is linked with, or the plug-in that the environment names. */
void pq_differ_open(const struct pq_differ_kind *kind);

/* One input: scenario text. Ends the process with a finding, or returns. */
void pq_differ_one(struct pq_view input);

#endif
