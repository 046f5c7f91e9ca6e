/* SPDX-License-Identifier: MIT */
#include "holdings.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

pid_t holdings_process(const char *name)
{
	char path[64];
	char text[1024] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	file = fopen(path, "re");
	if (!file || !fgets(text, sizeof(text), file))
		text[0] = '\0';
	if (file)
		fclose(file);
	for (char *rest = text, *word; (word = strtok_r(rest, " ", &rest));) {
		char known[32] = "";

		snprintf(path, sizeof(path), "/proc/%s/comm", word);
		file = fopen(path, "re");
		if (file && fgets(known, sizeof(known), file))
			known[strcspn(known, "\n")] = '\0';
		if (file)
			fclose(file);
		if (strcmp(known, name) == 0)
			return (pid_t)strtol(word, NULL, 10);
	}
	return 0;
}

size_t holdings_files(pid_t pid)
{
	char path[64];
	DIR *folder;
	size_t count = 0;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	folder = opendir(path);
	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	return count;
}

unsigned long holdings_memory(pid_t pid)
{
	unsigned long sum = 0;
	unsigned long part;
	char path[64];
	char line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "Private_Dirty: %lu kB", &part) == 1 ||
		    sscanf(line, "Private_Clean: %lu kB", &part) == 1)
			sum += part;
	if (file)
		fclose(file);
	return sum;
}
