/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "cli/cli.h"
#include "report/message.h"
#include "report/nearest.h"

#define HELP_COLUMN 28
#define LONG 1 /* what getopt_long returns for every row but help */

static void print_help(const struct pq_usage *usage)
{
	printf("usage: pratique %s [OPTION...]%s%s\n\n%s\n", usage->verb, usage->arguments[0] ? " " : "",
	       usage->arguments, usage->about);
	for (size_t i = 0; i < usage->option_count; i++) {
		const struct pq_option *option = &usage->options[i];
		int len = printf("  --%s%s%s", option->name, option->value ? " " : "",
				 option->value ? option->value : "");

		printf("%*s %s\n", len < HELP_COLUMN ? HELP_COLUMN - len : 0, "", option->help);
	}
	printf("  %-*s %s\n", HELP_COLUMN - 2, "--help", "this text");
}

int pq_options_wrong(const struct pq_usage *usage, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	pq_complain("%s: %s (pratique %s --help tells more)", usage->verb, text, usage->verb);
	return PQ_EXIT_BAD_INPUT;
}

static void wrong_option(const struct pq_usage *usage, const char *given)
{
	const char *names[PQ_MAX_OPTIONS + 1];
	const char *nearest;
	char word[64];

	for (size_t i = 0; i < usage->option_count; i++)
		names[i] = usage->options[i].name;
	names[usage->option_count] = "help";
	snprintf(word, sizeof(word), "%s", given + strspn(given, "-"));
	word[strcspn(word, "=")] = '\0';
	nearest = pq_nearest(word, names, usage->option_count + 1);
	if (nearest)
		pq_options_wrong(usage, "unknown option '%s'; did you mean '--%s'?", given, nearest);
	else
		pq_options_wrong(usage, "unknown option '%s'", given);
}

/*
 * getopt_long's own messages are off: what went wrong is told in one line of ours.
 * optopt is 0 for an unknown long option, a row's value (LONG, or 'h') for a known
 * one that is used wrongly, and the letter of an unknown short option.
 */
static enum pq_option_step complain(const struct pq_usage *usage, int result, const char *given)
{
	char letter[3] = { '-', (char)optopt, '\0' };

	if (result == ':')
		pq_options_wrong(usage, "'%s' needs a value", given);
	else if (optopt == 0)
		wrong_option(usage, given);
	else if (optopt == LONG || strncmp(given, "--", 2) == 0)
		pq_options_wrong(usage, "'%.*s' takes no value", (int)strcspn(given, "="), given);
	else
		wrong_option(usage, letter);
	return PQ_OPTION_WRONG;
}

enum pq_option_step pq_options_next(const struct pq_usage *usage, int argc, char **argv, bool fresh, size_t *index,
				    const char **value)
{
	struct option rows[PQ_MAX_OPTIONS + 2] = { { NULL, 0, NULL, 0 } };
	int found = 0;
	int result;

	pq_check(usage->option_count <= PQ_MAX_OPTIONS);
	for (size_t i = 0; i < usage->option_count; i++)
		rows[i] = (struct option){ usage->options[i].name,
					   usage->options[i].value ? required_argument : no_argument, NULL, LONG };
	rows[usage->option_count] = (struct option){ "help", no_argument, NULL, 'h' };
	if (fresh)
		optind = 0; /* glibc: start over, also with another argv */
	opterr = 0;
	result = getopt_long(argc, argv, ":h", rows, &found);
	if (result == -1) {
		*index = (size_t)optind;
		return PQ_OPTION_END;
	}
	if (result == 'h') {
		print_help(usage);
		return PQ_OPTION_HELP;
	}
	if (result == ':' || result == '?')
		return complain(usage, result, argv[optind - 1]);
	*index = (size_t)found;
	*value = optarg ? optarg : "";
	return PQ_OPTION_FOUND;
}

bool pq_options_read(const struct pq_usage *usage, int argc, char **argv, const char **values, int *first, int *code)
{
	enum pq_option_step step;
	const char *value;
	size_t index = 0;

	for (size_t i = 0; i < usage->option_count; i++)
		values[i] = NULL;
	step = pq_options_next(usage, argc, argv, true, &index, &value);
	while (step == PQ_OPTION_FOUND) {
		values[index] = value;
		step = pq_options_next(usage, argc, argv, false, &index, &value);
	}
	*first = (int)index;
	*code = step == PQ_OPTION_WRONG ? PQ_EXIT_BAD_INPUT : PQ_EXIT_OK;
	return step == PQ_OPTION_END;
}
