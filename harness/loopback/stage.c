/* SPDX-License-Identifier: MIT */
#include "loopback/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"
#include "sink/sink.h"

#define MAX_MORE 2

enum pq_err pq_stage_make_authority(struct pq_stage *stage, const char *prefix, struct pq_diag *diag)
{
	snprintf(stage->dir, sizeof(stage->dir), "/tmp/%s-XXXXXX", prefix);
	if (!mkdtemp(stage->dir)) {
		stage->dir[0] = '\0';
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a folder in /tmp");
	}
	snprintf(stage->authority, sizeof(stage->authority), "%s/authority.pem", stage->dir);
	return pq_sink_authority(stage->dir, diag);
}

enum pq_err pq_stage_open(struct pq_stage *stage, bool trusted, const struct pq_resident *more, size_t count,
			  struct pq_diag *diag)
{
	struct pq_resident residents[1 + MAX_MORE] = { { "world", pq_world_run, &stage->world } };
	struct pq_sandbox_options options = { .tcp_port = PQ_WORLD_PORT,
					      .authority_file = trusted ? stage->authority : NULL,
					      .name_server = "127.0.0.1",
					      .shared = stage->dir,
					      .residents = residents,
					      .resident_count = 1 + count };

	pq_check(count <= MAX_MORE);
	for (size_t i = 0; i < count; i++)
		residents[1 + i] = more[i];
	stage->world.dir = stage->dir;
	/* What is buffered is this process's to write, and none of those that are made now. */
	fflush(NULL);
	return pq_sandbox_open(&stage->sandbox, &options, diag);
}

void pq_stage_close(struct pq_stage *stage)
{
	char path[128];

	pq_sandbox_close(stage->sandbox);
	stage->sandbox = NULL;
	if (!stage->dir[0])
		return;
	unlink(stage->authority);
	snprintf(path, sizeof(path), "%s/authority.key", stage->dir);
	unlink(path);
	rmdir(stage->dir);
	stage->dir[0] = '\0';
}
