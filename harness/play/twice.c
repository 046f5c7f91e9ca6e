/* SPDX-License-Identifier: MIT */
#include "play/twice.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool pq_play_is_broken(const struct pq_play_piece *piece)
{
	return piece->played && piece->verdict.violation_total > 0;
}

bool pq_play_is_doubtful(const struct pq_play_piece *piece)
{
	if (!piece->played)
		return !pq_play_unfit(piece->scenario);
	return pq_play_is_broken(piece) || piece->verdict.outcome == PQ_CASE_VOID;
}

/* Keeps the transcript of the play that counts. */
static void take(struct pq_play_piece *piece, struct pq_play_piece *again)
{
	if (!pq_play_is_broken(piece) || pq_play_is_broken(again)) {
		free(piece->transcript);
		*piece = *again;
		return;
	}
	piece->played = false;
	snprintf(piece->cause, sizeof(piece->cause), "%s seen once, and not when asked again%s%.96s",
		 pq_rule_name(piece->verdict.violations[0].rule), again->played ? "" : ": ",
		 again->played ? "" : again->cause);
	free(again->transcript);
}

static enum pq_err play_again(const struct pq_play_options *options, struct pq_play_piece *pieces, const size_t *index,
			      struct pq_play_piece *again, size_t count, struct pq_diag *diag)
{
	struct pq_play_options second = *options;
	char dir[PATH_MAX];
	enum pq_err err = PQ_ERR_OK;

	snprintf(dir, sizeof(dir), "%s/again", options->how.dir);
	second.how.dir = dir;
	if (mkdir(dir, 0777) != 0 && errno != EEXIST)
		err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a folder for the second play");
	for (size_t i = 0; i < count; i++)
		again[i] = (struct pq_play_piece){ .name = pieces[index[i]].name,
						   .scenario = pieces[index[i]].scenario,
						   .cause = "it was not asked" };
	if (!err && (!options->how.stop || !*options->how.stop))
		err = pq_play_run(&second, again, count, diag);
	for (size_t i = 0; i < count; i++)
		take(&pieces[index[i]], &again[i]);
	return err;
}

enum pq_err pq_play_twice(const struct pq_play_options *options, struct pq_play_piece *pieces, size_t count,
			  struct pq_diag *diag)
{
	struct pq_play_piece *again = calloc(count + 1, sizeof(*again));
	size_t *index = calloc(count + 1, sizeof(*index));
	enum pq_err err = PQ_ERR_NO_SPACE;
	size_t doubtful = 0;

	if (again && index)
		err = pq_play_run(options, pieces, count, diag);
	else
		pq_diag_set(diag, err, 0, 0, "memory for a second play");
	for (size_t i = 0; !err && i < count; i++)
		if (pq_play_is_doubtful(&pieces[i]))
			index[doubtful++] = i;
	if (!err && doubtful)
		err = play_again(options, pieces, index, again, doubtful, diag);
	free(again);
	free(index);
	return err;
}
