/* SPDX-License-Identifier: MIT */
/* What of a header must not be shared. */
#include "base/ascii.h"
#include "convert/har_entry.h"

static const char replacement[] = "replaced";

static bool is(const char *name, const char *word)
{
	return pq_ascii_eq_nocase(pq_view_str(name), pq_view_str(word));
}

/* True if the name holds the word, in whatever case. */
static bool holds(const char *name, const char *word)
{
	size_t len = strlen(word);

	for (; strlen(name) >= len; name++)
		if (pq_ascii_eq_nocase(pq_view(name, len), pq_view_str(word)))
			return true;
	return false;
}

/* "a=1; b=2": the names stay. */
static const char *replace_cookies(struct pq_sketch *sketch, const char *value)
{
	const char *kept = "";

	while (*value) {
		size_t end = strcspn(value, ";");
		size_t name = strcspn(value, "=;");

		kept = pq_sketch_format(sketch, "%s%s%.*s%s%s", kept, kept[0] ? ";" : "", (int)name, value,
					value[name] == '=' ? "=" : "", replacement);
		value += end + (value[end] != '\0');
	}
	return kept;
}

/* The attributes of a cookie stay, and its name. */
static const char *replace_set_cookie(struct pq_sketch *sketch, const char *value)
{
	size_t name = strcspn(value, "=;");

	return pq_sketch_format(sketch, "%.*s=%s%s", (int)name, value, replacement, value + strcspn(value, ";"));
}

/* The scheme stays; user and password of Basic become others, so that they still read. */
static const char *replace_authorization(struct pq_sketch *sketch, const char *value)
{
	size_t scheme = strcspn(value, " ");

	if (pq_ascii_eq_nocase(pq_view(value, scheme), pq_view_str("Basic")))
		return pq_sketch_basic(sketch, pq_view_str("replaced:replaced"));
	return value[scheme] ? pq_sketch_format(sketch, "%.*s %s", (int)scheme, value, replacement) : replacement;
}

static bool speaks_of_secret(const char *name)
{
	static const char *const words[] = { "auth", "token",   "secret", "password", "session",    "csrf",
					     "xsrf", "api-key", "apikey", "api_key",  "credential", "signature" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (holds(name, words[i]))
			return !is(name, "WWW-Authenticate") && !is(name, "Proxy-Authenticate");
	return false;
}

const char *pq_har_header_value(struct pq_sketch *sketch, const char *name, const char *value, bool *replaced)
{
	const char *kept = value;

	if (is(name, "Cookie"))
		kept = replace_cookies(sketch, value);
	else if (is(name, "Set-Cookie"))
		kept = replace_set_cookie(sketch, value);
	else if (is(name, "Authorization") || is(name, "Proxy-Authorization"))
		kept = replace_authorization(sketch, value);
	else if (speaks_of_secret(name))
		kept = replacement;
	*replaced = *replaced || strcmp(kept, value) != 0;
	return kept;
}
