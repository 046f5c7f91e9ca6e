/* SPDX-License-Identifier: MIT */
#include "lab/talk.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "system/clock.h"

#define SAID_SIZE (1u << 18) /* bytes of one line of a dialogue, placeholders replaced */

void pq_talk_begin(struct pq_talk *talk, int socket, const char *who, struct pq_lab_steps *steps)
{
	talk->socket = socket;
	talk->who = who;
	talk->steps = steps;
	talk->closed = false;
	talk->received_len = 0;
	talk->told = 0;
}

void pq_talk_end(struct pq_talk *talk)
{
	if (talk->socket >= 0)
		close(talk->socket);
	talk->socket = -1;
}

void pq_talk_tell(struct pq_talk *talk)
{
	struct pq_view all = pq_view(talk->received, talk->received_len);

	if (talk->steps && talk->told < talk->received_len)
		pq_lab_step_add(talk->steps, "server", talk->who, pq_view_from(all, talk->told), NULL);
	talk->told = talk->received_len;
}

void pq_talk_note(struct pq_talk *talk, const char *from, const char *note)
{
	pq_talk_tell(talk);
	if (talk->steps)
		pq_lab_step_add(talk->steps, from, NULL, pq_view(NULL, 0), note);
}

static int left_of(uint64_t end)
{
	uint64_t now = pq_clock_ms();

	return now < end ? (int)(end - now) : 0;
}

/* Takes what is there without waiting; true if something was. */
static bool take(struct pq_talk *talk)
{
	unsigned char spare[4096];
	size_t room = PQ_TALK_CAP - talk->received_len;
	ssize_t len = recv(talk->socket, room ? talk->received + talk->received_len : spare,
			   room ? room : sizeof(spare), MSG_DONTWAIT);

	if (len > 0) {
		talk->received_len += room ? (size_t)len : 0;
		return true;
	}
	if (len == 0 || (errno != EAGAIN && errno != EINTR))
		talk->closed = true;
	return false;
}

/* Waits until the socket can be read or, if asked for, written; false when the time is over. */
static bool await_socket(struct pq_talk *talk, bool write, int limit_ms)
{
	struct pollfd poller = { talk->socket, (short)(POLLIN | (write ? POLLOUT : 0)), 0 };

	return poll(&poller, 1, limit_ms) > 0;
}

bool pq_talk_receive(struct pq_talk *talk, int limit_ms)
{
	return !talk->closed && await_socket(talk, false, limit_ms) && take(talk);
}

void pq_talk_listen(struct pq_talk *talk, int quiet_ms, int limit_ms)
{
	uint64_t end = pq_clock_ms() + (uint64_t)limit_ms;
	int left = limit_ms;

	while (!talk->closed && left > 0 && pq_talk_receive(talk, left < quiet_ms ? left : quiet_ms))
		left = left_of(end);
}

/* Sends a part; false if the connection is broken. */
static bool send_part(struct pq_talk *talk, struct pq_view *rest)
{
	ssize_t len = send(talk->socket, rest->data, rest->len, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (len > 0)
		*rest = pq_view_from(*rest, (size_t)len);
	return len >= 0 || errno == EAGAIN || errno == EINTR;
}

bool pq_talk_send(struct pq_talk *talk, struct pq_view bytes, int limit_ms)
{
	uint64_t end = pq_clock_ms() + (uint64_t)limit_ms;
	struct pq_view rest = bytes;

	pq_talk_tell(talk);
	if (talk->steps)
		pq_lab_step_add(talk->steps, talk->who, "server", bytes, NULL);
	while (rest.len > 0 && !talk->closed) {
		size_t before = rest.len;

		if (!send_part(talk, &rest))
			talk->closed = true;
		if (rest.len < before)
			end = pq_clock_ms() + (uint64_t)limit_ms;
		if (!talk->closed && rest.len > 0 && !await_socket(talk, true, left_of(end)))
			return false;
		if (!talk->closed && rest.len > 0)
			take(talk);
	}
	return !talk->closed;
}

/* Index behind the text, as it stands behind byte `from` of what has come; 0 if it does not. */
static size_t find(const struct pq_talk *talk, struct pq_view text, size_t from)
{
	const unsigned char *hit = memmem(talk->received + from, talk->received_len - from, text.data, text.len);

	return hit ? (size_t)(hit - talk->received) + text.len : 0;
}

/* Waits for the text in what comes behind byte *from, which is moved behind it. */
static bool await_text(struct pq_talk *talk, struct pq_view text, size_t *from, int quiet_ms, int limit_ms)
{
	uint64_t end = pq_clock_ms() + (uint64_t)limit_ms;
	bool came = false;
	size_t behind;

	while ((behind = find(talk, text, *from)) == 0) {
		int left = left_of(end);
		int wait = came && quiet_ms > 0 && quiet_ms < left ? quiet_ms : left;

		if (left == 0 || !pq_talk_receive(talk, wait))
			return false;
		came = true;
	}
	*from = behind;
	return true;
}

bool pq_talk_speak(struct pq_talk *talk, const struct pq_lab_dialogue *dialogue, const struct pq_lab_names *names,
		   int quiet_ms, int limit_ms)
{
	unsigned char *storage = malloc(SAID_SIZE);
	size_t from = talk->received_len;
	bool good = storage != NULL;

	for (size_t i = 0; good && i < dialogue->count; i++) {
		struct pq_buf text;

		pq_buf_init(&text, storage, SAID_SIZE);
		pq_lab_expand(dialogue->says[i].text, names, &text);
		if (dialogue->says[i].send) {
			take(talk);
			from = talk->received_len;
			good = pq_talk_send(talk, pq_buf_view(&text), limit_ms);
		} else {
			good = await_text(talk, pq_buf_view(&text), &from, quiet_ms, limit_ms);
		}
	}
	free(storage);
	pq_talk_tell(talk);
	return good;
}
