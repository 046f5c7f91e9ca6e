/* SPDX-License-Identifier: MIT */
#include "result/result.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

/* One string; all of them form a list, which is released with the result. */
struct kept {
	struct kept *next;
	char text[];
};

struct pq_result_store {
	struct kept *strings;
};

static const char *const seen_names[] = {
	[PQ_SEEN_NOTHING] = "nothing", [PQ_SEEN_DIAL] = "dial",       [PQ_SEEN_HELLO] = "hello",
	[PQ_SEEN_BYTES] = "bytes",     [PQ_SEEN_REQUEST] = "request",
};
static_assert(sizeof(seen_names) / sizeof(seen_names[0]) == PQ_SEEN_COUNT, "a name for each");

static const char *const finding_names[] = {
	[PQ_FINDING_UNTESTED] = "untested",     [PQ_FINDING_BLOCKED] = "blocked",
	[PQ_FINDING_ALLOWED] = "allowed",       [PQ_FINDING_UNSAFE_PORT] = "unsafe_port",
	[PQ_FINDING_OVER_BLOCK] = "over_block",
};
static_assert(sizeof(finding_names) / sizeof(finding_names[0]) == PQ_FINDING_COUNT, "a name for each");

static const char *const tested_names[] = {
	[PQ_TESTED] = "tested",
	[PQ_UNTESTED] = "untested",
	[PQ_NOT_APPLICABLE_HERE] = "not applicable",
};
static_assert(sizeof(tested_names) / sizeof(tested_names[0]) == PQ_TESTED_COUNT, "a name for each");

const char *pq_seen_name(enum pq_seen seen)
{
	return seen < PQ_SEEN_COUNT ? seen_names[seen] : "?";
}

const char *pq_finding_name(enum pq_finding finding)
{
	return finding < PQ_FINDING_COUNT ? finding_names[finding] : "?";
}

const char *pq_tested_name(enum pq_tested tested)
{
	return tested < PQ_TESTED_COUNT ? tested_names[tested] : "?";
}

struct pq_result *pq_result_new(void)
{
	struct pq_result *result = calloc(1, sizeof(*result));

	if (!result)
		return NULL;
	result->store = calloc(1, sizeof(*result->store));
	if (!result->store) {
		free(result);
		return NULL;
	}
	return result;
}

void pq_result_free(struct pq_result *result)
{
	if (!result)
		return;
	for (struct kept *at = result->store->strings, *next; at; at = next) {
		next = at->next;
		free(at);
	}
	for (size_t i = 0; i < result->vector_count; i++)
		free(result->vectors[i].ports);
	free(result->vectors);
	free(result->cases);
	free(result->spaces);
	free(result->dials);
	free(result->notes);
	free(result->accepted);
	free(result->store);
	free(result);
}

/* The bytes at `at` as they are kept, at most 4, in out; *step: how many bytes of the text they stand for. */
static size_t clean(struct pq_view text, size_t at, unsigned char out[static 4], size_t *step)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char byte = text.data[at];
	uint32_t code = 0;

	*step = pq_utf8_decode(text, at, &code);
	if (*step > 0 && code != 0) {
		memcpy(out, text.data + at, *step);
		return *step;
	}
	*step = 1;
	if (byte == 0) {
		memcpy(out, "\xef\xbf\xbd", 3);
		return 3;
	}
	memcpy(out, "\\x", 2);
	out[2] = (unsigned char)digits[byte >> 4];
	out[3] = (unsigned char)digits[byte & 15];
	return 4;
}

char *pq_result_text(struct pq_result *result, struct pq_view text)
{
	unsigned char piece[4];
	size_t len = 0;
	size_t step;
	struct kept *kept;

	for (size_t i = 0; i < text.len; i += step)
		len += clean(text, i, piece, &step);
	kept = malloc(sizeof(*kept) + len + 1);
	if (!kept)
		return NULL;
	kept->next = result->store->strings;
	result->store->strings = kept;
	len = 0;
	for (size_t i = 0; i < text.len; i += step) {
		size_t count = clean(text, i, piece, &step);

		memcpy(kept->text + len, piece, count);
		len += count;
	}
	kept->text[len] = '\0';
	return kept->text;
}

char *pq_result_print(struct pq_result *result, const char *format, ...)
{
	char small[512];
	char *large = NULL;
	char *text = NULL;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(small, sizeof(small), format, args);
	va_end(args);
	if (len < 0)
		return NULL;
	if ((size_t)len < sizeof(small))
		return pq_result_text(result, pq_view(small, (size_t)len));
	large = malloc((size_t)len + 1);
	if (large) {
		va_start(args, format);
		vsnprintf(large, (size_t)len + 1, format, args);
		va_end(args);
		text = pq_result_text(result, pq_view(large, (size_t)len));
	}
	free(large);
	return text;
}

/*
 * A list doubles whenever its count is a power of two, so that it needs no field for its room. Returns the list with
 * room for one more, whose bytes are zero; NULL, with the list as it was, if memory is short.
 */
static void *grown(void *list, size_t count, size_t size)
{
	if ((count & (count - 1)) == 0) {
		void *larger = count > SIZE_MAX / 2 / size ? NULL : realloc(list, (count ? 2 * count : 1) * size);

		if (!larger)
			return NULL;
		list = larger;
	}
	memset((char *)list + count * size, 0, size);
	return list;
}

struct pq_result_vector *pq_result_add_vector(struct pq_result *result)
{
	void *list = grown(result->vectors, result->vector_count, sizeof(*result->vectors));

	if (!list)
		return NULL;
	result->vectors = list;
	return &result->vectors[result->vector_count++];
}

struct pq_result_port *pq_result_add_port(struct pq_result *result, struct pq_result_vector *vector)
{
	void *list = grown(vector->ports, vector->port_count, sizeof(*vector->ports));

	(void)result;
	if (!list)
		return NULL;
	vector->ports = list;
	return &vector->ports[vector->port_count++];
}

struct pq_result_case *pq_result_add_case(struct pq_result *result)
{
	void *list = grown(result->cases, result->case_count, sizeof(*result->cases));

	if (!list)
		return NULL;
	result->cases = list;
	return &result->cases[result->case_count++];
}

struct pq_result_space *pq_result_add_space(struct pq_result *result)
{
	void *list = grown(result->spaces, result->space_count, sizeof(*result->spaces));

	if (!list)
		return NULL;
	result->spaces = list;
	return &result->spaces[result->space_count++];
}

struct pq_result_dial *pq_result_add_dial(struct pq_result *result)
{
	void *list = grown(result->dials, result->dial_count, sizeof(*result->dials));

	if (!list)
		return NULL;
	result->dials = list;
	return &result->dials[result->dial_count++];
}

struct pq_result_note *pq_result_add_note(struct pq_result *result)
{
	void *list = grown(result->notes, result->note_count, sizeof(*result->notes));

	if (!list)
		return NULL;
	result->notes = list;
	return &result->notes[result->note_count++];
}

struct pq_result_accepted *pq_result_add_accepted(struct pq_result *result)
{
	void *list = grown(result->accepted, result->accepted_count, sizeof(*result->accepted));

	if (!list)
		return NULL;
	result->accepted = list;
	return &result->accepted[result->accepted_count++];
}
