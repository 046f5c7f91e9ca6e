/* SPDX-License-Identifier: MIT */
/* A line over time as an SVG of its own, drawn to any width; what its numbers are stands beside it, as text. */
#ifndef PQ_REPORT_CAMPAIGN_CHART_H
#define PQ_REPORT_CAMPAIGN_CHART_H

#include <stdio.h>

#include "report/campaign_report.h"

#define PQ_CHART_WIDTH 320
#define PQ_CHART_HEIGHT 64

enum pq_chart_kind {
	PQ_CHART_EDGES, /* edges, from a little below the least to the most */
	PQ_CHART_RATE   /* executions a second of engine time, from 0 */
};

/* What there is to draw: the least and the most, and the last one. False if there is nothing. */
struct pq_chart_range {
	double least;
	double most;
	double last;
};

bool pq_chart_range(const struct pq_campaign_series *series, enum pq_chart_kind kind, struct pq_chart_range *range);

/* Writes <svg>, with a line at each beginning of a run but the first; label: for who cannot see it, our own words. */
void pq_chart_put(FILE *out, const struct pq_campaign_series *series, enum pq_chart_kind kind, const char *label);

#endif
