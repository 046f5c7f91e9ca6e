/* SPDX-License-Identifier: MIT */
/* What the network service knows and keeps from one request to the next. */
#ifndef PQ_FETCH_SERVICE_H
#define PQ_FETCH_SERVICE_H

#include "fetch/altsvc_cache.h"
#include "fetch/cookie.h"
#include "fetch/env.h"
#include "fetch/pool.h"
#include "scenario/scenario.h"

/*
 * The user's HTTP proxy.
 * present:        there is one
 * usable:         its URL parses and has the scheme http; otherwise whatever should go through it fails
 * url:            place to dial; its port is the user's choice, and no policy is asked about it
 * has_login:      the user gave a name
 * user, password: as written
 */
struct pq_proxy {
	bool present;
	bool usable;
	struct pq_url url;
	bool has_login;
	struct pq_view user;
	struct pq_view password;
};

/*
 * env:        outlives the service
 * scenario:   the user's settings; outlives the service
 * keep_alive: connections are kept
 */
struct pq_service {
	const struct pq_fetch_env *env;
	const struct pq_scenario *scenario;
	bool keep_alive;
	struct pq_proxy proxy;
	struct pq_cookie_jar jar;
	struct pq_pool pool;
	struct pq_altsvc_cache alternatives;
};

/* Begins anew with the scenario's settings: proxy, cookies, keep-alive. memory holds what is kept. */
void pq_service_init(struct pq_service *service, const struct pq_fetch_env *env, const struct pq_scenario *scenario,
		     struct pq_fetch_memory *memory);

/* Closes all connections that are kept. */
void pq_service_hang_up(struct pq_service *service);

#endif
