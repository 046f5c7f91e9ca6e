/* SPDX-License-Identifier: MIT */
#include "audit/observe.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* A look at *stop so often. */
#define TURN_MS 200
/* The sink ends within its own turn; if it does not, it is ended. */
#define PATIENCE_MS 2000

enum pq_err pq_observatory_open(struct pq_observatory *observatory, const char *dir, struct pq_diag *diag)
{
	const struct pq_resident resident = { "sink", pq_sink_run, &observatory->sink };
	struct pq_sandbox_options options = { .tcp_port = PQ_OBSERVE_PORT,
					      .name_server = PQ_OBSERVE_NAME_SERVER,
					      .residents = &resident,
					      .resident_count = 1 };
	char authority[PATH_MAX + 32];
	enum pq_err err;

	memset(observatory, 0, sizeof(*observatory));
	snprintf(authority, sizeof(authority), "%s/authority.pem", dir);
	options.authority_file = authority;
	err = pq_sink_authority(dir, diag);
	if (err != PQ_ERR_OK)
		return err;
	observatory->witness = pq_witness_new();
	if (!observatory->witness)
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "memory for what is seen");
	observatory->sink = (struct pq_sink){ .port = PQ_OBSERVE_PORT,
					      .redirected = true,
					      .log_dir = dir,
					      .processes = 1,
					      .site = pq_witness_site(observatory->witness),
					      .counters = &observatory->witness->sink };
	err = pq_sandbox_open(&observatory->sandbox, &options, diag);
	if (err != PQ_ERR_OK)
		pq_witness_free(observatory->witness);
	return err;
}

static enum pq_err sink_gone(struct pq_diag *diag)
{
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0,
			   "the sink, which takes the sandbox's dials, ended before the program");
}

enum pq_err pq_observatory_run(struct pq_observatory *observatory, const struct pq_program *program,
			       const volatile sig_atomic_t *stop, int *status, struct pq_diag *diag)
{
	bool stopping = false;
	uint32_t id;
	enum pq_err err = pq_sandbox_start(observatory->sandbox, program, &id, diag);

	while (err == PQ_ERR_OK) {
		struct pq_sandbox_event event = pq_sandbox_next(observatory->sandbox, TURN_MS);

		if (event.kind == PQ_SANDBOX_EXITED && event.id == id) {
			*status = event.status;
			return PQ_ERR_OK;
		}
		if (event.kind == PQ_SANDBOX_RESIDENT || event.kind == PQ_SANDBOX_GONE) {
			observatory->sink_ended = true;
			err = sink_gone(diag);
		}
		if (*stop && !stopping) {
			pq_sandbox_end(observatory->sandbox, id);
			stopping = true;
		}
	}
	return err;
}

/* The sink reads to the end what lies in its sockets, so a short wait is enough before it is told to stop. */
void pq_observatory_stop(struct pq_observatory *observatory)
{
	struct pq_sandbox_event event = { .kind = PQ_SANDBOX_QUIET };

	if (!observatory->sandbox)
		return;
	if (!observatory->sink_ended)
		event = pq_sandbox_next(observatory->sandbox, 60);
	atomic_store(&observatory->witness->sink.stop, true);
	for (int waited = 0; waited < PATIENCE_MS && event.kind == PQ_SANDBOX_QUIET && !observatory->sink_ended;
	     waited += TURN_MS)
		event = pq_sandbox_next(observatory->sandbox, TURN_MS);
	pq_sandbox_close(observatory->sandbox);
	observatory->sandbox = NULL;
}

void pq_observatory_close(struct pq_observatory *observatory)
{
	pq_observatory_stop(observatory);
	pq_witness_free(observatory->witness);
	observatory->witness = NULL;
}
