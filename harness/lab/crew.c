/* SPDX-License-Identifier: MIT */
#include "lab/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/clock.h"

#define LOOK_MS 250    /* from one look at `stop` to the next */
#define GRACE_MS 30000 /* for what runs to end by itself once it was stopped */

/*
 * pid:    0: not begun; -1: done
 * report: where the process counts its cases, one byte each
 * paper:  memory in which it leaves its result
 */
struct worker {
	const struct pq_lab_service *service;
	pid_t pid;
	int report;
	int paper;
	size_t done;
	struct pq_lab_served *served;
};

struct gang {
	const struct pq_lab_crew *crew;
	struct worker *workers;
	size_t count;
	size_t running;
};

static void tell_case(void *context, size_t done, size_t total)
{
	const int *report = context;
	unsigned char byte = (unsigned char)done;

	(void)total;
	if (write(*report, &byte, 1) != 1)
		return; /* who listens is gone, and this process will be, too */
}

/* The worker's life; its exit status. */
static int work(const struct gang *gang, const struct pq_lab_service *service, size_t index, int report, int paper)
{
	struct pq_lab_serving serving = *gang->crew->serving;
	struct pq_lab_served *served = NULL;
	struct pq_lab_services whole = { .date = NULL };
	struct pq_diag diag = { 0, 0, "" };
	FILE *out = fdopen(paper, "w");
	bool good;

	serving.plan.capture = gang->crew->captures ? &gang->crew->captures[index] : NULL;
	serving.plan.stop = gang->crew->stop;
	serving.plan.progress = tell_case;
	serving.plan.context = &report;
	serving.seed += index * UINT64_C(1000003);
	if (!out || pq_lab_serve(service, &serving, &served, &diag))
		return 1;
	whole.date = strdup("");
	whole.version = strdup("");
	good = whole.date && whole.version && pq_lab_services_add(&whole, served) && pq_lab_services_write(&whole, out);
	return good && fflush(out) == 0 ? 0 : 1;
}

static bool begin(struct gang *gang, struct worker *worker)
{
	int ends[2];

	worker->paper = memfd_create("result", MFD_CLOEXEC);
	if (worker->paper < 0 || pipe2(ends, O_CLOEXEC))
		return false;
	fflush(NULL);
	worker->pid = fork();
	if (worker->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[0]);
		_exit(work(gang, worker->service, (size_t)(worker - gang->workers), ends[1], worker->paper));
	}
	close(ends[1]);
	worker->report = ends[0];
	gang->running++;
	return worker->pid > 0;
}

/* A row that says why there is no other. */
static struct pq_lab_served *row_of_failure(const struct pq_lab_service *service, int status)
{
	struct pq_lab_served *served = pq_lab_served_new();
	char reason[96] = "the lab's own process for it failed";

	if (!served)
		return NULL;
	if (WIFSIGNALED(status))
		snprintf(reason, sizeof(reason), "the lab's own process for it was ended by signal %d",
			 WTERMSIG(status));
	served->name = strdup(service->name);
	served->group = strdup(service->group);
	served->where = strdup(service->where);
	served->user = strdup(service->user);
	served->start = strdup(service->start);
	served->port = service->port;
	served->counts_for = service->counts_for;
	served->by_default = service->by_default;
	served->reason = strdup(reason);
	return served;
}

/* What the process has left; NULL if that is no result. */
static struct pq_lab_served *read_paper(const struct worker *worker)
{
	struct pq_lab_services whole;
	struct pq_lab_served *served = NULL;
	struct pq_diag diag;
	struct stat about;
	void *text;

	if (fstat(worker->paper, &about) || about.st_size == 0)
		return NULL;
	text = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, worker->paper, 0);
	if (text == MAP_FAILED)
		return NULL;
	if (pq_lab_services_read(&whole, pq_view(text, (size_t)about.st_size), &diag) == PQ_ERR_OK &&
	    whole.count == 1) {
		served = whole.rows[0];
		whole.count = 0;
		pq_lab_services_fini(&whole);
	}
	munmap(text, (size_t)about.st_size);
	return served;
}

static void finish(struct gang *gang, struct worker *worker)
{
	int status = 0;

	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	close(worker->report);
	worker->report = -1;
	worker->pid = -1;
	worker->done = PQ_MAX_LAB_CASES;
	worker->served = WIFEXITED(status) && WEXITSTATUS(status) == 0 ? read_paper(worker) : NULL;
	if (!worker->served)
		worker->served = row_of_failure(worker->service, status);
	close(worker->paper);
	gang->running--;
	if (worker->served && gang->crew->finished)
		gang->crew->finished(gang->crew->context, worker->served);
}

/* Takes what workers say, waiting LOOK_MS at most. */
static bool listen_to_all(struct gang *gang)
{
	struct pollfd *pollers = calloc(gang->count, sizeof(*pollers));
	bool news = false;

	for (size_t i = 0; pollers && i < gang->count; i++)
		pollers[i] = (struct pollfd){ gang->workers[i].pid > 0 ? gang->workers[i].report : -1, POLLIN, 0 };
	if (!pollers || poll(pollers, gang->count, LOOK_MS) <= 0) {
		free(pollers);
		return false;
	}
	for (size_t i = 0; i < gang->count; i++) {
		unsigned char bytes[PQ_MAX_LAB_CASES];
		ssize_t len;

		if (!pollers[i].revents)
			continue;
		len = read(gang->workers[i].report, bytes, sizeof(bytes));
		if (len > 0)
			gang->workers[i].done = bytes[len - 1];
		else
			finish(gang, &gang->workers[i]);
		news = true;
	}
	free(pollers);
	return news;
}

static void tell_progress(const struct gang *gang)
{
	size_t done = 0;

	for (size_t i = 0; i < gang->count; i++)
		done += gang->workers[i].done;
	if (gang->crew->progress)
		gang->crew->progress(gang->crew->context, done, gang->count * PQ_MAX_LAB_CASES);
}

static bool stopped(const struct gang *gang)
{
	return gang->crew->stop && *gang->crew->stop;
}

/* The user may have sent the signal to this process alone. */
static void signal_all(const struct gang *gang, int number)
{
	for (size_t i = 0; i < gang->count; i++)
		if (gang->workers[i].pid > 0)
			kill(gang->workers[i].pid, number);
}

static enum pq_err run_all(struct gang *gang, struct pq_diag *diag)
{
	size_t next = 0;
	uint64_t told_ms = 0;
	int signals = 0;

	while (gang->running > 0 || (next < gang->count && !stopped(gang))) {
		while (next < gang->count && gang->running < gang->crew->jobs && !stopped(gang))
			if (!begin(gang, &gang->workers[next++]))
				return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a process for each service");
		if (listen_to_all(gang))
			tell_progress(gang);
		if (stopped(gang) && told_ms == 0) {
			signal_all(gang, SIGTERM);
			told_ms = pq_clock_ms();
			signals = *gang->crew->stop;
		}
		if (told_ms != 0 && (*gang->crew->stop > signals || pq_clock_ms() - told_ms > GRACE_MS))
			signal_all(gang, SIGKILL);
	}
	return PQ_ERR_OK;
}

/* Moves the rows; what could not be taken is forgotten. */
static enum pq_err gather(struct gang *gang, struct pq_lab_services *out, struct pq_diag *diag)
{
	enum pq_err err = PQ_ERR_OK;

	for (size_t i = 0; i < gang->count; i++) {
		struct pq_lab_served *served = gang->workers[i].served;

		if (!served || (!err && pq_lab_services_add(out, served)))
			continue;
		pq_lab_served_free(served);
		err = pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	}
	return err;
}

enum pq_err pq_lab_crew_run(const struct pq_lab_crew *crew, const struct pq_lab_service *const *services, size_t count,
			    struct pq_lab_services *out, struct pq_diag *diag)
{
	struct gang gang = { crew, calloc(count ? count : 1, sizeof(struct worker)), count, 0 };
	enum pq_err err;
	enum pq_err gathered;

	if (!gang.workers)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	for (size_t i = 0; i < count; i++)
		gang.workers[i].service = services[i];
	err = run_all(&gang, diag);
	if (err)
		signal_all(&gang, SIGTERM);
	for (size_t i = 0; i < count; i++)
		if (gang.workers[i].pid > 0)
			finish(&gang, &gang.workers[i]);
	gathered = gather(&gang, out, diag);
	free(gang.workers);
	return err ? err : gathered;
}
