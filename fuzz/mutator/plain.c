/* SPDX-License-Identifier: MIT */
/* Changes that know nothing of what the bytes mean. */
#include "mutator/parts.h"

static const unsigned char telling[] = { 0,   '\n', '\r', '\t', ' ', ':', '"',  '@',
					 '/', '#',  '%',  ',',  ';', '.', 0x7f, 0xff };

static unsigned char one_byte(struct pq_random *random)
{
	if (pq_random_one_in(random, 2))
		return telling[pq_random_below(random, sizeof(telling))];
	return (unsigned char)pq_random_below(random, 256);
}

/* Puts in `count` bytes at `at`: a copy of those behind it, or bytes by chance. */
static size_t put_in(struct pq_random *random, uint8_t *bytes, size_t len, size_t cap, size_t at)
{
	size_t count = 1 + pq_random_below(random, pq_random_one_in(random, 4) ? 32 : 3);
	bool copy = pq_random_one_in(random, 2) && len - at >= count;

	if (count > cap - len)
		return len;
	memmove(bytes + at + count, bytes + at, len - at);
	for (size_t i = 0; i < count && !copy; i++)
		bytes[at + i] = one_byte(random);
	return len + count;
}

static size_t one_change(struct pq_random *random, uint8_t *bytes, size_t len, size_t cap)
{
	size_t at = pq_random_below(random, len);
	size_t count;

	switch (pq_random_below(random, 5)) {
	case 0:
		bytes[at] = (uint8_t)(bytes[at] ^ (1u << pq_random_below(random, 8)));
		return len;
	case 1:
		bytes[at] = one_byte(random);
		return len;
	case 2:
		bytes[at] = (uint8_t)(bytes[at] + (pq_random_one_in(random, 2) ? 1 : 255));
		return len;
	case 3:
		count = 1 + pq_random_below(random, len - at < 16 ? len - at : 16);
		if (count >= len)
			return len;
		memmove(bytes + at, bytes + at + count, len - at - count);
		return len - count;
	default:
		return put_in(random, bytes, len, cap, at);
	}
}

size_t pq_plain(struct pq_random *random, uint8_t *bytes, size_t len, size_t cap)
{
	size_t changes = 1 + pq_random_below(random, 4);

	if (len == 0) {
		bytes[0] = one_byte(random);
		len = 1;
	}
	for (size_t i = 0; i < changes; i++)
		len = one_change(random, bytes, len, cap);
	return len;
}

struct pq_view pq_change_text(struct pq_mutator *m, struct pq_view text)
{
	size_t mark = m->pool.len;
	size_t cap = text.len + 64;
	unsigned char *at;

	if (!pq_random_one_in(&m->random, 3)) {
		pq_values_break_into(text, &m->random, &m->pool);
		return pq_buf_since(&m->pool, mark);
	}
	at = pq_buf_extend(&m->pool, cap);
	if (!at)
		return text;
	if (text.len > 0)
		memcpy(at, text.data, text.len);
	m->pool.len = mark + pq_plain(&m->random, at, text.len, cap);
	return pq_buf_since(&m->pool, mark);
}
