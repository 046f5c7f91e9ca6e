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

#include "plugin/host.h"
#include "plugin/load.h"
#include "plugin/plugged.h"
#include "system/clock.h"

#define MAX_TEXT (8u << 20)

static void *memory(size_t size)
{
	void *got = calloc(1, size);

	if (!got)
		exit(2);
	return got;
}

/* The whole file, which stays; exits without it. */
static struct pq_view read_file(const char *path)
{
	char *bytes = memory(MAX_TEXT);
	FILE *file = fopen(path, "re");
	size_t len;

	if (!file)
		exit(2);
	len = fread(bytes, 1, MAX_TEXT, file);
	fclose(file);
	return pq_view(bytes, len);
}

static struct pq_scenario read_scenario(const char *path)
{
	struct pq_scenario scenario;

	pq_scenario_init(&scenario, memory(PQ_MAX_LINES * sizeof(struct pq_line)), PQ_MAX_LINES,
			 memory(PQ_MAX_ARGS * sizeof(struct pq_arg)), PQ_MAX_ARGS, memory(PQ_MAX_SCENARIO_BYTES),
			 PQ_MAX_SCENARIO_BYTES);
	if (pq_scenario_parse(&scenario, read_file(path), PQ_READING_STRICT, NULL))
		exit(2);
	return scenario;
}

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

static void print(const struct pq_transcript *transcript, FILE *out)
{
	struct pq_buf text;

	pq_buf_init(&text, memory(MAX_TEXT), MAX_TEXT);
	pq_transcript_print(transcript, &text);
	if (!pq_buf_ok(&text) || fwrite(text.data, 1, text.len, out) != text.len || fflush(out) != 0)
		_exit(2);
}

int main(int argc, char **argv)
{
	static struct pq_event events[PQ_MAX_HEADERS + 16];
	static unsigned char bytes[1u << 20];
	static struct pq_host host;
	struct pq_policy *policy = memory(sizeof(*policy));
	FILE *out = take_output();
	struct pq_transcript transcript;
	struct pq_scenario scenario;
	size_t at;

	if (argc != 5 || !out || pq_policy_parse(policy, read_file(argv[4]), NULL))
		return 2;
	scenario = read_scenario(argv[2]);
	at = strtoul(argv[3], NULL, 10);
	if (at >= scenario.line_count || !pq_word_is_request(scenario.lines[at].word))
		return 2;
	pq_transcript_init(&transcript, events, sizeof(events) / sizeof(events[0]), NULL, 0, bytes, sizeof(bytes));
	init_host(&host, policy);
	pq_plugged_ask(load(argv[1], policy), &scenario, at, &host.face, &transcript);
	print(&transcript, out);
	/* What the plug-in does at the end of a process is nobody's business any more; what it has printed is. */
	fflush(NULL);
	_exit(0);
}
