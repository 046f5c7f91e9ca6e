/* SPDX-License-Identifier: MIT */
/* Results of the service lab, made by hand. */
#ifndef PQ_TESTS_EVIDENCE_FIXTURE_H
#define PQ_TESTS_EVIDENCE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policies/evidence.h"

#define MADE_RESULTS 4

/* results: made_count of them; told: what they come to */
struct made {
	struct pq_lab_services results[MADE_RESULTS];
	const struct pq_lab_services *sorted[MADE_RESULTS];
	size_t count;
	struct pq_states *states;
	struct pq_evidence told;
};

static inline void made_result(struct made *made, const char *browser)
{
	struct pq_lab_services *result = &made->results[made->count];

	assert_true(made->count < MADE_RESULTS);
	*result = (struct pq_lab_services){ .date = strdup("2026-01-02"), .version = strdup("1.2.3") };
	result->browser = browser ? strdup(browser) : NULL;
	made->sorted[made->count++] = result;
}

/* A service in the last result. */
static inline struct pq_lab_served *made_service(struct made *made, const char *name, uint16_t port)
{
	struct pq_lab_served *served = pq_lab_served_new();

	assert_non_null(served);
	served->name = strdup(name);
	served->group = strdup("group");
	served->where = strdup("127.0.0.1, says its manual");
	served->user = strdup("nobody");
	served->start = strdup("exec it -p {port}");
	served->port = served->counts_for = port;
	assert_true(pq_lab_services_add(&made->results[made->count - 1], served));
	return served;
}

/* attempts: a letter each of "VRSTE", the first letters of the classes; the marker is what makes the run another one */
static inline struct pq_lab_case *made_case(struct pq_lab_served *served, enum pq_lab_form form, const char *attempts,
					    const char *marker)
{
	struct pq_lab_case *row = &served->cases[served->case_count++];

	row->form = form;
	for (const char *at = attempts; *at; at++)
		assert_true(pq_lab_case_add(row, "firefox", 0, (enum pq_lab_class)(strchr("VRSTE", *at) - "VRSTE")));
	pq_lab_case_settle(row, 0);
	if (row->class == PQ_LAB_VOID)
		row->reason = strdup("the control failed");
	assert_true(pq_lab_step_add(&row->steps, "page", "server", pq_view_str(marker), NULL));
	return row;
}

static inline void made_told(struct made *made)
{
	made->states = pq_states_new();
	assert_non_null(made->states);
	assert_true(pq_evidence_init(&made->told, made->states, made->sorted, made->count));
}

static inline const struct pq_evidence_port *made_port(const struct made *made, uint16_t port)
{
	for (size_t i = 0; i < made->told.port_count; i++)
		if (made->told.ports[i].port == port)
			return &made->told.ports[i];
	fail_msg("port %u is missing", port);
	return NULL;
}

static inline void made_free(struct made *made)
{
	pq_evidence_fini(&made->told);
	pq_states_free(made->states);
	for (size_t i = 0; i < made->count; i++)
		pq_lab_services_fini(&made->results[i]);
}

#endif
