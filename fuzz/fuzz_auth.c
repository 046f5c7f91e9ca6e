/* SPDX-License-Identifier: MIT */
/*
 * Surface:  challenges of hostile servers and proxies; user names that a page has filled in.
 * Property: whatever a challenge says, its answer is one line without control bytes, and a naive reader finds in it
 *           the values that were meant; another order of fields, another place change nothing.
 * Targets:  pq_challenges_read, pq_authorization_pick, pq_authorization_write.
 * Input:    a byte; user name, password, request target and up to four fields, each ended by 0xff. If the byte is
 *           odd, the fields are realm, nonce and opaque of a Digest challenge that no reader has seen.
 */
#include "common/param.h"
#include "common/target.h"
#include "wire/authorization.h"

PQ_FUZZ_PROPERTY(pq_auth_line_breaks, "an answer holds a control byte, or a refused one was written in part")
PQ_FUZZ_PROPERTY(pq_auth_value_escapes, "a naive reader finds another value than was meant")
PQ_FUZZ_PROPERTY(pq_auth_depends_on_order, "another order of fields, or another place, makes another answer")

#define FIELDS 4

/* v: user name, password, request target */
static struct pq_view answer(const struct pq_challenge *challenge, const struct pq_view *v, struct pq_buf *out)
{
	const struct pq_digest_use use = { pq_view_str("GET"), v[2], pq_view_str("0a4f113b"), 1 };
	size_t mark = out->len;
	enum pq_err err = pq_authorization_write(challenge, &(struct pq_login){ v[0], v[1] }, &use, out);
	struct pq_view line = pq_buf_since(out, mark);

	for (size_t i = 0; i < line.len; i++)
		if (err || line.data[i] < ' ' || line.data[i] == 0x7f)
			pq_auth_line_breaks();
	if (!err && challenge->scheme == PQ_AUTH_DIGEST &&
	    !(pq_fuzz_param_is(line, "realm=\"", challenge->realm) && pq_fuzz_param_is(line, "uri=\"", use.uri) &&
	      pq_fuzz_param_is(line, "nonce=\"", challenge->nonce) &&
	      (challenge->userhash || pq_fuzz_param_is(line, "username=\"", v[0]))))
		pq_auth_value_escapes();
	return line;
}

/* Reads the fields from first to last or back and leaves out those that are refused. False if nothing can be answered. */
static bool pick(const struct pq_view *fields, bool back, struct pq_buf *text, struct pq_challenge *out)
{
	struct pq_challenges list = { .text = text };
	const struct pq_challenge *picked;

	for (size_t i = 0; i < FIELDS; i++)
		if (pq_challenges_read(&list, fields[back ? FIELDS - 1 - i : i]) == PQ_ERR_LIMIT)
			return false;
	picked = pq_authorization_pick(&list);
	*out = picked ? *picked : *out;
	return picked;
}

static void one(struct pq_view input)
{
	static unsigned char bytes[2][2 * FIELDS * PQ_MAX_CHALLENGE_FIELD];
	struct pq_buf text = { bytes[0], 0, sizeof(bytes[0]), false }, out = { bytes[1], 0, sizeof(bytes[1]), false };
	bool raw = pq_fuzz_byte(&input) & 1;
	struct pq_view v[3 + FIELDS];

	for (size_t i = 0; i < 3 + FIELDS; i++)
		v[i] = pq_fuzz_piece(&input);
	struct pq_challenge first = { PQ_AUTH_DIGEST, 7, v[3], v[4], v[5], PQ_AUTH_MD5, false, false }, second = first;

	if (!raw && (!pick(v + 3, false, &text, &first) || !pick(v + 3, true, &text, &second)))
		return;
	if (first.scheme != second.scheme ||
	    (first.scheme == PQ_AUTH_DIGEST && (first.algorithm ^ second.algorithm) > 1))
		pq_auth_depends_on_order();
	answer(&second, v, &out);
	if (!pq_view_eq(answer(&first, v, &out), answer(&first, v, &out)))
		pq_auth_depends_on_order();
}

const struct pq_fuzz_target pq_fuzz_target = { "auth", pq_fuzz_open_nothing, one };
