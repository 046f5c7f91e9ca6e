/* SPDX-License-Identifier: MIT */
/*
 * Surface:  the URL parser and serialiser.
 * Property: a printed URL parses to the same URL; where a URL leads (scheme,
 *           host, port), and whether it parses, is what the judge's naive reader says; its origin is "null" or an
 *           HTTP URL's that is its own origin.
 * Targets:  pq_url_parse, pq_url_print, pq_url_print_origin, pq_url_effective_port.
 * Input:    a URL; what follows the last line feed, if there is one, is its base.
 */
#include "common/naive.h"
#include "common/target.h"

PQ_FUZZ_PROPERTY(pq_url_prints_itself, "a printed URL parses to another URL, or not at all")
PQ_FUZZ_PROPERTY(pq_url_leads_elsewhere, "the parser and the naive reader dial different places")

PQ_FUZZ_PROPERTY(pq_url_origin_differs, "the origin of a URL is no origin, or another URL's")

static struct pq_idna *idna;

static void open_readers(void)
{
	idna = pq_idna_open();
	if (!idna)
		pq_fuzz_cannot("ICU's data files are missing");
	pq_fuzz_naive_open();
}

static void check_printed(const struct pq_url *url)
{
	static unsigned char storage[32768], printed[16384], again[16384];
	struct pq_buf bytes, first, second;
	struct pq_url reparsed;

	pq_buf_init(&bytes, storage, sizeof(storage));
	pq_buf_init(&first, printed, sizeof(printed));
	pq_buf_init(&second, again, sizeof(again));
	pq_url_print(url, false, &first);
	if (pq_url_parse(&reparsed, pq_buf_view(&first), NULL, idna, &bytes) != PQ_ERR_OK)
		pq_url_prints_itself();
	pq_url_print(&reparsed, false, &second);
	if (!pq_view_eq(pq_buf_view(&first), pq_buf_view(&second)) || !pq_view_eq(url->host, reparsed.host) ||
	    url->has_port != reparsed.has_port || !pq_view_eq(url->path, reparsed.path))
		pq_url_prints_itself();
}

/* RFC 6454 4, URL 4.7: an origin prints as a URL of which it is the origin. */
static void check_origin(const struct pq_url *url)
{
	static unsigned char storage[32768], printed[32768], again[32768];
	struct pq_buf bytes, first, second;
	struct pq_url origin;

	pq_buf_init(&bytes, storage, sizeof(storage));
	pq_buf_init(&first, printed, sizeof(printed));
	pq_buf_init(&second, again, sizeof(again));
	pq_url_print_origin(url, idna, &first);
	if (!pq_buf_ok(&first) || pq_view_is(pq_buf_view(&first), "null"))
		return;
	if (pq_url_parse(&origin, pq_buf_view(&first), NULL, idna, &bytes) != PQ_ERR_OK)
		pq_url_origin_differs();
	pq_url_print_origin(&origin, idna, &second);
	if (!pq_view_eq(pq_buf_view(&first), pq_buf_view(&second)))
		pq_url_origin_differs();
}

static void one(struct pq_view input)
{
	static unsigned char storage[32768];
	struct pq_view base = pq_view(NULL, 0);
	struct pq_url url, base_url;
	struct pq_naive_url naive;
	struct pq_buf bytes;
	enum pq_err err;

	for (size_t i = input.len; i-- > 0 && base.len == 0;)
		if (input.data[i] == '\n') {
			base = pq_view_from(input, i + 1);
			input.len = i;
			break;
		}
	pq_buf_init(&bytes, storage, sizeof(storage));
	if (base.len > 0 && pq_url_parse(&base_url, base, NULL, idna, &bytes) != PQ_ERR_OK)
		return;
	err = pq_url_parse(&url, input, base.len > 0 ? &base_url : NULL, idna, &bytes);
	naive = pq_fuzz_naive_read(input, base);
	if (err == PQ_ERR_OK) {
		check_printed(&url);
		check_origin(&url);
	}
	if (err == PQ_ERR_OK ? !pq_fuzz_naive_agrees(&naive, &url) : naive.readable && err != PQ_ERR_NO_SPACE)
		pq_url_leads_elsewhere();
}

const struct pq_fuzz_target pq_fuzz_target = { "url", open_readers, one };
