/* SPDX-License-Identifier: MIT */
#include "filter.h"

#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static const unsigned short bad_ports[] = {
	0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,    42,   43,
	53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,   117,  119,
	123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,   530,  531,
	532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720,  1723, 2049,
	3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
};

static const char *const forbidden[] = {
	"accept-charset",
	"accept-encoding",
	"access-control-request-headers",
	"access-control-request-method",
	"access-control-request-private-network",
	"connection",
	"content-length",
	"cookie",
	"cookie2",
	"date",
	"dnt",
	"expect",
	"host",
	"keep-alive",
	"origin",
	"referer",
	"set-cookie",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
	"via",
};

static const char *const overrides[] = { "x-http-method", "x-http-method-override", "x-method-override" };

static const char token[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool filter_allows_port(const struct sockaddr *address)
{
	unsigned short port = address->sa_family == AF_INET6
				      ? ntohs(((const struct sockaddr_in6 *)(const void *)address)->sin6_port)
				      : ntohs(((const struct sockaddr_in *)(const void *)address)->sin_port);

	for (size_t i = 0; i < sizeof(bad_ports) / sizeof(bad_ports[0]); i++)
		if (port == bad_ports[i])
			return false;
	return true;
}

bool filter_is_plain(char c)
{
	static const char others[] = "-._~/?#:[]!$&()*+,;=%";

	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr(others, c));
}

bool filter_allows_method(const char *method)
{
	return *method && method[strspn(method, token)] == '\0' && strcasecmp(method, "CONNECT") != 0 &&
	       strcasecmp(method, "TRACE") != 0 && strcasecmp(method, "TRACK") != 0;
}

static bool names(const char *const *list, size_t count, const char *line, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == length && strncasecmp(list[i], line, length) == 0)
			return true;
	return false;
}

bool filter_allows_header(const char *line)
{
	size_t length = strspn(line, token);

	if (!length || line[length] != ':' || strpbrk(line, "\r\n"))
		return false;
	if (strncasecmp(line, "proxy-", 6) == 0 || strncasecmp(line, "sec-", 4) == 0)
		return false;
	/* These carry methods, of which some are forbidden: the example lets none through. */
	return !names(forbidden, sizeof(forbidden) / sizeof(forbidden[0]), line, length) &&
	       !names(overrides, sizeof(overrides) / sizeof(overrides[0]), line, length);
}
