/* SPDX-License-Identifier: MIT */
/* The formats' own tables, printed: what parsers and printers work from is also the manual. */
#include <jansson.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/options.h"
#include "fetch/result.h"
#include "policy/word.h"
#include "report/json.h"
#include "scenario/words.h"
#include "transcript/shape.h"

enum option { JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[JSON] = { "json", NULL, "print JSON lines, one a word" },
};

static const struct pq_usage usage = {
	"words",
	"",
	"Lists the words that begin the lines of scenarios, transcripts and policies, with\n"
	"their arguments and meaning; of scenarios also where each may stand (top: not\n"
	"indented) and which stand once; and the names of network errors. How arguments are\n"
	"written is told in docs/formats.md. Exit code 0.\n",
	options,
	OPTION_COUNT,
};

static const char *place_name(size_t word)
{
	return word == PQ_WORD_COMMENT ? "top" : pq_word_name((enum pq_word)word);
}

/* "fetch,control": the words of the bits; returns how many bytes that takes. */
static int put_places(uint64_t bits, char *out, size_t size)
{
	size_t len = 0;

	for (size_t word = 0; word < PQ_WORD_COUNT && len < size; word++)
		if (bits & PQ_WORD_IN(word))
			len += (size_t)snprintf(out + len, size - len, "%s%s", len ? "," : "", place_name(word));
	return (int)len;
}

static bool stands_once(size_t word)
{
	return pq_word_rows[word].excludes & PQ_WORD_IN(word);
}

static void print_scenario(void)
{
	char places[128];
	int width = 0;

	for (size_t word = 0; word < PQ_WORD_COUNT; word++) {
		int len = put_places(pq_word_rows[word].parents, places, sizeof(places));

		width = len > width ? len : width;
	}
	puts("pratique-scenario 1");
	for (size_t word = 0; word < PQ_WORD_COUNT; word++) {
		put_places(pq_word_rows[word].parents, places, sizeof(places));
		printf("  %-15s %-*s %-4s  %s\n", pq_word_name((enum pq_word)word), width, places,
		       stands_once(word) ? "once" : "", pq_word_help((enum pq_word)word));
	}
}

static void print_line(struct pq_view name, const char *help)
{
	printf("  %-15.*s %s\n", (int)name.len, (const char *)name.data, help);
}

static void print_all(void)
{
	print_scenario();
	puts("\nnetwork errors, for \"expect error NAME\" and \"outcome N error NAME\"");
	for (int error = PQ_ERROR_NONE + 1; error < PQ_ERROR_COUNT; error++)
		printf("  %s\n", pq_network_error_name((enum pq_network_error)error));
	puts("\npratique-transcript 1");
	for (size_t event = 0; event <= PQ_EVENT_COUNT; event++)
		print_line(pq_event_names[event], pq_event_help[event]);
	puts("\npratique-policy 1");
	for (size_t entry = 0; entry < PQ_ENTRY_COUNT; entry++)
		if (pq_policy_words[entry].len > 0)
			print_line(pq_policy_words[entry], pq_policy_help[entry]);
}

static json_t *places_json(uint64_t bits)
{
	json_t *places = json_array();

	for (size_t word = 0; word < PQ_WORD_COUNT; word++)
		if (bits & PQ_WORD_IN(word))
			json_array_append_new(places, json_string(place_name(word)));
	return places;
}

static void print_json(const char *format, struct pq_view word, const char *help)
{
	pq_json_print(json_pack("{s:s,s:o,s:s}", "format", format, "word", pq_json_text(word), "help", help), stdout);
}

static void print_all_json(void)
{
	for (size_t word = 0; word < PQ_WORD_COUNT; word++)
		pq_json_print(json_pack("{s:s,s:s,s:o,s:o,s:s}", "format", "scenario", "word",
					pq_word_name((enum pq_word)word), "in", places_json(pq_word_rows[word].parents),
					"not_after", places_json(pq_word_rows[word].excludes), "help",
					pq_word_help((enum pq_word)word)),
			      stdout);
	for (int error = PQ_ERROR_NONE + 1; error < PQ_ERROR_COUNT; error++)
		pq_json_print(json_pack("{s:s}", "network_error", pq_network_error_name((enum pq_network_error)error)),
			      stdout);
	for (size_t event = 0; event <= PQ_EVENT_COUNT; event++)
		print_json("transcript", pq_event_names[event], pq_event_help[event]);
	for (size_t entry = 0; entry < PQ_ENTRY_COUNT; entry++)
		if (pq_policy_words[entry].len > 0)
			print_json("policy", pq_policy_words[entry], pq_policy_help[entry]);
}

int pq_cli_words(int argc, char **argv)
{
	const char *values[OPTION_COUNT];
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (first != argc)
		return pq_options_wrong(&usage, "unexpected argument '%s'", argv[first]);
	if (values[JSON])
		print_all_json();
	else
		print_all();
	return PQ_EXIT_OK;
}
