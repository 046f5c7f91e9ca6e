/* SPDX-License-Identifier: MIT */
/* A JUnit report: one test case for each scenario; void cases and such without a verdict are errors, differences and violations failures. */
#ifndef PQ_REPORT_JUNIT_H
#define PQ_REPORT_JUNIT_H

#include <stdio.h>

#include "report/grade.h"

struct pq_junit;

/* NULL if memory is short. */
struct pq_junit *pq_junit_new(void);
void pq_junit_free(struct pq_junit *junit);

/* Adds a judged case; a case without a verdict, because it could not be read or run, and why. */
void pq_junit_case(struct pq_junit *junit, const char *file, const struct pq_scenario *scenario,
		   const struct pq_verdict *verdict);
void pq_junit_failure(struct pq_junit *junit, const char *file, const char *why);

enum pq_junit_end { PQ_JUNIT_FAILURE, PQ_JUNIT_ERROR, PQ_JUNIT_SKIPPED, PQ_JUNIT_END_COUNT };

/*
 * Cases of other reports: begin, then what speaks against it, then end. Without a pq_junit_tell() it has passed; of
 * several the heaviest counts. message: one sentence, type: one word; both may hold any byte
 */
void pq_junit_begin(struct pq_junit *junit, const char *classname, const char *name);
void pq_junit_tell(struct pq_junit *junit, enum pq_junit_end end, const char *type, const char *message);
void pq_junit_end(struct pq_junit *junit);

/* Writes the whole report; false if memory was short on the way or the stream failed. */
bool pq_junit_write(const struct pq_junit *junit, FILE *out);

#endif
