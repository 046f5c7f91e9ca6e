/* SPDX-License-Identifier: MIT */
#include "cli/subjects.h"

#include <string.h>

#include "loopback/service.h"
#include "plugin/process.h"

static const struct pq_subject_kind *const more[] = {
	&pq_subject_service,
	&pq_subject_plugin,
};

size_t pq_subjects_count(void)
{
	return pq_subject_count() + sizeof(more) / sizeof(more[0]);
}

const struct pq_subject_kind *pq_subjects_at(size_t index)
{
	return index < pq_subject_count() ? pq_subject_at(index) : more[index - pq_subject_count()];
}

/* A path: with a slash before any colon, or with the ending of shared objects. */
static bool is_file(const char *name, size_t len)
{
	static const char ending[] = ".so";
	size_t whole = strlen(name);

	return memchr(name, '/', len) ||
	       (whole >= sizeof(ending) - 1 && strcmp(name + whole - (sizeof(ending) - 1), ending) == 0);
}

const struct pq_subject_kind *pq_subjects_by_name(const char *name, const char **argument)
{
	size_t len = strcspn(name, ":");

	if (is_file(name, len)) {
		*argument = name;
		return &pq_subject_plugin;
	}
	*argument = name[len] ? name + len + 1 : NULL;
	for (size_t i = 0; i < pq_subjects_count(); i++) {
		const struct pq_subject_kind *kind = pq_subjects_at(i);

		if (strlen(kind->name) == len && strncmp(kind->name, name, len) == 0 && !kind->argument == !*argument)
			return kind;
	}
	return NULL;
}
