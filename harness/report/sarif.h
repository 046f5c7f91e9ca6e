/* SPDX-License-Identifier: MIT */
/*
 * The parts of a SARIF 2.1.0 log (OASIS) that all reports share. Every json_t is
 * a new reference; text of others may hold any byte.
 */
#ifndef PQ_REPORT_SARIF_H
#define PQ_REPORT_SARIF_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A string, "?" for NULL; {"text": ...}. */
json_t *pq_sarif_text(const char *string);
json_t *pq_sarif_message(const char *string);

/*
 * A rule of the driver.
 * cwe:     such as "CWE-918", which also makes it a rule of security; NULL: none
 * section: of the standard; NULL: none
 * level:   "error" or "warning"
 */
struct pq_sarif_rule {
	const char *id;
	const char *summary;
	const char *help;
	const char *cwe;
	const char *section;
	const char *level;
};

json_t *pq_sarif_rule(const struct pq_sarif_rule *rule);

/* A place in a file of the project; column 0: the whole line. */
json_t *pq_sarif_place(const char *file, size_t line, size_t column);

/* "partialFingerprints": the same finding has the same print in the next release, of parts that name it without its place. */
json_t *pq_sarif_fingerprints(const char *const *parts, size_t count);

/* "suppressions" of a finding that a baseline accepts for that reason; an empty list for NULL. */
json_t *pq_sarif_suppressions(const char *reason);

/* Writes the log of one run and releases the parts; false if memory was short on the way or the stream failed. */
bool pq_sarif_write(const char *version, json_t *rules, json_t *invocation, json_t *results, FILE *out);

#endif
