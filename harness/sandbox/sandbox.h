/* SPDX-License-Identifier: MIT */
/*
 * A sandbox: own user, network, mount, PID and UTS namespaces. Inside, every
 * IPv4 and IPv6 address is local, every TCP dial reaches one listener that can
 * ask where it was meant to go (SO_ORIGINAL_DST, IP6T_SO_ORIGINAL_DST; port 0
 * included), and nothing can leave.
 *
 * Theory of operation. pq_sandbox_open() clones one process into the new
 * namespaces, the keeper: process 1 inside. It sets up the network, forks the
 * residents (the sink) and then starts programs as it is told. Each program runs in
 * a PID namespace of its own below the keeper's, so that ending its first
 * process ends all that it started; or in a room (room.h), which is used again. The keeper dies with the thread that opened the
 * sandbox, however that dies, and with the keeper everything inside.
 *
 * Connections to loopback come from loopback, all others from PQ_SANDBOX_SOURCE or PQ_SANDBOX_SOURCE_6.
 * Datagrams are not redirected: a packet socket on lo sees them as they arrive (with ETH_P_ALL as they leave, too;
 * multicast leaves through eth0), a socket bound to the asked port receives them. A resident leads a process group
 * of its own, with signals at their defaults. The keeper answers once a TCP listener stands at tcp_port (2 s at
 * most), if there are residents.
 */
#ifndef PQ_SANDBOX_SANDBOX_H
#define PQ_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct pq_sandbox;

/* Where connections come from that leave for anywhere but loopback: public addresses of a second interface, eth0. */
#define PQ_SANDBOX_SOURCE "20.9.9.9"
#define PQ_SANDBOX_SOURCE_6 "2600:9::9"

/*
 * A process of ours that lives as long as the sandbox.
 * body: called in a fork of the calling process, inside the namespaces, when the network is
 *       ready; its return value is the process's exit status
 */
struct pq_resident {
	const char *name;
	int (*body)(void *argument);
	void *argument;
};

#define PQ_MAX_RESIDENTS 16
#define PQ_MAX_PLACES 8

/*
 * A file system of its own (root.h).
 * layers:    NULL-terminated; folders whose usr, etc, var and so on lie over the machine's, the first one on top; may be NULL
 * accounts:  NULL-terminated; names of users and groups, added where the machine has none of that name; may be NULL
 * host_name: of the sandbox; NULL: the machine's
 */
struct pq_sandbox_root {
	const char *const *layers;
	const char *const *accounts;
	const char *host_name;
};

/*
 * A place: a network namespace of the sandbox, with its own loopback, interfaces, routes and packet filter. Place 0 is
 * where residents are, and programs that name no other.
 * forwards: it passes on packets of IPv4 that are for others, as a router does
 */
struct pq_place {
	const char *name;
	bool forwards;
};

/* interface: its name, 15 characters at most; address: of IPv4, as text */
struct pq_wire_end {
	size_t place;
	const char *interface;
	const char *address;
	unsigned char prefix_len;
};

/*
 * Two interfaces, and what one sends the other receives. Segments of TCP go over it one by one, none over the interface's
 * MTU of 1500 bytes, as over a cable, and not many at once as between the processes of one kernel.
 */
struct pq_wire {
	struct pq_wire_end ends[2];
};

/* What goes from a place to addresses of IPv4 that begin as `to` does leaves through the neighbour `via`. 0: all addresses */
struct pq_place_route {
	size_t place;
	const char *to;
	unsigned char prefix_len;
	const char *via;
};

/*
 * tcp_port:       where every TCP dial is redirected to: the sink's listener. 0: place 0 is a plain namespace as the others
 *                 are, without redirection, and nobody waits for a listener
 * authority_file: PEM of a CA that the sandbox's system trusts besides its own ones (bound over the system's
 *                 bundle); NULL for none
 * name_server:    address of the DNS server that programs are told, as text; answered by a resident
 * shared:         folder that programs in a room see as it is outside, read-only; NULL: none. In /tmp it must exist already
 * residents:      resident_count rows
 * places:         place_count rows; none is as one that forwards nothing
 * wires, routes:  between them; wire_count and route_count rows
 * root:           NULL: programs find the machine's own files
 */
struct pq_sandbox_options {
	uint16_t tcp_port;
	const char *authority_file;
	const char *name_server;
	const char *shared;
	const struct pq_resident *residents;
	size_t resident_count;
	const struct pq_place *places;
	size_t place_count;
	const struct pq_wire *wires;
	size_t wire_count;
	const struct pq_place_route *routes;
	size_t route_count;
	const struct pq_sandbox_root *root;
};

/*
 * argv, environment: NULL-terminated; the environment is the program's whole one; argv[0] is looked for in its PATH
 * directory:         working directory; NULL: the caller's
 * log:               file that gets its standard output and standard error; NULL: it keeps the caller's
 * apart:             with a log, its standard error goes to the caller's
 * input:             the caller's standard input is passed on; else it reads nothing
 * quiet:                 without a log, its standard output goes to the caller's standard error
 * place:             where it is
 * user:              its name inside; NULL: root there, who outside is the caller
 * lingers:           it ends when all that it started has ended, too: for a program that goes into the background
 * room:                  it runs in namespaces that are kept for the next program of that kind, which costs less. It may write in
 *                        /tmp, /var/tmp and /dev/shm alone, has no rights over mounts and network, and all that it started or
 *                        wrote is gone before its PQ_SANDBOX_EXITED. One such program runs at a time, in place 0, as root there;
 *                        no signal reaches it but its end
 */
struct pq_program {
	char *const *argv;
	char *const *environment;
	const char *directory;
	const char *log;
	bool apart;
	bool input;
	bool quiet;
	size_t place;
	const char *user;
	bool lingers;
	bool room;
};

enum pq_sandbox_event_kind {
	PQ_SANDBOX_QUIET,    /* nothing happened in that time */
	PQ_SANDBOX_EXITED,   /* program `id` ended, `status` as of waitpid(2) */
	PQ_SANDBOX_RESIDENT, /* resident `id` (its index) ended, which it should not */
	PQ_SANDBOX_GONE      /* the keeper is dead, and everything with it */
};

struct pq_sandbox_event {
	enum pq_sandbox_event_kind kind;
	uint32_t id;
	int status;
};

/*
 * Ready sandbox in *out, with all residents running. IO with diag->expected saying what is missing and how to
 * enable it (user namespaces, nft, a kernel module); then nothing is left behind.
 */
enum pq_err pq_sandbox_open(struct pq_sandbox **out, const struct pq_sandbox_options *options, struct pq_diag *diag);

/* Starts a program; its number, unique within the sandbox, in *id. IO if it cannot be executed, with *diag filled. */
enum pq_err pq_sandbox_start(struct pq_sandbox *sandbox, const struct pq_program *program, uint32_t *id,
			     struct pq_diag *diag);

/* Ends a program and all that it started. Its PQ_SANDBOX_EXITED follows. */
void pq_sandbox_end(struct pq_sandbox *sandbox, uint32_t id);

/* Sends a signal, such as SIGTERM, to a program and all that it started. */
void pq_sandbox_signal(struct pq_sandbox *sandbox, uint32_t id, int number);

/* The root folder inside, for openat2(2) with RESOLVE_IN_ROOT; -1 with errno. The caller closes it before the sandbox. */
int pq_sandbox_root_folder(const struct pq_sandbox *sandbox);

/* The next event, waiting timeout_ms at most (0: not at all); also returns QUIET when a signal arrives. */
struct pq_sandbox_event pq_sandbox_next(struct pq_sandbox *sandbox, int timeout_ms);

/*
 * Waits for the PQ_SANDBOX_EXITED of program `id` and takes it; all other events are kept for pq_sandbox_next. False if
 * it does not come in that time, or the keeper is dead.
 */
bool pq_sandbox_await_exit(struct pq_sandbox *sandbox, uint32_t id, int timeout_ms);

/*
 * A socket as of socket(2), made in that place by its root and handed out: what goes through it goes through the place,
 * whoever holds it. It is the caller's to close, and may outlive the sandbox. IO with *diag filled if there is no such
 * place, or the kernel makes no such socket.
 */
enum pq_err pq_sandbox_socket(struct pq_sandbox *sandbox, size_t place, int domain, int type, int protocol, int *out,
			      struct pq_diag *diag);

/*
 * Has the program nft do what the text says in that place; the sandbox waits for it. IO if nft refuses, with the first
 * line of what it says in *diag.
 */
enum pq_err pq_sandbox_filter(struct pq_sandbox *sandbox, size_t place, const char *text, struct pq_diag *diag);

/* Ends everything inside and waits until it is gone. NULL is fine. */
void pq_sandbox_close(struct pq_sandbox *sandbox);

#endif
