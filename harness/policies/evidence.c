/* SPDX-License-Identifier: MIT */
#include "policies/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "policies/evidence_form.h"
#include "policies/port_map.h"

/* NULL and NULL are the same. */
static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_steps(const struct pq_lab_steps *a, const struct pq_lab_steps *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!pq_view_eq(pq_view(a->rows[i].bytes, a->rows[i].len), pq_view(b->rows[i].bytes, b->rows[i].len)))
			return false;
	return true;
}

/* Each request has a marker of its own: what has the same bytes is one run, read twice. */
static bool same_run(const struct pq_lab_served *a, const struct pq_lab_served *b)
{
	bool bytes = false;

	if (a->case_count != b->case_count || a->sink != b->sink)
		return false;
	for (size_t i = 0; i < a->case_count; i++) {
		if (!same_steps(&a->cases[i].steps, &b->cases[i].steps))
			return false;
		bytes = bytes || a->cases[i].steps.count;
	}
	return bytes;
}

static bool same_service(const struct pq_evidence_run *a, const struct pq_evidence_run *b)
{
	return same_text(a->served->name, b->served->name) && a->served->counts_for == b->served->counts_for &&
	       same_text(a->served->packages, b->served->packages) && same_text(a->result->browser, b->result->browser);
}

static struct pq_evidence_port *port_of(struct pq_evidence *evidence, uint16_t number)
{
	struct pq_evidence_port *ports = evidence->ports;

	for (size_t i = 0; i < evidence->port_count; i++)
		if (ports[i].port == number)
			return &ports[i];
	ports = realloc(ports, (evidence->port_count + 1) * sizeof(*ports));
	if (!ports)
		return NULL;
	evidence->ports = ports;
	ports += evidence->port_count;
	*ports = (struct pq_evidence_port){ .port = number };
	if (!pq_why_init(&ports->why, evidence->states, number))
		return NULL;
	evidence->port_count++;
	return ports;
}

static struct pq_evidence_service *service_of(struct pq_evidence_port *port, const struct pq_evidence_run *run)
{
	struct pq_evidence_service *services = port->services;

	for (size_t i = 0; i < port->service_count; i++)
		if (same_service(&services[i].runs[0], run))
			return &services[i];
	services = realloc(services, (port->service_count + 1) * sizeof(*services));
	if (!services)
		return NULL;
	port->services = services;
	services += port->service_count++;
	*services = (struct pq_evidence_service){ 0 };
	return services;
}

/* Where the service itself stood goes before where a sink did. */
static bool add_run(struct pq_evidence *evidence, const struct pq_evidence_run *run)
{
	struct pq_evidence_port *port = port_of(evidence, run->served->counts_for);
	struct pq_evidence_service *service = port ? service_of(port, run) : NULL;
	struct pq_evidence_run *runs;

	if (!service)
		return false;
	for (size_t i = 0; i < service->run_count; i++) {
		if (same_run(service->runs[i].served, run->served)) {
			evidence->repeated++;
			return true;
		}
	}
	runs = realloc(service->runs, (service->run_count + 1) * sizeof(*runs));
	if (!runs) {
		port->service_count -= service->run_count == 0; /* it is the last one */
		return false;
	}
	service->runs = runs;
	runs[service->run_count++] = *run;
	if (!run->served->sink) {
		struct pq_evidence_run moved = runs[service->ran];

		runs[service->ran++] = *run;
		if (service->ran < service->run_count)
			runs[service->run_count - 1] = moved;
	}
	return true;
}

static int by_port(const void *a, const void *b)
{
	const struct pq_evidence_port *one = a;
	const struct pq_evidence_port *other = b;

	return (one->port > other->port) - (one->port < other->port);
}

static int by_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int by_name(const void *a, const void *b)
{
	const struct pq_evidence_run *one = ((const struct pq_evidence_service *)a)->runs;
	const struct pq_evidence_run *other = ((const struct pq_evidence_service *)b)->runs;
	int difference = by_text(one->served->name, other->served->name);

	if (!difference)
		difference = by_text(one->served->packages, other->served->packages);
	return difference ? difference : by_text(one->result->browser, other->result->browser);
}

static enum pq_evidence_blocked blocked_by(const struct pq_states *states, uint16_t port)
{
	if (pq_port_map_has(&states->list, port))
		return PQ_EVIDENCE_LISTED;
	for (size_t i = 0; i < states->count; i++)
		if (pq_policy_blocked_schemes(states->states[i].policy, port) & PQ_WEB_SCHEMES)
			return PQ_EVIDENCE_SOME;
	return PQ_EVIDENCE_NOBODY;
}

static void settle(struct pq_evidence_port *port)
{
	if (port->service_count)
		qsort(port->services, port->service_count, sizeof(*port->services), by_name);
	for (size_t i = 0; i < port->service_count; i++) {
		pq_evidence_settle(&port->services[i]);
		if (port->services[i].state > port->state)
			port->state = port->services[i].state;
	}
	port->blocked = blocked_by(port->why.states, port->port);
}

static void find_untested(struct pq_evidence *evidence)
{
	evidence->untested = evidence->states->list;
	for (size_t i = 0; i < evidence->states->count; i++)
		pq_port_map_join(&evidence->untested, &evidence->states->states[i].extra);
	for (size_t i = 0; i < evidence->port_count; i++) {
		uint16_t port = evidence->ports[i].port;

		pq_port_map_put(&evidence->untested, (struct pq_port_range){ port, port }, false);
	}
}

bool pq_evidence_init(struct pq_evidence *evidence, const struct pq_states *states,
		      const struct pq_lab_services *const *results, size_t count)
{
	*evidence = (struct pq_evidence){ .states = states, .results = results, .result_count = count };
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < results[i]->count; k++) {
			const struct pq_evidence_run run = { results[i], results[i]->rows[k] };

			if (add_run(evidence, &run))
				continue;
			pq_evidence_fini(evidence);
			return false;
		}
	}
	if (evidence->port_count)
		qsort(evidence->ports, evidence->port_count, sizeof(*evidence->ports), by_port);
	for (size_t i = 0; i < evidence->port_count; i++)
		settle(&evidence->ports[i]);
	find_untested(evidence);
	return true;
}

void pq_evidence_fini(struct pq_evidence *evidence)
{
	for (size_t i = 0; i < evidence->port_count; i++) {
		struct pq_evidence_port *port = &evidence->ports[i];

		for (size_t k = 0; k < port->service_count; k++)
			free(port->services[k].runs);
		free(port->services);
		pq_why_fini(&port->why);
	}
	free(evidence->ports);
	*evidence = (struct pq_evidence){ 0 };
}

size_t pq_evidence_count(const struct pq_evidence *evidence, enum pq_evidence_state state,
			 enum pq_evidence_blocked blocked)
{
	size_t count = 0;

	for (size_t i = 0; i < evidence->port_count; i++)
		count += evidence->ports[i].state == state && evidence->ports[i].blocked == blocked;
	return count;
}

bool pq_evidence_is_gap(const struct pq_evidence_port *port)
{
	return port->state == PQ_EVIDENCE_EXECUTES && port->blocked != PQ_EVIDENCE_LISTED;
}

enum pq_lab_class pq_evidence_class(const struct pq_evidence_service *service)
{
	enum pq_lab_class class = PQ_LAB_VOID;

	for (size_t form = 0; form < PQ_LAB_FORM_COUNT; form++)
		if (service->forms[form].class > class)
			class = service->forms[form].class;
	return class;
}

size_t pq_evidence_blockers(const struct pq_evidence_port *port, const struct pq_state **out, size_t cap)
{
	const struct pq_states *states = port->why.states;
	size_t count = 0;

	for (size_t i = 0; i < states->count; i++) {
		if (!(pq_policy_blocked_schemes(states->states[i].policy, port->port) & PQ_WEB_SCHEMES))
			continue;
		if (count < cap)
			out[count] = &states->states[i];
		count++;
	}
	return count;
}

struct pq_view pq_evidence_since(const struct pq_state *state, uint16_t port)
{
	for (unsigned int scheme = PQ_SCHEME_HTTP; scheme <= PQ_SCHEME_WSS; scheme++) {
		const struct pq_entry *entry = pq_policy_port_entry(state->policy, (enum pq_scheme)scheme, port);

		if (entry && entry->kind != PQ_ENTRY_ALLOW && entry->since.len)
			return entry->since;
	}
	return pq_view(NULL, 0);
}
