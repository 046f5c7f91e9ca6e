/* SPDX-License-Identifier: MIT */
#include "corpus/merge.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "campaign/out.h"
#include "campaign/rescue.h"
#include "corpus/hold.h"
#include "corpus/runs.h"
#include "corpus/spent.h"

/*
 * corpus:  where INTO holds a folder for each target
 * campaign: INTO is laid out as a campaign's folder
 * there:   inputs of INTO, sorted by target and hash
 */
struct merging {
	const struct pq_merge_options *options;
	const struct pq_merge_listener *listener;
	struct pq_merge_result *result;
	char corpus[PQ_STORE_PATH];
	bool campaign;
	struct pq_corpus_inputs there;
};

__attribute__((format(printf, 3, 4))) static void say(const struct merging *merging, enum pq_campaign_tone tone,
						      const char *format, ...)
{
	char line[2 * PQ_STORE_PATH + 1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	merging->listener->say(merging->listener->ctx, tone, line);
}

static bool is_campaign(const char *folder)
{
	return pq_corpus_has(folder, "findings") || pq_corpus_has(folder, "corpus");
}

static bool same_folder(const char *a, const char *b)
{
	struct stat left, right;

	return stat(a, &left) == 0 && stat(b, &right) == 0 && left.st_dev == right.st_dev &&
	       left.st_ino == right.st_ino;
}

/* Before anything is touched. */
static bool check(struct merging *merging)
{
	const struct pq_merge_options *options = merging->options;
	bool campaigns = false;

	for (size_t i = 0; i < options->from_count; i++) {
		const char *from = options->froms[i];

		campaigns |= is_campaign(from);
		if (!pq_corpus_is_folder(from))
			say(merging, PQ_TONE_ERROR, "%s: expected a folder", from);
		else if (same_folder(from, options->into))
			say(merging, PQ_TONE_ERROR, "%s: a folder cannot be merged into itself", from);
		else if (!is_campaign(from) && !pq_corpus_is_by_target(from))
			say(merging, PQ_TONE_ERROR,
			    "%s: neither a campaign's folder nor a corpus: no folder in it has a target's name", from);
		else
			continue;
		merging->result->unusable = true;
	}
	merging->campaign = is_campaign(options->into) || (campaigns && !pq_corpus_is_by_target(options->into));
	pq_store_path(merging->corpus, "%s%s", options->into, merging->campaign ? "/corpus" : "");
	return !merging->result->unusable;
}

static bool hold(struct merging *merging)
{
	static const char *const folders[] = { "findings", "corpus", "work" };
	const struct pq_merge_options *options = merging->options;
	char why[PQ_OUT_WHY] = "";
	bool held = true;

	for (size_t i = 0; i < options->from_count && held; i++)
		held = pq_hold_source(options->froms[i], why);
	if (held && merging->campaign)
		held = pq_out_open(options->into, folders, sizeof(folders) / sizeof(folders[0]), why);
	else if (held)
		held = pq_hold_corpus(options->into, why);
	if (why[0])
		say(merging, held ? PQ_TONE_WARNING : PQ_TONE_ERROR, "%s", why);
	merging->result->failed |= !held;
	merging->result->begun = held;
	return held;
}

static int compare(const void *left, const void *right)
{
	const struct pq_corpus_input *a = left, *b = right;

	if (a->target != b->target)
		return a->target < b->target ? -1 : 1;
	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static void no_memory(struct merging *merging)
{
	say(merging, PQ_TONE_ERROR, "not enough memory for the list of inputs");
	merging->result->failed = true;
}

/* The inputs of INTO, in order; what is no input there is nobody's business here. */
static bool look_at_into(struct merging *merging)
{
	struct pq_corpus_gathering gathering = { .skip = NULL };
	enum pq_corpus_found found;

	memset(gathering.targets, true, sizeof(gathering.targets));
	pq_corpus_inputs_free(&merging->there);
	found = pq_corpus_gather_targets(&merging->there, &gathering, merging->corpus);
	if (merging->there.count > 0)
		qsort(merging->there.items, merging->there.count, sizeof(*merging->there.items), compare);
	if (found == PQ_CORPUS_NO_MEMORY)
		no_memory(merging);
	return found != PQ_CORPUS_NO_MEMORY;
}

static bool is_there(const struct merging *merging, const struct pq_corpus_input *input)
{
	return merging->there.count > 0 &&
	       bsearch(input, merging->there.items, merging->there.count, sizeof(*merging->there.items), compare);
}

/* What is put aside for a full disk is given up for it. False, and said, if it could not be written. */
static bool copy(struct merging *merging, const char *from, const char *to)
{
	if (pq_store_copy(from, to) == 0)
		return true;
	if (pq_store_no_room(errno) && merging->campaign && pq_store_release(merging->options->into) &&
	    pq_store_copy(from, to) == 0)
		return true;
	say(merging, PQ_TONE_ERROR, "%s: %s", to, strerror(errno));
	merging->result->full |= pq_store_no_room(errno);
	merging->result->failed |= !pq_store_no_room(errno);
	return false;
}

/* Under its own name, or if another input has that, under its hash. */
static bool put_input(struct merging *merging, const struct pq_corpus_input *input)
{
	const char *target = pq_campaign_target_at(input->target)->name;
	const char *name = strrchr(input->path, '/');
	char path[PQ_STORE_PATH];

	pq_store_path(path, "%s/%s", merging->corpus, target);
	if (pq_store_make_folders(path) != 0) {
		say(merging, PQ_TONE_ERROR, "%s: %s", path, strerror(errno));
		merging->result->failed = true;
		return false;
	}
	pq_store_path(path, "%s/%s/%s", merging->corpus, target, name ? name + 1 : input->path);
	if (access(path, F_OK) == 0)
		pq_store_path(path, "%s/%s/%016" PRIx64, merging->corpus, target, input->hash);
	for (unsigned int number = 2; access(path, F_OK) == 0; number++)
		pq_store_path(path, "%s/%s/%016" PRIx64 "-%u", merging->corpus, target, input->hash, number);
	return copy(merging, input->path, path);
}

/* A corpus may hold folders of targets that this program does not know. */
static void tell_unknown_targets(const struct merging *merging, const char *corpus)
{
	struct dirent **entries;
	int count = scandir(corpus, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		char path[PQ_STORE_PATH];

		pq_store_path(path, "%s/%s", corpus, name);
		if (name[0] != '.' && pq_corpus_is_folder(path) && pq_campaign_target_find(name) > PQ_CAMPAIGN_TARGETS)
			merging->listener->skip(merging->listener->ctx, path, "no target has this name");
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static bool merge_inputs(struct merging *merging, const char *from)
{
	struct pq_corpus_gathering gathering = { .skip = merging->listener->skip, .ctx = merging->listener->ctx };
	struct pq_merge_result *result = merging->result;
	struct pq_corpus_inputs inputs = { NULL, 0, 0 };
	enum pq_corpus_found found;
	char corpus[PQ_STORE_PATH];
	bool going = look_at_into(merging);

	pq_store_path(corpus, "%s%s", from, is_campaign(from) ? "/corpus" : "");
	memset(gathering.targets, true, sizeof(gathering.targets));
	found = pq_corpus_gather_targets(&inputs, &gathering, corpus);
	if (is_campaign(from))
		tell_unknown_targets(merging, corpus);
	if (found == PQ_CORPUS_NO_MEMORY)
		no_memory(merging);
	if (inputs.count > 0)
		qsort(inputs.items, inputs.count, sizeof(*inputs.items), compare);
	for (size_t i = 0; i < inputs.count && going && found == PQ_CORPUS_FOUND; i++) {
		const struct pq_corpus_input *input = &inputs.items[i];

		if (is_there(merging, input) || (i > 0 && compare(input, input - 1) == 0)) {
			result->known[input->target]++;
			continue;
		}
		going = put_input(merging, input);
		result->inputs[input->target] += going;
		result->bytes[input->target] += going ? input->size : 0;
	}
	pq_corpus_inputs_free(&inputs);
	return going && found == PQ_CORPUS_FOUND;
}

/* Where findings come from, as far as its own length. */
struct findings {
	struct merging *merging;
	size_t root_len;
};

/* A name tells rule and place, so another finding of that name is the same one, and as in a campaign the smallest stays. */
static bool is_smaller(const char *from, off_t size)
{
	struct stat info;

	return stat(from, &info) == 0 && info.st_size > 0 && info.st_size < size;
}

static int merge_finding(void *ctx, const char *from, const char *name)
{
	struct findings *findings = ctx;
	struct merging *merging = findings->merging;
	struct pq_merge_result *result = merging->result;
	char to[PQ_STORE_PATH], folder[PQ_STORE_PATH];
	struct stat info;
	bool known;

	(void)name;
	pq_store_path(to, "%s/findings/%s", merging->options->into, from + findings->root_len + 1);
	pq_store_path(folder, "%.*s", (int)(strrchr(to, '/') - to), to);
	if (access(from, R_OK) != 0) {
		merging->listener->skip(merging->listener->ctx, from, strerror(errno));
		return 0;
	}
	known = stat(to, &info) == 0;
	if (known && !is_smaller(from, info.st_size)) {
		result->findings_known++;
		return 0;
	}
	if (pq_store_make_folders(folder) != 0) {
		say(merging, PQ_TONE_ERROR, "%s: %s", folder, strerror(errno));
		result->failed = true;
		return -1;
	}
	if (!copy(merging, from, to))
		return -1;
	result->findings += !known;
	result->findings_known += known;
	result->smaller += known;
	return 0;
}

static bool merge_findings(struct merging *merging, const char *from)
{
	struct findings findings = { merging, 0 };
	char folder[PQ_STORE_PATH];

	pq_store_path(folder, "%s/findings", from);
	findings.root_len = strlen(folder);
	return pq_store_each_file(folder, merge_finding, &findings) == 0;
}

/* What an interrupted campaign found since it looked last is the next campaign's to keep. */
static void tell_leftovers(const struct merging *merging, const char *from)
{
	enum pq_campaign_engine engine;
	char work[PQ_STORE_PATH];
	struct dirent **entries;
	bool left = false;
	size_t target;
	int count;

	pq_store_path(work, "%s/work", from);
	count = scandir(work, &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		char turn[PQ_STORE_PATH];

		pq_store_path(turn, "%s/%s", work, entries[i]->d_name);
		left |= pq_rescue_name(entries[i]->d_name, &target, &engine) &&
			(pq_corpus_has(turn, "input") || pq_corpus_has(turn, "afl"));
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	if (left)
		say(merging, PQ_TONE_WARNING,
		    "%s: a campaign was killed there; what its engines left is kept by the next campaign in it, and "
		    "was not merged",
		    from);
}

static bool merge_one(struct merging *merging, const char *from)
{
	char why[PQ_SPENT_WHY];

	tell_leftovers(merging, from);
	if (merging->campaign && !merge_findings(merging, from))
		return false;
	if (!merging->campaign && pq_corpus_has(from, "findings"))
		say(merging, PQ_TONE_WARNING, "%s: its findings were not merged into a mere corpus", from);
	if (!merge_inputs(merging, from))
		return false;
	if (!pq_spent_take(merging->options->into, from, NULL, why) ||
	    (merging->campaign && !pq_runs_take(merging->options->into, from, why))) {
		say(merging, PQ_TONE_ERROR, "%s", why);
		merging->result->full |= pq_store_full(merging->options->into);
		merging->result->failed = true;
		return false;
	}
	return true;
}

void pq_corpus_merge(const struct pq_merge_options *options, const struct pq_merge_listener *listener,
		     struct pq_merge_result *result)
{
	struct merging merging = { .options = options, .listener = listener, .result = result };
	bool going;

	memset(result, 0, sizeof(*result));
	going = check(&merging) && hold(&merging);
	for (size_t i = 0; i < options->from_count && going; i++)
		going = merge_one(&merging, options->froms[i]);
	if (going && merging.campaign)
		pq_store_release(options->into);
	pq_corpus_inputs_free(&merging.there);
}
