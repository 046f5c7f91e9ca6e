/* SPDX-License-Identifier: MIT */
#include "service/channel.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "posix/calls.h"

#define SMALL 4096    /* bytes of a parcel that go in one piece with its header */
#define MAX_FILES 253 /* that one message can carry: the kernel's SCM_MAX_FD */

bool pq_channel_pair(int sockets[static 2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets) == 0;
}

void pq_channel_init(struct pq_channel *channel, int socket, void *storage, size_t cap)
{
	channel->socket = socket;
	channel->file_count = 0;
	channel->strays = 0;
	pq_buf_init(&channel->in, storage, cap);
}

static void take_files(struct pq_channel *channel, struct msghdr *message, bool wanted)
{
	for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
		size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < count; i++) {
			int file;

			memcpy(&file, CMSG_DATA(part) + i * sizeof(int), sizeof(file));
			if (wanted && channel->file_count < PQ_CHANNEL_FILES) {
				channel->files[channel->file_count++] = file;
			} else {
				close(file);
				channel->strays++;
			}
		}
	}
}

int pq_channel_take_file(struct pq_channel *channel)
{
	int file = channel->file_count ? channel->files[0] : -1;

	if (channel->file_count)
		memmove(channel->files, channel->files + 1, --channel->file_count * sizeof(channel->files[0]));
	return file;
}

PQ_SYSCALLS(both, recvmsg, close)

static enum pq_err receive(struct pq_channel *channel, unsigned char *data, size_t cap, bool files, size_t *len)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(MAX_FILES * sizeof(int))];
	} control;
	struct iovec piece = { data, cap };
	struct msghdr message = {
		.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof(control)
	};
	ssize_t got = recvmsg(channel->socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

	if (got < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? PQ_ERR_INCOMPLETE : PQ_ERR_IO;
	take_files(channel, &message, files);
	*len = (size_t)got;
	return got ? PQ_ERR_OK : PQ_ERR_IO;
}

enum pq_err pq_channel_read(struct pq_channel *channel, unsigned char *data, size_t cap, size_t *len)
{
	return receive(channel, data, cap, false, len);
}

enum pq_err pq_channel_receive(struct pq_channel *channel, bool files)
{
	size_t len;
	enum pq_err err = receive(channel, channel->in.data + channel->in.len, pq_buf_room(&channel->in), files, &len);

	if (!err)
		channel->in.len += len;
	return err;
}

PQ_SYSCALLS(both, sendto)

enum pq_err pq_channel_write(struct pq_channel *channel, struct pq_view bytes, size_t *len)
{
	ssize_t sent = send(channel->socket, bytes.data, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? PQ_ERR_INCOMPLETE : PQ_ERR_IO;
	*len = (size_t)sent;
	return PQ_ERR_OK;
}

enum pq_err pq_channel_parcel(const struct pq_channel *channel, struct pq_parcel *out)
{
	return pq_parcel_read(pq_buf_view(&channel->in), out);
}

void pq_channel_drop(struct pq_channel *channel, const struct pq_parcel *parcel)
{
	size_t size = pq_parcel_size(parcel);

	channel->in.len -= size;
	memmove(channel->in.data, channel->in.data + size, channel->in.len);
}

PQ_SYSCALLS(both, poll)

bool pq_channel_send_all(struct pq_channel *channel, struct pq_view bytes)
{
	while (bytes.len) {
		struct pollfd file = { .fd = channel->socket, .events = POLLOUT };
		size_t len = 0;
		enum pq_err err = pq_channel_write(channel, bytes, &len);

		if (err == PQ_ERR_IO)
			return false;
		bytes = pq_view_from(bytes, len);
		if (err)
			poll(&file, 1, -1);
	}
	return true;
}

PQ_SYSCALLS(both, sendmsg)

/* A descriptor goes with the parcel's first byte. */
static bool send_file(struct pq_channel *channel, struct pq_view byte, int file)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .bytes = { 0 } };
	unsigned char copy = byte.data[0];
	struct iovec piece = { &copy, 1 };
	struct msghdr message = {
		.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof(control)
	};
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);

	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(part), &file, sizeof(file));
	return sendmsg(channel->socket, &message, MSG_NOSIGNAL) == 1;
}

/* A header with the length of what follows, and of that so much as fits: mostly all. */
static void begin_parcel(char kind, struct pq_view bytes, unsigned char storage[static PQ_PARCEL_HEADER + SMALL],
			 struct pq_buf *head)
{
	pq_buf_init(head, storage, PQ_PARCEL_HEADER + SMALL);
	pq_parcel_write(kind, pq_view_slice(bytes, 0, SMALL), head);
	for (size_t i = 0; i < 4; i++)
		storage[4 + i] = (unsigned char)(bytes.len >> (24 - 8 * i));
}

bool pq_channel_send(struct pq_channel *channel, char kind, struct pq_view bytes, int file)
{
	unsigned char storage[PQ_PARCEL_HEADER + SMALL];
	struct pq_buf head;
	struct pq_view rest;

	begin_parcel(kind, bytes, storage, &head);
	rest = pq_buf_view(&head);
	if (file >= 0) {
		if (!send_file(channel, rest, file))
			return false;
		rest = pq_view_from(rest, 1);
	}
	return pq_channel_send_all(channel, rest) && pq_channel_send_all(channel, pq_view_from(bytes, SMALL));
}

/* Waits until the other side takes something; receives what it has to say, if there is room. */
static bool wait_and_hear(struct pq_channel *channel, int patience_ms)
{
	bool hears = pq_buf_room(&channel->in) > 0;
	struct pollfd file = { .fd = channel->socket, .events = (short)(hears ? POLLIN | POLLOUT : POLLOUT) };

	if (poll(&file, 1, patience_ms) == 0)
		return false;
	return !hears || !(file.revents & POLLIN) || pq_channel_receive(channel, false) != PQ_ERR_IO;
}

static bool say_all(struct pq_channel *channel, struct pq_view bytes, int patience_ms)
{
	while (bytes.len) {
		size_t len = 0;
		enum pq_err err = pq_channel_write(channel, bytes, &len);

		if (err == PQ_ERR_IO || (err && !wait_and_hear(channel, patience_ms)))
			return false;
		bytes = pq_view_from(bytes, len);
	}
	return true;
}

bool pq_channel_say(struct pq_channel *channel, char kind, struct pq_view bytes, int patience_ms)
{
	unsigned char storage[PQ_PARCEL_HEADER + SMALL];
	struct pq_buf head;

	begin_parcel(kind, bytes, storage, &head);
	return say_all(channel, pq_buf_view(&head), patience_ms) &&
	       say_all(channel, pq_view_from(bytes, SMALL), patience_ms);
}
