/* SPDX-License-Identifier: MIT */
#include "planted/survey.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/inputs.h"
#include "common/target.h"

static void print_rules(const struct pq_verdict *verdict)
{
	const char *before = "";

	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++) {
		if (verdict->rules[rule] != PQ_VIOLATED)
			continue;
		printf("%s%s", before, pq_rule_name(rule));
		before = ",";
	}
	if (!*before)
		putchar('-');
}

static void tell(const struct pq_fuzz_road *road, const struct pq_input *input)
{
	struct pq_counters before = *pq_fuzz_counters();
	struct pq_counters after;

	LLVMFuzzerTestOneInput(input->data, input->size);
	after = *pq_fuzz_counters();
	printf("%" PRIu64 " %" PRIu64 " ", after.plant_reached - before.plant_reached,
	       after.plant_triggered - before.plant_triggered);
	print_rules(&road->verdict);
	printf(" %s\n", input->path);
}

int pq_survey(const struct pq_fuzz_road *road, const char *path)
{
	struct pq_inputs inputs = { NULL, 0 };

	if (pq_inputs_add(&inputs, path) != 0) {
		perror(path);
		pq_inputs_fini(&inputs);
		return 2;
	}
	for (size_t i = 0; i < inputs.count; i++)
		tell(road, &inputs.items[i]);
	pq_inputs_fini(&inputs);
	return 0;
}
