/* SPDX-License-Identifier: MIT */
/* Descriptions of services: what is read, and what is refused where. */
#include "lab/service.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The shortest description; the tests put lines before and behind it. */
#define HEAD "pratique-service 1\n"
#define NAME "name echo\n"
#define MIDDLE                           \
	"group test\n"                   \
	"port 4000\n"                    \
	"by-default no \"never\"\n"      \
	"start \"run -p {port} ${x}\"\n" \
	"ready connect\n"
#define PLAIN     \
	"plain\n" \
	"  send \"do {marker}\\r\\n\"\n"
#define SMUGGLE "smuggle \"do {marker}\\r\\n\"\n"
#define EFFECT "effect file \"{marker}\"\n"
#define WHOLE HEAD NAME MIDDLE PLAIN SMUGGLE EFFECT

static enum pq_err read_text(const char *text, struct pq_lab_service *service, struct pq_diag *diag)
{
	/* An exact copy, so that reading behind its end shows. */
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1);
	enum pq_err err;

	assert_non_null(copy);
	memcpy(copy, text, len);
	err = pq_lab_service_read(service, pq_view(copy, len), diag);
	free(copy);
	return err;
}

static void assert_view(struct pq_view view, const char *text)
{
	assert_int_equal(view.len, strlen(text));
	assert_memory_equal(view.data, text, view.len);
}

static void the_shortest_description_has_defaults(void **state)
{
	struct pq_lab_service service;
	struct pq_diag diag = { 0, 0, "" };

	(void)state;
	assert_int_equal(read_text(WHOLE, &service, &diag), PQ_ERR_OK);
	assert_string_equal(service.name, "echo");
	assert_string_equal(service.user, "nobody");
	assert_string_equal(service.start, "run -p {port} ${x}");
	assert_int_equal(service.stop, SIGTERM);
	assert_int_equal(service.port, 4000);
	assert_int_equal(service.counts_for, 4000);
	assert_false(service.by_default);
	assert_null(service.prepare);
	assert_int_equal(service.harmless.count, 0);
	for (size_t form = 0; form < PQ_LAB_FORM_COUNT; form++) {
		assert_view(service.payloads[form].text, "do {marker}\r\n");
		assert_false(service.has_expected[form]);
	}
	pq_lab_service_fini(&service);
}

static void every_word_is_read(void **state)
{
	struct pq_lab_service service;
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err = read_text(HEAD NAME "# a comment\n"
					      "\n"
					      "package one\n"
					      "package two\n" MIDDLE "for 25\n"
					      "user postfix\n"
					      "account postfix\n"
					      "folder spool/in\n"
					      "file etc/x.conf\n"
					      "  | port {port}\n"
					      "  |\n"
					      "  |   \"kept\" # as it stands\n"
					      "file run executable\n"
					      "host a.example\n"
					      "prepare \"make\"\n"
					      "start-limit 100\n"
					      "effect-limit 200\n"
					      "stop int\n" PLAIN "  await \"ok\"\n"
					      "smuggle F at 20561 \"\\x00{marker}\"\n"
					      "smuggle T M \"a {marker}\"\n" SMUGGLE "effect log \"did {marker}\"\n"
					      "harmless\n"
					      "  send \"ping\"\n"
					      "  await \"pong\"\n"
					      "expect EXECUTES T F\n"
					      "expect REJECTS G\n"
					      "note \"a word\"\n",
				    &service, &diag);

	(void)state;
	assert_string_equal(diag.expected, "");
	assert_int_equal(err, PQ_ERR_OK);
	assert_int_equal(service.package_count, 2);
	assert_string_equal(service.packages[1], "two");
	assert_int_equal(service.counts_for, 25);
	assert_int_equal(service.file_count, 2);
	assert_view(service.files[0].text, "port {port}\n\n  \"kept\" # as it stands\n");
	assert_false(service.files[0].executable);
	assert_true(service.files[1].executable);
	assert_view(service.files[1].text, "");
	assert_string_equal(service.folders[0], "spool/in");
	assert_string_equal(service.host, "a.example");
	assert_int_equal(service.stop, SIGINT);
	assert_int_equal(service.start_limit_ms, 100);
	assert_int_equal(service.effect_limit_ms, 200);
	assert_int_equal(service.payloads[PQ_LAB_FETCH].offset, 20561);
	assert_int_equal(service.payloads[PQ_LAB_FETCH].text.data[0], 0);
	assert_view(service.payloads[PQ_LAB_MULTIPART].text, "a {marker}");
	assert_view(service.payloads[PQ_LAB_GET].text, "do {marker}\r\n");
	assert_int_equal(service.effect, PQ_LAB_EFFECT_LOG);
	assert_int_equal(service.plain.count, 2);
	assert_true(service.plain.says[0].send);
	assert_false(service.plain.says[1].send);
	assert_int_equal(service.harmless.count, 2);
	assert_int_equal(service.expected[PQ_LAB_TEXT], PQ_LAB_EXECUTES);
	assert_int_equal(service.expected[PQ_LAB_GET], PQ_LAB_REJECTS);
	assert_false(service.has_expected[PQ_LAB_MULTIPART]);
	assert_string_equal(service.note, "a word");
	pq_lab_service_fini(&service);
}

static void an_effect_is_spoken_a_file_a_log_or_a_command(void **state)
{
	static const struct {
		const char *line;
		enum pq_lab_effect effect;
	} cases[] = {
		{ "effect\n  send \"get {marker}\"\n  await \"{marker}\"\n", PQ_LAB_EFFECT_SPOKEN },
		{ "effect file \"{marker}\"\n", PQ_LAB_EFFECT_FILE },
		{ "effect file \"{dir}/all\" \"{marker}\"\n", PQ_LAB_EFFECT_FILE },
		{ "effect log \"did {marker-hex}\"\n", PQ_LAB_EFFECT_LOG },
		{ "effect run \"queue\" \"{marker}\"\n", PQ_LAB_EFFECT_RUN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pq_lab_service service;
		struct pq_diag diag = { 0, 0, "" };
		char text[1024];

		snprintf(text, sizeof(text), HEAD NAME MIDDLE PLAIN SMUGGLE "%s", cases[i].line);
		assert_int_equal(read_text(text, &service, &diag), PQ_ERR_OK);
		assert_int_equal(service.effect, cases[i].effect);
		pq_lab_service_fini(&service);
	}
}

/* Lines behind a whole description's first 13, or in the place of it. */
static const struct wrong {
	const char *text;
	enum pq_err err;
	size_t line;
	size_t column;
	const char *expected;
} wrong[] = {
	{ "", PQ_ERR_SYNTAX, 1, 1, "pratique-service 1" },
	{ "pratique-service 2\n", PQ_ERR_VERSION, 1, 18, "pratique-service 1" },
	{ HEAD "nam x\n", PQ_ERR_SYNTAX, 2, 1, "one of: name," },
	{ HEAD "name\n", PQ_ERR_SYNTAX, 2, 5, "a name" },
	{ HEAD "name Upper\n", PQ_ERR_SYNTAX, 2, 6, "a name of a-z" },
	{ HEAD "name a b\n", PQ_ERR_SYNTAX, 2, 8, "the end of the line" },
	{ HEAD NAME "name b\n", PQ_ERR_SYNTAX, 3, 1, "only once" },
	{ HEAD "port 0\n", PQ_ERR_RANGE, 2, 6, "a port from 1" },
	{ HEAD "port 65536\n", PQ_ERR_RANGE, 2, 6, "a port from 1" },
	{ HEAD "by-default maybe \"x\"\n", PQ_ERR_SYNTAX, 2, 12, "one of: no, yes" },
	{ HEAD "by-default no\n", PQ_ERR_SYNTAX, 2, 14, "where it listens" },
	{ HEAD "file /etc/passwd\n", PQ_ERR_SYNTAX, 2, 6, "a path below {dir}" },
	{ HEAD "folder a/../..\n", PQ_ERR_SYNTAX, 2, 8, "a path below {dir}" },
	{ HEAD "file x\n  | a\nname b\n  | c\n", PQ_ERR_SYNTAX, 5, 3, "only behind 'file'" },
	{ HEAD "  send \"x\"\n", PQ_ERR_SYNTAX, 2, 3, "only behind plain" },
	{ HEAD "ready soon\n", PQ_ERR_SYNTAX, 2, 7, "one of: connect, banner, log, file" },
	{ HEAD "ready log\n", PQ_ERR_SYNTAX, 2, 10, "a text" },
	{ HEAD "stop hup\n", PQ_ERR_SYNTAX, 2, 6, "one of: term, int, quit, kill" },
	{ HEAD "smuggle \"no mark\"\n", PQ_ERR_SYNTAX, 2, 9, "{marker}" },
	{ HEAD "smuggle X \"{marker}\"\n", PQ_ERR_SYNTAX, 2, 9, "one of: G, U, T, M, F, W" },
	{ HEAD "smuggle T\n", PQ_ERR_SYNTAX, 2, 10, "the text that is smuggled" },
	{ HEAD "smuggle T \"{marker}\"\nsmuggle M T \"{marker}\"\n", PQ_ERR_SYNTAX, 3, 8, "no form that" },
	{ HEAD "smuggle \"{marker}\"\nsmuggle \"{marker}\"\n", PQ_ERR_SYNTAX, 3, 8, "without forms only" },
	{ HEAD "smuggle F at \"{marker}\"\n", PQ_ERR_SYNTAX, 2, 14, "an offset" },
	{ HEAD "smuggle \"{mraker} {marker}\"\n", PQ_ERR_SYNTAX, 2, 9, "of placeholders only" },
	{ HEAD "expect OBEYS T\n", PQ_ERR_SYNTAX, 2, 8, "one of: VOID, REJECTS" },
	{ HEAD "expect REJECTS\n", PQ_ERR_SYNTAX, 2, 15, "one of: G, U" },
	{ HEAD "expect REJECTS T T\n", PQ_ERR_SYNTAX, 2, 18, "each form once" },
	{ HEAD "start \"a\\x00b\"\n", PQ_ERR_SYNTAX, 2, 7, "no NUL byte" },
	{ HEAD "note fill 300000 \"x\"\n", PQ_ERR_LIMIT, 2, 10, "PQ_MAX_SERVICE_BYTES" },
	{ HEAD NAME, PQ_ERR_INCOMPLETE, 3, 1, "'group'" },
	{ HEAD NAME MIDDLE "plain\n  send \"x\"\n" SMUGGLE EFFECT, PQ_ERR_INCOMPLETE, 12, 1,
	  "{marker} in the dialogue" },
	{ HEAD NAME MIDDLE PLAIN SMUGGLE "effect log \"done\"\n", PQ_ERR_INCOMPLETE, 12, 1, "{marker} in 'effect'" },
};

static void what_is_wrong_is_told_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct pq_lab_service service;
		struct pq_diag diag = { 0, 0, "" };
		enum pq_err err = read_text(wrong[i].text, &service, &diag);

		if (err != wrong[i].err || diag.line != wrong[i].line || diag.column != wrong[i].column ||
		    !strstr(diag.expected, wrong[i].expected))
			fail_msg("%s: error %s at %zu:%zu, expected %s", wrong[i].text, pq_err_name(err), diag.line,
				 diag.column, diag.expected);
	}
}

static void every_built_in_description_is_read_and_named_as_its_file(void **state)
{
	(void)state;
	assert_true(pq_lab_service_count() > 0);
	for (size_t i = 0; i < pq_lab_service_count(); i++) {
		struct pq_lab_service service;
		struct pq_diag diag = { 0, 0, "" };

		if (pq_lab_service_builtin(&service, pq_lab_service_name_at(i), &diag))
			fail_msg("%s:%zu:%zu: expected %s", pq_lab_service_name_at(i), diag.line, diag.column,
				 diag.expected);
		assert_string_equal(service.name, pq_lab_service_name_at(i));
		pq_lab_service_fini(&service);
	}
}

static void an_unknown_built_in_is_an_error(void **state)
{
	struct pq_lab_service service;
	struct pq_diag diag = { 0, 0, "" };

	(void)state;
	assert_int_equal(pq_lab_service_builtin(&service, "nobody-has-this", &diag), PQ_ERR_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shortest_description_has_defaults),
		cmocka_unit_test(every_word_is_read),
		cmocka_unit_test(an_effect_is_spoken_a_file_a_log_or_a_command),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(every_built_in_description_is_read_and_named_as_its_file),
		cmocka_unit_test(an_unknown_built_in_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
