/* SPDX-License-Identifier: MIT */
/*
 * Alternative services that origins have named (RFC 7838 2.2 and 3.1), bounded, in storage that the caller gives.
 *
 * What is useless or unsafe to this client is not stored: it speaks HTTP/1.1 alone, so the protocol is "http/1.1"; only
 * an https origin can know that the other place speaks for it, by its certificate (2.1); and the origin's own place is
 * no alternative to it. Ports are not judged here: that happens where somebody dials, with the policy of that moment.
 */
#ifndef PQ_FETCH_ALTSVC_CACHE_H
#define PQ_FETCH_ALTSVC_CACHE_H

#include <stdint.h>

#include "base/buf.h"
#include "url/url.h"

#define PQ_MAX_ALTSVC_ENTRIES 32 /* alternatives of all origins; the oldest one goes when there is no room */

/*
 * origin, origin_port: "host:port" of an https origin, the port always written
 * host_kind, host, address, port: where the alternative is, in the same form
 * expires_ms: from this moment of the caller's clock on it counts no more
 */
struct pq_altsvc_entry {
	struct pq_view origin;
	uint16_t origin_port;
	enum pq_host_kind host_kind;
	struct pq_view host;
	struct pq_address address;
	uint16_t port;
	uint64_t expires_ms;
};

/* Oldest first, those of one field in its order. bytes holds their texts in the same order, without gaps. */
struct pq_altsvc_cache {
	struct pq_altsvc_entry entries[PQ_MAX_ALTSVC_ENTRIES];
	size_t count;
	struct pq_buf bytes;
};

void pq_altsvc_cache_init(struct pq_altsvc_cache *cache, void *storage, size_t cap);

/*
 * Takes the Alt-Svc value (several lines joined by commas) of a response that came from url. It replaces all that was
 * known of that origin, also by nothing. False, and nothing changes, if it is ignored: malformed, over a maximum, or
 * url is not https. scratch is as long as before afterwards; twice the value's length and 64 bytes of room suffice,
 * and with less some or all of it is ignored.
 */
bool pq_altsvc_cache_store(struct pq_altsvc_cache *cache, const struct pq_url *url, struct pq_view value,
			   uint64_t now_ms, struct pq_buf *scratch);

/*
 * The first alternative of url's origin behind `after` (NULL: of all) that is still alive; NULL if there is none.
 * Valid until the next store or forget.
 */
const struct pq_altsvc_entry *pq_altsvc_cache_find(const struct pq_altsvc_cache *cache, const struct pq_url *url,
						   uint64_t now_ms, const struct pq_altsvc_entry *after);

/* Forgets one entry of the cache, because it did not answer (RFC 7838 2.4). */
void pq_altsvc_cache_forget(struct pq_altsvc_cache *cache, const struct pq_altsvc_entry *entry);

#endif
