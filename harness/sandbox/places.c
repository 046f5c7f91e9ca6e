/* SPDX-License-Identifier: MIT */
#include "sandbox/places.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/files.h"
#include "sandbox/netlink.h"

bool pq_places_enter(const struct pq_places *places, size_t place)
{
	errno = ENOENT;
	return place < places->count && setns(places->files[place], CLONE_NEWNET) == 0;
}

/* Back to where the keeper is at home; without that nothing would be where it should. */
static void go_home(const struct pq_places *places)
{
	int error = errno;

	if (!pq_places_enter(places, 0))
		abort();
	errno = error;
}

/* The calling process's namespace becomes the next place. */
static bool keep(struct pq_places *places)
{
	int file = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (file >= 0)
		places->files[places->count++] = file;
	return file >= 0;
}

static bool set_loopback_up(void)
{
	struct pq_netlink line;
	bool good;

	if (!pq_netlink_open(&line))
		return false;
	good = pq_netlink_up(&line, "lo");
	pq_netlink_close(&line);
	return good;
}

static bool make_namespaces(struct pq_places *places, const struct pq_sandbox_options *options, const char **what)
{
	*what = "a network namespace";
	if (!keep(places))
		return false;
	for (size_t i = 1; i < options->place_count; i++) {
		*what = options->places[i].name;
		if (unshare(CLONE_NEWNET) != 0 || !keep(places) || !set_loopback_up())
			return false;
	}
	return true;
}

/* One end of a wire, in its place. */
static bool set_end(const struct pq_places *places, const struct pq_wire_end *end)
{
	struct pq_netlink line;
	bool good;

	if (!pq_places_enter(places, end->place) || !pq_netlink_open(&line))
		return false;
	good = pq_netlink_address(&line, end->interface, AF_INET, end->address, end->prefix_len) &&
	       pq_netlink_cut(&line, end->interface) && pq_netlink_up(&line, end->interface);
	pq_netlink_close(&line);
	return good;
}

static bool lay(const struct pq_places *places, const struct pq_wire *wire)
{
	const struct pq_wire_end *ends = wire->ends;
	struct pq_netlink line;
	bool good = false;

	errno = ENOENT;
	if (ends[1].place < places->count && pq_places_enter(places, ends[0].place) && pq_netlink_open(&line)) {
		good = pq_netlink_pair(&line, ends[0].interface, ends[1].interface, places->files[ends[1].place]);
		pq_netlink_close(&line);
	}
	return good && set_end(places, &ends[0]) && set_end(places, &ends[1]);
}

static bool route(const struct pq_places *places, const struct pq_place_route *row)
{
	struct pq_netlink line;
	bool good;

	if (!pq_places_enter(places, row->place) || !pq_netlink_open(&line))
		return false;
	good = pq_netlink_route(&line, row->to, row->prefix_len, row->via);
	pq_netlink_close(&line);
	return good;
}

static bool join(struct pq_places *places, const struct pq_sandbox_options *options, const char **what)
{
	for (size_t i = 0; i < options->wire_count; i++) {
		*what = options->wires[i].ends[0].interface;
		if (!lay(places, &options->wires[i]))
			return false;
	}
	for (size_t i = 0; i < options->route_count; i++) {
		*what = options->routes[i].via;
		if (!route(places, &options->routes[i]))
			return false;
	}
	for (size_t i = 0; i < options->place_count; i++) {
		*what = "net.ipv4.ip_forward";
		if (options->places[i].forwards &&
		    (!pq_places_enter(places, i) || !pq_file_write("/proc/sys/net/ipv4/ip_forward", "1")))
			return false;
	}
	return true;
}

bool pq_places_make(struct pq_places *places, const struct pq_sandbox_options *options, const char **what)
{
	places->count = 0;
	if (!make_namespaces(places, options, what) || !join(places, options, what))
		return false;
	go_home(places);
	return true;
}

int pq_places_socket(const struct pq_places *places, size_t place, int domain, int type, int protocol)
{
	int file;

	if (!pq_places_enter(places, place))
		return -1;
	file = socket(domain, type | SOCK_CLOEXEC, protocol);
	go_home(places);
	return file;
}
