/* SPDX-License-Identifier: MIT */
#include "service/house.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ascii.h"
#include "service/channel.h"
#include "service/filter.h"
#include "service/paper.h"

#define PATIENCE_MS 20000 /* for a process to begin, and to take what it is sent */

/* pid: 0 when it was waited for; listener: of its filter, -1 without one */
struct process {
	pid_t pid;
	int listener;
};

/*
 * renderers: started or adopted so far; the last one is the one whose end is news
 * taken: size of the parcel that is still lying at the beginning of service.in, whose bytes are news
 * call:  name of the last call that was not allowed; late: it is news still, by_renderer or not
 */
struct pq_house {
	struct pq_house_options options;
	struct process service;
	struct process renderer;
	struct pq_channel channel;
	uint32_t renderers;
	size_t taken;
	char call[64];
	bool late;
	bool late_by_renderer;
	char missing[1024];
	struct pq_buf text;
	unsigned char in[PQ_PARCEL_HEADER + PQ_MAX_PARCEL];
	unsigned char text_storage[PQ_MAX_PARCEL];
};

static enum pq_err fail(struct pq_diag *diag, const char *text)
{
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
}

static void end_process(struct process *process)
{
	if (process->pid > 0) {
		pid_t ended;

		kill(process->pid, SIGKILL);
		do
			ended = waitpid(process->pid, NULL, 0);
		while (ended < 0 && errno == EINTR);
	}
	if (process->listener >= 0)
		close(process->listener);
	*process = (struct process){ .pid = 0, .listener = -1 };
}

/* The READY parcel of a process that begins: its listener, and what it has to say. */
static enum pq_err await_ready(struct pq_channel *channel, struct process *process, char *text, size_t size,
			       struct pq_diag *diag)
{
	struct pollfd file = { .fd = channel->socket, .events = POLLIN };
	struct pq_parcel parcel;
	enum pq_err err = PQ_ERR_INCOMPLETE;

	while (err == PQ_ERR_INCOMPLETE) {
		if (poll(&file, 1, PATIENCE_MS) == 0 || pq_channel_receive(channel, true) == PQ_ERR_IO)
			return fail(diag, "a process that begins, and says so");
		err = pq_channel_parcel(channel, &parcel);
	}
	if (err || parcel.kind != PQ_PARCEL_READY)
		return fail(diag, "a process that begins as it should");
	process->listener = pq_channel_take_file(channel);
	snprintf(text, size, "%.*s", (int)parcel.bytes.len, (const char *)parcel.bytes.data);
	pq_channel_drop(channel, &parcel);
	return text[0] == '!' ? fail(diag, text + 1) : PQ_ERR_OK;
}

static enum pq_err start_service(struct pq_house *house, struct pq_diag *diag)
{
	int sockets[2];

	if (!pq_channel_pair(sockets))
		return fail(diag, strerror(errno));
	fflush(NULL);
	house->service.pid = fork();
	if (house->service.pid == 0) {
		close(sockets[0]);
		pq_serve_run(&house->options.serve, sockets[1]);
	}
	close(sockets[1]);
	pq_channel_init(&house->channel, sockets[0], house->in, sizeof(house->in));
	if (house->service.pid < 0)
		return fail(diag, strerror(errno));
	return await_ready(&house->channel, &house->service, house->missing, sizeof(house->missing), diag);
}

/* What the renderer lacks, behind what the service lacks, unless that is the same. */
static void note_missing(struct pq_house *house, const char *text)
{
	size_t len = strlen(house->missing);

	if (!text[0] || strcmp(house->missing, text) == 0)
		return;
	snprintf(house->missing + len, sizeof(house->missing) - len, "%s%s", len ? "; " : "", text);
}

static enum pq_err greet_renderer(struct pq_house *house, int hello, struct pq_diag *diag)
{
	unsigned char storage[PQ_PARCEL_HEADER + sizeof(house->missing)];
	struct pq_channel channel;
	char text[sizeof(house->missing)];
	enum pq_err err;

	pq_channel_init(&channel, hello, storage, sizeof(storage));
	err = await_ready(&channel, &house->renderer, text, sizeof(text), diag);
	if (!err)
		note_missing(house, text);
	return err;
}

/* Gives the service its end of the pair, and the renderer's number. */
static enum pq_err introduce(struct pq_house *house, int socket, struct pq_diag *diag)
{
	char number[16];

	snprintf(number, sizeof(number), "%u", ++house->renderers);
	if (pq_channel_send(&house->channel, PQ_PARCEL_RENDERER, pq_view_str(number), socket))
		return PQ_ERR_OK;
	return fail(diag, "a network service that is there");
}

/* The service gets its end of the pair before the renderer may write: both know each other from the beginning. */
static enum pq_err start_renderer(struct pq_house *house, struct pq_diag *diag)
{
	enum pq_err err;
	int hello[2];
	int pair[2];

	if (!pq_channel_pair(hello))
		return fail(diag, strerror(errno));
	if (!pq_channel_pair(pair)) {
		close(hello[0]);
		close(hello[1]);
		return fail(diag, strerror(errno));
	}
	fflush(NULL);
	house->renderer.pid = fork();
	if (house->renderer.pid == 0)
		pq_render_run(&house->options.serve, pair[1], hello[1], house->options.body, house->options.argument);
	close(pair[1]);
	close(hello[1]);
	err = house->renderer.pid < 0 ? fail(diag, strerror(errno)) : greet_renderer(house, hello[0], diag);
	if (!err)
		err = introduce(house, pair[0], diag);
	close(pair[0]);
	close(hello[0]);
	if (err)
		end_process(&house->renderer);
	return err;
}

enum pq_err pq_house_open(struct pq_house **out, const struct pq_house_options *options, struct pq_diag *diag)
{
	struct pq_house *house = calloc(1, sizeof(*house));
	enum pq_err err;

	if (!house)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for a network service");
	house->options = *options;
	house->service.listener = house->renderer.listener = -1;
	house->channel.socket = -1;
	pq_buf_init(&house->text, house->text_storage, sizeof(house->text_storage));
	err = start_service(house, diag);
	if (!err)
		err = start_renderer(house, diag);
	if (err)
		pq_house_close(house);
	else
		*out = house;
	return err;
}

const char *pq_house_missing(const struct pq_house *house)
{
	return house->missing;
}

bool pq_house_has_renderer(const struct pq_house *house)
{
	return house->renderer.pid > 0;
}

void pq_house_processes(const struct pq_house *house, pid_t pids[static 2])
{
	pids[0] = house->service.pid;
	pids[1] = house->renderer.pid;
}

bool pq_house_sees_calls(const struct pq_house *house)
{
	return house->service.listener >= 0 && (house->renderer.listener >= 0 || !house->renderer.pid);
}

static enum pq_err send_text(struct pq_house *house, char kind, struct pq_diag *diag)
{
	if (!pq_buf_ok(&house->text))
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0,
				   "a scenario of at most 4194304 bytes in canonical form (PQ_MAX_SCENARIO_TEXT)");
	if (pq_channel_say(&house->channel, kind, pq_buf_view(&house->text), PATIENCE_MS))
		return PQ_ERR_OK;
	return fail(diag, "a network service that is there");
}

enum pq_err pq_house_adopt(struct pq_house *house, int socket)
{
	end_process(&house->renderer);
	return introduce(house, socket, NULL);
}

enum pq_err pq_house_go(struct pq_house *house, size_t line)
{
	if (!house->renderer.pid)
		return PQ_ERR_IO;
	pq_buf_reset(&house->text);
	pq_buf_add_u64(&house->text, line);
	return send_text(house, PQ_PARCEL_GO, NULL);
}

enum pq_err pq_house_embed(struct pq_house *house, const struct pq_scenario *scenario, size_t line)
{
	pq_buf_reset(&house->text);
	pq_paper_request(scenario, line, &house->text);
	return send_text(house, PQ_PARCEL_EMBEDDER, NULL);
}

static enum pq_news_kind kind_of(char parcel)
{
	switch (parcel) {
	case PQ_PARCEL_EVENTS:
		return PQ_NEWS_EVENTS;
	case PQ_PARCEL_DONE:
		return PQ_NEWS_DONE;
	case PQ_PARCEL_HEAD:
		return PQ_NEWS_HEAD;
	case PQ_PARCEL_BODY:
		return PQ_NEWS_BODY;
	case PQ_PARCEL_TOLD:
		return PQ_NEWS_TOLD;
	case PQ_PARCEL_GONE:
		return PQ_NEWS_RENDERER;
	default:
		return PQ_NEWS_LOST;
	}
}

static void forget_taken(struct pq_house *house)
{
	struct pq_buf *in = &house->channel.in;

	in->len -= house->taken;
	memmove(in->data, in->data + house->taken, in->len);
	house->taken = 0;
}

/* "NUMBER WHY": the end of a renderer that has a successor already is no news. */
static bool is_old(const struct pq_house *house, struct pq_view *text)
{
	size_t blank = pq_view_find(*text, ' ', 0);
	uint64_t number = 0;

	if (!pq_ascii_decimal(pq_view_slice(*text, 0, blank), UINT32_MAX, &number) || number != house->renderers)
		return true;
	*text = pq_view_from(*text, blank + 1);
	return false;
}

/* The next parcel of the service that has arrived and is news; NONE if there is no whole one. */
static struct pq_news next_parcel(struct pq_house *house)
{
	struct pq_news news = { .kind = PQ_NEWS_NONE };
	struct pq_parcel parcel;
	enum pq_err err;

	do {
		forget_taken(house);
		err = pq_channel_parcel(&house->channel, &parcel);
		if (err)
			return (struct pq_news){ .kind = err == PQ_ERR_INCOMPLETE ? PQ_NEWS_NONE : PQ_NEWS_LOST };
		house->taken = pq_parcel_size(&parcel);
		news.kind = kind_of(parcel.kind);
		news.text = parcel.bytes;
	} while (news.kind == PQ_NEWS_RENDERER && is_old(house, &news.text));
	if (news.kind == PQ_NEWS_RENDERER)
		end_process(&house->renderer);
	return news;
}

/*
 * Nobody is behind that filter any more. A renderer can keep its socket open beyond its death, in a message of its own
 * that the service has not read yet: the service is told.
 */
static void bury(struct pq_house *house, struct process *process)
{
	end_process(process);
	if (process == &house->renderer)
		pq_channel_say(&house->channel, PQ_PARCEL_RENDERER, pq_view_str("0"), PATIENCE_MS);
}

/* A call that was not allowed ends its process, before it returns from it. */
static struct pq_news take_call(struct pq_house *house, struct process *process)
{
	struct pq_news news = { .kind = PQ_NEWS_NONE, .by_renderer = process == &house->renderer };

	if (!pq_filter_next(process->listener, house->call, sizeof(house->call))) {
		bury(house, process);
		return news;
	}
	news.kind = PQ_NEWS_CALL;
	news.text = pq_view_str(house->call);
	bury(house, process);
	return news;
}

/* One look at what there is; *quiet if there is nothing within that time. */
static struct pq_news look(struct pq_house *house, int timeout_ms, bool *quiet)
{
	struct pollfd files[] = { { .fd = house->channel.socket, .events = POLLIN },
				  { .fd = house->service.listener, .events = POLLIN },
				  { .fd = house->renderer.listener, .events = POLLIN } };
	struct pq_news news = next_parcel(house);

	if (news.kind != PQ_NEWS_NONE)
		return news;
	*quiet = poll(files, 3, timeout_ms) <= 0;
	if (*quiet)
		return news;
	if (files[1].revents)
		return take_call(house, &house->service);
	if (files[2].revents)
		return take_call(house, &house->renderer);
	if (pq_channel_receive(&house->channel, false) == PQ_ERR_IO) {
		end_process(&house->service);
		news.kind = PQ_NEWS_LOST;
	}
	return news;
}

struct pq_news pq_house_next(struct pq_house *house, int timeout_ms)
{
	struct pq_news news = { .kind = PQ_NEWS_NONE };
	bool quiet = false;

	if (house->late) {
		house->late = false;
		return (struct pq_news){ PQ_NEWS_CALL, house->late_by_renderer, pq_view_str(house->call) };
	}
	while (news.kind == PQ_NEWS_NONE && !quiet)
		news = look(house, timeout_ms, &quiet);
	return news;
}

/* What is still told of the session before is no news any more, but for a call that was not allowed. */
static enum pq_err await_session(struct pq_house *house, struct pq_diag *diag)
{
	struct pq_news news;
	bool late = false;

	do {
		news = pq_house_next(house, PATIENCE_MS);
		if (news.kind == PQ_NEWS_CALL) {
			late = true;
			house->late_by_renderer = news.by_renderer;
		}
	} while (news.kind != PQ_NEWS_DONE && news.kind != PQ_NEWS_LOST && news.kind != PQ_NEWS_NONE);
	house->late = late;
	return news.kind == PQ_NEWS_DONE ? PQ_ERR_OK : fail(diag, "a network service that is there");
}

enum pq_err pq_house_session(struct pq_house *house, const struct pq_scenario *scenario, struct pq_diag *diag)
{
	enum pq_err err = PQ_ERR_OK;

	if (!house->renderer.pid)
		err = start_renderer(house, diag);
	if (err)
		return err;
	pq_buf_reset(&house->text);
	pq_paper_settings(scenario, &house->text);
	err = send_text(house, PQ_PARCEL_SETTINGS, diag);
	if (!err)
		err = await_session(house, diag);
	if (!err && !house->renderer.pid)
		err = start_renderer(house, diag);
	if (err)
		return err;
	pq_buf_reset(&house->text);
	pq_scenario_print(scenario, &house->text);
	return send_text(house, PQ_PARCEL_PAGE, diag);
}

enum pq_err pq_house_hang_up(struct pq_house *house)
{
	return pq_channel_say(&house->channel, PQ_PARCEL_HANG_UP, pq_view(NULL, 0), PATIENCE_MS) ? PQ_ERR_OK
												 : PQ_ERR_IO;
}

void pq_house_close(struct pq_house *house)
{
	if (!house)
		return;
	end_process(&house->renderer);
	end_process(&house->service);
	if (house->channel.socket >= 0)
		close(house->channel.socket);
	free(house);
}
