/* SPDX-License-Identifier: MIT */
/* What one operation of curl asks for: all options up to --next, and its URLs. */
#ifndef PQ_CONVERT_CURL_OPERATION_H
#define PQ_CONVERT_CURL_OPERATION_H

#include "convert/curl.h"

/*
 * Everything lives as long as the sketch; NULL where it was not given.
 * data:     data_len bytes of --data and its kin, joined; has_data: there was one
 * type:     Content-Type that comes with the data
 * forms:    of --form, as fields
 * anyauth:  credentials are not sent before they are asked for
 */
struct pq_curl_operation {
	struct pq_sketch *sketch;
	const struct pq_curl_files *files;
	struct pq_diag *diag;
	const char *method;
	const char *user;
	const char *bearer;
	const char *agent;
	const char *referer;
	const char *range;
	const char *type;
	const char *upload;
	const char *headers[PQ_MAX_HEADERS];
	size_t header_count;
	const char *cookies[PQ_MAX_COOKIE_LINES];
	size_t cookie_count;
	const char *urls[PQ_SKETCH_REQUESTS];
	size_t url_count;
	const char *query;
	char *data;
	size_t data_len;
	bool has_data;
	bool json;
	struct pq_sketch_field forms[PQ_MAX_ENTRIES];
	size_t form_count;
	bool head;
	bool get;
	bool follow;
	bool globoff;
	bool anyauth;
	bool compressed;
};

/*
 * curl_body.c: one value of --data, --data-raw (raw: an @ means nothing), --data-binary (line breaks of a file stay), --data-urlencode
 * (encoded), --form and --form-string (raw).
 */
void pq_curl_data(struct pq_curl_operation *operation, const char *value, bool raw, bool binary);
void pq_curl_data_urlencode(struct pq_curl_operation *operation, const char *value);
void pq_curl_form(struct pq_curl_operation *operation, const char *value, bool raw);

/* The value of --data-urlencode as it is sent; kept by the sketch. */
const char *pq_curl_urlencode(struct pq_curl_operation *operation, const char *value);

/* The name of the file of --upload-file as it stands in a URL; kept by the sketch. */
const char *pq_curl_upload_name(struct pq_curl_operation *operation);

/* A file that the command line names, or NULL after a note that says so. */
const struct pq_view *pq_curl_file(struct pq_curl_operation *operation, const char *path, struct pq_view *out);

/* curl_request.c: a request for each URL. */
void pq_curl_ask(struct pq_curl_operation *operation);

#endif
