/* SPDX-License-Identifier: MIT */
#include "cli/trial.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/names.h"
#include "report/message.h"

/* Enough for every hop of PQ_MAX_REQUESTS requests with the largest body, cut into small pieces. */
#define MAX_EVENTS 131072
#define MAX_ADDRESSES 65536
#define MAX_BYTES (64u << 20)

void pq_store_init(struct pq_store *store)
{
	struct pq_line *lines = pq_memory(PQ_MAX_LINES, sizeof(*lines));
	struct pq_arg *args = pq_memory(PQ_MAX_ARGS, sizeof(*args));
	struct pq_event *events = pq_memory(MAX_EVENTS, sizeof(*events));
	struct pq_address *addresses = pq_memory(MAX_ADDRESSES, sizeof(*addresses));
	unsigned char *scenario_bytes = pq_memory(PQ_MAX_SCENARIO_BYTES, 1);
	unsigned char *transcript_bytes = pq_memory(MAX_BYTES, 1);
	void *memory[] = { lines, args, events, addresses, scenario_bytes, transcript_bytes };

	memcpy(store->memory, memory, sizeof(memory));
	store->text = (struct pq_file){ NULL, 0 };
	pq_scenario_init(&store->scenario, lines, PQ_MAX_LINES, args, PQ_MAX_ARGS, scenario_bytes,
			 PQ_MAX_SCENARIO_BYTES);
	pq_transcript_init(&store->transcript, events, MAX_EVENTS, addresses, MAX_ADDRESSES, transcript_bytes,
			   MAX_BYTES);
}

void pq_store_fini(struct pq_store *store)
{
	for (size_t i = 0; i < sizeof(store->memory) / sizeof(store->memory[0]); i++)
		free(store->memory[i]);
	pq_file_free(&store->text);
}

enum pq_err pq_store_scenario(struct pq_store *store, const char *path, enum pq_reading reading, struct pq_diag *diag)
{
	enum pq_err err;

	pq_file_free(&store->text);
	err = pq_file_read(path, PQ_MAX_SCENARIO_TEXT, "PQ_MAX_SCENARIO_TEXT", &store->text, diag);
	if (err)
		return err;
	return pq_scenario_parse(&store->scenario, pq_file_view(&store->text), reading, diag);
}

enum pq_err pq_store_transcript(struct pq_store *store, const char *path, struct pq_diag *diag)
{
	struct pq_file text;
	enum pq_err err = pq_file_read(path, PQ_MAX_TRANSCRIPT_TEXT, "PQ_MAX_TRANSCRIPT_TEXT", &text, diag);

	if (err)
		return err;
	err = pq_transcript_parse(&store->transcript, pq_file_view(&text), diag);
	pq_file_free(&text);
	return err;
}

int pq_court_init(struct pq_court *court, const char *policy)
{
	int code;

	if (pq_judge_init(&court->judge)) {
		pq_complain("the judge cannot start: ICU's data or memory is missing (pratique doctor tells more)");
		return PQ_EXIT_SETUP;
	}
	code = pq_load_judge_policy(policy, &court->judge.policy, &court->policy_text);
	if (code != PQ_EXIT_OK)
		pq_judge_fini(&court->judge);
	return code;
}

void pq_court_fini(struct pq_court *court)
{
	pq_judge_fini(&court->judge);
	pq_file_free(&court->policy_text);
}

static int unknown_subject(const char *name)
{
	const char *known[32];
	size_t count = 0;

	while (count < pq_subject_count() && count < sizeof(known) / sizeof(known[0])) {
		known[count] = pq_subject_at(count)->name;
		count++;
	}
	return pq_names_unknown("subject", name, known, count);
}

static int open_subject(struct pq_trial *trial)
{
	struct pq_diag diag = { 0, 0, "" };

	trial->subject = trial->kind->open(trial->policy, &diag);
	if (trial->subject)
		return PQ_EXIT_OK;
	pq_complain("subject %s cannot start: %s", trial->subject_name, diag.expected);
	return PQ_EXIT_SETUP;
}

int pq_trial_open(struct pq_trial *trial, const char *subject, const char *policy, const char *judge)
{
	int code;

	trial->subject_name = subject ? subject : "model";
	trial->policy_name = policy ? policy : "fetch";
	trial->judge_name = judge ? judge : "fetch";
	trial->kind = pq_subject_by_name(trial->subject_name);
	if (!trial->kind)
		return unknown_subject(trial->subject_name);
	code = pq_load_policy(trial->policy_name, &trial->policy, &trial->policy_text);
	if (code != PQ_EXIT_OK)
		return code;
	code = pq_court_init(&trial->court, trial->judge_name);
	if (code != PQ_EXIT_OK)
		goto no_judge;
	trial->court.judge.capabilities = trial->kind->capabilities;
	code = open_subject(trial);
	if (code != PQ_EXIT_OK)
		goto no_subject;
	pq_store_init(&trial->store);
	return PQ_EXIT_OK;

no_subject:
	pq_court_fini(&trial->court);
no_judge:
	free(trial->policy);
	pq_file_free(&trial->policy_text);
	return code;
}

void pq_trial_close(struct pq_trial *trial)
{
	pq_store_fini(&trial->store);
	trial->kind->close(trial->subject);
	pq_court_fini(&trial->court);
	free(trial->policy);
	pq_file_free(&trial->policy_text);
}

enum pq_err pq_trial_run(struct pq_trial *trial, struct pq_diag *diag)
{
	enum pq_err err = trial->kind->run(trial->subject, &trial->store.scenario, &trial->store.transcript);

	if (err)
		return pq_diag_set(diag, err, 0, 0, pq_err_message(err));
	pq_judge_run(&trial->court.judge, &trial->store.scenario, &trial->store.transcript, &trial->verdict);
	return PQ_ERR_OK;
}

int pq_trial_exit(enum pq_grade grade)
{
	static const int codes[] = {
		[PQ_GRADE_AS_EXPECTED] = PQ_EXIT_OK,
		[PQ_GRADE_VOID] = PQ_EXIT_SETUP,
		[PQ_GRADE_DIFFERS] = PQ_EXIT_DIFFERS,
		[PQ_GRADE_VIOLATION] = PQ_EXIT_DIFFERS,
	};

	static_assert(sizeof(codes) / sizeof(codes[0]) == PQ_GRADE_COUNT, "a code for each grade");
	return codes[grade];
}
