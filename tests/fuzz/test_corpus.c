/* SPDX-License-Identifier: MIT */
/* Inputs gathered, laid out for a merge, and published; what the merge itself shows is put in their place. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "campaign_folder.h"
#include "corpus/publish.h"

static struct pq_corpus_inputs inputs, seeds;
static struct pq_stage stage;
static size_t skipped;
static char last_skipped[PQ_STORE_PATH];

static void on_skip(void *ctx, const char *path, const char *why)
{
	(void)ctx;
	skipped++;
	pq_store_path(last_skipped, "%s: %s", path, why);
}

static int begin(void **state)
{
	skipped = 0;
	return make_base(state);
}

static int end(void **state)
{
	pq_corpus_inputs_free(&inputs);
	pq_corpus_inputs_free(&seeds);
	pq_stage_free(&stage);
	return remove_base(state);
}

static const char *full(const char *path)
{
	static char text[PQ_STORE_PATH];

	pq_store_path(text, "%s/%s", base, path);
	return text;
}

/* target: the only one that is chosen, or NULL for all */
static enum pq_corpus_found gather(const char *path, const char *target)
{
	struct pq_corpus_gathering gathering = { .skip = on_skip };

	for (size_t i = 0; i < PQ_CAMPAIGN_TARGETS; i++)
		gathering.targets[i] = !target || pq_campaign_target_find(target) == i;
	return pq_corpus_gather(&inputs, &gathering, full(path));
}

static void inputs_of_a_campaign_a_corpus_and_the_tree_are_found(void **state)
{
	(void)state;
	put("out/corpus/url/a", "a");
	put("out/corpus/url/b", "b");
	put("out/corpus/port/a", "a");
	put("out/corpus/other/a", "a");
	put("out/findings/x", "x");
	put("tree/corpus/seeds/deep/a.scenario", "a");
	put("tree/corpus/targets/url/a", "a");
	put("tree/corpus/grown/url/b", "b");
	assert_int_equal(gather("out", NULL), PQ_CORPUS_FOUND);
	assert_int_equal(inputs.count, 3);
	assert_int_equal(gather("out/corpus", "url"), PQ_CORPUS_FOUND);
	assert_int_equal(inputs.count, 5);
	assert_int_equal(gather("out/corpus/other", "url"), PQ_CORPUS_FOUND);
	assert_int_equal(inputs.count, 6);
	assert_int_equal(gather("tree", NULL), PQ_CORPUS_FOUND);
	assert_int_equal(inputs.count, 9);
	assert_int_equal(gather("tree/corpus", NULL), PQ_CORPUS_FOUND);
	assert_int_equal(inputs.count, 12);
	assert_int_equal(skipped, 0);
}

static void what_is_no_corpus_is_refused(void **state)
{
	(void)state;
	put("some/file", "a");
	assert_int_equal(gather("some", NULL), PQ_CORPUS_UNUSABLE);
	assert_int_equal(gather("some/file", NULL), PQ_CORPUS_UNUSABLE);
	assert_int_equal(gather("none", NULL), PQ_CORPUS_UNUSABLE);
	assert_int_equal(skipped, 3);
	assert_int_equal(gather("some", "url"), PQ_CORPUS_FOUND);
	assert_int_equal(gather("some/file", "url"), PQ_CORPUS_FOUND);
	assert_int_equal(inputs.count, 2);
}

static void what_can_be_no_input_is_left_out_and_told(void **state)
{
	char long_text[300], path[PQ_STORE_PATH];

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	put("port/good", "a");
	put("port/empty", "");
	put("port/long", long_text);
	put("port/copy.part", "a");
	put("url", "a file");
	pq_store_path(path, "%s", full("port/loop"));
	assert_int_equal(symlink("loop", path), 0);
	pq_store_path(path, "%s", full("port/up"));
	assert_int_equal(symlink("..", path), 0);
	pq_store_path(path, "%s", full("port/dangling"));
	assert_int_equal(symlink("nowhere", path), 0);
	pq_store_path(path, "%s", full("port/pipe"));
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(gather(".", NULL), PQ_CORPUS_FOUND);
	assert_int_equal(inputs.count, 1);
	assert_int_equal(skipped, 8);
	assert_non_null(strstr(last_skipped, "/url: expected a folder"));
	assert_int_equal(gather("port/long", "url"), PQ_CORPUS_FOUND);
	assert_int_equal(gather("port/long", "port"), PQ_CORPUS_UNUSABLE);
	assert_non_null(strstr(last_skipped, "over the 256 bytes that target port reads"));
}

/* What the inputs of a target look like in the order of the merge. */
static void lay_out(const char *target)
{
	pq_stage_free(&stage);
	assert_int_equal(
		pq_stage_make(&stage, &inputs, &seeds, pq_campaign_target_find(target), true, full("work/input")), 0);
	assert_int_equal(count("work/input"), stage.count);
}

static void small_inputs_come_first_and_the_same_bytes_once(void **state)
{
	(void)state;
	put("a/3", "333");
	put("a/1", "1");
	put("a/22", "22");
	put("a/again", "22");
	put("a/23", "23");
	assert_int_equal(gather("a", "url"), PQ_CORPUS_FOUND);
	lay_out("url");
	assert_int_equal(stage.count, 4);
	assert_int_equal(stage.items[0].size, 1);
	assert_int_equal(stage.items[1].size, 2);
	assert_int_equal(stage.items[2].size, 2);
	assert_true(stage.items[1].hash < stage.items[2].hash);
	assert_int_equal(stage.items[3].size, 3);
}

static void seeds_come_before_all_and_are_never_kept(void **state)
{
	(void)state;
	put("seeds/url/long", "a long seed");
	put("seeds/url/too", "2");
	put("a/1", "1");
	put("a/2", "2");
	assert_int_equal(gather("seeds", "url"), PQ_CORPUS_FOUND);
	seeds = inputs;
	inputs = (struct pq_corpus_inputs){ NULL, 0, 0 };
	assert_int_equal(gather("a", "url"), PQ_CORPUS_FOUND);
	lay_out("url");
	assert_int_equal(stage.count, 3);
	for (size_t i = 0; i < stage.count; i++) {
		stage.items[i].shown = (struct pq_control_file){ .begun = true, .done = true, .features = 1 };
		assert_int_equal(stage.items[i].rank == PQ_STAGE_SEED, i < 2);
		assert_int_equal(pq_stage_keeps(&stage.items[i]), i == 2);
	}
	assert_int_equal(stage.items[2].size, 1);
}

static void scenarios_that_people_understand_come_first(void **state)
{
	(void)state;
	put("a/canonical", "pratique-scenario 1\nfetch GET http://a.example/\n");
	put("a/otherwise", "pratique-scenario 1\n\n\nfetch   GET http://b.example/\n");
	put("a/lenient", "fetch GET http://c.example/\n%%\n");
	put("a/rubbish", "fill fill");
	assert_int_equal(gather("a", "scenario"), PQ_CORPUS_FOUND);
	lay_out("scenario");
	assert_int_equal(stage.items[0].rank, PQ_STAGE_READABLE);
	assert_int_equal(stage.items[stage.count - 1].rank, PQ_STAGE_OTHERWISE);
	for (size_t i = 0; i < stage.count; i++) {
		char name[PQ_STORE_PATH];

		pq_stage_name(&stage, &stage.items[i], name);
		assert_int_equal(stage.items[i].rank == PQ_STAGE_READABLE, strstr(name, ".scenario") != NULL);
		stage.items[i].shown = (struct pq_control_file){ .begun = true, .done = true, .features = 1 };
		assert_int_equal(pq_stage_keeps(&stage.items[i]), stage.items[i].rank != PQ_STAGE_OTHERWISE);
	}
}

/* As if the merge had shown features for all but those that hold that byte. */
static void show(char redundant, char deadly)
{
	for (size_t i = 0; i < stage.count; i++) {
		unsigned char byte = 0;
		struct pq_buf text;

		pq_buf_init(&text, &byte, 1);
		assert_true(pq_store_read_tail(stage.items[i].file, &text));
		stage.items[i].shown = (struct pq_control_file){ true, byte != deadly, byte != redundant, 0 };
	}
}

static void publish(int wanted)
{
	char why[PQ_PUBLISH_WHY];

	assert_int_equal(pq_publish(&stage, &inputs, full("url"), why), wanted);
}

static void what_is_redundant_is_removed_and_the_rest_named_by_its_hash(void **state)
{
	char path[PQ_STORE_PATH];
	uint64_t hash;

	(void)state;
	put("url/keep", "k");
	put("url/redundant", "r");
	put("url/deadly", "d");
	put("url/README.part", "not measured");
	assert_int_equal(gather("url", "url"), PQ_CORPUS_FOUND);
	lay_out("url");
	show('r', 'd');
	publish(0);
	assert_true(pq_store_hash(stage.items[0].file, &hash));
	assert_int_not_equal(access(full("url/keep"), F_OK), 0);
	assert_int_not_equal(access(full("url/redundant"), F_OK), 0);
	assert_int_equal(access(full("url/deadly"), F_OK), 0);
	assert_int_equal(access(full("url/README.part"), F_OK), 0);
	assert_int_equal(count("url"), 3);
	for (size_t i = 0; i < stage.count; i++) {
		pq_store_path(path, "url/%016" PRIx64, stage.items[i].hash);
		assert_int_equal(access(full(path), F_OK) == 0, pq_stage_keeps(&stage.items[i]));
		stage.items[i].found = true;
	}
	publish(0);
	assert_int_not_equal(access(full("url/deadly"), F_OK), 0);
	assert_int_equal(count("url"), 2);
}

static void a_file_that_changed_meanwhile_stays(void **state)
{
	(void)state;
	put("url/changed", "r");
	assert_int_equal(gather("url", "url"), PQ_CORPUS_FOUND);
	lay_out("url");
	show('r', 'd');
	assert_int_equal(unlink(full("url/changed")), 0);
	put("url/changed", "new");
	publish(0);
	assert_int_equal(access(full("url/changed"), F_OK), 0);
}

static void nothing_that_was_not_measured_is_overwritten(void **state)
{
	char path[PQ_STORE_PATH];

	(void)state;
	put("in/a", "k");
	assert_int_equal(gather("in", "url"), PQ_CORPUS_FOUND);
	lay_out("url");
	show('r', 'd');
	pq_store_path(path, "url/%016" PRIx64, stage.items[0].hash);
	put(path, "other bytes");
	publish(-1);
	put(path, "k");
	publish(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(inputs_of_a_campaign_a_corpus_and_the_tree_are_found, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_corpus_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(what_can_be_no_input_is_left_out_and_told, begin, end),
		cmocka_unit_test_setup_teardown(small_inputs_come_first_and_the_same_bytes_once, begin, end),
		cmocka_unit_test_setup_teardown(seeds_come_before_all_and_are_never_kept, begin, end),
		cmocka_unit_test_setup_teardown(scenarios_that_people_understand_come_first, begin, end),
		cmocka_unit_test_setup_teardown(what_is_redundant_is_removed_and_the_rest_named_by_its_hash, begin,
						end),
		cmocka_unit_test_setup_teardown(a_file_that_changed_meanwhile_stays, begin, end),
		cmocka_unit_test_setup_teardown(nothing_that_was_not_measured_is_overwritten, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
