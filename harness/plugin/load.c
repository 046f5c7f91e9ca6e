/* SPDX-License-Identifier: MIT */
#include "plugin/load.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "plugin/plugged.h"

/* dlopen(3) looks a name without a slash up in the system's folders. */
static void *open_object(const char *path)
{
	char here[4096];

	if (strchr(path, '/'))
		return dlopen(path, RTLD_NOW | RTLD_LOCAL);
	snprintf(here, sizeof(here), "./%s", path);
	return dlopen(here, RTLD_NOW | RTLD_LOCAL);
}

const struct pq_plugin *pq_plugin_load(const char *path, struct pq_diag *diag)
{
	const struct pq_plugin *(*define)(void);
	const struct pq_plugin *plugin;
	void *object;
	void *symbol;

	if (access(path, R_OK) != 0) {
		pq_diag_set(diag, PQ_ERR_IO, 0, 0, strerror(errno));
		return NULL;
	}
	object = open_object(path);
	if (!object) {
		pq_diag_set(diag, PQ_ERR_IO, 0, 0, dlerror());
		return NULL;
	}
	symbol = dlsym(object, "pq_plugin");
	if (!symbol) {
		pq_diag_set(diag, PQ_ERR_UNKNOWN, 0, 0, "it defines no function pq_plugin (pratique/subject.h)");
		return NULL;
	}
	/* POSIX makes a function of such a pointer; C has no cast for it. */
	memcpy(&define, &symbol, sizeof(define));
	plugin = define();
	return pq_plugin_check(plugin, diag) ? NULL : plugin;
}
