/* SPDX-License-Identifier: MIT */
/*
 * Each name, prefix, method and override value that the policy forbids, by fetch() and XMLHttpRequest, to the page's
 * own origin: there no preflight comes first, and only the name decides.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "audit/cases_text.h"
#include "base/text.h"

#define ROOM 65536

static const char *const scripts[] = { "fetch", "xhr" };

static void begin(struct pq_buf *out, const char *about)
{
	pq_buf_reset(out);
	pq_buf_add_str(out, "pratique-scenario 1\n# ");
	pq_buf_add_str(out, about);
	pq_buf_add_str(out, "\nattacker page\n");
}

static void ask(struct pq_buf *out, const char *word, const char *method)
{
	pq_buf_add_str(out, word);
	pq_buf_add_str(out, " ");
	pq_text_print(pq_view_str(method), out);
	pq_buf_add_str(out, " http://page.example/pratique\n");
}

static void add_header(struct pq_buf *out, struct pq_view name, struct pq_view value)
{
	pq_buf_add_str(out, "  header ");
	pq_text_quote(name, out);
	pq_buf_add_str(out, " ");
	pq_text_quote(value, out);
	pq_buf_add_str(out, "\n");
}

static void end(struct pq_cases_sheet *sheet, struct pq_buf *out, const char *name)
{
	pq_buf_add_str(out, "control GET http://page.example/control\n");
	pq_cases_add(sheet, name, pq_buf_view(out));
}

/* A value that no user agent would write there by itself, but that means something to a server. */
static struct pq_view value_for(struct pq_view name)
{
	static const char *const values[][2] = {
		{ "host", "attacker.example" },
		{ "content-length", "7" },
		{ "origin", "http://attacker.example" },
		{ "referer", "http://attacker.example/secret" },
		{ "cookie", "attacker=1" },
		{ "cookie2", "$Version=1" },
		{ "set-cookie", "attacker=1" },
		{ "transfer-encoding", "chunked, identity" },
		{ "connection", "upgrade, attacker" },
		{ "upgrade", "attacker/1" },
		{ "expect", "200-attacker" },
		{ "te", "attacker" },
		{ "date", "Tue, 15 Nov 1994 08:12:31 GMT" },
		{ "via", "1.0 attacker" },
		{ "access-control-request-method", "ATTACK" },
		{ "access-control-request-headers", "x-attacker" },
	};
	char lower[64];

	snprintf(lower, sizeof(lower), "%.*s", (int)name.len, (const char *)name.data);
	for (char *p = lower; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strcmp(values[i][0], lower) == 0)
			return pq_view_str(values[i][1]);
	return pq_view_str("attacker");
}

/* The name in upper case, in lower case, and with each second letter in another case. */
static struct pq_view in_case(struct pq_view name, size_t how, char room[static 64])
{
	size_t len = name.len < 64 ? name.len : 64;

	for (size_t i = 0; i < len; i++) {
		bool upper = how == 0 || (how == 2 && i % 2);

		room[i] = (char)(upper ? toupper(name.data[i]) : tolower(name.data[i]));
	}
	return pq_view(room, len);
}

static void forbid_name(struct pq_cases_sheet *sheet, struct pq_buf *out, const char *kind, struct pq_view name)
{
	char room[64];
	char title[128];

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		begin(out, "A name that a page may not set, in any case (Fetch 2.2.2, forbidden request-header).");
		for (size_t how = 0; how < 3; how++) {
			ask(out, scripts[i], how == 2 ? "POST" : "GET");
			add_header(out, in_case(name, how, room), value_for(name));
		}
		snprintf(title, sizeof(title), "%s %s %.*s", scripts[i], kind, (int)name.len, (const char *)name.data);
		end(sheet, out, title);
	}
}

/* Names that begin with a prefix: the ones that user agents write themselves, the prefix alone, any other. */
static void forbid_prefix(struct pq_cases_sheet *sheet, struct pq_buf *out, struct pq_view prefix)
{
	static const char *const rests[] = { "",           "attacker",   "authorization", "connection",    "fetch-site",
					     "fetch-mode", "fetch-dest", "ch-ua",         "websocket-key", "purpose",
					     "gpc" };
	char name[96];
	char title[128];

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		begin(out, "Names with a prefix that a page may not use (Fetch 2.2.2, forbidden request-header).");
		for (size_t k = 0; k < sizeof(rests) / sizeof(rests[0]); k++) {
			snprintf(name, sizeof(name), "%.*s%s", (int)prefix.len, (const char *)prefix.data, rests[k]);
			ask(out, scripts[i], "GET");
			add_header(out, pq_view_str(name), pq_view_str("attacker"));
		}
		snprintf(title, sizeof(title), "%s prefix %.*s", scripts[i], (int)prefix.len,
			 (const char *)prefix.data);
		end(sheet, out, title);
	}
}

/* Each spelling in a request of its own, for the first refusal must not hide the next. */
static void forbid_method(struct pq_cases_sheet *sheet, struct pq_buf *out, struct pq_view method)
{
	static const char *const words[] = { "fetch", "xhr", "form" };
	char room[64];
	char name[65];
	char title[128];

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		begin(out, "A method that a page may not use, in any case (Fetch 2.2.1, forbidden method).");
		for (size_t how = 0; how < 3; how++) {
			struct pq_view spelled = in_case(method, how, room);

			snprintf(name, sizeof(name), "%.*s", (int)spelled.len, (const char *)spelled.data);
			ask(out, words[i], name);
		}
		snprintf(title, sizeof(title), "%s method %.*s", words[i], (int)method.len, (const char *)method.data);
		end(sheet, out, title);
	}
}

/* Ways to write a forbidden method where a list of methods may stand, and then one that is none. */
static void forbid_override(struct pq_cases_sheet *sheet, struct pq_buf *out, struct pq_view header,
			    struct pq_view method)
{
	static const struct {
		const char *before;
		const char *after;
	} around[] = { { "", "" }, { "GET, ", "" }, { "", ",GET" }, { " ", " " }, { "GET,\t", "" }, { ",", "," } };
	char value[96];
	char title[160];
	char room[64];

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		begin(out,
		      "A header that some servers obey instead of the method names a forbidden one (Fetch 2.2.2).");
		for (size_t k = 0; k < sizeof(around) / sizeof(around[0]); k++) {
			struct pq_view spelled = in_case(method, k % 2, room);

			snprintf(value, sizeof(value), "%s%.*s%s", around[k].before, (int)spelled.len,
				 (const char *)spelled.data, around[k].after);
			ask(out, scripts[i], "POST");
			add_header(out, header, pq_view_str(value));
		}
		ask(out, scripts[i], "POST");
		add_header(out, header, pq_view_str("DELETE"));
		snprintf(title, sizeof(title), "%s override %.*s %.*s", scripts[i], (int)header.len,
			 (const char *)header.data, (int)method.len, (const char *)method.data);
		end(sheet, out, title);
	}
}

/* Bytes that end a line for some reader, and bytes that are merely odd; the first ones must not get out. */
static void hostile_values(struct pq_cases_sheet *sheet, struct pq_buf *out)
{
	static const struct {
		const char *name;
		struct pq_view value;
	} values[] = {
		{ "CRLF", PQ_VIEW("a\r\nX-Attacker: 1") },
		{ "LF", PQ_VIEW("a\nX-Attacker: 1") },
		{ "CR", PQ_VIEW("a\rX-Attacker: 1") },
		{ "NUL", PQ_VIEW("a\0b") },
		{ "fold", PQ_VIEW("a\r\n b") },
		{ "two heads", PQ_VIEW("a\r\n\r\nGET /2 HTTP/1.1\r\n\r\n") },
		{ "surrounding blanks", PQ_VIEW(" \t a \t") },
		{ "surrounding line ends", PQ_VIEW("\r\na\r\n") },
		{ "tab and DEL", PQ_VIEW("a\tb\x7f") },
		{ "controls", PQ_VIEW("\x01\x0b\x0c\x1f") },
		{ "high bytes", PQ_VIEW("\x80\xe9\xff") },
		{ "NEL", PQ_VIEW("a\x85X-Attacker: 1") },
		{ "empty", PQ_VIEW("") },
	};
	char title[96];

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
			begin(out,
			      "What a value may not hold does not reach the wire, and all else does (Fetch 2.2.2).");
			ask(out, scripts[i], "GET");
			add_header(out, pq_view_str("X-Value"), values[k].value);
			snprintf(title, sizeof(title), "%s value %s", scripts[i], values[k].name);
			end(sheet, out, title);
		}
	}
}

static void hostile_names(struct pq_cases_sheet *sheet, struct pq_buf *out)
{
	static const struct {
		const char *name;
		struct pq_view bytes;
	} names[] = {
		{ "empty", PQ_VIEW("") },
		{ "blank", PQ_VIEW("X Name") },
		{ "trailing blank", PQ_VIEW("Host ") },
		{ "leading blank", PQ_VIEW(" Host") },
		{ "tab", PQ_VIEW("Host\t") },
		{ "colon", PQ_VIEW("Host:") },
		{ "CRLF", PQ_VIEW("X: 1\r\nX-Attacker") },
		{ "LF", PQ_VIEW("X\nHost") },
		{ "NUL", PQ_VIEW("Host\0") },
		{ "high byte", PQ_VIEW("H\xf6st") },
		{ "underscore", PQ_VIEW("Content_Length") },
		{ "long s", PQ_VIEW("\xc5\xbf"
				    "ec-attacker") },
		{ "delimiters", PQ_VIEW("X\"(),/:;<=>?@[\\]{}") },
	};
	char title[96];

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			begin(out, "A name that is no token does not reach the wire (RFC 9110 5.1).");
			ask(out, scripts[i], "GET");
			add_header(out, names[k].bytes, pq_view_str("attacker"));
			snprintf(title, sizeof(title), "%s name %s", scripts[i], names[k].name);
			end(sheet, out, title);
		}
	}
}

static void hostile_methods(struct pq_cases_sheet *sheet, struct pq_buf *out)
{
	static const struct {
		const char *name;
		const char *method;
	} methods[] = {
		{ "empty", "" },    { "blank", "GET /x" },          { "CRLF", "GET / HTTP/1.1\r\nX: 1\r\n\r\nGET" },
		{ "LF", "G\nET" },  { "trailing blank", "TRACE " }, { "high byte", "TRAC\xc9" },
		{ "colon", "GE:T" }
	};
	static const char *const words[] = { "fetch", "xhr", "form" };
	char title[96];

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		for (size_t k = 0; k < sizeof(methods) / sizeof(methods[0]); k++) {
			begin(out, "A method that is no token is not asked for (RFC 9110 9.1).");
			ask(out, words[i], methods[k].method);
			snprintf(title, sizeof(title), "%s method %s", words[i], methods[k].name);
			end(sheet, out, title);
		}
	}
}

static void write_policy(struct pq_cases_sheet *sheet, struct pq_buf *out, const struct pq_policy *policy)
{
	for (size_t i = 0; i < policy->headers.count; i++)
		forbid_name(sheet, out, "header", policy->headers.names[i]);
	for (size_t i = 0; i < policy->prefixes.count; i++)
		forbid_prefix(sheet, out, policy->prefixes.names[i]);
	for (size_t i = 0; i < policy->methods.count; i++)
		forbid_method(sheet, out, policy->methods.names[i]);
	for (size_t i = 0; i < policy->overrides.count; i++)
		for (size_t k = 0; k < policy->methods.count; k++)
			forbid_override(sheet, out, policy->overrides.names[i], policy->methods.names[k]);
}

void pq_cases_write_headers(struct pq_cases_sheet *sheet, const struct pq_cases_options *options)
{
	unsigned char room[ROOM];
	struct pq_buf out;

	pq_buf_init(&out, room, sizeof(room));
	write_policy(sheet, &out, options->policy);
	hostile_names(sheet, &out);
	hostile_values(sheet, &out);
	hostile_methods(sheet, &out);
	pq_cases_add_corpus(sheet, options->corpus, "headers", PQ_TWIN_FETCH | PQ_TWIN_XHR);
	pq_cases_add_corpus(sheet, options->corpus, "values", PQ_TWIN_FETCH | PQ_TWIN_XHR);
	pq_cases_add_corpus(sheet, options->corpus, "methods", PQ_TWIN_FETCH | PQ_TWIN_XHR);
	pq_cases_add_corpus(sheet, options->corpus, "preflight", 0);
}
