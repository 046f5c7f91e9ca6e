/* SPDX-License-Identifier: MIT */
/*
 * The judge: from a scenario, a judging policy and a transcript to verdicts.
 *
 * It shares neither code nor table with what it judges: of src/base it uses
 * only views and buffers (and the shared vocabulary of names), it reads URLs,
 * heads and multipart bodies with naive readers of its own, keeps its own
 * policy tables and calls ICU by itself. It compares bytes with loops of its
 * own, so that a fuzzer's hooks in libc do not learn what it looks for.
 */
#ifndef PQ_MONITOR_MONITOR_H
#define PQ_MONITOR_MONITOR_H

#include "monitor/judge_policy.h"
#include "scenario/scenario.h"
#include "transcript/transcript.h"

/* What a subject shows. A rule that needs what is not shown is not judged, never passed. */
enum pq_capability {
	PQ_SHOWS_DIALS = 1 << 0,    /* every dial */
	PQ_SHOWS_BYTES = 1 << 1,    /* all bytes as plaintext */
	PQ_SHOWS_OUTCOMES = 1 << 2, /* requests begun, their outcomes with reasons */
	PQ_SHOWS_SIDES = 1 << 3,    /* which side refused */
	PQ_SHOWS_RANDOM = 1 << 4,   /* every random draw */
	PQ_SHOWS_LOOKUPS =
		1 << 5, /* each look-up, made by the request that needs it; without it answers are cached, and
				       any earlier one, or a dns line of the scenario, may name the address of a dial */
	PQ_SHOWS_ALL = 63,          /* what one process can show */
	PQ_SHOWS_PROCESSES = 1 << 6 /* several processes, and each call that one of them may not make */
};

/*
 * One row of the table of rules.
 * id:       stable name; summary: what must not be, one sentence
 * cwe:      "CWE-918"; section: the standard's section
 * needs:    capabilities
 * sides:    bit 1 << enum pq_side for each side that enforces it
 */
struct pq_rule_info {
	const char *id;
	const char *summary;
	const char *cwe;
	const char *section;
	unsigned int needs;
	unsigned int sides;
};

/* rule: 1 to PQ_RULE_COUNT - 1. */
const struct pq_rule_info *pq_rule_info(enum pq_rule rule);

enum pq_judgement {
	PQ_NOT_JUDGED,     /* the subject does not show what the rule needs, or the rule was switched off */
	PQ_NOT_APPLICABLE, /* nothing in this case could have broken the rule */
	PQ_HELD,
	PQ_VIOLATED,
	PQ_JUDGEMENT_COUNT
};

/* What became of the attack as a whole. */
enum pq_case {
	PQ_CASE_UNSET,
	PQ_CASE_BLOCKED, /* some attacking request was refused for a rule */
	PQ_CASE_ALLOWED, /* none was refused, and all ended with a response */
	PQ_CASE_ERROR,   /* none was refused, some ended with a network error */
	PQ_CASE_VOID,    /* a control failed or is missing, or nothing happened at all: no statement */
	PQ_CASE_COUNT
};

const char *pq_judgement_name(enum pq_judgement judgement);
const char *pq_case_name(enum pq_case verdict);

/*
 * rule:    which
 * event:   index of the event of the transcript where it shows
 * request: number of the request; 0 if none
 * detail:  one sentence for a person, NUL-terminated, printable ASCII
 */
struct pq_violation {
	enum pq_rule rule;
	size_t event;
	uint32_t request;
	char detail[240];
};

#define PQ_MAX_VIOLATIONS 16

/*
 * rules:      by enum pq_rule
 * violations: the first PQ_MAX_VIOLATIONS, violation_total counts all
 * unmet:      text_line of the first expect line that does not hold; 0 if all hold or there is none
 * unmet_why:  one sentence about it
 * dials:      dials seen, controls' not counted
 */
struct pq_verdict {
	enum pq_case outcome;
	enum pq_judgement rules[PQ_RULE_COUNT];
	struct pq_violation violations[PQ_MAX_VIOLATIONS];
	size_t violation_total;
	uint32_t controls;
	uint32_t controls_done;
	uint32_t requests;
	uint32_t dials;
	uint32_t unmet;
	char unmet_why[160];
	char void_why[160];
};

#define PQ_MAX_OWN_HEADERS 32

/*
 * policy:       judging policy
 * capabilities: what the subject shows
 * rules:        bit 1 << enum pq_rule for each rule to judge; ~0u for all
 * own_headers:  names of the headers that the subject writes by itself, each at most once in a head and
 *               Connection only as "close"; ends with NULL. NULL: not known, and whatever some user agent
 *               writes is put up with. At most PQ_MAX_OWN_HEADERS; it must not change while the judge is open
 * fatal:        not NULL in fuzz builds: called with the text of a violation (first line
 *               "ASSERTION FAILED: pq_rule_<id>"), then the rule's reporter traps
 */
struct pq_judge {
	struct pq_judge_policy policy;
	unsigned int capabilities;
	uint32_t rules;
	const char *const *own_headers;
	void (*fatal)(const char *text);
	struct pq_judge_state *state;
};

/* Opens a judge under the built-in policy "fetch" with all capabilities and rules. IDNA or NO_SPACE on failure. */
enum pq_err pq_judge_init(struct pq_judge *judge);
void pq_judge_fini(struct pq_judge *judge);

/* Judges. *verdict is overwritten whole. A truncated transcript is VOID unless a violation shows. */
void pq_judge_run(struct pq_judge *judge, const struct pq_scenario *scenario, const struct pq_transcript *transcript,
		  struct pq_verdict *verdict);

#endif
