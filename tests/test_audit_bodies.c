/* SPDX-License-Identifier: MIT */
/* Bodies beside the model's, and what many boundaries tell. */
#include "play_case.h"

#include "audit/bodies.h"
#include "audit/boundaries.h"

static struct play_transcript seen, wanted;

static bool same(const char *a, const char *b, char sentence[static 200])
{
	static unsigned char room[65536];
	struct pq_buf space, out;
	struct pq_written_body first, second;
	bool equal;

	pq_buf_init(&space, room, sizeof(room));
	pq_buf_init(&out, sentence, 199);
	first = pq_body_written(play_transcript(&seen, a), 1, &space);
	second = pq_body_written(play_transcript(&wanted, b), 1, &space);
	assert_true(first.written && second.written);
	equal = pq_body_same(&first, &second, &space, &out);
	sentence[out.len] = '\0';
	return equal;
}

#define POST(type, body) "request 1\nsend 1 'POST / HTTP/1.1^Content-Type: " type "^^" body "'\n"

static void a_boundary_does_not_count(void **state)
{
	char why[200];

	(void)state;
	assert_true(same(POST("multipart/form-data; boundary=a1", "--a1^x^--a1--^"),
			 POST("multipart/form-data; boundary=----b2", "------b2^x^------b2--^"), why));
	assert_false(same(POST("multipart/form-data; boundary=a1", "--a1^x^--a1--^"),
			  POST("multipart/form-data; boundary=b2", "--b2^y^--b2--^"), why));
	assert_non_null(strstr(why, "byte 12"));
	assert_false(same(POST("text/plain", "x"), POST("text/plain;charset=UTF-8", "x"), why));
	assert_non_null(strstr(why, "type"));
}

static void a_body_may_come_in_pieces_and_behind_a_preflight(void **state)
{
	char why[200];

	(void)state;
	assert_true(same("request 1\nsend 1 'OPTIONS / HTTP/1.1^Host: a^access-control-request-method: PUT^^'\n"
			 "send 2 'PUT / HTTP/1.1^Conte'\nsend 2 'nt-Type: a/b^^xy'\nsend 2 'z'\n",
			 "request 1\nsend 1 'PUT / HTTP/1.1^Content-Type: a/b^^xyz'\n", why));
}

#define SAMPLE 200

/* Boundaries of `random` characters behind a prefix, drawn from that many letters. */
static struct pq_boundaries measure(unsigned int random, unsigned int letters, bool repeat)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	static char text[SAMPLE][64];
	static struct pq_view views[SAMPLE];
	uint64_t seed = 7;

	for (size_t i = 0; i < SAMPLE; i++) {
		size_t len = (size_t)snprintf(text[i], sizeof(text[i]), "----prefix");

		for (unsigned int k = 0; k < random; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			text[i][len++] = alphabet[(seed >> 33) % letters];
		}
		views[i] = pq_view(text[i], len);
	}
	if (repeat)
		views[SAMPLE - 1] = views[3];
	return pq_boundaries_measure(views, SAMPLE);
}

static bool is_good(struct pq_boundaries measured)
{
	unsigned char room[400];
	struct pq_buf sentence;

	pq_buf_init(&sentence, room, sizeof(room));
	return pq_boundaries_judge(&measured, &sentence) && pq_buf_ok(&sentence);
}

static void boundaries_must_differ_and_hold_enough(void **state)
{
	struct pq_boundaries sixteen = measure(16, 62, false);

	(void)state;
	assert_int_equal(sixteen.prefix, 10);
	assert_int_equal(sixteen.random, 16);
	assert_in_range(sixteen.bits, 88, 96);
	assert_true(is_good(sixteen));
	assert_true(is_good(measure(32, 16, false)));
	assert_false(is_good(measure(8, 62, false)));
	assert_false(is_good(measure(16, 10, false)));
	assert_false(is_good(measure(16, 62, true)));
	assert_int_equal(measure(16, 62, true).repeated, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_boundary_does_not_count),
		cmocka_unit_test(a_body_may_come_in_pieces_and_behind_a_preflight),
		cmocka_unit_test(boundaries_must_differ_and_hold_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
