/* SPDX-License-Identifier: MIT */
/* Words that the reports on evidence share. What is written to out is cut where size is too small. */
#ifndef PQ_REPORT_LAB_EVIDENCE_WORDS_H
#define PQ_REPORT_LAB_EVIDENCE_WORDS_H

#include "policies/evidence.h"

#define PQ_EVIDENCE_WORDS 2048 /* bytes that hold any of these texts about built-in policies and one service */

/* "void" "none" "sometimes" "executes"; "nobody" "some" "fetch" */
extern const char *const pq_evidence_state_names[PQ_EVIDENCE_STATE_COUNT];
extern const char *const pq_evidence_blocked_names[PQ_EVIDENCE_BLOCKED_COUNT];

/* A section of the reports: the ports of that state which are blocked like that. */
struct pq_evidence_section {
	enum pq_evidence_state state;
	unsigned int blocked; /* bits 1 << enum pq_evidence_blocked */
	const char *id;
	const char *title;
	const char *help;
};

#define PQ_EVIDENCE_SECTIONS 5
extern const struct pq_evidence_section pq_evidence_sections[PQ_EVIDENCE_SECTIONS];
bool pq_evidence_in(const struct pq_evidence_section *section, const struct pq_evidence_port *port);

/* "EXECUTES", a literal. */
const char *pq_evidence_class_name(enum pq_lab_class class);

/* "GUT" of bits 1 << form. */
void pq_evidence_letters(unsigned int forms, char out[static PQ_LAB_FORM_COUNT + 1]);

/* The forms that no result tried, as bits 1 << form. */
unsigned int pq_evidence_untried(const struct pq_evidence_service *service);

/* "EXECUTES TF 6/6, M 5/6; REJECTS G 6/6; not tried W": attempts with the class, of those of the case that stands for a form. */
void pq_evidence_forms_text(const struct pq_evidence_service *service, char *out, size_t size);

/* "3 results agree", "T: EXECUTES in 2 of 3 results"; empty for one result. */
void pq_evidence_agreement(const struct pq_evidence_service *service, char *out, size_t size);

/* "since 2016-03-10 by fetch and 19 of 21 other policies; open in servo" or "by nobody". */
void pq_evidence_blocked_text(const struct pq_evidence_port *port, char *out, size_t size);

/* The names of the port's services of that state, each once: "exim4, postfix". */
void pq_evidence_names(const struct pq_evidence_port *port, enum pq_evidence_state state, char *out, size_t size);

/* The port's services of that state with their strongest class: "dnsmasq REJECTS (not tried: GUTMW), knot REJECTS". */
void pq_evidence_classes(const struct pq_evidence_port *port, enum pq_evidence_state state, char *out, size_t size);

/* "beanstalkd 1.12-2", or the service's name where no version is known; of a browser's bytes with its name. */
void pq_evidence_title(const struct pq_evidence_service *service, char *out, size_t size);

/* A run in which it executed, else its first one; the description is read off it. */
const struct pq_evidence_run *pq_evidence_run_of(const struct pq_evidence_service *service);

#endif
