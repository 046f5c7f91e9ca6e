/* SPDX-License-Identifier: MIT */
/* The socket layer in memory: deterministic, bounded, and silent until spoken to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "vnet/vnet.h"

struct world {
	struct pq_scenario scenario;
	struct pq_line lines[64];
	struct pq_arg args[128];
	unsigned char bytes[4096];
	struct pq_vnet vnet;
	struct pq_net net;
};

static struct world *world_open(const char *text)
{
	static char whole[4096];
	struct world *world = malloc(sizeof(*world));

	assert_non_null(world);
	snprintf(whole, sizeof(whole), "pratique-scenario 1\n%s", text);
	pq_scenario_init(&world->scenario, world->lines, 64, world->args, 128, world->bytes, sizeof(world->bytes));
	assert_int_equal(pq_scenario_parse(&world->scenario, pq_view_str(whole), PQ_READING_STRICT, NULL), PQ_ERR_OK);
	world->net = pq_vnet_init(&world->vnet, &world->scenario);
	return world;
}

static struct pq_address resolved(struct world *world, const char *host)
{
	struct pq_address addresses[PQ_MAX_ADDRESSES];
	size_t count = 0;

	assert_int_equal(world->net.ops->resolve(world->net.ctx, pq_view_str(host), addresses, &count), PQ_NET_OK);
	assert_int_equal(count, 1);
	return addresses[0];
}

static enum pq_net_status dialled(struct world *world, uint32_t *conn)
{
	struct pq_address address = resolved(world, "a.example");

	return world->net.ops->connect(world->net.ctx, PQ_TRANSPORT_TCP, &address, 80, conn);
}

static enum pq_net_status sent(struct world *world, uint32_t conn, const char *text, size_t *count)
{
	return world->net.ops->send(world->net.ctx, conn, pq_view_str(text), count);
}

static enum pq_net_status received(struct world *world, uint32_t conn, char out[static 256])
{
	size_t len = 0;
	enum pq_net_status status = world->net.ops->receive(world->net.ctx, conn, (unsigned char *)out, 255, &len);

	out[len] = '\0';
	return status;
}

static void a_name_has_its_lines_in_turn_and_the_last_one_repeats(void **state)
{
	struct world *world = world_open("dns a.example 1.2.3.4\ndns b.example 9.9.9.9\ndns a.example 5.6.7.8\n"
					 "fetch GET http://a.example/\n");

	(void)state;
	assert_int_equal(resolved(world, "a.example").bytes[0], 1);
	assert_int_equal(resolved(world, "b.example").bytes[0], 9);
	assert_int_equal(resolved(world, "a.example").bytes[0], 5);
	assert_int_equal(resolved(world, "a.example").bytes[0], 5);
	free(world);
}

static void unlisted_names_have_one_address_of_their_own_and_invalid_ones_none(void **state)
{
	struct world *world = world_open("fetch GET http://a.example/\n");
	struct pq_address first = resolved(world, "x.example"), second = resolved(world, "x.example");
	struct pq_address other = resolved(world, "y.example"), none[PQ_MAX_ADDRESSES];
	size_t count = 0;

	(void)state;
	assert_int_equal(first.bytes[0], 20);
	assert_true(pq_address_eq(&first, &second));
	assert_false(pq_address_eq(&first, &other));
	assert_int_equal(world->net.ops->resolve(world->net.ctx, pq_view_str("x.invalid"), none, &count), PQ_NET_END);
	free(world);
}

static void a_server_is_silent_until_spoken_to_and_speaks_in_pieces(void **state)
{
	struct world *world = world_open("fetch GET http://a.example/\nanswer\n  reply \"one\"\n  reply \"two\"\n");
	char text[256];
	uint32_t conn;
	size_t count;

	(void)state;
	assert_int_equal(dialled(world, &conn), PQ_NET_OK);
	assert_int_equal(conn, 1);
	assert_int_equal(received(world, conn, text), PQ_NET_AGAIN);
	assert_int_equal(sent(world, conn, "hello", &count), PQ_NET_OK);
	assert_int_equal(count, 5);
	assert_int_equal(received(world, conn, text), PQ_NET_OK);
	assert_string_equal(text, "one");
	assert_int_equal(received(world, conn, text), PQ_NET_OK);
	assert_string_equal(text, "two");
	assert_int_equal(received(world, conn, text), PQ_NET_END);
	free(world);
}

static void faults_happen_where_they_stand(void **state)
{
	struct world *world = world_open("fetch GET http://a.example/\nanswer\n  refuse\n"
					 "answer\n  reply \"x\"\n  reset\nanswer\n  stall\n");
	char text[256];
	uint32_t conn;
	size_t count;

	(void)state;
	assert_int_equal(dialled(world, &conn), PQ_NET_REFUSED);
	assert_int_equal(conn, 1);
	assert_int_equal(dialled(world, &conn), PQ_NET_OK);
	assert_int_equal(sent(world, conn, "hello", &count), PQ_NET_OK);
	assert_int_equal(received(world, conn, text), PQ_NET_OK);
	assert_int_equal(received(world, conn, text), PQ_NET_FAILED);
	assert_int_equal(dialled(world, &conn), PQ_NET_OK);
	assert_int_equal(sent(world, conn, "hello", &count), PQ_NET_OK);
	assert_int_equal(received(world, conn, text), PQ_NET_AGAIN);
	assert_int_equal(dialled(world, &conn), PQ_NET_FAILED);
	assert_int_equal(dialled(world, &conn), PQ_NET_FAILED);
	free(world);
}

static void controls_are_served_whatever_the_answers_say(void **state)
{
	struct world *world = world_open("fetch GET http://a.example/\nanswer\n  refuse\n");
	char text[256];
	uint32_t conn;
	size_t count;

	(void)state;
	pq_vnet_begin_control(&world->vnet);
	assert_int_equal(dialled(world, &conn), PQ_NET_OK);
	assert_int_equal(sent(world, conn, "hello", &count), PQ_NET_OK);
	assert_int_equal(received(world, conn, text), PQ_NET_OK);
	assert_string_equal(text, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	free(world);
}

static void the_clock_goes_on_when_the_controls_begin(void **state)
{
	struct world *world = world_open("fetch GET http://a.example/\n");
	uint32_t conn;
	uint64_t before;

	(void)state;
	assert_int_equal(dialled(world, &conn), PQ_NET_OK);
	before = world->net.ops->now_ms(world->net.ctx);
	pq_vnet_begin_control(&world->vnet);
	assert_int_equal(world->net.ops->now_ms(world->net.ctx), before);
	free(world);
}

static void choices_are_consumed_in_order_and_also_when_forced(void **state)
{
	/* Look-up: forced. Dial: again, then at once. Send: at most two bytes, then at once. */
	struct world *world = world_open("schedule \"\\x00\\x03\\x00\\x00\\x08\\x00\"\nfetch GET http://a.example/\n");
	uint32_t conn;
	size_t count;

	(void)state;
	assert_int_equal(dialled(world, &conn), PQ_NET_AGAIN);
	assert_int_equal(dialled(world, &conn), PQ_NET_OK);
	assert_int_equal(sent(world, conn, "hello", &count), PQ_NET_OK);
	assert_int_equal(count, 2);
	assert_int_equal(sent(world, conn, "hello", &count), PQ_NET_OK);
	assert_int_equal(count, 5);
	free(world);
}

static void silence_uses_the_budget_up(void **state)
{
	struct world *world = world_open("fetch GET http://a.example/\nanswer\n  stall\n");
	char text[256];
	uint32_t conn;
	size_t count, reads = 0;

	(void)state;
	assert_int_equal(dialled(world, &conn), PQ_NET_OK);
	assert_int_equal(sent(world, conn, "hello", &count), PQ_NET_OK);
	while (received(world, conn, text) == PQ_NET_AGAIN)
		reads++;
	assert_in_range(reads, 1, PQ_VNET_MAX_OPERATIONS);
	assert_int_equal(received(world, conn, text), PQ_NET_EXHAUSTED);
	assert_int_equal(sent(world, conn, "hello", &count), PQ_NET_EXHAUSTED);
	free(world);
}

static void a_server_takes_no_more_than_its_window_until_it_has_read(void **state)
{
	struct world *world = world_open("fetch GET http://a.example/\n");
	static unsigned char many[PQ_VNET_WINDOW + 1];
	struct pq_view bytes = pq_view(many, sizeof(many));
	uint32_t conn;
	size_t count;

	(void)state;
	assert_int_equal(dialled(world, &conn), PQ_NET_OK);
	assert_int_equal(world->net.ops->send(world->net.ctx, conn, bytes, &count), PQ_NET_OK);
	assert_int_equal(count, PQ_VNET_WINDOW);
	assert_int_equal(sent(world, conn, "x", &count), PQ_NET_AGAIN);
	assert_int_equal(sent(world, conn, "x", &count), PQ_NET_OK);
	assert_int_equal(count, 1);
	free(world);
}

static void entropy_decides_what_is_drawn(void **state)
{
	struct world *one = world_open("entropy 7\nfetch GET http://a.example/\n");
	struct world *same = world_open("entropy 7\nfetch GET http://b.example/\n");
	struct world *other = world_open("entropy 8\nfetch GET http://a.example/\n");
	unsigned char a[32], b[32], c[32];

	(void)state;
	one->net.ops->random(one->net.ctx, a, sizeof(a));
	same->net.ops->random(same->net.ctx, b, sizeof(b));
	other->net.ops->random(other->net.ctx, c, sizeof(c));
	assert_memory_equal(a, b, sizeof(a));
	assert_memory_not_equal(a, c, sizeof(a));
	assert_memory_not_equal(a, a + 16, 16);
	free(one);
	free(same);
	free(other);
}

static void a_wait_is_over_once_the_client_has_written_since_the_server_spoke(void **state)
{
	struct world *world = world_open("fetch GET http://a.example/\nanswer\n  greet \"1\"\n  reply \"2\"\n  wait\n"
					 "  reply \"3\"\n  wait\n  wait\n  reply \"4\"\n");
	char out[256];
	uint32_t conn;
	size_t count;

	(void)state;
	assert_int_equal(dialled(world, &conn), PQ_NET_OK);
	assert_int_equal(received(world, conn, out), PQ_NET_OK);
	assert_string_equal(out, "1");
	assert_int_equal(received(world, conn, out), PQ_NET_AGAIN);
	assert_int_equal(sent(world, conn, "a", &count), PQ_NET_OK);
	assert_int_equal(received(world, conn, out), PQ_NET_OK);
	assert_string_equal(out, "2");
	/* What is written before the server gets to its "wait" counts as well. */
	assert_int_equal(sent(world, conn, "b", &count), PQ_NET_OK);
	assert_int_equal(received(world, conn, out), PQ_NET_OK);
	assert_string_equal(out, "3");
	assert_int_equal(received(world, conn, out), PQ_NET_AGAIN);
	assert_int_equal(sent(world, conn, "c", &count), PQ_NET_OK);
	assert_int_equal(received(world, conn, out), PQ_NET_AGAIN);
	assert_int_equal(sent(world, conn, "d", &count), PQ_NET_OK);
	assert_int_equal(received(world, conn, out), PQ_NET_OK);
	assert_string_equal(out, "4");
	assert_int_equal(received(world, conn, out), PQ_NET_END);
	free(world);
}

static void a_datagram_is_moved_whole_and_nothing_closes(void **state)
{
	/* Each operation may move one byte. */
	struct world *world = world_open("fetch GET http://a.example/\nanswer\n  reply \"one\"\n  reply \"two\"\n"
					 "answer\n  refuse\n"
					 "schedule \"\\x04\\x04\\x04\\x04\\x04\\x04\\x04\\x04\\x04\"\n");
	struct pq_address address = resolved(world, "a.example");
	unsigned char two[2];
	char out[256];
	uint32_t conn;
	size_t count;

	(void)state;
	assert_int_equal(world->net.ops->connect(world->net.ctx, PQ_TRANSPORT_UDP, &address, 3478, &conn), PQ_NET_OK);
	assert_int_equal(sent(world, conn, "hello", &count), PQ_NET_OK);
	assert_int_equal(count, 5);
	assert_int_equal(received(world, conn, out), PQ_NET_OK);
	assert_string_equal(out, "one");
	/* What there is no room for is lost. */
	assert_int_equal(world->net.ops->receive(world->net.ctx, conn, two, sizeof(two), &count), PQ_NET_OK);
	assert_int_equal(count, 2);
	assert_memory_equal(two, "tw", 2);
	assert_int_equal(received(world, conn, out), PQ_NET_AGAIN);
	assert_int_equal(world->net.ops->connect(world->net.ctx, PQ_TRANSPORT_UDP, &address, 3478, &conn),
			 PQ_NET_REFUSED);
	free(world);
}

static void a_stun_server_answers_the_transaction_and_proves_that_it_knows_the_user(void **state)
{
	struct world *world = world_open("ice-server turn:a.example \"user\" \"password\"\n"
					 "answer\n  stun 401\n  wait\n  stun 200\n");
	static const char first[] = "\x00\x03\x00\x00!\x12\xa4"
				    "BABCDEFGHIJKL";
	static const char second[] = "\x00\x03\x00\x08!\x12\xa4"
				     "BMNOPQRSTUVWX\x00\x06\x00\x04user";
	char out[256];
	uint32_t conn;
	size_t count;

	(void)state;
	assert_int_equal(dialled(world, &conn), PQ_NET_OK);
	assert_int_equal(world->net.ops->send(world->net.ctx, conn, pq_view(first, 20), &count), PQ_NET_OK);
	assert_int_equal(received(world, conn, out), PQ_NET_OK);
	assert_memory_equal(out, "\x01\x13", 2);
	assert_memory_equal(out + 4, first + 4, 16);
	assert_memory_equal(out + 20, "\x00\x09\x00\x04\x00\x00\x04\x01", 8);
	assert_int_equal(world->net.ops->send(world->net.ctx, conn, pq_view(second, 28), &count), PQ_NET_OK);
	assert_int_equal(received(world, conn, out), PQ_NET_OK);
	assert_memory_equal(out, "\x01\x03\x00\x38", 4);
	assert_memory_equal(out + 4, second + 4, 16);
	assert_memory_equal(out + 20 + 0x38 - 24, "\x00\x08\x00\x14", 4);
	free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_has_its_lines_in_turn_and_the_last_one_repeats),
		cmocka_unit_test(unlisted_names_have_one_address_of_their_own_and_invalid_ones_none),
		cmocka_unit_test(a_server_is_silent_until_spoken_to_and_speaks_in_pieces),
		cmocka_unit_test(faults_happen_where_they_stand),
		cmocka_unit_test(controls_are_served_whatever_the_answers_say),
		cmocka_unit_test(the_clock_goes_on_when_the_controls_begin),
		cmocka_unit_test(choices_are_consumed_in_order_and_also_when_forced),
		cmocka_unit_test(silence_uses_the_budget_up),
		cmocka_unit_test(a_server_takes_no_more_than_its_window_until_it_has_read),
		cmocka_unit_test(entropy_decides_what_is_drawn),
		cmocka_unit_test(a_wait_is_over_once_the_client_has_written_since_the_server_spoke),
		cmocka_unit_test(a_datagram_is_moved_whole_and_nothing_closes),
		cmocka_unit_test(a_stun_server_answers_the_transaction_and_proves_that_it_knows_the_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
