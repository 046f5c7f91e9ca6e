/* SPDX-License-Identifier: MIT */
#include "lab/nat_text.h"

#include <stdio.h>

/* How an address or a port is written. */
enum form { FORM_TEXT, FORM_COMMAS, FORM_NUMBER, FORM_BYTES };

/* address: offset in struct pq_nat_names; SIZE_MAX: the port */
static const struct place {
	const char *name;
	size_t address;
	enum form form;
} places[] = {
	{ "{ip}", offsetof(struct pq_nat_names, client), FORM_TEXT },
	{ "{ip,}", offsetof(struct pq_nat_names, client), FORM_COMMAS },
	{ "{ip#}", offsetof(struct pq_nat_names, client), FORM_NUMBER },
	{ "{ip=}", offsetof(struct pq_nat_names, client), FORM_BYTES },
	{ "{neighbour=}", offsetof(struct pq_nat_names, neighbour), FORM_BYTES },
	{ "{server}", offsetof(struct pq_nat_names, server), FORM_TEXT },
	{ "{outer}", offsetof(struct pq_nat_names, outer), FORM_TEXT },
	{ "{port}", SIZE_MAX, FORM_NUMBER },
	{ "{port,}", SIZE_MAX, FORM_COMMAS },
	{ "{port=}", SIZE_MAX, FORM_BYTES },
};

static void write_bytes(const unsigned char *bytes, size_t count, enum form form, struct pq_buf *out)
{
	uint64_t number = 0;

	for (size_t i = 0; i < count; i++) {
		number = number << 8 | bytes[i];
		if (form == FORM_BYTES)
			pq_buf_add_byte(out, bytes[i]);
		if (form != FORM_TEXT && form != FORM_COMMAS)
			continue;
		if (i > 0)
			pq_buf_add_byte(out, form == FORM_TEXT ? '.' : ',');
		pq_buf_add_u64(out, bytes[i]);
	}
	if (form == FORM_NUMBER)
		pq_buf_add_u64(out, number);
}

static void write_place(const struct place *place, const struct pq_nat_names *names, struct pq_buf *out)
{
	unsigned char port[2] = { (unsigned char)(names->port >> 8), (unsigned char)names->port };
	struct pq_address address;

	if (place->address == SIZE_MAX) {
		write_bytes(port, 2, place->form, out);
		return;
	}
	memcpy(&address, (const char *)names + place->address, sizeof(address));
	write_bytes(address.bytes, 4, place->form, out);
}

/* Length of the place that text begins with; 0 if it begins with none. */
static size_t take_place(struct pq_view text, const struct pq_nat_names *names, struct pq_buf *out)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct pq_view name = pq_view_str(places[i].name);

		if (!pq_view_starts(text, name))
			continue;
		write_place(&places[i], names, out);
		return name.len;
	}
	return 0;
}

/* The same for {copy:AT:LEN}. */
static size_t take_copy(struct pq_view text, struct pq_view heard, struct pq_buf *out)
{
	char copy[24] = "";
	size_t at, len;
	int end = 0;

	memcpy(copy, text.data, text.len < sizeof(copy) - 1 ? text.len : sizeof(copy) - 1);
	if (sscanf(copy, "{copy:%4zu:%4zu}%n", &at, &len, &end) != 2 || end == 0)
		return 0;
	pq_buf_add(out, pq_view_slice(heard, at, at + len));
	return (size_t)end;
}

void pq_nat_fill(struct pq_view text, const struct pq_nat_names *names, struct pq_view heard, struct pq_buf *out)
{
	size_t at = 0;

	while (at < text.len) {
		struct pq_view rest = pq_view_from(text, at);
		size_t len = rest.data[0] == '{' ? take_place(rest, names, out) : 0;

		if (!len && rest.data[0] == '{')
			len = take_copy(rest, heard, out);
		if (!len) {
			pq_buf_add_byte(out, rest.data[0]);
			len = 1;
		}
		at += len;
	}
}
