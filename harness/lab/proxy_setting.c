/* SPDX-License-Identifier: MIT */
#include "lab/proxy_setting.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "lab/proxy_builtin.h"
#include "lab/proxy_case.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DEFAULT_LIMIT_MS 5000
#define MAX_ARGUMENTS 8192 /* bytes of one line's arguments */

/* A description that is read. file: the one whose lines may follow; NULL: none */
struct reading {
	struct pq_proxy_setting *setting;
	struct pq_text text;
	struct pq_proxy_file *file;
};

static enum pq_err out_of_memory(struct reading *reading)
{
	return pq_text_fail(&reading->text, PQ_ERR_NO_SPACE, reading->text.at, "memory for the description");
}

static enum pq_err keep(struct reading *reading, struct pq_view bytes, char **out)
{
	if (bytes.len && memchr(bytes.data, '\0', bytes.len))
		return pq_text_fail(&reading->text, PQ_ERR_SYNTAX, reading->text.line_start, "no NUL byte");
	*out = strndup(bytes.len ? (const char *)bytes.data : "", bytes.len);
	return *out ? PQ_ERR_OK : out_of_memory(reading);
}

static enum pq_err take(struct reading *reading, const char *expected, char **out)
{
	struct pq_view bytes;
	enum pq_err err;

	pq_text_skip_blanks(&reading->text);
	pq_buf_reset(reading->text.pool);
	err = pq_text_bytes(&reading->text, expected, &bytes);
	return err ? err : keep(reading, bytes, out);
}

static enum pq_err read_name(struct reading *reading)
{
	enum pq_err err = take(reading, "a name", &reading->setting->name);
	const char *name = reading->setting->name;

	if (!err && (name[0] == '\0' || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") != strlen(name)))
		return pq_text_fail(&reading->text, PQ_ERR_SYNTAX, reading->text.line_start + strlen("name "),
				    "a name of a-z, 0-9, '.' and '-'");
	return err;
}

static enum pq_err read_about(struct reading *reading)
{
	return take(reading, "a sentence", &reading->setting->about);
}

static enum pq_err read_package(struct reading *reading)
{
	enum pq_err err = take(reading, "the name of a package", &reading->setting->package);
	const char *name = reading->setting->package;

	if (!err && (name[0] == '\0' || name[0] == '-' ||
		     strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.+-") != strlen(name)))
		return pq_text_fail(&reading->text, PQ_ERR_SYNTAX, reading->text.line_start + strlen("package "),
				    "the name of a package");
	return err;
}

static enum pq_err read_port(struct reading *reading)
{
	uint64_t port;
	enum pq_err err;

	pq_text_skip_blanks(&reading->text);
	err = pq_text_number(&reading->text, "a port", 1, UINT16_MAX, &port);
	if (!err)
		reading->setting->port = (uint16_t)port;
	return err;
}

static enum pq_err read_user(struct reading *reading)
{
	static const struct pq_view users[] = { PQ_VIEW("nobody"), PQ_VIEW("root") };
	size_t index;
	enum pq_err err;

	pq_text_skip_blanks(&reading->text);
	err = pq_text_name(&reading->text, users, COUNT(users), &index);
	return err ? err : keep(reading, users[index], &reading->setting->user);
}

static enum pq_err read_file(struct reading *reading)
{
	struct pq_proxy_setting *setting = reading->setting;
	struct pq_proxy_file *file = &setting->files[setting->file_count];
	size_t at = reading->text.line_start;
	enum pq_err err;

	if (setting->file_count == PQ_MAX_PROXY_FILES)
		return pq_text_fail_limit(&reading->text, at, PQ_MAX_PROXY_FILES, " files (PQ_MAX_PROXY_FILES)");
	setting->file_count++;
	err = take(reading, "the name of a file", &file->name);
	if (!err && (file->name[0] == '\0' || file->name[0] == '.' || strchr(file->name, '/')))
		return pq_text_fail(&reading->text, PQ_ERR_SYNTAX, at + strlen("file "),
				    "a name without '/' that does not begin with '.'");
	file->text = strdup("");
	reading->file = file;
	return !err && !file->text ? out_of_memory(reading) : err;
}

static enum pq_err read_start(struct reading *reading)
{
	return take(reading, "a command", &reading->setting->start);
}

static enum pq_err read_ready(struct reading *reading)
{
	static const struct pq_view kinds[] = { PQ_VIEW("connect"), PQ_VIEW("log") };
	size_t index;
	enum pq_err err;

	pq_text_skip_blanks(&reading->text);
	err = pq_text_name(&reading->text, kinds, COUNT(kinds), &index);
	return err || index == 0 ? err : take(reading, "a text of its log", &reading->setting->ready_log);
}

static enum pq_err read_limit(struct reading *reading)
{
	uint64_t limit_ms;
	enum pq_err err;

	pq_text_skip_blanks(&reading->text);
	err = pq_text_number(&reading->text, "milliseconds", 1, 60000, &limit_ms);
	if (!err)
		reading->setting->start_limit_ms = (uint32_t)limit_ms;
	return err;
}

static enum pq_err unknown_case(struct reading *reading, size_t at)
{
	struct pq_view names[PQ_MAX_LAB_PROXY_ROWS];

	for (size_t i = 0; i < pq_proxy_case_count(); i++)
		names[i] = pq_view_str(pq_proxy_case_at(i)->name);
	return pq_text_fail_names(&reading->text, at, names, pq_proxy_case_count());
}

/* Names joined by commas; the bit of each case in *cases. */
static enum pq_err read_cases(struct reading *reading, uint64_t *cases)
{
	size_t at = reading->text.at, from = 0;
	struct pq_view names;
	enum pq_err err = pq_text_word(&reading->text, "names of cases", &names);

	for (*cases = 0; !err && from <= names.len;) {
		size_t end = pq_view_find(names, ',', from);
		const struct pq_proxy_case *kase = pq_proxy_case_by_name(pq_view_slice(names, from, end));
		size_t index = kase ? (size_t)(kase - pq_proxy_case_at(0)) : 0;

		if (!kase)
			return unknown_case(reading, at + from);
		if (reading->setting->stated[index].reason || (*cases >> index & 1))
			return pq_text_fail(&reading->text, PQ_ERR_SYNTAX, at + from, "each case only once");
		*cases |= (uint64_t)1 << index;
		from = end + 1;
	}
	return err;
}

static enum pq_err read_expect(struct reading *reading)
{
	struct pq_view names[PQ_LAB_PROXY_SEEN_COUNT - 1];
	struct pq_proxy_setting *setting = reading->setting;
	char *reason = NULL;
	uint64_t cases;
	size_t seen = 0;
	enum pq_err err;

	for (size_t i = 0; i < COUNT(names); i++)
		names[i] = pq_view_str(pq_lab_proxy_seen_names[i + 1]);
	pq_text_skip_blanks(&reading->text);
	err = read_cases(reading, &cases);
	pq_text_skip_blanks(&reading->text);
	if (!err)
		err = pq_text_name(&reading->text, names, COUNT(names), &seen);
	if (!err)
		err = take(reading, "a reason", &reason);
	for (size_t i = 0; !err && i < pq_proxy_case_count(); i++) {
		if (!(cases >> i & 1))
			continue;
		setting->stated[i].seen = (enum pq_lab_proxy_seen)(seen + 1);
		setting->stated[i].reason = strdup(reason);
		err = setting->stated[i].reason ? PQ_ERR_OK : out_of_memory(reading);
	}
	free(reason);
	return err;
}

/* once: the word may stand once. */
static const struct word {
	struct pq_view name;
	enum pq_err (*read)(struct reading *reading);
	bool once;
} words[] = {
	{ PQ_VIEW("name"), read_name, true },         { PQ_VIEW("about"), read_about, true },
	{ PQ_VIEW("package"), read_package, true },   { PQ_VIEW("port"), read_port, true },
	{ PQ_VIEW("user"), read_user, true },         { PQ_VIEW("file"), read_file, false },
	{ PQ_VIEW("start"), read_start, true },       { PQ_VIEW("ready"), read_ready, true },
	{ PQ_VIEW("start-limit"), read_limit, true }, { PQ_VIEW("expect"), read_expect, false },
};
static_assert(COUNT(words) <= 32, "a bit for each word");

/* A line of the last file. */
static enum pq_err read_text_line(struct reading *reading)
{
	struct pq_proxy_file *file = reading->file;
	size_t at = reading->text.at;
	struct pq_view line;
	size_t len;
	char *text;

	pq_text_skip_blanks(&reading->text);
	line = pq_text_rest(&reading->text);
	if (!file || line.len == 0 || line.data[0] != '|' || (line.len > 1 && line.data[1] != ' '))
		return pq_text_fail(&reading->text, PQ_ERR_SYNTAX, at,
				    file ? "a line that begins with \"  | \"" : "a word in the first column");
	line = pq_view_from(line, 2);
	if (line.len && memchr(line.data, '\0', line.len))
		return pq_text_fail(&reading->text, PQ_ERR_SYNTAX, at, "no NUL byte");
	len = strlen(file->text);
	text = realloc(file->text, len + line.len + 2);
	if (!text)
		return out_of_memory(reading);
	memcpy(text + len, line.len ? (const char *)line.data : "", line.len);
	memcpy(text + len + line.len, "\n", 2);
	file->text = text;
	return PQ_ERR_OK;
}

static enum pq_err unknown_word(struct reading *reading, size_t at)
{
	struct pq_view names[COUNT(words)];

	for (size_t i = 0; i < COUNT(words); i++)
		names[i] = words[i].name;
	return pq_text_fail_names(&reading->text, at, names, COUNT(words));
}

static enum pq_err read_line(struct reading *reading, uint32_t *seen)
{
	size_t start = reading->text.at, i = 0;
	struct pq_view name;
	enum pq_err err;

	if (pq_text_peek(&reading->text) == ' ')
		return read_text_line(reading);
	if (pq_text_peek(&reading->text) == '#') {
		pq_text_rest(&reading->text);
		return PQ_ERR_OK;
	}
	if (pq_text_at_line_end(&reading->text))
		return PQ_ERR_OK;
	reading->file = NULL;
	err = pq_text_word(&reading->text, "a word", &name);
	if (err)
		return err;
	while (i < COUNT(words) && !pq_view_eq(words[i].name, name))
		i++;
	if (i == COUNT(words))
		return unknown_word(reading, start);
	if (words[i].once && (*seen >> i & 1))
		return pq_text_fail(&reading->text, PQ_ERR_SYNTAX, start, "this word only once");
	*seen |= (uint32_t)1 << i;
	err = words[i].read(reading);
	return err ? err : pq_text_line_end(&reading->text);
}

/* What every description must have. */
static enum pq_err complete(struct reading *reading)
{
	struct pq_proxy_setting *setting = reading->setting;
	const char *missing = !setting->name    ? "a line \"name\""
			      : !setting->about ? "a line \"about\""
			      : !setting->port  ? "a line \"port\""
			      : !setting->start ? "a line \"start\""
						: NULL;

	if (missing)
		return pq_text_fail(&reading->text, PQ_ERR_SYNTAX, reading->text.at, missing);
	if (!setting->user)
		setting->user = strdup("nobody");
	return setting->user ? PQ_ERR_OK : out_of_memory(reading);
}

enum pq_err pq_proxy_setting_read(struct pq_proxy_setting *setting, struct pq_view text, struct pq_diag *diag)
{
	static const struct pq_view format = PQ_VIEW("pratique-proxy"), version = PQ_VIEW("1");
	unsigned char storage[MAX_ARGUMENTS];
	struct reading reading = { .setting = setting };
	struct pq_buf pool;
	uint32_t seen = 0;
	enum pq_err err;

	*setting = (struct pq_proxy_setting){ .start_limit_ms = DEFAULT_LIMIT_MS };
	if (text.len > PQ_MAX_PROXY_TEXT)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 1048576 bytes (PQ_MAX_PROXY_TEXT)");
	pq_buf_init(&pool, storage, sizeof(storage));
	pq_text_init(&reading.text, text, &pool, diag);
	reading.text.pool_limit = "arguments of at most 8192 bytes";
	err = pq_text_header(&reading.text, format, version);
	while (!err && !pq_text_at_end(&reading.text)) {
		err = read_line(&reading, &seen);
		if (!err)
			pq_text_next_line(&reading.text);
	}
	if (!err)
		err = complete(&reading);
	if (err)
		pq_proxy_setting_fini(setting);
	return err;
}

void pq_proxy_setting_fini(struct pq_proxy_setting *setting)
{
	free(setting->name);
	free(setting->about);
	free(setting->package);
	free(setting->user);
	free(setting->start);
	free(setting->ready_log);
	for (size_t i = 0; i < PQ_MAX_PROXY_FILES; i++) {
		free(setting->files[i].name);
		free(setting->files[i].text);
	}
	for (size_t i = 0; i < PQ_MAX_LAB_PROXY_ROWS; i++)
		free(setting->stated[i].reason);
	*setting = (struct pq_proxy_setting){ 0 };
}
