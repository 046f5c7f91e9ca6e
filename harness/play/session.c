/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. The sink runs in the sandbox with the play's site. A browser is started at the start page, which asks
 * the hub where to go and waits until a scenario is put into the shared state; the sink takes it and leads the page to the
 * scenario's own, which asks for what is next when it is done. The session only watches, and reads what came of it off the
 * sink's log, which goes on while the page waits.
 */
#include "play/session.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "browser/session.h"
#include "play/lacks.h"
#include "play/record.h"
#include "play/servers.h"
#include "play/unfit.h"
#include "system/clock.h"

#define SINK_PORT 60999 /* above the ports that clients are given */
#define NAME_SERVER "20.0.0.53"
#define OPENING_MS 30000 /* for a browser to start and open its first page */
#define PIECE_MS 10000
#define STEP_MS 5
#define LOG_MS 5000         /* for the sink to write down what has arrived */
#define SETTLING_MS 200     /* for it to do so where nobody says when it is done */
#define MAX_FAILED_STARTS 3 /* in a row */

/* How watching a piece ended. */
enum end { END_DONE, END_STOPPED, END_LATE, END_GONE, END_EXITED, END_SILENT, END_UNREAD };

static const char *const causes[] = {
	[END_STOPPED] = "it was interrupted before",
	[END_LATE] = "the time was up before",
	[END_EXITED] = "the browser ended while it was played",
	[END_SILENT] = "the page said nothing for too long",
	[END_UNREAD] = "the sink cannot read it",
};

/*
 * browser: NULL while none runs; gone: nor can it; exited: it ended by itself
 * number:  of the last piece that was taken; used: one was in this browser; traces: that one leaves some
 * failed:  starts in a row by which nothing was taken
 * lost:    why nothing can be asked any more; "" while it can
 * log:     of one piece; memory: of it
 */
struct pq_play_session {
	struct pq_play_settings how;
	struct pq_play_state *state;
	struct pq_servers *servers;
	struct pq_sink sink;
	struct pq_sandbox *sandbox;
	struct pq_session *browser;
	struct pq_record *record;
	struct pq_idna *idna;
	char authority[PATH_MAX];
	uint32_t number;
	bool used;
	bool traces;
	bool gone;
	bool exited;
	int failed;
	char lost[sizeof(((struct pq_diag *)0)->expected)];
	struct pq_transcript log;
	void *memory[3];
};

static enum pq_err open_sandbox(struct pq_play_session *session, struct pq_diag *diag)
{
	struct pq_resident resident = { "sink", pq_sink_run, &session->sink };
	struct pq_sandbox_options options = {
		.tcp_port = SINK_PORT,
		.authority_file = session->authority,
		.name_server = NAME_SERVER,
		.residents = &resident,
		.resident_count = 1,
	};
	enum pq_err err = pq_sink_authority(session->how.dir, diag);

	snprintf(session->authority, sizeof(session->authority), "%s/authority.pem", session->how.dir);
	session->sink = (struct pq_sink){
		.port = SINK_PORT,
		.redirected = true,
		.log_dir = session->how.dir,
		.processes = 1,
		.site = pq_servers_site(session->servers),
		.counters = &session->state->sink,
	};
	/* What is buffered is this process's to write, and not the sink's. */
	fflush(NULL);
	return err ? err : pq_sandbox_open(&session->sandbox, &options, diag);
}

static bool init_log(struct pq_play_session *session)
{
	static const size_t sizes[] = { PQ_MAX_EVENTS * sizeof(struct pq_event),
					PQ_MAX_TRANSCRIPT_ADDRESSES * sizeof(struct pq_address),
					PQ_MAX_TRANSCRIPT_BYTES };

	for (size_t i = 0; i < 3; i++) {
		session->memory[i] = malloc(sizes[i]);
		if (!session->memory[i])
			return false;
	}
	pq_transcript_init(&session->log, session->memory[0], PQ_MAX_EVENTS, session->memory[1],
			   PQ_MAX_TRANSCRIPT_ADDRESSES, session->memory[2], PQ_MAX_TRANSCRIPT_BYTES);
	return true;
}

enum pq_err pq_play_session_open(struct pq_play_session **out, const struct pq_play_settings *settings,
				 struct pq_diag *diag)
{
	struct pq_play_session *session = calloc(1, sizeof(*session));
	enum pq_err err = PQ_ERR_NO_SPACE;

	if (session) {
		session->how = *settings;
		session->state = pq_play_state_new();
		session->servers = session->state ? pq_servers_new(session->state) : NULL;
		session->idna = pq_idna_open();
	}
	if (!session || !session->servers || !session->idna || !init_log(session))
		pq_diag_set(diag, err, 0, 0, "memory and ICU's data for a play");
	else
		err = open_sandbox(session, diag);
	if (!err)
		err = pq_record_open(&session->record, settings->dir, diag);
	if (err)
		pq_play_session_close(session);
	else
		*out = session;
	return err;
}

/* Takes note of what happens in the sandbox meanwhile. */
static void hear(struct pq_play_session *session, int wait_ms)
{
	struct pq_sandbox_event event = pq_sandbox_next(session->sandbox, wait_ms);

	if (event.kind == PQ_SANDBOX_GONE || event.kind == PQ_SANDBOX_RESIDENT)
		session->gone = true;
	if (event.kind == PQ_SANDBOX_EXITED && session->browser && event.id == pq_session_id(session->browser)) {
		pq_session_exited(session->browser);
		session->exited = true;
	}
}

static void end_browser(struct pq_play_session *session)
{
	pq_session_close(session->browser);
	session->browser = NULL;
}

void pq_play_session_close(struct pq_play_session *session)
{
	if (!session)
		return;
	end_browser(session);
	/* The sink writes its log to the end. */
	if (session->sandbox)
		atomic_store(&session->state->sink.stop, true);
	for (int waited = 0; session->sandbox && waited < LOG_MS && !session->gone; waited += STEP_MS)
		hear(session, STEP_MS);
	pq_sandbox_close(session->sandbox);
	pq_record_close(session->record);
	pq_servers_free(session->servers);
	pq_play_state_free(session->state);
	if (session->idna)
		pq_idna_close(session->idna);
	for (size_t i = 0; i < sizeof(session->memory) / sizeof(session->memory[0]); i++)
		free(session->memory[i]);
	free(session);
}

/* Says it, and from now on of everything. */
static enum pq_err lose(struct pq_play_session *session, struct pq_diag *diag, const char *why)
{
	snprintf(session->lost, sizeof(session->lost), "%s", why);
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, session->lost);
}

static enum pq_err start_browser(struct pq_play_session *session, struct pq_diag *diag)
{
	struct pq_session_options options = {
		.recipe = session->how.recipe,
		.program = session->how.program,
		.dir = session->how.dir,
		.authority = session->authority,
		.url = PQ_PLAY_START_URL,
		.name_server = NAME_SERVER,
		.stock = session->how.stock,
	};
	struct pq_diag why = { 0, 0, "" };

	atomic_store(&session->state->current, 0);
	session->used = false;
	session->exited = false;
	return pq_session_open(&session->browser, session->sandbox, &options, &why) ? lose(session, diag, why.expected)
										    : PQ_ERR_OK;
}

/* The last line that it has printed; "" if there is none. */
static void last_words(const char *path, char *words, size_t size)
{
	FILE *file = fopen(path, "re");
	char line[256];

	words[0] = '\0';
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[strspn(line, " \t")])
			snprintf(words, size, "%s", line);
	}
	if (file)
		fclose(file);
}

static enum pq_err give_up_browser(struct pq_play_session *session, struct pq_diag *diag)
{
	char words[256] = "", why[sizeof(session->lost)];

	if (session->browser)
		last_words(pq_session_log(session->browser), words, sizeof(words));
	end_browser(session);
	snprintf(why, sizeof(why), "a browser that opens its first page%s%s", words[0] ? "; the last it said is: " : "",
		 words);
	return lose(session, diag, why);
}

static bool is_current(const struct pq_play_session *session, uint32_t piece)
{
	return atomic_load(&session->state->current) == piece;
}

/* How long a page may say nothing: a browser that has only been started takes longer. */
static uint32_t patience(const struct pq_play_session *session)
{
	uint32_t limit = session->how.time_limit_ms ? session->how.time_limit_ms : PIECE_MS;

	return !is_current(session, 0) || limit > OPENING_MS ? limit : OPENING_MS;
}

/* A page may speak between the two looks, and then it has spoken later than now. */
static bool is_silent(const struct pq_play_session *session)
{
	uint64_t now = pq_clock_ms(), alive = atomic_load(&session->state->alive_ms);

	return now > alive && now - alive > patience(session);
}

static bool is_stopped(const struct pq_play_session *session)
{
	return session->how.stop && *session->how.stop;
}

static bool is_late(const struct pq_play_session *session)
{
	return session->how.deadline_ms && pq_clock_ms() >= session->how.deadline_ms;
}

static enum end watch(struct pq_play_session *session, uint32_t piece)
{
	struct pq_play_state *state = session->state;

	while (!is_current(session, piece) || atomic_load(&state->at) != PQ_PIECE_DONE) {
		if (is_current(session, piece) && atomic_load(&state->at) == PQ_PIECE_GIVEN_UP)
			return END_UNREAD;
		if (is_stopped(session))
			return END_STOPPED;
		if (is_late(session))
			return END_LATE;
		if (session->gone)
			return END_GONE;
		if (session->exited)
			return END_EXITED;
		if (is_silent(session))
			return END_SILENT;
		hear(session, STEP_MS);
	}
	return END_DONE;
}

/* Takes a scenario that was put back; false if the sink has it already. Then the sink will not look at it any more. */
static bool withdraw(struct pq_play_session *session, uint32_t piece)
{
	uint32_t put = piece;

	if (atomic_compare_exchange_strong(&session->state->put, &put, 0))
		return true;
	while (!is_current(session, piece) && !session->gone)
		hear(session, 1);
	return false;
}

/* Waits until the start page of a browser that has only been started has said what it lacks; what fails here fails again. */
static void meet(struct pq_play_session *session)
{
	struct pq_diag diag;

	if (session->lost[0] || is_stopped(session) || is_late(session))
		return;
	if (!session->browser && start_browser(session, &diag))
		return;
	atomic_store(&session->state->alive_ms, pq_clock_ms());
	while (!atomic_load(&session->state->met) && !is_stopped(session) && !is_late(session) && !session->gone &&
	       !session->exited && !is_silent(session))
		hear(session, STEP_MS);
}

const char *pq_play_session_unfit(struct pq_play_session *session, const struct pq_scenario *scenario)
{
	if (!pq_lacks_matter(scenario))
		return NULL;
	if (!atomic_load(&session->state->met))
		meet(session);
	return pq_lacks_unfit(atomic_load(&session->state->lacks), scenario);
}

/* Until a browser has taken it, or nothing more can be done. Whether it was taken is in *taken. */
static enum pq_err lead(struct pq_play_session *session, uint32_t piece, enum end *end, bool *taken,
			struct pq_diag *diag)
{
	do {
		enum pq_err err = session->browser ? PQ_ERR_OK : start_browser(session, diag);

		if (err)
			return err;
		atomic_store(&session->state->alive_ms, pq_clock_ms());
		atomic_store(&session->state->put, piece);
		*end = watch(session, piece);
		*taken = !withdraw(session, piece);
		session->failed = *taken ? 0 : session->failed + 1;
		if (*taken || (*end != END_EXITED && *end != END_SILENT))
			return PQ_ERR_OK;
		if (session->failed == MAX_FAILED_STARTS)
			return give_up_browser(session, diag);
		end_browser(session);
	} while (true);
}

/* What the sink has written of the piece. Where the page has said that it is done, the end is waited for. */
static bool read_piece(struct pq_play_session *session, uint32_t piece, bool done, struct pq_view *text)
{
	uint64_t until = pq_clock_ms() + (done ? LOG_MS : SETTLING_MS);

	while (!pq_record_piece(session->record, piece, false, text)) {
		if (session->gone || pq_clock_ms() >= until)
			return pq_record_piece(session->record, piece, true, text);
		hear(session, STEP_MS);
	}
	return true;
}

static enum pq_err assemble(struct pq_play_session *session, const struct pq_scenario *scenario,
			    const struct pq_play_ports *ports, struct pq_view text, struct pq_transcript *transcript,
			    struct pq_diag *diag)
{
	struct pq_assembly assembly = { scenario, ports, &session->log, session->idna };
	struct pq_diag unread = { 0, 0, "" };
	char cause[160] = "";

	if (pq_transcript_parse(&session->log, text, &unread))
		snprintf(cause, sizeof(cause), "the sink's log cannot be read: %.100s", unread.expected);
	else if (pq_play_assemble(&assembly, transcript, cause))
		return PQ_ERR_OK;
	return pq_diag_set(diag, PQ_ERR_INCOMPLETE, 0, 0, cause);
}

static bool write_text(struct pq_play_session *session, const struct pq_scenario *scenario)
{
	struct pq_buf text;

	pq_buf_init(&text, session->state->text, sizeof(session->state->text));
	pq_scenario_print(scenario, &text);
	session->state->len = text.len;
	return pq_buf_ok(&text);
}

/* What this browser remembers would be in the way. */
static bool wants_another(const struct pq_play_session *session, const struct pq_scenario *scenario)
{
	return session->used && (session->traces || pq_play_leaves_traces(scenario));
}

/* What the transcript says of a piece that is over, and whether it has come to its end. */
static enum pq_err conclude(struct pq_play_session *session, const struct pq_scenario *scenario,
			    const struct pq_play_ports *ports, enum end end, struct pq_transcript *transcript,
			    struct pq_diag *diag)
{
	enum pq_err err = PQ_ERR_INCOMPLETE;
	struct pq_view text;

	session->used = true;
	session->traces = pq_play_leaves_traces(scenario);
	if (read_piece(session, ++session->number, end == END_DONE, &text))
		err = assemble(session, scenario, ports, text, transcript, diag);
	else
		pq_diag_set(diag, err, 0, 0, "its page was never opened");
	return err && end != END_DONE ? pq_diag_set(diag, err, 0, 0, causes[end]) : err;
}

enum pq_err pq_play_session_put(struct pq_play_session *session, const struct pq_scenario *scenario,
				const struct pq_play_ports *ports, struct pq_transcript *transcript,
				struct pq_diag *diag)
{
	enum end end = is_stopped(session) ? END_STOPPED : END_LATE;
	bool taken = false;
	enum pq_err err;

	pq_transcript_reset(transcript);
	if (session->lost[0])
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, session->lost);
	if (is_stopped(session) || is_late(session))
		return pq_diag_set(diag, PQ_ERR_INCOMPLETE, 0, 0, causes[end]);
	if (!write_text(session, scenario))
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "a scenario of at most 4 MiB (PQ_MAX_SCENARIO_TEXT)");
	if (wants_another(session, scenario))
		end_browser(session);
	err = lead(session, session->number + 1, &end, &taken, diag);
	if (err)
		return err;
	if (end == END_GONE)
		return lose(session, diag, "the sandbox to live until the end");
	if (end != END_DONE)
		end_browser(session);
	if (!taken)
		return pq_diag_set(diag, PQ_ERR_INCOMPLETE, 0, 0, causes[end]);
	return conclude(session, scenario, ports, end, transcript, diag);
}
