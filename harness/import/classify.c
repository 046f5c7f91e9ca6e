/* SPDX-License-Identifier: MIT */
#include "import/classify.h"

#include "base/ascii.h"

#define NAME_MAX_LEN 96

/* Lower case without underscores and hyphens; a longer name is cut. */
static void normalise(struct pq_view name, char out[static NAME_MAX_LEN + 1])
{
	size_t len = 0;

	for (size_t i = 0; i < name.len && len < NAME_MAX_LEN; i++)
		if (name.data[i] != '_' && name.data[i] != '-' && name.data[i] != '\0')
			out[len++] = (char)pq_ascii_lower(name.data[i]);
	out[len] = '\0';
}

static bool says(const char *name, const char *const *words)
{
	for (; *words; words++)
		if (strstr(name, *words))
			return true;
	return false;
}

static bool refuses(const char *name)
{
	static const char *const words[] = { "bad",    "block",    "restrict",  "forbid",   "banned",   "banport",
					     "unsafe", "denied",   "deny",      "disallow", "notallow", "danger",
					     "black",  "prohibit", "unallowed", "refus",    "reject",   NULL };

	return says(name, words);
}

static bool permits(const char *name)
{
	static const char *const words[] = { "allow", "permit", "override", "exempt", "except", "white", "safe", NULL };

	return says(name, words) && !strstr(name, "unsafe") && !strstr(name, "disallow") && !strstr(name, "notallow");
}

struct pq_class pq_classify_ports(struct pq_view name)
{
	static const char *const local[] = { "localhost", "loopback", NULL };
	static const char *const words[] = { "import",    "export",   "support",  "report",
					     "transport", "viewport", "teleport", NULL };
	struct pq_class class = { .strength = PQ_CLASS_NONE, .kind = PQ_IMPORT_PORTS };
	char text[NAME_MAX_LEN + 1];

	normalise(name, text);
	if (!strstr(text, "port") || (says(text, words) && !strstr(text, "ports")))
		return class;
	class.strength = PQ_CLASS_NAMED;
	if (says(text, local)) {
		class.role = PQ_IMPORT_BESIDE;
		class.why = "its name speaks of the loopback; it is not counted as blocked everywhere";
	} else if (strstr(text, "allowable") || (permits(text) && !refuses(text))) {
		class.role = PQ_IMPORT_BESIDE;
		class.why = "its name speaks of ports that may be let through; it is not counted as exceptions";
	} else if (!refuses(text)) {
		class.strength = PQ_CLASS_WEAK;
		class.why = "chosen because its name speaks of ports; nothing says that they are blocked";
	}
	return class;
}

/* Lists that CORS and responses have, which are no concern of requests' own headers. */
static bool elsewhere(const char *text)
{
	static const char *const words[] = { "response", "cors",       "crossorigin", "safelist", "simple", "whitelist",
					     "wildcard", "privileged", "expose",      "allowed",  NULL };

	return says(text, words) && !strstr(text, "notallowed") && !strstr(text, "disallowed");
}

struct pq_class pq_classify_names(struct pq_view name)
{
	struct pq_class class = { .strength = PQ_CLASS_NONE };
	char text[NAME_MAX_LEN + 1];

	normalise(name, text);
	if (elsewhere(text) || !refuses(text))
		return class;
	if (strstr(text, "header"))
		class.kind = strstr(text, "prefix")   ? PQ_IMPORT_PREFIXES
			     : strstr(text, "method") ? PQ_IMPORT_OVERRIDES
						      : PQ_IMPORT_HEADERS;
	else if (strstr(text, "method"))
		class.kind = PQ_IMPORT_METHODS;
	else
		return class;
	class.strength = PQ_CLASS_NAMED;
	return class;
}

struct pq_class pq_classify_tests(struct pq_view function, bool prefixes)
{
	struct pq_class class = { .strength = PQ_CLASS_NONE };
	char text[NAME_MAX_LEN + 1];

	normalise(function, text);
	if (elsewhere(text))
		return class;
	if (strstr(text, "header") && strstr(text, "override") && !prefixes)
		class.kind = PQ_IMPORT_OVERRIDES;
	else if (strstr(text, "header") && (refuses(text) || strstr(text, "safe")))
		class.kind = prefixes ? PQ_IMPORT_PREFIXES : PQ_IMPORT_HEADERS;
	else if (strstr(text, "method") && (refuses(text) || strstr(text, "valid")) && !prefixes)
		class.kind = PQ_IMPORT_METHODS;
	else
		return class;
	class.strength = PQ_CLASS_NAMED;
	return class;
}

static bool among(struct pq_view name, const char *const *words)
{
	for (; *words; words++)
		if (pq_ascii_eq_nocase(name, pq_view_str(*words)))
			return true;
	return false;
}

bool pq_classify_known_header(struct pq_view name)
{
	static const char *const words[] = { "accept-charset",
					     "accept-encoding",
					     "connection",
					     "content-length",
					     "cookie",
					     "cookie2",
					     "date",
					     "expect",
					     "host",
					     "keep-alive",
					     "origin",
					     "referer",
					     "te",
					     "trailer",
					     "transfer-encoding",
					     "upgrade",
					     "via",
					     NULL };

	return among(name, words);
}

bool pq_classify_known_method(struct pq_view name)
{
	static const char *const words[] = { "connect", "trace", "track", NULL };

	return among(name, words);
}

bool pq_classify_known_override(struct pq_view name)
{
	/* Also as enumerators spell them. */
	static const char *const words[] = { "x-http-method",
					     "x-http-method-override",
					     "x-method-override",
					     "XHTTPMethod",
					     "XHTTPMethodOverride",
					     "XMethodOverride",
					     NULL };

	return among(name, words);
}

bool pq_classify_known_port(uint32_t port)
{
	static const uint16_t ports[] = { 7, 9, 19, 21, 22, 23, 25, 53, 110, 111, 119, 143, 389, 465, 587, 6000, 6667 };

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (port == ports[i])
			return true;
	return false;
}
