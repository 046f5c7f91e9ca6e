/* SPDX-License-Identifier: MIT */
/* Trials, with servers whose manners are known: each class is found where it is, and nowhere else. */
#include "lab/cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake_server.h"

#define DESCRIPTION(effect)                                   \
	"pratique-service 1\n"                                \
	"name fake\n"                                         \
	"group test\n"                                        \
	"port 4000\n"                                         \
	"by-default no \"never\"\n"                           \
	"start \"none\"\n"                                    \
	"ready connect\n"                                     \
	"effect-limit 300\n"                                  \
	"plain\n"                                             \
	"  send \"do {marker}\\r\\n\"\n"                      \
	"  await \"done\"\n"                                  \
	"smuggle \"do {marker}\\r\\n\"\n" effect "harmless\n" \
	"  send \"ping\\r\\n\"\n"                             \
	"  await \"pong\"\n"

#define SPOKEN "effect\n  send \"has {marker}\\r\\n\"\n  await \"yes\"\n"
#define FILED "effect file \"{marker}\"\n"
/* What a sink that repeats its input would show as well. */
#define CREDULOUS "effect\n  send \"has {marker}\\r\\n\"\n  await \"{marker}\"\n"

/* A server, a plan and what came of it. */
struct trial {
	struct fake_server server;
	struct pq_lab_service service;
	struct pq_lab_plan plan;
	struct pq_lab_writer *writer;
	struct pq_markers markers;
	struct pq_lab_served *served;
};

static void begin(struct trial *trial, enum fake_manner manner, const char *description)
{
	struct pq_diag diag = { 0, 0, "" };

	memset(trial, 0, sizeof(*trial));
	fake_server_init(&trial->server, manner);
	if (pq_lab_service_read(&trial->service, pq_view_str(description), &diag))
		fail_msg("%zu:%zu: %s", diag.line, diag.column, diag.expected);
	assert_int_equal(pq_lab_writer_open(&trial->writer, &diag), PQ_ERR_OK);
	pq_markers_init(&trial->markers, 1);
	trial->served = pq_lab_served_new();
	assert_non_null(trial->served);
	trial->plan =
		(struct pq_lab_plan){ .forms = 1u << PQ_LAB_TEXT, .repeat = 1, .control = true, .only_unpadded = true };
}

static void run(struct trial *trial)
{
	struct pq_lab_world world = fake_server_world(&trial->server);
	struct pq_diag diag = { 0, 0, "" };

	if (pq_lab_try_cases(&world, &trial->service, &trial->plan, trial->writer, &trial->markers, trial->served,
			     &diag))
		fail_msg("%s", diag.expected);
}

static void end(struct trial *trial)
{
	pq_lab_service_fini(&trial->service);
	pq_lab_writer_close(trial->writer);
	pq_lab_served_free(trial->served);
}

static const struct pq_lab_case *case_of(const struct trial *trial, enum pq_lab_client client, enum pq_lab_shape shape)
{
	for (size_t i = 0; i < trial->served->case_count; i++)
		if (trial->served->cases[i].client == client && trial->served->cases[i].shape == shape)
			return &trial->served->cases[i];
	fail_msg("the case is missing");
	return NULL;
}

/* Class of the form, as the patient client or whoever executes finds it. */
static enum pq_lab_class class_of(enum fake_manner manner, const char *description)
{
	static struct trial trial;
	enum pq_lab_class class;

	begin(&trial, manner, description);
	run(&trial);
	assert_int_equal(trial.served->case_count, 4);
	class = pq_lab_form_case(trial.served, PQ_LAB_TEXT)->class;
	end(&trial);
	return class;
}

static void each_manner_has_its_class(void **state)
{
	(void)state;
	assert_int_equal(class_of(FAKE_EXECUTES, DESCRIPTION(SPOKEN)), PQ_LAB_EXECUTES);
	assert_int_equal(class_of(FAKE_TOLERATES, DESCRIPTION(SPOKEN)), PQ_LAB_TOLERATES);
	assert_int_equal(class_of(FAKE_SWALLOWS, DESCRIPTION(SPOKEN)), PQ_LAB_SWALLOWS);
	assert_int_equal(class_of(FAKE_REJECTS, DESCRIPTION(SPOKEN)), PQ_LAB_REJECTS);
	assert_int_equal(class_of(FAKE_COUNTS, DESCRIPTION(SPOKEN)), PQ_LAB_REJECTS);
}

static void an_effect_in_a_file_is_seen_as_well(void **state)
{
	(void)state;
	assert_int_equal(class_of(FAKE_EXECUTES, DESCRIPTION(FILED)), PQ_LAB_EXECUTES);
	assert_int_equal(class_of(FAKE_TOLERATES, DESCRIPTION(FILED)), PQ_LAB_TOLERATES);
}

static void whoever_closes_early_cannot_stop_what_was_sent_at_once(void **state)
{
	static struct trial trial;

	(void)state;
	begin(&trial, FAKE_EXECUTES, DESCRIPTION(SPOKEN));
	run(&trial);
	assert_int_equal(case_of(&trial, PQ_LAB_EARLY, PQ_LAB_WHOLE)->class, PQ_LAB_EXECUTES);
	assert_int_equal(case_of(&trial, PQ_LAB_PATIENT, PQ_LAB_SPLIT)->class, PQ_LAB_EXECUTES);
	end(&trial);
}

/* What is smuggled by F, so that its command begins 3 bytes before byte 1024 of the request. */
static const char *straddling_description(struct trial *trial)
{
	static char text[4096];
	struct pq_lab_ask ask = { .form = PQ_LAB_FETCH, .family = pq_lab_family_by_name("chromium"), .port = 4000 };
	struct pq_view request;
	struct pq_diag diag;
	size_t head_len;

	/* As long as the body will be: four digits of its length would move it. */
	ask.payload = pq_view_str(
		"############################################################################################"
		"############");
	assert_int_equal(pq_lab_write(trial->writer, &ask, &request, &head_len, &diag), PQ_ERR_OK);
	assert_true(head_len > 300 && head_len < 900);
	snprintf(text, sizeof(text), "%ssmuggle F fill %zu \"#\" + \"\\ndo {marker}\\r\\n\"\n", DESCRIPTION(SPOKEN),
		 1024 - 3 - 1 - head_len);
	return text;
}

static void a_command_across_two_reads_is_found_by_padding(void **state)
{
	static struct trial trial;
	const struct pq_lab_case *row;
	const char *straddling;

	(void)state;
	begin(&trial, FAKE_ALIGNED, DESCRIPTION(SPOKEN));
	/* A comment of that length puts the command across the end of the server's second read. */
	straddling = straddling_description(&trial);
	end(&trial);
	begin(&trial, FAKE_ALIGNED, straddling);
	trial.plan.family = pq_lab_family_by_name("chromium");
	trial.plan.forms = 1u << PQ_LAB_FETCH;
	run(&trial);
	row = case_of(&trial, PQ_LAB_PATIENT, PQ_LAB_WHOLE);
	assert_int_equal(row->tried[0].padding, 0);
	assert_int_not_equal(row->tried[0].class, PQ_LAB_EXECUTES);
	assert_int_equal(row->class, PQ_LAB_TOLERATES);
	end(&trial);
	begin(&trial, FAKE_ALIGNED, straddling);
	trial.plan.family = pq_lab_family_by_name("chromium");
	trial.plan.forms = 1u << PQ_LAB_FETCH;
	trial.plan.only_unpadded = false;
	trial.plan.repeat = 3;
	run(&trial);
	row = case_of(&trial, PQ_LAB_PATIENT, PQ_LAB_WHOLE);
	assert_int_equal(row->class, PQ_LAB_EXECUTES);
	assert_int_equal(row->padding, 211);
	assert_int_equal(row->k, 3);
	assert_int_equal(row->n, 3);
	end(&trial);
}

static void a_server_that_dies_of_it_is_void_and_started_anew(void **state)
{
	static struct trial trial;
	const struct pq_lab_case *row;

	(void)state;
	begin(&trial, FAKE_DIES, DESCRIPTION(SPOKEN));
	run(&trial);
	row = case_of(&trial, PQ_LAB_PATIENT, PQ_LAB_WHOLE);
	assert_int_equal(row->class, PQ_LAB_VOID);
	assert_non_null(row->reason);
	assert_true(trial.server.restarts > 0);
	end(&trial);
}

static void a_server_that_does_not_come_back_is_void_with_the_reason(void **state)
{
	static struct trial trial;

	(void)state;
	begin(&trial, FAKE_DIES, DESCRIPTION(SPOKEN));
	trial.server.may_restart = false;
	run(&trial);
	assert_int_equal(trial.served->cases[3].class, PQ_LAB_VOID);
	assert_string_equal(trial.served->cases[3].reason, "it does not start again");
	end(&trial);
}

static void without_its_positive_control_a_case_is_void(void **state)
{
	(void)state;
	assert_int_equal(class_of(FAKE_SILENT, DESCRIPTION(SPOKEN)), PQ_LAB_VOID);
}

static void an_effect_that_is_seen_of_nothing_is_none(void **state)
{
	static struct trial trial;

	(void)state;
	begin(&trial, FAKE_EXECUTES, DESCRIPTION("effect\n  send \"has {marker}\\r\\n\"\n  await \"no\"\n"));
	run(&trial);
	assert_int_equal(trial.served->cases[0].class, PQ_LAB_VOID);
	assert_non_null(strstr(trial.served->cases[0].reason, "nobody sent"));
	end(&trial);
}

/* Its twin that remembers is FAKE_EXECUTES. */
static void an_effect_that_does_not_last_makes_void(void **state)
{
	static struct trial trial;

	(void)state;
	begin(&trial, FAKE_FORGETS, DESCRIPTION(SPOKEN));
	run(&trial);
	assert_int_equal(trial.served->cases[0].class, PQ_LAB_VOID);
	assert_non_null(strstr(trial.served->cases[0].reason, "no longer seen"));
	end(&trial);
}

static void in_the_place_of_a_sink_nothing_executes(void **state)
{
	static const struct {
		enum fake_manner manner;
		const char *description;
		enum pq_lab_class class;
	} sinks[] = {
		{ FAKE_SILENT, DESCRIPTION(SPOKEN), PQ_LAB_SWALLOWS },
		{ FAKE_SILENT, DESCRIPTION(FILED), PQ_LAB_SWALLOWS },
		{ FAKE_SILENT, DESCRIPTION(CREDULOUS), PQ_LAB_SWALLOWS },
		{ FAKE_ECHO, DESCRIPTION(SPOKEN), PQ_LAB_SWALLOWS },
		/* The twin: a description that takes its own words for an effect is found out by an echo. */
		{ FAKE_ECHO, DESCRIPTION(CREDULOUS), PQ_LAB_EXECUTES },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sinks) / sizeof(sinks[0]); i++) {
		static struct trial trial;

		begin(&trial, sinks[i].manner, sinks[i].description);
		trial.plan.control = false;
		trial.plan.repeat = 1;
		run(&trial);
		assert_int_equal(pq_lab_form_case(trial.served, PQ_LAB_TEXT)->class, sinks[i].class);
		end(&trial);
	}
}

static void a_case_keeps_who_said_what(void **state)
{
	static struct trial trial;
	const struct pq_lab_steps *steps;

	(void)state;
	begin(&trial, FAKE_EXECUTES, DESCRIPTION(SPOKEN));
	run(&trial);
	steps = &case_of(&trial, PQ_LAB_PATIENT, PQ_LAB_WHOLE)->steps;
	assert_string_equal(steps->rows[0].from, "page");
	assert_string_equal(steps->rows[0].to, "server");
	assert_memory_equal(steps->rows[0].bytes, "POST / HTTP/1.1\r\n", 17);
	assert_string_equal(steps->rows[1].from, "server");
	assert_memory_equal(steps->rows[1].bytes, "?\r\n", 3);
	end(&trial);
}

static volatile int stop;
static void stop_now(void *context, size_t done, size_t total)
{
	(void)context;
	(void)done;
	(void)total;
	stop = 1;
}

static void an_interrupted_run_keeps_what_was_finished(void **state)
{
	static struct trial trial;

	(void)state;
	begin(&trial, FAKE_EXECUTES, DESCRIPTION(SPOKEN));
	trial.plan.stop = &stop;
	trial.plan.progress = stop_now;
	run(&trial);
	assert_int_equal(trial.served->case_count, 1);
	assert_int_equal(trial.served->cases[0].class, PQ_LAB_EXECUTES);
	end(&trial);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_manner_has_its_class),
		cmocka_unit_test(an_effect_in_a_file_is_seen_as_well),
		cmocka_unit_test(whoever_closes_early_cannot_stop_what_was_sent_at_once),
		cmocka_unit_test(a_command_across_two_reads_is_found_by_padding),
		cmocka_unit_test(a_server_that_dies_of_it_is_void_and_started_anew),
		cmocka_unit_test(a_server_that_does_not_come_back_is_void_with_the_reason),
		cmocka_unit_test(without_its_positive_control_a_case_is_void),
		cmocka_unit_test(an_effect_that_is_seen_of_nothing_is_none),
		cmocka_unit_test(an_effect_that_does_not_last_makes_void),
		cmocka_unit_test(in_the_place_of_a_sink_nothing_executes),
		cmocka_unit_test(a_case_keeps_who_said_what),
		cmocka_unit_test(an_interrupted_run_keeps_what_was_finished),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
