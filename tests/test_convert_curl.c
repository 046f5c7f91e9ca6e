/* SPDX-License-Identifier: MIT */
/* Command lines of curl become scenarios, and what of them does not is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "convert/curl.h"
#include "convert/shell.h"

#define FIRST "pratique-scenario 1\n# test\n"
#define PAGE "page http://a.example/\n"
#define CONTROL "control GET http://a.example/\n"
#define FORM_TYPE "  header \"Content-Type\" \"application/x-www-form-urlencoded\"\n"

static const struct {
	const char *line;
	const char *text;
} right[] = {
	{ "curl a.example", FIRST PAGE "fetch GET http://a.example\n  redirect manual\n" CONTROL },
	{ "/usr/bin/curl -L 'http://a.example/x?y#z'", FIRST PAGE "fetch GET http://a.example/x?y#z\n" CONTROL },
	{ "curl -XPUT --location --url http://a.example/", FIRST PAGE "fetch PUT http://a.example/\n" CONTROL },
	{ "curl --request=PUT --location --url=http://a.example/?a=b",
	  FIRST PAGE "fetch PUT http://a.example/?a=b\n" CONTROL },
	{ "curl -LI http://a.example/", FIRST PAGE "fetch HEAD http://a.example/\n" CONTROL },
	{ "curl -L http://a.example/ -d a=1 -d '@b' --data-raw @c --data-binary 'd\r\n'",
	  FIRST "# not turned: the file b: files are read with --files only\n" PAGE
		"fetch POST http://a.example/\n" FORM_TYPE "  binary \"a=1&&@c&d\\r\\n\"\n" CONTROL },
	{ "curl -L http://a.example/ -d '' -H 'content-type: x/y'",
	  FIRST PAGE "fetch POST http://a.example/\n  header \"content-type\" \"x/y\"\n  binary \"\"\n" CONTROL },
	{ "curl -LG http://a.example/?q#f -d a=1 --data-urlencode 'b=c d&' --data-urlencode =e/ --data-urlencode f~g",
	  FIRST PAGE "fetch GET http://a.example/?q&a=1&b=c+d%26&e%2F&f~g#f\n" CONTROL },
	{ "curl -L --url-query 'a=b c' --url-query +d=e http://a.example/",
	  FIRST PAGE "fetch GET http://a.example/?a=b+c&d=e\n" CONTROL },
	{ "curl -L --json '{\"a\":' --json 1} http://a.example/",
	  FIRST PAGE "fetch POST http://a.example/\n  header \"Content-Type\" \"application/json\"\n"
		     "  header \"Accept\" \"application/json\"\n  binary \"{\\\"a\\\":1}\"\n" CONTROL },
	{ "curl -L http://a.example/ -F a=b -F 'c=\"d;e\";filename=f;type=g/h' -F i=@/j/k --form-string l=@m;n", NULL },
	{ "curl -L http://a.example/ -F a=b -F 'c=\"d;e\";filename=f;type=g/h' -F i=@/j/k --form-string 'l=@m;n'",
	  FIRST "# not turned: the file /j/k: files are read with --files only\n" PAGE
		"fetch POST http://a.example/\n  field \"a\" \"b\"\n  file \"c\" \"f\" \"g/h\" \"d;e\"\n"
		"  file \"i\" \"k\" \"application/octet-stream\" \"\"\n  field \"l\" \"@m;n\"\n" CONTROL },
	{ "curl -L -u joe:pw http://a.example/",
	  FIRST PAGE "fetch GET http://a.example/\n  header \"Authorization\" \"Basic am9lOnB3\"\n" CONTROL },
	{ "curl -L http://joe:p%40@a.example/",
	  FIRST PAGE "fetch GET http://a.example/\n  header \"Authorization\" \"Basic am9lOnBA\"\n" CONTROL },
	{ "curl -L --digest -u joe:p:w http://a.example/",
	  FIRST PAGE "login http://a.example/ \"joe\" \"p:w\"\nfetch GET http://a.example/\n" CONTROL },
	{ "curl -L --oauth2-bearer t -r 0-9 -A agent http://a.example/", FIRST PAGE
	  "fetch GET http://a.example/\n  header \"User-Agent\" \"agent\"\n  header \"Range\" \"bytes=0-9\"\n"
	  "  header \"Authorization\" \"Bearer t\"\n" CONTROL },
	{ "curl -L -b 'a=1; b=2' -b jar -e http://b.example/p --compressed http://a.example/",
	  FIRST "# not turned: --cookie jar: a file with cookies\n# left to the user agent: Accept-Encoding\n"
		"page http://b.example/p\ncookie http://a.example/ \"a=1; Path=/\"\ncookie http://a.example/ \"b=2; "
		"Path=/\"\n"
		"fetch GET http://a.example/\n  credentials include\n" CONTROL },
	{ "curl -L -H 'Host: a.example' -H 'Origin: https://b.example' -H 'Sec-Fetch-Mode: cors' -H 'X: y' -H 'Z;' "
	  "-H 'Accept:' http://a.example/",
	  FIRST
	  "# not turned: --header 'Accept:' (a header that is left out)\n"
	  "# left to the user agent: Host, Sec-Fetch-Mode\n"
	  "page https://b.example/\nfetch GET http://a.example/\n  header \"X\" \"y\"\n  header \"Z\" \"\"\n" CONTROL },
	{ "curl -L -H 'Host: evil.example' -H 'Content-Length: 9' -H 'Transfer-Encoding: chunked' http://a.example/",
	  FIRST PAGE
	  "fetch GET http://a.example/\n  header \"Host\" \"evil.example\"\n  header \"Content-Length\" \"9\"\n"
	  "  header \"Transfer-Encoding\" \"chunked\"\n" CONTROL },
	{ "curl -L -x p.example -U u:w http://a.example/",
	  FIRST PAGE "proxy http://p.example:1080/ \"u\" \"w\"\nfetch GET http://a.example/\n" CONTROL },
	{ "curl -L -x socks5://p.example http://a.example/",
	  FIRST "# not turned: --proxy socks5://p.example\n" PAGE "fetch GET http://a.example/\n" CONTROL },
	{ "curl -Lsk -o out -w '%{x}' --cert c:secret --no-keepalive --no-buffer http://a.example/", FIRST
	  "# not turned: -s\n# not turned: -k\n# not turned: -o\n# not turned: -w\n# not turned: --cert\n"
	  "# not turned: --no-keepalive\n# not turned: --no-buffer\n" PAGE "fetch GET http://a.example/\n" CONTROL },
	{ "curl --follow --ssl-sessions f --knownhosts k --parallel-max-host 2 --show-headers http://a.example/",
	  FIRST "# not turned: --ssl-sessions\n# not turned: --knownhosts\n# not turned: --parallel-max-host\n"
		"# not turned: --show-headers\n" PAGE "fetch GET http://a.example/\n" CONTROL },
	{ "curl -LT 'd/a b' http://a.example/e/#x --next -LT f http://a.example/g --next -LT f http://a.example/?h "
	  "--next -LT f http://a.example --next -LT - http://a.example/",
	  FIRST "# not turned: the file d/a b: files are read with --files only\n"
		"# not turned: the file f: files are read with --files only\n"
		"# not turned: the file -: files are read with --files only\n" PAGE
		"fetch PUT http://a.example/e/a%20b#x\nfetch PUT http://a.example/g\nfetch PUT http://a.example/?h\n"
		"fetch PUT http://a.example/f\nfetch PUT http://a.example/\n" CONTROL },
	{ "curl -L http://a.example/ -d x --next -X DELETE http://b.example/ https://a.example/1",
	  FIRST PAGE "fetch POST http://a.example/\n" FORM_TYPE "  binary \"x\"\n"
		     "fetch DELETE http://b.example/\n  redirect manual\n"
		     "fetch DELETE https://a.example/1\n  redirect manual\n" CONTROL },
	{ "curl -L 'http://a.example/{b,c}' file:///etc/passwd",
	  FIRST "# not turned: the pattern in http://a.example/{b,c}: it is taken as it is written\n"
		"# not turned: the URL file:///etc/passwd, which is none of the web\n" PAGE
		"fetch GET http://a.example/{b,c}\n" CONTROL },
	{ "curl -L -H 'Sec-WebSocket-Protocol: a, b' -H 'X: y' ws://a.example/",
	  FIRST "# left to the user agent: X\n" PAGE "websocket ws://a.example/\n  protocol \"a\"\n  protocol \"b\"\n"
		"answer\n  upgrade \"a\"\n" CONTROL },
	{ "curl -L -- http://a.example/ -x", FIRST PAGE "fetch GET http://a.example/\nfetch GET http://-x\n" CONTROL },
};

static const char *const wrong[][2] = {
	{ "", "a command line that begins with curl" },
	{ "wget http://a.example/", "a command line that begins with curl" },
	{ "curl", "a URL" },
	{ "curl -d x", "a URL" },
	{ "curl http://a.example/ --next -I", "a URL" },
	{ "curl http://a.example/ --foo", "an option of curl instead of '--foo'" },
	{ "curl http://a.example/ --foo=secret", "an option of curl instead of '--foo'" },
	{ "curl http://a.example/ --location=x", "no value behind --location" },
	{ "curl http://a.example/ -s@", "an option of curl instead of '-@'" },
	{ "curl http://a.example/ -H", "a value behind -H" },
	{ "curl http://a.example/ -sd", "a value behind -d" },
	{ "curl http://a.example/ --data", "a value behind --data" },
	{ "curl http://a.example/ --no-data", "an option of curl instead of '--no-data'" },
	{ "curl file:///etc/passwd", "a URL of http, https, ws or wss" },
};

static enum pq_err read_line(const char *line, const struct pq_curl_files *files, char **text, struct pq_diag *diag)
{
	struct pq_sketch *sketch = pq_sketch_new("test");
	struct pq_shell_words words;
	size_t len;
	enum pq_err err = pq_shell_split(pq_view_str(line), &words, diag);

	assert_non_null(sketch);
	if (!err) {
		err = pq_curl_read((const char *const *)words.items, words.count, files, sketch, diag);
		if (!err)
			err = pq_sketch_text(sketch, text, &len, diag);
		pq_shell_free(&words);
	}
	pq_sketch_free(sketch);
	return err;
}

static void a_command_line_becomes_a_scenario(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		struct pq_diag diag = { 0, 0, "" };
		char *text = NULL;

		if (!right[i].text) {
			/* A shell ends the command at the bare semicolon of that one. */
			assert_int_equal(read_line(right[i].line, NULL, &text, &diag), PQ_ERR_SYNTAX);
			continue;
		}
		if (read_line(right[i].line, NULL, &text, &diag))
			fail_msg("%s: %zu:%zu: expected %s", right[i].line, diag.line, diag.column, diag.expected);
		if (strcmp(text, right[i].text) != 0)
			fail_msg("%s:\n%s", right[i].line, text);
		free(text);
	}
}

static void a_wrong_command_line_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct pq_diag diag = { 0, 0, "" };
		char *text = NULL;

		if (read_line(wrong[i][0], NULL, &text, &diag) != PQ_ERR_SYNTAX ||
		    strcmp(diag.expected, wrong[i][1]) != 0)
			fail_msg("%s: expected %s", wrong[i][0], diag.expected);
	}
}

/* What was read last; "gone" cannot be read. */
static bool read_file(void *context, const char *path, unsigned char **data, size_t *len)
{
	static const char bytes[] = "x\r\ny&z\n";

	snprintf(context, 32, "%s", path);
	if (strcmp(path, "gone") == 0)
		return false;
	*data = malloc(sizeof(bytes));
	assert_non_null(*data);
	memcpy(*data, bytes, sizeof(bytes));
	*len = sizeof(bytes) - 1;
	return true;
}

static void files_are_read_where_that_is_asked_for(void **state)
{
	static const struct {
		const char *line;
		const char *body;
	} cases[] = {
		{ "curl -d @f http://a.example/", "  binary \"xy&z\"\n" },
		{ "curl --data-binary @f http://a.example/", "  binary \"x\\r\\ny&z\\n\"\n" },
		{ "curl --data-urlencode n@f http://a.example/", "  binary \"n=x%0D%0Ay%26z%0A\"\n" },
		{ "curl -T f http://a.example/",
		  "fetch PUT http://a.example/f\n  redirect manual\n  binary \"x\\r\\ny&z\\n\"\n" },
		{ "curl -F 'n=@d/f;type=t/u' http://a.example/", "  file \"n\" \"f\" \"t/u\" \"x\\r\\ny&z\\n\"\n" },
		{ "curl -F 'n=<f' http://a.example/", "  field \"n\" \"x\\r\\ny&z\\n\"\n" },
		{ "curl -d @gone http://a.example/", "# not turned: the file gone, which cannot be read\n" },
	};
	char last[32] = "";
	const struct pq_curl_files files = { read_file, last };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pq_diag diag = { 0, 0, "" };
		char *text = NULL;

		last[0] = '\0';
		assert_int_equal(read_line(cases[i].line, &files, &text, &diag), PQ_ERR_OK);
		if (!strstr(text, cases[i].body) || !last[0])
			fail_msg("%s:\n%s", cases[i].line, text);
		free(text);
	}
}

/* Each maximum of a scenario, one over it: a note, and what is left is a scenario. */
static void what_is_too_much_is_noted(void **state)
{
	static const struct {
		const char *word;
		size_t count;
		const char *note;
	} cases[] = {
		{ " -H 'X: y'", PQ_MAX_HEADERS + 1, "there are more than 64" },
		{ " -F a=b", PQ_MAX_ENTRIES + 1, "PQ_MAX_ENTRIES" },
		{ " http://a.example/", PQ_SKETCH_REQUESTS + 1, "not turned: the URL" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *line = calloc(1, 64 + cases[i].count * 32);
		struct pq_diag diag = { 0, 0, "" };
		char *text = NULL;

		assert_non_null(line);
		strcpy(line, "curl http://a.example/");
		for (size_t k = 0; k < cases[i].count; k++)
			strcat(line, cases[i].word);
		if (read_line(line, NULL, &text, &diag) || !strstr(text, cases[i].note))
			fail_msg("%s: %s\n%s", cases[i].word, diag.expected, text ? text : "");
		free(text);
		free(line);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_line_becomes_a_scenario),
		cmocka_unit_test(a_wrong_command_line_is_refused),
		cmocka_unit_test(files_are_read_where_that_is_asked_for),
		cmocka_unit_test(what_is_too_much_is_noted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
