/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/options.h"
#include "monitor/monitor.h"
#include "report/json.h"

enum option { JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[JSON] = { "json", NULL, "print JSON lines, one a rule" },
};

static const struct pq_usage usage = {
	"rules",
	"",
	"Lists the rules: stable id, CWE, the standard's section, which sides enforce it (the\n"
	"page-side API, the network service, both, the sandbox), and what it says. Exit code 0.\n",
	options,
	OPTION_COUNT,
};

static const char *enforced_by(const struct pq_rule_info *info)
{
	bool page = info->sides & 1u << PQ_SIDE_PAGE;
	bool service = info->sides & 1u << PQ_SIDE_SERVICE;

	if (info->needs & PQ_SHOWS_PROCESSES)
		return "sandbox";
	if (page && service)
		return "both";
	return page ? "page" : service ? "service" : "-";
}

static void print_json(const struct pq_rule_info *info)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_string(info->id));
	json_object_set_new(object, "cwe", json_string(info->cwe));
	json_object_set_new(object, "section", json_string(info->section));
	json_object_set_new(object, "enforced_by", json_string(enforced_by(info)));
	json_object_set_new(object, "summary", json_string(info->summary));
	pq_json_print(object, stdout);
}

/* Columns that the longest section takes. */
static int section_width(void)
{
	size_t width = strlen("section");

	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++) {
		size_t len = strlen(pq_rule_info((enum pq_rule)rule)->section);

		width = len > width ? len : width;
	}
	return (int)width;
}

static void print_table(void)
{
	int width = section_width();

	printf("%-22s %-9s %-8s %-*s  %s\n", "rule", "CWE", "by", width, "section", "what it says");
	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++) {
		const struct pq_rule_info *info = pq_rule_info((enum pq_rule)rule);

		printf("%-22s %-9s %-8s %-*s  %s\n", info->id, info->cwe, enforced_by(info), width, info->section,
		       info->summary);
	}
}

int pq_cli_rules(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (first != argc)
		return pq_options_wrong(&usage, "unexpected argument '%s'", argv[first]);
	if (!values[JSON]) {
		print_table();
		return PQ_EXIT_OK;
	}
	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		print_json(pq_rule_info((enum pq_rule)rule));
	return PQ_EXIT_OK;
}
