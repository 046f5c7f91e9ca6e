/* SPDX-License-Identifier: MIT */
/* Questions about the machine; each answers true if what was asked for is there. */
#ifndef PQ_CLI_PROBE_H
#define PQ_CLI_PROBE_H

#include <stdbool.h>

/* Where clang keeps a run-time library of that name. */
#define PQ_PROBE_RUNTIME(name) "/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt." name "-*.a"

/* A program of that name in PATH; a readable file; a file that matches the pattern. */
bool pq_probe_program(const char *name);
bool pq_probe_file(const char *path);
bool pq_probe_glob(const char *pattern);

/* "FILE NUMBER": the number in FILE is not larger; true also if the file cannot be read. */
bool pq_probe_at_most(const char *file_and_number);

/* These take no argument. */
bool pq_probe_icu(const char *unused);
bool pq_probe_core_pattern(const char *unused);
bool pq_probe_governor(const char *unused);
/* A sandbox can be made; if not, why, and what to enable. */
bool pq_probe_sandbox(const char *unused);
extern char pq_probe_sandbox_how[512];
/* A network service and a renderer can be closed in; if not, as above. */
bool pq_probe_service(const char *unused);
extern char pq_probe_service_how[512];

#endif
