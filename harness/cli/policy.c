/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "cli/cli.h"
#include "cli/load.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/policy_check.h"
#include "cli/policy_import.h"
#include "cli/policy_tell.h"
#include "report/json.h"
#include "report/message.h"
#include "report/terminal.h"

enum option { JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[JSON] = { "json", NULL, "print JSON lines, one a policy; with show, blocked ports and names" },
};

static const struct pq_usage usage = {
	"policy",
	"list | show NAME[@DATE]|FILE | diff A B | timeline [PORT|NAME] | why PORT | check FILE... |\n"
	"              import FILE... | drift FETCH.BS",
	"list: the built-in policies with their date, the number of forbidden header names and\n"
	"prefixes, the number of blocked ports by scheme, the source, and the days on which\n"
	"a rule began or ceased to count: NAME@DATE is the policy as of the end of that year,\n"
	"month or day, NAME@today as of now. show: the text of one, in canonical form; with a\n"
	"date, what was in force then. diff, timeline, why: how two differ, what changed when,\n"
	"why a port is blocked. check, drift: whether a list in source code, or ours, is still\n"
	"right. import: such a list as policy text. These have options of their own (policy\n"
	"check --help).\n"
	"Exit code 0, or 2 for an unknown name or a bad file.\n",
	options,
	OPTION_COUNT,
};

static size_t blocked_ports(const struct pq_policy *policy, enum pq_scheme scheme)
{
	size_t count = 0;

	for (uint32_t port = 0; port <= UINT16_MAX; port++)
		count += pq_policy_blocks_port(policy, scheme, (uint16_t)port);
	return count;
}

/* "http,https,ws,wss 83", schemes with the same number together; "none" if nothing is blocked. */
static void describe_ports(const struct pq_policy *policy, char *out, size_t size)
{
	size_t counts[PQ_SCHEME_COUNT];
	size_t len = 0;

	for (size_t scheme = 1; scheme < PQ_SCHEME_COUNT; scheme++)
		counts[scheme] = blocked_ports(policy, (enum pq_scheme)scheme);
	snprintf(out, size, "none");
	for (size_t scheme = 1; scheme < PQ_SCHEME_COUNT; scheme++) {
		size_t shared = counts[scheme];

		if (shared == 0)
			continue;
		for (size_t other = scheme; other < PQ_SCHEME_COUNT; other++) {
			if (counts[other] != shared)
				continue;
			len += (size_t)snprintf(out + len, size - len, "%s%s", other == scheme ? (len ? " " : "") : ",",
						pq_scheme_name((enum pq_scheme)other));
			counts[other] = 0;
		}
		len += (size_t)snprintf(out + len, size - len, " %zu", shared);
	}
}

static json_t *names_json(const struct pq_name_list *list)
{
	json_t *names = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(names, pq_json_text(list->names[i]));
	return names;
}

static json_t *ports_json(const struct pq_policy *policy)
{
	json_t *schemes = json_object();

	for (size_t scheme = 1; scheme < PQ_SCHEME_COUNT; scheme++) {
		json_t *ports = json_array();

		for (uint32_t port = 0; port <= UINT16_MAX; port++)
			if (pq_policy_blocks_port(policy, (enum pq_scheme)scheme, (uint16_t)port))
				json_array_append_new(ports, json_integer(port));
		json_object_set_new(schemes, pq_scheme_name((enum pq_scheme)scheme), ports);
	}
	return schemes;
}

#define MAX_DAYS 256

/* Writes the day as "YYYY-MM-DD". */
static void write_day(uint32_t day, char out[static sizeof("YYYY-MM-DD")])
{
	struct pq_buf buf;

	pq_buf_init(&buf, out, sizeof("YYYY-MM-DD") - 1);
	pq_date_print(day, &buf);
	out[buf.len] = '\0';
}

static json_t *states_json(const struct pq_policy *policy)
{
	uint32_t days[MAX_DAYS];
	size_t count = pq_policy_change_days(policy, days, MAX_DAYS);
	json_t *states = json_array();

	for (size_t i = 0; i < count && i < MAX_DAYS; i++) {
		char day[sizeof("YYYY-MM-DD")];

		write_day(days[i], day);
		json_array_append_new(states, json_string(day));
	}
	return states;
}

static json_t *summary_json(const char *name, const struct pq_policy *policy)
{
	json_t *object = json_object();
	json_t *counts = json_object();
	char day[sizeof("YYYY-MM-DD")];

	for (size_t scheme = 1; scheme < PQ_SCHEME_COUNT; scheme++)
		json_object_set_new(counts, pq_scheme_name((enum pq_scheme)scheme),
				    json_integer((json_int_t)blocked_ports(policy, (enum pq_scheme)scheme)));
	json_object_set_new(object, "name", pq_json_text(pq_view_str(name)));
	json_object_set_new(object, "date", pq_json_text(policy->date));
	if (policy->as_of) {
		write_day(policy->as_of, day);
		json_object_set_new(object, "as_of", json_string(day));
	}
	json_object_set_new(object, "states", states_json(policy));
	json_object_set_new(object, "source", pq_json_text(policy->source));
	json_object_set_new(object, "blocked_port_count", counts);
	return object;
}

static void print_states(const struct pq_policy *policy)
{
	uint32_t days[MAX_DAYS];
	size_t count = pq_policy_change_days(policy, days, MAX_DAYS);

	if (!count)
		return;
	printf("%-16s states", "");
	for (size_t i = 0; i < count && i < MAX_DAYS; i++) {
		char day[sizeof("YYYY-MM-DD")];

		write_day(days[i], day);
		if (i && i % 7 == 0)
			printf("\n%-23s", "");
		printf(" %s", day);
	}
	putchar('\n');
}

static void print_row(const char *name, const struct pq_policy *policy)
{
	char ports[512];

	describe_ports(policy, ports, sizeof(ports));
	printf("%-16s %-11.*s %2zu + %zu   %s\n", name, (int)policy->date.len,
	       policy->date.len ? (const char *)policy->date.data : "", policy->headers.count, policy->prefixes.count,
	       ports);
	if (policy->source.len) {
		printf("%-17s", "");
		pq_terminal_text(stdout, policy->source);
		putchar('\n');
	}
	print_states(policy);
}

static int list(bool json)
{
	if (!json)
		printf("%-16s %-11s %s  %s\n", "policy", "date", "headers", "blocked ports");
	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		const char *name = pq_policy_builtin_name(i);
		struct pq_policy *policy;
		struct pq_file text;
		int code = pq_load_policy(name, &policy, &text);

		if (code != PQ_EXIT_OK)
			return code;
		if (json)
			pq_json_print(summary_json(name, policy), stdout);
		else
			print_row(name, policy);
		free(policy);
		pq_file_free(&text);
	}
	return PQ_EXIT_OK;
}

/* The text as it stands, or of a state only what was in force. */
static void print_text(const struct pq_policy *policy, bool state, size_t source_len)
{
	size_t cap = 8 * source_len + 4096;
	unsigned char *storage = pq_memory(cap, 1);
	struct pq_buf out;

	pq_buf_init(&out, storage, cap);
	if (state)
		pq_policy_print_state(policy, &out);
	else
		pq_policy_print(policy, &out);
	fwrite(out.data, 1, out.len, stdout);
	free(storage);
}

static int show(const char *name, bool json)
{
	char spelled[PQ_POLICY_NAME_SIZE];
	struct pq_policy *policy;
	struct pq_file text;
	size_t builtin;
	uint32_t day = 0;
	size_t len;
	int code;

	name = pq_policy_of_today(name, spelled);
	code = pq_load_policy(name, &policy, &text);
	if (code != PQ_EXIT_OK)
		return code;
	if (json) {
		json_t *object = summary_json(name, policy);

		json_object_set_new(object, "blocked_ports", ports_json(policy));
		json_object_set_new(object, "forbidden_headers", names_json(&policy->headers));
		json_object_set_new(object, "forbidden_prefixes", names_json(&policy->prefixes));
		json_object_set_new(object, "forbidden_methods", names_json(&policy->methods));
		json_object_set_new(object, "override_headers", names_json(&policy->overrides));
		json_object_set_new(object, "fold_underscores", json_boolean(policy->fold_underscores));
		pq_json_print(object, stdout);
	} else {
		len = text.len;
		if (pq_policy_builtin_resolve(pq_view_str(name), &builtin, &day) == PQ_ERR_OK)
			len = pq_policy_builtin_text(builtin).len;
		print_text(policy, day != 0, len);
	}
	free(policy);
	pq_file_free(&text);
	return PQ_EXIT_OK;
}

/* Words with options of their own. */
static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} verbs[] = {
	{ "diff", pq_cli_policy_diff },   { "timeline", pq_cli_policy_timeline }, { "why", pq_cli_policy_why },
	{ "check", pq_cli_policy_check }, { "drift", pq_cli_policy_drift },       { "import", pq_cli_policy_import },
};

int pq_cli_policy(int argc, char **argv)
{
	static const char *const words[] = { "list", "show", "diff", "timeline", "why", "check", "drift", "import" };
	const char *values[OPTION_COUNT];
	int first;
	int code;

	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return verbs[i].run(argc - 1, argv + 1);
	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (first == argc)
		return pq_options_wrong(
			&usage, "expected 'list', 'show', 'diff', 'timeline', 'why', 'check', 'drift' or 'import'");
	if (strcmp(argv[first], "list") == 0 && argc - first == 1)
		return list(values[JSON] != NULL);
	if (strcmp(argv[first], "show") == 0 && argc - first == 2)
		return show(argv[first + 1], values[JSON] != NULL);
	if (strcmp(argv[first], "list") == 0)
		return pq_options_wrong(&usage, "unexpected argument '%s'", argv[first + 1]);
	if (strcmp(argv[first], "show") == 0)
		return pq_options_wrong(&usage, "expected the name of one policy");
	return pq_names_unknown("word for policy", argv[first], words, sizeof(words) / sizeof(words[0]));
}
