/* SPDX-License-Identifier: MIT */
/* The desk of the network service against renderers that say what they like; its servers are the world in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/recorder.h"
#include "service/desk.h"
#include "vnet/vnet.h"

/* heard: what the harness was told, as "T...", one text after the other */
struct stand {
	struct pq_desk desk;
	struct pq_vnet vnet;
	struct pq_policy policy;
	struct pq_paper world;
	struct pq_recorder recorder;
	struct pq_fetch_env env;
	struct pq_transcript transcript;
	struct pq_event events[1024];
	struct pq_address addresses[64];
	unsigned char event_bytes[1u << 20];
	char heard[1u << 16];
};

static struct stand *stand;

static void tell(void *context, char kind, struct pq_view bytes)
{
	size_t len = strlen(stand->heard);

	(void)context;
	snprintf(stand->heard + len, sizeof(stand->heard) - len, "%c[%.*s]", kind, (int)bytes.len,
		 bytes.data ? (const char *)bytes.data : "");
}

/* The servers of these lines, and a desk under policy fetch. */
static void set_up(const char *servers)
{
	char whole[4096];
	struct pq_net net;

	snprintf(whole, sizeof(whole), "pratique-scenario 1\n%s", servers);
	assert_int_equal(pq_paper_read(&stand->world, pq_view_str(whole), NULL), PQ_ERR_OK);
	pq_transcript_init(&stand->transcript, stand->events, 1024, stand->addresses, 64, stand->event_bytes,
			   sizeof(stand->event_bytes));
	assert_int_equal(pq_policy_parse_builtin(&stand->policy, pq_view_str("fetch")), PQ_ERR_OK);
	net = pq_recorder_init(&stand->recorder, pq_vnet_init(&stand->vnet, &stand->world.scenario),
			       &stand->transcript);
	stand->env = (struct pq_fetch_env){ .net = net, .policy = &stand->policy, .transcript = &stand->transcript };
	pq_desk_init(&stand->desk, &stand->env, (struct pq_desk_listener){ .tell = tell });
	stand->heard[0] = '\0';
}

static void came(const void *bytes, size_t len)
{
	size_t cap;
	unsigned char *room = pq_desk_room(&stand->desk, &cap);

	assert_true(len <= cap);
	memcpy(room, bytes, len);
	pq_desk_came(&stand->desk, len);
}

static size_t parcel(char kind, const char *text, unsigned char *out, size_t cap)
{
	struct pq_buf buf;

	pq_buf_init(&buf, out, cap);
	pq_parcel_write(kind, pq_view_str(text), &buf);
	assert_true(pq_buf_ok(&buf));
	return buf.len;
}

static void ask(const char *lines)
{
	unsigned char bytes[4096];
	char whole[2048];

	snprintf(whole, sizeof(whole), "pratique-scenario 1\n%s", lines);
	came(bytes, parcel(PQ_PARCEL_REQUEST, whole, bytes, sizeof(bytes)));
}

/* The next parcel of the answer, which is taken. */
static const char *answer(char *kind)
{
	static char text[4096];
	struct pq_parcel out;

	assert_int_equal(pq_parcel_read(pq_desk_answer(&stand->desk), &out), PQ_ERR_OK);
	*kind = out.kind;
	snprintf(text, sizeof(text), "%.*s", (int)out.bytes.len, (const char *)out.bytes.data);
	pq_desk_took(&stand->desk, pq_parcel_size(&out));
	return text;
}

static void expect_outcome(const char *outcome)
{
	char wanted[256];
	char kind;

	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_WRITING);
	snprintf(wanted, sizeof(wanted), "pratique-transcript 1\n%s\n", outcome);
	assert_string_equal(answer(&kind), wanted);
	assert_int_equal(kind, PQ_PARCEL_OUTCOME);
}

static void a_request_is_answered_with_head_and_body(void **state)
{
	char kind;

	(void)state;
	set_up("answer\n  reply \"HTTP/1.1 103 Early\\r\\nA: b\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n"
	       "Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\nA;x=y\\r\\n0123456789\\r\\n0\\r\\n\\r\\n\"\n");
	pq_desk_show(&stand->desk, true);
	ask("fetch GET http://a.example/\n");
	expect_outcome("outcome 1 done 200");
	assert_string_equal(answer(&kind), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	assert_int_equal(kind, PQ_PARCEL_HEAD);
	assert_string_equal(answer(&kind), "abc0123456789");
	assert_int_equal(kind, PQ_PARCEL_BODY);
	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_READING);
	assert_non_null(strstr(stand->heard, "T[request 1\nresolve \"a.example\""));
	assert_non_null(strstr(stand->heard, "outcome 1 done 200\n]H["));
	assert_non_null(strstr(stand->heard, "B[abc0123456789]D[]"));
}

static void the_policy_is_the_services_own(void **state)
{
	(void)state;
	set_up("");
	ask("fetch GET http://a.example:25/\n");
	expect_outcome("outcome 1 blocked unsafe_port service");
	ask("fetch TRACE http://a.example/\n");
	expect_outcome("outcome 2 blocked forbidden_method service");
	ask("fetch GET http://a.example/\n  header \"Host\" \"b.example\"\n");
	expect_outcome("outcome 3 blocked forbidden_header service");
	ask("fetch GET http://a.example/\n  header \"X\" \"a\\r\\nHost: b.example\"\n");
	expect_outcome("outcome 4 blocked request_split service");
	assert_null(strstr(stand->heard, "dial"));
	ask("fetch GET http://a.example/\n");
	expect_outcome("outcome 5 done 200");
	assert_non_null(strstr(stand->heard, "dial"));
}

static void what_is_no_request_is_answered_and_forgotten(void **state)
{
	(void)state;
	set_up("");
	ask("cookie http://a.example/ \"a=b\"\nfetch GET http://a.example/\n");
	expect_outcome("outcome 1 error bad-request");
	ask("embedder GET http://a.example/ http://bank.example/\n");
	expect_outcome("outcome 2 error bad-request");
	ask("fetch GET\n");
	expect_outcome("outcome 3 error bad-request");
	assert_int_equal(stand->desk.refused, 3);
	assert_int_equal(stand->desk.parcels, 3);
	assert_null(strstr(stand->heard, "dial"));
	ask("fetch GET http://a.example/\n");
	expect_outcome("outcome 4 done 200");
	pq_desk_renderer(&stand->desk);
	assert_int_equal(stand->desk.refused, 0);
	assert_int_equal(stand->desk.parcels, 0);
}

/* The page that asks is the one that the harness has named, whatever the renderer says. */
static void the_settings_are_the_harnesss(void **state)
{
	(void)state;
	set_up("");
	assert_int_equal(pq_desk_session(&stand->desk,
					 pq_view_str("pratique-scenario 1\npage http://a.example/\n"
						     "cookie http://a.example/ \"k=v\"\n"),
					 NULL),
			 PQ_ERR_OK);
	ask("fetch POST http://a.example/\n  credentials include\n");
	expect_outcome("outcome 1 done 200");
	assert_non_null(strstr(stand->heard, "Origin: http://a.example\\r\\n"));
	assert_non_null(strstr(stand->heard, "Cookie: k=v\\r\\n"));
	assert_int_equal(
		pq_desk_session(&stand->desk, pq_view_str("pratique-scenario 1\nfetch GET http://a.example/\n"), NULL),
		PQ_ERR_SYNTAX);
}

static void half_a_parcel_is_waited_for(void **state)
{
	unsigned char bytes[4096];
	size_t len =
		parcel(PQ_PARCEL_REQUEST, "pratique-scenario 1\nfetch GET http://a.example/\n", bytes, sizeof(bytes));

	(void)state;
	set_up("");
	for (size_t i = 0; i < len; i++) {
		assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_READING);
		came(bytes + i, 1);
	}
	expect_outcome("outcome 1 done 200");
}

static void what_is_no_parcel_breaks_the_stream(void **state)
{
	static const unsigned char streams[][PQ_PARCEL_HEADER] = {
		{ 'G', 'E', 'T', ' ', '/' },     { 0 },
		{ 'R', 1, 0, 0, 0, 0, 0, 1 },    { 'R', 0, 0, 0, 0xff, 0xff, 0xff, 0xff },
		{ 'R', 0, 0, 0, 0, 0x40, 0, 1 }, { 'S', 0, 0, 0, 0, 0, 0, 0 },
		{ 'N', 0, 0, 0, 0, 0, 0, 0 },    { 'E', 0, 0, 0, 0, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		set_up("");
		came(streams[i], PQ_PARCEL_HEADER);
		assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_BROKEN);
		pq_desk_renderer(&stand->desk);
		ask("fetch GET http://a.example/\n");
		expect_outcome("outcome 1 done 200");
	}
}

/* Of a flood, one request is taken at a time, and none before the last answer was. */
static void a_flood_waits(void **state)
{
	(void)state;
	set_up("");
	for (int i = 0; i < 50; i++)
		ask("fetch GET http://a.example:25/\n");
	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_WRITING);
	assert_int_equal(stand->desk.parcels, 1);
	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_WRITING);
	assert_int_equal(stand->desk.parcels, 1);
	for (uint32_t i = 1; i < 50; i++) {
		pq_desk_took(&stand->desk, pq_desk_answer(&stand->desk).len);
		assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_WRITING);
		assert_int_equal(stand->desk.parcels, i + 1);
	}
}

static size_t open_conns(void)
{
	size_t count = 0;

	for (uint32_t i = 0; i < stand->vnet.dials; i++)
		count += stand->vnet.conns[i].open;
	return count;
}

static void a_renderer_that_dies_takes_its_request_with_it(void **state)
{
	(void)state;
	set_up("answer\n  stall\n");
	ask("fetch GET http://a.example/\n");
	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_WAITING);
	assert_int_equal(open_conns(), 1);
	pq_desk_renderer(&stand->desk);
	assert_int_equal(open_conns(), 0);
	assert_non_null(strstr(stand->heard, "outcome 1 error connection\n]D["));
	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_READING);
}

static void what_the_renderer_tells_is_passed_on(void **state)
{
	unsigned char bytes[256];

	(void)state;
	set_up("");
	came(bytes, parcel(PQ_PARCEL_TOLD, "anything", bytes, sizeof(bytes)));
	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_READING);
	assert_string_equal(stand->heard, "O[anything]");
}

static void tell_behind(const char *request, const char *text)
{
	unsigned char bytes[256];

	ask(request);
	came(bytes, parcel(PQ_PARCEL_TOLD, text, bytes, sizeof(bytes)));
}

static bool heard(const char *text)
{
	return strstr(stand->heard, text) != NULL;
}

/* So that the harness wakes up once for both; the next request waits for the answer to be taken nevertheless. */
static void what_is_told_behind_a_request_is_passed_on_with_its_end(void **state)
{
	(void)state;
	set_up("");
	tell_behind("fetch GET http://a.example:25/\n", "first");
	tell_behind("fetch GET http://a.example/\n", "second");
	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_WRITING);
	assert_true(heard("service\n]D[]O[first]"));
	assert_false(heard("request 2"));
	expect_outcome("outcome 1 blocked unsafe_port service");
	expect_outcome("outcome 2 done 200");
	assert_true(heard("D[]O[second]"));
}

/* The harness might order what resets the stream while a part of the answer has gone and the rest has not. */
static void what_is_told_behind_a_long_answer_waits_for_all_of_it(void **state)
{
	(void)state;
	set_up("answer\n  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 6000\\r\\n\\r\\n\" + fill 6000 \"x\"\n");
	tell_behind("fetch GET http://a.example/\n", "behind");
	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_WRITING);
	assert_true(heard("outcome 1 done 200\n]D[]"));
	assert_false(heard("O[behind]"));
	pq_desk_took(&stand->desk, pq_desk_answer(&stand->desk).len - 1);
	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_WRITING);
	assert_false(heard("O[behind]"));
	pq_desk_took(&stand->desk, 1);
	assert_int_equal(pq_desk_run(&stand->desk), PQ_DESK_READING);
	assert_true(heard("O[behind]"));
}

static int open_stand(void **state)
{
	(void)state;
	stand = calloc(1, sizeof(*stand));
	return stand ? 0 : -1;
}

static int close_stand(void **state)
{
	(void)state;
	free(stand);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_answered_with_head_and_body),
		cmocka_unit_test(the_policy_is_the_services_own),
		cmocka_unit_test(what_is_no_request_is_answered_and_forgotten),
		cmocka_unit_test(the_settings_are_the_harnesss),
		cmocka_unit_test(half_a_parcel_is_waited_for),
		cmocka_unit_test(what_is_no_parcel_breaks_the_stream),
		cmocka_unit_test(a_flood_waits),
		cmocka_unit_test(a_renderer_that_dies_takes_its_request_with_it),
		cmocka_unit_test(what_the_renderer_tells_is_passed_on),
		cmocka_unit_test(what_is_told_behind_a_request_is_passed_on_with_its_end),
		cmocka_unit_test(what_is_told_behind_a_long_answer_waits_for_all_of_it),
	};

	return cmocka_run_group_tests(tests, open_stand, close_stand);
}
