/* SPDX-License-Identifier: MIT */
/* A shared object as a subject: a plug-in (pratique/subject.h), loaded into a process of its own. */
#ifndef PQ_PLUGIN_PROCESS_H
#define PQ_PLUGIN_PROCESS_H

#include "subject/subject.h"

extern const struct pq_subject_kind pq_subject_plugin;

#endif
