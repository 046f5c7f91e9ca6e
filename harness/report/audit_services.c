/* SPDX-License-Identifier: MIT */
#include "report/audit_services.h"

/* Ports that no policy blocks and that people meet (IANA service names). */
static const struct {
	uint16_t port;
	struct pq_view name;
} known[] = {
	{ 80, PQ_VIEW("http") },
	{ 88, PQ_VIEW("kerberos") },
	{ 443, PQ_VIEW("https") },
	{ 445, PQ_VIEW("microsoft-ds") },
	{ 631, PQ_VIEW("ipp") },
	{ 873, PQ_VIEW("rsync") },
	{ 1080, PQ_VIEW("socks") },
	{ 1433, PQ_VIEW("ms-sql-s") },
	{ 1521, PQ_VIEW("oracle") },
	{ 1883, PQ_VIEW("mqtt") },
	{ 2375, PQ_VIEW("docker") },
	{ 3128, PQ_VIEW("proxy") },
	{ 3306, PQ_VIEW("mysql") },
	{ 3389, PQ_VIEW("ms-wbt-server") },
	{ 3478, PQ_VIEW("stun") },
	{ 5432, PQ_VIEW("postgresql") },
	{ 5900, PQ_VIEW("rfb") },
	{ 6379, PQ_VIEW("redis") },
	{ 8080, PQ_VIEW("http-alt") },
	{ 8443, PQ_VIEW("pcsync-https") },
	{ 9100, PQ_VIEW("hp-pdl-datastr") },
	{ 9200, PQ_VIEW("elasticsearch") },
	{ 11211, PQ_VIEW("memcache") },
	{ 27017, PQ_VIEW("mongodb") },
};

/* Takes the next word of the line, which ends at a blank; an empty view at its end. */
static struct pq_view word(struct pq_view line, size_t *at)
{
	size_t start;

	while (*at < line.len && line.data[*at] == ' ')
		(*at)++;
	start = *at;
	*at = pq_view_find(line, ' ', start);
	return pq_view_slice(line, start, *at);
}

/* Takes a number; false if there is none up to 65535. */
static bool number(struct pq_view text, size_t *at, uint16_t *out)
{
	uint32_t value = 0;
	size_t start = *at;

	for (; *at < text.len && text.data[*at] >= '0' && text.data[*at] <= '9' && value <= UINT16_MAX; (*at)++)
		value = 10 * value + (uint32_t)(text.data[*at] - '0');
	*out = (uint16_t)value;
	return *at > start && value <= UINT16_MAX;
}

/* True if the schemes are all, or http is among them. */
static bool is_http(struct pq_view schemes)
{
	for (size_t at = 0; at < schemes.len;) {
		size_t end = pq_view_find(schemes, ',', at);
		struct pq_view scheme = pq_view_slice(schemes, at, end);

		if (pq_view_is(scheme, "http") || pq_view_is(scheme, "*"))
			return true;
		at = end + 1;
	}
	return false;
}

static void add_range(struct pq_audit_services *services, struct pq_view range, uint32_t line, struct pq_view name)
{
	struct pq_audit_service row = { .line = line, .name = name };
	size_t at = 0;

	if (services->count == PQ_AUDIT_SERVICES || !number(range, &at, &row.first))
		return;
	row.last = row.first;
	if (at < range.len && range.data[at++] == '-' && !number(range, &at, &row.last))
		return;
	services->rows[services->count++] = row;
}

static void read_line(struct pq_audit_services *services, struct pq_view line, uint32_t number_of_line)
{
	size_t at = 0;
	struct pq_view verb = word(line, &at);
	struct pq_view schemes = word(line, &at);
	struct pq_view ports = word(line, &at);
	size_t open = pq_view_find(line, '"', 0);
	size_t close = pq_view_find(line, '"', open + 1);
	struct pq_view name = close < line.len ? pq_view_slice(line, open + 1, close) : pq_view(NULL, 0);

	if (!pq_view_is(verb, "block") || !is_http(schemes))
		return;
	for (size_t from = 0; from < ports.len;) {
		size_t end = pq_view_find(ports, ',', from);

		add_range(services, pq_view_slice(ports, from, end), number_of_line, name);
		from = end + 1;
	}
}

void pq_audit_services_read(struct pq_audit_services *services, struct pq_view text)
{
	uint32_t line = 1;

	services->count = 0;
	for (size_t at = 0; at < text.len; line++) {
		size_t end = pq_view_find(text, '\n', at);

		read_line(services, pq_view_slice(text, at, end), line);
		at = end + 1;
	}
}

const struct pq_audit_service *pq_audit_service_of(const struct pq_audit_services *services, uint16_t port)
{
	for (size_t i = 0; i < services->count; i++)
		if (port >= services->rows[i].first && port <= services->rows[i].last)
			return &services->rows[i];
	return NULL;
}

struct pq_view pq_audit_service_known(uint16_t port)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].port == port)
			return known[i].name;
	return pq_view(NULL, 0);
}

struct pq_view pq_audit_service_name(const struct pq_audit_services *services, uint16_t port)
{
	const struct pq_audit_service *row = pq_audit_service_of(services, port);

	return row ? row->name : pq_audit_service_known(port);
}
