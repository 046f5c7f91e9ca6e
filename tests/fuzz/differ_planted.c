/* SPDX-License-Identifier: MIT */
/*
 * An example of a network stack (STACK, a file) with a bug between it and the host: PLANT is 0 for none, 1 for a port check
 * that is forgotten, 2 for a port of a redirect that is read wrongly, 3 for a good port that is refused, 4 for a target
 * that is written wrongly.
 */
#define pq_plugin its_plugin
#include STACK
#undef pq_plugin

static const struct pq_plugin_host *true_host;
static unsigned int true_dials;

static int bug_port_allowed(const struct pq_plugin_host *face, const char *scheme, uint16_t port)
{
	(void)face;
	if (PLANT == 1)
		return 1;
	return (PLANT != 3 || port != 8080) && true_host->port_allowed(true_host, scheme, port);
}

static long bug_dial(const struct pq_plugin_host *face, enum pq_plugin_transport transport,
		     const struct pq_plugin_address *address, uint16_t port)
{
	(void)face;
	return true_host->dial(true_host, transport, address,
			       PLANT == 2 && true_dials++ > 0 && port == 8080 ? 80 : port);
}

static long bug_write_some(const struct pq_plugin_host *face, long conn, const void *data, size_t len)
{
	static const char get[] = "GET /x";
	char changed[] = "GET /y";

	(void)face;
	if (PLANT == 4 && len > sizeof(get) && memcmp(data, get, sizeof(get) - 1) == 0)
		return true_host->send(true_host, conn, changed, sizeof(changed) - 1);
	return true_host->send(true_host, conn, data, len);
}

static int bug_look_up(const struct pq_plugin_host *face, const char *name, struct pq_plugin_address *addresses,
		       size_t cap)
{
	(void)face;
	return true_host->lookup(true_host, name, addresses, cap);
}

static long bug_read_some(const struct pq_plugin_host *face, long conn, void *data, size_t cap)
{
	(void)face;
	return true_host->receive(true_host, conn, data, cap);
}

static void bug_hang_up_one(const struct pq_plugin_host *face, long conn)
{
	(void)face;
	true_host->close(true_host, conn);
}

static int bug_header_allowed(const struct pq_plugin_host *face, struct pq_plugin_bytes name,
			      struct pq_plugin_bytes value)
{
	(void)face;
	return true_host->header_allowed(true_host, name, value);
}

static int bug_method_allowed(const struct pq_plugin_host *face, struct pq_plugin_bytes method)
{
	(void)face;
	return true_host->method_allowed(true_host, method);
}

static void perform_with_bug(const struct pq_plugin_host *its_host, const struct pq_plugin_request *request,
			     struct pq_plugin_outcome *its_outcome)
{
	static const struct pq_plugin_host between = {
		.size = sizeof(between),
		.lookup = bug_look_up,
		.dial = bug_dial,
		.send = bug_write_some,
		.receive = bug_read_some,
		.close = bug_hang_up_one,
		.port_allowed = bug_port_allowed,
		.header_allowed = bug_header_allowed,
		.method_allowed = bug_method_allowed,
	};

	true_host = its_host;
	true_dials = 0;
	its_plugin()->perform(&between, request, its_outcome);
}

__attribute__((visibility("default"))) const struct its_plugin *pq_plugin(void);

const struct its_plugin *pq_plugin(void)
{
	static struct its_plugin plugin;

	plugin = *its_plugin();
	plugin.perform = perform_with_bug;
	return &plugin;
}
