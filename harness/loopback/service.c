/* SPDX-License-Identifier: MIT */
#include "loopback/service.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loopback/driver.h"
#include "loopback/stage.h"
#include "loopback/unfit.h"
#include "monitor/monitor.h"
#include "service/channel.h"
#include "subject/model.h"

#define MAX_TEXT (64u << 20)

/* text: of a transcript */
struct pq_subject {
	struct pq_idna *idna;
	struct pq_stage stage;
	struct pq_driver_options driver;
	struct pq_channel channel;
	struct pq_buf text;
	unsigned char in[PQ_PARCEL_HEADER + PQ_MAX_PARCEL];
	unsigned char out[PQ_MAX_PARCEL];
	unsigned char storage[MAX_TEXT];
};

static void close_service(struct pq_subject *subject)
{
	if (subject->channel.socket >= 0)
		close(subject->channel.socket);
	pq_stage_close(&subject->stage);
	if (subject->idna)
		pq_idna_close(subject->idna);
	free(subject);
}

/* Waits for a parcel; IO if the driver is gone. */
static enum pq_err await(struct pq_subject *subject, struct pq_parcel *parcel, struct pq_diag *diag)
{
	struct pollfd file = { .fd = subject->channel.socket, .events = POLLIN };
	enum pq_err err;

	while ((err = pq_channel_parcel(&subject->channel, parcel)) == PQ_ERR_INCOMPLETE) {
		if (pq_channel_receive(&subject->channel, false) == PQ_ERR_IO)
			return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "three processes that live on");
		if (pq_channel_parcel(&subject->channel, parcel) == PQ_ERR_INCOMPLETE)
			poll(&file, 1, -1);
	}
	return err;
}

static enum pq_err await_ready(struct pq_subject *subject, struct pq_diag *diag)
{
	struct pq_parcel parcel = { .kind = 0 };
	enum pq_err err = await(subject, &parcel, diag);
	char text[sizeof(diag->expected)];

	if (err)
		return err;
	snprintf(text, sizeof(text), "%.*s", (int)parcel.bytes.len, (const char *)parcel.bytes.data);
	pq_channel_drop(&subject->channel, &parcel);
	return text[0] == '!' ? pq_diag_set(diag, PQ_ERR_IO, 0, 0, text + 1) : PQ_ERR_OK;
}

/* orders: between driver and world; talk: between subject and driver, who gets the second end. */
static enum pq_err open_sandbox(struct pq_subject *subject, const struct pq_policy *policy, const int orders[2],
				const int talk[2], struct pq_diag *diag)
{
	struct pq_resident driver = { "harness", pq_driver_run, &subject->driver };

	subject->stage.world.orders = orders[1];
	subject->driver = (struct pq_driver_options){
		.subject = talk[1],
		.world = orders[0],
		.serve = { .policy = policy,
			   .idna = subject->idna,
			   .posix = { .authority_file = subject->stage.authority,
				      .name_servers = "127.0.0.1:53",
				      .hosts_file = "/dev/null",
				      .connect_ms = 5000,
				      .silence_ms = 2000,
				      .request_ms = 20000,
				      .pause_ms = 250 } },
	};
	pq_channel_init(&subject->channel, talk[0], subject->in, sizeof(subject->in));
	return pq_stage_open(&subject->stage, false, &driver, 1, diag);
}

static enum pq_err open_all(struct pq_subject *subject, const struct pq_policy *policy, struct pq_diag *diag)
{
	int orders[2];
	int talk[2];
	enum pq_err err = pq_stage_make_authority(&subject->stage, "pratique-service", diag);

	if (err)
		return err;
	if (!pq_channel_pair(orders))
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, strerror(errno));
	if (!pq_channel_pair(talk)) {
		close(orders[0]);
		close(orders[1]);
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, strerror(errno));
	}
	err = open_sandbox(subject, policy, orders, talk, diag);
	close(orders[0]);
	close(orders[1]);
	close(talk[1]);
	return err ? err : await_ready(subject, diag);
}

static struct pq_subject *open_service(const struct pq_policy *policy, const char *argument, struct pq_diag *diag)
{
	struct pq_subject *subject = calloc(1, sizeof(*subject));

	(void)argument;
	if (!subject) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the service");
		return NULL;
	}
	subject->channel.socket = -1;
	pq_buf_init(&subject->text, subject->storage, sizeof(subject->storage));
	subject->idna = pq_idna_open();
	if (!subject->idna)
		pq_diag_set(diag, PQ_ERR_IDNA, 0, 0, "ICU's IDNA data");
	if (subject->idna && !open_all(subject, policy, diag))
		return subject;
	close_service(subject);
	return NULL;
}

static enum pq_err send_scenario(struct pq_subject *subject, const struct pq_scenario *scenario)
{
	struct pq_buf text;

	pq_buf_init(&text, subject->out, sizeof(subject->out));
	pq_scenario_print(scenario, &text);
	if (!pq_buf_ok(&text))
		return PQ_ERR_LIMIT;
	return pq_channel_send(&subject->channel, PQ_PARCEL_PAGE, pq_buf_view(&text), -1) ? PQ_ERR_OK : PQ_ERR_IO;
}

static enum pq_err run_service(struct pq_subject *subject, const struct pq_scenario *scenario,
			       struct pq_transcript *transcript)
{
	struct pq_parcel parcel = { .kind = 0 };
	struct pq_diag diag;
	bool failed = false;
	enum pq_err err = send_scenario(subject, scenario);

	pq_transcript_reset(transcript);
	pq_buf_reset(&subject->text);
	pq_buf_add_str(&subject->text, "pratique-transcript 1\n");
	while (!err && parcel.kind != PQ_PARCEL_DONE) {
		err = await(subject, &parcel, &diag);
		if (err)
			break;
		if (parcel.kind == PQ_PARCEL_EVENTS)
			pq_buf_add(&subject->text, parcel.bytes);
		else
			failed = parcel.bytes.len > 0;
		pq_channel_drop(&subject->channel, &parcel);
	}
	if (!err && !failed)
		err = pq_transcript_parse(transcript, pq_buf_view(&subject->text), &diag);
	return failed && !err ? PQ_ERR_IO : err;
}

static const char *unfit(struct pq_subject *subject, const struct pq_scenario *scenario)
{
	(void)subject;
	return pq_world_unfit(scenario);
}

const struct pq_subject_kind pq_subject_service = {
	.name = "service",
	.help = "renderer and network service as processes, over real sockets on loopback",
	.capabilities = PQ_SHOWS_ALL | PQ_SHOWS_PROCESSES,
	.own_headers = pq_model_own_headers,
	.open = open_service,
	.run = run_service,
	.close = close_service,
	.unfit = unfit,
};
