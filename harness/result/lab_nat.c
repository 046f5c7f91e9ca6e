/* SPDX-License-Identifier: MIT */
#include "result/lab_nat.h"

#include <assert.h>
#include <stdlib.h>

static const char *const outcomes[] = { "void", "out of reach", "not dialled", "none", "opened", "used" };
static_assert(sizeof(outcomes) / sizeof(outcomes[0]) == PQ_LAB_NAT_OUTCOME_COUNT, "a name for each outcome");

struct pq_lab_nat_row *pq_lab_nat_add(struct pq_lab_nat *result)
{
	struct pq_lab_nat_row *rows;

	if (result->row_count == PQ_MAX_LAB_NAT_ROWS)
		return NULL;
	rows = realloc(result->rows, (result->row_count + 1) * sizeof(*rows));
	if (!rows)
		return NULL;
	result->rows = rows;
	rows[result->row_count] = (struct pq_lab_nat_row){ 0 };
	return &rows[result->row_count++];
}

bool pq_lab_nat_set(char **text, const char *copy)
{
	char *owned = copy ? strdup(copy) : NULL;

	if (copy && !owned)
		return false;
	free(*text);
	*text = owned;
	return true;
}

void pq_lab_nat_fini(struct pq_lab_nat *result)
{
	for (size_t i = 0; i < result->row_count; i++) {
		struct pq_lab_nat_row *row = &result->rows[i];

		free(row->helper);
		free(row->way);
		free(row->shape);
		free(row->setting);
		free(row->hole);
		free(row->blocked_by);
		free(row->reason);
		pq_lab_steps_fini(&row->steps);
	}
	free(result->rows);
	free(result->subject);
	free(result->kernel);
	free(result->date);
	*result = (struct pq_lab_nat){ 0 };
}

const char *pq_lab_nat_outcome_name(enum pq_lab_nat_outcome outcome)
{
	return outcomes[outcome];
}

bool pq_lab_nat_deviates(const struct pq_lab_nat_row *row)
{
	if (row->outcome <= PQ_LAB_NAT_UNREACHABLE || row->outcome == row->expected)
		return false;
	return !(row->varies && row->expected == PQ_LAB_NAT_NONE && row->outcome > PQ_LAB_NAT_NONE);
}

/* Members of texts: one table for writing and reading. always: a row without it is none */
static const struct text {
	const char *name;
	size_t offset;
	bool always;
} texts[] = {
	{ "helper", offsetof(struct pq_lab_nat_row, helper), true },
	{ "way", offsetof(struct pq_lab_nat_row, way), true },
	{ "shape", offsetof(struct pq_lab_nat_row, shape), true },
	{ "setting", offsetof(struct pq_lab_nat_row, setting), true },
	{ "hole", offsetof(struct pq_lab_nat_row, hole), false },
	{ "blocked_by", offsetof(struct pq_lab_nat_row, blocked_by), false },
	{ "reason", offsetof(struct pq_lab_nat_row, reason), false },
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static char **text_of(struct pq_lab_nat_row *row, const struct text *text)
{
	return (char **)(void *)((char *)row + text->offset);
}

static json_t *row_json(struct pq_lab_nat_row *row)
{
	json_t *object = json_pack("{s:i, s:s, s:s, s:b, s:I, s:b, s:b, s:o}", "port", (int)row->port, "outcome",
				   outcomes[row->outcome], "expected", outcomes[row->expected], "varies", row->varies,
				   "padding", (json_int_t)row->padding, "begins", row->begins, "deviates",
				   pq_lab_nat_deviates(row), "steps", pq_lab_steps_json(&row->steps));

	for (size_t i = 0; object && i < TEXTS; i++) {
		const char *value = *text_of(row, &texts[i]);

		if (value && json_object_set_new(object, texts[i].name, json_string(value)) != 0) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

bool pq_lab_nat_write(const struct pq_lab_nat *result, FILE *out)
{
	json_t *rows = json_array();
	json_t *object =
		json_pack("{s:s, s:s?, s:s?, s:s?, s:b, s:O}", "format", PQ_LAB_NAT_FORMAT, "subject", result->subject,
			  "kernel", result->kernel, "date", result->date, "unhelped", result->unhelped, "rows", rows);
	bool good = object;

	for (size_t i = 0; good && i < result->row_count; i++)
		good = json_array_append_new(rows, row_json(&result->rows[i])) == 0;
	good = good && json_dumpf(object, out, JSON_COMPACT | JSON_ENSURE_ASCII) == 0 && fputc('\n', out) != EOF;
	json_decref(object);
	json_decref(rows);
	return good;
}

static enum pq_err fail(struct pq_diag *diag, enum pq_err err, size_t row, const char *member, const char *expected)
{
	char text[256];

	snprintf(text, sizeof(text), "rows[%zu].%s to be %s", row, member, expected);
	return pq_diag_set(diag, err, 0, 0, text);
}

static bool read_outcome(const json_t *object, const char *name, enum pq_lab_nat_outcome *out)
{
	const char *value = json_string_value(json_object_get(object, name));

	for (size_t i = 0; value && i < PQ_LAB_NAT_OUTCOME_COUNT; i++)
		if (strcmp(value, outcomes[i]) == 0) {
			*out = (enum pq_lab_nat_outcome)i;
			return true;
		}
	return false;
}

static enum pq_err read_row(struct pq_lab_nat_row *row, const json_t *object, size_t at, struct pq_diag *diag)
{
	json_int_t port = json_integer_value(json_object_get(object, "port"));
	json_int_t padding = json_integer_value(json_object_get(object, "padding"));
	char path[64];

	for (size_t i = 0; i < TEXTS; i++) {
		const json_t *value = json_object_get(object, texts[i].name);

		if ((value || texts[i].always) && !json_is_string(value))
			return fail(diag, PQ_ERR_SYNTAX, at, texts[i].name, "a string");
		if (!pq_lab_nat_set(text_of(row, &texts[i]), json_string_value(value)))
			return fail(diag, PQ_ERR_NO_SPACE, at, texts[i].name, "small enough for this machine's memory");
	}
	if (port < 0 || port > 65535)
		return fail(diag, PQ_ERR_SYNTAX, at, "port", "a number from 0 to 65535");
	if (padding < 0)
		return fail(diag, PQ_ERR_SYNTAX, at, "padding", "a number of bytes");
	if (!read_outcome(object, "outcome", &row->outcome))
		return fail(diag, PQ_ERR_SYNTAX, at, "outcome", "the name of an outcome, such as \"used\"");
	if (!read_outcome(object, "expected", &row->expected))
		return fail(diag, PQ_ERR_SYNTAX, at, "expected", "the name of an outcome, such as \"used\"");
	row->port = (uint16_t)port;
	row->padding = (size_t)padding;
	row->varies = json_is_true(json_object_get(object, "varies"));
	row->begins = json_is_true(json_object_get(object, "begins"));
	snprintf(path, sizeof(path), "rows[%zu].steps", at);
	return pq_lab_steps_read(&row->steps, json_object_get(object, "steps"), path, diag);
}

static enum pq_err read_rows(struct pq_lab_nat *result, const json_t *rows, struct pq_diag *diag)
{
	if (!json_is_array(rows))
		return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, "rows to be an array");
	if (json_array_size(rows) > PQ_MAX_LAB_NAT_ROWS)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 4096 rows (PQ_MAX_LAB_NAT_ROWS)");
	for (size_t i = 0; i < json_array_size(rows); i++) {
		struct pq_lab_nat_row *row = pq_lab_nat_add(result);
		enum pq_err err = row ? read_row(row, json_array_get(rows, i), i, diag)
				      : fail(diag, PQ_ERR_NO_SPACE, i, "helper", "small enough for this memory");

		if (err)
			return err;
	}
	return PQ_ERR_OK;
}

enum pq_err pq_lab_nat_read(struct pq_lab_nat *result, struct pq_view text, struct pq_diag *diag)
{
	json_error_t error;
	json_t *object = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &error);
	const char *format = json_string_value(json_object_get(object, "format"));
	enum pq_err err;

	if (!object)
		return pq_diag_set(diag, PQ_ERR_SYNTAX, error.line > 0 ? (size_t)error.line : 0,
				   error.column > 0 ? (size_t)error.column : 0, error.text);
	if (!format || strcmp(format, PQ_LAB_NAT_FORMAT) != 0) {
		json_decref(object);
		return pq_diag_set(diag, PQ_ERR_VERSION, 0, 0, "the format \"" PQ_LAB_NAT_FORMAT "\"");
	}
	result->unhelped = json_is_true(json_object_get(object, "unhelped"));
	err = pq_lab_nat_set(&result->subject, json_string_value(json_object_get(object, "subject"))) &&
			      pq_lab_nat_set(&result->kernel, json_string_value(json_object_get(object, "kernel"))) &&
			      pq_lab_nat_set(&result->date, json_string_value(json_object_get(object, "date")))
		      ? read_rows(result, json_object_get(object, "rows"), diag)
		      : pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the result");
	json_decref(object);
	if (err)
		pq_lab_nat_fini(result);
	return err;
}
