/* SPDX-License-Identifier: MIT */
#include "sandbox/make.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sandbox/files.h"
#include "sandbox/mounts.h"
#include "sandbox/network.h"
#include "sandbox/redirect.h"
#include "sandbox/root.h"

/* The user outside is root inside, and nobody else is anybody (user_namespaces(7)). */
static bool map_user(const struct pq_keeper *keeper)
{
	char text[64];

	/* Who became another user without an exec does not own its files of /proc otherwise. */
	prctl(PR_SET_DUMPABLE, 1);
	if (!pq_file_write("/proc/self/setgroups", "deny") && errno != ENOENT)
		return false;
	snprintf(text, sizeof(text), "0 %u 1", keeper->uid);
	if (!pq_file_write("/proc/self/uid_map", text))
		return false;
	snprintf(text, sizeof(text), "0 %u 1", keeper->gid);
	return pq_file_write("/proc/self/gid_map", text);
}

/* nft takes about as long as all the rest, so it works meanwhile. */
static bool make_all(const struct pq_keeper *keeper, struct pq_places *places, enum pq_step *step, const char **what,
		     char *said, size_t size)
{
	const struct pq_sandbox_options *options = keeper->options;
	bool redirects = options->tcp_port != 0;
	struct pq_nft nft;

	*step = PQ_STEP_MAPS;
	*what = "user map";
	if (keeper->user_namespace && !map_user(keeper))
		return false;
	*step = PQ_STEP_REDIRECT;
	*what = "start";
	if (redirects && !pq_redirect_begin(&nft, options->tcp_port))
		return false;
	*step = PQ_STEP_MOUNTS;
	if (options->root && !pq_root_make(options->root, what))
		return false;
	if (!pq_mounts_make(options->name_server, options->authority_file, what))
		return false;
	*step = PQ_STEP_NETWORK;
	if (!pq_network_up(redirects, what))
		return false;
	pq_network_settings();
	if (!pq_places_make(places, options, what))
		return false;
	if (options->root && !pq_root_network(what))
		return false;
	*step = PQ_STEP_REDIRECT;
	*what = said;
	errno = 0;
	return !redirects || pq_nft_end(&nft, said, size);
}

bool pq_make(const struct pq_keeper *keeper, struct pq_places *places, char *text, size_t size)
{
	enum pq_step step;
	const char *what;
	char said[256];

	if (make_all(keeper, places, &step, &what, said, sizeof(said)))
		return true;
	pq_trouble(keeper->settings, step, what, errno, text, size);
	return false;
}
