/* SPDX-License-Identifier: MIT */
#include "client/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "browser/recipe.h"
#include "client/express.h"
#include "client/process.h"
#include "client/session.h"
#include "loopback/unfit.h"
#include "monitor/monitor.h"

/*
 * recipe:  which program it is, and the words of a template
 * dialect: how it is told what to ask for
 */
struct pq_subject {
	struct pq_client client;
	struct pq_recipe recipe;
	struct pq_dialect dialect;
	char *program;
};

/* The recipe that the argument means. To be released if there was no error. */
static enum pq_err read_argument(const char *argument, struct pq_recipe *recipe, struct pq_diag *diag)
{
	if (pq_dialect_by_name(argument))
		return pq_recipe_builtin(recipe, argument, diag);
	if (strchr(argument, ' ') || strstr(argument, "{url}"))
		return pq_recipe_command(recipe, argument, diag);
	return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, "curl, wget, or a template with {url}, such as 'curl -s {url}'");
}

static enum pq_err check(const char *argument, struct pq_diag *diag)
{
	struct pq_recipe *recipe = malloc(sizeof(*recipe));
	enum pq_err err = recipe ? read_argument(argument, recipe, diag) : PQ_ERR_NO_SPACE;

	if (!err && recipe->line_count > PQ_MAX_DIALECT_WORDS)
		err = pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 60 words (PQ_MAX_DIALECT_WORDS, less four)");
	if (recipe && (!err || err == PQ_ERR_LIMIT))
		pq_recipe_fini(recipe);
	free(recipe);
	return err;
}

/* A template's words are all that can be said. */
static void read_words(struct pq_subject *subject)
{
	size_t count = 0;

	subject->dialect.name = "template";
	for (size_t i = 0; i < subject->recipe.line_count && count < PQ_MAX_DIALECT_WORDS; i++)
		if (strcmp(subject->recipe.lines[i].word, "required") == 0)
			subject->dialect.always[count++] = subject->recipe.lines[i].value;
}

static enum pq_err open_all(struct pq_subject *subject, const struct pq_policy *policy, const char *argument,
			    struct pq_diag *diag)
{
	const struct pq_dialect *known = pq_dialect_by_name(argument);
	enum pq_err err = read_argument(argument, &subject->recipe, diag);

	if (err)
		return err;
	if (known)
		subject->dialect = *known;
	else
		read_words(subject);
	subject->program = pq_recipe_program(&subject->recipe, NULL, diag);
	return subject->program ? pq_client_init(&subject->client, policy, diag) : PQ_ERR_IO;
}

static void close_command(struct pq_subject *subject)
{
	pq_client_fini(&subject->client);
	pq_recipe_fini(&subject->recipe);
	free(subject->program);
	free(subject);
}

static struct pq_subject *open_command(const struct pq_policy *policy, const char *argument, struct pq_diag *diag)
{
	struct pq_subject *subject = calloc(1, sizeof(*subject));

	if (!subject) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for a command");
		return NULL;
	}
	subject->client.orders.socket = -1;
	if (!open_all(subject, policy, argument, diag))
		return subject;
	close_command(subject);
	return NULL;
}

/* What is handed over in files; they go with `made` false. */
static bool put_files(const struct pq_subject *subject, const struct pq_scenario *scenario, size_t at, bool made)
{
	bool good = true;
	char path[128];

	for (size_t i = at + 1; i < pq_scenario_end_of(scenario, at); i++) {
		const struct pq_line *line = &scenario->lines[i];
		FILE *file;

		if (!pq_express_has_file(line))
			continue;
		pq_express_path(path, sizeof(path), subject->client.stage.dir, i);
		if (!made) {
			unlink(path);
			continue;
		}
		file = fopen(path, "we");
		good = good && file;
		if (file) {
			struct pq_view bytes = line->args[line->argc - 1].bytes;

			good = fwrite(bytes.data, 1, bytes.len, file) == bytes.len && good;
			good = fclose(file) == 0 && good;
		}
	}
	return good;
}

static enum pq_err ask(void *context, const struct pq_scenario *scenario, size_t at, struct pq_asking *out,
		       struct pq_diag *diag)
{
	struct pq_subject *subject = context;
	struct pq_strings words = { NULL, 0, 0, false };
	int status = -1;
	enum pq_err err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, "memory, and room for a body in /tmp");

	pq_strings_add(&words, strdup(subject->program));
	pq_express(&subject->dialect, scenario, at, subject->client.stage.dir, &words);
	if (!words.failed && put_files(subject, scenario, at, true))
		err = pq_process_run(subject->client.stage.sandbox, words.items, "/dev/null", &status, diag);
	put_files(subject, scenario, at, false);
	pq_strings_fini(&words);
	out->error = pq_dialect_error(&subject->dialect, status);
	return err;
}

static enum pq_err run_command(struct pq_subject *subject, const struct pq_scenario *scenario,
			       struct pq_transcript *transcript)
{
	return pq_client_run(&subject->client, scenario, ask, subject, transcript);
}

static const char *why(const struct pq_subject *subject)
{
	return subject->client.why.expected;
}

static const char *unfit(struct pq_subject *subject, const struct pq_scenario *scenario)
{
	const char *reason = pq_world_unfit(scenario);

	return reason ? reason : pq_express_unfit(&subject->dialect, scenario);
}

const struct pq_subject_kind pq_subject_command = {
	.name = "command",
	.argument = "TEMPLATE",
	.help = "a client of the command line: curl, wget, or a template with {url}",
	.check = check,
	.capabilities = PQ_SHOWS_DIALS | PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES,
	.open = open_command,
	.run = run_command,
	.why = why,
	.close = close_command,
	.unfit = unfit,
};
