/* SPDX-License-Identifier: MIT */
/*
 * Surface:  the multipart/form-data encoder, with draws that the attacker can foresee.
 * Property: the judge's naive reader finds exactly the parts that were asked for, the boundary in none of them.
 * Targets:  pq_multipart_encode.
 * Input:    a byte that all draws are made of; then name, value, filename (if a file) and type (if a file), each up to 0xff.
 */
#include "common/target.h"
#include "monitor/naive_multipart.h"
#include "request/multipart.h"

PQ_FUZZ_PROPERTY(pq_multipart_parts_differ, "a naive reader finds other parts than were asked for")
PQ_FUZZ_PROPERTY(pq_multipart_boundary_occurs, "the boundary occurs in what was asked for")

/* The n-th draw is the same byte over and over, plus n: easy to foresee, so that the data can hold the boundary. */
static void fill(void *ctx, unsigned char *data, size_t len)
{
	memset(data, (*(unsigned char *)ctx)++, len);
}

static bool reads_as(const struct pq_naive_part *part, const struct pq_form_entry *entry)
{
	if (!pq_naive_is_written_as(part->name, entry->name, true, true) || part->has_filename != entry->is_file ||
	    part->has_type != entry->is_file)
		return false;
	return !entry->is_file ? pq_naive_is_written_as(part->value, entry->value, true, false)
			       : pq_naive_is_written_as(part->filename, entry->filename, false, true) &&
					 pq_view_eq(part->value, entry->value);
}

static void check(struct pq_view body, struct pq_view boundary, const struct pq_form_entry *entries, size_t count)
{
	struct pq_naive_multipart reader;
	struct pq_naive_part part;

	if (!pq_naive_multipart_begin(&reader, body, boundary))
		pq_multipart_parts_differ();
	for (size_t i = 0; i < count; i++) {
		if (pq_naive_multipart_next(&reader, &part) != PQ_NAIVE_PART_READ || !reads_as(&part, &entries[i]))
			pq_multipart_parts_differ();
		if (pq_fuzz_contains(entries[i].value, boundary) || pq_fuzz_contains(entries[i].filename, boundary))
			pq_multipart_boundary_occurs();
	}
	if (pq_naive_multipart_next(&reader, &part) != PQ_NAIVE_PART_NONE)
		pq_multipart_parts_differ();
}

static struct pq_form_entry next_entry(struct pq_view *input)
{
	struct pq_form_entry entry = { .name = pq_fuzz_piece(input) };

	entry.value = pq_fuzz_piece(input);
	entry.filename = pq_fuzz_piece(input);
	entry.type = pq_fuzz_piece(input);
	entry.is_file = entry.filename.len > 0 || entry.type.len > 0;
	return entry;
}

static void one(struct pq_view input)
{
	static unsigned char body_bytes[32768];
	unsigned char boundary[PQ_BOUNDARY_MAX], next = pq_fuzz_byte(&input);
	struct pq_buf body = { body_bytes, 0, sizeof(body_bytes), false };
	struct pq_form_entry entries[16];
	size_t count = 0, boundary_len;

	while (input.len > 0 && count < sizeof(entries) / sizeof(entries[0]))
		entries[count++] = next_entry(&input);
	if (pq_multipart_encode(entries, count, (struct pq_draw){ fill, &next }, boundary, &boundary_len, &body) ==
	    PQ_ERR_OK)
		check(pq_buf_view(&body), pq_view(boundary, boundary_len), entries, count);
}

const struct pq_fuzz_target pq_fuzz_target = { "multipart", pq_fuzz_open_nothing, one };
