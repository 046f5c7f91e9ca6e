/* SPDX-License-Identifier: MIT */
/*
 * The file: three numbers of 32 bits, how many arguments, how many lines of environment, and whether it lingers; then the
 * directory, the user, the arguments and the environment, each ended by a NUL.
 */
#include "sandbox/order.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static uint32_t count(char *const *strings)
{
	uint32_t number = 0;

	while (strings && strings[number])
		number++;
	return number;
}

static void put(FILE *out, char *const *strings)
{
	for (size_t i = 0; strings && strings[i]; i++)
		fwrite(strings[i], 1, strlen(strings[i]) + 1, out);
}

int pq_order_write(const struct pq_program *program)
{
	uint32_t counts[3] = { count(program->argv), count(program->environment), program->lingers };
	char here[PATH_MAX] = "/";
	const char *directory = program->directory;
	int file = memfd_create("order", MFD_CLOEXEC);
	FILE *out = file >= 0 ? fdopen(dup(file), "w") : NULL;

	if (!out) {
		if (file >= 0)
			close(file);
		return -1;
	}
	if (!directory && getcwd(here, sizeof(here)))
		directory = here;
	fwrite(counts, sizeof(counts), 1, out);
	fwrite(directory ? directory : "/", 1, strlen(directory ? directory : "/") + 1, out);
	fwrite(program->user ? program->user : "", 1, (program->user ? strlen(program->user) : 0) + 1, out);
	put(out, program->argv);
	put(out, program->environment);
	if (fclose(out) != 0) {
		close(file);
		return -1;
	}
	return file;
}

/* The next `number` strings, which begin at *at; NULL-terminated, NULL if memory is short or a string has no end. */
static char **take(char **at, const char *end, uint32_t number)
{
	char **strings = calloc((size_t)number + 1, sizeof(*strings));

	for (uint32_t i = 0; strings && i < number; i++) {
		char *nul = memchr(*at, '\0', (size_t)(end - *at));

		if (!nul) {
			free(strings);
			return NULL;
		}
		strings[i] = *at;
		*at = nul + 1;
	}
	return strings;
}

static bool split(struct pq_order *order, size_t size)
{
	uint32_t counts[3];
	char *at = order->storage + sizeof(counts);
	char **names;

	memcpy(counts, order->storage, sizeof(counts));
	order->lingers = counts[2] != 0;
	names = take(&at, order->storage + size, 2);
	order->directory = names ? names[0] : NULL;
	order->user = names ? names[1] : NULL;
	free(names);
	order->argv = take(&at, order->storage + size, counts[0]);
	order->environment = take(&at, order->storage + size, counts[1]);
	return order->directory && order->argv && order->environment && counts[0] > 0;
}

bool pq_order_read(struct pq_order *order, int file)
{
	struct stat status;
	size_t size;

	memset(order, 0, sizeof(*order));
	if (fstat(file, &status) != 0)
		return false;
	size = (size_t)status.st_size;
	errno = EINVAL;
	if (size < 3 * sizeof(uint32_t))
		return false;
	order->storage = malloc(size);
	if (order->storage && pread(file, order->storage, size, 0) == (ssize_t)size && split(order, size))
		return true;
	pq_order_fini(order);
	return false;
}

void pq_order_fini(struct pq_order *order)
{
	free(order->argv);
	free(order->environment);
	free(order->storage);
	memset(order, 0, sizeof(*order));
}
