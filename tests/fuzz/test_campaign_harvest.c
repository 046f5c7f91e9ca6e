/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "campaign/child.h"
#include "campaign/harvest.h"
#include "campaign_folder.h"

static void harvest(bool live, uint64_t *next)
{
	char queue[PQ_STORE_PATH], corpus[PQ_STORE_PATH];

	pq_store_path(queue, "%s/queue", base);
	pq_store_path(corpus, "%s/corpus", base);
	assert_int_equal(pq_store_make_folders(corpus), 0);
	assert_int_equal(pq_harvest_queue(queue, corpus, live, next), 0);
}

static void what_grew_is_kept_once_and_seeds_are_not(void **state)
{
	uint64_t next = 0;

	(void)state;
	put("queue/id:000000,time:0,execs:0,orig:000000", "seed");
	put("queue/id:000001,src:000000,time:5", "grown");
	put("queue/id:000002,src:000000,time:6", "grown too");
	put("queue/.state/x", "no input");
	harvest(false, &next);
	assert_int_equal(next, 3);
	assert_int_equal(count("corpus"), 2);
	harvest(false, &next);
	assert_int_equal(count("corpus"), 2);
	put("queue/id:000003,src:000001,time:7", "more");
	put("queue/id:000004,src:000001,time:7", "grown");
	harvest(false, &next);
	assert_int_equal(next, 5);
	assert_int_equal(count("corpus"), 3);
}

static void what_may_still_be_being_written_waits(void **state)
{
	uint64_t next = 0;

	(void)state;
	put("queue/id:000000,src:000000", "young");
	harvest(true, &next);
	assert_int_equal(next, 0);
	assert_int_equal(count("corpus"), 0);
	pq_child_pause_ms(100);
	harvest(true, &next);
	assert_int_equal(next, 1);
	assert_int_equal(count("corpus"), 1);
}

static void a_queue_that_is_not_there_is_empty(void **state)
{
	uint64_t next = 0;

	(void)state;
	harvest(true, &next);
	assert_int_equal(next, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_grew_is_kept_once_and_seeds_are_not, make_base, remove_base),
		cmocka_unit_test_setup_teardown(what_may_still_be_being_written_waits, make_base, remove_base),
		cmocka_unit_test_setup_teardown(a_queue_that_is_not_there_is_empty, make_base, remove_base),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
