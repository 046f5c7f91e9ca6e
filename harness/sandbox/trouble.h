/* SPDX-License-Identifier: MIT */
/*
 * Why a sandbox cannot be made, in words that tell what to enable. What decides is pure: the settings of the
 * machine are read by pq_settings_read() and given to it.
 */
#ifndef PQ_SANDBOX_TROUBLE_H
#define PQ_SANDBOX_TROUBLE_H

#include <stdbool.h>
#include <stddef.h>

/* The step at which it failed. */
enum pq_step {
	PQ_STEP_NAMESPACES, /* clone(2) */
	PQ_STEP_MAPS,       /* /proc/self/uid_map and its like */
	PQ_STEP_MOUNTS,
	PQ_STEP_NETWORK,
	PQ_STEP_REDIRECT,
	PQ_STEP_OTHER
};

/* -1: the kernel has no such setting. */
struct pq_settings {
	bool root;
	long max_user_namespaces;
	long max_net_namespaces;
	long unprivileged_userns_clone;
	long apparmor_restrict_unprivileged_userns;
};

void pq_settings_read(struct pq_settings *settings);

/*
 * One sentence or two in text. what: what was tried, such as "mount proc", or what a program said; error: errno, 0 if
 * there is none.
 */
void pq_trouble(const struct pq_settings *settings, enum pq_step step, const char *what, int error, char *text,
		size_t size);

#endif
