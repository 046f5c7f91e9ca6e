/* SPDX-License-Identifier: MIT */
#include "report/campaign_chart.h"

/* The value of a point; false if it has none. The rate is that since the point before. */
static bool value_of(const struct pq_campaign_series *series, size_t i, enum pq_chart_kind kind, double *value)
{
	const struct pq_campaign_point *point = &series->points[i];
	const struct pq_campaign_point *before = i > 0 ? point - 1 : point;

	if (kind == PQ_CHART_EDGES) {
		*value = (double)point->edges;
		return point->edges > 0;
	}
	if (point->first || point->at_ms <= before->at_ms || point->executions < before->executions)
		return false;
	*value = (double)(point->executions - before->executions) * 1000 / (double)(point->at_ms - before->at_ms);
	return true;
}

bool pq_chart_range(const struct pq_campaign_series *series, enum pq_chart_kind kind, struct pq_chart_range *range)
{
	bool any = false;
	double value;

	for (size_t i = 0; i < series->point_count; i++) {
		if (!value_of(series, i, kind, &value))
			continue;
		range->least = any && range->least < value ? range->least : value;
		range->most = any && range->most > value ? range->most : value;
		range->last = value;
		any = true;
	}
	return any;
}

/* What the lowest and the highest line of the picture stand for. */
static void scale_of(const struct pq_chart_range *range, enum pq_chart_kind kind, double *bottom, double *top)
{
	double room = (range->most - range->least) * 0.08;

	*bottom = kind == PQ_CHART_RATE ? 0 : range->least - room;
	*top = range->most + room;
	if (*top - *bottom < 1) {
		*bottom -= kind == PQ_CHART_RATE ? 0 : 0.5;
		*top += 0.5;
	}
}

static double clamp(double value, double most)
{
	return value < 0 ? 0 : value > most ? most : value;
}

static double x_of(const struct pq_campaign_series *series, size_t i)
{
	uint64_t whole = series->points[series->point_count - 1].at_ms;

	return whole ? clamp((double)series->points[i].at_ms * PQ_CHART_WIDTH / (double)whole, PQ_CHART_WIDTH) : 0;
}

static void put_breaks(FILE *out, const struct pq_campaign_series *series)
{
	fputs("<path class=\"break\" d=\"", out);
	for (size_t i = 0; i < series->point_count; i++)
		if (series->points[i].first && series->points[i].at_ms > 0)
			fprintf(out, "M%.1f 0V%d", x_of(series, i), PQ_CHART_HEIGHT);
	fputs("\"/>", out);
}

/* A piece of one point is a short stroke, so that it shows. */
static void put_line(FILE *out, const struct pq_campaign_series *series, enum pq_chart_kind kind, double bottom,
		     double top)
{
	bool down = false;
	double value;

	fputs("<path class=\"line\" d=\"", out);
	for (size_t i = 0; i < series->point_count; i++) {
		double y;

		if (series->points[i].first)
			down = false;
		if (!value_of(series, i, kind, &value))
			continue;
		y = PQ_CHART_HEIGHT - clamp((value - bottom) * PQ_CHART_HEIGHT / (top - bottom), PQ_CHART_HEIGHT);
		fprintf(out, down ? "L%.1f %.1f" : "M%.1f %.1fh1", x_of(series, i), y);
		down = true;
	}
	fputs("\"/>", out);
}

void pq_chart_put(FILE *out, const struct pq_campaign_series *series, enum pq_chart_kind kind, const char *label)
{
	struct pq_chart_range range;
	double bottom, top;

	if (!pq_chart_range(series, kind, &range))
		return;
	scale_of(&range, kind, &bottom, &top);
	fprintf(out,
		"<svg class=\"chart\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" "
		"aria-label=\"%s\">",
		PQ_CHART_WIDTH, PQ_CHART_HEIGHT, label);
	put_breaks(out, series);
	put_line(out, series, kind, bottom, top);
	fputs("</svg>", out);
}
