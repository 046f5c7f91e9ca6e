/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. The sink runs in the sandbox with the play's site; a browser
 * is started at the start page, which goes to the first scenario's page, and each page leads to the next. The play
 * only watches: a browser that ended, that says nothing for too long, or whose next scenario wants a fresh one, is
 * closed and another one started. When all is done the sink's log is cut into pieces and each is judged.
 */
#include "play/play.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "browser/session.h"
#include "play/cuts.h"
#include "play/servers.h"
#include "play/transcript.h"

#define SINK_PORT 60999 /* above the ports that clients are given */
#define NAME_SERVER "20.0.0.53"
#define OPENING_MS 30000 /* for a browser to start and open its first page */
#define PIECE_MS 10000
#define STEP_MS 40
#define MAX_FAILED_STARTS 3 /* in a row */
#define LOG_TEXT (128u << 20)

struct play {
	const struct pq_play_options *options;
	struct pq_play_piece *pieces;
	size_t count;
	struct pq_play_state *state;
	struct pq_servers *servers;
	struct pq_sink sink;
	struct pq_sandbox *sandbox;
	char authority[PATH_MAX];
	size_t told;
};

static bool is_stopped(const struct play *play)
{
	return play->options->stop && *play->options->stop;
}

static bool is_late(const struct play *play)
{
	return play->options->deadline_ms && pq_play_now() >= play->options->deadline_ms;
}

static size_t count_played(const struct play *play)
{
	size_t count = 0;

	for (size_t i = 0; i < play->count; i++)
		count += atomic_load(&play->state->states[i]) >= PQ_PIECE_DONE;
	return count;
}

static void tell_progress(struct play *play)
{
	size_t done = count_played(play);

	if (play->options->progress && done != play->told)
		play->options->progress(play->options->context, done, play->count);
	play->told = done;
}

static enum pq_err open_sandbox(struct play *play, struct pq_diag *diag)
{
	struct pq_resident resident = { "sink", pq_sink_run, &play->sink };
	struct pq_sandbox_options options = {
		.tcp_port = SINK_PORT,
		.authority_file = play->authority,
		.name_server = NAME_SERVER,
		.residents = &resident,
		.resident_count = 1,
	};
	enum pq_err err = pq_sink_authority(play->options->dir, diag);

	snprintf(play->authority, sizeof(play->authority), "%s/authority.pem", play->options->dir);
	play->sink = (struct pq_sink){
		.port = SINK_PORT,
		.redirected = true,
		.log_dir = play->options->dir,
		.processes = 1,
		.site = pq_servers_site(play->servers),
		.counters = &play->state->sink,
	};
	return err ? err : pq_sandbox_open(&play->sandbox, &options, diag);
}

/* Gives up what the page was at; true if there was such a piece. */
static bool give_up(struct play *play, const char *why)
{
	uint32_t piece = atomic_load(&play->state->current);
	uint8_t state = piece ? atomic_load(&play->state->states[piece - 1]) : PQ_PIECE_DONE;

	if (state != PQ_PIECE_LED && state != PQ_PIECE_OPEN)
		return false;
	atomic_store(&play->state->states[piece - 1], PQ_PIECE_GIVEN_UP);
	snprintf(play->pieces[piece - 1].cause, sizeof(play->pieces[piece - 1].cause), "%s", why);
	return true;
}

/* How long a page may say nothing: a browser that has only been started takes longer. */
static uint32_t patience(const struct play *play)
{
	uint32_t limit = play->options->time_limit_ms ? play->options->time_limit_ms : PIECE_MS;

	return atomic_load(&play->state->current) || limit > OPENING_MS ? limit : OPENING_MS;
}

/* Watches one browser until it has done its part. False: the sandbox is gone. */
static bool watch(struct play *play, struct pq_session *session)
{
	while (!is_stopped(play) && !is_late(play) && !atomic_load(&play->state->rest)) {
		struct pq_sandbox_event event = pq_sandbox_next(play->sandbox, STEP_MS);

		tell_progress(play);
		if (event.kind == PQ_SANDBOX_GONE || event.kind == PQ_SANDBOX_RESIDENT)
			return false;
		if (event.kind == PQ_SANDBOX_EXITED && event.id == pq_session_id(session)) {
			pq_session_exited(session);
			give_up(play, "the browser ended while it was played");
			return true;
		}
		if (pq_play_now() - atomic_load(&play->state->alive_ms) > patience(play)) {
			give_up(play, "the page said nothing for too long");
			return true;
		}
	}
	return true;
}

/* One start of the browser. */
static enum pq_err run_browser(struct play *play, bool *alive, struct pq_diag *diag)
{
	const struct pq_play_options *options = play->options;
	struct pq_session_options how = {
		.recipe = options->recipe,
		.program = options->program,
		.dir = options->dir,
		.authority = play->authority,
		.url = PQ_PLAY_START_URL,
		.name_server = NAME_SERVER,
		.stock = options->stock,
	};
	struct pq_session *session;
	enum pq_err err;

	atomic_store(&play->state->current, 0);
	atomic_store(&play->state->rest, false);
	err = pq_session_open(&session, play->sandbox, &how, diag);
	if (err)
		return err;
	atomic_store(&play->state->alive_ms, pq_play_now());
	*alive = watch(play, session);
	pq_session_close(session);
	tell_progress(play);
	return PQ_ERR_OK;
}

static enum pq_err run_browsers(struct play *play, struct pq_diag *diag)
{
	int failed = 0;
	bool alive = true;

	while (alive && failed < MAX_FAILED_STARTS && !is_stopped(play) && !is_late(play) &&
	       count_played(play) < play->count) {
		size_t before = count_played(play);
		enum pq_err err = run_browser(play, &alive, diag);

		if (err)
			return err;
		failed = count_played(play) > before ? 0 : failed + 1;
	}
	if (!alive)
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "the sandbox to live until the end");
	if (failed && !is_late(play) && !count_played(play))
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a browser that opens its first page");
	return PQ_ERR_OK;
}

/* The sink writes its log to the end. */
static void stop_sink(struct play *play)
{
	atomic_store(&play->state->sink.stop, true);
	for (int i = 0; i < 100; i++) {
		struct pq_sandbox_event event = pq_sandbox_next(play->sandbox, 50);

		if (event.kind == PQ_SANDBOX_RESIDENT || event.kind == PQ_SANDBOX_GONE)
			break;
	}
	pq_sandbox_close(play->sandbox);
}

/*
 * What judging takes.
 * from, to: the log of one piece, and the transcript that is made of it; memory: of both
 */
struct bench {
	struct pq_transcript from;
	struct pq_transcript to;
	struct pq_idna *idna;
	struct pq_buf text;
	void *memory[7];
};

static bool init_bench(struct bench *bench)
{
	static const size_t sizes[] = { PQ_MAX_EVENTS * sizeof(struct pq_event),
					PQ_MAX_TRANSCRIPT_ADDRESSES * sizeof(struct pq_address),
					PQ_MAX_TRANSCRIPT_BYTES };
	bool all = true;

	for (size_t i = 0; i < 6; i++) {
		bench->memory[i] = malloc(sizes[i % 3]);
		all = all && bench->memory[i];
	}
	bench->memory[6] = malloc(LOG_TEXT);
	bench->idna = pq_idna_open();
	if (!all || !bench->memory[6] || !bench->idna)
		return false;
	pq_transcript_init(&bench->from, bench->memory[0], PQ_MAX_EVENTS, bench->memory[1], PQ_MAX_TRANSCRIPT_ADDRESSES,
			   bench->memory[2], PQ_MAX_TRANSCRIPT_BYTES);
	pq_transcript_init(&bench->to, bench->memory[3], PQ_MAX_EVENTS, bench->memory[4], PQ_MAX_TRANSCRIPT_ADDRESSES,
			   bench->memory[5], PQ_MAX_TRANSCRIPT_BYTES);
	pq_buf_init(&bench->text, bench->memory[6], LOG_TEXT);
	return true;
}

static void fini_bench(struct bench *bench)
{
	for (size_t i = 0; i < sizeof(bench->memory) / sizeof(bench->memory[0]); i++)
		free(bench->memory[i]);
	if (bench->idna)
		pq_idna_close(bench->idna);
}

static void judge_piece(struct play *play, struct bench *bench, struct pq_play_piece *piece, struct pq_view text)
{
	struct pq_judge *judge = play->options->judge;
	struct pq_assembly assembly = { piece->scenario, &judge->policy, &bench->from, bench->idna };
	struct pq_diag diag = { 0, 0, "" };
	char cause[160] = "";

	if (pq_transcript_parse(&bench->from, text, &diag)) {
		snprintf(piece->cause, sizeof(piece->cause), "the sink's log cannot be read: %.100s", diag.expected);
		return;
	}
	piece->played = pq_play_assemble(&assembly, &bench->to, cause);
	if (!piece->played && !piece->cause[0])
		snprintf(piece->cause, sizeof(piece->cause), "%s", cause);
	pq_buf_reset(&bench->text);
	pq_transcript_print(&bench->to, &bench->text);
	free(piece->transcript);
	piece->transcript = strndup((const char *)bench->text.data, bench->text.len);
	pq_judge_run(judge, piece->scenario, &bench->to, &piece->verdict);
}

static void judge_log(struct play *play, struct bench *bench, struct pq_view log)
{
	struct pq_cuts *cuts = pq_cuts_open(log);
	struct pq_view text;
	uint32_t piece;

	while (cuts && pq_cuts_next(cuts, &piece, &text))
		if (piece >= 1 && piece <= play->count)
			judge_piece(play, bench, &play->pieces[piece - 1], text);
	pq_cuts_close(cuts);
}

static enum pq_err judge_all(struct play *play, struct pq_diag *diag)
{
	struct pq_judge *judge = play->options->judge;
	unsigned int capabilities = judge->capabilities;
	const char *const *own_headers = judge->own_headers;
	struct bench bench = { .idna = NULL };
	char path[PATH_MAX];
	struct stat status;
	void *log = MAP_FAILED;
	int fd;

	snprintf(path, sizeof(path), "%s/sink-0.transcript", play->options->dir);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &status) == 0 && status.st_size > 0)
		log = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (fd >= 0)
		close(fd);
	if (log == MAP_FAILED)
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a log of the sink");
	judge->capabilities = PQ_SHOWS_DIALS | PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES;
	judge->own_headers = NULL;
	if (init_bench(&bench))
		judge_log(play, &bench, pq_view(log, (size_t)status.st_size));
	fini_bench(&bench);
	judge->capabilities = capabilities;
	judge->own_headers = own_headers;
	munmap(log, (size_t)status.st_size);
	return PQ_ERR_OK;
}

/* What cannot be asked of a page, and what nobody came to. */
static void mark_unfit(struct play *play)
{
	for (size_t i = 0; i < play->count; i++) {
		const char *why = pq_play_unfit(play->pieces[i].scenario);

		if (!why)
			continue;
		atomic_store(&play->state->states[i], PQ_PIECE_GIVEN_UP);
		snprintf(play->pieces[i].cause, sizeof(play->pieces[i].cause), "%s", why);
	}
}

static void explain_rest(struct play *play)
{
	for (size_t i = 0; i < play->count; i++)
		if (!play->pieces[i].played && !play->pieces[i].cause[0])
			snprintf(play->pieces[i].cause, sizeof(play->pieces[i].cause), "%s",
				 is_stopped(play) ? "it was interrupted before"
				 : is_late(play)  ? "the time was up before"
						  : "its page was never opened");
}

enum pq_err pq_play_run(const struct pq_play_options *options, struct pq_play_piece *pieces, size_t count,
			struct pq_diag *diag)
{
	struct play play = { .options = options, .pieces = pieces, .count = count };
	enum pq_err err = PQ_ERR_NO_SPACE;
	enum pq_err unread;

	for (size_t i = 0; i < count; i++) {
		pieces[i].played = false;
		pieces[i].cause[0] = '\0';
		pieces[i].transcript = NULL;
	}
	play.state = pq_play_state_new((uint32_t)count);
	play.servers = play.state ? pq_servers_new(play.state, pieces) : NULL;
	if (!play.servers) {
		pq_diag_set(diag, err, 0, 0, "memory for a play");
		goto out;
	}
	mark_unfit(&play);
	if (count_played(&play) == count) {
		err = PQ_ERR_OK;
		goto out;
	}
	err = open_sandbox(&play, diag);
	if (err)
		goto out;
	err = run_browsers(&play, diag);
	stop_sink(&play);
	unread = judge_all(&play, err ? NULL : diag);
	err = err ? err : unread;
	explain_rest(&play);
out:
	pq_servers_free(play.servers);
	pq_play_state_free(play.state);
	return err;
}
