/* SPDX-License-Identifier: MIT */
/* The table of vectors: what each row must say, and what is derived from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/vectors.h"
#include "policy/policy.h"
#include "scenario/words.h"

/* Fails with the row's name. */
static void want(bool sound, const struct pq_vector *row, const char *what)
{
	if (!sound)
		fail_msg("%s: %s", row->name, what);
}

static bool has(const struct pq_vector *row, uint32_t needs)
{
	return (row->needs & needs) == needs;
}

static bool one_of(const char *text, const char *const *words)
{
	while (*words && strcmp(text, *words) != 0)
		words++;
	return *words != NULL;
}

static void there_are_enough_rows_and_all_names_differ(void **state)
{
	(void)state;
	assert_true(pq_vector_rows() >= 95);
	for (size_t i = 0; i < pq_vector_count(); i++) {
		const struct pq_vector *row = pq_vector_at(i);

		want(pq_vector_index(row->name) == i, row, "another row has that name");
		want(strspn(row->name, "abcdefghijklmnopqrstuvwxyz0123456789-/") == strlen(row->name), row, "odd name");
	}
	assert_true(pq_vector_index("no-such-vector") == SIZE_MAX);
}

static void rows_say_who_asks_and_by_which_standard(void **state)
{
	(void)state;
	for (size_t i = 0; i < pq_vector_count(); i++) {
		const struct pq_vector *row = pq_vector_at(i);

		want(row->initiator && *row->initiator, row, "no initiator");
		want(row->section && strpbrk(row->section, " "), row, "no section");
		want(row->probe || row->markup || row->header, row, "nothing to ask with");
	}
}

/* Schemes are those of policies, words those of scenarios that are requests. */
static void schemes_and_words_are_known(void **state)
{
	static const char *const requests[] = { "fetch",      "xhr",      "form",         "navigate",   "websocket",
						"preconnect", "prefetch", "dns-prefetch", "ice-server", NULL };

	(void)state;
	for (size_t i = 0; i < pq_vector_count(); i++) {
		const struct pq_vector *row = pq_vector_at(i);
		bool dns = strcmp(row->scheme, "dns") == 0;

		want(dns || pq_scheme_by_name(pq_view_str(row->scheme)) != PQ_SCHEME_OTHER, row, "unknown scheme");
		want(pq_word_find(pq_view_str(row->word)) != PQ_WORD_COMMENT, row, "no word of scenarios");
		want(one_of(row->word, requests), row, "its word is no request");
		want(!dns || strcmp(row->word, "dns-prefetch") == 0, row, "a look-up by another word");
	}
}

static void needs_fit_scheme_and_texts(void **state)
{
	static const char *const tls[] = { "https", "wss", NULL };
	static const char *const plain[] = { "http", "ws", NULL };
	const uint32_t scripted =
		PQ_NEEDS_SECURE | PQ_NEEDS_WORKER | PQ_NEEDS_SERVICE_WORKER | PQ_NEEDS_WEBRTC | PQ_RUNTIME;

	(void)state;
	for (size_t i = 0; i < pq_vector_count(); i++) {
		const struct pq_vector *row = pq_vector_at(i);

		want(!one_of(row->scheme, tls) || has(row, PQ_NEEDS_TLS), row, "TLS without the need of it");
		want(!one_of(row->scheme, plain) || !has(row, PQ_NEEDS_TLS), row, "TLS to a target without it");
		want(!row->probe || has(row, PQ_NEEDS_SCRIPT), row, "a probe without script");
		want(!(row->needs & scripted) || has(row, PQ_NEEDS_SCRIPT), row, "something of scripts without script");
		want(!has(row, PQ_NEEDS_SERVICE_WORKER) || has(row, PQ_NEEDS_SECURE), row,
		     "a service worker without a "
		     "secure context");
		want(!has(row, PQ_NEEDS_SECURE | PQ_NEEDS_HTTPS_PAGE), row, "a page at two places");
		want(!has(row, PQ_NEEDS_WEBRTC) || strcmp(row->word, "ice-server") == 0, row,
		     "WebRTC with another word");
		want(!row->header || has(row, PQ_OWN_PAGE), row, "a header without a page of its own");
		want(!has(row, PQ_OWN_PAGE) || row->markup, row, "a page of its own without content");
		want(!has(row, PQ_RUNTIME) || (row->probe && !row->markup), row, "markup in a runtime");
		want(!has(row, PQ_UDP) || !has(row, PQ_FOLLOWS), row, "a datagram that is redirected");
		want(!has(row, PQ_FOLLOWS) || strncmp(row->scheme, "http", 4) == 0, row, "redirected without HTTP");
	}
}

/* Where a quoted piece that begins at text ends (at its quote); NULL if it does not. */
static const char *quoted_end(const char *text)
{
	const char quote = *text++;

	while (*text && *text != quote)
		text += *text == '\\' && text[1] ? 2 : 1;
	return *text ? text : NULL;
}

/* Brackets match, and quotes end; quotes inside of quotes are text. */
static bool balanced(const char *text)
{
	char open[32];
	size_t depth = 0;

	for (; *text; text++) {
		if (strchr("([{", *text)) {
			if (depth == sizeof(open))
				return false;
			open[depth++] = *text == '(' ? ')' : *text == '[' ? ']' : '}';
		} else if (strchr(")]}", *text)) {
			if (depth == 0 || open[--depth] != *text)
				return false;
		} else if (strchr("'\"`", *text)) {
			text = quoted_end(text);
			if (!text)
				return false;
		}
	}
	return depth == 0;
}

static void the_check_of_balance_sees_what_is_not(void **state)
{
	(void)state;
	assert_true(balanced("f(`a ${b('(')}`, [{}])"));
	assert_false(balanced("f("));
	assert_false(balanced("f(])"));
	assert_false(balanced("f('a)"));
	assert_false(balanced("f)("));
}

static void snippets_are_balanced(void **state)
{
	(void)state;
	for (size_t i = 0; i < pq_vector_rows(); i++) {
		const struct pq_vector *row = pq_vector_at(i);

		want(!row->probe || balanced(row->probe), row, "probe is not balanced");
		want(!row->markup || balanced(row->markup), row, "markup is not balanced");
		want(!row->header || balanced(row->header), row, "header is not balanced");
	}
}

/* Each {word} in lower case is one that the site fills in; each text has {url}, {host} or names the port itself. */
static void check_blanks(const struct pq_vector *row, const char *text)
{
	static const char *const blanks[] = { "{url}", "{host}", "{port}", "{scheme}", "{cell}", NULL };

	for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
		char word[16];
		size_t len = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz");

		if (len == 0 || at[len + 1] != '}' || len > 10)
			continue;
		(void)snprintf(word, sizeof(word), "%.*s", (int)len + 2, at);
		want(one_of(word, blanks), row, "a blank that nobody fills");
	}
}

static void markup_and_headers_use_known_blanks_and_name_the_target(void **state)
{
	(void)state;
	for (size_t i = 0; i < pq_vector_rows(); i++) {
		const struct pq_vector *row = pq_vector_at(i);
		bool named = row->probe != NULL;

		for (int k = 0; k < 2; k++) {
			const char *text = k ? row->header : row->markup;

			if (!text)
				continue;
			check_blanks(row, text);
			named = named || strstr(text, "{url}") || strstr(text, "{port}");
		}
		want(named, row, "the target is not named");
	}
}

/* One or more "Name: value", CR LF between them and none at the end. */
static void headers_are_whole_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < pq_vector_rows(); i++) {
		const struct pq_vector *row = pq_vector_at(i);

		for (const char *line = row->header; line;) {
			size_t name = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
			const char *end = strstr(line, "\r\n");

			want(name > 0 && strncmp(line + name, ": ", 2) == 0 && line[name + 2], row, "no header line");
			line = end ? end + 2 : NULL;
		}
	}
}

/* Fetch 4.5: all five statuses, of every row that follows redirects and of no other. */
static void rows_that_follow_redirects_get_a_vector_for_each_status(void **state)
{
	static const uint16_t statuses[] = { 301, 302, 303, 307, 308 };
	size_t wanted = 0;

	(void)state;
	for (size_t i = 0; i < pq_vector_rows(); i++) {
		const struct pq_vector *row = pq_vector_at(i);

		want(row->status == 0, row, "a row of the table with a status");
		for (size_t k = 0; k < 5; k++) {
			char name[80];
			size_t at;

			(void)snprintf(name, sizeof(name), "%s/%u", row->name, (unsigned int)statuses[k]);
			at = pq_vector_index(name);
			want((at != SIZE_MAX) == has(row, PQ_FOLLOWS), row, name);
			if (at == SIZE_MAX)
				continue;
			wanted++;
			assert_int_equal(pq_vector_at(at)->status, statuses[k]);
			assert_ptr_equal(pq_vector_at(at)->probe, row->probe);
			assert_ptr_equal(pq_vector_at(at)->markup, row->markup);
			assert_int_equal(pq_vector_at(at)->needs, row->needs);
		}
	}
	assert_int_equal(pq_vector_count() - pq_vector_rows(), wanted);
	assert_true(wanted >= 5 * 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_are_enough_rows_and_all_names_differ),
		cmocka_unit_test(rows_say_who_asks_and_by_which_standard),
		cmocka_unit_test(schemes_and_words_are_known),
		cmocka_unit_test(needs_fit_scheme_and_texts),
		cmocka_unit_test(the_check_of_balance_sees_what_is_not),
		cmocka_unit_test(snippets_are_balanced),
		cmocka_unit_test(markup_and_headers_use_known_blanks_and_name_the_target),
		cmocka_unit_test(headers_are_whole_lines),
		cmocka_unit_test(rows_that_follow_redirects_get_a_vector_for_each_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
