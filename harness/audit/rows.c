/* SPDX-License-Identifier: MIT */
#include "audit/rows.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a command is asked: name, and the vector whose URLs are the same. */
static const struct {
	const char *name;
	const char *initiator;
	const char *vector;
} commands[] = {
	{ "command-http", "a URL on the command line", "fetch" },
	{ "command-https", "a URL on the command line, over https", "fetch-https" },
	{ "command-redirect/301", "a URL on the command line, behind a redirect 301", "fetch/301" },
	{ "command-redirect/302", "a URL on the command line, behind a redirect 302", "fetch/302" },
	{ "command-redirect/303", "a URL on the command line, behind a redirect 303", "fetch/303" },
	{ "command-redirect/307", "a URL on the command line, behind a redirect 307", "fetch/307" },
	{ "command-redirect/308", "a URL on the command line, behind a redirect 308", "fetch/308" },
	{ "command-proxy", "a URL on the command line, through an HTTP proxy", "proxy-http" },
	{ "command-socks", "a URL on the command line, through a SOCKS proxy", "socks-http" },
};

/* Rows that all ports are asked through, of the kinds that have them. */
static const char *const sweeps[] = { "fetch", "fetch-https", "websocket", "websocket-tls", "img", "command-http" };

static enum pq_launch launch_of(const struct pq_vector *vector)
{
	if (vector->needs & PQ_NEEDS_PROXY)
		return PQ_LAUNCH_PROXY;
	if (vector->needs & PQ_NEEDS_PAC)
		return PQ_LAUNCH_PAC;
	return vector->needs & PQ_NEEDS_SOCKS ? PQ_LAUNCH_SOCKS : PQ_LAUNCH_PLAIN;
}

/* Why a subject of that recipe cannot be started as the vector wants it; NULL if it can. */
static const char *no_launch(const struct pq_recipe *recipe, const struct pq_vector *vector)
{
	static const char *const causes[] = { NULL, "its recipe knows no proxy", "its recipe knows no PAC file",
					      "its recipe knows no SOCKS proxy" };

	return pq_launch_known(recipe, launch_of(vector)) ? NULL : causes[launch_of(vector)];
}

/* Why a subject of that recipe cannot be asked the vector; NULL if it can. */
static const char *unfit(const struct pq_recipe *recipe, const struct pq_vector *vector)
{
	if (recipe->kind == PQ_BROWSER_RUNTIME && !(vector->needs & PQ_RUNTIME))
		return "a runtime has no document";
	if (recipe->kind == PQ_BROWSER_PLAIN && (!vector->markup || strstr(vector->markup, "<script")))
		return "it runs no script";
	return no_launch(recipe, vector);
}

static bool is_sweep(const char *name)
{
	for (size_t i = 0; i < sizeof(sweeps) / sizeof(sweeps[0]); i++)
		if (strcmp(sweeps[i], name) == 0)
			return true;
	return false;
}

static void add(struct pq_rows *rows, const char *name, const char *initiator, size_t index, const char *cause)
{
	const struct pq_vector *vector = pq_vector_at(index);

	rows->rows[rows->count++] = (struct pq_row){
		.name = name,
		.initiator = initiator,
		.section = vector->section,
		.scheme = vector->scheme,
		.word = vector->word,
		.vector = index,
		.launch = launch_of(vector),
		.sweep = is_sweep(name),
		.derived = vector->status != 0,
		.cause = cause,
	};
}

static void add_commands(struct pq_rows *rows, const struct pq_recipe *recipe)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		size_t index = pq_vector_index(commands[i].vector);

		if (index == SIZE_MAX)
			continue;
		add(rows, commands[i].name, commands[i].initiator, index, no_launch(recipe, pq_vector_at(index)));
		rows->rows[rows->count - 1].section = "";
	}
}

bool pq_rows_init(struct pq_rows *rows, const struct pq_recipe *recipe)
{
	size_t room = pq_vector_count() + sizeof(commands) / sizeof(commands[0]);

	rows->count = 0;
	rows->rows = calloc(room, sizeof(*rows->rows));
	if (!rows->rows)
		return false;
	if (recipe->kind == PQ_BROWSER_COMMAND) {
		add_commands(rows, recipe);
		return true;
	}
	for (size_t i = 0; i < pq_vector_count(); i++) {
		const struct pq_vector *vector = pq_vector_at(i);

		add(rows, vector->name, vector->initiator, i, unfit(recipe, vector));
	}
	return true;
}

void pq_rows_fini(struct pq_rows *rows)
{
	free(rows->rows);
	rows->rows = NULL;
	rows->count = 0;
}

size_t pq_rows_find(const struct pq_rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(rows->rows[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

/* True if the part of a list means that name. */
static bool means(struct pq_view part, const char *name)
{
	if (part.len > 0 && part.data[part.len - 1] == '*')
		return strncmp(name, (const char *)part.data, part.len - 1) == 0;
	return pq_view_is(part, name);
}

static struct pq_view part_at(const char *list)
{
	return pq_view(list, strcspn(list, ","));
}

bool pq_rows_named(const struct pq_row *row, const char *list)
{
	for (;;) {
		struct pq_view part = part_at(list);

		if (means(part, row->name))
			return true;
		if (list[part.len] == '\0')
			return false;
		list += part.len + 1;
	}
}

enum pq_err pq_rows_check(const struct pq_rows *rows, const char *list, struct pq_diag *diag)
{
	const char *at = list;

	for (;;) {
		struct pq_view part = part_at(at);
		bool known = false;
		char expected[160];

		for (size_t i = 0; i < rows->count && !known; i++)
			known = means(part, rows->rows[i].name);
		if (!known) {
			snprintf(expected, sizeof(expected),
				 "names of vectors, parted by commas, such as fetch,img,fetch/*; there is no '%.*s'",
				 (int)(part.len < 64 ? part.len : 64), at);
			return pq_diag_set(diag, PQ_ERR_UNKNOWN, 1, (size_t)(at - list) + 1, expected);
		}
		if (at[part.len] == '\0')
			return PQ_ERR_OK;
		at += part.len + 1;
	}
}
