/* SPDX-License-Identifier: MIT */
/* What crosses to the network service is, read there, the request that the page side has made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/paper.h"
#include "service/renderer.h"

static struct pq_renderer *page;
static struct pq_paper *paper;
static struct pq_policy policy;
static struct pq_idna *idna;
static struct pq_request again;
static unsigned char url[4 * PQ_MAX_URL];
static unsigned char text[2 * PQ_MAX_URL];
static unsigned char body[PQ_MAX_BODY];
static unsigned char crossed[PQ_PARCEL_HEADER + 2 * PQ_MAX_PARCEL];
static unsigned int compared;

/* Boundaries differ from draw to draw. */
static void fill_random(void *ctx, unsigned char *data, size_t len)
{
	static unsigned char next;

	(void)ctx;
	for (size_t i = 0; i < len; i++)
		data[i] = next++;
}

static const struct pq_net_ops ops = { .random = fill_random };

static void assert_same_view(struct pq_view a, struct pq_view b, const char *what)
{
	if (!pq_view_eq(a, b))
		fail_msg("%s: %.*s became %.*s", what, (int)a.len, a.data ? (const char *)a.data : "", (int)b.len,
			 b.data ? (const char *)b.data : "");
}

static void assert_same_http(const struct pq_request *a, const struct pq_request *b)
{
	assert_same_view(a->method, b->method, "method");
	assert_int_equal(a->header_count, b->header_count);
	for (size_t i = 0; i < a->header_count; i++) {
		assert_same_view(a->headers[i].name, b->headers[i].name, "name");
		assert_same_view(a->headers[i].value, b->headers[i].value, "value");
	}
	assert_int_equal(a->has_body, b->has_body);
	if (a->has_body)
		assert_same_view(a->body, b->body, "body");
	assert_int_equal(a->mode, b->mode);
	assert_int_equal(a->credentials, b->credentials);
	assert_int_equal(a->redirect, b->redirect);
}

static bool is_http(enum pq_word word)
{
	return word == PQ_WORD_FETCH || word == PQ_WORD_XHR || word == PQ_WORD_FORM || word == PQ_WORD_NAVIGATE ||
	       word == PQ_WORD_CONTROL || word == PQ_WORD_PREFETCH;
}

/* The service's reading of what crossed. */
static void read_again(struct pq_view crossing, const char *name)
{
	struct pq_asker asker = { .env = &page->env };
	struct pq_buf buffers[3];
	struct pq_diag diag = { 0, 0, "" };
	size_t at;

	if (pq_paper_read(paper, crossing, &diag))
		fail_msg("%s: %zu:%zu: %s in %.*s", name, diag.line, diag.column, diag.expected, (int)crossing.len,
			 (const char *)crossing.data);
	at = pq_paper_find_request(&paper->scenario, false);
	assert_true(at < paper->scenario.line_count);
	pq_buf_init(&buffers[0], url, sizeof(url));
	pq_buf_init(&buffers[1], text, sizeof(text));
	pq_buf_init(&buffers[2], body, sizeof(body));
	asker.page = pq_page_url_get(&page->page);
	asker.url = &buffers[0];
	asker.text = &buffers[1];
	asker.body = &buffers[2];
	assert_int_equal(pq_fetch_path_of(paper->scenario.lines[at].word)
				 ->renderer(&asker, &paper->scenario, at, &again)
				 .outcome,
			 PQ_OUTCOME_UNSET);
}

/* Behind a request crosses what the page side did for it, which knows no outcome yet. */
static void assert_told(struct pq_view parcels)
{
	static const char outcome[] = "\noutcome ";
	struct pq_parcel told;

	assert_int_equal(pq_parcel_read(parcels, &told), PQ_ERR_OK);
	assert_int_equal(told.kind, PQ_PARCEL_TOLD);
	assert_int_equal(pq_parcel_size(&told), parcels.len);
	assert_null(memmem(told.bytes.data, told.bytes.len, outcome, sizeof(outcome) - 1));
}

/* The page side's part of line `at`: true with the text that crosses, false if the request ended there. */
static bool cross(size_t at, struct pq_view *crossing)
{
	char line[32];
	struct pq_parcel go = { .kind = PQ_PARCEL_GO };
	struct pq_parcel out;
	struct pq_buf parcels;

	snprintf(line, sizeof(line), "%zu", at);
	go.bytes = pq_view_str(line);
	page->waits = false;
	pq_buf_init(&parcels, crossed, sizeof(crossed));
	assert_int_equal(pq_renderer_take(page, &go, &parcels), PQ_ERR_OK);
	assert_int_equal(pq_parcel_read(pq_buf_view(&parcels), &out), PQ_ERR_OK);
	assert_int_equal(out.kind, page->waits ? PQ_PARCEL_REQUEST : PQ_PARCEL_TOLD);
	*crossing = out.bytes;
	if (page->waits)
		assert_told(pq_view_from(pq_buf_view(&parcels), pq_parcel_size(&out)));
	else
		assert_int_equal(pq_parcel_size(&out), parcels.len);
	return page->waits;
}

static void try_request(size_t at, const char *name)
{
	enum pq_word word = page->paper.scenario.lines[at].word;
	struct pq_view crossing;

	if (word == PQ_WORD_EMBEDDER || page->hostile || !cross(at, &crossing))
		return;
	read_again(crossing, name);
	assert_same_view(page->request.url, again.url, "URL");
	if (is_http(word))
		assert_same_http(&page->request, &again);
	compared++;
}

static int try_file(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	static unsigned char bytes[PQ_MAX_SCENARIO_TEXT];
	struct pq_parcel parcel = { .kind = PQ_PARCEL_PAGE };
	struct pq_buf none;
	FILE *file;

	(void)status;
	(void)where;
	if (kind != FTW_F || !strstr(path, ".scenario"))
		return 0;
	file = fopen(path, "re");
	assert_non_null(file);
	parcel.bytes = pq_view(bytes, fread(bytes, 1, sizeof(bytes), file));
	fclose(file);
	pq_buf_init(&none, bytes, 0);
	assert_int_equal(pq_renderer_take(page, &parcel, &none), PQ_ERR_OK);
	for (size_t at = pq_scenario_find_request(&page->paper.scenario, 0); at < page->paper.scenario.line_count;
	     at = pq_scenario_find_request(&page->paper.scenario, at + 1))
		try_request(at, path);
	return 0;
}

static void every_request_of_the_seeds_crosses_unchanged(void **state)
{
	(void)state;
	assert_int_equal(nftw(PQ_SOURCE_DIR "/corpus/seeds", try_file, 16, FTW_PHYS), 0);
	assert_true(compared > 500);
}

static bool is_request(const char *lines, bool embedder)
{
	char whole[1024];

	snprintf(whole, sizeof(whole), "pratique-scenario 1\n%s", lines);
	assert_int_equal(pq_paper_read(paper, pq_view_str(whole), NULL), PQ_ERR_OK);
	return pq_paper_find_request(&paper->scenario, embedder) < paper->scenario.line_count;
}

static void a_renderer_may_say_one_request_and_nothing_else(void **state)
{
	(void)state;
	assert_true(is_request("fetch GET http://a.example/\n  header \"a\" \"b\"\n", false));
	assert_true(is_request("socket a.example 4502\n  write \"x\"\n", false));
	assert_false(is_request("", false));
	assert_false(is_request("page http://bank.example/\nfetch GET http://a.example/\n", false));
	assert_false(is_request("fetch GET http://a.example/\npage http://bank.example/\n", false));
	assert_false(is_request("cookie http://a.example/ \"a=b\"\nfetch GET http://a.example/\n", false));
	assert_false(is_request("proxy http://evil.example/\nfetch GET http://a.example/\n", false));
	assert_false(is_request("dns a.example 127.0.0.1\nfetch GET http://a.example/\n", false));
	assert_false(is_request("fetch GET http://a.example/\nfetch GET http://b.example/\n", false));
	assert_false(is_request("control GET http://a.example/\n", false));
	assert_false(is_request("answer\n  reply \"x\"\n", false));
	assert_false(is_request("# only words\n", false));
	assert_false(is_request("embedder GET http://a.example/\n", false));
	assert_true(is_request("embedder GET http://a.example/\n", true));
	assert_false(is_request("fetch GET http://a.example/\n", true));
}

static void settings_are_settings_only(void **state)
{
	static unsigned char bytes[4096];
	struct pq_buf out;

	(void)state;
	assert_int_equal(pq_paper_read(paper,
				       pq_view_str("pratique-scenario 1\npage http://a.example/\n"
						   "login http://a.example/ \"u\" \"p\"\nfetch GET http://b.example/\n"
						   "keep-alive\ndns a.example 20.1.1.1\n"),
				       NULL),
			 PQ_ERR_OK);
	assert_false(pq_paper_is_settings(&paper->scenario));
	pq_buf_init(&out, bytes, sizeof(bytes));
	pq_paper_settings(&paper->scenario, &out);
	assert_same_view(pq_buf_view(&out),
			 pq_view_str("pratique-scenario 1\npage http://a.example/\n"
				     "login http://a.example/ \"u\" \"p\"\nkeep-alive\n"),
			 "settings");
	assert_int_equal(pq_paper_read(paper, pq_buf_view(&out), NULL), PQ_ERR_OK);
	assert_true(pq_paper_is_settings(&paper->scenario));
}

static int open_all(void **state)
{
	(void)state;
	page = calloc(1, sizeof(*page));
	paper = calloc(1, sizeof(*paper));
	idna = pq_idna_open();
	assert_int_equal(pq_policy_parse_builtin(&policy, pq_view_str("none")), PQ_ERR_OK);
	pq_renderer_init(page, &policy, idna, (struct pq_net){ .ops = &ops });
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	pq_idna_close(idna);
	free(page);
	free(paper);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_request_of_the_seeds_crosses_unchanged),
		cmocka_unit_test(a_renderer_may_say_one_request_and_nothing_else),
		cmocka_unit_test(settings_are_settings_only),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
