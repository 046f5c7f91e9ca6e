/* SPDX-License-Identifier: MIT */
#include "common/plugged_in.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/environment.h"
#include "common/target.h"
#include "plugin/plugged.h"
#ifdef PQ_LOADS_PLUGINS
#include "plugin/load.h"
#endif

/* Only where a build links a plug-in (PQ_PLUGIN) is there such a function. */
#pragma weak pq_plugin

static const struct pq_plugin *load(const char *path, struct pq_diag *diag)
{
#ifdef PQ_LOADS_PLUGINS
	return pq_plugin_load(path, diag);
#else
	(void)path;
	pq_diag_set(diag, PQ_ERR_IO, 0, 0, "this build loads none; link it (PQ_PLUGIN)");
	return NULL;
#endif
}

const struct pq_plugin *pq_fuzz_plugged_in(void)
{
	const char *path = getenv(PQ_PLUGIN_ENV);
	struct pq_diag diag = { 0, 0, "" };
	const struct pq_plugin *plugin = NULL;
	char text[sizeof(diag.expected) + 256];

	if (path) {
		plugin = load(path, &diag);
		if (plugin)
			return plugin;
	} else if (pq_plugin) {
		plugin = pq_plugin();
		if (pq_plugin_check(plugin, &diag) == PQ_ERR_OK)
			return plugin;
		path = "the plug-in that is linked in";
	} else {
		return NULL;
	}
	snprintf(text, sizeof(text), "%.200s cannot be used: %s", path, diag.expected);
	pq_fuzz_cannot(text);
}
