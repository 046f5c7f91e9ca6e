/* SPDX-License-Identifier: MIT */
#include "service/parcel.h"

static const char kinds[] = "SNPGEUROAHBZTDX";

static size_t length_of(const unsigned char *bytes)
{
	return (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
}

enum pq_err pq_parcel_read(struct pq_view arrived, struct pq_parcel *out)
{
	size_t len;

	for (size_t i = 0; i < 4 && i < arrived.len; i++)
		if (i == 0 ? !memchr(kinds, arrived.data[0], sizeof(kinds) - 1) : arrived.data[i] != 0)
			return PQ_ERR_SYNTAX;
	if (arrived.len < PQ_PARCEL_HEADER)
		return PQ_ERR_INCOMPLETE;
	len = length_of(arrived.data + 4);
	if (len > PQ_MAX_PARCEL)
		return PQ_ERR_LIMIT;
	if (arrived.len - PQ_PARCEL_HEADER < len)
		return PQ_ERR_INCOMPLETE;
	out->kind = (char)arrived.data[0];
	out->bytes = pq_view_slice(arrived, PQ_PARCEL_HEADER, PQ_PARCEL_HEADER + len);
	return PQ_ERR_OK;
}

void pq_parcel_write(char kind, struct pq_view bytes, struct pq_buf *out)
{
	unsigned char *at;

	if (bytes.len > PQ_MAX_PARCEL || bytes.len > SIZE_MAX - PQ_PARCEL_HEADER) {
		out->overflow = true;
		return;
	}
	at = pq_buf_extend(out, PQ_PARCEL_HEADER + bytes.len);
	if (!at)
		return;
	memset(at, 0, PQ_PARCEL_HEADER);
	at[0] = (unsigned char)kind;
	for (size_t i = 0; i < 4; i++)
		at[4 + i] = (unsigned char)(bytes.len >> (24 - 8 * i));
	if (bytes.len)
		memcpy(at + PQ_PARCEL_HEADER, bytes.data, bytes.len);
}
