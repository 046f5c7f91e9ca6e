/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. A start gets a folder of its own under /tmp (paths of
 * sockets in a profile have to be short), with home and profile in it. Where a
 * display is needed, Xvfb runs in the sandbox beside the browser and listens on an
 * abstract socket alone, which belongs to the network namespace: no lock and no
 * socket is left in /tmp, and any display number is free.
 */
#include "browser/session.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "browser/launch.h"
#include "browser/errand.h"

#define DISPLAY ":7"
#define DISPLAY_PATIENCE_MS 10000
#define END_PATIENCE_MS 10000
#define ERRAND_MS 20000
#define NO_ID UINT32_MAX

/*
 * id, display: numbers in the sandbox; NO_ID: not started, or gone
 */
struct pq_session {
	struct pq_sandbox *sandbox;
	uint32_t id;
	uint32_t display;
	bool running;
	char folder[32];
	char home[48];
	char profile[48];
	char log[PATH_MAX];
	char display_log[64];
	char *command;
};

__attribute__((format(printf, 2, 3))) static enum pq_err fail(struct pq_diag *diag, const char *format, ...)
{
	char text[sizeof(diag->expected)];
	va_list rest;

	va_start(rest, format);
	vsnprintf(text, sizeof(text), format, rest);
	va_end(rest);
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
}

static enum pq_err make_folders(struct pq_session *session, struct pq_diag *diag)
{
	static const char *const inside[] = { "home/tmp", "home/run", "home/.config", "profile" };
	char path[64];

	strcpy(session->folder, "/tmp/pratique-XXXXXX");
	if (!mkdtemp(session->folder)) {
		session->folder[0] = '\0';
		return fail(diag, "a folder in /tmp (%s)", strerror(errno));
	}
	for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", session->folder, inside[i]);
		if (!pq_errand_make_folders(path))
			return fail(diag, "the folder %s (%s)", path, strerror(errno));
	}
	snprintf(session->home, sizeof(session->home), "%s/home", session->folder);
	snprintf(session->profile, sizeof(session->profile), "%s/profile", session->folder);
	snprintf(session->display_log, sizeof(session->display_log), "%s/display", session->folder);
	return PQ_ERR_OK;
}

/* browser-1.log, browser-2.log ... : the first that is not there yet. */
static void choose_log(struct pq_session *session, const struct pq_session_options *options)
{
	for (int number = 1; !options->quiet && number < 10000; number++) {
		snprintf(session->log, sizeof(session->log), "%s/browser-%d.log", options->dir, number);
		if (access(session->log, F_OK) != 0)
			return;
	}
}

static enum pq_err write_prefs(const struct pq_places *places, struct pq_diag *diag)
{
	char *text = pq_launch_prefs(places);
	char path[PATH_MAX];
	bool written = text != NULL;

	snprintf(path, sizeof(path), "%s/user.js", places->profile);
	if (text && text[0] != '\0')
		written = pq_errand_write(path, text);
	free(text);
	return written ? PQ_ERR_OK : fail(diag, "the file %s (%s)", path, strerror(errno));
}

/* Makes an NSS database that trusts the run's CA. */
static enum pq_err trust(const char *folder, const char *authority, struct pq_diag *diag)
{
	char database[PATH_MAX], home[PATH_MAX], path[4096];
	const char *search = getenv("PATH");
	char *environment[] = { home, path, NULL };
	char *file = strdup(authority);
	char *make[] = { "certutil", "-N", "-d", database, "--empty-password", NULL };
	char *add[] = { "certutil", "-A", "-d", database, "-n", "pratique", "-t", "CT,C,C", "-i", file, NULL };
	int status;

	snprintf(database, sizeof(database), "sql:%s", folder);
	snprintf(home, sizeof(home), "HOME=%s", folder);
	snprintf(path, sizeof(path), "PATH=%s", search ? search : "/usr/bin:/bin");
	if (!file || !pq_errand_make_folders(folder)) {
		free(file);
		return fail(diag, "the folder %s (%s)", folder, strerror(errno));
	}
	status = pq_errand_run(make, environment, NULL, 0, ERRAND_MS);
	if (status == 0)
		status = pq_errand_run(add, environment, NULL, 0, ERRAND_MS);
	free(file);
	if (status == 0)
		return PQ_ERR_OK;
	return fail(diag, status == 127 ? "the program certutil; apt install libnss3-tools"
					: "certutil to trust the run's CA (it failed)");
}

/* The files that the recipe wants made. */
static enum pq_err prepare(const struct pq_places *places, struct pq_diag *diag)
{
	const struct pq_recipe *recipe = places->options->recipe;
	enum pq_err err = write_prefs(places, diag);

	for (size_t i = 0; i < recipe->line_count && !err; i++) {
		const struct pq_recipe_line *line = &recipe->lines[i];
		char *path = pq_launch_fill(line->value, places);
		char *text = line->second ? pq_launch_fill(line->second, places) : NULL;

		if (strcmp(line->word, "trust") == 0 && places->options->authority && path)
			err = trust(path, places->options->authority, diag);
		else if (strcmp(line->word, "write") == 0 && (!path || !text || !pq_errand_write(path, text)))
			err = fail(diag, "the file %s (%s)", line->value, strerror(errno));
		free(path);
		free(text);
	}
	return err;
}

/* Xvfb writes its number once it is ready. */
static bool display_ready(const struct pq_session *session)
{
	for (int waited = 0; waited < DISPLAY_PATIENCE_MS; waited += 10) {
		const struct timespec pause = { 0, 10 * 1000000 };
		char text[256] = "";
		FILE *file = fopen(session->display_log, "re");
		size_t len = file ? fread(text, 1, sizeof(text) - 1, file) : 0;

		if (file)
			fclose(file);
		if (len > 0 && strstr(text, &DISPLAY[1]) && strchr(text, '\n'))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

static enum pq_err start_display(struct pq_session *session, char *const *environment, struct pq_diag *diag)
{
	char *argv[] = { "Xvfb",       DISPLAY, "-nolock", "-nolisten", "unix",         "-nolisten", "tcp",
			 "-displayfd", "1",     "-screen", "0",         "1280x1024x24", "-noreset",  NULL };
	const struct pq_program program = {
		.argv = argv, .environment = environment, .directory = "/", .log = session->display_log
	};

	if (pq_sandbox_start(session->sandbox, &program, &session->display, diag)) {
		session->display = NO_ID;
		return fail(diag, "the program Xvfb; apt install xvfb");
	}
	return display_ready(session) ? PQ_ERR_OK : fail(diag, "Xvfb to be ready in 10 s");
}

/* The command line as a person would type it. */
static char *told(char *const *argv)
{
	size_t len = 1;
	char *text;

	for (size_t i = 0; argv[i]; i++)
		len += strlen(argv[i]) + 3;
	text = malloc(len);
	if (!text)
		return NULL;
	text[0] = '\0';
	for (size_t i = 0; argv[i]; i++) {
		bool quoted = argv[i][0] == '\0' || strpbrk(argv[i], " \t\n'\"$<>&|;*?") != NULL;

		sprintf(text + strlen(text), "%s%s%s%s", i > 0 ? " " : "", quoted ? "'" : "", argv[i],
			quoted ? "'" : "");
	}
	return text;
}

static enum pq_err start(struct pq_session *session, const struct pq_places *places, struct pq_diag *diag)
{
	const struct pq_recipe *recipe = places->options->recipe;
	struct pq_strings argv = { 0 };
	struct pq_strings environment = { 0 };
	struct pq_program program = { .directory = session->home, .log = session->log };
	enum pq_err err = PQ_ERR_OK;

	if (recipe->needs_bus) {
		pq_strings_add(&argv, strdup("dbus-run-session"));
		pq_strings_add(&argv, strdup("--"));
	}
	pq_launch_arguments(places, &argv);
	pq_launch_environment(places, &environment);
	if (recipe->needs_display)
		pq_strings_add(&environment, strdup("DISPLAY=" DISPLAY));
	if (places->options->quiet)
		program.log = "/dev/null";
	program.argv = argv.items;
	program.environment = environment.items;
	if (!argv.failed && !environment.failed)
		session->command = told(argv.items);
	if (!session->command)
		err = fail(diag, "memory");
	if (!err && recipe->needs_display)
		err = start_display(session, environment.items, diag);
	if (!err)
		err = pq_sandbox_start(session->sandbox, &program, &session->id, diag);
	session->running = !err;
	pq_strings_fini(&argv);
	pq_strings_fini(&environment);
	return err;
}

enum pq_err pq_session_open(struct pq_session **out, struct pq_sandbox *sandbox,
			    const struct pq_session_options *options, struct pq_diag *diag)
{
	struct pq_session *session = calloc(1, sizeof(*session));
	struct pq_places places = { options, NULL, NULL };
	enum pq_err err;

	if (!session)
		return fail(diag, "memory");
	session->sandbox = sandbox;
	session->id = NO_ID;
	session->display = NO_ID;
	err = make_folders(session, diag);
	places.home = session->home;
	places.profile = session->profile;
	choose_log(session, options);
	if (!err)
		err = prepare(&places, diag);
	if (!err)
		err = start(session, &places, diag);
	if (err)
		pq_session_close(session);
	else
		*out = session;
	return err;
}

uint32_t pq_session_id(const struct pq_session *session)
{
	return session->id;
}

const char *pq_session_command(const struct pq_session *session)
{
	return session->command;
}

const char *pq_session_log(const struct pq_session *session)
{
	return session->log;
}

void pq_session_exited(struct pq_session *session)
{
	session->running = false;
}

static void end(struct pq_session *session, uint32_t id)
{
	pq_sandbox_end(session->sandbox, id);
	pq_sandbox_await_exit(session->sandbox, id, END_PATIENCE_MS);
}

/* A program that said nothing needs no log. */
static void drop_empty_log(const struct pq_session *session)
{
	struct stat about;

	if (session->log[0] != '\0' && stat(session->log, &about) == 0 && about.st_size == 0)
		unlink(session->log);
}

void pq_session_close(struct pq_session *session)
{
	if (!session)
		return;
	if (session->running)
		end(session, session->id);
	if (session->display != NO_ID)
		end(session, session->display);
	if (session->folder[0] != '\0')
		pq_errand_remove(session->folder);
	drop_empty_log(session);
	free(session->command);
	free(session);
}
