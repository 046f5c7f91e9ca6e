/* SPDX-License-Identifier: MIT */
/* Inputs from files and folders, each in a block of exactly its size so that over-reads show. */
#ifndef PQ_FUZZ_INPUTS_H
#define PQ_FUZZ_INPUTS_H

#include <stddef.h>
#include <stdint.h>

/* One input; data is its own block of size bytes. */
struct pq_input {
	char *path;
	uint8_t *data;
	size_t size;
};

struct pq_inputs {
	struct pq_input *items;
	size_t count;
};

/*
 * Adds a file, or all files of a folder and its folders in the order of their
 * names; a path of "-" is standard input. Returns 0, or -1 with errno set.
 */
int pq_inputs_add(struct pq_inputs *inputs, const char *path);
void pq_inputs_fini(struct pq_inputs *inputs);

#endif
