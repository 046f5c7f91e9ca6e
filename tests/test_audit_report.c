/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>
#include <libxml/relaxng.h>

#include "base/utf8.h"
#include "json_schema.h"
#include "report/audit_report.h"
#include "report/html_text.h"
#include "report/tar.h"
#include "result/json_result.h"
#include "result_fixture.h"

static const char policy[] = "pratique-policy 1\n"
			     "block http,https,ws,wss 25 since 2016-03-10 \"smtp\"\n"
			     "block ftp 21 \"not of http\"\n"
			     "block http 6665-6669,6679 \"irc</script>\"\n";
static const struct pq_audit_about about = { "src/policy/builtin/fetch.policy", PQ_VIEW(policy), "out/a.html",
					     "out/a.json" };

/* What a report writes; to be freed. */
struct page {
	char *text;
	size_t len;
};

enum kind { TERMINAL, HTML, JUNIT, SARIF, JSON };

static struct page page_of(struct pq_result *result, enum kind kind)
{
	struct page page = { NULL, 0 };
	FILE *out = open_memstream(&page.text, &page.len);
	struct pq_terminal terminal = { out, false };

	assert_non_null(out);
	if (kind == HTML)
		assert_true(pq_report_html(result, &about, out));
	else if (kind == JUNIT)
		assert_true(pq_report_junit(result, out));
	else if (kind == SARIF)
		assert_true(pq_report_sarif(result, &about, out));
	else if (kind == JSON)
		assert_true(pq_result_write(result, out));
	else
		pq_report_terminal(result, &about, &terminal);
	fclose(out);
	pq_result_free(result);
	return page;
}

static void html_text_is_never_markup(void **state)
{
	static const struct {
		struct pq_view text;
		const char *line;
		const char *lines;
	} rows[] = {
		{ PQ_VIEW("<a b=\"c\" d='e'>&amp;"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;", NULL },
		{ PQ_VIEW("a\nb\tc\r\0d"), "a\\x0ab\\x09c\\x0d\\x00d", "a\nb\tc\\x0d\\x00d" },
		{ PQ_VIEW("\x1b[2J\x7f"), "\\x1b[2J\\x7f", NULL },
		{ PQ_VIEW("\xff\xc3("), "\\xff\\xc3(", NULL },
		{ PQ_VIEW("\xc3\xa9\xf0\x9f\x98\x80"), "\xc3\xa9\xf0\x9f\x98\x80", NULL },
		{ PQ_VIEW("\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8\xc2\x85\xef\xbf\xbe\xef\xbb\xbf"),
		  "\\u{202e}\\u{2066}\\u{2028}\\u{85}\\u{fffe}\\u{feff}", NULL },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		const char *wanted = i % 2 && rows[i / 2].lines ? rows[i / 2].lines : rows[i / 2].line;
		struct page page = { NULL, 0 };
		FILE *out = open_memstream(&page.text, &page.len);

		if (i % 2)
			pq_html_lines(out, rows[i / 2].text);
		else
			pq_html_line(out, rows[i / 2].text);
		fclose(out);
		assert_string_equal(page.text, wanted);
		free(page.text);
	}
}

/* CSP 3 (2.3.1): base64 of SHA-256; of the empty string by FIPS 180-4. */
static void the_hash_of_a_script_is_as_csp_writes_it(void **state)
{
	char hash[52];

	(void)state;
	pq_html_hash(pq_view(NULL, 0), hash);
	assert_string_equal(hash, "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

static bool is_one(struct pq_view word, const char *const *words)
{
	for (; *words; words++)
		if (pq_view_is(word, *words))
			return true;
	return false;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* Reads one attribute of a tag, name and quoted value; fails the test if it is none that the page has. */
static const char *check_attribute(const char *at)
{
	static const char *const names[] = { "aria-label",  "autocomplete",
					     "charset",     "class",
					     "content",     "cx",
					     "cy",          "d",
					     "data-name",   "data-ports",
					     "for",         "height",
					     "hidden",      "href",
					     "http-equiv",  "id",
					     "inputmode",   "lang",
					     "maxlength",   "name",
					     "placeholder", "preserveAspectRatio",
					     "r",           "rel",
					     "role",        "scope",
					     "tabindex",    "title",
					     "transform",   "type",
					     "viewBox",     "width",
					     "x",           "y",
					     NULL };
	const char *start = at;

	while (is_letter(*at))
		at++;
	if (at == start || !is_one(pq_view(start, (size_t)(at - start)), names))
		fail_msg("attribute: %.40s", start);
	if (*at != '=')
		return at;
	assert_int_equal(at[1], '"');
	if (strncmp(start, "href", 4) == 0 && at[2] != '#' && strncmp(at + 2, "data:image/svg", 14) != 0)
		fail_msg("leads away: %.60s", start);
	at = strchr(at + 2, '"');
	assert_non_null(at);
	return at + 1;
}

/* A naive reader of our own page: every "<" begins a tag that it has, with attributes that it has. */
static void check_markup(const char *text, size_t *scripts)
{
	static const char *const tags[] = {
		"!doctype", "html",    "head",   "meta",   "link",       "title", "style",   "body",    "header",
		"div",      "a",       "i",      "span",   "nav",        "main",  "p",       "h1",      "h2",
		"h3",       "b",       "small",  "dl",     "dt",         "dd",    "section", "article", "code",
		"details",  "summary", "pre",    "figure", "figcaption", "svg",   "g",       "path",    "circle",
		"text",     "ul",      "li",     "table",  "thead",      "tbody", "tr",      "th",      "td",
		"label",    "input",   "output", "footer", "script",     NULL
	};

	for (const char *at = strchr(text, '<'); at; at = strchr(at, '<')) {
		const char *name = at + 1 + (at[1] == '/');
		const char *end = name;
		struct pq_view tag;

		while (is_letter(*end) || *end == '!')
			end++;
		tag = pq_view(name, (size_t)(end - name));
		if (!is_one(tag, tags))
			fail_msg("tag: %.40s", at);
		for (at = end; *at != '>';) {
			if (*at == ' ' || *at == '/')
				at++;
			else
				at = pq_view_is(tag, "!doctype") ? at + 1 : check_attribute(at);
		}
		if (name[-1] == '/' || !(pq_view_is(tag, "script") || pq_view_is(tag, "style")))
			continue;
		*scripts += pq_view_is(tag, "script");
		at = strstr(at, pq_view_is(tag, "script") ? "</script>" : "</style>");
		assert_non_null(at);
	}
}

static void check_bytes(const struct page *page)
{
	struct pq_view view = pq_view(page->text, page->len);
	uint32_t code = 0;
	size_t step;

	for (size_t i = 0; i < page->len; i += step) {
		step = pq_utf8_decode(view, i, &code);
		if (step == 0 || (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code <= 0x9f) ||
		    (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
			fail_msg("byte %zu: U+%04X", i, (unsigned int)code);
	}
}

static void a_page_under_test_cannot_inject_into_the_report(void **state)
{
	struct page page = page_of(fixture_hostile_audit(), HTML);
	size_t scripts = 0;

	(void)state;
	check_bytes(&page);
	check_markup(page.text, &scripts);
	assert_int_equal(scripts, 2); /* services as data, and the page's own */
	assert_null(strstr(page.text, "<img"));
	assert_non_null(strstr(page.text, "&lt;script&gt;alert(1)"));
	free(page.text);
}

static void the_page_allows_its_own_style_and_script_and_nothing_else(void **state)
{
	struct page page = page_of(fixture_audit(), HTML);
	const char *script = strstr(page.text, "</script>\n<script>") + strlen("</script>\n<script>");
	const char *style = strstr(page.text, "<style>") + strlen("<style>");
	char hash[52];

	(void)state;
	assert_non_null(strstr(page.text, "default-src 'none'; style-src 'sha256-"));
	assert_non_null(strstr(page.text, "base-uri 'none'; form-action 'none'"));
	pq_html_hash(pq_view(script, (size_t)(strstr(script, "</script>") - script)), hash);
	assert_non_null(strstr(page.text, hash));
	pq_html_hash(pq_view(style, (size_t)(strstr(style, "</style>") - style)), hash);
	assert_non_null(strstr(page.text, hash));
	assert_null(strstr(page.text, "style=\""));
	assert_null(strstr(page.text, "url("));
	assert_null(strstr(page.text, "@import"));
	free(page.text);
}

static void the_page_tells_of_everything(void **state)
{
	static const char *const wanted[] = {
		"Example 140.0.7339.80",
		"--no-first-run",
		"port 6679",
		"<small>irc&lt;/script&gt;</small>",
		"id=\"ports\"",
		"id=\"vectors\"",
		"id=\"headers\"",
		"id=\"bodies\"",
		"id=\"spaces\"",
		"id=\"dials\"",
		"id=\"untested\"",
		"id=\"baseline\"",
		"id=\"launch\"",
		"update.example.net",
		"200 boundaries, all different",
		"accepted by the baseline",
		"the control was not seen",
		"CWE-",
		"2027-06-01",
		"<b>dial</b> 7 tcp",
		"corpus/seeds/header/forbidden-host.scenario",
		"prefers-color-scheme: dark",
		"width=device-width",
		"Ports 0 to 65535 by fetch-http: 82 blocked, 65452 allowed, 1 unsafe, 0 over-blocked, 0 untested",
	};
	struct page page = page_of(fixture_audit(), HTML);

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!strstr(page.text, wanted[i]))
			fail_msg("not there: %s", wanted[i]);
	free(page.text);
}

static void a_sound_audit_has_no_findings_on_its_page(void **state)
{
	struct pq_result *result = fixture_empty();
	struct page page;

	(void)state;
	fixture_vector(result, "fetch", PQ_TESTED);
	fixture_port(result, 25, PQ_FINDING_BLOCKED);
	page = page_of(result, HTML);
	assert_null(strstr(page.text, "id=\"findings\""));
	assert_non_null(strstr(page.text, ">conforms</span>"));
	free(page.text);
	page = page_of(pq_result_new(), HTML);
	assert_non_null(strstr(page.text, ">void</span>"));
	free(page.text);
}

static void large_results_make_pages_of_a_few_megabytes(void **state)
{
	struct page page = page_of(fixture_large(3, 300, false), HTML);

	(void)state;
	assert_true(page.len < 1u << 20);
	free(page.text);
	page = page_of(fixture_large(3, 300, true), HTML);
	assert_true(page.len < 5u << 20);
	free(page.text);
}

static void the_terminal_gets_one_screenful_and_no_byte_that_it_obeys(void **state)
{
	struct page page = page_of(fixture_hostile_audit(), TERMINAL);
	size_t lines = 0;

	(void)state;
	check_bytes(&page);
	free(page.text);
	page = page_of(fixture_audit(), TERMINAL);
	for (size_t i = 0; i < page.len; i++)
		lines += page.text[i] == '\n';
	assert_true(lines < 48);
	assert_non_null(strstr(page.text, "28 of 30 seen"));
	assert_non_null(strstr(page.text, "port 6679: fetch-http, websocket-ws"));
	assert_non_null(strstr(page.text, "the control was not seen: webtransport"));
	assert_non_null(strstr(page.text, "verdict: violations or differences"));
	free(page.text);
	page = page_of(pq_result_new(), TERMINAL);
	assert_non_null(strstr(page.text, "verdict: VOID"));
	free(page.text);
}

static void check_junit(struct pq_result *result)
{
	struct page page = page_of(result, JUNIT);
	xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(PQ_SOURCE_DIR "/tests/data/junit.rng");
	xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
	xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(schema);
	xmlDocPtr document = xmlReadMemory(page.text, (int)page.len, "junit", NULL, XML_PARSE_NONET);

	assert_non_null(document);
	assert_int_equal(xmlRelaxNGValidateDoc(context, document), 0);
	xmlFreeDoc(document);
	xmlRelaxNGFreeValidCtxt(context);
	xmlRelaxNGFree(schema);
	xmlRelaxNGFreeParserCtxt(parser);
	free(page.text);
}

static void junit_validates_whatever_the_subject_wrote(void **state)
{
	(void)state;
	check_junit(fixture_audit());
	check_junit(fixture_hostile_audit());
	check_junit(pq_result_new());
}

static void junit_tells_failures_errors_and_what_was_skipped(void **state)
{
	struct page page = page_of(fixture_audit(), JUNIT);

	(void)state;
	assert_non_null(strstr(page.text, "<testcase classname=\"pratique.vectors\" name=\"fetch-http\">"));
	assert_non_null(
		strstr(page.text, "type=\"unsafe_port\" message=\"1 port dialled, which the policy blocks: 6679\""));
	assert_non_null(strstr(page.text, "<skipped message=\"the control was not seen\"/>"));
	assert_non_null(strstr(page.text, "type=\"forbidden_header\""));
	free(page.text);
	page = page_of(pq_result_new(), JUNIT);
	assert_non_null(strstr(page.text, "tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""));
	free(page.text);
}

/* SARIF 2.1.0, 3.19.23, 3.27, 3.49: indices and ids agree, each result has a message, a place and a print. */
static void check_sarif(json_t *log)
{
	json_t *run = json_array_get(json_object_get(log, "runs"), 0);
	json_t *rules = json_object_get(json_object_get(json_object_get(run, "tool"), "driver"), "rules");
	json_t *results = json_object_get(run, "results");
	json_t *result;
	size_t i;

	assert_string_equal(json_string_value(json_object_get(log, "version")), "2.1.0");
	json_array_foreach(results, i, result)
	{
		json_t *rule = json_array_get(rules, (size_t)json_integer_value(json_object_get(result, "ruleIndex")));
		const char *uri = NULL;
		const char *print = NULL;
		const char *message = NULL;
		json_int_t line = 0;

		assert_true(json_equal(json_object_get(rule, "id"), json_object_get(result, "ruleId")));
		assert_int_equal(json_unpack(result, "{s:{s:s}, s:{s:s}, s:[{s:{s:{s:s}, s:{s:I}}}]}", "message",
					     "text", &message, "partialFingerprints", "pratiqueFinding/v1", &print,
					     "locations", "physicalLocation", "artifactLocation", "uri", &uri, "region",
					     "startLine", &line),
				 0);
		assert_int_equal(strlen(print), 32);
		assert_true(line >= 1 && message[0] != '\0' && uri[0] != '\0');
		assert_null(strpbrk(uri, " <>\"\\^`{|}\n"));
	}
}

static json_t *sarif_of(struct pq_result *result)
{
	struct page page = page_of(result, SARIF);
	json_t *log = json_loadb(page.text, page.len, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(log);
	free(page.text);
	check_sarif(log);
	return log;
}

static void sarif_anchors_findings_to_policy_and_scenario(void **state)
{
	json_t *log = sarif_of(fixture_audit());
	json_t *results = json_object_get(json_array_get(json_object_get(log, "runs"), 0), "results");
	json_t *result;
	size_t suppressed = 0;
	size_t i;
	char *text = json_dumps(log, JSON_COMPACT);

	(void)state;
	json_array_foreach(results, i, result) suppressed += json_array_size(json_object_get(result, "suppressions"));
	assert_int_equal(suppressed, 1);
	assert_non_null(strstr(text, "\"startLine\":4"));
	assert_non_null(strstr(text, "corpus/seeds/header/forbidden-host.scenario"));
	assert_non_null(strstr(text, "external/cwe/cwe-"));
	free(text);
	json_decref(log);
	json_decref(sarif_of(fixture_hostile_audit()));
	log = sarif_of(fixture_large(1, 0, true));
	assert_int_equal(json_array_size(json_object_get(json_array_get(json_object_get(log, "runs"), 0), "results")),
			 128);
	json_decref(log);
}

static void a_written_result_fits_its_schema(void **state)
{
	struct pq_result *results[] = { pq_result_new(), fixture_audit(), fixture_hostile_audit(),
					fixture_large(1, 20, true) };
	json_t *schema = json_load_file(PQ_SOURCE_DIR "/docs/audit.schema.json", JSON_REJECT_DUPLICATES, NULL);
	char why[256] = "";

	(void)state;
	assert_non_null(schema);
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		struct page page = page_of(results[i], JSON);
		json_t *value = json_loadb(page.text, page.len, 0, NULL);

		if (!json_schema_fits(schema, schema, value, why))
			fail_msg("result %zu: %s", i, why);
		json_object_set_new(json_object_get(value, "audit"), "more", json_true());
		assert_false(json_schema_fits(schema, schema, value, why));
		json_decref(value);
		free(page.text);
	}
	json_decref(schema);
}

struct archive {
	struct page page;
	enum pq_err err;
	struct pq_diag diag;
};

static struct archive bundle(struct pq_result *result, const char *finding)
{
	const struct pq_audit_bundle parts = { finding, PQ_VIEW("<p>page"), PQ_VIEW("pratique-scenario 1\n"),
					       PQ_VIEW("") };
	struct archive archive = { .err = PQ_ERR_OK };
	FILE *out = open_memstream(&archive.page.text, &archive.page.len);

	archive.err = pq_report_bundle(result, &parts, out, &archive.diag);
	fclose(out);
	pq_result_free(result);
	return archive;
}

/* POSIX.1 ustar: name at 0, size at 124, checksum at 148 over the header with blanks in its place. */
static size_t check_tar(const struct page *page)
{
	size_t files = 0;

	assert_int_equal(page->len % 512, 0);
	for (size_t at = 0; page->text[at] != '\0';) {
		const unsigned char *header = (const unsigned char *)page->text + at;
		unsigned long size = strtoul((const char *)header + 124, NULL, 8);
		unsigned long sum = 0;

		for (size_t i = 0; i < 512; i++)
			sum += i >= 148 && i < 156 ? ' ' : header[i];
		assert_int_equal(strtoul((const char *)header + 148, NULL, 8), sum);
		assert_memory_equal(header, "pratique-finding/", 17);
		assert_memory_equal(header + 257, "ustar", 6);
		at += 512 + (size + 511) / 512 * 512;
		assert_true(at + 1024 <= page->len);
		files++;
	}
	return files;
}

static void a_bundle_holds_one_finding(void **state)
{
	struct archive archive = bundle(fixture_audit(), "port fetch/302 6667");

	(void)state;
	assert_int_equal(archive.err, PQ_ERR_OK);
	assert_int_equal(check_tar(&archive.page), 5);
	free(archive.page.text);
	archive = bundle(fixture_audit(), NULL);
	assert_int_equal(check_tar(&archive.page), 5);
	free(archive.page.text);
	archive = bundle(fixture_hostile_audit(), NULL);
	assert_int_equal(check_tar(&archive.page), 5);
	free(archive.page.text);
	archive = bundle(fixture_audit(), "port fetch/302 80");
	assert_int_equal(archive.err, PQ_ERR_UNKNOWN);
	assert_int_equal(archive.page.len, 0);
	free(archive.page.text);
	archive = bundle(fixture_empty(), NULL);
	assert_int_equal(archive.err, PQ_ERR_UNKNOWN);
	assert_non_null(strstr(archive.diag.expected, "this audit has none"));
	free(archive.page.text);
}

static void a_stream_that_fails_is_told(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct pq_result *result = fixture_audit();

	(void)state;
	if (full) {
		assert_false(pq_report_html(result, &about, full));
		assert_false(pq_report_junit(result, full));
		assert_false(pq_report_sarif(result, NULL, full));
		fclose(full);
	}
	pq_result_free(result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_text_is_never_markup),
		cmocka_unit_test(the_hash_of_a_script_is_as_csp_writes_it),
		cmocka_unit_test(a_page_under_test_cannot_inject_into_the_report),
		cmocka_unit_test(the_page_allows_its_own_style_and_script_and_nothing_else),
		cmocka_unit_test(the_page_tells_of_everything),
		cmocka_unit_test(a_sound_audit_has_no_findings_on_its_page),
		cmocka_unit_test(large_results_make_pages_of_a_few_megabytes),
		cmocka_unit_test(the_terminal_gets_one_screenful_and_no_byte_that_it_obeys),
		cmocka_unit_test(junit_validates_whatever_the_subject_wrote),
		cmocka_unit_test(junit_tells_failures_errors_and_what_was_skipped),
		cmocka_unit_test(sarif_anchors_findings_to_policy_and_scenario),
		cmocka_unit_test(a_written_result_fits_its_schema),
		cmocka_unit_test(a_bundle_holds_one_finding),
		cmocka_unit_test(a_stream_that_fails_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
