/* SPDX-License-Identifier: MIT */
#include "result/lab_step.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "result/json_text.h"

/* An escaped byte takes four characters, and each kilobyte may be a piece of its own. */
#define QUOTED_SIZE (4 * PQ_MAX_LAB_STEP_BYTES + 1024)

static void forget(struct pq_lab_step *step)
{
	free(step->from);
	free(step->to);
	free(step->bytes);
	free(step->note);
}

static bool copy_text(char **out, const char *text)
{
	*out = text ? strdup(text) : NULL;
	return !text || *out;
}

static bool copy_bytes(struct pq_lab_step *step, struct pq_view bytes)
{
	step->cut = bytes.len > PQ_MAX_LAB_STEP_BYTES;
	step->len = step->cut ? PQ_MAX_LAB_STEP_BYTES : bytes.len;
	step->bytes = step->len ? malloc(step->len) : NULL;
	if (step->bytes)
		memcpy(step->bytes, bytes.data, step->len);
	return !step->len || step->bytes;
}

bool pq_lab_step_add(struct pq_lab_steps *steps, const char *from, const char *to, struct pq_view bytes,
		     const char *note)
{
	struct pq_lab_step step = { 0 };
	struct pq_lab_step *rows;

	if (steps->count == PQ_MAX_LAB_STEPS) {
		steps->full = true;
		return true;
	}
	rows = realloc(steps->rows, (steps->count + 1) * sizeof(*rows));
	if (!rows)
		return false;
	steps->rows = rows;
	if (!copy_text(&step.from, from) || !copy_text(&step.to, to) || !copy_text(&step.note, note) ||
	    !copy_bytes(&step, bytes)) {
		forget(&step);
		return false;
	}
	rows[steps->count++] = step;
	return true;
}

void pq_lab_steps_fini(struct pq_lab_steps *steps)
{
	for (size_t i = 0; i < steps->count; i++)
		forget(&steps->rows[i]);
	free(steps->rows);
	*steps = (struct pq_lab_steps){ 0 };
}

static json_t *quoted(struct pq_view bytes)
{
	char *storage = malloc(QUOTED_SIZE);
	struct pq_buf out;
	json_t *value;

	if (!storage)
		return NULL;
	pq_buf_init(&out, storage, QUOTED_SIZE);
	pq_text_quote(bytes, &out);
	value = pq_buf_ok(&out) ? json_stringn((const char *)out.data, out.len) : NULL;
	free(storage);
	return value;
}

static json_t *step_json(const struct pq_lab_step *step)
{
	json_t *object = json_object();
	bool good = json_object_set_new(object, "from", pq_json_string(step->from)) == 0;

	if (step->to)
		good = good && json_object_set_new(object, "to", pq_json_string(step->to)) == 0;
	if (step->len)
		good = good && json_object_set_new(object, "bytes", quoted(pq_view(step->bytes, step->len))) == 0;
	if (step->cut)
		good = good && json_object_set_new(object, "cut", json_true()) == 0;
	if (step->note)
		good = good && json_object_set_new(object, "note", pq_json_string(step->note)) == 0;
	if (good)
		return object;
	json_decref(object);
	return NULL;
}

json_t *pq_lab_steps_json(const struct pq_lab_steps *steps)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < steps->count; i++) {
		if (json_array_append_new(array, step_json(&steps->rows[i])) == 0)
			continue;
		json_decref(array);
		return NULL;
	}
	return array;
}

/* A step that is read. */
struct reading {
	const char *path;
	size_t at;
	struct pq_diag *diag;
};

static enum pq_err fail(const struct reading *reading, enum pq_err err, const char *member, const char *expected)
{
	char text[256];

	snprintf(text, sizeof(text), "%s[%zu]%s%s to be %s", reading->path, reading->at, member[0] ? "." : "", member,
		 expected);
	return pq_diag_set(reading->diag, err, 0, 0, text);
}

/* *out: the member's text, NULL if there is none */
static enum pq_err text_of(const struct reading *reading, const json_t *object, const char *member, const char **out)
{
	const json_t *value = json_object_get(object, member);

	*out = json_string_value(value);
	if (value && (!*out || strlen(*out) != json_string_length(value)))
		return fail(reading, PQ_ERR_SYNTAX, member, "a string without NUL");
	return PQ_ERR_OK;
}

/* The bytes behind a quoted text, in the storage of PQ_MAX_LAB_STEP_BYTES bytes. */
static enum pq_err unquote(const struct reading *reading, const char *text, struct pq_buf *pool, struct pq_view *out)
{
	struct pq_text reader;
	enum pq_err err;

	pq_text_init(&reader, pq_view_str(text), pool, NULL);
	reader.copy = true;
	err = pq_text_bytes(&reader, "bytes", out);
	if (err == PQ_ERR_LIMIT)
		return fail(reading, err, "bytes", "at most 8192 bytes (PQ_MAX_LAB_STEP_BYTES)");
	if (err == PQ_ERR_OK && pq_text_line_end(&reader) == PQ_ERR_OK && pq_text_at_end(&reader))
		return err;
	return fail(reading, PQ_ERR_SYNTAX, "bytes", "a quoted argument");
}

static enum pq_err read_step(struct pq_lab_steps *steps, const struct reading *reading, const json_t *object)
{
	unsigned char storage[PQ_MAX_LAB_STEP_BYTES];
	const char *from = NULL, *to = NULL, *note = NULL, *quoted_bytes = NULL;
	struct pq_view bytes = { NULL, 0 };
	struct pq_buf pool;
	enum pq_err err = text_of(reading, object, "from", &from);

	pq_buf_init(&pool, storage, sizeof(storage));
	if (!err && !from)
		err = fail(reading, PQ_ERR_SYNTAX, "from", "a string");
	if (!err)
		err = text_of(reading, object, "to", &to);
	if (!err)
		err = text_of(reading, object, "note", &note);
	if (!err)
		err = text_of(reading, object, "bytes", &quoted_bytes);
	if (!err && quoted_bytes)
		err = unquote(reading, quoted_bytes, &pool, &bytes);
	if (err)
		return err;
	if (!pq_lab_step_add(steps, from, to, bytes, note))
		return fail(reading, PQ_ERR_NO_SPACE, "", "small enough for this machine's memory");
	steps->rows[steps->count - 1].cut = json_is_true(json_object_get(object, "cut"));
	return PQ_ERR_OK;
}

enum pq_err pq_lab_steps_read(struct pq_lab_steps *steps, const json_t *array, const char *path, struct pq_diag *diag)
{
	struct reading reading = { path, 0, diag };
	enum pq_err err = PQ_ERR_OK;
	char text[256];

	snprintf(text, sizeof(text), "%s to be an array of at most %d steps (PQ_MAX_LAB_STEPS)", path,
		 PQ_MAX_LAB_STEPS);
	if (!json_is_array(array))
		return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, text);
	if (json_array_size(array) > PQ_MAX_LAB_STEPS)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, text);
	for (; !err && reading.at < json_array_size(array); reading.at++)
		err = read_step(steps, &reading, json_array_get(array, reading.at));
	if (err)
		pq_lab_steps_fini(steps);
	return err;
}
