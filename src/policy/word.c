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
	[PQ_ENTRY_FORBID_HEADER] = PQ_VIEW("forbid-header"),
	[PQ_ENTRY_FORBID_PREFIX] = PQ_VIEW("forbid-prefix"),
	[PQ_ENTRY_FORBID_METHOD] = PQ_VIEW("forbid-method"),
	[PQ_ENTRY_FORBID_OVERRIDE] = PQ_VIEW("forbid-override"),
};

const enum pq_policy_shape pq_policy_shapes[PQ_ENTRY_COUNT] = {
	[PQ_ENTRY_COMMENT] = PQ_SHAPE_NONE,       [PQ_ENTRY_NAME] = PQ_SHAPE_TOKEN,
	[PQ_ENTRY_DATE] = PQ_SHAPE_DATE,          [PQ_ENTRY_SOURCE] = PQ_SHAPE_REST,
	[PQ_ENTRY_BASE] = PQ_SHAPE_TOKEN,         [PQ_ENTRY_BLOCK] = PQ_SHAPE_PORTS,
	[PQ_ENTRY_ALLOW] = PQ_SHAPE_PORTS,        [PQ_ENTRY_ONLY] = PQ_SHAPE_PORTS,
	[PQ_ENTRY_FORBID_HEADER] = PQ_SHAPE_NAME, [PQ_ENTRY_FORBID_PREFIX] = PQ_SHAPE_NAME,
	[PQ_ENTRY_FORBID_METHOD] = PQ_SHAPE_NAME, [PQ_ENTRY_FORBID_OVERRIDE] = PQ_SHAPE_NAME,
};
