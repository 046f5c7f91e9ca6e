/* SPDX-License-Identifier: MIT */
#include "planted/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_LEN 512

bool pq_trial_detected(const struct pq_trial *trial, const struct pq_plant *plant)
{
	return strcmp(trial->name, plant->rule) == 0;
}

void pq_trial_print(const struct pq_trial *trial, struct pq_buf *out)
{
	const struct pq_trial_key *key = &trial->key;
	char line[LINE_MAX_LEN];

	snprintf(line, sizeof(line),
		 "%s %s %s %u %" PRIu64 " %016" PRIx64 " %s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
		 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
		 key->plant, pq_engine_name(key->engine), key->mutator ? "mutator" : "plain", key->repetition,
		 key->length_ms, key->program, trial->name, trial->reached, trial->triggered, trial->executions,
		 trial->mutated, trial->edges, trial->cpu_ms, trial->wall_ms, trial->begun_s, trial->ended_s);
	pq_buf_add_str(out, line);
}

/* Widths are one below those of the arrays that they fill. */
bool pq_trial_parse(struct pq_view line, struct pq_trial *trial)
{
	struct pq_trial read = { .name = "" };
	char text[LINE_MAX_LEN], engine[16], mutator[16];
	int end = 0;

	if (line.len == 0 || line.len >= sizeof(text) || line.data[line.len - 1] != '\n')
		return false;
	memcpy(text, line.data, line.len);
	text[line.len] = '\0';
	if (sscanf(text,
		   "%47s %15s %15s %u %" SCNu64 " %" SCNx64 " %63s %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
		   " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 "%n",
		   read.key.plant, engine, mutator, &read.key.repetition, &read.key.length_ms, &read.key.program,
		   read.name, &read.reached, &read.triggered, &read.executions, &read.mutated, &read.edges,
		   &read.cpu_ms, &read.wall_ms, &read.begun_s, &read.ended_s, &end) != 16 ||
	    text[end] != '\n')
		return false;
	read.key.engine = pq_engine_find(engine);
	read.key.mutator = strcmp(mutator, "mutator") == 0;
	if (read.key.engine == PQ_ENGINE_COUNT || (!read.key.mutator && strcmp(mutator, "plain") != 0))
		return false;
	*trial = read;
	return true;
}

static bool is_same(const struct pq_trial_key *a, const struct pq_trial_key *b)
{
	return strcmp(a->plant, b->plant) == 0 && a->engine == b->engine && a->mutator == b->mutator &&
	       a->repetition == b->repetition && a->length_ms == b->length_ms && a->program == b->program;
}

bool pq_ledger_find(const char *path, const struct pq_trial_key *key, struct pq_trial *trial)
{
	FILE *file = fopen(path, "r");
	char line[LINE_MAX_LEN];
	bool found = false;

	while (file && fgets(line, sizeof(line), file)) {
		struct pq_trial read;

		if (!pq_trial_parse(pq_view_str(line), &read) || !is_same(&read.key, key))
			continue;
		*trial = read;
		found = true;
	}
	if (file)
		fclose(file);
	return found;
}

/* A line that was torn when somebody was killed must not swallow the next one. */
static bool ends_with_newline(int fd)
{
	char last;

	return lseek(fd, 0, SEEK_END) == 0 || (pread(fd, &last, 1, lseek(fd, 0, SEEK_END) - 1) == 1 && last == '\n');
}

int pq_ledger_add(const char *path, const struct pq_trial *trial)
{
	unsigned char storage[LINE_MAX_LEN + 1];
	int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	struct pq_buf line;
	bool written;
	int error;

	if (fd < 0)
		return -1;
	pq_buf_init(&line, storage, sizeof(storage));
	if (!ends_with_newline(fd))
		pq_buf_add_byte(&line, '\n');
	pq_trial_print(trial, &line);
	written = write(fd, line.data, line.len) == (ssize_t)line.len && fsync(fd) == 0;
	error = errno;
	close(fd);
	errno = error;
	return written ? 0 : -1;
}
