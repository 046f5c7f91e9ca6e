/* SPDX-License-Identifier: MIT */
/* Names as they are compared: strings without escapes, enumerators as the header names that they spell. */
#ifndef PQ_IMPORT_DECODE_H
#define PQ_IMPORT_DECODE_H

#include "import/reading.h"

/* The string without its escapes, in the import's memory where they differ; *known is false if one is not known. */
struct pq_view pq_import_unescape(struct pq_reading *reading, struct pq_view text, bool *known);

/* "AcceptCharset" is "accept-charset", "XHTTPMethodOverride" is "x-http-method-override". */
struct pq_view pq_import_spell(struct pq_reading *reading, struct pq_view word);

#endif
