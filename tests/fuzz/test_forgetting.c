/* SPDX-License-Identifier: MIT */
/* A scenario has the same transcript and the same verdict whatever was run before it in the same process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/inputs.h"
#include "common/road.h"
#include "common/target.h"

#define ROUNDS 3
#define STORY (1u << 20)

static void nothing(struct pq_view input)
{
	(void)input;
}

const struct pq_fuzz_target pq_fuzz_target = { "forgetting", pq_fuzz_open_nothing, nothing };

static struct pq_fuzz_road road;

static uint64_t hash(struct pq_view bytes)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < bytes.len; i++)
		sum = (sum ^ bytes.data[i]) * UINT64_C(0x100000001b3);
	return sum;
}

static void tell_verdict(const struct pq_verdict *verdict, struct pq_buf *out)
{
	const uint64_t numbers[] = { verdict->outcome,  verdict->violation_total, verdict->controls,
				     verdict->requests, verdict->controls_done,   verdict->dials };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		pq_buf_add_u64(out, numbers[i]);
		pq_buf_add_byte(out, ' ');
	}
	for (int rule = 0; rule < PQ_RULE_COUNT; rule++)
		pq_buf_add_u64(out, verdict->rules[rule]);
	for (size_t i = 0; i < verdict->violation_total && i < PQ_MAX_VIOLATIONS; i++) {
		pq_buf_add_u64(out, verdict->violations[i].event);
		pq_buf_add_str(out, verdict->violations[i].detail);
	}
	pq_buf_add_str(out, verdict->void_why);
}

/* The transcript's text and the verdict of one run, as a hash. */
static uint64_t run(const struct pq_input *input)
{
	static unsigned char bytes[STORY];
	struct pq_buf story;

	pq_buf_init(&story, bytes, sizeof(bytes));
	pq_fuzz_road_run(&road, pq_view(input->data, input->size));
	pq_transcript_print(&road.transcript, &story);
	tell_verdict(&road.verdict, &story);
	assert_true(pq_buf_ok(&story));
	return hash(pq_buf_view(&story));
}

static uint64_t run_alone(const struct pq_input *input)
{
	uint64_t told = 0;
	int pipes[2];
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		told = run(input);
		_exit(write(pipes[1], &told, sizeof(told)) == sizeof(told) ? 0 : 1);
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], &told, sizeof(told)), sizeof(told));
	close(pipes[0]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	return told;
}

/* Always the same order in the n-th round. */
static void shuffle(size_t *order, size_t count)
{
	static uint64_t random = 1;

	for (size_t i = count; i > 1; i--) {
		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		size_t other = (size_t)(random >> 33) % i, index = order[i - 1];

		order[i - 1] = order[other];
		order[other] = index;
	}
}

/* How many runs differ from the same scenario's in a process of its own. */
static size_t count_leaks(void)
{
	struct pq_inputs inputs = { NULL, 0 };
	size_t leaks = 0, *order;
	uint64_t *alone;

	assert_int_equal(pq_inputs_add(&inputs, PQ_SOURCE_DIR "/corpus/seeds"), 0);
	assert_true(inputs.count > 100);
	order = calloc(inputs.count, sizeof(*order));
	alone = calloc(inputs.count, sizeof(*alone));
	assert_true(order && alone);
	for (size_t i = 0; i < inputs.count; i++) {
		order[i] = i;
		alone[i] = run_alone(&inputs.items[i]);
	}
	for (int round = 0; round < ROUNDS; round++) {
		shuffle(order, inputs.count);
		for (size_t i = 0; i < inputs.count; i++) {
			if (run(&inputs.items[order[i]]) == alone[order[i]])
				continue;
			leaks++;
			if (leaks < 10)
				print_message("%s differs after %s\n", inputs.items[order[i]].path,
					      i ? inputs.items[order[i - 1]].path : "the round before");
		}
	}
	free(order);
	free(alone);
	pq_inputs_fini(&inputs);
	return leaks;
}

static void no_scenario_remembers_another(void **state)
{
	(void)state;
	assert_int_equal(count_leaks(), 0);
}

static const struct pq_subject_kind *model;

/* What a run leaves behind here: whether the scenario before it set a cookie, which costs the next one its last event. */
static enum pq_err run_leaky(struct pq_subject *subject, const struct pq_scenario *scenario,
			     struct pq_transcript *transcript)
{
	static bool remembered;
	enum pq_err err = model->run(subject, scenario, transcript);

	if (remembered && transcript->count > 0)
		transcript->count--;
	remembered = pq_scenario_find(scenario, PQ_WORD_COOKIE, 0) < scenario->line_count;
	return err;
}

static void a_subject_that_remembers_is_noticed(void **state)
{
	struct pq_subject_kind leaky;

	(void)state;
	model = road.kind;
	leaky = *model;
	leaky.run = run_leaky;
	road.kind = &leaky;
	assert_true(count_leaks() > 0);
	road.kind = model;
}

static int open_road(void **state)
{
	(void)state;
	pq_fuzz_road_open(&road, false);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_scenario_remembers_another),
		cmocka_unit_test(a_subject_that_remembers_is_noticed),
	};

	return cmocka_run_group_tests(tests, open_road, NULL);
}
