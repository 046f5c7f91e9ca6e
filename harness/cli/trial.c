/* SPDX-License-Identifier: MIT */
#include "cli/trial.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/names.h"
#include "cli/subjects.h"
#include "report/message.h"

void pq_store_init(struct pq_store *store)
{
	struct pq_line *lines = pq_memory(PQ_MAX_LINES, sizeof(*lines));
	struct pq_arg *args = pq_memory(PQ_MAX_ARGS, sizeof(*args));
	struct pq_event *events = pq_memory(PQ_MAX_EVENTS, sizeof(*events));
	struct pq_address *addresses = pq_memory(PQ_MAX_TRANSCRIPT_ADDRESSES, sizeof(*addresses));
	unsigned char *scenario_bytes = pq_memory(PQ_MAX_SCENARIO_BYTES, 1);
	unsigned char *transcript_bytes = pq_memory(PQ_MAX_TRANSCRIPT_BYTES, 1);
	void *memory[] = { lines, args, events, addresses, scenario_bytes, transcript_bytes };

	memcpy(store->memory, memory, sizeof(memory));
	store->text = (struct pq_file){ NULL, 0 };
	pq_scenario_init(&store->scenario, lines, PQ_MAX_LINES, args, PQ_MAX_ARGS, scenario_bytes,
			 PQ_MAX_SCENARIO_BYTES);
	pq_transcript_init(&store->transcript, events, PQ_MAX_EVENTS, addresses, PQ_MAX_TRANSCRIPT_ADDRESSES,
			   transcript_bytes, PQ_MAX_TRANSCRIPT_BYTES);
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
	court->name = policy ? pq_policy_of_today(policy, court->spelled) : "fetch";
	court->imposed = policy != NULL;
	code = pq_load_judge_policy(court->name, &court->judge.policy, &court->policy_text);
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

	while (count < pq_subjects_count() && count < sizeof(known) / sizeof(known[0])) {
		known[count] = pq_subjects_at(count)->name;
		count++;
	}
	return pq_names_unknown("subject", name, known, count);
}

static void close_driver(const struct pq_trial *trial, struct pq_driver *driver)
{
	if (driver->subject)
		trial->kind->close(driver->subject);
	free(driver->policy);
	pq_file_free(&driver->policy_text);
}

static void close_drivers(struct pq_trial *trial)
{
	for (size_t i = 0; i < trial->driver_count; i++)
		close_driver(trial, &trial->drivers[i]);
}

/*
 * Makes a driver under that policy, without a subject yet. Returns an exit code, as pq_load_policy does. Where there
 * is no room, the oldest one goes, but never the first.
 */
static int add_driver(struct pq_trial *trial, const char *policy, struct pq_driver **out)
{
	struct pq_driver made = { .name = policy };
	struct pq_driver *driver = &trial->drivers[trial->driver_count];
	int code = pq_load_policy(policy, &made.policy, &made.policy_text);

	if (code != PQ_EXIT_OK)
		return code;
	if (trial->driver_count == PQ_MAX_DRIVERS) {
		driver = &trial->drivers[trial->oldest];
		close_driver(trial, driver);
		trial->oldest = trial->oldest % (PQ_MAX_DRIVERS - 1) + 1;
	} else {
		trial->driver_count++;
	}
	*driver = made;
	*out = driver;
	return PQ_EXIT_OK;
}

static int open_subject(struct pq_trial *trial, struct pq_driver *driver)
{
	struct pq_diag diag = { 0, 0, "" };

	driver->subject = trial->kind->open(driver->policy, trial->argument, &diag);
	if (driver->subject)
		return PQ_EXIT_OK;
	pq_complain("subject %s cannot start: %s", trial->subject_name, diag.expected);
	return PQ_EXIT_SETUP;
}

int pq_trial_open(struct pq_trial *trial, const char *subject, const char *policy, const char *judge)
{
	struct pq_diag diag = { 0, 0, "" };
	int code;

	trial->subject_name = subject ? subject : "model";
	trial->imposed = policy != NULL;
	trial->driver_count = 0;
	trial->oldest = 1;
	trial->kind = pq_subjects_by_name(trial->subject_name, &trial->argument);
	if (!trial->kind)
		return unknown_subject(trial->subject_name);
	if (trial->kind->check && trial->kind->check(trial->argument, &diag)) {
		pq_complain("subject %s: expected %s", trial->subject_name, diag.expected);
		return PQ_EXIT_BAD_INPUT;
	}
	code = add_driver(trial, policy ? policy : "fetch", &trial->driver);
	if (code != PQ_EXIT_OK)
		return code;
	trial->driver->name = pq_policy_of_today(trial->driver->name, trial->driver->spelled);
	code = pq_court_init(&trial->court, judge);
	if (code != PQ_EXIT_OK)
		goto no_judge;
	code = open_subject(trial, trial->driver);
	if (code != PQ_EXIT_OK)
		goto no_subject;
	trial->court.judge.capabilities = trial->kind->capabilities;
	trial->court.judge.own_headers = trial->kind->own_headers;
	if (trial->kind->shows)
		trial->kind->shows(trial->driver->subject, &trial->court.judge.capabilities,
				   &trial->court.judge.own_headers);
	pq_store_init(&trial->store);
	return PQ_EXIT_OK;

no_subject:
	pq_court_fini(&trial->court);
no_judge:
	close_drivers(trial);
	return code;
}

void pq_trial_close(struct pq_trial *trial)
{
	pq_store_fini(&trial->store);
	pq_court_fini(&trial->court);
	close_drivers(trial);
}

/* Says where the name stands, which is a bare word and so points into the text. */
static enum pq_err unknown_policy(const struct pq_store *store, const struct pq_line *line, struct pq_diag *diag)
{
	const unsigned char *at = line->args[0].bytes.data;
	size_t column = 1;
	char expected[sizeof(diag->expected)] = "a built-in policy: ";

	while (at > store->text.data && at[-1] != '\n') {
		at--;
		column++;
	}
	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		size_t len = strlen(expected);

		snprintf(expected + len, sizeof(expected) - len, "%s%s", i ? ", " : "", pq_policy_builtin_name(i));
	}
	return pq_diag_set(diag, PQ_ERR_UNKNOWN, line->text_line, column, expected);
}

/*
 * The built-in policy that the scenario's one line with that word names, with or without a date; fetch if it has none.
 */
static enum pq_err named_policy(const struct pq_store *store, enum pq_word word, char name[PQ_POLICY_NAME_SIZE],
				struct pq_diag *diag)
{
	const struct pq_scenario *scenario = &store->scenario;
	size_t at = pq_scenario_find(scenario, word, 0);
	struct pq_view wanted = PQ_VIEW("fetch");
	size_t builtin;
	uint32_t day;

	if (at < scenario->line_count)
		wanted = scenario->lines[at].args[0].bytes;
	if (pq_policy_builtin_resolve(wanted, &builtin, &day) || wanted.len >= PQ_POLICY_NAME_SIZE)
		return unknown_policy(store, &scenario->lines[at], diag);
	memcpy(name, wanted.data, wanted.len);
	name[wanted.len] = '\0';
	return PQ_ERR_OK;
}

/* The command line counts first, and then nobody asks what the scenario says. */
static enum pq_err choose_driver(struct pq_trial *trial, struct pq_diag *diag)
{
	char name[PQ_POLICY_NAME_SIZE] = "";
	enum pq_err err;
	size_t i = 0;

	if (trial->imposed)
		return PQ_ERR_OK;
	err = named_policy(&trial->store, PQ_WORD_POLICY, name, diag);
	if (err)
		return err;
	while (i < trial->driver_count && strcmp(trial->drivers[i].name, name) != 0)
		i++;
	if (i < trial->driver_count) {
		trial->driver = &trial->drivers[i];
		return PQ_ERR_OK;
	}
	if (add_driver(trial, name, &trial->driver) != PQ_EXIT_OK)
		return pq_diag_set(diag, PQ_ERR_UNKNOWN, 0, 0, "a built-in policy that can be read");
	trial->driver->name = memcpy(trial->driver->spelled, name, sizeof(name));
	return PQ_ERR_OK;
}

enum pq_err pq_court_follow(struct pq_court *court, const struct pq_store *store, struct pq_diag *diag)
{
	char name[PQ_POLICY_NAME_SIZE] = "";
	enum pq_err err;

	if (court->imposed)
		return PQ_ERR_OK;
	err = named_policy(store, PQ_WORD_JUDGE, name, diag);
	if (err || strcmp(court->name, name) == 0)
		return err;
	court->name = memcpy(court->spelled, name, sizeof(name));
	return pq_judge_policy_builtin(&court->judge.policy, pq_view_str(name));
}

/* The policies that the scenario in the store wants. */
static enum pq_err follow(struct pq_trial *trial, struct pq_diag *diag)
{
	enum pq_err err = choose_driver(trial, diag);

	return err ? err : pq_court_follow(&trial->court, &trial->store, diag);
}

enum pq_err pq_trial_read(struct pq_trial *trial, const char *path, enum pq_reading reading, struct pq_diag *diag)
{
	enum pq_err err = pq_store_scenario(&trial->store, path, reading, diag);

	return err ? err : follow(trial, diag);
}

enum pq_err pq_trial_read_as(struct pq_trial *trial, const struct pq_trial *other, enum pq_reading reading,
			     struct pq_diag *diag)
{
	struct pq_store *store = &trial->store;
	const struct pq_file *text = &other->store.text;
	enum pq_err err;

	pq_file_free(&store->text);
	store->text = (struct pq_file){ pq_memory(text->len + 1, 1), text->len };
	if (text->len > 0)
		memcpy(store->text.data, text->data, text->len);
	err = pq_scenario_parse(&store->scenario, pq_file_view(&store->text), reading, diag);
	return err ? err : follow(trial, diag);
}

/* All drivers are of one kind and one argument, and the first one's subject is always open. */
const char *pq_trial_unfit(const struct pq_trial *trial)
{
	const struct pq_subject_kind *kind = trial->kind;

	return kind->unfit ? kind->unfit(trial->drivers[0].subject, &trial->store.scenario) : NULL;
}

enum pq_err pq_trial_run(struct pq_trial *trial, struct pq_diag *diag)
{
	struct pq_driver *driver = trial->driver;
	enum pq_err err;

	if (!driver->subject)
		driver->subject = trial->kind->open(driver->policy, trial->argument, diag);
	if (!driver->subject)
		return PQ_ERR_IO;
	err = trial->kind->run(driver->subject, &trial->store.scenario, &trial->store.transcript);
	if (err)
		return pq_diag_set(diag, err, 0, 0,
				   trial->kind->why ? trial->kind->why(driver->subject) : pq_err_message(err));
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
