/* SPDX-License-Identifier: MIT */
/* The options of curl(1), and what a request makes of them. */
#ifndef PQ_CONVERT_CURL_OPTIONS_H
#define PQ_CONVERT_CURL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum pq_curl_action {
	PQ_CURL_NOTED, /* nothing: it is noted */
	PQ_CURL_AGENT,
	PQ_CURL_ANYAUTH, /* --anyauth, --digest and their kin: credentials are sent when they are asked for */
	PQ_CURL_BASIC,
	PQ_CURL_BEARER,
	PQ_CURL_COMPRESSED,
	PQ_CURL_COOKIE,
	PQ_CURL_DATA,
	PQ_CURL_DATA_BINARY,
	PQ_CURL_DATA_RAW,
	PQ_CURL_DATA_URLENCODE,
	PQ_CURL_FORM,
	PQ_CURL_FORM_STRING,
	PQ_CURL_GET,
	PQ_CURL_GLOBOFF,
	PQ_CURL_HEAD,
	PQ_CURL_HEADER,
	PQ_CURL_JSON,
	PQ_CURL_LOCATION,
	PQ_CURL_NEXT,
	PQ_CURL_PROXY,
	PQ_CURL_PROXY_USER,
	PQ_CURL_QUERY,
	PQ_CURL_RANGE,
	PQ_CURL_REFERER,
	PQ_CURL_REQUEST,
	PQ_CURL_UPLOAD,
	PQ_CURL_URL,
	PQ_CURL_USER,
};

/*
 * letter: of its short form; 0 if it has none
 * name:   long name without dashes
 * value:  another word follows
 */
struct pq_curl_option {
	char letter;
	const char *name;
	bool value;
	enum pq_curl_action action;
};

/* NULL if there is none; a name may be "no-NAME" of an option without a value, and *off is set then. */
const struct pq_curl_option *pq_curl_option_by_name(const char *name, bool *off);
const struct pq_curl_option *pq_curl_option_by_letter(char letter);

#endif
