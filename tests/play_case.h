/* SPDX-License-Identifier: MIT */
/* A scenario, and a transcript, from text, for the tests of plays. */
#ifndef PQ_TESTS_PLAY_CASE_H
#define PQ_TESTS_PLAY_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/scenario.h"
#include "transcript/transcript.h"

struct play_scenario {
	struct pq_scenario scenario;
	struct pq_line lines[128];
	struct pq_arg args[512];
	unsigned char bytes[16384];
	char text[16384];
};

/* Without its first line; ' stands for ". */
static inline const struct pq_scenario *play_scenario(struct play_scenario *storage, const char *text)
{
	struct pq_diag diag = { 0, 0, "" };

	snprintf(storage->text, sizeof(storage->text), "pratique-scenario 1\n%s", text);
	for (char *p = storage->text; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	pq_scenario_init(&storage->scenario, storage->lines, 128, storage->args, 512, storage->bytes,
			 sizeof(storage->bytes));
	if (pq_scenario_parse(&storage->scenario, pq_view_str(storage->text), PQ_READING_STRICT, &diag)) {
		print_error("line %zu: expected %s\n%s\n", diag.line, diag.expected, storage->text);
		fail();
	}
	return &storage->scenario;
}

struct play_transcript {
	struct pq_transcript transcript;
	struct pq_event events[256];
	struct pq_address addresses[256];
	unsigned char bytes[65536];
	char text[65536];
};

static inline void play_empty(struct play_transcript *storage)
{
	pq_transcript_init(&storage->transcript, storage->events, 256, storage->addresses, 256, storage->bytes,
			   sizeof(storage->bytes));
}

/* The same; ^ stands for \r\n. */
static inline const struct pq_transcript *play_transcript(struct play_transcript *storage, const char *text)
{
	struct pq_diag diag = { 0, 0, "" };
	size_t at = (size_t)snprintf(storage->text, sizeof(storage->text), "pratique-transcript 1\n");

	for (; *text && at + 8 < sizeof(storage->text); text++)
		at += (size_t)snprintf(storage->text + at, sizeof(storage->text) - at, "%s",
				       *text == '^'    ? "\\r\\n"
				       : *text == '\'' ? "\""
						       : (char[2]){ *text, '\0' });
	play_empty(storage);
	if (pq_transcript_parse(&storage->transcript, pq_view_str(storage->text), &diag)) {
		print_error("line %zu: expected %s\n%s\n", diag.line, diag.expected, storage->text);
		fail();
	}
	return &storage->transcript;
}

#endif
