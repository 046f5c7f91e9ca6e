/* SPDX-License-Identifier: MIT */
#include "browser/choose.h"

#include <stdio.h>
#include <string.h>

bool pq_recipe_of_family(struct pq_recipe *recipe, const char *family)
{
	for (size_t i = 0; i < pq_recipe_count(); i++) {
		if (pq_recipe_builtin(recipe, pq_recipe_name_at(i), NULL))
			continue;
		if (strcmp(recipe->family, family) == 0 || strcmp(recipe->name, family) == 0)
			return true;
		pq_recipe_fini(recipe);
	}
	return false;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool pq_recipe_of_program(struct pq_recipe *recipe, const char *path)
{
	for (size_t i = 0; i < pq_recipe_count(); i++) {
		if (pq_recipe_builtin(recipe, pq_recipe_name_at(i), NULL))
			continue;
		for (size_t line = 0; line < recipe->line_count; line++)
			if (strcmp(recipe->lines[line].word, "program") == 0 &&
			    strcmp(base_name(recipe->lines[line].value), base_name(path)) == 0)
				return true;
		pq_recipe_fini(recipe);
	}
	return false;
}

void pq_recipe_rename(struct pq_recipe *recipe, const char *path)
{
	char name[64];

	snprintf(name, sizeof(name), "%s", base_name(path));
	for (char *at = name; *at != '\0'; at++) {
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
		else if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.+-_", *at))
			*at = '_';
	}
	if (name[0] != '\0' && name[0] != '.')
		pq_recipe_add(recipe, "name", name, NULL);
}
