/* SPDX-License-Identifier: MIT */
/*
 * Placeholders in the text of a service's description.
 *
 *     {dir}         the service's own folder
 *     {port}        where it listens
 *     {marker}      what nothing else of the run carries (marker.h)
 *     {marker-hex}  its bytes in hexadecimal
 *     {length}      how many bytes a marker has, in decimal
 */
#ifndef PQ_LAB_EXPAND_H
#define PQ_LAB_EXPAND_H

#include <stdint.h>

#include "base/buf.h"

/* dir: may be NULL, and marker too: such a placeholder then stays as it is. */
struct pq_lab_names {
	const char *dir;
	uint16_t port;
	const char *marker;
};

/* Appends the template with the placeholders replaced; whatever else stands in braces stays. */
void pq_lab_expand(struct pq_view template, const struct pq_lab_names *names, struct pq_buf *out);

/* The same as bytes of their own, to be freed, with a NUL behind them that does not count; NULL without memory. */
char *pq_lab_expand_bytes(struct pq_view template, const struct pq_lab_names *names, size_t *len);
char *pq_lab_expand_string(struct pq_view template, const struct pq_lab_names *names);

/* Whether {marker} or {marker-hex} stands in it. */
bool pq_lab_has_marker(struct pq_view template);

/* Index of a word in braces (a-z and '-') that is no placeholder; the template's length if there is none. */
size_t pq_lab_unknown_placeholder(struct pq_view template);

#endif
