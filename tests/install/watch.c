/* SPDX-License-Identifier: MIT */
/* watch PORT: tells the installed judge of a request and a dial to that port, and prints the rules that are broken. */
#include <pratique/watch.h>

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static void report(void *context, const struct pq_watch_breach *breach)
{
	(void)context;
	puts(breach->rule);
}

int main(int argc, char **argv)
{
	struct pq_watch_asked asked = { .kind = PQ_WATCH_FETCH };
	struct sockaddr_in address = { .sin_family = AF_INET };
	struct pq_watch_options options;
	struct pq_watch *watch;
	char url[64];

	pq_watch_defaults(&options);
	options.shows = PQ_WATCH_DIALS;
	options.report = report;
	if (argc != 2 || pq_watch_open(&options, &watch, NULL) != PQ_WATCH_OK)
		return 2;
	snprintf(url, sizeof(url), "http://a.example:%.5s/", argv[1]);
	asked.url = pq_watch_str(url);
	address.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
	pq_watch_request(watch, &asked, NULL);
	pq_watch_dial(watch, 3, (const struct sockaddr *)&address, sizeof(address), PQ_WATCH_TCP, "a.example");
	pq_watch_failed(watch, NULL);
	pq_watch_end(watch);
	pq_watch_free(watch);
	return 0;
}
