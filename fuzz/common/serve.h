/* SPDX-License-Identifier: MIT */
/*
 * A target as a server: it runs the inputs that it is given one after the other, each in a process of its own that
 * begins where the target is open, and tells what became of it. Who looks for the smallest input that still breaks a
 * rule asks thousands of times, and need not start a program each time.
 *
 * On standard output, first "pratique-serve 1 NAME SANITIZED\n", where SANITIZED is 1 if AddressSanitizer is in the
 * program. Then, for each "LENGTH\n" and so many bytes on standard input, "STATUS LENGTH\n" and so many bytes: status
 * as of waitpid(2), and the first PQ_SERVE_TEXT bytes that the process printed. Of one that came to its end the last
 * line is "ran REQUESTS WHOLE\n", what pq_fuzz_note_run was told, or "ran - 1\n" if it was told nothing. The program
 * ends with its input.
 */
#ifndef PQ_FUZZ_SERVE_H
#define PQ_FUZZ_SERVE_H

#include <stdbool.h>

#define PQ_SERVE_OPTION "--serve"
#define PQ_SERVE_TEXT (64u << 10)
#define PQ_SERVE_INPUT (8u << 20) /* bytes of an input; a longer one ends the program */
#define PQ_SERVE_LIMIT_S 10       /* an input that takes longer dies of SIGALRM */

bool pq_fuzz_serve_wanted(int argc, char **argv);

/* Returns an exit code: 0 at the end of its input, 2 if that is not what it expects, 3 if the system refuses. */
int pq_fuzz_serve(void);

#endif
