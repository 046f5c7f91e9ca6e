/* SPDX-License-Identifier: MIT */
#include "result/json_fields.h"

/* clang-format off */
#define FIELD(type, member, kind) { #member, kind, offsetof(struct type, member), false }
#define ALWAYS(type, member, kind) { #member, kind, offsetof(struct type, member), true }
#define LIST(name) const struct pq_field_list pq_fields_##name = { name, sizeof(name) / sizeof(name[0]) }

static const struct pq_field result[] = {
	FIELD(pq_result, name, PQ_FIELD_TEXT),
	FIELD(pq_result, version, PQ_FIELD_TEXT),
	FIELD(pq_result, family, PQ_FIELD_TEXT),
	FIELD(pq_result, command, PQ_FIELD_TEXT),
	FIELD(pq_result, program, PQ_FIELD_TEXT),
	FIELD(pq_result, judge, PQ_FIELD_TEXT),
	FIELD(pq_result, depth, PQ_FIELD_TEXT),
	FIELD(pq_result, started, PQ_FIELD_TEXT),
	ALWAYS(pq_result, took_ms, PQ_FIELD_U64),
	ALWAYS(pq_result, sink_permille, PQ_FIELD_U32),
	ALWAYS(pq_result, busy_permille, PQ_FIELD_U32),
	ALWAYS(pq_result, partial, PQ_FIELD_BOOL),
	FIELD(pq_result, trouble, PQ_FIELD_TEXT),
	ALWAYS(pq_result, controls, PQ_FIELD_U32),
	ALWAYS(pq_result, controls_seen, PQ_FIELD_U32),
};
LIST(result);

static const struct pq_field vector[] = {
	FIELD(pq_result_vector, name, PQ_FIELD_TEXT),
	FIELD(pq_result_vector, initiator, PQ_FIELD_TEXT),
	FIELD(pq_result_vector, section, PQ_FIELD_TEXT),
	FIELD(pq_result_vector, scheme, PQ_FIELD_TEXT),
	ALWAYS(pq_result_vector, tested, PQ_FIELD_TESTED),
	FIELD(pq_result_vector, cause, PQ_FIELD_TEXT),
	FIELD(pq_result_vector, sweep, PQ_FIELD_BOOL),
	FIELD(pq_result_vector, lost, PQ_FIELD_BOOL),
	FIELD(pq_result_vector, accepted, PQ_FIELD_SIZE),
	ALWAYS(pq_result_vector, took_ms, PQ_FIELD_U32),
};
LIST(vector);

static const struct pq_field port[] = {
	ALWAYS(pq_result_port, finding, PQ_FIELD_FINDING),
	ALWAYS(pq_result_port, seen, PQ_FIELD_SEEN),
	FIELD(pq_result_port, asked_again, PQ_FIELD_BOOL),
	FIELD(pq_result_port, again, PQ_FIELD_SEEN),
	FIELD(pq_result_port, stray_port, PQ_FIELD_U16),
	FIELD(pq_result_port, evidence, PQ_FIELD_TEXT),
	FIELD(pq_result_port, accepted, PQ_FIELD_SIZE),
};
LIST(port);

static const struct pq_field entry[] = {
	FIELD(pq_result_case, suite, PQ_FIELD_TEXT),
	FIELD(pq_result_case, name, PQ_FIELD_TEXT),
	FIELD(pq_result_case, file, PQ_FIELD_TEXT),
	ALWAYS(pq_result_case, tested, PQ_FIELD_TESTED),
	FIELD(pq_result_case, cause, PQ_FIELD_TEXT),
	FIELD(pq_result_case, outcome, PQ_FIELD_TEXT),
	FIELD(pq_result_case, detail, PQ_FIELD_TEXT),
	FIELD(pq_result_case, differs, PQ_FIELD_BOOL),
	FIELD(pq_result_case, asked_again, PQ_FIELD_BOOL),
	FIELD(pq_result_case, transcript, PQ_FIELD_TEXT),
	FIELD(pq_result_case, accepted, PQ_FIELD_SIZE),
};
const struct pq_field_list pq_fields_case = { entry, sizeof(entry) / sizeof(entry[0]) };

static const struct pq_field space[] = {
	FIELD(pq_result_space, initiator, PQ_FIELD_TEXT),
	FIELD(pq_result_space, from, PQ_FIELD_TEXT),
	FIELD(pq_result_space, to, PQ_FIELD_TEXT),
	ALWAYS(pq_result_space, tested, PQ_FIELD_TESTED),
	FIELD(pq_result_space, cause, PQ_FIELD_TEXT),
	ALWAYS(pq_result_space, seen, PQ_FIELD_SEEN),
	FIELD(pq_result_space, asked_again, PQ_FIELD_BOOL),
	FIELD(pq_result_space, again, PQ_FIELD_SEEN),
};
LIST(space);

static const struct pq_field dial[] = {
	FIELD(pq_result_dial, name, PQ_FIELD_TEXT),
	FIELD(pq_result_dial, address, PQ_FIELD_TEXT),
	FIELD(pq_result_dial, transport, PQ_FIELD_TEXT),
	ALWAYS(pq_result_dial, port, PQ_FIELD_U16),
	ALWAYS(pq_result_dial, seen, PQ_FIELD_SEEN),
	ALWAYS(pq_result_dial, bytes, PQ_FIELD_U64),
	ALWAYS(pq_result_dial, after_ms, PQ_FIELD_U32),
	FIELD(pq_result_dial, first, PQ_FIELD_TEXT),
	ALWAYS(pq_result_dial, finding, PQ_FIELD_FINDING),
	FIELD(pq_result_dial, evidence, PQ_FIELD_TEXT),
	FIELD(pq_result_dial, unexpected, PQ_FIELD_BOOL),
	FIELD(pq_result_dial, accepted, PQ_FIELD_SIZE),
};
LIST(dial);

static const struct pq_field note[] = {
	FIELD(pq_result_note, name, PQ_FIELD_TEXT),
	ALWAYS(pq_result_note, rule, PQ_FIELD_RULE),
	FIELD(pq_result_note, detail, PQ_FIELD_TEXT),
	FIELD(pq_result_note, accepted, PQ_FIELD_SIZE),
};
LIST(note);

static const struct pq_field accepted[] = {
	FIELD(pq_result_accepted, what, PQ_FIELD_TEXT),
	FIELD(pq_result_accepted, reason, PQ_FIELD_TEXT),
	FIELD(pq_result_accepted, expires, PQ_FIELD_TEXT),
	ALWAYS(pq_result_accepted, used, PQ_FIELD_BOOL),
	ALWAYS(pq_result_accepted, expired, PQ_FIELD_BOOL),
	ALWAYS(pq_result_accepted, line, PQ_FIELD_U32),
};
LIST(accepted);
/* clang-format on */

const char *const pq_field_judgements[PQ_FIELD_JUDGEMENTS] = { "not judged", "not applicable", "held", "violated" };
