/* SPDX-License-Identifier: MIT */
/*
 * From what an engine left behind to a finding that a person can use.
 *
 * Order matters: the input is copied to OUT/findings and on the disk before
 * anything else is tried; then it is run again, which proves that it
 * reproduces and tells which rule it breaks and where; then it gets its name,
 * RULE-TARGET-HASH. The hash is that of rule and place, so that what is found
 * again at that place, by whatever input, has the same name: the smallest stays.
 * Where no place is known it is the hash of the bytes. One that does not
 * reproduce keeps the name unproven-….
 *
 * Fuzz targets read scenarios leniently, people do not. So a scenario is kept in
 * its canonical form if that breaks the same rule, and else as it was found.
 */
#ifndef PQ_CAMPAIGN_FINDING_H
#define PQ_CAMPAIGN_FINDING_H

#include "campaign/engine.h"
#include "campaign/status.h"
#include "campaign/store.h"

/*
 * ignored:    rules that were not judged from the beginning, and are not when it is run again; NULL for none
 * program:    what was fuzzed in the target's place; NULL for the target itself
 * name:       the rule's id, or how else it died
 * place:      where (pq_status_finding_place); empty if that is not known
 * reproduced: running it again broke the same
 * known:      a file of that name was there already, from this place found before, and stays if it is no larger
 * lenient:    a scenario that only lenient reading understands
 * rescued:    left over by a campaign that was killed
 * hash:       of the bytes as they were found
 * key:        what the file is named after
 * seen_ms:    when the campaign saw it first, on the clock of pq_clock_ms
 * file:       its path
 */
struct pq_finding {
	const struct pq_campaign_target *target;
	enum pq_campaign_engine engine;
	const char *program;
	const char *ignored;
	char name[PQ_STATUS_NAME];
	char place[PQ_STATUS_PLACE];
	bool reproduced;
	bool known;
	bool lenient;
	bool rescued;
	uint64_t hash;
	uint64_t key;
	uint64_t seen_ms;
	char file[PQ_STORE_PATH];
};

/* True if a file of that name in an engine's folder is a finding. */
bool pq_finding_is_artifact(const char *file_name);

/*
 * Takes an artifact: folder is where findings are kept, log where the new run's
 * output goes. Fills *finding whose target, engine, program and ignored are set. Returns 0, or -1
 * with errno set if the finding could not be kept; the artifact stays where it is.
 */
int pq_finding_take(struct pq_finding *finding, const char *source, const char *artifact, const char *folder,
		    const char *log);

#endif
