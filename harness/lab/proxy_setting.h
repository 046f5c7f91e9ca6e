/* SPDX-License-Identifier: MIT */
/*
 * An intercepting proxy in one of its settings: a small text file (pratique-proxy 1). The known ones lie in
 * harness/lab/proxies and are compiled in; a stranger's is named with --add.
 *
 *     pratique-proxy 1
 *     name squid-intercept
 *     about "squid takes redirected connections; all else as it comes"
 *     package squid                   (Debian's; none: the program is there)
 *     port 3129                       (where connections to port 80 are redirected to)
 *     user nobody                     (or root; nobody if it is not said)
 *     file squid.conf                 (written into {dir}; the lines with | are its text)
 *       | http_port {port} intercept
 *     start "exec squid -N -f {dir}/squid.conf"   (by /bin/sh -c; stays in the foreground or not)
 *     ready connect                   (or: ready log "TEXT")
 *     start-limit 5000                (milliseconds until it is ready)
 *     expect host,absolute outside "REASON"       (what its documentation says that comes of these cases)
 *
 * Placeholders in start and files: {dir} {port}. Arguments are written as in base/text.h.
 */
#ifndef PQ_LAB_PROXY_SETTING_H
#define PQ_LAB_PROXY_SETTING_H

#include <stdint.h>

#include "base/err.h"
#include "result/lab_proxy.h"

#define PQ_MAX_PROXY_FILES 8
#define PQ_MAX_PROXY_TEXT (1u << 20) /* bytes of a description */

/* name: without a slash; text: of its lines, each with its line feed */
struct pq_proxy_file {
	char *name;
	char *text;
};

/*
 * package, ready_log: NULL where the description has none; ready_log NULL: it is ready when it takes connections
 * user:   "nobody" or "root"
 * stated: by the case's index; reason NULL where nothing is stated
 */
struct pq_proxy_setting {
	char *name;
	char *about;
	char *package;
	char *user;
	char *start;
	char *ready_log;
	uint16_t port;
	uint32_t start_limit_ms;
	struct pq_proxy_file files[PQ_MAX_PROXY_FILES];
	size_t file_count;
	struct {
		enum pq_lab_proxy_seen seen;
		char *reason;
	} stated[PQ_MAX_LAB_PROXY_ROWS];
};

/* Reads text; SYNTAX, VERSION, RANGE, LIMIT or NO_SPACE with *diag filled; then there is nothing to release. */
enum pq_err pq_proxy_setting_read(struct pq_proxy_setting *setting, struct pq_view text, struct pq_diag *diag);
void pq_proxy_setting_fini(struct pq_proxy_setting *setting);

/* The compiled-in ones, in the order of their names. */
size_t pq_proxy_builtin_count(void);
const char *pq_proxy_builtin_name(size_t index);
enum pq_err pq_proxy_builtin_read(struct pq_proxy_setting *setting, size_t index, struct pq_diag *diag);

/* text with {dir} and {port} filled in, to be freed; NULL without memory */
char *pq_proxy_setting_fill(const struct pq_proxy_setting *setting, const char *text, const char *dir);

#endif
