/* SPDX-License-Identifier: MIT */
/* Loads a plug-in into this process. */
#ifndef PQ_PLUGIN_LOAD_H
#define PQ_PLUGIN_LOAD_H

#include "base/err.h"
#include "pratique/subject.h"

/*
 * The plug-in that the shared object of that path defines, which stays until the process ends. NULL with *diag filled: IO if
 * it cannot be read or loaded, UNKNOWN if it defines no plug-in, or an error of pq_plugin_check.
 */
const struct pq_plugin *pq_plugin_load(const char *path, struct pq_diag *diag);

#endif
