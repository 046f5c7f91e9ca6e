/* SPDX-License-Identifier: MIT */
/*
 * What fuzzing of a planted bug begins with: the seeds that know nothing of it. Left out are the past bugs, among which
 * its witness is, and every seed that breaks any rule by itself where the bug is planted.
 */
#ifndef PQ_PLANTED_SIEVE_H
#define PQ_PLANTED_SIEVE_H

#include "campaign/engine.h"
#include "planted/list.h"

#define PQ_SIEVE_WHY (2 * PQ_STORE_PATH + 256)

/*
 * Links the seeds that remain into the folder `work`/seeds, which is made anew, and counts them and those that fired.
 * False, with one line about what is wrong, if the program cannot tell, or if the witness does not fire. A signal ends it
 * early, without a line.
 */
bool pq_sieve(const struct pq_plant *plant, enum pq_campaign_engine engine, const char *source, const char *work,
	      size_t *kept, size_t *fired, char why[static PQ_SIEVE_WHY]);

#endif
