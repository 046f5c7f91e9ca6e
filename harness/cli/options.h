/* SPDX-License-Identifier: MIT */
/* A verb's options: one table for parsing and for --help. */
#ifndef PQ_CLI_OPTIONS_H
#define PQ_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * name:  long name without dashes
 * value: what its value is called in the help; NULL for a flag
 * help:  one line
 */
struct pq_option {
	const char *name;
	const char *value;
	const char *help;
};

#define PQ_MAX_OPTIONS 32

/*
 * verb:      its name
 * arguments: what may follow the options, as in "URL..."
 * about:     what the verb does and what its exit codes mean; whole lines
 * options:   option_count rows; --help is added to them
 */
struct pq_usage {
	const char *verb;
	const char *arguments;
	const char *about;
	const struct pq_option *options;
	size_t option_count;
};

enum pq_option_step {
	PQ_OPTION_FOUND, /* *index and *value tell which */
	PQ_OPTION_END,   /* the arguments follow, from *index of argv on */
	PQ_OPTION_HELP,  /* help was asked for and printed: exit with 0 */
	PQ_OPTION_WRONG  /* a complaint was printed: exit with PQ_EXIT_BAD_INPUT */
};

/* The next option of argv, which is reordered so that arguments come last. Begin with `fresh`. */
enum pq_option_step pq_options_next(const struct pq_usage *usage, int argc, char **argv, bool fresh, size_t *index,
				    const char **value);

/*
 * For verbs whose options are flags and single values: values[i] is set for
 * option i (to its value, or to "" for a flag), NULL if it was not given, and the
 * last one counts. Returns false with *code to exit with; *first is the index of the first argument.
 */
bool pq_options_read(const struct pq_usage *usage, int argc, char **argv, const char **values, int *first, int *code);

/* Complains "VERB: problem" and where help is; returns PQ_EXIT_BAD_INPUT. */
int pq_options_wrong(const struct pq_usage *usage, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
