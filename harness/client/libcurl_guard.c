/* SPDX-License-Identifier: MIT */
#include "client/libcurl_guard.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "request/header.h"
#include "request/method.h"
#include "request/status.h"

static bool refuse(struct pq_guard *guard, enum pq_rule rule)
{
	if (!guard->refused)
		pq_transcript_blocked(guard->told, rule, PQ_SIDE_UNKNOWN);
	guard->refused = true;
	return false;
}

bool pq_guard_method(struct pq_guard *guard, struct pq_view method)
{
	if (guard->policy && (!pq_method_valid(method) || pq_policy_forbids_method(guard->policy, method)))
		return refuse(guard, PQ_RULE_FORBIDDEN_METHOD);
	return true;
}

bool pq_guard_header(struct pq_guard *guard, struct pq_view name, struct pq_view value)
{
	if (!guard->policy)
		return true;
	if (!pq_header_name_valid(name))
		return refuse(guard, PQ_RULE_MALFORMED_HEADER);
	if (!pq_header_value_valid(value))
		return refuse(guard, PQ_RULE_REQUEST_SPLIT);
	if (!pq_policy_forbids_header(guard->policy, name, value))
		return true;
	if (guard->refuses)
		return refuse(guard, PQ_RULE_FORBIDDEN_HEADER);
	pq_transcript_dropped(guard->told, name);
	return false;
}

/* As libcurl itself reads it; `from` is where it was found, NULL if nowhere. What it cannot read it will not dial. */
static bool allows_url(const struct pq_guard *guard, const char *from, const char *url)
{
	CURLU *read = curl_url();
	char *scheme = NULL;
	char *port = NULL;
	bool good = true;

	if (from)
		curl_url_set(read, CURLUPART_URL, from, 0);
	if (!curl_url_set(read, CURLUPART_URL, url, 0) && !curl_url_get(read, CURLUPART_SCHEME, &scheme, 0) &&
	    !curl_url_get(read, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT))
		good = !pq_policy_blocks_port(guard->policy, pq_scheme_by_name(pq_view_str(scheme)),
					      (uint16_t)strtoul(port, NULL, 10));
	curl_free(scheme);
	curl_free(port);
	curl_url_cleanup(read);
	return good;
}

bool pq_guard_url(struct pq_guard *guard, const char *url)
{
	return !guard->policy || allows_url(guard, NULL, url) || refuse(guard, PQ_RULE_UNSAFE_PORT);
}

/* The last line: whatever a URL was read as, this is the port that is dialled. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct pq_guard *guard = context;
	uint16_t port;

	(void)purpose;
	if (address->family == AF_INET6)
		port = ntohs(((const struct sockaddr_in6 *)(const void *)&address->addr)->sin6_port);
	else
		port = ntohs(((const struct sockaddr_in *)(const void *)&address->addr)->sin_port);
	if (!guard->proxied && (pq_policy_blocks_port(guard->policy, PQ_SCHEME_HTTP, port) ||
				pq_policy_blocks_port(guard->policy, PQ_SCHEME_HTTPS, port))) {
		refuse(guard, PQ_RULE_UNSAFE_PORT);
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype, address->protocol);
}

/* A Location that leads to a bad port ends the transfer before it is followed, also where a proxy would be asked for it. */
static bool allows_line(struct pq_guard *guard, const char *line)
{
	char *url = NULL;
	long status = 0;
	bool good;

	if (strncasecmp(line, "HTTP/", 5) == 0) {
		curl_easy_getinfo(guard->curl, CURLINFO_RESPONSE_CODE, &status);
		/* By itself libcurl follows a Location of other 3xx as well. */
		guard->redirect = guard->follows && pq_status_redirects(status);
		curl_easy_setopt(guard->curl, CURLOPT_FOLLOWLOCATION, guard->redirect ? 1L : 0L);
	}
	if (!guard->redirect || strncasecmp(line, "Location:", 9) != 0)
		return true;
	line += 9 + strspn(line + 9, " \t");
	curl_easy_getinfo(guard->curl, CURLINFO_EFFECTIVE_URL, &url);
	good = allows_url(guard, url, line);
	return good || refuse(guard, PQ_RULE_UNSAFE_PORT);
}

static size_t on_line(char *bytes, size_t size, size_t count, void *context)
{
	size_t len = size * count;
	char *line = strndup(bytes, len);
	bool good = line != NULL;

	if (line) {
		line[strcspn(line, "\r\n")] = '\0';
		good = allows_line(context, line);
	}
	free(line);
	return good ? len : 0;
}

void pq_guard_watch(struct pq_guard *guard, CURL *curl)
{
	guard->curl = curl;
	if (!guard->policy)
		return;
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, guard);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_line);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, guard);
}
