/* SPDX-License-Identifier: MIT */
/*
 * pratique-plugin FILE.so SCENARIO LINE POLICY: has a plug-in with sockets of its own perform the request of one line, in this
 * process. Prints how it ended, as a transcript; what the plug-in prints goes to standard error.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "client/handed_side.h"
#include "plugin/host.h"
#include "plugin/load.h"
#include "plugin/plugged.h"
#include "system/clock.h"

static uint64_t now_ms(const struct pq_plugin_host *host)
{
	(void)host;
	return pq_clock_ms();
}

static void fill_random(const struct pq_plugin_host *host, void *data, size_t len)
{
	unsigned char *bytes = data;

	(void)host;
	while (data && len > 0) {
		ssize_t got = getrandom(bytes, len, 0);

		bytes += got > 0 ? got : 0;
		len -= got > 0 ? (size_t)got : 0;
	}
}

/* What it tells of the policy, the clock and randomness are there; to reach the network by it is a bad call. */
static void init_host(struct pq_host *host, const struct pq_policy *policy)
{
	pq_host_init(host, (struct pq_net){ NULL, NULL }, policy);
	host->face.now_ms = now_ms;
	host->face.random = fill_random;
}

static struct pq_plugged *load(const char *path, const struct pq_policy *policy)
{
	struct pq_diag diag = { 0, 0, "it cannot be loaded" };
	const struct pq_plugin *plugin = pq_plugin_load(path, &diag);
	struct pq_plugged *plugged = NULL;

	if (plugin && pq_plugin_traits_of(plugin).sockets)
		plugged = pq_plugged_new_with_sockets(plugin, policy, &diag);
	if (plugged)
		return plugged;
	fprintf(stderr, "%s: %s\n", path, diag.expected);
	exit(2);
}

/* The caller's file, for this program alone: from now on standard output is standard error. */
static FILE *take_output(void)
{
	int file = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);

	return file >= 0 && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 ? fdopen(file, "w") : NULL;
}

int main(int argc, char **argv)
{
	static struct pq_event events[PQ_MAX_HEADERS + 16];
	static unsigned char bytes[1u << 20];
	static struct pq_host host;
	const struct pq_policy *policy;
	FILE *out = take_output();
	struct pq_transcript transcript;
	const struct pq_scenario *scenario;
	size_t at;

	if (argc != 5 || !out)
		return 2;
	policy = pq_handed_policy(argv[4]);
	scenario = pq_handed_scenario(argv[2]);
	at = strtoul(argv[3], NULL, 10);
	if (at >= scenario->line_count || !pq_word_is_request(scenario->lines[at].word))
		return 2;
	pq_transcript_init(&transcript, events, sizeof(events) / sizeof(events[0]), NULL, 0, bytes, sizeof(bytes));
	init_host(&host, policy);
	pq_plugged_ask(load(argv[1], policy), scenario, at, &host.face, &transcript);
	if (!pq_handed_say(&transcript, out))
		_exit(2);
	/* What the plug-in does at the end of a process is nobody's business any more; what it has printed is. */
	fflush(NULL);
	_exit(0);
}
