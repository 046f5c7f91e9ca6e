/* SPDX-License-Identifier: MIT */
/* One-line complaints on standard error: "pratique: FILE:LINE:COLUMN: expected ...". */
#ifndef PQ_REPORT_MESSAGE_H
#define PQ_REPORT_MESSAGE_H

#include "base/err.h"

/* "pratique: " and the formatted text on one line; bytes that a terminal would obey are shown as \xNN. */
void pq_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says where file went wrong and what was expected; without a line number only the file is named. */
void pq_complain_at(const char *file, const struct pq_diag *diag);

#endif
