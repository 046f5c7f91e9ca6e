/* SPDX-License-Identifier: MIT */
#include "cli/lab_case.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/today.h"
#include "lab/crew.h"
#include "lab/nat.h"
#include "lab/proxy.h"
#include "lab/proxy_case.h"
#include "report/message.h"

/* One form that carries the text as it is, and one that encodes it. */
#define PAIR (1u << PQ_LAB_TEXT | 1u << PQ_LAB_URLENCODED)
#define FORM_CASES (PQ_LAB_CLIENT_COUNT * PQ_LAB_SHAPE_COUNT)

static char *copy(const char *text)
{
	char *out = strdup(text);

	if (!out) {
		pq_complain("lab explain: out of memory");
		exit(PQ_EXIT_SETUP);
	}
	return out;
}

static int broken(const char *name, const struct pq_diag *diag)
{
	pq_complain("lab explain: %s, line %zu: expected %s", name, diag->line, diag->expected);
	return PQ_EXIT_SETUP;
}

/* Each form that the service carries, by each client in each shape. */
static void name_cases(const struct pq_lab_service *service, struct pq_lab_served *served)
{
	for (unsigned int form = 0; form < PQ_LAB_FORM_COUNT; form++)
		for (unsigned int i = 0; service->payloads[form].text.len && i < FORM_CASES; i++)
			served->cases[served->case_count++] =
				(struct pq_lab_case){ .form = (enum pq_lab_form)form,
						      .client = (enum pq_lab_client)(i / PQ_LAB_SHAPE_COUNT),
						      .shape = (enum pq_lab_shape)(i % PQ_LAB_SHAPE_COUNT) };
}

static int plan_services(struct pq_lab_services *out)
{
	struct pq_lab_service *service = pq_memory(1, sizeof(*service));
	struct pq_diag diag = { 0, 0, "" };
	int code = PQ_EXIT_OK;

	for (size_t i = 0; code == PQ_EXIT_OK && i < pq_lab_service_count(); i++) {
		struct pq_lab_served *served = pq_lab_served_new();
		const char *name = pq_lab_service_name_at(i);

		if (pq_lab_service_builtin(service, name, &diag)) {
			code = broken(name, &diag);
			pq_lab_served_free(served);
			continue;
		}
		if (served) {
			served->name = copy(name);
			name_cases(service, served);
		}
		if (!served || !pq_lab_services_add(out, served)) {
			pq_complain("lab explain: out of memory");
			code = PQ_EXIT_SETUP;
		}
		pq_lab_service_fini(service);
	}
	free(service);
	return code;
}

static bool plan_proxies(struct pq_lab_proxy_result *out)
{
	for (size_t i = 0; i < pq_proxy_builtin_count(); i++) {
		struct pq_lab_proxy_setting *setting = pq_lab_proxy_add_setting(out);

		if (!setting)
			return false;
		setting->name = copy(pq_proxy_builtin_name(i));
		for (size_t k = 0; k < pq_proxy_case_count(); k++) {
			struct pq_lab_proxy_row *row = pq_lab_proxy_add_row(setting);

			if (!row)
				return false;
			row->name = copy(pq_proxy_case_at(k)->name);
		}
	}
	return true;
}

int pq_lab_cases_plan(struct pq_lab_any *out)
{
	int code = plan_services(&out->services);

	if (code == PQ_EXIT_OK && !(pq_nat_plan(&out->nat) && plan_proxies(&out->proxy))) {
		pq_complain("lab explain: out of memory");
		code = PQ_EXIT_SETUP;
	}
	return code;
}

static int run_service(const char *name, unsigned int forms, bool fetch, struct pq_lab_services *out)
{
	struct pq_lab_service *service = pq_memory(1, sizeof(*service));
	const struct pq_lab_service *chosen = service;
	struct pq_lab_serving serving = { .plan = { .forms = forms, .repeat = 1 }, .fetch = fetch };
	struct pq_lab_crew crew = { .serving = &serving, .jobs = 1 };
	struct pq_diag diag = { 0, 0, "" };
	char today[PQ_TODAY_SIZE];
	int code = PQ_EXIT_OK;

	if (getrandom(&serving.seed, sizeof(serving.seed), 0) < 0)
		serving.seed = 1;
	pq_today(today);
	out->date = copy(today);
	if (pq_lab_service_builtin(service, name, &diag)) {
		code = broken(name, &diag);
	} else {
		if (pq_lab_crew_run(&crew, &chosen, 1, out, &diag)) {
			pq_complain("lab explain: expected %s", diag.expected);
			code = PQ_EXIT_SETUP;
		}
		pq_lab_service_fini(service);
	}
	free(service);
	return code;
}

static int run_helper(const char *name, struct pq_lab_nat *out)
{
	const struct pq_nat_helper *helper = pq_nat_helper_by_name(name);
	const struct pq_nat_options options = { .helpers = &helper, .helper_count = 1 };
	struct pq_diag diag = { 0, 0, "" };
	char today[PQ_TODAY_SIZE];

	pq_today(today);
	out->subject = copy("model");
	out->date = copy(today);
	if (pq_nat_run(out, &options, &diag)) {
		pq_complain("lab explain: void: %s", diag.expected);
		return PQ_EXIT_SETUP;
	}
	return PQ_EXIT_OK;
}

static int run_setting(size_t index, bool fetch, struct pq_lab_proxy_result *out)
{
	struct pq_proxy_setting *setting = pq_memory(1, sizeof(*setting));
	const struct pq_proxy_lab lab = { .fetch = fetch };
	struct pq_diag diag = { 0, 0, "" };
	int code = PQ_EXIT_OK;

	if (pq_proxy_builtin_read(setting, index, &diag)) {
		code = broken(pq_proxy_builtin_name(index), &diag);
	} else {
		if (!pq_proxy_lab_run(&lab, setting, out)) {
			pq_complain("lab explain: out of memory");
			code = PQ_EXIT_SETUP;
		}
		pq_proxy_setting_fini(setting);
	}
	free(setting);
	return code;
}

int pq_lab_case_run(const struct pq_lab_any *plan, const struct pq_lab_name *name, bool all_forms, bool fetch,
		    struct pq_lab_any *out)
{
	const struct pq_lab_served *served;

	switch (name->lab) {
	case PQ_LAB_OF_SERVICES:
		served = plan->services.rows[name->at];
		return run_service(served->name,
				   all_forms ? PQ_LAB_ALL_FORMS : 1u << served->cases[name->row].form | PAIR, fetch,
				   &out->services);
	case PQ_LAB_OF_NAT:
		return run_helper(plan->nat.rows[name->at].helper, &out->nat);
	default:
		return run_setting(name->at, fetch, &out->proxy);
	}
}
