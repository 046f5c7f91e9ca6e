/* SPDX-License-Identifier: MIT */
/* audit --remote: what the user sets on the device. */
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

#include "cli/audit_call.h"
#include "cli/cli.h"
#include "report/message.h"

/* The subject is somewhere else: all that is known of it is that it shows pages and runs script. */
static const char recipe[] = "pratique-browser 1\n"
			     "name remote\n"
			     "kind page\n"
			     "program -\n"
			     "url {url}\n";

int pq_audit_remote_subject(struct pq_audit_call *call)
{
	struct pq_diag diag = { 0, 0, "" };

	if (pq_recipe_read(&call->recipe, pq_view_str(recipe), &diag) == PQ_ERR_OK)
		return PQ_EXIT_OK;
	pq_complain_at("remote", &diag);
	return PQ_EXIT_SETUP;
}

/* A line for each address by which others may reach this machine; loopback too, for a browser on this one. */
static void print_addresses(uint16_t port, const char *before, const char *behind)
{
	struct ifaddrs *all = NULL;
	char host[NI_MAXHOST];

	if (getifaddrs(&all) != 0)
		return;
	for (const struct ifaddrs *at = all; at; at = at->ifa_next)
		if (at->ifa_addr && at->ifa_addr->sa_family == AF_INET &&
		    getnameinfo(at->ifa_addr, sizeof(struct sockaddr_in), host, sizeof(host), NULL, 0,
				NI_NUMERICHOST) == 0)
			printf("  %s%s:%u%s\n", before, host, port, behind);
	freeifaddrs(all);
}

void pq_audit_remote_announce(void *context, uint16_t port)
{
	(void)context;
	puts("Set on the device, for everything (HTTP and HTTPS), one of these proxies:");
	print_addresses(port, "", "");
	puts("or, for SOCKS5, the same addresses; or one of these PAC files:");
	print_addresses(port, "http://", "/proxy.pac");
	puts("Then open there:\n"
	     "  http://20.0.0.1/\n"
	     "and keep the page in front until it says that all is done. What the browser dials past its proxy\n"
	     "or by UDP is not seen from here: such vectors are not applicable. Waiting for the device; Ctrl-C\n"
	     "ends the audit with what was seen.");
	fflush(stdout);
}
