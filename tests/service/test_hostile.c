/* SPDX-License-Identifier: MIT */
/*
 * Sessions of hostile renderers with one network service, chosen by a seed: garbage, half messages, floods, silence,
 * descriptors passed along, death in the middle. After each of them, and after all of them, an honest request is
 * served. The first argument is the number of sessions (150 without it), the second the seed.
 */
#include "../sink_case.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "service/channel.h"
#include "service/drive.h"
#include "service/paper.h"

static unsigned long sessions = 150;
static unsigned long seed = 1;
static struct sink_case sink;
static struct pq_policy policy;
static struct pq_house *house;
static struct pq_paper *paper;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % below;
}

/* As much as goes without waiting; a renderer does not care what became of it. */
static void throw_at(int socket, const void *data, size_t len)
{
	if (send(socket, data, len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return;
}

static void throw_request(int socket, const char *lines)
{
	unsigned char storage[1024];
	char whole[512];
	struct pq_buf out;

	snprintf(whole, sizeof(whole), "pratique-scenario 1\n%s", lines);
	pq_buf_init(&out, storage, sizeof(storage));
	pq_parcel_write(PQ_PARCEL_REQUEST, pq_view_str(whole), &out);
	throw_at(socket, out.data, out.len);
}

static void garbage(int socket)
{
	unsigned char bytes[512];
	size_t len = 1 + draw(sizeof(bytes));

	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)draw(256);
	throw_at(socket, bytes, len);
}

static void half(int socket)
{
	unsigned char head[PQ_PARCEL_HEADER] = { PQ_PARCEL_REQUEST, 0, 0, 0, 0, 0, 4, 0 };

	throw_at(socket, head, 1 + draw(PQ_PARCEL_HEADER));
}

static void too_long(int socket)
{
	unsigned char head[PQ_PARCEL_HEADER] = { PQ_PARCEL_REQUEST, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff };

	throw_at(socket, head, sizeof(head));
}

static void flood(int socket)
{
	for (int i = 0; i < 200; i++)
		throw_request(socket, draw(2) ? "fetch GET http://127.0.0.1:25/\n" : "fetch\n");
}

static void silence(int socket)
{
	(void)socket;
}

/* The request stays without an answer for as long as the renderer lives. */
static void die_in_the_middle(int socket)
{
	char line[96];

	snprintf(line, sizeof(line), "fetch GET http://127.0.0.1:%u/silent\n", sink.port);
	throw_request(socket, line);
	poll(NULL, 0, (int)draw(3));
}

/* Of a file: a renderer whose own socket lies in a message that is not read yet would not look dead. */
static void pass_descriptors(int socket)
{
	int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
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
	if (sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		print_message("the service was faster\n");
	close(file);
}

static void orders(int socket)
{
	static const unsigned char kinds[] = "SNPGEZTDX";
	unsigned char head[PQ_PARCEL_HEADER] = { 0 };

	head[0] = kinds[draw(sizeof(kinds) - 1)];
	throw_at(socket, head, sizeof(head));
}

static void lies(int socket)
{
	throw_request(socket, "page http://bank.example/\nfetch GET http://127.0.0.1/\n");
	throw_request(socket, "embedder GET http://127.0.0.1:25/\n");
	throw_request(socket, "socket 127.0.0.1 25\n  write \"HELO\"\n");
}

static void (*const attacks[])(int) = { garbage,          half,   too_long, flood, silence, die_in_the_middle,
					pass_descriptors, orders, lies };

#define ATTACKS (sizeof(attacks) / sizeof(attacks[0]))

/* Whatever the service has to say of the session, up to its end. */
static void hear_out(void)
{
	struct pq_news news;

	do {
		news = pq_house_next(house, 20000);
		assert_true(news.kind != PQ_NEWS_LOST && news.kind != PQ_NEWS_NONE);
		if (news.kind == PQ_NEWS_CALL)
			fail_msg("the service called %.*s", (int)news.text.len, (const char *)news.text.data);
		/* No session may come to a dial but to the sink. */
		if (news.kind == PQ_NEWS_EVENTS) {
			static const char forbidden[] = " 127.0.0.1 25 ";

			assert_null(memmem(news.text.data, news.text.len, forbidden, sizeof(forbidden) - 1));
		}
	} while (news.kind != PQ_NEWS_RENDERER);
}

static void attack(size_t which)
{
	int pair[2];

	assert_true(pq_channel_pair(pair));
	assert_int_equal(pq_house_adopt(house, pair[1]), PQ_ERR_OK);
	close(pair[1]);
	attacks[which](pair[0]);
	if (draw(3) == 0)
		attacks[draw(ATTACKS)](pair[0]);
	close(pair[0]);
	hear_out();
}

static void be_honest(void)
{
	static struct pq_event events[256];
	static struct pq_address addresses[16];
	static unsigned char bytes[65536];
	struct pq_drive *drive = pq_drive_new(house);
	struct pq_transcript transcript;
	struct pq_driven driven;
	struct pq_diag diag = { 0, 0, "" };
	char text[128];

	snprintf(text, sizeof(text), "pratique-scenario 1\nfetch GET http://127.0.0.1:%u/404\n  mode no-cors\n",
		 sink.port);
	assert_int_equal(pq_paper_read(paper, pq_view_str(text), NULL), PQ_ERR_OK);
	pq_transcript_init(&transcript, events, 256, addresses, 16, bytes, sizeof(bytes));
	if (pq_house_session(house, &paper->scenario, &diag) ||
	    pq_drive_request(drive, &paper->scenario, 0, 1, 20000, &transcript, &driven, &diag))
		fail_msg("%s", diag.expected);
	if (events[transcript.count - 1].outcome != PQ_OUTCOME_DONE)
		fail_msg("an honest request: %s", driven.why);
	pq_drive_free(drive);
}

static void the_service_survives_every_session(void **state)
{
	(void)state;
	for (unsigned long i = 0; i < sessions; i++) {
		attack(i < ATTACKS ? i : draw(ATTACKS));
		if (i < ATTACKS || i % 50 == 0)
			be_honest();
	}
	be_honest();
}

/* Far more descriptors come along than the service may have open: none of them stays. */
static void descriptors_that_are_passed_along_are_closed(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++)
		attack(6);
	be_honest();
}

static int start(void **state)
{
	struct pq_house_options options = { .serve = { .policy = &policy } };
	struct pq_diag diag = { 0, 0, "" };

	(void)state;
	sink_case_start(&sink, 1, 0);
	paper = calloc(1, sizeof(*paper));
	assert_int_equal(pq_policy_parse_builtin(&policy, pq_view_str("fetch")), PQ_ERR_OK);
	if (pq_house_open(&house, &options, &diag)) {
		print_message("no three processes here: %s\n", diag.expected);
		sink_case_stop(&sink);
		exit(77);
	}
	return 0;
}

static int stop(void **state)
{
	(void)state;
	pq_house_close(house);
	sink_case_stop(&sink);
	sink_case_remove(&sink);
	free(paper);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_service_survives_every_session),
		cmocka_unit_test(descriptors_that_are_passed_along_are_closed),
	};

	if (argc > 1)
		sessions = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seed = strtoul(argv[2], NULL, 10);
	print_message("%lu sessions, seed %lu\n", sessions, seed);
	return cmocka_run_group_tests(tests, start, stop);
}
