/* SPDX-License-Identifier: MIT */
#include "report/campaign_report.h"
#include "report/json.h"

static json_t *text(const char *string)
{
	return pq_json_text(pq_view_str(string ? string : "?"));
}

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static const char *verdict_name(enum pq_campaign_verdict verdict)
{
	static const char *const names[] = {
		[PQ_VERDICT_CLEAN] = "clean",
		[PQ_VERDICT_FOUND] = "found",
		[PQ_VERDICT_VOID] = "void",
	};

	return names[verdict];
}

json_t *pq_campaign_json_start(const struct pq_campaign_report *report)
{
	json_t *plan = json_array();

	for (size_t i = 0; i < report->series_count; i++)
		json_array_append_new(plan, json_pack("{s:o, s:o, s:o}", "target", text(report->series[i].target),
						      "engine", text(report->series[i].engine), "time_ms",
						      number(report->series[i].planned_ms)));
	return json_pack("{s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:i, s:b, s:b, s:o}", "event", "start", "format", 1,
			 "version", text(report->program), "begun", text(report->begun), "out", text(report->out),
			 "options", text(report->options), "time_ms", number(report->planned_ms), "jobs",
			 (int)report->jobs, "mutator", report->mutator, "resumed", report->resumed, "plan", plan);
}

json_t *pq_campaign_json_message(const char *tone, const char *line)
{
	return json_pack("{s:s, s:o, s:o}", "event", "message", "tone", text(tone), "text", text(line));
}

static json_t *series_object(const struct pq_campaign_series *series)
{
	json_t *object = json_object();

	json_object_set_new(object, "target", text(series->target));
	json_object_set_new(object, "engine", text(series->engine));
	json_object_set_new(object, "executions", number(series->executions));
	json_object_set_new(object, "reached", number(series->reached));
	json_object_set_new(object, "dials", number(series->dials));
	json_object_set_new(object, "mutated", number(series->mutated));
	json_object_set_new(object, "structured", number(series->structured));
	json_object_set_new(object, "rate",
			    number(series->spent_ms ? series->executions * 1000 / series->spent_ms : 0));
	json_object_set_new(object, "edges", number(series->edges));
	json_object_set_new(object, "inputs", number(series->inputs));
	json_object_set_new(object, "spent_ms", number(series->spent_ms));
	json_object_set_new(object, "cpu_ms", number(series->cpu_ms));
	if (series->stability)
		json_object_set_new(object, "stability", json_real((double)series->stability / 100));
	return object;
}

static json_t *series_list(const struct pq_campaign_series *series, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		if (series[i].executions > 0)
			json_array_append_new(list, series_object(&series[i]));
	return list;
}

json_t *pq_campaign_json_progress(const struct pq_campaign_series *series, size_t count, uint64_t at_ms)
{
	return json_pack("{s:s, s:o, s:o}", "event", "progress", "at_ms", number(at_ms), "targets",
			 series_list(series, count));
}

json_t *pq_campaign_json_finding(const struct pq_campaign_found *found)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:b, s:o, s:o}", "event", "finding", "at_ms",
			 number(found->at_ms), "rule", text(found->rule), "place",
			 text(found->place ? found->place : ""), "target", text(found->target), "engine",
			 text(found->engine), "reproduced", found->reproduced, "known", found->known, "rescued",
			 found->rescued, "file", text(found->file), "command", text(found->command));
}

json_t *pq_campaign_json_end(const struct pq_campaign_report *report)
{
	json_t *object = json_pack("{s:s, s:o, s:s, s:o, s:o}", "event", "end", "at_ms", number(report->elapsed_ms),
				   "verdict", verdict_name(report->verdict), "findings", number(report->findings),
				   "targets", series_list(report->series, report->series_count));

	if (report->why_void)
		json_object_set_new(object, "why_void", text(report->why_void));
	return object;
}
