/* SPDX-License-Identifier: MIT */
#include "loopback/driver.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "loopback/order.h"
#include "loopback/tell.h"
#include "service/channel.h"
#include "service/drive.h"
#include "service/paper.h"

#define PATIENCE_MS 30000 /* longer than any request may take */

struct driver {
	const struct pq_driver_options *options;
	struct pq_channel subject;
	struct pq_channel world;
	struct pq_house *house;
	struct pq_drive *drive;
	struct pq_paper paper;
	struct pq_seen seen;
	unsigned char subject_in[PQ_PARCEL_HEADER + PQ_MAX_PARCEL];
	unsigned char world_in[256];
};

static enum pq_err close_house(struct driver *driver, enum pq_err err)
{
	pq_drive_free(driver->drive);
	pq_house_close(driver->house);
	driver->drive = NULL;
	driver->house = NULL;
	return err;
}

static enum pq_err open_house(struct driver *driver, struct pq_diag *diag)
{
	struct pq_house_options options = { .serve = driver->options->serve };
	enum pq_err err = driver->house ? PQ_ERR_OK : pq_house_open(&driver->house, &options, diag);

	if (!err && !driver->drive)
		driver->drive = pq_drive_new(driver->house);
	return !err && !driver->drive ? pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory") : err;
}

/* A process that made a call is gone; what comes after has others, and a session of its own. */
static enum pq_err begin_again(struct driver *driver, bool lost, struct pq_diag *diag)
{
	enum pq_err err;

	if (lost)
		close_house(driver, PQ_ERR_OK);
	err = open_house(driver, diag);
	return err ? err : pq_house_session(driver->house, &driver->paper.scenario, diag);
}

static enum pq_err ask(struct driver *driver, size_t at, uint32_t number, struct pq_diag *diag)
{
	struct pq_driven driven;
	enum pq_err err = PQ_ERR_OK;

	if (!pq_house_has_renderer(driver->house))
		err = begin_again(driver, false, diag);
	if (!err)
		err = pq_drive_request(driver->drive, &driver->paper.scenario, at, number, PATIENCE_MS,
				       &driver->seen.transcript, &driven, diag);
	return err || !driven.lost ? err : begin_again(driver, true, diag);
}

/* All requests of one kind, in their order; each keeps the number that it has in the file. */
static enum pq_err ask_all(struct driver *driver, bool controls, struct pq_diag *diag)
{
	const struct pq_scenario *scenario = &driver->paper.scenario;
	enum pq_err err = PQ_ERR_OK;
	uint32_t number = 1;

	for (size_t at = pq_scenario_find_request(scenario, 0); at < scenario->line_count && !err; number++) {
		if ((scenario->lines[at].word == PQ_WORD_CONTROL) == controls)
			err = ask(driver, at, number, diag);
		at = pq_scenario_find_request(scenario, at + 1);
	}
	return err;
}

static enum pq_err play(struct driver *driver, struct pq_view text, struct pq_diag *diag)
{
	enum pq_err err = pq_paper_read(&driver->paper, text, diag);

	pq_transcript_reset(&driver->seen.transcript);
	if (!err)
		err = open_house(driver, diag);
	if (!err)
		err = pq_order_world(&driver->world, PQ_PARCEL_PAGE, text, NULL, diag);
	if (!err)
		err = pq_house_session(driver->house, &driver->paper.scenario, diag);
	if (!err)
		err = ask_all(driver, false, diag);
	if (!err)
		err = pq_house_hang_up(driver->house);
	if (!err)
		err = pq_order_world(&driver->world, PQ_PARCEL_GO, pq_view(NULL, 0), NULL, diag);
	if (!err)
		err = ask_all(driver, true, diag);
	if (!err)
		pq_drive_rest(driver->drive, &driver->seen.transcript);
	return err ? close_house(driver, err) : err;
}

static bool serve(struct driver *driver)
{
	struct pollfd file = { .fd = driver->subject.socket, .events = POLLIN };
	struct pq_parcel parcel;
	struct pq_diag diag = { 0, 0, "" };

	while (pq_channel_parcel(&driver->subject, &parcel))
		if (poll(&file, 1, -1) < 0 || pq_channel_receive(&driver->subject, false) == PQ_ERR_IO)
			return false;
	play(driver, parcel.bytes, &diag);
	pq_channel_drop(&driver->subject, &parcel);
	return pq_seen_tell(&driver->seen, &driver->subject) &&
	       pq_channel_send(&driver->subject, PQ_PARCEL_DONE, pq_view_str(diag.expected), -1);
}

int pq_driver_run(void *options)
{
	struct driver *driver = calloc(1, sizeof(*driver));
	struct pq_diag diag = { 0, 0, "" };
	char text[sizeof(diag.expected) + 1] = "";

	signal(SIGPIPE, SIG_IGN);
	if (!driver)
		return 1;
	driver->options = options;
	pq_channel_init(&driver->subject, driver->options->subject, driver->subject_in, sizeof(driver->subject_in));
	pq_channel_init(&driver->world, driver->options->world, driver->world_in, sizeof(driver->world_in));
	pq_seen_init(&driver->seen);
	if (open_house(driver, &diag))
		snprintf(text, sizeof(text), "!%s", diag.expected);
	if (!pq_channel_send(&driver->subject, PQ_PARCEL_READY, pq_view_str(text), -1))
		return 0;
	while (serve(driver))
		continue;
	close_house(driver, PQ_ERR_OK);
	return 0;
}
