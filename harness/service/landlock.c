/* SPDX-License-Identifier: MIT */
#include "service/landlock.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The calls have one number on every machine; the C library has no functions for them. */
#define CREATE_RULESET 444
#define RESTRICT_SELF 446
#define WHICH_VERSION 1u

#define BIND_TCP 1u
#define CONNECT_TCP 2u
#define ABSTRACT_SOCKETS_AND_SIGNALS 3u

/* The kernel's struct landlock_ruleset_attr; older kernels know its beginning. */
struct rules {
	uint64_t files;
	uint64_t ports;
	uint64_t scopes;
};

/* All rights over files that a version knows. */
static uint64_t all_rights(long version)
{
	static const uint64_t rights[] = { 0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff };
	const long known = sizeof(rights) / sizeof(rights[0]);

	return rights[(version < known ? version : known) - 1];
}

static size_t size_for(long version)
{
	return version < 4 ? sizeof(uint64_t) : version < 6 ? 2 * sizeof(uint64_t) : sizeof(struct rules);
}

static bool fail(char *text, size_t size)
{
	const char *how = errno == EOPNOTSUPP ? "it is switched off: add landlock to the boot option lsm="
			  : errno == ENOSYS   ? "the kernel needs CONFIG_SECURITY_LANDLOCK and version 5.13"
					      : "a container's profile may forbid it: run the container with "
						"--security-opt seccomp=unconfined";

	snprintf(text, size, "Landlock, which takes files away (%s): %s", strerror(errno), how);
	return false;
}

bool pq_landlock_close(bool dials, char *text, size_t size)
{
	long version = syscall(CREATE_RULESET, NULL, 0, WHICH_VERSION);
	struct rules rules = { .ports = dials ? BIND_TCP : BIND_TCP | CONNECT_TCP,
			       .scopes = ABSTRACT_SOCKETS_AND_SIGNALS };
	long ruleset;
	bool closed;

	if (version < 1)
		return fail(text, size);
	rules.files = all_rights(version);
	ruleset = syscall(CREATE_RULESET, &rules, size_for(version), 0u);
	if (ruleset < 0)
		return fail(text, size);
	closed = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(RESTRICT_SELF, ruleset, 0u) == 0;
	if (!closed)
		fail(text, size);
	close((int)ruleset);
	return closed;
}
