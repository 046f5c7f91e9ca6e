/* SPDX-License-Identifier: MIT */
#include "service/serve.h"

#include <signal.h>
#include <stdlib.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/ascii.h"
#include "net/recorder.h"
#include "posix/calls.h"
#include "service/channel.h"
#include "service/confine.h"
#include "service/desk.h"
#include "service/filter.h"

#define HARNESS 3 /* the descriptor that pq_confine_files gives its socket */
#define MAX_EVENTS 8192
#define MAX_EVENT_BYTES (4u << 20)
#define MAX_EVENT_ADDRESSES 1024

/*
 * About 50 MiB, of which little is touched.
 * renderer: its socket is -1 while there is none; number: of that renderer, as the harness counts
 * told:     parcels that the harness is still to get
 */
struct server {
	struct pq_channel harness;
	struct pq_channel renderer;
	uint32_t number;
	struct pq_posix *posix;
	struct pq_recorder recorder;
	struct pq_fetch_env env;
	struct pq_transcript transcript;
	struct pq_event events[MAX_EVENTS];
	struct pq_address addresses[MAX_EVENT_ADDRESSES];
	struct pq_desk desk;
	unsigned char event_bytes[MAX_EVENT_BYTES];
	struct pq_buf told;
	unsigned char told_storage[65536];
	unsigned char in[PQ_PARCEL_HEADER + PQ_MAX_PARCEL];
};

PQ_SYSCALLS(both, exit_group)

static void send_told(struct server *server)
{
	if (server->told.len && !pq_channel_send_all(&server->harness, pq_buf_view(&server->told)))
		_exit(0);
	pq_buf_reset(&server->told);
}

/* What is small waits for what else there is to tell before the service waits itself: the harness wakes up once. */
static void tell(void *context, char kind, struct pq_view bytes)
{
	struct server *server = context;

	if (bytes.len + PQ_PARCEL_HEADER > pq_buf_room(&server->told))
		send_told(server);
	if (bytes.len + PQ_PARCEL_HEADER <= pq_buf_room(&server->told))
		pq_parcel_write(kind, bytes, &server->told);
	else if (!pq_channel_send(&server->harness, kind, bytes, -1))
		_exit(0);
}

static void begin(void *context)
{
	struct server *server = context;

	pq_posix_begin(server->posix);
}

static const char *trouble(void *context)
{
	const struct server *server = context;

	return pq_posix_trouble(server->posix);
}

/* The renderer's socket is closed, for that reason. */
static void drop_renderer(struct server *server, const char *why)
{
	char text[160];

	if (server->renderer.socket >= 0)
		close(server->renderer.socket);
	server->renderer.socket = -1;
	snprintf(text, sizeof(text), "%u %s; %u parcels, %u of them no requests, %u descriptors passed along",
		 server->number, why, server->desk.parcels, server->desk.refused, server->renderer.strays);
	pq_desk_renderer(&server->desk);
	tell(server, PQ_PARCEL_GONE, pq_view_str(text));
}

/* Number 0: the renderer is gone, whatever its socket says. */
static void take_renderer(struct server *server, struct pq_view number)
{
	uint64_t n = 0;
	int socket;

	pq_ascii_decimal(number, UINT32_MAX, &n);
	if (!n) {
		if (server->renderer.socket >= 0)
			drop_renderer(server, "its process ended");
		return;
	}
	/* Only now: the next renderer's socket may have come along already. */
	socket = pq_channel_take_file(&server->harness);
	server->number = (uint32_t)n;
	if (server->renderer.socket >= 0)
		close(server->renderer.socket);
	pq_desk_renderer(&server->desk);
	pq_channel_init(&server->renderer, socket, NULL, 0);
	if (socket < 0)
		drop_renderer(server, "no descriptor is left for its socket");
}

static void take_session(struct server *server, struct pq_view settings)
{
	pq_desk_close(&server->desk);
	pq_posix_reset(server->posix);
	if (pq_desk_session(&server->desk, settings, NULL))
		_exit(1);
	tell(server, PQ_PARCEL_DONE, pq_view(NULL, 0));
}

/* What the harness says is meant as it is: it is no more hostile than the kernel. */
static void obey(struct server *server, const struct pq_parcel *parcel)
{
	switch (parcel->kind) {
	case PQ_PARCEL_SETTINGS:
		take_session(server, parcel->bytes);
		break;
	case PQ_PARCEL_RENDERER:
		take_renderer(server, parcel->bytes);
		break;
	case PQ_PARCEL_HANG_UP:
		pq_desk_hang_up(&server->desk);
		break;
	case PQ_PARCEL_EMBEDDER:
		pq_desk_embed(&server->desk, parcel->bytes);
		break;
	default:
		pq_desk_pass(&server->desk, parcel);
	}
}

static void hear_harness(struct server *server)
{
	struct pq_parcel parcel;
	enum pq_err err = pq_channel_receive(&server->harness, true);

	if (err == PQ_ERR_IO)
		_exit(0);
	while (!err) {
		err = pq_channel_parcel(&server->harness, &parcel);
		if (err)
			break;
		obey(server, &parcel);
		pq_channel_drop(&server->harness, &parcel);
	}
	if (err != PQ_ERR_INCOMPLETE)
		_exit(1);
}

/* Gives the renderer what it takes now of the desk's answer; false if that is nothing, or there is no renderer. */
static bool write_answer(struct server *server)
{
	size_t len = 0;
	enum pq_err err;

	if (server->renderer.socket < 0)
		return false;
	err = pq_channel_write(&server->renderer, pq_desk_answer(&server->desk), &len);
	pq_desk_took(&server->desk, len);
	if (err == PQ_ERR_IO)
		drop_renderer(server, "it hung up");
	return err != PQ_ERR_INCOMPLETE;
}

static void read_request(struct server *server)
{
	size_t len = 0;
	size_t cap;
	unsigned char *room = pq_desk_room(&server->desk, &cap);
	enum pq_err err = pq_channel_read(&server->renderer, room, cap, &len);

	if (!err)
		pq_desk_came(&server->desk, len);
	if (err == PQ_ERR_IO)
		drop_renderer(server, "it hung up");
}

/* While a request is under way only the end of the renderer is news. */
static short wanted(enum pq_desk_state state)
{
	return state == PQ_DESK_READING ? POLLIN : state == PQ_DESK_WRITING ? POLLOUT : 0;
}

static void wait(struct server *server, enum pq_desk_state state)
{
	struct pollfd files[PQ_POSIX_WAITS + 2] = { { .fd = server->harness.socket, .events = POLLIN },
						    { .fd = server->renderer.socket, .events = wanted(state) } };
	struct pq_posix_waits waits = { .count = 0, .timeout_ms = -1 };

	send_told(server);
	if (state == PQ_DESK_WAITING)
		pq_posix_waits(server->posix, &waits);
	memcpy(files + 2, waits.files, waits.count * sizeof(files[0]));
	if (poll(files, 2 + waits.count, waits.timeout_ms) < 0)
		return;
	if (files[0].revents)
		hear_harness(server);
	else if (files[1].revents && state == PQ_DESK_WAITING)
		drop_renderer(server, "it hung up on a request of its own");
	else if (files[1].revents && state == PQ_DESK_READING)
		read_request(server);
}

/*
 * The harness hears of a request's end before the renderer has its answer: if its next order is there when the service
 * looks, both go to the renderer in one piece.
 */
_Noreturn static void live(struct server *server)
{
	for (;;) {
		enum pq_desk_state state = pq_desk_run(&server->desk);

		if (state == PQ_DESK_BROKEN && server->renderer.socket >= 0)
			drop_renderer(server, "it sent what is no parcel");
		else if (server->told.len || state != PQ_DESK_WRITING || !write_answer(server))
			wait(server, state);
	}
}

static bool open_all(struct server *server, const struct pq_serve *serve, char *text, size_t size)
{
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err = pq_posix_open(&server->posix, &serve->posix, &diag);

	if (err) {
		snprintf(text, size, "%s", diag.expected);
		return false;
	}
	pq_transcript_init(&server->transcript, server->events, MAX_EVENTS, server->addresses, MAX_EVENT_ADDRESSES,
			   server->event_bytes, sizeof(server->event_bytes));
	server->env = (struct pq_fetch_env){
		.net = pq_recorder_init(&server->recorder, pq_posix_net(server->posix), &server->transcript),
		.policy = serve->policy,
		.idna = serve->idna,
		.transcript = &server->transcript,
	};
	pq_desk_init(&server->desk, &server->env, (struct pq_desk_listener){ tell, begin, trouble, server });
	pq_desk_show(&server->desk, serve->shows);
	return true;
}

/* What OpenSSL, c-ares, ICU and the C library ask for on their own: memory. */
PQ_SYSCALLS(both, brk, mmap, munmap, mremap, madvise, mprotect, restart_syscall)

_Noreturn void pq_serve_run(const struct pq_serve *serve, int harness)
{
	struct pq_confinement confinement = {
		.calls = pq_calls_service, .network = true, .over = -1, .best_effort = serve->best_effort
	};
	char text[1024] = "!";
	struct server *server;
	int listener = -1;
	bool good;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "pratique-net");
	signal(SIGPIPE, SIG_IGN);
	server = pq_confine_files(&harness, 1) ? calloc(1, sizeof(*server)) : NULL;
	if (!server)
		_exit(1);
	pq_channel_init(&server->harness, HARNESS, server->in, sizeof(server->in));
	pq_channel_init(&server->renderer, -1, NULL, 0);
	pq_buf_init(&server->told, server->told_storage, sizeof(server->told_storage));
	good = open_all(server, serve, text + 1, sizeof(text) - 1) &&
	       pq_confine(&confinement, &listener, text + 1, sizeof(text) - 1);
	if (!pq_channel_send(&server->harness, PQ_PARCEL_READY, pq_view_str(text + good), listener) || !good)
		_exit(1);
	if (listener >= 0)
		close(listener);
	live(server);
}
