/* SPDX-License-Identifier: MIT */
/* Characters that a report does not show as they are. Pure. */
#ifndef PQ_REPORT_HIDDEN_H
#define PQ_REPORT_HIDDEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether a character steers what shows it, or is not seen: controls, what breaks lines or changes the direction of text,
 * noncharacters, tags, and what has no shape of its own.
 */
bool pq_report_hidden(uint32_t code);

#endif
