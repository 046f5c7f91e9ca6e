/* SPDX-License-Identifier: MIT */
/*
 * How a browser is found and started: a recipe, a small text file
 * (pratique-browser 1); the known ones lie in harness/browser/recipes and are compiled in.
 *
 *     pratique-browser 1
 *     name chromium
 *     family chromium                        (the family whose recipe serves its forks)
 *     kind page                              (page: runs script; plain: shows pages without script; runtime: runs a
 *                                             script file {script}; command: one process for each URL)
 *     package chromium                       (Debian's, named when it is missing)
 *     program /usr/lib/chromium/chromium     (the first that exists; no slash: looked for in PATH)
 *     version --version                      (argument that prints it)
 *     needs display                          (display: an Xvfb; bus: a session bus)
 *     environment LANG C.UTF-8
 *     write {profile}/x "..."                (a file to make first)
 *     trust {home}/.pki/nssdb                (an NSS database that shall trust the run's CA)
 *     argument --headless                    (not with --stock)
 *     required --user-data-dir={profile}     (always)
 *     pref network.trr.mode 5                (a line of {profile}/user.js; not with --stock; required-pref: always)
 *     proxy --proxy-server={proxy}           (an argument added where a probe goes through a proxy; proxy-pref,
 *                                             proxy-environment; the same for pac and socks)
 *     url {url}                              (last argument)
 *
 * Placeholders: {home} {profile} {url} {script} {proxy} {proxy-host} {proxy-port} {pac} {socks} {socks-host}
 * {socks-port} {authority} {name-server}. Arguments are written as in base/text.h.
 */
#ifndef PQ_BROWSER_RECIPE_H
#define PQ_BROWSER_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/view.h"

enum pq_browser_kind {
	PQ_BROWSER_PAGE,
	PQ_BROWSER_PLAIN,
	PQ_BROWSER_RUNTIME,
	PQ_BROWSER_COMMAND,
	PQ_BROWSER_KIND_COUNT
};

/* word: which kind of line; value: after it, unescaped; second: of words that take two, else NULL. In the file's order. */
struct pq_recipe_line {
	const char *word;
	char *value;
	char *second;
};

#define PQ_MAX_RECIPE_LINES 256

/*
 * lines: line_count of them, name, family, kind and needs included; their strings are the recipe's
 * The others are what these lines say; family is name where no line says it.
 */
struct pq_recipe {
	const char *name;
	const char *family;
	enum pq_browser_kind kind;
	bool needs_display;
	bool needs_bus;
	struct pq_recipe_line lines[PQ_MAX_RECIPE_LINES];
	size_t line_count;
};

/* Reads text; SYNTAX, VERSION, LIMIT or NO_SPACE with *diag filled; then there is nothing to release. */
enum pq_err pq_recipe_read(struct pq_recipe *recipe, struct pq_view text, struct pq_diag *diag);
void pq_recipe_fini(struct pq_recipe *recipe);

/* Adds a line; second NULL where the word takes one. UNKNOWN (no such word), LIMIT or NO_SPACE. */
enum pq_err pq_recipe_add(struct pq_recipe *recipe, const char *word, const char *value, const char *second);

/* The first line of that word; NULL if there is none. */
const struct pq_recipe_line *pq_recipe_line(const struct pq_recipe *recipe, const char *word);

/* The compiled-in ones. */
size_t pq_recipe_count(void);
const char *pq_recipe_name_at(size_t index);
/* UNKNOWN if there is none of that name. */
enum pq_err pq_recipe_builtin(struct pq_recipe *recipe, const char *name, struct pq_diag *diag);

/*
 * For --command: a recipe of kind command from a template such as "curl -s {url}", split at blanks, what stands in
 * '...' or "..." kept together. SYNTAX where {url} is missing or a quote is not closed.
 */
enum pq_err pq_recipe_command(struct pq_recipe *recipe, const char *template, struct pq_diag *diag);

/* The first `program` line that exists, as a path (to be freed); NULL with *diag naming the package. `given` counts first. */
char *pq_recipe_program(const struct pq_recipe *recipe, const char *given, struct pq_diag *diag);

#endif
