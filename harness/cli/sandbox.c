/* SPDX-License-Identifier: MIT */
/* Runs any program where every dial is seen and nothing leaves, and tells what it did. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/board.h"
#include "audit/observe.h"
#include "cli/cli.h"
#include "cli/folder.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/sandbox_report.h"
#include "report/message.h"
#include "report/output.h"
#include "system/clock.h"

enum option { JUDGE, JSON, TRANSCRIPT, KEEP, OPTION_COUNT };

static const struct pq_option options[] = {
	[JUDGE] = { "judge", "NAME[@DATE]|FILE", "the policy that dials are judged by (default fetch)" },
	[JSON] = { "json", NULL, "print JSON lines; the program's own output goes to standard error" },
	[TRANSCRIPT] = { "transcript", "FILE", "write all that was dialled and written, as a transcript" },
	[KEEP] = { "keep", "DIR", "keep the sink's log and the run's authority in that folder" },
};

static const struct pq_usage usage = {
	"sandbox",
	"[--] COMMAND [ARGUMENT...]",
	"Runs a program where every IPv4 and IPv6 address is local, every name has an address,\n"
	"and every dial reaches a sink that answers 200, also over TLS, whose authority the\n"
	"system's bundle trusts in there. Nothing leaves. What was looked up, dialled and written\n"
	"is told on standard error when the program has ended, with all that it started. Dials\n"
	"are judged for https after a TLS handshake, for ws after a WebSocket's, else for http.\n"
	"Exit code 0: no unsafe port was dialled; 1: one was; 2: wrong usage; 3: no sandbox can be\n"
	"made here, the program cannot be run or failed before it dialled anything, or it did more\n"
	"than can be told. The program's own status is told.\n",
	options,
	OPTION_COUNT,
};

/* SIGTERM ends the program; what was seen until then is told. */
static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

/* Ctrl-C is the program's: it has the terminal. */
static void take_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
}

/*
 * What the program finds: node keeps authorities of its own and takes more by this variable. Session buses lead out
 * of the sandbox, to services that would fetch something.
 */
static void set_environment(const char *dir)
{
	char path[PATH_MAX + 32];

	snprintf(path, sizeof(path), "%s/authority.pem", dir);
	setenv("NODE_EXTRA_CA_CERTS", path, 1);
	unsetenv("DBUS_SESSION_BUS_ADDRESS");
	unsetenv("SSH_AUTH_SOCK");
}

static int write_transcript(const char *dir, const char *path)
{
	char log[PATH_MAX + 32];
	struct pq_output output;
	const char *why;
	char bytes[65536];
	size_t len;
	FILE *in;

	snprintf(log, sizeof(log), "%s/sink-0.transcript", dir);
	in = fopen(log, "re");
	why = in ? pq_output_open(&output, path) : strerror(errno);
	if (why) {
		pq_complain("%s: %s", in ? path : log, why);
		if (in)
			fclose(in);
		return PQ_EXIT_SETUP;
	}
	while ((len = fread(bytes, 1, sizeof(bytes), in)) > 0)
		fwrite(bytes, 1, len, output.stream);
	fclose(in);
	why = pq_output_commit(&output);
	if (why)
		pq_complain("%s: %s", path, why);
	return why ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}

/* Tells the story; the verdict's exit code. */
static int tell(const struct pq_sandbox_story *story, bool json)
{
	char lost[256];
	uint16_t port;
	struct pq_sandbox_sum sum = json ? pq_sandbox_print_json(story, stdout) : pq_sandbox_print(story, stderr);

	pq_witness_lost_text(story->witness, story->judge, lost, sizeof(lost));
	if (lost[0] != '\0')
		pq_complain("partial: %s", lost);
	if (sum.unsafe > 0 || pq_witness_lost_blocked(story->witness, story->judge, &port) > 0)
		return PQ_EXIT_DIFFERS;
	if (lost[0] != '\0')
		return PQ_EXIT_SETUP;
	if (sum.dials == 0 && story->status != 0) {
		pq_complain("void: %s failed before it dialled anything", story->command);
		return PQ_EXIT_SETUP;
	}
	return PQ_EXIT_OK;
}

/* Runs the program in a sandbox whose files lie in dir. */
static int run(const char *dir, char **argv, const char *const *values, const struct pq_judge_policy *judge)
{
	struct pq_program program = { .argv = argv, .input = true, .quiet = values[JSON] != NULL };
	struct pq_sandbox_story story = { .judge = judge, .command = argv[0] };
	struct pq_observatory observatory;
	struct pq_log *log = NULL;
	struct pq_diag diag;
	uint64_t begun = pq_clock_ms();
	enum pq_err err = pq_observatory_open(&observatory, dir, &diag);
	int code;

	if (err != PQ_ERR_OK) {
		pq_complain("no sandbox can be made here: %s", diag.expected);
		return PQ_EXIT_SETUP;
	}
	set_environment(dir);
	program.environment = environ;
	err = pq_observatory_run(&observatory, &program, &stop, &story.status, &diag);
	story.ran_ms = pq_clock_ms() - begun;
	pq_observatory_stop(&observatory);
	if (err == PQ_ERR_OK) {
		story.witness = observatory.witness;
		story.log = pq_log_open(&log, dir, &diag) == PQ_ERR_OK ? log : NULL;
		code = tell(&story, values[JSON]);
	} else {
		pq_complain("%s", diag.expected);
		code = PQ_EXIT_SETUP;
	}
	if (err == PQ_ERR_OK && values[TRANSCRIPT])
		code = pq_exit_worse(code, write_transcript(dir, values[TRANSCRIPT]));
	if (log)
		pq_log_close(log);
	pq_observatory_close(&observatory);
	return code;
}

int pq_cli_sandbox(int argc, char **argv)
{
	struct pq_judge_policy *judge;
	const char *values[OPTION_COUNT];
	struct pq_folder folder;
	struct pq_file text;
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, values, &first, &code))
		return code;
	if (first == argc)
		return pq_options_wrong(&usage, "expected a command");
	judge = pq_memory(1, sizeof(*judge));
	code = pq_load_judge_policy(values[JUDGE] ? values[JUDGE] : "fetch", judge, &text);
	take_signals();
	if (code == PQ_EXIT_OK)
		code = pq_folder_open(&folder, values[KEEP]);
	if (code == PQ_EXIT_OK) {
		code = run(folder.path, argv + first, values, judge);
		pq_folder_close(&folder);
	}
	pq_file_free(&text);
	free(judge);
	return code;
}
