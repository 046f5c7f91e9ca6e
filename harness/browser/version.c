/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "browser/errand.h"
#include "browser/launch.h"
#include "browser/session.h"

#define PATIENCE_MS 15000

/* The first line with a digit in it, without the blanks around it: some print a picture first. "" if there is none. */
static char *version_line(char *text)
{
	char *line = text;

	while (*line != '\0') {
		char *next = line + strcspn(line, "\r\n");
		bool last = *next == '\0';

		*next = '\0';
		line += strspn(line, " \t");
		if (line[strcspn(line, "0123456789")] != '\0')
			break;
		line = last ? next : next + 1;
	}
	for (size_t len = strlen(line); len > 0 && line[len - 1] == ' '; len--)
		line[len - 1] = '\0';
	return strdup(line);
}

/* Some do not even tell their version without a display. Xvfb listens on an abstract socket, so it leaves nothing in /tmp. */
static const char with_display[] =
	"Xvfb -displayfd 9 -nolock -nolisten unix -nolisten tcp 9>\"$HOME/display\" >/dev/null 2>&1 &"
	"server=$!; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do "
	"[ -s \"$HOME/display\" ] && break; sleep 0.1; done; "
	"DISPLAY=:$(cat \"$HOME/display\") \"$0\" \"$1\"; kill $server";

/* Runs it in an empty home and with the environment of its recipe; what it says goes to text. */
static void ask(const struct pq_recipe *recipe, char *program, char *argument, const char *home, char *text,
		size_t size)
{
	char sh[] = "sh", command[] = "-c", script[sizeof(with_display)];
	char *argv[] = { program, argument, NULL };
	char *shell[] = { sh, command, script, program, argument, NULL };
	const struct pq_session_options options = { .recipe = recipe, .program = program };
	const struct pq_places places = { &options, home, home };
	struct pq_strings environment = { 0 };

	memcpy(script, with_display, sizeof(script));
	pq_launch_environment(&places, &environment);
	pq_strings_add(&environment, strdup("QT_QPA_PLATFORM=offscreen"));
	if (!environment.failed) {
		pq_errand_run(argv, environment.items, text, size, PATIENCE_MS);
		if (text[strspn(text, " \t\r\n")] == '\0' && recipe->needs_display)
			pq_errand_run(shell, environment.items, text, size, PATIENCE_MS);
	}
	pq_strings_fini(&environment);
}

char *pq_session_version(const struct pq_recipe *recipe, const char *program)
{
	const struct pq_recipe_line *line = pq_recipe_line(recipe, "version");
	char *path = strdup(program), *argument = strdup(line ? line->value : "");
	char folder[] = "/tmp/pratique-XXXXXX", run[48];
	char text[1024] = "";

	if (line && path && argument && mkdtemp(folder)) {
		snprintf(run, sizeof(run), "%s/run", folder);
		pq_errand_make_folders(run);
		ask(recipe, path, argument, folder, text, sizeof(text));
		pq_errand_remove(folder);
	}
	free(path);
	free(argument);
	return version_line(text);
}
