/* SPDX-License-Identifier: MIT */
/* Writes a tar archive, POSIX.1-1988 ustar: plain files with mode 0644, no owner, no time, so that it is reproducible. */
#ifndef PQ_REPORT_TAR_H
#define PQ_REPORT_TAR_H

#include <stdio.h>

#include "base/view.h"

/* One file; name: at most 100 bytes of it, and no bytes over 8 GiB. */
void pq_tar_file(FILE *out, const char *name, struct pq_view bytes);

/* The end of the archive. */
void pq_tar_end(FILE *out);

#endif
