/* SPDX-License-Identifier: MIT */
#include "lab/nat_model.h"

#include <assert.h>
#include <stdlib.h>

#include "base/check.h"
#include "fetch/session.h"

#define MAX_LINES 32
#define MAX_ARGS 64
#define MAX_EVENTS 256
#define MAX_BYTES (1u << 20)
#define MAX_STEPS 10000 /* a request that goes on for longer is given up */
#define MAX_WAITS 3     /* and so is one that waits so often for what does not come */

struct pq_nat_model {
	struct pq_idna *idna;
	struct pq_policy policies[PQ_NAT_POLICY_COUNT];
	struct pq_session session;
	struct pq_scenario scenario;
	struct pq_line lines[MAX_LINES];
	struct pq_arg args[MAX_ARGS];
	unsigned char scenario_bytes[MAX_BYTES];
	struct pq_transcript transcript;
	struct pq_event events[MAX_EVENTS];
	struct pq_address addresses[MAX_EVENTS];
	unsigned char transcript_bytes[MAX_BYTES];
};

const char *pq_nat_policy_name(enum pq_nat_policy policy)
{
	static const char *const names[] = { "none", "fetch", "silverlight" };

	static_assert(sizeof(names) / sizeof(names[0]) == PQ_NAT_POLICY_COUNT, "a name for each policy");
	return names[policy];
}

struct pq_nat_model *pq_nat_model_open(struct pq_diag *diag)
{
	struct pq_nat_model *model = malloc(sizeof(*model));

	if (!model) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the model");
		return NULL;
	}
	for (size_t i = 0; i < PQ_NAT_POLICY_COUNT; i++)
		pq_check(!pq_policy_parse_builtin(&model->policies[i],
						  pq_view_str(pq_nat_policy_name((enum pq_nat_policy)i))));
	pq_scenario_init(&model->scenario, model->lines, MAX_LINES, model->args, MAX_ARGS, model->scenario_bytes,
			 MAX_BYTES);
	pq_transcript_init(&model->transcript, model->events, MAX_EVENTS, model->addresses, MAX_EVENTS,
			   model->transcript_bytes, MAX_BYTES);
	model->idna = pq_idna_open();
	if (model->idna)
		return model;
	free(model);
	pq_diag_set(diag, PQ_ERR_IDNA, 0, 0, "ICU's IDNA data");
	return NULL;
}

void pq_nat_model_close(struct pq_nat_model *model)
{
	if (!model)
		return;
	pq_idna_close(model->idna);
	free(model);
}

bool pq_nat_model_blocks(const struct pq_nat_model *model, enum pq_nat_policy policy, enum pq_scheme scheme,
			 uint16_t port)
{
	return pq_policy_blocks_port(&model->policies[policy], scheme, port);
}

static bool refused_port(const struct pq_transcript *transcript)
{
	for (size_t i = 0; i < transcript->count; i++)
		if (transcript->events[i].kind == PQ_EVENT_OUTCOME &&
		    transcript->events[i].outcome == PQ_OUTCOME_BLOCKED &&
		    transcript->events[i].rule == PQ_RULE_UNSAFE_PORT)
			return true;
	return false;
}

bool pq_nat_model_run(struct pq_nat_model *model, enum pq_nat_policy policy, struct pq_nat_net *net,
		      struct pq_view scenario)
{
	struct pq_session *session = &model->session;
	struct pq_fetch_env env = {
		.net = pq_nat_net_init(net),
		.policy = &model->policies[policy],
		.idna = model->idna,
		.transcript = &model->transcript,
	};

	pq_check(!pq_scenario_parse(&model->scenario, scenario, PQ_READING_STRICT, NULL));
	pq_transcript_reset(&model->transcript);
	pq_session_begin(session, &env, &model->scenario);
	while (pq_session_next(session)) {
		net->waits = 0;
		for (unsigned int i = 0; i < MAX_STEPS && net->waits <= MAX_WAITS; i++)
			if (pq_session_step(session))
				break;
	}
	pq_nat_net_fini(net);
	return refused_port(&model->transcript);
}
