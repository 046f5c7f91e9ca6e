/* SPDX-License-Identifier: MIT */
/*
 * System calls are named beside the functions that make them, by themselves or through a library:
 *
 *     PQ_SYSCALLS(service, socket, connect)
 *
 * The filters of the sandboxed processes are generated from these lines (service/calls.cmake), so that a call that
 * nobody names is a call that nobody may make. The first word is the process: service, renderer or both.
 */
#ifndef PQ_POSIX_CALLS_H
#define PQ_POSIX_CALLS_H

#include <assert.h>

#define PQ_SYSCALLS(process, ...) static_assert(sizeof(#process #__VA_ARGS__) > 1, "names of system calls");

#endif
