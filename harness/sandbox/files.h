/* SPDX-License-Identifier: MIT */
/* Small files, such as those of /proc/sys, written and read whole. */
#ifndef PQ_SANDBOX_FILES_H
#define PQ_SANDBOX_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* Opens, writes and closes; creates the file if it is not there. errno says why not. */
bool pq_file_write(const char *path, const char *text);

/* Appends the contents of one file to another, which is made if it is not there. errno says why not. */
bool pq_file_append(const char *to, const char *from);

/* The decimal number that the file holds; -1 if it cannot be read. */
long pq_file_number(const char *path);

#endif
