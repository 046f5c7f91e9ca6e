/* SPDX-License-Identifier: MIT */
/*
 * Surface:  libcurl as a network stack behind the model's page side (examples/libcurl), with all three attackers.
 * Property: it breaks no rule, and dials and writes what the model does, but for what fuzz/differ/explain.c explains.
 * Targets:  libcurl, which is not instrumented; the model leads the engine.
 * Input:    scenario text, read leniently; "expect" lines are ignored.
 */
#include "common/target.h"
#include "differ/differ.h"

static void open_differ(void)
{
	pq_differ_open(&pq_differ_libcurl);
}

const struct pq_fuzz_target pq_fuzz_target = { "libcurl", open_differ, pq_differ_one };
