/* SPDX-License-Identifier: MIT */
/*
 * What stands before a library that leaves lists to the application: a renderer sends what it likes. The lists are the
 * host's, in the place of the application's own. Shared by the examples; each file that includes it has a copy.
 */
#ifndef EXAMPLE_LISTS_H
#define EXAMPLE_LISTS_H

#include <pratique/subject.h>
#include <stdbool.h>
#include <string.h>

static bool is_token(struct pq_plugin_bytes bytes)
{
	static const char others[] = "!#$%&'*+-.^_`|~";
	const char *data = bytes.data;

	for (size_t i = 0; i < bytes.len; i++) {
		char c = data[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    (!c || !strchr(others, c)))
			return false;
	}
	return bytes.len > 0;
}

static bool is_value(struct pq_plugin_bytes bytes)
{
	return !bytes.len || (!memchr(bytes.data, '\r', bytes.len) && !memchr(bytes.data, '\n', bytes.len) &&
			      !memchr(bytes.data, '\0', bytes.len));
}

/* The rule that the request breaks, but for its port, which is asked about where it is dialled; NULL: none. */
static const char *broken_rule(const struct pq_plugin_host *host, const struct pq_plugin_request *request)
{
	if (!is_token(request->method) || !host->method_allowed(host, request->method))
		return "forbidden_method";
	for (size_t i = 0; i < request->header_count; i++) {
		const struct pq_plugin_header *header = &request->headers[i];

		if (!is_token(header->name))
			return "malformed_header";
		if (!is_value(header->value))
			return "request_split";
		if (!host->header_allowed(host, header->name, header->value))
			return "forbidden_header";
	}
	return NULL;
}

#endif
