/* SPDX-License-Identifier: MIT */
/*
 * One case for the judge, written as two texts. In both, ' stands for ", ` for \" and ^ for \r\n,
 * so that a head can be read: send 1 'GET / HTTP/1.1^Host: a.example^^'
 */
#ifndef PQ_TESTS_MONITOR_CASE_H
#define PQ_TESTS_MONITOR_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "monitor/monitor.h"

#define CASE_LINES 256
#define CASE_EVENTS 1024
#define CASE_BYTES (1u << 16)

/* capabilities, rules: 0 stands for all; policy: NULL for "fetch"; own_headers: as in struct pq_judge */
struct case_options {
	unsigned int capabilities;
	uint32_t rules;
	const char *policy;
	const char *const *own_headers;
	void (*fatal)(const char *text);
	bool truncated;
};

struct case_storage {
	struct pq_scenario scenario;
	struct pq_line lines[CASE_LINES];
	struct pq_arg args[4 * CASE_LINES];
	unsigned char scenario_bytes[CASE_BYTES];
	struct pq_transcript transcript;
	struct pq_event events[CASE_EVENTS];
	struct pq_address addresses[CASE_EVENTS];
	unsigned char transcript_bytes[CASE_BYTES];
	struct pq_judge judge;
};

/* What c stands for. */
static inline const char *case_unfold(char c, char plain[2])
{
	plain[0] = c;
	plain[1] = '\0';
	if (c == '^')
		return "\\r\\n";
	if (c == '`')
		return "\\\"";
	return c == '\'' ? "\"" : plain;
}

/* The first line and the text as unfolded, in exactly as many bytes as are needed. */
static inline struct pq_view case_text(const char *first, const char *text)
{
	size_t len = strlen(first);
	char plain[2];
	unsigned char *out;

	for (const char *p = text; *p; p++)
		len += strlen(case_unfold(*p, plain));
	out = malloc(len);
	assert_non_null(out);
	memcpy(out, first, strlen(first));
	len = strlen(first);
	for (const char *p = text; *p; p++) {
		const char *unfolded = case_unfold(*p, plain);

		memcpy(out + len, unfolded, strlen(unfolded));
		len += strlen(unfolded);
	}
	return pq_view(out, len);
}

static inline void case_fail(const char *what, struct pq_view text, const struct pq_diag *diag)
{
	print_error("%s, line %zu column %zu: expected %s\n%.*s\n", what, diag->line, diag->column, diag->expected,
		    (int)text.len, (const char *)text.data);
	fail();
}

/* Judges the case; a NULL transcript is empty. Both texts are without their first line. */
static inline struct pq_verdict case_judge(const char *scenario, const char *transcript,
					   const struct case_options *options)
{
	struct case_storage *storage = malloc(sizeof(*storage));
	struct pq_view scenario_text = case_text("pratique-scenario 1\n", scenario);
	struct pq_view transcript_text = case_text("pratique-transcript 1\n", transcript ? transcript : "");
	struct pq_verdict verdict;
	struct pq_diag diag = { .line = 0 };

	assert_non_null(storage);
	pq_scenario_init(&storage->scenario, storage->lines, CASE_LINES, storage->args, 4 * CASE_LINES,
			 storage->scenario_bytes, sizeof(storage->scenario_bytes));
	if (pq_scenario_parse(&storage->scenario, scenario_text, PQ_READING_STRICT, &diag))
		case_fail("scenario", scenario_text, &diag);
	pq_transcript_init(&storage->transcript, storage->events, CASE_EVENTS, storage->addresses, CASE_EVENTS,
			   storage->transcript_bytes, sizeof(storage->transcript_bytes));
	if (pq_transcript_parse(&storage->transcript, transcript_text, &diag))
		case_fail("transcript", transcript_text, &diag);
	assert_int_equal(pq_judge_init(&storage->judge), PQ_ERR_OK);
	if (options && options->capabilities)
		storage->judge.capabilities = options->capabilities;
	if (options && options->rules)
		storage->judge.rules = options->rules;
	if (options && options->policy)
		assert_int_equal(pq_judge_policy_builtin(&storage->judge.policy, pq_view_str(options->policy)),
				 PQ_ERR_OK);
	storage->judge.own_headers = options ? options->own_headers : NULL;
	storage->judge.fatal = options ? options->fatal : NULL;
	storage->transcript.truncated |= options && options->truncated;
	/* Twice, for the judge's storage must not remember the case before. */
	if (!storage->judge.fatal)
		pq_judge_run(&storage->judge, &storage->scenario, &storage->transcript, &verdict);
	pq_judge_run(&storage->judge, &storage->scenario, &storage->transcript, &verdict);
	pq_judge_fini(&storage->judge);
	free(storage);
	free((void *)(uintptr_t)scenario_text.data);
	free((void *)(uintptr_t)transcript_text.data);
	return verdict;
}

static inline bool case_broke(const struct pq_verdict *verdict, enum pq_rule rule)
{
	return verdict->rules[rule] == PQ_VIOLATED;
}

/* Fails unless exactly that rule is broken (PQ_RULE_NONE: none). */
static inline void case_expect_rule(const char *name, const struct pq_verdict *verdict, enum pq_rule rule)
{
	bool wrong = rule != PQ_RULE_NONE && verdict->rules[rule] != PQ_VIOLATED;

	for (int i = PQ_RULE_NONE + 1; i < PQ_RULE_COUNT; i++)
		wrong = wrong || (i != (int)rule && verdict->rules[i] == PQ_VIOLATED);
	if (!wrong)
		return;
	print_error("%s: %s should be broken, and nothing else\n", name, pq_rule_name(rule));
	for (size_t i = 0; i < verdict->violation_total && i < PQ_MAX_VIOLATIONS; i++)
		print_error("  %s: event %zu: %s\n", pq_rule_name(verdict->violations[i].rule),
			    verdict->violations[i].event, verdict->violations[i].detail);
	fail();
}

/* One row of a table of cases. rule: the only one that must be broken; NONE for an innocent twin. */
struct case_row {
	const char *name;
	const char *scenario;
	const char *transcript;
	enum pq_rule rule;
};

static inline void case_check(const struct case_row *rows, size_t count, const struct case_options *options)
{
	for (size_t i = 0; i < count; i++) {
		struct pq_verdict verdict = case_judge(rows[i].scenario, rows[i].transcript, options);

		case_expect_rule(rows[i].name, &verdict, rows[i].rule);
	}
}

#define CASE_CHECK_WITH(rows, options) case_check(rows, sizeof(rows) / sizeof((rows)[0]), options)
#define CASE_CHECK(rows) CASE_CHECK_WITH(rows, NULL)

/* The usual beginning and end of a transcript of one request over one connection. */
#define CASE_DIAL "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\n"
#define CASE_OK "receive 1 'HTTP/1.1 200 OK^Content-Length: 0^^'\nclose 1\noutcome 1 done 200\n"
#define CASE_HEAD "GET / HTTP/1.1^Host: a.example^User-Agent: pratique^Accept: */*^Connection: close^"

#endif
