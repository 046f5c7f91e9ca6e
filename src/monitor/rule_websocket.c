/* SPDX-License-Identifier: MIT */
/*
 * unmasked_frame: what a WebSocket client draws. Its key and its masks keep a page, which chooses the payload, from
 * choosing the bytes that proxies and caches see (RFC 6455 10.3).
 *
 * Theory of operation. What was drawn is read as one stream, in the order of its events. The key takes 16 bytes of
 * what was drawn before the handshake; each mask takes four bytes of what was drawn after it and before the frame
 * was written. What was taken is never taken again, and neither is what lies before it.
 */
#include "monitor/bytes.h"
#include "monitor/naive_websocket.h"
#include "monitor/path.h"
#include "monitor/rules.h"

#define NONCE 16
#define KEY 24

/*
 * asked: whose draws they are
 * until: draws before that event stand in run->text from `mark` on, and nothing else does
 * used:  how many bytes of them are taken or passed over
 */
struct draws {
	struct pq_judge_state *run;
	const struct pq_asked *asked;
	size_t until;
	size_t mark;
	size_t used;
};

static struct draws begin_draws(struct pq_judge_state *run, const struct pq_asked *asked)
{
	return (struct draws){ run, asked, asked->draws_from, run->text.len, 0 };
}

/* Gives the storage back, unless it was not enough. */
static void end_draws(struct draws *draws)
{
	if (!draws->run->text.overflow)
		draws->run->text.len = draws->mark;
}

/* Takes bytes that were drawn before event `until`; false if they were not, or are taken. */
static bool take(struct draws *draws, struct pq_view bytes, size_t until)
{
	const struct pq_event *events = draws->run->transcript->events;
	size_t at;

	for (; draws->until < until; draws->until++) {
		const struct pq_event *event = &events[draws->until];
		bool drawn = event->kind == PQ_EVENT_RANDOM && event->request == draws->asked->number;

		if (!pq_run_may_work(draws->run, 1 + (drawn ? event->bytes.len : 0), 1))
			return true;
		if (drawn)
			pq_buf_add(&draws->run->text, event->bytes);
	}
	at = pq_bytes_search(pq_buf_since(&draws->run->text, draws->mark), bytes, draws->used);
	if (at == SIZE_MAX)
		return false;
	draws->used = at + bytes.len;
	return true;
}

/* The number behind a base64 digit (RFC 4648 4); 64 if it is none. */
static unsigned int base64_digit(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26u;
	if (pq_bytes_is_digit(c))
		return c - '0' + 52u;
	return c == '+' ? 62 : c == '/' ? 63 : 64;
}

/* The 16 bytes that a key encodes; false if it encodes anything else. */
static bool decode_key(struct pq_view key, unsigned char nonce[static NONCE + 2])
{
	if (key.len != KEY || key.data[KEY - 2] != '=' || key.data[KEY - 1] != '=')
		return false;
	for (size_t i = 0; i < KEY; i += 4) {
		unsigned int bits = 0;

		for (size_t j = 0; j < 4; j++) {
			unsigned int digit = i + j < KEY - 2 ? base64_digit(key.data[i + j]) : 0;

			if (digit > 63)
				return false;
			bits = bits << 6 | digit;
		}
		nonce[i / 4 * 3] = (unsigned char)(bits >> 16);
		nonce[i / 4 * 3 + 1] = (unsigned char)(bits >> 8);
		nonce[i / 4 * 3 + 2] = (unsigned char)bits;
	}
	return nonce[NONCE] == 0;
}

static bool is_drawn_key(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view key)
{
	unsigned char nonce[NONCE + 2];
	struct draws draws = begin_draws(run, exchange->asked);
	bool drawn;

	if (!decode_key(key, nonce))
		return false;
	if (!pq_run_shows(run, PQ_SHOWS_RANDOM)) {
		run->unproven |= UINT32_C(1) << PQ_RULE_UNMASKED_FRAME;
		return true;
	}
	drawn = take(&draws, pq_view(nonce, NONCE), exchange->sends.first);
	end_draws(&draws);
	return drawn;
}

/* Takes the next PROTOCOL line's name off *at; false if there is none. */
static bool next_protocol(const struct pq_judge_state *run, const struct pq_asked *asked, size_t *at,
			  struct pq_view *name)
{
	const struct pq_line *lines = run->scenario->lines;

	while (*at < asked->children_end && lines[*at].word != PQ_WORD_PROTOCOL)
		++*at;
	if (*at == asked->children_end)
		return false;
	*name = pq_line_bytes(&lines[(*at)++], 0);
	return true;
}

/* Whether the value lists what was asked for, in its order. */
static bool lists_protocols(const struct pq_judge_state *run, const struct pq_asked *asked, struct pq_view value)
{
	size_t at = asked->line + 1;
	struct pq_view wanted;
	struct pq_view found;

	while (pq_bytes_split(&value, ',', &found))
		if (!next_protocol(run, asked, &at, &wanted) || !pq_bytes_same(pq_bytes_trim(found), wanted))
			return false;
	return !next_protocol(run, asked, &at, &wanted);
}

static bool names_deflate(struct pq_view extensions)
{
	static const struct pq_view deflate = PQ_VIEW("permessage-deflate");

	return pq_bytes_starts_nocase(extensions, deflate);
}

bool pq_websocket_is_own(struct pq_judge_state *run, const struct pq_exchange *exchange,
			 const struct pq_head_line *line)
{
	if (pq_bytes_is(line->name, "upgrade"))
		return pq_bytes_is(line->value, "websocket");
	if (pq_bytes_is(line->name, "sec-websocket-version"))
		return pq_bytes_is(line->value, "13");
	if (pq_bytes_is(line->name, "sec-websocket-key"))
		return is_drawn_key(run, exchange, line->value);
	if (pq_bytes_is(line->name, "sec-websocket-protocol"))
		return lists_protocols(run, exchange->asked, line->value);
	return pq_bytes_is(line->name, "sec-websocket-extensions") && names_deflate(line->value);
}

/* Whether the handshake before the frames was answered with the compression that it had offered (RFC 7692 5). */
static bool is_deflated(struct pq_judge_state *run, const struct pq_exchange *exchange)
{
	size_t mark = run->text.len;
	struct pq_answer answer;
	struct pq_view value;
	bool agreed = false;

	if (!exchange->before || !exchange->asked->offers_deflate)
		return false;
	pq_answer_read(&answer, pq_run_received(run, exchange->before, SIZE_MAX), true);
	while (answer.status == 101 && pq_answer_next(&answer.head, "sec-websocket-extensions", &value))
		agreed = agreed || names_deflate(value);
	run->text.len = mark;
	return agreed;
}

static const struct pq_head_line *find_line(const struct pq_message *message, const char *name)
{
	for (size_t i = 0; i < message->line_count; i++)
		if (pq_bytes_is(message->lines[i].name, name))
			return &message->lines[i];
	return NULL;
}

/* RFC 6455 4.1, step 10: the value is a list of tokens. */
static bool is_token_list(struct pq_view value)
{
	struct pq_view member;

	while (pq_bytes_split(&value, ',', &member))
		if (!pq_bytes_is_token(pq_bytes_trim(member)))
			return false;
	return true;
}

static size_t count_lines(const struct pq_message *message, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < message->line_count; i++)
		count += pq_bytes_is(message->lines[i].name, name);
	return count;
}

/* RFC 6455 4.1, step 7: one key, and a drawn one. */
static void judge_key(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message,
		      const struct pq_head_line *key)
{
	const char *why = NULL;

	if (!pq_rule_applies(run, PQ_RULE_UNMASKED_FRAME))
		return;
	if (!key)
		why = "a handshake without a key: ";
	else if (count_lines(message, "sec-websocket-key") > 1)
		why = "a handshake with more than one key, the first is ";
	else if (!is_drawn_key(run, exchange, key->value))
		why = "the handshake's key does not encode 16 bytes drawn for it: ";
	if (!why)
		return;
	pq_detail_quote(pq_detail(run, why), key ? key->value : message->start);
	pq_violate(run, PQ_RULE_UNMASKED_FRAME, exchange->sends.first, pq_exchange_request(exchange));
}

/* The handshake, once the rules for all heads have seen it. A CONNECT before it has none of its lines. */
void pq_path_websocket_message(struct pq_judge_state *run, const struct pq_exchange *exchange,
			       const struct pq_message *message)
{
	const struct pq_head_line *key = find_line(message, "sec-websocket-key");
	const struct pq_head_line *protocols = find_line(message, "sec-websocket-protocol");
	const struct pq_head_line *extensions = find_line(message, "sec-websocket-extensions");

	if (!message->complete || exchange->to == PQ_TO_TUNNEL)
		return;
	if (protocols && !is_token_list(protocols->value) && pq_rule_applies(run, PQ_RULE_MALFORMED_HEADER)) {
		pq_detail_quote(pq_detail(run, "subprotocols that are no tokens: "), protocols->value);
		pq_violate(run, PQ_RULE_MALFORMED_HEADER, exchange->sends.first, pq_exchange_request(exchange));
	}
	judge_key(run, exchange, message, key);
	exchange->asked->offers_deflate = extensions && names_deflate(extensions->value);
	exchange->asked->draws_from = exchange->sends.first;
}

/*
 * draws:  see above
 * event:  SEND event that holds byte `offset` of what was written; it ends before `end`
 * last:   mask of the frame before; empty before the first
 * open:   a message whose last fragment has not come is under way
 * closed: a close frame was written
 * deflated: messages may be compressed
 */
struct frames {
	struct draws draws;
	const struct pq_exchange *exchange;
	size_t event;
	size_t end;
	struct pq_view last;
	bool open;
	bool closed;
	bool deflated;
};

/* Goes on to the SEND event that holds that byte. */
static void seek(struct frames *frames, size_t offset)
{
	const struct pq_event *events = frames->draws.run->transcript->events;
	const struct pq_exchange *exchange = frames->exchange;

	while (offset >= frames->end && frames->event < exchange->sends.last) {
		const struct pq_event *next = &events[++frames->event];

		if (next->kind == PQ_EVENT_SEND && next->conn == exchange->conn->number)
			frames->end += next->bytes.len;
	}
}

/* RFC 6455 5.3; where draws are not shown, a mask may at least not be that of the frame before. */
static const char *judge_mask(struct frames *frames, const struct pq_naive_frame *frame)
{
	struct pq_judge_state *run = frames->draws.run;

	if (!frame->masked)
		return "a frame is not masked: ";
	if (!pq_run_shows(run, PQ_SHOWS_RANDOM)) {
		run->unproven |= UINT32_C(1) << PQ_RULE_UNMASKED_FRAME;
		return pq_bytes_same(frame->mask, frames->last) ? "two frames have the same mask: " : NULL;
	}
	return take(&frames->draws, frame->mask, frames->event)
		       ? NULL
		       : "a frame's mask is not four bytes drawn since the last one: ";
}

/* RFC 6455 5.4, and 5.5.1: nothing of a message follows a close frame. */
static bool is_out_of_order(struct frames *frames, const struct pq_naive_frame *frame)
{
	bool wrong;

	if (frame->opcode >= 8) {
		frames->closed = frames->closed || frame->opcode == 8;
		return false;
	}
	wrong = frames->closed || (frame->opcode == 0) != frames->open;
	frames->open = !frame->fin;
	return wrong;
}

/* Why the frame is none that a client writes; NULL if it is one, or as much of one as was written. */
static const char *judge_frame(struct frames *frames, const struct pq_naive_frame *frame, bool whole)
{
	if (frame->faulty && !(frame->compressed && frames->deflated))
		return "what was written is no frame: ";
	if (whole && is_out_of_order(frames, frame))
		return "a frame does not follow what was written before: ";
	return frame->masked && !frame->mask.len ? NULL : judge_mask(frames, frame);
}

void pq_path_websocket_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent)
{
	bool deflated = is_deflated(run, exchange);
	struct frames frames = { .deflated = deflated,
				 .draws = begin_draws(run, exchange->asked),
				 .exchange = exchange,
				 .event = exchange->sends.first };
	struct pq_view rest = sent;
	const char *why = NULL;

	if (!sent.len || !pq_rule_applies(run, PQ_RULE_UNMASKED_FRAME))
		return;
	frames.end = run->transcript->events[frames.event].bytes.len;
	/* One byte does not say yet whether there is a mask. */
	while (rest.len > 1 && !why) {
		struct pq_view at = rest;
		struct pq_naive_frame frame;
		bool whole = pq_naive_frame_take(&rest, &frame);

		/* What was drawn before the mask's last byte was written may be in it. */
		seek(&frames, frame.mask.len ? (size_t)(frame.mask.data - sent.data) + 3 : sent.len - at.len);
		why = judge_frame(&frames, &frame, whole);
		frames.last = frame.mask;
		if (why) {
			pq_detail_quote(pq_detail(run, why), at);
			pq_violate(run, PQ_RULE_UNMASKED_FRAME, frames.event, pq_exchange_request(exchange));
		}
		if (!whole)
			break;
	}
	end_draws(&frames.draws);
	if (!why && !deflated)
		pq_websocket_judge_payloads(run, exchange, sent);
}
