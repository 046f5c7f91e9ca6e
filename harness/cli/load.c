/* SPDX-License-Identifier: MIT */
#include "cli/load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/names.h"
#include "cli/today.h"
#include "report/message.h"

#define FIRST_SIZE 16384

void pq_file_free(struct pq_file *file)
{
	free(file->data);
	file->data = NULL;
	file->len = 0;
}

void *pq_memory(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);

	if (!memory) {
		pq_complain("out of memory (%zu times %zu bytes)", count, size);
		exit(PQ_EXIT_SETUP);
	}
	return memory;
}

static enum pq_err unreadable(struct pq_diag *diag, const char *why)
{
	char expected[sizeof(diag->expected)];

	snprintf(expected, sizeof(expected), "a readable file (%s)", why);
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, expected);
}

static enum pq_err too_long(struct pq_diag *diag, size_t max, const char *limit)
{
	char expected[sizeof(diag->expected)];

	snprintf(expected, sizeof(expected), "at most %zu bytes (%s)", max, limit);
	return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, expected);
}

/* Reads to the end, growing the storage; one byte more than max shows that the text is too long. */
static enum pq_err read_all(int fd, size_t max, const char *limit, struct pq_file *file, struct pq_diag *diag)
{
	size_t cap = 0;

	for (;;) {
		ssize_t got;

		if (file->len == cap) {
			unsigned char *grown;

			cap = cap ? cap * 2 : FIRST_SIZE;
			grown = realloc(file->data, cap);
			if (!grown)
				return unreadable(diag, "out of memory");
			file->data = grown;
		}
		got = read(fd, file->data + file->len, cap - file->len);
		if (got == 0)
			return PQ_ERR_OK;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return unreadable(diag, strerror(errno));
		file->len += (size_t)got;
		if (file->len > max)
			return too_long(diag, max, limit);
	}
}

enum pq_err pq_file_read(const char *path, size_t max, const char *limit, struct pq_file *file, struct pq_diag *diag)
{
	bool standard = strcmp(path, "-") == 0;
	struct pq_file read = { NULL, 0 };
	enum pq_err err;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return unreadable(diag, strerror(errno));
	err = read_all(fd, max, limit, &read, diag);
	if (!standard)
		close(fd);
	if (err)
		pq_file_free(&read);
	else
		*file = read;
	return err;
}

/* A name that could be a path: it holds a slash or a dot, is "-", or such a file exists. */
static bool is_path(const char *name)
{
	return strcmp(name, "-") == 0 || strpbrk(name, "/.") || access(name, F_OK) == 0;
}

static int unknown_policy(const char *name)
{
	const char *known[32];
	size_t count = 0;

	while (count < pq_policy_builtin_count() && count < sizeof(known) / sizeof(known[0])) {
		known[count] = pq_policy_builtin_name(count);
		count++;
	}
	return pq_names_unknown_or("policy", name, known, count, "the path of a file");
}

static int wrong(const char *file, const struct pq_diag *diag)
{
	pq_complain_at(file, diag);
	return PQ_EXIT_BAD_INPUT;
}

const char *pq_policy_of_today(const char *name, char out[static PQ_POLICY_NAME_SIZE])
{
	const char *at = strchr(name, '@');
	char today[PQ_TODAY_SIZE];

	if (!at || strcmp(at, "@today") != 0 || strlen(name) + sizeof("YYYY-MM-DD") > PQ_POLICY_NAME_SIZE ||
	    pq_policy_builtin_find(pq_view(name, (size_t)(at - name))) == SIZE_MAX)
		return name;
	pq_today(today);
	snprintf(out, PQ_POLICY_NAME_SIZE, "%.*s@%s", (int)(at - name), name, today);
	return out;
}

/* Finds a built-in policy; UNKNOWN if the name is none, and an error with *diag filled if only its date is wrong. */
static enum pq_err find_builtin(const char *name, size_t *index, uint32_t *day, struct pq_diag *diag)
{
	char buffer[PQ_POLICY_NAME_SIZE];
	enum pq_err err = pq_policy_builtin_resolve(pq_view_str(pq_policy_of_today(name, buffer)), index, day);

	return pq_diag_set(diag, err, 0, 0, "a date behind the @, such as 2016, 2016-03, 2016-03-10 or today");
}

int pq_load_policy(const char *name, struct pq_policy **policy, struct pq_file *text)
{
	struct pq_policy *parsed;
	struct pq_view view;
	struct pq_diag diag;
	size_t builtin;
	uint32_t day = 0;
	enum pq_err err = find_builtin(name, &builtin, &day, &diag);

	*text = (struct pq_file){ NULL, 0 };
	if (err == PQ_ERR_UNKNOWN) {
		if (!is_path(name))
			return unknown_policy(name);
		if (pq_file_read(name, PQ_MAX_POLICY_TEXT, "PQ_MAX_POLICY_TEXT", text, &diag))
			return wrong(name, &diag);
		view = pq_file_view(text);
	} else if (err) {
		return wrong(name, &diag);
	} else {
		view = pq_policy_builtin_text(builtin);
	}
	parsed = pq_memory(1, sizeof(*parsed));
	if (pq_policy_parse_as_of(parsed, view, day, &diag)) {
		free(parsed);
		pq_file_free(text);
		return wrong(name, &diag);
	}
	*policy = parsed;
	return PQ_EXIT_OK;
}

static enum pq_err read_judge_policy(struct pq_judge_policy *policy, struct pq_view text, struct pq_diag *diag)
{
	struct pq_policy *strict = pq_memory(1, sizeof(*strict));
	enum pq_err err = pq_policy_parse(strict, text, diag);

	free(strict);
	return err ? err : pq_judge_policy_read(policy, text, diag);
}

int pq_load_judge_policy(const char *name, struct pq_judge_policy *policy, struct pq_file *text)
{
	char buffer[PQ_POLICY_NAME_SIZE];
	struct pq_diag diag;
	size_t builtin;
	uint32_t day;
	enum pq_err err = find_builtin(name, &builtin, &day, &diag);

	*text = (struct pq_file){ NULL, 0 };
	if (!err)
		err = pq_judge_policy_builtin(policy, pq_view_str(pq_policy_of_today(name, buffer)));
	if (err != PQ_ERR_UNKNOWN)
		return err ? wrong(name, &diag) : PQ_EXIT_OK;
	if (!is_path(name))
		return unknown_policy(name);
	if (pq_file_read(name, PQ_MAX_POLICY_TEXT, "PQ_MAX_POLICY_TEXT", text, &diag))
		return wrong(name, &diag);
	if (read_judge_policy(policy, pq_file_view(text), &diag)) {
		pq_file_free(text);
		return wrong(name, &diag);
	}
	return PQ_EXIT_OK;
}
