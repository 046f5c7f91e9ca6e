/* SPDX-License-Identifier: MIT */
/*
 * What every fuzz target shares: its shape, how it reports, and what it may not do.
 *
 * A target defines pq_fuzz_target and nothing else that is global. The engine
 * enters through entry.c, which counts the execution and calls `one`. Real
 * sockets, look-ups, clocks and randomness are fatal in a target: the linker
 * sends those names to pq_fuzz_forbidden (fuzz/CMakeLists.txt lists them).
 */
#ifndef PQ_FUZZ_TARGET_H
#define PQ_FUZZ_TARGET_H

#include <stdint.h>

#include "base/view.h"
#include "common/counters.h"

/*
 * name: as in fuzz_<name>.c
 * open: called once, before the first input; prepares what outlives an execution
 * one:  judges one input; the same input always takes the same way
 */
struct pq_fuzz_target {
	const char *name;
	void (*open)(void);
	void (*one)(struct pq_view input);
};

extern const struct pq_fuzz_target pq_fuzz_target;

/* The engines' interface (libFuzzer); AFL++'s driver and the replay program speak it too. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* For targets that have nothing to open. */
void pq_fuzz_open_nothing(void);

/* Counts what an execution dialled; call it at most once in an execution. */
void pq_fuzz_count_dials(size_t dials);

/*
 * Notes that the input was put to the model: requests that were begun, and whether all that happened was seen. Of an
 * input that breaks nothing this is what tells that it was tried at all. One that is run several times adds up.
 */
void pq_fuzz_note_run(size_t requests, bool whole);

/* What was noted since the process began; noted: at all. */
struct pq_fuzz_run {
	bool noted;
	size_t requests;
	bool whole;
};

struct pq_fuzz_run pq_fuzz_noted_run(void);

/* Counts an input that the mutator made; structured: by what it knows of such inputs. */
void pq_fuzz_count_mutation(bool structured);

/*
 * Counts that the place of a planted bug was passed; triggered: and that the right code would have gone another way.
 * What the mutator does between executions is not counted.
 */
void pq_fuzz_count_plant(bool triggered);

/* What has been counted so far. */
const struct pq_counters *pq_fuzz_counters(void);

/* Name of the input under way, for messages; NULL under an engine, which keeps inputs itself. */
extern const char *pq_fuzz_input_name;

/* Writes text and the input's name to standard error and counts the finding. The caller traps. */
void pq_fuzz_fatal(const char *text);

/* A set-up failure, such as a missing ICU: prints one line and ends the process with status 3. */
_Noreturn void pq_fuzz_cannot(const char *what);

/* Where calls of the outside world end up; prints a line and traps. */
_Noreturn void pq_fuzz_forbidden(void);

/*
 * Defines a function that reports a broken property and traps. It is never
 * inlined, so that engines tell one property from another by the stack.
 */
#define PQ_FUZZ_PROPERTY(property, sentence)                                      \
	__attribute__((noinline, noreturn)) static void property(void)            \
	{                                                                         \
		pq_fuzz_fatal("ASSERTION FAILED: " #property "\n" sentence "\n"); \
		__builtin_trap();                                                 \
	}

/*
 * Takes the next piece of an input, up to the byte 0xff (which UTF-8 never
 * has) or the end, off the front of *rest.
 */
static inline struct pq_view pq_fuzz_piece(struct pq_view *rest)
{
	size_t end = pq_view_find(*rest, 0xff, 0);
	struct pq_view piece = pq_view_slice(*rest, 0, end);

	*rest = pq_view_from(*rest, end + 1);
	return piece;
}

static inline bool pq_fuzz_contains(struct pq_view haystack, struct pq_view needle)
{
	for (size_t i = 0; i + needle.len <= haystack.len; i++)
		if (pq_view_starts(pq_view_from(haystack, i), needle))
			return true;
	return false;
}

/* Takes one byte off the front of *rest; 0 if there is none. */
static inline unsigned char pq_fuzz_byte(struct pq_view *rest)
{
	unsigned char byte = rest->len ? rest->data[0] : 0;

	*rest = pq_view_from(*rest, 1);
	return byte;
}

#endif
