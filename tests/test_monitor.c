/* SPDX-License-Identifier: MIT */
/* The judge as a whole: outcomes, VOID, expectations, capabilities, the fatal hook. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "monitor_case.h"

#define URL "http://a.example/"
#define FETCH "fetch GET " URL "\n"
#define CONTROL "control GET " URL "\n"
/* Request 2, a control that succeeds over connection n. */
#define CONTROL_OK(n)                                                                                      \
	"request 2\nresolve 'a.example' 20.0.0.1\ndial " #n " tcp 20.0.0.1 80 ok\nsend " #n " '" CASE_HEAD \
	"^'\nreceive " #n " 'HTTP/1.1 200 OK^Content-Length: 0^^'\nclose " #n "\noutcome 2 done 200\n"
#define ATTACK_OK CASE_DIAL "send 1 '" CASE_HEAD "^'\n" CASE_OK
#define BAD_PORT "fetch GET http://a.example:25/\n"
#define BLOCKED "request 1\noutcome 1 blocked unsafe_port page\n"

struct outcome_row {
	const char *name;
	const char *scenario;
	const char *transcript;
	enum pq_case outcome;
	uint32_t unmet;
};

static void check_outcomes(const struct outcome_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct pq_verdict verdict = case_judge(rows[i].scenario, rows[i].transcript, NULL);

		if (verdict.outcome != rows[i].outcome || verdict.unmet != rows[i].unmet) {
			print_error("%s: %s, %s, line %u: %s\n", rows[i].name, pq_case_name(verdict.outcome),
				    verdict.void_why, (unsigned int)verdict.unmet, verdict.unmet_why);
			fail();
		}
		assert_int_equal(verdict.outcome == PQ_CASE_VOID, verdict.void_why[0] != '\0');
		assert_int_equal(verdict.unmet != 0, verdict.unmet_why[0] != '\0');
	}
}

#define CHECK_OUTCOMES(rows) check_outcomes(rows, sizeof(rows) / sizeof((rows)[0]))

static void a_case_is_blocked_allowed_error_or_void(void **state)
{
	static const struct outcome_row rows[] = {
		{ "allowed", FETCH, ATTACK_OK, PQ_CASE_ALLOWED, 0 },
		{ "blocked", BAD_PORT CONTROL, BLOCKED CONTROL_OK(1), PQ_CASE_BLOCKED, 0 },
		{ "error", FETCH, "request 1\noutcome 1 error dns\n", PQ_CASE_ERROR, 0 },
		{ "blocked outweighs error", FETCH BAD_PORT,
		  "request 1\noutcome 1 error dns\nrequest 2\noutcome 2 blocked unsafe_port page\n", PQ_CASE_BLOCKED,
		  0 },
		{ "a control that failed", BAD_PORT CONTROL, BLOCKED "request 2\noutcome 2 error dns\n", PQ_CASE_VOID,
		  0 },
		{ "a control that dialled nothing", BAD_PORT CONTROL, BLOCKED "request 2\noutcome 2 done 200\n",
		  PQ_CASE_VOID, 0 },
		{ "a control that is missing", BAD_PORT "expect blocked unsafe_port\n", BLOCKED, PQ_CASE_VOID, 0 },
		{ "none is needed to be allowed", FETCH "expect allowed\n", ATTACK_OK, PQ_CASE_ALLOWED, 0 },
		{ "a request without outcome", FETCH FETCH, ATTACK_OK, PQ_CASE_VOID, 0 },
		{ "no request", "attacker page\n", NULL, PQ_CASE_VOID, 0 },
		{ "nothing happened", FETCH, NULL, PQ_CASE_VOID, 0 },
		{ "only controls", CONTROL, ATTACK_OK, PQ_CASE_VOID, 0 },
		{ "a truncated transcript", FETCH, ATTACK_OK "truncated\n", PQ_CASE_VOID, 0 },
	};

	(void)state;
	CHECK_OUTCOMES(rows);
}

static void expectations_hold_or_are_named(void **state)
{
	static const struct outcome_row rows[] = {
		{ "allowed", FETCH "expect allowed\n", ATTACK_OK, PQ_CASE_ALLOWED, 0 },
		{ "not allowed", FETCH "expect allowed\n", "request 1\noutcome 1 error dns\n", PQ_CASE_ERROR, 3 },
		{ "blocked", BAD_PORT CONTROL "expect blocked unsafe_port\n", BLOCKED CONTROL_OK(1), PQ_CASE_BLOCKED,
		  0 },
		{ "blocked for another rule", BAD_PORT CONTROL "expect blocked request_split\n", BLOCKED CONTROL_OK(1),
		  PQ_CASE_BLOCKED, 4 },
		{ "not blocked", FETCH CONTROL "expect blocked unsafe_port\n", ATTACK_OK CONTROL_OK(2), PQ_CASE_ALLOWED,
		  4 },
		{ "error", FETCH CONTROL "expect error dns\n", "request 1\noutcome 1 error dns\n" CONTROL_OK(1),
		  PQ_CASE_ERROR, 0 },
		{ "another error", FETCH CONTROL "expect error bad-url\n",
		  "request 1\noutcome 1 error dns\n" CONTROL_OK(1), PQ_CASE_ERROR, 4 },
		{ "dropped", FETCH "  header 'Host' 'x'\n" CONTROL "expect dropped 'HOST'\n",
		  "request 1\ndropped 1 'Host'\noutcome 1 error dns\n" CONTROL_OK(1), PQ_CASE_ERROR, 0 },
		{ "not dropped", FETCH "  header 'Host' 'x'\n" CONTROL "expect dropped 'Via'\n",
		  "request 1\ndropped 1 'Host'\noutcome 1 error dns\n" CONTROL_OK(1), PQ_CASE_ERROR, 5 },
		{ "sent", FETCH "expect sent 'ample^User'\n", ATTACK_OK, PQ_CASE_ALLOWED, 0 },
		{ "not sent", FETCH "expect sent 'AMPLE'\n", ATTACK_OK, PQ_CASE_ALLOWED, 3 },
		{ "sent by a control only", BAD_PORT CONTROL "expect sent 'GET'\n", BLOCKED CONTROL_OK(1),
		  PQ_CASE_BLOCKED, 4 },
		{ "unsent", FETCH CONTROL "expect unsent 'EHLO'\n", ATTACK_OK CONTROL_OK(2), PQ_CASE_ALLOWED, 0 },
		{ "not unsent", FETCH CONTROL "expect unsent 'GET'\n", ATTACK_OK CONTROL_OK(2), PQ_CASE_ALLOWED, 4 },
		{ "violation", BAD_PORT "expect violation unsafe_port\n",
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 25 refused\noutcome 1 error refused\n",
		  PQ_CASE_ERROR, 0 },
		{ "no violation", FETCH "expect violation unsafe_port\n", ATTACK_OK, PQ_CASE_ALLOWED, 3 },
		{ "the second of two", FETCH "expect allowed\nexpect sent 'x-y-z'\n", ATTACK_OK, PQ_CASE_ALLOWED, 4 },
		{ "a void case too", BAD_PORT "expect blocked unsafe_port\nexpect allowed\n", BLOCKED, PQ_CASE_VOID,
		  4 },
	};

	(void)state;
	CHECK_OUTCOMES(rows);
}

static void the_verdict_counts(void **state)
{
	struct pq_verdict verdict = case_judge(FETCH CONTROL, ATTACK_OK CONTROL_OK(2), NULL);

	(void)state;
	assert_int_equal(verdict.requests, 1);
	assert_int_equal(verdict.controls, 1);
	assert_int_equal(verdict.controls_done, 1);
	assert_int_equal(verdict.dials, 1);
	assert_int_equal(verdict.violation_total, 0);
}

static void a_rule_that_nothing_could_break_is_not_applicable(void **state)
{
	struct pq_verdict verdict = case_judge(FETCH, "request 1\noutcome 1 error bad-url\n", NULL);

	(void)state;
	for (int rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
		assert_int_equal(verdict.rules[rule],
				 rule == PQ_RULE_SOCKET_OUTSIDE_SERVICE ? PQ_NOT_JUDGED : PQ_NOT_APPLICABLE);
	verdict = case_judge(BAD_PORT, BLOCKED, NULL);
	assert_int_equal(verdict.rules[PQ_RULE_UNSAFE_PORT], PQ_HELD);
	assert_int_equal(verdict.rules[PQ_RULE_OVER_BLOCK], PQ_HELD);
	assert_int_equal(verdict.rules[PQ_RULE_REQUEST_SPLIT], PQ_NOT_APPLICABLE);
	verdict = case_judge(FETCH, ATTACK_OK, NULL);
	assert_int_equal(verdict.rules[PQ_RULE_HOST_MISMATCH], PQ_HELD);
	assert_int_equal(verdict.rules[PQ_RULE_MULTIPART_INJECTION], PQ_NOT_APPLICABLE);
}

static void what_is_not_shown_is_not_judged(void **state)
{
	(void)state;
	for (unsigned int bit = PQ_SHOWS_DIALS; bit <= PQ_SHOWS_PROCESSES; bit <<= 1) {
		struct case_options options = { .capabilities = (PQ_SHOWS_ALL | PQ_SHOWS_PROCESSES) & ~bit };
		struct pq_verdict verdict = case_judge(FETCH, ATTACK_OK, &options);

		for (int rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
			assert_int_equal(verdict.rules[rule] == PQ_NOT_JUDGED,
					 (pq_rule_info((enum pq_rule)rule)->needs & bit) != 0);
	}
}

static void a_rule_that_is_switched_off_is_not_judged(void **state)
{
	struct case_options options = { .rules = ~(UINT32_C(1) << PQ_RULE_UNSAFE_PORT) };
	static const char dial[] = "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 25 refused\n"
				   "outcome 1 error refused\n";
	struct pq_verdict verdict = case_judge(BAD_PORT, dial, &options);

	(void)state;
	assert_int_equal(verdict.rules[PQ_RULE_UNSAFE_PORT], PQ_NOT_JUDGED);
	assert_int_equal(verdict.violation_total, 0);
}

static void without_outcomes_a_response_is_one(void **state)
{
	static const struct case_options options = { .capabilities = PQ_SHOWS_DIALS | PQ_SHOWS_BYTES };
	static const char events[] =
		"request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\nsend 1 '" CASE_HEAD
		"^'\nreceive 1 'HTTP/1.1 200 OK^^'\nclose 1\n";
	struct pq_verdict verdict = case_judge(FETCH, events, &options);

	(void)state;
	assert_int_equal(verdict.outcome, PQ_CASE_ALLOWED);
	assert_int_equal(verdict.rules[PQ_RULE_UNSAFE_PORT], PQ_HELD);
}

static void a_truncated_transcript_still_shows_a_violation(void **state)
{
	static const struct case_options options = { .truncated = true };
	struct pq_verdict verdict = case_judge(BAD_PORT, "request 1\ndial 1 tcp 20.0.0.1 25 refused\n", &options);

	(void)state;
	assert_int_equal(verdict.rules[PQ_RULE_UNSAFE_PORT], PQ_VIOLATED);
	assert_int_not_equal(verdict.outcome, PQ_CASE_VOID);
}

static void only_the_first_violations_are_kept_and_all_are_counted(void **state)
{
	char transcript[4096] = "request 1\n";
	struct pq_verdict verdict;

	(void)state;
	for (int i = 1; i <= PQ_MAX_VIOLATIONS + 4; i++)
		snprintf(transcript + strlen(transcript), sizeof(transcript) - strlen(transcript),
			 "dial %d tcp 20.0.0.1 80 refused\n", i);
	strcat(transcript, "outcome 1 error refused\n");
	verdict = case_judge("fetch GET http://20.0.0.2/\n", transcript, NULL);
	assert_int_equal(verdict.violation_total, PQ_MAX_VIOLATIONS + 4);
	assert_int_equal(verdict.violations[PQ_MAX_VIOLATIONS - 1].event, PQ_MAX_VIOLATIONS);
	for (const char *p = verdict.violations[0].detail; *p; p++)
		assert_in_range(*p, 0x20, 0x7e);
}

static void each_rule_has_its_row(void **state)
{
	(void)state;
	for (int rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++) {
		const struct pq_rule_info *info = pq_rule_info((enum pq_rule)rule);

		assert_string_equal(info->id, pq_rule_name((enum pq_rule)rule));
		assert_int_equal(strncmp(info->cwe, "CWE-", 4), 0);
		assert_true(strlen(info->summary) > 20);
		assert_true(strlen(info->section) > 5);
		assert_int_not_equal(info->needs, 0);
		assert_int_equal(info->sides == 0,
				 rule == PQ_RULE_OVER_BLOCK || rule == PQ_RULE_SOCKET_OUTSIDE_SERVICE);
	}
}

static void judgements_and_cases_have_names(void **state)
{
	(void)state;
	assert_string_equal(pq_judgement_name(PQ_VIOLATED), "violated");
	assert_string_equal(pq_judgement_name(PQ_NOT_JUDGED), "not judged");
	assert_string_equal(pq_case_name(PQ_CASE_VOID), "void");
	assert_string_equal(pq_case_name(PQ_CASE_BLOCKED), "blocked");
}

static int fatal_pipe[2];

static void write_fatal(const char *text)
{
	ssize_t written = write(fatal_pipe[1], text, strlen(text));

	if (written < 0)
		_exit(99);
}

/* Judges in a child, which must die of a trap; what the hook got is put into text. */
static void die_of(const struct case_row *row, char *text, size_t cap)
{
	struct case_options options = { .fatal = write_fatal };
	ssize_t len;
	pid_t child;
	int status;

	assert_int_equal(pipe(fatal_pipe), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGILL, SIG_DFL);
		signal(SIGTRAP, SIG_DFL);
		case_judge(row->scenario, row->transcript, &options);
		_exit(0);
	}
	close(fatal_pipe[1]);
	len = read(fatal_pipe[0], text, cap - 1);
	close(fatal_pipe[0]);
	text[len > 0 ? len : 0] = '\0';
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_true(WTERMSIG(status) == SIGILL || WTERMSIG(status) == SIGTRAP);
}

#define SENT(bytes) CASE_DIAL "send 1 '" bytes "'\n" CASE_OK
#define HOST "^Host: a.example^"

/* The first line is all that triage tools compare. */
static void a_fatal_violation_names_its_reporter_and_traps(void **state)
{
	static const struct case_row rows[] = {
		{ "unsafe_port", "fetch GET http://20.0.0.1:25/\n", "request 1\ndial 1 tcp 20.0.0.1 25 refused\n",
		  PQ_RULE_UNSAFE_PORT },
		{ "wrong_destination", FETCH, "request 1\ndial 1 tcp 20.0.0.1 80 refused\n",
		  PQ_RULE_WRONG_DESTINATION },
		{ "over_block", FETCH, BLOCKED, PQ_RULE_OVER_BLOCK },
		{ "forbidden_header", FETCH "  header 'Via' 'x'\n", SENT("GET / HTTP/1.1" HOST "Via: x^^"),
		  PQ_RULE_FORBIDDEN_HEADER },
		{ "malformed_header", FETCH "  header 'X Y' 'x'\n", SENT("GET / HTTP/1.1" HOST "X Y: x^^"),
		  PQ_RULE_MALFORMED_HEADER },
		{ "forbidden_method", "fetch TRACE " URL "\n", SENT("TRACE / HTTP/1.1" HOST "^"),
		  PQ_RULE_FORBIDDEN_METHOD },
		{ "host_mismatch", FETCH, SENT("GET / HTTP/1.1^Host: b.example^^"), PQ_RULE_HOST_MISMATCH },
		{ "request_split", FETCH, SENT("GET / HTTP/1.1" HOST "Accept: a\\nb^^"), PQ_RULE_REQUEST_SPLIT },
		{ "bad_framing", FETCH, SENT("GET / HTTP/1.1" HOST "^x"), PQ_RULE_BAD_FRAMING },
		{ "multipart_injection", "form POST " URL " multipart\n",
		  SENT("POST / HTTP/1.1" HOST "Content-Type: multipart/form-data; boundary=x^Content-Length: 1^^y"),
		  PQ_RULE_MULTIPART_INJECTION },
		{ "weak_boundary", "form POST " URL " multipart\n",
		  SENT("POST / HTTP/1.1" HOST
		       "Content-Type: multipart/form-data; boundary=x^Content-Length: 7^^--x--^"),
		  PQ_RULE_WEAK_BOUNDARY },
		{ "unmasked_frame", "websocket " URL "\n",
		  CASE_DIAL "send 1 'GET / HTTP/1.1" HOST "Sec-WebSocket-Key: x^^'\n" CASE_OK, PQ_RULE_UNMASKED_FRAME },
		{ "credential_leak", FETCH, SENT("GET / HTTP/1.1" HOST "Cookie: a=b^^"), PQ_RULE_CREDENTIAL_LEAK },
		{ "socket_outside_service", FETCH, "request 1\ncall renderer connect refused\n",
		  PQ_RULE_SOCKET_OUTSIDE_SERVICE },
	};

	(void)state;
	assert_int_equal(sizeof(rows) / sizeof(rows[0]), PQ_RULE_COUNT - 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[1024];
		char first[128];
		char *end;

		die_of(&rows[i], text, sizeof(text));
		end = strchr(text, '\n');
		assert_non_null(end);
		*end = '\0';
		snprintf(first, sizeof(first), "ASSERTION FAILED: pq_rule_%s", pq_rule_name(rows[i].rule));
		assert_string_equal(text, first);
		assert_true(strlen(end + 1) > 10);
		assert_int_equal(end[strlen(end + 1)], '\n');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_is_blocked_allowed_error_or_void),
		cmocka_unit_test(expectations_hold_or_are_named),
		cmocka_unit_test(the_verdict_counts),
		cmocka_unit_test(a_rule_that_nothing_could_break_is_not_applicable),
		cmocka_unit_test(what_is_not_shown_is_not_judged),
		cmocka_unit_test(a_rule_that_is_switched_off_is_not_judged),
		cmocka_unit_test(without_outcomes_a_response_is_one),
		cmocka_unit_test(a_truncated_transcript_still_shows_a_violation),
		cmocka_unit_test(only_the_first_violations_are_kept_and_all_are_counted),
		cmocka_unit_test(each_rule_has_its_row),
		cmocka_unit_test(judgements_and_cases_have_names),
		cmocka_unit_test(a_fatal_violation_names_its_reporter_and_traps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
