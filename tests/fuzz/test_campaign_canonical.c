/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "campaign/canonical.h"
#include "scenario/scenario.h"

static bool canonical(struct pq_view text, struct pq_buf *out)
{
	unsigned char *exact = malloc(text.len ? text.len : 1);
	bool ok;

	if (text.len)
		memcpy(exact, text.data, text.len);
	ok = pq_canonical_text(pq_view(exact, text.len), out);
	free(exact);
	return ok;
}

static void what_lenient_reading_skips_is_left_out(void **state)
{
	static const char mutated[] = "garbage \xff\nfetch GET http://a.example:25/\n  nonsense\n  text \"a\x01z\"\n";
	unsigned char storage[4096];
	struct pq_buf out;

	(void)state;
	pq_buf_init(&out, storage, sizeof(storage));
	assert_true(canonical(pq_view(mutated, sizeof(mutated) - 1), &out));
	assert_true(pq_view_is(pq_buf_view(&out), "pratique-scenario 1\nfetch GET http://a.example:25/\n"
						  "  text \"a\\x01z\"\n"));
}

static void what_is_canonical_already_stays_as_it_is(void **state)
{
	static const char text[] = "pratique-scenario 1\n# why\nform POST http://a.example/ text\n  field n v\n";
	unsigned char first_storage[4096], second_storage[4096];
	struct pq_buf first, second;

	(void)state;
	pq_buf_init(&first, first_storage, sizeof(first_storage));
	pq_buf_init(&second, second_storage, sizeof(second_storage));
	assert_true(canonical(pq_view_str(text), &first));
	assert_true(canonical(pq_buf_view(&first), &second));
	assert_true(pq_view_eq(pq_buf_view(&first), pq_buf_view(&second)));
}

static void text_without_room_is_refused(void **state)
{
	unsigned char storage[8];
	struct pq_buf out;

	(void)state;
	pq_buf_init(&out, storage, sizeof(storage));
	assert_false(canonical(pq_view_str("fetch GET http://a.example/\n"), &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_lenient_reading_skips_is_left_out),
		cmocka_unit_test(what_is_canonical_already_stays_as_it_is),
		cmocka_unit_test(text_without_room_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
