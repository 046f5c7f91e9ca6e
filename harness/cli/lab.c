/* SPDX-License-Identifier: MIT */
#include "cli/lab.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/names.h"
#include "cli/options.h"

/* In the order in which help lists them. */
static const struct lab {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} rows[] = {
	{ "services", pq_cli_lab_services, "put a browser's bytes to real servers and see which obey" },
	{ "evidence", pq_cli_lab_evidence, "what those results say beside who blocks which port" },
	{ "nat", pq_cli_lab_nat, "have them pass the kernel's NAT helpers and see which holes open" },
	{ "proxy", pq_cli_lab_proxy, "put forged names to real intercepting proxies and see which fetch them" },
	{ "explain", pq_cli_lab_explain, "tell one case of a lab: who sends what, and what would have stopped it" },
};
#define LABS (sizeof(rows) / sizeof(rows[0]))

static const char *about(void)
{
	static char text[2048];
	int len = snprintf(text, sizeof(text),
			   "Shows on real servers, packet filters and proxies why a port is unsafe. Each lab has\n"
			   "options of its own (lab services --help):\n");

	for (size_t i = 0; i < LABS; i++)
		len += snprintf(text + len, sizeof(text) - (size_t)len, "  %-10s %s\n", rows[i].name, rows[i].help);
	snprintf(text + len, sizeof(text) - (size_t)len,
		 "Exit code 0: all as expected; 1: something differs; 2: wrong usage or bad input; 3: nothing\n"
		 "could run.\n");
	return text;
}

int pq_cli_lab(int argc, char **argv)
{
	const struct pq_usage usage = { "lab", "NAME...", about(), NULL, 0 };
	const char *names[LABS];
	int first, code;

	for (size_t i = 0; i < LABS; i++) {
		names[i] = rows[i].name;
		if (argc > 1 && strcmp(argv[1], rows[i].name) == 0)
			return rows[i].run(argc - 1, argv + 1);
	}
	if (!pq_options_read(&usage, argc, argv, NULL, &first, &code))
		return code;
	if (first == argc)
		return pq_options_wrong(&usage, "expected the name of a lab");
	return pq_names_unknown("lab", argv[first], names, LABS);
}
