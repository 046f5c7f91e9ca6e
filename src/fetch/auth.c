/* SPDX-License-Identifier: MIT */
#include "fetch/auth.h"

#include "base/ascii.h"
#include "url/percent.h"

#define NONCE_LEN 16 /* bytes drawn for a cnonce */

void pq_auth_init(struct pq_auth *auth, void *storage, size_t cap)
{
	pq_auth_drop(auth);
	pq_buf_init(&auth->text, storage, cap);
}

static enum pq_err read_fields(struct pq_challenges *list, const struct pq_http1_response *response,
			       struct pq_view field)
{
	enum pq_err err = PQ_ERR_OK;

	for (size_t i = 0; err == PQ_ERR_OK && i < response->header_count; i++)
		if (pq_ascii_eq_nocase(response->headers[i].name, field))
			err = pq_challenges_read(list, response->headers[i].value);
	return err;
}

struct pq_result pq_auth_take(struct pq_auth *auth, const struct pq_http1_response *response, struct pq_view field,
			      enum pq_login_source source, bool *offers)
{
	const struct pq_challenge *picked;
	struct pq_challenges list;
	bool stale;

	*offers = false;
	pq_buf_reset(&auth->text);
	pq_challenges_init(&list, &auth->text);
	if (read_fields(&list, response, field) != PQ_ERR_OK)
		return source ? pq_result_error(PQ_ERROR_AUTH) : pq_result_going_on();
	picked = pq_authorization_pick(&list);
	stale = picked && picked->scheme == PQ_AUTH_DIGEST && picked->stale && auth->offered && !auth->renewed;
	if (!picked || (source == PQ_LOGIN_NONE && !stale))
		return pq_result_going_on();
	auth->offered = stale ? auth->offered : source;
	auth->renewed = stale;
	auth->uses = 0;
	auth->challenge = *picked;
	*offers = true;
	return pq_result_going_on();
}

/* 128 bits in hexadecimal; drawn only where they are used. */
static struct pq_view draw_cnonce(const struct pq_auth *auth, struct pq_net net, struct pq_buf *text)
{
	unsigned char bytes[NONCE_LEN];
	size_t mark = text->len;

	if (auth->challenge.scheme != PQ_AUTH_DIGEST || !(auth->challenge.given & PQ_GIVEN_QOP))
		return pq_view(NULL, 0);
	net.ops->random(net.ctx, bytes, sizeof(bytes));
	pq_buf_add_hex(text, pq_view(bytes, sizeof(bytes)));
	return pq_buf_since(text, mark);
}

struct pq_result pq_auth_add(struct pq_auth *auth, struct pq_net net, const struct pq_login *login,
			     struct pq_view method, struct pq_view target, struct pq_view name,
			     struct pq_headers *headers, struct pq_buf *text)
{
	const struct pq_digest_use use = { method, target, draw_cnonce(auth, net, text), ++auth->uses };
	size_t mark = text->len;
	enum pq_err err = pq_authorization_write(&auth->challenge, login, &use, text);

	if (err == PQ_ERR_NO_SPACE)
		return pq_result_error(PQ_ERROR_LIMIT);
	if (err != PQ_ERR_OK)
		return pq_result_error(PQ_ERROR_AUTH);
	pq_headers_add_own(headers, name, pq_buf_since(text, mark));
	return pq_result_going_on();
}

struct pq_login pq_auth_userinfo(const struct pq_url *url, struct pq_buf *text)
{
	struct pq_login login;
	size_t mark = text->len;

	pq_percent_decode(url->username, text);
	login.user = pq_buf_since(text, mark);
	mark = text->len;
	pq_percent_decode(url->password, text);
	login.password = pq_buf_since(text, mark);
	return login;
}

/* What the proxy line says counts before what its URL says. */
static enum pq_login_source proxy_source(const struct pq_proxy *proxy)
{
	if (!proxy->present || !proxy->usable)
		return PQ_LOGIN_NONE;
	if (proxy->has_login)
		return PQ_LOGIN_STORED;
	return pq_url_includes_credentials(&proxy->url) ? PQ_LOGIN_USERINFO : PQ_LOGIN_NONE;
}

struct pq_result pq_auth_proxy_refused(struct pq_auth *auth, const struct pq_proxy *proxy,
				       const struct pq_http1_response *response)
{
	enum pq_login_source source = auth->offered ? PQ_LOGIN_NONE : proxy_source(proxy);
	bool offers;
	struct pq_result result = pq_auth_take(auth, response, pq_view_str("proxy-authenticate"), source, &offers);

	return pq_result_ended(result) || offers ? result : pq_result_error(PQ_ERROR_PROXY_AUTH);
}

struct pq_result pq_auth_add_proxy(struct pq_auth *auth, const struct pq_service *service, struct pq_view method,
				   struct pq_view target, struct pq_headers *headers, struct pq_buf *text)
{
	const struct pq_proxy *proxy = &service->proxy;
	struct pq_login login = { proxy->user, proxy->password };

	if (!auth->offered)
		return pq_result_going_on();
	if (auth->offered == PQ_LOGIN_USERINFO)
		login = pq_auth_userinfo(&proxy->url, text);
	return pq_auth_add(auth, service->env->net, &login, method, target, pq_view_str("Proxy-Authorization"), headers,
			   text);
}
