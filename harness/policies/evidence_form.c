/* SPDX-License-Identifier: MIT */
#include "policies/evidence_form.h"

#include <string.h>

static void count_attempts(struct pq_evidence_service *service)
{
	for (size_t i = 0; i < service->ran; i++) {
		const struct pq_lab_served *served = service->runs[i].served;

		for (size_t c = 0; c < served->case_count; c++) {
			for (size_t t = 0; t < served->cases[c].tried_count; t++) {
				enum pq_lab_class class = served->cases[c].tried[t].class;

				service->attempts += class != PQ_LAB_VOID;
				service->executed += class == PQ_LAB_EXECUTES;
			}
		}
	}
}

/* The class of most results; the first one in this order of those as frequent as each other. */
static void vote(struct pq_evidence_form *form, const size_t votes[static PQ_LAB_CLASS_COUNT])
{
	static const enum pq_lab_class order[] = { PQ_LAB_TOLERATES, PQ_LAB_SWALLOWS, PQ_LAB_REJECTS, PQ_LAB_EXECUTES };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		form->seen += votes[order[i]];
		if (votes[order[i]] <= form->agree)
			continue;
		form->class = order[i];
		form->agree = votes[order[i]];
	}
}

/* Adds up the cases that stand for the form with its class. */
static void add_up(struct pq_evidence_form *form, const struct pq_evidence_service *service, enum pq_lab_form which)
{
	for (size_t i = 0; i < service->ran; i++) {
		const struct pq_lab_case *row = pq_lab_form_case(service->runs[i].served, which);

		if (!row || row->class != form->class)
			continue;
		form->k += row->k;
		form->n += row->n;
		if (!form->stands || row->k > form->stands->k)
			form->stands = row;
	}
}

/* True if some result tried the case, and none can say anything of it. */
static bool is_void(const struct pq_evidence_service *service, enum pq_lab_form form, size_t client, size_t shape)
{
	bool tried = false;

	for (size_t i = 0; i < service->ran; i++) {
		const struct pq_lab_served *served = service->runs[i].served;

		for (size_t c = 0; c < served->case_count; c++) {
			const struct pq_lab_case *row = &served->cases[c];

			if (row->form != form || row->client != client || row->shape != shape)
				continue;
			if (row->class != PQ_LAB_VOID)
				return false;
			tried = true;
		}
	}
	return tried;
}

static void settle_form(struct pq_evidence_form *form, const struct pq_evidence_service *service,
			enum pq_lab_form which)
{
	size_t votes[PQ_LAB_CLASS_COUNT] = { 0 };

	for (size_t i = 0; i < service->ran; i++) {
		const struct pq_lab_case *row = pq_lab_form_case(service->runs[i].served, which);

		if (row)
			votes[row->class]++;
	}
	vote(form, votes);
	add_up(form, service, which);
	for (size_t client = 0; client < PQ_LAB_CLIENT_COUNT; client++)
		for (size_t shape = 0; shape < PQ_LAB_SHAPE_COUNT; shape++)
			form->void_cases += is_void(service, which, client, shape);
}

void pq_evidence_settle(struct pq_evidence_service *service)
{
	bool void_cases = false;
	bool executes = false;
	bool tried = false;

	count_attempts(service);
	for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++) {
		settle_form(&service->forms[form], service, form);
		executes = executes || service->forms[form].class == PQ_LAB_EXECUTES;
		void_cases = void_cases || service->forms[form].void_cases;
		tried = tried || service->forms[form].seen;
	}
	if (executes)
		service->state = PQ_EVIDENCE_EXECUTES;
	else if (service->executed)
		service->state = PQ_EVIDENCE_SOMETIMES;
	else
		service->state = tried && !void_cases ? PQ_EVIDENCE_NONE : PQ_EVIDENCE_VOID;
}

static void add_trouble(struct pq_evidence_trouble *out, size_t *count, unsigned int forms, const char *reason)
{
	const char *words = reason ? reason : "no reason is given";

	for (size_t i = 0; i < *count; i++) {
		if ((forms == 0) != (out[i].forms == 0) || strcmp(out[i].reason, words) != 0)
			continue;
		out[i].forms |= forms;
		return;
	}
	if (*count < PQ_EVIDENCE_TROUBLES)
		out[(*count)++] = (struct pq_evidence_trouble){ forms, words };
}

size_t pq_evidence_troubles(const struct pq_evidence_service *service,
			    struct pq_evidence_trouble out[static PQ_EVIDENCE_TROUBLES])
{
	size_t count = 0;

	for (size_t i = 0; i < service->run_count; i++) {
		const struct pq_lab_served *served = service->runs[i].served;

		if (served->sink)
			add_trouble(out, &count, 0, "a silent sink stood in its place, which is no evidence");
		else if (served->case_count == 0)
			add_trouble(out, &count, 0, served->reason);
		for (size_t c = 0; !served->sink && c < served->case_count; c++) {
			const struct pq_lab_case *row = &served->cases[c];

			if (is_void(service, row->form, row->client, row->shape))
				add_trouble(out, &count, 1u << row->form, row->reason ? row->reason : served->reason);
		}
	}
	return count;
}
