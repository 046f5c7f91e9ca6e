/* SPDX-License-Identifier: MIT */
#include "service/filter.h"

#include <errno.h>
#include <poll.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

int pq_filter_number(const char *name)
{
	return seccomp_syscall_resolve_name(name);
}

static int allow_if(scmp_filter_ctx filter, int number, struct scmp_arg_cmp condition)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1, &condition);
}

/* That argument, from 0, is this value. */
static struct scmp_arg_cmp is(unsigned int argument, scmp_datum_t value)
{
	return (struct scmp_arg_cmp){ .arg = argument, .op = SCMP_CMP_EQ, .datum_a = value, .datum_b = 0 };
}

/* The third argument, of mmap and mprotect the protection, does not let the memory be executed. */
static struct scmp_arg_cmp no_execution(void)
{
	return (struct scmp_arg_cmp){ .arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0 };
}

/* Allows the call, perhaps not with all arguments; 0, or a negative error. */
static int allow(scmp_filter_ctx filter, const char *name, int over)
{
	int number = pq_filter_number(name);
	int error;

	/* A kernel for another machine may lack an old call: what is not there needs no permission. */
	if (number < 0)
		return 0;
	if (strcmp(name, "socket") == 0) {
		error = allow_if(filter, number, is(0, AF_INET));
		return error ? error : allow_if(filter, number, is(0, AF_INET6));
	}
	if (strcmp(name, "mmap") == 0 || strcmp(name, "mprotect") == 0)
		return allow_if(filter, number, no_execution());
	if (strcmp(name, "sendmsg") == 0 && over >= 0)
		return allow_if(filter, number, is(0, (scmp_datum_t)over));
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
}

static int fill(scmp_filter_ctx filter, const char *const *calls, int over)
{
	int error = 0;

	for (size_t i = 0; calls[i] && !error; i++)
		error = allow(filter, calls[i], over);
	return error;
}

static void tell(int error, char *text, size_t size)
{
	const char *how =
		error == -EINVAL || error == -ENOSYS || error == -EOPNOTSUPP
			? "the kernel needs CONFIG_SECCOMP_FILTER and version 5.0"
		: error == -EBUSY
			? "another filter of this process, such as a debugger's or a container's, listens already"
			: "a container's profile may forbid it: run the container with "
			  "--security-opt seccomp=unconfined";

	snprintf(text, size, "system-call filters (seccomp: %s): %s", strerror(-error), how);
}

/* The library's filter stays, for with it its listener would be closed. */
int pq_filter_close(const char *const *calls, int over, char *text, size_t size)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_NOTIFY);
	int error = filter ? fill(filter, calls, over) : -EOPNOTSUPP;
	int listener = -1;

	/* What went wrong in the kernel, not that something did. */
	if (!error)
		error = seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1);
	if (!error)
		error = seccomp_load(filter);
	if (!error)
		listener = seccomp_notify_fd(filter);
	if (listener >= 0)
		return listener;
	tell(error ? error : listener, text, size);
	seccomp_release(filter);
	return -1;
}

/* Takes a notification, to be freed by seccomp_notify_free; NULL if there is none. */
static struct seccomp_notif *take(int listener)
{
	struct pollfd file = { .fd = listener, .events = POLLIN };
	struct seccomp_notif *request = NULL;

	if (poll(&file, 1, 0) <= 0 || !(file.revents & POLLIN) || seccomp_notify_alloc(&request, NULL) != 0)
		return NULL;
	if (seccomp_notify_receive(listener, request) == 0)
		return request;
	seccomp_notify_free(request, NULL);
	return NULL;
}

bool pq_filter_next(int listener, char *name, size_t size)
{
	struct seccomp_notif *request = take(listener);
	char *known;

	if (!request)
		return false;
	known = seccomp_syscall_resolve_num_arch(request->data.arch, request->data.nr);
	if (known)
		snprintf(name, size, "%s", known);
	else
		snprintf(name, size, "system call %d", request->data.nr);
	free(known);
	seccomp_notify_free(request, NULL);
	return true;
}

bool pq_filter_refuse(int listener, int *number)
{
	struct seccomp_notif *request = take(listener);
	struct seccomp_notif_resp *answer = NULL;
	bool refused = false;

	if (!request)
		return false;
	*number = request->data.nr;
	if (seccomp_notify_alloc(NULL, &answer) == 0) {
		answer->id = request->id;
		answer->error = -EPERM;
		refused = seccomp_notify_respond(listener, answer) == 0;
	}
	seccomp_notify_free(request, answer);
	return refused;
}
