/* SPDX-License-Identifier: MIT */
/* What a recipe comes to for one start: command line, environment and files, with every placeholder filled in. */
#ifndef PQ_BROWSER_LAUNCH_H
#define PQ_BROWSER_LAUNCH_H

#include "browser/session.h"

/* options, with the folders made for this start. */
struct pq_places {
	const struct pq_session_options *options;
	const char *home;
	const char *profile;
};

/* Grows; NULL at the end of items, and each item is to be freed with it. failed: memory was short. */
struct pq_strings {
	char **items;
	size_t count;
	size_t room;
	bool failed;
};

void pq_strings_add(struct pq_strings *strings, char *owned);
void pq_strings_fini(struct pq_strings *strings);

/* text with its placeholders filled in, to be freed; what is no placeholder stays as it is. NULL if memory is short. */
char *pq_launch_fill(const char *text, const struct pq_places *places);

/* The command line from the program on; what the session needs around it (a bus) is not in it. */
void pq_launch_arguments(const struct pq_places *places, struct pq_strings *out);

/* "NAME=value" for each: what every program gets, then the recipe's; of two with one name the later stands alone. */
void pq_launch_environment(const struct pq_places *places, struct pq_strings *out);

/* The text of user.js; empty where the recipe has no preferences. To be freed; NULL if memory is short. */
char *pq_launch_prefs(const struct pq_places *places);

#endif
