/* SPDX-License-Identifier: MIT */
/* What the corpus verbs show while they run: messages, files passed over, a line of progress on a terminal. */
#ifndef PQ_CLI_CORPUS_SHOW_H
#define PQ_CLI_CORPUS_SHOW_H

#include "campaign/campaign.h"
#include "cli/corpus.h"
#include "report/terminal.h"

/* live: a line of progress can be rewritten; shown: one stands there; skipped: files left out so far */
struct pq_corpus_show {
	struct pq_terminal terminal;
	bool live;
	bool shown;
	size_t skipped;
};

struct pq_corpus_show pq_corpus_show_of(FILE *out);

/* Takes the line of progress away, before anything else is printed. */
void pq_corpus_show_erase(struct pq_corpus_show *show);

/* Says how many more files were left out than were complained about. */
void pq_corpus_show_skipped(const struct pq_corpus_show *show);

/* What listeners call; ctx is a struct pq_corpus_show, or one that begins with it. */
void pq_corpus_show_say(void *ctx, enum pq_campaign_tone tone, const char *line);
void pq_corpus_show_skip(void *ctx, const char *path, const char *why);
void pq_corpus_show_progress(void *ctx, size_t target, size_t done, size_t count);

#endif
