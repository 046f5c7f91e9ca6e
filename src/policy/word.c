/* SPDX-License-Identifier: MIT */
#include "policy/word.h"

const struct pq_view pq_policy_words[PQ_ENTRY_COUNT] = {
	[PQ_ENTRY_COMMENT] = PQ_VIEW(""),
	[PQ_ENTRY_NAME] = PQ_VIEW("name"),
	[PQ_ENTRY_DATE] = PQ_VIEW("date"),
	[PQ_ENTRY_SOURCE] = PQ_VIEW("source"),
	[PQ_ENTRY_BASE] = PQ_VIEW("base"),
	[PQ_ENTRY_BLOCK] = PQ_VIEW("block"),
	[PQ_ENTRY_ALLOW] = PQ_VIEW("allow"),
	[PQ_ENTRY_ONLY] = PQ_VIEW("only"),
	[PQ_ENTRY_NOTE] = PQ_VIEW("note"),
	[PQ_ENTRY_FORBID_HEADER] = PQ_VIEW("forbid-header"),
	[PQ_ENTRY_FORBID_PREFIX] = PQ_VIEW("forbid-prefix"),
	[PQ_ENTRY_FORBID_METHOD] = PQ_VIEW("forbid-method"),
	[PQ_ENTRY_FORBID_OVERRIDE] = PQ_VIEW("forbid-override"),
	[PQ_ENTRY_FOLD_UNDERSCORES] = PQ_VIEW("fold-underscores"),
};

const enum pq_policy_shape pq_policy_shapes[PQ_ENTRY_COUNT] = {
	[PQ_ENTRY_COMMENT] = PQ_SHAPE_NONE,
	[PQ_ENTRY_NAME] = PQ_SHAPE_TOKEN,
	[PQ_ENTRY_DATE] = PQ_SHAPE_DATE,
	[PQ_ENTRY_SOURCE] = PQ_SHAPE_REST,
	[PQ_ENTRY_BASE] = PQ_SHAPE_BASE,
	[PQ_ENTRY_BLOCK] = PQ_SHAPE_PORTS,
	[PQ_ENTRY_ALLOW] = PQ_SHAPE_PORTS,
	[PQ_ENTRY_ONLY] = PQ_SHAPE_PORTS,
	[PQ_ENTRY_NOTE] = PQ_SHAPE_PORTS,
	[PQ_ENTRY_FORBID_HEADER] = PQ_SHAPE_NAME,
	[PQ_ENTRY_FORBID_PREFIX] = PQ_SHAPE_NAME,
	[PQ_ENTRY_FORBID_METHOD] = PQ_SHAPE_NAME,
	[PQ_ENTRY_FORBID_OVERRIDE] = PQ_SHAPE_NAME,
	[PQ_ENTRY_FOLD_UNDERSCORES] = PQ_SHAPE_BARE,
};

#define DATES " [since DATE] [until DATE]"
#define WHY DATES " [\"REASON\"]"

const char *const pq_policy_help[PQ_ENTRY_COUNT] = {
	[PQ_ENTRY_COMMENT] = "# and the rest of the line",
	[PQ_ENTRY_NAME] = "NAME of the policy; once",
	[PQ_ENTRY_DATE] = "YYYY-MM-DD of its source, as of which the rules' dates are read; once",
	[PQ_ENTRY_SOURCE] = "where the rules come from, up to the end of the line; once",
	[PQ_ENTRY_BASE] = "NAME or NAME@DATE of a built-in policy to start from; once, before the first rule",
	[PQ_ENTRY_BLOCK] = "SCHEMES PORTS" WHY ": these ports are blocked",
	[PQ_ENTRY_ALLOW] = "SCHEMES PORTS" WHY ": these are not; the last line that names a port decides",
	[PQ_ENTRY_ONLY] = "SCHEMES PORTS" WHY ": all other ports of these schemes are blocked",
	[PQ_ENTRY_NOTE] = "SCHEMES PORTS" DATES " \"TEXT\": what explain says where such a port was asked for",
	[PQ_ENTRY_FORBID_HEADER] = "NAME" WHY ": a forbidden header name",
	[PQ_ENTRY_FORBID_PREFIX] = "NAME" WHY ": so no header name may begin",
	[PQ_ENTRY_FORBID_METHOD] = "NAME" WHY ": a forbidden method",
	[PQ_ENTRY_FORBID_OVERRIDE] = "NAME" WHY ": a header whose value may not name a forbidden method",
	[PQ_ENTRY_FOLD_UNDERSCORES] = "[since DATE] [until DATE] [\"REASON\"]: in header names '_' counts as '-'",
};
