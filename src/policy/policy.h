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
 *     base   NAME[@DATE]                            # starts from a built-in policy
 *     block  http,https 25 since 2016-03-10 "smtp"  # SCHEMES PORTS [since DATE] [until DATE] ["REASON"]
 *     allow  http 8080                              # the last line that names a port decides
 *     only   tcp 4502-4534                          # every other port of these schemes is blocked
 *     note   tcp 25 "TEXT"                          # what to say where such a port was asked for; decides nothing
 *     forbid-header NAME [since DATE] [until DATE] ["REASON"]
 *     forbid-prefix NAME ...                        # header names that begin so
 *     forbid-method NAME ...
 *     forbid-override NAME ...                      # header whose value may not name a forbidden method
 *     fold-underscores ...                          # in header names '_' is as good as '-'
 *
 * A text is read as of a day: that of its `date`, or another one. Of its rules those are in force whose `since` is not
 * after that day and whose `until` is; read as of no day, all are. So one dated text holds a list's whole history.
 * A `base` is read as of its own date, or, as NAME@DATE, as of the last day of the year or month DATE, or that day.
 *
 * PORTS is a comma-separated list of N and N-M. Names compare without case (methods too: Fetch 2.2.1).
 * The first `only` of a scheme blocks all its other ports; a later one just opens more. `base` stands before the
 * first rule. A REASON is always quoted, as base/text.h says. A line that begins with '#' is a comment.
 * Sources: Fetch 2.2.1 (methods), 2.2.2 (headers), 2.9 (port blocking).
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
	PQ_SCHEME_FTP_DATA, /* FTP's data connections: the port comes from the server */
	PQ_SCHEME_TCP,      /* raw sockets of a plug-in page */
	PQ_SCHEME_STUN_UDP, /* ICE servers of a page, by transport; TLS counts as TCP */
	PQ_SCHEME_STUN_TCP,
	PQ_SCHEME_TURN_UDP,
	PQ_SCHEME_TURN_TCP,
	PQ_SCHEME_WEBTRANSPORT, /* over QUIC */
	PQ_SCHEME_COUNT
};

/* Static name such as "https" ("other" for OTHER); the scheme with that lower-case name, or OTHER. */
const char *pq_scheme_name(enum pq_scheme scheme);
enum pq_scheme pq_scheme_by_name(struct pq_view name);

enum pq_entry_kind {
	PQ_ENTRY_COMMENT, /* text: the line as written, without blanks at its end; also empty lines */
	PQ_ENTRY_NAME,
	PQ_ENTRY_DATE,
	PQ_ENTRY_SOURCE,
	PQ_ENTRY_BASE,
	PQ_ENTRY_BLOCK,
	PQ_ENTRY_ALLOW,
	PQ_ENTRY_ONLY,
	PQ_ENTRY_NOTE,
	PQ_ENTRY_FORBID_HEADER,
	PQ_ENTRY_FORBID_PREFIX,
	PQ_ENTRY_FORBID_METHOD,
	PQ_ENTRY_FORBID_OVERRIDE,
	PQ_ENTRY_FOLD_UNDERSCORES,
	PQ_ENTRY_COUNT
};

/* first, last: both included. */
struct pq_port_range {
	uint16_t first;
	uint16_t last;
};

/*
 * kind:      which line
 * inherited: a rule of the base, not printed; it stands right after the base line
 * in_force:  a rule that counts on the day as of which its text was read; the others count for nothing
 * schemes:   bit 1 << enum pq_scheme for each named scheme
 * ranges:    range_count entries, as written
 * text:      name, date, source, base, header or method; empty for port lines
 * since:     first day, date "YYYY-MM-DD" or empty
 * until:     first day on which it counts no more, after since; or empty
 * reason:    decoded, may be empty
 */
struct pq_entry {
	enum pq_entry_kind kind;
	bool inherited;
	bool in_force;
	uint32_t schemes;
	const struct pq_port_range *ranges;
	size_t range_count;
	struct pq_view text;
	struct pq_view since;
	struct pq_view until;
	struct pq_view reason;
};

#define PQ_MAX_POLICY_ENTRIES 512
#define PQ_MAX_POLICY_RANGES 1024
#define PQ_MAX_POLICY_NAMES 128     /* forbidden headers, prefixes, overrides and methods, each */
#define PQ_MAX_POLICY_REASONS 16384 /* bytes of all reasons, decoded */

/* One bit a port: bit p & 63 of word p >> 6 is set when port p is blocked. */
struct pq_port_map {
	uint64_t words[65536 / 64];
};

/* What code that is asked instead of the lists says; UNDECIDED leaves it to the lists. */
enum pq_checked { PQ_CHECKED_UNDECIDED, PQ_CHECKED_ALLOWED, PQ_CHECKED_BLOCKED };

/* Such code; any function may be NULL, which is UNDECIDED. The same question always gets the same answer. */
struct pq_policy_checker {
	void *ctx;
	enum pq_checked (*port)(void *ctx, enum pq_scheme scheme, uint16_t port);
	enum pq_checked (*header)(void *ctx, struct pq_view name, struct pq_view value);
	enum pq_checked (*method)(void *ctx, struct pq_view method);
};

#define PQ_NAME_LENGTHS 64

/*
 * Names as views into the policy text, in the text's order.
 * first_letters: bit c & 31 of element n is set when a name of n bytes begins with c (the last element: of that
 *                many bytes or more; element 0: of any length). It tells most other names apart without a search.
 */
struct pq_name_list {
	struct pq_view names[PQ_MAX_POLICY_NAMES];
	size_t count;
	uint32_t first_letters[PQ_NAME_LENGTHS];
};

/*
 * About 185 KB: allocate it once, not on a stack, and copy it by pq_policy_check_by only. Views point into it and into the
 * text, which must outlive the policy (built-in texts are static).
 * name, date, source: of the text itself, not of its base; empty if it has no such line
 * as_of:              day as of which it was read, as base/date.h numbers days; 0: all its own rules are in force
 * fold_underscores:   in names of headers '_' and '-' are the same
 * reason_bytes:       where the reasons of the entries lie
 * checker:            what is asked before the lists are; NULL: nothing
 */
struct pq_policy {
	struct pq_view name;
	struct pq_view date;
	struct pq_view source;
	uint32_t as_of;
	bool fold_underscores;
	struct pq_entry entries[PQ_MAX_POLICY_ENTRIES];
	size_t entry_count;
	struct pq_port_range ranges[PQ_MAX_POLICY_RANGES];
	size_t range_count;
	struct pq_port_map blocked[PQ_SCHEME_COUNT];
	struct pq_name_list headers;
	struct pq_name_list prefixes;
	struct pq_name_list methods;
	struct pq_name_list overrides;
	unsigned char reason_bytes[PQ_MAX_POLICY_REASONS];
	const struct pq_policy_checker *checker;
};

/*
 * Reads text, following `base`, as of a day, or as of the text's date where day is 0. SYNTAX, VERSION, RANGE, LIMIT
 * or UNKNOWN (base) with *diag filled; then *policy is not usable.
 */
enum pq_err pq_policy_parse_as_of(struct pq_policy *policy, struct pq_view text, uint32_t day, struct pq_diag *diag);

/* As of the text's date. */
static inline enum pq_err pq_policy_parse(struct pq_policy *policy, struct pq_view text, struct pq_diag *diag)
{
	return pq_policy_parse_as_of(policy, text, 0, diag);
}

/* Appends the text: every entry that is not inherited, in order; parsing it again gives the same. */
void pq_policy_print(const struct pq_policy *policy, struct pq_buf *out);

/*
 * Appends a text that says what was in force: without the rules that were not, and with the day as its date, so that
 * it means the same when it is read as of its date.
 */
void pq_policy_print_state(const struct pq_policy *policy, struct pq_buf *out);

/*
 * The days on which a rule of the text (not of its base) begins or ceases to count, ascending, each once: as of the
 * day before it, the text may mean something else. Fills at most cap of them and returns how many there are.
 */
size_t pq_policy_change_days(const struct pq_policy *policy, uint32_t *days, size_t cap);

/* Built-in policies, by index from 0 to count - 1, and by name (SIZE_MAX if there is none). */
size_t pq_policy_builtin_count(void);
size_t pq_policy_builtin_find(struct pq_view name);
const char *pq_policy_builtin_name(size_t index);
struct pq_view pq_policy_builtin_text(size_t index);

/*
 * A built-in policy as NAME or NAME@DATE: its index, and the day as of which it is to be read; 0, which stands for its
 * own date, where no DATE was given. UNKNOWN if there is no such NAME; SYNTAX or RANGE if DATE is none.
 */
enum pq_err pq_policy_builtin_resolve(struct pq_view name, size_t *index, uint32_t *day);

/* Reads it: an error of pq_policy_builtin_resolve. */
enum pq_err pq_policy_parse_builtin(struct pq_policy *policy, struct pq_view name);

/* Makes *out a policy that asks the checker first, and then is as *policy. Both outlive it: its views point into *policy. */
void pq_policy_check_by(struct pq_policy *out, const struct pq_policy *policy, const struct pq_policy_checker *checker);

/* What the policy's checker says; UNDECIDED without one. */
enum pq_checked pq_policy_checked_port(const struct pq_policy *policy, enum pq_scheme scheme, uint16_t port);
enum pq_checked pq_policy_checked_header(const struct pq_policy *policy, struct pq_view name, struct pq_view value);
enum pq_checked pq_policy_checked_method(const struct pq_policy *policy, struct pq_view method);

/* The bare check; kept out of line so that its cost can be counted. */
bool pq_port_map_has(const struct pq_port_map *map, uint16_t port);

static inline bool pq_policy_blocks_port(const struct pq_policy *policy, enum pq_scheme scheme, uint16_t port)
{
	enum pq_checked checked = policy->checker ? pq_policy_checked_port(policy, scheme, port) : PQ_CHECKED_UNDECIDED;

	return checked ? checked == PQ_CHECKED_BLOCKED : pq_port_map_has(&policy->blocked[scheme], port);
}

/* The schemes for which the port is blocked, bit 1 << enum pq_scheme for each. */
uint32_t pq_policy_blocked_schemes(const struct pq_policy *policy, uint16_t port);

/* Fetch "forbidden method", compared without case. */
bool pq_policy_forbids_method(const struct pq_policy *policy, struct pq_view method);

/*
 * Fetch "forbidden request-header": by name, by prefix, or an override header
 * whose value, split on commas outside quoted strings, names a forbidden method.
 */
bool pq_policy_forbids_header(const struct pq_policy *policy, struct pq_view name, struct pq_view value);

/* The last entry in force that decides about that port, for messages; NULL if none names it. */
const struct pq_entry *pq_policy_port_entry(const struct pq_policy *policy, enum pq_scheme scheme, uint16_t port);

/* The last note in force about that port; NULL if there is none. */
const struct pq_entry *pq_policy_port_note(const struct pq_policy *policy, enum pq_scheme scheme, uint16_t port);

#endif
