/* SPDX-License-Identifier: MIT */
#include "triage/label.h"

#include <string.h>

#include "base/rule.h"

#define HASH_DIGITS 16

/* Takes the part behind the last '-' off the end of *text; false if there is none. */
static bool take_last(struct pq_view *text, struct pq_view *part)
{
	for (size_t i = text->len; i-- > 0;) {
		if (text->data[i] != '-')
			continue;
		*part = pq_view_from(*text, i + 1);
		*text = pq_view_slice(*text, 0, i);
		return true;
	}
	return false;
}

static bool is_hash(struct pq_view text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!strchr("0123456789abcdef", text.data[i]) || !text.data[i])
			return false;
	return text.len == HASH_DIGITS;
}

static bool copy(char out[static PQ_STATUS_NAME], struct pq_view text)
{
	if (text.len == 0 || text.len >= PQ_STATUS_NAME)
		return false;
	memcpy(out, text.data, text.len);
	out[text.len] = '\0';
	return true;
}

enum pq_label_fault pq_label_read(const char *path, struct pq_label *label)
{
	const char *slash = strrchr(path, '/');
	struct pq_view text = pq_view_str(slash ? slash + 1 : path), suffix, hash, target;
	size_t dot = pq_view_find(text, '.', 0), index;

	*label = (struct pq_label){ "", "", NULL };
	suffix = pq_view_from(text, dot);
	text = pq_view_slice(text, 0, dot);
	if (!take_last(&text, &hash) || !is_hash(hash) || !take_last(&text, &target) || !copy(label->name, text) ||
	    !copy(label->target_name, target))
		return PQ_LABEL_FORM;
	index = pq_campaign_target_find(label->target_name);
	if (index > PQ_CAMPAIGN_TARGETS)
		return PQ_LABEL_TARGET;
	label->target = pq_campaign_target_at(index);
	return pq_view_is(suffix, label->target->suffix) ? PQ_LABEL_GOOD : PQ_LABEL_SUFFIX;
}

enum pq_label_kind pq_label_kind(const char *name)
{
	static const struct {
		const char *name;
		enum pq_label_kind kind;
	} kinds[] = {
		{ "crash", PQ_LABEL_DEATH }, { "timeout", PQ_LABEL_DEATH },        { "ubsan", PQ_LABEL_SANITIZER },
		{ "leak", PQ_LABEL_ENGINE }, { "out-of-memory", PQ_LABEL_ENGINE }, { "unproven", PQ_LABEL_UNPROVEN },
	};

	if (pq_rule_by_name(pq_view_str(name)) != PQ_RULE_NONE)
		return PQ_LABEL_RULE;
	if (strncmp(name, "asan-", 5) == 0)
		return PQ_LABEL_SANITIZER;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(name, kinds[i].name) == 0)
			return kinds[i].kind;
	return PQ_LABEL_PROPERTY;
}
