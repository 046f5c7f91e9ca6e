/* SPDX-License-Identifier: MIT */
#include "policies/drift.h"

#include "base/text.h"

/* The word of a policy's line for each kind of name. */
static const char *word_of(enum pq_row_kind rule)
{
	switch (rule) {
	case PQ_ROW_EXTRA_HEADER:
	case PQ_ROW_MISSING_HEADER:
		return "forbid-header";
	case PQ_ROW_EXTRA_PREFIX:
	case PQ_ROW_MISSING_PREFIX:
		return "forbid-prefix";
	case PQ_ROW_EXTRA_METHOD:
	case PQ_ROW_MISSING_METHOD:
		return "forbid-method";
	case PQ_ROW_EXTRA_OVERRIDE:
	case PQ_ROW_MISSING_OVERRIDE:
		return "forbid-override";
	case PQ_ROW_EXTRA_PORT:
	case PQ_ROW_MISSING_PORT:
		return "block";
	default:
		return NULL;
	}
}

/* What the standard's text says of the port in its own table, such as its service. */
static struct pq_view comment_of(const struct pq_import *standard, uint16_t port)
{
	for (size_t i = 0; i < standard->list_count; i++) {
		const struct pq_import_list *list = &standard->lists[i];

		for (size_t item = 0; list->kind == PQ_IMPORT_PORTS && item < list->item_count; item++)
			if (port >= list->items[item].first && port <= list->items[item].last)
				return list->items[item].comment;
	}
	return pq_view(NULL, 0);
}

static bool is_extra(enum pq_row_kind rule)
{
	return rule == PQ_ROW_EXTRA_PORT || rule == PQ_ROW_EXTRA_HEADER || rule == PQ_ROW_EXTRA_PREFIX ||
	       rule == PQ_ROW_EXTRA_METHOD || rule == PQ_ROW_EXTRA_OVERRIDE;
}

/* The name or the service as policy text; an argument takes at most four bytes for one. */
static void put(struct pq_buf *out, const char *before, struct pq_view argument, bool quoted)
{
	pq_buf_add_str(out, before);
	if (quoted)
		pq_text_quote(argument, out);
	else
		pq_text_print(argument, out);
}

static const char *line_of(struct pq_policies_check *check, const struct pq_import *standard,
			   const struct pq_policies_finding *finding)
{
	unsigned char bytes[4096];
	char schemes[160];
	struct pq_view service = pq_view_str(finding->service ? finding->service : "");
	struct pq_buf out;

	pq_buf_init(&out, bytes, sizeof(bytes));
	pq_buf_add_str(&out, word_of(finding->rule));
	if (!finding->by_port) {
		put(&out, " ", pq_view_str(finding->subject), false);
	} else {
		pq_policies_scheme_names(check->files[0].schemes, schemes, sizeof(schemes));
		put(&out, " ", pq_view_str(schemes), false);
		put(&out, " ", pq_view_str(finding->subject), false);
		if (is_extra(finding->rule))
			service = pq_view_slice(comment_of(standard, finding->first), 0, 200);
		if (service.len > 0)
			put(&out, " ", service, true);
	}
	return pq_result_text(check->store, pq_buf_view(&out));
}

size_t pq_policies_drift(struct pq_policies_check *check, const struct pq_import *standard,
			 struct pq_policies_step *steps, size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < check->finding_count; i++) {
		const struct pq_policies_finding *finding = &check->findings[i];

		if (!word_of(finding->rule))
			continue;
		if (count < room)
			steps[count] = (struct pq_policies_step){ is_extra(finding->rule), finding->line,
								  line_of(check, standard, finding) };
		check->full = check->full || (count < room && !steps[count].text);
		count++;
	}
	return count;
}
