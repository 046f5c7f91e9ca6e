/* SPDX-License-Identifier: MIT */
/* Lists read out of source code: the ports, where each stands, what is said of it. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "import/import.h"

static void a_port_list_is_read_with_lines_and_comments(void **state)
{
	static const char text[] =
		"// ports\nconst int kRestrictedPorts[] = {\n  0x1,  // tcpmux\n  7,\n  /* 9, */ 1'0,\n};\n";
	struct pq_import import;
	struct pq_diag diag;

	(void)state;
	assert_int_equal(pq_import_read(&import, pq_view_str(text), PQ_IMPORT_AUTO, pq_view_str(""), &diag), PQ_ERR_OK);
	assert_int_equal(import.list_count, 1);
	assert_true(pq_view_is(import.lists[0].identifier, "kRestrictedPorts"));
	assert_int_equal(import.lists[0].line, 2);
	assert_int_equal(import.lists[0].item_count, 3);
	assert_int_equal(import.lists[0].items[0].first, 1);
	assert_int_equal(import.lists[0].items[0].line, 3);
	assert_int_equal(import.lists[0].items[0].column, 3);
	assert_true(pq_view_is(import.lists[0].items[0].comment, "tcpmux"));
	assert_int_equal(import.lists[0].items[2].first, 10);
	assert_int_equal(import.lists[0].items[2].last, 10);
	pq_import_free(&import);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_port_list_is_read_with_lines_and_comments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
