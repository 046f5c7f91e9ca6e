/* SPDX-License-Identifier: MIT */
/* Which list is meant, what counts of it, and what is said of the rest. Each claim has a twin in which it must not fire. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "import/import.h"

#define AUTO "auto"

static enum pq_err read_as(struct pq_import *import, const char *format, const char *text, struct pq_diag *diag)
{
	size_t index = pq_import_format_find(pq_view_str(format));

	return pq_import_read(import, pq_view_str(text), index, pq_view_str(""), diag);
}

/* The ports that count, "1 7 20-23". */
static void ports_are(const char *format, const char *text, const char *wanted)
{
	struct pq_import import;
	char told[512] = "";
	size_t len = 0;

	assert_int_equal(read_as(&import, format, text, NULL), PQ_ERR_OK);
	for (size_t i = 0; i < import.lists[0].item_count; i++) {
		const struct pq_import_item *item = &import.lists[0].items[i];

		if (!pq_import_item_counts(&import, &import.lists[0], i))
			continue;
		len += (size_t)snprintf(told + len, sizeof(told) - len, len ? " %u" : "%u", item->first);
		if (item->last != item->first)
			len += (size_t)snprintf(told + len, sizeof(told) - len, "-%u", item->last);
	}
	assert_string_equal(told, wanted);
	pq_import_free(&import);
}

static void notes_are(const char *format, const char *text, size_t wanted)
{
	struct pq_import import;

	assert_int_equal(read_as(&import, format, text, NULL), PQ_ERR_OK);
	assert_int_equal(import.note_count, wanted);
	pq_import_free(&import);
}

static void fails(const char *format, const char *text, enum pq_err wanted, size_t line, size_t column)
{
	struct pq_import import;
	struct pq_diag diag = { 0, 0, "" };

	assert_int_equal(read_as(&import, format, text, &diag), wanted);
	assert_int_equal(diag.line, line);
	assert_int_equal(diag.column, column);
}

static void search_is(const char *format, const char *text, enum pq_import_search wanted, uint32_t line)
{
	struct pq_import import;

	assert_int_equal(read_as(&import, format, text, NULL), PQ_ERR_OK);
	assert_int_equal(import.lists[0].search, wanted);
	assert_int_equal(import.lists[0].search_line, line);
	pq_import_free(&import);
}

static void a_format_finds_itself(void **state)
{
	struct pq_import import;

	(void)state;
	assert_int_equal(read_as(&import, AUTO, "const badPorts = ['1', '7']\nmodule.exports = { badPorts }\n", NULL),
			 PQ_ERR_OK);
	assert_string_equal(import.format, "undici");
	pq_import_free(&import);
	assert_int_equal(read_as(&import, AUTO, "#include <x>\nint kBlockedPorts[] = { 1, 7 };\n", NULL), PQ_ERR_OK);
	assert_string_equal(import.format, "c");
	pq_import_free(&import);
	/* One product's schemes are no other's. */
	assert_int_equal(
		read_as(&import, AUTO, "const std = @import(\"std\");\nconst bad_ports = [_]u16{ 1, 7 };\n", NULL),
		PQ_ERR_OK);
	assert_string_equal(import.format, "zig");
	assert_string_equal(import.schemes, "http,https,ws,wss");
	pq_import_free(&import);
	assert_int_equal(read_as(&import, AUTO,
				 "const lp = @import(\"lightpanda\");\nconst bad_ports = [_]u16{ 1, 7 };\n", NULL),
			 PQ_ERR_OK);
	assert_string_equal(import.format, "lightpanda");
	assert_string_equal(import.schemes, "ws,wss");
	pq_import_free(&import);
}

static void other_identifiers_are_found_by_what_they_say(void **state)
{
	(void)state;
	ports_are("c", "static const int g_unsafe_ports[] = { 1, 7 };\nint ages[] = { 3, 4, 5 };\n", "1 7");
	ports_are("rust", "const BLOCKED_PORTS: [u16; 2] = [1, 7];\nconst AGES: [u8; 2] = [3, 4];\n", "1 7");
	ports_are("javascript", "const forbiddenPorts = Object.freeze([1, 7]); const ages = [3, 4]\n", "1 7");
	ports_are("python", "DENIED_PORTS = frozenset({1, 7})\nAGES = [3, 4]\n", "1 7");
	/* Nothing speaks of ports. */
	fails("c", "int ages[] = { 3, 4, 5 };\n", PQ_ERR_UNKNOWN, 0, 0);
}

static void names_without_meaning_are_found_by_their_entries(void **state)
{
	(void)state;
	ports_are("c", "int t[] = { 7, 9, 19, 21, 22, 23, 25, 53 };\n", "7 9 19 21 22 23 25 53");
	notes_are("c", "int t[] = { 7, 9, 19, 21, 22, 23, 25, 53 };\n", 1);
	fails("c", "int t[] = { 8, 10, 18, 31, 32, 33, 35, 63 };\n", PQ_ERR_UNKNOWN, 0, 0);
}

static void what_is_no_entry_is_noted(void **state)
{
	(void)state;
	/* An empty string is no zero. */
	ports_are("javascript", "const badPorts = [25, \"\", 22];", "25 22");
	notes_are("javascript", "const badPorts = [25, \"\", 22];", 1);
	ports_are("javascript", "const badPorts = [25, \"0\", 22];", "25 0 22");
	notes_are("javascript", "const badPorts = [25, \"0\", 22];", 0);
	notes_are("chromium", "int kRestrictedPorts[] = { 1, 7, };\n", 0);
	notes_are("chromium", "int kRestrictedPorts[] = { 1, kFtp, };\n", 1);
	notes_are("chromium", "int kRestrictedPorts[] = { 1, 2 + 3, };\n", 1);
	notes_are("chromium", "int kRestrictedPorts[] = { 1, PORTS(7), };\n", 1);
	notes_are("chromium", "int kRestrictedPorts[] = { 1,\n#include \"x\"\n};\n", 1);
	notes_are("chromium", "int kRestrictedPorts[] = { 1,\n// 7,\n};\n", 1);
	notes_are("chromium", "int kRestrictedPorts[] = { 1,\n// 7 is gone\n};\n", 0);
	notes_are("chromium", "int kRestrictedPorts[] = { 1, 7,\n", 1);
	notes_are("chromium", "void f() { int kRestrictedPorts[] = { 1, 7 };\n", 0);
	notes_are("undici", "const badPorts = ['1', ...more]\n", 1);
	notes_are("undici", "const badPorts = ['1', 'x']\n", 1);
	notes_are("undici", "const badPorts = ['1', '07']\n", 1);
	notes_are("deno", "const BAD_PORTS = { \"1\": true, \"7\": false };\n", 1);
	ports_are("deno", "const BAD_PORTS = { \"1\": true, \"7\": false };\n", "1");
	notes_are("deno", "const BAD_PORTS = { __proto__: null, \"1\": true };\n", 0);
}

static void conditions_are_read_on_both_sides(void **state)
{
	struct pq_import import;

	(void)state;
	assert_int_equal(read_as(&import, "chromium",
				 "int kRestrictedPorts[] = {\n1,\n#ifdef A\n7,\n#else\n9,\n#endif\n11,\n};\n", NULL),
			 PQ_ERR_OK);
	assert_int_equal(import.condition_count, 2);
	assert_int_equal(import.lists[0].items[0].condition, 0);
	assert_int_equal(import.lists[0].items[1].condition, 1);
	assert_int_equal(import.lists[0].items[2].condition, 2);
	assert_int_equal(import.lists[0].items[3].condition, 0);
	assert_true(pq_view_is(import.conditions[0].opening, "#ifdef A"));
	assert_true(pq_view_is(import.conditions[1].branch, "#else"));
	assert_int_equal(import.conditions[1].branch_line, 5);
	assert_false(import.conditions[0].never);
	pq_import_free(&import);
	ports_are("chromium", "int kRestrictedPorts[] = { 1,\n#if 0\n7,\n#else\n9,\n#endif\n};\n", "1 9");
	ports_are("chromium", "int kRestrictedPorts[] = { 1,\n#if 1\n7,\n#else\n9,\n#endif\n};\n", "1 7");
	ports_are("chromium", "#ifdef A\nint kRestrictedPorts[] = {1};\n#else\nint kRestrictedPorts[] = {7};\n#endif\n",
		  "1 7");
}

static void a_zero_ends_a_list_where_the_search_stops_there(void **state)
{
	(void)state;
	ports_are("gecko", "int16_t gBadPortList[] = { 1, 7, 0 };\n", "1 7");
	ports_are("gecko", "int16_t gBadPortList[] = { 1, 0, 7, 0 };\n", "1");
	ports_are("chromium", "int kRestrictedPorts[] = { 0, 1, 7 };\n", "0 1 7");
	ports_are("chromium", "int kRestrictedPorts[] = { 1, 7, 0 };\n", "1 7 0");
	notes_are("chromium", "int kRestrictedPorts[] = { 1, 7, 0 };\n", 1);
	ports_are("chromium", "int kRestrictedPorts[] = { 1, 7, 0, // terminator\n};\n", "1 7");
}

#define ALLOW "int16_t gBadPortList[] = { 1, 7, 0 };\nbool allowPort(int port) { if (port "

static void a_zero_may_be_refused_beside_the_list(void **state)
{
	struct pq_import import;

	(void)state;
	assert_int_equal(read_as(&import, "gecko", ALLOW "<= 0) { return false; } return true; }\n", NULL), PQ_ERR_OK);
	assert_int_equal(import.list_count, 2);
	assert_int_equal(import.lists[1].role, PQ_IMPORT_BLOCKS);
	assert_int_equal(import.lists[1].item_count, 1);
	assert_int_equal(import.lists[1].items[0].last, 0);
	assert_int_equal(import.lists[1].line, 2);
	assert_false(import.lists[1].terminated);
	pq_import_free(&import);
	notes_are("gecko", ALLOW "== 0) return false; return true; }\n", 1);
	notes_are("gecko", ALLOW "<= 0) { return true; } return false; }\n", 0);
	notes_are("gecko", ALLOW "<= 0) port = 80; return false; }\n", 0);
	notes_are("gecko", ALLOW "<= 0 && strict) return false; return true; }\n", 0);
	notes_are("gecko", ALLOW "<= 10) return false; return true; }\n", 0);
	/* Of a function that names bad ports "false" means the opposite. */
	notes_are("gecko",
		  "int16_t gBadPortList[] = { 1, 0 };\nbool isBadPort(int port) { if (port <= 0) return false; "
		  "return true; }\n",
		  0);
}

static void labels_and_patterns_are_lists(void **state)
{
	(void)state;
	ports_are("c",
		  "bool isBadPort(int p) { switch (p) { case 1: case 7: return true;\ncase 20 ... 23: return true;\n"
		  "default: return false; } }\n",
		  "1 7 20-23");
	ports_are("rust", "fn is_bad_port(p: u16) -> bool { match p { 1 | 7 => true, 20..=23 => true, _ => false } }\n",
		  "1 7 20-23");
	ports_are("rust", "fn is_bad_port(p: u16) -> bool { matches!(p, 1 | 7 | 20..24) }\n", "1 7 20-23");
	ports_are("zig", "fn isBadPort(p: u16) bool { return switch (p) { 1, 7, 20...23 => true, else => false }; }\n",
		  "1 7 20-23");
	/* What leads to the other answer is let through. */
	ports_are("rust", "fn is_bad_port(p: u16) -> bool { match p { 1 | 7 | 9 => true, 80 => false, _ => false } }\n",
		  "1 7 9");
	fails("c", "bool isBad(int c) { switch (c) { case 1: case 7: return true; default: return false; } }\n",
	      PQ_ERR_UNKNOWN, 0, 0);
}

static void the_search_is_told(void **state)
{
	static const char list[] = "static BAD_PORTS: [u16; 2] = [1, 7];\n";
	char text[256];

	(void)state;
	snprintf(text, sizeof(text), "%sfn f(p: u16) -> bool {\n BAD_PORTS.binary_search(&p).is_ok() }\n", list);
	search_is("servo", text, PQ_IMPORT_SEARCH_BISECTION, 3);
	snprintf(text, sizeof(text), "%sfn f(p: u16) -> usize {\n BAD_PORTS.partition_point(|q| *q < p) }\n", list);
	search_is("servo", text, PQ_IMPORT_SEARCH_BISECTION, 3);
	snprintf(text, sizeof(text), "%sfn f(p: u16) -> bool {\n BAD_PORTS.contains(&p) }\n", list);
	search_is("servo", text, PQ_IMPORT_SEARCH_LINEAR, 3);
	search_is("servo", list, PQ_IMPORT_SEARCH_UNKNOWN, 0);
	search_is("undici", "const badPorts = ['1']\nconst s = new Set(badPorts)\nf = (p) => s.has(p)\n",
		  PQ_IMPORT_SEARCH_SET, 2);
	search_is("undici", "const badPorts = ['1']\nf = (p) => badPorts.includes(p)\n", PQ_IMPORT_SEARCH_STRINGS, 2);
}

static void bad_input_fails_with_its_place(void **state)
{
	(void)state;
	fails("c", "int kBadPorts[] = { 1 };\nint kBlockedPorts[] = { 7 };\n", PQ_ERR_SYNTAX, 2, 5);
	fails("chromium", "int kRestrictedPorts[] = {\n 1, 65536 };\n", PQ_ERR_RANGE, 2, 5);
	fails("chromium", "int kRestrictedPorts[] = {\n 1, -1 };\n", PQ_ERR_RANGE, 2, 5);
	fails("plain", "1\n7-3\n", PQ_ERR_RANGE, 2, 1);
	fails("plain", "# nothing\n", PQ_ERR_UNKNOWN, 0, 0);
	fails(AUTO, "", PQ_ERR_UNKNOWN, 0, 0);
	fails(AUTO, "\xff", PQ_ERR_SYNTAX, 0, 0);
	ports_are("chromium", "int kRestrictedPorts[] = { 1, 65535 };\n", "1 65535");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_format_finds_itself),
		cmocka_unit_test(other_identifiers_are_found_by_what_they_say),
		cmocka_unit_test(names_without_meaning_are_found_by_their_entries),
		cmocka_unit_test(what_is_no_entry_is_noted),
		cmocka_unit_test(conditions_are_read_on_both_sides),
		cmocka_unit_test(a_zero_ends_a_list_where_the_search_stops_there),
		cmocka_unit_test(a_zero_may_be_refused_beside_the_list),
		cmocka_unit_test(labels_and_patterns_are_lists),
		cmocka_unit_test(the_search_is_told),
		cmocka_unit_test(bad_input_fails_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
