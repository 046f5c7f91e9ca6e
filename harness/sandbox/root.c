/* SPDX-License-Identifier: MIT */
#include "sandbox/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/accounts.h"
#include "sandbox/files.h"
#include "sandbox/netlink.h"

/* Upper folders are made here; the fresh /proc of each program hides them. */
#define STAGE "/proc"

#define OPTIONS_SIZE 4096 /* of mount(2): one page */

/*
 * name:   a folder of /
 * writes: its programs may write there
 */
struct part {
	const char *name;
	bool writes;
};

static const struct part parts[] = {
	{ "etc", true },    { "var", true },    { "srv", true },     { "usr", false },
	{ "opt", false },   { "bin", false },   { "sbin", false },   { "lib", false },
	{ "lib32", false }, { "lib64", false }, { "libx32", false },
};

/* What packages expect in /var; the copies belong to whoever is root inside, so that programs may write there. */
static const char *const of_var[] = { "cache", "lib", "local", "log", "mail", "opt", "spool", "tmp" };

/* Of /dev only what reaches no hardware. */
static const char *const devices[] = { "full", "null", "random", "tty", "urandom", "zero" };

static bool is_folder(const char *path)
{
	struct stat about;

	return lstat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool make_folder(const char *path, mode_t mode)
{
	return (mkdir(path, mode) == 0 || errno == EEXIST) && chmod(path, mode) == 0;
}

/* Appends text to options of mount(2), with what separates them there escaped. */
static bool add(char *options, const char *text, bool escape)
{
	size_t at = strlen(options);

	for (; *text; text++) {
		if (at + 3 > OPTIONS_SIZE) {
			errno = ENAMETOOLONG;
			return false;
		}
		if (escape && strchr(":,\\", *text))
			options[at++] = '\\';
		options[at++] = *text;
		options[at] = '\0';
	}
	return true;
}

/* The layers that have this part, and the machine's: "lowerdir=A/etc:/etc". *any: a layer has it. */
static bool add_lower(char *options, const struct pq_sandbox_root *root, const char *name, bool *any)
{
	char path[PATH_MAX];

	if (!add(options, "lowerdir=", false))
		return false;
	for (size_t i = 0; root->layers && root->layers[i]; i++) {
		snprintf(path, sizeof(path), "%s/%s", root->layers[i], name);
		if (!is_folder(path))
			continue;
		*any = true;
		if (!add(options, path, true) || !add(options, ":", false))
			return false;
	}
	return add(options, "/", false) && add(options, name, false);
}

/* Folders in which what is written is kept; `upper` becomes what stands at the top of the part. */
static bool make_upper(const char *name, char *upper, size_t size)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), STAGE "/work-%s", name);
	snprintf(upper, size, STAGE "/upper-%s", name);
	if (!make_folder(path, 0755) || !make_folder(upper, 0755))
		return false;
	for (size_t i = 0; strcmp(name, "var") == 0 && i < sizeof(of_var) / sizeof(of_var[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", upper, of_var[i]);
		if (!make_folder(path, strcmp(of_var[i], "tmp") == 0 ? 01777 : 0755))
			return false;
	}
	return true;
}

/* The files of /etc that tell who is there. */
static bool fill_etc(const char *upper, const struct pq_sandbox_root *root)
{
	char path[PATH_MAX];
	char text[300];

	snprintf(path, sizeof(path), "%s/resolv.conf", upper);
	if (!pq_file_write(path, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"))
		return false;
	snprintf(path, sizeof(path), "%s/hostname", upper);
	snprintf(text, sizeof(text), "%s\n", root->host_name ? root->host_name : "localhost");
	return pq_file_write(path, text) && pq_accounts_write(upper, root->accounts);
}

static bool lay_over(const struct pq_sandbox_root *root, const struct part *part)
{
	char options[OPTIONS_SIZE] = "";
	char target[64];
	char upper[64];
	bool any = false;

	snprintf(target, sizeof(target), "/%s", part->name);
	if (!is_folder(target))
		return true;
	if (!add_lower(options, root, part->name, &any))
		return false;
	if (part->writes) {
		if (!make_upper(part->name, upper, sizeof(upper)) ||
		    (strcmp(part->name, "etc") == 0 && !fill_etc(upper, root)) || !add(options, ",upperdir=", false) ||
		    !add(options, upper, false) || !add(options, ",workdir=" STAGE "/work-", false) ||
		    !add(options, part->name, false))
			return false;
	}
	return (!any && !part->writes) || mount("overlay", target, "overlay", 0, options) == 0;
}

static bool bind_device(const char *name)
{
	char from[64];
	char to[64];

	snprintf(from, sizeof(from), "/dev/%s", name);
	snprintf(to, sizeof(to), STAGE "/dev/%s", name);
	return access(from, F_OK) != 0 || (pq_file_write(to, "") && mount(from, to, NULL, MS_BIND, NULL) == 0);
}

static bool make_devices(void)
{
	static const char *const links[][2] = { { "/proc/self/fd", "fd" },
						{ "/proc/self/fd/0", "stdin" },
						{ "/proc/self/fd/1", "stdout" },
						{ "/proc/self/fd/2", "stderr" },
						{ "pts/ptmx", "ptmx" } };
	char path[64];

	if (!make_folder(STAGE "/dev", 0755) || !make_folder(STAGE "/dev/shm", 01777) ||
	    !make_folder(STAGE "/dev/pts", 0755))
		return false;
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (!bind_device(devices[i]))
			return false;
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		snprintf(path, sizeof(path), STAGE "/dev/%s", links[i][1]);
		if (symlink(links[i][0], path) != 0)
			return false;
	}
	return mount("devpts", STAGE "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
		     "newinstance,ptmxmode=0666,mode=620") == 0 &&
	       mount(STAGE "/dev", "/dev", NULL, MS_BIND | MS_REC, NULL) == 0;
}

static bool fresh(const char *path, const char *options)
{
	return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, options) == 0;
}

/* Before anything is laid over it, so that this holds for what is the machine's alone. */
static bool protect(void)
{
	struct mount_attr attributes = { .attr_set = MOUNT_ATTR_RDONLY };

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return false;
	return mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &attributes, sizeof(attributes)) == 0 ||
	       (errno == ENOSYS && mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0);
}

static bool make_all(const struct pq_sandbox_root *root, const char **what)
{
	*what = "read-only mounts";
	if (!protect())
		return false;
	*what = "tmpfs";
	if (!fresh(STAGE, "mode=755"))
		return false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		*what = "an overlay";
		if (!lay_over(root, &parts[i]))
			return false;
	}
	*what = "/dev";
	if (!make_devices())
		return false;
	*what = "/run";
	if (!fresh("/run", "mode=755") || !make_folder("/run/lock", 01777))
		return false;
	*what = "/tmp";
	return fresh("/tmp", "mode=1777");
}

bool pq_root_make(const struct pq_sandbox_root *root, const char **what)
{
	mode_t mask = umask(022);
	bool good = make_all(root, what);
	int error = errno;

	umask(mask);
	*what = good ? "host name" : *what;
	errno = error;
	return good && (!root->host_name || sethostname(root->host_name, strlen(root->host_name)) == 0);
}

bool pq_root_network(const char **what)
{
	struct pq_netlink line;
	bool good;

	pq_file_write("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
	*what = "address " PQ_ROOT_ADDRESS;
	if (!pq_netlink_open(&line))
		return false;
	good = pq_netlink_address(&line, "lo", AF_INET, PQ_ROOT_ADDRESS, 32);
	pq_netlink_close(&line);
	return good;
}
