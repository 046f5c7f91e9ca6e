/* SPDX-License-Identifier: MIT */
#include "subject/model.h"

#include <stdlib.h>

#include "fetch/session.h"
#include "monitor/monitor.h"
#include "net/recorder.h"
#include "vnet/vnet.h"

struct pq_subject {
	const struct pq_policy *policy;
	struct pq_idna *idna;
	struct pq_vnet vnet;
	struct pq_session session;
};

static void close_model(struct pq_subject *subject)
{
	if (subject->idna)
		pq_idna_close(subject->idna);
	free(subject);
}

static struct pq_subject *open_model(const struct pq_policy *policy, const char *argument, struct pq_diag *diag)
{
	struct pq_subject *subject = malloc(sizeof(*subject));

	(void)argument;
	if (!subject) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the model");
		return NULL;
	}
	subject->policy = policy;
	subject->idna = pq_idna_open();
	if (subject->idna)
		return subject;
	pq_diag_set(diag, PQ_ERR_IDNA, 0, 0, "ICU's IDNA data");
	close_model(subject);
	return NULL;
}

static enum pq_err run_model(struct pq_subject *subject, const struct pq_scenario *scenario,
			     struct pq_transcript *transcript)
{
	struct pq_session *session = &subject->session;
	struct pq_recorder recorder;
	struct pq_fetch_env env = {
		.policy = subject->policy,
		.idna = subject->idna,
		.transcript = transcript,
	};

	pq_transcript_reset(transcript);
	env.net = pq_recorder_init(&recorder, pq_vnet_init(&subject->vnet, scenario), transcript);
	pq_session_begin(session, &env, scenario);
	while (pq_session_next(session)) {
		if (session->control)
			pq_vnet_begin_control(&subject->vnet);
		pq_vnet_pause(&subject->vnet, session->pause_ms);
		while (!pq_session_step(session))
			continue;
	}
	return PQ_ERR_OK;
}

const char *const pq_model_own_headers[] = { "Host",
					     "User-Agent",
					     "Accept",
					     "Origin",
					     "Referer",
					     "Cookie",
					     "Content-Type",
					     "Content-Length",
					     "Connection",
					     "Sec-Purpose",
					     "Alt-Used",
					     "Upgrade",
					     "Sec-WebSocket-Key",
					     "Sec-WebSocket-Version",
					     "Sec-WebSocket-Protocol",
					     NULL };

const struct pq_subject_kind pq_subject_model = {
	.name = "model",
	.help = "the reference model over the socket layer in memory",
	.capabilities = PQ_SHOWS_ALL,
	.own_headers = pq_model_own_headers,
	.open = open_model,
	.run = run_model,
	.close = close_model,
};
