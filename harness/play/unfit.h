/* SPDX-License-Identifier: MIT */
/* What a browser keeps beyond a page: state that one scenario would leave for the next. */
#ifndef PQ_PLAY_UNFIT_H
#define PQ_PLAY_UNFIT_H

#include "scenario/scenario.h"

/*
 * Whether a browser that played it may behave otherwise afterwards: cookies, cached redirects and logins, alternative
 * services, names with other addresses, kept connections. Such a one is started anew before the next scenario.
 */
bool pq_play_leaves_traces(const struct pq_scenario *scenario);

#endif
