/* SPDX-License-Identifier: MIT */
#include "client/command.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "browser/recipe.h"
#include "client/express.h"
#include "client/process.h"
#include "client/session.h"
#include "monitor/monitor.h"

/*
 * recipe:  which program it is, and the words of a template
 * dialect: how it is told what to ask for
 */
struct command {
	struct pq_subject subject;
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
static void read_words(struct command *command)
{
	size_t count = 0;

	command->dialect.name = "template";
	for (size_t i = 0; i < command->recipe.line_count && count < PQ_MAX_DIALECT_WORDS; i++)
		if (strcmp(command->recipe.lines[i].word, "required") == 0)
			command->dialect.always[count++] = command->recipe.lines[i].value;
}

/* What is handed over in files; they go with `made` false. */
static bool put_files(const struct command *command, const struct pq_scenario *scenario, size_t at, bool made)
{
	bool good = true;
	char path[128];

	for (size_t i = at + 1; i < pq_scenario_end_of(scenario, at); i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (!pq_express_has_file(line))
			continue;
		pq_express_path(path, sizeof(path), command->subject.stage.dir, i);
		if (made)
			good = pq_process_put(path, line->args[line->argc - 1].bytes) && good;
		else
			unlink(path);
	}
	return good;
}

static enum pq_err ask(void *context, const struct pq_scenario *scenario, size_t at, struct pq_asking *out,
		       struct pq_diag *diag)
{
	struct command *command = context;
	struct pq_strings words = { NULL, 0, 0, false };
	int status = -1;
	enum pq_err err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, "memory, and room for a body in /tmp");

	pq_strings_add(&words, strdup(command->program));
	pq_express(&command->dialect, scenario, at, command->subject.stage.dir, &words);
	if (!words.failed && put_files(command, scenario, at, true))
		err = pq_process_run(command->subject.stage.sandbox, words.items, "/dev/null", false, &status, diag);
	put_files(command, scenario, at, false);
	pq_strings_fini(&words);
	out->error = pq_dialect_error(&command->dialect, status);
	return err;
}

static enum pq_err open_all(struct command *command, const struct pq_policy *policy, const char *argument,
			    struct pq_diag *diag)
{
	const struct pq_dialect *known = pq_dialect_by_name(argument);
	enum pq_err err = read_argument(argument, &command->recipe, diag);

	if (err)
		return err;
	if (known)
		command->dialect = *known;
	else
		read_words(command);
	command->program = pq_recipe_program(&command->recipe, NULL, diag);
	return command->program ? pq_client_init(&command->subject, policy, diag) : PQ_ERR_IO;
}

static void close_command(struct pq_subject *subject)
{
	struct command *command = subject->context;

	pq_client_fini(subject);
	pq_recipe_fini(&command->recipe);
	free(command->program);
	free(command);
}

static struct pq_subject *open_command(const struct pq_policy *policy, const char *argument, struct pq_diag *diag)
{
	struct command *command = calloc(1, sizeof(*command));
	struct pq_subject *subject;

	if (!command) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for a command");
		return NULL;
	}
	subject = &command->subject;
	subject->dialect = &command->dialect;
	subject->ask = ask;
	subject->context = command;
	subject->orders.socket = -1;
	if (!open_all(command, policy, argument, diag))
		return subject;
	close_command(subject);
	return NULL;
}

const struct pq_subject_kind pq_subject_command = {
	.name = "command",
	.argument = "TEMPLATE",
	.help = "a client of the command line: curl, wget, or a template with {url}",
	.check = check,
	.capabilities = PQ_SHOWS_DIALS | PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES,
	.open = open_command,
	.run = pq_client_run,
	.why = pq_client_why,
	.close = close_command,
	.unfit = pq_client_unfit,
};
