/* SPDX-License-Identifier: MIT */
/* What every JUnit and SARIF report must be, whatever it tells; a report that is not fails the test. */
#ifndef PQ_TESTS_REPORT_SCHEMA_H
#define PQ_TESTS_REPORT_SCHEMA_H

#include <jansson.h>
#include <stddef.h>

void report_schema_junit(const char *text, size_t len);
void report_schema_sarif(json_t *log);

#endif
