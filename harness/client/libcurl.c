/* SPDX-License-Identifier: MIT */
#include "client/libcurl.h"

#include <stdlib.h>

#include "client/handed.h"
#include "client/session.h"
#include "monitor/monitor.h"
#include "service/paper.h"

#define PROGRAM "pratique-libcurl"
#define SETTINGS_TEXT (256u << 10) /* page and proxy */

struct libcurl {
	struct pq_subject subject;
	struct pq_handed handed;
};

/* The request alone, with the user's proxy. */
static void write_request(struct libcurl *libcurl, const struct pq_scenario *scenario, size_t at, struct pq_buf *text)
{
	unsigned char storage[SETTINGS_TEXT];
	struct pq_buf settings;
	struct pq_view lines;

	pq_buf_init(text, libcurl->handed.text, sizeof(libcurl->handed.text));
	pq_buf_init(&settings, storage, sizeof(storage));
	pq_paper_request(scenario, at, text);
	pq_paper_settings(scenario, &settings);
	lines = pq_buf_view(&settings);
	/* Both begin with the first line of a scenario. */
	pq_buf_add(text, pq_view_from(lines, pq_view_find(lines, '\n', 0) + 1));
	text->overflow = text->overflow || !pq_buf_ok(&settings);
}

static enum pq_err ask(void *context, const struct pq_scenario *scenario, size_t at, struct pq_asking *out,
		       struct pq_diag *diag)
{
	struct libcurl *libcurl = context;
	struct pq_handed *handed = &libcurl->handed;
	char *argv[] = { handed->program, handed->request, handed->policy[0] ? handed->policy : NULL, NULL };
	struct pq_buf text;
	int status = -1;
	enum pq_err err;

	write_request(libcurl, scenario, at, &text);
	err = pq_handed_run(handed, libcurl->subject.stage.sandbox, &text, argv, false, &status, &out->told, diag);
	out->error = pq_dialect_error(&pq_dialect_libcurl, status);
	if (!err && status >= 0 && !out->told)
		err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, "what " PROGRAM " prints");
	return err;
}

static void close_libcurl(struct pq_subject *subject)
{
	struct libcurl *libcurl = subject->context;

	pq_handed_close(&libcurl->handed);
	pq_client_fini(subject);
	free(libcurl);
}

static enum pq_err open_all(struct libcurl *libcurl, const struct pq_policy *policy, bool guarded, struct pq_diag *diag)
{
	enum pq_err err = pq_handed_find(
		&libcurl->handed, PROGRAM,
		PROGRAM " beside this program, which is built where libcurl is: apt install libcurl4-openssl-dev",
		diag);

	if (!err)
		err = pq_client_init(&libcurl->subject, policy, diag);
	return err ? err : pq_handed_open(&libcurl->handed, libcurl->subject.stage.dir, guarded ? policy : NULL, diag);
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
