/* SPDX-License-Identifier: MIT */
/* All subjects that the verbs know: those of harness/subject, and those that stand on processes and sockets. */
#ifndef PQ_CLI_SUBJECTS_H
#define PQ_CLI_SUBJECTS_H

#include "subject/subject.h"

size_t pq_subjects_count(void);
const struct pq_subject_kind *pq_subjects_at(size_t index);

/*
 * The kind that such a name asks for, as "NAME", "NAME:ARGUMENT" or the path of a plug-in, which has a slash or ends in ".so";
 * NULL if there is none. *argument is a view into name, or NULL.
 */
const struct pq_subject_kind *pq_subjects_by_name(const char *name, const char **argument);

/* The kind of a plug-in if that is the path of one; NULL otherwise. */
const struct pq_subject_kind *pq_subjects_by_path(const char *name);

#endif
