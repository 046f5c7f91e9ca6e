/* SPDX-License-Identifier: MIT */
/* What the tests of scenarios share: storage, a text with every word, reading from exact-size blocks. */
#ifndef PQ_TESTS_SCENARIO_FIXTURE_H
#define PQ_TESTS_SCENARIO_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "scenario/scenario.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEAD "pratique-scenario 1\n"

/* Every word, every enum, each kind of argument; already canonical. */
static const char everything[] = HEAD "# A comment, kept as it is:\t\xff\n"
				      "\n"
				      "attacker renderer\n"
				      "page http://evil.example/\n"
				      "policy none\n"
				      "judge silverlight\n"
				      "proxy http://proxy.example:3128/ \"user\" \"pass word\"\n"
				      "login https://mail.example/ \"a:b\" \"\"\n"
				      "keep-alive\n"
				      "pause 4294967295\n"
				      "entropy 4294967295\n"
				      "schedule \"\\0\\x01\\xff\"\n"
				      "dns mail.example 20.1.2.3 2001:db8::1 10.0.0.1 ::\n"
				      "dns mail.example\n"
				      "cookie https://mail.example/ \"a=b; Secure\"\n"
				      "fetch POST http://mail.example:25/\n"
				      "  header \"Host\" \"other.example\"\n"
				      "  mode no-cors\n"
				      "  credentials include\n"
				      "  redirect manual\n"
				      "  # a part\n"
				      "  text \"\\r\\nHELO \\\"evil\\\"\\t\\\\\\r\\n\"\n"
				      "xhr \"a b\" \"http://h/ \"\n"
				      "  credentials same-origin\n"
				      "  binary \"\\x80\" + fill 64 \"a\" + \"b\"\n"
				      "fetch GET fill 70000 \"/\"\n"
				      "  mode cors\n"
				      "  redirect error\n"
				      "  blob \"text/plain\" \"\"\n"
				      "\n"
				      "fetch \"\" \"#\"\n"
				      "  mode same-origin\n"
				      "  credentials omit\n"
				      "  redirect follow\n"
				      "  param \"n\" \"v\"\n"
				      "  # between\n"
				      "\n"
				      "  param \"n\" \"v\"\n"
				      "fetch \"fill\" \"+\"\n"
				      "  mode navigate\n"
				      "form POST http://mail.example:25/ multipart\n"
				      "  field \"x\" \"y\"\n"
				      "  file \"f\" \"a.txt\" \"text/plain\" \"bytes\"\n"
				      "form GET http://mail.example/ urlencoded\n"
				      "form GET http://mail.example/ text\n"
				      "form GET http://mail.example/\n"
				      "navigate http://mail.example\\@x/\n"
				      "  worker http://mail.example/w\n"
				      "websocket ws://mail.example/\n"
				      "  header \"Origin\" \"x\"\n"
				      "  protocol \"chat\"\n"
				      "  message text \"hello\" 64\n"
				      "  message binary \"\\0\"\n"
				      "  message ping \"\"\n"
				      "  message pong \"\"\n"
				      "  message close \"\"\n"
				      "preconnect http://mail.example/\n"
				      "prefetch http://mail.example/\n"
				      "dns-prefetch http://mail.example/\n"
				      "embedder GET http://mail.example/ http://app.example\n"
				      "embedder POST http://mail.example/\n"
				      "  binary \"x\"\n"
				      "ftp ftp://mail.example/\n"
				      "ice-server turn:mail.example:25 \"user\" \"pass\"\n"
				      "ice-server stun:mail.example\n"
				      "webtransport https://mail.example/\n"
				      "socket mail.example 65535\n"
				      "  write \"\\xff\"\n"
				      "answer preflight\n"
				      "  greet \"220 \"\n"
				      "  wait\n"
				      "  upgrade \"chat\"\n"
				      "  upgrade\n"
				      "  stun 200\n"
				      "answer any\n"
				      "answer\n"
				      "  reply \"HTTP/1.1 200 OK\\r\\n\"\n"
				      "  reply fill 64 \" \"\n"
				      "  stall\n"
				      "answer\n"
				      "  redirect 302 http://h:25/\n"
				      "  reset\n"
				      "answer\n"
				      "  refuse\n"
				      "expect allowed\n"
				      "expect blocked unsafe_port\n"
				      "expect error bad-url\n"
				      "expect dropped \"Host\"\n"
				      "expect sent \"GET\"\n"
				      "expect unsent \"HELO\"\n"
				      "expect violation credential_leak\n"
				      "control GET http://mail.example/\n"
				      "  header \"Accept\" \"*/*\"\n"
				      "# the end\n";

static struct pq_line lines[PQ_MAX_LINES];
static struct pq_arg args[PQ_MAX_ARGS];
static unsigned char bytes[PQ_MAX_SCENARIO_BYTES];
static struct pq_scenario scenario;
static struct pq_diag diag;
static unsigned char *exact;
static size_t exact_len;

/* Reads a copy in a block of exactly its size, which lives until the next call. */
static inline enum pq_err read_bytes(struct pq_view text, enum pq_reading reading)
{
	free(exact);
	exact = malloc(text.len);
	exact_len = text.len;
	assert_true(exact || text.len == 0);
	if (text.len > 0)
		memcpy(exact, text.data, text.len);
	memset(&diag, 0, sizeof(diag));
	return pq_scenario_parse(&scenario, pq_view(exact, text.len), reading, &diag);
}

static inline enum pq_err read_text(const char *text, enum pq_reading reading)
{
	return read_bytes(pq_view_str(text), reading);
}

static inline void read_strictly(const char *text)
{
	enum pq_err err = read_text(text, PQ_READING_STRICT);

	if (err)
		fail_msg("%s at %zu:%zu, expected %s", pq_err_name(err), diag.line, diag.column, diag.expected);
}

static inline const char *printed(void)
{
	static char storage[1 << 20];
	struct pq_buf out;

	pq_buf_init(&out, storage, sizeof(storage) - 1);
	pq_scenario_print(&scenario, &out);
	assert_true(pq_buf_ok(&out));
	storage[out.len] = '\0';
	return storage;
}

static inline int set_up(void **state)
{
	(void)state;
	pq_scenario_init(&scenario, lines, COUNT(lines), args, COUNT(args), bytes, sizeof(bytes));
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	free(exact);
	exact = NULL;
	return 0;
}

#endif
