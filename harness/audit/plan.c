/* SPDX-License-Identifier: MIT */
#include "audit/plan.h"

#include <assert.h>
#include <string.h>

#define SWEEP_AT_LEAST 60000 /* ports that make a sweep */
#define REDIRECTED_BAD 4     /* of a quick audit */
#define REDIRECTED_ALLOWED 2

static const char *const depths[] = { "quick", "nightly", "full" };
static_assert(sizeof(depths) / sizeof(depths[0]) == PQ_DEPTH_COUNT, "a name for each depth");

const char *pq_depth_name(enum pq_depth depth)
{
	return depths[depth];
}

enum pq_depth pq_depth_by_name(const char *name)
{
	size_t depth = 0;

	while (depth < PQ_DEPTH_COUNT && strcmp(depths[depth], name) != 0)
		depth++;
	return (enum pq_depth)depth;
}

/* The row through which all ports are asked at every depth, of each kind of subject. */
static bool first_sweep(const struct pq_plan_options *options, const struct pq_row *row)
{
	static const char *const names[] = {
		[PQ_BROWSER_PAGE] = "fetch",
		[PQ_BROWSER_PLAIN] = "img",
		[PQ_BROWSER_RUNTIME] = "fetch",
		[PQ_BROWSER_COMMAND] = "" /* a process for each port: only in full */
	};

	return strcmp(row->name, names[options->kind]) == 0;
}

static bool is_sweep(const struct pq_plan_options *options, const struct pq_row *row)
{
	if (options->vectors || !row->sweep)
		return false;
	return first_sweep(options, row) || (options->depth == PQ_DEPTH_FULL && strcmp(row->name, "img") != 0);
}

/*
 * Of a quick audit: every initiator is redirected by one status, and fetch() by all of them. Which one it is goes by
 * the initiator's name, so that each status is met somewhere and a row stays in the plan from one audit to the next.
 */
static bool quick_has(const struct pq_row *row)
{
	static const uint16_t statuses[] = { 301, 302, 303, 307, 308 };
	size_t len = strcspn(row->name, "/");
	unsigned int sum = 0;

	if (!row->derived || (len == 5 && strncmp(row->name, "fetch", len) == 0) ||
	    strncmp(row->name, "command", 7) == 0)
		return true;
	for (size_t i = 0; i < len; i++)
		sum += (unsigned char)row->name[i];
	return pq_vector_at(row->vector)->status == statuses[sum % (sizeof(statuses) / sizeof(statuses[0]))];
}

bool pq_plan_has(const struct pq_plan_options *options, const struct pq_row *row)
{
	if (options->vectors)
		return pq_rows_named(row, options->vectors);
	return options->depth != PQ_DEPTH_QUICK || quick_has(row);
}

static void by_depth(const struct pq_plan_options *options, const struct pq_row *row, struct pq_port_set *ports)
{
	bool quick = options->depth == PQ_DEPTH_QUICK;

	if (is_sweep(options, row)) {
		pq_ports_all(ports);
	} else if (quick && row->derived) {
		pq_ports_sample(ports, options->policy, row->scheme, REDIRECTED_BAD, REDIRECTED_ALLOWED);
	} else if (options->depth == PQ_DEPTH_FULL || (!quick && !row->derived) ||
		   (options->kind == PQ_BROWSER_COMMAND && !row->derived)) {
		pq_ports_bad(ports, options->policy, row->scheme);
		pq_ports_near(ports, options->policy, row->scheme);
		pq_ports_sample(ports, options->policy, row->scheme, 0, PQ_PORTS_SAMPLE_ALLOWED);
	} else {
		pq_ports_sample(ports, options->policy, row->scheme, PQ_PORTS_SAMPLE_BAD, PQ_PORTS_SAMPLE_ALLOWED);
	}
}

bool pq_plan_ports(const struct pq_plan_options *options, const struct pq_row *row, struct pq_port_set *ports)
{
	memset(ports, 0, sizeof(*ports));
	if (row->cause || !pq_plan_has(options, row))
		return false;
	if (options->ports)
		pq_ports_read(ports, options->ports, options->policy, row->scheme, NULL);
	else
		by_depth(options, row, ports);
	return pq_port_set_count(ports) >= SWEEP_AT_LEAST;
}

uint32_t pq_plan_patience(const struct pq_row *row, bool sweep, uint32_t ask)
{
	const struct pq_vector *vector = pq_vector_at(row->vector);
	uint32_t patience = 1200;

	if (sweep)
		patience = 5000;
	else if (strcmp(vector->word, "websocket") == 0)
		patience = 6000; /* browsers hold back new ones, up to five seconds, where many have failed */
	else if (vector->needs & PQ_NEEDS_WEBRTC)
		patience = 3000;
	else if (vector->needs & PQ_OPENS_WINDOW)
		patience = 4000;
	else if (vector->needs & PQ_ONE_BY_ONE)
		patience = 700;
	return ask == 0 ? patience : patience + patience / 2;
}
