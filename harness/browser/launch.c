/* SPDX-License-Identifier: MIT */
#include "browser/launch.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const launches[] = { "plain", "proxy", "pac", "socks" };
static_assert(COUNT(launches) == PQ_LAUNCH_COUNT, "a name for each launch");

void pq_strings_add(struct pq_strings *strings, char *owned)
{
	if (strings->count + 1 >= strings->room && !strings->failed) {
		size_t room = strings->room ? strings->room * 2 : 32;
		char **grown = realloc(strings->items, room * sizeof(*grown));

		strings->failed = !grown;
		strings->items = grown ? grown : strings->items;
		strings->room = grown ? room : strings->room;
	}
	if (!owned || strings->failed) {
		strings->failed = true;
		free(owned);
		return;
	}
	strings->items[strings->count++] = owned;
	strings->items[strings->count] = NULL;
}

void pq_strings_fini(struct pq_strings *strings)
{
	for (size_t i = 0; i < strings->count; i++)
		free(strings->items[i]);
	free(strings->items);
	memset(strings, 0, sizeof(*strings));
}

/* True if the word is `group`, or begins with it and '-'. */
static bool in_group(const char *word, const char *group)
{
	size_t len = strlen(group);

	return strncmp(word, group, len) == 0 && (word[len] == '\0' || word[len] == '-');
}

bool pq_launch_known(const struct pq_recipe *recipe, enum pq_launch launch)
{
	for (size_t i = 0; i < recipe->line_count; i++)
		if (in_group(recipe->lines[i].word, launches[launch]))
			return true;
	return launch == PQ_LAUNCH_PLAIN;
}

/* The host, or the port, of a URL with both; never NULL. */
static struct pq_view part_of_url(const char *url, bool port)
{
	const char *host = url ? strstr(url, "://") : NULL;
	const char *colon;

	if (!host)
		return pq_view_str("");
	host += 3;
	colon = strrchr(host, ':');
	if (!colon)
		return pq_view_str(port ? "" : host);
	return port ? pq_view(colon + 1, strspn(colon + 1, "0123456789")) : pq_view(host, (size_t)(colon - host));
}

static struct pq_view or_empty(const char *text)
{
	return pq_view_str(text ? text : "");
}

/* What a placeholder stands for; false if there is none of that name. */
static bool placeholder(struct pq_view name, const struct pq_places *places, struct pq_view *out)
{
	const struct pq_session_options *options = places->options;
	const struct {
		const char *name;
		struct pq_view value;
	} known[] = {
		{ "home", or_empty(places->home) },
		{ "profile", or_empty(places->profile) },
		{ "url", or_empty(options->url) },
		{ "script", or_empty(options->script) },
		{ "proxy", or_empty(options->proxy) },
		{ "proxy-host", part_of_url(options->proxy, false) },
		{ "proxy-port", part_of_url(options->proxy, true) },
		{ "pac", or_empty(options->pac) },
		{ "socks", or_empty(options->socks) },
		{ "socks-host", part_of_url(options->socks, false) },
		{ "socks-port", part_of_url(options->socks, true) },
		{ "authority", or_empty(options->authority) },
		{ "name-server", or_empty(options->name_server) },
	};

	for (size_t i = 0; i < COUNT(known); i++)
		if (pq_view_is(name, known[i].name)) {
			*out = known[i].value;
			return true;
		}
	return false;
}

/* Goes over the text once: copies it to out where that is not NULL, and returns how long it becomes. */
static size_t fill(const char *text, const struct pq_places *places, char *out)
{
	size_t len = 0;

	while (*text != '\0') {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		struct pq_view piece = pq_view(text, 1);

		if (end && placeholder(pq_view(text + 1, (size_t)(end - text) - 1), places, &piece))
			text = end + 1;
		else
			text++;
		if (out && piece.len > 0)
			memcpy(out + len, piece.data, piece.len);
		len += piece.len;
	}
	if (out)
		out[len] = '\0';
	return len;
}

char *pq_launch_fill(const char *text, const struct pq_places *places)
{
	char *out = malloc(fill(text, places, NULL) + 1);

	if (out)
		fill(text, places, out);
	return out;
}

/* True if this line's kind ("" for arguments, "-pref", "-environment") counts in this start. */
static bool counts(const char *word, const char *kind, const struct pq_session_options *options)
{
	char group[32];

	snprintf(group, sizeof(group), "required%s", kind);
	if (strcmp(word, group) == 0)
		return true;
	if (options->launch != PQ_LAUNCH_PLAIN) {
		snprintf(group, sizeof(group), "%s%s", launches[options->launch], kind);
		if (strcmp(word, group) == 0)
			return true;
	}
	return !options->stock && strcmp(word, kind[0] != '\0' ? kind + 1 : "argument") == 0;
}

void pq_launch_arguments(const struct pq_places *places, struct pq_strings *out)
{
	const struct pq_recipe *recipe = places->options->recipe;

	pq_strings_add(out, strdup(places->options->program));
	for (size_t i = 0; i < recipe->line_count; i++)
		if (counts(recipe->lines[i].word, "", places->options))
			pq_strings_add(out, pq_launch_fill(recipe->lines[i].value, places));
	for (size_t i = 0; i < recipe->line_count; i++)
		if (strcmp(recipe->lines[i].word, "url") == 0)
			pq_strings_add(out, pq_launch_fill(recipe->lines[i].value, places));
}

/* Sets NAME=value; value is owned. */
static void set(struct pq_strings *out, const char *name, char *value)
{
	size_t len = strlen(name);
	char *row = value ? malloc(len + strlen(value) + 2) : NULL;

	if (row)
		sprintf(row, "%s=%s", name, value);
	free(value);
	for (size_t i = 0; row && i < out->count; i++)
		if (strncmp(out->items[i], row, len + 1) == 0) {
			free(out->items[i]);
			out->items[i] = row;
			return;
		}
	pq_strings_add(out, row);
}

void pq_launch_environment(const struct pq_places *places, struct pq_strings *out)
{
	static const char *const plain[][2] = {
		{ "HOME", "{home}" },
		{ "TMPDIR", "{home}/tmp" },
		{ "XDG_RUNTIME_DIR", "{home}/run" },
		{ "XDG_CONFIG_HOME", "{home}/.config" },
		{ "XDG_CACHE_HOME", "{home}/.cache" },
		{ "XDG_DATA_HOME", "{home}/.local/share" },
		{ "LANG", "C.UTF-8" },
	};
	const struct pq_recipe *recipe = places->options->recipe;
	const char *path = getenv("PATH");

	set(out, "PATH", strdup(path ? path : "/usr/bin:/bin"));
	for (size_t i = 0; i < COUNT(plain); i++)
		set(out, plain[i][0], pq_launch_fill(plain[i][1], places));
	for (size_t i = 0; i < recipe->line_count; i++) {
		const struct pq_recipe_line *line = &recipe->lines[i];

		if (strcmp(line->word, "environment") == 0 ||
		    (line->second && counts(line->word, "-environment", places->options)))
			set(out, line->value, pq_launch_fill(line->second, places));
	}
}

char *pq_launch_prefs(const struct pq_places *places)
{
	const struct pq_recipe *recipe = places->options->recipe;
	char *text = strdup("");

	for (size_t i = 0; i < recipe->line_count && text; i++) {
		const struct pq_recipe_line *line = &recipe->lines[i];
		char *value;
		char *grown = NULL;

		if (!counts(line->word, "-pref", places->options))
			continue;
		value = pq_launch_fill(line->second, places);
		if (value && asprintf(&grown, "%suser_pref(\"%s\", %s);\n", text, line->value, value) < 0)
			grown = NULL;
		free(value);
		free(text);
		text = grown;
	}
	return text;
}
