/* SPDX-License-Identifier: MIT */
/*
 * The strict reader. What is no JSON is refused with line and column; what is
 * JSON but no result with the path of the member, such as vectors[3].tested.
 */
#include "result/json_result.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>

#include "result/json_fields.h"

/*
 * path:  of the value that is read, for messages
 * ports: read so far
 * err:   the first error; nothing more is read after it
 */
struct reader {
	struct pq_result *result;
	struct pq_diag *diag;
	char path[128];
	size_t ports;
	enum pq_err err;
};

static bool fail(struct reader *reader, enum pq_err err, const char *member, const char *expected)
{
	char text[512];

	if (reader->err)
		return false;
	snprintf(text, sizeof(text), "%s%s%s to be %s", reader->path, reader->path[0] && member[0] ? "." : "", member,
		 expected);
	reader->err = pq_diag_set(reader->diag, err, 0, 0, text);
	return false;
}

static bool out_of_memory(struct reader *reader)
{
	return fail(reader, PQ_ERR_NO_SPACE, "", "small enough for this machine's memory");
}

static bool read_text(struct reader *reader, const char *name, const json_t *value, char **out)
{
	if (!json_is_string(value))
		return fail(reader, PQ_ERR_SYNTAX, name, "a string");
	*out = pq_result_text(reader->result, pq_view(json_string_value(value), json_string_length(value)));
	return *out ? true : out_of_memory(reader);
}

static bool read_number(struct reader *reader, const char *name, const json_t *value, uint64_t max, uint64_t *out)
{
	json_int_t number = json_integer_value(value);
	char expected[64];

	if (!json_is_integer(value))
		return fail(reader, PQ_ERR_SYNTAX, name, "a whole number");
	snprintf(expected, sizeof(expected), "at least 0 and at most %llu", (unsigned long long)max);
	if (number < 0 || (uint64_t)number > max)
		return fail(reader, PQ_ERR_RANGE, name, expected);
	*out = (uint64_t)number;
	return true;
}

/* One of count names; its number in *out. */
static bool read_name(struct reader *reader, const char *name, const json_t *value, const char *const *names,
		      size_t count, size_t *out)
{
	char expected[384] = "one of:";
	size_t len = strlen(expected);

	for (*out = 0; json_is_string(value) && *out < count; (*out)++)
		if (strcmp(json_string_value(value), names[*out]) == 0)
			return true;
	for (size_t i = 0; i < count && len < sizeof(expected); i++)
		len += (size_t)snprintf(expected + len, sizeof(expected) - len, "%s %s", i ? "," : "", names[i]);
	return fail(reader, PQ_ERR_SYNTAX, name, expected);
}

static bool read_enum(struct reader *reader, const struct pq_field *field, const json_t *value, char *at)
{
	const char *names[PQ_RULE_COUNT];
	size_t count = 0;
	size_t number;

	if (field->kind == PQ_FIELD_SEEN)
		for (; count < PQ_SEEN_COUNT; count++)
			names[count] = pq_seen_name((enum pq_seen)count);
	else if (field->kind == PQ_FIELD_FINDING)
		for (; count < PQ_FINDING_COUNT; count++)
			names[count] = pq_finding_name((enum pq_finding)count);
	else if (field->kind == PQ_FIELD_TESTED)
		for (; count < PQ_TESTED_COUNT; count++)
			names[count] = pq_tested_name((enum pq_tested)count);
	else
		for (; count < PQ_RULE_COUNT; count++)
			names[count] = pq_rule_name((enum pq_rule)count);
	if (!read_name(reader, field->name, value, names, count, &number))
		return false;
	if (field->kind == PQ_FIELD_SEEN)
		*(enum pq_seen *)at = (enum pq_seen)number;
	else if (field->kind == PQ_FIELD_FINDING)
		*(enum pq_finding *)at = (enum pq_finding)number;
	else if (field->kind == PQ_FIELD_TESTED)
		*(enum pq_tested *)at = (enum pq_tested)number;
	else
		*(enum pq_rule *)at = (enum pq_rule)number;
	return true;
}

static bool read_field(struct reader *reader, const struct pq_field *field, const json_t *value, char *at)
{
	uint64_t number = 0;
	bool read;

	switch (field->kind) {
	case PQ_FIELD_TEXT:
		return read_text(reader, field->name, value, (char **)at);
	case PQ_FIELD_BOOL:
		*(bool *)at = json_is_true(value);
		return json_is_boolean(value) || fail(reader, PQ_ERR_SYNTAX, field->name, "true or false");
	case PQ_FIELD_U16:
		read = read_number(reader, field->name, value, UINT16_MAX, &number);
		*(uint16_t *)at = (uint16_t)number;
		return read;
	case PQ_FIELD_U32:
		read = read_number(reader, field->name, value, UINT32_MAX, &number);
		*(uint32_t *)at = (uint32_t)number;
		return read;
	case PQ_FIELD_U64:
		return read_number(reader, field->name, value, INT64_MAX, (uint64_t *)at);
	case PQ_FIELD_SIZE:
		read = read_number(reader, field->name, value, UINT32_MAX, &number);
		*(size_t *)at = (size_t)number;
		return read;
	default:
		return read_enum(reader, field, value, at);
	}
}

static const struct pq_field *field_named(const struct pq_field_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->fields[i].name, name) == 0)
			return &list->fields[i];
	return NULL;
}

/* True if name is one of the `others`, a NULL-terminated list of members that the caller reads by itself. */
static bool is_other(const char *const *others, const char *name)
{
	for (; *others; others++)
		if (strcmp(*others, name) == 0)
			return true;
	return false;
}

/* Reads the members of an object into base; all `others` must be there as well, and nothing else. */
static bool read_object(struct reader *reader, json_t *object, const struct pq_field_list *list,
			const char *const *others, void *base)
{
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return fail(reader, PQ_ERR_SYNTAX, "", "an object");
	json_object_foreach(object, name, value)
	{
		const struct pq_field *field = field_named(list, name);

		if (!field && !is_other(others, name))
			return fail(reader, PQ_ERR_SYNTAX, name, "left out: there is no such member");
		if (field && !read_field(reader, field, value, (char *)base + field->offset))
			return false;
	}
	for (size_t i = 0; i < list->count; i++)
		if (list->fields[i].always && !json_object_get(object, list->fields[i].name))
			return fail(reader, PQ_ERR_SYNTAX, list->fields[i].name, "there");
	for (; *others; others++)
		if (!json_object_get(object, *others))
			return fail(reader, PQ_ERR_SYNTAX, *others, "there");
	return true;
}

static const char *const no_others[] = { NULL };
static const char *const vector_others[] = { "ports", NULL };
static const char *const port_others[] = { "first", "last", NULL };
static const char *const case_others[] = { "rules", NULL };
static const char *const note_others[] = { "judgement", NULL };

static bool add_run(struct reader *reader, struct pq_result_vector *vector, const struct pq_result_port *run,
		    uint32_t last)
{
	for (uint32_t port = run->port; port <= last; port++) {
		struct pq_result_port *entry;

		if (reader->ports++ >= PQ_MAX_RESULT_PORTS)
			return fail(reader, PQ_ERR_LIMIT, "", "among the first 2097152 ports (PQ_MAX_RESULT_PORTS)");
		entry = pq_result_add_port(reader->result, vector);
		if (!entry)
			return out_of_memory(reader);
		*entry = *run;
		entry->port = (uint16_t)port;
	}
	return true;
}

static bool read_run(struct reader *reader, json_t *value, struct pq_result_vector *vector)
{
	struct pq_result_port run = { 0 };
	uint64_t first = 0;
	uint64_t last = 0;

	if (!read_object(reader, value, &pq_fields_port, port_others, &run) ||
	    !read_number(reader, "first", json_object_get(value, "first"), UINT16_MAX, &first) ||
	    !read_number(reader, "last", json_object_get(value, "last"), UINT16_MAX, &last))
		return false;
	if (last < first)
		return fail(reader, PQ_ERR_RANGE, "last", "at least its first");
	run.port = (uint16_t)first;
	return add_run(reader, vector, &run, (uint32_t)last);
}

static bool read_vector(struct reader *reader, json_t *value)
{
	struct pq_result_vector *vector = pq_result_add_vector(reader->result);
	char path[sizeof(reader->path)];
	json_t *ports;

	if (!vector)
		return out_of_memory(reader);
	if (!read_object(reader, value, &pq_fields_vector, vector_others, vector))
		return false;
	ports = json_object_get(value, "ports");
	if (!json_is_array(ports))
		return fail(reader, PQ_ERR_SYNTAX, "ports", "a list");
	memcpy(path, reader->path, sizeof(path));
	for (size_t i = 0; i < json_array_size(ports); i++) {
		snprintf(reader->path, sizeof(reader->path), "%.60s.ports[%zu]", path, i);
		if (!read_run(reader, json_array_get(ports, i), vector))
			return false;
	}
	return true;
}

static bool read_rules(struct reader *reader, json_t *rules, struct pq_result_case *entry)
{
	const char *name;
	json_t *value;
	size_t number;

	if (!json_is_object(rules))
		return fail(reader, PQ_ERR_SYNTAX, "rules", "an object");
	json_object_foreach(rules, name, value)
	{
		enum pq_rule rule = pq_rule_by_name(pq_view_str(name));

		if (rule == PQ_RULE_NONE)
			return fail(reader, PQ_ERR_SYNTAX, name, "left out: there is no such rule");
		if (!read_name(reader, name, value, pq_field_judgements, PQ_FIELD_JUDGEMENTS, &number))
			return false;
		entry->rules[rule] = (uint8_t)number;
	}
	return true;
}

static bool read_case(struct reader *reader, json_t *value)
{
	struct pq_result_case *entry = pq_result_add_case(reader->result);

	return entry ? read_object(reader, value, &pq_fields_case, case_others, entry) &&
			       read_rules(reader, json_object_get(value, "rules"), entry)
		     : out_of_memory(reader);
}

static bool read_space(struct reader *reader, json_t *value)
{
	struct pq_result_space *entry = pq_result_add_space(reader->result);

	return entry ? read_object(reader, value, &pq_fields_space, no_others, entry) : out_of_memory(reader);
}

static bool read_dial(struct reader *reader, json_t *value)
{
	struct pq_result_dial *entry = pq_result_add_dial(reader->result);

	return entry ? read_object(reader, value, &pq_fields_dial, no_others, entry) : out_of_memory(reader);
}

static bool read_note(struct reader *reader, json_t *value)
{
	struct pq_result_note *entry = pq_result_add_note(reader->result);
	size_t number = 0;

	if (!entry)
		return out_of_memory(reader);
	if (!read_object(reader, value, &pq_fields_note, note_others, entry) ||
	    !read_name(reader, "judgement", json_object_get(value, "judgement"), pq_field_judgements,
		       PQ_FIELD_JUDGEMENTS, &number))
		return false;
	entry->judgement = (uint8_t)number;
	return true;
}

static bool read_accepted(struct reader *reader, json_t *value)
{
	struct pq_result_accepted *entry = pq_result_add_accepted(reader->result);

	return entry ? read_object(reader, value, &pq_fields_accepted, no_others, entry) : out_of_memory(reader);
}

/* In the order in which they are written. */
static const struct {
	const char *name;
	bool (*read)(struct reader *reader, json_t *value);
} lists[] = {
	{ "vectors", read_vector }, { "cases", read_case }, { "spaces", read_space },
	{ "dials", read_dial },     { "notes", read_note }, { "baseline", read_accepted },
};

static bool read_list(struct reader *reader, json_t *root, size_t index)
{
	json_t *list = json_object_get(root, lists[index].name);

	snprintf(reader->path, sizeof(reader->path), "%s", lists[index].name);
	if (!json_is_array(list))
		return fail(reader, PQ_ERR_SYNTAX, "", "a list");
	for (size_t i = 0; i < json_array_size(list); i++) {
		snprintf(reader->path, sizeof(reader->path), "%s[%zu]", lists[index].name, i);
		if (!lists[index].read(reader, json_array_get(list, i)))
			return false;
	}
	return true;
}

static bool within(struct reader *reader, const char *path, size_t accepted)
{
	reader->path[0] = '\0';
	return accepted <= reader->result->accepted_count ||
	       fail(reader, PQ_ERR_RANGE, path, "the number of a row of the baseline");
}

/* What accepts something must be there. */
static bool check_accepted(struct reader *reader)
{
	const struct pq_result *result = reader->result;

	for (size_t i = 0; i < result->vector_count; i++) {
		if (!within(reader, "accepted of a vector", result->vectors[i].accepted))
			return false;
		for (size_t k = 0; k < result->vectors[i].port_count; k++)
			if (!within(reader, "accepted of a port", result->vectors[i].ports[k].accepted))
				return false;
	}
	for (size_t i = 0; i < result->case_count; i++)
		if (!within(reader, "accepted of a case", result->cases[i].accepted))
			return false;
	for (size_t i = 0; i < result->dial_count; i++)
		if (!within(reader, "accepted of a dial", result->dials[i].accepted))
			return false;
	for (size_t i = 0; i < result->note_count; i++)
		if (!within(reader, "accepted of a note", result->notes[i].accepted))
			return false;
	return true;
}

static bool read_root(struct reader *reader, json_t *root)
{
	static const char *const members[] = { "format", "audit", "summary", "vectors",  "cases",
					       "spaces", "dials", "notes",   "baseline", NULL };
	static const struct pq_field_list nothing = { NULL, 0 };
	const char *format = json_string_value(json_object_get(root, "format"));

	if (!format || strncmp(format, "pratique-audit ", strlen("pratique-audit ")) != 0)
		return fail(reader, PQ_ERR_SYNTAX, "format", "\"" PQ_RESULT_FORMAT "\"");
	if (strcmp(format, PQ_RESULT_FORMAT) != 0)
		return fail(reader, PQ_ERR_VERSION, "format", "\"" PQ_RESULT_FORMAT "\"");
	if (!read_object(reader, root, &nothing, members, NULL))
		return false;
	snprintf(reader->path, sizeof(reader->path), "audit");
	if (!read_object(reader, json_object_get(root, "audit"), &pq_fields_result, no_others, reader->result))
		return false;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!read_list(reader, root, i))
			return false;
	return check_accepted(reader);
}

enum pq_err pq_result_read(struct pq_result **out, struct pq_view text, struct pq_diag *diag)
{
	struct reader reader = { .result = NULL, .diag = diag };
	json_error_t error;
	json_t *root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &error);

	if (!root) {
		char expected[256];

		snprintf(expected, sizeof(expected), "JSON (%s)", error.text);
		return pq_diag_set(diag, PQ_ERR_SYNTAX, error.line > 0 ? (size_t)error.line : 0,
				   error.column > 0 ? (size_t)error.column : 1, expected);
	}
	reader.result = pq_result_new();
	if (!reader.result)
		out_of_memory(&reader);
	else if (read_root(&reader, root))
		*out = reader.result;
	if (reader.err)
		pq_result_free(reader.result);
	json_decref(root);
	return reader.err;
}
