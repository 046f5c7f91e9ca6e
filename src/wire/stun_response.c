/* SPDX-License-Identifier: MIT */
#include "wire/stun_response.h"

#define CLASS_SUCCESS 0x0100
#define CLASS_ERROR 0x0110
#define COMPREHENSION_OPTIONAL 0x8000
#define FAMILY_IPV4 1
#define FAMILY_IPV6 2

/*
 * A message while it is read.
 * bytes:  the message, and nothing else
 * out:    what has been read of it so far; error is 0 while no ERROR-CODE was
 * has_realm, has_nonce: there was one, if only an empty one
 * ended:  FINGERPRINT has been read
 */
struct reading {
	struct pq_view bytes;
	struct pq_stun_response out;
	bool has_realm;
	bool has_nonce;
	bool ended;
};

static size_t u16_at(struct pq_view bytes, size_t at)
{
	return (size_t)bytes.data[at] << 8 | bytes.data[at + 1];
}

static uint32_t u32_at(struct pq_view bytes, size_t at)
{
	return (uint32_t)u16_at(bytes, at) << 16 | (uint32_t)u16_at(bytes, at + 2);
}

static bool is_id(struct pq_view bytes, const unsigned char id[static PQ_STUN_ID])
{
	return pq_view_eq(pq_view_slice(bytes, 8, PQ_STUN_HEADER), pq_view(id, PQ_STUN_ID));
}

/* The header's fields in their order, each as soon as it is there (RFC 8489 5). Sets *length to the whole message's. */
static enum pq_err read_header(struct pq_view bytes, enum pq_stun_method method,
			       const unsigned char id[static PQ_STUN_ID], size_t *length)
{
	if (bytes.len < 2)
		return PQ_ERR_INCOMPLETE;
	if (u16_at(bytes, 0) != (CLASS_SUCCESS | (size_t)method) && u16_at(bytes, 0) != (CLASS_ERROR | (size_t)method))
		return PQ_ERR_SYNTAX;
	if (bytes.len < 4)
		return PQ_ERR_INCOMPLETE;
	*length = PQ_STUN_HEADER + u16_at(bytes, 2);
	if (*length % 4)
		return PQ_ERR_SYNTAX;
	if (*length > PQ_MAX_STUN_RESPONSE)
		return PQ_ERR_LIMIT;
	if (bytes.len < 8)
		return PQ_ERR_INCOMPLETE;
	if (u32_at(bytes, 4) != PQ_STUN_COOKIE)
		return PQ_ERR_SYNTAX;
	if (bytes.len < PQ_STUN_HEADER)
		return PQ_ERR_INCOMPLETE;
	return is_id(bytes, id) ? PQ_ERR_OK : PQ_ERR_SYNTAX;
}

/* RFC 8489 14.8: a class from 3 to 6 and a number below 100; the reason phrase is for people. */
static enum pq_err read_error(struct reading *reading, struct pq_view value)
{
	unsigned int class;

	if (value.len < 4)
		return PQ_ERR_SYNTAX;
	class = value.data[2] & 7;
	if (class < 3 || class > 6 || value.data[3] > 99)
		return PQ_ERR_SYNTAX;
	if (reading->out.error == 0)
		reading->out.error = (uint16_t)(class * 100 + value.data[3]);
	return PQ_ERR_OK;
}

static enum pq_err read_text(struct pq_view value, bool *has, struct pq_view *text)
{
	if (value.len > PQ_MAX_STUN_TEXT)
		return PQ_ERR_LIMIT;
	if (!*has)
		*text = value;
	*has = true;
	return PQ_ERR_OK;
}

/* RFC 8489 14.2: the port is hidden by the cookie, the address by cookie and transaction id. */
static enum pq_err read_address(const struct reading *reading, struct pq_view value, struct pq_stun_address *out)
{
	struct pq_address address = { .family = 0 };
	size_t len;

	if (value.len < 4 || (value.data[1] != FAMILY_IPV4 && value.data[1] != FAMILY_IPV6))
		return PQ_ERR_SYNTAX;
	address.family = value.data[1] == FAMILY_IPV4 ? 4 : 6;
	len = address.family == 4 ? 4 : 16;
	if (value.len != 4 + len)
		return PQ_ERR_SYNTAX;
	for (size_t i = 0; i < len; i++)
		address.bytes[i] = value.data[4 + i] ^ reading->bytes.data[4 + i];
	if (out->address.family == 0) {
		out->address = address;
		out->port = (uint16_t)(u16_at(value, 2) ^ PQ_STUN_COOKIE >> 16);
	}
	return PQ_ERR_OK;
}

static enum pq_err read_fingerprint(struct reading *reading, struct pq_view value, size_t at)
{
	if (value.len != 4 || u32_at(value, 0) != pq_stun_fingerprint(pq_view(reading->bytes.data, at)))
		return PQ_ERR_SYNTAX;
	reading->ended = true;
	return PQ_ERR_OK;
}

/* Nothing that follows upon MESSAGE-INTEGRITY is protected by it, so nothing of it counts (RFC 8489 14.5). */
static enum pq_err read_attribute(struct reading *reading, size_t type, struct pq_view value, size_t at)
{
	if (type == PQ_STUN_FINGERPRINT)
		return read_fingerprint(reading, value, at);
	if (reading->out.integrity)
		return PQ_ERR_OK;
	switch (type) {
	case PQ_STUN_ERROR_CODE:
		return read_error(reading, value);
	case PQ_STUN_REALM:
		return read_text(value, &reading->has_realm, &reading->out.realm);
	case PQ_STUN_NONCE:
		return read_text(value, &reading->has_nonce, &reading->out.nonce);
	case PQ_STUN_XOR_MAPPED_ADDRESS:
		return read_address(reading, value, &reading->out.mapped);
	case PQ_STUN_XOR_RELAYED_ADDRESS:
		return read_address(reading, value, &reading->out.relayed);
	case PQ_STUN_MESSAGE_INTEGRITY:
		reading->out.integrity = at;
		return value.len == PQ_STUN_MAC ? PQ_ERR_OK : PQ_ERR_SYNTAX;
	case PQ_STUN_MAPPED_ADDRESS:
	case PQ_STUN_USERNAME:
	case PQ_STUN_UNKNOWN_ATTRIBUTES:
	case PQ_STUN_LIFETIME:
	case PQ_STUN_MESSAGE_INTEGRITY_SHA256:
	case PQ_STUN_RESERVATION_TOKEN:
		return PQ_ERR_OK;
	default:
		return type < COMPREHENSION_OPTIONAL ? PQ_ERR_SYNTAX : PQ_ERR_OK;
	}
}

/* The message's length is a multiple of four, and so is every offset: four bytes are left wherever one is. */
static enum pq_err read_attributes(struct reading *reading)
{
	struct pq_view bytes = reading->bytes;
	size_t at = PQ_STUN_HEADER;

	while (at < bytes.len) {
		size_t len = u16_at(bytes, at + 2);
		size_t padded = (len + 3) / 4 * 4;
		enum pq_err err;

		if (reading->ended || padded > bytes.len - at - 4)
			return PQ_ERR_SYNTAX;
		err = read_attribute(reading, u16_at(bytes, at), pq_view_slice(bytes, at + 4, at + 4 + len), at);
		if (err)
			return err;
		at += 4 + padded;
	}
	return PQ_ERR_OK;
}

/* What the class and the method need, and no more: an error is no success, and a success tells its address. */
static bool is_complete(const struct reading *reading, enum pq_stun_method method)
{
	const struct pq_stun_response *out = &reading->out;

	if (u16_at(reading->bytes, 0) == (CLASS_ERROR | (size_t)method))
		return out->error != 0;
	if (out->error != 0)
		return false;
	return (method == PQ_STUN_ALLOCATE ? out->relayed : out->mapped).address.family != 0;
}

enum pq_err pq_stun_response_read(struct pq_stun_response *response, struct pq_view bytes, enum pq_stun_method method,
				  const unsigned char id[static PQ_STUN_ID], enum pq_stun_framing framing)
{
	struct reading reading = { .out = { .error = 0 } };
	size_t length = 0;
	enum pq_err err = read_header(bytes, method, id, &length);

	if (err == PQ_ERR_OK && bytes.len < length)
		err = PQ_ERR_INCOMPLETE;
	if (framing == PQ_STUN_DATAGRAM && (err == PQ_ERR_INCOMPLETE || (err == PQ_ERR_OK && bytes.len > length)))
		err = PQ_ERR_SYNTAX;
	if (err)
		return err;
	reading.bytes = pq_view(bytes.data, length);
	reading.out.consumed = length;
	err = read_attributes(&reading);
	if (err)
		return err;
	if (!is_complete(&reading, method))
		return PQ_ERR_SYNTAX;
	*response = reading.out;
	return PQ_ERR_OK;
}

bool pq_stun_response_authentic(const struct pq_stun_response *response, struct pq_view bytes, struct pq_view key)
{
	unsigned char mac[PQ_STUN_MAC];
	size_t at = response->integrity;

	if (at == 0)
		return false;
	pq_stun_mac(key, pq_view(bytes.data, at), mac);
	return pq_view_eq(pq_view_slice(bytes, at + 4, at + 4 + PQ_STUN_MAC), pq_view(mac, sizeof(mac)));
}
