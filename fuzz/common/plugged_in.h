/* SPDX-License-Identifier: MIT */
/* The plug-in (pratique/subject.h) that stands in the model's place in a target. */
#ifndef PQ_FUZZ_PLUGGED_IN_H
#define PQ_FUZZ_PLUGGED_IN_H

#include "pratique/subject.h"

/*
 * The shared object that the environment names (common/environment.h), or else what the program is linked with; NULL if
 * there is neither. One that cannot be used ends the program as a set-up failure.
 */
const struct pq_plugin *pq_fuzz_plugged_in(void);

#endif
