/* SPDX-License-Identifier: MIT */
#include "sink/target.h"

#include "base/ascii.h"

/* RFC 1928 4, 5 */
enum { VERSION = 5, CONNECT = 1, IPV4 = 1, NAME = 3, IPV6 = 4 };

static const struct {
	struct pq_view prefix;
	int port;
} schemes[] = {
	{ PQ_VIEW("http://"), 80 }, { PQ_VIEW("https://"), 443 }, { PQ_VIEW("ws://"), 80 },
	{ PQ_VIEW("wss://"), 443 }, { PQ_VIEW("ftp://"), 21 },
};

static bool read_port(struct pq_view text, int port, uint16_t *out)
{
	uint64_t number;

	if (text.len == 0 && port >= 0) {
		*out = (uint16_t)port;
		return true;
	}
	if (!pq_ascii_decimal(text, 65535, &number))
		return false;
	*out = (uint16_t)number;
	return true;
}

bool pq_target_authority(struct pq_view text, int port, struct pq_target *out)
{
	struct pq_target target = { 0 };
	size_t end = text.len;

	while (end > 0 && text.data[end - 1] != ':' && text.data[end - 1] != ']')
		end--;
	if (end > 0 && text.data[end - 1] == ':') {
		if (!read_port(pq_view_from(text, end), port, &target.port))
			return false;
		end--;
	} else if (port >= 0 && (end == 0 || end == text.len)) {
		target.port = (uint16_t)port;
		end = text.len;
	} else {
		return false;
	}
	target.host = pq_view_slice(text, 0, end);
	if (end >= 2 && text.data[0] == '[' && text.data[end - 1] == ']')
		target.host = pq_view_slice(text, 1, end - 1);
	pq_address_parse(target.host, &target.address);
	if (target.host.len == 0 || target.host.len > 255)
		return false;
	*out = target;
	return true;
}

/* Where the authority ends. */
static size_t authority_end(struct pq_view text, size_t at)
{
	while (at < text.len && text.data[at] != '/' && text.data[at] != '?' && text.data[at] != '#')
		at++;
	return at;
}

bool pq_target_absolute(struct pq_view text, struct pq_target *out)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t start = schemes[i].prefix.len;
		size_t end = authority_end(text, start);

		if (!pq_ascii_eq_nocase(pq_view_slice(text, 0, start), schemes[i].prefix))
			continue;
		for (size_t at = start; at < end; at++)
			if (text.data[at] == '@')
				start = at + 1;
		return pq_target_authority(pq_view_slice(text, start, end), schemes[i].port, out);
	}
	return false;
}

enum pq_err pq_target_greeting(struct pq_view bytes, size_t *len, bool *open)
{
	bool found = false;

	if (bytes.len > 0 && bytes.data[0] != VERSION)
		return PQ_ERR_SYNTAX;
	if (bytes.len >= 2 && bytes.data[1] == 0)
		return PQ_ERR_SYNTAX;
	if (bytes.len < 2 || bytes.len < 2u + bytes.data[1])
		return PQ_ERR_INCOMPLETE;
	for (size_t i = 0; i < bytes.data[1]; i++)
		found |= bytes.data[2 + i] == 0;
	*len = 2u + bytes.data[1];
	*open = found;
	return PQ_ERR_OK;
}

/* Bytes of an address of that type, from its first byte on; 0 if there is no such type. */
static size_t address_len(unsigned char type, unsigned char first)
{
	switch (type) {
	case IPV4:
		return 4;
	case IPV6:
		return 16;
	case NAME:
		return 1u + first;
	default:
		return 0;
	}
}

static void read_address(struct pq_view bytes, unsigned char type, struct pq_target *out)
{
	if (type == NAME) {
		out->host = pq_view_from(bytes, 1);
		pq_address_parse(out->host, &out->address);
	} else {
		out->address.family = type == IPV4 ? 4 : 6;
		memcpy(out->address.bytes, bytes.data, bytes.len);
	}
}

enum pq_err pq_target_socks(struct pq_view bytes, size_t *len, struct pq_target *out)
{
	struct pq_target target = { 0 };
	size_t size;

	if (bytes.len > 0 && bytes.data[0] != VERSION)
		return PQ_ERR_SYNTAX;
	if (bytes.len < 5)
		return PQ_ERR_INCOMPLETE;
	size = address_len(bytes.data[3], bytes.data[4]);
	if (size == 0 || (bytes.data[3] == NAME && bytes.data[4] == 0))
		return PQ_ERR_SYNTAX;
	if (bytes.len < 4 + size + 2)
		return PQ_ERR_INCOMPLETE;
	read_address(pq_view_slice(bytes, 4, 4 + size), bytes.data[3], &target);
	target.port = (uint16_t)(bytes.data[4 + size] << 8 | bytes.data[4 + size + 1]);
	*len = 4 + size + 2;
	if (bytes.data[1] != CONNECT)
		return PQ_ERR_UNKNOWN;
	*out = target;
	return PQ_ERR_OK;
}
