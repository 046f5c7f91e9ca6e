/* SPDX-License-Identifier: MIT */
#include "sandbox/room_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/mounts.h"

/* Layers are made here, before the room's own /proc comes. */
#define STAGE "/proc"

/* path: of the place; overlay: it shows what is there */
static const struct {
	const char *path;
	bool overlay;
} places[PQ_ROOM_LAYERS] = { { "/tmp", true }, { "/var/tmp", true }, { "/dev/shm", false } };

static bool make_read_only(const char *path, unsigned int flags)
{
	struct mount_attr attributes = { .attr_set = MOUNT_ATTR_RDONLY };

	return mount_setattr(AT_FDCWD, path, flags, &attributes, sizeof(attributes)) == 0;
}

/* An overlay's folder is its upper layer's, so that it needs the rights of the place that it covers. */
static bool make_folder(const char *path, mode_t mode)
{
	return mkdir(path, 0700) == 0 && chmod(path, mode & 07777) == 0;
}

static bool cover(const char *path, const char *layer, const char *work, bool user_namespace)
{
	char options[256];

	snprintf(options, sizeof(options), "lowerdir=%s,upperdir=%s,workdir=%s%s", path, layer, work,
		 user_namespace ? ",userxattr" : "");
	return mkdir(work, 0700) == 0 && mount("overlay", path, "overlay", MS_NOSUID | MS_NODEV, options) == 0;
}

/* Its layer, or -1 with errno. */
static int make_place(size_t index, bool user_namespace)
{
	const char *path = places[index].path;
	struct stat there;
	char layer[64];
	char work[64];

	snprintf(layer, sizeof(layer), STAGE "/layer-%zu", index);
	snprintf(work, sizeof(work), STAGE "/work-%zu", index);
	if (stat(path, &there) != 0 || !make_folder(layer, there.st_mode))
		return -1;
	if (!(places[index].overlay ? cover(path, layer, work, user_namespace)
				    : mount(layer, path, NULL, MS_BIND, NULL) == 0))
		return -1;
	return open(layer, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool make_places(struct pq_room_files *files, bool user_namespace, const char **what)
{
	for (size_t i = 0; i < PQ_ROOM_LAYERS; i++) {
		struct stat made;

		*what = places[i].path;
		errno = 0;
		files->layers[i] = make_place(i, user_namespace);
		if (files->layers[i] < 0 && errno != ENOENT)
			return false;
		if (files->layers[i] < 0)
			continue;
		if (fstat(files->layers[i], &made) != 0)
			return false;
		files->changed[i] = made.st_ctim;
	}
	return true;
}

static bool make_all(struct pq_room_files *files, int shared, const char *shared_path, bool user_namespace,
		     const char **what)
{
	*what = "read-only mounts";
	if (!make_read_only("/", AT_RECURSIVE))
		return false;
	*what = "tmpfs";
	if (mount("tmpfs", STAGE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") != 0 ||
	    !make_places(files, user_namespace, what))
		return false;
	*what = "a shared folder";
	if (shared >= 0 && (move_mount(shared, "", AT_FDCWD, shared_path, MOVE_MOUNT_F_EMPTY_PATH) != 0 ||
			    !make_read_only(shared_path, 0)))
		return false;
	*what = "proc";
	if (umount2(STAGE, MNT_DETACH) != 0 || !pq_mounts_proc())
		return false;
	return mount("/proc/sys", "/proc/sys", NULL, MS_BIND, NULL) == 0 && make_read_only("/proc/sys", 0);
}

bool pq_room_files_make(struct pq_room_files *files, const char *shared, bool user_namespace, const char **what)
{
	int tree = shared ? open_tree(AT_FDCWD, shared, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC) : -1;
	bool good;
	int error;

	*what = "a shared folder";
	if (shared && tree < 0)
		return false;
	good = make_all(files, tree, shared, user_namespace, what);
	error = errno;
	if (tree >= 0)
		close(tree);
	errno = error;
	return good;
}

static bool is_empty(int folder)
{
	DIR *dir = fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	struct dirent *entry = NULL;
	bool empty = dir;

	while (empty && (entry = readdir(dir)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	if (dir)
		closedir(dir);
	return empty;
}

/* Time is coarse: what was made in the same tick as the layer shows by being there. */
static bool is_clean(int layer, struct timespec changed)
{
	struct stat now;

	return fstat(layer, &now) == 0 && now.st_ctim.tv_sec == changed.tv_sec &&
	       now.st_ctim.tv_nsec == changed.tv_nsec && is_empty(layer);
}

bool pq_room_files_clean(const struct pq_room_files *files)
{
	for (size_t i = 0; i < PQ_ROOM_LAYERS; i++)
		if (files->layers[i] >= 0 && !is_clean(files->layers[i], files->changed[i]))
			return false;
	return true;
}
