/* SPDX-License-Identifier: MIT */
/*
 * URL paths (URL 4.1, 4.2 and the path states of 4.4). The list of segments is
 * kept as its serialisation: each segment with a '/' before it, so the empty
 * list is "" and the list of one empty segment is "/".
 *
 * In all functions the path is what out holds from mark on; rest is the input
 * from the parser's pointer on, and a function that takes some advances it.
 */
#ifndef PQ_URL_PATH_H
#define PQ_URL_PATH_H

#include "url/url.h"

/* Two bytes: a letter, and ':' or '|'. */
bool pq_path_is_drive_letter(struct pq_view segment);

/* "Starts with a Windows drive letter". */
bool pq_path_starts_with_drive_letter(struct pq_view rest);

/* The "/C:" at the beginning of a file URL's path; empty if there is none. */
struct pq_view pq_path_drive(struct pq_view path);

/* Shorten the URL's path. */
void pq_path_shorten(enum pq_special special, size_t mark, struct pq_buf *out);

/* Path state: takes rest up to its query or fragment and appends its segments. */
void pq_path_parse(struct pq_view *rest, enum pq_special special, size_t mark, struct pq_buf *out);

/* Opaque path state. */
void pq_path_parse_opaque(struct pq_view *rest, struct pq_buf *out);

#endif
