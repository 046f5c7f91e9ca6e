/* SPDX-License-Identifier: MIT */
#include "common/steady.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/inputs.h"
#include "common/target.h"

#define OPTION "--steady="
#define ROUNDS_MAX 100
#define NAMED_MAX 20

/* The section of all inline counters of the program, which the linker marks where there is one. */
extern unsigned char __start___sancov_cntrs[] __attribute__((weak));
extern unsigned char __stop___sancov_cntrs[] __attribute__((weak));

/* order: indices of the inputs; ways: what each does in a process of its own; wrong: how often one did something else */
struct steady {
	struct pq_inputs inputs;
	size_t *order;
	uint64_t *ways;
	size_t wrong;
	uint64_t random;
};

bool pq_fuzz_steady_wanted(int argc, char **argv)
{
	return argc > 1 && strncmp(argv[1], OPTION, strlen(OPTION)) == 0;
}

static size_t counter_count(void)
{
	return (size_t)(__stop___sancov_cntrs - __start___sancov_cntrs);
}

/* FNV-1a of the counters after one run of the input. */
static uint64_t run(const struct pq_input *input)
{
	size_t count = counter_count();
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	memset(__start___sancov_cntrs, 0, count);
	LLVMFuzzerTestOneInput(input->data, input->size);
	for (size_t i = 0; i < count; i++)
		hash = (hash ^ __start___sancov_cntrs[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* The way of an input in a process of its own; false if that could not be told. */
static bool run_alone(const struct pq_input *input, uint64_t *way)
{
	int pipes[2], status = 0;
	bool told = false;
	pid_t child;

	if (pipe(pipes) != 0)
		return false;
	child = fork();
	if (child == 0) {
		*way = run(input);
		_exit(write(pipes[1], way, sizeof(*way)) == sizeof(*way) ? 0 : 1);
	}
	close(pipes[1]);
	if (child > 0)
		told = read(pipes[0], way, sizeof(*way)) == sizeof(*way);
	close(pipes[0]);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	return told && status == 0;
}

/* Numerical Recipes' generator: the same order on every machine. */
static size_t random_below(struct steady *steady, size_t limit)
{
	steady->random = steady->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(steady->random >> 33) % limit;
}

static void shuffle(struct steady *steady)
{
	for (size_t i = steady->inputs.count; i > 1; i--) {
		size_t other = random_below(steady, i), index = steady->order[i - 1];

		steady->order[i - 1] = steady->order[other];
		steady->order[other] = index;
	}
}

static void compare(struct steady *steady, size_t index, size_t before)
{
	const struct pq_input *items = steady->inputs.items;

	if (run(&items[index]) == steady->ways[index])
		return;
	if (steady->wrong++ < NAMED_MAX)
		printf("%s: takes another way after %s\n", items[index].path, items[before].path);
}

static void run_round(struct steady *steady)
{
	size_t before = steady->order[steady->inputs.count - 1];

	shuffle(steady);
	for (size_t i = 0; i < steady->inputs.count; i++) {
		compare(steady, steady->order[i], before);
		before = steady->order[i];
		compare(steady, before, before);
	}
}

/* 0, 2 or 3. */
static int prepare(struct steady *steady, int argc, char **argv)
{
	for (int i = 2; i < argc; i++)
		if (pq_inputs_add(&steady->inputs, argv[i]) != 0) {
			perror(argv[i]);
			return 2;
		}
	if (steady->inputs.count == 0) {
		fputs(OPTION "N wants inputs\n", stderr);
		return 2;
	}
	steady->order = calloc(steady->inputs.count, sizeof(*steady->order));
	steady->ways = calloc(steady->inputs.count, sizeof(*steady->ways));
	if (!steady->order || !steady->ways)
		return 3;
	for (size_t i = 0; i < steady->inputs.count; i++) {
		steady->order[i] = i;
		if (!run_alone(&steady->inputs.items[i], &steady->ways[i])) {
			printf("%s: does not come to its end\n", steady->inputs.items[i].path);
			return 3;
		}
	}
	return 0;
}

int pq_fuzz_steady(int argc, char **argv)
{
	struct steady steady = { .random = 1 };
	unsigned long rounds = strtoul(argv[1] + strlen(OPTION), NULL, 10);
	int code;

	if (rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, OPTION "N: expected a number from 1 to %d\n", ROUNDS_MAX);
		return 2;
	}
	if (counter_count() == 0) {
		fputs("this build has no counters; libFuzzer's has\n", stderr);
		return 3;
	}
	code = prepare(&steady, argc, argv);
	for (unsigned long i = 0; code == 0 && i < rounds; i++)
		run_round(&steady);
	if (code == 0) {
		printf("%s: %zu inputs, %lu rounds, %zu took another way\n", pq_fuzz_target.name, steady.inputs.count,
		       rounds, steady.wrong);
		code = steady.wrong > 0;
	}
	pq_inputs_fini(&steady.inputs);
	free(steady.order);
	free(steady.ways);
	return code;
}
