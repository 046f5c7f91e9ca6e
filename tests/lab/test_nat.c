/* SPDX-License-Identifier: MIT */
/* The packet-filter lab in the kernel: holes open where they are stated to, are used, and stay shut where something shuts them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lab/nat.h"

/* Skips aloud where no world can be made, or the kernel has no such helper. */
static void run(struct pq_lab_nat *result, const struct pq_nat_helper *const *helpers, size_t count, bool unhelped)
{
	const struct pq_nat_options options = { .helpers = helpers, .helper_count = count, .unhelped = unhelped };
	struct pq_diag diag = { 0, 0, "" };

	*result = (struct pq_lab_nat){ 0 };
	if (pq_nat_run(result, &options, &diag)) {
		print_message("SKIPPED: %s\n", diag.expected);
		exit(77);
	}
	for (size_t i = 0; i < result->row_count; i++)
		if (pq_lab_nat_deviates(&result->rows[i]))
			print_message("%s, %s, %s, %s: %s (%s)\n", result->rows[i].helper, result->rows[i].way,
				      result->rows[i].shape, result->rows[i].setting,
				      pq_lab_nat_outcome_name(result->rows[i].outcome),
				      result->rows[i].reason ? result->rows[i].reason : "");
}

static const struct pq_lab_nat_row *find(const struct pq_lab_nat *result, const char *helper, const char *way,
					 const char *shape, const char *setting)
{
	for (size_t i = 0; i < result->row_count; i++) {
		const struct pq_lab_nat_row *row = &result->rows[i];

		if (strcmp(row->helper, helper) == 0 && strcmp(row->way, way) == 0 && strcmp(row->shape, shape) == 0 &&
		    strcmp(row->setting, setting) == 0)
			return row;
	}
	fail_msg("no row %s, %s, %s, %s", helper, way, shape, setting);
	return NULL;
}

static enum pq_lab_nat_outcome outcome(const struct pq_lab_nat *result, const char *helper, const char *way,
				       const char *shape, const char *setting)
{
	return find(result, helper, way, shape, setting)->outcome;
}

static int set_up(void **state)
{
	static struct pq_lab_nat result;
	const struct pq_nat_helper *helpers[] = { pq_nat_helper_by_name("ftp"), pq_nat_helper_by_name("irc") };

	run(&result, helpers, 2, false);
	if (result.rows[0].reason && strstr(result.rows[0].reason, "no such helper")) {
		print_message("SKIPPED: %s\n", result.rows[0].reason);
		exit(77);
	}
	*state = &result;
	return 0;
}

static int tear_down(void **state)
{
	pq_lab_nat_fini(*state);
	return 0;
}

static void nothing_is_void_and_all_is_as_stated(void **state)
{
	const struct pq_lab_nat *result = *state;

	for (size_t i = 0; i < result->row_count; i++) {
		assert_int_not_equal(result->rows[i].outcome, PQ_LAB_NAT_VOID);
		assert_false(pq_lab_nat_deviates(&result->rows[i]));
	}
}

static void a_page_opens_what_a_client_of_the_protocol_opens(void **state)
{
	static const char *const helpers[] = { "ftp", "irc" };

	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(outcome(*state, helpers[i], "plain", "-", "policy none"), PQ_LAB_NAT_USED);
		assert_int_equal(outcome(*state, helpers[i], "fetch", "split", "policy none"), PQ_LAB_NAT_USED);
		assert_int_equal(outcome(*state, helpers[i], "form text/plain", "padded", "policy none"),
				 PQ_LAB_NAT_USED);
		assert_int_equal(outcome(*state, helpers[i], "turn over TCP", "padded", "policy none"),
				 PQ_LAB_NAT_USED);
	}
}

/* The kernel tells it: who may come, and where to. */
static void the_hole_is_the_kernels_word(void **state)
{
	const struct pq_lab_nat_row *row = find(*state, "ftp", "form multipart", "padded", "policy none");

	assert_string_equal(row->hole, "tcp from 198.51.100.2 to 198.51.100.1:5900");
	assert_true(row->begins);
	assert_true(row->padding >= 1000);
	assert_null(row->blocked_by);
}

static void each_defence_has_its_twin_without_it(void **state)
{
	assert_int_equal(outcome(*state, "ftp", "websocket", "padded", "policy none"), PQ_LAB_NAT_NONE);
	assert_int_equal(outcome(*state, "ftp", "websocket, mask 0", "padded", "policy none"), PQ_LAB_NAT_USED);
	assert_int_equal(outcome(*state, "ftp", "fetch over TLS", "split", "policy none"), PQ_LAB_NAT_NONE);
	assert_int_equal(outcome(*state, "ftp", "fetch", "split", "policy none"), PQ_LAB_NAT_USED);
	assert_int_equal(outcome(*state, "ftp", "fetch", "split", "policy fetch"), PQ_LAB_NAT_NOT_DIALLED);
	assert_int_equal(outcome(*state, "ftp", "raw socket", "whole", "policy none"), PQ_LAB_NAT_USED);
	assert_int_equal(outcome(*state, "ftp", "raw socket", "whole", "policy silverlight"), PQ_LAB_NAT_NOT_DIALLED);
	assert_int_equal(outcome(*state, "ftp", "raw socket", "whole", "policy silverlight, in its range"),
			 PQ_LAB_NAT_NONE);
	assert_int_equal(outcome(*state, "ftp", "form text/plain", "split", "without the helper's rule"),
			 PQ_LAB_NAT_NONE);
}

/* What was sent, what was expected, how it was used: for whoever tells the story afterwards. */
static void a_used_hole_is_told_step_by_step(void **state)
{
	const struct pq_lab_nat_row *row = find(*state, "ftp", "fetch", "split", "policy none");
	bool command = false;
	bool handshake = false;

	for (size_t i = 0; i < row->steps.count; i++) {
		const struct pq_lab_step *step = &row->steps.rows[i];

		command = command || (step->len > 5 && memcmp(step->bytes, "PORT 10,77,0,2,", 15) == 0);
		handshake = handshake || (step->note && strstr(step->note, "SYN in, SYN and ACK out"));
	}
	assert_true(command);
	assert_true(handshake);
}

static void without_its_rule_no_helper_opens_anything(void **state)
{
	const struct pq_nat_helper *helpers[] = { pq_nat_helper_by_name("ftp") };
	struct pq_lab_nat result;

	(void)state;
	run(&result, helpers, 1, true);
	assert_true(result.row_count > 10);
	assert_int_equal(result.rows[0].outcome, PQ_LAB_NAT_USED);
	for (size_t i = 1; i < result.row_count; i++) {
		assert_int_equal(result.rows[i].outcome, PQ_LAB_NAT_NONE);
		assert_null(result.rows[i].hole);
	}
	pq_lab_nat_fini(&result);
}

/* A helper that the kernel lacks, and one that is spoken to in another language than its own: void, and the rest goes on. */
static void what_cannot_be_shown_is_void_with_its_reason(void **state)
{
	const struct pq_nat_helper lacking = { .name = "lacking", .kernel = "nosuch", .port = 7777 };
	struct pq_nat_helper mute = *pq_nat_helper_by_name("ftp");
	const struct pq_nat_helper *helpers[] = { &lacking, &mute, pq_nat_helper_by_name("snmp"),
						  pq_nat_helper_by_name("ftp") };
	static const struct pq_view nonsense = PQ_VIEW("HELLO\r\n");
	struct pq_lab_nat result;

	(void)state;
	mute.name = "mute";
	mute.messages[0].say = nonsense;
	run(&result, helpers, 4, true);
	assert_int_equal(result.rows[0].outcome, PQ_LAB_NAT_VOID);
	assert_non_null(strstr(result.rows[0].reason, "the kernel has no such helper"));
	assert_int_equal(result.rows[1].outcome, PQ_LAB_NAT_VOID);
	assert_non_null(strstr(result.rows[1].reason, "the control failed"));
	assert_int_equal(result.rows[2].outcome, PQ_LAB_NAT_UNREACHABLE);
	assert_non_null(strstr(result.rows[2].reason, "broadcasts"));
	assert_string_equal(result.rows[3].helper, "ftp");
	assert_int_equal(result.rows[3].outcome, PQ_LAB_NAT_USED);
	pq_lab_nat_fini(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_void_and_all_is_as_stated),
		cmocka_unit_test(a_page_opens_what_a_client_of_the_protocol_opens),
		cmocka_unit_test(the_hole_is_the_kernels_word),
		cmocka_unit_test(each_defence_has_its_twin_without_it),
		cmocka_unit_test(a_used_hole_is_told_step_by_step),
		cmocka_unit_test(without_its_rule_no_helper_opens_anything),
		cmocka_unit_test(what_cannot_be_shown_is_void_with_its_reason),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
