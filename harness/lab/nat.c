/* SPDX-License-Identifier: MIT */
#include "lab/nat.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "lab/nat_case.h"

#define IN_RANGE 4510 /* a port that Silverlight's sockets may dial */

/* A run under way. bench NULL: rows are only named; out_of_memory: a row could not be appended */
struct run {
	struct pq_nat_bench *bench;
	struct pq_lab_nat *result;
	const struct pq_nat_options *options;
	bool out_of_memory;
};

static const char *const no_control =
	"the control failed: the helper's own protocol, spoken from inside, opened no hole "
	"that could be used";

/* An empty row that is named; NULL without memory. Valid until the next one. */
static struct pq_lab_nat_row *add(struct run *run, const struct pq_nat_helper *helper, const char *way,
				  const char *shape, const char *setting)
{
	struct pq_lab_nat_row *row = pq_lab_nat_add(run->result);

	if (row && pq_lab_nat_set(&row->helper, helper->name) && pq_lab_nat_set(&row->way, way) &&
	    pq_lab_nat_set(&row->shape, shape) && pq_lab_nat_set(&row->setting, setting)) {
		row->port = helper->port;
		return row;
	}
	run->out_of_memory = true;
	return NULL;
}

static void add_unrun(struct run *run, const struct pq_nat_helper *helper, enum pq_lab_nat_outcome outcome,
		      const char *reason)
{
	struct pq_lab_nat_row *row = add(run, helper, "-", "-", "-");

	if (!row)
		return;
	row->outcome = row->expected = outcome;
	pq_lab_nat_set(&row->reason, reason);
}

static bool stopped(const struct run *run)
{
	return run->options->stop && *run->options->stop;
}

/* NULL without memory, or once the run is stopped. */
static struct pq_lab_nat_row *run_case(struct run *run, const struct pq_nat_case *test, const char *setting)
{
	struct pq_lab_nat_row *row;

	if (stopped(run))
		return NULL;
	row = add(run, test->helper, test->vehicle ? test->vehicle->name : "plain",
		  test->vehicle ? pq_nat_shape_name(test->shape) : "-", setting);
	if (row)
		row->port = test->port;
	if (row && run->bench)
		pq_nat_case_run(run->bench, test, row);
	return row;
}

/* The first way and shape in which the helper finds its command. */
static bool choose_found(struct pq_nat_case *test)
{
	for (size_t i = 0; i < pq_nat_vehicle_count; i++) {
		test->vehicle = &pq_nat_vehicles[i];
		if (!pq_nat_carries_to(test->vehicle, test->helper) || test->vehicle->zeros)
			continue;
		for (unsigned int shape = 0; shape < PQ_NAT_SHAPE_COUNT; shape++) {
			test->shape = (enum pq_nat_shape)shape;
			if (test->vehicle->shapes & 1u << shape &&
			    pq_nat_is_found(test->vehicle, test->helper, test->shape))
				return true;
		}
	}
	return false;
}

static void run_ways(struct run *run, const struct pq_nat_case *plain, const char *setting)
{
	struct pq_nat_case test = *plain;

	for (size_t i = 0; i < pq_nat_vehicle_count; i++) {
		test.vehicle = &pq_nat_vehicles[i];
		if (!pq_nat_carries_to(test.vehicle, test.helper))
			continue;
		for (unsigned int shape = 0; shape < PQ_NAT_SHAPE_COUNT; shape++) {
			test.shape = (enum pq_nat_shape)shape;
			if (test.vehicle->shapes & 1u << shape)
				run_case(run, &test, setting);
		}
	}
}

/* The list of bad ports, for each way that it is asked about. Those of a plug-in's sockets are another list's. */
static void run_policy(struct run *run, const struct pq_nat_case *plain)
{
	struct pq_nat_case test = *plain;

	test.policy = PQ_NAT_POLICY_FETCH;
	test.shape = PQ_NAT_SPLIT;
	for (size_t i = 0; i < pq_nat_vehicle_count; i++) {
		test.vehicle = &pq_nat_vehicles[i];
		if (test.vehicle->scheme == PQ_SCHEME_TCP || test.vehicle->zeros ||
		    !pq_nat_carries_to(test.vehicle, test.helper))
			continue;
		if (!(test.vehicle->shapes & 1u << test.shape))
			test.shape = PQ_NAT_WHOLE;
		run_case(run, &test, "policy fetch");
		test.shape = PQ_NAT_SPLIT;
	}
}

/* Silverlight's sockets may dial a range in which no helper reads along. */
static void run_range(struct run *run, const struct pq_nat_case *plain)
{
	struct pq_nat_case test = *plain;

	test.vehicle = pq_nat_vehicle_by_name("raw socket");
	if (!pq_nat_carries_to(test.vehicle, test.helper))
		return;
	test.policy = PQ_NAT_POLICY_SILVERLIGHT;
	run_case(run, &test, "policy silverlight");
	test.port = IN_RANGE;
	run_case(run, &test, "policy silverlight, in its range");
}

/* The control; if it fails, nothing can be stated of the helper, and its rule goes. */
static bool control_holds(struct run *run, const struct pq_nat_case *test)
{
	struct pq_lab_nat_row *control = run_case(run, test, "policy none");
	struct pq_diag diag;

	if (control && control->outcome != PQ_LAB_NAT_VOID && !pq_lab_nat_deviates(control))
		return true;
	if (control && control->outcome != PQ_LAB_NAT_VOID) {
		control->outcome = PQ_LAB_NAT_VOID;
		pq_lab_nat_set(&control->reason, no_control);
	}
	pq_nat_world_help_nobody(&run->bench->world, &diag);
	return false;
}

/* What the model is asked of a helper whose control holds. */
static void ask_model(struct run *run, const struct pq_nat_case *plain)
{
	struct pq_nat_case test = *plain;
	struct pq_diag diag;

	if (!run->options->unhelped) {
		run_ways(run, &test, "policy none");
		run_policy(run, &test);
		run_range(run, &test);
	}
	if (run->bench && pq_nat_world_help_nobody(&run->bench->world, &diag)) {
		add_unrun(run, test.helper, PQ_LAB_NAT_VOID, diag.expected);
		return;
	}
	test.helper_port = 0;
	if (run->options->unhelped)
		run_ways(run, &test, "without the helper's rule");
	else if (choose_found(&test))
		run_case(run, &test, "without the helper's rule");
}

/* What a browser is asked: each way in each shape, and under its own list each way once. */
static void ask_browser(struct run *run, const struct pq_nat_case *plain)
{
	struct pq_nat_case test = *plain;
	struct pq_diag diag;

	if (run->options->unhelped && pq_nat_world_help_nobody(&run->bench->world, &diag) == PQ_ERR_OK)
		test.helper_port = 0;
	for (size_t i = 0; i < pq_nat_vehicle_count; i++) {
		test.vehicle = &pq_nat_vehicles[i];
		if (!pq_nat_browser_knows(test.vehicle) || !pq_nat_carries_to(test.vehicle, test.helper))
			continue;
		for (unsigned int shape = PQ_NAT_SHAPE_COUNT; shape-- > 0;) {
			test.shape = (enum pq_nat_shape)shape;
			if (!(test.vehicle->shapes & 1u << shape) || (!run->bench->allowed && shape == PQ_NAT_PADDED))
				continue;
			run_case(run, &test,
				 run->bench->allowed ? "port allowed by its switch" : "the browser's own list");
			if (!run->bench->allowed)
				break;
		}
	}
	pq_nat_world_help_nobody(&run->bench->world, &diag);
}

/* Whether nothing could be stated of the helper. */
static bool is_void(const struct run *run, const struct pq_nat_helper *helper)
{
	for (size_t i = 0; i < run->result->row_count; i++)
		if (strcmp(run->result->rows[i].helper, helper->name) == 0)
			return run->result->rows[i].outcome == PQ_LAB_NAT_VOID;
	return true;
}

static void run_helper(struct run *run, const struct pq_nat_helper *helper)
{
	struct pq_nat_case test = { .helper = helper, .port = helper->port, .helper_port = helper->port };
	struct pq_diag diag;

	/* A browser's second start has nothing new to say of these. */
	if (run->bench->browser && !run->bench->allowed && (helper->unreachable || is_void(run, helper)))
		return;
	if (helper->unreachable) {
		add_unrun(run, helper, PQ_LAB_NAT_UNREACHABLE, helper->unreachable);
		return;
	}
	if (pq_nat_world_help(&run->bench->world, helper, helper->port, &diag)) {
		char text[600];

		snprintf(text, sizeof(text), "the kernel has no such helper, or nft cannot name it: %s", diag.expected);
		add_unrun(run, helper, PQ_LAB_NAT_VOID, text);
		return;
	}
	if ((!run->bench->browser || run->bench->allowed) && !control_holds(run, &test))
		return;
	if (run->bench->browser)
		ask_browser(run, &test);
	else
		ask_model(run, &test);
}

static void run_helpers(struct run *run)
{
	for (size_t i = 0; i < run->options->helper_count && !run->out_of_memory && !stopped(run); i++)
		run_helper(run, run->options->helpers[i]);
}

/* Each helper's rows together, in the order in which they were run. */
static void group(struct run *run)
{
	struct pq_lab_nat *result = run->result;
	struct pq_lab_nat_row *rows = calloc(result->row_count + 1, sizeof(*rows));
	size_t count = 0;

	for (size_t i = 0; rows && i < run->options->helper_count; i++)
		for (size_t at = 0; at < result->row_count && count < result->row_count; at++)
			if (strcmp(result->rows[at].helper, run->options->helpers[i]->name) == 0)
				rows[count++] = result->rows[at];
	if (!rows || count != result->row_count) {
		free(rows);
		return;
	}
	free(result->rows);
	result->rows = rows;
}

/* One start with the ports allowed, one as it is. */
static enum pq_err run_browser(struct run *run, bool allowed, struct pq_diag *diag)
{
	struct pq_nat_browser_options options = *run->options->browser;
	enum pq_err err;

	options.allowed = run->bench->allowed = allowed;
	options.stop = run->options->stop;
	err = pq_nat_browser_open(&run->bench->browser, &run->bench->world, &options, diag);
	if (err)
		return err;
	run_helpers(run);
	pq_nat_browser_close(run->bench->browser);
	run->bench->browser = NULL;
	return PQ_ERR_OK;
}

enum pq_err pq_nat_run(struct pq_lab_nat *result, const struct pq_nat_options *options, struct pq_diag *diag)
{
	struct pq_nat_bench *bench = calloc(1, sizeof(*bench));
	struct run run = { .bench = bench, .result = result, .options = options };
	struct utsname system;
	enum pq_err err;

	if (!bench)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the lab");
	result->unhelped = options->unhelped;
	if (uname(&system) == 0)
		pq_lab_nat_set(&result->kernel, system.release);
	bench->model = pq_nat_model_open(diag);
	err = bench->model ? pq_nat_world_open(&bench->world, diag) : PQ_ERR_NO_SPACE;
	if (!err) {
		if (options->browser) {
			err = run_browser(&run, true, diag);
			if (!err && !options->unhelped && !stopped(&run))
				err = run_browser(&run, false, diag);
			group(&run);
		} else {
			run_helpers(&run);
		}
		pq_nat_world_close(&bench->world);
	}
	pq_nat_model_close(bench->model);
	free(bench);
	return run.out_of_memory ? pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the result") : err;
}

bool pq_nat_plan(struct pq_lab_nat *result)
{
	const struct pq_nat_options options = { .helper_count = 0 };
	struct run run = { .result = result, .options = &options };

	for (size_t i = 0; i < pq_nat_helper_count; i++) {
		const struct pq_nat_helper *helper = &pq_nat_helpers[i];
		const struct pq_nat_case test = { .helper = helper, .port = helper->port, .helper_port = helper->port };

		if (helper->unreachable) {
			add_unrun(&run, helper, PQ_LAB_NAT_UNREACHABLE, helper->unreachable);
			continue;
		}
		run_case(&run, &test, "policy none");
		ask_model(&run, &test);
	}
	return !run.out_of_memory;
}
