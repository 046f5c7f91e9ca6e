/* SPDX-License-Identifier: MIT */
/* A process does one request, so that all memory is there from its beginning; what is not touched costs nothing. */
#include "client/handed_side.h"

#include <stdlib.h>

#define MAX_TEXT (8u << 20)

/* Fills the room with the file; what it holds. */
static struct pq_view read_file(const char *path, unsigned char room[static MAX_TEXT])
{
	FILE *file = fopen(path, "re");
	size_t len;

	if (!file)
		exit(2);
	len = fread(room, 1, MAX_TEXT, file);
	fclose(file);
	return pq_view(room, len);
}

const struct pq_policy *pq_handed_policy(const char *path)
{
	static unsigned char text[MAX_TEXT];
	static struct pq_policy policy;

	if (pq_policy_parse(&policy, read_file(path, text), NULL))
		exit(2);
	return &policy;
}

const struct pq_scenario *pq_handed_scenario(const char *path)
{
	static unsigned char text[MAX_TEXT];
	static unsigned char bytes[PQ_MAX_SCENARIO_BYTES];
	static struct pq_line lines[PQ_MAX_LINES];
	static struct pq_arg args[PQ_MAX_ARGS];
	static struct pq_scenario scenario;

	pq_scenario_init(&scenario, lines, PQ_MAX_LINES, args, PQ_MAX_ARGS, bytes, sizeof(bytes));
	if (pq_scenario_parse(&scenario, read_file(path, text), PQ_READING_STRICT, NULL))
		exit(2);
	return &scenario;
}

bool pq_handed_say(const struct pq_transcript *transcript, FILE *out)
{
	static unsigned char storage[MAX_TEXT];
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	pq_transcript_print(transcript, &text);
	return pq_buf_ok(&text) && fwrite(text.data, 1, text.len, out) == text.len && fflush(out) == 0;
}
