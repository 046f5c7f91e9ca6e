/* SPDX-License-Identifier: MIT */
/* Who there is inside a sandbox: the machine's users, and such as packages would have made when they were installed. */
#ifndef PQ_SANDBOX_ACCOUNTS_H
#define PQ_SANDBOX_ACCOUNTS_H

#include <stdbool.h>
#include <sys/types.h>

#define PQ_ACCOUNTS_FIRST \
	60101 /* user and group id of the first account that is added; Debian gives none of these away */

/*
 * Writes `folder`/passwd and `folder`/group: the machine's, and behind them a user and a group for each name that has none
 * yet. names: NULL-terminated; may be NULL. False with errno.
 */
bool pq_accounts_write(const char *folder, const char *const *names);

/*
 * The calling process, which is root in its user namespace, becomes a user by name. Where that namespace knows one user only,
 * the process enters another one in which it has that user's number, and loses all rights in the first one. False with errno:
 * ENOENT if there is no such user.
 */
bool pq_accounts_become(const char *name);

#endif
