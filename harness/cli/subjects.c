/* SPDX-License-Identifier: MIT */
#include "cli/subjects.h"

#include <string.h>

#include "client/command.h"
#include "client/libcurl.h"
#include "client/plugin.h"
#include "loopback/service.h"
#include "play/subject.h"

static const struct pq_subject_kind *const more[] = {
	&pq_subject_service,
	&pq_subject_plugin,
	&pq_subject_command,
	&pq_subject_libcurl,
	&pq_subject_libcurl_guarded,
	&pq_subject_browser,
};

size_t pq_subjects_count(void)
{
	return pq_subject_count() + sizeof(more) / sizeof(more[0]);
}

const struct pq_subject_kind *pq_subjects_at(size_t index)
{
	return index < pq_subject_count() ? pq_subject_at(index) : more[index - pq_subject_count()];
}

static const struct pq_subject_kind *find(const char *name, const char **argument)
{
	size_t len = strcspn(name, ":");

	*argument = name[len] ? name + len + 1 : NULL;
	for (size_t i = 0; i < pq_subjects_count(); i++) {
		const struct pq_subject_kind *kind = pq_subjects_at(i);

		if (strlen(kind->name) == len && strncmp(kind->name, name, len) == 0 && !kind->argument == !*argument)
			return kind;
	}
	return NULL;
}

/* With a slash before any colon, or with the ending of shared objects where no kind takes it as its argument. */
const struct pq_subject_kind *pq_subjects_by_path(const char *name)
{
	static const char ending[] = ".so";
	size_t len = strlen(name);
	bool ends = len >= strlen(ending) && strcmp(name + len - strlen(ending), ending) == 0;
	const char *argument;

	if (memchr(name, '/', strcspn(name, ":")) || (ends && !find(name, &argument)))
		return &pq_subject_plugin;
	return NULL;
}

const struct pq_subject_kind *pq_subjects_by_name(const char *name, const char **argument)
{
	if (!pq_subjects_by_path(name))
		return find(name, argument);
	*argument = name;
	return &pq_subject_plugin;
}
