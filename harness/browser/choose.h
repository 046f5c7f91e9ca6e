/* SPDX-License-Identifier: MIT */
/* The known recipe for a program that has none of its own: a fork, or one that lies elsewhere. */
#ifndef PQ_BROWSER_CHOOSE_H
#define PQ_BROWSER_CHOOSE_H

#include "browser/recipe.h"

/* The known recipe whose family, or name, that is; false if there is none, and then there is nothing to release. */
bool pq_recipe_of_family(struct pq_recipe *recipe, const char *family);

/* The known recipe that names a program like that path's last part; the same. */
bool pq_recipe_of_program(struct pq_recipe *recipe, const char *path);

/* A fork is called as its program is. */
void pq_recipe_rename(struct pq_recipe *recipe, const char *path);

#endif
