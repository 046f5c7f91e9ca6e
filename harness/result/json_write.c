/* SPDX-License-Identifier: MIT */
/*
 * Each entry of a list, and each run of ports, stands on a line of its own: the
 * text diffs well, and no more than one entry is in memory at a time.
 */
#include "result/json_result.h"

#include <jansson.h>
#include <stdlib.h>

#include "result/json_fields.h"
#include "result/json_text.h"

/* failed: memory was short, or a string is not what a result may hold */
struct writer {
	FILE *out;
	bool failed;
};

/* The member's value; *zero: it may be left out. */
static json_t *value_of(const struct pq_field *field, const void *base, bool *zero)
{
	const char *at = (const char *)base + field->offset;
	json_int_t number = 0;

	*zero = false;
	switch (field->kind) {
	case PQ_FIELD_TEXT:
		*zero = !*(char *const *)at;
		return pq_json_string(*(char *const *)at);
	case PQ_FIELD_BOOL:
		*zero = !*(const bool *)at;
		return json_boolean(*(const bool *)at);
	case PQ_FIELD_SEEN:
		*zero = *(const enum pq_seen *)at == 0;
		return pq_json_string(pq_seen_name(*(const enum pq_seen *)at));
	case PQ_FIELD_FINDING:
		return pq_json_string(pq_finding_name(*(const enum pq_finding *)at));
	case PQ_FIELD_TESTED:
		return pq_json_string(pq_tested_name(*(const enum pq_tested *)at));
	case PQ_FIELD_RULE:
		return pq_json_string(pq_rule_name(*(const enum pq_rule *)at));
	case PQ_FIELD_U16:
		number = *(const uint16_t *)at;
		break;
	case PQ_FIELD_U32:
		number = *(const uint32_t *)at;
		break;
	case PQ_FIELD_U64:
		number = (json_int_t) * (const uint64_t *)at;
		break;
	case PQ_FIELD_SIZE:
		number = (json_int_t) * (const size_t *)at;
		break;
	}
	*zero = number == 0;
	return json_integer(number);
}

static void set(struct writer *writer, json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, value) != 0)
		writer->failed = true;
}

static json_t *object_of(struct writer *writer, const struct pq_field_list *list, const void *base)
{
	json_t *object = json_object();

	for (size_t i = 0; i < list->count; i++) {
		bool zero;
		json_t *value = value_of(&list->fields[i], base, &zero);

		if (zero && !list->fields[i].always)
			json_decref(value);
		else
			set(writer, object, list->fields[i].name, value);
	}
	return object;
}

/* Writes a value, compact, without the last `less` bytes. */
static void put(struct writer *writer, json_t *value, size_t less)
{
	char *string = value ? json_dumps(value, JSON_COMPACT) : NULL;

	json_decref(value);
	if (!string || strlen(string) < less) {
		writer->failed = true;
		free(string);
		return;
	}
	fwrite(string, 1, strlen(string) - less, writer->out);
	free(string);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool goes_on(const struct pq_result_port *before, const struct pq_result_port *port)
{
	return port->port == before->port + 1 && port->finding == before->finding && port->seen == before->seen &&
	       port->asked_again == before->asked_again && port->again == before->again &&
	       port->stray_port == before->stray_port && port->accepted == before->accepted &&
	       same_text(port->evidence, before->evidence);
}

static void put_ports(struct writer *writer, const struct pq_result_vector *vector)
{
	size_t end;

	for (size_t i = 0; i < vector->port_count; i = end) {
		const struct pq_result_port *port = &vector->ports[i];
		json_t *run = json_object();

		for (end = i + 1; end < vector->port_count; end++)
			if (!goes_on(&vector->ports[end - 1], &vector->ports[end]))
				break;
		set(writer, run, "first", json_integer(port->port));
		set(writer, run, "last", json_integer(vector->ports[end - 1].port));
		json_object_update_new(run, object_of(writer, &pq_fields_port, port));
		fputs(i ? ",\n    " : "\n    ", writer->out);
		put(writer, run, 0);
	}
}

static void put_vectors(struct writer *writer, const struct pq_result *result)
{
	fputs(",\n \"vectors\": [", writer->out);
	for (size_t i = 0; i < result->vector_count; i++) {
		fputs(i ? ",\n  " : "\n  ", writer->out);
		put(writer, object_of(writer, &pq_fields_vector, &result->vectors[i]), 1);
		fputs(",\"ports\":[", writer->out);
		put_ports(writer, &result->vectors[i]);
		fputs("]}", writer->out);
	}
	fputs("]", writer->out);
}

static const char *judgement(uint8_t number)
{
	return number < PQ_FIELD_JUDGEMENTS ? pq_field_judgements[number] : NULL;
}

static void put_case(struct writer *writer, const struct pq_result_case *entry)
{
	json_t *object = object_of(writer, &pq_fields_case, entry);
	json_t *rules = json_object();

	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		if (entry->rules[rule])
			set(writer, rules, pq_rule_name((enum pq_rule)rule),
			    pq_json_string(judgement(entry->rules[rule])));
	set(writer, object, "rules", rules);
	put(writer, object, 0);
}

static void put_note(struct writer *writer, const struct pq_result_note *note)
{
	json_t *object = object_of(writer, &pq_fields_note, note);

	set(writer, object, "judgement", pq_json_string(judgement(note->judgement)));
	put(writer, object, 0);
}

/* A list whose entries have nothing but fields. */
static void put_plain(struct writer *writer, const char *name, const struct pq_field_list *fields, const void *list,
		      size_t count, size_t size)
{
	fprintf(writer->out, ",\n \"%s\": [", name);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? ",\n  " : "\n  ", writer->out);
		put(writer, object_of(writer, fields, (const char *)list + i * size), 0);
	}
	fputs("]", writer->out);
}

static void put_lists(struct writer *writer, const struct pq_result *result)
{
	put_vectors(writer, result);
	fputs(",\n \"cases\": [", writer->out);
	for (size_t i = 0; i < result->case_count; i++) {
		fputs(i ? ",\n  " : "\n  ", writer->out);
		put_case(writer, &result->cases[i]);
	}
	fputs("]", writer->out);
	put_plain(writer, "spaces", &pq_fields_space, result->spaces, result->space_count, sizeof(*result->spaces));
	put_plain(writer, "dials", &pq_fields_dial, result->dials, result->dial_count, sizeof(*result->dials));
	fputs(",\n \"notes\": [", writer->out);
	for (size_t i = 0; i < result->note_count; i++) {
		fputs(i ? ",\n  " : "\n  ", writer->out);
		put_note(writer, &result->notes[i]);
	}
	fputs("]", writer->out);
	put_plain(writer, "baseline", &pq_fields_accepted, result->accepted, result->accepted_count,
		  sizeof(*result->accepted));
}

static json_t *summary_of(const struct pq_result *result)
{
	struct pq_result_sum sum = pq_result_sum(result);

	return json_pack("{s:i,s:b,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "exit",
			 pq_result_exit(result), "void", sum.is_void, "unsafe_ports", (json_int_t)sum.unsafe_ports,
			 "over_blocks", (json_int_t)sum.over_blocks, "case_violations", (json_int_t)sum.case_violations,
			 "case_differences", (json_int_t)sum.case_differences, "note_violations",
			 (json_int_t)sum.note_violations, "lost", (json_int_t)sum.lost, "new_dials",
			 (json_int_t)sum.new_dials, "accepted", (json_int_t)sum.accepted, "tested_vectors",
			 (json_int_t)sum.tested_vectors, "untested_vectors", (json_int_t)sum.untested_vectors,
			 "inapplicable_vectors", (json_int_t)sum.inapplicable_vectors, "expired",
			 (json_int_t)sum.expired, "unused", (json_int_t)sum.unused);
}

bool pq_result_write(const struct pq_result *result, FILE *out)
{
	struct writer writer = { out, false };

	fputs("{\"format\": \"" PQ_RESULT_FORMAT "\",\n \"audit\": ", out);
	put(&writer, object_of(&writer, &pq_fields_result, result), 0);
	fputs(",\n \"summary\": ", out);
	put(&writer, summary_of(result), 0);
	put_lists(&writer, result);
	fputs("}\n", out);
	return fflush(out) == 0 && !ferror(out) && !writer.failed;
}
