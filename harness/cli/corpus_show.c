/* SPDX-License-Identifier: MIT */
#include "cli/corpus_show.h"

#include "report/message.h"

#define SKIPS 10 /* files left out that are complained about; the others are only counted */

struct pq_corpus_show pq_corpus_show_of(FILE *out)
{
	return (struct pq_corpus_show){ .terminal = pq_terminal_of(out), .live = pq_terminal_live(out) };
}

void pq_corpus_show_erase(struct pq_corpus_show *show)
{
	if (show->shown)
		fputs("\r\033[K", show->terminal.out);
	show->shown = false;
	fflush(show->terminal.out);
}

void pq_corpus_show_say(void *ctx, enum pq_campaign_tone tone, const char *line)
{
	(void)tone;
	pq_corpus_show_erase(ctx);
	pq_complain("corpus: %s", line);
}

void pq_corpus_show_skip(void *ctx, const char *path, const char *why)
{
	struct pq_corpus_show *show = ctx;

	if (show->skipped++ < SKIPS)
		pq_complain("%s: %s; left out", path, why);
}

void pq_corpus_show_skipped(const struct pq_corpus_show *show)
{
	if (show->skipped > SKIPS)
		pq_complain("corpus: %zu more files were left out", show->skipped - SKIPS);
}

void pq_corpus_show_progress(void *ctx, size_t target, size_t done, size_t count)
{
	struct pq_corpus_show *show = ctx;

	if (!show->live)
		return;
	pq_corpus_show_erase(show);
	fprintf(show->terminal.out, "%s: %zu of %zu", pq_campaign_target_at(target)->name, done, count);
	show->shown = true;
	fflush(show->terminal.out);
}
