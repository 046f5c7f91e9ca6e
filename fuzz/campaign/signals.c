/* SPDX-License-Identifier: MIT */
#include "campaign/signals.h"

#include <signal.h>
#include <string.h>

/* The last ones: the terminal was closed, and nobody reads any more. */
static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

/* Set by the handler; what was in force before. */
static volatile sig_atomic_t caught;
static struct sigaction old[SIGNALS];

static void note(int signal_number)
{
	(void)signal_number;
	caught = 1;
}

/* What was started with nohup shall outlive its terminal. */
void pq_signals_catch(void)
{
	struct sigaction ours;

	caught = 0;
	memset(&ours, 0, sizeof(ours));
	ours.sa_handler = note;
	for (size_t i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], &ours, &old[i]);
		if (signals[i] == SIGHUP && old[i].sa_handler == SIG_IGN)
			sigaction(SIGHUP, &old[i], NULL);
	}
}

void pq_signals_release(void)
{
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &old[i], NULL);
}

bool pq_signals_caught(void)
{
	return caught;
}
