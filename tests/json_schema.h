/* SPDX-License-Identifier: MIT */
/*
 * As much of JSON Schema 2020-12 as the schemas in docs use: type, const, enum, required, properties,
 * additionalProperties, items, minimum, maximum, $ref to "#/$defs/...". Another word fails the test.
 */
#ifndef PQ_TESTS_JSON_SCHEMA_H
#define PQ_TESTS_JSON_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

/* True if the value fits; else *why says what does not. */
bool json_schema_fits(json_t *root, json_t *schema, json_t *value, char why[static 256]);

#endif
