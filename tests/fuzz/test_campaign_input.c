/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "campaign/input.h"
#include "campaign_folder.h"

static char source[PQ_STORE_PATH], out[PQ_STORE_PATH], work[PQ_STORE_PATH];

static int make_tree(void **state)
{
	if (make_base(state) != 0)
		return -1;
	pq_store_path(source, "%s/source", base);
	pq_store_path(out, "%s/out", base);
	pq_store_path(work, "%s/out/work/turn", base);
	put("source/corpus/targets/url/seed", "seed");
	put("source/corpus/grown/url/a", "grown");
	put("source/corpus/grown/url/b", "grown too");
	put("source/corpus/grown/port/a", "another's");
	put("out/corpus/url/c", "of this campaign");
	return 0;
}

static size_t gathered(const struct pq_campaign_target *target, enum pq_campaign_engine engine)
{
	const struct pq_engine_place place = { .source = source, .out = out, .work = work };

	assert_int_equal(pq_input_gather(&place, target, engine), 0);
	return count("out/work/turn/input");
}

static void a_turn_begins_with_seeds_and_with_what_was_grown(void **state)
{
	const struct pq_campaign_target *url = pq_campaign_target_at(pq_campaign_target_find("url"));

	(void)state;
	assert_int_equal(gathered(url, PQ_ENGINE_LIBFUZZER), 3);
	assert_int_equal(gathered(url, PQ_ENGINE_AFLPP), 4);
}

/* Planted bugs are looked for with generic seeds: what was grown may know them. */
static void chosen_seeds_stand_alone(void **state)
{
	struct pq_campaign_target url = *pq_campaign_target_at(pq_campaign_target_find("url"));
	char seeds[PQ_STORE_PATH];

	(void)state;
	pq_store_path(seeds, "%s/corpus/targets/url", source);
	url.seeds = seeds;
	assert_int_equal(gathered(&url, PQ_ENGINE_LIBFUZZER), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_turn_begins_with_seeds_and_with_what_was_grown, make_tree,
						remove_base),
		cmocka_unit_test_setup_teardown(chosen_seeds_stand_alone, make_tree, remove_base),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
