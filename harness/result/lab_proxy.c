/* SPDX-License-Identifier: MIT */
#include "result/lab_proxy.h"

#include <stdlib.h>

const char *const pq_lab_proxy_seen_names[] = { "untested", "secret", "reached",  "outside",
						"refused",  "silent", "undialled" };
const char *const pq_lab_proxy_kind_names[] = { "control", "forged", "builder", "policy", "frame" };
const char *const pq_lab_proxy_verdict_names[] = { "void", "held", "fetched", "breach" };

struct pq_lab_proxy_setting *pq_lab_proxy_add_setting(struct pq_lab_proxy_result *result)
{
	struct pq_lab_proxy_setting *settings = NULL;

	if (result->setting_count < PQ_MAX_LAB_PROXY_SETTINGS)
		settings = realloc(result->settings, (result->setting_count + 1) * sizeof(*settings));
	if (!settings)
		return NULL;
	result->settings = settings;
	settings[result->setting_count] = (struct pq_lab_proxy_setting){ 0 };
	return &settings[result->setting_count++];
}

struct pq_lab_proxy_row *pq_lab_proxy_add_row(struct pq_lab_proxy_setting *setting)
{
	struct pq_lab_proxy_row *rows = NULL;

	if (setting->row_count < PQ_MAX_LAB_PROXY_ROWS)
		rows = realloc(setting->rows, (setting->row_count + 1) * sizeof(*rows));
	if (!rows)
		return NULL;
	setting->rows = rows;
	rows[setting->row_count] = (struct pq_lab_proxy_row){ 0 };
	return &rows[setting->row_count++];
}

static void row_fini(struct pq_lab_proxy_row *row)
{
	free(row->name);
	free(row->help);
	free(row->reason);
	free(row->why);
	pq_lab_steps_fini(&row->steps);
	pq_lab_steps_fini(&row->twin_steps);
}

void pq_lab_proxy_drop_rows(struct pq_lab_proxy_setting *setting)
{
	for (size_t i = 0; i < setting->row_count; i++)
		row_fini(&setting->rows[i]);
	free(setting->rows);
	setting->rows = NULL;
	setting->row_count = 0;
}

void pq_lab_proxy_setting_fini(struct pq_lab_proxy_setting *setting)
{
	pq_lab_proxy_drop_rows(setting);
	free(setting->name);
	free(setting->about);
	free(setting->package);
	free(setting->version);
	free(setting->configuration);
	free(setting->void_why);
	*setting = (struct pq_lab_proxy_setting){ 0 };
}

void pq_lab_proxy_fini(struct pq_lab_proxy_result *result)
{
	for (size_t i = 0; i < result->setting_count; i++)
		pq_lab_proxy_setting_fini(&result->settings[i]);
	free(result->settings);
	free(result->started);
	*result = (struct pq_lab_proxy_result){ 0 };
}

bool pq_lab_proxy_differs(const struct pq_lab_proxy_row *row)
{
	return row->stated != PQ_LAB_PROXY_UNTESTED && row->seen != PQ_LAB_PROXY_UNTESTED && row->seen != row->stated;
}

struct pq_lab_proxy_sum pq_lab_proxy_sum(const struct pq_lab_proxy_result *result)
{
	struct pq_lab_proxy_sum sum = { 0 };

	for (size_t i = 0; i < result->setting_count; i++) {
		const struct pq_lab_proxy_setting *setting = &result->settings[i];

		sum.settings_void += setting->void_why != NULL;
		for (size_t k = 0; k < setting->row_count; k++) {
			const struct pq_lab_proxy_row *row = &setting->rows[k];
			bool differs = pq_lab_proxy_differs(row);
			bool is_void = row->verdict == PQ_LAB_PROXY_VOID;

			sum.rows++;
			sum.breaches += row->verdict == PQ_LAB_PROXY_BREACH;
			sum.differing += differs;
			sum.voids += is_void;
			sum.ran += !is_void || (row->stated != PQ_LAB_PROXY_UNTESTED && row->seen == row->stated);
		}
	}
	return sum;
}
