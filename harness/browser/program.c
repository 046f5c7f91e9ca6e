/* SPDX-License-Identifier: MIT */
/* Where recipes come from besides files: the compiled-in ones, and templates; and where their programs are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "browser/builtin.h"
#include "browser/recipe.h"

#define MAX_TEMPLATE 4096 /* bytes of a template */

size_t pq_recipe_count(void)
{
	return pq_builtin_recipes_count;
}

const char *pq_recipe_name_at(size_t index)
{
	return pq_builtin_recipes[index].name;
}

enum pq_err pq_recipe_builtin(struct pq_recipe *recipe, const char *name, struct pq_diag *diag)
{
	for (size_t i = 0; i < pq_builtin_recipes_count; i++)
		if (strcmp(pq_builtin_recipes[i].name, name) == 0)
			return pq_recipe_read(recipe, pq_view(pq_builtin_recipes[i].text, pq_builtin_recipes[i].len),
					      diag);
	return pq_diag_set(diag, PQ_ERR_UNKNOWN, 0, 0, "the name of a known browser");
}

/* Cuts the next word of a template off; NULL at its end, or with *open where a quote is not closed. */
static char *cut(char **at, bool *open)
{
	char *from = *at + strspn(*at, " \t");
	char *to = from;
	char *word = from;
	char quote = '\0';

	if (*from == '\0')
		return NULL;
	for (; *from != '\0' && (quote != '\0' || (*from != ' ' && *from != '\t')); from++) {
		if (quote == '\0' && (*from == '\'' || *from == '"'))
			quote = *from;
		else if (*from == quote)
			quote = '\0';
		else
			*to++ = *from;
	}
	*open = quote != '\0';
	*at = *from != '\0' ? from + 1 : from;
	*to = '\0';
	return *open ? NULL : word;
}

/* A recipe's name from its program's path. */
static void name_of(const char *program, char *name, size_t size)
{
	const char *slash = strrchr(program, '/');

	snprintf(name, size, "%s", slash ? slash + 1 : program);
	for (char *at = name; *at != '\0'; at++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.+-_", *at))
			*at = (*at >= 'A' && *at <= 'Z') ? (char)(*at - 'A' + 'a') : '_';
}

static enum pq_err add_program(struct pq_recipe *recipe, const char *program)
{
	enum pq_err err;
	char name[64];

	name_of(program, name, sizeof(name));
	err = pq_recipe_add(recipe, "name", name, NULL);
	if (!err)
		err = pq_recipe_add(recipe, "kind", "command", NULL);
	if (!err)
		err = pq_recipe_add(recipe, "program", program, NULL);
	if (!err)
		err = pq_recipe_add(recipe, "version", "--version", NULL);
	recipe->family = recipe->name;
	return err;
}

enum pq_err pq_recipe_command(struct pq_recipe *recipe, const char *template, struct pq_diag *diag)
{
	char text[MAX_TEMPLATE];
	char *at = text;
	bool open = false;
	char *word;
	enum pq_err err;

	memset(recipe, 0, sizeof(*recipe));
	if (strlen(template) >= sizeof(text))
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "a template of less than 4096 bytes");
	if (!strstr(template, "{url}"))
		return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, "a template with {url}, such as 'curl -s {url}'");
	snprintf(text, sizeof(text), "%s", template);
	word = cut(&at, &open);
	if (!word || word[0] == '\0')
		return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, "a template that begins with a program");
	err = add_program(recipe, word);
	while (!err && (word = cut(&at, &open)))
		err = pq_recipe_add(recipe, "required", word, NULL);
	if (!err && open)
		err = PQ_ERR_SYNTAX;
	if (err)
		pq_recipe_fini(recipe);
	return err ? pq_diag_set(diag, err, 0, 0, open ? "a quote that is closed" : "a template of fewer words")
		   : PQ_ERR_OK;
}

/* The path of what lies at `name`, from the root on. Links are kept: a program may look at the name that it is called by. */
static char *absolute(const char *name)
{
	char full[8192];
	char here[4096];

	if (access(name, X_OK) != 0)
		return NULL;
	if (name[0] == '/' || !getcwd(here, sizeof(here)))
		return strdup(name);
	snprintf(full, sizeof(full), "%s/%s", here, name);
	return strdup(full);
}

/* A path that can be executed, to be freed; names without a slash are looked for in PATH. */
static char *find(const char *name)
{
	const char *path = getenv("PATH");
	char full[4096];

	if (strchr(name, '/'))
		return absolute(name);
	for (path = path ? path : "/usr/bin:/bin"; *path != '\0';) {
		size_t len = strcspn(path, ":");

		snprintf(full, sizeof(full), "%.*s/%s", (int)len, path, name);
		if (len > 0 && access(full, X_OK) == 0)
			return strdup(full);
		path += len + (path[len] == ':');
	}
	return NULL;
}

char *pq_recipe_program(const struct pq_recipe *recipe, const char *given, struct pq_diag *diag)
{
	const struct pq_recipe_line *package = pq_recipe_line(recipe, "package");
	char expected[sizeof(diag->expected)];
	const char *wanted = given;
	char *found = given ? find(given) : NULL;

	for (size_t i = 0; !given && !found && i < recipe->line_count; i++) {
		if (strcmp(recipe->lines[i].word, "program") != 0)
			continue;
		wanted = wanted ? wanted : recipe->lines[i].value;
		found = find(recipe->lines[i].value);
	}
	if (found)
		return found;
	snprintf(expected, sizeof(expected), "a program that can be run: '%s' is not there%s%s", wanted,
		 package && !given ? "; apt install " : "", package && !given ? package->value : "");
	pq_diag_set(diag, PQ_ERR_IO, 0, 0, expected);
	return NULL;
}
