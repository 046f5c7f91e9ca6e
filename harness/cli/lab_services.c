/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"
#include "cli/lab.h"
#include "cli/options.h"
#include "report/message.h"

static const struct pq_usage usage = {
	"lab services",
	"[NAME...]",
	"Puts what a browser would write to real servers, and sees from outside which obey.\n"
	"Exit code 0: every class is as expected; 1: one differs; 2: wrong usage or bad input;\n"
	"3: nothing could run.\n",
	NULL,
	0,
};

int pq_cli_lab_services(int argc, char **argv)
{
	int first, code;

	if (!pq_options_read(&usage, argc, argv, NULL, &first, &code))
		return code;
	pq_complain("lab services: there is no description of a service yet");
	return PQ_EXIT_SETUP;
}
