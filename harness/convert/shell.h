/* SPDX-License-Identifier: MIT */
/*
 * One simple command as a POSIX shell splits it into words (POSIX.1-2017, Shell Command Language 2.2 and 2.3), with
 * the $'...' quotes that browsers write. Nothing is expanded and nothing is run: where a shell would put something else
 * in the place of what stands there ($NAME, $(...), `...`), or would do more than start one command (; & | < >), that is
 * an error. Patterns and braces stand for themselves. Pure but for memory.
 */
#ifndef PQ_CONVERT_SHELL_H
#define PQ_CONVERT_SHELL_H

#include "base/err.h"
#include "base/view.h"

#define PQ_MAX_COMMAND_TEXT (4u << 20) /* bytes of a command line */
#define PQ_MAX_COMMAND_WORDS 4096      /* words of it */

/* items: count owned strings */
struct pq_shell_words {
	char **items;
	size_t count;
};

/*
 * SYNTAX or LIMIT with *diag filled (line and column of text, from 1 on), NO_SPACE if memory is short; nothing is to be
 * freed then.
 */
enum pq_err pq_shell_split(struct pq_view text, struct pq_shell_words *words, struct pq_diag *diag);
void pq_shell_free(struct pq_shell_words *words);

#endif
