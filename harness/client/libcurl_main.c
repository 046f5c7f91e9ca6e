/* SPDX-License-Identifier: MIT */
/*
 * pratique-libcurl SCENARIO [POLICY]: asks for the one request of a scenario through libcurl, in its own process. With a policy
 * a guard stands before it. Prints what the guard has to say, as a transcript; exits with libcurl's code.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/libcurl_ask.h"

#define MAX_TEXT (8u << 20)

static void *memory(size_t size)
{
	void *got = calloc(1, size);

	if (!got)
		exit(2);
	return got;
}

/* The whole file, which stays; exits without it. */
static struct pq_view read_file(const char *path)
{
	char *bytes = memory(MAX_TEXT);
	FILE *file = fopen(path, "re");

	if (!file)
		exit(2);
	return pq_view(bytes, fread(bytes, 1, MAX_TEXT, file));
}

static struct pq_scenario read_scenario(const char *path)
{
	struct pq_scenario scenario;

	pq_scenario_init(&scenario, memory(PQ_MAX_LINES * sizeof(struct pq_line)), PQ_MAX_LINES,
			 memory(PQ_MAX_ARGS * sizeof(struct pq_arg)), PQ_MAX_ARGS, memory(PQ_MAX_SCENARIO_BYTES),
			 PQ_MAX_SCENARIO_BYTES);
	if (pq_scenario_parse(&scenario, read_file(path), PQ_READING_STRICT, NULL))
		exit(2);
	return scenario;
}

static void print(const struct pq_transcript *told)
{
	struct pq_buf text;

	pq_buf_init(&text, memory(MAX_TEXT), MAX_TEXT);
	pq_transcript_print(told, &text);
	fwrite(text.data, 1, text.len, stdout);
}

int main(int argc, char **argv)
{
	static struct pq_event events[PQ_MAX_HEADERS + 16];
	static unsigned char bytes[1u << 20];
	struct pq_transcript told;
	struct pq_guard guard = { .told = &told };
	struct pq_policy *policy = memory(sizeof(*policy));
	struct pq_scenario scenario;
	int code;

	if (argc < 2)
		return 2;
	/* libcurl reads names that are not ASCII by the locale, which is the application's to set. */
	setlocale(LC_ALL, "");
	scenario = read_scenario(argv[1]);
	if (argc > 2 && pq_policy_parse(policy, read_file(argv[2]), NULL))
		return 2;
	guard.policy = argc > 2 ? policy : NULL;
	pq_transcript_init(&told, events, sizeof(events) / sizeof(events[0]), NULL, 0, bytes, sizeof(bytes));
	pq_transcript_request(&told, 1);
	code = pq_libcurl_ask(&scenario, &guard);
	print(&told);
	return code;
}
