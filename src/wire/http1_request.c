/* SPDX-License-Identifier: MIT */
#include "wire/http1_request.h"

static void add_headers(const struct pq_header *headers, size_t count, struct pq_buf *out)
{
	for (size_t i = 0; i < count; i++) {
		pq_buf_add_str(out, "\r\n");
		pq_buf_add(out, headers[i].name);
		pq_buf_add_str(out, ": ");
		pq_buf_add(out, headers[i].value);
	}
	pq_buf_add_str(out, "\r\n\r\n");
}

void pq_http1_target_write(const struct pq_url *url, enum pq_http1_form form, struct pq_buf *out)
{
	struct pq_url bare = *url;

	if (form == PQ_HTTP1_ORIGIN_FORM) {
		pq_url_print_target(url, out);
		return;
	}
	bare.username = bare.password = pq_view(NULL, 0);
	pq_url_print(&bare, true, out);
}

void pq_http1_request_write(struct pq_view method, const struct pq_url *url, enum pq_http1_form form,
			    const struct pq_header *headers, size_t count, struct pq_buf *out)
{
	pq_buf_add(out, method);
	pq_buf_add_byte(out, ' ');
	pq_http1_target_write(url, form, out);
	pq_buf_add_str(out, " HTTP/1.1\r\nHost: ");
	pq_url_print_authority(url, out);
	add_headers(headers, count, out);
}

void pq_http1_connect_target_write(struct pq_view host, uint16_t port, struct pq_buf *out)
{
	pq_buf_add(out, host);
	pq_buf_add_byte(out, ':');
	pq_buf_add_u64(out, port);
}

void pq_http1_connect_write(struct pq_view host, uint16_t port, const struct pq_header *headers, size_t count,
			    struct pq_buf *out)
{
	pq_buf_add_str(out, "CONNECT ");
	pq_http1_connect_target_write(host, port, out);
	pq_buf_add_str(out, " HTTP/1.1\r\nHost: ");
	pq_http1_connect_target_write(host, port, out);
	add_headers(headers, count, out);
}
