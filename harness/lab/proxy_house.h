/* SPDX-License-Identifier: MIT */
/* A real proxy, running on the lab's router from a description. */
#ifndef PQ_LAB_PROXY_HOUSE_H
#define PQ_LAB_PROXY_HOUSE_H

#include "lab/packages.h"
#include "lab/proxy_ground.h"
#include "lab/proxy_setting.h"
#include "lab/room.h"

/*
 * room:     where the proxy runs; its place is the ground's router
 * packages: what the setting's package was found as; nothing in it where the setting names none
 */
struct pq_proxy_house {
	struct pq_proxy_ground ground;
	struct pq_lab_room *room;
	struct pq_packages packages;
};

/*
 * Finds the package (fetch: what is not there may be fetched), makes the ground, starts the proxy and waits until it is ready.
 * IO or NO_SPACE with one sentence in why that says what to do; then nothing is left behind. The house may not be moved.
 */
enum pq_err pq_proxy_house_open(struct pq_proxy_house *house, const struct pq_proxy_setting *setting, bool fetch,
				struct pq_diag *why);
void pq_proxy_house_close(struct pq_proxy_house *house);

#endif
