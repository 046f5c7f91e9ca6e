/* SPDX-License-Identifier: MIT */
/* Assertions for programmer errors, on in every build. Input errors are returned instead. */
#ifndef PQ_BASE_CHECK_H
#define PQ_BASE_CHECK_H

/*
 * The condition has no side effects. A statement, since the line behind a conditional expression with a call that does
 * not return would count as never run.
 */
#define pq_check(condition)               \
	do {                              \
		if (!(condition))         \
			__builtin_trap(); \
	} while (0)

#endif
