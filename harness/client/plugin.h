/* SPDX-License-Identifier: MIT */
/* A shared object as a subject: a plug-in (pratique/subject.h), loaded into processes of its own. */
#ifndef PQ_CLIENT_PLUGIN_H
#define PQ_CLIENT_PLUGIN_H

#include "subject/subject.h"

extern const struct pq_subject_kind pq_subject_plugin;

#endif
