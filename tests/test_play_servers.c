/* SPDX-License-Identifier: MIT */
/* What the hub of a play is told, and what it takes for nothing. */
#include "play_case.h"

#include "play/servers.h"

static struct play_scenario storage;

static void tell(const struct pq_site *site, const char *target)
{
	struct pq_arrival arrival = { .conn = 1, .port = 80 };
	struct pq_sink_request request = { .arrival = &arrival, .method = PQ_VIEW("POST") };
	struct pq_sink_reply reply = { .status = 200 };

	request.target = pq_view_str(target);
	site->respond(site->context, &request, &reply);
}

static void only_the_current_piece_speaks_of_itself(void **state)
{
	struct pq_play_piece pieces[2] = { { .scenario = play_scenario(&storage, "fetch GET http://a.example/\n") } };
	struct pq_play_state *play = pq_play_state_new(2);
	struct pq_servers *servers;
	struct pq_site site;

	(void)state;
	pieces[1].scenario = pieces[0].scenario;
	servers = pq_servers_new(play, pieces);
	assert_non_null(servers);
	site = pq_servers_site(servers);
	/* Nothing is current. */
	tell(&site, "/pratique-play/0/done");
	tell(&site, "/pratique-play/0/begin/1");
	tell(&site, "/pratique-play/0/open");
	tell(&site, "/pratique-play/9/next");
	assert_int_equal(atomic_load(&play->current), 0);
	tell(&site, "/pratique-play/0/next");
	assert_int_equal(atomic_load(&play->current), 1);
	assert_int_equal(atomic_load(&play->states[0]), PQ_PIECE_LED);
	/* The start page has led the browser on already. */
	tell(&site, "/pratique-play/0/next");
	tell(&site, "/pratique-play/2/done");
	tell(&site, "/pratique-play/0/done");
	assert_int_equal(atomic_load(&play->current), 1);
	tell(&site, "/pratique-play/1/open");
	assert_int_equal(atomic_load(&play->states[0]), PQ_PIECE_OPEN);
	tell(&site, "/pratique-play/1/done");
	assert_int_equal(atomic_load(&play->states[0]), PQ_PIECE_DONE);
	pq_servers_free(servers);
	pq_play_state_free(play);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_current_piece_speaks_of_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
