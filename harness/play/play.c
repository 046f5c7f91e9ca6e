/* SPDX-License-Identifier: MIT */
#include "play/play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_ROOM (128u << 20) /* of one transcript */

/*
 * session: NULL until a piece needs it
 * seen:    what was seen of a piece; text: the same as text; memory: of both
 */
struct play {
	const struct pq_play_options *options;
	struct pq_play_session *session;
	struct pq_play_ports ports;
	struct pq_transcript seen;
	struct pq_buf text;
	void *memory[4];
};

static bool blocks(const void *policy, struct pq_view scheme, uint16_t port)
{
	return pq_judge_policy_blocks(policy, scheme, port);
}

static enum pq_err open_play(struct play *play, struct pq_diag *diag)
{
	static const size_t sizes[] = { PQ_MAX_EVENTS * sizeof(struct pq_event),
					PQ_MAX_TRANSCRIPT_ADDRESSES * sizeof(struct pq_address),
					PQ_MAX_TRANSCRIPT_BYTES, TEXT_ROOM };

	for (size_t i = 0; i < 4; i++) {
		play->memory[i] = malloc(sizes[i]);
		if (!play->memory[i])
			return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for a play");
	}
	pq_transcript_init(&play->seen, play->memory[0], PQ_MAX_EVENTS, play->memory[1], PQ_MAX_TRANSCRIPT_ADDRESSES,
			   play->memory[2], PQ_MAX_TRANSCRIPT_BYTES);
	pq_buf_init(&play->text, play->memory[3], TEXT_ROOM);
	return pq_play_session_open(&play->session, &play->options->how, diag);
}

static void close_play(struct play *play)
{
	pq_play_session_close(play->session);
	for (size_t i = 0; i < sizeof(play->memory) / sizeof(play->memory[0]); i++)
		free(play->memory[i]);
}

static void judge(struct play *play, struct pq_play_piece *piece)
{
	struct pq_judge *judge = play->options->judge;
	unsigned int capabilities = judge->capabilities;
	const char *const *own_headers = judge->own_headers;

	judge->capabilities = PQ_PLAY_SHOWS;
	judge->own_headers = NULL;
	pq_judge_run(judge, piece->scenario, &play->seen, &piece->verdict);
	judge->capabilities = capabilities;
	judge->own_headers = own_headers;
}

static enum pq_err play_piece(struct play *play, struct pq_play_piece *piece, struct pq_diag *diag)
{
	struct pq_diag cause = { 0, 0, "" };
	enum pq_err err = play->session ? PQ_ERR_OK : open_play(play, diag);

	if (err)
		return err;
	err = pq_play_session_put(play->session, piece->scenario, &play->ports, &play->seen, &cause);
	piece->played = !err;
	snprintf(piece->cause, sizeof(piece->cause), "%s", cause.expected);
	if (err == PQ_ERR_IO)
		return pq_diag_set(diag, err, 0, 0, cause.expected);
	if (!play->seen.count)
		return PQ_ERR_OK;
	pq_buf_reset(&play->text);
	pq_transcript_print(&play->seen, &play->text);
	piece->transcript = strndup((const char *)play->text.data, play->text.len);
	judge(play, piece);
	return PQ_ERR_OK;
}

static bool was_played(const struct pq_play_piece *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (pieces[i].played)
			return true;
	return false;
}

enum pq_err pq_play_run(const struct pq_play_options *options, struct pq_play_piece *pieces, size_t count,
			struct pq_diag *diag)
{
	struct play play = { .options = options, .ports = { blocks, &options->judge->policy } };
	enum pq_err err = PQ_ERR_OK;

	for (size_t i = 0; i < count; i++) {
		const char *why = pq_play_unfit(pieces[i].scenario);

		pieces[i].played = false;
		pieces[i].transcript = NULL;
		snprintf(pieces[i].cause, sizeof(pieces[i].cause), "%s", why ? why : "its page was never opened");
		if (!why && !err)
			err = play_piece(&play, &pieces[i], diag);
		if (options->progress && !err)
			options->progress(options->context, i + 1, count);
	}
	close_play(&play);
	/* A browser that is lost half way has said something. */
	return was_played(pieces, count) ? PQ_ERR_OK : err;
}
