/* SPDX-License-Identifier: MIT */
/* Pages of scenarios, and which scenarios can be none. */
#include "play_case.h"

#include "play/hub.h"
#include "play/page.h"
#include "play/play.h"
#include "play/unfit.h"

static struct play_scenario storage;

static const char *page_of(const char *text)
{
	static unsigned char room[1u << 17];
	struct pq_buf out;

	pq_buf_init(&out, room, sizeof(room) - 1);
	pq_play_page(play_scenario(&storage, text), 7, &out);
	assert_true(pq_buf_ok(&out));
	room[out.len] = '\0';
	return (const char *)room;
}

static void a_page_holds_its_requests_in_order(void **state)
{
	const char *page = page_of("fetch POST http://a.example/\n  header 'X' 'y'\n  text 'z'\n  mode no-cors\n"
				   "pause 20\nxhr GET /x\ncontrol GET /c\n");
	const char *first = strstr(page, "{number:1,pause:0,word:'fetch',method:'504f5354',");
	const char *second = strstr(page, "{number:2,pause:20,word:'xhr',");
	const char *third = strstr(page, "{number:3,pause:0,word:'control',");

	(void)state;
	assert_non_null(strstr(page, "const piece = {number:7,"));
	assert_true(first && second && third && first < second && second < third);
	assert_non_null(strstr(page, "headers:[['58','79'],]"));
	assert_non_null(strstr(page, "mode:'no-cors'"));
	assert_non_null(strstr(page, "body:{kind:'text',value:'7a',}"));
}

static void nothing_that_is_asked_can_break_out_of_the_script(void **state)
{
	const char *page = page_of("form POST http://a.example/</script> multipart\n  field '</script>' '\\x00'\n"
				   "  file 'f' 'n' 't/x' '\\x80'\n");
	const char *end = strstr(page, "</script>");

	(void)state;
	/* The only one is the page's own, at its end. */
	assert_string_equal(end, "</script>\n");
	assert_non_null(strstr(page, "{name:'66',file:'6e',type:'742f78',value:'80',}"));
}

static void fields_and_files_keep_their_order(void **state)
{
	const char *page = page_of("fetch POST /\n  field 'a' '1'\n  file 'b' 'n' '' '2'\n  field 'c' '3'\n");
	const char *file = strstr(page, "name:'62'");

	(void)state;
	assert_true(file && strstr(page, "name:'61'") < file && strstr(file, "name:'63'"));
}

static void a_page_brings_its_own_cookies(void **state)
{
	unsigned char room[512];
	struct pq_buf out;

	(void)state;
	pq_buf_init(&out, room, sizeof(room));
	pq_play_page_fields(play_scenario(&storage, "cookie http://page.example/ 'a=b; Path=/x'\n"
						    "cookie http://page.example/ 'c\\r\\nX: y'\nfetch GET /\n"),
			    &out);
	assert_true(pq_view_starts(pq_view_from(pq_buf_view(&out), out.len - 28),
				   pq_view_str("\r\nSet-Cookie: a=b; Path=/x\r\n")));
}

static void what_a_page_cannot_ask_is_named(void **state)
{
	static const struct {
		const char *text;
		const char *why;
	} rows[] = {
		{ "attacker renderer\nfetch GET /\n", "a renderer's request" },
		{ "proxy http://p.example:3128/\nfetch GET /\n", "a proxy of the user's" },
		{ "login http://a.example/ 'u' 'p'\nfetch GET /\n", "credentials that nobody can type" },
		{ "fetch GET /\n  worker http://a.example/\n", "a service worker that takes the request" },
		{ "embedder GET http://a.example/\n", "a request of the embedding application" },
		{ "ftp ftp://a.example/\n", "FTP, which browsers have given up" },
		{ "socket a.example 4502\n", "a raw socket" },
		{ "page https://p.example/\nwebtransport https://a.example/\n",
		  "a WebTransport session, for whose QUIC the sink has no answer" },
		{ "policy none\nfetch GET /\n", "another policy that drives the subject" },
		{ "dns a.example 20.0.0.1\ndns A.example 20.0.0.2\nfetch GET http://a.example/\n",
		  "DNS answers that change sooner than a browser asks again" },
		{ "pause 60000\nfetch GET /\n", "a pause that is too long to wait for" },
		{ "websocket ws://a.example/\n  message ping ''\n", "a frame that no page can choose" },
		{ "websocket ws://a.example/\nanswer\n  upgrade\n  reply '\\x81\\x00'\n", "a server's frames" },
		{ "ice-server turn:a.example u p\n", "a TURN server over UDP, which is asked for STUN as well" },
		{ "form POST / multipart\n  field '' 'x'\n", "a form's field without a name" },
		{ "fetch POST /\n  text '\\xff'\n", "a string that is no Unicode" },
		{ "page data:text/html,x\nfetch GET http://a.example/\n", "a page that no server can serve" },
		{ "page http://page.example:25/\nfetch GET /\n", "a page at a port of a service" },
		{ "cookie http://b.example/ 'a=b'\nfetch GET /\n", "a cookie of another host than the page's" },
		{ "fetch GET https://a.example/\nanswer\n  reply 'HTTP/1.1 200 OK\\r\\nalt-svc: "
		  "H3=:9443\\r\\n\\r\\n'\n",
		  "an alternative service over QUIC, for which the sink has no answer" },
		{ "page http://page.example/\n", "no request" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *why = pq_play_unfit(play_scenario(&storage, rows[i].text));

		assert_non_null(why);
		assert_string_equal(why, rows[i].why);
	}
}

static void what_a_page_can_ask_is_fit(void **state)
{
	static const char *const rows[] = {
		"fetch '\\xff' http://a.example:25/\n  header '\\xff\\r' '\\xff\\n'\n",
		"fetch POST /\n  field '' 'x'\n",
		"attacker server\nfetch GET http://a.example/\nanswer\n  redirect 302 http://b.example:25/\n",
		"dns a.example 20.0.0.1 20.0.0.2\ndns b.example\nxhr GET http://a.example/\n",
		"websocket ws://a.example/\n  protocol 'p'\n  message text 'x'\nanswer\n  upgrade 'p'\n",
		"page https://p.example:8443/x?y\nnavigate http://a.example/\ncookie https://p.example:8443/ 'a=b'\n",
		"ice-server stun:a.example:25\nice-server turn:a.example:25?transport=tcp u p\n",
		"fetch GET https://a.example/\nanswer\n  reply 'HTTP/1.1 200 OK\\r\\nAlt-Svc: h2=:9443\\r\\n\\r\\n'\n",
		"pause 3000\nform POST /\n  field '\xc3\xa9' '\xe2\x82\xac'\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_null(pq_play_unfit(play_scenario(&storage, rows[i])));
}

static void what_a_browser_remembers_wants_a_fresh_one(void **state)
{
	static const struct {
		const char *text;
		bool leaves;
	} rows[] = {
		{ "fetch GET http://a.example/\n", false },
		{ "fetch GET http://a.example/\nanswer\n  redirect 302 /x\n", false },
		{ "fetch GET http://a.example/\nanswer\n  redirect 301 /x\n", true },
		{ "fetch GET http://a.example/\nanswer\n  reply 'HTTP/1.1 308 x\\r\\nLocation: /\\r\\n\\r\\n'\n",
		  true },
		{ "fetch GET http://a.example/\nanswer\n  reply 'HTTP/1.1 200 x\\r\\nset-Cookie: a=b\\r\\n\\r\\n'\n",
		  true },
		{ "fetch GET http://a.example/\nanswer\n  reply 'HTTP/1.1 200 x\\r\\nX: y\\r\\n\\r\\n'\n", false },
		{ "cookie http://page.example/ 'a=b'\nfetch GET /\n", true },
		{ "dns a.example 10.0.0.1\nfetch GET http://a.example/\n", true },
		{ "xhr GET http://u:p@a.example/\n", true },
		{ "keep-alive\nxhr GET http://a.example/\n", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(pq_play_leaves_traces(play_scenario(&storage, rows[i].text)), rows[i].leaves);
}

static void the_hub_understands_its_pages(void **state)
{
	struct pq_hub_word word = pq_hub_read(pq_view_str(
		"/pratique-play/12/end/3?how=refused&step=header&status=0&dropped=486f7374-58&text=TypeError%3A+x"));

	(void)state;
	assert_int_equal(word.verb, PQ_HUB_END);
	assert_int_equal(word.piece, 12);
	assert_int_equal(word.request, 3);
	assert_int_equal(word.told, PQ_TOLD_REFUSED);
	assert_true(pq_view_is(word.step, "header"));
	assert_true(pq_view_is(word.dropped, "486f7374-58"));
	assert_int_equal(pq_hub_read(pq_view_str("/pratique-play/0/next")).verb, PQ_HUB_NEXT);
	assert_int_equal(pq_hub_read(pq_view_str("/pratique-play/5/done")).verb, PQ_HUB_DONE);
	assert_int_equal(pq_hub_read(pq_view_str("/pratique-play/5/nonsense")).verb, PQ_HUB_NONE);
	assert_int_equal(pq_hub_read(pq_view_str("/x/pratique-play/5/done")).verb, PQ_HUB_NONE);
	assert_true(pq_view_is(pq_hub_target(pq_view_str("POST /x HTTP/1.1\r\n")), "/x"));
	assert_int_equal(pq_hub_target(pq_view_str("GET /x HTTP/1.1\r\n")).len, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_holds_its_requests_in_order),
		cmocka_unit_test(nothing_that_is_asked_can_break_out_of_the_script),
		cmocka_unit_test(fields_and_files_keep_their_order),
		cmocka_unit_test(a_page_brings_its_own_cookies),
		cmocka_unit_test(what_a_page_cannot_ask_is_named),
		cmocka_unit_test(what_a_page_can_ask_is_fit),
		cmocka_unit_test(what_a_browser_remembers_wants_a_fresh_one),
		cmocka_unit_test(the_hub_understands_its_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
