/* SPDX-License-Identifier: MIT */
/* Words that the reports on policies share: names of schemes and services, and their JSON. */
#ifndef PQ_REPORT_POLICY_WORDS_H
#define PQ_REPORT_POLICY_WORDS_H

#include <jansson.h>

#include "policies/states.h"

/* "http,https,ws,wss"; "all schemes" if it is every one that a policy can name; size is at least 128. */
void pq_words_schemes(uint32_t schemes, char *out, size_t size);

/* What runs on the port: by the fetch policy, else a well-known service; empty if neither names one. */
struct pq_view pq_words_service(const struct pq_states *states, uint16_t port);

/* Since when the policy says that it blocks the port for one of the schemes; empty if it says nothing. */
struct pq_view pq_words_since(const struct pq_policy *policy, uint32_t schemes, uint16_t port);

/* The ports of a fact, as a set. */
void pq_words_set_of(const struct pq_fact_ports *ports, struct pq_port_map *out);

json_t *pq_words_schemes_json(uint32_t schemes);
json_t *pq_words_ports_json(const struct pq_port_map *set);

/* A view as a string; null if it is empty. */
json_t *pq_words_text_json(struct pq_view text);

/* A fact with all that it says; "kind" names which it is. */
json_t *pq_words_fact_json(const struct pq_fact *fact);

/* A product's state: policy, product, date, source, schemes, how many ports it has, what is missing and extra. */
json_t *pq_words_state_json(const struct pq_state *state);

#endif
