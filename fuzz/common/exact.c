/* SPDX-License-Identifier: MIT */
#include "common/exact.h"

#include <stdlib.h>

#include "common/target.h"

#if defined(__SANITIZE_ADDRESS__)
#define PQ_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PQ_HAS_ASAN 1
#endif
#endif

#ifdef PQ_HAS_ASAN
#include <sanitizer/asan_interface.h>
#endif

unsigned char *pq_fuzz_exact(struct pq_view bytes)
{
	unsigned char *block = malloc(bytes.len ? bytes.len : 1);

	if (!block)
		pq_fuzz_cannot("not enough memory");
	if (bytes.len)
		memcpy(block, bytes.data, bytes.len);
	return block;
}

void pq_fuzz_show(const unsigned char *block, size_t shown, size_t size)
{
#ifdef PQ_HAS_ASAN
	__asan_unpoison_memory_region(block, size);
	__asan_poison_memory_region(block + shown, size - shown);
#else
	(void)block;
	(void)shown;
	(void)size;
#endif
}
