/* SPDX-License-Identifier: MIT */
/* Building the fuzz targets for an engine. */
#ifndef PQ_CAMPAIGN_BUILD_H
#define PQ_CAMPAIGN_BUILD_H

#include "campaign/engine.h"

/*
 * Configures the engine's build folder in the source tree if need be, and builds that target of its with so many
 * jobs. Output goes to the log. False if that failed, or was given up because of a signal.
 */
bool pq_build_target(enum pq_campaign_engine engine, const char *source, const char *cmake_target, unsigned int jobs,
		     const char *log);

/* Runs a command of a build to its end, or until a signal that is caught ends it; true if it succeeded. */
bool pq_build_run(const struct pq_command *command, const char *log);

/* The line of a build's log that says what went wrong; empty if it cannot be read. Valid until the next call. */
struct pq_view pq_build_error(const char *log);

#endif
