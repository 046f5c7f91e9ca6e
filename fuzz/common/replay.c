/* SPDX-License-Identifier: MIT */
/*
 * A main() without an engine: runs each file of the given files and folders
 * through the target once; standard input if none is given. A broken property
 * ends the process as it does under an engine, and its message names the input.
 */
#include <stdio.h>

#include "common/inputs.h"
#include "common/target.h"

static int collect(struct pq_inputs *inputs, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (pq_inputs_add(inputs, argv[i]) != 0) {
			perror(argv[i]);
			return -1;
		}
	}
	return argc > 1 ? 0 : pq_inputs_add(inputs, "-");
}

int main(int argc, char **argv)
{
	struct pq_inputs inputs = { NULL, 0 };

	LLVMFuzzerInitialize(&argc, &argv);
	if (collect(&inputs, argc, argv) != 0) {
		pq_inputs_fini(&inputs);
		return 2;
	}
	for (size_t i = 0; i < inputs.count; i++) {
		pq_fuzz_input_name = inputs.items[i].path;
		LLVMFuzzerTestOneInput(inputs.items[i].data, inputs.items[i].size);
	}
	printf("%s: %zu inputs, nothing broken\n", pq_fuzz_target.name, inputs.count);
	pq_inputs_fini(&inputs);
	return 0;
}
