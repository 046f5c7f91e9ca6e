/* SPDX-License-Identifier: MIT */
#include "result/lab_services.h"

#include <stdlib.h>

struct pq_lab_served *pq_lab_served_new(void)
{
	return calloc(1, sizeof(struct pq_lab_served));
}

static void forget_case(struct pq_lab_case *row)
{
	for (size_t i = 0; i < row->tried_count; i++)
		free(row->tried[i].family);
	free(row->tried);
	free(row->reason);
	pq_lab_steps_fini(&row->steps);
}

void pq_lab_served_free(struct pq_lab_served *served)
{
	if (!served)
		return;
	free(served->name);
	free(served->group);
	free(served->packages);
	free(served->where);
	free(served->user);
	free(served->start);
	free(served->prepare);
	free(served->configuration);
	free(served->note);
	free(served->reason);
	for (size_t i = 0; i < served->case_count; i++)
		forget_case(&served->cases[i]);
	free(served);
}

bool pq_lab_services_add(struct pq_lab_services *services, struct pq_lab_served *served)
{
	struct pq_lab_served **rows = realloc(services->rows, (services->count + 1) * sizeof(*rows));

	if (!rows)
		return false;
	services->rows = rows;
	rows[services->count++] = served;
	return true;
}

void pq_lab_services_fini(struct pq_lab_services *services)
{
	for (size_t i = 0; i < services->count; i++)
		pq_lab_served_free(services->rows[i]);
	free(services->rows);
	free(services->date);
	free(services->version);
	free(services->browser);
	*services = (struct pq_lab_services){ 0 };
}

bool pq_lab_case_add(struct pq_lab_case *row, const char *family, uint32_t padding, enum pq_lab_class class)
{
	struct pq_lab_tried *tried;
	char *name;

	if (row->tried_count == PQ_MAX_LAB_ATTEMPTS)
		return false;
	tried = realloc(row->tried, (row->tried_count + 1) * sizeof(*tried));
	if (!tried)
		return false;
	row->tried = tried;
	name = strdup(family);
	if (!name)
		return false;
	tried[row->tried_count++] = (struct pq_lab_tried){ name, padding, class };
	return true;
}

void pq_lab_case_settle(struct pq_lab_case *row, uint32_t padding)
{
	/* Of classes as frequent as each other the first one counts. */
	static const enum pq_lab_class order[] = { PQ_LAB_TOLERATES, PQ_LAB_SWALLOWS, PQ_LAB_REJECTS, PQ_LAB_EXECUTES };
	uint32_t counts[PQ_LAB_CLASS_COUNT] = { 0 };

	for (size_t i = 0; i < row->tried_count; i++)
		if (row->tried[i].padding == padding)
			counts[row->tried[i].class]++;
	row->padding = padding;
	row->class = PQ_LAB_VOID;
	row->k = 0;
	row->n = 0;
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		row->n += counts[order[i]];
		if (counts[order[i]] <= row->k)
			continue;
		row->class = order[i];
		row->k = counts[order[i]];
	}
}

static bool stands_before(const struct pq_lab_case *a, const struct pq_lab_case *b)
{
	bool counts_a = a->client == PQ_LAB_PATIENT || a->class == PQ_LAB_EXECUTES;
	bool counts_b = b->client == PQ_LAB_PATIENT || b->class == PQ_LAB_EXECUTES;

	if (counts_a != counts_b)
		return counts_a;
	if (a->class != b->class)
		return a->class > b->class;
	return (uint64_t)a->k * b->n > (uint64_t)b->k * a->n;
}

const struct pq_lab_case *pq_lab_form_case(const struct pq_lab_served *served, enum pq_lab_form form)
{
	const struct pq_lab_case *best = NULL;

	for (size_t i = 0; i < served->case_count; i++)
		if (served->cases[i].form == form && (!best || stands_before(&served->cases[i], best)))
			best = &served->cases[i];
	return best;
}

unsigned int pq_lab_differences(const struct pq_lab_served *served)
{
	unsigned int forms = 0;

	for (enum pq_lab_form form = PQ_LAB_GET; !served->sink && form < PQ_LAB_FORM_COUNT; form++) {
		const struct pq_lab_case *row = pq_lab_form_case(served, form);

		if (row && row->class != PQ_LAB_VOID && served->has_expected[form] &&
		    row->class != served->expected[form])
			forms |= 1u << form;
	}
	return forms;
}

enum pq_lab_class pq_lab_served_class(const struct pq_lab_served *served)
{
	enum pq_lab_class class = PQ_LAB_VOID;

	for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++) {
		const struct pq_lab_case *row = pq_lab_form_case(served, form);

		if (row && row->class > class)
			class = row->class;
	}
	return class;
}
