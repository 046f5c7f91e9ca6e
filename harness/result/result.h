/* SPDX-License-Identifier: MIT */
/*
 * What an audit found, as data: made by the audit, written and read as JSON,
 * compared, and shown by the reports. Nothing in here runs anything.
 *
 * All strings are owned by the result (pq_result_text, pq_result_print), NUL-terminated and UTF-8. What a subject wrote
 * can hold every character but NUL, and is escaped by whoever shows it. NULL means "none".
 */
#ifndef PQ_RESULT_RESULT_H
#define PQ_RESULT_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/rule.h"
#include "base/view.h"

/* What reached the sink for one probe: as enum pq_came, in the same order. */
enum pq_seen { PQ_SEEN_NOTHING, PQ_SEEN_DIAL, PQ_SEEN_HELLO, PQ_SEEN_BYTES, PQ_SEEN_REQUEST, PQ_SEEN_COUNT };

/* Names for JSON: "nothing" "dial" "hello" "bytes" "request". */
const char *pq_seen_name(enum pq_seen seen);

/* What that means under the judging policy. */
enum pq_finding {
	PQ_FINDING_UNTESTED,    /* its vector's control was not seen, or the probe was not made */
	PQ_FINDING_BLOCKED,     /* nothing dialled, and the policy blocks it */
	PQ_FINDING_ALLOWED,     /* dialled, and the policy allows it */
	PQ_FINDING_UNSAFE_PORT, /* dialled, although the policy blocks it */
	PQ_FINDING_OVER_BLOCK,  /* nothing dialled in two asks, although the policy allows it */
	PQ_FINDING_COUNT
};

/* "untested" "blocked" "allowed" "unsafe_port" "over_block". */
const char *pq_finding_name(enum pq_finding finding);

/* Judgements in cases and notes: enum pq_judgement of the monitor, which stands in another layer. */
#define PQ_RESULT_HELD 2
#define PQ_RESULT_VIOLATED 3

/* Whether a vector, a space or a case could be tested. */
enum pq_tested { PQ_TESTED, PQ_UNTESTED, PQ_NOT_APPLICABLE_HERE, PQ_TESTED_COUNT };

/* "tested" "untested" "not applicable". */
const char *pq_tested_name(enum pq_tested tested);

/*
 * port:       as asked
 * seen, again: what the first and the second ask showed; asked_again says whether there was a second one
 * finding:    see above
 * stray_port: another port that the probe's own address was dialled on, such as 443; 0: none
 * evidence:   its connections, transcript text cut to 8 KiB; only of findings that are violations, else NULL
 * accepted:   index + 1 of the baseline's row that accepts it; 0: none
 */
struct pq_result_port {
	uint16_t port;
	enum pq_seen seen;
	enum pq_seen again;
	bool asked_again;
	enum pq_finding finding;
	uint16_t stray_port;
	char *evidence;
	size_t accepted;
};

/*
 * name:    the vector's, such as "img" or "fetch/302"; unique in a result
 * initiator, section, scheme: as in the table of vectors
 * cause:   why it is untested or not applicable; NULL if tested
 * sweep:   it went over (nearly) all ports: shown as a picture, not as a row of the matrix
 * lost:    the baseline's result tested it and this one does not (pq_baseline_apply); accepted: that is accepted
 * ports:   port_count entries, by port
 * took_ms: wall time
 */
struct pq_result_vector {
	char *name;
	char *initiator;
	char *section;
	char *scheme;
	enum pq_tested tested;
	char *cause;
	bool sweep;
	bool lost;
	size_t accepted;
	struct pq_result_port *ports;
	size_t port_count;
	uint32_t took_ms;
};

/*
 * One scenario that was put to the subject (headers, bodies, ask).
 * suite:    "headers", "bodies" or "ask"
 * name:     unique within the suite, such as "fetch forbidden Host" or a corpus path
 * file:     scenario's file, relative to the project; NULL if made for the audit
 * outcome:  "blocked" "allowed" "error" "void"
 * rules:    by enum pq_rule: 0 not judged, 1 not applicable, 2 held, 3 violated (enum pq_judgement)
 * detail:   one sentence on the first violation, or on what differs from the model; NULL: nothing to say
 * differs:  it wrote other bytes than the model (bodies), which is no violation of a rule
 * transcript: cut to 64 KiB; only where something is to be shown
 */
struct pq_result_case {
	char *suite;
	char *name;
	char *file;
	enum pq_tested tested;
	char *cause;
	char *outcome;
	uint8_t rules[PQ_RULE_COUNT];
	char *detail;
	bool differs;
	bool asked_again;
	char *transcript;
	size_t accepted;
};

/* Address spaces: a page in space `from` asks for a target in space `to` through `initiator`. */
struct pq_result_space {
	char *initiator;
	char *from;
	char *to;
	enum pq_tested tested;
	char *cause;
	enum pq_seen seen;
	bool asked_again;
	enum pq_seen again;
};

/*
 * A dial or a look-up of an idle subject, or of a program in the sandbox. name: looked up before, or SNI; NULL if none.
 * unexpected: the baseline tells of dials, and not of this one
 */
struct pq_result_dial {
	char *name;
	char *address;   /* NULL for a look-up that no dial followed */
	char *transport; /* "tcp" "udp" */
	uint16_t port;
	enum pq_seen seen;
	uint64_t bytes;
	uint32_t after_ms;
	char *first; /* the beginning of what was written, at most 256 bytes; NULL if none */
	enum pq_finding finding;
	char *evidence;
	bool unexpected;
	size_t accepted;
};

/* A statement on many requests, such as their boundaries. name: "boundaries"; held: 0 not judged, else enum pq_judgement */
struct pq_result_note {
	char *name;
	enum pq_rule rule;
	uint8_t judgement;
	char *detail;
	size_t accepted;
};

/* A row of a baseline: what it accepts. used: something in this result is accepted by it; expired: on that day. */
struct pq_result_accepted {
	char *what;
	char *reason;
	char *expires; /* YYYY-MM-DD */
	bool used;
	bool expired;
	uint32_t line;
};

/*
 * name, version, family: the subject's; command: as launched, with its flags
 * program:  pratique's version; judge: name of the judging policy; depth: "quick" "nightly" "full"
 * started:  2026-11-25T22:33:00Z
 * took_ms:  wall time; sink_share, subject_share: per mille of all cores' time that the sink and everything used
 * partial:  it ended early: interrupted, crashed, hung, out of time; trouble says why and where the log is
 * controls, controls_seen: must-succeed probes of all vectors
 */
struct pq_result {
	char *name;
	char *version;
	char *family;
	char *command;
	char *program;
	char *judge;
	char *depth;
	char *started;
	uint64_t took_ms;
	uint32_t sink_permille;
	uint32_t busy_permille;
	bool partial;
	char *trouble;
	uint32_t controls;
	uint32_t controls_seen;
	struct pq_result_vector *vectors;
	size_t vector_count;
	struct pq_result_case *cases;
	size_t case_count;
	struct pq_result_space *spaces;
	size_t space_count;
	struct pq_result_dial *dials;
	size_t dial_count;
	struct pq_result_note *notes;
	size_t note_count;
	struct pq_result_accepted *accepted;
	size_t accepted_count;
	struct pq_result_store *store;
};

/* Empty; NULL if memory is short. */
struct pq_result *pq_result_new(void);
void pq_result_free(struct pq_result *result);

/*
 * A string owned by the result; NULL if memory is short. NUL becomes U+FFFD, a byte that is not UTF-8 the four
 * characters \xNN. What stands in a result already, or in a literal, may be given to several entries.
 */
char *pq_result_text(struct pq_result *result, struct pq_view text);
char *pq_result_print(struct pq_result *result, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A new entry, zeroed, at the end of the list; NULL if memory is short. Earlier pointers into that list may move. */
struct pq_result_vector *pq_result_add_vector(struct pq_result *result);
struct pq_result_port *pq_result_add_port(struct pq_result *result, struct pq_result_vector *vector);
struct pq_result_case *pq_result_add_case(struct pq_result *result);
struct pq_result_space *pq_result_add_space(struct pq_result *result);
struct pq_result_dial *pq_result_add_dial(struct pq_result *result);
struct pq_result_note *pq_result_add_note(struct pq_result *result);
struct pq_result_accepted *pq_result_add_accepted(struct pq_result *result);

/*
 * What the whole comes to: violations and differences that are not accepted, and how many are.
 * lost:            vectors that the baseline tested and that are untested now
 * new_dials:       unexpected ones
 * expired, unused: rows of the baseline
 * is_void:         no control was seen, and no case, space or dial without one either
 */
struct pq_result_sum {
	size_t unsafe_ports;
	size_t over_blocks;
	size_t case_violations;
	size_t case_differences;
	size_t note_violations;
	size_t lost;
	size_t new_dials;
	size_t accepted;
	size_t tested_vectors;
	size_t untested_vectors;
	size_t inapplicable_vectors;
	size_t expired;
	size_t unused;
	bool is_void;
};

struct pq_result_sum pq_result_sum(const struct pq_result *result);

/* The first rule that the case violates; PQ_RULE_NONE if it violates none. */
enum pq_rule pq_result_case_rule(const struct pq_result_case *entry);

/* True if the finding breaks a rule: unsafe_port and over_block. */
bool pq_finding_is_violation(enum pq_finding finding);

/* As an exit code: 0 conforms, 1 violations, 3 void or partial (DESIGN.md 9). */
int pq_result_exit(const struct pq_result *result);

#endif
