/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "convert/curl_operation.h"

const struct pq_view *pq_curl_file(struct pq_curl_operation *operation, const char *path, struct pq_view *out)
{
	unsigned char *bytes = NULL;
	size_t len = 0;

	if (!operation->files) {
		pq_sketch_note(operation->sketch, "the file %s: files are read with --files only", path);
		return NULL;
	}
	if (!operation->files->read(operation->files->context, path, &bytes, &len)) {
		pq_sketch_note(operation->sketch, "the file %s, which cannot be read", path);
		return NULL;
	}
	*out = pq_view(pq_sketch_keep(operation->sketch, pq_view(bytes, len)), len);
	free(bytes);
	return operation->sketch->no_space ? NULL : out;
}

/* Joins what was there with an ampersand, which JSON has none of. */
static void add_data(struct pq_curl_operation *operation, struct pq_view bytes)
{
	struct pq_sketch *sketch = operation->sketch;
	size_t joint = operation->has_data && !operation->json;
	char *joined = malloc(operation->data_len + joint + bytes.len + 1);

	if (!joined) {
		sketch->no_space = true;
		return;
	}
	if (operation->data_len > 0)
		memcpy(joined, operation->data, operation->data_len);
	if (joint)
		joined[operation->data_len] = '&';
	if (bytes.len > 0)
		memcpy(joined + operation->data_len + joint, bytes.data, bytes.len);
	free(operation->data);
	operation->data = joined;
	operation->data_len += joint + bytes.len;
	operation->has_data = true;
}

/* A file's text as --data sends it: without CR, LF and NUL. */
static struct pq_view strip(struct pq_sketch *sketch, struct pq_view text)
{
	char *kept = malloc(text.len + 1);
	size_t len = 0;
	const char *stripped;

	if (!kept) {
		sketch->no_space = true;
		return text;
	}
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] != '\r' && text.data[i] != '\n' && text.data[i] != '\0')
			kept[len++] = (char)text.data[i];
	stripped = pq_sketch_keep(sketch, pq_view(kept, len));
	free(kept);
	return pq_view(stripped, len);
}

void pq_curl_data(struct pq_curl_operation *operation, const char *value, bool raw, bool binary)
{
	struct pq_view bytes = pq_view_str(value);

	if (!raw && value[0] == '@') {
		if (!pq_curl_file(operation, value + 1, &bytes))
			bytes = pq_view_str("");
		else if (!binary)
			bytes = strip(operation->sketch, bytes);
	}
	add_data(operation, bytes);
}

static bool is_unreserved(unsigned char c)
{
	return pq_ascii_is(c, PQ_ASCII_ALPHA | PQ_ASCII_DIGIT) || (c && strchr("-._~", c));
}

/* "name=" and the content behind it, percent-encoded; plus: spaces become plus signs. */
static const char *encode(struct pq_sketch *sketch, struct pq_view name, struct pq_view content, bool plus)
{
	static const char digits[] = "0123456789ABCDEF";
	char *text = malloc(name.len + 1 + content.len * 3 + 1);
	size_t len = 0;
	const char *kept;

	if (!text) {
		sketch->no_space = true;
		return "";
	}
	if (name.len > 0) {
		memcpy(text, name.data, name.len);
		text[name.len] = '=';
		len = name.len + 1;
	}
	for (size_t i = 0; i < content.len; i++) {
		unsigned char c = content.data[i];

		if (is_unreserved(c) || (plus && c == ' ')) {
			text[len++] = c == ' ' ? '+' : (char)c;
			continue;
		}
		text[len++] = '%';
		text[len++] = digits[c >> 4];
		text[len++] = digits[c & 15];
	}
	kept = pq_sketch_keep(sketch, pq_view(text, len));
	free(text);
	return kept;
}

/* "content", "=content", "name=content", "@file", "name@file": which comes first, the = or the @, decides. */
const char *pq_curl_urlencode(struct pq_curl_operation *operation, const char *value)
{
	size_t at = strcspn(value, "=@");
	struct pq_view content = pq_view_str(value + at + (value[at] != '\0'));

	if (!value[at])
		return encode(operation->sketch, pq_view(NULL, 0), pq_view_str(value), true);
	if (value[at] == '@' && !pq_curl_file(operation, value + at + 1, &content))
		content = pq_view_str("");
	return encode(operation->sketch, pq_view(value, at), content, true);
}

void pq_curl_data_urlencode(struct pq_curl_operation *operation, const char *value)
{
	add_data(operation, pq_view_str(pq_curl_urlencode(operation, value)));
}

/* The parameters behind the content of a form's field, as written; NULL if they are not given. */
struct parameters {
	const char *type;
	const char *filename;
};

static const char *behind(const char *text, const char *name)
{
	size_t len = strlen(name);

	while (*text == ' ')
		text++;
	return strncmp(text, name, len) == 0 ? text + len : NULL;
}

/* Index of the semicolon where the parameters begin that curl knows; the end if there is none. */
static size_t content_end(const char *text)
{
	size_t at = 0;

	for (;; at++) {
		at += strcspn(text + at, ";");
		if (text[at] != ';' || behind(text + at + 1, "type=") || behind(text + at + 1, "filename=") ||
		    behind(text + at + 1, "headers=") || behind(text + at + 1, "encoder="))
			return at;
	}
}

/* A value in quotes, or up to the next semicolon. *at is left behind it. */
static const char *take_value(struct pq_sketch *sketch, const char **at)
{
	const char *text = *at;
	char *value = malloc(strlen(text) + 1);
	size_t len = 0;
	const char *kept;

	if (!value) {
		sketch->no_space = true;
		*at = text + strlen(text);
		return "";
	}
	if (*text == '"') {
		for (text++; *text && *text != '"'; text++) {
			text += *text == '\\' && (text[1] == '"' || text[1] == '\\');
			value[len++] = *text;
		}
		text += *text == '"';
	} else {
		while (*text && *text != ';')
			value[len++] = *text++;
	}
	kept = pq_sketch_keep(sketch, pq_view(value, len));
	free(value);
	*at = text;
	return kept;
}

static void take_parameters(struct pq_curl_operation *operation, const char *text, struct parameters *parameters)
{
	while (*text) {
		const char *type = behind(text + 1, "type=");
		const char *filename = behind(text + 1, "filename=");
		const char *value = type ? type : filename;
		const char *skipped;

		if (*text != ';') {
			pq_sketch_note(operation->sketch, "--form: '%s' behind a field", text);
			return;
		}
		if (!value) {
			skipped = text + 1;
			pq_sketch_note(operation->sketch, "--form: ;%s", take_value(operation->sketch, &skipped));
			text = skipped;
			continue;
		}
		*(type ? &parameters->type : &parameters->filename) = take_value(operation->sketch, &value);
		text = value;
	}
}

static void add_form(struct pq_curl_operation *operation, const char *name, const char *filename, const char *type,
		     struct pq_view bytes)
{
	if (operation->form_count == PQ_MAX_ENTRIES) {
		pq_sketch_note(operation->sketch, "--form %s (PQ_MAX_ENTRIES)", name);
		return;
	}
	operation->forms[operation->form_count++] =
		(struct pq_sketch_field){ .name = name, .filename = filename, .type = type, .bytes = bytes };
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *pq_curl_upload_name(struct pq_curl_operation *operation)
{
	return encode(operation->sketch, pq_view(NULL, 0), pq_view_str(base_name(operation->upload)), false);
}

/* "@PATH" or "<PATH"; a file that is not read is sent empty, and noted. */
static void add_file(struct pq_curl_operation *operation, const char *name, const char *text)
{
	struct parameters parameters = { NULL, NULL };
	const char *at = text + 1;
	const char *path = take_value(operation->sketch, &at);
	struct pq_view bytes;

	take_parameters(operation, at, &parameters);
	if (!pq_curl_file(operation, path, &bytes))
		bytes = pq_view_str("");
	if (*text == '@' && strchr(path, ','))
		pq_sketch_note(operation->sketch, "--form: several files in one field");
	if (*text == '@')
		add_form(operation, name, parameters.filename ? parameters.filename : base_name(path),
			 parameters.type ? parameters.type : "application/octet-stream", bytes);
	else
		add_form(operation, name, parameters.filename, parameters.type ? parameters.type : "", bytes);
}

void pq_curl_form(struct pq_curl_operation *operation, const char *value, bool raw)
{
	struct pq_sketch *sketch = operation->sketch;
	size_t equals = strcspn(value, "=");
	const char *name = pq_sketch_keep(sketch, pq_view(value, equals));
	struct parameters parameters = { NULL, NULL };
	const char *text = value + equals + 1;
	const char *content;
	size_t end;

	if (!value[equals]) {
		pq_sketch_note(sketch, "--form %s: a field is NAME=CONTENT", value);
	} else if (raw) {
		add_form(operation, name, NULL, "", pq_view_str(pq_sketch_keep(sketch, pq_view_str(text))));
	} else if (*text == '@' || *text == '<') {
		add_file(operation, name, text);
	} else if (*text == '(' || strcmp(value, "=)") == 0) {
		pq_sketch_note(sketch, "--form %s: parts in parts", value);
	} else {
		end = content_end(text);
		content = *text == '"' ? take_value(sketch, &text) : pq_sketch_keep(sketch, pq_view(text, end));
		take_parameters(operation, value[equals + 1] == '"' ? text : text + end, &parameters);
		if (parameters.type && !parameters.filename)
			pq_sketch_note(sketch, "--form: the type %s of a field that is no file", parameters.type);
		add_form(operation, name, parameters.filename, parameters.type ? parameters.type : "text/plain",
			 pq_view_str(content));
	}
}
