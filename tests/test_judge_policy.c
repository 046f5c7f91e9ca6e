/* SPDX-License-Identifier: MIT */
/* The judge's own policies: tables and text reader (Fetch 2.2.1, 2.2.2, 2.9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "monitor/judge_policy.h"

/* Fetch 2.9, in the order of its table. */
static const uint16_t bad_ports[] = {
	0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,    42,   43,
	53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,   117,  119,
	123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,   530,  531,
	532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720,  1723, 2049,
	3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
};

static struct pq_judge_policy policy;

static bool is_listed(unsigned int port)
{
	for (size_t i = 0; i < sizeof(bad_ports) / sizeof(bad_ports[0]); i++)
		if (bad_ports[i] == port)
			return true;
	return false;
}

static bool blocks(const char *scheme, unsigned int port)
{
	return pq_judge_policy_blocks(&policy, pq_view_str(scheme), (uint16_t)port);
}

static bool forbids(const char *name, const char *value)
{
	return pq_judge_policy_forbids_header(&policy, pq_view_str(name), pq_view_str(value));
}

static bool forbids_method(const char *method)
{
	return pq_judge_policy_forbids_method(&policy, pq_view_str(method));
}

static void use(const char *name)
{
	assert_int_equal(pq_judge_policy_builtin(&policy, pq_view_str(name)), PQ_ERR_OK);
}

static void fetch_blocks_exactly_83_ports_for_the_web_schemes(void **state)
{
	static const char *const web[] = { "http", "https", "ws", "wss" };
	static const char *const other[] = { "stun-udp", "other", "" };

	(void)state;
	assert_int_equal(sizeof(bad_ports) / sizeof(bad_ports[0]), 83);
	use("fetch");
	for (size_t i = 0; i < 4; i++) {
		unsigned int count = 0;

		for (unsigned int port = 0; port <= UINT16_MAX; port++) {
			assert_int_equal(blocks(web[i], port), is_listed(port));
			assert_false(blocks(other[i % 3], port));
			count += blocks(web[i], port);
		}
		assert_int_equal(count, 83);
	}
}

/* What libwebrtc and Chromium's FTP refused; a page has no raw sockets. */
static void fetch_has_ports_for_ftp_stun_turn_and_raw_sockets(void **state)
{
	(void)state;
	use("fetch");
	for (unsigned int port = 0; port <= UINT16_MAX; port++) {
		bool turn = port >= 1024 || port == 53 || port == 80 || port == 443;

		assert_int_equal(blocks("ftp", port), is_listed(port) && port != 20 && port != 21);
		assert_int_equal(blocks("ftp-data", port), port < 1024 || is_listed(port));
		assert_false(blocks("stun-udp", port));
		assert_int_equal(blocks("stun-tcp", port), is_listed(port));
		assert_int_equal(blocks("turn-udp", port), !turn);
		assert_int_equal(blocks("turn-tcp", port), !turn || is_listed(port));
		assert_true(blocks("tcp", port));
	}
}

static void fetch_forbids_21_names_and_two_prefixes(void **state)
{
	static const char *const names[] = {
		"Accept-Charset",
		"Accept-Encoding",
		"Access-Control-Request-Headers",
		"Access-Control-Request-Method",
		"Connection",
		"Content-Length",
		"Cookie",
		"Cookie2",
		"Date",
		"DNT",
		"Expect",
		"Host",
		"Keep-Alive",
		"Origin",
		"Referer",
		"Set-Cookie",
		"TE",
		"Trailer",
		"Transfer-Encoding",
		"Upgrade",
		"Via",
	};
	static const char *const allowed[] = {
		"",    "Accept", "Authorization", "Content-Type", "Cookie3", "Hos",   "Hosts",
		"Sec", "Proxy",  "User-Agent",    "X-Sec-",       "X-Host",  "Range", "Content-Encoding",
		"Te2",
	};

	(void)state;
	assert_int_equal(sizeof(names) / sizeof(names[0]), 21);
	use("fetch");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_true(forbids(names[i], "x"));
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		assert_false(forbids(allowed[i], "TRACE"));
	assert_true(forbids("Sec-", ""));
	assert_true(forbids("sEC-Fetch-Site", ""));
	assert_true(forbids("PROXY-", ""));
	assert_true(forbids("proxy-authorization", ""));
	assert_true(forbids("hOST", ""));
}

/* Fetch 2.2.2: "get, decode, and split" keeps quoted strings whole, with their quotes. */
static void override_headers_may_not_name_a_forbidden_method(void **state)
{
	static const struct {
		const char *value;
		bool forbidden;
	} rows[] = {
		{ "TRACE", true },           { "trace", true },       { "CONNECT", true },
		{ "Track", true },           { "GET", false },        { "", false },
		{ "TRACES", false },         { "a, TRACE", true },    { "TRACE,a", true },
		{ ",,\t TRACE\t ,", true },  { "TRACE a", false },    { "\"TRACE\"", false },
		{ "\"a,TRACE\"", false },    { "\"a\",TRACE", true }, { "\"a\\\",TRACE", false },
		{ "\"a\\\"\",TRACE", true }, { "TRA\"\"CE", false },  { "\"a", false },
		{ "\"a\\", false },          { "\"a,TRACE,", false },
	};
	static const char *const names[] = { "X-HTTP-Method", "x-http-method-override", "X-METHOD-OVERRIDE" };

	(void)state;
	use("fetch");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t k = 0; k < 3; k++)
			assert_int_equal(forbids(names[k], rows[i].value), rows[i].forbidden);
	assert_false(forbids("X-HTTP-Methods", "TRACE"));
}

static void fetch_forbids_three_methods_in_any_case(void **state)
{
	(void)state;
	use("fetch");
	assert_true(forbids_method("CONNECT"));
	assert_true(forbids_method("trace"));
	assert_true(forbids_method("TracK"));
	assert_false(forbids_method("GET"));
	assert_false(forbids_method("TRACEX"));
	assert_false(forbids_method(""));
}

static void silverlight_allows_one_range_and_none_everything(void **state)
{
	(void)state;
	use("silverlight");
	for (unsigned int port = 0; port <= UINT16_MAX; port++) {
		assert_int_equal(blocks("tcp", port), port < 4502 || port > 4534);
		assert_false(blocks("http", port));
	}
	assert_false(forbids("Host", ""));
	use("none");
	assert_false(blocks("http", 25));
	assert_false(forbids_method("TRACE"));
	assert_int_equal(pq_judge_policy_builtin(&policy, pq_view_str("fetch2")), PQ_ERR_UNKNOWN);
}

/* Reads from an exact copy, which stays: the policy points into it. */
static enum pq_err read_policy(const char *string, struct pq_diag *diag, unsigned char **copy)
{
	size_t len = strlen(string);

	*copy = malloc(len ? len : 1);
	assert_non_null(*copy);
	memcpy(*copy, string, len);
	return pq_judge_policy_read(&policy, pq_view(*copy, len), diag);
}

static void a_policy_text_is_read_line_by_line(void **state)
{
	static const char string[] = "pratique-policy 1\n"
				     "# my fork's\n"
				     "name mine\n"
				     "date 2026-07-02\n"
				     "source anything, \"at all\"\n"
				     "\n"
				     "base fetch\n"
				     "allow http 25 since 2020-01-01 \"old mail\"\n"
				     "block http,ws 8000-8002,25\n"
				     "allow ws 25\n"
				     "only tcp 5\n"
				     "only tcp 7-8\n"
				     "allow tcp 9\n"
				     "block tcp 7\n"
				     "allow ftp-data,turn-tcp 25\n"
				     "block stun-udp,turn-udp 3478\n"
				     "allow stun-tcp 5060\n"
				     "forbid-header X-Mine \"why\"\n"
				     "forbid-prefix Y-\n"
				     "forbid-method PURGE\n"
				     "forbid-override X-Verb";
	unsigned char *copy;

	(void)state;
	assert_int_equal(read_policy(string, NULL, &copy), PQ_ERR_OK);
	assert_true(blocks("http", 25));
	assert_false(blocks("ws", 25));
	assert_true(blocks("https", 25));
	assert_true(blocks("http", 8001));
	assert_false(blocks("https", 8001));
	for (unsigned int port = 0; port < 100; port++)
		assert_int_equal(blocks("tcp", port), port != 5 && port != 8 && port != 9);
	assert_false(blocks("ftp-data", 25));
	assert_false(blocks("turn-tcp", 25));
	assert_true(blocks("turn-udp", 25));
	assert_true(blocks("stun-udp", 3478));
	assert_true(blocks("turn-udp", 3478));
	assert_false(blocks("turn-tcp", 3478));
	assert_false(blocks("stun-tcp", 5060));
	assert_true(blocks("turn-tcp", 5060));
	assert_true(forbids("x-mine", ""));
	assert_true(forbids("y-anything", ""));
	assert_true(forbids("Host", ""));
	assert_true(forbids_method("purge"));
	assert_true(forbids("X-Verb", "Purge"));
	assert_true(forbids("X-HTTP-Method", "purge"));
	assert_false(forbids("X-Verb", "GET"));
	free(copy);
}

/* The same rows as of several days; the date line counts wherever it stands. */
static void dates_decide_which_rules_count(void **state)
{
	static const char string[] = "pratique-policy 1\n"
				     "base fetch@2016-03\n"
				     "block http 1000 since 2020-01-02\n"
				     "block http 1001 until 2020-01-02\n"
				     "block http 1002 since 2020-01-01 until 2020-01-03 \"why\"\n"
				     "note http 1003 \"a note\"\n"
				     "only tcp 7 since 2020-01-02\n"
				     "forbid-header X-A until 2020-01-02\n"
				     "fold-underscores since 2020-01-03\n"
				     "date 2020-01-01\n";
	static const struct {
		uint32_t day;
		bool blocked[4];
		bool only;
		bool name;
		bool fold;
	} rows[] = {
		{ 0, { false, true, true, false }, false, true, false },
		{ 20191231, { false, true, false, false }, false, true, false },
		{ 20200102, { true, false, true, false }, true, false, false },
		{ 20200103, { true, false, false, false }, true, false, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(pq_judge_policy_read_as_of(&policy, pq_view_str(string), rows[i].day, NULL),
				 PQ_ERR_OK);
		for (unsigned int k = 0; k < 4; k++)
			assert_int_equal(blocks("http", 1000 + k), rows[i].blocked[k]);
		assert_int_equal(!blocks("tcp", 7), rows[i].only);
		assert_int_equal(forbids("X-A", ""), rows[i].name);
		assert_int_equal(forbids("Keep_Alive", ""), rows[i].fold);
		assert_true(blocks("http", 25) && !blocks("http", 6697));
	}
}

static void built_in_names_take_a_date(void **state)
{
	static const char *const wrong[] = { "fetch@",         "fetch@16",    "fetch@2016-00", "fetch@2016-13",
					     "fetch@2016-1-1", "fetch@today", "fetc@2016",     "@2016" };

	(void)state;
	use("fetch@2016");
	assert_true(blocks("http", 25) && !blocks("http", 5060));
	use("fetch@2020-11");
	assert_true(blocks("http", 5060));
	use("fetch@2020-11-04");
	assert_false(blocks("http", 5060));
	use("chromium");
	assert_true(blocks("ftp", 21) && !blocks("http", 4190) && forbids("User-Agent", ""));
	use("flash");
	assert_true(forbids("user_agent", "") && forbids("ETag", "") && !forbids("Sec-Fetch-Site", ""));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(pq_judge_policy_builtin(&policy, pq_view_str(wrong[i])), PQ_ERR_UNKNOWN);
}

static void a_bad_policy_text_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *text;
		enum pq_err err;
		size_t line;
		size_t column;
	} rows[] = {
		{ "", PQ_ERR_SYNTAX, 1, 1 },
		{ "pratique-scenario 1\n", PQ_ERR_SYNTAX, 1, 1 },
		{ "pratique-policy 2\n", PQ_ERR_VERSION, 1, 1 },
		{ "pratique-policy 1\nforbid x\n", PQ_ERR_SYNTAX, 2, 1 },
		{ "pratique-policy 1\n\nblock gopher 1\n", PQ_ERR_SYNTAX, 3, 7 },
		{ "pratique-policy 1\nblock http\n", PQ_ERR_SYNTAX, 2, 11 },
		{ "pratique-policy 1\nblock http x\n", PQ_ERR_SYNTAX, 2, 12 },
		{ "pratique-policy 1\nblock http 65536\n", PQ_ERR_RANGE, 2, 12 },
		{ "pratique-policy 1\nblock http 2-1\n", PQ_ERR_RANGE, 2, 12 },
		{ "pratique-policy 1\nblock http 1,\n", PQ_ERR_SYNTAX, 2, 14 },
		{ "pratique-policy 1\nblock http 1-\n", PQ_ERR_SYNTAX, 2, 12 },
		{ "pratique-policy 1\nblock http 25 80\n", PQ_ERR_SYNTAX, 2, 15 },
		{ "pratique-policy 1\nblock http 25 until 2016\n", PQ_ERR_SYNTAX, 2, 21 },
		{ "pratique-policy 1\nbase nothing\n", PQ_ERR_UNKNOWN, 2, 6 },
		{ "pratique-policy 1\nbase fetch@1\n", PQ_ERR_UNKNOWN, 2, 6 },
		{ "pratique-policy 1\nblock http 1\nbase fetch\n", PQ_ERR_SYNTAX, 3, 6 },
		{ "pratique-policy 1\nforbid-header a:b\n", PQ_ERR_SYNTAX, 2, 15 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_diag diag = { .line = 0 };
		unsigned char *copy;

		if (read_policy(rows[i].text, &diag, &copy) != rows[i].err)
			print_error("%s\n", rows[i].text);
		assert_int_equal(pq_judge_policy_read(&policy, pq_view(copy, strlen(rows[i].text)), &diag),
				 rows[i].err);
		assert_int_equal(diag.line, rows[i].line);
		assert_int_equal(diag.column, rows[i].column);
		assert_true(diag.expected[0] != '\0');
		free(copy);
	}
}

static void more_ranges_than_there_are_rows_are_refused(void **state)
{
	static char text[16384] = "pratique-policy 1\nblock http 1";
	struct pq_diag diag;
	unsigned char *copy;

	(void)state;
	for (int i = 0; i < PQ_JUDGE_MAX_ROWS; i++)
		strcat(text, ",1");
	assert_int_equal(read_policy(text, &diag, &copy), PQ_ERR_LIMIT);
	free(copy);
	text[strlen(text) - 2] = '\0';
	assert_int_equal(read_policy(text, &diag, &copy), PQ_ERR_OK);
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fetch_blocks_exactly_83_ports_for_the_web_schemes),
		cmocka_unit_test(fetch_has_ports_for_ftp_stun_turn_and_raw_sockets),
		cmocka_unit_test(fetch_forbids_21_names_and_two_prefixes),
		cmocka_unit_test(override_headers_may_not_name_a_forbidden_method),
		cmocka_unit_test(fetch_forbids_three_methods_in_any_case),
		cmocka_unit_test(silverlight_allows_one_range_and_none_everything),
		cmocka_unit_test(a_policy_text_is_read_line_by_line),
		cmocka_unit_test(dates_decide_which_rules_count),
		cmocka_unit_test(built_in_names_take_a_date),
		cmocka_unit_test(a_bad_policy_text_is_refused_with_its_place),
		cmocka_unit_test(more_ranges_than_there_are_rows_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
