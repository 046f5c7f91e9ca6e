/* SPDX-License-Identifier: MIT */
#include "lab/proxy_house.h"

#include <stdlib.h>

/* Accounts that the packages of proxies would have made. */
static const char *const accounts[] = { "proxy", "tinyproxy", "privoxy", NULL };

static enum pq_err find_package(struct pq_proxy_house *house, const struct pq_proxy_setting *setting, bool fetch,
				struct pq_diag *why)
{
	const struct pq_packages_options options = { .names = { setting->package }, .count = 1, .fetch = fetch };

	return setting->package ? pq_packages_find(&house->packages, &options, why) : PQ_ERR_OK;
}

static enum pq_err write_files(struct pq_proxy_house *house, const struct pq_proxy_setting *setting,
			       struct pq_diag *why)
{
	enum pq_err err = PQ_ERR_OK;

	for (size_t i = 0; !err && i < setting->file_count; i++) {
		char *text = pq_proxy_setting_fill(setting, setting->files[i].text, PQ_LAB_ROOM_DIR);

		err = text ? pq_lab_room_write(house->room, setting->files[i].name, pq_view_str(text), false, why)
			   : pq_diag_set(why, PQ_ERR_NO_SPACE, 0, 0, "memory for its files");
		free(text);
	}
	return err;
}

static enum pq_err start(struct pq_proxy_house *house, const struct pq_proxy_setting *setting, struct pq_diag *why)
{
	char *command = pq_proxy_setting_fill(setting, setting->start, PQ_LAB_ROOM_DIR);
	int limit_ms = (int)setting->start_limit_ms;
	enum pq_err err = command ? pq_lab_room_start(house->room, command, why)
				  : pq_diag_set(why, PQ_ERR_NO_SPACE, 0, 0, "memory for its start");

	free(command);
	if (!err && setting->ready_log)
		err = pq_lab_room_await_log(house->room, pq_view_str(setting->ready_log), limit_ms, why);
	return err ? err : pq_lab_room_await_port(house->room, setting->port, limit_ms, why);
}

enum pq_err pq_proxy_house_open(struct pq_proxy_house *house, const struct pq_proxy_setting *setting, bool fetch,
				struct pq_diag *why)
{
	struct pq_lab_room_options options = {
		.accounts = accounts,
		.network = &pq_proxy_network,
		.user = setting->user,
	};
	enum pq_err err;

	memset(house, 0, sizeof(*house));
	house->ground.servers.dns = -1;
	err = find_package(house, setting, fetch, why);
	options.layers = house->packages.layers;
	if (!err)
		err = pq_lab_room_open(&house->room, &options, why);
	if (!err)
		err = pq_proxy_ground_open(&house->ground, pq_lab_room_sandbox(house->room), setting->port, why);
	if (!err)
		err = write_files(house, setting, why);
	if (!err)
		err = start(house, setting, why);
	if (err)
		pq_proxy_house_close(house);
	return err;
}

void pq_proxy_house_close(struct pq_proxy_house *house)
{
	pq_proxy_ground_close(&house->ground);
	pq_lab_room_close(house->room);
	house->room = NULL;
}
