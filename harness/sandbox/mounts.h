/* SPDX-License-Identifier: MIT */
/*
 * What differs inside the sandbox from the machine's files: name resolution,
 * trusted authorities, and the sockets of services that would look up or fetch
 * something outside on a program's behalf.
 */
#ifndef PQ_SANDBOX_MOUNTS_H
#define PQ_SANDBOX_MOUNTS_H

#include <stdbool.h>

/*
 * In the calling process's mount namespace, which must be a new one: nothing that is mounted from now on is seen outside;
 * /etc/resolv.conf, hosts, nsswitch.conf and the bundle of authorities are bound over, /dev/shm is a fresh one, /proc is
 * that of the calling process's PID namespace. name_server, authority_file: as of struct pq_sandbox_options, may be NULL.
 * False with errno and *what, a static string, saying what failed.
 */
bool pq_mounts_make(const char *name_server, const char *authority_file, const char **what);

/* Mounts a /proc that shows the calling process's PID namespace. False with errno. */
bool pq_mounts_proc(void);

#endif
