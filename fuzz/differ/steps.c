/* SPDX-License-Identifier: MIT */
#include "differ/steps.h"

#include "base/ascii.h"

static struct pq_view head_of(const struct pq_step *step)
{
	return pq_view(step->head, step->head_len);
}

/* The n-th word of the first line, from 0. */
static struct pq_view word_of(const struct pq_step *step, unsigned int n)
{
	struct pq_view line = pq_view_slice(head_of(step), 0, pq_view_find(head_of(step), '\r', 0));

	for (; n > 0; n--)
		line = pq_view_from(line, pq_view_find(line, ' ', 0) + 1);
	return pq_view_slice(line, 0, pq_view_find(line, ' ', 0));
}

struct pq_view pq_step_method(const struct pq_step *step)
{
	return word_of(step, 0);
}

struct pq_view pq_step_target(const struct pq_step *step)
{
	return word_of(step, 1);
}

struct pq_view pq_step_host(const struct pq_step *step)
{
	struct pq_view rest = head_of(step);
	const struct pq_view name = PQ_VIEW("Host: ");

	while (rest.len > 0) {
		struct pq_view line = pq_view_slice(rest, 0, pq_view_find(rest, '\r', 0));

		if (line.len >= name.len && pq_ascii_eq_nocase(pq_view_slice(line, 0, name.len), name))
			return pq_view_from(line, name.len);
		rest = pq_view_from(rest, line.len + 2);
	}
	return pq_view(NULL, 0);
}

struct pq_view pq_step_status(const struct pq_step *step)
{
	struct pq_view answer = pq_view(step->answer, step->answer_len);

	return pq_view_starts(answer, pq_view_str("HTTP/1.1 ")) ? pq_view_from(answer, 9) : pq_view(NULL, 0);
}

static bool is_whole(const struct pq_step *step)
{
	struct pq_view head = head_of(step);
	const struct pq_view end = PQ_VIEW("\r\n\r\n");

	for (size_t at = 0; at + end.len <= head.len; at++)
		if (pq_view_starts(pq_view_from(head, at), end))
			return true;
	return false;
}

/* What is written behind a head is its body, until the server speaks. */
static void hear(struct pq_step *step, struct pq_view bytes)
{
	step->spoke = true;
	for (size_t i = 0; i < bytes.len && step->head_len < PQ_STEP_BYTES; i++)
		step->head[step->head_len++] = bytes.data[i];
}

static struct pq_step *begin(struct pq_steps *steps, const struct pq_event *dial)
{
	if (steps->count == PQ_STEPS) {
		steps->full = true;
		return NULL;
	}
	steps->at[steps->count].dial = dial;
	steps->at[steps->count].spoke = false;
	steps->at[steps->count].head_len = 0;
	steps->at[steps->count].answer_len = 0;
	return &steps->at[steps->count++];
}

/* The latest step on that connection; NULL if there is none. */
static struct pq_step *step_on(struct pq_steps *steps, uint32_t conn)
{
	for (size_t i = steps->count; i > 0; i--)
		if (steps->at[i - 1].dial->conn == conn)
			return &steps->at[i - 1];
	return NULL;
}

static const struct pq_event *dial_of(const struct pq_transcript *transcript, uint32_t conn)
{
	for (size_t i = 0; i < transcript->count; i++)
		if (transcript->events[i].kind == PQ_EVENT_DIAL && transcript->events[i].conn == conn)
			return &transcript->events[i];
	return NULL;
}

/* What is written behind an answer is the next message. */
static void send(const struct pq_transcript *transcript, const struct pq_event *event, struct pq_steps *steps)
{
	struct pq_step *step = step_on(steps, event->conn);
	const struct pq_event *dial = step && !step->answer_len ? NULL : dial_of(transcript, event->conn);

	if (dial)
		step = begin(steps, dial);
	if (step)
		hear(step, event->bytes);
}

static void receive(const struct pq_event *event, struct pq_steps *steps)
{
	struct pq_step *step = step_on(steps, event->conn);

	for (size_t i = 0; step && step->spoke && i < event->bytes.len && step->answer_len < PQ_STEP_ANSWER; i++)
		step->answer[step->answer_len++] = event->bytes.data[i];
}

void pq_steps_of(const struct pq_transcript *transcript, uint32_t request, struct pq_steps *steps)
{
	steps->count = 0;
	steps->full = steps->ended = steps->refused = false;
	for (size_t i = 0; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];

		if (event->request != request)
			continue;
		if (event->kind == PQ_EVENT_DIAL)
			begin(steps, event);
		else if (event->kind == PQ_EVENT_SEND)
			send(transcript, event, steps);
		else if (event->kind == PQ_EVENT_RECEIVE)
			receive(event, steps);
		else if (event->kind == PQ_EVENT_OUTCOME) {
			steps->ended = true;
			steps->refused = event->outcome == PQ_OUTCOME_BLOCKED;
		}
	}
}

const char *pq_difference_name(enum pq_difference kind)
{
	static const char *const names[] = { "differ_not", "differ_dial", "differ_message", "differ_follow",
					     "differ_refusal" };

	return names[kind];
}

static bool same_address(const struct pq_event *a, const struct pq_event *b)
{
	size_t len = a->address_count && a->addresses[0].family == 6 ? 16 : 4;

	if (!a->address_count || !b->address_count)
		return a->address_count == b->address_count;
	return a->addresses[0].family == b->addresses[0].family &&
	       memcmp(a->addresses[0].bytes, b->addresses[0].bytes, len) == 0;
}

static const char *place_differs(const struct pq_event *model, const struct pq_event *other)
{
	if (model->transport != other->transport)
		return "transport";
	if (model->port != other->port)
		return "port";
	return same_address(model, other) ? NULL : "address";
}

/* One byte of a target, or the value of an escape plus 256 unless it stands for an unreserved character. */
static unsigned int take_byte(struct pq_view *rest)
{
	unsigned int c = rest->data[0];
	size_t len = 1;

	if (c == '%' && rest->len > 2 && pq_ascii_is(rest->data[1], PQ_ASCII_HEX) &&
	    pq_ascii_is(rest->data[2], PQ_ASCII_HEX)) {
		c = pq_ascii_hex_value(rest->data[1]) << 4 | pq_ascii_hex_value(rest->data[2]);
		c += pq_ascii_is((unsigned char)c, PQ_ASCII_ALPHA | PQ_ASCII_DIGIT) || (c && strchr("-._~", (int)c))
			     ? 0
			     : 256;
		len = 3;
	}
	*rest = pq_view_from(*rest, len);
	return c;
}

/* The same once escapes are normalised, which RFC 3986 6.2.2 lets everybody do. */
static bool same_target(struct pq_view a, struct pq_view b)
{
	while (a.len && b.len)
		if (take_byte(&a) != take_byte(&b))
			return false;
	return a.len == b.len;
}

/* Of heads that have no end in what is kept nothing is said. */
static const char *message_differs(const struct pq_step *model, const struct pq_step *other)
{
	if (!is_whole(model) || !is_whole(other))
		return NULL;
	if (!pq_view_eq(pq_step_method(model), pq_step_method(other)))
		return "method";
	if (!same_target(pq_step_target(model), pq_step_target(other)))
		return "target";
	return pq_ascii_eq_nocase(pq_step_host(model), pq_step_host(other)) ? NULL : "Host";
}

static struct pq_differing differing(enum pq_difference kind, const char *what, size_t step)
{
	return (struct pq_differing){ kind, what, step };
}

/* How it went on behind the steps that both made. */
static struct pq_differing ends_differ(const struct pq_steps *model, const struct pq_steps *other)
{
	size_t both = model->count < other->count ? model->count : other->count;

	if (model->refused != other->refused)
		return differing(PQ_DIFFER_REFUSAL, model->refused ? "the model" : "the other", both);
	if (model->count != other->count && model->ended && other->ended)
		return differing(PQ_DIFFER_FOLLOW, model->count > both ? "the model" : "the other", both);
	return differing(PQ_DIFFER_NOT, "", both);
}

struct pq_differing pq_steps_differ(const struct pq_steps *model, const struct pq_steps *other)
{
	for (size_t i = 0; i < model->count && i < other->count; i++) {
		const char *what = place_differs(model->at[i].dial, other->at[i].dial);

		if (what)
			return differing(PQ_DIFFER_DIAL, what, i);
		if (model->at[i].spoke && other->at[i].spoke)
			what = message_differs(&model->at[i], &other->at[i]);
		if (what)
			return differing(PQ_DIFFER_MESSAGE, what, i);
	}
	return model->full || other->full ? differing(PQ_DIFFER_NOT, "", PQ_STEPS) : ends_differ(model, other);
}
