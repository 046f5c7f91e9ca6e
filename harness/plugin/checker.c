/* SPDX-License-Identifier: MIT */
#include "plugin/checker.h"

#include "plugin/bytes.h"

static enum pq_checked checked(int allowed)
{
	if (allowed < 0)
		return PQ_CHECKED_UNDECIDED;
	return allowed ? PQ_CHECKED_ALLOWED : PQ_CHECKED_BLOCKED;
}

static enum pq_checked check_port(void *ctx, enum pq_scheme scheme, uint16_t port)
{
	const struct pq_plugin *plugin = ctx;

	return checked(plugin->port_allowed(pq_scheme_name(scheme), port));
}

static enum pq_checked check_header(void *ctx, struct pq_view name, struct pq_view value)
{
	const struct pq_plugin *plugin = ctx;

	return checked(plugin->header_allowed(pq_plugin_bytes_of(name), pq_plugin_bytes_of(value)));
}

static enum pq_checked check_method(void *ctx, struct pq_view method)
{
	const struct pq_plugin *plugin = ctx;

	return checked(plugin->method_allowed(pq_plugin_bytes_of(method)));
}

struct pq_policy_checker pq_plugin_checker(struct pq_plugin *plugin)
{
	return (struct pq_policy_checker){
		.ctx = plugin,
		.port = plugin->port_allowed ? check_port : NULL,
		.header = plugin->header_allowed ? check_header : NULL,
		.method = plugin->method_allowed ? check_method : NULL,
	};
}
