/* SPDX-License-Identifier: MIT */
/* pratique's verbs: one table for dispatch and help, one file a verb. */
#ifndef PQ_CLI_CLI_H
#define PQ_CLI_CLI_H

#include <stddef.h>

/* Exit codes of every verb. Where several hold: BAD_INPUT, then DIFFERS, then SETUP. */
enum pq_exit {
	PQ_EXIT_OK,        /* conforms */
	PQ_EXIT_DIFFERS,   /* a violation, a difference, something blocked */
	PQ_EXIT_BAD_INPUT, /* wrong usage or bad input; one line said where and what was expected */
	PQ_EXIT_SETUP      /* void, or something of the machine is missing or failed */
};

/* The one of two exit codes that is reported when both hold. */
int pq_exit_worse(int a, int b);

/*
 * run: gets the verb as argv[0] and what follows it, returns an exit code
 */
struct pq_verb {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
};

size_t pq_verb_count(void);
const struct pq_verb *pq_verb_at(size_t index);

/* NULL if there is none. */
const struct pq_verb *pq_verb_by_name(const char *name);

int pq_cli_ask(int argc, char **argv);
int pq_cli_audit(int argc, char **argv);
int pq_cli_bench(int argc, char **argv);
int pq_cli_campaign(int argc, char **argv);
int pq_cli_check(int argc, char **argv);
int pq_cli_corpus(int argc, char **argv);
int pq_cli_coverage(int argc, char **argv);
int pq_cli_doctor(int argc, char **argv);
int pq_cli_explain(int argc, char **argv);
int pq_cli_fetch(int argc, char **argv);
int pq_cli_fmt(int argc, char **argv);
int pq_cli_from_curl(int argc, char **argv);
int pq_cli_from_har(int argc, char **argv);
int pq_cli_judge(int argc, char **argv);
int pq_cli_keep(int argc, char **argv);
int pq_cli_lab(int argc, char **argv);
int pq_cli_lint(int argc, char **argv);
int pq_cli_minimise(int argc, char **argv);
int pq_cli_planted(int argc, char **argv);
int pq_cli_policy(int argc, char **argv);
int pq_cli_replay(int argc, char **argv);
int pq_cli_rules(int argc, char **argv);
int pq_cli_run(int argc, char **argv);
int pq_cli_sandbox(int argc, char **argv);
int pq_cli_url(int argc, char **argv);
int pq_cli_words(int argc, char **argv);

#endif
