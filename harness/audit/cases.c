/* SPDX-License-Identifier: MIT */
#include "audit/cases.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audit/cases_tell.h"
#include "audit/cases_text.h"
#include "audit/compare_bodies.h"
#include "play/twice.h"

/*
 * pieces:  of all scenarios, by index in the pack; again: of those that were asked a second time, by the same index
 * second:  which these are
 * differs: what their bodies differ in from the model's, "" if in nothing: first and second time
 */
struct suite {
	enum pq_cases_suite which;
	const struct pq_cases_options *options;
	struct pq_result *result;
	struct pq_pack pack;
	struct pq_cases_sheet sheet;
	struct pq_play_piece *pieces;
	struct pq_play_piece *again;
	char (*differs)[2][200];
	struct pq_compare_bodies *compare;
	char dir[PATH_MAX];
};

const char *pq_cases_suite_name(enum pq_cases_suite suite)
{
	static const char *const names[] = { "headers", "bodies" };

	return names[suite];
}

static enum pq_err make_folder(const char *path, struct pq_diag *diag)
{
	char text[PATH_MAX + 64];

	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return PQ_ERR_OK;
	snprintf(text, sizeof(text), "the folder %s (%s)", path, strerror(errno));
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
}

static enum pq_err write_scenarios(struct suite *suite, struct pq_diag *diag)
{
	static void (*const write[])(struct pq_cases_sheet *,
				     const struct pq_cases_options *) = { pq_cases_write_headers,
									  pq_cases_write_bodies };
	enum pq_err err;

	if (!pq_pack_init(&suite->pack))
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for scenarios");
	snprintf(suite->dir, sizeof(suite->dir), "%s/scenarios", suite->options->dir);
	err = make_folder(suite->dir, diag);
	snprintf(suite->dir, sizeof(suite->dir), "%s/scenarios/%s", suite->options->dir,
		 pq_cases_suite_name(suite->which));
	err = err ? err : make_folder(suite->dir, diag);
	if (err)
		return err;
	suite->sheet = (struct pq_cases_sheet){ .pack = &suite->pack, .dir = suite->dir };
	write[suite->which](&suite->sheet, suite->options);
	if (suite->sheet.failed)
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "scenarios that can be written to the folder of the run");
	suite->pieces = calloc(suite->pack.count + 1, sizeof(*suite->pieces));
	suite->again = calloc(suite->pack.count + 1, sizeof(*suite->again));
	suite->differs = calloc(suite->pack.count + 1, sizeof(*suite->differs));
	if (!suite->pieces || !suite->again || !suite->differs)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the scenarios' results");
	return PQ_ERR_OK;
}

static void progress(void *context, size_t done, size_t total)
{
	struct suite *suite = context;

	if (suite->options->progress)
		suite->options->progress(suite->options->context, pq_cases_suite_name(suite->which), done, total);
}

/* turn: 1 or 2 */
static enum pq_err play(struct suite *suite, struct pq_play_piece *pieces, size_t count, int turn, struct pq_diag *diag)
{
	char dir[PATH_MAX];
	struct pq_play_options how = {
		.how = { .recipe = suite->options->recipe,
			 .program = suite->options->program,
			 .stock = suite->options->stock,
			 .dir = dir,
			 .stop = suite->options->stop,
			 .deadline_ms = suite->options->deadline_ms },
		.judge = suite->options->judge,
		.progress = progress,
		.context = suite,
	};
	enum pq_err err;

	snprintf(dir, sizeof(dir), "%s/play-%s-%d", suite->options->dir, pq_cases_suite_name(suite->which), turn);
	err = make_folder(dir, diag);
	return err ? err : pq_play_run(&how, pieces, count, diag);
}

static void compare(struct suite *suite, size_t at, const struct pq_play_piece *piece, int turn)
{
	if (suite->compare && piece->played && piece->transcript)
		pq_compare_bodies_of(suite->compare, piece->scenario, piece->transcript, suite->differs[at][turn]);
}

static enum pq_err ask_again(struct suite *suite, struct pq_diag *diag)
{
	struct pq_play_piece *pieces = calloc(suite->pack.count + 1, sizeof(*pieces));
	size_t *index = calloc(suite->pack.count + 1, sizeof(*index));
	enum pq_err err = PQ_ERR_NO_SPACE;
	size_t count = 0;

	for (size_t i = 0; pieces && index && i < suite->pack.count; i++) {
		if (!pq_play_is_doubtful(&suite->pieces[i]) && !suite->differs[i][0][0])
			continue;
		pieces[count] =
			(struct pq_play_piece){ .name = suite->pieces[i].name, .scenario = suite->pieces[i].scenario };
		index[count++] = i;
	}
	if (pieces && index)
		err = count ? play(suite, pieces, count, 2, diag) : PQ_ERR_OK;
	for (size_t i = 0; i < count; i++) {
		suite->again[index[i]] = pieces[i];
		compare(suite, index[i], &pieces[i], 1);
	}
	free(pieces);
	free(index);
	return err;
}

static void tell_case(struct suite *suite, size_t at)
{
	struct pq_result_case *told = pq_result_add_case(suite->result);
	const struct pq_cases_asked asked = {
		.first = &suite->pieces[at],
		.again = suite->again[at].scenario ? &suite->again[at] : NULL,
		.differs = { suite->differs[at][0], suite->differs[at][1] },
	};

	if (!told)
		return;
	told->suite = pq_result_text(suite->result, pq_view_str(pq_cases_suite_name(suite->which)));
	told->name = pq_result_text(suite->result, pq_view_str(suite->pack.items[at]->name));
	told->file = pq_result_text(suite->result, pq_view_str(suite->sheet.files[at]));
	pq_cases_tell(suite->result, told, &asked);
}

static void tell_boundaries(struct suite *suite)
{
	struct pq_result_note *note;
	unsigned char room[400];
	struct pq_buf sentence;
	int judgement;

	if (!suite->compare)
		return;
	pq_buf_init(&sentence, room, sizeof(room));
	judgement = pq_compare_bodies_boundaries(suite->compare, &sentence);
	note = pq_result_add_note(suite->result);
	if (!note)
		return;
	note->name = pq_result_text(suite->result, pq_view_str("boundaries"));
	note->rule = PQ_RULE_WEAK_BOUNDARY;
	note->judgement = (uint8_t)judgement;
	note->detail = pq_result_text(suite->result, pq_buf_view(&sentence));
}

static enum pq_err run(struct suite *suite, struct pq_diag *diag)
{
	enum pq_err err = write_scenarios(suite, diag);
	enum pq_err again;

	if (!err && suite->which == PQ_CASES_BODIES)
		suite->compare = pq_compare_bodies_new(suite->options->policy, diag);
	if (!err && suite->which == PQ_CASES_BODIES && !suite->compare)
		err = PQ_ERR_NO_SPACE;
	for (size_t i = 0; !err && i < suite->pack.count; i++)
		suite->pieces[i] = (struct pq_play_piece){ .name = suite->pack.items[i]->name,
							   .scenario = &suite->pack.items[i]->scenario };
	if (!err)
		err = play(suite, suite->pieces, suite->pack.count, 1, diag);
	if (err)
		return err;
	for (size_t i = 0; i < suite->pack.count; i++)
		compare(suite, i, &suite->pieces[i], 0);
	again = ask_again(suite, diag);
	for (size_t i = 0; i < suite->pack.count; i++)
		tell_case(suite, i);
	tell_boundaries(suite);
	return again;
}

enum pq_err pq_cases_run(enum pq_cases_suite which, const struct pq_cases_options *options, struct pq_result *result,
			 struct pq_diag *diag)
{
	struct suite *suite = calloc(1, sizeof(*suite));
	enum pq_err err;

	if (!suite)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for scenarios");
	suite->which = which;
	suite->options = options;
	suite->result = result;
	err = run(suite, diag);
	for (size_t i = 0; i < suite->pack.count; i++) {
		if (suite->pieces)
			free(suite->pieces[i].transcript);
		if (suite->again)
			free(suite->again[i].transcript);
	}
	for (size_t i = 0; i < suite->sheet.file_count; i++)
		free(suite->sheet.files[i]);
	free(suite->sheet.files);
	free(suite->pieces);
	free(suite->again);
	free(suite->differs);
	pq_compare_bodies_free(suite->compare);
	pq_pack_fini(&suite->pack);
	free(suite);
	return err;
}
