/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <string.h>

/* In the order in which help lists them. */
static const struct pq_verb verbs[] = {
	{ "audit", pq_cli_audit, "judge a browser, a runtime or a command by what it dials" },
	{ "campaign", pq_cli_campaign, "fuzz on libFuzzer and AFL++ and keep what is found" },
	{ "planted", pq_cli_planted, "plant bugs that products had, and measure what finding them takes" },
	{ "corpus", pq_cli_corpus, "count, minimise and merge what fuzzing grew" },
	{ "coverage", pq_cli_coverage, "measure which lines of the model and the judge the corpus runs" },
	{ "replay", pq_cli_replay, "run findings again: fixed, still failing, or another rule" },
	{ "minimise", pq_cli_minimise, "make findings smaller that stay at their rule and place" },
	{ "keep", pq_cli_keep, "turn a finding into a regression that CI runs" },
	{ "run", pq_cli_run, "put scenarios to a subject and judge what it dialled and wrote" },
	{ "explain", pq_cli_explain, "tell the story of one scenario, with the bytes on the wire" },
	{ "judge", pq_cli_judge, "judge a transcript that somebody else made" },
	{ "ask", pq_cli_ask, "put scenarios to browsers and compare what they did" },
	{ "lab", pq_cli_lab, "show on real servers, packet filters and proxies why a port is unsafe" },
	{ "sandbox", pq_cli_sandbox, "run any program where every dial is seen and nothing leaves" },
	{ "fetch", pq_cli_fetch, "fetch a URL through the sandboxed network service, and judge it" },
	{ "from-curl", pq_cli_from_curl, "turn a command line of curl into a scenario" },
	{ "from-har", pq_cli_from_har, "turn the requests of an HTTP archive into scenarios" },
	{ "check", pq_cli_check, "ask a policy about URLs, methods and headers" },
	{ "url", pq_cli_url, "parse URLs as the WHATWG URL standard does" },
	{ "fmt", pq_cli_fmt, "write scenarios and policies in their canonical form" },
	{ "lint", pq_cli_lint, "read scenarios and policies strictly and warn of what is weak" },
	{ "words", pq_cli_words, "list the words of scenarios, transcripts and policies" },
	{ "rules", pq_cli_rules, "list the rules" },
	{ "policy", pq_cli_policy, "list, show and compare policies, and tell their history" },
	{ "doctor", pq_cli_doctor, "tell what this machine can run, and how to enable the rest" },
	{ "bench", pq_cli_bench, "measure, as ratios to a baseline of the same run" },
};

size_t pq_verb_count(void)
{
	return sizeof(verbs) / sizeof(verbs[0]);
}

const struct pq_verb *pq_verb_at(size_t index)
{
	return &verbs[index];
}

const struct pq_verb *pq_verb_by_name(const char *name)
{
	for (size_t i = 0; i < pq_verb_count(); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

int pq_exit_worse(int a, int b)
{
	static const int weight[] = {
		[PQ_EXIT_OK] = 0, [PQ_EXIT_SETUP] = 1, [PQ_EXIT_DIFFERS] = 2, [PQ_EXIT_BAD_INPUT] = 3
	};

	return weight[a] >= weight[b] ? a : b;
}
