/* SPDX-License-Identifier: MIT */
#include "common/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Reads all of the stream into a block that is cut to size at the end. */
static int read_all(FILE *stream, struct pq_input *input)
{
	size_t cap = 4096;
	uint8_t *data = malloc(cap);
	size_t size = 0;

	while (data) {
		size += fread(data + size, 1, cap - size, stream);
		if (size < cap)
			break;
		uint8_t *more = realloc(data, cap *= 2);

		if (!more)
			free(data);
		data = more;
	}
	if (!data || ferror(stream)) {
		free(data);
		return -1;
	}
	input->data = malloc(size ? size : 1);
	if (input->data)
		memcpy(input->data, data, size);
	input->size = size;
	free(data);
	return input->data ? 0 : -1;
}

static int add_stream(struct pq_inputs *inputs, const char *path, FILE *stream)
{
	struct pq_input *items = realloc(inputs->items, (inputs->count + 1) * sizeof(*items));
	struct pq_input *input;

	if (!items)
		return -1;
	inputs->items = items;
	input = &items[inputs->count];
	if (read_all(stream, input) != 0)
		return -1;
	input->path = strdup(path);
	inputs->count++;
	return input->path ? 0 : -1;
}

static int add_file(struct pq_inputs *inputs, const char *path)
{
	FILE *stream = fopen(path, "rb");
	int result;

	if (!stream)
		return -1;
	result = add_stream(inputs, path, stream);
	fclose(stream);
	return result;
}

static int add_folder(struct pq_inputs *inputs, const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort);
	int result = count < 0 ? -1 : 0;

	for (int i = 0; i < count; i++) {
		char child[4096];
		bool hidden = entries[i]->d_name[0] == '.';

		if (!hidden && result == 0 &&
		    snprintf(child, sizeof(child), "%s/%s", path, entries[i]->d_name) < (int)sizeof(child))
			result = pq_inputs_add(inputs, child);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return result;
}

int pq_inputs_add(struct pq_inputs *inputs, const char *path)
{
	struct stat info;

	if (strcmp(path, "-") == 0)
		return add_stream(inputs, path, stdin);
	if (stat(path, &info) != 0)
		return -1;
	return S_ISDIR(info.st_mode) ? add_folder(inputs, path) : add_file(inputs, path);
}

void pq_inputs_fini(struct pq_inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++) {
		free(inputs->items[i].path);
		free(inputs->items[i].data);
	}
	free(inputs->items);
	inputs->items = NULL;
	inputs->count = 0;
}
