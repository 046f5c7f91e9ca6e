/* SPDX-License-Identifier: MIT */
#include "sink/sink.h"

enum pq_err pq_sink_authority(const char *dir, struct pq_diag *diag)
{
	(void)dir;
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a certificate authority");
}
