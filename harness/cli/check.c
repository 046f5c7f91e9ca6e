/* SPDX-License-Identifier: MIT */
/*
 * Asks the policy, in the order in which the page side does: the method, each
 * header, then the URL's port (Fetch 2.2.1, 2.2.2, 2.9). Nothing is dialled.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/lines.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/url_reader.h"
#include "report/json.h"
#include "report/message.h"
#include "report/terminal.h"
#include "request/header.h"
#include "request/method.h"

enum option { POLICY, METHOD, HEADER, JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[POLICY] = { "policy", "NAME[@DATE]|FILE", "the policy that is asked (default fetch)" },
	[METHOD] = { "method", "METHOD", "ask about this method as well (default GET)" },
	[HEADER] = { "header", "'NAME: VALUE'", "ask about this header as well; may be given several times" },
	[JSON] = { "json", NULL, "print JSON lines" },
};

static const struct pq_usage usage = {
	"check",
	"URL...",
	"Prints for each URL \"allowed URL\" or \"blocked URL: RULE, reason\"; - reads URLs from\n"
	"standard input, one a line. What is no URL, and a URL for whose scheme policies have\n"
	"no rules (they know http, https, ws, wss, ftp and, as in tcp://host:port, raw sockets),\n"
	"is \"invalid URL: reason\". Exit code 0: all are allowed; 1: some is blocked; 2: some\n"
	"is invalid.\n",
	options,
	OPTION_COUNT,
};

#define MAX_HEADERS 64

/* headers: header_count names and values as given */
struct question {
	const char *policy_name;
	struct pq_policy *policy;
	struct pq_file policy_text;
	struct pq_view method;
	struct pq_header headers[MAX_HEADERS];
	size_t header_count;
	bool json;
	struct pq_url_reader reader;
};

enum answer { ALLOWED, BLOCKED, INVALID };

/* rule: why it is blocked; reason: for BLOCKED and INVALID */
struct reply {
	enum answer answer;
	enum pq_rule rule;
	char reason[512];
};

static void reply_set(struct reply *reply, enum answer answer, enum pq_rule rule, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void reply_set(struct reply *reply, enum answer answer, enum pq_rule rule, const char *format, ...)
{
	va_list args;

	reply->answer = answer;
	reply->rule = rule;
	va_start(args, format);
	vsnprintf(reply->reason, sizeof(reply->reason), format, args);
	va_end(args);
}

/* A part of a reason: what users and policies write is cut where a line would grow too long. */
static int cut(struct pq_view text)
{
	return text.len < 100 ? (int)text.len : 100;
}

static const char *chars(struct pq_view text)
{
	return text.data ? (const char *)text.data : "";
}

static bool check_method(const struct question *question, struct reply *reply)
{
	struct pq_view method = question->method;

	if (!pq_method_valid(method))
		reply_set(reply, BLOCKED, PQ_RULE_FORBIDDEN_METHOD, "'%.*s' is not a method token", cut(method),
			  chars(method));
	else if (pq_policy_forbids_method(question->policy, method))
		reply_set(reply, BLOCKED, PQ_RULE_FORBIDDEN_METHOD, "%.*s is a forbidden method", cut(method),
			  chars(method));
	return reply->answer == ALLOWED;
}

static bool check_header(const struct question *question, const struct pq_header *header, struct reply *reply)
{
	struct pq_view value = pq_header_value_normalise(header->value);

	if (!pq_header_name_valid(header->name))
		reply_set(reply, BLOCKED, PQ_RULE_MALFORMED_HEADER, "'%.*s' is not a header name", cut(header->name),
			  chars(header->name));
	else if (!pq_header_value_valid(value))
		reply_set(reply, BLOCKED, PQ_RULE_REQUEST_SPLIT, "the value of %.*s holds CR, LF or NUL",
			  cut(header->name), chars(header->name));
	else if (pq_policy_forbids_header(question->policy, header->name, value))
		reply_set(reply, BLOCKED, PQ_RULE_FORBIDDEN_HEADER, "%.*s is a forbidden request-header",
			  cut(header->name), chars(header->name));
	return reply->answer == ALLOWED;
}

/* Why, since when and until when, in parentheses, as far as the entry tells: " (smtp, since 2016-03-10)". */
static void describe_entry(const struct pq_entry *entry, char *out, size_t size)
{
	const struct {
		const char *word;
		struct pq_view text;
	} parts[] = { { "", entry->reason }, { "since ", entry->since }, { "until ", entry->until } };
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].text.len)
			len += (size_t)snprintf(out + len, size - len, "%s%s%.*s", len ? ", " : " (", parts[i].word,
						cut(parts[i].text), chars(parts[i].text));
	if (len)
		snprintf(out + len, size - len, ")");
}

static void check_port(const struct question *question, enum pq_scheme scheme, uint16_t port, struct reply *reply)
{
	const struct pq_entry *entry;
	char detail[256];

	if (!pq_policy_blocks_port(question->policy, scheme, port))
		return;
	entry = pq_policy_port_entry(question->policy, scheme, port);
	describe_entry(entry, detail, sizeof(detail));
	reply_set(reply, BLOCKED, PQ_RULE_UNSAFE_PORT, "port %u%s is blocked for %s by policy %s", port, detail,
		  pq_scheme_name(scheme), question->policy_name);
}

/* URLs of ICE servers: what counts for their ports is the transport as well. */
static const char *find_ice(struct pq_view scheme)
{
	if (pq_view_is(scheme, "stun") || pq_view_is(scheme, "stuns"))
		return "stun";
	return pq_view_is(scheme, "turn") || pq_view_is(scheme, "turns") ? "turn" : NULL;
}

static void check_url(struct question *question, struct pq_view input, struct reply *reply)
{
	struct pq_url url;
	enum pq_scheme scheme;
	const char *ice;
	uint16_t port;

	if (!pq_url_reader_parse(&question->reader, input, NULL, &url)) {
		reply_set(reply, INVALID, PQ_RULE_NONE, "not an absolute URL");
		return;
	}
	scheme = pq_scheme_by_name(url.scheme);
	ice = find_ice(url.scheme);
	if (ice) {
		reply_set(reply, INVALID, PQ_RULE_NONE,
			  "policies have rules for %s-udp and %s-tcp: ask for %s-udp://HOST:PORT", ice, ice, ice);
		return;
	}
	if (scheme == PQ_SCHEME_OTHER) {
		reply_set(reply, INVALID, PQ_RULE_NONE, "policies have no rules for %.*s", cut(url.scheme),
			  chars(url.scheme));
		return;
	}
	if (!pq_url_effective_port(&url, &port)) {
		reply_set(reply, INVALID, PQ_RULE_NONE, "%s needs a port", pq_scheme_name(scheme));
		return;
	}
	check_port(question, scheme, port, reply);
}

/* A URL that is invalid is invalid whatever the method and the headers are. */
static void check(struct question *question, struct pq_view input, struct reply *reply)
{
	struct reply about_url = { ALLOWED, PQ_RULE_NONE, "" };

	check_url(question, input, &about_url);
	*reply = (struct reply){ ALLOWED, PQ_RULE_NONE, "" };
	if (about_url.answer != INVALID) {
		if (!check_method(question, reply))
			return;
		for (size_t i = 0; i < question->header_count; i++)
			if (!check_header(question, &question->headers[i], reply))
				return;
	}
	*reply = about_url;
}

static int answer(void *ctx, struct pq_view input)
{
	struct question *question = ctx;
	static const char *const names[] = { "allowed", "blocked", "invalid" };
	static const int codes[] = { PQ_EXIT_OK, PQ_EXIT_DIFFERS, PQ_EXIT_BAD_INPUT };
	struct reply reply;

	check(question, input, &reply);
	if (question->json) {
		json_t *object = json_object();

		json_object_set_new(object, "url", pq_json_text(input));
		json_object_set_new(object, "answer", json_string(names[reply.answer]));
		if (reply.answer == BLOCKED)
			json_object_set_new(object, "rule", json_string(pq_rule_name(reply.rule)));
		if (reply.answer != ALLOWED)
			json_object_set_new(object, "reason", pq_json_text(pq_view_str(reply.reason)));
		pq_json_print(object, stdout);
		return codes[reply.answer];
	}
	printf("%s ", names[reply.answer]);
	pq_terminal_text(stdout, input);
	if (reply.answer != ALLOWED)
		printf(": %s%s", reply.answer == BLOCKED ? pq_rule_name(reply.rule) : "",
		       reply.answer == BLOCKED ? ", " : "");
	pq_terminal_text(stdout, pq_view_str(reply.reason));
	putchar('\n');
	return codes[reply.answer];
}

static int add_header(struct question *question, const char *text)
{
	struct pq_view line = pq_view_str(text);
	size_t colon = pq_view_find(line, ':', 0);

	if (colon == line.len)
		return pq_options_wrong(&usage, "--header '%s': expected 'NAME: VALUE'", text);
	if (question->header_count == MAX_HEADERS)
		return pq_options_wrong(&usage, "more than %d headers", MAX_HEADERS);
	question->headers[question->header_count++] =
		(struct pq_header){ pq_view_slice(line, 0, colon), pq_view_from(line, colon + 1) };
	return PQ_EXIT_OK;
}

static int set_option(struct question *question, size_t index, const char *value)
{
	switch ((enum option)index) {
	case POLICY:
		question->policy_name = value;
		break;
	case METHOD:
		question->method = pq_view_str(value);
		break;
	case HEADER:
		return add_header(question, value);
	case JSON:
		question->json = true;
		break;
	case OPTION_COUNT:
		break;
	}
	return PQ_EXIT_OK;
}

static int answer_all(struct question *question, int count, char **urls)
{
	int code = pq_load_policy(question->policy_name, &question->policy, &question->policy_text);

	if (code != PQ_EXIT_OK)
		return code;
	code = pq_url_reader_init(&question->reader);
	if (code == PQ_EXIT_OK) {
		code = pq_lines_ask(count, urls, answer, question);
		pq_url_reader_fini(&question->reader);
	}
	free(question->policy);
	pq_file_free(&question->policy_text);
	return code;
}

int pq_cli_check(int argc, char **argv)
{
	struct question question = { .policy_name = "fetch", .method = PQ_VIEW("GET") };
	enum pq_option_step step;
	const char *value;
	size_t index;

	step = pq_options_next(&usage, argc, argv, true, &index, &value);
	while (step == PQ_OPTION_FOUND) {
		int code = set_option(&question, index, value);

		if (code != PQ_EXIT_OK)
			return code;
		step = pq_options_next(&usage, argc, argv, false, &index, &value);
	}
	if (step != PQ_OPTION_END)
		return step == PQ_OPTION_HELP ? PQ_EXIT_OK : PQ_EXIT_BAD_INPUT;
	if ((int)index == argc)
		return pq_options_wrong(&usage, "expected a URL");
	return answer_all(&question, argc - (int)index, argv + index);
}
