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
 *     needs display                          (display: Xvfb; bus: a session bus)
 *     environment HOME {home}
 *     write {profile}/user.js "..."          (a file to make first)
 *     trust {home}/.pki/nssdb                (an NSS database that shall trust the run's CA)
 *     argument --headless                    (not with --stock, unless written "required")
 *     required --user-data-dir={profile}
 *     proxy --proxy-server={proxy}           (added where a probe goes through a proxy)
 *     pac --proxy-pac-url={pac}
 *     webrtc ...                             (added where WebRTC is probed)
 *     url {url}                              (last argument)
 *
 * Placeholders: {home} {profile} {url} {script} {proxy} {pac} {authority} {name-server}.
 */
#ifndef PQ_BROWSER_RECIPE_H
#define PQ_BROWSER_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/view.h"

enum pq_browser_kind { PQ_BROWSER_PAGE, PQ_BROWSER_PLAIN, PQ_BROWSER_RUNTIME, PQ_BROWSER_COMMAND, PQ_BROWSER_KIND_COUNT };

/* word: which kind of line; value: after it, unescaped; second: of `environment` and `write`. In the file's order. */
struct pq_recipe_line {
	const char *word;
	char *value;
	char *second;
};

#define PQ_MAX_RECIPE_LINES 256

struct pq_recipe {
	char *name;
	char *family;
	enum pq_browser_kind kind;
	bool needs_display;
	bool needs_bus;
	struct pq_recipe_line lines[PQ_MAX_RECIPE_LINES];
	size_t line_count;
	char *storage;
};

/* Reads text; SYNTAX etc. with *diag filled. */
enum pq_err pq_recipe_read(struct pq_recipe *recipe, struct pq_view text, struct pq_diag *diag);
void pq_recipe_fini(struct pq_recipe *recipe);

/* The compiled-in ones. */
size_t pq_recipe_count(void);
const char *pq_recipe_name_at(size_t index);
/* UNKNOWN if there is none of that name. */
enum pq_err pq_recipe_builtin(struct pq_recipe *recipe, const char *name, struct pq_diag *diag);

/* For --command: a recipe of kind command from a template such as "curl -s {url}", split at blanks, quotes kept together. */
enum pq_err pq_recipe_command(struct pq_recipe *recipe, const char *template, struct pq_diag *diag);

/* The first `program` line that exists, as a path (to be freed); NULL with *diag naming the package. `given` counts first. */
char *pq_recipe_program(const struct pq_recipe *recipe, const char *given, struct pq_diag *diag);

#endif
