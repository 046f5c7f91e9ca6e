/* SPDX-License-Identifier: MIT */
/* What is known of planted bugs, what is kept of their repetitions, and what these come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "planted/csv.h"
#include "planted/list.h"

static const struct pq_plant plant = { "port-x", "a product", "unsafe_port", 'E', "A" };

static struct pq_trial trial_of(unsigned int repetition, const char *name, uint64_t cpu_ms)
{
	struct pq_trial trial = { .reached = 5, .triggered = 1, .executions = 1000, .edges = 700, .cpu_ms = cpu_ms };

	trial.key.engine = PQ_ENGINE_AFLPP;
	trial.key.mutator = true;
	trial.key.repetition = repetition;
	trial.key.length_ms = 60000;
	trial.key.program = UINT64_C(0xfedcba9876543210);
	trial.wall_ms = 2 * cpu_ms;
	trial.begun_s = 1700000000;
	trial.ended_s = 1700000009;
	snprintf(trial.key.plant, sizeof(trial.key.plant), "%s", plant.name);
	snprintf(trial.name, sizeof(trial.name), "%s", name);
	return trial;
}

static void each_bug_of_the_tree_has_a_witness(void **state)
{
	static struct pq_plants plants;
	char why[PQ_STORE_PATH];
	size_t set_a = 0;

	(void)state;
	if (!pq_plants_read(&plants, PQ_SOURCE_DIR, why))
		fail_msg("%s", why);
	for (size_t i = 0; i < plants.count; i++) {
		char path[PQ_STORE_PATH];

		pq_store_path(path, "%s/corpus/seeds/past-bugs/%s.scenario", PQ_SOURCE_DIR, plants.items[i].name);
		if (access(path, R_OK) != 0)
			fail_msg("%s has no witness", plants.items[i].name);
		assert_ptr_equal(pq_plants_find(&plants, plants.items[i].name), &plants.items[i]);
		set_a += strcmp(plants.items[i].set, "A") == 0;
	}
	assert_null(pq_plants_find(&plants, "no-such-bug"));
	assert_true(set_a >= 30 && plants.count >= 40);
}

static void a_tree_without_bugs_says_so(void **state)
{
	static struct pq_plants plants;
	char why[PQ_STORE_PATH];

	(void)state;
	assert_false(pq_plants_read(&plants, "/nonexistent", why));
	assert_non_null(strstr(why, "/nonexistent/fuzz/planted/bugs"));
}

static void what_is_kept_of_a_repetition_is_read_back(void **state)
{
	char path[] = "/tmp/pq-ledger-XXXXXX";
	struct pq_trial first = trial_of(1, "unsafe_port", 1234), second = trial_of(2, "-", 60000), read;
	FILE *file;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_false(pq_ledger_find(path, &first.key, &read));
	assert_int_equal(pq_ledger_add(path, &first), 0);
	/* Somebody was killed while writing. */
	file = fopen(path, "a");
	assert_non_null(file);
	fputs("port-x aflpp mutator 2 600", file);
	fclose(file);
	assert_false(pq_ledger_find(path, &second.key, &read));
	assert_int_equal(pq_ledger_add(path, &second), 0);
	assert_true(pq_ledger_find(path, &second.key, &read));
	assert_string_equal(read.name, "-");
	assert_int_equal(read.cpu_ms, 60000);
	assert_int_equal(read.ended_s, 1700000009);
	assert_true(pq_ledger_find(path, &first.key, &read));
	assert_string_equal(read.name, "unsafe_port");
	/* Another program, another time, another engine: not the same. */
	first.key.program++;
	assert_false(pq_ledger_find(path, &first.key, &read));
	second.key.mutator = false;
	assert_false(pq_ledger_find(path, &second.key, &read));
	unlink(path);
}

static void a_line_is_whole_or_none(void **state)
{
	static const char *const broken[] = {
		"",
		"\n",
		"port-x aflpp mutator 1 60000 1 - 1 1 1 1 1 1 1 1 1",
		"port-x aflpp mutator 1 60000 1 - 1 1 1 1 1 1 1 1 1 1\n",
		"port-x aflpp mutator 1 60000 1 - 1 1 1 1 1 1 1 1\n",
		"port-x honggfuzz mutator 1 60000 1 - 1 1 1 1 1 1 1 1 1\n",
		"port-x aflpp some 1 60000 1 - 1 1 1 1 1 1 1 1 1\n",
	};
	struct pq_trial read;

	(void)state;
	assert_true(pq_trial_parse(pq_view_str("port-x aflpp plain 1 60000 1 - 1 1 1 1 1 1 1 1 1\n"), &read));
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		assert_false(pq_trial_parse(pq_view_str(broken[i]), &read));
}

static void a_repetition_without_detection_is_the_worst(void **state)
{
	struct pq_trial trials[] = { trial_of(1, "unsafe_port", 3000), trial_of(2, "unsafe_port", 1000),
				     trial_of(3, "-", 60000), trial_of(4, "unsafe_port", 2000) };
	struct pq_plant_row row;

	(void)state;
	row = pq_plant_row_of(&plant, trials, 2);
	assert_int_equal(row.detected, 2);
	assert_int_equal(row.median_ms, 2000);
	assert_int_equal(row.worst_ms, 3000);
	row = pq_plant_row_of(&plant, trials, 3);
	assert_int_equal(row.detected, 2);
	assert_int_equal(row.median_ms, 3000);
	assert_true(row.worst_ms == UINT64_MAX);
	row = pq_plant_row_of(&plant, trials, 4);
	assert_int_equal(row.median_ms, 2500);
	trials[0] = trial_of(1, "wrong_destination", 3000);
	row = pq_plant_row_of(&plant, trials, 4);
	assert_int_equal(row.detected, 2);
	assert_true(row.median_ms == UINT64_MAX);
	row = pq_plant_row_of(&plant, trials, 0);
	assert_true(row.done == 0 && row.median_ms == UINT64_MAX);
}

static void csv_has_a_row_for_each_moment(void **state)
{
	struct pq_trial trials[] = { trial_of(1, "unsafe_port", 1500), trial_of(2, "-", 60000) };
	char *text = NULL;
	size_t len = 0, rows = 0;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	assert_non_null(out);
	pq_csv_head(out);
	pq_csv_trial(out, &trials[0], &plant, 1);
	pq_csv_trial(out, &trials[1], &plant, 2);
	fclose(out);
	for (size_t i = 0; i < len; i++)
		rows += text[i] == '\n';
	assert_int_equal(rows, 1 + 3 + 2);
	assert_non_null(strstr(text, ",,pratique-planted,aflpp_mutator,port-x,2023-11-14 22:13:20,"
				     "2023-11-14 22:13:29,1,0,0,,\n"));
	assert_non_null(strstr(text, ",1,4,700,\"{\"\"cpu_seconds\"\": 1.500,"));
	assert_non_null(strstr(text, "}\",unsafe_port\n"));
	assert_non_null(strstr(text, ",2,60,700,"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bug_of_the_tree_has_a_witness),
		cmocka_unit_test(a_tree_without_bugs_says_so),
		cmocka_unit_test(what_is_kept_of_a_repetition_is_read_back),
		cmocka_unit_test(a_line_is_whole_or_none),
		cmocka_unit_test(a_repetition_without_detection_is_the_worst),
		cmocka_unit_test(csv_has_a_row_for_each_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
