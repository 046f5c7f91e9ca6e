/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/address.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A copy in a block of exactly its size, so that reading past its end is seen. */
static bool parse(const char *text, struct pq_address *out)
{
	size_t len = strlen(text);
	unsigned char *exact = malloc(len);
	bool ok;

	if (len > 0) {
		assert_non_null(exact);
		memcpy(exact, text, len);
	}
	ok = pq_address_parse(pq_view(exact, len), out);
	free(exact);
	return ok;
}

static void assert_prints(const struct pq_address *address, const char *expected)
{
	char *storage = malloc(strlen(expected) + 1);
	struct pq_buf out;

	assert_non_null(storage);
	pq_buf_init(&out, storage, strlen(expected));
	pq_address_print(address, &out);
	assert_true(pq_buf_ok(&out));
	storage[out.len] = '\0';
	assert_string_equal(storage, expected);
	free(storage);
}

/* RFC 4291 2.2: the three forms; RFC 5952 4: one canonical text for each. */
static void addresses_are_read_and_printed_canonically(void **state)
{
	static const struct {
		const char *text;
		const char *canonical;
	} rows[] = {
		{ "0.0.0.0", "0.0.0.0" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "20.1.2.3", "20.1.2.3" },
		{ "10.0.100.9", "10.0.100.9" },
		{ "2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a" },
		{ "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", "abcd:ef01:2345:6789:abcd:ef01:2345:6789" },
		{ "FF01:0:0:0:0:0:0:101", "ff01::101" },
		{ "0:0:0:0:0:0:0:1", "::1" },
		{ "0:0:0:0:0:0:0:0", "::" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "1::8", "1::8" },
		{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
		{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
		{ "1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8" },
		{ "0:0:0:0:0:0:13.1.68.3", "::d01:4403" },
		{ "::FFFF:129.144.52.38", "::ffff:8190:3426" },
		{ "::13.1.68.3", "::d01:4403" },
		{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
		{ "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304" },
		/* RFC 5952 4.1: leading zeros; 4.2.2: one group is not shortened; 4.2.3: the longest, then the first */
		{ "2001:0db8::0001", "2001:db8::1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "0:0:1:0:0:0:0:0", "0:0:1::" },
		{ "0:0:1:2:3:4:0:0", "::1:2:3:4:0:0" },
		{ "2001:db8:aaaa:bbbb:cccc:dddd:eeee:00ff", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ff" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_address address;
		struct pq_address again;

		if (!parse(rows[i].text, &address))
			fail_msg("%s is refused", rows[i].text);
		assert_prints(&address, rows[i].canonical);
		assert_true(parse(rows[i].canonical, &again));
		assert_true(pq_address_eq(&address, &again));
	}
}

static void bytes_are_in_network_order(void **state)
{
	static const uint8_t four[16] = { 20, 1, 2, 3 };
	static const uint8_t six[16] = { 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xab, 0xcd };
	struct pq_address address;

	(void)state;
	assert_true(parse("20.1.2.3", &address));
	assert_int_equal(address.family, 4);
	assert_memory_equal(address.bytes, four, 16);
	assert_true(parse("2001:db8::1:abcd", &address));
	assert_int_equal(address.family, 6);
	assert_memory_equal(address.bytes, six, 16);
}

static void other_text_is_refused_and_changes_nothing(void **state)
{
	static const char *const rows[] = {
		"",
		".",
		"1",
		"1.2.3",
		"1.2.3.",
		".1.2.3",
		"1..2.3",
		"1.2.3.4.",
		"1.2.3.4.5",
		"01.2.3.4",
		"1.2.3.00",
		"256.2.3.4",
		"1.2.3.256",
		"1.2.3.1000",
		"1.2.3.-4",
		"1.2.3.0x4",
		" 1.2.3.4",
		"1.2.3.4 ",
		"1.2.3.4\n",
		"localhost",
		":",
		":::",
		"1",
		"1:",
		":1",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:",
		"1:2:3:4:5:6:7:8:",
		":1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7:8:9",
		"1::2::3",
		"1:::2",
		":::1",
		"1:2:3:4::5:6:7:8",
		"::1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7:8::",
		"12345::",
		"g::",
		"::-1",
		"[::1]",
		"fe80::1%eth0",
		"::1.2.3",
		"::1.2.3.4:5",
		"1.2.3.4::",
		"::01.2.3.4",
		"::1.2.3.256",
		"1:2:3:4:5:6:7:1.2.3.4",
		"1:2:3:4:5:1.2.3.4",
		"::1 ",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pq_address address = { .family = 9 };

		if (parse(rows[i], &address))
			fail_msg("%s is accepted", rows[i]);
		assert_int_equal(address.family, 9);
	}
}

static void addresses_are_equal_by_family_and_bytes(void **state)
{
	struct pq_address a;
	struct pq_address b;

	(void)state;
	assert_true(parse("::1", &a) && parse("0:0::1", &b));
	assert_true(pq_address_eq(&a, &b));
	assert_true(parse("::2", &b));
	assert_false(pq_address_eq(&a, &b));
	assert_true(parse("0.0.0.0", &a) && parse("::", &b));
	assert_false(pq_address_eq(&a, &b));
	assert_true(parse("1.2.3.4", &a) && parse("1.2.3.5", &b));
	assert_false(pq_address_eq(&a, &b));
}

/* Every set of zero groups, read back: the gap is never ambiguous. */
static void every_pattern_of_zero_groups_comes_back(void **state)
{
	(void)state;
	for (unsigned int zeros = 0; zeros < 256; zeros++) {
		struct pq_address address = { .family = 6 };
		struct pq_address again;
		char storage[40];
		struct pq_buf out;

		for (size_t group = 0; group < 8; group++)
			if (!(zeros >> group & 1))
				address.bytes[group * 2 + 1] = (uint8_t)(group + 1);
		pq_buf_init(&out, storage, sizeof(storage));
		pq_address_print(&address, &out);
		assert_true(pq_buf_ok(&out));
		assert_true(pq_address_parse(pq_buf_view(&out), &again));
		assert_true(pq_address_eq(&address, &again));
	}
}

static void no_address_prints_nothing(void **state)
{
	static const struct pq_address none = { 0 };

	(void)state;
	assert_prints(&none, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_and_printed_canonically),
		cmocka_unit_test(bytes_are_in_network_order),
		cmocka_unit_test(other_text_is_refused_and_changes_nothing),
		cmocka_unit_test(addresses_are_equal_by_family_and_bytes),
		cmocka_unit_test(every_pattern_of_zero_groups_comes_back),
		cmocka_unit_test(no_address_prints_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
