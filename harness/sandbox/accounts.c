/* SPDX-License-Identifier: MIT */
#include "sandbox/accounts.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sandbox/files.h"

/* Whether a file as of passwd(5) or group(5) has a line of that name. */
static bool has(const char *path, const char *name)
{
	size_t len = strlen(name);
	FILE *file = fopen(path, "re");
	char line[4096];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = strncmp(line, name, len) == 0 && line[len] == ':';
	if (file)
		fclose(file);
	return found;
}

/* Copies the file, and ends its last line, which need not be ended. */
static FILE *copy(const char *from, const char *to)
{
	FILE *out;

	if (!pq_file_append(to, from) && errno != ENOENT)
		return NULL;
	out = fopen(to, "ae");
	if (out)
		fputc('\n', out);
	return out;
}

bool pq_accounts_write(const char *folder, const char *const *names)
{
	char users[PATH_MAX];
	char groups[PATH_MAX];
	FILE *user_file;
	FILE *group_file;
	bool good;

	snprintf(users, sizeof(users), "%s/passwd", folder);
	snprintf(groups, sizeof(groups), "%s/group", folder);
	user_file = copy("/etc/passwd", users);
	group_file = copy("/etc/group", groups);
	for (unsigned int i = 0; user_file && group_file && names && names[i]; i++) {
		unsigned int id = PQ_ACCOUNTS_FIRST + i;

		if (!has("/etc/passwd", names[i]))
			fprintf(user_file, "%s:x:%u:%u::/nonexistent:/bin/sh\n", names[i], id, id);
		if (!has("/etc/group", names[i]))
			fprintf(group_file, "%s:x:%u:\n", names[i], id);
	}
	good = user_file && group_file;
	if (user_file)
		good = fclose(user_file) == 0 && good;
	if (group_file)
		good = fclose(group_file) == 0 && good;
	return good;
}

/* As user_namespaces(7) has it: who may be one user only may still choose its number. */
static bool enter_namespace(uid_t uid, gid_t gid)
{
	uid_t outer_uid = geteuid();
	gid_t outer_gid = getegid();
	char text[64];

	if (unshare(CLONE_NEWUSER) != 0)
		return false;
	if (!pq_file_write("/proc/self/setgroups", "deny") && errno != ENOENT)
		return false;
	snprintf(text, sizeof(text), "%u %u 1", uid, outer_uid);
	if (!pq_file_write("/proc/self/uid_map", text))
		return false;
	snprintf(text, sizeof(text), "%u %u 1", gid, outer_gid);
	return pq_file_write("/proc/self/gid_map", text);
}

bool pq_accounts_become(const char *name)
{
	const struct passwd *user;

	errno = 0;
	user = getpwnam(name);
	if (!user) {
		errno = errno != 0 ? errno : ENOENT;
		return false;
	}
	if (user->pw_uid == geteuid())
		return true;
	if (initgroups(name, user->pw_gid) == 0 && setgid(user->pw_gid) == 0)
		return setuid(user->pw_uid) == 0;
	return (errno == EPERM || errno == EINVAL) && enter_namespace(user->pw_uid, user->pw_gid);
}
