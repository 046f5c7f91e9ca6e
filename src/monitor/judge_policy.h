/* SPDX-License-Identifier: MIT */
/*
 * The monitor's own idea of a policy: linear lists, its own tables for the
 * built-in policies (typed independently of src/policy), its own reader of policy text.
 */
#ifndef PQ_MONITOR_JUDGE_POLICY_H
#define PQ_MONITOR_JUDGE_POLICY_H

#include <stdint.h>

#include "base/err.h"
#include "base/view.h"

#define PQ_JUDGE_MAX_ROWS 1024

/*
 * schemes: bits in the order http, https, ws, wss, ftp, tcp, ftp-data, stun-udp, stun-tcp, turn-udp, turn-tcp,
 *          webtransport (bit 0 to 11)
 * kind:    'b' block, 'a' allow, 'o' only
 */
struct pq_judge_ports {
	uint32_t schemes;
	uint16_t first;
	uint16_t last;
	char kind;
};

/* kind: 'h' header, 'p' prefix, 'm' method, 'o' override header; 'f', without a name: underscores are hyphens */
struct pq_judge_name {
	struct pq_view name;
	char kind;
};

/* Rows that are in force, in order; the last row that names a port decides. */
struct pq_judge_policy {
	struct pq_judge_ports ports[PQ_JUDGE_MAX_ROWS];
	size_t port_count;
	struct pq_judge_name names[PQ_JUDGE_MAX_ROWS];
	size_t name_count;
};

/*
 * A built-in policy from the monitor's own tables, as NAME or NAME@DATE (a year, a month or a day, up to whose end it is
 * read). UNKNOWN for any other name, and for what is no date.
 */
enum pq_err pq_judge_policy_builtin(struct pq_judge_policy *policy, struct pq_view name);

/*
 * From policy text, which must outlive it, as of a day (YYYYMMDD; 0: the text's own date); "base" names one of the
 * built-in ones. SYNTAX etc. with *diag filled.
 */
enum pq_err pq_judge_policy_read_as_of(struct pq_judge_policy *policy, struct pq_view text, uint32_t day,
				       struct pq_diag *diag);

static inline enum pq_err pq_judge_policy_read(struct pq_judge_policy *policy, struct pq_view text,
					       struct pq_diag *diag)
{
	return pq_judge_policy_read_as_of(policy, text, 0, diag);
}

/* The bit of a scheme's lower-case name; 0 for any other. */
uint32_t pq_judge_policy_scheme(struct pq_view scheme);

/* scheme: lower-case name, such as "http". */
bool pq_judge_policy_blocks(const struct pq_judge_policy *policy, struct pq_view scheme, uint16_t port);
bool pq_judge_policy_forbids_header(const struct pq_judge_policy *policy, struct pq_view name, struct pq_view value);
bool pq_judge_policy_forbids_method(const struct pq_judge_policy *policy, struct pq_view method);

#endif
