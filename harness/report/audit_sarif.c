/* SPDX-License-Identifier: MIT */
/*
 * SARIF 2.1.0. A result is anchored to what states the expectation: a port to
 * its line of the judging policy, a case to its scenario. Accepted findings are there, suppressed.
 */
#include <jansson.h>
#include <stdlib.h>

#include "monitor/monitor.h"
#include "report/audit_report.h"
#include "report/audit_services.h"
#include "report/sarif.h"

/* Results of one kind for one vector: whoever refuses everything shall not fill a viewer with 65,536 lines. */
#define MAX_PORTS 64

/* Rules of the report: those of the monitor, then what is no breach of one. */
static const struct pq_sarif_rule more_rules[] = {
	{ .id = "differs",
	  .summary = "The bytes on the wire differ from the model's.",
	  .help = "Compare the transcript with the standard's algorithm; accept it in a baseline if it is meant.",
	  .level = "warning" },
	{ .id = "lost",
	  .summary = "A vector that the baseline tested is untested now.",
	  .help = "Without its control a vector states nothing: enable what it needs, or accept it in the baseline.",
	  .level = "warning" },
	{ .id = "unexpected_dial",
	  .summary = "The baseline does not tell of this dial.",
	  .help = "Find out what dials; accept it in the baseline if it is meant.",
	  .level = "warning" },
};
#define MORE_RULES (sizeof(more_rules) / sizeof(more_rules[0]))

/*
 * vector, ports: that results are made of, and how many there are of each finding
 * left_out:      ports over MAX_PORTS
 */
struct sarif {
	const struct pq_result *result;
	const struct pq_audit_about *about;
	struct pq_audit_services services;
	json_t *results;
	const struct pq_result_vector *vector;
	size_t ports[PQ_FINDING_COUNT];
	size_t left_out;
};

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
	for (size_t i = 0; i < MORE_RULES; i++)
		json_array_append_new(list, pq_sarif_rule(&more_rules[i]));
	return list;
}

/* Index into rules(). */
static size_t rule_of(const struct pq_audit_finding *finding)
{
	if (finding->rule != PQ_RULE_NONE)
		return (size_t)finding->rule - 1;
	return PQ_RULE_COUNT - 1 + (finding->kind == 'c' ? 0 : finding->kind == 'v' ? 1 : 2);
}

static const char *rule_id(const struct pq_audit_finding *finding)
{
	size_t index = rule_of(finding);

	return index < PQ_RULE_COUNT - 1 ? pq_rule_info(finding->rule)->id : more_rules[index - PQ_RULE_COUNT + 1].id;
}

static json_t *locations(const struct sarif *sarif, const struct pq_audit_finding *finding)
{
	const char *file = finding->entry && finding->entry->file ? finding->entry->file : sarif->about->policy_file;
	const struct pq_audit_service *service =
		finding->port ? pq_audit_service_of(&sarif->services, finding->port->port) : NULL;
	json_t *logical = json_pack("[{s:o, s:s}]", "fullyQualifiedName", pq_sarif_text(finding->name), "kind",
				    finding->kind == 'c' ? "scenario" : "vector");
	json_t *location = json_pack("{s:o}", "logicalLocations", logical);

	if (file)
		json_object_set_new(location, "physicalLocation", pq_sarif_place(file, service ? service->line : 1, 0));
	return json_pack("[o]", location);
}

/* Of the subject's family, rule and name. */
static json_t *fingerprints(const struct sarif *sarif, const struct pq_audit_finding *finding)
{
	const char *parts[] = { sarif->result->name ? sarif->result->name : "", rule_id(finding), finding->name };

	return pq_sarif_fingerprints(parts, 3);
}

static json_t *suppressions(const struct sarif *sarif, const struct pq_audit_finding *finding)
{
	if (finding->accepted == 0 || finding->accepted > sarif->result->accepted_count)
		return pq_sarif_suppressions(NULL);
	return pq_sarif_suppressions(sarif->result->accepted[finding->accepted - 1].reason);
}

/* False if enough was told of the vector. */
static bool counts(struct sarif *sarif, const struct pq_audit_finding *finding)
{
	if (!finding->port)
		return true;
	if (sarif->vector != finding->vector)
		memset(sarif->ports, 0, sizeof(sarif->ports));
	sarif->vector = finding->vector;
	if (sarif->ports[finding->port->finding]++ < MAX_PORTS)
		return true;
	sarif->left_out++;
	return false;
}

static bool add_result(void *context, const struct pq_audit_finding *finding)
{
	struct sarif *sarif = context;
	bool breach;

	if (!counts(sarif, finding))
		return true;
	breach = finding->rule != PQ_RULE_NONE || finding->kind == 'v';

	json_array_append_new(sarif->results,
			      json_pack("{s:s, s:I, s:s, s:s, s:o, s:o, s:o, s:o}", "ruleId", rule_id(finding),
					"ruleIndex", (json_int_t)rule_of(finding), "kind", "fail", "level",
					breach ? "error" : "warning", "message", pq_sarif_message(finding->text),
					"locations", locations(sarif, finding), "partialFingerprints",
					fingerprints(sarif, finding), "suppressions", suppressions(sarif, finding)));
	return true;
}

static json_t *invocation(const struct sarif *sarif)
{
	const struct pq_result *result = sarif->result;
	char words[128];
	json_t *object = json_pack("{s:b}", "executionSuccessful", !result->partial && !pq_result_sum(result).is_void);
	json_t *list = json_array();

	if (pq_result_sum(result).is_void)
		json_array_append_new(list, json_pack("{s:s, s:o}", "level", "error", "message",
						      pq_sarif_message("No control was seen: the audit is void.")));
	if (result->trouble)
		json_array_append_new(list, json_pack("{s:s, s:o}", "level", result->partial ? "error" : "warning",
						      "message", pq_sarif_message(result->trouble)));
	snprintf(words, sizeof(words), "%zu further ports are left out here; the JSON report has them.",
		 sarif->left_out);
	if (sarif->left_out)
		json_array_append_new(list,
				      json_pack("{s:s, s:o}", "level", "note", "message", pq_sarif_message(words)));
	json_object_set_new(object, "toolExecutionNotifications", list);
	json_object_set_new(object, "properties",
			    json_pack("{s:o, s:o, s:o, s:o}", "subject", pq_sarif_text(result->name), "version",
				      pq_sarif_text(result->version), "command", pq_sarif_text(result->command),
				      "judge", pq_sarif_text(result->judge)));
	return object;
}

bool pq_report_sarif(const struct pq_result *result, const struct pq_audit_about *about, FILE *out)
{
	static const struct pq_audit_about nothing = { .policy_file = NULL };
	struct sarif *sarif = calloc(1, sizeof(*sarif));
	bool written;

	if (!sarif)
		return false;
	sarif->result = result;
	sarif->about = about ? about : &nothing;
	sarif->results = json_array();
	pq_audit_services_read(&sarif->services, sarif->about->policy_text);
	pq_audit_findings(result, add_result, sarif);
	written = pq_sarif_write(result->program, rules(), invocation(sarif), sarif->results, out);
	free(sarif);
	return written;
}
