/* SPDX-License-Identifier: MIT */
#include "cli/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/message.h"

void pq_cli_beside(char path[static PQ_STORE_PATH], const char *name)
{
	char self[PQ_STORE_PATH];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	self[len > 0 ? len : 0] = '\0';
	slash = strrchr(self, '/');
	pq_store_path(path, "%.*s/%s", slash ? (int)(slash - self) : 0, self, name);
}

/* The note's one line; "" if there is no note. */
static void read_note(char line[static PQ_STORE_PATH])
{
	char path[PQ_STORE_PATH];
	FILE *note;

	pq_cli_beside(path, "pratique.source");
	note = fopen(path, "re");
	if (!note || !fgets(line, PQ_STORE_PATH, note))
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	if (note)
		fclose(note);
}

const char *pq_cli_source_dir(void)
{
	static char noted[PQ_STORE_PATH];
	const char *given = getenv("PRATIQUE_SOURCE");

	if (given && given[0] != '\0')
		return given;
	if (!noted[0])
		read_note(noted);
	return noted;
}

bool pq_cli_source_there(const char *verb)
{
	if (pq_cli_source_dir()[0])
		return true;
	pq_complain(
		"%s takes pratique's source tree, which this program does not lie in: set PRATIQUE_SOURCE to its path",
		verb);
	return false;
}

const char *pq_cli_data_dir(void)
{
	static char installed[PQ_STORE_PATH];
	const char *source = pq_cli_source_dir();

	if (source[0])
		return source;
	pq_cli_beside(installed, "../share/pratique");
	return installed;
}
