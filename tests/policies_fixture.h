/* SPDX-License-Identifier: MIT */
/* Lists as import would give them, made by hand, for the tests of checks. */
#ifndef TESTS_POLICIES_FIXTURE_H
#define TESTS_POLICIES_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "policies/check.h"

/* A policy of few ports and names, so that a table shows all that a check says. */
static const char small_text[] = "pratique-policy 1\n"
				 "name small\n"
				 "date 2026-01-01\n"
				 "block http,https 0 \"reserved\"\n"
				 "block http,https,ftp 25 since 2016-03-10 \"smtp\"\n"
				 "block http,https 53,40000 \"others\"\n"
				 "forbid-header Cookie since 2013-11-05\n"
				 "forbid-header Host\n"
				 "forbid-prefix sec-\n"
				 "forbid-method TRACE\n";

static inline struct pq_policy *small_policy(const char *text)
{
	struct pq_policy *policy = calloc(1, sizeof(*policy));
	struct pq_diag diag = { 0, 0, "" };

	if (!policy || pq_policy_parse(policy, pq_view_str(text), &diag))
		fail_msg("%zu:%zu: expected %s", diag.line, diag.column, diag.expected);
	return policy;
}

/* An import of one list, an entry a line from line 11 on. */
struct made {
	struct pq_import import;
	struct pq_import_list list;
	struct pq_import_item items[8];
	struct pq_import_condition conditions[3];
};

static inline struct made *made(enum pq_import_kind kind)
{
	struct made *made = calloc(1, sizeof(*made));

	assert_non_null(made);
	made->list.kind = kind;
	made->list.identifier = pq_view_str("kList");
	made->list.line = 10;
	made->list.items = made->items;
	made->import.format = "made";
	made->import.schemes = "http,https";
	made->import.lists = &made->list;
	made->import.list_count = 1;
	made->import.conditions = made->conditions;
	return made;
}

static inline struct pq_import_item *add(struct made *made)
{
	struct pq_import_item *item = &made->items[made->list.item_count++];

	assert_true(made->list.item_count <= 8);
	made->list.live_count = made->list.item_count;
	item->line = (uint32_t)(10 + made->list.item_count);
	item->column = 5;
	return item;
}

static inline struct pq_import_item *add_ports(struct made *made, uint32_t first, uint32_t last)
{
	struct pq_import_item *item = add(made);

	item->first = first;
	item->last = last;
	return item;
}

static inline struct made *made_ports(const uint32_t *ports, size_t count)
{
	struct made *list = made(PQ_IMPORT_PORTS);

	for (size_t i = 0; i < count; i++)
		add_ports(list, ports[i], ports[i]);
	return list;
}

#define PORTS(...) \
	made_ports((const uint32_t[]){ __VA_ARGS__ }, sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

static inline struct made *made_names(enum pq_import_kind kind, const char *const *names, size_t count)
{
	struct made *list = made(kind);

	for (size_t i = 0; i < count; i++)
		add(list)->name = pq_view_str(names[i]);
	return list;
}

#define NAMES(kind, ...)                                       \
	made_names(kind, (const char *const[]){ __VA_ARGS__ }, \
		   sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* The findings as "LINE rule subject; ...", in their order. */
static inline void tell_findings(const struct pq_policies_check *check, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < check->finding_count && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%zu %s %s", len ? "; " : "", check->findings[i].line,
					pq_row_word(check->findings[i].rule), check->findings[i].subject);
}

#endif
