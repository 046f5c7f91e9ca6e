/* SPDX-License-Identifier: MIT */
/*
 * SARIF 2.1.0. A result is anchored to what states the expectation: a port to
 * its line of the judging policy, a case to its scenario. Accepted findings are there, suppressed.
 */
#include <jansson.h>
#include <nettle/sha2.h>
#include <stdlib.h>

#include "monitor/monitor.h"
#include "report/audit_report.h"
#include "report/audit_services.h"
#include "report/json.h"

/* Results of one kind for one vector: whoever refuses everything shall not fill a viewer with 65,536 lines. */
#define MAX_PORTS 64

#define INFORMATION "https://fetch.spec.whatwg.org/#port-blocking"

/* Rules of the report: those of the monitor, then what is no breach of one. */
static const struct {
	const char *id;
	const char *summary;
	const char *help;
} more_rules[] = {
	{ "differs", "The bytes on the wire differ from the model's.",
	  "Compare the transcript with the standard's algorithm; accept it in a baseline if it is meant." },
	{ "lost", "A vector that the baseline tested is untested now.",
	  "Without its control a vector states nothing: enable what it needs, or accept it in the baseline." },
	{ "unexpected_dial", "The baseline does not tell of this dial.",
	  "Find out what dials; accept it in the baseline if it is meant." },
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

static json_t *text(const char *string)
{
	return pq_json_text(pq_view_str(string ? string : "?"));
}

static json_t *message(const char *string)
{
	return json_pack("{s:o}", "text", text(string));
}

static json_t *monitor_rule(enum pq_rule rule)
{
	const struct pq_rule_info *info = pq_rule_info(rule);
	char help[512];
	char tag[64];

	snprintf(help, sizeof(help), "%s See %s, and \"pratique rules\".", info->summary, info->section);
	snprintf(tag, sizeof(tag), "external/cwe/%.40s", info->cwe);
	for (char *at = tag; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at | 0x20);
	return json_pack("{s:s, s:s, s:o, s:o, s:s, s:{s:s}, s:{s:[s,s], s:s, s:s}}", "id", info->id, "name", info->id,
			 "shortDescription", message(info->summary), "help", message(help), "helpUri", INFORMATION,
			 "defaultConfiguration", "level", "error", "properties", "tags", "security", tag, "cwe",
			 info->cwe, "section", info->section);
}

static json_t *rules(void)
{
	json_t *list = json_array();

	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		json_array_append_new(list, monitor_rule((enum pq_rule)rule));
	for (size_t i = 0; i < MORE_RULES; i++)
		json_array_append_new(
			list, json_pack("{s:s, s:s, s:o, s:o, s:{s:s}}", "id", more_rules[i].id, "name",
					more_rules[i].id, "shortDescription", message(more_rules[i].summary), "help",
					message(more_rules[i].help), "defaultConfiguration", "level", "warning"));
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

/* Percent-encodes what a relative URI reference cannot hold (RFC 3986). */
static json_t *uri(const char *path)
{
	static const char plain[] = "-._~/!$&'()*+,;=@";
	struct pq_view view = pq_view_str(path);
	char *out = malloc(3 * view.len + 1);
	size_t len = 0;
	json_t *value;

	for (size_t i = 0; out && i < view.len; i++) {
		unsigned char c = view.data[i];

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr(plain, c))
			out[len++] = (char)c;
		else
			len += (size_t)snprintf(out + len, 4, "%%%02X", c);
	}
	value = out ? json_stringn(out, len) : NULL;
	free(out);
	return value;
}

static json_t *locations(const struct sarif *sarif, const struct pq_audit_finding *finding)
{
	const char *file = finding->entry && finding->entry->file ? finding->entry->file : sarif->about->policy_file;
	const struct pq_audit_service *service =
		finding->port ? pq_audit_service_of(&sarif->services, finding->port->port) : NULL;
	json_t *logical = json_pack("[{s:o, s:s}]", "fullyQualifiedName", text(finding->name), "kind",
				    finding->kind == 'c' ? "scenario" : "vector");
	json_t *location = json_pack("{s:o}", "logicalLocations", logical);

	if (file)
		json_object_set_new(location, "physicalLocation",
				    json_pack("{s:{s:o, s:s}, s:{s:i}}", "artifactLocation", "uri", uri(file),
					      "uriBaseId", "%SRCROOT%", "region", "startLine",
					      service ? (int)service->line : 1));
	return json_pack("[o]", location);
}

/* The same finding has the same print in the next release: of subject's family, rule and name. */
static json_t *fingerprints(const struct sarif *sarif, const struct pq_audit_finding *finding)
{
	const char *parts[] = { sarif->result->name ? sarif->result->name : "", rule_id(finding), finding->name };
	uint8_t digest[SHA256_DIGEST_SIZE];
	char hex[2 * 16 + 1];
	struct sha256_ctx context;

	sha256_init(&context);
	for (size_t i = 0; i < 3; i++)
		sha256_update(&context, strlen(parts[i]) + 1, (const uint8_t *)parts[i]);
	sha256_digest(&context, sizeof(digest), digest);
	for (size_t i = 0; i < 16; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return json_pack("{s:s}", "pratiqueFinding/v1", hex);
}

static json_t *suppressions(const struct sarif *sarif, const struct pq_audit_finding *finding)
{
	const struct pq_result_accepted *row;

	if (finding->accepted == 0 || finding->accepted > sarif->result->accepted_count)
		return json_array();
	row = &sarif->result->accepted[finding->accepted - 1];
	return json_pack("[{s:s, s:s, s:o}]", "kind", "external", "status", "accepted", "justification",
			 text(row->reason));
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
					breach ? "error" : "warning", "message", message(finding->text), "locations",
					locations(sarif, finding), "partialFingerprints", fingerprints(sarif, finding),
					"suppressions", suppressions(sarif, finding)));
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
						      message("No control was seen: the audit is void.")));
	if (result->trouble)
		json_array_append_new(list, json_pack("{s:s, s:o}", "level", result->partial ? "error" : "warning",
						      "message", message(result->trouble)));
	snprintf(words, sizeof(words), "%zu further ports are left out here; the JSON report has them.",
		 sarif->left_out);
	if (sarif->left_out)
		json_array_append_new(list, json_pack("{s:s, s:o}", "level", "note", "message", message(words)));
	json_object_set_new(object, "toolExecutionNotifications", list);
	json_object_set_new(object, "properties",
			    json_pack("{s:o, s:o, s:o, s:o}", "subject", text(result->name), "version",
				      text(result->version), "command", text(result->command), "judge",
				      text(result->judge)));
	return object;
}

bool pq_report_sarif(const struct pq_result *result, const struct pq_audit_about *about, FILE *out)
{
	static const struct pq_audit_about nothing = { .policy_file = NULL };
	struct sarif *sarif = calloc(1, sizeof(*sarif));
	json_t *log;
	bool written;

	if (!sarif)
		return false;
	sarif->result = result;
	sarif->about = about ? about : &nothing;
	sarif->results = json_array();
	pq_audit_services_read(&sarif->services, sarif->about->policy_text);
	pq_audit_findings(result, add_result, sarif);
	log = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:o, s:o}}, s:[o], s:s, s:o}]}", "$schema",
			"https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", "tool", "driver",
			"name", "pratique", "semanticVersion", text(result->program ? result->program : "0.0.0"),
			"rules", rules(), "invocations", invocation(sarif), "columnKind", "unicodeCodePoints",
			"results", sarif->results);
	written = log && json_dumpf(log, out, JSON_INDENT(1)) == 0 && fputc('\n', out) != EOF;
	json_decref(log);
	free(sarif);
	return written && fflush(out) == 0 && !ferror(out);
}
