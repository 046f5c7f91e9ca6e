/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/cases_text.h"
#include "play/play.h"

#define TEXT_ROOM (8u << 20)

static void remember_file(struct pq_cases_sheet *sheet, const char *path)
{
	char **files = realloc(sheet->files, (sheet->file_count + 1) * sizeof(*files));

	sheet->failed = sheet->failed || !files;
	if (!files)
		return;
	sheet->files = files;
	files[sheet->file_count++] = strdup(path);
}

static bool write_file(const char *path, struct pq_view text)
{
	FILE *file = fopen(path, "wbe");
	bool good = file && fwrite(text.data, 1, text.len, file) == text.len;

	return file && fclose(file) == 0 && good;
}

/* File names hold no blanks and slashes. */
static void name_file(const char *dir, const char *name, char path[static PATH_MAX])
{
	size_t at = (size_t)snprintf(path, PATH_MAX, "%s/", dir);

	for (; *name && at + 16 < PATH_MAX; name++)
		path[at++] = (char)(strchr(" /\"\\:", *name) ? '-' : *name);
	memcpy(path + at, ".scenario", sizeof(".scenario"));
}

void pq_cases_add(struct pq_cases_sheet *sheet, const char *name, struct pq_view text)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_buf canonical;
	void *room = malloc(TEXT_ROOM);
	char path[PATH_MAX];

	if (!room || pq_pack_add(sheet->pack, name, text, &diag)) {
		free(room);
		return;
	}
	pq_buf_init(&canonical, room, TEXT_ROOM);
	pq_scenario_print(&sheet->pack->items[sheet->pack->count - 1]->scenario, &canonical);
	name_file(sheet->dir, name, path);
	remember_file(sheet, path);
	if (!write_file(path, pq_buf_view(&canonical)))
		sheet->failed = true;
	free(room);
}

static bool read_file(const char *path, struct pq_buf *out)
{
	FILE *file = fopen(path, "rbe");
	size_t got = file ? fread(out->data, 1, out->cap, file) : 0;

	out->len = got;
	return file && fclose(file) == 0 && got > 0 && got < out->cap;
}

/* Whether the line asks in one of the ways that twins are made of. */
static const char *asking_word(struct pq_view line)
{
	static const char *const words[] = { "fetch ", "xhr ", "form " };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pq_view_starts(line, pq_view_str(words[i])))
			return words[i];
	return NULL;
}

/* What a form's line ends with, and a script's does not. */
static struct pq_view without_enctype(struct pq_view line)
{
	static const char *const enctypes[] = { " multipart", " urlencoded", " text" };

	for (size_t i = 0; i < sizeof(enctypes) / sizeof(enctypes[0]); i++) {
		struct pq_view end = pq_view_str(enctypes[i]);

		if (line.len > end.len && pq_view_eq(pq_view_from(line, line.len - end.len), end))
			return pq_view_slice(line, 0, line.len - end.len);
	}
	return line;
}

/*
 * The same requests by another word, without what is expected of the original. False if none of them changes, or a
 * form would be one of another kind of body.
 */
static bool twin_text(struct pq_view text, const char *word, struct pq_buf *out)
{
	bool to_form = strcmp(word, "form ") == 0;
	bool changed = false;
	size_t at = 0;

	while (at < text.len) {
		size_t end = pq_view_find(text, '\n', at);
		struct pq_view line = pq_view_slice(text, at, end);
		const char *was = asking_word(line);

		at = end + 1;
		if (pq_view_starts(line, pq_view_str("expect ")))
			continue;
		if (was && strcmp(was, word) != 0) {
			bool from_form = strcmp(was, "form ") == 0;
			struct pq_view rest = pq_view_from(line, strlen(was));

			if (from_form && without_enctype(rest).len + strlen(" multipart") != rest.len)
				return false;
			pq_buf_add_str(out, word);
			pq_buf_add(out, from_form ? without_enctype(rest) : rest);
			pq_buf_add_str(out, to_form ? " multipart" : "");
			changed = true;
		} else {
			pq_buf_add(out, line);
		}
		pq_buf_add_str(out, "\n");
	}
	return changed && pq_buf_ok(out);
}

static void add_twins(struct pq_cases_sheet *sheet, const char *name, struct pq_view text, unsigned int alter)
{
	static const char *const words[] = { "fetch ", "xhr ", "form " };
	void *room = malloc(TEXT_ROOM);
	char twin[PATH_MAX + 16];
	struct pq_buf out;

	for (size_t i = 0; room && i < sizeof(words) / sizeof(words[0]); i++) {
		pq_buf_init(&out, room, TEXT_ROOM);
		snprintf(twin, sizeof(twin), "%s by %.*s", name, (int)strlen(words[i]) - 1, words[i]);
		if ((alter >> i & 1) && twin_text(text, words[i], &out))
			pq_cases_add(sheet, twin, pq_buf_view(&out));
	}
	free(room);
}

static void add_seed(struct pq_cases_sheet *sheet, const char *corpus, const char *folder, const char *file,
		     unsigned int alter, struct pq_buf *text)
{
	struct pq_diag diag = { 0, 0, "" };
	const struct pq_scenario *scenario;
	char path[PATH_MAX];
	char name[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/%s", corpus, folder, file);
	snprintf(name, sizeof(name), "%s/%.*s", folder, (int)(strlen(file) - strlen(".scenario")), file);
	if (!read_file(path, text) || pq_pack_add(sheet->pack, name, pq_buf_view(text), &diag))
		return;
	scenario = &sheet->pack->items[sheet->pack->count - 1]->scenario;
	if (pq_scenario_number_of(scenario, PQ_WORD_ATTACKER, PQ_ATTACKER_PAGE) == PQ_ATTACKER_RENDERER) {
		pq_pack_drop(sheet->pack);
		return;
	}
	/* Named as the project names it, wherever it lies. */
	snprintf(path, sizeof(path), "corpus/seeds/%s/%s", folder, file);
	remember_file(sheet, path);
	if (!pq_play_unfit(scenario))
		add_twins(sheet, name, pq_buf_view(text), alter);
}

static int is_scenario(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 9 && strcmp(entry->d_name + len - 9, ".scenario") == 0;
}

void pq_cases_add_corpus(struct pq_cases_sheet *sheet, const char *corpus, const char *folder, unsigned int alter)
{
	struct dirent **entries = NULL;
	char path[PATH_MAX];
	struct pq_buf text;
	void *room = malloc(PQ_MAX_SCENARIO_TEXT);
	int count;

	snprintf(path, sizeof(path), "%s/%s", corpus, folder);
	count = scandir(path, &entries, is_scenario, alphasort);
	for (int i = 0; i < count; i++) {
		pq_buf_init(&text, room, room ? PQ_MAX_SCENARIO_TEXT : 0);
		add_seed(sheet, corpus, folder, entries[i]->d_name, alter, &text);
		free(entries[i]);
	}
	free(entries);
	free(room);
}
