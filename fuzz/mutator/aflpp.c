/* SPDX-License-Identifier: MIT */
/*
 * The mutator as a library for AFL_CUSTOM_MUTATOR_LIBRARY. It runs in the process of afl-fuzz, which goes on with its
 * own mutations besides. PQ_FUZZ_MUTATOR names the target (default: scenario). Where the counters' file is known, what
 * was done is counted there, in words that the target does not touch.
 */
#include "mutator/mutator.h"

#include <stdlib.h>
#include <string.h>

#include "common/counters.h"
#include "common/environment.h"

#define OUTPUT (1u << 20)

/* The interface, as include/afl-fuzz.h of AFL++ 4.04c describes it; the state of afl-fuzz is not looked into. */
void *afl_custom_init(void *afl, unsigned int seed);
size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t buf_size, uint8_t **out_buf, uint8_t *add_buf,
		       size_t add_buf_size, size_t max_size);
const char *afl_custom_describe(void *data, size_t max_description_len);
int32_t afl_custom_init_trim(void *data, uint8_t *buf, size_t buf_size);
size_t afl_custom_trim(void *data, uint8_t **out_buf);
int32_t afl_custom_post_trim(void *data, uint8_t success);
void afl_custom_deinit(void *data);

/*
 * seed:     of the next mutation
 * steps:    how many steps the trimming under way has, as afl-fuzz was told
 * counters: NULL where nobody counts
 */
struct shim {
	struct pq_mutator *mutator;
	uint64_t seed;
	size_t steps;
	bool trimming;
	struct pq_counters *counters;
	char said[256];
	uint8_t out[OUTPUT];
};

void *afl_custom_init(void *afl, unsigned int seed)
{
	struct shim *shim = malloc(sizeof(*shim));
	const char *target = getenv(PQ_MUTATOR_ENV);
	const char *counters = getenv(PQ_COUNTERS_ENV);
	enum pq_mutator_kind kind = target ? pq_mutator_kind_of(target) : PQ_MUTATOR_SCENARIO;

	(void)afl;
	if (!shim)
		return NULL;
	shim->mutator = kind == PQ_MUTATOR_COUNT ? NULL : pq_mutator_open(kind);
	shim->seed = (uint64_t)seed << 32;
	shim->steps = 0;
	shim->trimming = false;
	shim->counters = counters ? pq_counters_map(counters) : NULL;
	if (shim->mutator)
		return shim;
	free(shim);
	return NULL;
}

static void count(struct shim *shim)
{
	if (!shim->counters)
		return;
	shim->counters->mutated++;
	shim->counters->structured += pq_mutator_was_structured(shim->mutator);
}

/* One in four is crossed with the other input, where there is one. */
size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t buf_size, uint8_t **out_buf, uint8_t *add_buf,
		       size_t add_buf_size, size_t max_size)
{
	struct shim *shim = data;
	uint64_t seed = shim->seed++;
	size_t cap = max_size < sizeof(shim->out) ? max_size : sizeof(shim->out);
	size_t size = buf_size < cap ? buf_size : cap;

	*out_buf = shim->out;
	if (cap == 0)
		return 0;
	memcpy(shim->out, buf, size);
	if (add_buf && add_buf_size > 0 && seed % 4 == 0)
		size = pq_cross(shim->mutator, shim->out, size, cap, add_buf, add_buf_size, seed);
	else
		size = pq_mutate(shim->mutator, shim->out, size, cap, seed);
	/* afl-fuzz does not stack calls, as libFuzzer does. */
	for (uint64_t more = seed % 3; more > 0; more--)
		size = pq_mutate(shim->mutator, shim->out, size, cap, seed + (more << 48));
	count(shim);
	return size;
}

/* Part of a file's name. */
const char *afl_custom_describe(void *data, size_t max_description_len)
{
	struct shim *shim = data;
	size_t len = strlen(pq_describe(shim->mutator));

	if (len >= sizeof(shim->said))
		len = sizeof(shim->said) - 1;
	if (max_description_len > 0 && len >= max_description_len)
		len = max_description_len - 1;
	memcpy(shim->said, pq_describe(shim->mutator), len);
	shim->said[len] = '\0';
	return shim->said;
}

int32_t afl_custom_init_trim(void *data, uint8_t *buf, size_t buf_size)
{
	struct shim *shim = data;

	shim->steps = pq_trim_begin(shim->mutator, buf, buf_size);
	return (int32_t)shim->steps;
}

/* Where nothing is left to try, afl-fuzz is given once more what it has. */
size_t afl_custom_trim(void *data, uint8_t **out_buf)
{
	struct shim *shim = data;
	const uint8_t *bytes;
	size_t size = pq_trim_step(shim->mutator, &bytes);

	shim->trimming = size > 0;
	if (size == 0)
		size = pq_trim_best(shim->mutator, &bytes);
	if (size > sizeof(shim->out))
		size = sizeof(shim->out);
	memcpy(shim->out, bytes, size);
	*out_buf = shim->out;
	return size;
}

int32_t afl_custom_post_trim(void *data, uint8_t success)
{
	struct shim *shim = data;
	size_t done = pq_trim_took(shim->mutator, shim->trimming && success);

	return (int32_t)(shim->trimming ? done : shim->steps);
}

void afl_custom_deinit(void *data)
{
	struct shim *shim = data;

	pq_mutator_close(shim->mutator);
	free(shim);
}
