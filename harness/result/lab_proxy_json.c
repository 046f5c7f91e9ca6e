/* SPDX-License-Identifier: MIT */
/* The result of the proxy lab as JSON: one row a line, so that two of them differ well. */
#include <stdlib.h>

#include "result/json_text.h"
#include "result/lab_proxy.h"

static bool put_text(json_t *object, const char *name, const char *text)
{
	return !text || json_object_set_new(object, name, pq_json_string(text)) == 0;
}

/* Writes a value on the line under way and releases it. */
static bool put(json_t *value, FILE *out)
{
	bool good = value && json_dumpf(value, out, JSON_COMPACT | JSON_ENCODE_ANY) == 0;

	json_decref(value);
	return good;
}

static bool put_member(const char *name, json_t *value, FILE *out)
{
	fprintf(out, "\"%s\":", name);
	return put(value, out);
}

static json_t *row_json(const struct pq_lab_proxy_row *row)
{
	json_t *object = json_object();
	bool good = put_text(object, "name", row->name) && put_text(object, "help", row->help) &&
		    put_text(object, "kind", pq_lab_proxy_kind_names[row->kind]) &&
		    put_text(object, "seen", pq_lab_proxy_seen_names[row->seen]) &&
		    put_text(object, "twin", pq_lab_proxy_seen_names[row->twin]) &&
		    put_text(object, "verdict", pq_lab_proxy_verdict_names[row->verdict]) &&
		    put_text(object, "stated", pq_lab_proxy_seen_names[row->stated]) &&
		    put_text(object, "reason", row->reason) && put_text(object, "why", row->why) &&
		    json_object_set_new(object, "steps", pq_lab_steps_json(&row->steps)) == 0;

	if (row->twin != PQ_LAB_PROXY_UNTESTED)
		good = good && json_object_set_new(object, "twin_steps", pq_lab_steps_json(&row->twin_steps)) == 0;

	if (good)
		return object;
	json_decref(object);
	return NULL;
}

static bool put_setting(const struct pq_lab_proxy_setting *setting, FILE *out)
{
	const struct {
		const char *name;
		const char *text;
	} members[] = {
		{ "about", setting->about },     { "package", setting->package },
		{ "version", setting->version }, { "configuration", setting->configuration },
		{ "void", setting->void_why },
	};
	bool good;

	fputs("{", out);
	good = put_member("name", pq_json_string(setting->name), out);
	for (size_t i = 0; good && i < sizeof(members) / sizeof(members[0]); i++) {
		if (!members[i].text)
			continue;
		fputs(",\n ", out);
		good = put_member(members[i].name, pq_json_string(members[i].text), out);
	}
	fputs(",\n \"rows\":[", out);
	for (size_t i = 0; good && i < setting->row_count; i++) {
		fputs(i ? ",\n  " : "\n  ", out);
		good = put(row_json(&setting->rows[i]), out);
	}
	fputs("]}", out);
	return good;
}

bool pq_lab_proxy_write(const struct pq_lab_proxy_result *result, FILE *out)
{
	bool good;

	fprintf(out, "{\"format\":\"%s\",\n", PQ_LAB_PROXY_FORMAT);
	good = !result->started || put_member("started", pq_json_string(result->started), out);
	fprintf(out, "%s\"took_ms\":%llu,\n\"settings\":[", result->started ? "," : "",
		(unsigned long long)result->took_ms);
	for (size_t i = 0; good && i < result->setting_count; i++) {
		fputs(i ? ",\n" : "\n", out);
		good = put_setting(&result->settings[i], out);
	}
	fputs("]}\n", out);
	return good && !ferror(out);
}

/* path: of the value that is read */
struct reader {
	struct pq_diag *diag;
	char path[64];
};

static enum pq_err fail(const struct reader *reader, enum pq_err err, const char *member, const char *expected)
{
	char text[384];

	snprintf(text, sizeof(text), "%s%s%s to be %s", reader->path, reader->path[0] && member[0] ? "." : "", member,
		 expected);
	return pq_diag_set(reader->diag, err, 0, 0, text);
}

static enum pq_err read_text(const struct reader *reader, const json_t *object, const char *member, bool must,
			     char **out)
{
	const json_t *value = json_object_get(object, member);
	const char *text = json_string_value(value);

	if (!value && !must)
		return PQ_ERR_OK;
	if (!text || strlen(text) != json_string_length(value))
		return fail(reader, PQ_ERR_SYNTAX, member, "a string without NUL");
	*out = strdup(text);
	return *out ? PQ_ERR_OK : fail(reader, PQ_ERR_NO_SPACE, member, "small enough for this machine's memory");
}

static enum pq_err read_name(const struct reader *reader, const json_t *object, const char *member,
			     const char *const *names, size_t count, unsigned int *out)
{
	const char *text = json_string_value(json_object_get(object, member));
	char expected[256] = "one of:";
	size_t len = strlen(expected);

	for (size_t i = 0; text && i < count; i++) {
		if (strcmp(text, names[i]) == 0) {
			*out = (unsigned int)i;
			return PQ_ERR_OK;
		}
	}
	for (size_t i = 0; i < count && len < sizeof(expected); i++)
		len += (size_t)snprintf(expected + len, sizeof(expected) - len, "%s %s", i ? "," : "", names[i]);
	return fail(reader, PQ_ERR_SYNTAX, member, expected);
}

static enum pq_err read_words(const struct reader *reader, const json_t *object, struct pq_lab_proxy_row *row)
{
	unsigned int kind, seen, twin, verdict, stated;
	enum pq_err err = read_name(reader, object, "kind", pq_lab_proxy_kind_names, PQ_LAB_PROXY_KIND_COUNT, &kind);

	if (!err)
		err = read_name(reader, object, "seen", pq_lab_proxy_seen_names, PQ_LAB_PROXY_SEEN_COUNT, &seen);
	if (!err)
		err = read_name(reader, object, "twin", pq_lab_proxy_seen_names, PQ_LAB_PROXY_SEEN_COUNT, &twin);
	if (!err)
		err = read_name(reader, object, "stated", pq_lab_proxy_seen_names, PQ_LAB_PROXY_SEEN_COUNT, &stated);
	if (!err)
		err = read_name(reader, object, "verdict", pq_lab_proxy_verdict_names, PQ_LAB_PROXY_VERDICT_COUNT,
				&verdict);
	if (err)
		return err;
	row->kind = (enum pq_lab_proxy_kind)kind;
	row->seen = (enum pq_lab_proxy_seen)seen;
	row->twin = (enum pq_lab_proxy_seen)twin;
	row->stated = (enum pq_lab_proxy_seen)stated;
	row->verdict = (enum pq_lab_proxy_verdict)verdict;
	return PQ_ERR_OK;
}

static enum pq_err read_row(struct reader *reader, const json_t *object, struct pq_lab_proxy_row *row)
{
	char path[sizeof(reader->path) + 16];
	enum pq_err err = read_text(reader, object, "name", true, &row->name);

	if (!err)
		err = read_text(reader, object, "help", true, &row->help);
	if (!err)
		err = read_text(reader, object, "reason", false, &row->reason);
	if (!err)
		err = read_text(reader, object, "why", true, &row->why);
	if (!err)
		err = read_words(reader, object, row);
	snprintf(path, sizeof(path), "%s.steps", reader->path);
	if (!err)
		err = pq_lab_steps_read(&row->steps, json_object_get(object, "steps"), path, reader->diag);
	snprintf(path, sizeof(path), "%s.twin_steps", reader->path);
	if (!err && row->twin != PQ_LAB_PROXY_UNTESTED)
		err = pq_lab_steps_read(&row->twin_steps, json_object_get(object, "twin_steps"), path, reader->diag);
	return err;
}

static enum pq_err read_rows(struct reader *reader, const json_t *rows, size_t at, struct pq_lab_proxy_setting *setting)
{
	enum pq_err err = PQ_ERR_OK;

	if (!json_is_array(rows))
		return fail(reader, PQ_ERR_SYNTAX, "rows", "an array");
	for (size_t i = 0; !err && i < json_array_size(rows); i++) {
		struct pq_lab_proxy_row *row = pq_lab_proxy_add_row(setting);

		snprintf(reader->path, sizeof(reader->path), "settings[%zu].rows[%zu]", at, i);
		err = row ? read_row(reader, json_array_get(rows, i), row)
			  : fail(reader, PQ_ERR_LIMIT, "", "one of at most 64 (PQ_MAX_LAB_PROXY_ROWS)");
	}
	return err;
}

static enum pq_err read_setting(struct reader *reader, const json_t *object, size_t at,
				struct pq_lab_proxy_setting *setting)
{
	enum pq_err err = read_text(reader, object, "name", true, &setting->name);

	if (!err)
		err = read_text(reader, object, "about", false, &setting->about);
	if (!err)
		err = read_text(reader, object, "package", false, &setting->package);
	if (!err)
		err = read_text(reader, object, "version", false, &setting->version);
	if (!err)
		err = read_text(reader, object, "configuration", false, &setting->configuration);
	if (!err)
		err = read_text(reader, object, "void", false, &setting->void_why);
	return err ? err : read_rows(reader, json_object_get(object, "rows"), at, setting);
}

static enum pq_err read_all(struct reader *reader, const json_t *document, struct pq_lab_proxy_result *result)
{
	const char *format = json_string_value(json_object_get(document, "format"));
	const json_t *settings = json_object_get(document, "settings");
	const json_t *took = json_object_get(document, "took_ms");
	enum pq_err err;

	if (!format || strcmp(format, PQ_LAB_PROXY_FORMAT) != 0)
		return fail(reader, format ? PQ_ERR_VERSION : PQ_ERR_SYNTAX, "format", PQ_LAB_PROXY_FORMAT);
	if (!json_is_integer(took) || json_integer_value(took) < 0)
		return fail(reader, PQ_ERR_SYNTAX, "took_ms", "a number of milliseconds");
	if (!json_is_array(settings))
		return fail(reader, PQ_ERR_SYNTAX, "settings", "an array");
	result->took_ms = (uint64_t)json_integer_value(took);
	err = read_text(reader, document, "started", false, &result->started);
	for (size_t i = 0; !err && i < json_array_size(settings); i++) {
		struct pq_lab_proxy_setting *setting = pq_lab_proxy_add_setting(result);

		snprintf(reader->path, sizeof(reader->path), "settings[%zu]", i);
		err = setting ? read_setting(reader, json_array_get(settings, i), i, setting)
			      : fail(reader, PQ_ERR_LIMIT, "", "one of at most 64 (PQ_MAX_LAB_PROXY_SETTINGS)");
	}
	return err;
}

enum pq_err pq_lab_proxy_read(struct pq_lab_proxy_result *result, struct pq_view text, struct pq_diag *diag)
{
	struct reader reader = { .diag = diag };
	json_error_t error;
	json_t *document;
	enum pq_err err;

	if (text.len > PQ_MAX_LAB_PROXY_TEXT)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 64 MiB (PQ_MAX_LAB_PROXY_TEXT)");
	document = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &error);
	if (!document)
		return pq_diag_set(diag, PQ_ERR_SYNTAX, (size_t)(error.line > 0 ? error.line : 0),
				   (size_t)(error.column > 0 ? error.column : 0), error.text);
	err = read_all(&reader, document, result);
	json_decref(document);
	if (err)
		pq_lab_proxy_fini(result);
	return err;
}
