/* SPDX-License-Identifier: MIT */
/* Files of a campaign. What returns int gives 0, or -1 with errno set. */
#ifndef PQ_CAMPAIGN_STORE_H
#define PQ_CAMPAIGN_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"

#define PQ_STORE_PATH 4096
#define PQ_STORE_RESERVE (1u << 20) /* free bytes below which a disk counts as full; as many are put aside */

/* A path as printf would make it; one that is too long ends the process, since no file has such a name. */
__attribute__((format(printf, 2, 3))) void pq_store_path(char path[static PQ_STORE_PATH], const char *format, ...);

/* Makes a folder and those above it. */
int pq_store_make_folders(const char *path);

/* Removes a folder and all in it; a missing one is no error. */
int pq_store_remove_folder(const char *path);

/* Copies a file so that `to` is there whole, on the disk, or not at all. */
int pq_store_copy(const char *from, const char *to);

/* Writes a file so that it is there whole, on the disk; what an error leaves is of no use. */
int pq_store_write(const char *path, struct pq_view bytes);

/* The same in the place of what is there, by way of PATH.part: it is written whole or not at all, and no part is left. */
int pq_store_replace(const char *path, struct pq_view bytes);

/* Opens a plain file to be read; of anything else, such as a pipe that would be waited for, NULL with errno EINVAL. */
FILE *pq_store_open(const char *path);

/* Appends the last bytes of a file, as many as there is room for; false if it cannot be read, as no pipe can. */
bool pq_store_read_tail(const char *path, struct pq_buf *out);

/* FNV-1a of a file's bytes, for names; false if it cannot be read. */
bool pq_store_hash(const char *path, uint64_t *hash);

/* The same of bytes in memory; goes on from sum, which begins as PQ_STORE_HASH. */
#define PQ_STORE_HASH UINT64_C(0xcbf29ce484222325)
uint64_t pq_store_hash_bytes(uint64_t sum, struct pq_view bytes);

/* True if the disk that holds path has no room for more. */
bool pq_store_full(const char *path);

/* True if errno says that there is no room. */
bool pq_store_no_room(int error);

/*
 * Puts PQ_STORE_RESERVE bytes aside in OUT/work/reserve, for findings on a full
 * disk; and gives them up, which is true if there were any, and leaves errno as it was.
 */
int pq_store_reserve(const char *out);
bool pq_store_release(const char *out);

/* True if a file is old enough not to be being written any more, by a program that writes it at once. */
bool pq_store_settled(const char *path);

/*
 * Calls visit for each file below path, in the order of names; stops early and returns what visit gave if not 0. Links
 * to files are files; links to folders are not followed, so that no loop is walked.
 */
int pq_store_each_file(const char *path, int (*visit)(void *ctx, const char *path, const char *name), void *ctx);

/* Files in a folder, those in folders below it left out; 0 if it cannot be read. */
size_t pq_store_count(const char *path);

/* Takes an exclusive lock on path until the process ends. EWOULDBLOCK: somebody else has it. */
int pq_store_lock(const char *path);

#endif
