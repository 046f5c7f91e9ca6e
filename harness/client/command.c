/* SPDX-License-Identifier: MIT */
#include "client/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "browser/recipe.h"
#include "client/express.h"
#include "client/session.h"
#include "loopback/unfit.h"
#include "monitor/monitor.h"

#define LIMIT_MS 10000 /* for one request; then the program is ended */
#define ENDING_MS 5000 /* for a program that was ended to be gone */

/*
 * recipe:  which program it is, and the words of a template
 * dialect: how it is told what to ask for
 */
struct pq_subject {
	struct pq_client client;
	struct pq_recipe recipe;
	struct pq_dialect dialect;
	char *program;
	char path[4096];
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
	const char *path = getenv("PATH");
	enum pq_err err = read_argument(argument, &subject->recipe, diag);

	if (err)
		return err;
	if (known)
		subject->dialect = *known;
	else
		read_words(subject);
	snprintf(subject->path, sizeof(subject->path), "PATH=%s", path ? path : "/usr/bin:/bin");
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

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for the program's end, and ends it where it takes too long: *status is -1 then. */
static enum pq_err await(struct pq_sandbox *sandbox, uint32_t id, int *status, struct pq_diag *diag)
{
	int64_t until = now_ms() + LIMIT_MS;
	bool ended = false;

	for (;;) {
		int64_t left = until - now_ms();
		struct pq_sandbox_event event = pq_sandbox_next(sandbox, left > 0 ? (int)left : 0);

		if (event.kind == PQ_SANDBOX_EXITED && event.id == id) {
			*status = !ended && WIFEXITED(event.status) ? WEXITSTATUS(event.status) : -1;
			return PQ_ERR_OK;
		}
		if (event.kind == PQ_SANDBOX_GONE || event.kind == PQ_SANDBOX_RESIDENT || (left <= 0 && ended))
			return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a sandbox that lives on");
		if (left > 0)
			continue;
		pq_sandbox_end(sandbox, id);
		ended = true;
		until = now_ms() + ENDING_MS;
	}
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

static enum pq_err start(struct pq_subject *subject, char **argv, int *status, struct pq_diag *diag)
{
	char *environment[] = { subject->path, (char[]){ "HOME=/nonexistent" }, (char[]){ "LANG=C.UTF-8" }, NULL };
	struct pq_program program = { .argv = argv, .environment = environment, .directory = "/", .log = "/dev/null" };
	uint32_t id;
	enum pq_err err = pq_sandbox_start(subject->client.stage.sandbox, &program, &id, diag);

	return err ? err : await(subject->client.stage.sandbox, id, status, diag);
}

static enum pq_err ask(void *context, const struct pq_scenario *scenario, size_t at, struct pq_asking *out,
		       struct pq_diag *diag)
{
	struct pq_subject *subject = context;
	struct pq_strings words = { NULL, 0, 0, false };
	int status = -1;
	enum pq_err err = PQ_ERR_IO;

	pq_strings_add(&words, strdup(subject->program));
	pq_express(&subject->dialect, scenario, at, subject->client.stage.dir, &words);
	if (!words.failed && put_files(subject, scenario, at, true))
		err = start(subject, words.items, &status, diag);
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

static const char *unfit(struct pq_subject *subject, const struct pq_scenario *scenario)
{
	const char *why = pq_world_unfit(scenario);

	return why ? why : pq_express_unfit(&subject->dialect, scenario);
}

const struct pq_subject_kind pq_subject_command = {
	.name = "command",
	.argument = "TEMPLATE",
	.help = "a client of the command line: curl, wget, or a template with {url}",
	.check = check,
	.capabilities = PQ_SHOWS_DIALS | PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES,
	.open = open_command,
	.run = run_command,
	.close = close_command,
	.unfit = unfit,
};
