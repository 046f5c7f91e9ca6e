/* SPDX-License-Identifier: MIT */
/*
 * Documented maxima of scenarios and of what they ask for; docs/formats.md lists those of other formats too. A
 * strict reader refuses what exceeds one by the limit's name.
 */
#ifndef PQ_SCENARIO_LIMITS_H
#define PQ_SCENARIO_LIMITS_H

#define PQ_MAX_SCENARIO_TEXT (4u << 20)  /* bytes of a scenario file */
#define PQ_MAX_SCENARIO_BYTES (4u << 20) /* bytes that its escapes and fills stand for */
#define PQ_MAX_LINES 1024                /* lines, comments included */
#define PQ_MAX_ARGS 4096                 /* arguments of all lines together */
#define PQ_MAX_REQUESTS 32               /* requests, controls included */
#define PQ_MAX_HEADERS 64                /* header lines of one request */
#define PQ_MAX_ENTRIES 64                /* fields and files of one request */
#define PQ_MAX_ANSWERS 64                /* answers of one scenario */
#define PQ_MAX_COOKIE_LINES 64           /* cookie lines: as many as the model's jar holds */
#define PQ_MAX_LOGINS 16                 /* login lines */
#define PQ_MAX_MESSAGES 64               /* message, write and protocol lines of one request */
#define PQ_MAX_FRAGMENTS 64              /* fragments of one message */
#define PQ_MAX_REDIRECTS 20              /* Fetch, HTTP-redirect fetch */
#define PQ_MAX_BODY (2u << 20)           /* bytes of one encoded body */
#define PQ_MAX_URL 65536                 /* bytes of one URL, delimiters not counted */

#endif
