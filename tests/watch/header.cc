/* SPDX-License-Identifier: MIT */
/* pratique/watch.h from C++, as header.sh compiles it: no cast, no extension, and nothing but ICU beside it. */
#include "pratique/watch.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static int told;

static void report(void *context, const struct pq_watch_breach *breach)
{
	*static_cast<int *>(context) += strcmp(breach->rule, "unsafe_port") == 0;
}

int main()
{
	pq_watch_options options;
	pq_watch *watch = nullptr;
	pq_watch_asked asked = {};
	pq_watch_part part = {};
	sockaddr_in address = {};

	pq_watch_defaults(&options);
	options.shows = PQ_WATCH_DIALS | PQ_WATCH_SENDS;
	options.report = report;
	options.context = &told;
	if (pq_watch_version() != PQ_WATCH_VERSION || pq_watch_open(&options, &watch, nullptr) != PQ_WATCH_OK)
		return 1;
	part.kind = PQ_WATCH_HEADER;
	part.name = pq_watch_str("X");
	part.value = pq_watch_run("\0", 1);
	asked.kind = PQ_WATCH_XHR;
	asked.url = pq_watch_str("http://a.example:25/");
	asked.parts = &part;
	asked.part_count = 1;
	address.sin_family = AF_INET;
	address.sin_port = htons(25);
	pq_watch_request(watch, &asked, nullptr);
	pq_watch_dial(watch, 3, reinterpret_cast<const sockaddr *>(&address), sizeof(address), PQ_WATCH_TCP, "a.example");
	pq_watch_send(watch, PQ_WATCH_LATEST, "x", 1);
	pq_watch_failed(watch, nullptr);
	if (pq_watch_end(watch) != PQ_WATCH_BREACH || told != 1)
		return 2;
	pq_watch_free(watch);
	return 0;
}
