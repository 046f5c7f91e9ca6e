/* SPDX-License-Identifier: MIT */
#include "play/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "browser/choose.h"
#include "browser/errand.h"
#include "play/play.h"

#define MAX_FAMILY 64

/*
 * policy: explains why nothing was dialled
 * dir:    of the session; goes with it. "" if there is none yet
 * why:    what the last run failed of; "" if it did not
 */
struct pq_subject {
	const struct pq_policy *policy;
	struct pq_recipe recipe;
	char *program;
	char dir[64];
	struct pq_play_session *session;
	struct pq_diag why;
};

static enum pq_err expect(struct pq_diag *diag, const char *before)
{
	char expected[sizeof(diag->expected)];

	snprintf(expected, sizeof(expected), "%s", before);
	for (size_t i = 0; i < pq_recipe_count(); i++) {
		size_t len = strlen(expected);
		struct pq_recipe recipe;

		if (pq_recipe_builtin(&recipe, pq_recipe_name_at(i), NULL))
			continue;
		if (recipe.kind == PQ_BROWSER_PAGE)
			snprintf(expected + len, sizeof(expected) - len, "%s, ", recipe.name);
		pq_recipe_fini(&recipe);
	}
	snprintf(expected + strlen(expected), sizeof(expected) - strlen(expected), "or FAMILY=PATH");
	return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, expected);
}

/* The recipe that the argument means, and in *path the program, if it is named. To be released if there was no error. */
static enum pq_err read_argument(const char *argument, struct pq_recipe *recipe, const char **path,
				 struct pq_diag *diag)
{
	const char *equals = strchr(argument, '=');
	char family[MAX_FAMILY];
	bool known;

	*path = equals ? equals + 1 : strchr(argument, '/') ? argument : NULL;
	snprintf(family, sizeof(family), "%.*s", equals ? (int)(equals - argument) : 0, argument);
	if (equals)
		known = **path && pq_recipe_of_family(recipe, family);
	else
		known = *path ? pq_recipe_of_program(recipe, *path) : !pq_recipe_builtin(recipe, argument, NULL);
	if (!known)
		return expect(diag, "");
	if (recipe->kind != PQ_BROWSER_PAGE) {
		pq_recipe_fini(recipe);
		return expect(diag, "a browser that runs script in pages: ");
	}
	if (*path)
		pq_recipe_rename(recipe, *path);
	return PQ_ERR_OK;
}

static enum pq_err check(const char *argument, struct pq_diag *diag)
{
	struct pq_recipe recipe;
	const char *path;
	enum pq_err err = read_argument(argument, &recipe, &path, diag);

	if (!err)
		pq_recipe_fini(&recipe);
	return err;
}

static void close_browser(struct pq_subject *subject)
{
	pq_play_session_close(subject->session);
	if (subject->dir[0])
		pq_errand_remove(subject->dir);
	pq_recipe_fini(&subject->recipe);
	free(subject->program);
	free(subject);
}

static enum pq_err open_all(struct pq_subject *subject, const char *argument, struct pq_diag *diag)
{
	const char *path;
	enum pq_err err = read_argument(argument, &subject->recipe, &path, diag);

	if (err)
		return err;
	subject->program = pq_recipe_program(&subject->recipe, path, diag);
	if (!subject->program)
		return PQ_ERR_IO;
	strcpy(subject->dir, "/tmp/pratique-play-XXXXXX");
	if (!mkdtemp(subject->dir)) {
		subject->dir[0] = '\0';
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a folder in /tmp");
	}
	return pq_play_session_open(&subject->session,
				    &(struct pq_play_settings){ .recipe = &subject->recipe,
								.program = subject->program,
								.dir = subject->dir },
				    diag);
}

static struct pq_subject *open_browser(const struct pq_policy *policy, const char *argument, struct pq_diag *diag)
{
	struct pq_subject *subject = calloc(1, sizeof(*subject));

	if (!subject) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for a browser");
		return NULL;
	}
	subject->policy = policy;
	if (!open_all(subject, argument, diag))
		return subject;
	close_browser(subject);
	return NULL;
}

static bool blocks(const void *policy, struct pq_view scheme, uint16_t port)
{
	return pq_policy_blocks_port(policy, pq_scheme_by_name(scheme), port);
}

/* What a browser did not bring to an end it is asked once more, started anew; then that counts. */
static enum pq_err run(struct pq_subject *subject, const struct pq_scenario *scenario, struct pq_transcript *transcript)
{
	const struct pq_play_ports ports = { blocks, subject->policy };
	enum pq_err err = PQ_ERR_INCOMPLETE;

	for (int turn = 0; turn < 2 && err == PQ_ERR_INCOMPLETE; turn++) {
		subject->why = (struct pq_diag){ 0, 0, "" };
		err = pq_play_session_put(subject->session, scenario, &ports, transcript, &subject->why);
	}
	return err;
}

static const char *why(const struct pq_subject *subject)
{
	return subject->why.expected;
}

static const char *unfit(struct pq_subject *subject, const struct pq_scenario *scenario)
{
	const char *why = pq_play_unfit(scenario);

	return why ? why : pq_play_session_unfit(subject->session, scenario);
}

const struct pq_subject_kind pq_subject_browser = {
	.name = "browser",
	.argument = "NAME",
	.help = "a real browser, by pages: chromium, firefox, webkitgtk ..., or FAMILY=PATH",
	.check = check,
	.capabilities = PQ_PLAY_SHOWS,
	.open = open_browser,
	.run = run,
	.why = why,
	.close = close_browser,
	.unfit = unfit,
};
