/* SPDX-License-Identifier: MIT */
/*
 * A sandbox with the world in it, and an authority of the run: what every subject needs that dials on real sockets. Opened
 * once, used for any number of scenarios.
 */
#ifndef PQ_LOOPBACK_STAGE_H
#define PQ_LOOPBACK_STAGE_H

#include "loopback/world.h"
#include "sandbox/sandbox.h"

/*
 * world:     orders is the world's end of a socket pair, which its opener closes behind pq_stage_open; dir is the stage's
 *            to fill
 * dir:       has what pq_sink_authority made; goes with the stage
 * authority: its certificate as PEM
 */
struct pq_stage {
	struct pq_sandbox *sandbox;
	struct pq_world world;
	char dir[64];
	char authority[96];
};

/* An authority in a new folder in /tmp, whose name begins as prefix says. IO with *diag filled. */
enum pq_err pq_stage_make_authority(struct pq_stage *stage, const char *prefix, struct pq_diag *diag);

/*
 * The sandbox, with the world and `more` residents. trusted: programs trust the authority. Errors as of
 * pq_sandbox_open; the authority stays for pq_stage_close.
 */
enum pq_err pq_stage_open(struct pq_stage *stage, bool trusted, const struct pq_resident *more, size_t count,
			  struct pq_diag *diag);

/* Ends what runs there and removes the folder; fine for a stage of zeros, and where opening failed. */
void pq_stage_close(struct pq_stage *stage);

#endif
