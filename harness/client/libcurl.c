/* SPDX-License-Identifier: MIT */
#include "client/libcurl.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/process.h"
#include "client/session.h"
#include "monitor/monitor.h"
#include "service/paper.h"

#define PROGRAM "pratique-libcurl"
#define POLICY_TEXT (1u << 20)
#define TOLD_TEXT (1u << 20)
#define SETTINGS_TEXT (256u << 10) /* page and proxy */

/*
 * program: beside this one
 * request, policy, log: files in the stage's folder; policy is empty where nothing is guarded
 * text:    room for what is written; told: what the program last said of itself
 */
struct libcurl {
	struct pq_subject subject;
	char program[PATH_MAX];
	char request[128];
	char policy[128];
	char log[128];
	unsigned char text[PQ_MAX_PARCEL];
	char told[TOLD_TEXT];
};

static enum pq_err find_program(struct libcurl *libcurl, struct pq_diag *diag)
{
	char self[PATH_MAX - sizeof(PROGRAM)];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	while (len > 0 && self[len - 1] != '/')
		len--;
	snprintf(libcurl->program, sizeof(libcurl->program), "%.*s" PROGRAM, (int)(len > 0 ? len : 0), self);
	if (access(libcurl->program, X_OK) == 0)
		return PQ_ERR_OK;
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0,
			   PROGRAM
			   " beside this program, which is built where libcurl is: apt install libcurl4-openssl-dev");
}

static enum pq_err write_policy(struct libcurl *libcurl, const struct pq_policy *policy, struct pq_diag *diag)
{
	struct pq_buf text;

	snprintf(libcurl->policy, sizeof(libcurl->policy), "%s/policy", libcurl->subject.stage.dir);
	pq_buf_init(&text, libcurl->text, POLICY_TEXT);
	pq_policy_print_state(policy, &text);
	if (pq_buf_ok(&text) && pq_process_put(libcurl->policy, pq_buf_view(&text)))
		return PQ_ERR_OK;
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "room for the policy in /tmp");
}

/* The request alone, with the user's proxy. */
static bool write_request(struct libcurl *libcurl, const struct pq_scenario *scenario, size_t at)
{
	unsigned char storage[SETTINGS_TEXT];
	struct pq_buf text;
	struct pq_buf settings;
	struct pq_view lines;

	pq_buf_init(&text, libcurl->text, sizeof(libcurl->text));
	pq_buf_init(&settings, storage, sizeof(storage));
	pq_paper_request(scenario, at, &text);
	pq_paper_settings(scenario, &settings);
	lines = pq_buf_view(&settings);
	/* Both begin with the first line of a scenario. */
	pq_buf_add(&text, pq_view_from(lines, pq_view_find(lines, '\n', 0) + 1));
	return pq_buf_ok(&text) && pq_buf_ok(&settings) && pq_process_put(libcurl->request, pq_buf_view(&text));
}

/* What the program printed; NULL if that is nothing, as of one that was ended, or more than can be true. */
static const char *read_told(struct libcurl *libcurl)
{
	FILE *file = fopen(libcurl->log, "re");
	size_t len;

	if (!file)
		return NULL;
	len = fread(libcurl->told, 1, sizeof(libcurl->told) - 1, file);
	fclose(file);
	libcurl->told[len] = '\0';
	return len > 0 && len < sizeof(libcurl->told) - 1 ? libcurl->told : NULL;
}

static enum pq_err ask(void *context, const struct pq_scenario *scenario, size_t at, struct pq_asking *out,
		       struct pq_diag *diag)
{
	struct libcurl *libcurl = context;
	char *argv[] = { libcurl->program, libcurl->request, libcurl->policy[0] ? libcurl->policy : NULL, NULL };
	int status = -1;
	enum pq_err err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, "room for a request in /tmp");

	if (write_request(libcurl, scenario, at))
		err = pq_process_run(libcurl->subject.stage.sandbox, argv, libcurl->log, &status, diag);
	out->error = pq_dialect_error(&pq_dialect_libcurl, status);
	out->told = read_told(libcurl);
	unlink(libcurl->request);
	unlink(libcurl->log);
	if (!err && status >= 0 && !out->told)
		err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, "what " PROGRAM " prints");
	return err;
}

static void close_libcurl(struct pq_subject *subject)
{
	struct libcurl *libcurl = subject->context;

	if (libcurl->policy[0])
		unlink(libcurl->policy);
	pq_client_fini(subject);
	free(libcurl);
}

static enum pq_err open_all(struct libcurl *libcurl, const struct pq_policy *policy, bool guarded, struct pq_diag *diag)
{
	enum pq_err err = find_program(libcurl, diag);

	if (!err)
		err = pq_client_init(&libcurl->subject, policy, diag);
	snprintf(libcurl->request, sizeof(libcurl->request), "%s/request", libcurl->subject.stage.dir);
	snprintf(libcurl->log, sizeof(libcurl->log), "%s/told", libcurl->subject.stage.dir);
	return err || !guarded ? err : write_policy(libcurl, policy, diag);
}

static struct pq_subject *open_libcurl(const struct pq_policy *policy, bool guarded, struct pq_diag *diag)
{
	struct libcurl *libcurl = calloc(1, sizeof(*libcurl));
	struct pq_subject *subject;

	if (!libcurl) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for libcurl");
		return NULL;
	}
	subject = &libcurl->subject;
	subject->dialect = &pq_dialect_libcurl;
	subject->ask = ask;
	subject->context = libcurl;
	subject->orders.socket = -1;
	if (!open_all(libcurl, policy, guarded, diag))
		return subject;
	close_libcurl(subject);
	return NULL;
}

static struct pq_subject *open_bare(const struct pq_policy *policy, const char *argument, struct pq_diag *diag)
{
	(void)argument;
	return open_libcurl(policy, false, diag);
}

static struct pq_subject *open_guarded(const struct pq_policy *policy, const char *argument, struct pq_diag *diag)
{
	(void)argument;
	return open_libcurl(policy, true, diag);
}

#define SHOWS (PQ_SHOWS_DIALS | PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES)

const struct pq_subject_kind pq_subject_libcurl = {
	.name = "libcurl",
	.help = "libcurl as an application uses it that has forgotten the policy",
	.capabilities = SHOWS,
	.open = open_bare,
	.run = pq_client_run,
	.why = pq_client_why,
	.close = close_libcurl,
	.unfit = pq_client_unfit,
};

const struct pq_subject_kind pq_subject_libcurl_guarded = {
	.name = "libcurl-guarded",
	.help = "libcurl behind a wrapper that applies the policy",
	.capabilities = SHOWS,
	.open = open_guarded,
	.run = pq_client_run,
	.why = pq_client_why,
	.close = close_libcurl,
	.unfit = pq_client_unfit,
};
