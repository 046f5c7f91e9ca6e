/* SPDX-License-Identifier: MIT */
/* Text in JSON, whatever it holds. */
#ifndef PQ_RESULT_JSON_TEXT_H
#define PQ_RESULT_JSON_TEXT_H

#include <jansson.h>

/* A string; bytes that are not UTF-8 become question marks. NULL for NULL and without memory. */
json_t *pq_json_string(const char *string);

#endif
