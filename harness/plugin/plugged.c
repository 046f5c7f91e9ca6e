/* SPDX-License-Identifier: MIT */
#include "plugin/plugged.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "monitor/monitor.h"
#include "plugin/checker.h"
#include "plugin/perform.h"
#include "subject/model.h"

/*
 * plugin:    a copy, of the fields that both sides know
 * policy:    asks the checker first
 * model:     where the plug-in performs nothing
 * performer: where it does
 */
struct pq_plugged {
	struct pq_plugin plugin;
	struct pq_policy_checker checker;
	struct pq_policy policy;
	struct pq_subject *model;
	struct pq_performer *performer;
};

#define MAX_NAME 64

/* Names beyond the judge's bounds would not count, unseen. */
static enum pq_err check_own(const char *const *names, struct pq_diag *diag)
{
	size_t count = 0;

	for (; names && names[count]; count++)
		if (count == PQ_MAX_OWN_HEADERS || strnlen(names[count], PQ_PLUGIN_OWN_SIZE) == PQ_PLUGIN_OWN_SIZE)
			return pq_diag_set(diag, PQ_ERR_RANGE, 0, 0,
					   "it names more than 32 own headers, or one of more than 63 bytes");
	return PQ_ERR_OK;
}

enum pq_err pq_plugin_check(const struct pq_plugin *plugin, struct pq_diag *diag)
{
	char text[160];

	if (!plugin)
		return pq_diag_set(diag, PQ_ERR_UNKNOWN, 0, 0, "pq_plugin returns no plug-in");
	if (plugin->version != PQ_PLUGIN_VERSION) {
		snprintf(text, sizeof(text), "it is of version %u of the interface; pratique loads version %d",
			 plugin->version, PQ_PLUGIN_VERSION);
		return pq_diag_set(diag, PQ_ERR_VERSION, 0, 0, text);
	}
	if (plugin->size < sizeof(*plugin)) {
		snprintf(text, sizeof(text), "its struct pq_plugin says that it has %zu bytes, and it has %zu",
			 plugin->size, sizeof(*plugin));
		return pq_diag_set(diag, PQ_ERR_RANGE, 0, 0, text);
	}
	if (!plugin->name || !*plugin->name || strnlen(plugin->name, MAX_NAME + 1) > MAX_NAME)
		return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, "it has no name of 1 to 64 bytes");
	if (!plugin->port_allowed && !plugin->header_allowed && !plugin->method_allowed && !plugin->perform)
		return pq_diag_set(diag, PQ_ERR_UNKNOWN, 0, 0,
				   "it has no function: none of port_allowed, header_allowed, method_allowed, perform");
	return plugin->perform ? check_own(plugin->own_headers, diag) : PQ_ERR_OK;
}

struct pq_plugin_traits pq_plugin_traits_of(const struct pq_plugin *plugin)
{
	struct pq_plugin_traits traits = {
		.performs = plugin->perform != NULL,
		.capabilities = pq_subject_model.capabilities,
		.own_headers = pq_subject_model.own_headers,
	};

	if (!traits.performs)
		return traits;
	traits.capabilities = PQ_SHOWS_DIALS | PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES | PQ_SHOWS_SIDES;
	traits.own_headers = plugin->own_headers;
	traits.sockets = plugin->flags & PQ_PLUGIN_SOCKETS;
	/* Draws, and look-ups that a system remembers, are seen by nobody there. */
	if (traits.sockets)
		return traits;
	traits.capabilities |= plugin->flags & PQ_PLUGIN_DRAWS ? PQ_SHOWS_RANDOM : 0;
	traits.capabilities |= plugin->flags & PQ_PLUGIN_LOOKS_UP ? PQ_SHOWS_LOOKUPS : 0;
	return traits;
}

const char *pq_plugin_unfit(bool performs, const struct pq_scenario *scenario)
{
	const char *why = NULL;

	for (size_t i = 0; i < scenario->line_count && performs && !why; i++)
		why = pq_performer_unfit(scenario->lines[i].word);
	return why;
}

static bool open_parts(struct pq_plugged *plugged, const struct pq_policy *policy, struct pq_diag *diag)
{
	if (plugged->plugin.perform)
		plugged->performer = pq_performer_new(&plugged->plugin, &plugged->policy, policy, diag);
	else
		plugged->model = pq_subject_model.open(&plugged->policy, NULL, diag);
	return plugged->performer || plugged->model;
}

struct pq_plugged *pq_plugged_new(const struct pq_plugin *plugin, const struct pq_policy *policy, struct pq_diag *diag)
{
	if (!pq_plugin_traits_of(plugin).sockets)
		return pq_plugged_new_with_sockets(plugin, policy, diag);
	pq_diag_set(diag, PQ_ERR_UNKNOWN, 0, 0,
		    "it has sockets of its own (PQ_PLUGIN_SOCKETS), and real ones end a fuzz target: run and explain "
		    "take it");
	return NULL;
}

struct pq_plugged *pq_plugged_new_with_sockets(const struct pq_plugin *plugin, const struct pq_policy *policy,
					       struct pq_diag *diag)
{
	struct pq_plugged *plugged = malloc(sizeof(*plugged));

	if (!plugged) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the plug-in");
		return NULL;
	}
	plugged->plugin = *plugin;
	plugged->model = NULL;
	plugged->performer = NULL;
	plugged->checker = pq_plugin_checker(&plugged->plugin);
	pq_policy_check_by(&plugged->policy, policy, &plugged->checker);
	if (open_parts(plugged, policy, diag))
		return plugged;
	free(plugged);
	return NULL;
}

void pq_plugged_free(struct pq_plugged *plugged)
{
	if (plugged->model)
		pq_subject_model.close(plugged->model);
	if (plugged->performer)
		pq_performer_free(plugged->performer);
	free(plugged);
}

enum pq_err pq_plugged_run(struct pq_plugged *plugged, const struct pq_scenario *scenario,
			   struct pq_transcript *transcript)
{
	if (plugged->performer)
		return pq_performer_run(plugged->performer, scenario, transcript);
	return pq_subject_model.run(plugged->model, scenario, transcript);
}

void pq_plugged_ask(struct pq_plugged *plugged, const struct pq_scenario *scenario, size_t at,
		    const struct pq_plugin_host *host, struct pq_transcript *transcript)
{
	pq_performer_ask(plugged->performer, scenario, at, host, transcript);
}
