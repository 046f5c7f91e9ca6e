/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <unistd.h>

#include "net/recorder.h"
#include "posix/calls.h"
#include "service/channel.h"
#include "service/confine.h"
#include "service/filter.h"
#include "service/renderer.h"
#include "service/serve.h"
#include "system/clock.h"

/* The descriptors that pq_confine_files gives. */
#define SERVICE 3
#define HELLO 4

/* The renderer has a clock and randomness, and nobody to dial. */
static enum pq_net_status resolve(void *ctx, struct pq_view host, struct pq_address out[static PQ_MAX_ADDRESSES],
				  size_t *count)
{
	(void)ctx, (void)host, (void)out, (void)count;
	return PQ_NET_FAILED;
}

static enum pq_net_status dial(void *ctx, enum pq_transport transport, const struct pq_address *address, uint16_t port,
			       uint32_t *conn)
{
	(void)ctx, (void)transport, (void)address, (void)port, (void)conn;
	return PQ_NET_FAILED;
}

PQ_SYSCALLS(renderer, clock_gettime, getrandom)

static uint64_t now_ms(void *ctx)
{
	(void)ctx;
	return pq_clock_ms();
}

static void fill_random(void *ctx, unsigned char *data, size_t len)
{
	(void)ctx;
	while (len) {
		ssize_t got = getrandom(data, len, 0);

		if (got < 0 && errno != EINTR)
			_exit(1);
		data += got > 0 ? got : 0;
		len -= got > 0 ? (size_t)got : 0;
	}
}

static const struct pq_net_ops ops = { .resolve = resolve, .connect = dial, .now_ms = now_ms, .random = fill_random };

struct process {
	struct pq_renderer renderer;
	struct pq_recorder recorder;
	struct pq_channel channel;
	struct pq_buf out;
	unsigned char in[PQ_PARCEL_HEADER + PQ_MAX_PARCEL];
	unsigned char storage[2 * PQ_MAX_PARCEL];
};

static void send_out(struct process *process)
{
	if (!pq_channel_send_all(&process->channel, pq_buf_view(&process->out)))
		_exit(0);
	pq_buf_reset(&process->out);
}

_Noreturn static void live(struct process *process)
{
	for (;;) {
		struct pollfd file = { .fd = process->channel.socket, .events = POLLIN };
		struct pq_parcel parcel;
		enum pq_err err;

		/* First: a receive that waits would be woken up by each message that the service takes as well. */
		poll(&file, 1, -1);
		if (pq_channel_receive(&process->channel, false) == PQ_ERR_IO)
			_exit(0);
		while (!(err = pq_channel_parcel(&process->channel, &parcel))) {
			if (pq_renderer_take(&process->renderer, &parcel, &process->out))
				_exit(1);
			pq_channel_drop(&process->channel, &parcel);
			send_out(process);
		}
		if (err != PQ_ERR_INCOMPLETE)
			_exit(1);
	}
}

static struct process *make(const struct pq_serve *serve)
{
	struct process *process = calloc(1, sizeof(*process));
	struct pq_net net = { .ops = &ops, .ctx = NULL };

	if (!process)
		_exit(1);
	net = pq_recorder_init(&process->recorder, net, &process->renderer.transcript);
	pq_renderer_init(&process->renderer, serve->policy, serve->idna, net);
	pq_channel_init(&process->channel, SERVICE, process->in, sizeof(process->in));
	pq_buf_init(&process->out, process->storage, sizeof(process->storage));
	return process;
}

_Noreturn void pq_render_run(const struct pq_serve *serve, int service, int hello,
			     void (*body)(int socket, void *argument), void *argument)
{
	struct pq_confinement confinement = {
		.calls = pq_calls_renderer, .network = false, .over = HELLO, .best_effort = serve->best_effort
	};
	int files[] = { service, hello };
	struct process *process;
	struct pq_channel greeting;
	char text[1024] = "!";
	int listener = -1;
	bool good;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "pratique-page");
	signal(SIGPIPE, SIG_IGN);
	if (!pq_confine_files(files, 2))
		_exit(1);
	process = make(serve);
	pq_channel_init(&greeting, HELLO, NULL, 0);
	good = pq_confine(&confinement, &listener, text + 1, sizeof(text) - 1);
	if (!pq_channel_send(&greeting, PQ_PARCEL_READY, pq_view_str(text + good), listener) || !good)
		_exit(1);
	close(HELLO);
	if (listener >= 0)
		close(listener);
	if (body)
		body(SERVICE, argument);
	else
		live(process);
	_exit(0);
}
