/* SPDX-License-Identifier: MIT */
/* What must hold of every refusal of a text, for the targets that read texts strictly. */
#ifndef PQ_FUZZ_READING_H
#define PQ_FUZZ_READING_H

#include "base/err.h"
#include "base/view.h"

/*
 * True if a refusal helps its reader: it names what was expected in printable ASCII, and a line that the text has, or
 * the whole of it (0). *diag is as it was before the reading where nothing was refused.
 */
bool pq_fuzz_tells_place(const struct pq_diag *diag, struct pq_view text);

#endif
