/* SPDX-License-Identifier: MIT */
#include "client/dialect.h"

#include <string.h>

#include "client/process.h"

/*
 * curl: no file of the user's; nothing is globbed; cookies as browsers keep them; one address after the other, as each
 * dial is served by an answer of its own. Data is sent as it is: --data-binary and --form-string look for no files in it.
 * wget: one attempt, no file of the user's, no HSTS. It sends a Content-Type with every body.
 */
static const struct pq_dialect dialects[] = {
	{ .name = "curl",
	  .always = { "-q", "-s", "-g", "-b", "", "-o", "/dev/null", "--happy-eyeballs-timeout-ms", "20000" },
	  .follow = { "-L", "--max-redirs", "20" },
	  .manual = { "--no-location" },
	  .head = { "--head" },
	  .method = { "-X", "{method}" },
	  .header = { "-H", "{name}: {value}" },
	  .empty = { "-H", "{name};" },
	  .no_type = { "-H", "Content-Type:" },
	  .body = { "--data-binary", "@{file}" },
	  .param = { "--data-urlencode", "{name}={value}" },
	  .field = { "--form-string", "{name}={value}" },
	  .file = { "--form", "{name}=@{file};filename=\"{filename}\";type={type}" },
	  .proxy = { "-x", "{proxy}" },
	  .url = { "--", "{url}" },
	  .exits = { { 3, "bad-url" }, { 5, "proxy" }, { 6, "dns" }, { 47, "too-many-redirects" } } },
	{ .name = "wget",
	  .always = { "-q", "--no-config", "--no-hsts", "--tries=1", "--content-on-error", "-O", "/dev/null" },
	  .follow = { "--max-redirect=20" },
	  .manual = { "--max-redirect=0" },
	  .head = { "--method=HEAD" },
	  .method = { "--method={method}" },
	  .post = { "--method=POST" },
	  .header = { "--header={name}: {value}" },
	  .body = { "--body-file={file}" },
	  .proxy = { "-e", "use_proxy=yes", "-e", "http_proxy={proxy}", "-e", "https_proxy={proxy}" },
	  .url = { "--", "{url}" },
	  .exits = { { 6, NULL }, { 8, NULL } } },
};

#define CAN        \
	{          \
		"" \
	}

/* What it is asked for crosses as a scenario: all that counts here is what can be said at all. */
const struct pq_dialect pq_dialect_libcurl = {
	.name = "libcurl",
	.manual = CAN,
	.head = CAN,
	.method = CAN,
	.header = CAN,
	.empty = CAN,
	.no_type = CAN,
	.body = CAN,
	.param = CAN,
	.field = CAN,
	.file = CAN,
	.proxy = CAN,
	.apart = true,
	.exits = { { 3, "bad-url" }, { 5, "proxy" }, { 6, "dns" }, { 47, "too-many-redirects" } }
};

const struct pq_dialect *pq_dialect_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++)
		if (strcmp(dialects[i].name, name) == 0)
			return &dialects[i];
	return NULL;
}

const char *pq_dialect_error(const struct pq_dialect *dialect, int status)
{
	if (status == 0)
		return NULL;
	if (status == PQ_PROCESS_LATE)
		return "exhausted";
	for (size_t i = 0; i < PQ_DIALECT_EXITS && dialect->exits[i].status; i++)
		if (dialect->exits[i].status == status)
			return dialect->exits[i].error;
	return "connection";
}
