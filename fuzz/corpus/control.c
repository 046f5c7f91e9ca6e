/* SPDX-License-Identifier: MIT */
#include "corpus/control.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ID_MAX (1u << 28) /* of a feature or an edge; far above what any program has */

static void print_head(FILE *out, size_t count, void (*print)(void *ctx, FILE *out), void *ctx)
{
	fprintf(out, "%zu\n0\n", count);
	print(ctx, out);
}

bool pq_control_begin(const char *path, size_t count, void (*print)(void *ctx, FILE *out), void *ctx)
{
	FILE *out = fopen(path, "w");
	bool failed;

	if (!out)
		return false;
	print_head(out, count, print, ctx);
	failed = ferror(out);
	return fclose(out) == 0 && !failed;
}

/* True if the file begins with the same bytes as the list would; the file stands behind them then. */
static bool same_list(FILE *file, const char *list, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (fgetc(file) != (unsigned char)list[i])
			return false;
	return true;
}

/* The number behind a word and a blank; false if the line is not of that kind. */
static bool numbered(const char *line, const char *word, size_t *number, const char **rest)
{
	size_t len = strlen(word);
	char *end;

	if (strncmp(line, word, len) != 0 || line[len] != ' ' || line[len + 1] < '0' || line[len + 1] > '9')
		return false;
	*number = strtoul(line + len + 1, &end, 10);
	*rest = end;
	return true;
}

/* Where the last file ends that the merge is done with, and how many these are: it has all its lines, or another one was begun. */
static long end_of_done(FILE *file, size_t *done)
{
	long end = ftell(file), begun = end;
	char *line = NULL;
	size_t room = 0, number;
	const char *rest;
	ssize_t len;

	*done = 0;
	while ((len = getline(&line, &room, file)) > 0 && line[len - 1] == '\n') {
		if (numbered(line, "STARTED", &number, &rest)) {
			end = begun;
			*done = number;
		} else if (numbered(line, "COV", &number, &rest)) {
			end = ftell(file);
			*done = number + 1;
		}
		begun = ftell(file);
	}
	free(line);
	return end;
}

bool pq_control_resume(const char *path, size_t count, void (*print)(void *ctx, FILE *out), void *ctx, size_t *done)
{
	FILE *file = fopen(path, "r+");
	char *list = NULL;
	size_t len = 0;
	FILE *memory = file ? open_memstream(&list, &len) : NULL;
	bool same = false;

	if (memory) {
		print_head(memory, count, print, ctx);
		same = fclose(memory) == 0 && same_list(file, list, len);
	}
	if (same)
		same = ftruncate(fileno(file), end_of_done(file, done)) == 0;
	free(list);
	if (file)
		fclose(file);
	return same && *done <= count;
}

/* A set of numbers, one bit each. */
struct set {
	unsigned char *bits;
	size_t bytes;
};

/* Counts and adds the numbers of a line that are new; false without memory, or if a number is none. */
static bool add_new(struct set *set, const char *rest, uint32_t *fresh)
{
	while (*rest == ' ') {
		char *end;
		unsigned long id = strtoul(rest, &end, 10);
		unsigned char bit = (unsigned char)(1u << (id & 7));

		if (end == rest || id >= ID_MAX)
			return false;
		if (id / 8 >= set->bytes) {
			size_t bytes = 2 * (id / 8 + 1);
			unsigned char *bits = realloc(set->bits, bytes);

			if (!bits)
				return false;
			memset(bits + set->bytes, 0, bytes - set->bytes);
			*set = (struct set){ bits, bytes };
		}
		*fresh += !(set->bits[id / 8] & bit);
		set->bits[id / 8] |= bit;
		rest = end;
	}
	return *rest == '\n';
}

static bool read_lines(FILE *file, struct pq_control_file *files, size_t count, struct set *features, struct set *edges)
{
	char *line = NULL;
	size_t room = 0, number;
	const char *rest;
	bool sound = true;

	for (size_t i = 0; sound && i < count + 2; i++)
		sound = getline(&line, &room, file) > 0;
	while (sound && getline(&line, &room, file) > 0) {
		if (numbered(line, "FT", &number, &rest) && number < count) {
			files[number].done = true;
			sound = add_new(features, rest, &files[number].features);
		} else if (numbered(line, "COV", &number, &rest) && number < count) {
			sound = add_new(edges, rest, &files[number].edges);
		} else {
			sound = numbered(line, "STARTED", &number, &rest) && number < count;
			if (sound)
				files[number].begun = true;
		}
	}
	free(line);
	return sound;
}

bool pq_control_read(const char *path, struct pq_control_file *files, size_t count)
{
	struct set features = { NULL, 0 }, edges = { NULL, 0 };
	FILE *file = fopen(path, "r");
	bool sound = file != NULL;

	memset(files, 0, count * sizeof(*files));
	if (sound)
		sound = read_lines(file, files, count, &features, &edges);
	free(features.bits);
	free(edges.bits);
	if (file)
		fclose(file);
	return sound;
}
