/* SPDX-License-Identifier: MIT */
/*
 * What the archive has in the place of libc's comparing functions: an engine listens to those, and would learn from
 * them what the judge looks for. The build leads the calls here (CMakeLists.txt).
 */
#include <stddef.h>
#include <stdint.h>

int pq_own_memcmp(const void *a, const void *b, size_t len);
void *pq_own_memchr(const void *bytes, int c, size_t len);
int pq_own_strncmp(const char *a, const char *b, size_t len);

int pq_own_memcmp(const void *a, const void *b, size_t len)
{
	const unsigned char *x = a;
	const unsigned char *y = b;

	for (size_t i = 0; i < len; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

void *pq_own_memchr(const void *bytes, int c, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		if (p[i] == (unsigned char)c)
			return (void *)(uintptr_t)(p + i);
	return NULL;
}

int pq_own_strncmp(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char x = (unsigned char)a[i];
		unsigned char y = (unsigned char)b[i];

		if (x != y)
			return x < y ? -1 : 1;
		if (!x)
			return 0;
	}
	return 0;
}
