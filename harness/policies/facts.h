/* SPDX-License-Identifier: MIT */
/*
 * What is known of ports beside the policies: when the list changed and why, which attacks it answers, which packet
 * filters look into what is sent there, who let a listed port through for how long. One line a fact, with its source:
 *
 *     pratique-facts 1
 *     change DATE SIZE ADDED REMOVED NAME SOURCE WHY    # of the Fetch standard's list; SIZE counts it afterwards
 *     attack DATE PORTS NAME SOURCE WHAT
 *     filter TRANSPORTS PORTS NAME SOURCE WHAT
 *     except SINCE UNTIL SCHEMES PORTS WHO SOURCE WHAT  # UNTIL is the first day without it
 *     remark DATE PORTS SOURCE WHAT
 *
 * Ports are written as in a policy, or "-" for none. A date is a year, a month or a day; "-" if it is not known.
 * The program's own facts are facts/NAME.facts, compiled in as they stand.
 */
#ifndef PQ_POLICIES_FACTS_H
#define PQ_POLICIES_FACTS_H

#include "policy/policy.h"

enum pq_fact_kind { PQ_FACT_CHANGE, PQ_FACT_ATTACK, PQ_FACT_FILTER, PQ_FACT_EXCEPTION, PQ_FACT_REMARK, PQ_FACT_COUNT };

/* ranges: count of them, as written */
struct pq_fact_ports {
	const struct pq_port_range *ranges;
	size_t count;
};

/*
 * date:    when it happened or became known, an exception's first day; empty if that is not known
 * until:   an exception's first day without it; else empty
 * size:    ports of the list after a change; else 0
 * ports:   what it is about; a change's added ports
 * removed: a change's removed ports
 * over:    a filter's transports, an exception's schemes, as written; else empty
 * name:    a change's short name, an attack's, a filter's protocol, whose exception; empty for a remark
 * source:  where it is told
 * text:    whole sentences, but for filters and exceptions
 */
struct pq_fact {
	enum pq_fact_kind kind;
	struct pq_view date;
	struct pq_view until;
	uint32_t size;
	struct pq_fact_ports ports;
	struct pq_fact_ports removed;
	struct pq_view over;
	struct pq_view name;
	struct pq_view source;
	struct pq_view text;
};

#define PQ_MAX_FACTS 256
#define PQ_MAX_FACT_RANGES 1024
#define PQ_MAX_FACT_BYTES 65536 /* of all names, sources and sentences, decoded */

/* About 100 KiB: allocate it once. Views point into it and into the texts, which must outlive it. */
struct pq_facts {
	struct pq_fact facts[PQ_MAX_FACTS];
	size_t count;
	struct pq_port_range ranges[PQ_MAX_FACT_RANGES];
	size_t range_count;
	unsigned char bytes[PQ_MAX_FACT_BYTES];
	size_t byte_count;
};

/* No fact at all. */
void pq_facts_init(struct pq_facts *facts);

/* Adds a text's facts in its order. SYNTAX, VERSION, RANGE or LIMIT with *diag filled; then facts are not usable. */
enum pq_err pq_facts_read(struct pq_facts *facts, struct pq_view text, struct pq_diag *diag);

/* All that is compiled in, changes first and in the order of their dates. */
void pq_facts_builtin(struct pq_facts *facts);

/* True if one of the ranges holds the port. */
bool pq_fact_names(const struct pq_fact_ports *ports, uint16_t port);

/* Sets the bits of the ports that are listed on that day ("YYYY-MM-DD"; NULL: today), by the changes up to it. */
void pq_facts_list(const struct pq_facts *facts, const char *day, struct pq_port_map *list);

/* The files that are compiled in. */
struct pq_facts_text {
	const char *name;
	const unsigned char *bytes;
	size_t len;
};
extern const struct pq_facts_text pq_facts_texts[];
extern const size_t pq_facts_texts_count;

#endif
