/* SPDX-License-Identifier: MIT */
#include "sandbox/mounts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/cover.h"
#include "sandbox/files.h"

/* Files of ours are made here, before the fresh /proc comes: a place that every system has, and nobody looks at meanwhile. */
#define STAGE "/proc"

#define BUNDLE "/etc/ssl/certs/ca-certificates.crt"

/* The same bundle, where other distributions keep it; covered only where it is. */
#define OTHER_BUNDLE "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"

/* Users and groups from files alone: to ask a directory service would be a dial, too. */
static const char name_services[] = "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nnetworks: files\n"
				    "protocols: files\nservices: files\nethers: files\nrpc: files\n";

/* Through these sockets somebody outside the sandbox would answer. */
static const char *const services[] = {
	"/run/nscd/socket",
	"/run/systemd/resolve/io.systemd.Resolve",
	"/run/systemd/userdb/io.systemd.DynamicUser",
	"/run/dbus/system_bus_socket",
	"/run/avahi-daemon/socket",
	"/run/docker.sock",
	"/run/podman/podman.sock",
};

bool pq_mounts_proc(void)
{
	return mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0;
}

static bool write_resolver(const char *name_server)
{
	char text[128];

	snprintf(text, sizeof(text), "nameserver %s\n", name_server);
	return pq_file_write(STAGE "/resolv.conf", text);
}

/*
 * The machine's name stays, for X looks up its cookies by it. A name with a dot has an address of its own, so that it is found as
 * the full name of this host.
 */
static bool write_hosts(void)
{
	char host[256] = "";
	char text[1024];
	bool full;

	gethostname(host, sizeof(host) - 1);
	full = strchr(host, '.');
	snprintf(text, sizeof(text), "127.0.0.1 localhost %s\n::1 localhost ip6-localhost ip6-loopback\n",
		 full ? "" : host);
	if (full)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "127.0.1.1 %s %.*s\n", host,
			 (int)strcspn(host, "."), host);
	return pq_file_write(STAGE "/hosts", text);
}

static bool bundle(const char *authority_file, const char **what)
{
	bool other = access(OTHER_BUNDLE, R_OK) == 0;
	const char *system = access(BUNDLE, R_OK) == 0 ? BUNDLE : other ? OTHER_BUNDLE : NULL;

	*what = "the authority's certificate";
	if ((system && !pq_file_append(STAGE "/bundle", system)) || !pq_file_append(STAGE "/bundle", authority_file))
		return false;
	*what = BUNDLE;
	return pq_cover_file(BUNDLE, STAGE "/bundle", STAGE) &&
	       (!other || mount(STAGE "/bundle", OTHER_BUNDLE, NULL, MS_BIND, NULL) == 0);
}

static bool files(const char *name_server, const char *authority_file, const char **what)
{
	*what = "/etc/resolv.conf";
	if (name_server &&
	    (!write_resolver(name_server) || !pq_cover_file("/etc/resolv.conf", STAGE "/resolv.conf", STAGE)))
		return false;
	*what = "/etc/hosts";
	if (!write_hosts() || !pq_cover_file("/etc/hosts", STAGE "/hosts", STAGE))
		return false;
	*what = "/etc/nsswitch.conf";
	if (!pq_file_write(STAGE "/nsswitch.conf", name_services) ||
	    !pq_cover_file("/etc/nsswitch.conf", STAGE "/nsswitch.conf", STAGE))
		return false;
	return !authority_file || bundle(authority_file, what);
}

static bool hide_services(const char **what)
{
	*what = "sockets of services";
	if (!pq_file_write(STAGE "/nothing", ""))
		return false;
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (mount(STAGE "/nothing", services[i], NULL, MS_BIND, NULL) != 0 && errno != ENOENT &&
		    errno != ENOTDIR && errno != EACCES)
			return false;
	return true;
}

/*
 * Browsers put what their processes share into /dev/shm: each answer's body, for one. Containers give it 64 MB, which is too
 * little, and anywhere else is a file system with a journal, which doubles the time that a browser spends in the kernel.
 */
static bool shared_memory(const char **what)
{
	*what = "/dev/shm";
	return mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") == 0 || errno == ENOENT;
}

bool pq_mounts_make(const char *name_server, const char *authority_file, const char **what)
{
	mode_t mask;
	bool good;

	*what = "private mounts";
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return false;
	*what = "tmpfs";
	if (mount("tmpfs", STAGE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") != 0)
		return false;
	mask = umask(022);
	good = files(name_server, authority_file, what) && hide_services(what) && shared_memory(what);
	umask(mask);
	if (!good)
		return false;
	*what = "proc";
	return umount2(STAGE, MNT_DETACH) == 0 && pq_mounts_proc();
}
