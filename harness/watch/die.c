/* SPDX-License-Identifier: MIT */
/*
 * How a breach ends a fuzzer's process. Triage tells findings apart by the first line and by the function that traps, so
 * the reporters of the monitor do both; here is only what is printed behind the first line.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "monitor/rules.h"
#include "watch/state.h"

#define STORY_SIZE (256u << 10) /* bytes of the case that are printed; a longer one is left out */

/* What dies and why, for the reporter's hook, which is given nothing but the first lines. One process dies once. */
static const struct pq_watch *dying;
static const struct pq_watch_breach *cause;

static void say(const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t written = write(STDERR_FILENO, text, len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return;
		text += written;
		len -= (size_t)written;
	}
}

static void say_field(const char *name, const char *value)
{
	if (!value)
		return;
	say(name);
	say(value);
	say("\n");
}

static void say_story(const struct pq_watch *watch)
{
	char *text = malloc(STORY_SIZE);

	for (int which = 0; text && which < 2; which++)
		if (pq_watch_print(watch, which, text, STORY_SIZE))
			say(text);
	free(text);
}

static void tell(const char *text)
{
	say(text);
	say_field("place ", cause->place);
	say_field("the baseline's row for it has expired on ", cause->expired);
	say_story(dying);
}

void pq_watcher_die(struct pq_watch *watch, const struct pq_violation *violation, const struct pq_watch_breach *breach)
{
	struct pq_verdict scratch = { .violation_total = 0 };
	struct pq_report_ctx ctx = {
		.verdict = &scratch,
		.fatal = tell,
		.rule = violation->rule,
		.event = violation->event,
		.request = violation->request,
		.detail = pq_view_str(violation->detail),
	};

	if (!watch->options.fatal)
		return;
	dying = watch;
	cause = breach;
	pq_rule_report(&ctx);
}

/* The harness is wrong, and what it would find is worth nothing. */
__attribute__((noinline, cold)) static void pq_watch_misuse(const struct pq_watch *watch)
{
	say("ASSERTION FAILED: pq_watch_misuse\n");
	say(watch->problem);
	say("\n");
	say_story(watch);
	__builtin_trap();
}

enum pq_watch_err pq_watcher_blame(struct pq_watch *watch, const char *call, const char *what)
{
	if (!watch->misused)
		snprintf(watch->problem, sizeof(watch->problem), "%s: %s", call, what);
	watch->misused = true;
	if (watch->options.fatal)
		pq_watch_misuse(watch);
	return PQ_WATCH_BAD_CALL;
}
