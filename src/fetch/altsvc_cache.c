/* SPDX-License-Identifier: MIT */
#include "fetch/altsvc_cache.h"

#include <assert.h>

#include "base/check.h"
#include "url/host.h"
#include "wire/altsvc.h"

static_assert(PQ_MAX_ALTERNATIVES <= PQ_MAX_ALTSVC_ENTRIES, "one value has room in the cache");

#define PORT_TEXT 6 /* bytes of ":65535" */

void pq_altsvc_cache_init(struct pq_altsvc_cache *cache, void *storage, size_t cap)
{
	cache->count = 0;
	pq_buf_init(&cache->bytes, storage, cap);
}

static uint16_t port_of(const struct pq_url *url)
{
	uint16_t port;

	pq_url_effective_port(url, &port);
	return port;
}

static bool is_of(const struct pq_altsvc_entry *entry, const struct pq_url *url)
{
	return url->special == PQ_SPECIAL_HTTPS && entry->origin_port == port_of(url) &&
	       pq_view_starts(entry->origin, url->host) && entry->origin.data[url->host.len] == ':';
}

/* Moves a text to the end of what has been moved down already. */
static struct pq_view move_down(struct pq_buf *bytes, struct pq_view text)
{
	size_t mark = bytes->len;

	memmove(bytes->data + mark, text.data, text.len);
	bytes->len += text.len;
	return pq_buf_since(bytes, mark);
}

/* Closes the gaps that removed entries left: texts lie in the order of the entries, so none is overwritten. */
static void close_gaps(struct pq_altsvc_cache *cache)
{
	cache->bytes.len = 0;
	for (size_t i = 0; i < cache->count; i++) {
		struct pq_altsvc_entry *entry = &cache->entries[i];

		entry->origin = move_down(&cache->bytes, entry->origin);
		entry->host = move_down(&cache->bytes, entry->host);
	}
}

/* What a new field of url's origin replaces, and what has expired by now. */
static void drop_old(struct pq_altsvc_cache *cache, const struct pq_url *url, uint64_t now_ms)
{
	size_t kept = 0;

	for (size_t i = 0; i < cache->count; i++)
		if (!is_of(&cache->entries[i], url) && cache->entries[i].expires_ms > now_ms)
			cache->entries[kept++] = cache->entries[i];
	cache->count = kept;
	close_gaps(cache);
}

/* The place that the alternative names, its port explicit. False if its host is none. */
static bool read_place(const struct pq_url *url, const struct pq_alternative *alternative, struct pq_buf *scratch,
		       struct pq_url *place)
{
	*place = *url;
	place->has_port = true;
	place->port = alternative->port;
	return alternative->host.len == 0 || pq_host_parse(alternative->host, NULL, place, scratch) == PQ_ERR_OK;
}

static uint64_t end_of_life(uint64_t now_ms, uint32_t max_age_s)
{
	uint64_t age_ms = (uint64_t)max_age_s * 1000;

	return now_ms > UINT64_MAX - age_ms ? UINT64_MAX : now_ms + age_ms;
}

static void make_room(struct pq_altsvc_cache *cache, size_t len)
{
	while (cache->count == PQ_MAX_ALTSVC_ENTRIES || pq_buf_room(&cache->bytes) < len)
		pq_altsvc_cache_forget(cache, &cache->entries[0]);
}

static void add(struct pq_altsvc_cache *cache, const struct pq_url *url, const struct pq_url *place,
		uint64_t expires_ms)
{
	struct pq_altsvc_entry *entry;
	size_t mark;

	if (cache->bytes.cap < PORT_TEXT || url->host.len > cache->bytes.cap - PORT_TEXT ||
	    place->host.len > cache->bytes.cap - PORT_TEXT - url->host.len)
		return;
	make_room(cache, url->host.len + place->host.len + PORT_TEXT);
	mark = cache->bytes.len;
	entry = &cache->entries[cache->count++];
	*entry = (struct pq_altsvc_entry){
		.origin_port = port_of(url),
		.host_kind = place->host_kind,
		.address = place->address,
		.port = place->port,
		.expires_ms = expires_ms,
	};
	pq_buf_add(&cache->bytes, url->host);
	pq_buf_add_byte(&cache->bytes, ':');
	pq_buf_add_u64(&cache->bytes, entry->origin_port);
	entry->origin = pq_buf_since(&cache->bytes, mark);
	entry->host = pq_buf_keep(&cache->bytes, place->host);
}

static void add_useful(struct pq_altsvc_cache *cache, const struct pq_url *url,
		       const struct pq_alternative *alternative, uint64_t now_ms, struct pq_buf *scratch)
{
	uint64_t expires_ms = end_of_life(now_ms, alternative->max_age_s);
	struct pq_url place;

	if (!pq_view_is(alternative->protocol, "http/1.1") || !read_place(url, alternative, scratch, &place))
		return;
	if (place.port != port_of(url) || !pq_view_eq(place.host, url->host))
		add(cache, url, &place, expires_ms);
}

bool pq_altsvc_cache_store(struct pq_altsvc_cache *cache, const struct pq_url *url, struct pq_view value,
			   uint64_t now_ms, struct pq_buf *scratch)
{
	struct pq_buf before = *scratch;
	struct pq_altsvc altsvc;

	if (url->special != PQ_SPECIAL_HTTPS || pq_altsvc_parse(&altsvc, value, scratch))
		return false;
	drop_old(cache, url, now_ms);
	for (size_t i = 0; i < altsvc.count; i++)
		add_useful(cache, url, &altsvc.alternatives[i], now_ms, scratch);
	*scratch = before;
	return true;
}

const struct pq_altsvc_entry *pq_altsvc_cache_find(const struct pq_altsvc_cache *cache, const struct pq_url *url,
						   uint64_t now_ms, const struct pq_altsvc_entry *after)
{
	for (size_t i = after ? (size_t)(after - cache->entries) + 1 : 0; i < cache->count; i++)
		if (is_of(&cache->entries[i], url) && cache->entries[i].expires_ms > now_ms)
			return &cache->entries[i];
	return NULL;
}

void pq_altsvc_cache_forget(struct pq_altsvc_cache *cache, const struct pq_altsvc_entry *entry)
{
	size_t at = (size_t)(entry - cache->entries);

	pq_check(at < cache->count);
	cache->count--;
	memmove(&cache->entries[at], &cache->entries[at + 1], (cache->count - at) * sizeof(cache->entries[0]));
	close_gaps(cache);
}
