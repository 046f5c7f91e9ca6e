/* SPDX-License-Identifier: MIT */
/*
 * Puts the rows together and derives the redirected ones. That is done once, before the first question, and does not
 * change afterwards.
 *
 * Not in the table: a worker's or service worker's own script at another origin, or redirected to one, where the
 * standards let no browser dial (mode same-origin, HTML 10.2.4); STUN over TCP without TLS, which no URL can ask for
 * (RFC 7064 3.1); what is dialled once and then not for a while, whatever is asked (federated login, background
 * fetches).
 */
#include "audit/vectors.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "audit/vectors_rows.h"
#include "base/check.h"

#define MAX_DERIVED 640
#define MAX_NAME 48
#define MAX_INITIATOR 96

static const uint16_t statuses[] = { 301, 302, 303, 307, 308 };

#define STATUSES (sizeof(statuses) / sizeof(statuses[0]))

/* The files of rows, in the order in which they are asked and shown. */
static const struct {
	const struct pq_vector *rows;
	const size_t *count;
} files[] = {
	{ pq_vectors_script, &pq_vectors_script_count },         { pq_vectors_element, &pq_vectors_element_count },
	{ pq_vectors_style, &pq_vectors_style_count },           { pq_vectors_link, &pq_vectors_link_count },
	{ pq_vectors_navigation, &pq_vectors_navigation_count }, { pq_vectors_worker, &pq_vectors_worker_count },
	{ pq_vectors_network, &pq_vectors_network_count },
};

#define FILES (sizeof(files) / sizeof(files[0]))

/*
 * ready: the rest is filled
 * rows:  derived from rows of the table, count of them; names and initiators are their strings
 */
static struct {
	bool ready;
	size_t count;
	struct pq_vector rows[MAX_DERIVED];
	char names[MAX_DERIVED][MAX_NAME];
	char initiators[MAX_DERIVED][MAX_INITIATOR];
} derived;

static void derive(const struct pq_vector *row, uint16_t status)
{
	size_t at = derived.count++;

	pq_check(at < MAX_DERIVED);
	derived.rows[at] = *row;
	(void)snprintf(derived.names[at], MAX_NAME, "%s/%u", row->name, (unsigned int)status);
	(void)snprintf(derived.initiators[at], MAX_INITIATOR, "%s, redirected with %u", row->initiator,
		       (unsigned int)status);
	derived.rows[at].name = derived.names[at];
	derived.rows[at].initiator = derived.initiators[at];
	derived.rows[at].status = status;
}

static void derive_all(void)
{
	if (derived.ready)
		return;
	derived.ready = true;
	for (size_t i = 0; i < pq_vector_rows(); i++) {
		const struct pq_vector *row = pq_vector_at(i);

		for (size_t k = 0; k < STATUSES && row->needs & PQ_FOLLOWS; k++)
			derive(row, statuses[k]);
	}
}

size_t pq_vector_rows(void)
{
	size_t count = 0;

	for (size_t i = 0; i < FILES; i++)
		count += *files[i].count;
	return count;
}

size_t pq_vector_count(void)
{
	derive_all();
	return pq_vector_rows() + derived.count;
}

const struct pq_vector *pq_vector_at(size_t index)
{
	for (size_t i = 0; i < FILES; i++) {
		if (index < *files[i].count)
			return &files[i].rows[index];
		index -= *files[i].count;
	}
	derive_all();
	pq_check(index < derived.count);
	return &derived.rows[index];
}

bool pq_vector_passes_proxies(const struct pq_vector *vector)
{
	return vector->needs & (PQ_NEEDS_WEBRTC | PQ_UDP) || strncmp(vector->scheme, "stun", 4) == 0 ||
	       strncmp(vector->scheme, "turn", 4) == 0;
}

size_t pq_vector_index(const char *name)
{
	for (size_t i = 0; i < pq_vector_count(); i++) {
		if (strcmp(pq_vector_at(i)->name, name) == 0)
			return i;
	}
	return SIZE_MAX;
}
