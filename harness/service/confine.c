/* SPDX-License-Identifier: MIT */
#include "service/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "service/filter.h"
#include "service/landlock.h"

/* Descriptors of the network service: its connections, those of look-ups, and what a renderer passes along. */
#define MAX_FILES 512

static const int namespaces = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;

/* Without a user namespace it takes privileges, which who has them keeps from the process by the filter alone. */
static bool leave_network(char *text, size_t size)
{
	int error;

	if (unshare(CLONE_NEWUSER | namespaces) == 0)
		return true;
	error = errno;
	if (unshare(namespaces) == 0)
		return true;
	snprintf(text, size,
		 "namespaces of its own for the renderer (%s): sysctl user.max_user_namespaces, "
		 "kernel.unprivileged_userns_clone or kernel.apparmor_restrict_unprivileged_userns may forbid them, "
		 "or a container's profile; pratique doctor tells which",
		 strerror(error));
	return false;
}

/* What went wrong is why not, or one more thing that is gone without. */
static bool bear(const struct pq_confinement *confinement, const char *why, char *text, size_t size)
{
	size_t len = confinement->best_effort ? strlen(text) : 0;

	snprintf(text + len, size - len, "%s%s", len ? "; " : "", why);
	return confinement->best_effort;
}

bool pq_confine(const struct pq_confinement *confinement, int *listener, char *text, size_t size)
{
	char why[400];

	text[0] = '\0';
	*listener = -1;
	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ MAX_FILES, MAX_FILES });
	if (!confinement->network && !leave_network(why, sizeof(why)) && !bear(confinement, why, text, size))
		return false;
	if (!pq_landlock_close(confinement->network, why, sizeof(why)) && !bear(confinement, why, text, size))
		return false;
	*listener = pq_filter_close(confinement->calls, confinement->over, why, sizeof(why));
	return *listener >= 0 || bear(confinement, why, text, size);
}

/* Copies go out of the way first, so that no number is taken while its file is still wanted. */
bool pq_confine_files(const int *files, size_t count)
{
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	int away[8];

	if (nowhere < 0 || count > sizeof(away) / sizeof(away[0]))
		return false;
	for (size_t i = 0; i < count; i++) {
		away[i] = fcntl(files[i], F_DUPFD_CLOEXEC, 64);
		if (away[i] < 0)
			return false;
	}
	for (int i = 0; i < 3; i++)
		if (dup2(nowhere, i) < 0)
			return false;
	for (size_t i = 0; i < count; i++)
		if (dup2(away[i], 3 + (int)i) < 0)
			return false;
	return close_range(3 + (unsigned int)count, ~0u, 0) == 0;
}
