/* SPDX-License-Identifier: MIT */
/* Archives of HTTP become scenarios without the secrets that were in them. */
#define _POSIX_C_SOURCE 200809L /* strdup */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "convert/har.h"

#define LOG(entries) "{'log':{'entries':[" entries "]}}"
#define REQUEST(members) "{'request':{" members "}}"
#define EXCHANGE(request, response) "{'request':{" request "},'response':{" response "}}"
#define GET(url) "'method':'GET','url':'" url "'"
#define NAMED(name, value) "{'name':'" name "','value':'" value "'}"

/* line and column, or 0 and what was expected */
static const struct {
	const char *text;
	size_t line;
	size_t column;
	const char *expected;
} wrong[] = {
	{ "", 1, 1, "near end of file" },
	{ "{'log':\n{'entries':[}", 2, 13, "unexpected token" },
	{ LOG("") "x", 1, 23, "end of file expected" },
	{ "[]", 0, 0, "an HTTP archive: log.entries, an array" },
	{ "{'log':{'entries':{}}}", 0, 0, "an HTTP archive: log.entries, an array" },
	{ LOG("1"), 0, 0, "log.entries[0].request, an object" },
	{ LOG("{}"), 0, 0, "log.entries[0].request, an object" },
	{ LOG(REQUEST("'url':'http://a'")), 0, 0, "log.entries[0].request.method, a string without NUL" },
	{ LOG(REQUEST(GET("http://a.example/")) "," REQUEST("'method':'GET','url':5")), 0, 0,
	  "log.entries[1].request.url, a string without NUL" },
	{ LOG(REQUEST(GET("http://a\\u0000b"))), 0, 0, "log.entries[0].request.url, a string without NUL" },
	{ LOG(REQUEST(GET("http://a.example/") ",'headers':{}")), 0, 0, "log.entries[0].request.headers, an array" },
	{ LOG(REQUEST(GET("http://a.example/") ",'headers':[" NAMED("a", "b") ",{'name':'x'}]")), 0, 0,
	  "log.entries[0].request.headers[1], an object with a name and a value, strings without NUL" },
	{ LOG(REQUEST(GET("http://a.example/") ",'cookies':[5]")), 0, 0,
	  "log.entries[0].request.cookies[0], an object with a name and a value, strings without NUL" },
	{ LOG(REQUEST(GET("http://a.example/") ",'postData':5")), 0, 0, "log.entries[0].request.postData, an object" },
	{ LOG(REQUEST(GET("http://a.example/") ",'postData':{'text':5}")), 0, 0,
	  "log.entries[0].request.postData.text, a string" },
	{ LOG(REQUEST(GET("http://a.example/") ",'postData':{'params':[{}]}")), 0, 0,
	  "log.entries[0].request.postData.params' name, a string without NUL" },
	{ LOG(EXCHANGE(GET("http://a.example/"), "'status':'200'")), 0, 0,
	  "log.entries[0].response.status, a whole number" },
	{ LOG("{'request':{" GET("http://a.example/") "},'response':[]}"), 0, 0, "log.entries[0].response, an object" },
};

/* JSON is written with apostrophes here. */
static enum pq_err open_text(struct pq_har **har, const char *text, struct pq_diag *diag)
{
	char *json = strdup(text);
	enum pq_err err;

	assert_non_null(json);
	for (char *at = json; *at; at++)
		*at = *at == '\'' ? '"' : *at;
	err = pq_har_open(har, pq_view_str(json), diag);
	free(json);
	return err;
}

static struct pq_har *open_har(const char *text)
{
	struct pq_har *har = NULL;
	struct pq_diag diag = { 0, 0, "" };

	if (open_text(&har, text, &diag))
		fail_msg("%zu:%zu: expected %s", diag.line, diag.column, diag.expected);
	return har;
}

/* The scenario of an entry; the caller frees it. NULL if it has none. */
static char *turn(struct pq_har *har, size_t index, bool answers, bool secrets)
{
	const struct pq_har_options options = { answers, secrets };
	struct pq_sketch *sketch = pq_sketch_new("test");
	struct pq_diag diag = { 0, 0, "" };
	char *text = NULL;
	size_t len;

	assert_non_null(sketch);
	if (!pq_har_sketch(har, index, &options, sketch) && pq_sketch_text(sketch, &text, &len, &diag))
		fail_msg("expected %s", diag.expected);
	pq_sketch_free(sketch);
	return text;
}

static void what_is_no_archive_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct pq_har *har = NULL;
		struct pq_diag diag = { 0, 0, "" };

		if (open_text(&har, wrong[i].text, &diag) != PQ_ERR_SYNTAX || diag.line != wrong[i].line ||
		    diag.column != wrong[i].column || !strstr(diag.expected, wrong[i].expected))
			fail_msg("%s: %zu:%zu: expected %s", wrong[i].text, diag.line, diag.column, diag.expected);
	}
}

static const char login[] =
	LOG(EXCHANGE(
		"'method':'POST','url':'https://api.example/v1?x','headers':[" NAMED(":authority", "api.example") "," NAMED("content-type", "text/plain") "," NAMED(
			"Authorization",
			"Bearer s3cret") "," NAMED("cookie",
						   "sid=s3cret; t=s3cret") "," NAMED("X-CSRF-Token",
										     "s3cret") "," NAMED("sec-ch-ua",
													 "x") "," NAMED("conten"
															"t-"
															"lengt"
															"h",
															"99") "," NAMED("referer",
																	"https://app.example/p") "],"
																				 "'postData':{'mimeType':'text/plain','text':'a\\u0000b'}",
		"'status':200,'statusText':'OK','headers':[" NAMED(
			"set-cookie",
			"sid=s3cret; Path=/\\nb=s3cret") "," NAMED("content-encoding",
								   "br") "," NAMED("x-y", "z") "," NAMED("bad name",
													 "z") "]"));

static void a_request_becomes_a_scenario_without_its_secrets(void **state)
{
	struct pq_har *har = open_har(login);
	char *text = turn(har, 0, false, false);

	(void)state;
	assert_string_equal(text, "pratique-scenario 1\n# test Secrets in headers were replaced.\n"
				  "# left to the user agent: sec-ch-ua, content-length\n"
				  "page https://app.example/p\n"
				  "cookie https://api.example/v1?x \"sid=replaced; Path=/\"\n"
				  "cookie https://api.example/v1?x \"t=replaced; Path=/\"\n"
				  "fetch POST https://api.example/v1?x\n"
				  "  credentials include\n"
				  "  header \"content-type\" \"text/plain\"\n"
				  "  header \"Authorization\" \"Bearer replaced\"\n"
				  "  header \"X-CSRF-Token\" \"replaced\"\n"
				  "  binary \"a\\0b\"\n"
				  "control GET https://api.example/\n");
	free(text);
	pq_har_close(har);
}

static void answers_come_without_bodies_and_secrets(void **state)
{
	struct pq_har *har = open_har(login);
	char *text = turn(har, 0, true, false);

	(void)state;
	assert_non_null(strstr(text, "# not turned: header bad name of a response\n"));
	assert_non_null(strstr(text, "answer\n  reply \"HTTP/1.1 200 OK\\r\\nset-cookie: sid=replaced; Path=/\\r\\n"
				     "set-cookie: b=replaced\\r\\nx-y: z\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n"));
	assert_null(strstr(text, "s3cret"));
	free(text);
	text = turn(har, 0, true, true);
	assert_non_null(strstr(text, "\"Bearer s3cret\""));
	assert_non_null(strstr(text, "\"t=s3cret; Path=/\""));
	assert_non_null(strstr(text, "set-cookie: b=s3cret\\r\\n"));
	assert_null(strstr(text, "replaced"));
	free(text);
	pq_har_close(har);
}

static void basic_credentials_stay_readable(void **state)
{
	static const char basic[] = LOG("{'request':{'method':'GET','url':'http://a.example/',"
					"'headers':[{'name':'authorization','value':'Basic czNjcmV0OnMzY3JldA=='}]}}");
	struct pq_har *har = open_har(basic);
	char *text = turn(har, 0, false, false);

	(void)state;
	assert_non_null(strstr(text, "  header \"authorization\" \"Basic cmVwbGFjZWQ6cmVwbGFjZWQ=\"\n"));
	free(text);
	pq_har_close(har);
}

#define REDIRECT(to) "'status':302,'statusText':'Found','redirectURL':'" to "','headers':[" NAMED("Location", to) "]"
#define OK200 "'status':200,'statusText':'OK','headers':[]"

static const char chain[] = LOG(EXCHANGE(GET("http://a.example/1"), REDIRECT("/2#x")) "," EXCHANGE(
	GET("http://b.example/2"),
	OK200) "," EXCHANGE(GET("http://a.example/2"),
			    REDIRECT("http://b.example/3")) "," EXCHANGE(GET("http://b.example/3"),
									 REDIRECT("http://nowhere.example/")));

static void redirects_are_followed_through_the_archive(void **state)
{
	static const char replies[] =
		"answer\n  reply \"HTTP/1.1 302 Found\\r\\nLocation: /2#x\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n"
		"answer\n  reply \"HTTP/1.1 302 Found\\r\\nLocation: http://b.example/3\\r\\nContent-Length: "
		"0\\r\\n\\r\\n\"\n"
		"answer\n  reply \"HTTP/1.1 302 Found\\r\\nLocation: http://nowhere.example/\\r\\nContent-Length: "
		"0\\r\\n\\r\\n\"\n"
		"answer\n  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n";
	struct pq_har *har = open_har(chain);
	char *text = turn(har, 0, true, false);

	(void)state;
	assert_non_null(strstr(text, "/1\nanswer"));
	assert_non_null(strstr(text, replies));
	free(text);
	/* They were hops of the first; the one of another host was not. */
	assert_null(turn(har, 2, true, false));
	assert_null(turn(har, 3, true, false));
	text = turn(har, 1, true, false);
	assert_non_null(text);
	free(text);
	pq_har_close(har);
	har = open_har(chain);
	text = turn(har, 2, false, false);
	assert_non_null(text);
	assert_null(strstr(text, "answer"));
	free(text);
	pq_har_close(har);
}

static const char others[] =
	LOG("{'request':{'method':'POST','url':'http://a.example/',"
	    "'headers':[{'name':'Content-Type','value':'multipart/form-data; boundary=x'}],"
	    "'postData':{'mimeType':'multipart/form-data; boundary=x','params':[{'name':'a','value':'1'},"
	    "{'name':'f','fileName':'n','contentType':'t/u','value':'v'}]}}},"
	    "{'request':{'method':'GET','url':'wss://c.example/',"
	    "'headers':[{'name':'Sec-WebSocket-Protocol','value':'p'}]},"
	    "'_webSocketMessages':[{'type':'send','opcode':1,'data':'hi'},{'type':'receive','opcode':1,'data':'yo'}]},"
	    "{'request':{'method':'GET','url':'data:,x'}}");

static void forms_and_websockets_have_words_of_their_own(void **state)
{
	struct pq_har *har = open_har(others);
	char *text = turn(har, 0, false, false);

	(void)state;
	assert_non_null(strstr(
		text, "fetch POST http://a.example/\n  field \"a\" \"1\"\n  file \"f\" \"n\" \"t/u\" \"v\"\ncontrol"));
	free(text);
	text = turn(har, 1, false, false);
	assert_non_null(strstr(text, "websocket wss://c.example/\n  protocol \"p\"\n  message text \"hi\"\n"
				     "answer\n  upgrade \"p\"\n  wait\n  reply \"\\x88\\x02\\x03\\xe8\"\n"));
	free(text);
	assert_null(turn(har, 2, false, false));
	pq_har_close(har);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_archive_is_refused),
		cmocka_unit_test(a_request_becomes_a_scenario_without_its_secrets),
		cmocka_unit_test(answers_come_without_bodies_and_secrets),
		cmocka_unit_test(basic_credentials_stay_readable),
		cmocka_unit_test(redirects_are_followed_through_the_archive),
		cmocka_unit_test(forms_and_websockets_have_words_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
