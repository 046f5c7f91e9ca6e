/* SPDX-License-Identifier: MIT */
/* What the tests of a watch share. They know no more of it than pratique/watch.h says. */
#ifndef PQ_TESTS_WATCH_CASE_H
#define PQ_TESTS_WATCH_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "pratique/watch.h"

#define SHOWS_HTTP (PQ_WATCH_DIALS | PQ_WATCH_NAMES | PQ_WATCH_SENDS | PQ_WATCH_RECEIVES | PQ_WATCH_OUTCOMES)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline struct pq_watch_options case_options(void)
{
	struct pq_watch_options options;

	pq_watch_defaults(&options);
	options.shows = SHOWS_HTTP;
	return options;
}

static inline struct pq_watch *case_open(const struct pq_watch_options *options)
{
	struct pq_watch *watch = NULL;
	char message[PQ_WATCH_MESSAGE] = "";
	enum pq_watch_err err = pq_watch_open(options, &watch, message);

	if (err)
		print_error("%s: %s\n", pq_watch_err_message(err), message);
	assert_int_equal(err, PQ_WATCH_OK);
	return watch;
}

static inline struct sockaddr_in case_ipv4(const char *address, uint16_t port)
{
	struct sockaddr_in in;

	memset(&in, 0, sizeof(in));
	in.sin_family = AF_INET;
	in.sin_port = htons(port);
	assert_int_equal(inet_pton(AF_INET, address, &in.sin_addr), 1);
	return in;
}

static inline enum pq_watch_err case_dial(struct pq_watch *watch, int64_t conn, uint16_t port, const char *host)
{
	struct sockaddr_in in = case_ipv4("20.0.0.1", port);

	return pq_watch_dial(watch, conn, (const struct sockaddr *)&in, sizeof(in), PQ_WATCH_TCP, host);
}

static inline enum pq_watch_err case_ask(struct pq_watch *watch, const char *url)
{
	struct pq_watch_asked asked;

	memset(&asked, 0, sizeof(asked));
	asked.url = pq_watch_str(url);
	return pq_watch_request(watch, &asked, NULL);
}

static inline enum pq_watch_err case_send(struct pq_watch *watch, int64_t conn, const char *bytes)
{
	return pq_watch_send(watch, conn, bytes, strlen(bytes));
}

static inline enum pq_watch_err case_receive(struct pq_watch *watch, int64_t conn, const char *bytes)
{
	return pq_watch_receive(watch, conn, bytes, strlen(bytes));
}

/* Fails unless that rule is broken, and no other; NULL: none is. */
static inline void case_expect(struct pq_watch *watch, const char *name, const char *rule)
{
	static const char *const rules[] = { "unsafe_port",         "wrong_destination",     "over_block",
					     "forbidden_header",    "malformed_header",      "forbidden_method",
					     "host_mismatch",       "request_split",         "bad_framing",
					     "multipart_injection", "weak_boundary",         "unmasked_frame",
					     "credential_leak",     "socket_outside_service" };
	enum pq_watch_err err = pq_watch_end(watch);

	if (err != (rule ? PQ_WATCH_BREACH : PQ_WATCH_OK)) {
		print_error("%s: %s (%s)\n", name, pq_watch_err_message(err), pq_watch_problem(watch));
		fail();
	}
	for (size_t i = 0; i < COUNT(rules); i++) {
		int broken = pq_watch_judgement(watch, rules[i]) == PQ_WATCH_VIOLATED;

		if (broken == (rule && strcmp(rule, rules[i]) == 0))
			continue;
		print_error("%s: %s is %sbroken\n", name, rules[i], broken ? "" : "not ");
		fail();
	}
}

#endif
