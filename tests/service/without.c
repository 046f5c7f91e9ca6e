/* SPDX-License-Identifier: MIT */
/* without WHAT... -- COMMAND...: runs a command on a machine that lacks seccomp, landlock, namespaces, or nothing. */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static int lack(scmp_filter_ctx filter, const char *what)
{
	if (strcmp(what, "seccomp") == 0)
		return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp), 0) ||
		       seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
					(struct scmp_arg_cmp){ 0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0 });
	if (strcmp(what, "landlock") == 0)
		return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), 444, 0);
	if (strcmp(what, "namespaces") == 0)
		return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare), 0);
	return strcmp(what, "nothing") != 0;
}

int main(int argc, char **argv)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int at = 1;

	for (; at < argc && strcmp(argv[at], "--") != 0; at++)
		if (lack(filter, argv[at])) {
			fprintf(stderr, "without: %s cannot be taken away\n", argv[at]);
			return 77;
		}
	if (at + 1 >= argc || seccomp_load(filter) != 0)
		return 77;
	seccomp_release(filter);
	execv(argv[at + 1], argv + at + 1);
	perror(argv[at + 1]);
	return 77;
}
