/* SPDX-License-Identifier: MIT */
#include "subject/subject.h"

#include <string.h>

#include "subject/model.h"

static const struct pq_subject_kind *const kinds[] = {
	&pq_subject_model,
};

size_t pq_subject_count(void)
{
	return sizeof(kinds) / sizeof(kinds[0]);
}

const struct pq_subject_kind *pq_subject_at(size_t index)
{
	return kinds[index];
}

const struct pq_subject_kind *pq_subject_by_name(const char *name)
{
	for (size_t i = 0; i < pq_subject_count(); i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}
