/* SPDX-License-Identifier: MIT */
/* A board of one task and its site, asked without a socket. */
#ifndef PQ_TESTS_SITE_CASE_H
#define PQ_TESTS_SITE_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "audit/board.h"
#include "audit/vectors.h"

/* A board with one task; the last of its four cells is the control. The body and fields of the last answer, as text. */
struct world {
	struct pq_board *board;
	struct pq_site site;
	struct pq_sink_reply reply;
	char head[2048];
	char fields[16384];
	char body[1u << 20];
};

static inline struct world *world_open(const char *vector)
{
	struct world *world = calloc(1, sizeof(*world));
	size_t index = pq_vector_index(vector);
	struct pq_task *task;

	assert_non_null(world);
	assert_true(index < pq_vector_count());
	world->board = pq_board_new();
	assert_non_null(world->board);
	world->site = pq_board_site(world->board);
	task = &world->board->tasks[0];
	task->vector = (uint16_t)index;
	task->count = 4;
	task->controls = 1;
	task->patience_ms = 100000;
	for (size_t i = 0; i < 4; i++)
		world->board->cells[i].port = (uint16_t)(6665 + i);
	atomic_store(&world->board->task_count, 1);
	atomic_store(&world->board->cell_count, 4);
	return world;
}

static inline void world_close(struct world *world)
{
	pq_board_free(world->board);
	free(world);
}

/* head: request line and field lines. */
static inline void ask_of(struct world *world, const struct pq_arrival *arrival, const char *head, const char *body)
{
	struct pq_sink_request request = { .arrival = arrival, .number = 1, .body = pq_view_str(body) };
	size_t blank, second;

	snprintf(world->head, sizeof(world->head), "%s\r\n\r\n", head);
	request.head = pq_view_str(world->head);
	blank = pq_view_find(request.head, ' ', 0);
	second = pq_view_find(request.head, ' ', blank + 1);
	request.method = pq_view_slice(request.head, 0, blank);
	request.target = pq_view_slice(request.head, blank + 1, second);
	request.body_len = request.body.len;
	memset(&world->reply, 0, sizeof(world->reply));
	world->reply.status = 200;
	world->site.respond(world->site.context, &request, &world->reply);
	snprintf(world->fields, sizeof(world->fields), "%.*s", (int)world->reply.fields.len,
		 (const char *)world->reply.fields.data);
	snprintf(world->body, sizeof(world->body), "%.*s", (int)world->reply.body.len,
		 (const char *)world->reply.body.data);
}

static inline void ask(struct world *world, const char *address, const char *head)
{
	struct pq_arrival arrival = { .conn = 1, .port = 80 };

	assert_true(pq_address_parse(pq_view_str(address), &arrival.address));
	ask_of(world, &arrival, head, "");
}

static inline void dial(struct world *world, const char *address, uint16_t port, uint32_t conn, enum pq_came came)
{
	struct pq_arrival arrival = { .conn = conn, .port = port };

	assert_true(pq_address_parse(pq_view_str(address), &arrival.address));
	world->site.came(world->site.context, &arrival, came, pq_view("", 0));
}

static inline void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no %s in %s", part, text);
}

#endif
