/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>

#include "result/json_text.h"
#include "result/lab_services.h"

#define FORMAT "pratique-lab-services 1"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *name_of(const struct pq_view *names, size_t index)
{
	return (const char *)names[index].data;
}

/* Sets a member; a NULL text is left out. False without memory. */
static bool set_text(json_t *object, const char *member, const char *text)
{
	return !text || json_object_set_new(object, member, pq_json_string(text)) == 0;
}

static bool set_number(json_t *object, const char *member, uint64_t number)
{
	return json_object_set_new(object, member, json_integer((json_int_t)number)) == 0;
}

static bool set_truth(json_t *object, const char *member, bool truth)
{
	return json_object_set_new(object, member, json_boolean(truth)) == 0;
}

static json_t *tried_json(const struct pq_lab_case *row)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < row->tried_count; i++)
		json_array_append_new(array, json_pack("{s:s,s:I,s:s}", "family", row->tried[i].family, "padding",
						       (json_int_t)row->tried[i].padding, "class",
						       name_of(pq_lab_class_names, row->tried[i].class)));
	return array;
}

static json_t *case_json(const struct pq_lab_case *row)
{
	json_t *object = json_object();
	bool good = set_text(object, "form", name_of(pq_lab_form_letters, row->form)) &&
		    set_text(object, "client", name_of(pq_lab_client_names, row->client)) &&
		    set_text(object, "shape", name_of(pq_lab_shape_names, row->shape)) &&
		    set_text(object, "class", name_of(pq_lab_class_names, row->class)) &&
		    set_text(object, "reason", row->reason) && set_number(object, "padding", row->padding) &&
		    set_number(object, "k", row->k) && set_number(object, "n", row->n) &&
		    json_object_set_new(object, "tried", tried_json(row)) == 0 &&
		    json_object_set_new(object, "steps", pq_lab_steps_json(&row->steps)) == 0;

	if (good)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *expected_json(const struct pq_lab_served *served)
{
	json_t *object = json_object();

	for (size_t form = 0; form < PQ_LAB_FORM_COUNT; form++)
		if (served->has_expected[form])
			set_text(object, name_of(pq_lab_form_letters, form),
				 name_of(pq_lab_class_names, served->expected[form]));
	return object;
}

static json_t *cases_json(const struct pq_lab_served *served)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < served->case_count; i++) {
		if (json_array_append_new(array, case_json(&served->cases[i])) == 0)
			continue;
		json_decref(array);
		return NULL;
	}
	return array;
}

static json_t *served_json(const struct pq_lab_served *served)
{
	json_t *object = json_object();
	bool good =
		set_text(object, "name", served->name) && set_text(object, "group", served->group) &&
		set_text(object, "packages", served->packages) && set_number(object, "port", served->port) &&
		set_number(object, "for", served->counts_for) && set_truth(object, "by_default", served->by_default) &&
		set_text(object, "where", served->where) && set_text(object, "user", served->user) &&
		set_text(object, "start", served->start) && set_text(object, "prepare", served->prepare) &&
		set_text(object, "configuration", served->configuration) && set_text(object, "note", served->note) &&
		set_truth(object, "sink", served->sink) && set_text(object, "reason", served->reason) &&
		set_text(object, "class", name_of(pq_lab_class_names, pq_lab_served_class(served))) &&
		json_object_set_new(object, "expected", expected_json(served)) == 0 &&
		json_object_set_new(object, "cases", cases_json(served)) == 0;

	if (good)
		return object;
	json_decref(object);
	return NULL;
}

bool pq_lab_services_write(const struct pq_lab_services *services, FILE *out)
{
	json_t *root = json_object();
	json_t *rows = json_array();
	bool good = set_text(root, "format", FORMAT) && set_text(root, "version", services->version) &&
		    set_text(root, "date", services->date) && set_text(root, "browser", services->browser);

	for (size_t i = 0; good && i < services->count; i++)
		good = json_array_append_new(rows, served_json(services->rows[i])) == 0;
	good = good && json_object_set(root, "services", rows) == 0 && json_dumpf(root, out, JSON_INDENT(1)) == 0 &&
	       fputc('\n', out) != EOF;
	json_decref(rows);
	json_decref(root);
	return good;
}

/* path: of the object under way, for messages */
struct reading {
	struct pq_diag *diag;
	char path[64];
};

static enum pq_err refuse(const struct reading *r, enum pq_err err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static enum pq_err refuse(const struct reading *r, enum pq_err err, const char *format, ...)
{
	char text[256];
	va_list arguments;
	int len = snprintf(text, sizeof(text), "%s", r->path);

	va_start(arguments, format);
	vsnprintf(text + len, sizeof(text) - (size_t)len, format, arguments);
	va_end(arguments);
	return pq_diag_set(r->diag, err, 0, 0, text);
}

/* Copies a text; without one *out stays NULL, unless it is wanted. */
static enum pq_err read_text(const struct reading *r, const json_t *object, const char *member, bool wanted, char **out)
{
	const json_t *value = json_object_get(object, member);
	const char *text = json_string_value(value);

	if ((!value && wanted) || (value && (!text || strlen(text) != json_string_length(value))))
		return refuse(r, PQ_ERR_SYNTAX, ".%s to be a string without NUL", member);
	*out = text ? strdup(text) : NULL;
	return text && !*out ? refuse(r, PQ_ERR_NO_SPACE, ": memory") : PQ_ERR_OK;
}

static enum pq_err read_number(const struct reading *r, const json_t *object, const char *member, uint32_t max,
			       uint32_t *out)
{
	const json_t *value = json_object_get(object, member);
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value) || number < 0 || number > (json_int_t)max)
		return refuse(r, PQ_ERR_SYNTAX, ".%s to be a number from 0 to %u", member, (unsigned int)max);
	*out = (uint32_t)number;
	return PQ_ERR_OK;
}

static enum pq_err read_truth(const struct reading *r, const json_t *object, const char *member, bool *out)
{
	const json_t *value = json_object_get(object, member);

	if (!json_is_boolean(value))
		return refuse(r, PQ_ERR_SYNTAX, ".%s to be true or false", member);
	*out = json_is_true(value);
	return PQ_ERR_OK;
}

static enum pq_err read_name(const struct reading *r, const json_t *object, const char *member,
			     const struct pq_view *names, size_t count, size_t *out)
{
	const char *text = json_string_value(json_object_get(object, member));

	for (size_t i = 0; text && i < count; i++) {
		if (!pq_view_is(names[i], text))
			continue;
		*out = i;
		return PQ_ERR_OK;
	}
	return refuse(r, PQ_ERR_SYNTAX, ".%s to be a name such as \"%s\"", member, name_of(names, count - 1));
}

static enum pq_err read_tried(const struct reading *r, struct pq_lab_case *row, const json_t *array)
{
	enum pq_err err = PQ_ERR_OK;

	if (!json_is_array(array) || json_array_size(array) > PQ_MAX_LAB_ATTEMPTS)
		return refuse(r, PQ_ERR_LIMIT, ".tried to be an array of at most %d (PQ_MAX_LAB_ATTEMPTS)",
			      PQ_MAX_LAB_ATTEMPTS);
	for (size_t i = 0; !err && i < json_array_size(array); i++) {
		const json_t *object = json_array_get(array, i);
		const char *family = json_string_value(json_object_get(object, "family"));
		uint32_t padding = 0;
		size_t class = 0;

		err = family ? read_number(r, object, "padding", UINT32_MAX, &padding)
			     : refuse(r, PQ_ERR_SYNTAX, ".tried[%zu].family to be a string", i);
		if (!err)
			err = read_name(r, object, "class", pq_lab_class_names, PQ_LAB_CLASS_COUNT, &class);
		if (!err && !pq_lab_case_add(row, family, padding, (enum pq_lab_class) class))
			err = refuse(r, PQ_ERR_NO_SPACE, ": memory");
	}
	return err;
}

static enum pq_err read_case_names(const struct reading *r, struct pq_lab_case *row, const json_t *object)
{
	size_t form = 0, client = 0, shape = 0, class = 0;
	enum pq_err err = read_name(r, object, "form", pq_lab_form_letters, PQ_LAB_FORM_COUNT, &form);

	if (!err)
		err = read_name(r, object, "client", pq_lab_client_names, PQ_LAB_CLIENT_COUNT, &client);
	if (!err)
		err = read_name(r, object, "shape", pq_lab_shape_names, PQ_LAB_SHAPE_COUNT, &shape);
	if (!err)
		err = read_name(r, object, "class", pq_lab_class_names, PQ_LAB_CLASS_COUNT, &class);
	row->form = (enum pq_lab_form)form;
	row->client = (enum pq_lab_client)client;
	row->shape = (enum pq_lab_shape)shape;
	row->class = (enum pq_lab_class) class;
	return err;
}

static enum pq_err read_case(const struct reading *r, struct pq_lab_case *row, const json_t *object)
{
	char path[80];
	enum pq_err err = read_case_names(r, row, object);

	if (!err)
		err = read_text(r, object, "reason", false, &row->reason);
	if (!err)
		err = read_number(r, object, "padding", UINT32_MAX, &row->padding);
	if (!err)
		err = read_number(r, object, "k", PQ_MAX_LAB_ATTEMPTS, &row->k);
	if (!err)
		err = read_number(r, object, "n", PQ_MAX_LAB_ATTEMPTS, &row->n);
	if (!err)
		err = read_tried(r, row, json_object_get(object, "tried"));
	snprintf(path, sizeof(path), "%s.steps", r->path);
	return err ? err : pq_lab_steps_read(&row->steps, json_object_get(object, "steps"), path, r->diag);
}

static enum pq_err read_cases(struct reading *r, struct pq_lab_served *served, const json_t *array, size_t at)
{
	enum pq_err err = PQ_ERR_OK;

	if (!json_is_array(array) || json_array_size(array) > PQ_MAX_LAB_CASES)
		return refuse(r, PQ_ERR_LIMIT, ".cases to be an array of at most %d (PQ_MAX_LAB_CASES)",
			      (int)PQ_MAX_LAB_CASES);
	for (size_t i = 0; !err && i < json_array_size(array); i++) {
		snprintf(r->path, sizeof(r->path), "services[%zu].cases[%zu]", at, i);
		served->case_count++;
		err = read_case(r, &served->cases[i], json_array_get(array, i));
	}
	return err;
}

static enum pq_err read_expected(const struct reading *r, struct pq_lab_served *served, const json_t *object)
{
	for (size_t form = 0; form < PQ_LAB_FORM_COUNT; form++) {
		const char *letter = name_of(pq_lab_form_letters, form);
		size_t class = 0;

		if (!json_object_get(object, letter))
			continue;
		if (read_name(r, object, letter, pq_lab_class_names, PQ_LAB_CLASS_COUNT, &class))
			return PQ_ERR_SYNTAX;
		served->has_expected[form] = true;
		served->expected[form] = (enum pq_lab_class) class;
	}
	return PQ_ERR_OK;
}

static enum pq_err read_served(struct reading *r, struct pq_lab_served *served, const json_t *object, size_t at)
{
	const struct {
		const char *member;
		bool wanted;
		char **out;
	} texts[] = {
		{ "name", true, &served->name },          { "group", true, &served->group },
		{ "packages", false, &served->packages }, { "where", true, &served->where },
		{ "user", true, &served->user },          { "start", true, &served->start },
		{ "prepare", false, &served->prepare },   { "configuration", false, &served->configuration },
		{ "note", false, &served->note },         { "reason", false, &served->reason },
	};
	uint32_t port = 0, counts_for = 0;
	enum pq_err err = PQ_ERR_OK;

	snprintf(r->path, sizeof(r->path), "services[%zu]", at);
	for (size_t i = 0; !err && i < COUNT(texts); i++)
		err = read_text(r, object, texts[i].member, texts[i].wanted, texts[i].out);
	if (!err)
		err = read_number(r, object, "port", 65535, &port);
	if (!err)
		err = read_number(r, object, "for", 65535, &counts_for);
	if (!err)
		err = read_truth(r, object, "by_default", &served->by_default);
	if (!err)
		err = read_truth(r, object, "sink", &served->sink);
	if (!err)
		err = read_expected(r, served, json_object_get(object, "expected"));
	served->port = (uint16_t)port;
	served->counts_for = (uint16_t)counts_for;
	return err ? err : read_cases(r, served, json_object_get(object, "cases"), at);
}

static enum pq_err read_rows(struct reading *r, struct pq_lab_services *services, const json_t *array)
{
	enum pq_err err = PQ_ERR_OK;

	if (!json_is_array(array) || json_array_size(array) > PQ_MAX_LAB_SERVICES)
		return refuse(r, PQ_ERR_LIMIT, "services to be an array of at most %d (PQ_MAX_LAB_SERVICES)",
			      PQ_MAX_LAB_SERVICES);
	for (size_t i = 0; !err && i < json_array_size(array); i++) {
		struct pq_lab_served *served = pq_lab_served_new();

		if (!served || !pq_lab_services_add(services, served)) {
			pq_lab_served_free(served);
			return refuse(r, PQ_ERR_NO_SPACE, "memory");
		}
		err = read_served(r, served, json_array_get(array, i), i);
	}
	return err;
}

static enum pq_err read_root(struct reading *r, struct pq_lab_services *services, const json_t *root)
{
	const char *format = json_string_value(json_object_get(root, "format"));
	enum pq_err err;

	if (!format || strncmp(format, FORMAT, sizeof(FORMAT) - 2) != 0)
		return refuse(r, PQ_ERR_SYNTAX, "\"format\": \"%s\"", FORMAT);
	if (strcmp(format, FORMAT) != 0)
		return refuse(r, PQ_ERR_VERSION, "\"format\": \"%s\"", FORMAT);
	err = read_text(r, root, "date", true, &services->date);
	if (!err)
		err = read_text(r, root, "version", true, &services->version);
	if (!err)
		err = read_text(r, root, "browser", false, &services->browser);
	return err ? err : read_rows(r, services, json_object_get(root, "services"));
}

enum pq_err pq_lab_services_read(struct pq_lab_services *services, struct pq_view text, struct pq_diag *diag)
{
	struct reading r = { diag, "" };
	json_error_t where;
	json_t *root;
	enum pq_err err;

	*services = (struct pq_lab_services){ 0 };
	if (text.len > PQ_MAX_LAB_RESULT_TEXT)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 268435456 bytes (PQ_MAX_LAB_RESULT_TEXT)");
	root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &where);
	if (!root) {
		char expected[256];

		snprintf(expected, sizeof(expected), "JSON (%s)", where.text);
		return pq_diag_set(diag, PQ_ERR_SYNTAX, where.line > 0 ? (size_t)where.line : 0,
				   where.column > 0 ? (size_t)where.column : 0, expected);
	}
	err = read_root(&r, services, root);
	json_decref(root);
	if (err)
		pq_lab_services_fini(services);
	return err;
}
