/* SPDX-License-Identifier: MIT */
/* Rules of the packet filter, by the program nft, for the network namespace that the caller is in. */
#ifndef PQ_SANDBOX_NFT_H
#define PQ_SANDBOX_NFT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* nft at work. process: -1 if it could not be started. */
struct pq_nft {
	pid_t process;
	int complaint;
};

/* A file without a name that holds the text, to be read from its beginning; -1 with errno. */
int pq_nft_text(const char *text, size_t len);

/* Starts nft, which reads the file `rules`; that stays the caller's. False with errno: ENOENT if there is no nft. */
bool pq_nft_begin(struct pq_nft *nft, int rules);

/* Waits until it is done. False with the first line of what it said in text. */
bool pq_nft_end(struct pq_nft *nft, char *text, size_t size);

#endif
