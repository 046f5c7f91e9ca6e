/* SPDX-License-Identifier: MIT */
/* One row of the packet-filter lab: what is said, by which way and in which shape, and what became of it. */
#ifndef PQ_LAB_NAT_CASE_H
#define PQ_LAB_NAT_CASE_H

#include "lab/nat_browser.h"
#include "lab/nat_model.h"
#include "lab/nat_vehicle.h"
#include "result/lab_nat.h"

/*
 * helper, vehicle, shape: what is said how; vehicle NULL: the helper's own protocol, by a client inside
 * policy:   that the user agent applies
 * port:     that is asked for; helper_port: where the helper reads along; 0: nowhere
 */
struct pq_nat_case {
	const struct pq_nat_helper *helper;
	const struct pq_nat_vehicle *vehicle;
	enum pq_nat_shape shape;
	enum pq_nat_policy policy;
	uint16_t port;
	uint16_t helper_port;
};

/*
 * What cases are run with; some hundred KiB.
 * browser: it is asked in the model's place; NULL: none. allowed: with its switch that allows the ports
 * learnt:  of a browser, whose requests are all alike: padding by way and by digits of the port; 0: not yet
 */
struct pq_nat_bench {
	struct pq_nat_world world;
	struct pq_nat_model *model;
	struct pq_nat_browser *browser;
	bool allowed;
	size_t learnt[PQ_NAT_MAX_VEHICLES][6];
	struct pq_nat_server server;
	struct pq_nat_net net;
};

/*
 * Runs it. The helper is in the router's rules already, or not. Fills the row, but for what names the case; VOID with its
 * reason where something of the lab failed.
 */
void pq_nat_case_run(struct pq_nat_bench *bench, const struct pq_nat_case *test, struct pq_lab_nat_row *row);

/*
 * What is stated of the case; of a port that the policy blocks that nothing is dialled. A browser cuts what it writes as it
 * likes: of one it is stated that there is a hole if what it wrote has the command where the helper looks.
 */
enum pq_lab_nat_outcome pq_nat_case_expected(const struct pq_nat_model *model, const struct pq_nat_case *test);

#endif
