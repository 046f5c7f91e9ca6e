/* SPDX-License-Identifier: MIT */
/* Building the fuzz targets for an engine. */
#ifndef PQ_CAMPAIGN_BUILD_H
#define PQ_CAMPAIGN_BUILD_H

#include <signal.h>

#include "campaign/engine.h"

/*
 * Configures the engine's build folder in the source tree if need be, and builds all targets with so many jobs.
 * Output goes to the log. False if that failed, or was given up because *stop was set.
 */
bool pq_build_targets(enum pq_campaign_engine engine, const char *source, unsigned int jobs, const char *log,
		      const volatile sig_atomic_t *stop);

#endif
