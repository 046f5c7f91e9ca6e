/* SPDX-License-Identifier: MIT */
/*
 * Linked into the whole program: its processes make a call that they may not make, if PQ_BREACH says so. "renderer": as
 * soon as it is told to ask for something; "late": once its request is over; "service": with its first request.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "service/channel.h"
#include "service/desk.h"
#include "service/renderer.h"

/* The linker gives these names to a function and to what takes its place. */
enum pq_err __real_pq_renderer_take(struct pq_renderer *renderer, const struct pq_parcel *parcel, struct pq_buf *out);
enum pq_err __wrap_pq_renderer_take(struct pq_renderer *renderer, const struct pq_parcel *parcel, struct pq_buf *out);
enum pq_err __real_pq_channel_parcel(struct pq_channel *channel, struct pq_parcel *out);
enum pq_err __wrap_pq_channel_parcel(struct pq_channel *channel, struct pq_parcel *out);
enum pq_desk_state __real_pq_desk_run(struct pq_desk *desk);
enum pq_desk_state __wrap_pq_desk_run(struct pq_desk *desk);

static bool has_asked; /* only ever true in a renderer */

static bool is_wanted(const char *what)
{
	const char *breach = getenv("PQ_BREACH");

	return breach && strcmp(breach, what) == 0;
}

/* The filter ends the process here. */
static void dial(void)
{
	struct sockaddr address = { .sa_family = AF_INET };

	if (connect(0, &address, sizeof(address)))
		abort();
}

enum pq_err __wrap_pq_renderer_take(struct pq_renderer *renderer, const struct pq_parcel *parcel, struct pq_buf *out)
{
	if (parcel->kind == PQ_PARCEL_GO && is_wanted("renderer"))
		dial();
	has_asked = has_asked || (parcel->kind == PQ_PARCEL_OUTCOME);
	return __real_pq_renderer_take(renderer, parcel, out);
}

enum pq_err __wrap_pq_channel_parcel(struct pq_channel *channel, struct pq_parcel *out)
{
	if (has_asked && is_wanted("late"))
		dial();
	return __real_pq_channel_parcel(channel, out);
}

enum pq_desk_state __wrap_pq_desk_run(struct pq_desk *desk)
{
	if (desk->busy && is_wanted("service") && chmod("/", 0))
		abort();
	return __real_pq_desk_run(desk);
}
