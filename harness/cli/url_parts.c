/* SPDX-License-Identifier: MIT */
#include "cli/url_parts.h"

#include <stdlib.h>

#include "cli/load.h"
#include "report/json.h"

const char *const pq_url_part_names[PQ_URL_PART_COUNT] = {
	[PQ_URL_HREF] = "href",         [PQ_URL_ORIGIN] = "origin",     [PQ_URL_PROTOCOL] = "protocol",
	[PQ_URL_USERNAME] = "username", [PQ_URL_PASSWORD] = "password", [PQ_URL_HOST] = "host",
	[PQ_URL_HOSTNAME] = "hostname", [PQ_URL_PORT] = "port",         [PQ_URL_PATHNAME] = "pathname",
	[PQ_URL_SEARCH] = "search",     [PQ_URL_HASH] = "hash",
};

static size_t length_of(const struct pq_url *url)
{
	return url->scheme.len + url->username.len + url->password.len + url->host.len + url->path.len +
	       url->query.len + url->fragment.len + 32;
}

/* The search and hash getters give nothing for an empty part, be it there or not. */
static void add_part(struct pq_view part, char mark, struct pq_buf *out)
{
	if (part.len > 0) {
		pq_buf_add_byte(out, (unsigned char)mark);
		pq_buf_add(out, part);
	}
}

static void add_port(const struct pq_url *url, struct pq_buf *out)
{
	if (url->has_port)
		pq_buf_add_u64(out, url->port);
}

static void add_host(const struct pq_url *url, struct pq_buf *out)
{
	pq_buf_add(out, url->host);
	if (url->has_port)
		pq_buf_add_byte(out, ':');
	add_port(url, out);
}

static void add(enum pq_url_part part, const struct pq_url *url, const struct pq_idna *idna, struct pq_buf *out)
{
	switch (part) {
	case PQ_URL_HREF:
		pq_url_print(url, false, out);
		break;
	case PQ_URL_ORIGIN:
		pq_url_print_origin(url, idna, out);
		break;
	case PQ_URL_PROTOCOL:
		pq_buf_add(out, url->scheme);
		pq_buf_add_byte(out, ':');
		break;
	case PQ_URL_USERNAME:
		pq_buf_add(out, url->username);
		break;
	case PQ_URL_PASSWORD:
		pq_buf_add(out, url->password);
		break;
	case PQ_URL_HOST:
		add_host(url, out);
		break;
	case PQ_URL_HOSTNAME:
		pq_buf_add(out, url->host);
		break;
	case PQ_URL_PORT:
		add_port(url, out);
		break;
	case PQ_URL_PATHNAME:
		pq_buf_add(out, url->path);
		break;
	case PQ_URL_SEARCH:
		add_part(url->query, '?', out);
		break;
	case PQ_URL_HASH:
		add_part(url->fragment, '#', out);
		break;
	case PQ_URL_PART_COUNT:
		break;
	}
}

void pq_url_parts_init(struct pq_url_parts *parts, const struct pq_url *url, const struct pq_idna *idna)
{
	/* All parts together are the URL twice, its host four times, and the origin of a blob URL parsed in place. */
	size_t cap = 16 * length_of(url) + 4096;
	struct pq_buf text;

	parts->memory = pq_memory(cap, 1);
	pq_buf_init(&text, parts->memory, cap);
	for (size_t i = 0; i < PQ_URL_PART_COUNT; i++) {
		size_t mark = text.len;

		add((enum pq_url_part)i, url, idna, &text);
		parts->texts[i] = pq_buf_since(&text, mark);
	}
}

void pq_url_parts_fini(struct pq_url_parts *parts)
{
	free(parts->memory);
}

json_t *pq_url_parts_json(const struct pq_url_parts *parts)
{
	json_t *object = json_object();

	for (size_t i = 0; i < PQ_URL_PART_COUNT; i++)
		json_object_set_new(object, pq_url_part_names[i], pq_json_text(parts->texts[i]));
	return object;
}
