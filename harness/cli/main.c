/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/names.h"
#include "report/message.h"
#include "report/output.h"

static void help(FILE *out)
{
	fputs("usage: pratique VERB [OPTION...] [ARGUMENT...]\n"
	      "\n"
	      "Proves that no unsafe port is dialled, and that no forbidden header, smuggled byte\n"
	      "or leaked credential reaches the socket layer.\n"
	      "\n",
	      out);
	for (size_t i = 0; i < pq_verb_count(); i++)
		fprintf(out, "  %-10s %s\n", pq_verb_at(i)->name, pq_verb_at(i)->help);
	fputs("\n"
	      "pratique VERB --help tells more; pratique --version tells the version.\n"
	      "Exit codes: 0 conforms, 1 violations or differences, 2 wrong usage or bad input,\n"
	      "3 void, or the machine lacks something. Where several hold: 2, then 1, then 3.\n",
	      out);
}

static int unknown_verb(const char *name)
{
	const char *names[32];
	size_t count = 0;

	for (size_t i = 0; i < pq_verb_count() && count < sizeof(names) / sizeof(names[0]); i++)
		names[count++] = pq_verb_at(i)->name;
	return pq_names_unknown("verb", name, names, count);
}

static int dispatch(int argc, char **argv)
{
	const struct pq_verb *verb;

	if (argc < 2) {
		help(stderr);
		return PQ_EXIT_BAD_INPUT;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("pratique " PQ_VERSION);
		return PQ_EXIT_OK;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    (strcmp(argv[1], "help") == 0 && argc == 2)) {
		help(stdout);
		return PQ_EXIT_OK;
	}
	if (strcmp(argv[1], "help") == 0) {
		char *asked[] = { argv[2], "--help", NULL };

		verb = pq_verb_by_name(argv[2]);
		return verb ? verb->run(2, asked) : unknown_verb(argv[2]);
	}
	if (argv[1][0] == '-') {
		pq_complain("unknown option '%s'; expected a verb, --help or --version", argv[1]);
		return PQ_EXIT_BAD_INPUT;
	}
	verb = pq_verb_by_name(argv[1]);
	return verb ? verb->run(argc - 1, argv + 1) : unknown_verb(argv[1]);
}

int main(int argc, char **argv)
{
	int code = dispatch(argc, argv);
	const char *why = pq_output_flush(stdout);

	if (why) {
		pq_complain("standard output: %s", why);
		code = pq_exit_worse(code, PQ_EXIT_SETUP);
	}
	return code;
}
