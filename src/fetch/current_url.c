/* SPDX-License-Identifier: MIT */
#include "fetch/current_url.h"

static size_t len_of(const struct pq_url *url)
{
	return url->scheme.len + url->username.len + url->password.len + url->host.len + url->path.len +
	       url->query.len + url->fragment.len;
}

struct pq_result pq_current_url_parse(struct pq_url *url, struct pq_view text, const struct pq_url *base,
				      const struct pq_idna *idna, struct pq_buf *storage,
				      enum pq_network_error otherwise)
{
	enum pq_err err = pq_url_parse(url, text, base, idna, storage);

	if (err == PQ_ERR_NO_SPACE || (!err && len_of(url) > PQ_MAX_URL))
		return pq_result_error(PQ_ERROR_LIMIT);
	return err ? pq_result_error(otherwise) : pq_result_going_on();
}
