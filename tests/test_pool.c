/* SPDX-License-Identifier: MIT */
/* Kept connections: served by their exact key, bounded, and none is lost (Fetch 2.6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fetch/pool.h"

static struct pq_pool pool;

static uint32_t put(const char *key, uint32_t conn)
{
	return pq_pool_put(&pool, pq_view_str(key), conn);
}

static uint32_t take(const char *key)
{
	return pq_pool_take(&pool, pq_view_str(key));
}

static int set_up(void **state)
{
	(void)state;
	pq_pool_init(&pool);
	return 0;
}

static void a_connection_serves_its_key_once(void **state)
{
	(void)state;
	assert_int_equal(put("a", 1), 0);
	assert_int_equal(put("b", 2), 0);
	assert_int_equal(take("c"), 0);
	assert_int_equal(take("a"), 1);
	assert_int_equal(take("a"), 0);
	assert_int_equal(take("b"), 2);
}

static void keys_are_compared_whole(void **state)
{
	(void)state;
	put("https a 443", 1);
	assert_int_equal(take("https a 44"), 0);
	assert_int_equal(take("https a 4433"), 0);
	assert_int_equal(take("HTTPS a 443"), 0);
	assert_int_equal(take(""), 0);
	assert_int_equal(take("https a 443"), 1);
}

static void the_oldest_goes_when_there_is_no_room(void **state)
{
	(void)state;
	for (uint32_t i = 1; i <= PQ_MAX_KEPT; i++)
		assert_int_equal(put("a", i), 0);
	assert_int_equal(put("b", 100), 1);
	assert_int_equal(take("a"), 2);
	assert_int_equal(take("b"), 100);
}

static void a_key_that_is_too_long_is_given_back(void **state)
{
	static unsigned char key[PQ_MAX_POOL_KEY + 1];

	(void)state;
	assert_int_equal(pq_pool_put(&pool, pq_view(key, sizeof(key)), 7), 7);
	assert_int_equal(pq_pool_put(&pool, pq_view(key, sizeof(key) - 1), 8), 0);
	assert_int_equal(pq_pool_take(&pool, pq_view(key, sizeof(key) - 1)), 8);
}

static void draining_gives_each_connection_once(void **state)
{
	(void)state;
	put("a", 1);
	put("b", 2);
	assert_int_equal(pq_pool_drain(&pool), 1);
	assert_int_equal(pq_pool_drain(&pool), 2);
	assert_int_equal(pq_pool_drain(&pool), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_connection_serves_its_key_once, set_up),
		cmocka_unit_test_setup(keys_are_compared_whole, set_up),
		cmocka_unit_test_setup(the_oldest_goes_when_there_is_no_room, set_up),
		cmocka_unit_test_setup(a_key_that_is_too_long_is_given_back, set_up),
		cmocka_unit_test_setup(draining_gives_each_connection_once, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
