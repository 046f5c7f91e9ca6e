/* SPDX-License-Identifier: MIT */
#include "campaign/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define TEXT_MAX (PQ_STORE_PATH + 4096)

static const char head[] = "pratique-campaign 1\n";
static const char subject[] = "subject ";

void pq_record_id(char id[static PQ_HISTORY_ID], uint64_t begun_ms)
{
	snprintf(id, PQ_HISTORY_ID, "%" PRIx64 "-%x", begun_ms, (unsigned int)getpid());
}

static void print(const struct pq_campaign_options *options, const char *id, struct pq_buf *out)
{
	char line[128];

	snprintf(line, sizeof(line), "%sid %s\ntime_ms %" PRIu64 "\njobs %u\nmutator %s\n", head, id, options->total_ms,
		 options->jobs, options->no_mutator ? "no" : "yes");
	pq_buf_add_str(out, line);
	for (int i = 0; i < PQ_ENGINE_COUNT; i++) {
		snprintf(line, sizeof(line), "engine %s\n", pq_engine_name((enum pq_campaign_engine)i));
		pq_buf_add_str(out, options->engines[i] ? line : "");
	}
	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++) {
		snprintf(line, sizeof(line), "target %s\n", pq_campaign_target_at(i)->name);
		pq_buf_add_str(out, options->targets[i] ? line : "");
	}
	if (options->subject[0]) {
		pq_buf_add_str(out, subject);
		pq_buf_add_str(out, options->subject);
		pq_buf_add_str(out, "\n");
	}
}

int pq_record_write(const struct pq_campaign_options *options, const char *id)
{
	unsigned char storage[TEXT_MAX];
	char path[PQ_STORE_PATH];
	struct pq_buf text;

	pq_store_path(path, "%s/campaign", options->out);
	pq_buf_init(&text, storage, sizeof(storage));
	print(options, id, &text);
	return pq_store_replace(path, pq_buf_view(&text));
}

/* Of the bytes of `word` that a value is read from, at most one below those of the array that it fills. */
static bool take_line(struct pq_campaign_options *options, char id[static PQ_HISTORY_ID], const char *line)
{
	char value[64];
	int end = 0;

	if (strcmp(line, head) == 0)
		return true;
	if (sscanf(line, "id %39s%n", id, &end) == 1 ||
	    sscanf(line, "time_ms %" SCNu64 "%n", &options->total_ms, &end) == 1 ||
	    sscanf(line, "jobs %u%n", &options->jobs, &end) == 1)
		return line[end] == '\n';
	if (strncmp(line, subject, strlen(subject)) == 0) {
		snprintf(options->subject, sizeof(options->subject), "%.*s", (int)strcspn(line + strlen(subject), "\n"),
			 line + strlen(subject));
		return options->subject[0] == '/';
	}
	if (sscanf(line, "mutator %63s%n", value, &end) == 1) {
		options->no_mutator = strcmp(value, "no") == 0;
		return options->no_mutator || strcmp(value, "yes") == 0;
	}
	if (sscanf(line, "engine %63s%n", value, &end) == 1) {
		enum pq_campaign_engine engine = pq_engine_find(value);

		if (engine != PQ_ENGINE_COUNT)
			options->engines[engine] = true;
		return engine != PQ_ENGINE_COUNT;
	}
	if (sscanf(line, "target %63s%n", value, &end) == 1) {
		size_t target = pq_campaign_target_find(value);

		if (target < PQ_CAMPAIGN_TARGETS)
			options->targets[target] = true;
		return target < PQ_CAMPAIGN_TARGETS;
	}
	return false;
}

static bool any(const bool *chosen, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (chosen[i])
			return true;
	return false;
}

static bool take_lines(struct pq_campaign_options *options, char id[static PQ_HISTORY_ID], FILE *file, const char *path,
		       char why[static PQ_STORE_PATH])
{
	char line[PQ_STORE_PATH + 16];
	unsigned int number = 0;

	id[0] = '\0';
	while (fgets(line, sizeof(line), file)) {
		number++;
		if ((number == 1) != (strcmp(line, head) == 0) || !take_line(options, id, line)) {
			snprintf(why, PQ_STORE_PATH, "%.3800s:%u: this is no line of 'pratique-campaign 1'", path,
				 number);
			return false;
		}
	}
	if (id[0] && options->total_ms > 0 && options->total_ms <= PQ_HISTORY_MOST_MS && options->jobs >= 1 &&
	    options->jobs <= PQ_PLAN_JOBS && any(options->targets, PQ_CAMPAIGN_TARGETS) &&
	    any(options->engines, PQ_ENGINE_COUNT))
		return true;
	snprintf(why, PQ_STORE_PATH, "%.3800s: it does not tell of a whole campaign", path);
	return false;
}

bool pq_record_read(struct pq_campaign_options *options, const char *out, char id[static PQ_HISTORY_ID],
		    char why[static PQ_STORE_PATH])
{
	struct pq_campaign_options read = { .out = options->out, .source = options->source };
	char path[PQ_STORE_PATH];
	FILE *file;
	bool good;

	pq_store_path(path, "%s/campaign", out);
	file = pq_store_open(path);
	if (!file) {
		snprintf(why, PQ_STORE_PATH, "%s", "");
		if (errno != ENOENT && errno != ENOTDIR)
			snprintf(why, PQ_STORE_PATH, "%.3800s: %s", path, strerror(errno));
		return false;
	}
	good = take_lines(&read, id, file, path, why);
	fclose(file);
	if (good)
		*options = read;
	return good;
}
