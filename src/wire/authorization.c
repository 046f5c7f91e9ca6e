/* SPDX-License-Identifier: MIT */
#include "wire/authorization.h"

#include <assert.h>
#include <nettle/base64.h>
#include <nettle/md5.h>
#include <nettle/sha2.h>

#include "base/check.h"

/* name: as it is echoed */
static const struct algorithm {
	const char *name;
	bool sha256;
	bool sess;
} algorithms[] = {
	[PQ_AUTH_MD5] = { "MD5", false, false },
	[PQ_AUTH_MD5_SESS] = { "MD5-sess", false, true },
	[PQ_AUTH_SHA_256] = { "SHA-256", true, false },
	[PQ_AUTH_SHA_256_SESS] = { "SHA-256-sess", true, true },
};
static_assert(sizeof(algorithms) / sizeof(algorithms[0]) == PQ_AUTH_ALGORITHM_UNKNOWN, "a row for each known one");

/* 0 if it cannot be answered. */
static unsigned int strength(const struct pq_challenge *challenge)
{
	const unsigned int needed = PQ_GIVEN_REALM | PQ_GIVEN_NONCE;

	if (challenge->scheme == PQ_AUTH_BASIC)
		return 1;
	if (challenge->scheme != PQ_AUTH_DIGEST || challenge->algorithm == PQ_AUTH_ALGORITHM_UNKNOWN)
		return 0;
	if ((challenge->given & needed) != needed)
		return 0;
	if ((challenge->given & PQ_GIVEN_QOP) && !(challenge->given & PQ_GIVEN_QOP_AUTH))
		return 0;
	if (algorithms[challenge->algorithm].sess && !(challenge->given & PQ_GIVEN_QOP))
		return 0;
	return algorithms[challenge->algorithm].sha256 ? 3 : 2;
}

const struct pq_challenge *pq_authorization_pick(const struct pq_challenges *list)
{
	const struct pq_challenge *best = NULL;
	unsigned int most = 0;

	for (size_t i = 0; i < list->count; i++) {
		unsigned int here = strength(&list->items[i]);

		if (here > most)
			best = &list->items[i];
		if (here > most)
			most = here;
	}
	return best;
}

static bool has_control(struct pq_view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] < ' ' || v.data[i] == 0x7f)
			return true;
	return false;
}

/* quoted-string (RFC 9110 5.6.4) of bytes without controls. */
static void add_quoted(struct pq_buf *out, const char *before, struct pq_view v)
{
	pq_buf_add_str(out, before);
	pq_buf_add_byte(out, '"');
	for (size_t i = 0; i < v.len; i++) {
		if (v.data[i] == '"' || v.data[i] == '\\')
			pq_buf_add_byte(out, '\\');
		pq_buf_add_byte(out, v.data[i]);
	}
	pq_buf_add_byte(out, '"');
}

/* user-pass (RFC 7617 2); which of two colons parts it nobody could tell. */
static enum pq_err write_basic(const struct pq_login *credentials, struct pq_buf *out)
{
	unsigned char storage[2 * PQ_MAX_CREDENTIAL + 1];
	struct pq_buf pair;
	unsigned char *at;

	if (pq_view_find(credentials->user, ':', 0) < credentials->user.len)
		return PQ_ERR_SYNTAX;
	pq_buf_init(&pair, storage, sizeof(storage));
	pq_buf_add(&pair, credentials->user);
	pq_buf_add_byte(&pair, ':');
	pq_buf_add(&pair, credentials->password);
	pq_buf_add_str(out, "Basic ");
	at = pq_buf_extend(out, BASE64_ENCODE_RAW_LENGTH(pair.len));
	if (at)
		base64_encode_raw((char *)at, pair.len, pair.data);
	return PQ_ERR_OK;
}

/* A hash in hexadecimal, as it goes into the next one. */
struct hex {
	unsigned char digits[2 * SHA256_DIGEST_SIZE];
	size_t len;
};

static struct pq_view view_of(const struct hex *hex)
{
	return pq_view(hex->digits, hex->len);
}

static struct hex in_hex(const unsigned char *digest, size_t len)
{
	struct hex hex = { .len = 0 };
	struct pq_buf digits;

	pq_buf_init(&digits, hex.digits, sizeof(hex.digits));
	pq_buf_add_hex(&digits, pq_view(digest, len));
	hex.len = digits.len;
	return hex;
}

/* H() of the pieces with a colon between each two (RFC 7616 3.3). */
static struct hex hash_md5(const struct pq_view *pieces, size_t count)
{
	unsigned char digest[MD5_DIGEST_SIZE];
	struct md5_ctx ctx;

	md5_init(&ctx);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			md5_update(&ctx, 1, (const uint8_t *)":");
		md5_update(&ctx, pieces[i].len, pieces[i].data);
	}
	md5_digest(&ctx, sizeof(digest), digest);
	return in_hex(digest, sizeof(digest));
}

static struct hex hash_sha256(const struct pq_view *pieces, size_t count)
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			sha256_update(&ctx, 1, (const uint8_t *)":");
		sha256_update(&ctx, pieces[i].len, pieces[i].data);
	}
	sha256_digest(&ctx, sizeof(digest), digest);
	return in_hex(digest, sizeof(digest));
}

static struct hex hash(const struct algorithm *algorithm, const struct pq_view *pieces, size_t count)
{
	return algorithm->sha256 ? hash_sha256(pieces, count) : hash_md5(pieces, count);
}

/* H(A1) (RFC 7616 3.4.2). */
static struct hex hash_a1(const struct pq_challenge *challenge, const struct pq_login *credentials,
			  struct pq_view cnonce)
{
	const struct algorithm *algorithm = &algorithms[challenge->algorithm];
	const struct pq_view secret[] = { credentials->user, challenge->realm, credentials->password };
	struct hex a1 = hash(algorithm, secret, 3);
	const struct pq_view session[] = { view_of(&a1), challenge->nonce, cnonce };

	return algorithm->sess ? hash(algorithm, session, 3) : a1;
}

/* "response" (RFC 7616 3.4.1), or that of RFC 2069 2.1.2 where the challenge has no qop. */
static struct hex hash_response(const struct pq_challenge *challenge, const struct pq_login *credentials,
				const struct pq_digest_use *use, struct pq_view nc)
{
	const struct algorithm *algorithm = &algorithms[challenge->algorithm];
	const struct pq_view request[] = { use->method, use->uri };
	struct hex a1 = hash_a1(challenge, credentials, use->cnonce);
	struct hex a2 = hash(algorithm, request, 2);
	const struct pq_view legacy[] = { view_of(&a1), challenge->nonce, view_of(&a2) };
	const struct pq_view pieces[] = { view_of(&a1), challenge->nonce,    nc,
					  use->cnonce,  pq_view_str("auth"), view_of(&a2) };

	return challenge->given & PQ_GIVEN_QOP ? hash(algorithm, pieces, 6) : hash(algorithm, legacy, 3);
}

/* With userhash the name itself is not told (RFC 7616 3.4.4). */
static void add_user(const struct pq_challenge *challenge, struct pq_view user, struct pq_buf *out)
{
	const struct pq_view pieces[] = { user, challenge->realm };
	struct hex hashed;

	if (challenge->userhash) {
		hashed = hash(&algorithms[challenge->algorithm], pieces, 2);
		user = view_of(&hashed);
	}
	add_quoted(out, "Digest username=", user);
}

static void add_qop(const struct pq_digest_use *use, struct pq_view nc, struct pq_buf *out)
{
	pq_buf_add_str(out, ", nc=");
	pq_buf_add(out, nc);
	add_quoted(out, ", cnonce=", use->cnonce);
	pq_buf_add_str(out, ", qop=auth");
}

static enum pq_err write_digest(const struct pq_challenge *challenge, const struct pq_login *credentials,
				const struct pq_digest_use *use, struct pq_buf *out)
{
	const unsigned char count[] = { (unsigned char)(use->nc >> 24), (unsigned char)(use->nc >> 16),
					(unsigned char)(use->nc >> 8), (unsigned char)use->nc };
	struct hex nc = in_hex(count, sizeof(count));
	struct hex response = hash_response(challenge, credentials, use, view_of(&nc));

	if (has_control(challenge->realm) || has_control(challenge->nonce) || has_control(challenge->opaque) ||
	    has_control(use->uri) || has_control(use->cnonce))
		return PQ_ERR_SYNTAX;
	add_user(challenge, credentials->user, out);
	add_quoted(out, ", realm=", challenge->realm);
	add_quoted(out, ", uri=", use->uri);
	if (challenge->given & PQ_GIVEN_ALGORITHM) {
		pq_buf_add_str(out, ", algorithm=");
		pq_buf_add_str(out, algorithms[challenge->algorithm].name);
	}
	add_quoted(out, ", nonce=", challenge->nonce);
	if (challenge->given & PQ_GIVEN_QOP)
		add_qop(use, view_of(&nc), out);
	add_quoted(out, ", response=", view_of(&response));
	if (challenge->given & PQ_GIVEN_OPAQUE)
		add_quoted(out, ", opaque=", challenge->opaque);
	if (challenge->userhash)
		pq_buf_add_str(out, ", userhash=true");
	return PQ_ERR_OK;
}

enum pq_err pq_authorization_write(const struct pq_challenge *challenge, const struct pq_login *credentials,
				   const struct pq_digest_use *use, struct pq_buf *out)
{
	size_t mark = out->len;
	enum pq_err err;

	pq_check(strength(challenge) > 0);
	if (credentials->user.len > PQ_MAX_CREDENTIAL || credentials->password.len > PQ_MAX_CREDENTIAL)
		return PQ_ERR_LIMIT;
	if (has_control(credentials->user) || has_control(credentials->password))
		return PQ_ERR_SYNTAX;
	if (challenge->scheme == PQ_AUTH_BASIC)
		err = write_basic(credentials, out);
	else
		err = write_digest(challenge, credentials, use, out);
	if (err == PQ_ERR_OK && !pq_buf_ok(out))
		err = PQ_ERR_NO_SPACE;
	if (err != PQ_ERR_OK)
		out->len = mark;
	return err;
}
