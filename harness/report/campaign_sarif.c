/* SPDX-License-Identifier: MIT */
/* SARIF 2.1.0: a result for each finding of this campaign, anchored to its input's file. */
#include <string.h>

#include "monitor/monitor.h"
#include "report/campaign_report.h"
#include "report/sarif.h"

/* What targets die of besides the judge's rules; a finding belongs to the first whose beginning its name has. */
static const struct {
	const char *begins;
	struct pq_sarif_rule rule;
} deaths[] = {
	{ "asan-",
	  { "memory_error", "Memory was read or written that it must not.", "Run the command again under a debugger.",
	    "CWE-119", NULL, "error" } },
	{ "ubsan",
	  { "undefined_behaviour", "The C standard does not say what this does.",
	    "The output of the command names file and line.", "CWE-758", NULL, "error" } },
	{ "timeout",
	  { "timeout", "One input takes longer than ten seconds.", "Look for a loop whose end the input decides.",
	    "CWE-834", NULL, "error" } },
	{ "out-of-memory",
	  { "out_of_memory", "One input takes more memory than there is.", "Look for a size that the input decides.",
	    "CWE-770", NULL, "error" } },
	{ "leak",
	  { "leak", "Memory was not released.", "The output of the command names who took it.", "CWE-401", NULL,
	    "error" } },
	{ "unproven",
	  { "unproven", "A target died, and did not when it was run again.",
	    "Look for state that outlives an execution.", NULL, NULL, "warning" } },
	{ "",
	  { "crash", "A target died, or broke a property of its own.", "Run the command again under a debugger.",
	    "CWE-617", NULL, "error" } },
};
#define DEATHS (sizeof(deaths) / sizeof(deaths[0]))

static json_t *monitor_rule(enum pq_rule rule)
{
	const struct pq_rule_info *info = pq_rule_info(rule);
	char help[512];
	struct pq_sarif_rule row = { info->id, info->summary, help, info->cwe, info->section, "error" };

	snprintf(help, sizeof(help), "%s See %s, and \"pratique rules\".", info->summary, info->section);
	return pq_sarif_rule(&row);
}

static json_t *rules(void)
{
	json_t *list = json_array();

	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		json_array_append_new(list, monitor_rule((enum pq_rule)rule));
	for (size_t i = 0; i < DEATHS; i++)
		json_array_append_new(list, pq_sarif_rule(&deaths[i].rule));
	return list;
}

/* Index into rules(). */
static size_t rule_of(const char *name)
{
	enum pq_rule rule = pq_rule_by_name(pq_view_str(name));
	size_t death = 0;

	if (rule != PQ_RULE_NONE)
		return (size_t)rule - 1;
	while (strncmp(name, deaths[death].begins, strlen(deaths[death].begins)) != 0)
		death++;
	return PQ_RULE_COUNT - 1 + death;
}

static json_t *result_of(const struct pq_campaign_found *found)
{
	const char *name = found->rule ? found->rule : "?";
	const char *target = found->target ? found->target : "?";
	size_t index = rule_of(name);
	bool death = index >= PQ_RULE_COUNT - 1;
	const struct pq_sarif_rule *row = death ? &deaths[index - (PQ_RULE_COUNT - 1)].rule : NULL;
	const char *id = row ? row->id : pq_rule_name((enum pq_rule)(index + 1));
	const char *slash = found->file ? strrchr(found->file, '/') : NULL;
	const char *parts[] = { id, target, slash ? slash + 1 : "" };
	char message[1024];

	snprintf(message, sizeof(message), "%.100s: %.300s%starget %.60s%s. To see it again: %.500s", name,
		 found->place ? found->place : "", found->place && found->place[0] ? "; " : "", target,
		 found->reproduced ? "" : ", which did not reproduce", found->command ? found->command : "?");
	return json_pack("{s:s, s:I, s:s, s:s, s:o, s:[{s:o}], s:o}", "ruleId", id, "ruleIndex", (json_int_t)index,
			 "kind", "fail", "level", row ? row->level : "error", "message", pq_sarif_message(message),
			 "locations", "physicalLocation", pq_sarif_place(found->file ? found->file : "?", 1, 0),
			 "partialFingerprints", pq_sarif_fingerprints(parts, 3));
}

static json_t *invocation(const struct pq_campaign_report *report)
{
	json_t *list = json_array();

	if (report->why_void)
		json_array_append_new(
			list, json_pack("{s:s, s:o}", "level", "error", "message", pq_sarif_message(report->why_void)));
	return json_pack("{s:b, s:o, s:{s:o, s:o}}", "executionSuccessful", report->why_void == NULL,
			 "toolExecutionNotifications", list, "properties", "options", pq_sarif_text(report->options),
			 "out", pq_sarif_text(report->out));
}

bool pq_campaign_sarif(const struct pq_campaign_report *report, FILE *out)
{
	json_t *results = json_array();

	for (size_t i = 0; i < report->found_count; i++)
		if (report->found[i].ours)
			json_array_append_new(results, result_of(&report->found[i]));
	return pq_sarif_write(report->program, rules(), invocation(report), results, out);
}
