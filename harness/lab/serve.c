/* SPDX-License-Identifier: MIT */
#include "lab/serve.h"

#include <stdio.h>
#include <stdlib.h>

#include "lab/expand.h"
#include "lab/packages.h"
#include "lab/room.h"
#include "lab/sink.h"

#define LOOK_SIZE \
	(4u << 20)   /* bytes of a file, of the log, of what a command prints, that an effect is looked for in */
#define RUN_MS 10000 /* within which a command of the description ends */
#define CONNECT_MS 2000

/* look: storage for LOOK_SIZE bytes; sink: NULL where the service itself runs */
struct serve {
	const struct pq_lab_service *service;
	struct pq_lab_room *room;
	struct pq_lab_sink *sink;
	bool only_sink;
	unsigned char *look;
};

static struct pq_lab_names names_of(const struct serve *serve)
{
	return (struct pq_lab_names){ PQ_LAB_ROOM_DIR, serve->service->port, NULL };
}

static enum pq_err await_ready(struct serve *serve, struct pq_diag *why)
{
	const struct pq_lab_service *service = serve->service;
	int limit_ms = (int)service->start_limit_ms;
	enum pq_err err = PQ_ERR_OK;

	switch (service->ready) {
	case PQ_LAB_READY_BANNER:
		return pq_lab_room_await_banner(serve->room, service->port, pq_view_str(service->ready_text), limit_ms,
						why);
	case PQ_LAB_READY_LOG:
		err = pq_lab_room_await_log(serve->room, pq_view_str(service->ready_text), limit_ms, why);
		break;
	case PQ_LAB_READY_FILE:
		err = pq_lab_room_await_file(serve->room, service->ready_text, limit_ms, why);
		break;
	case PQ_LAB_READY_CONNECT:
		break;
	}
	return err ? err : pq_lab_room_await_port(serve->room, service->port, limit_ms, why);
}

/* Runs the template of a shell command to its end; it must succeed. */
static enum pq_err prepare(struct serve *serve, struct pq_diag *why)
{
	struct pq_lab_names names = names_of(serve);
	char *command = pq_lab_expand_string(pq_view_str(serve->service->prepare), &names);
	char text[200];
	struct pq_buf said;
	int status = 0;
	enum pq_err err;

	if (!command)
		return pq_diag_set(why, PQ_ERR_IO, 0, 0, "memory");
	pq_buf_init(&said, serve->look, LOOK_SIZE);
	err = pq_lab_room_run(serve->room, command, (int)serve->service->start_limit_ms + RUN_MS, &said, &status, why);
	free(command);
	if (err || status == 0)
		return err;
	snprintf(text, sizeof(text), "its preparation fails with exit code %d: %.*s", status,
		 said.len < 120 ? (int)said.len : 120, (const char *)said.data);
	return pq_diag_set(why, PQ_ERR_IO, 0, 0, text);
}

static enum pq_err start(struct serve *serve, struct pq_diag *why)
{
	struct pq_lab_names names = names_of(serve);
	char *command;
	enum pq_err err;

	if (serve->only_sink)
		return pq_lab_sink_open(&serve->sink, serve->room, serve->service->port, why);
	command = pq_lab_expand_string(pq_view_str(serve->service->start), &names);
	err = command ? pq_lab_room_start(serve->room, command, why) : pq_diag_set(why, PQ_ERR_IO, 0, 0, "memory");
	free(command);
	return err ? err : await_ready(serve, why);
}

static enum pq_err furnish(struct serve *serve, struct pq_diag *why)
{
	const struct pq_lab_service *service = serve->service;
	struct pq_lab_names names = names_of(serve);
	enum pq_err err = PQ_ERR_OK;

	for (size_t i = 0; !err && i < service->folder_count; i++)
		err = pq_lab_room_folder(serve->room, service->folders[i], why);
	for (size_t i = 0; !err && i < service->file_count; i++) {
		size_t len = 0;
		char *text = pq_lab_expand_bytes(service->files[i].text, &names, &len);

		err = text ? pq_lab_room_write(serve->room, service->files[i].path, pq_view(text, len),
					       service->files[i].executable, why)
			   : pq_diag_set(why, PQ_ERR_IO, 0, 0, "memory");
		free(text);
	}
	if (!err && service->prepare && !serve->only_sink)
		err = prepare(serve, why);
	return err;
}

static int connect_inside(void *ctx)
{
	struct serve *serve = ctx;
	struct pq_diag why;
	int socket = -1;

	return pq_lab_room_connect(serve->room, serve->service->port, CONNECT_MS, &socket, &why) ? -1 : socket;
}

static bool holds(const struct pq_buf *bytes, struct pq_view text)
{
	return text.len == 0 || memmem(bytes->data, bytes->len, text.data, text.len);
}

static bool shows_inside(void *ctx, enum pq_lab_effect effect, const char *path, struct pq_view text)
{
	struct serve *serve = ctx;
	struct pq_diag why;
	struct pq_buf bytes;
	int status;

	pq_buf_init(&bytes, serve->look, LOOK_SIZE);
	if (effect == PQ_LAB_EFFECT_LOG)
		pq_lab_room_log(serve->room, 0, &bytes);
	else if (effect == PQ_LAB_EFFECT_FILE && text.len == 0)
		return pq_lab_room_has(serve->room, path);
	else if (effect == PQ_LAB_EFFECT_FILE && pq_lab_room_read(serve->room, path, &bytes, &why))
		return false;
	else if (effect == PQ_LAB_EFFECT_RUN && pq_lab_room_run(serve->room, path, RUN_MS, &bytes, &status, &why))
		return false;
	return holds(&bytes, text);
}

static bool restart_inside(void *ctx, char *why, size_t size)
{
	struct serve *serve = ctx;
	struct pq_diag diag = { 0, 0, "" };

	if (!serve->only_sink)
		pq_lab_room_stop(serve->room, serve->service->stop, NULL, RUN_MS, &diag);
	if (serve->only_sink || start(serve, &diag) == PQ_ERR_OK)
		return true;
	snprintf(why, size, "it does not start again: %.200s", diag.expected);
	return false;
}

static char *copy(const char *text)
{
	return text ? strdup(text) : NULL;
}

/* The files of the description one behind the other, each behind its name; NUL bytes as question marks. NULL: none. */
static char *configuration_of(const struct pq_lab_service *service)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = service->file_count ? open_memstream(&text, &len) : NULL;

	if (!out)
		return NULL;
	for (size_t i = 0; i < service->file_count; i++) {
		struct pq_view bytes = service->files[i].text;

		fprintf(out, "%s== %s ==\n", i ? "\n" : "", service->files[i].path);
		for (size_t k = 0; k < bytes.len; k++)
			fputc(bytes.data[k] ? bytes.data[k] : '?', out);
	}
	fclose(out);
	return text;
}

/* What the description says, as data. */
static void describe(const struct pq_lab_service *service, struct pq_lab_served *served)
{
	served->name = copy(service->name);
	served->group = copy(service->group);
	served->port = service->port;
	served->counts_for = service->counts_for;
	served->by_default = service->by_default;
	served->where = copy(service->where);
	served->user = copy(service->user);
	served->start = copy(service->start);
	served->prepare = copy(service->prepare);
	served->configuration = configuration_of(service);
	served->note = copy(service->note);
	memcpy(served->has_expected, service->has_expected, sizeof(served->has_expected));
	memcpy(served->expected, service->expected, sizeof(served->expected));
}

/* What the service printed, for whoever writes a description. */
static void keep_log(struct serve *serve, const char *folder)
{
	char path[PATH_MAX];
	struct pq_buf log;
	FILE *out;

	if (!folder || !serve->room || !serve->look)
		return;
	pq_buf_init(&log, serve->look, LOOK_SIZE);
	pq_lab_room_log(serve->room, 0, &log);
	snprintf(path, sizeof(path), "%s/%.64s.log", folder, serve->service->name);
	out = fopen(path, "we");
	if (!out)
		return;
	fwrite(log.data, 1, log.len, out);
	fclose(out);
}

/* Its packages, found; none are needed for a sink. */
static enum pq_err find_packages(const struct pq_lab_service *service, const struct pq_lab_serving *serving,
				 struct pq_packages *packages, struct pq_lab_served *served, struct pq_diag *why)
{
	struct pq_packages_options options = { .count = service->package_count,
					       .cache = serving->cache,
					       .fetch = serving->fetch };
	char text[PQ_VERSION_SIZE + 128];
	enum pq_err err;

	packages->layers[0] = NULL;
	if (serving->sink || service->package_count == 0)
		return PQ_ERR_OK;
	for (size_t i = 0; i < service->package_count; i++)
		options.names[i] = service->packages[i];
	err = pq_packages_find(packages, &options, why);
	if (err)
		return err;
	snprintf(text, sizeof(text), "%.100s %s", service->packages[0], packages->version);
	served->packages = copy(text);
	return PQ_ERR_OK;
}

static enum pq_err open_room(struct serve *serve, const struct pq_packages *packages, struct pq_diag *why)
{
	const struct pq_lab_service *service = serve->service;
	const char *accounts[PQ_MAX_SERVICE_NAMES + 1] = { NULL };
	struct pq_lab_room_options options = { .layers = packages->layers,
					       .accounts = accounts,
					       .host = service->host,
					       .user = serve->only_sink ? "nobody" : service->user };
	enum pq_err err;

	memcpy(accounts, service->accounts, service->account_count * sizeof(accounts[0]));
	err = pq_lab_room_open(&serve->room, &options, why);
	if (!err)
		err = furnish(serve, why);
	return err ? err : start(serve, why);
}

/* The cases in a room that is ready. */
static enum pq_err try_all(struct serve *serve, const struct pq_lab_serving *serving, struct pq_lab_served *served,
			   struct pq_diag *diag)
{
	static const struct pq_lab_world_ops ops = { connect_inside, shows_inside, restart_inside };
	struct pq_lab_world world = { &ops, serve, PQ_LAB_ROOM_DIR, PQ_LAB_LEAST_PATIENCE_MS };
	struct pq_lab_plan plan = serving->plan;
	struct pq_lab_writer *writer = NULL;
	struct pq_markers markers;
	enum pq_err err = pq_lab_writer_open(&writer, diag);

	if (err)
		return err;
	plan.control = !serving->sink;
	pq_markers_init(&markers, serving->seed);
	err = pq_lab_try_cases(&world, serve->service, &plan, writer, &markers, served, diag);
	pq_lab_writer_close(writer);
	return err;
}

enum pq_err pq_lab_serve(const struct pq_lab_service *service, const struct pq_lab_serving *serving,
			 struct pq_lab_served **out, struct pq_diag *diag)
{
	struct serve serve = { .service = service, .only_sink = serving->sink, .look = malloc(LOOK_SIZE) };
	struct pq_packages *packages = calloc(1, sizeof(*packages));
	struct pq_lab_served *served = pq_lab_served_new();
	enum pq_err err = PQ_ERR_NO_SPACE;

	if (serve.look && packages && served) {
		describe(service, served);
		served->sink = serving->sink;
		err = find_packages(service, serving, packages, served, diag);
		if (!err)
			err = open_room(&serve, packages, diag);
		if (!err)
			err = try_all(&serve, serving, served, diag);
		if (err)
			served->reason = copy(diag->expected);
	}
	keep_log(&serve, serving->logs);
	pq_lab_sink_close(serve.sink);
	pq_lab_room_close(serve.room);
	free(packages);
	free(serve.look);
	*out = served;
	return served && served->name ? PQ_ERR_OK : pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
}
