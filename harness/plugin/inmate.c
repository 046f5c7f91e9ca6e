/* SPDX-License-Identifier: MIT */
#include "plugin/inmate.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "plugin/load.h"

/* Of what the process works with, no page is touched before it is needed. */
struct inmate {
	struct pq_worker_memory *memory;
	struct pq_plugged *plugged;
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	struct pq_line lines[PQ_MAX_LINES];
	struct pq_arg args[PQ_MAX_ARGS];
	unsigned char scenario_bytes[PQ_MAX_SCENARIO_BYTES];
	struct pq_event events[PQ_MAX_EVENTS];
	struct pq_address addresses[PQ_MAX_TRANSCRIPT_ADDRESSES];
	unsigned char bytes[PQ_MAX_TRANSCRIPT_BYTES];
};

static enum pq_err say(struct pq_worker_memory *memory, enum pq_err err, const char *why)
{
	memory->err = err;
	snprintf(memory->why, sizeof(memory->why), "%s", why);
	return err;
}

/* Any socket but one within the machine ends the process, with SIGSYS. */
static enum pq_err forbid_sockets(struct pq_worker_memory *memory)
{
	struct scmp_arg_cmp other = { .arg = 0, .op = SCMP_CMP_NE, .datum_a = AF_UNIX, .datum_b = 0 };
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	char text[160];
	int error;

	if (!filter)
		return say(memory, PQ_ERR_NO_SPACE, "memory for a filter of system calls");
	error = seccomp_rule_add_array(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(socket), 1, &other);
	if (!error)
		error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(io_uring_setup), 0);
	if (!error)
		error = seccomp_load(filter);
	seccomp_release(filter);
	if (!error)
		return PQ_ERR_OK;
	snprintf(text, sizeof(text), "system-call filters (seccomp: %s), which keep it from dialling by itself",
		 strerror(-error));
	return say(memory, PQ_ERR_IO, text);
}

static void tell_traits(const struct pq_plugin *plugin, struct pq_worker_memory *memory)
{
	struct pq_plugin_traits traits = pq_plugin_traits_of(plugin);

	memory->performs = traits.performs;
	memory->sockets = traits.sockets;
	memory->capabilities = traits.capabilities;
	memory->knows_own = traits.own_headers != NULL;
	memory->own_count = 0;
	for (const char *const *name = traits.own_headers; name && *name && memory->own_count < PQ_MAX_OWN_HEADERS;
	     name++)
		snprintf(memory->own[memory->own_count++], PQ_PLUGIN_OWN_SIZE, "%s", *name);
}

static enum pq_err load(struct inmate *inmate, const char *path, const struct pq_policy *policy)
{
	struct pq_diag diag = { 0, 0, "it cannot be loaded" };
	const struct pq_plugin *plugin;

	if (forbid_sockets(inmate->memory))
		return inmate->memory->err;
	plugin = pq_plugin_load(path, &diag);
	if (!plugin)
		return say(inmate->memory, PQ_ERR_IO, diag.expected);
	tell_traits(plugin, inmate->memory);
	if (inmate->memory->sockets)
		return say(inmate->memory, PQ_ERR_OK, "");
	inmate->plugged = pq_plugged_new(plugin, policy, &diag);
	return inmate->plugged ? say(inmate->memory, PQ_ERR_OK, "") : say(inmate->memory, PQ_ERR_IO, diag.expected);
}

static void write_transcript(struct inmate *inmate)
{
	static const size_t last = sizeof("truncated\n") - 1;
	struct pq_buf text;
	bool truncated = inmate->transcript.truncated;

	pq_buf_init(&text, inmate->memory->text, sizeof(inmate->memory->text) - last);
	pq_buf_add_str(&text, "pratique-transcript 1\n");
	for (size_t i = 0; i < inmate->transcript.count && pq_buf_ok(&text); i++) {
		size_t mark = text.len;

		pq_event_print(&inmate->transcript.events[i], &text);
		if (!pq_buf_ok(&text))
			text.len = mark;
	}
	truncated = truncated || !pq_buf_ok(&text);
	text.overflow = false;
	text.cap += last;
	if (truncated)
		pq_buf_add_str(&text, "truncated\n");
	inmate->memory->text_len = text.len;
}

static enum pq_err run(struct inmate *inmate)
{
	struct pq_worker_memory *memory = inmate->memory;
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err;

	pq_scenario_init(&inmate->scenario, inmate->lines, PQ_MAX_LINES, inmate->args, PQ_MAX_ARGS,
			 inmate->scenario_bytes, sizeof(inmate->scenario_bytes));
	err = pq_scenario_parse(&inmate->scenario, pq_view(memory->scenario, memory->scenario_len), PQ_READING_STRICT,
				&diag);
	if (err)
		return say(memory, err, diag.expected);
	err = pq_plugged_run(inmate->plugged, &inmate->scenario, &inmate->transcript);
	if (err)
		return say(memory, err, pq_err_message(err));
	write_transcript(inmate);
	return say(memory, PQ_ERR_OK, "");
}

void pq_inmate_run(const char *path, const struct pq_policy *policy, struct pq_worker_memory *memory, int socket)
{
	struct inmate *inmate = calloc(1, sizeof(*inmate));
	char turn;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Standard output is for what is said of it. */
	if (!inmate || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		_exit(1);
	inmate->memory = memory;
	pq_transcript_init(&inmate->transcript, inmate->events, PQ_MAX_EVENTS, inmate->addresses,
			   PQ_MAX_TRANSCRIPT_ADDRESSES, inmate->bytes, sizeof(inmate->bytes));
	if (load(inmate, path, policy)) {
		send(socket, "", 1, MSG_NOSIGNAL);
		_exit(0);
	}
	while (send(socket, "", 1, MSG_NOSIGNAL) == 1 && recv(socket, &turn, 1, 0) == 1)
		run(inmate);
	_exit(0);
}
