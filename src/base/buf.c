/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

void pq_buf_add_u64(struct pq_buf *buf, uint64_t n)
{
	unsigned char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (unsigned char)('0' + n % 10);
		n /= 10;
	} while (n);
	pq_buf_add(buf, pq_view(digits + at, sizeof(digits) - at));
}

void pq_buf_add_hex(struct pq_buf *buf, struct pq_view v)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char *at = pq_buf_extend(buf, v.len * 2);

	if (!at)
		return;
	for (size_t i = 0; i < v.len; i++) {
		*at++ = (unsigned char)digits[v.data[i] >> 4];
		*at++ = (unsigned char)digits[v.data[i] & 15];
	}
}
