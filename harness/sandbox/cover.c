/* SPDX-License-Identifier: MIT */
#include "sandbox/cover.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/files.h"

static bool join(char *out, const char *folder, const char *name)
{
	int len = snprintf(out, PATH_MAX, "%s/%s", folder, name);

	errno = ENAMETOOLONG;
	return len > 0 && len < PATH_MAX;
}

/* An entry of the copy that shows one of the folder: links are copied, all else is bound. */
static bool mirror(const char *from, const char *to)
{
	char link[PATH_MAX];
	struct stat kind;
	ssize_t len;

	if (lstat(from, &kind) != 0)
		return false;
	if (S_ISLNK(kind.st_mode)) {
		len = readlink(from, link, sizeof(link) - 1);
		link[len > 0 ? len : 0] = '\0';
		return len > 0 && symlink(link, to) == 0;
	}
	if (S_ISDIR(kind.st_mode) ? mkdir(to, 0755) != 0 : !pq_file_write(to, ""))
		return false;
	return mount(from, to, NULL, MS_BIND | MS_REC, NULL) == 0;
}

/* All entries of a folder but one; what this user cannot read is left out. */
static bool mirror_all(const char *folder, const char *copy, const char *but)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char from[PATH_MAX];
	char to[PATH_MAX];
	bool good = dir;

	while (good && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    strcmp(entry->d_name, but) == 0)
			continue;
		good = join(from, folder, entry->d_name) && join(to, copy, entry->d_name) &&
		       (mirror(from, to) || errno == EACCES);
	}
	if (dir)
		closedir(dir);
	return good;
}

/* Makes the folders of `rest`, such as "ssl/certs/x.crt", below the copy, and a copy of the file at its end. */
static bool put(const char *copy, char *rest, const char *source)
{
	char path[PATH_MAX];

	for (char *slash = strchr(rest, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (!join(path, copy, rest) || (mkdir(path, 0755) != 0 && errno != EEXIST))
			return false;
		*slash = '/';
	}
	return join(path, copy, rest) && pq_file_append(path, source);
}

/* folder: exists; rest: what is to be in it. */
static bool cover_folder(const char *folder, char *rest, const char *source, const char *stage)
{
	static unsigned int number;
	char copy[PATH_MAX];
	char name[32];
	char first[NAME_MAX + 1];

	snprintf(name, sizeof(name), "cover-%u", number++);
	snprintf(first, sizeof(first), "%.*s", (int)strcspn(rest, "/"), rest);
	return join(copy, stage, name) && mkdir(copy, 0755) == 0 && mirror_all(folder, copy, first) &&
	       put(copy, rest, source) && mount(copy, folder, NULL, MS_BIND | MS_REC, NULL) == 0;
}

bool pq_cover_file(const char *path, const char *source, const char *stage)
{
	char folder[PATH_MAX];
	char rest[PATH_MAX];
	char *slash;

	if (mount(source, path, NULL, MS_BIND, NULL) == 0)
		return true;
	if (errno != ENOENT)
		return false;
	snprintf(folder, sizeof(folder), "%s", path);
	do {
		slash = strrchr(folder, '/');
		if (!slash || slash == folder)
			return false;
		*slash = '\0';
	} while (access(folder, F_OK) != 0);
	snprintf(rest, sizeof(rest), "%s", path + strlen(folder) + 1);
	return cover_folder(folder, rest, source, stage);
}
