/* SPDX-License-Identifier: MIT */
#include "service/drive.h"

#include <stdio.h>
#include <stdlib.h>

#include "fetch/result.h"
#include "service/fit.h"
#include "service/parcel.h"
#include "system/clock.h"

#define MAX_EVENTS 65536
#define MAX_ADDRESSES 4096
#define MAX_BYTES (16u << 20)
#define MAX_TEXT (32u << 20)
#define MAX_REST 1000 /* news that are looked at behind a request */

static const struct pq_view first_line = PQ_VIEW("pratique-transcript 1\n");

/*
 * done:   lines of the service, behind the first one of a transcript
 * told:   the renderer's transcript
 * parsed: where each is read, one after the other
 */
struct pq_drive {
	struct pq_house *house;
	struct pq_buf done;
	struct pq_buf told;
	struct pq_buf head;
	struct pq_buf body;
	struct pq_transcript parsed;
	struct pq_event events[MAX_EVENTS];
	struct pq_address addresses[MAX_ADDRESSES];
	unsigned char bytes[MAX_BYTES];
	unsigned char done_text[MAX_TEXT];
	unsigned char told_text[PQ_MAX_PARCEL];
	unsigned char head_bytes[PQ_MAX_RECEIVED];
	unsigned char body_bytes[PQ_MAX_RECEIVED];
};

struct pq_drive *pq_drive_new(struct pq_house *house)
{
	struct pq_drive *drive = calloc(1, sizeof(*drive));

	if (!drive)
		return NULL;
	drive->house = house;
	pq_buf_init(&drive->done, drive->done_text, sizeof(drive->done_text));
	pq_buf_init(&drive->told, drive->told_text, sizeof(drive->told_text));
	pq_buf_init(&drive->head, drive->head_bytes, sizeof(drive->head_bytes));
	pq_buf_init(&drive->body, drive->body_bytes, sizeof(drive->body_bytes));
	pq_transcript_init(&drive->parsed, drive->events, MAX_EVENTS, drive->addresses, MAX_ADDRESSES, drive->bytes,
			   sizeof(drive->bytes));
	return drive;
}

void pq_drive_free(struct pq_drive *drive)
{
	free(drive);
}

/* Appends the service's events, as many as there is room for; true if the outcome is one of them, behind which only calls count. */
static bool add_done(struct pq_drive *drive, struct pq_transcript *out)
{
	bool ended = false;

	if (pq_fit_parse(&drive->parsed, pq_buf_view(&drive->done)))
		return false;
	for (size_t i = 0; i < drive->parsed.count; i++) {
		const struct pq_event *event = &drive->parsed.events[i];

		/* Which request it is, whoever drives knows. */
		if (ended ? event->kind == PQ_EVENT_CALL : event->kind != PQ_EVENT_REQUEST)
			pq_transcript_copy(out, event);
		ended = ended || event->kind == PQ_EVENT_OUTCOME;
	}
	return ended;
}

/* What a page side has to tell before its outcome: no connection is its business. */
static bool is_told(enum pq_event_kind kind)
{
	return kind == PQ_EVENT_DROPPED || kind == PQ_EVENT_RANDOM;
}

/* Appends what the renderer tells, or its outcome alone; true if that is there. What is no transcript tells nothing. */
static bool add_told(struct pq_drive *drive, bool outcome, struct pq_transcript *out)
{
	bool ended = false;

	if (pq_transcript_parse(&drive->parsed, pq_buf_view(&drive->told), NULL))
		return false;
	for (size_t i = 0; i < drive->parsed.count && !ended; i++) {
		const struct pq_event *event = &drive->parsed.events[i];

		ended = event->kind == PQ_EVENT_OUTCOME;
		if (ended ? outcome : !outcome && is_told(event->kind))
			pq_transcript_copy(out, event);
	}
	return ended;
}

/*
 * One request's events. The renderer's word takes nothing away of what the service tells: its outcome counts where the
 * service knows none, and that it has lost events is noted behind all others.
 */
static void write_down(struct pq_drive *drive, struct pq_transcript *out)
{
	bool truncated;
	bool ended;

	add_told(drive, false, out);
	truncated = drive->parsed.truncated;
	ended = add_done(drive, out);
	truncated = truncated || drive->parsed.truncated || !pq_buf_ok(&drive->done);
	if (!ended && !add_told(drive, true, out))
		pq_transcript_error(out, pq_network_error_name(PQ_ERROR_CONNECTION));
	out->truncated = out->truncated || truncated;
}

static void begin(struct pq_drive *drive, struct pq_driven *out)
{
	pq_buf_reset(&drive->done);
	pq_buf_reset(&drive->told);
	pq_buf_reset(&drive->head);
	pq_buf_reset(&drive->body);
	pq_buf_add(&drive->done, first_line);
	*out = (struct pq_driven){ .lost = false };
}

static void keep(char *text, size_t size, struct pq_view view)
{
	snprintf(text, size, "%.*s", (int)view.len, view.data ? (const char *)view.data : "");
}

/* Neither process vouches for the other: the harness itself tells of the call, as of the filter that stopped it. */
static struct pq_event event_of(const struct pq_news *call)
{
	return (struct pq_event){ .kind = PQ_EVENT_CALL,
				  .process = call->by_renderer ? PQ_PROCESS_RENDERER : PQ_PROCESS_SERVICE,
				  .text = call->text,
				  .called = PQ_CALLED_REFUSED };
}

static void take_call(struct pq_drive *drive, const struct pq_news *news, struct pq_driven *out)
{
	struct pq_event event = event_of(news);

	pq_event_print(&event, &drive->done);
	out->lost = !news->by_renderer;
}

/* True once the request is over: when the renderer says so, when it can say nothing, or when the embedder's is done. */
static bool take(struct pq_drive *drive, const struct pq_news *news, bool embedder, struct pq_driven *out)
{
	switch (news->kind) {
	case PQ_NEWS_EVENTS:
		pq_buf_add(&drive->done, news->text);
		return false;
	case PQ_NEWS_HEAD:
		pq_buf_reset(&drive->head);
		pq_buf_add(&drive->head, news->text);
		return false;
	case PQ_NEWS_BODY:
		pq_buf_reset(&drive->body);
		pq_buf_add(&drive->body, news->text);
		return false;
	case PQ_NEWS_DONE:
		keep(out->why, sizeof(out->why), news->text);
		return embedder;
	case PQ_NEWS_TOLD:
		pq_buf_add(&drive->told, news->text);
		return !embedder;
	case PQ_NEWS_CALL:
		take_call(drive, news, out);
		return !news->by_renderer;
	default:
		if (!out->why[0])
			keep(out->why, sizeof(out->why), news->text);
		return news->kind == PQ_NEWS_RENDERER && !embedder;
	}
}

/* A renderer that never ends does not keep the harness by talking. */
static enum pq_err wait(struct pq_drive *drive, bool embedder, int patience_ms, struct pq_driven *out,
			struct pq_diag *diag)
{
	int64_t end = pq_clock_ms() + patience_ms;
	struct pq_news news;

	do {
		int64_t left = end - pq_clock_ms();

		news = left > 0 ? pq_house_next(drive->house, (int)left) : (struct pq_news){ .kind = PQ_NEWS_NONE };
		if (news.kind == PQ_NEWS_LOST)
			return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a network service that lives on");
		if (news.kind == PQ_NEWS_NONE)
			return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a network service that ends its requests in time");
	} while (!take(drive, &news, embedder, out));
	return PQ_ERR_OK;
}

enum pq_err pq_drive_request(struct pq_drive *drive, const struct pq_scenario *scenario, size_t at, uint32_t number,
			     int patience_ms, struct pq_transcript *transcript, struct pq_driven *out,
			     struct pq_diag *diag)
{
	bool embedder = scenario->lines[at].word == PQ_WORD_EMBEDDER;
	enum pq_err err;

	begin(drive, out);
	err = embedder ? pq_house_embed(drive->house, scenario, at) : pq_house_go(drive->house, at);
	if (err)
		return pq_diag_set(diag, err, 0, 0, "processes that are there");
	err = wait(drive, embedder, patience_ms, out, diag);
	out->head = pq_buf_view(&drive->head);
	out->body = pq_buf_view(&drive->body);
	pq_transcript_request(transcript, number);
	write_down(drive, transcript);
	return err;
}

void pq_drive_rest(struct pq_drive *drive, struct pq_transcript *transcript)
{
	bool more = true;

	for (int i = 0; i < MAX_REST && more; i++) {
		struct pq_news news = pq_house_next(drive->house, 0);
		struct pq_event event = event_of(&news);

		if (news.kind == PQ_NEWS_CALL)
			pq_transcript_copy(transcript, &event);
		more = news.kind != PQ_NEWS_NONE && news.kind != PQ_NEWS_LOST;
	}
}
