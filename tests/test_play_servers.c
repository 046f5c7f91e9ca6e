/* SPDX-License-Identifier: MIT */
/* What the hub of a play is told, and what it takes for nothing. */
#include "play_case.h"

#include "play/lacks.h"
#include "play/servers.h"

/* What the hub answers; NULL where the page has to wait for it. */
static const char *tell(const struct pq_site *site, const char *target)
{
	static char answer[256];
	struct pq_arrival arrival = { .conn = 1, .port = 80 };
	struct pq_sink_request request = { .arrival = &arrival, .method = PQ_VIEW("POST") };
	struct pq_sink_reply reply = { .status = 200 };

	request.target = pq_view_str(target);
	site->respond(site->context, &request, &reply);
	snprintf(answer, sizeof(answer), "%.*s", (int)reply.body.len, (const char *)reply.body.data);
	return reply.again ? NULL : answer;
}

static void put(struct pq_play_state *play, uint32_t number, const char *lines)
{
	play->len = (size_t)snprintf((char *)play->text, sizeof(play->text), "pratique-scenario 1\n%s", lines);
	atomic_store(&play->put, number);
}

static void only_the_current_piece_speaks_of_itself(void **state)
{
	struct pq_play_state *play = pq_play_state_new();
	struct pq_servers *servers = pq_servers_new(play);
	struct pq_site site = pq_servers_site(servers);

	(void)state;
	assert_non_null(servers);
	put(play, 1, "fetch GET http://a.example/\n");
	/* Nothing is current. */
	tell(&site, "/pratique-play/0/done");
	tell(&site, "/pratique-play/0/begin/1");
	tell(&site, "/pratique-play/0/open");
	tell(&site, "/pratique-play/9/next");
	assert_int_equal(atomic_load(&play->current), 0);
	assert_string_equal(tell(&site, "/pratique-play/0/next"), "http://page.example/");
	assert_int_equal(atomic_load(&play->current), 1);
	assert_int_equal(atomic_load(&play->at), PQ_PIECE_LED);
	/* The start page has led the browser on already. */
	tell(&site, "/pratique-play/0/next");
	tell(&site, "/pratique-play/2/done");
	tell(&site, "/pratique-play/0/done");
	assert_int_equal(atomic_load(&play->current), 1);
	tell(&site, "/pratique-play/1/open");
	assert_int_equal(atomic_load(&play->at), PQ_PIECE_OPEN);
	tell(&site, "/pratique-play/1/done");
	assert_int_equal(atomic_load(&play->at), PQ_PIECE_DONE);
	pq_servers_free(servers);
	pq_play_state_free(play);
}

static void a_page_waits_until_a_scenario_is_put(void **state)
{
	struct pq_play_state *play = pq_play_state_new();
	struct pq_servers *servers = pq_servers_new(play);
	struct pq_site site = pq_servers_site(servers);

	(void)state;
	assert_non_null(servers);
	assert_false(atomic_load(&play->met));
	assert_null(tell(&site, "/pratique-play/0/next?lacks=prefetch.nonsense.ice-server"));
	assert_true(atomic_load(&play->met));
	put(play, 7, "page http://own.example:8080/x\nfetch GET http://a.example/\n");
	assert_string_equal(tell(&site, "/pratique-play/0/next"), "http://own.example:8080/x");
	assert_int_equal(atomic_load(&play->put), 0);
	assert_int_equal(atomic_load(&play->current), 7);
	/* What was put is taken once. */
	assert_null(tell(&site, "/pratique-play/7/done"));
	assert_int_equal(atomic_load(&play->at), PQ_PIECE_DONE);
	put(play, 8, "fetch GET http://a.example/\n");
	assert_string_equal(tell(&site, "/pratique-play/7/done"), "http://page.example/");
	assert_int_equal(atomic_load(&play->at), PQ_PIECE_LED);
	/* The page before has nothing to say any more. */
	assert_string_equal(tell(&site, "/pratique-play/7/done"), "");
	assert_int_equal(atomic_load(&play->at), PQ_PIECE_LED);
	pq_servers_free(servers);
	pq_play_state_free(play);
}

static void what_a_start_page_lacks_cannot_be_asked(void **state)
{
	static struct play_scenario hinted, plain;
	const struct pq_scenario *hint = play_scenario(&hinted, "fetch GET /\nprefetch http://a.example/\n");
	const struct pq_scenario *other = play_scenario(&plain, "fetch GET http://a.example/\n");
	uint32_t lacks = pq_lacks_read(pq_view_str("ice-server.nonsense.prefetch"));

	(void)state;
	assert_true(pq_lacks_matter(hint) && !pq_lacks_matter(other));
	assert_non_null(strstr(pq_lacks_unfit(lacks, hint), "prefetch"));
	assert_null(pq_lacks_unfit(lacks, other));
	assert_null(pq_lacks_unfit(pq_lacks_read(pq_view_str("ice-server.preconnect")), hint));
	assert_int_equal(pq_lacks_read(pq_view_str("")), 0);
}

static void what_cannot_be_read_is_given_up(void **state)
{
	struct pq_play_state *play = pq_play_state_new();
	struct pq_servers *servers = pq_servers_new(play);
	struct pq_site site = pq_servers_site(servers);

	(void)state;
	assert_non_null(servers);
	put(play, 1, "nonsense\n");
	assert_null(tell(&site, "/pratique-play/0/next"));
	assert_int_equal(atomic_load(&play->current), 1);
	assert_int_equal(atomic_load(&play->at), PQ_PIECE_GIVEN_UP);
	tell(&site, "/pratique-play/1/begin/1");
	pq_servers_free(servers);
	pq_play_state_free(play);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_current_piece_speaks_of_itself),
		cmocka_unit_test(a_page_waits_until_a_scenario_is_put),
		cmocka_unit_test(what_a_start_page_lacks_cannot_be_asked),
		cmocka_unit_test(what_cannot_be_read_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
