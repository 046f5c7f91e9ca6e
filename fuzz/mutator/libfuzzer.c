/* SPDX-License-Identifier: MIT */
/*
 * The mutator as libFuzzer calls it, and other engines that know these two names. PQ_FUZZ_MUTATOR=off in the
 * environment leaves all to the engine's own mutations, as if this were not linked.
 */
#include "mutator/mutator.h"

#include <stdlib.h>
#include <string.h>

#include "common/environment.h"
#include "common/target.h"

#define ENGINE_SHARE 5 /* one in so many inputs is left to the engine and its dictionary */
#define CROSS_SHARE 4  /* libFuzzer crosses as often as it mutates; one in so many is enough */

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2, size_t size2, uint8_t *out,
				 size_t max_out_size, unsigned int seed);

/* Opened by the first call; NULL if it is switched off. */
static struct pq_mutator *the_mutator(void)
{
	static struct pq_mutator *mutator;
	static bool asked;
	const char *wish = getenv(PQ_MUTATOR_ENV);
	enum pq_mutator_kind kind = pq_mutator_kind_of(pq_fuzz_target.name);

	if (asked)
		return mutator;
	asked = true;
	if (wish && strcmp(wish, PQ_MUTATOR_OFF) == 0)
		return NULL;
	mutator = pq_mutator_open(kind == PQ_MUTATOR_COUNT ? PQ_MUTATOR_SCENARIO : kind);
	if (!mutator)
		pq_fuzz_cannot("the mutator cannot be opened");
	return mutator;
}

/* 32 bits of seed are what the engine gives. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	struct pq_mutator *mutator = the_mutator();

	if (!mutator || seed % ENGINE_SHARE == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	size = pq_mutate(mutator, data, size, max_size, seed);
	pq_fuzz_count_mutation(pq_mutator_was_structured(mutator));
	return size;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2, size_t size2, uint8_t *out,
				 size_t max_out_size, unsigned int seed)
{
	struct pq_mutator *mutator = the_mutator();

	if (!mutator || seed % CROSS_SHARE != 0 || size1 > max_out_size)
		return 0;
	memcpy(out, data1, size1);
	size1 = pq_cross(mutator, out, size1, max_out_size, data2, size2, seed);
	pq_fuzz_count_mutation(pq_mutator_was_structured(mutator));
	return size1;
}
