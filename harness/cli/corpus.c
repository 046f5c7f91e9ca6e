/* SPDX-License-Identifier: MIT */
#include "cli/corpus.h"

#include <string.h>

#include "cli/cli.h"
#include "cli/names.h"
#include "cli/options.h"

static const struct pq_usage usage = {
	"corpus",
	"stats [DIR...] | minimise IN... | merge INTO FROM...",
	"What fuzzing grew. stats: how many inputs there are by target, what they cover, how\n"
	"many reach the socket layer. minimise: keep of several folders what covers something.\n"
	"merge: put the folders of two campaigns together, findings and all. Each has options\n"
	"of its own (corpus minimise --help).\n"
	"Exit code 0; 1: an input breaks a rule; 2: wrong usage or bad input; 3: void.\n",
	NULL,
	0,
};

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} words[] = {
	{ "stats", pq_cli_corpus_stats },
	{ "minimise", pq_cli_corpus_minimise },
	{ "merge", pq_cli_corpus_merge },
};
#define WORDS (sizeof(words) / sizeof(words[0]))

int pq_cli_corpus(int argc, char **argv)
{
	const char *names[WORDS];
	int first, code;

	for (size_t i = 0; i < WORDS; i++) {
		names[i] = words[i].name;
		if (argc > 1 && strcmp(argv[1], words[i].name) == 0)
			return words[i].run(argc - 1, argv + 1);
	}
	if (!pq_options_read(&usage, argc, argv, NULL, &first, &code))
		return code;
	if (first == argc)
		return pq_options_wrong(&usage, "expected 'stats', 'minimise' or 'merge'");
	return pq_names_unknown("word for corpus", argv[first], names, WORDS);
}
