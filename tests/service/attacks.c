/* SPDX-License-Identifier: MIT */
#include "attacks.h"

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "service/parcel.h"

static uint64_t state;
static uint16_t server_port;

/* splitmix64: neighbouring sessions have nothing to do with each other. */
static uint64_t next(void)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void attacks_seed(uint64_t seed, uint64_t session)
{
	state = seed;
	state = next() + session;
	state = next();
}

uint32_t attacks_draw(uint32_t below)
{
	return (uint32_t)(next() >> 33) % below;
}

void attacks_server(uint16_t port)
{
	server_port = port;
}

/* As much as goes without waiting; a renderer does not care what became of it. */
static bool throw_at(int socket, const void *data, size_t len)
{
	return send(socket, data, len, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)len;
}

static bool throw_request(int socket, const char *lines)
{
	unsigned char storage[1024];
	char whole[512];
	struct pq_buf out;

	snprintf(whole, sizeof(whole), "pratique-scenario 1\n%s", lines);
	pq_buf_init(&out, storage, sizeof(storage));
	pq_parcel_write(PQ_PARCEL_REQUEST, pq_view_str(whole), &out);
	return throw_at(socket, out.data, out.len);
}

static void garbage(int socket)
{
	unsigned char bytes[512];
	size_t len = 1 + attacks_draw(sizeof(bytes));

	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)attacks_draw(256);
	throw_at(socket, bytes, len);
}

static void half(int socket)
{
	unsigned char head[PQ_PARCEL_HEADER] = { PQ_PARCEL_REQUEST, 0, 0, 0, 0, 0, 4, 0 };

	throw_at(socket, head, 1 + attacks_draw(PQ_PARCEL_HEADER));
}

static void too_long(int socket)
{
	unsigned char head[PQ_PARCEL_HEADER] = { PQ_PARCEL_REQUEST, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff };

	throw_at(socket, head, sizeof(head));
}

void attack_flood(int socket)
{
	bool room = true;

	for (int i = 0; i < 2000 && room; i++)
		room = throw_request(socket, attacks_draw(2) ? "fetch GET http://127.0.0.1:25/\n" : "fetch\n");
}

static void silence(int socket)
{
	(void)socket;
	poll(NULL, 0, (int)attacks_draw(2));
}

/* The request stays without an answer for as long as the renderer lives. */
static void die_in_the_middle(int socket)
{
	char line[96];

	snprintf(line, sizeof(line), "fetch GET http://127.0.0.1:%u/silent\n", server_port);
	throw_request(socket, line);
	poll(NULL, 0, (int)attacks_draw(3));
}

static void pass(int socket, int file)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(60 * sizeof(int))];
	} control = { .bytes = { 0 } };
	char byte = PQ_PARCEL_REQUEST;
	struct iovec piece = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof(control)
	};
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);

	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(60 * sizeof(int));
	for (size_t i = 0; i < 60; i++)
		memcpy(CMSG_DATA(part) + i * sizeof(int), &file, sizeof(int));
	sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Of a file: a renderer whose own socket lies in a message that is not read yet would not look dead. */
void attack_pass_descriptors(int socket)
{
	int file = open("/dev/null", O_RDONLY | O_CLOEXEC);

	pass(socket, file);
	close(file);
}

static void orders(int socket)
{
	static const unsigned char kinds[] = "SNPGEZTDXUAHB";
	unsigned char head[PQ_PARCEL_HEADER] = { 0 };

	head[0] = kinds[attacks_draw(sizeof(kinds) - 1)];
	throw_at(socket, head, sizeof(head));
}

static void lies(int socket)
{
	throw_request(socket, "page http://bank.example/\nfetch GET http://127.0.0.1/\n");
	throw_request(socket, "embedder GET http://127.0.0.1:25/\n");
	throw_request(socket, "socket 127.0.0.1 25\n  write \"HELO\"\n");
	throw_request(socket, "ftp ftp://127.0.0.1:25/\n");
	throw_request(socket, "websocket ws://127.0.0.1:25/\n");
	throw_request(socket, "ice-server turn:127.0.0.1:25?transport=tcp \"u\" \"p\"\n");
}

/* Nobody reads the answers. */
static void deafness(int socket)
{
	char line[96];
	bool room = true;

	snprintf(line, sizeof(line), "fetch GET http://127.0.0.1:%u/404\n", server_port);
	for (int i = 0; i < 20 && room; i++)
		room = throw_request(socket, line);
	shutdown(socket, attacks_draw(2) ? SHUT_RD : SHUT_WR);
}

const struct attack attacks[] = {
	{ "garbage", garbage },
	{ "half a parcel", half },
	{ "a parcel that is too long", too_long },
	{ "a flood", attack_flood },
	{ "silence", silence },
	{ "death in the middle", die_in_the_middle },
	{ "descriptors", attack_pass_descriptors },
	{ "orders", orders },
	{ "lies", lies },
	{ "deafness", deafness },
};

const size_t attack_count = sizeof(attacks) / sizeof(attacks[0]);
