/* SPDX-License-Identifier: MIT */
/* port SCHEME PORT: may a page's URL of that scheme lead to that port? docs/install.md tells how to build it. */
#include <pratique/policy.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	static const char *const answers[] = { "no rules", "allowed", "blocked" };
	unsigned long port = argc == 3 ? strtoul(argv[2], NULL, 10) : 65536;
	struct pq_policy *policy;

	if (port > 65535 || pq_policy_open("fetch", &policy, NULL) != PQ_POLICY_OK)
		return 2;
	puts(answers[pq_policy_port(policy, argv[1], (uint16_t)port)]);
	pq_policy_close(policy);
	return 0;
}
