/* SPDX-License-Identifier: MIT */
#include "report/sarif.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "report/json.h"

#define INFORMATION "https://fetch.spec.whatwg.org/#port-blocking"
#define PRINT_BYTES 16

json_t *pq_sarif_text(const char *string)
{
	return pq_json_text(pq_view_str(string ? string : "?"));
}

json_t *pq_sarif_message(const char *string)
{
	return json_pack("{s:o}", "text", pq_sarif_text(string));
}

/* GitHub reads "security" and "external/cwe/cwe-N" off the tags. */
static json_t *properties(const struct pq_sarif_rule *rule)
{
	char tag[64];

	snprintf(tag, sizeof(tag), "external/cwe/%.40s", rule->cwe);
	for (char *at = tag; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at | 0x20);
	return json_pack("{s:[s,s], s:s, s:s*}", "tags", "security", tag, "cwe", rule->cwe, "section", rule->section);
}

json_t *pq_sarif_rule(const struct pq_sarif_rule *rule)
{
	json_t *object = json_pack("{s:s, s:s, s:o, s:o, s:{s:s}}", "id", rule->id, "name", rule->id,
				   "shortDescription", pq_sarif_message(rule->summary), "help",
				   pq_sarif_message(rule->help), "defaultConfiguration", "level", rule->level);

	if (rule->cwe) {
		json_object_set_new(object, "helpUri", json_string(INFORMATION));
		json_object_set_new(object, "properties", properties(rule));
	}
	return object;
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

json_t *pq_sarif_place(const char *file, size_t line, size_t column)
{
	json_t *region = json_pack("{s:I}", "startLine", (json_int_t)line);

	if (column > 0)
		json_object_set_new(region, "startColumn", json_integer((json_int_t)column));
	return json_pack("{s:{s:o, s:s}, s:o}", "artifactLocation", "uri", uri(file), "uriBaseId", "%SRCROOT%",
			 "region", region);
}

json_t *pq_sarif_fingerprints(const char *const *parts, size_t count)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	char hex[2 * PRINT_BYTES + 1];
	struct sha256_ctx context;

	sha256_init(&context);
	for (size_t i = 0; i < count; i++)
		sha256_update(&context, strlen(parts[i]) + 1, (const uint8_t *)parts[i]);
	sha256_digest(&context, sizeof(digest), digest);
	for (size_t i = 0; i < PRINT_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return json_pack("{s:s}", "pratiqueFinding/v1", hex);
}

json_t *pq_sarif_suppressions(const char *reason)
{
	if (!reason)
		return json_array();
	return json_pack("[{s:s, s:s, s:o}]", "kind", "external", "status", "accepted", "justification",
			 pq_sarif_text(reason));
}

bool pq_sarif_write(const char *version, json_t *rules, json_t *invocation, json_t *results, FILE *out)
{
	json_t *log =
		json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:o, s:o}}, s:[o], s:s, s:o}]}", "$schema",
			  "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", "tool", "driver",
			  "name", "pratique", "semanticVersion", pq_sarif_text(version ? version : "0.0.0"), "rules",
			  rules, "invocations", invocation, "columnKind", "unicodeCodePoints", "results", results);
	bool written = log && json_dumpf(log, out, JSON_INDENT(1)) == 0 && fputc('\n', out) != EOF;

	json_decref(log);
	return written && fflush(out) == 0 && !ferror(out);
}
