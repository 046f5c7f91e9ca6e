/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "browser/errand.h"
#include "browser/session.h"

#define PATIENCE_MS 15000

/* The first line that says anything, without the blanks around it. */
static char *first_line(char *text)
{
	text += strspn(text, " \t\r\n");
	text[strcspn(text, "\r\n")] = '\0';
	for (size_t len = strlen(text); len > 0 && text[len - 1] == ' '; len--)
		text[len - 1] = '\0';
	return strdup(text);
}

/* Some do not even tell their version without a display. Xvfb listens on an abstract socket, so it leaves nothing in /tmp. */
static const char with_display[] =
	"Xvfb -displayfd 9 -nolock -nolisten unix -nolisten tcp 9>\"$HOME/display\" >/dev/null 2>&1 &"
	"server=$!; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do "
	"[ -s \"$HOME/display\" ] && break; sleep 0.1; done; "
	"DISPLAY=:$(cat \"$HOME/display\") \"$0\" \"$1\"; kill $server";

char *pq_session_version(const struct pq_recipe *recipe, const char *program)
{
	const struct pq_recipe_line *line = pq_recipe_line(recipe, "version");
	const char *path = getenv("PATH");
	char folder[] = "/tmp/pratique-XXXXXX";
	char home[64], search[4096], offscreen[] = "QT_QPA_PLATFORM=offscreen", language[] = "LANG=C.UTF-8";
	char *environment[] = { home, search, offscreen, language, NULL };
	char *argv[] = { strdup(program), strdup(line ? line->value : ""), NULL };
	char sh[] = "sh", command[] = "-c", script[sizeof(with_display)];
	char *shell[] = { sh, command, script, argv[0], argv[1], NULL };
	char text[1024] = "";

	memcpy(script, with_display, sizeof(script));
	if (line && argv[0] && argv[1] && mkdtemp(folder)) {
		snprintf(home, sizeof(home), "HOME=%s", folder);
		snprintf(search, sizeof(search), "PATH=%s", path ? path : "/usr/bin:/bin");
		pq_errand_run(argv, environment, text, sizeof(text), PATIENCE_MS);
		if (text[strspn(text, " \t\r\n")] == '\0' && recipe->needs_display)
			pq_errand_run(shell, environment, text, sizeof(text), PATIENCE_MS);
		pq_errand_remove(folder);
	}
	free(argv[0]);
	free(argv[1]);
	return first_line(text);
}
