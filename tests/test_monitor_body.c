/* SPDX-License-Identifier: MIT */
/* The rules about bodies: framing, multipart parts, boundaries. */
#include "monitor_case.h"

#define URL "http://a.example/"
#define POST "POST / HTTP/1.1^Host: a.example^"
#define SENT(bytes) CASE_DIAL "send 1 '" bytes "'\n" CASE_OK
#define BROKEN(bytes) CASE_DIAL "send 1 '" bytes "'\nclose 1\noutcome 1 error connection\n"
#define TEXT "fetch POST " URL "\n  text 'abcd'\n"

/* RFC 9112 6. */
static void a_body_is_as_long_as_the_head_says(void **state)
{
	static const struct case_row rows[] = {
		{ "exact", TEXT, SENT(POST "Content-Length: 4^^abcd"), PQ_RULE_NONE },
		{ "empty", "fetch POST " URL "\n", SENT(POST "Content-Length: 0^^"), PQ_RULE_NONE },
		{ "more bytes", TEXT, SENT(POST "Content-Length: 3^^abcd"), PQ_RULE_BAD_FRAMING },
		{ "fewer bytes", "fetch POST " URL "\n  param 'a' 'b'\n", SENT(POST "Content-Length: 4^^a=b"),
		  PQ_RULE_BAD_FRAMING },
		{ "fewer bytes, broken off", TEXT, BROKEN(POST "Content-Length: 4^^ab"), PQ_RULE_NONE },
		{ "fewer bytes, refused early", TEXT,
		  CASE_DIAL "send 1 '" POST "Content-Length: 4^^ab'\nreceive 1 'HTTP/1.1 413 x^^'\nclose 1\n"
			    "outcome 1 done 413\n",
		  PQ_RULE_NONE },
		{ "a length that is not that of what was asked", TEXT, BROKEN(POST "Content-Length: 5^^abcd"),
		  PQ_RULE_BAD_FRAMING },
		{ "no length", TEXT, SENT(POST "Accept: */*^^abcd"), PQ_RULE_BAD_FRAMING },
		{ "two lengths", TEXT, SENT(POST "Content-Length: 4^Content-Length: 4^^abcd"), PQ_RULE_BAD_FRAMING },
		{ "a list", TEXT, SENT(POST "Content-Length: 4, 4^^abcd"), PQ_RULE_BAD_FRAMING },
		{ "a sign", TEXT, SENT(POST "Content-Length: +4^^abcd"), PQ_RULE_BAD_FRAMING },
		{ "a number over 64 bits", TEXT, SENT(POST "Content-Length: 18446744073709551620^^abcd"),
		  PQ_RULE_BAD_FRAMING },
		{ "bytes after a GET", "fetch GET " URL "\n", SENT(CASE_HEAD "^x"), PQ_RULE_BAD_FRAMING },
		{ "a GET with a body", "xhr GET " URL "\n  text 'ab'\n", SENT(CASE_HEAD "Content-Length: 2^^ab"),
		  PQ_RULE_BAD_FRAMING },
		{ "a renderer's GET with a body", "attacker renderer\nxhr GET " URL "\n  text 'ab'\n",
		  SENT(CASE_HEAD "Content-Length: 2^^ab"), PQ_RULE_NONE },
		{ "chunked", TEXT, SENT(POST "Transfer-Encoding: chunked^^4^abcd^0^^"), PQ_RULE_NONE },
		{ "chunked and a length", TEXT, SENT(POST "Transfer-Encoding: chunked^Content-Length: 4^^4^abcd^0^^"),
		  PQ_RULE_BAD_FRAMING },
		{ "chunks that are none", TEXT, SENT(POST "Transfer-Encoding: chunked^^abcd"), PQ_RULE_BAD_FRAMING },
		{ "chunks and more", TEXT, SENT(POST "Transfer-Encoding: chunked^^4^abcd^0^^x"), PQ_RULE_BAD_FRAMING },
		{ "another coding", TEXT, SENT(POST "Transfer-Encoding: xchunked^^4^abcd^0^^"), PQ_RULE_BAD_FRAMING },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* 16 bytes 00 to 0f, and the boundary that encodes them. */
#define DRAW "random '\\0\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\t\\n\\x0b\\x0c\\r\\x0e\\x0f'\n"
#define B "----x000102030405060708090a0b0c0d0e0f"
#define FORM(entries) "form POST " URL " multipart\n" entries
#define PART(head, value) "--" B "^Content-Disposition: form-data; " head "^^" value "^"
#define END "--" B "--^"

/* boundary: as the head says it; draws: lines before the dial; after: lines after the body */
struct body_row {
	const char *name;
	const char *scenario;
	const char *body;
	enum pq_rule rule;
	const char *boundary;
	const char *draws;
	const char *after;
};

/* How many bytes a folded text stands for. */
static size_t written_len(const char *text)
{
	size_t len = 0;

	for (; *text; text++) {
		if (text[0] == '\\')
			text += text[1] == 'x' ? 3 : 1;
		len += *text == '^' ? 2 : 1;
	}
	return len;
}

static struct pq_verdict judge_body(const struct body_row *row, const struct case_options *options)
{
	static char transcript[16384];
	int len = snprintf(transcript, sizeof(transcript),
			   "request 1\n%sresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 80 ok\n"
			   "send 1 '" POST "Content-Type: multipart/form-data; boundary=%s^Content-Length: %zu^^'\n"
			   "send 1 '%s'\n%s",
			   row->draws ? row->draws : DRAW, row->boundary ? row->boundary : B, written_len(row->body),
			   row->body, row->after ? row->after : CASE_OK);

	assert_in_range(len, 1, sizeof(transcript) - 1);
	return case_judge(row->scenario, transcript, options);
}

static void check_bodies(const struct body_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct pq_verdict verdict = judge_body(&rows[i], NULL);

		case_expect_rule(rows[i].name, &verdict, rows[i].rule);
	}
}

#define CHECK_BODIES(rows) check_bodies(rows, sizeof(rows) / sizeof((rows)[0]))
#define FIELD FORM("  field 'n' 'v'\n")
#define INJECTION PQ_RULE_MULTIPART_INJECTION
#define FILE_PART(type, bytes) PART("name=`n`; filename=`f`^Content-Type: " type, bytes)

/* HTML 4.10.21.7. */
static void the_parts_are_those_that_were_asked_for(void **state)
{
	static const struct body_row rows[] = {
		{ "a field", FIELD, PART("name=`n`", "v") END, .rule = PQ_RULE_NONE },
		{ "another value", FIELD, PART("name=`n`", "w") END, .rule = INJECTION },
		{ "another name", FIELD, PART("name=`m`", "v") END, .rule = INJECTION },
		{ "a shorter value", FIELD, PART("name=`n`", "") END, .rule = INJECTION },
		{ "by fetch", "fetch POST " URL "\n  field 'n' 'v'\n", PART("name=`n`", "v") END,
		  .rule = PQ_RULE_NONE },
		{ "no parts", FORM(""), END, .rule = PQ_RULE_NONE },
		{ "no closing line break", FIELD, PART("name=`n`", "v") "--" B "--", .rule = PQ_RULE_NONE },
		{ "escaped name", FORM("  field 'a\\nb`' 'v\\n'\n"), PART("name=`a%0D%0Ab%22`", "v^") END,
		  .rule = PQ_RULE_NONE },
		{ "CR, LF and CRLF", FORM("  field 'a\\r' '\\r\\r\\n\\n'\n"), PART("name=`a%0D%0A`", "^^^") END,
		  .rule = PQ_RULE_NONE },
		{ "a backslash stays", FORM("  field 'a\\\\' 'v'\n"), PART("name=`a\\\\`", "v") END,
		  .rule = PQ_RULE_NONE },
		{ "quote in the name", FORM("  field 'n`; filename=`x' 'v'\n"), PART("name=`n`; filename=`x`", "v") END,
		  .rule = INJECTION },
		{ "line break in the name", FORM("  field 'n^X: y' 'v'\n"), PART("name=`n^X: y`", "v") END,
		  .rule = INJECTION },
		{ "value not normalised", FORM("  field 'n' 'v\\n'\n"), PART("name=`n`", "v\\n") END,
		  .rule = INJECTION },
		{ "a file", FORM("  file 'n' 'f\\r' 't/t' 'a\\nb'\n"),
		  PART("name=`n`; filename=`f%0D`^Content-Type: t/t", "a\\nb") END, .rule = PQ_RULE_NONE },
		{ "a filename normalised", FORM("  file 'n' 'f\\r' 't/t' 'a'\n"),
		  PART("name=`n`; filename=`f%0D%0A`^Content-Type: t/t", "a") END, .rule = INJECTION },
		{ "a filename not escaped", FORM("  file 'n' 'f`' 't/t' 'a'\n"),
		  PART("name=`n`; filename=`f``^Content-Type: t/t", "a") END, .rule = INJECTION },
		{ "a file's bytes normalised", FORM("  file 'n' 'f' 't/t' 'a\\nb'\n"), FILE_PART("t/t", "a^b") END,
		  .rule = INJECTION },
		{ "another type", FORM("  file 'n' 'f' 't/t' 'a'\n"), FILE_PART("t/u", "a") END, .rule = INJECTION },
		{ "a type with a line break", FORM("  file 'n' 'f' 't^X: y' 'a'\n"), FILE_PART("t^X: y", "a") END,
		  .rule = INJECTION },
		{ "its fallback", FORM("  file 'n' 'f' 't^X: y' 'a'\n"), FILE_PART("application/octet-stream", "a") END,
		  .rule = PQ_RULE_NONE },
		{ "the fallback of no type", FORM("  file 'n' 'f' '' 'a'\n"),
		  FILE_PART("application/octet-stream", "a") END, .rule = PQ_RULE_NONE },
		{ "a header too many", FIELD, PART("name=`n`^X: y", "v") END, .rule = INJECTION },
		{ "more behind the end", FIELD, PART("name=`n`", "v") END "x", .rule = INJECTION },
		{ "a preamble", FIELD, "^" PART("name=`n`", "v") END, .rule = INJECTION },
		{ "nobody answers for a renderer's encoder", "attacker renderer\n" FORM("  field 'n' 'w'\n"),
		  PART("name=`n`", "v") END, .rule = PQ_RULE_NONE },
		{ "the page's own type says another boundary",
		  "fetch POST " URL "\n  header 'Content-Type' 'multipart/form-data; boundary=q'\n  field 'n' 'v'\n",
		  PART("name=`n`", "v") END, .rule = PQ_RULE_NONE, .boundary = "q" },
	};

	(void)state;
	CHECK_BODIES(rows);
}

static void parts_too_many_or_too_few_break_both_rules(void **state)
{
	static const struct body_row rows[] = {
		{ "too many", FIELD, PART("name=`n`", "v") PART("name=`m`", "w") END, .rule = INJECTION },
		{ "too few", FORM("  field 'n' 'v'\n  field 'm' 'w'\n"), PART("name=`n`", "v") END, .rule = INJECTION },
		{ "no end", FIELD, PART("name=`n`", "v"), .rule = INJECTION },
		{ "the service's type says another boundary", FIELD, PART("name=`n`", "v") END, .rule = INJECTION,
		  .boundary = "----x000102030405060708090a0b"
			      "0c0d0e0e" },
		{ "the boundary in the data", FIELD, PART("name=`n`", "v^--" B "--^") END, .rule = INJECTION },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_verdict verdict = judge_body(&rows[i], NULL);

		assert_true(case_broke(&verdict, INJECTION));
		assert_true(case_broke(&verdict, PQ_RULE_WEAK_BOUNDARY));
		assert_int_equal(verdict.violation_total, 2);
	}
}

#define WEAK "----x00000000000000000000000000000000"
#define WEAK_BODY "--" WEAK "^Content-Disposition: form-data; name=`n`^^v^--" WEAK "--^"
#define UPPER "----x000102030405060708090A0B"
#define UPPER_BODY "--" UPPER "^Content-Disposition: form-data; name=`n`^^v^--" UPPER "--^"
#define SHORT "----x000102030405060708090a"
#define SHORT_BODY "--" SHORT "^Content-Disposition: form-data; name=`n`^^v^--" SHORT "--^"
#define DRAW_SPLIT "random '\\0\\x01\\x02\\x03\\x04\\x05'\nrandom '\\x06\\x07\\x08\\t\\n\\x0b'\n"

/* RFC 7578 4.1: a boundary must not occur in the data, and nobody must be able to guess it. */
static void a_boundary_is_drawn_and_not_in_the_data(void **state)
{
	static const struct body_row rows[] = {
		{ "drawn", FIELD, PART("name=`n`", "v") END, .rule = PQ_RULE_NONE },
		{ "fixed", FIELD, WEAK_BODY, .rule = PQ_RULE_WEAK_BOUNDARY, .boundary = WEAK },
		{ "nothing drawn", FIELD, PART("name=`n`", "v") END, .rule = PQ_RULE_WEAK_BOUNDARY,
		  .draws = "time 1\n" },
		{ "12 bytes, in upper case", FIELD, UPPER_BODY, .rule = PQ_RULE_NONE, .boundary = UPPER },
		{ "12 bytes, in two draws", FIELD, UPPER_BODY, .rule = PQ_RULE_NONE, .boundary = UPPER,
		  .draws = DRAW_SPLIT },
		{ "11 bytes", FIELD, SHORT_BODY, .rule = PQ_RULE_WEAK_BOUNDARY, .boundary = SHORT },
		{ "in a value, without dashes", FORM("  field 'n' '" B "'\n"), PART("name=`n`", B) END,
		  .rule = PQ_RULE_WEAK_BOUNDARY },
		{ "in a name", FORM("  field '" B "' 'v'\n"), PART("name=`" B "`", "v") END,
		  .rule = PQ_RULE_WEAK_BOUNDARY },
		{ "nobody answers for a renderer's encoder", "attacker renderer\n" FIELD, WEAK_BODY,
		  .rule = PQ_RULE_NONE, .boundary = WEAK },
	};

	(void)state;
	CHECK_BODIES(rows);
}

#define HOP2(method, rest)                                                                              \
	"receive 1 'HTTP/1.1 307 x^Location: http://20.0.0.2/^^'\nclose 1\ndial 2 tcp 20.0.0.2 80 ok\n" \
	"send 2 '" method " / HTTP/1.1^Host: 20.0.0.2^" rest "'\n"                                      \
	"receive 2 'HTTP/1.1 200 OK^^'\nclose 2\noutcome 1 done 200\n"
#define TYPE_OF(boundary) "Content-Type: multipart/form-data; boundary=" boundary "^"

static void a_boundary_belongs_to_one_body(void **state)
{
	static const struct body_row rows[] = {
		{ "the same body again", FIELD, PART("name=`n`", "v") END, .rule = PQ_RULE_NONE,
		  .after = HOP2("POST", TYPE_OF(B) "Content-Length: 131^^" PART("name=`n`", "v") END) },
		{ "no body any more", FIELD, PART("name=`n`", "v") END, .rule = PQ_RULE_NONE,
		  .after = HOP2("GET", "^") },
		{ "another boundary, not drawn", FIELD, PART("name=`n`", "v") END, .rule = PQ_RULE_WEAK_BOUNDARY,
		  .after = HOP2("POST", TYPE_OF(UPPER) "Content-Length: 115^^" UPPER_BODY) },
		{ "another part", FIELD, PART("name=`n`", "v") END, .rule = INJECTION,
		  .after = HOP2("POST", TYPE_OF(B) "Content-Length: 131^^" PART("name=`n`", "w") END) },
	};

	(void)state;
	assert_int_equal(written_len(PART("name=`n`", "v") END), 131);
	assert_int_equal(written_len(UPPER_BODY), 115);
	CHECK_BODIES(rows);
}

static void the_next_request_needs_a_draw_of_its_own(void **state)
{
	static const struct body_row row = {
		"two requests", FIELD FIELD, PART("name=`n`", "v") END, .rule = PQ_RULE_WEAK_BOUNDARY,
		.after = CASE_OK
		"request 2\nresolve 'a.example' 20.0.0.1\ndial 2 tcp 20.0.0.1 80 ok\nsend 2 '" POST TYPE_OF(
			B) "Content-Length: 131^^" PART("name=`n`", "v") END
		"'\nreceive 2 'HTTP/1.1 200 OK^^'\nclose 2\n"
		"outcome 2 done 200\n"
	};
	struct pq_verdict verdict = judge_body(&row, NULL);

	(void)state;
	case_expect_rule(row.name, &verdict, PQ_RULE_WEAK_BOUNDARY);
	assert_int_equal(verdict.violation_total, 1);
	assert_int_equal(verdict.violations[0].request, 2);
}

static void without_draws_a_boundary_is_not_judged_but_found_in_the_data(void **state)
{
	static const struct body_row innocent = { "drawn", FIELD, PART("name=`n`", "v") END, .rule = PQ_RULE_NONE };
	static const struct body_row found = { "in the data", FORM("  field 'n' '" B "'\n"), PART("name=`n`", B) END,
					       .rule = PQ_RULE_WEAK_BOUNDARY };
	static const struct case_options options = { .capabilities = PQ_SHOWS_ALL & ~PQ_SHOWS_RANDOM };
	struct pq_verdict verdict = judge_body(&innocent, &options);

	(void)state;
	assert_int_equal(verdict.rules[PQ_RULE_WEAK_BOUNDARY], PQ_NOT_JUDGED);
	assert_int_equal(verdict.rules[PQ_RULE_MULTIPART_INJECTION], PQ_HELD);
	verdict = judge_body(&found, &options);
	assert_int_equal(verdict.rules[PQ_RULE_WEAK_BOUNDARY], PQ_VIOLATED);
	verdict = judge_body(&innocent, NULL);
	assert_int_equal(verdict.rules[PQ_RULE_WEAK_BOUNDARY], PQ_HELD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_is_as_long_as_the_head_says),
		cmocka_unit_test(the_parts_are_those_that_were_asked_for),
		cmocka_unit_test(parts_too_many_or_too_few_break_both_rules),
		cmocka_unit_test(a_boundary_is_drawn_and_not_in_the_data),
		cmocka_unit_test(a_boundary_belongs_to_one_body),
		cmocka_unit_test(the_next_request_needs_a_draw_of_its_own),
		cmocka_unit_test(without_draws_a_boundary_is_not_judged_but_found_in_the_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
