/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/lines.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/url_batch.h"
#include "cli/url_parts.h"
#include "cli/url_reader.h"
#include "report/json.h"
#include "report/message.h"
#include "report/terminal.h"

enum option { BASE, BATCH, JSON, OPTION_COUNT };

static const struct pq_option options[] = {
	[BASE] = { "base", "URL", "parse the URLs relative to this one" },
	[BATCH] = { "batch", NULL, "read JSON lines, objects with \"input\" and maybe \"base\"; print JSON lines" },
	[JSON] = { "json", NULL, "print JSON lines instead of text" },
};

static const struct pq_usage usage = {
	"url",
	"URL...",
	"Parses URLs as the WHATWG URL standard does and prints their components; - reads\n"
	"URLs from standard input, one a line. With --batch the arguments are files of JSON\n"
	"lines (standard input if there is none), and each line is answered by one with\n"
	"href, origin, protocol, username, password, host, hostname, port, pathname, search\n"
	"and hash, with \"failure\": true, or, where it is no such object, with \"error\" (what\n"
	"was expected), \"line\" and \"column\". Exit code 0: all are URLs, or in a batch all\n"
	"lines are questions; 2: some are not.\n",
	options,
	OPTION_COUNT,
};

/* values: options; base: NULL if there is none */
struct asker {
	const char *values[OPTION_COUNT];
	struct pq_url_reader reader;
	const struct pq_view *base;
};

static void print_text(struct pq_view input, const struct pq_url_parts *parts)
{
	pq_terminal_text(stdout, input);
	putchar('\n');
	for (size_t i = 0; i < PQ_URL_PART_COUNT; i++) {
		printf("  %-*s", parts->texts[i].len > 0 ? 10 : 0, pq_url_part_names[i]);
		pq_terminal_text(stdout, parts->texts[i]);
		putchar('\n');
	}
}

static int ask(void *ctx, struct pq_view input)
{
	struct asker *asker = ctx;
	struct pq_url_parts parts;
	struct pq_url url;
	bool parsed = pq_url_reader_parse(&asker->reader, input, asker->base, &url);

	if (parsed)
		pq_url_parts_init(&parts, &url, asker->reader.idna);
	if (asker->values[JSON])
		pq_json_print(parsed ? pq_url_parts_json(&parts) : json_pack("{s:b}", "failure", 1), stdout);
	else if (parsed)
		print_text(input, &parts);
	else {
		pq_terminal_text(stdout, input);
		puts("\n  failure");
	}
	if (parsed)
		pq_url_parts_fini(&parts);
	return parsed ? PQ_EXIT_OK : PQ_EXIT_BAD_INPUT;
}

static int batch_all(struct asker *asker, int count, char **files)
{
	int code = PQ_EXIT_OK;

	if (count == 0)
		return pq_url_batch(&asker->reader, "-");
	for (int i = 0; i < count; i++)
		code = pq_exit_worse(code, pq_url_batch(&asker->reader, files[i]));
	return code;
}

static int wrong_usage(const struct asker *asker, int arguments)
{
	if (!asker->values[BATCH] && arguments == 0)
		return pq_options_wrong(&usage, "expected a URL");
	if (asker->values[BATCH] && asker->values[BASE])
		return pq_options_wrong(&usage, "--base cannot go with --batch, where each line has its own");
	return PQ_EXIT_OK;
}

int pq_cli_url(int argc, char **argv)
{
	struct asker asker;
	struct pq_view base;
	struct pq_url url;
	int first;
	int code;

	if (!pq_options_read(&usage, argc, argv, asker.values, &first, &code))
		return code;
	code = wrong_usage(&asker, argc - first);
	if (code == PQ_EXIT_OK)
		code = pq_url_reader_init(&asker.reader);
	if (code != PQ_EXIT_OK)
		return code;
	base = pq_view_str(asker.values[BASE] ? asker.values[BASE] : "");
	asker.base = asker.values[BASE] ? &base : NULL;
	if (asker.base && !pq_url_reader_parse(&asker.reader, base, NULL, &url))
		code = pq_options_wrong(&usage, "--base '%s' is not a URL", asker.values[BASE]);
	else
		code = asker.values[BATCH] ? batch_all(&asker, argc - first, argv + first)
					   : pq_lines_ask(argc - first, argv + first, ask, &asker);
	pq_url_reader_fini(&asker.reader);
	return code;
}
