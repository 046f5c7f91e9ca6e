/* SPDX-License-Identifier: MIT */
/* Assertions for programmer errors, on in every build. Input errors are returned instead. */
#ifndef PQ_BASE_CHECK_H
#define PQ_BASE_CHECK_H

/* The condition has no side effects. */
#define pq_check(condition) ((condition) ? (void)0 : __builtin_trap())

#endif
