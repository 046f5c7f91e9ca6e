/* SPDX-License-Identifier: MIT */
/*
 * The proxy lab: what a page's bytes come to at a real intercepting proxy (CERT VU#435052). docs/lab.md tells what is asked
 * and what the outcomes mean.
 */
#ifndef PQ_LAB_PROXY_H
#define PQ_LAB_PROXY_H

#include "lab/proxy_setting.h"
#include "result/lab_proxy.h"

/*
 * fetch: packages that are missing may be fetched
 * told:  called when a setting begins (row NULL) and for each row that is ready; may be NULL
 */
struct pq_proxy_lab {
	bool fetch;
	void (*told)(void *context, const struct pq_lab_proxy_setting *setting, const struct pq_lab_proxy_row *row);
	void *context;
};

/*
 * Runs all cases at one setting and appends it to the result; what cannot be run is void there, with the reason. False
 * without memory.
 */
bool pq_proxy_lab_run(const struct pq_proxy_lab *lab, const struct pq_proxy_setting *setting,
		      struct pq_lab_proxy_result *result);

#endif
