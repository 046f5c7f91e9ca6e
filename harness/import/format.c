/* SPDX-License-Identifier: MIT */
#include "import/format.h"

#define FETCH "http,https,ws,wss"
#define PORTS PQ_IMPORT_PORTS, PQ_IMPORT_BLOCKS
#define BESIDE PQ_IMPORT_PORTS, PQ_IMPORT_BESIDE
#define HEADERS PQ_IMPORT_HEADERS, PQ_IMPORT_BLOCKS
#define OVERRIDES PQ_IMPORT_OVERRIDES, PQ_IMPORT_BLOCKS
#define METHODS PQ_IMPORT_METHODS, PQ_IMPORT_BLOCKS
#define PREFIXES PQ_IMPORT_PREFIXES, PQ_IMPORT_BLOCKS

/* In the order in which a text is compared with them; of each language the general row comes last. */
static const struct pq_import_format formats[] = {
	{ "policy", "pratique-policy text", NULL, FETCH, .looks_like = pq_import_is_policy,
	  .read = pq_import_read_policy },
	{ "gecko-prefs", "Gecko's preferences, network.security.ports.banned and banned.override", NULL, FETCH,
	  .looks_like = pq_import_is_prefs, .read = pq_import_read_prefs },
	{ "fetch", "the Fetch standard's source, fetch.bs, or its page", NULL, FETCH,
	  .looks_like = pq_import_is_standard, .read = pq_import_read_standard },
	{ "plain", "numbers and ranges, with comments", NULL, FETCH, .looks_like = pq_import_is_plain,
	  .read = pq_import_read_plain },
	{ "chromium", "Chromium's net/base/port_util.cc and net/http/http_util.cc", &pq_lex_c, FETCH,
	  .known = { { "kRestrictedPorts", PORTS },
		     { "kAllowablePorts", BESIDE },
		     { "kForbiddenHeaderFields", HEADERS },
		     { "kForbiddenHeaderFieldsWithForbiddenMethod", OVERRIDES },
		     { "kForbiddenMethods", METHODS } },
	  .marks = { "kRestrictedPorts", "kForbiddenHeaderFields", "kForbiddenMethods" },
	  .read = pq_import_read_source },
	{ "gecko", "Gecko's nsIOService.cpp and nsContentUtils.cpp", &pq_lex_c, FETCH,
	  .known = { { "gBadPortList", PORTS }, { "kInvalidHeaders", HEADERS } },
	  .marks = { "gBadPortList", "nsContentUtils::", "nsACString" }, .zero_ends = true,
	  .read = pq_import_read_source },
	{ "webkit", "WebKit's URL.cpp and HTTPParsers.cpp", &pq_lex_c, FETCH, .known = { { "blockedPortList", PORTS } },
	  .marks = { "blockedPortList", "portAllowed", "HTTPHeaderName::" }, .read = pq_import_read_source },
	{ "ladybird", "Ladybird's Port.cpp, PortBlocking.cpp and header lists", &pq_lex_c, FETCH,
	  .known = { { "bad_ports", PORTS } },
	  .marks = { "is_bad_port", "is_one_of_ignoring_ascii_case", "block_bad_port" },
	  .read = pq_import_read_source },
	{ "servo", "Servo's methods.rs and headers.rs", &pq_lex_rust, FETCH,
	  .known = { { "BAD_PORTS", PORTS },
		     { "disallowed_headers", HEADERS },
		     { "disallowed_header_prefixes", PREFIXES } },
	  .marks = { "is_bad_port", "BAD_PORTS", "is_forbidden_header_name", "is_forbidden_request_header" },
	  .read = pq_import_read_source },
	{ "lightpanda", "Lightpanda's http.zig", &pq_lex_zig, "ws,wss", .marks = { "lightpanda" },
	  .read = pq_import_read_source },
	{ "undici", "undici's constants.js", &pq_lex_javascript, FETCH,
	  .known = { { "badPorts", PORTS }, { "forbiddenMethods", METHODS } },
	  .marks = { "badPorts", "forbiddenMethods" }, .read = pq_import_read_source },
	{ "wpt", "Web Platform Tests' request-bad-port.any.js", &pq_lex_javascript, FETCH,
	  .known = { { "BLOCKED_PORTS_LIST", PORTS } }, .marks = { "BLOCKED_PORTS_LIST" },
	  .read = pq_import_read_source },
	{ "deno", "Deno's 26_fetch.js", &pq_lex_javascript, "http,https", .known = { { "BAD_PORTS", PORTS } },
	  .marks = { "__bootstrap", "primordials", "ext:deno_" }, .read = pq_import_read_source },
	{ "jsdom", "jsdom's jsdom-dispatcher.js and header-types.js", &pq_lex_javascript, FETCH,
	  .known = { { "BAD_PORTS", PORTS },
		     { "BASIC_FORBIDDEN_REQUEST_HEADERS", HEADERS },
		     { "METHOD_CHECKING_FORBIDDEN_REQUEST_HEADERS", OVERRIDES },
		     { "FORBIDDEN_METHODS", METHODS } },
	  .marks = { "JSDOM", "BASIC_FORBIDDEN_REQUEST_HEADERS", "whatwg-mimetype" }, .read = pq_import_read_source },
	{ "wpt-python", "Web Platform Tests' is_bad_port() in Python", &pq_lex_python, FETCH,
	  .marks = { "is_bad_port" }, .read = pq_import_read_source },
	{ "c", "C, C++ and their like", &pq_lex_c, FETCH, .marks = { "" }, .read = pq_import_read_source },
	{ "rust", "Rust", &pq_lex_rust, FETCH, .marks = { "" }, .read = pq_import_read_source },
	{ "zig", "Zig", &pq_lex_zig, FETCH, .marks = { "" }, .read = pq_import_read_source },
	{ "javascript", "JavaScript, TypeScript and JSON", &pq_lex_javascript, FETCH, .marks = { "" },
	  .read = pq_import_read_source },
	{ "python", "Python", &pq_lex_python, FETCH, .marks = { "" }, .read = pq_import_read_source },
};

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

size_t pq_import_format_count(void)
{
	return FORMATS;
}

const struct pq_import_format *pq_import_format_at(size_t index)
{
	return &formats[index];
}

const char *pq_import_format_name(size_t index)
{
	return formats[index].name;
}

const char *pq_import_format_about(size_t index)
{
	return formats[index].about;
}

size_t pq_import_format_find(struct pq_view name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (pq_view_is(name, formats[i].name))
			return i;
	return SIZE_MAX;
}

size_t pq_import_find(struct pq_view text, struct pq_view what, size_t from)
{
	for (size_t at = from; at + what.len <= text.len; at++) {
		at = what.len ? pq_view_find(text, what.data[0], at) : at;
		if (pq_view_eq(pq_view_slice(text, at, at + what.len), what))
			return at;
	}
	return text.len;
}

/*
 * What shows a language, and how much: things that the others do not write.
 */
struct sign {
	const struct pq_lex_language *language;
	const char *text;
	size_t weight;
};

static const struct sign signs[] = {
	{ &pq_lex_c, "#include", 4 },
	{ &pq_lex_c, "#if", 2 },
	{ &pq_lex_c, "[] = {", 4 },
	{ &pq_lex_c, "std::", 2 },
	{ &pq_lex_c, "const char", 3 },
	{ &pq_lex_c, "namespace ", 2 },
	{ &pq_lex_c, "uint16_t", 2 },
	{ &pq_lex_c, "#define", 2 },
	{ &pq_lex_c, "bool ", 1 },
	{ &pq_lex_c, "int ", 1 },
	{ &pq_lex_c, "void ", 1 },
	{ &pq_lex_c, "switch (", 1 },
	{ &pq_lex_c, "constexpr ", 2 },
	{ &pq_lex_c, "case ", 1 },
	{ &pq_lex_rust, "fn ", 2 },
	{ &pq_lex_rust, "let ", 1 },
	{ &pq_lex_rust, "pub ", 2 },
	{ &pq_lex_rust, "&str", 3 },
	{ &pq_lex_rust, "-> bool", 2 },
	{ &pq_lex_rust, "#[", 2 },
	{ &pq_lex_rust, "&'static", 3 },
	{ &pq_lex_rust, "[u16", 4 },
	{ &pq_lex_rust, "matches!", 4 },
	{ &pq_lex_rust, "match ", 2 },
	{ &pq_lex_rust, "impl ", 2 },
	{ &pq_lex_rust, "vec![", 4 },
	{ &pq_lex_zig, "@import(", 8 },
	{ &pq_lex_zig, "pub fn ", 2 },
	{ &pq_lex_zig, "[_]", 6 },
	{ &pq_lex_zig, "const std", 4 },
	{ &pq_lex_zig, "else => ", 3 },
	{ &pq_lex_zig, ": u16)", 2 },
	{ &pq_lex_javascript, "const ", 1 },
	{ &pq_lex_javascript, "let ", 1 },
	{ &pq_lex_javascript, "var ", 2 },
	{ &pq_lex_javascript, "function", 2 },
	{ &pq_lex_javascript, "=> ", 1 },
	{ &pq_lex_javascript, "===", 3 },
	{ &pq_lex_javascript, "require(", 4 },
	{ &pq_lex_javascript, "export ", 3 },
	{ &pq_lex_javascript, "new Set(", 4 },
	{ &pq_lex_javascript, "module.exports", 4 },
	{ &pq_lex_javascript, "use strict", 4 },
	{ &pq_lex_javascript, " = [", 2 },
	{ &pq_lex_javascript, "\": [", 2 },
	{ &pq_lex_python, "def ", 3 },
	{ &pq_lex_python, "import ", 1 },
	{ &pq_lex_python, "elif ", 4 },
	{ &pq_lex_python, "):\n", 3 },
	{ &pq_lex_python, " None", 2 },
	{ &pq_lex_python, "\n# ", 2 },
	{ &pq_lex_python, "frozenset(", 4 },
	{ &pq_lex_python, " = [\n", 1 },
	{ &pq_lex_python, "  # ", 1 },
	{ &pq_lex_python, "self.", 2 },
};

#define SIGN_BYTES (32u << 10) /* enough of a text to know its language */
#define SIGN_COUNT 16          /* of each sign so many count */

static const struct pq_lex_language *guess_language(struct pq_view text)
{
	static const struct pq_lex_language *const languages[] = { &pq_lex_c, &pq_lex_rust, &pq_lex_zig,
								   &pq_lex_javascript, &pq_lex_python };
	const struct pq_lex_language *best = NULL;
	size_t most = 0;

	text = pq_view_slice(text, 0, SIGN_BYTES);
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		size_t score = 0;

		for (size_t k = 0; k < sizeof(signs) / sizeof(signs[0]); k++) {
			struct pq_view sign = pq_view_str(signs[k].text);
			size_t at = 0;

			if (signs[k].language != languages[i])
				continue;
			for (size_t n = 0; n < SIGN_COUNT && (at = pq_import_find(text, sign, at)) < text.len; n++) {
				score += signs[k].weight;
				at += sign.len;
			}
		}
		if (score > most) {
			most = score;
			best = languages[i];
		}
	}
	return best;
}

static bool has_mark(const struct pq_import_format *format, struct pq_view text)
{
	for (size_t i = 0; i < sizeof(format->marks) / sizeof(format->marks[0]) && format->marks[i]; i++)
		if (!format->marks[i][0] || pq_import_find(text, pq_view_str(format->marks[i]), 0) < text.len)
			return true;
	return false;
}

const struct pq_import_format *pq_import_format_guess(struct pq_view text)
{
	const struct pq_lex_language *language;

	for (size_t i = 0; i < FORMATS; i++)
		if (formats[i].looks_like && formats[i].looks_like(text))
			return &formats[i];
	language = guess_language(text);
	for (size_t i = 0; language && i < FORMATS; i++)
		if (formats[i].language == language && has_mark(&formats[i], text))
			return &formats[i];
	return NULL;
}
