/* SPDX-License-Identifier: MIT */
#include "triage/argument.h"

const char *const pq_plain_hosts[] = { "a.example", "b.example", "c.example", NULL };

enum pq_meaning pq_argument_means(const struct pq_arg_spec *spec)
{
	static const struct {
		const char *expected;
		enum pq_meaning meaning;
	} meanings[] = {
		{ "a URL", PQ_MEANS_URL },   { "a Location", PQ_MEANS_URL },  { "an origin", PQ_MEANS_URL },
		{ "a host", PQ_MEANS_HOST }, { "a method", PQ_MEANS_METHOD },
	};

	if (spec->kind == PQ_ARG_NUMBER)
		return PQ_MEANS_NUMBER;
	if (spec->kind == PQ_ARG_NAME)
		return PQ_MEANS_CHOICE;
	if (spec->kind != PQ_ARG_BARE && spec->kind != PQ_ARG_QUOTED)
		return PQ_MEANS_FIXED;
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (strcmp(spec->expected, meanings[i].expected) == 0)
			return meanings[i].meaning;
	return PQ_MEANS_BYTES;
}

bool pq_is_plain_host(struct pq_view host, size_t *index)
{
	for (*index = 0; pq_plain_hosts[*index]; ++*index)
		if (pq_view_is(host, pq_plain_hosts[*index]))
			return true;
	return false;
}

static const char *const plain_methods[] = { "GET", "POST" };

bool pq_is_plain_method(struct pq_view method)
{
	return pq_view_is(method, plain_methods[0]) || pq_view_is(method, plain_methods[1]);
}

/* A host that is plainer than this one, or itself; none takes a host's place where there was none. */
static struct pq_view plainer_host(struct pq_view host, size_t wanted)
{
	size_t index;

	pq_is_plain_host(host, &index);
	return host.len > 0 && wanted < index ? pq_view_str(pq_plain_hosts[wanted]) : host;
}

static void drop(struct pq_url_cut *cut, enum pq_url_piece piece)
{
	cut->pieces[piece].len = 0;
}

static void drop_tls(struct pq_url_cut *cut)
{
	if (pq_view_is(cut->pieces[PQ_URL_SCHEME], "https://"))
		cut->pieces[PQ_URL_SCHEME] = pq_view_str("http://");
}

static void shorten_path(struct pq_url_cut *cut)
{
	if (cut->pieces[PQ_URL_PATH].len > 0)
		cut->pieces[PQ_URL_PATH] = pq_view_str("/");
}

/* The whole of it at first; then what each of its pieces can do without. */
static bool plainer_url(struct pq_view url, size_t step, struct pq_buf *out)
{
	struct pq_url_cut cut = pq_url_cut(url);

	switch (step) {
	case 0:
		drop_tls(&cut);
		cut.pieces[PQ_URL_HOST] = plainer_host(cut.pieces[PQ_URL_HOST], 0);
		drop(&cut, PQ_URL_USERINFO);
		drop(&cut, PQ_URL_PORT);
		shorten_path(&cut);
		break;
	case 1:
	case 2:
		cut.pieces[PQ_URL_HOST] = plainer_host(cut.pieces[PQ_URL_HOST], step - 1);
		break;
	case 3:
		drop(&cut, PQ_URL_USERINFO);
		break;
	case 4:
		drop(&cut, PQ_URL_PORT);
		break;
	case 5:
		shorten_path(&cut);
		break;
	case 6:
		drop_tls(&cut);
		break;
	default:
		return false;
	}
	pq_url_join(&cut, out);
	return true;
}

bool pq_argument_plainer(enum pq_meaning meaning, struct pq_view v, size_t step, struct pq_buf *out)
{
	switch (meaning) {
	case PQ_MEANS_URL:
		return plainer_url(v, step, out);
	case PQ_MEANS_HOST:
		if (step > 1)
			return false;
		pq_buf_add(out, plainer_host(v, step));
		return true;
	case PQ_MEANS_METHOD:
		if (step > 1)
			return false;
		pq_buf_add(out, pq_view_is(v, plain_methods[0]) ? v : pq_view_str(plain_methods[step]));
		return true;
	default:
		return false;
	}
}
