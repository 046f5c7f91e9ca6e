/* SPDX-License-Identifier: MIT */
#include "sandbox/redirect.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/check.h"

/*
 * The chain sees what processes in here send. A dial to the sink's own port is translated to itself, so that it can be asked
 * about, too. Only the port is translated: with one address for all, as of "redirect", the kernel would look longer and
 * longer for a source port that no other dial of the last seconds had.
 */
static const char rules[] = "table inet pratique {\n"
			    "	chain dials {\n"
			    "		type nat hook output priority -100\n"
			    "		meta l4proto tcp dnat ip to ip daddr:%u\n"
			    "		meta l4proto tcp dnat ip6 to ip6 daddr:%u\n"
			    "	}\n"
			    "}\n";

bool pq_redirect_begin(struct pq_nft *nft, uint16_t port)
{
	char text[sizeof(rules) + 16];
	int len = snprintf(text, sizeof(text), rules, (unsigned int)port, (unsigned int)port);
	int file;
	int error;
	bool begun;

	pq_check(len > 0 && (size_t)len < sizeof(text));
	file = pq_nft_text(text, (size_t)len);
	begun = file >= 0 && pq_nft_begin(nft, file);
	error = errno;
	if (file >= 0)
		close(file);
	errno = error;
	return begun;
}
