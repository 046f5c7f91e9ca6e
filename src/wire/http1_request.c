/* SPDX-License-Identifier: MIT */
#include "wire/http1_request.h"

void pq_http1_request_write(struct pq_view method, const struct pq_url *url, const struct pq_header *headers,
			    size_t count, struct pq_buf *out)
{
	pq_buf_add(out, method);
	pq_buf_add_byte(out, ' ');
	pq_url_print_target(url, out);
	pq_buf_add_str(out, " HTTP/1.1\r\nHost: ");
	pq_url_print_authority(url, out);
	for (size_t i = 0; i < count; i++) {
		pq_buf_add_str(out, "\r\n");
		pq_buf_add(out, headers[i].name);
		pq_buf_add_str(out, ": ");
		pq_buf_add(out, headers[i].value);
	}
	pq_buf_add_str(out, "\r\n\r\n");
}
