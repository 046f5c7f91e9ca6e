/* SPDX-License-Identifier: MIT */
/* A target that does what no target may do: its input names the call. Used by the test of pq_forbidden. */
#include <netdb.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>

#include "common/target.h"

static void make_socket(void)
{
	(void)socket(AF_INET, SOCK_STREAM, 0);
}

static void look_up(void)
{
	struct addrinfo *found;

	(void)getaddrinfo("a.example", NULL, NULL, &found);
}

static void read_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
}

static void read_time(void)
{
	(void)time(NULL);
}

static void draw(void)
{
	unsigned char byte;

	(void)!getrandom(&byte, 1, 0);
}

static void draw_pseudo(void)
{
	(void)rand();
}

static void nothing(void)
{
}

static const struct {
	const char *name;
	void (*call)(void);
} effects[] = {
	{ "socket", make_socket }, { "lookup", look_up },   { "clock", read_clock }, { "time", read_time },
	{ "getrandom", draw },     { "rand", draw_pseudo }, { "nothing", nothing },
};

static void one(struct pq_view input)
{
	for (size_t i = 0; i < sizeof(effects) / sizeof(effects[0]); i++)
		if (pq_view_is(input, effects[i].name))
			effects[i].call();
}

const struct pq_fuzz_target pq_fuzz_target = { "effects", pq_fuzz_open_nothing, one };
