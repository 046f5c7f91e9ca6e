/* SPDX-License-Identifier: MIT */
#include "sandbox/message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/check.h"

/* Room for the descriptors of one message, aligned as a cmsghdr must be. */
union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(PQ_MESSAGE_FILES * sizeof(int))];
};

bool pq_message_send(int socket, const struct pq_message *message, const int *files, size_t count)
{
	struct pq_message copy = *message;
	struct iovec piece = { &copy, sizeof(copy) };
	struct msghdr head = { .msg_iov = &piece, .msg_iovlen = 1 };
	union control control = { 0 };
	ssize_t sent;

	pq_check(count <= PQ_MESSAGE_FILES);
	if (count > 0) {
		struct cmsghdr *first;

		head.msg_control = control.bytes;
		head.msg_controllen = CMSG_SPACE(count * sizeof(int));
		first = CMSG_FIRSTHDR(&head);
		first->cmsg_level = SOL_SOCKET;
		first->cmsg_type = SCM_RIGHTS;
		first->cmsg_len = CMSG_LEN(count * sizeof(int));
		memcpy(CMSG_DATA(first), files, count * sizeof(int));
	}
	do
		sent = sendmsg(socket, &head, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)sizeof(copy);
}

bool pq_message_receive(int socket, struct pq_message *message, int *files)
{
	struct iovec piece = { message, sizeof(*message) };
	union control control = { 0 };
	struct msghdr head = { .msg_iov = &piece, .msg_iovlen = 1 };
	struct cmsghdr *first;

	if (files) {
		head.msg_control = control.bytes;
		head.msg_controllen = sizeof(control.bytes);
		for (size_t i = 0; i < PQ_MESSAGE_FILES; i++)
			files[i] = -1;
	}
	errno = 0;
	if (recvmsg(socket, &head, MSG_CMSG_CLOEXEC) != (ssize_t)sizeof(*message))
		return false;
	message->text[sizeof(message->text) - 1] = '\0';
	first = files ? CMSG_FIRSTHDR(&head) : NULL;
	if (first && first->cmsg_level == SOL_SOCKET && first->cmsg_type == SCM_RIGHTS)
		memcpy(files, CMSG_DATA(first), first->cmsg_len - CMSG_LEN(0));
	return true;
}
