/* SPDX-License-Identifier: MIT */
/*
 * Which ports, headers and methods are refused, for which schemes: as text
 * (pratique-policy 1), as a list of entries in the text's order, and in a
 * derived form for the hot path that a test proves equal to the list.
 *
 *     pratique-policy 1
 *     name   fetch
 *     date   2026-07-02
 *     source WHATWG Fetch, "Port blocking"
 *     base   NAME                                   # starts from a built-in policy
 *     block  http,https 25 since 2016-03-10 "smtp"  # SCHEMES PORTS [since DATE] ["REASON"]
 *     allow  http 8080                              # the last line that names a port decides
 *     only   tcp 4502-4534                          # every other port of these schemes is blocked
 *     forbid-header NAME [since DATE] ["REASON"]
 *     forbid-prefix NAME ...                        # header names that begin so
 *     forbid-method NAME ...
 *     forbid-override NAME ...                      # header whose value may not name a forbidden method
 *
 * PORTS is a comma-separated list of N and N-M. Names compare without case (methods too: Fetch 2.2.1).
 * '#' begins a comment line. Sources: Fetch 2.2.1 (methods), 2.2.2 (headers), 2.9 (port blocking).
 */
#ifndef PQ_POLICY_POLICY_H
#define PQ_POLICY_POLICY_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum pq_scheme {
	PQ_SCHEME_OTHER, /* no policy entry can name it */
	PQ_SCHEME_HTTP,
	PQ_SCHEME_HTTPS,
	PQ_SCHEME_WS,
	PQ_SCHEME_WSS,
	PQ_SCHEME_FTP,
	PQ_SCHEME_TCP, /* raw sockets of a plug-in page */
	PQ_SCHEME_COUNT
};

/* Static name such as "https" ("other" for OTHER); the scheme with that lower-case name, or OTHER. */
const char *pq_scheme_name(enum pq_scheme scheme);
enum pq_scheme pq_scheme_by_name(struct pq_view name);

enum pq_entry_kind {
	PQ_ENTRY_COMMENT, /* text: the line as written; also empty lines */
	PQ_ENTRY_NAME,
	PQ_ENTRY_DATE,
	PQ_ENTRY_SOURCE,
	PQ_ENTRY_BASE,
	PQ_ENTRY_BLOCK,
	PQ_ENTRY_ALLOW,
	PQ_ENTRY_ONLY,
	PQ_ENTRY_FORBID_HEADER,
	PQ_ENTRY_FORBID_PREFIX,
	PQ_ENTRY_FORBID_METHOD,
	PQ_ENTRY_FORBID_OVERRIDE,
	PQ_ENTRY_COUNT
};

/* first, last: both included. */
struct pq_port_range {
	uint16_t first;
	uint16_t last;
};

/*
 * kind:    which line
 * schemes: bit 1 << enum pq_scheme for each named scheme
 * ranges:  range_count entries, as written
 * text:    name, date, source, base, header or method; empty for port lines
 * since:   date "YYYY-MM-DD" or empty
 * reason:  decoded, may be empty
 */
struct pq_entry {
	enum pq_entry_kind kind;
	uint32_t schemes;
	const struct pq_port_range *ranges;
	size_t range_count;
	struct pq_view text;
	struct pq_view since;
	struct pq_view reason;
};

#define PQ_MAX_POLICY_ENTRIES 512
#define PQ_MAX_POLICY_RANGES 1024
#define PQ_MAX_POLICY_NAMES 128 /* forbidden headers, prefixes, overrides and methods, each */

/* One bit a port: bit p & 63 of word p >> 6 is set when port p is blocked. */
struct pq_port_map {
	uint64_t words[65536 / 64];
};

/* Names as views into the policy text, in the text's order. */
struct pq_name_list {
	struct pq_view names[PQ_MAX_POLICY_NAMES];
	size_t count;
};

/*
 * About 100 KiB: allocate it once, not on a stack. Views point into the text,
 * which must outlive the policy (built-in texts are static).
 */
struct pq_policy {
	struct pq_view name;
	struct pq_view date;
	struct pq_view source;
	struct pq_entry entries[PQ_MAX_POLICY_ENTRIES];
	size_t entry_count;
	struct pq_port_range ranges[PQ_MAX_POLICY_RANGES];
	size_t range_count;
	struct pq_port_map blocked[PQ_SCHEME_COUNT];
	struct pq_name_list headers;
	struct pq_name_list prefixes;
	struct pq_name_list methods;
	struct pq_name_list overrides;
};

/* Reads text, following `base`. SYNTAX, VERSION, RANGE, LIMIT or UNKNOWN (base) with *diag filled. */
enum pq_err pq_policy_parse(struct pq_policy *policy, struct pq_view text, struct pq_diag *diag);

/* Appends the text: every entry in order, comments included; parsing it again gives the same. */
void pq_policy_print(const struct pq_policy *policy, struct pq_buf *out);

/* Built-in policies, by index from 0 to count - 1, and by name (SIZE_MAX if there is none). */
size_t pq_policy_builtin_count(void);
size_t pq_policy_builtin_find(struct pq_view name);
const char *pq_policy_builtin_name(size_t index);
struct pq_view pq_policy_builtin_text(size_t index);

/* The bare check; kept out of line so that its cost can be counted. */
bool pq_port_map_has(const struct pq_port_map *map, uint16_t port);

static inline bool pq_policy_blocks_port(const struct pq_policy *policy, enum pq_scheme scheme, uint16_t port)
{
	return pq_port_map_has(&policy->blocked[scheme], port);
}

/* Fetch "forbidden method", compared without case. */
bool pq_policy_forbids_method(const struct pq_policy *policy, struct pq_view method);

/*
 * Fetch "forbidden request-header": by name, by prefix, or an override header
 * whose value, split on commas outside quoted strings, names a forbidden method.
 */
bool pq_policy_forbids_header(const struct pq_policy *policy, struct pq_view name, struct pq_view value);

/* The last entry that decides about that port, for messages; NULL if none names it. */
const struct pq_entry *pq_policy_port_entry(const struct pq_policy *policy, enum pq_scheme scheme, uint16_t port);

#endif
