/* SPDX-License-Identifier: MIT */
/*
 * What the service lab saw beside who blocks what: port by port, from one result or several. A statement is made only of
 * what was tested: a case that is void in every result is told as void, and its port never counts as one without evidence.
 */
#ifndef PQ_POLICIES_EVIDENCE_H
#define PQ_POLICIES_EVIDENCE_H

#include "policies/why.h"
#include "result/lab_services.h"

/* What is known of a service, or of a port by its services; the strongest last. */
enum pq_evidence_state {
	PQ_EVIDENCE_VOID,      /* nothing executed, and of some case, or of all, nothing can be said */
	PQ_EVIDENCE_NONE,      /* every case that was tried was seen, and nothing executed */
	PQ_EVIDENCE_SOMETIMES, /* some attempts executed, but in no form most of them */
	PQ_EVIDENCE_EXECUTES,  /* in some form */
	PQ_EVIDENCE_STATE_COUNT
};

/* Who blocks a port for http, https, ws or wss. */
enum pq_evidence_blocked {
	PQ_EVIDENCE_NOBODY,
	PQ_EVIDENCE_SOME,   /* built-in policies do, and the Fetch standard does not */
	PQ_EVIDENCE_LISTED, /* it is on the Fetch standard's list */
	PQ_EVIDENCE_BLOCKED_COUNT
};

/*
 * class:    of most of the results that say something, each by the case that stands for the form in it
 *           (pq_lab_form_case); of two as frequent the stronger one if it is not EXECUTES; VOID if none says anything
 * seen:     results that say something; agree: those with the class
 * k, n:     attempts, summed over the cases that stand for it where the class is this one
 * stands:   one of these cases, with the most attempts of the class; a void one if there is no other; NULL: not tried
 * void_cases: clients and shapes that were tried and are void in every result
 */
struct pq_evidence_form {
	enum pq_lab_class class;
	size_t seen;
	size_t agree;
	uint32_t k;
	uint32_t n;
	const struct pq_lab_case *stands;
	size_t void_cases;
};

/* One service in one result. */
struct pq_evidence_run {
	const struct pq_lab_services *result;
	const struct pq_lab_served *served;
};

/*
 * A service in all results: of the same name, port, package versions and writer of the requests.
 * runs:     run_count of them, those in whose place a sink stood last
 * ran:      of these, the ones in which the service itself stood
 * executed: attempts that executed, of all `attempts` that say something
 */
struct pq_evidence_service {
	struct pq_evidence_run *runs;
	size_t run_count;
	size_t ran;
	enum pq_evidence_state state;
	struct pq_evidence_form forms[PQ_LAB_FORM_COUNT];
	size_t executed;
	size_t attempts;
};

/*
 * why:      which policies block it, for which schemes
 * services: service_count of them, by name
 * state:    the strongest of its services'
 */
struct pq_evidence_port {
	uint16_t port;
	enum pq_evidence_blocked blocked;
	struct pq_why why;
	struct pq_evidence_service *services;
	size_t service_count;
	enum pq_evidence_state state;
};

/*
 * ports:    port_count of them, ascending: each for which a result has a service
 * untested: ports that a policy blocks and for which no result has a service
 * results:  how many were read; repeated: services that stood in two of them from the same run, and count once
 */
struct pq_evidence {
	const struct pq_states *states;
	struct pq_evidence_port *ports;
	size_t port_count;
	struct pq_port_map untested;
	const struct pq_lab_services *const *results;
	size_t result_count;
	size_t repeated;
};

/* Results and states must outlive it. False if memory is short; then there is nothing to release. */
bool pq_evidence_init(struct pq_evidence *evidence, const struct pq_states *states,
		      const struct pq_lab_services *const *results, size_t count);
void pq_evidence_fini(struct pq_evidence *evidence);

/* Ports of that state, and blocked like that. */
size_t pq_evidence_count(const struct pq_evidence *evidence, enum pq_evidence_state state,
			 enum pq_evidence_blocked blocked);

/* True if the port executes and the Fetch standard does not block it: what a standards group may want to hear of. */
bool pq_evidence_is_gap(const struct pq_evidence_port *port);

/* The strongest class of all forms of the service; VOID if nothing can be said. */
enum pq_lab_class pq_evidence_class(const struct pq_evidence_service *service);

/*
 * Why something of a service is void.
 * forms:  bits 1 << form of the cases; 0: the service in one of the results as a whole
 * reason: a sentence
 */
struct pq_evidence_trouble {
	unsigned int forms;
	const char *reason;
};

#define PQ_EVIDENCE_TROUBLES 16 /* different reasons of one service that are told */

/* Fills out with the different reasons; returns how many. A case that another result says something of has none. */
size_t pq_evidence_troubles(const struct pq_evidence_service *service,
			    struct pq_evidence_trouble out[static PQ_EVIDENCE_TROUBLES]);

/*
 * Fills out with the states of policies that block the port for one of the web's schemes, at most cap, in the order of
 * `states`; returns how many there are.
 */
size_t pq_evidence_blockers(const struct pq_evidence_port *port, const struct pq_state **out, size_t cap);

/* Since when the policy says that it blocks the port; empty if it says nothing. */
struct pq_view pq_evidence_since(const struct pq_state *state, uint16_t port);

#endif
