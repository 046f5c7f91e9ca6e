/* SPDX-License-Identifier: MIT */
#include "json_schema.h"

#include <stdio.h>
#include <string.h>

static bool no(char *why, const char *what, const char *which)
{
	snprintf(why, 256, "%s %s", what, which);
	return false;
}

static bool is_type(json_t *value, const char *type)
{
	return (strcmp(type, "object") == 0 && json_is_object(value)) ||
	       (strcmp(type, "array") == 0 && json_is_array(value)) ||
	       (strcmp(type, "string") == 0 && json_is_string(value)) ||
	       (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
	       (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
	       (strcmp(type, "number") == 0 && json_is_number(value));
}

static bool fits_object(json_t *root, json_t *schema, json_t *value, char *why)
{
	json_t *properties = json_object_get(schema, "properties");
	json_t *more = json_object_get(schema, "additionalProperties");
	const char *name;
	json_t *member;

	for (size_t i = 0; i < json_array_size(json_object_get(schema, "required")); i++) {
		name = json_string_value(json_array_get(json_object_get(schema, "required"), i));
		if (!json_object_get(value, name))
			return no(why, "missing:", name);
	}
	json_object_foreach(value, name, member)
	{
		json_t *known = json_object_get(properties, name);

		if (!known && json_is_false(more))
			return no(why, "unknown:", name);
		if (!known)
			known = json_is_object(more) ? more : NULL;
		if (known && !json_schema_fits(root, known, member, why))
			return false;
	}
	return true;
}

static bool is_one_of(json_t *list, json_t *value)
{
	size_t i;
	json_t *entry;

	json_array_foreach(list, i, entry) if (json_equal(entry, value)) return true;
	return false;
}

static bool fits_word(json_t *root, json_t *schema, const char *word, json_t *rule, json_t *value, char *why)
{
	static const char *const others[] = {
		"$schema", "$defs", "title", "description", "required", "properties", "additionalProperties"
	};

	if (strcmp(word, "type") == 0)
		return is_type(value, json_string_value(rule)) || no(why, "not of type", json_string_value(rule));
	if (strcmp(word, "const") == 0)
		return json_equal(rule, value) || no(why, "not the", "constant");
	if (strcmp(word, "enum") == 0)
		return is_one_of(rule, value) || no(why, "not one of the", "enum");
	if (strcmp(word, "minimum") == 0)
		return json_integer_value(value) >= json_integer_value(rule) || no(why, "below the", word);
	if (strcmp(word, "maximum") == 0)
		return json_integer_value(value) <= json_integer_value(rule) || no(why, "above the", word);
	if (strcmp(word, "$ref") == 0)
		return json_schema_fits(
			root,
			json_object_get(json_object_get(root, "$defs"), json_string_value(rule) + strlen("#/$defs/")),
			value, why);
	if (strcmp(word, "items") == 0) {
		for (size_t i = 0; i < json_array_size(value); i++)
			if (!json_schema_fits(root, rule, json_array_get(value, i), why))
				return false;
		return true;
	}
	(void)schema;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(word, others[i]) == 0)
			return true;
	return no(why, "this reader does not know", word);
}

bool json_schema_fits(json_t *root, json_t *schema, json_t *value, char why[static 256])
{
	const char *word;
	json_t *rule;

	if (!json_is_object(schema))
		return no(why, "no", "schema");
	json_object_foreach(schema, word, rule) if (!fits_word(root, schema, word, rule, value, why)) return false;
	return !json_is_object(value) || !json_object_get(schema, "type") || fits_object(root, schema, value, why);
}
