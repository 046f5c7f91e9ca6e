/* SPDX-License-Identifier: MIT */
/* Verbs that run for long end in order when they are interrupted. */
#ifndef PQ_CLI_INTERRUPT_H
#define PQ_CLI_INTERRUPT_H

/*
 * From now on SIGINT, SIGTERM and SIGHUP end nothing by themselves, and are counted there. System calls that wait are broken
 * off by them.
 */
const volatile int *pq_interrupt_watch(void);

#endif
