/* SPDX-License-Identifier: MIT */
#include "wire/stun.h"

#include <nettle/hmac.h>
#include <nettle/md5.h>

#include "base/check.h"

#define FINGERPRINT_XOR UINT32_C(0x5354554e)
#define CRC_32 UINT32_C(0xedb88320) /* ITU V.42's polynomial, lowest bit first */

void pq_stun_key(struct pq_view username, struct pq_view realm, struct pq_view password,
		 unsigned char key[static PQ_STUN_KEY])
{
	struct md5_ctx md5;

	md5_init(&md5);
	md5_update(&md5, username.len, username.data);
	md5_update(&md5, 1, (const uint8_t *)":");
	md5_update(&md5, realm.len, realm.data);
	md5_update(&md5, 1, (const uint8_t *)":");
	md5_update(&md5, password.len, password.data);
	md5_digest(&md5, PQ_STUN_KEY, key);
}

/* A message's first four bytes: its type, and the length that counts for an attribute of so many bytes at its end. */
static void fill_start(struct pq_view before, size_t attribute, unsigned char start[static 4])
{
	size_t length = before.len - PQ_STUN_HEADER + attribute;

	pq_check(before.len >= PQ_STUN_HEADER && length <= UINT16_MAX);
	start[0] = before.data[0];
	start[1] = before.data[1];
	start[2] = (unsigned char)(length >> 8);
	start[3] = (unsigned char)length;
}

void pq_stun_mac(struct pq_view key, struct pq_view before, unsigned char mac[static PQ_STUN_MAC])
{
	struct hmac_sha1_ctx hmac;
	unsigned char start[4];

	fill_start(before, 4 + PQ_STUN_MAC, start);
	hmac_sha1_set_key(&hmac, key.len, key.data);
	hmac_sha1_update(&hmac, sizeof(start), start);
	hmac_sha1_update(&hmac, before.len - sizeof(start), before.data + sizeof(start));
	hmac_sha1_digest(&hmac, PQ_STUN_MAC, mac);
}

/* Goes on with a CRC over more bytes. A message is short and rare: no table pays for itself. */
static uint32_t crc_update(uint32_t crc, const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (crc & 1 ? CRC_32 : 0);
	}
	return crc;
}

uint32_t pq_stun_fingerprint(struct pq_view before)
{
	unsigned char start[4];
	uint32_t crc = UINT32_MAX;

	fill_start(before, 8, start);
	crc = crc_update(crc, start, sizeof(start));
	crc = crc_update(crc, before.data + sizeof(start), before.len - sizeof(start));
	return ~crc ^ FINGERPRINT_XOR;
}
